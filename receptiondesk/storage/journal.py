"""The journal: what happened, in order, each line chained to the one before by a hash.

Lines are only added (triggers refuse anything else). Order is by ``seq``, never by the clock:
office clocks lie. The line, the rows it changes and its deliveries stand in one transaction.

Time never runs backwards here either: a line bears the time of the one before it when the clock
stands behind that, and keeps the clock's own reading in its payload (``clock_at``). Only a
person's confirmation of the clock lets time go on earlier (`receptiondesk.domain.clock_guard`). A
clock that contradicts the last line is told once, by a line before the line itself.
"""

import contextlib
import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Row as ResultRow
from sqlalchemy import Text, bindparam, desc, insert, select, type_coerce
from sqlmodel import Session

from receptiondesk.domain.clock_guard import (
    CLOCK_AT,
    CLOCK_KINDS,
    JUMP_DAYS,
    Moment,
    doubted_by_journal,
    journal_time,
    may_turn_back,
)
from receptiondesk.domain.events import (
    DELIVERED_KINDS,
    GENESIS,
    DeliveryState,
    Event,
    EventKind,
    canonical_json,
    event_hash,
)
from receptiondesk.storage import clock_lines
from receptiondesk.storage.prepared import Prepared
from receptiondesk.storage.tables import DeliveryRow, EventRow, as_stored, core

_EVENT = core(EventRow)
_DELIVERY = core(DeliveryRow)

# The time as it stands in the file: the newest line may be damaged and is still followed.
_NEWEST = Prepared(
    select(_EVENT.c.seq, _EVENT.c.hash, type_coerce(_EVENT.c.at, Text).label("at"))
    .order_by(desc(_EVENT.c.seq))
    .limit(1)
)
# The payload comes in its one spelling, over which the hash was taken.
_INSERT = Prepared(
    insert(_EVENT).values(
        {one: bindparam(one.name, type_=one.type) for one in _EVENT.c if one.name != "payload"}
        | {_EVENT.c.payload: bindparam("payload", type_=Text())}
    )
)
_INSERT_DELIVERY = Prepared(insert(_DELIVERY))

#: Where a write session keeps the newest ``(seq, hash)`` it added, for those who witness it.
HEAD = "journal_head"


@dataclass(frozen=True, slots=True)
class NewEvent:
    """A line to be added. ``at`` is what the clock shows, aware; ``payload`` is JSON-ready.

    ``jump``: a clock that stands further after the last line is doubted.
    """

    kind: EventKind
    dossier_uid: str | None
    at: datetime
    officer: str
    counter: int
    payload: Mapping[str, Any]
    jump: timedelta = timedelta(days=JUMP_DAYS)


@dataclass(frozen=True, slots=True)
class Head:
    """The newest line: its number and hash; ``seq`` 0 and the genesis hash when there is none."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class DamagedRow:
    """A row that is not what the journal says: table, primary key, and a Vietnamese sentence."""

    table: str
    key: str
    what: str

    def as_json(self) -> dict[str, str]:
        """Return the shape that ``verify`` prints: ``{"table","key","what"}``."""
        return {"table": self.table, "key": self.key, "what": self.what}


def append(session: Session, entry: NewEvent, targets: Sequence[str] = ()) -> Event:
    """Add a line and, for the kinds a portal must hear of, one waiting delivery per target.

    Args:
        session: a write session; the line is durable when its block ends.
        entry: what happened.
        targets: names of the portals that this office sends to.
    """
    before, last_at = _last(session)
    if last_at is not None and entry.kind not in CLOCK_KINDS:
        doubt = _doubt(session, entry, last_at)
        if doubt is not None:
            append(session, doubt)
            before, last_at = _last(session)
    entry = _timed(entry, last_at)
    bare = Event(
        seq=before.seq + 1,
        uid=str(uuid.uuid4()),
        dossier_uid=entry.dossier_uid,
        kind=entry.kind,
        at=entry.at.astimezone(UTC),
        officer=entry.officer,
        counter=entry.counter,
        payload=entry.payload,
        prev_hash=before.hash,
        hash="",
    )
    payload = canonical_json(entry.payload)
    values = {name: getattr(bare, name) for name in Event.__slots__}
    event = Event(**{**values, "hash": event_hash(bare, payload)})
    row = {**values, "kind": event.kind.value, "payload": payload, "hash": event.hash}
    _INSERT.run(session, row)
    if event.kind in DELIVERED_KINDS and targets:
        _INSERT_DELIVERY.run_each(session, [_delivery(event, target) for target in targets])
    session.info[HEAD] = Head(event.seq, event.hash)
    return event


def _doubt(session: Session, entry: NewEvent, last_at: datetime) -> NewEvent | None:
    """Return the line that tells that the clock contradicts the journal, unless it is told."""
    moment = Moment(entry.at, last_at, entry.jump)
    if moment.doubt is None:
        return None
    line = doubted_by_journal(clock_lines.newest(session), moment)
    if line is None:
        return None
    return replace(entry, kind=line.kind, dossier_uid=None, payload=line.payload)


def _timed(entry: NewEvent, last_at: datetime | None) -> NewEvent:
    """Return the line with the time it may bear, and the clock's own where that differs."""
    resumes = may_turn_back(entry.kind, entry.payload)
    at = journal_time(entry.at, last_at, resumes=resumes)
    if at == entry.at:
        return entry
    return replace(entry, at=at, payload={**entry.payload, CLOCK_AT: entry.at.isoformat()})


def _last(session: Session) -> tuple[Head, datetime | None]:
    found = _NEWEST.first(session)
    if found is None:
        return Head(0, GENESIS), None
    seq, digest, at = found
    try:
        return Head(seq, digest), datetime.fromisoformat(at)
    except (TypeError, ValueError):  # `verify` names the damaged line; the work goes on
        return Head(seq, digest), None


def head(session: Session) -> Head:
    """Return the newest line of the journal."""
    return _last(session)[0]


def last_at(session: Session) -> datetime | None:
    """Return the time of the newest line, ``None`` in an empty journal."""
    return _last(session)[1]


def events_of(session: Session, dossier_uid: str) -> tuple[Event, ...]:
    """Return the lines of one dossier, oldest first."""
    rows = session.execute(
        select(_EVENT).where(_EVENT.c.dossier_uid == dossier_uid).order_by(_EVENT.c.seq)
    )
    return tuple(event_of(row) for row in rows)


def of_kinds(session: Session, kinds: Sequence[EventKind]) -> tuple[Event, ...]:
    """Return the lines of some kinds, oldest first."""
    names = [kind.value for kind in kinds]
    rows = session.execute(select(_EVENT).where(_EVENT.c.kind.in_(names)).order_by(_EVENT.c.seq))
    return tuple(event_of(row) for row in rows)


def stream(session: Session) -> Iterator[Event]:
    """Return every line, oldest first, a thousand in memory at a time."""
    rows = session.execute(
        select(_EVENT).order_by(_EVENT.c.seq), execution_options={"yield_per": 1000}
    )
    return (event_of(row) for row in rows)


def event_of(row: ResultRow[Any]) -> Event:
    """Return a row of the table ``event`` as a value."""
    return Event(
        seq=row.seq,
        uid=row.uid,
        dossier_uid=row.dossier_uid,
        kind=EventKind(row.kind),
        at=row.at,
        officer=row.officer,
        counter=row.counter,
        payload=row.payload,
        prev_hash=row.prev_hash,
        hash=row.hash,
    )


def event_as_stored(row: ResultRow[Any]) -> Event:
    """Return a row read with `as_stored` as a value.

    Raises:
        ValueError, TypeError: the row is damaged.
    """
    return Event(
        seq=row.seq,
        uid=row.uid,
        dossier_uid=row.dossier_uid,
        kind=EventKind(row.kind),
        at=datetime.fromisoformat(row.at),
        officer=row.officer,
        counter=row.counter,
        payload=json.loads(row.payload),
        prev_hash=row.prev_hash,
        hash=row.hash,
    )


def whole_of_kinds(session: Session, kinds: Sequence[EventKind]) -> tuple[Event, ...]:
    """Return the lines of some kinds that can still be read, for checking a damaged file."""
    names = [kind.value for kind in kinds]
    rows = session.execute(
        select(*as_stored(EventRow)).where(_EVENT.c.kind.in_(names)).order_by(_EVENT.c.seq)
    )
    found = []
    for row in rows:
        with contextlib.suppress(ValueError, TypeError):
            found.append(event_as_stored(row))
    return tuple(found)


def _delivery(event: Event, target: str) -> dict[str, Any]:
    return {
        "event_seq": event.seq,
        "target": target,
        "dossier_uid": event.dossier_uid,
        "state": DeliveryState.WAITING.value,
        "attempts": 0,
        "next_try_at": None,
        "lease_until": None,
        "last_answer": "",
        "reason": "",
        "sent_at": None,
        "proved_at": None,
        "unsure": False,
    }
