"""Are the closed days still as they were sealed? And to which closed day does a damaged row belong?

A seal is told twice, by its row and by its ``DAY_CLOSED`` line, and can be reckoned again from the
lines it covers; the first characters of every line's hash stand in it, so that a journal rewritten
from some line on, hashes and all, is named at that line. What this cannot see is a file in which
everything was made anew: for that the day sheet with its two signatures is on paper.
"""

import contextlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Text, select, type_coerce
from sqlmodel import Session

from receptiondesk.domain.day import MARK, Stretch, digest, seal_of
from receptiondesk.domain.events import GENESIS, Event, EventKind
from receptiondesk.domain.text import date_vi
from receptiondesk.storage import order_numbers
from receptiondesk.storage.journal import DamagedRow, whole_of_kinds
from receptiondesk.storage.number_check import DAY, written_vi
from receptiondesk.storage.owners import Owner, Owners
from receptiondesk.storage.tables import (
    DossierRow,
    EventRow,
    OrderNumberRow,
    as_stored,
    core,
)
from receptiondesk.storage.tables_of_proof import DaySealRow

_EVENT = core(EventRow)
_DOSSIER = core(DossierRow)
_NUMBER = core(OrderNumberRow)
_TABLE = "day_seal"
#: A line of the journal is found by its number alone.
_OF_THE_JOURNAL = frozenset({"event"})
#: The rows as they stand in the file: a date that is none must not stop the check.
_AS_WRITTEN = select(
    *(one for one in as_stored(DaySealRow) if one.name != "day"),
    type_coerce(core(DaySealRow).c.day, Text).label("written"),
)
_SAME_NAME = ("number", "first_seq", "last_seq", "previous", "seal")
#: Rows are written for numbers left out for these reasons (`order_numbers.withhold`).
_WITHHELD = frozenset({order_numbers.RESTORED, order_numbers.SET_UP_AGAIN})


@dataclass(frozen=True, slots=True)
class _Closed:
    """A ``DAY_CLOSED`` line that can be read."""

    event: Event
    book: Stretch

    @property
    def day(self) -> str:
        """Return the date as a clerk reads it."""
        return date_vi(self.book.day)


def damaged(session: Session) -> Iterator[DamagedRow]:
    """Return every seal, stamp and sealed number that is not what was sealed, named by its day."""
    closed = _closed(session)
    rows = {row.written: row for row in session.execute(_AS_WRITTEN)}
    days = {str(one.book.day) for one in closed}
    for key in sorted(rows.keys() - days):
        what = f"Ngày {written_vi(key)}: dấu khóa ngày không có trong nhật ký."
        yield DamagedRow(_TABLE, key, what)
    before: _Closed | None = None
    for one in closed:
        row = rows.get(str(one.book.day))
        if row is None:
            what = f"Ngày {one.day}: dấu khóa ngày đã bị xóa khỏi tệp."
            yield DamagedRow(_TABLE, str(one.book.day), what)
        else:
            yield from _row(row, one)
        yield from _line(one, before)
        yield from _lines(session, one)
        yield from _numbers(session, one)
        before = one
    yield from _stamps(session, rows.values(), closed)


def named(session: Session, found: Sequence[DamagedRow]) -> tuple[DamagedRow, ...]:
    """Say of every damaged row which dossier, and which closed day, it belongs to."""
    closed, owners = _closed(session) if found else (), Owners(session)
    return tuple(
        one if one.what.startswith("Ngày ") else _named(one, owners.of(one), closed)
        for one in found
    )


def _closed(session: Session) -> tuple[_Closed, ...]:
    found = []
    for event in whole_of_kinds(session, [EventKind.DAY_CLOSED]):
        with contextlib.suppress(AttributeError, KeyError, TypeError, ValueError):
            told = event.payload
            book = Stretch(
                date.fromisoformat(told["day"]),
                int(told["number"]),
                int(told["first_seq"]),
                int(told["last_seq"]),
                str(told["previous"]),
            )
            found.append(_Closed(event, book))
    return tuple(found)


def _row(row: Row[Any], one: _Closed) -> Iterator[DamagedRow]:
    """Compare a row with its line in the journal."""
    told = one.event.payload
    try:
        same = json.loads(row.figures) == told.get("figures")
    except (TypeError, ValueError):
        same = False
    same = same and row.event_seq == one.event.seq
    if not same or any(getattr(row, name) != told.get(name) for name in _SAME_NAME):
        what = f"Ngày {one.day}: dấu khóa ngày đã bị sửa sau khi khóa, không khớp với nhật ký."
        yield DamagedRow(_TABLE, str(one.book.day), what)


def _line(one: _Closed, before: _Closed | None) -> Iterator[DamagedRow]:
    """Reckon a seal again from its own line, and see that it is chained to the seal before."""
    told, book = one.event.payload, one.book
    if _again(one) != told.get("seal"):
        what = f"Ngày {one.day}: số liệu trong dòng khóa ngày không khớp với dấu khóa."
        yield DamagedRow(_TABLE, str(book.day), what)
    number, first, previous = (
        (1, 1, GENESIS)
        if before is None
        else (before.book.number + 1, before.book.last_seq + 1, before.event.payload.get("seal"))
    )
    chained = (book.number, book.first_seq, book.previous) == (number, first, previous)
    if not chained or not book.last_seq < one.event.seq:
        what = f"Ngày {one.day}: dấu khóa không nối tiếp dấu khóa của ngày trước."
        yield DamagedRow(_TABLE, str(book.day), what)


def _again(one: _Closed) -> str:
    """Return the seal that a line's own parts give; empty when they are no parts of one."""
    told = one.event.payload
    try:
        at = datetime.fromisoformat(told["closed_at"])
        return seal_of(one.book, told["events"], told["figures"], one.event.officer, at)
    except (KeyError, TypeError, ValueError):
        return ""


def _lines(session: Session, one: _Closed) -> Iterator[DamagedRow]:
    """Compare the book's lines with what was sealed; name the first that differs."""
    told, book = one.event.payload, one.book
    rows = session.execute(
        select(_EVENT.c.seq, _EVENT.c.hash)
        .where(_EVENT.c.seq.between(book.first_seq, book.last_seq))
        .order_by(_EVENT.c.seq)
    ).all()
    if digest(str(row.hash) for row in rows) == told.get("events"):
        return
    marks, there = str(told.get("marks", "")), {row.seq: str(row.hash) for row in rows}
    for place, seq in enumerate(range(book.first_seq, book.last_seq + 1)):
        if there.get(seq, "")[:MARK] != marks[place * MARK : (place + 1) * MARK]:
            what = f"Ngày {one.day}: từ dòng nhật ký {seq}, sổ không còn như lúc khóa ngày."
            yield DamagedRow("event", str(seq), what)
            return
    what = f"Ngày {one.day}: các dòng nhật ký không còn như lúc khóa ngày."
    yield DamagedRow("event", f"{book.first_seq}-{book.last_seq}", what)


def _numbers(session: Session, one: _Closed) -> Iterator[DamagedRow]:
    """Compare the numbers that the book gave out and left out with the rows as they are."""
    sealed = {
        (line["series"], line["day"], line["counter"], number)
        for line in one.event.payload.get("figures", {}).get("numbers", ())
        for first, last in line["runs"]
        for number in range(first, last + 1)
    }
    rows = session.execute(
        select(_NUMBER.c.series, DAY, _NUMBER.c.counter, _NUMBER.c.number)
        .join(_DOSSIER, _DOSSIER.c.uid == _NUMBER.c.dossier_uid)
        .where(_DOSSIER.c.received_seq.between(one.book.first_seq, one.book.last_seq))
    )
    there = {(row.series.partition(":")[0], row.day, row.counter, row.number) for row in rows}
    for series, day, _, number in sorted(sealed ^ there):
        yield _number(one, series, day, number)
    for series, day, number in _not_withheld(session, one.book):
        yield _number(one, series, day, number)


def _number(one: _Closed, series: str, day: str, number: int) -> DamagedRow:
    what = f"Ngày {one.day}: số thứ tự {number:04d} không còn như lúc khóa ngày."
    return DamagedRow("order_number", f"{series} {day} {number}", what)


def _not_withheld(session: Session, book: Stretch) -> Iterator[tuple[str, str, int]]:
    """Return the numbers that the book says are withheld and that no row withholds any more."""
    for event in whole_of_kinds(session, [EventKind.NUMBER_GAP]):
        told: Mapping[str, Any] = event.payload
        if not book.first_seq <= event.seq <= book.last_seq or told.get("reason") not in _WITHHELD:
            continue
        series, day = str(told["series"]), str(told["day"])
        kept = set(
            session.execute(
                select(_NUMBER.c.number).where(
                    _NUMBER.c.series == series,
                    DAY.in_([day]),
                    _NUMBER.c.state == order_numbers.GAP,
                    _NUMBER.c.number.between(int(told["first"]), int(told["last"])),
                )
            ).scalars()
        )
        for number in range(int(told["first"]), int(told["last"]) + 1):
            if number not in kept:
                yield series, day, number


def _stamps(
    session: Session,
    rows: Any,  # noqa: ANN401 - a view of raw rows
    closed: Sequence[_Closed],
) -> Iterator[DamagedRow]:
    """Compare the stamps of the rows with those of the journal."""
    seals = {one.book.day.isoformat(): one.event.payload.get("seal") for one in closed}
    told = {}
    for event in whole_of_kinds(session, [EventKind.DAY_STAMPED]):
        if event.payload.get("seal") == seals.get(str(event.payload.get("day")), ""):
            told[str(event.payload["day"])] = event.seq
    for row in rows:
        if row.stamp_seq != told.get(row.written):
            day = written_vi(row.written)
            what = f"Ngày {day}: dấu “cổng đã nhận đúng cả ngày” không khớp nhật ký."
            yield DamagedRow(_TABLE, row.written, what)


def _named(row: DamagedRow, owner: Owner, closed: Sequence[_Closed]) -> DamagedRow:
    of_dossier = f"hồ sơ {owner.code}" if owner.code and owner.code not in row.what else ""
    one = next((c for seq in owner.seqs for c in closed if _is_of(c, seq)), None)
    if one is not None:
        dossier = of_dossier and f", {of_dossier}"
        return replace(row, what=f"Ngày {one.day} (đã khóa){dossier}: {row.what}")
    if of_dossier and row.table not in _OF_THE_JOURNAL:
        return replace(row, what=f"H{of_dossier[1:]}: {row.what}")
    return row


def _is_of(one: _Closed, seq: int) -> bool:
    """Return whether a line belongs to a closed day; the line that closed it does too."""
    return one.book.first_seq <= seq <= one.book.last_seq or seq == one.event.seq
