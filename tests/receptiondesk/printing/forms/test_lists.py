"""Lists add up, keep their rows whole and their signatures with what is signed for."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from receptiondesk.domain.errors import Refused
from receptiondesk.printing.forms import (
    fee_list,
    labels,
    manifest,
    queue_slip,
    template,
    transmittal,
)
from receptiondesk.printing.forms.layout import A4
from receptiondesk.printing.forms.transmittal import Handed
from tests.receptiondesk.printing.forms import papers
from tests.receptiondesk.printing.forms.papers import DOCUMENTS
from tests.receptiondesk.printing.forms.test_forms import squeezed_in_order
from tests.support import paper

IN_ORDER = {
    "transmittal": (
        "Số: 07/DSC-BPTNTKQ",
        "DANH SÁCH CHUYỂN HỒ SƠ",
        "Kính gửi: Sở Tư pháp tỉnh Thanh Hóa",
        "chuyển 02 hồ sơ sau đây",
        "STT",
        "Mã hồ sơ",
        "H56.14-261120-0007",
        "Đăng ký khai sinh (1.001193)",
        "Nguyễn Thị Ánh Nguyệt",
        "2 bản chính, 1 bản sao",
        "25/11/2026",
        "khẩn",
        "H56.14-261120-0008",
        "Tổng cộng: 02 hồ sơ (hai hồ sơ).",
        "Giao, nhận lúc 09 giờ 00 phút, ngày 23",
        "NGƯỜI GIAO",
        "Trần Văn Bình",
        "NGƯỜI NHẬN",
        "Phạm Thị Dung",
    ),
    "manifest": (
        "Số: 07/BKBG-BPTNTKQ",
        "BẢNG KÊ BƯU GỬI GIAO BƯU CHÍNH",
        "Đơn vị nhận: Bưu điện xã Thử Nghiệm",
        "H56.14-261120-0007",
        "Nguyễn Thị Ánh Nguyệt",
        "Số 12, ngõ 34, thôn Đông, xã Thử Nghiệm, tỉnh Thanh Hóa",
        "0912 345 678",
        "EB123456789VN",
        "giấy khai sinh",
        "H56.14-261120-0009",
        "Tổng số bưu gửi bàn giao: 02 (hai) bưu gửi.",
        "BÊN GIAO",
        "Trần Văn Bình",
        "BƯU CHÍNH NHẬN",
        "Vũ Văn Em",
    ),
    "fees": (
        "DANH SÁCH THU PHÍ, LỆ PHÍ",
        "Ngày 20/11/2026",
        "Số biên lai",
        "H56.14-261120-0001 Nguyễn Thị Ánh Đăng ký khai sinh Không thu 0",
        "Lê Văn Cường",
        "Tiền mặt 8.000",
        "Chuyển khoản 100.000",
        "chưa nhập",
        "Được miễn",
        "Chưa thu 5.000",
        "Tiền mặt: 1 hồ sơ, 8.000 đồng (Tám nghìn đồng).",
        "Chuyển khoản: 1 hồ sơ, 100.000 đồng (Một trăm nghìn đồng).",
        "Chưa thu: 1 hồ sơ, 5.000 đồng (Năm nghìn đồng).",
        "Được miễn: 1 hồ sơ. Không thu: 1 hồ sơ.",
        "Chưa nhập số tiền: 1 hồ sơ, không tính vào tổng nào.",
        "108.000 đồng (Một trăm linh tám nghìn đồng).",
        "không thay biên lai",
        "NGƯỜI LẬP",
        "Trần Văn Bình",
        "KẾ TOÁN",
        "PHỤ TRÁCH BỘ PHẬN",
    ),
}


@pytest.mark.parametrize("name", IN_ORDER)
def test_a_list_says_everything_in_its_order(name: str) -> None:
    squeezed_in_order(DOCUMENTS[name](), IN_ORDER[name])


@pytest.mark.parametrize("count", [1, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 60])
def test_the_last_row_the_sum_and_the_signatures_stay_together(count: int) -> None:
    handed = tuple(
        Handed(replace(papers.SUBJECT, code=f"H56.14-261120-{at:04d}"), 1, 0)
        for at in range(1, count + 1)
    )
    pages = paper.page_words(transmittal.render(papers.transmitted(dossiers=handed)))
    for page in pages:
        assert "Tên thủ tục hành chính" in page
    assert f"H56.14-261120-{count:04d}" in pages[-1]
    assert f"Tổng cộng: {count:02d} hồ sơ" in pages[-1]
    assert "NGƯỜI NHẬN" in pages[-1]
    text = " ".join(pages)
    assert [at for at in range(1, count + 1) if text.count(f"-{at:04d} ") != 1] == []


@pytest.mark.parametrize("count", range(18, 44, 2))
def test_all_sums_of_fees_stand_with_the_last_row(count: int) -> None:
    charges = (papers.CHARGES * 8)[:count]
    pages = paper.page_words(fee_list.render(papers.charged(charges=charges)))
    for told in ("Tiền mặt:", "Chưa nhập số tiền:", "Tổng số tiền", "NGƯỜI LẬP", "Số biên lai"):
        assert told in pages[-1]


def test_a_row_is_never_torn() -> None:
    item = replace(papers.ITEM, address="Số 12, ngõ 34, thôn Đông, xã Thử Nghiệm, " * 7 + "hết.")
    items = tuple(replace(item, code=f"H56.14-261120-{at:04d}") for at in range(1, 25))
    pages = paper.page_words(manifest.render(papers.posted(items=items)))
    assert len(pages) > 2
    for page in pages:
        assert page.count("hết.") == page.count("H56.14-")


def test_a_day_without_fees_is_a_list_too() -> None:
    days = {"first": date(2026, 11, 1), "last": date(2026, 11, 20)}
    text = paper.words(fee_list.render(papers.charged(charges=(), **days)))
    assert "Từ ngày 01/11/2026 đến ngày 20/11/2026" in text
    assert "Không có hồ sơ nào." in text
    assert "0 đồng (Không đồng)" in text


def test_each_label_is_counted_and_scanned() -> None:
    pdf = labels.render(papers.labelled(items=(papers.ITEM,) * 10))
    pages = paper.page_words(pdf)
    assert [page.count("Người nhận:") for page in pages] == [8, 2]
    for number in range(1, 11):
        assert f"Bưu gửi {number}/10" in " ".join(pages)
    assert [len(found) for found in paper.codes(pdf)] == [8, 2]
    assert {code for page in paper.codes(pdf) for code in page} == {("Code 128", papers.CODE)}


def test_what_does_not_fit_one_label_goes_on_on_the_next() -> None:
    long = replace(papers.ITEM, address="Đường rất dài " * 250)
    pdf = labels.render(papers.labelled(items=(long, papers.ITEM)))
    text = paper.words(pdf)
    assert text.count("Đường rất dài") == 250
    assert text.count("Bưu gửi 1/2") > 1
    assert text.count("Bưu gửi 2/2") == 1


@pytest.mark.parametrize("text", ["columns = 9", "rows = 12", "edge_beside = 100"])
def test_labels_too_small_to_be_read_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "labels.toml").write_text(f"{text}\n", encoding="utf-8")
    own = template.load("labels", tmp_path)
    with pytest.raises(Refused) as refused:
        labels.render(papers.labelled(common=papers.common("labels", template=own)))
    assert [problem.code for problem in refused.value.problems] == ["labels_too_small"]


def test_an_office_with_other_label_sheets_says_how_many_stand_on_one(tmp_path: Path) -> None:
    (tmp_path / "labels.toml").write_text("columns = 3\nrows = 7\n", encoding="utf-8")
    own = template.load("labels", tmp_path)
    data = papers.labelled(items=(papers.ITEM,) * 22)
    pdf = labels.render(replace(data, common=papers.common("labels", template=own)))
    assert [page.count("Người nhận:") for page in paper.page_words(pdf)] == [21, 1]


@pytest.mark.parametrize(
    ("changes", "width"),
    [
        ({}, 80),
        ({"roll": False}, 148),
        ({"roll": False, "common": papers.common("queue", number="A047", layout=A4)}, 210),
    ],
)
def test_a_slip_is_as_wide_as_its_paper(changes: dict[str, object], width: int) -> None:
    pdf = queue_slip.render(papers.queued(**changes))
    (page,) = PdfReader(BytesIO(pdf)).pages
    assert float(page.mediabox.width) == pytest.approx(width * 72 / 25.4, abs=0.01)
    squeezed_in_order(
        pdf,
        ("PHIẾU THỨ TỰ", "A047", "Hộ tịch, chứng thực", "Quầy: 2", "chờ trước: 5", "08:05 ngày"),
    )


def test_a_roll_is_as_long_as_what_it_says() -> None:
    short = PdfReader(BytesIO(queue_slip.render(papers.queued(service=""))))
    long = PdfReader(BytesIO(queue_slip.render(papers.queued(service="việc dài " * 60))))
    heights = [float(reader.pages[0].mediabox.height) for reader in (short, long)]
    assert heights[0] < heights[1] < 600
    assert len(long.pages) == 1


def test_a_number_stands_on_one_line_of_the_slip() -> None:
    slip = papers.queued(common=papers.common("queue", number="HCM-CT-000123"))
    first, *_ = PdfReader(BytesIO(queue_slip.render(slip))).pages
    assert "HCM-CT-000123" in first.extract_text().splitlines()


def test_a_further_page_says_which_list_it_belongs_to() -> None:
    many = tuple(
        Handed(replace(papers.SUBJECT, code=f"H56.14-261120-{n:04d}")) for n in range(1, 90)
    )
    by_number = transmittal.Transmittal(papers.common("transmittal"), many)
    _, second, *_ = paper.page_words(transmittal.render(by_number))
    assert "Danh sách chuyển hồ sơ – Số: 07/DSC-BPTNTKQ" in second
    by_day = transmittal.Transmittal(papers.common("transmittal", number=""), many)
    _, second, *_ = paper.page_words(transmittal.render(by_day))
    assert "Danh sách chuyển hồ sơ – ngày 23 tháng 11 năm 2026" in second
