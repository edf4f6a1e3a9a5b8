from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receptiondesk.domain.clock import VIETNAM, local
from receptiondesk.domain.errors import Refused
from receptiondesk.domain.public_days import national_days
from receptiondesk.domain.workdays import OfficeCalendar, OfficeHours

PLAIN = OfficeCalendar()
SATURDAYS = OfficeCalendar(OfficeHours.parse("T2-T6 07:30-11:30 13:00-17:00; T7 07:30-11:30"))
MOMENTS = st.builds(
    datetime.combine,
    st.dates(date(2024, 1, 1), date(2028, 12, 31)),
    st.times(),
    st.just(VIETNAM),
)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2026-01-01", "Tết Dương lịch"),
        ("2026-02-16", "Giao thừa Tết Nguyên Đán"),
        ("2026-02-20", "Mùng bốn Tết Nguyên Đán"),
        ("2026-02-23", None),
        ("2026-04-27", "Ngày Giỗ Tổ Hùng Vương (nghỉ bù)"),
        ("2026-04-30", "Ngày Chiến thắng"),
        ("2026-05-01", "Ngày Quốc tế Lao động"),
        ("2026-08-31", "Ngày nghỉ (thay cho ngày 22/08/2026)"),
        ("2026-08-22", None),
        ("2026-09-01", "Quốc khánh"),
        ("2026-09-02", "Quốc khánh"),
        ("2025-11-24", None),
        ("2026-11-24", "Ngày Văn hóa Việt Nam"),
        ("2027-11-24", "Ngày Văn hóa Việt Nam"),
        ("2026-11-28", "thứ Bảy"),
        ("2026-11-29", "Chủ nhật"),
        ("2027-05-03", "Ngày Quốc tế Lao động (nghỉ bù)"),
    ],
)
def test_the_national_calendar(day, why):
    assert PLAIN.why_off(date.fromisoformat(day)) == why


def test_days_settled_by_a_notice_still_to_come_are_marked():
    assert national_days(2027).days_off[date(2027, 2, 8)].endswith("(dự kiến)")
    assert national_days(2027).days_off[date(2027, 9, 3)].endswith("(dự kiến)")
    assert not any("dự kiến" in name for name in national_days(2026).days_off.values())


def test_the_make_up_saturday_is_worked_with_the_usual_hours():
    saturday = date(2026, 8, 22)
    assert PLAIN.is_working_day(saturday)
    assert PLAIN.closing(saturday) == at("2026-08-22T17:00")
    assert SATURDAYS.closing(saturday) == at("2026-08-22T17:00")


def test_saturday_reception_receives_but_does_not_count():
    saturday = date(2026, 11, 28)
    assert SATURDAYS.closing(saturday) == at("2026-11-28T11:30")
    assert not SATURDAYS.is_working_day(saturday)
    assert PLAIN.closing(saturday) is None
    assert SATURDAYS.next_open(at("2026-11-28T09:00")) == at("2026-11-30T07:30")


def test_the_offices_own_exceptions_win():
    own = OfficeCalendar(
        days_off={date(2026, 11, 25): "Ngày thành lập xã", date(2026, 8, 22): ""},
        working_days={date(2026, 11, 24): "Trực lễ", date(2026, 11, 29): ""},
    )
    assert own.why_off(date(2026, 11, 25)) == "Ngày thành lập xã"
    assert own.why_off(date(2026, 8, 22)) == "cơ quan nghỉ"
    assert own.is_working_day(date(2026, 11, 24))
    assert own.made_up(date(2026, 11, 24)) == "Trực lễ"
    assert own.is_working_day(date(2026, 11, 29))
    assert own.closing(date(2026, 11, 29)) == at("2026-11-29T17:00")
    assert own.closing(date(2026, 11, 25)) is None


def test_a_weekday_without_hours_does_not_count():
    four_days = OfficeCalendar(OfficeHours.parse("T2,T3,T5,T6 8:00-16:00"))
    assert four_days.why_off(date(2026, 11, 25)) == "cơ quan nghỉ thứ Tư"
    assert OfficeCalendar(four_days.hours, working_days={date(2026, 11, 25): "Làm thêm"}).closing(
        date(2026, 11, 25)
    ) == at("2026-11-25T16:00")


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-11-23T06:00", "2026-11-23T07:30"),
        ("2026-11-23T07:30", "2026-11-23T07:30"),
        ("2026-11-23T09:12", "2026-11-23T09:12"),
        ("2026-11-23T11:30", "2026-11-23T11:30"),
        ("2026-11-23T11:31", "2026-11-23T13:00"),
        ("2026-11-23T17:00", "2026-11-23T17:00"),
        ("2026-11-23T17:01", "2026-11-25T07:30"),
        ("2026-11-24T09:00", "2026-11-25T07:30"),
        ("2026-11-27T18:00", "2026-11-30T07:30"),
    ],
)
def test_the_next_open_moment(moment, opens):
    assert PLAIN.next_open(at(moment)) == at(opens)


@pytest.mark.parametrize(
    ("moment", "hours", "ends"),
    [
        ("2026-11-23T15:00", 2, "2026-11-23T17:00"),
        ("2026-11-23T15:20", 4, "2026-11-25T09:50"),
        ("2026-11-23T10:30", 2, "2026-11-23T14:00"),
        ("2026-11-23T12:00", 1, "2026-11-23T14:00"),
        ("2026-11-27T16:00", 8, "2026-11-30T16:00"),
    ],
)
def test_hours_pass_only_while_the_office_is_open(moment, hours, ends):
    assert PLAIN.add_working_hours(at(moment), hours) == at(ends)


@given(MOMENTS)
def test_the_next_open_moment_is_open_and_not_before(moment):
    opens = SATURDAYS.next_open(moment)
    assert opens >= moment
    assert SATURDAYS.is_working_day(opens.date())
    assert any(start <= opens.time() <= end for start, end in SATURDAYS.open_spans(opens.date()))
    assert SATURDAYS.within(opens) == opens


@given(MOMENTS, st.integers(1, 60))
def test_hours_agree_with_counting_minutes(moment, hours):
    start = PLAIN.next_open(moment).replace(second=0, microsecond=0)
    ends = PLAIN.add_working_hours(start, hours)
    open_minutes, day = timedelta(), local(start).date()
    while day <= ends.date():
        for first, last in PLAIN.open_spans(day) if PLAIN.is_working_day(day) else ():
            begin = max(datetime.combine(day, first, VIETNAM), start)
            end = min(datetime.combine(day, last, VIETNAM), ends)
            open_minutes += max(end - begin, timedelta())
        day += timedelta(days=1)
    assert open_minutes == timedelta(hours=hours)


@given(MOMENTS.map(lambda m: m.date()))
def test_a_day_counts_or_says_why_not(day):
    assert PLAIN.is_working_day(day) == (PLAIN.why_off(day) is None)
    following = PLAIN.next_working_day(day)
    between = [day + timedelta(days=i) for i in range(1, (following - day).days)]
    assert all(PLAIN.why_off(off) for off in between)


@pytest.mark.parametrize("year", [1970, 1999, 2091, 9999])
def test_years_without_a_known_calendar_are_refused(year):
    with pytest.raises(Refused) as refused:
        PLAIN.next_open(datetime.combine(date(year, 6, 1), time(9), VIETNAM))
    assert refused.value.problems[0].code == "date_out_of_range"


def test_utc_moments_are_read_on_the_local_clock():
    assert PLAIN.next_open(datetime(2026, 11, 22, 23, 0, tzinfo=UTC)) == at("2026-11-23T07:30")
