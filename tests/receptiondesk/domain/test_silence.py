"""How much of a dossier's time went by in silence."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from receptiondesk.domain.office_hours import OfficeHours
from receptiondesk.domain.silence import Followed, WorkingTime, silent
from receptiondesk.domain.workdays import OfficeCalendar

CALENDAR = OfficeCalendar(OfficeHours.default(), {}, {})
#: Monday 30 November 2026, 9:00 in Viet Nam.
MONDAY = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
DOSSIER = Followed("u", "c", "Ánh", "Khai sinh", "tinh", "nhận", MONDAY, MONDAY + 4 * DAY, MONDAY)


def hours(start: datetime, end: datetime) -> float:
    counted = WorkingTime(CALENDAR, MONDAY.date() - DAY, MONDAY.date() + 14 * DAY)
    return counted.between(start, end) / 3_600


def test_only_open_hours_are_counted() -> None:
    day = hours(MONDAY, MONDAY + DAY)
    assert day > 0
    assert hours(MONDAY, MONDAY + HOUR) == 1
    assert hours(MONDAY, MONDAY + 7 * DAY) == 5 * day
    friday_evening = MONDAY + 4 * DAY + 10 * HOUR
    assert hours(friday_evening, friday_evening + 2 * DAY) == 0


def test_the_share_is_of_the_whole_time() -> None:
    assert silent([DOSSIER], CALENDAR, MONDAY + 2 * DAY - HOUR, 50) == ()
    (one,) = silent([DOSSIER], CALENDAR, MONDAY + 2 * DAY, 50)
    assert one.percent == 50


def test_a_promise_that_leaves_no_time_and_a_move_in_the_future_are_no_silence() -> None:
    at_once = replace(DOSSIER, due_at=MONDAY)
    ahead = replace(DOSSIER, moved_at=MONDAY + 30 * DAY)
    assert silent([at_once, ahead], CALENDAR, MONDAY + 3 * DAY, 50) == ()


def test_in_years_without_known_holidays_the_plain_clock_counts() -> None:
    far = MONDAY.replace(year=2200)
    late = replace(DOSSIER, received_at=far, moved_at=far, due_at=far + 4 * DAY)
    assert silent([late], CALENDAR, far + 2 * DAY - HOUR, 50) == ()
    (one,) = silent([late], CALENDAR, far + 2 * DAY, 50)
    assert one.percent == 50
