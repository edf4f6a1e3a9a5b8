"""What stands for a whole office (settings, portals, catalogues, the wall) against the journal.

Not told by the journal, so not proved: which procedures are offered, passwords, drafts, what a
portal was asked and said, and the file's own marks (``file.*``).
"""

import contextlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from receptiondesk.domain.events import EventKind
from receptiondesk.domain.procedure_json import fingerprint, from_body
from receptiondesk.domain.procedures import Procedure
from receptiondesk.storage import catalogue, links, mappings, setting_rows, wall
from receptiondesk.storage.journal import DamagedRow, whole_of_kinds
from receptiondesk.storage.tables import (
    CatalogueProcedureRow,
    CatalogueVersionRow,
    PortalTargetRow,
    as_stored,
    core,
)

_FILE_MARKS = "file."
_PROCEDURE = core(CatalogueProcedureRow)


def damaged(session: Session) -> Iterator[DamagedRow]:
    """Return every setting, portal and catalogue row that the journal does not explain."""
    settings: dict[str, str] = {}
    portals: dict[str, Mapping[str, Any]] = {}
    for event in whole_of_kinds(session, [EventKind.SETTING_CHANGED]):
        with contextlib.suppress(AttributeError, KeyError, TypeError):  # the chain names the line
            told = event.payload
            settings |= told.get("set_up", {})
            settings |= {key: one["to"] for key, one in told.get("changed", {}).items()}
            if "portal" in told:
                portals[told["portal"]["name"]] = told["portal"]
    yield from _settings(session, settings)
    yield from _portals(session, portals)
    yield from _catalogues(session)
    yield from mappings.damaged(session)
    yield from wall.damaged(session)
    yield from links.damaged(session)


def _settings(session: Session, told: Mapping[str, str]) -> Iterator[DamagedRow]:
    there = {
        key: text
        for key, text in setting_rows.texts(session).items()
        if not key.startswith(_FILE_MARKS)
    }
    for key in sorted(told.keys() | there.keys()):
        if told.get(key) != there.get(key):
            yield DamagedRow("setting", key, f"Thiết lập “{key}” không khớp với nhật ký.")


def _portals(session: Session, told: Mapping[str, Mapping[str, Any]]) -> Iterator[DamagedRow]:
    there = {row.name: row for row in session.execute(select(*as_stored(PortalTargetRow)))}
    for name in sorted(told.keys() | there.keys()):
        if name not in told or name not in there or _portal(there[name]) != told[name]:
            what = f"Thiết lập của cổng “{name}” không khớp với nhật ký."
            yield DamagedRow("portal_target", name, what)


def _portal(row: Any) -> Mapping[str, Any] | None:  # noqa: ANN401 - a raw row
    """Return a raw row as `receptiondesk.storage.portals.told_of` tells it."""
    try:
        options = json.loads(row.options)
    except (TypeError, ValueError):
        return None
    return {
        "name": row.name,
        "family": row.family,
        "url": row.url,
        "user": row.user_name,
        "options": options,
        "practice": bool(row.practice),
    }


def _catalogues(session: Session) -> Iterator[DamagedRow]:
    told: dict[Any, Any] = {
        event.payload.get("version"): (event.payload.get("sha256"), event.payload.get("procedures"))
        for event in whole_of_kinds(session, [EventKind.CATALOGUE_IMPORTED])
    }
    there: dict[Any, Any] = {
        row.number: (row.sha256, row.procedures)
        for row in session.execute(select(*as_stored(CatalogueVersionRow)))
    }
    for number in sorted(told.keys() | there.keys(), key=str):
        if told.get(number) != there.get(number):
            what = f"Bản danh mục {number} không khớp với nhật ký."
            yield DamagedRow("catalogue_version", str(number), what)
        yield from _procedures(session, number, told.get(number, there.get(number)))


def _procedures(session: Session, number: Any, told: Any) -> Iterator[DamagedRow]:  # noqa: ANN401
    """Read one version again: its bodies by their fingerprint, the columns by their body."""
    rows = session.execute(
        select(*as_stored(CatalogueProcedureRow))
        .where(_PROCEDURE.c.version == number)
        .order_by(_PROCEDURE.c.position)
    ).all()
    bodies: list[Procedure] = []
    for position, row in enumerate(rows):
        procedure = _read(row.body)
        if procedure is None or not catalogue.is_row_of(row, procedure, position):
            what = f"Thủ tục {row.code} của danh mục bản {number} đã bị sửa ngoài chương trình."
            yield DamagedRow("catalogue_procedure", f"{number} {row.code}", what)
        elif procedure is not None:
            bodies.append(procedure)
    if len(bodies) == len(rows) and told and (fingerprint(bodies), len(bodies)) != told:
        what = f"Các thủ tục của danh mục bản {number} không phải là những gì đã nhập."
        yield DamagedRow("catalogue_procedure", str(number), what)


def _read(body: str) -> Procedure | None:
    try:
        return from_body(json.loads(body))
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
