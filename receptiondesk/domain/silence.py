"""Dossiers that do not move on the other side: how much of their time went by in silence.

Time is counted in the office's working hours, for limits are counted in working days: a week of
Tet is not a week of silence. How much silence is too much is the office's own choice.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate

from receptiondesk.domain.clock import local
from receptiondesk.domain.errors import Refused
from receptiondesk.domain.workdays import OfficeCalendar, at, check_year

_WHOLE = 100


@dataclass(frozen=True, slots=True)
class Followed:
    """One dossier at one portal that tells how it stands there. Times are aware and in UTC.

    ``moved_at`` is when its status last changed there.
    """

    uid: str
    code: str
    applicant: str
    procedure: str
    target: str
    status_raw: str
    received_at: datetime
    due_at: datetime
    moved_at: datetime


@dataclass(frozen=True, slots=True)
class SilentDossier:
    """A dossier that a portal has left alone for too long; ``percent`` of its whole time."""

    dossier: Followed
    percent: int

    @property
    def sentence(self) -> str:
        """Return what a clerk reads: what is wrong and what to do."""
        moved = local(self.dossier.moved_at)
        return (
            f"Cổng {self.dossier.target} không đổi tình trạng hồ sơ này từ {moved:%d/%m/%Y}, đã "
            f"{self.percent}% thời hạn. Xin hỏi bộ phận giải quyết."
        )


class WorkingTime:
    """How much working time lies between two moments, for many pairs within some days."""

    def __init__(self, calendar: OfficeCalendar, first: date, last: date) -> None:
        """Find the open hours of every day once.

        Raises:
            Refused: a day outside the years that the calendar knows.
        """
        check_year(first)
        check_year(last)
        self._first = first
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        self._spans = [_spans(calendar, day) for day in days]
        self._before = [0.0, *accumulate(_seconds(spans) for spans in self._spans)]

    def between(self, start: datetime, end: datetime) -> float:
        """Return the seconds of working time from start to end; both within the days."""
        return self._until(end) - self._until(start)

    def _until(self, moment: datetime) -> float:
        place = (local(moment).date() - self._first).days
        return self._before[place] + _seconds(
            (start, min(end, moment)) for start, end in self._spans[place] if start < moment
        )


def _spans(calendar: OfficeCalendar, day: date) -> tuple[tuple[datetime, datetime], ...]:
    if not calendar.is_working_day(day):
        return ()
    return tuple((at(day, start), at(day, end)) for start, end in calendar.open_spans(day))


def _seconds(spans: Iterable[tuple[datetime, datetime]]) -> float:
    return sum((end - start).total_seconds() for start, end in spans)


def silent(
    followed: Sequence[Followed], calendar: OfficeCalendar, now: datetime, percent: int
) -> tuple[SilentDossier, ...]:
    """Return the dossiers whose silence took at least ``percent`` of their time, longest first."""
    if not followed:
        return ()
    seconds = _counting(followed, calendar, now)
    found = [
        SilentDossier(one, round(_WHOLE * quiet / whole))
        for one in followed
        if (whole := seconds(one.received_at, one.due_at)) > 0
        and (quiet := seconds(min(one.moved_at, now), now)) * _WHOLE >= whole * percent
    ]
    return tuple(sorted(found, key=lambda one: -one.percent))


def _counting(
    followed: Iterable[Followed], calendar: OfficeCalendar, now: datetime
) -> Callable[[datetime, datetime], float]:
    """Return how time is counted: working hours, or the plain clock in unknown years."""
    moments = [now, *(m for one in followed for m in (one.received_at, one.due_at, one.moved_at))]
    days = sorted(local(moment).date() for moment in moments)
    try:
        return WorkingTime(calendar, days[0], days[-1]).between
    except Refused:
        return lambda start, end: (end - start).total_seconds()
