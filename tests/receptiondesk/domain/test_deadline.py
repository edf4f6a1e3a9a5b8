"""The promise against a second, slower way of counting, and against published examples."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receptiondesk.domain import deadline
from receptiondesk.domain.clock import VIETNAM, local
from receptiondesk.domain.errors import Refused
from receptiondesk.domain.procedures import After15, LimitUnit, PublishedChannel, TimeLimit
from receptiondesk.domain.text import date_vi, weekday_vi
from receptiondesk.domain.workdays import OfficeCalendar, OfficeHours

PLAIN = OfficeCalendar()
CALENDARS = [
    PLAIN,
    OfficeCalendar(OfficeHours.parse("T2-T6 07:30-11:30 13:00-17:00; T7 07:30-11:30")),
    OfficeCalendar(OfficeHours.parse("T2-T5 07:00-11:30 13:30-17:00; T6 07:00-11:30 13:30-16:00")),
    OfficeCalendar(
        days_off={date(2026, 11, 26): "Ngày thành lập xã"},
        working_days={date(2026, 11, 28): "Làm thêm"},
    ),
]
MOMENTS = st.builds(
    datetime.combine,
    st.dates(date(2025, 1, 1), date(2027, 12, 31)),
    st.times(),
    st.just(VIETNAM),
)
DATE = re.compile(r"\d\d/\d\d/\d{4}")


def limit(amount, unit=LimitUnit.WORKING_DAYS, case="", *, unit_published=True):
    return TimeLimit(PublishedChannel.COUNTER, amount, unit, case, unit_published)


LIMITS = st.one_of(
    st.builds(limit, st.integers(1, 60), st.sampled_from([LimitUnit.WORKING_DAYS, LimitUnit.DAYS])),
    st.builds(limit, st.integers(1, 80), st.just(LimitUnit.HOURS)),
    st.just(limit(0, LimitUnit.SAME_DAY)),
)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def due(what, received, rule=After15.HAND_OVER, calendar=PLAIN):
    return local(deadline.compute(what, rule, at(received), calendar).due_at)


@pytest.mark.parametrize(
    ("days", "received", "promised"),
    [
        (3, "2026-11-23T09:00", "2026-11-27T09:00"),
        (3, "2026-11-23T15:20", "2026-11-27T15:20"),
        (1, "2026-11-23T17:20", "2026-11-26T07:30"),
        (1, "2026-11-23T06:00", "2026-11-25T07:30"),
        (1, "2026-11-25T12:00", "2026-11-26T13:00"),
        (2, "2026-11-28T09:00", "2026-12-02T07:30"),
        (1, "2026-11-24T09:00", "2026-11-26T07:30"),
        (5, "2026-08-20T09:00", "2026-08-26T09:00"),
        (8, "2026-08-20T09:00", "2026-09-03T09:00"),
        (10, "2026-02-10T10:00", "2026-03-03T10:00"),
        (1, "2026-11-20T09:00:59", "2026-11-23T09:00"),
    ],
)
def test_working_days_end_at_the_same_clock_time(days, received, promised):
    assert due(limit(days), received) == at(promised)


@pytest.mark.parametrize(
    ("amount", "unit", "received", "promised"),
    [
        (0, LimitUnit.SAME_DAY, "2026-11-23T09:00", "2026-11-23T17:00"),
        (0, LimitUnit.SAME_DAY, "2026-11-23T17:30", "2026-11-25T17:00"),
        (5, LimitUnit.DAYS, "2026-11-16T09:00", "2026-11-23T09:00"),
        (5, LimitUnit.DAYS, "2026-11-19T09:00", "2026-11-25T09:00"),
        (5, LimitUnit.DAYS, "2026-11-20T09:00", "2026-11-25T09:00"),
        (4, LimitUnit.HOURS, "2026-11-23T09:00", "2026-11-23T14:30"),
        (8, LimitUnit.HOURS, "2026-11-23T15:20", "2026-11-25T15:20"),
    ],
)
def test_other_units(amount, unit, received, promised):
    assert due(limit(amount, unit), received) == at(promised)


@pytest.mark.parametrize(
    ("rule", "received", "same_day", "three_days"),
    [
        (After15.HAND_OVER, "2026-11-25T15:00", "2026-11-25T17:00", "2026-11-30T15:00"),
        (After15.HAND_OVER, "2026-11-25T15:01", "2026-11-25T17:00", "2026-11-30T15:01"),
        (After15.RESULT_NEXT_DAY, "2026-11-25T15:00", "2026-11-25T17:00", "2026-11-30T15:00"),
        (After15.RESULT_NEXT_DAY, "2026-11-25T15:01", "2026-11-26T17:00", "2026-11-30T15:01"),
        (After15.RESULT_NEXT_DAY, "2026-11-23T15:20", "2026-11-25T17:00", "2026-11-27T15:20"),
        (After15.RESULT_NEXT_DAY, "2026-11-25T17:30", "2026-11-26T17:00", "2026-12-01T07:30"),
        (After15.TERM_NEXT_DAY, "2026-11-25T15:00", "2026-11-25T17:00", "2026-11-30T15:00"),
        (After15.TERM_NEXT_DAY, "2026-11-25T15:01", "2026-11-26T17:00", "2026-12-01T07:30"),
        (After15.TERM_NEXT_DAY, "2026-11-23T15:20", "2026-11-25T17:00", "2026-11-30T07:30"),
    ],
)
def test_the_three_rules_of_three_o_clock(rule, received, same_day, three_days):
    assert due(limit(0, LimitUnit.SAME_DAY), received, rule) == at(same_day)
    assert due(limit(3), received, rule) == at(three_days)


def test_saturday_reception_runs_from_monday_and_says_so():
    promise = deadline.compute(limit(1), After15.HAND_OVER, at("2026-11-28T09:00"), CALENDARS[1])
    assert local(promise.due_at) == at("2026-12-01T07:30")
    assert any("chỉ tiếp nhận, không tính vào thời hạn" in step for step in promise.steps)


def test_a_promise_outside_the_hours_of_its_day_moves_into_them():
    promise = deadline.compute(limit(1), After15.HAND_OVER, at("2026-11-26T16:40"), CALENDARS[2])
    assert local(promise.due_at) == at("2026-11-27T16:00")
    assert any("ngoài giờ làm việc" in step for step in promise.steps)


HANDED_OVER = (
    "Nhận sau 15 giờ: hồ sơ chuyển người giải quyết vào giờ đầu ngày làm việc tiếp theo; giờ hẹn "
    "không đổi."
)
COUNTED_FROM = (
    "Ngày 23/11/2026 không tính; đếm từ thứ Tư 25/11/2026, không tính thứ Bảy, Chủ nhật và ngày "
    "nghỉ lễ."
)


def test_the_steps_are_sentences_a_citizen_understands():
    promise = deadline.compute(limit(3), After15.HAND_OVER, at("2026-11-23T15:20"), PLAIN)
    assert promise.steps == (
        "Nhận lúc 15 giờ 20, thứ Hai 23/11/2026.",
        HANDED_OVER,
        "Thời hạn giải quyết: 3 ngày làm việc.",
        COUNTED_FROM,
        "24/11/2026 nghỉ: Ngày Văn hóa Việt Nam.",
        "Đủ 3 ngày làm việc vào thứ Sáu 27/11/2026.",
        "Hẹn trả: 15 giờ 20, thứ Sáu 27/11/2026.",
    )
    assert promise.line == "3 ngày làm việc; nghỉ 24/11/2026."
    assert not promise.by_officer


def test_an_unpublished_unit_is_counted_as_working_days_and_says_so():
    promise = deadline.compute(
        limit(5, unit_published=False), After15.HAND_OVER, at("2026-11-25T09:00"), PLAIN
    )
    assert any("đơn vị chưa công bố; tính theo ngày làm việc" in step for step in promise.steps)
    assert "đơn vị chưa công bố" in promise.line


@pytest.mark.parametrize("unknown", [None, limit(0), limit(0, LimitUnit.DAYS)])
def test_an_unknown_limit_promises_nothing_and_says_why(unknown):
    promise = deadline.compute(unknown, After15.HAND_OVER, at("2026-11-23T09:00"), PLAIN)
    assert promise.due_at is None
    assert promise.steps[-1] == ("Thủ tục chưa công bố thời hạn; cán bộ ấn định giờ hẹn.")


def test_an_officers_promise_is_marked_as_such():
    promise = deadline.by_officer(at("2026-12-01T10:00"))
    assert promise.by_officer
    assert promise.due_at == at("2026-12-01T10:00")
    assert promise.due_at.tzinfo is UTC
    assert "10 giờ, thứ Ba 01/12/2026" in promise.steps[-1]


def test_the_longest_case_holds_until_one_is_chosen():
    cases = (limit(3, case="trong xã"), limit(15, LimitUnit.DAYS, case="xác minh"), limit(0))
    assert deadline.longest(cases) == cases[1]
    assert deadline.longest(cases, "trong xã") == cases[0]
    assert deadline.longest(cases, "không có") == cases[1]
    assert deadline.longest(()) is None
    assert deadline.longest((limit(0),)) is None
    same_day = limit(0, LimitUnit.SAME_DAY)
    assert deadline.longest((same_day,)) == same_day


@pytest.mark.parametrize(
    ("what", "received"),
    [
        (limit(3), "1999-12-31T09:00"),
        (limit(3), "9999-12-31T09:00"),
        (limit(40_000), "2026-01-05T09:00"),
        (limit(40_000, LimitUnit.DAYS), "2026-01-05T09:00"),
        (limit(1_000_000_000, LimitUnit.DAYS), "2026-01-05T09:00"),
        (limit(1_000_000, LimitUnit.HOURS), "2026-01-05T09:00"),
    ],
)
def test_terms_beyond_the_known_years_are_refused(what, received):
    with pytest.raises(Refused) as refused:
        due(what, received)
    assert refused.value.problems[0].code == "date_out_of_range"


# A second way of counting, minute rules spelled out day by day.


def counted(what, rule, received, calendar):
    """Return the promise by walking single days, written from the rules and not from the code."""
    start = received.replace(second=0, microsecond=0)
    start = walk_to_opening(start, calendar)
    if rule is After15.TERM_NEXT_DAY and start.time() > time(15):
        start = opening_after(start.date(), calendar)
    if what.unit is LimitUnit.SAME_DAY:
        late = rule is After15.RESULT_NEXT_DAY and start.time() > time(15)
        day = opening_after(start.date(), calendar).date() if late else start.date()
        return datetime.combine(day, spans_of(day, calendar)[-1][1], VIETNAM)
    if what.unit is LimitUnit.HOURS:
        return calendar.add_working_hours(start, what.amount)
    day, left = start.date(), what.amount
    while left:
        day += timedelta(days=1)
        left -= what.unit is LimitUnit.DAYS or counts(day, calendar)
    while not counts(day, calendar):
        day += timedelta(days=1)
    return clamp(day, start.time(), calendar)


def counts(day, calendar):
    return calendar.why_off(day) is None


def spans_of(day, calendar):
    return calendar.open_spans(day)


def opening_after(day, calendar):
    day += timedelta(days=1)
    while not counts(day, calendar):
        day += timedelta(days=1)
    return datetime.combine(day, spans_of(day, calendar)[0][0], VIETNAM)


def walk_to_opening(moment, calendar):
    if counts(moment.date(), calendar):
        for first, last in spans_of(moment.date(), calendar):
            if moment.time() < first:
                return datetime.combine(moment.date(), first, VIETNAM)
            if moment.time() <= last:
                return moment
    return opening_after(moment.date(), calendar)


def clamp(day, clock, calendar):
    spans = spans_of(day, calendar)
    inside = [clock for first, last in spans if first <= clock <= last]
    before = [last for _, last in spans if last < clock]
    best = inside[0] if inside else (before[-1] if before else spans[0][0])
    return datetime.combine(day, best, VIETNAM)


@given(LIMITS, st.sampled_from(After15), MOMENTS, st.sampled_from(CALENDARS))
def test_the_promise_equals_a_second_way_of_counting(what, rule, received, calendar):
    promise = deadline.compute(what, rule, received, calendar)
    assert promise.due_at == counted(what, rule, received, calendar)


@given(LIMITS, st.sampled_from(After15), MOMENTS, st.sampled_from(CALENDARS))
def test_a_promise_is_an_open_moment_after_the_receipt(what, rule, received, calendar):
    promised = local(deadline.compute(what, rule, received, calendar).due_at)
    assert promised >= received.replace(second=0, microsecond=0)
    assert calendar.is_working_day(promised.date())
    assert any(a <= promised.time() <= b for a, b in calendar.open_spans(promised.date()))
    assert (promised.second, promised.microsecond) == (0, 0)


@given(LIMITS, st.sampled_from(After15), MOMENTS, st.integers(0, 5_000), st.sampled_from(CALENDARS))
def test_nobody_who_comes_later_is_served_earlier(what, rule, received, minutes, calendar):
    later = received + timedelta(minutes=minutes)
    one = local(deadline.compute(what, rule, received, calendar).due_at)
    other = local(deadline.compute(what, rule, later, calendar).due_at)
    # Calendar days that end on a Saturday and a Sunday meet on one Monday, each at its own clock.
    assert one.date() <= other.date()
    assert one <= other or what.unit is LimitUnit.DAYS


@given(LIMITS, st.sampled_from(After15), MOMENTS, st.sampled_from(CALENDARS))
def test_the_steps_name_every_holiday_on_the_way_and_end_at_the_promise(
    what, rule, received, calendar
):
    promise = deadline.compute(what, rule, received, calendar)
    promised = local(promise.due_at)
    assert date_vi(received) in promise.steps[0]
    assert promise.steps[-1].startswith("Hẹn trả: ")
    assert promise.steps[-1].endswith(f"{weekday_vi(promised)} {date_vi(promised)}.")
    told = {step[:10] for step in promise.steps if " nghỉ: " in step}
    for text in told:
        day = date(int(text[6:]), int(text[3:5]), int(text[:2]))
        assert calendar.why_off(day)
    if what.unit is not LimitUnit.DAYS:
        assert told == holidays_between(received, promised, calendar)
    assert all(local_date(d) for step in promise.steps for d in DATE.findall(step))
    assert "\n" not in promise.line
    assert len(promise.line) < 200


def holidays_between(received, promised, calendar):
    days = (received.date() + timedelta(i) for i in range((promised.date() - received.date()).days))
    off = {day: calendar.why_off(day) for day in days}
    opens = calendar.next_open(received).date()
    return {
        date_vi(day)
        for day, why in off.items()
        if why
        and why != weekday_vi(day)
        # The day of receipt is told apart when it is reception only.
        and not (day == received.date() and (day == opens or calendar.open_spans(day)))
    }


def local_date(text):
    return date(int(text[6:]), int(text[3:5]), int(text[:2]))
