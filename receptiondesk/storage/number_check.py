"""Are the order numbers and the counters' ranges those that codes and journal tell of?

A number's row decides which number comes next (law 5), so a row that was changed is named even
where no seal covers it yet. Rows are read as they stand in the file: a day that is none is named.
"""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Text, select, type_coerce
from sqlmodel import Session

from receptiondesk.domain.errors import Refused
from receptiondesk.domain.events import EventKind
from receptiondesk.domain.numbering import official_code, parse_range, provisional_code
from receptiondesk.domain.text import date_vi
from receptiondesk.storage import order_numbers
from receptiondesk.storage.journal import DamagedRow, whole_of_kinds
from receptiondesk.storage.tables import (
    CounterRangeRow,
    DossierRow,
    OrderNumberRow,
    as_stored,
    core,
)

_NUMBER = core(OrderNumberRow)
_DOSSIER = core(DossierRow)
#: A number's day as it is written, whether it is a date or not.
DAY: ColumnElement[Any] = type_coerce(_NUMBER.c.day, Text).label("day")


def written_vi(day: str) -> str:
    """Return a day as a clerk reads it, or what stands in its place."""
    try:
        return date_vi(date.fromisoformat(day))
    except (TypeError, ValueError):
        return str(day)


def damaged(session: Session) -> Iterator[DamagedRow]:
    """Return the rows of numbers that bear another code than theirs, and the ranges changed."""
    told = _withheld(session)
    columns = (one for one in as_stored(OrderNumberRow) if one.name != "day")
    rows = session.execute(
        select(*columns, DAY, _DOSSIER.c.counter.label("of_dossier"))
        .select_from(_NUMBER)
        .outerjoin(_DOSSIER, _DOSSIER.c.uid == _NUMBER.c.dossier_uid)
    )
    for row in rows:
        if not (_is_used(row) if row.state == order_numbers.USED else _is_left_out(row, told)):
            name = f"{row.series} {row.day} {row.number}"
            what = f"Số thứ tự {name} không khớp với mã hồ sơ hoặc nhật ký."
            yield DamagedRow("order_number", row.code or name, what)
    yield from _ranges(session)


def _is_used(row: Row[Any]) -> bool:
    return bool(row.code == _code(row) and row.reason == "" and row.counter == row.of_dossier)


def _code(row: Row[Any]) -> str:
    """Return the code that series, day and number make; empty when they make none."""
    kind, _, name = str(row.series).partition(":")
    try:
        day = date.fromisoformat(row.day)
        if kind == "official":
            return official_code(name, day, row.number)
        return provisional_code(int(name), day, row.number) if kind == "provisional" else ""
    except (TypeError, ValueError):
        return ""


def _is_left_out(row: Row[Any], told: dict[tuple[str, str], list[tuple[int, int]]]) -> bool:
    runs = told.get((row.series, row.day), [])
    bare = (row.reason, row.code, row.dossier_uid) == (order_numbers.RESTORED, "", None)
    return bare and any(first <= row.number <= last for first, last in runs)


def _withheld(session: Session) -> dict[tuple[str, str], list[tuple[int, int]]]:
    told: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for event in whole_of_kinds(session, [EventKind.NUMBER_GAP]):
        with contextlib.suppress(AttributeError, KeyError, TypeError, ValueError):
            gap = event.payload  # a damaged line is named by the chain, and explains nothing
            run = (int(gap["first"]), int(gap["last"]))
            told.setdefault((gap["series"], gap["day"]), []).append(run)
    return told


@dataclass(frozen=True, slots=True)
class RangeTold:
    """What the journal says last of a counter's range, and by which line."""

    first: int
    last: int
    seq: int


def ranges_told(session: Session) -> Mapping[str, RangeTold]:
    """Return the ranges that set-up and settings gave the counters, by counter, one by one."""
    texts: dict[str, str] = {}
    told: dict[str, RangeTold] = {}
    for event in whole_of_kinds(session, [EventKind.SETTING_CHANGED]):
        with contextlib.suppress(AttributeError, KeyError, TypeError, ValueError, Refused):
            new = {key: one["to"] for key, one in event.payload.get("changed", {}).items()}
            texts |= event.payload.get("set_up", {}) | new
            own = parse_range(texts.get("number_range", ""))  # refused where there is none
            counter = str(int(texts["counter"]))
            now, before = RangeTold(own.first, own.last, event.seq), told.get(counter)
            if before is None or (before.first, before.last) != (now.first, now.last):
                told[counter] = now
    return told


def _ranges(session: Session) -> Iterator[DamagedRow]:
    """Compare the ranges with those that the journal tells of."""
    told = {key: (one.first, one.last) for key, one in ranges_told(session).items()}
    rows = session.execute(select(*as_stored(CounterRangeRow)))
    there = {str(row.counter): (row.first, row.last) for row in rows}
    for counter in sorted(told.keys() | there.keys()):
        if told.get(counter) != there.get(counter):
            what = f"Dải số của quầy {counter} không khớp với nhật ký."
            yield DamagedRow("counter_range", counter, what)
