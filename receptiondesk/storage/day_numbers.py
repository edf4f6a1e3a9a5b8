"""The order numbers of a day's book, in order, with every gap explained."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import Row, and_, select, tuple_
from sqlmodel import Session

from receptiondesk.domain.day import Gap, NumberLine, Stretch, Why, explained
from receptiondesk.domain.events import Event, EventKind
from receptiondesk.domain.numbering import NumberRange
from receptiondesk.storage import order_numbers
from receptiondesk.storage.journal import event_as_stored
from receptiondesk.storage.tables import DossierRow, EventRow, OrderNumberRow, as_stored, core

_NUMBER = core(OrderNumberRow)
_DOSSIER = core(DossierRow)
_EVENT = core(EventRow)
_PROVISIONAL = "provisional"

#: A series (`order_numbers`) and a day.
_Key = tuple[str, date]


@dataclass(frozen=True, slots=True)
class _Told:
    """What the journal says of a key's numbers: gaps told in the book, and in any book."""

    here: Mapping[_Key, Sequence[Gap]]
    ever: Mapping[_Key, Sequence[Gap]]


def lines(
    session: Session, book: Stretch, others: Mapping[int, NumberRange], cancelled: frozenset[str]
) -> tuple[NumberLine, ...]:
    """Return a book's numbers, one line for each series, day and counter, in order.

    Args:
        session: the open session.
        book: which book.
        others: the ranges of the other counters.
        cancelled: uids of the dossiers cancelled in the book.
    """
    told = _told(session, book)
    given: dict[_Key, list[Row[Any]]] = {}
    for row in _given(session, book):
        given.setdefault((row.series, row.day), []).append(row)
    keys = sorted(given.keys() | told.here.keys())
    kept = _rows_of(session, keys)
    found: list[NumberLine] = []
    for key in keys:
        scribe = _Scribe(key, kept.get(key, ()), told, others, cancelled)
        found.extend(scribe.lines(given.get(key, ())))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Scribe:
    """Writes the lines of one series and day; ``kept`` are all rows of that day in the file."""

    key: _Key
    kept: Sequence[Row[Any]]
    told: _Told
    others: Mapping[int, NumberRange]
    cancelled: frozenset[str]

    def lines(self, given: Sequence[Row[Any]]) -> Iterator[NumberLine]:
        by_counter = {
            counter: list(own)
            for counter, own in groupby(
                sorted(given, key=lambda row: (row.counter, row.number)), lambda row: row.counter
            )
        }
        here = list(self.told.here.get(self.key, ()))
        if here:
            by_counter.setdefault(here[0].counter, [])
        for counter, own in sorted(by_counter.items()):
            numbers = [row.number for row in own]
            mine = [gap for gap in here if gap.counter == counter or counter not in by_counter]
            holes = [
                gap for hole in self._holes(numbers, counter) for gap in self._why(hole, counter)
            ]
            gaps = {Gap(g.first, g.last, g.why) for g in mine}
            gaps |= {gap for gap in holes if not _within(gap, mine)}
            yield NumberLine(
                series=_name(self.key[0]),
                day=self.key[1],
                counter=counter,
                runs=order_numbers.runs(numbers),
                cancelled=tuple(r.number for r in own if r.dossier_uid in self.cancelled),
                gaps=tuple(sorted(gaps, key=lambda gap: (gap.first, gap.last))),
            )

    def _holes(self, numbers: Sequence[int], counter: int) -> Iterator[NumberRange]:
        """Return what is missing between the numbers, and below the first down to another row."""
        if not numbers:
            return
        below = [row.number for row in self.kept if row.number < numbers[0]]
        before = max(below) if below else self._start(counter, numbers[0]) - 1
        for number in numbers:
            if number > before + 1:
                yield NumberRange(before + 1, number - 1)
            before = number

    def _start(self, counter: int, first: int) -> int:
        """Return where a counter's numbers of a day begin: at its range, a provisional one at 1."""
        own = self.others.get(counter)
        if _name(self.key[0]) == _PROVISIONAL:
            return 1
        return own.first if own is not None and first in own else first

    def _why(self, hole: NumberRange, counter: int) -> Iterator[Gap]:
        reasons = [Gap(g.first, g.last, g.why) for g in self.told.ever.get(self.key, ())]
        for row in self.kept:
            if row.number in hole:
                other = row.state == order_numbers.USED
                why = Why.OTHER_COUNTER.value if other else str(row.reason)
                reasons.append(Gap(row.number, row.number, why, row.counter if other else 0))
        if _name(self.key[0]) != _PROVISIONAL:
            reasons += [
                Gap(one.first, one.last, Why.OTHER_COUNTER.value, other)
                for other, one in sorted(self.others.items())
                if other != counter
            ]
        return explained(hole, reasons)


def _within(gap: Gap, told: Sequence[Gap]) -> bool:
    return any(one.first <= gap.first and gap.last <= one.last for one in told)


def _name(series: str) -> str:
    return series.partition(":")[0]


def _given(session: Session, book: Stretch) -> Sequence[Row[Any]]:
    """Return the numbers that the book's own dossiers were received under."""
    return session.execute(
        select(
            _NUMBER.c.series,
            _NUMBER.c.day,
            _NUMBER.c.number,
            _NUMBER.c.counter,
            _NUMBER.c.dossier_uid,
        )
        .join(_DOSSIER, _DOSSIER.c.uid == _NUMBER.c.dossier_uid)
        .where(_DOSSIER.c.received_seq.between(book.first_seq, book.last_seq))
    ).all()


def _rows_of(session: Session, keys: Sequence[_Key]) -> Mapping[_Key, Sequence[Row[Any]]]:
    """Return every row of some series and days, in order."""
    found: dict[_Key, list[Row[Any]]] = {}
    for start in range(0, len(keys), 100):
        rows = session.execute(
            select(
                _NUMBER.c.series,
                _NUMBER.c.day,
                _NUMBER.c.number,
                _NUMBER.c.counter,
                _NUMBER.c.state,
                _NUMBER.c.reason,
            )
            .where(tuple_(_NUMBER.c.series, _NUMBER.c.day).in_(keys[start : start + 100]))
            .order_by(_NUMBER.c.series, _NUMBER.c.day, _NUMBER.c.number)
        )
        for row in rows:
            found.setdefault((row.series, row.day), []).append(row)
    return found


def _told(session: Session, book: Stretch) -> _Told:
    here: dict[_Key, list[Gap]] = {}
    ever: dict[_Key, list[Gap]] = {}
    for event in _gap_events(session, book.last_seq):
        key, gap = _gap(event)
        ever.setdefault(key, []).append(gap)
        if event.seq >= book.first_seq:
            here.setdefault(key, []).append(gap)
    return _Told(here, ever)


def _gap_events(session: Session, last_seq: int) -> tuple[Event, ...]:
    rows = session.execute(
        select(*as_stored(EventRow))
        .where(and_(_EVENT.c.kind == EventKind.NUMBER_GAP.value, _EVENT.c.seq <= last_seq))
        .order_by(_EVENT.c.seq)
    )
    return tuple(map(event_as_stored, rows))


def _gap(event: Event) -> tuple[_Key, Gap]:
    told = event.payload
    key = (str(told["series"]), date.fromisoformat(told["day"]))
    gap = Gap(int(told["first"]), int(told["last"]), str(told["reason"]), event.counter)
    return key, gap
