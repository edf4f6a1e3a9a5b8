import re
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from receptiondesk.printing import receipt
from receptiondesk.printing.receipt_data import Issue, Mentions, PaperLine, Party
from receptiondesk.printing.sheet import Size
from tests.receptiondesk.printing import samples
from tests.support import paper

LETTERS = st.sampled_from("aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậéèẻẽẹ ABCĐ.,-/()0123456789")
LINES = st.text(LETTERS, max_size=255)
LONG = st.text(LETTERS, max_size=1500)

IN_ORDER = (
    "ỦY BAN NHÂN DÂN XÃ THỬ NGHIỆM",
    "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "Số: 0007/BPTNTKQ",
    "Thử Nghiệm, ngày 20 tháng 11 năm 2026",
    "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
    "Mã hồ sơ: H56.14-261120-0007",
    "Trung tâm Phục vụ hành chính công xã Thử Nghiệm",
    "Tiếp nhận hồ sơ của Ông (Bà)/Tổ chức: Nguyễn Thị Ánh Nguyệt",
    "Số định danh cá nhân/tổ chức: 036190123456",
    "Địa chỉ: Thôn 2, xã Thử Nghiệm, Thanh Hóa",
    "Số điện thoại: 0912 345 678",
    "Email: anhnguyet@example.vn",
    "Trường hợp ủy quyền: người ủy quyền là chủ hồ sơ nêu trên;",
    "người được ủy quyền nộp hồ sơ: Lê Văn Cường",
    "Địa chỉ: Thôn 3, xã Thử Nghiệm",
    "Số định danh cá nhân/tổ chức: 036090123457",
    "Số điện thoại: 0987 654 321",
    "Giấy tờ ủy quyền: Giấy ủy quyền số 12",
    "Nội dung yêu cầu giải quyết: Đăng ký khai sinh (1.001193)",
    "Thành phần hồ sơ nộp gồm:",
    "1 Giấy chứng sinh 01 –",
    "2 Tờ khai đăng ký khai sinh 01 02",
    "Số lượng hồ sơ: 01 (bộ)",
    "Thời gian giải quyết hồ sơ theo quy định là: 3 ngày làm việc",
    "Thời gian nhận hồ sơ: 08 giờ 05 phút, ngày 20 tháng 11 năm 2026",
    "Thời gian trả kết quả giải quyết hồ sơ: 17 giờ 00 phút, ngày 25 tháng 11 năm 2026",
    "Đăng ký nhận kết quả tại: Trung tâm Phục vụ hành chính công",
    "Vào Sổ theo dõi hồ sơ, Quyển số",
    "NGƯỜI NỘP HỒ SƠ",
    "NGƯỜI TIẾP NHẬN HỒ SƠ",
    "Trần Văn Bình",
    "Phí, lệ phí: 8.000 đồng (tiền mặt).",
    "Cách tính ngày hẹn: 3 ngày làm việc kể từ 20/11/2026, nghỉ 24/11.",
    "Điện thoại giải đáp, phản ánh: 1022",
    "Tra cứu tình trạng hồ sơ: https://dichvucong.example.vn/tra-cuu",
)


def by_proxy() -> object:
    return samples.receipt(
        submitter=Party("Lê Văn Cường", "036090123457", "Thôn 3, xã Thử Nghiệm", "0987 654 321"),
        authority="Giấy ủy quyền số 12",
    )


@pytest.mark.parametrize("size", [Size.A5, Size.A4])
def test_the_form_s_fields_stand_in_the_form_s_order(size: Size) -> None:
    text = paper.words(receipt.render(by_proxy(), size))  # type: ignore[arg-type]
    found = 0
    for part in IN_ORDER:
        found = text.find(part, found)
        assert found >= 0, f"{part!r} is missing or out of order in {text!r}"


def test_a5_prints_one_copy_a_page_and_a4_both_on_a_sheet() -> None:
    a5 = paper.page_words(receipt.render(samples.receipt(), Size.A5))
    a4 = paper.page_words(receipt.render(samples.receipt(), Size.A4))
    assert ["Liên 1" in page for page in a5] == [True, False]
    assert ["Liên 2" in page for page in a5] == [False, True]
    assert len(a4) == 1
    assert "Liên 1" in a4[0]
    assert "Liên 2" in a4[0]


@pytest.mark.parametrize(("size", "mm"), [(Size.A5, (148, 210)), (Size.A4, (297, 210))])
def test_paper_is_exactly_as_large_as_it_says(size: Size, mm: tuple[int, int]) -> None:
    page = PdfReader(BytesIO(receipt.render(samples.receipt(), size))).pages[0]
    measured = (float(page.mediabox.width), float(page.mediabox.height))
    assert measured == pytest.approx([side * 72 / 25.4 for side in mm], abs=0.01)


def test_same_data_same_bytes() -> None:
    assert receipt.render(samples.receipt()) == receipt.render(samples.receipt())


def test_papers_made_at_the_same_time_do_not_disturb_each_other() -> None:
    data = [samples.receipt(code=f"H56.14-261120-{n:04d}") for n in range(8)]
    alone = [receipt.render(one) for one in data]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(receipt.render, data)) == alone


def test_decomposed_input_prints_the_same_bytes() -> None:
    data = samples.receipt()
    name = unicodedata.normalize("NFD", data.owner.name)
    assert name != data.owner.name
    assert receipt.render(replace(data, owner=replace(data.owner, name=name))) == receipt.render(
        data
    )


def test_a_reprint_differs_only_in_its_line() -> None:
    first = paper.words(receipt.render(samples.receipt(issue=Issue(1))))
    again = paper.words(receipt.render(samples.receipt(issue=Issue(3))))
    assert "Bản in lại" not in first
    assert again.count("Bản in lại lần 2") == 2
    assert re.sub("Bản in lại lần 2 ", "", again) == first


def test_a_corrected_receipt_says_that_it_replaces_the_former() -> None:
    text = paper.words(receipt.render(samples.receipt(issue=Issue(2, revision=1, replaces=True))))
    assert "Giấy này thay giấy đã cấp trước đó (sửa lần 1)" in text
    first = paper.words(receipt.render(samples.receipt(issue=Issue(1, revision=1))))
    assert "thay giấy" not in first


def test_a_cancelled_receipt_says_so_in_its_words() -> None:
    issue = Issue(2, cancelled=True, cancel_reason="Nộp nhầm thủ tục")
    text = paper.words(receipt.render(samples.receipt(issue=issue)))
    assert "HỒ SƠ ĐÃ HỦY" in text
    assert "Lý do hủy: Nộp nhầm thủ tục" in text


def test_practice_is_stamped_on_every_page_and_the_text_stays_black() -> None:
    pdf = receipt.render(samples.receipt(issue=Issue(practice=True)))
    for page in paper.page_words(pdf):
        assert "BẢN THỰC HÀNH – KHÔNG CÓ GIÁ TRỊ" in page
    plain = paper.pictures(receipt.render(samples.receipt()))[0]
    stamped = paper.pictures(pdf)[0]
    # The stamp is paler than any letter: every dark dot of the plain page is as dark on this one.
    pairs = zip(plain.tobytes(), stamped.tobytes(), strict=True)
    assert all(after <= before + 40 for before, after in pairs if before < 60)


@pytest.mark.parametrize("size", [Size.A5, Size.A4])
@pytest.mark.parametrize("practice", [True, False])
@pytest.mark.parametrize(
    "code",
    [
        "H56.14-261120-0007",
        "TAM-999-261120-9999",
        "000.00.19.H26-220825-0001",
        "T.H56.123.456.789-261121-00012345",
    ],
)
def test_codes_are_read_from_the_printed_page(code: str, practice: bool, size: Size) -> None:
    data = samples.receipt(code=code, issue=Issue(practice=practice))
    name = "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"
    times = "20/11/2026 08:05|25/11/2026 17:00"
    qr = f"{code}|1.001193|036190123456|{name}|Receptiondesk|{times}"
    expected = {("Code 128", code), ("QR", qr)}
    pages = paper.codes(receipt.render(data, size))
    for page in pages:
        assert set(page) == expected
    assert sum(map(len, pages)) == 4


def test_the_qr_code_stands_in_the_upper_left_corner() -> None:
    picture = paper.pictures(receipt.render(samples.receipt()))[0]
    corner = picture.crop((0, 0, picture.width // 3, picture.height // 5))
    assert paper.read(corner)[0][0] == "QR"


def test_the_number_in_the_code_can_be_masked() -> None:
    pdf = receipt.render(samples.receipt(mask_number=True))
    [qr] = [text for kind, text in paper.codes(pdf)[0] if kind == "QR"]
    assert qr.split("|")[2] == "*********456"


def test_a_separator_inside_a_value_does_not_make_a_part_more() -> None:
    head = replace(samples.LETTERHEAD, system="Một | hai")
    pdf = receipt.render(samples.receipt(letterhead=head))
    [qr] = [text for kind, text in paper.codes(pdf)[0] if kind == "QR"]
    assert qr.split("|")[4] == "Một hai"
    assert len(qr.split("|")) == 7


def test_a_long_system_name_still_makes_a_code_that_reads() -> None:
    head = replace(samples.LETTERHEAD, system="Hệ thống thông tin " * 13)
    kinds = [kind for kind, _ in paper.codes(receipt.render(samples.receipt(letterhead=head)))[0]]
    assert sorted(kinds) == ["Code 128", "QR"]


def test_forty_papers_flow_on_with_the_header_on_every_page() -> None:
    papers = tuple(PaperLine(f"Giấy tờ thử nghiệm thứ {n} {'dài ' * n}", n) for n in range(1, 41))
    pages = paper.page_words(receipt.render(samples.receipt(papers=papers)))
    assert len(pages) % 2 == 0
    text = " ".join(pages[: len(pages) // 2])
    for one in papers:
        assert paper.squeezed(one.name) in paper.squeezed(text)
    assert "Trang 2/" in pages[1]
    assert "H56.14-261120-0007" in pages[1]
    assert "STT Tên giấy tờ Bản chính Bản sao" in pages[1]


def test_language_and_title_are_set_and_hold_no_personal_data() -> None:
    reader = PdfReader(BytesIO(receipt.render(samples.receipt())))
    assert reader.trailer["/Root"]["/Lang"] == "vi-VN"  # type: ignore[index]
    told = " ".join(map(str, (reader.metadata or {}).values()))
    assert "Giấy tiếp nhận" in told
    for secret in ("Nguyệt", "036190123456", "H56.14-261120-0007"):
        assert secret not in told


def test_empty_optional_fields_leave_a_blank_to_write_in() -> None:
    data = samples.receipt(
        owner=Party("Nguyễn A"), papers=(), mentions=Mentions(), due_at=None, result_at=""
    )
    text = paper.words(receipt.render(data))
    assert "Địa chỉ: …" in text
    assert "Không có giấy tờ phải lưu lại." in text


def test_other_paper_is_not_for_this_form() -> None:
    with pytest.raises(ValueError, match="A3"):
        receipt.render(samples.receipt(), Size.A3)


@settings(max_examples=25)
@given(name=LINES, address=LONG, request=LONG, email=LINES, papers=st.lists(LINES, max_size=40))
def test_nothing_is_ever_lost(
    name: str, address: str, request: str, email: str, papers: list[str]
) -> None:
    data = samples.receipt(
        owner=Party(name, "036190123456", address, "", email),
        procedure_name=request,
        papers=tuple(PaperLine(text) for text in papers),
    )
    text = paper.squeezed(paper.words(receipt.render(data)))
    # Digits and the header of a further page may stand between the lines of a divided text.
    for part in (name, address, request, email, *papers):
        for word in part.split():
            assert len(word) > 40 or word in text


def test_what_is_not_known_is_a_line_to_write_on() -> None:
    nobody = Party("Lò A")
    (first, *_) = PdfReader(BytesIO(receipt.render(samples.receipt(owner=nobody)))).pages
    (line,) = [one for one in first.extract_text().splitlines() if one.startswith("Địa chỉ:")]
    assert line.count("…") > 28
