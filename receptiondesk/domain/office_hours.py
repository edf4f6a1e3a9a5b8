"""The hours an office is open on each weekday, and the text in which a clerk edits them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import time
from itertools import pairwise

from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.text import fold, quoted

Spans = tuple[tuple[time, time], ...]

#: Monday to Friday, the only weekdays that count in a term (Labour Code: weekly rest).
WORKING_WEEK = range(5)

_DAY_NAMES = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")
_DAY = r"(?:t(?:hu)?\s*[2-7]|cn|chu nhat)"
_LINE = re.compile(rf"(?P<days>{_DAY}(?:\s*[-,]\s*{_DAY})*)\s*:?\s+(?P<spans>\d.*)")
_DAYS = re.compile(rf"({_DAY})(?:\s*-\s*({_DAY}))?")
_SPAN = re.compile(r"(\d{1,2})(?:[:h](\d{2})?)?\s*-\s*(\d{1,2})(?:[:h](\d{2})?)?")


@dataclass(frozen=True)
class OfficeHours:
    """Opening spans by weekday (0 = Monday), in order, never overlapping.

    The default, Monday to Friday 07:30–11:30 and 13:00–17:00, is a custom and no law: each
    province sets its own hours, so they are a setting. At least one day of Monday to Friday is
    open, else no term could ever end.
    """

    by_weekday: Mapping[int, Spans]

    def __post_init__(self) -> None:
        """Refuse hours that could never be worked.

        Raises:
            ValueError: a weekday outside 0–6, spans out of order, or no open Monday–Friday.
        """
        if not set(self.by_weekday) <= set(range(7)):
            raise ValueError("weekdays are 0 (Monday) to 6 (Sunday)")
        if not any(self.by_weekday.get(day) for day in WORKING_WEEK):
            raise ValueError("an office is open on one day of Monday to Friday at least")
        if not all(_in_order(spans) for spans in self.by_weekday.values()):
            raise ValueError("spans must run forwards and not overlap")

    @classmethod
    def default(cls) -> "OfficeHours":
        """Return Monday–Friday 07:30–11:30 and 13:00–17:00."""
        spans = ((time(7, 30), time(11, 30)), (time(13), time(17)))
        return cls(dict.fromkeys(WORKING_WEEK, spans))

    @classmethod
    def parse(cls, text: str) -> "OfficeHours":
        """Read ``"T2-T6 07:30-11:30 13:00-17:00; T7 07:30-11:30"``.

        Days are T2…T7 and CN, single, in a list or in a range; groups stand on lines of their own
        or are split by semicolons; a later group wins over an earlier one; "7h30" is read too.

        Raises:
            Refused: a part that cannot be read (field ``office_hours``).
        """
        by_weekday: dict[int, Spans] = {}
        for part in re.split(r"[;\n]", text):
            if part.strip():
                days, spans = _read_group(part)
                by_weekday |= dict.fromkeys(days, spans)
        try:
            return cls(by_weekday)
        except ValueError as error:
            raise _refusal(text) from error

    def as_text(self) -> str:
        """Return the text that ``parse`` reads back, neighbours of equal hours in one group."""
        groups: list[tuple[int, int, Spans]] = []
        for day in range(7):
            spans = self.spans(day)
            if groups and groups[-1][1:] == (day - 1, spans):
                groups[-1] = (groups[-1][0], day, spans)
            elif spans:
                groups.append((day, day, spans))
        return "; ".join(_group_text(*group) for group in groups)

    def spans(self, weekday: int) -> Spans:
        """Return the opening spans of a weekday, empty when the office is closed."""
        return tuple(self.by_weekday.get(weekday, ()))

    @property
    def usual(self) -> Spans:
        """Return the hours of the first open weekday: those worked on a make-up day."""
        return next(self.spans(day) for day in WORKING_WEEK if self.spans(day))


def _in_order(spans: Spans) -> bool:
    return all(start < end for start, end in spans) and all(
        before[1] < after[0] for before, after in pairwise(spans)
    )


def _group_text(first: int, last: int, spans: Spans) -> str:
    days = _DAY_NAMES[first] if first == last else f"{_DAY_NAMES[first]}-{_DAY_NAMES[last]}"
    return " ".join([days, *(f"{start:%H:%M}-{end:%H:%M}" for start, end in spans)])


def _read_group(part: str) -> tuple[set[int], Spans]:
    found = _LINE.fullmatch(fold(part).replace("–", "-"))
    if not found:
        raise _refusal(part)
    days = {day for pair in _DAYS.findall(found["days"]) for day in _days_of(*pair)}
    left = _SPAN.sub("", found["spans"]).replace(",", "").strip()
    try:
        spans = tuple(_span(numbers) for numbers in _SPAN.findall(found["spans"]))
    except ValueError as error:
        raise _refusal(part) from error
    if left or not days or not _in_order(spans):
        raise _refusal(part)
    return days, spans


def _days_of(first: str, last: str) -> Iterator[int]:
    start = _day_number(first)
    return iter(range(start, (_day_number(last) if last else start) + 1))


def _day_number(name: str) -> int:
    return int(name[-1]) - 2 if name[-1].isdigit() else len(_DAY_NAMES) - 1


def _span(numbers: tuple[str, str, str, str]) -> tuple[time, time]:
    start, start_minute, end, end_minute = (int(number or 0) for number in numbers)
    return time(start, start_minute), time(end, end_minute)


def _refusal(part: str) -> Refused:
    return Refused(
        Problem(
            "office_hours",
            "bad_office_hours",
            f"Chưa đọc được giờ làm việc ở “{quoted(part.strip())}”. Xin viết như: T2-T6 "
            "07:30-11:30 13:00-17:00; T7 07:30-11:30 (phải có giờ cho ít nhất một ngày từ thứ Hai "
            "đến thứ Sáu).",
        )
    )
