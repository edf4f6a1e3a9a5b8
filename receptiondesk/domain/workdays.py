"""Which days count in a term, when the office opens and closes, and hours within them.

A working day is Monday to Friday without public holidays, plus make-up days. Hours on a Saturday
are reception only and never make it a counting day (residence procedures are received on
Saturday mornings, their terms still count working days: 1.004194 of July 2026). All moments are
aware; answers are in Viet Nam time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from receptiondesk.domain.clock import VIETNAM, local
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.office_hours import WORKING_WEEK, OfficeHours, Spans
from receptiondesk.domain.public_days import FIRST_YEAR, LAST_YEAR, national_days
from receptiondesk.domain.text import weekday_vi

__all__ = ["OfficeCalendar", "OfficeHours", "Spans"]

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class OfficeCalendar:
    """The office's hours and its own exceptions, which win over the national days.

    ``days_off`` and ``working_days`` map a day to what a citizen reads as the reason; a day in
    both is off.
    """

    hours: OfficeHours = field(default_factory=OfficeHours.default)
    days_off: Mapping[date, str] = field(default_factory=dict)
    working_days: Mapping[date, str] = field(default_factory=dict)

    def why_off(self, day: date) -> str | None:
        """Return why a day does not count ("Quốc khánh", "thứ Bảy"), ``None`` if it counts."""
        if day in self.days_off:
            return self.days_off[day] or "cơ quan nghỉ"
        if self.made_up(day) is not None:
            return None
        holiday = national_days(day.year).days_off.get(day)
        if holiday:
            return holiday
        if day.weekday() not in WORKING_WEEK:
            return weekday_vi(day)
        return None if self.hours.spans(day.weekday()) else f"cơ quan nghỉ {weekday_vi(day)}"

    def made_up(self, day: date) -> str | None:
        """Return why a day counts that else would not, ``None`` when there is no such reason."""
        if day in self.days_off:
            return None
        own = self.working_days.get(day)
        if own is not None:
            return own or "cơ quan làm việc"
        return national_days(day.year).working_days.get(day)

    def is_working_day(self, day: date) -> bool:
        """Return whether a day counts in a term."""
        return self.why_off(day) is None

    def next_working_day(self, day: date) -> date:
        """Return the first working day after a day.

        Raises:
            Refused: there is none within the years that the calendar knows.
        """
        day += _ONE_DAY
        while not self.is_working_day(day):
            day += _ONE_DAY
            check_year(day)
        return day

    def open_spans(self, day: date) -> Spans:
        """Return the hours at which the public is received, Saturday reception included."""
        if self.made_up(day) is not None:
            in_week = day.weekday() in WORKING_WEEK
            return (in_week and self.hours.spans(day.weekday())) or self.hours.usual
        if day in self.days_off or day in national_days(day.year).days_off:
            return ()
        return self.hours.spans(day.weekday())

    def closing(self, day: date) -> datetime | None:
        """Return when the office closes on a day, ``None`` when it is closed all day."""
        spans = self.open_spans(day)
        return at(day, spans[-1][1]) if spans else None

    def opening(self, day: date) -> datetime | None:
        """Return when the office opens on a day, ``None`` when it is closed all day."""
        spans = self.open_spans(day)
        return at(day, spans[0][0]) if spans else None

    def next_open(self, moment: datetime) -> datetime:
        """Return the first moment at or after ``moment`` inside the hours of a working day.

        Before opening it is the opening, in the lunch break the afternoon's opening, after
        closing or on a day off the next working day's opening. The closing minute itself is
        still open.

        Raises:
            Refused: the moment is outside the years that the calendar knows.
        """
        here = local(moment)
        day = here.date()
        check_year(day)
        if self.is_working_day(day):
            for start, end in self.open_spans(day):
                if here <= at(day, end):
                    return max(here, at(day, start))
        return at(following := self.next_working_day(day), self.open_spans(following)[0][0])

    def within(self, moment: datetime) -> datetime:
        """Return a moment of a working day moved into that day's hours, never to a later day.

        Inside the hours it stays; before opening it becomes the opening; in a break or after
        closing it becomes the end of the span before, so that a promise is never broken by the
        office's own hours.
        """
        here = local(moment)
        spans = self.open_spans(here.date())
        best = at(here.date(), spans[0][0])
        for start, end in spans:
            if here >= at(here.date(), start):
                best = min(here, at(here.date(), end))
        return best

    def add_working_days(self, moment: datetime, days: int) -> datetime:
        """Return the same clock time ``days`` working days later, the first day not counted."""
        here = local(moment)
        day = here.date()
        for _ in range(days):
            day = self.next_working_day(day)
        return at(day, here.timetz().replace(tzinfo=None))

    def add_working_hours(self, moment: datetime, hours: int) -> datetime:
        """Return the moment ``hours`` working hours later; only open hours pass."""
        here = self.next_open(moment)
        left = timedelta(hours=hours)
        while True:
            for start, end in self.open_spans(here.date()):
                begin = max(here, at(here.date(), start))
                available = max(at(here.date(), end) - begin, timedelta())
                if left <= available:
                    return begin + left
                left -= available
            following = self.next_working_day(here.date())
            here = at(following, self.open_spans(following)[0][0])


def at(day: date, clock: time) -> datetime:
    """Return a day's wall-clock time in Viet Nam as an aware moment."""
    return datetime.combine(day, clock, VIETNAM)


def check_year(day: date) -> None:
    """Refuse a day outside the years whose holidays are known.

    Raises:
        Refused: before 2000 or after 2090 (field ``at``).
    """
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Refused(
            Problem(
                "at",
                "date_out_of_range",
                f"Chương trình chỉ biết ngày nghỉ lễ từ năm {FIRST_YEAR} đến năm {LAST_YEAR}. Xin "
                "kiểm tra lại ngày giờ (và đồng hồ của máy).",
            )
        )
