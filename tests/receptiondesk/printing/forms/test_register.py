"""The year's register: pages that carry their sums, volumes that go on, no more memory for more."""

import re
import tracemalloc
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from receptiondesk.printing.forms import register
from tests.receptiondesk.printing.forms import papers
from tests.receptiondesk.printing.forms.test_forms import squeezed_in_order
from tests.support import paper

COLUMNS = (
    "STT",
    "Mã hồ sơ",
    "Tên thủ tục hành chính",
    "Tên tổ chức, cá nhân",
    "Địa chỉ, số điện thoại",
    "Cơ quan chủ trì giải quyết",
)
UNDER_GROUP = (
    "Nhận hồ sơ",
    "Hẹn trả kết quả",
    "Trả kết quả",
    "Phương thức nhận kết quả",
    "Ký nhận",
)


def volumes(count: int, most_pages: int = 500, **changes: object) -> list[register.Volume]:
    book = papers.book(most_pages=most_pages, **changes)
    return list(register.volumes(book, papers.entries(count)))


def test_a_page_lies_across_and_has_the_form_s_columns_in_its_order() -> None:
    (volume,) = volumes(3)
    reader = PdfReader(BytesIO(volume.pdf))
    box = reader.pages[1].mediabox
    size = (float(box.width), float(box.height))
    assert size == pytest.approx([297 * 72 / 25.4, 210 * 72 / 25.4], abs=0.01)
    page = paper.page_words(volume.pdf)[1]
    for heading in ("Nhận và trả kết quả", *COLUMNS, *UNDER_GROUP):
        assert heading in page
    squeezed_in_order(volume.pdf, COLUMNS)
    squeezed_in_order(volume.pdf, UNDER_GROUP)


def test_a_line_says_who_what_where_and_when() -> None:
    (volume,) = volumes(11)
    page = paper.page_words(volume.pdf)[1]
    assert (
        "1 H56.14-261120-0001 Đăng ký khai sinh Nguyễn Thị Ánh Nguyệt Thôn 2, xã Thử Nghiệm, "
        "Thanh Hóa 0912 345 678 Ủy ban nhân dân cấp xã 08:05 20/11/2026 17:00 25/11/2026 17:00 "
        "25/11/2026 Trực tiếp" in page
    )
    assert "Bưu chính" in page
    assert page.count("Đã hủy") == 1


def test_numbers_run_on_through_volumes_and_pages_carry_their_sums() -> None:
    bound = volumes(100, most_pages=6)
    assert [volume.number for volume in bound] == list(range(1, len(bound) + 1))
    assert len(bound) > 1
    assert [volume.pages for volume in bound[:-1]] == [6] * (len(bound) - 1)
    ends = [0, *(volume.last for volume in bound)]
    assert [volume.first for volume in bound] == [end + 1 for end in ends[:-1]]
    assert ends[-1] == 100
    seen, carried = [], 0
    for volume in bound:
        pages = paper.page_words(volume.pdf)
        for at, page in enumerate(pages, 1):
            assert f"Quyển số {volume.number:02d} – Trang {at:02d}" in page
        for page in pages[1:-1]:
            brought = re.search(r"Mang sang từ \w+ trước: (\d+) hồ sơ", page)
            assert (int(brought[1]) if brought else 0) == carried
            codes = re.findall(r"H56\.14-261120-(\d{4})", page)
            seen += map(int, codes)
            carried += len(codes)
            assert f"Cộng trang này: {len(codes)} hồ sơ. Cộng dồn: {carried} hồ sơ" in page
    assert seen == list(range(1, 101))


def test_a_volume_ends_with_its_count_and_three_signatures() -> None:
    bound = volumes(60, most_pages=5)
    first, last = paper.page_words(bound[0].pdf)[-1], paper.page_words(bound[-1].pdf)[-1]
    count = bound[0].last
    assert f"có 05 trang, đánh số từ 01 đến 05; ghi {count} hồ sơ" in first
    assert f"từ số thứ tự 1 đến số thứ tự {count}" in first
    assert "Sổ ghi tiếp sang quyển số 02." in first
    assert "Cộng cả năm 2026: 60 hồ sơ (sáu mươi hồ sơ)." in last
    for page in (first, last):
        assert "NGƯỜI GHI SỔ" in page
        assert "THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ" in page
        assert "đóng dấu" in page


def test_a_year_that_is_not_over_is_not_closed() -> None:
    (volume,) = volumes(2, until=date(2026, 11, 20))
    page = paper.page_words(volume.pdf)[-1]
    assert "Ghi đến ngày 20 tháng 11 năm 2026; năm 2026 chưa hết, sổ chưa khóa." in page
    assert "Cộng cả năm" not in page


def test_an_empty_book_is_a_book() -> None:
    (volume,) = volumes(0)
    assert (volume.pages, volume.first, volume.last) == (3, 1, 0)
    assert "không ghi hồ sơ nào" in paper.words(volume.pdf)


def test_long_entries_stay_whole_and_no_volume_grows_too_thick() -> None:
    long = "Số 12, ngõ 34, ngách 56, đường Lê Lợi, khu dân cư Đông, xã Thử Nghiệm, " * 7
    several = [
        replace(one, name="Công ty trách nhiệm hữu hạn " * 9, contact=f"{long}hết.")
        for one in papers.entries(30)
    ]
    bound = list(register.volumes(papers.book(most_pages=8), several))
    assert max(volume.pages for volume in bound) <= 8
    text = " ".join(page for volume in bound for page in paper.page_words(volume.pdf))
    assert text.count("hết.") == 30


def test_an_entry_higher_than_a_page_is_cut_nowhere_and_ends() -> None:
    huge = replace(papers.ENTRY, contact="W" * 10_000)
    bound = list(register.volumes(papers.book(most_pages=5), [huge, papers.ENTRY]))
    text = " ".join(page for volume in bound for page in paper.page_words(volume.pdf))
    assert text.count("W") == 10_000


def peak(count: int) -> int:
    """Return the bytes that Python held at most while a book of so many dossiers was bound."""

    tracemalloc.start()
    try:
        for _ in register.volumes(papers.book(most_pages=6), papers.entries(count)):
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.slow
def test_four_volumes_take_no_more_memory_than_one() -> None:
    volumes(1)  # fonts and words are loaded once
    assert peak(176) <= 1.2 * peak(44)


def test_the_cover_bears_the_form_s_number_and_the_closing_page_place_and_day() -> None:
    cover, *_, closing = paper.page_words(papers.DOCUMENTS["register"]())
    assert "Mẫu số 07" in cover
    assert "Thử Nghiệm, ngày 23 tháng 11 năm 2026" in closing
