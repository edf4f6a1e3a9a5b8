"""Closed days: their seals, and the stretch of the journal that belongs to each.

A seal is a row and a ``DAY_CLOSED`` line of the journal written together; a stamp ("everything of
that day was proved") is a ``DAY_STAMPED`` line and a number in the row. `seal_check` compares them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Row, Text, exists, func, insert, select, type_coerce, update
from sqlmodel import Session

from receptiondesk.domain.clock import local
from receptiondesk.domain.day import MARK, Figures, Seal, Stretch, digest, end_of, seal_of
from receptiondesk.domain.day_json import from_json, to_json
from receptiondesk.domain.events import GENESIS, DeliveryState, EventKind
from receptiondesk.storage import journal
from receptiondesk.storage.endings import Entry
from receptiondesk.storage.tables import DeliveryRow, EventRow, core
from receptiondesk.storage.tables_of_proof import DaySealRow

_EVENT = core(EventRow)
_SEAL = core(DaySealRow)
_DELIVERY = core(DeliveryRow)
_STAMP = _EVENT.alias("stamp")

#: A date with one of these in it is a day of work; what the portal tells at night makes none.
_WORK = (
    EventKind.RECEIVED,
    EventKind.CORRECTED,
    EventKind.CANCELLED,
    EventKind.PRINTED,
    EventKind.ATTACHED,
)
#: ``2026-11-23T02``: a moment up to its hour, as text in the file.
_TO_THE_HOUR = 13


@dataclass(frozen=True, slots=True)
class Last:
    """The newest seal, as far as the next one needs it."""

    day: date
    number: int
    last_seq: int
    seal: str


def last(session: Session) -> Last | None:
    """Return the newest seal, ``None`` before the first."""
    row = session.execute(
        select(_SEAL.c.day, _SEAL.c.number, _SEAL.c.last_seq, _SEAL.c.seal)
        .order_by(_SEAL.c.number.desc())
        .limit(1)
    ).first()
    return None if row is None else Last(row.day, row.number, row.last_seq, row.seal)


def of_day(session: Session, day: date) -> Seal | None:
    """Return the seal of a date, ``None`` when it is not closed."""
    found = _seals(session, _SEAL.c.day == day)
    return found[0] if found else None


def newest(session: Session, limit: int) -> tuple[Seal, ...]:
    """Return the newest seals, newest first."""
    return _seals(session, _SEAL.c.number > 0, limit)


def _seals(session: Session, which: Any, limit: int = 1) -> tuple[Seal, ...]:  # noqa: ANN401
    rows = session.execute(
        select(
            *_SEAL.c,
            _EVENT.c.officer,
            _EVENT.c.payload,
            _STAMP.c.at.label("stamped_at"),
        )
        .join(_EVENT, _EVENT.c.seq == _SEAL.c.event_seq)
        .outerjoin(_STAMP, _STAMP.c.seq == _SEAL.c.stamp_seq)
        .where(which)
        .order_by(_SEAL.c.number.desc())
        .limit(limit)
    )
    return tuple(map(_seal, rows))


def _seal(row: Row[Any]) -> Seal:
    return Seal(
        book=Stretch(row.day, row.number, row.first_seq, row.last_seq, row.previous),
        figures=from_json(row.figures),
        events=row.payload["events"],
        seal=row.seal,
        officer=row.officer,
        closed_at=datetime.fromisoformat(row.payload["closed_at"]),
        event_seq=row.event_seq,
        stamped_at=row.stamped_at,
    )


def open_dates(session: Session) -> tuple[date, ...]:
    """Return the dates on which work was done that no seal covers, oldest first.

    A date up to the one closed last is none: its later work belongs to the next book.
    """
    before = last(session)
    first_seq = 1 if before is None else before.last_seq + 1
    hour = func.substr(type_coerce(_EVENT.c.at, Text), 1, _TO_THE_HOUR)
    hours = session.execute(
        select(hour)
        .where(_EVENT.c.seq >= first_seq, _EVENT.c.kind.in_([kind.value for kind in _WORK]))
        .distinct()
    ).scalars()
    dates = {local(datetime.fromisoformat(f"{text}:00+00:00")).date() for text in hours}
    return tuple(sorted(day for day in dates if before is None or day > before.day))


def stretch(session: Session, day: date, *, whole: bool) -> Stretch:
    """Return the book that closing a date would seal.

    ``whole``: up to the newest line (today's close); else up to the line before the first one of a
    later date. Its last line is before its first when there is nothing in it.
    """
    before = last(session)
    first_seq = 1 if before is None else before.last_seq + 1
    last_seq = journal.head(session).seq
    if not whole:
        later = session.execute(
            select(func.min(_EVENT.c.seq)).where(
                _EVENT.c.seq >= first_seq, _EVENT.c.at >= end_of(day)
            )
        ).scalar()
        last_seq = last_seq if later is None else later - 1
    number, previous = (1, GENESIS) if before is None else (before.number + 1, before.seal)
    return Stretch(day, number, first_seq, last_seq, previous)


def close(session: Session, entry: Entry, book: Stretch, figures: Figures) -> Seal:
    """Write the seal of a book: its line in the journal and its row.

    The line keeps the first characters of every line's hash, so that a journal whose hashes were
    all made anew still tells at which line it departs from what was sealed.
    """
    hashes = hashes_of(session, book)
    events, told = digest(hashes), to_json(figures)
    line = entry(EventKind.DAY_CLOSED, {}, None)
    closed_at = line.at.astimezone(UTC)
    seal = seal_of(book, events, told, line.officer, closed_at)
    payload: dict[str, object] = {
        "day": book.day.isoformat(),
        "closed_at": closed_at.isoformat(),
        "number": book.number,
        "first_seq": book.first_seq,
        "last_seq": book.last_seq,
        "previous": book.previous,
        "events": events,
        "marks": "".join(one[:MARK] for one in hashes),
        "figures": told,
        "seal": seal,
    }
    event = journal.append(session, replace(line, payload=payload))
    session.execute(
        insert(_SEAL),
        {
            "day": book.day,
            "number": book.number,
            "first_seq": book.first_seq,
            "last_seq": book.last_seq,
            "event_seq": event.seq,
            "previous": book.previous,
            "seal": seal,
            "figures": told,
            "stamp_seq": None,
        },
    )
    return Seal(book, figures, events, seal, event.officer, closed_at, event.seq)


def hashes_of(session: Session, book: Stretch) -> Sequence[str]:
    """Return the hashes of a book's lines, in their order."""
    return (
        session.execute(
            select(_EVENT.c.hash)
            .where(_EVENT.c.seq.between(book.first_seq, book.last_seq))
            .order_by(_EVENT.c.seq)
        )
        .scalars()
        .all()
    )


def clock_confirmed_since(session: Session, seq: int) -> bool:
    """Return whether a person confirmed the clock after a line of the journal."""
    found = session.execute(
        select(_EVENT.c.seq)
        .where(_EVENT.c.kind == EventKind.CLOCK_CONFIRMED.value, _EVENT.c.seq > seq)
        .limit(1)
    )
    return found.first() is not None


def proved_books(session: Session) -> tuple[tuple[date, Mapping[str, int]], ...]:
    """Return the closed days whose sendings are all proved and that bear no stamp yet.

    A day without any sending proves nothing, and one that a portal cannot show or that a person
    set aside is never proved, so none of these is in it. With each date come its proved sendings
    by target.
    """
    own = _DELIVERY.c.event_seq.between(_SEAL.c.first_seq, _SEAL.c.last_seq)
    unproved = exists().where(own, _DELIVERY.c.state != DeliveryState.PROVED.value)
    ready = session.execute(
        select(_SEAL.c.day, _SEAL.c.first_seq, _SEAL.c.last_seq)
        .where(_SEAL.c.stamp_seq.is_(None), exists().where(own), ~unproved)
        .order_by(_SEAL.c.number)
    ).all()
    return tuple((row.day, _proved(session, row.first_seq, row.last_seq)) for row in ready)


def _proved(session: Session, first_seq: int, last_seq: int) -> Mapping[str, int]:
    rows = session.execute(
        select(_DELIVERY.c.target, func.count().label("sendings"))
        .where(_DELIVERY.c.event_seq.between(first_seq, last_seq))
        .group_by(_DELIVERY.c.target)
        .order_by(_DELIVERY.c.target)
    )
    return {row.target: row.sendings for row in rows}


def stamp(session: Session, entry: Entry, day: date, proved: Mapping[str, int]) -> None:
    """Write that everything of a closed day was proved: a line of the journal and in the row."""
    row = session.execute(select(_SEAL.c.number, _SEAL.c.seal).where(_SEAL.c.day == day)).one()
    payload: dict[str, object] = {
        "day": day.isoformat(),
        "number": row.number,
        "seal": row.seal,
        "proved": dict(proved),
    }
    event = journal.append(session, entry(EventKind.DAY_STAMPED, payload, None))
    session.execute(update(_SEAL).where(_SEAL.c.day == day).values(stamp_seq=event.seq))
