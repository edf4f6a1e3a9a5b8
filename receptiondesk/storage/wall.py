"""The register of notice sheets: filed, placed, struck; never forgotten."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row as ResultRow
from sqlalchemy import func, insert, select, update
from sqlmodel import Session

from receptiondesk.domain.events import Event, EventKind
from receptiondesk.domain.wall import (
    Carried,
    Layout,
    Place,
    Sheet,
    carried_body,
    layout_body,
    seal_of,
)
from receptiondesk.storage.journal import DamagedRow, whole_of_kinds
from receptiondesk.storage.tables import EventRow, as_stored, core, moment_text
from receptiondesk.storage.tables_of_wall import NoticeSheetRow

_SHEET = core(NoticeSheetRow)
_EVENT = core(EventRow)
_KINDS = (EventKind.NOTICES_POSTED, EventKind.NOTICE_PLACED, EventKind.NOTICE_TAKEN_DOWN)


def highest(session: Session) -> int:
    """Return the highest number ever given to a sheet, 0 before the first."""
    return int(session.execute(select(func.max(_SHEET.c.number))).scalar() or 0)


def add(session: Session, sheets: Iterable[Sheet], event_seq: int) -> None:
    """Keep sheets that an event files."""
    rows = [
        {
            "id": one.id,
            "number": one.number,
            "kind": one.kind,
            "version": one.version,
            "layout": layout_body(one.layout),
            "carried": [carried_body(each) for each in one.carried],
            "office": dict(one.office),
            "printed_at": one.printed_at,
            "replaces": one.replaces,
            "board": one.place.board,
            "position": one.place.position,
            "event_seq": event_seq,
        }
        for one in sheets
    ]
    if rows:
        session.execute(insert(_SHEET), rows)


def told_of(sheets: Iterable[Sheet]) -> list[dict[str, str]]:
    """Return what the event that files sheets says of each: id, seal of its facts, place."""
    return [
        {
            "id": one.id,
            "seal": seal_of({**one.facts(), "printed_at": moment_text(one.printed_at)}),
            "board": one.place.board,
            "position": one.place.position,
        }
        for one in sheets
    ]


def sheets(session: Session, *, struck: bool = False) -> tuple[Sheet, ...]:
    """Return the sheets that stand, in wall order; with ``struck`` also those taken down.

    A sheet whose forerunner still hangs is not hung yet.
    """
    statement = select(_SHEET, _EVENT.c.at.label("taken_at")).outerjoin(
        _EVENT, _EVENT.c.seq == _SHEET.c.taken_seq
    )
    if not struck:
        statement = statement.where(_SHEET.c.taken_seq.is_(None))
    rows = session.execute(statement).all()
    standing = {row.id for row in rows if row.taken_seq is None}
    found = [_sheet(row, hung=row.replaces not in standing) for row in rows]
    return tuple(sorted(found, key=Sheet.order))


def by_id(session: Session, sheet_id: str) -> Sheet | None:
    """Return one sheet, struck or not."""
    return next((one for one in sheets(session, struck=True) if one.id == sheet_id), None)


def place(session: Session, sheet_id: str, at: Place, event_seq: int) -> None:
    """Put a sheet at a place, told by an event."""
    session.execute(
        update(_SHEET)
        .where(_SHEET.c.id == sheet_id)
        .values(board=at.board, position=at.position, placed_seq=event_seq)
    )


def strike(session: Session, ids: Sequence[str], event_seq: int) -> None:
    """Strike sheets, told by an event."""
    session.execute(update(_SHEET).where(_SHEET.c.id.in_(ids)).values(taken_seq=event_seq))


def _sheet(row: ResultRow[Any], *, hung: bool) -> Sheet:
    return Sheet(
        id=row.id,
        number=row.number,
        kind=row.kind,
        version=row.version,
        layout=Layout(**row.layout),
        carried=tuple(Carried(*one) for one in row.carried),
        office=row.office,
        printed_at=row.printed_at,
        place=Place(row.board, row.position),
        replaces=row.replaces,
        taken_at=row.taken_at if row.taken_seq is not None else None,
        hung=hung,
    )


def imported_at(session: Session) -> Mapping[int, datetime]:
    """Return when each version of the catalogue came, by the journal."""
    rows = session.execute(
        select(_EVENT.c.payload, _EVENT.c.at).where(
            _EVENT.c.kind == EventKind.CATALOGUE_IMPORTED.value
        )
    )
    return {int(row.payload["version"]): row.at for row in rows}


def damaged(session: Session) -> Iterator[DamagedRow]:
    """Return every sheet that is not what the journal says of it, or that is missing."""
    told: dict[str, tuple[Any, ...]] = {}
    for event in whole_of_kinds(session, _KINDS):
        _hear(told, event)
    there = {row.id: _stored(row) for row in session.execute(select(*as_stored(NoticeSheetRow)))}
    for key in sorted(told.keys() | there.keys()):
        if told.get(key) != there.get(key):
            what = f"Tờ niêm yết {key} trong sổ không khớp với nhật ký."
            yield DamagedRow("notice_sheet", key, what)


def _hear(told: dict[str, tuple[Any, ...]], event: Event) -> None:
    """Add one line to what is told: (seal, board, position, filed, placed, taken) by sheet."""
    for one in event.payload.get("sheets", ()):
        if event.kind is EventKind.NOTICES_POSTED:
            facts = (one.get("seal"), one.get("board"), one.get("position"))
            told[one.get("id")] = (*facts, event.seq, None, None)
        elif event.kind is EventKind.NOTICE_PLACED:
            seal, _, _, filed, _, taken = told.get(one["id"], (None,) * 6)
            told[one["id"]] = (seal, one["board"], one["position"], filed, event.seq, taken)
        else:
            told[one] = (*told.get(one, (None,) * 6)[:5], event.seq)


def _stored(row: Any) -> tuple[Any, ...]:  # noqa: ANN401 - a raw row
    try:
        facts = {
            "id": row.id,
            "number": row.number,
            "kind": row.kind,
            "version": row.version,
            "layout": json.loads(row.layout),
            "carried": json.loads(row.carried),
            "office": json.loads(row.office),
            "replaces": row.replaces,
            "printed_at": row.printed_at,
        }
        seal = seal_of(facts)
    except (TypeError, ValueError):
        seal = ""
    return (seal, row.board, row.position, row.event_seq, row.placed_seq, row.taken_seq)
