"""The country's public holidays, swapped days and make-up working days.

Sources: Labour Code 2019 art. 112 (holidays) and 111.3 (a holiday on a weekly rest day is taken
on the next working day); Resolution 28/2026/QH16 (24/11, Ngày Văn hóa Việt Nam, from 2026);
Notice 9441/TB-BNV/2025 (Tết and Quốc khánh 2026: Monday 31/08 off, Saturday 22/08 worked). The
dates come from the ``holidays`` library. The days around Tết and Quốc khánh are settled each
autumn by one notice for the year after; until the office has read that notice they are marked
"dự kiến". Friday 02/01/2026 against Saturday 10/01/2026 was a proposal that could not be
verified, so it is no rule here; an office that had it enters both days as its own exceptions.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from receptiondesk.domain.text import date_vi

if TYPE_CHECKING:
    from holidays import HolidayBase

#: The years that the lunar tables behind the holidays cover with a margin.
FIRST_YEAR, LAST_YEAR = 2000, 2090

#: The last year whose Tết and Quốc khánh days have been announced.
ANNOUNCED_UNTIL = 2026

_COUNTRIES = "holidays.countries"
_SETTLED_YEARLY = ("Tết Nguyên Đán", "29 Tết", "Quốc khánh")


@dataclass(frozen=True, slots=True)
class NationalDays:
    """One year: days off with the Vietnamese name, and weekend days that are worked."""

    days_off: Mapping[date, str]
    working_days: Mapping[date, str]


@lru_cache(maxsize=16)
def national_days(year: int) -> NationalDays:
    """Return the public holidays and make-up days of a year, nothing outside 2000–2090."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return NationalDays(MappingProxyType({}), MappingProxyType({}))
    # A swap may name a day of the year beside it.
    table = _vietnam()(years=range(year - 1, year + 2), language="vi")
    off = {day: _name(day, table[day]) for day in sorted(table) if day.year == year}
    made_up = {
        day: f"ngày làm bù {date_vi(day)}"
        for day in sorted(table.weekend_workdays)
        if day.year == year
    }
    return NationalDays(MappingProxyType(off), MappingProxyType(made_up))


def _vietnam() -> "type[HolidayBase]":
    """Return the library's Vietnam without the rest of the world.

    The library's package of countries imports all two hundred and fifty: a fifth of a second and
    fifteen megabytes. So its place is taken by an empty package in which Vietnam is found as well.
    """
    from importlib.util import find_spec, module_from_spec

    if _COUNTRIES not in sys.modules:
        spec = find_spec(_COUNTRIES)  # imports the library itself: not before it is needed
        if spec is not None:
            sys.modules.setdefault(_COUNTRIES, module_from_spec(spec))
    from holidays.countries.vietnam import Vietnam

    return Vietnam


def _name(day: date, name: str) -> str:
    waits = day.year > ANNOUNCED_UNTIL and any(part in name for part in _SETTLED_YEARLY)
    return f"{name} (dự kiến)" if waits else name
