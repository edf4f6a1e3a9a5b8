"""Dossiers for the books, page by page in the order of reception: a year is never read at once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from receptiondesk.domain.books import BookLine, BookSpan
from receptiondesk.domain.dossier import Status
from receptiondesk.domain.events import EventKind
from receptiondesk.storage.dossiers import facts_from
from receptiondesk.storage.tables import DossierRow, EventRow, core

_DOSSIER = core(DossierRow)
_EVENT = core(EventRow)
_COLUMNS = (
    _DOSSIER.c.uid,
    _DOSSIER.c.received_seq,
    _DOSSIER.c.code,
    _DOSSIER.c.procedure_code,
    _DOSSIER.c.procedure_name,
    _DOSSIER.c.catalogue_version,
    _DOSSIER.c.facts,
    _DOSSIER.c.received_at,
    _DOSSIER.c.due_at,
    _DOSSIER.c.status,
    _DOSSIER.c.cancelled,
)


def first_seq(session: Session, since: datetime, until: datetime) -> int:
    """Return the first line of a dossier received in between; 1 where there is none."""
    found = session.execute(
        sa.select(sa.func.min(_DOSSIER.c.received_seq)).where(
            _DOSSIER.c.received_at >= since, _DOSSIER.c.received_at < until
        )
    ).scalar()
    return int(found or 1)


def page(session: Session, span: BookSpan, after: int, limit: int) -> tuple[BookLine, ...]:
    """Return the next dossiers of a span behind the line ``after``."""
    rows = session.execute(
        sa.select(*_COLUMNS)
        .where(
            _DOSSIER.c.received_seq > after,
            _DOSSIER.c.received_seq >= span.first_seq,
            _DOSSIER.c.received_seq <= span.last_seq,
            _DOSSIER.c.received_at >= span.since,
            _DOSSIER.c.received_at < span.until,
        )
        .order_by(_DOSSIER.c.received_seq)
        .limit(limit)
    ).all()
    returned = _returned(session, [row.uid for row in rows if row.status == int(Status.RETURNED)])
    return tuple(_line(row, returned.get(row.uid)) for row in rows)


def _line(row: Any, returned_at: datetime | None) -> BookLine:  # noqa: ANN401 - a raw row
    return BookLine(
        seq=row.received_seq,
        code=row.code,
        procedure_code=row.procedure_code,
        procedure_name=row.procedure_name,
        catalogue_version=row.catalogue_version,
        facts=facts_from(row.facts),
        received_at=row.received_at,
        due_at=row.due_at,
        returned_at=returned_at,
        cancelled=row.cancelled,
    )


def _returned(session: Session, uids: Sequence[str]) -> dict[str, datetime]:
    """Return when dossiers were handed out: as the portal said, else when it was heard of."""
    if not uids:
        return {}
    rows = session.execute(
        sa.select(_EVENT.c.dossier_uid, _EVENT.c.at, _EVENT.c.payload)
        .where(_EVENT.c.dossier_uid.in_(uids), _EVENT.c.kind == EventKind.STATUS_PULLED.value)
        .order_by(_EVENT.c.seq)
    )
    found: dict[str, datetime] = {}
    for uid, at, told in rows:
        if told["status"] != int(Status.RETURNED):
            found.pop(uid, None)
        elif uid not in found:
            moved = told.get("moved_at")
            found[uid] = datetime.fromisoformat(moved) if moved else at
    return found
