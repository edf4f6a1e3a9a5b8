"""The newest line about the clock, found by index: acceptance asks for it each time."""

from sqlalchemy import func, select
from sqlmodel import Session

from receptiondesk.domain.clock_guard import Known, known_from
from receptiondesk.domain.events import EventKind
from receptiondesk.storage.prepared import Prepared
from receptiondesk.storage.tables import EventRow, core

_EVENT = core(EventRow)


def _newest_of(kind: EventKind) -> object:
    other = _EVENT.alias()
    found = select(func.max(other.c.seq)).where(other.c.kind == kind.value).scalar_subquery()
    return func.coalesce(found, 0)


_NEWEST = Prepared(
    select(_EVENT.c.kind, _EVENT.c.at, _EVENT.c.payload).where(
        _EVENT.c.seq
        == func.max(_newest_of(EventKind.CLOCK_DOUBTED), _newest_of(EventKind.CLOCK_CONFIRMED))
    )
)


def newest(session: Session) -> Known:
    """Return what the newest line about the clock says; nothing when there is none."""
    found = _NEWEST.first(session)
    if found is None:
        return Known()
    kind, at, payload = found
    return known_from(EventKind(kind), at, payload)
