"""The day sheet: same data same bytes, everything on it readable, a long day on further pages."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from receptiondesk.domain.day import (
    Counted,
    Dossiers,
    Figures,
    Gap,
    Money,
    NumberLine,
    Stretch,
    Sum,
    fingerprint,
)
from receptiondesk.domain.numbering import NumberRange
from receptiondesk.printing import wording
from receptiondesk.printing.day_sheet import DaySheetData, render
from receptiondesk.printing.frame import Letterhead
from tests.support import paper

DAY = date(2026, 11, 23)
SEAL = "3f9a10c277b0e4d1" + "0" * 48
DATA = DaySheetData(
    words=wording.load("day_sheet"),
    letterhead=Letterhead("Tỉnh Thanh Hóa", "Ủy ban nhân dân xã Thử Nghiệm", "Thử Nghiệm"),
    book=Stretch(DAY, 7, 1, 300),
    figures=Figures(
        dossiers=Dossiers(received=150, open=140, overdue=2, due_next_day=date(2026, 11, 25)),
        numbers=(NumberLine("official", DAY, 1, (NumberRange(1, 147),), (4,)),),
        money=Money(cash=Sum(50, 400_000)),
        counted=Counted(395_000, 0, "thối nhầm"),
        of_day={"opencps": {"waiting": 154}},
    ),
    officer="Lê Thị Thử",
    at=datetime(2026, 11, 23, 10, 5, tzinfo=UTC),
    seal=SEAL,
)
LONG = replace(
    DATA,
    figures=replace(
        DATA.figures,
        numbers=tuple(
            NumberLine(
                "official",
                date(2026, 11, day),
                1,
                (NumberRange(1, 400),),
                tuple(range(3, 400, 7)),
                (Gap(401, 450, "range_changed"),),
            )
            for day in range(2, 20)
        ),
    ),
)


def test_the_same_data_give_the_same_bytes() -> None:
    assert render(DATA) == render(DATA)


def test_an_ordinary_day_is_one_page_with_everything_on_it() -> None:
    pdf = render(DATA)
    (page,) = paper.page_words(pdf)
    for words in (
        "BẢN TỔNG KẾT NGÀY",
        "Sổ ngày số: 7",
        "thứ Hai 23/11/2026",
        "Khóa lúc 17 giờ 05 phút, ngày 23/11/2026 – Lê Thị Thử",
        "0001–0147",
        "0004: hồ sơ đã hủy",
        "50 hồ sơ, 400.000 đồng",
        "thiếu 5.000 đồng",
        "Lý do chênh lệch: thối nhầm",
        "chờ gửi 154",
        fingerprint(SEAL),
        "NGƯỜI KHÓA SỔ",
        "NGƯỜI KIỂM TRA",
        "Trang 1/1",
    ):
        assert words in page
    assert "THỰC HÀNH" not in page
    assert "CHƯA KHÓA" not in page


def test_what_was_received_stands_first_however_much_there_is_to_say_of_it() -> None:
    dossiers = replace(DATA.figures.dossiers, after_close=4)
    (page,) = paper.page_words(
        render(replace(DATA, figures=replace(DATA.figures, dossiers=dossiers)))
    )
    received = page.index("150 (trong đó 4 sau khi khóa ngày trước)")
    assert received < page.index("Trả kết quả") < page.index("Tiền mặt")


def test_a_system_served_by_hand_is_told_in_its_own_words() -> None:
    (page,) = paper.page_words(render(replace(DATA, by_hand=frozenset({"opencps"}))))
    assert "chờ chuyển tay 154" in page
    assert "chờ gửi" not in page


def test_the_code_holds_day_and_fingerprint() -> None:
    assert paper.codes(render(DATA)) == [[("QR", f"2026-11-23 {fingerprint(SEAL)}")]]


def test_a_long_day_flows_on_and_every_page_names_its_seal() -> None:
    pages = paper.page_words(render(LONG))
    assert len(pages) > 1
    for number, page in enumerate(pages, start=1):
        assert f"Trang {number}/{len(pages)}" in page
        assert f"23/11/2026 – dấu niêm {fingerprint(SEAL)}" in page
    assert "NGƯỜI KIỂM TRA" in pages[-1]


@pytest.mark.parametrize(("practice", "sealed"), [(True, True), (True, False), (False, False)])
def test_practice_and_preview_are_stamped(practice: bool, sealed: bool) -> None:
    data = replace(
        DATA,
        figures=replace(DATA.figures, practice=practice),
        seal=SEAL if sealed else "",
    )
    words = paper.words(render(data))
    assert ("BẢN THỰC HÀNH" in words) is practice
    assert ("BẢN XEM TRƯỚC" in words) is (not practice)
    assert (fingerprint(SEAL) in words) is sealed
