from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receptiondesk.domain.errors import Refused
from receptiondesk.domain.office_hours import OfficeHours


@st.composite
def some_hours(draw):
    by_weekday = {}
    for day in range(7):
        marks = draw(
            st.lists(st.integers(0, 24 * 60 - 1), unique=True, max_size=6).map(sorted)
            if day
            else st.lists(st.integers(0, 24 * 60 - 1), unique=True, min_size=2, max_size=6).map(
                sorted
            )
        )
        clocks = [time(mark // 60, mark % 60) for mark in marks]
        spans = tuple(zip(clocks[::2], clocks[1::2], strict=False))
        if spans:
            by_weekday[day] = spans
    return OfficeHours(by_weekday)


@given(some_hours())
def test_hours_are_read_as_they_are_written(hours):
    assert OfficeHours.parse(hours.as_text()) == hours


def test_the_usual_text_reads_as_the_usual_hours():
    assert OfficeHours.parse("T2-T6 07:30-11:30 13:00-17:00") == OfficeHours.default()
    assert OfficeHours.default().as_text() == "T2-T6 07:30-11:30 13:00-17:00"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Thứ 2 – Thứ 6: 7h30–11h30, 13h–17h", "T2-T6 07:30-11:30 13:00-17:00"),
        ("t2,t4 8-12\nCN 8-9", "T2 08:00-12:00; T4 08:00-12:00; CN 08:00-09:00"),
        (
            "T2-T6 07:30-11:30 13:00-17:00; T7 07:30-11:30",
            "T2-T6 07:30-11:30 13:00-17:00; T7 07:30-11:30",
        ),
        ("T2-T6 8:00-17:00; T6 8:00-16:00;", "T2-T5 08:00-17:00; T6 08:00-16:00"),
    ],
)
def test_hours_are_read_as_clerks_write_them(text, written):
    assert OfficeHours.parse(text).as_text() == written


@pytest.mark.parametrize(
    "text",
    [
        "",
        "cả ngày",
        "T7 07:30-11:30",
        "T2 25:00-26:00",
        "T2 11:30-07:30",
        "T2 8-10 9-11",
        "T9 8-10",
        "T2 8:00",
        "T6-T2 8-10",
        "T2 8-12 nghỉ",
    ],
)
def test_unreadable_hours_are_refused_with_an_example(text):
    with pytest.raises(Refused) as refused:
        OfficeHours.parse(text)
    (problem,) = refused.value.problems
    assert problem.field == "office_hours"
    assert "T2-T6 07:30-11:30" in problem.message


@pytest.mark.parametrize(
    "by_weekday",
    [{}, {5: ((time(8), time(9)),)}, {0: ((time(9), time(8)),)}, {7: ((time(8), time(9)),)}],
)
def test_hours_that_could_never_be_worked_do_not_exist(by_weekday):
    with pytest.raises(ValueError, match=r"\w"):
        OfficeHours(by_weekday)
