"""The practice portal put together: routes, login, and the control calls for tests and demo."""

import base64
import binascii
import hmac
import json
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import parse_qsl

from fastapi import Depends, FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from starlette.types import ASGIApp

from receptiondesk.domain.errors import Refused
from sync.practice import multipart, papers, process, services, store
from sync.practice.answers import PortalFault, denied, not_logged_in, refused
from sync.practice.desk import Desk
from sync.practice.faults import Faults
from sync.practice.front_door import FrontDoor
from sync.practice.services import SITE, Services
from sync.practice.store import Account, Store
from sync.practice.ticks import Ticks

REST = "/o/rest/v2"
#: Paths that the portal's own filter lets through without login (portals.md A.1).
_PUBLIC = frozenset({f"{REST}/dossiers", f"{REST}/serviceinfos"})
_BASIC_LENGTH = 6
#: GETs that change state (portals.md A.4, warning) and the action each stands for.
_CHANGING_GETS = {"cancelling": "1700", "submitting": "1100", "correcting": "1300", "reset": "1310"}

Body = dict[str, Any]


async def _form(request: Request) -> dict[str, str]:
    """Return the fields of a form; JSON is taken too (portals.md A.1)."""
    body = (await request.body()).decode("utf-8", errors="replace")
    if "json" in request.headers.get("content-type", ""):
        try:
            read = json.loads(body)
        except ValueError:
            return {}
        return {str(k): str(v) for k, v in read.items()} if isinstance(read, dict) else {}
    return dict(parse_qsl(body, keep_blank_values=True))


def _site(request: Request) -> str:
    """Return the site of the ``groupId`` header; without one it is site 0, which is empty."""
    given = request.headers.get("groupid", "")
    return given if given.isdecimal() else "0"


Form = Annotated[dict[str, str], Depends(_form)]
Site = Annotated[str, Depends(_site)]


def build(kept: Store, faults: Faults) -> ASGIApp:
    """Return the portal as an ASGI application."""
    accounts = {account.name: account for account in kept.accounts()}

    def login(request: Request) -> None:
        found = _who(request, accounts)
        if found is None and request.url.path not in _PUBLIC:
            raise denied()
        request.state.account = found

    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, dependencies=[Depends(login)])

    @app.exception_handler(PortalFault)
    async def answer_fault(request: Request, fault: Exception) -> Response:
        del request
        assert isinstance(fault, PortalFault)  # noqa: S101 - registered for this class only
        if fault.body is None:
            return Response(status_code=fault.status)
        return JSONResponse(fault.body, status_code=fault.status)

    offered = Services()
    desk = Desk(kept, offered)
    ticks = Ticks(kept, offered, desk)
    _add_services(app, offered)
    _add_processes(app, offered)
    _add_opening(app, desk, faults)
    _add_dossiers(app, desk)
    _add_parts(app, ticks)
    _add_files(app, ticks, faults)
    _add_changing_gets(app, desk)
    _add_control(app, kept, faults)
    return FrontDoor(app, faults)


def _who(request: Request, accounts: Mapping[str, Account]) -> Account | None:
    """Read Basic as the real filter does: six characters dropped, split at every ":"."""
    word = request.headers.get("authorization", "")[_BASIC_LENGTH:]
    try:
        parts = base64.b64decode(word, validate=True).decode().split(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    account = accounts.get(parts[0])
    given = parts[1] if len(parts) > 1 else ""
    if account is None or not hmac.compare_digest(given.encode(), account.password.encode()):
        return None
    return account


def _page(rows: list[Body], request: Request) -> Body:
    """Cut a list by ``start`` and ``end`` (row offsets); without ``end`` the first rows."""
    start, end = (request.query_params.get(name, "0") for name in ("start", "end"))
    first = int(start) if start.isdecimal() else 0
    last = int(end) if end.isdecimal() and int(end) else first + 10
    return {"total": len(rows), "data": rows[first:last]}


def _add_services(app: FastAPI, offered: Services) -> None:
    @app.get(f"{REST}/serviceinfos")
    def infos(request: Request, site: Site) -> Body:
        word = request.query_params.get("keyword", "").lower()
        found = [
            services.info_model(service)
            for service in (offered.all if site == SITE else ())
            if word in service.code.lower()
            or word in service.national
            or word in service.name.lower()
        ]
        return _page(found, request)

    @app.get(f"{REST}/serviceinfos/{{key}}")
    def info(key: str, site: Site) -> Body:
        service = offered.by_code.get(key)
        if service is None and key.isdecimal():
            service = offered.by_number(int(key) - 1_000)
        if service is None or site != SITE:
            raise refused(f"No ServiceInfo exists with the key {key}")
        return services.info_model(service)

    @app.get(f"{REST}/serviceconfigs")
    def configs(request: Request, site: Site) -> Body:
        code = request.query_params.get("service", "")
        found = [
            services.config_model(service)
            for service in (offered.all if site == SITE else ())
            if code in {"", service.code}
        ]
        return _page(found, request)


def _add_processes(app: FastAPI, offered: Services) -> None:
    @app.get(f"{REST}/serviceconfigs/{{number}}/processes")
    def options(number: int, site: Site) -> Body:
        service = offered.by_number(number - 20_000) if site == SITE else None
        rows = [] if service is None else [services.process_model(service, process.PROCESS_ID)]
        return {"total": len(rows), "data": rows}

    @app.get(f"{REST}/dossiertemplates/{{number}}/parts")
    def parts(number: int, site: Site) -> Body:
        service = offered.by_number(number - 30_000) if site == SITE else None
        other = (services.OTHER_PART, services.OTHER_NAME)
        known = [*service.parts, other] if service else []
        rows = [services.part_model(*part) for part in known]
        return {"total": len(rows), "data": rows}

    @app.get(f"{REST}/serviceprocesses/{{number}}/steps")
    def steps(number: int, site: Site) -> Body:
        known = number == process.PROCESS_ID and site == SITE
        rows = [process.step_model(step) for step in process.STEPS.values()] if known else []
        return {"total": len(rows), "data": rows}


def _add_opening(app: FastAPI, desk: Desk, faults: Faults) -> None:
    @app.post(f"{REST}/dossiers")
    def create(request: Request, form: Form, site: Site) -> Body:
        if request.state.account is None:
            raise not_logged_in()
        return desk.create(request.state.account, site, form)

    @app.get(f"{REST}/dossiers")
    def listed(request: Request, site: Site) -> Body:
        if request.state.account is None:
            return {"total": 0, "data": []}
        found = desk.listed(site, faults.index_delay(), dict(request.query_params))
        return _page(found["data"], request)

    @app.get(f"{REST}/dossiers/generateDossierNo")
    def number(site: Site) -> Body:
        return desk.generate_number(site)


def _add_dossiers(app: FastAPI, desk: Desk) -> None:
    @app.get(f"{REST}/dossiers/{{key}}")
    def get(key: str, site: Site) -> Body:
        return desk.get(key, site)

    @app.put(f"{REST}/dossiers/{{key}}")
    def put(key: str, form: Form, site: Site) -> Body:
        return desk.update(key, site, form)

    @app.delete(f"{REST}/dossiers/{{key}}")
    def delete(key: str, site: Site) -> Body:
        return desk.remove(key, site)

    @app.get(f"{REST}/dossiers/{{key}}/nextactions")
    def next_actions(key: str, site: Site) -> Body:
        return desk.next_actions(key, site)

    @app.get(f"{REST}/dossiers/{{key}}/actions")
    def done_actions(key: str, site: Site) -> Body:
        return desk.done_actions(key, site)

    @app.post(f"{REST}/dossiers/{{key}}/actions")
    def act(key: str, form: Form, site: Site) -> Body:
        return desk.act(key, site, form)


def _add_parts(app: FastAPI, ticks: Ticks) -> None:
    @app.get(f"{REST}/dossiers/{{key}}/marks")
    def marks(key: str, site: Site) -> Body:
        return ticks.marks(key, site)

    @app.get(f"{REST}/dossiers/{{key}}/marks/{{part}}")
    def get_mark(key: str, part: str, site: Site) -> Body:
        return ticks.get_mark(key, site, part)

    @app.post(f"{REST}/dossiers/{{key}}/marks/{{part}}")
    def mark(key: str, part: str, form: Form, site: Site) -> Body:
        return ticks.mark(key, site, part, form)

    @app.get(f"{REST}/dossiers/{{key}}/payment")
    def get_payment(key: str, site: Site) -> Body:
        return ticks.get_payment(key, site)

    @app.post(f"{REST}/dossiers/{{key}}/payment")
    @app.put(f"{REST}/dossiers/{{key}}/payment")
    def pay(key: str, form: Form, site: Site) -> Body:
        return ticks.pay(key, site, form)


def _add_files(app: FastAPI, ticks: Ticks, faults: Faults) -> None:
    @app.get(f"{REST}/dossiers/{{key}}/files")
    def files(key: str, site: Site) -> Body:
        return ticks.files(key, site)

    @app.post(f"{REST}/dossiers/{{key}}/files")
    async def upload(request: Request, key: str, site: Site) -> Body:
        kind = request.headers.get("content-type", "")
        form, sent = multipart.read(kind, await request.body())
        # The work is done in a thread, as for every other call: the store blocks.
        return await run_in_threadpool(
            ticks.upload, key, site, form, (sent.get("file"), faults.file_limit())
        )

    @app.get(f"{REST}/dossiers/{{key}}/files/{{uid}}")
    def file(key: str, uid: str, site: Site) -> Response:
        found = ticks.file(key, site, uid)
        return Response(found.content, media_type="application/octet-stream")

    @app.delete(f"{REST}/dossiers/{{key}}/files/{{uid}}")
    def remove_file(key: str, uid: str, site: Site) -> Body:
        return ticks.remove_file(key, site, uid)


def _add_changing_gets(app: FastAPI, desk: Desk) -> None:
    @app.get(f"{REST}/dossiers/{{key}}/{{word}}")
    def changing_get(key: str, word: str, site: Site) -> Body:
        if word not in _CHANGING_GETS:
            raise refused(None)
        return desk.act(key, site, {"actionCode": _CHANGING_GETS[word]})


def _add_control(app: FastAPI, kept: Store, faults: Faults) -> None:
    @app.get("/_practice/dossiers")
    def everything() -> Body:
        """Return everything stored, past all the traps: for tests and the demonstration."""
        with kept.read() as db:
            found = store.dossiers(db, SITE)
            rows = [
                {
                    "id": one.id,
                    "uid": one.uid,
                    "step": one.step,
                    "fields": one.body,
                    "marks": store.marks(db, one.id),
                    "payment": store.payment(db, one.id),
                    "actions": [code for _, code, _ in store.actions(db, one.id)],
                    "users": [
                        note.get("actionUser", "") for _, _, note in store.actions(db, one.id)
                    ],
                    "files": [papers.told(file) for file in papers.listed(db, one.id)],
                }
                for one in found
            ]
        return {"dossiers": rows}

    @app.post("/_practice/faults")
    async def turn(request: Request) -> Body:
        """Set the switches to exactly what is given; ``{}`` turns all off."""
        given = await request.json()
        faults.clear()
        try:
            faults.turn(given)
        except Refused as wrong:
            raise PortalFault(400, {"problems": [p.as_json() for p in wrong.problems]}) from wrong
        return dict(faults.values)
