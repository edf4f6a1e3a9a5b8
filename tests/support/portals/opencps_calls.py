"""The calls of the double of an OpenCPS site: paths, models, pages (portals.md A.3, A.4)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from sync.practice import multipart, process, services
from sync.practice.answers import INPUT, MOMENT
from sync.practice.services import AGENCY, AGENCY_NAME, OTHER_PART, SITE
from tests.support.portals.opencps_desk import (
    Model,
    Refusal,
    Site,
    file_model,
    mark_model,
    moment_of,
    payment_model,
)
from tests.support.portals.opencps_stored import Stored
from tests.support.portals.wire import Asked, Said

if TYPE_CHECKING:
    from tests.support.portals.opencps import OpenCpsCore

CHANGING = frozenset({"POST", "PUT", "DELETE"})
_PDF = b"%PDF-1.4\n%%EOF\n"
_CHANGING_GETS = {"cancelling": "1700", "submitting": "1100", "correcting": "1300", "reset": "1310"}


@dataclass
class Call:
    """One request on its way to its answer."""

    core: "OpenCpsCore"
    asked: Asked
    words: list[str]
    who: str | None
    form: dict[str, str] = field(init=False)
    parts: dict[str, multipart.Upload] = field(default_factory=dict)

    def __post_init__(self) -> None:
        kind = self.asked.headers.get("content-type", "")
        if "multipart/" in kind:
            self.form, self.parts = multipart.read(kind, self.asked.body)
        elif "json" in kind:
            read = json.loads(self.asked.body or b"{}")
            self.form = {str(k): str(v) for k, v in read.items()}
        else:
            body = self.asked.body.decode("utf-8", errors="replace")
            self.form = dict(parse_qsl(body, keep_blank_values=True))

    @property
    def site(self) -> Site:
        return self.core.site

    @property
    def group(self) -> str:
        """The site of the ``groupId`` header; without one it is site 0, which is empty."""
        given = self.asked.headers.get("groupid", "")
        return given if given.isdecimal() else "0"

    def answer(self) -> Model | Said:
        method = self.asked.method
        if method in CHANGING and self.core.switches.forbidden:
            raise Refusal(203, "No permission")
        if self.words[0] == "dossiers" or self.words == ["onegate"]:
            return self._dossiers(method)
        lists = self._lists() if method == "GET" else None
        if lists is None:
            raise Refusal(403)
        return lists

    def _lists(self) -> Model | None:
        offered = self.site.services if self.group == SITE else None
        match self.words:
            case ["serviceinfos"]:
                word = self.asked.query.get("keyword", "").lower()
                return self._page(
                    [
                        services.info_model(one)
                        for one in (offered.all if offered else ())
                        if word in f"{one.code} {one.national} {one.name}".lower()
                    ]
                )
            case ["serviceinfos", key] if offered and key in offered.by_code:
                return services.info_model(offered.by_code[key])
            case ["serviceconfigs"]:
                code = self.asked.query.get("service", "")
                wanted = [offered.by_code.get(code)] if offered and code else []
                found = wanted if code else (offered.all if offered else ())
                return self._page([services.config_model(one) for one in found if one])
            case ["serviceconfigs", number, "processes"]:
                one = offered.by_number(int(number) - 20_000) if offered else None
                return _rows([services.process_model(one, process.PROCESS_ID)] if one else [])
            case ["dossiertemplates", number, "parts"]:
                one = offered.by_number(int(number) - 30_000) if offered else None
                rows = [services.part_model(*part) for part in one.parts] if one else []
                other = services.part_model(OTHER_PART, services.OTHER_NAME)
                return _rows([*rows, other] if one else [])
            case ["serviceprocesses", number, "steps"]:
                known = number == str(process.PROCESS_ID) and offered is not None
                return _rows([process.step_model(s) for s in process.STEPS.values() if known])
        return None

    def _dossiers(self, method: str) -> Model | Said:
        if self.words in (["dossiers"], ["onegate"]):
            if method == "POST":
                return self._create()
            rows = self.site.listed(self.group, self.asked.query) if self.who else []
            return self._page([self._detail(one) for one in rows])
        if self.words[1] == "generateDossierNo":
            return {"dossierNo": self.site.number(self.core.clock.now())}
        if self.words[-1] == "duedate":
            return self._due(self.words[1])
        if self.words[2:] == ["actions"] and method == "POST":
            return self._act()
        one = self.site.find(self.words[1], self.group)
        if len(self.words) == 2:
            return self._whole(method, one)
        return self._inside(method, one, self.words[2], self.words[3:])

    def _create(self) -> Model:
        withheld = self.form.get("serviceCode") in self.core.switches.withheld
        if self.who is None or not self.core.users[self.who][1] or withheld:
            raise Refusal(203, "No permission create dossier")
        always = self.words == ["onegate"]
        return self._detail(self.site.create(self.who, self.group, self.form, always=always))

    def _whole(self, method: str, one: Stored) -> Model:
        if method == "PUT":
            if not self.words[1].isdecimal():
                raise Refusal(403)
            return self._detail(self.site.update(one, self.form))
        if method == "DELETE":
            self.site.remove(one)
        return self._detail(one)

    def _act(self) -> Model:
        try:
            one = self.site.find(self.words[1], self.group)
        except Refusal as unknown:
            raise Refusal(405) from unknown
        return self.site.act(one, self.form)

    def _inside(self, method: str, one: Stored, what: str, rest: list[str]) -> Model | Said:
        if what in {"marks", "payment"}:
            return self._ticks_and_fee(method, one, [what, *rest])
        if what == "files":
            return self._files(method, one, rest)
        match (method, what, *rest):
            case ("GET", "nextactions"):
                return _rows([process.next_model(a, one.step) for a in process.offered(one.step)])
            case ("GET", "actions"):
                return _rows([{"actionCode": d.code, "actionUser": d.user} for d in one.actions])
            case ("GET", "documents", "preview" | "print" as how, *_):
                return self._paper(one, how)
            case ("GET", "syncs"):
                return _rows([_sync(one, *row) for row in enumerate(one.syncs)])
            case ("POST", "resync"):
                self.site.republish(one)
                return _rows([])
            case ("GET", word) if word in _CHANGING_GETS:
                self.core.changing_gets += 1
                return self.site.act(one, {"actionCode": _CHANGING_GETS[word]})
        raise Refusal(403)

    def _ticks_and_fee(self, method: str, one: Stored, words: list[str]) -> Model:
        match (method, *words):
            case ("GET", "marks"):
                return _rows([_short_mark(one, part) for part in one.marks])
            case ("GET", "marks", part) if part in one.marks:
                return mark_model(one, part)
            case ("POST", "marks", part):
                return self.site.mark(one, part, self.form)
            case ("GET", "payment") if one.payment is not None:
                return payment_model(one)
            case ("POST" | "PUT", "payment"):
                return self.site.pay(one, self.form)
        raise Refusal(403)

    def _files(self, method: str, one: Stored, uid: list[str]) -> Model | Said:
        match (method, *uid):
            case ("GET",):
                return _rows([file_model(one, file) for file in one.files])
            case ("POST",):
                if "file" not in self.parts:
                    raise Refusal(403)
                sent = self.parts["file"]
                return file_model(one, self.site.upload(one, self.form, sent.name, sent.content))
            case ("GET", ref):
                found = self.site.file(one, ref)
                return Said(200, {"Content-Type": "application/octet-stream"}, found.content)
            case ("DELETE", ref):
                return file_model(one, self.site.remove_file(one, ref))
        raise Refusal(403)

    def _paper(self, one: Stored, how: str) -> Said:
        """The receipt: 403 before the first action; printing is "pending" for a time (H.1.6)."""
        if not one.actions:
            raise Refusal(403, "not on process")
        age = (self.core.clock.now() - one.actions[0].at).total_seconds()
        if how == "print" and age < self.core.switches.print_delay_s:
            raise Refusal(204)
        return Said(200, {"Content-Type": "application/pdf"}, _PDF)

    def _due(self, days: str) -> Model:
        start = moment_of(self.asked.query.get("startDate", ""))
        at = start or moment_of(self.site.text(self.core.clock.now()))
        assert at is not None
        due = self.site.worktime.due(at, float(days) * 8)
        return {"dueDate": due.strftime(MOMENT)}

    def _page(self, rows: list[Model]) -> Model:
        """Cut by ``start`` and ``end`` (row offsets); without ``end`` the first rows."""
        start, end = (self.asked.query.get(name, "0") for name in ("start", "end"))
        first = int(start) if start.isdecimal() else 0
        last = int(end) if end.isdecimal() and int(end) else first + 10
        return {"total": len(rows), "data": rows[first:last]}

    def _detail(self, one: Stored) -> Model:
        """Return a dossier as DossierDetailModel: numbers and texts mixed as at a real site."""
        step = process.STEPS[one.step]
        service = self.site.services.by_code[one.facts["serviceCode"]]
        last = one.actions[-1] if one.actions else None
        told: Model = {name: one.facts.get(name, "") for name in INPUT}
        told.update(
            sampleCount=one.facts.get("sampleCount", 0),
            viaPostal=str(one.facts.get("viaPostal", "0")),
            dossierId=one.id,
            referenceUid=one.uid,
            userName=one.user,
            serviceCode=service.code,
            serviceName=service.name,
            govAgencyCode=AGENCY,
            govAgencyName=AGENCY_NAME,
            dossierTemplateNo=service.template,
            originality=int(one.facts["originality"]),
            dossierStatus=self.core.switches.words.get(one.step, step.status),
            dossierStatusText=step.status_text,
            dossierSubStatus="",
            dossierSubStatusText="",
            stepCode=step.code,
            dossierActionId=one.id * 100 + len(one.actions) if last else 0,
            lastActionCode=last.code if last else "",
            lastActionUser=last.user if last else "",
            lastActionNote=last.note if last else "",
            lastActionDate=self.site.text(last.at) if last else "",
            groupId=int(one.site),
            dossierMarks="",
        )
        if self.core.switches.marks_in_detail:
            rows = [{"dossierPartNo": part, **mark_model(one, part)} for part in one.marks]
            told["dossierMarks"] = json.dumps(rows, ensure_ascii=False)
        for name in self.core.switches.lacks_fields:
            told.pop(name, None)
        return told


def _rows(rows: list[Any]) -> Model:
    return {"total": len(rows), "data": rows}


def _short_mark(one: Stored, part: str) -> Model:
    body: Mapping[str, str] = one.marks[part]
    return {
        "dossierId": one.id,
        "dossierPartNo": part,
        "fileCheck": body.get("fileCheck") == "1",
        "fileType": int(body.get("fileMark") or 0),
    }


def _sync(one: Stored, number: int, row: Model) -> Model:
    return {
        "dossierSyncId": one.id * 100 + number,
        "dossierId": one.id,
        "dossierReferenceUid": one.uid,
        "createDossier": int(number == 0),
        "method": row["method"],
        "classPK0020": one.id,
        "state": row["state"],
    }
