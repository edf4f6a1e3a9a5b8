"""The orders of a list, and when something is due in words."""

from datetime import UTC, datetime, timedelta

import pytest

from receptiondesk.domain.dossier import DossierLine, Status, SyncState
from ui.models.due_words import day_words, distance_words
from ui.models.order import Order, ordered

#: Wednesday 25 November 2026, 15:20 in Viet Nam.
NOW = datetime(2026, 11, 25, 8, 20, tzinfo=UTC)


def line(
    name: str,
    due: timedelta | None = None,
    *,
    received: int = 0,
    status: Status = Status.RECEIVED,
    cancelled: bool = False,
) -> DossierLine:
    return DossierLine(
        uid=name,
        code=f"H56.14-261125-{received:04d}",
        applicant=name,
        procedure="Đăng ký khai sinh",
        procedure_code="1.001193",
        received_at=NOW - timedelta(days=30) + timedelta(minutes=received),
        due_at=None if due is None else NOW + due,
        status=status,
        status_raw="",
        sync=SyncState.LOCAL,
        cancelled=cancelled,
    )


def names(found: list[DossierLine]) -> list[str]:
    return [one.applicant for one in found]


def test_due_today_comes_first_then_late_then_later_then_what_is_done() -> None:
    found = ordered(
        [
            line("hủy", timedelta(hours=1), cancelled=True),
            line("xong", timedelta(days=-9), status=Status.RETURNED),
            line("không hẹn"),
            line("mai", timedelta(days=1)),
            line("trễ ít", timedelta(days=-1)),
            line("trễ nhiều", timedelta(days=-5)),
            line("chiều nay", timedelta(hours=1)),
        ],
        Order.DUE,
        NOW,
    )
    assert names(found)[:5] == ["chiều nay", "trễ nhiều", "trễ ít", "mai", "không hẹn"]
    assert set(names(found)[5:]) == {"hủy", "xong"}


def test_names_stand_as_a_vietnamese_list_by_the_given_name() -> None:
    people = ["Lê Văn Đức", "Nguyễn Thị Dung", "Trần Thị Ân", "Phạm An", "Hồ Thị Ê", "Vũ Văn Em"]
    found = ordered([line(name) for name in people], Order.NAME, NOW)
    assert names(found) == [
        "Phạm An",
        "Trần Thị Ân",
        "Nguyễn Thị Dung",
        "Lê Văn Đức",
        "Vũ Văn Em",
        "Hồ Thị Ê",
    ]


def test_codes_stand_by_number_and_the_newest_first_by_receipt() -> None:
    lines = [line("c", received=10), line("a", received=9), line("b", received=100)]
    assert names(ordered(lines, Order.CODE, NOW)) == ["a", "c", "b"]
    assert names(ordered(lines, Order.NEWEST, NOW)) == ["b", "c", "a"]


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (timedelta(days=-2), "quá 2 ngày"),
        (timedelta(hours=-16), "quá 1 ngày"),
        (timedelta(hours=-3), "quá 3 giờ"),
        (timedelta(minutes=-5), "quá 5 phút"),
        (timedelta(seconds=-5), "quá 1 phút"),
        (timedelta(0), "hôm nay, trước 15 giờ 20"),
        (timedelta(hours=1, minutes=40), "hôm nay, trước 17 giờ"),
        (timedelta(hours=10), "ngày mai, trước 1 giờ 20"),
        (timedelta(days=3), "còn 3 ngày"),
    ],
)
def test_how_far_away_the_promised_time_is(due: timedelta, words: str) -> None:
    assert distance_words(NOW + due, NOW) == words


def test_the_day_is_told_with_its_weekday_and_no_day_is_told_too() -> None:
    assert day_words(NOW) == "Thứ Tư 25/11"
    assert day_words(None) == "Chưa có ngày hẹn"
    assert distance_words(None, NOW) == ""
