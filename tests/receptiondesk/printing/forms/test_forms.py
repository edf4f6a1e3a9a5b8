"""Each form says everything that its description lists, in the description's order."""

import re
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from receptiondesk.printing.forms import apology, control, refusal, stopping, supplement
from receptiondesk.printing.forms.layout import A4
from receptiondesk.printing.receipt_data import Party
from tests.receptiondesk.printing.forms import papers
from tests.receptiondesk.printing.forms.papers import DOCUMENTS
from tests.support import paper

HEAD = (
    "ỦY BAN NHÂN DÂN XÃ THỬ NGHIỆM",
    "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
)
DAY = "Thử Nghiệm, ngày 23 tháng 11 năm 2026"
#: The fields of the successor list (TT 03/2025 as QĐ 3621/QĐ-BYT reprints it), in its order.
IN_ORDER = {
    "supplement": (
        "Mẫu số 02",
        *HEAD,
        "Số: 07/PBS-BPTNTKQ",
        DAY,
        "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
        "Hồ sơ của: Nguyễn Thị Ánh Nguyệt",
        "Nội dung yêu cầu giải quyết: Đăng ký khai sinh (1.001193)",
        "Địa chỉ: Thôn 2, xã Thử Nghiệm, Thanh Hóa",
        "Số điện thoại: 0912 345 678",
        "Email: anhnguyet@example.vn",
        "Yêu cầu hoàn thiện hồ sơ gồm những nội dung sau:",
        "1. Bản chính Giấy chứng sinh;",
        "2. Tờ khai có chữ ký của người yêu cầu.",
        "Lý do: Giấy chứng sinh nộp kèm là bản chụp.",
        (
            "Trong quá trình hoàn thiện hồ sơ nếu có vướng mắc, liên hệ với Trần Văn Bình "
            "số điện thoại 0237 000 0000 để được hướng dẫn."
        ),
        "NGƯỜI HƯỚNG DẪN",
        "Trần Văn Bình",
    ),
    "refusal": (
        "Mẫu số 03",
        *HEAD,
        "Số: 07/PTC-BPTNTKQ",
        DAY,
        "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ",
        "Trung tâm Phục vụ hành chính công xã Thử Nghiệm",
        "Tiếp nhận hồ sơ của: Nguyễn Thị Ánh Nguyệt",
        "Số định danh: 036190123456",
        "Địa chỉ: Thôn 2, xã Thử Nghiệm, Thanh Hóa",
        "Số điện thoại: 0912 345 678",
        "Email: anhnguyet@example.vn",
        "Mã hồ sơ (nếu có): H56.14-261120-0007",
        "Nội dung yêu cầu giải quyết: Đăng ký khai sinh (1.001193)",
        (
            "Qua xem xét, Trung tâm Phục vụ hành chính công xã Thử Nghiệm thông báo không tiếp "
            "nhận, giải quyết hồ sơ này với lý do cụ thể như sau:"
        ),
        "1. Hồ sơ không thuộc thẩm quyền của xã.",
        "2. Thiếu văn bản thỏa thuận.",
        "NGƯỜI NỘP HỒ SƠ",
        "Lê Văn Cường",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
        "Trần Văn Bình",
    ),
    "apology": (
        "Mẫu số 04",
        *HEAD,
        "Số: 07/PXL-BPTNTKQ",
        DAY,
        "VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN THỜI GIAN GIẢI QUYẾT",
        "Kính gửi: Bà Nguyễn Thị Ánh Nguyệt",
        (
            "Ngày 20 tháng 11 năm 2026, Ủy ban nhân dân xã Thử Nghiệm tiếp nhận giải quyết hồ sơ "
            "thủ tục hành chính Đăng ký khai sinh của Nguyễn Thị Ánh Nguyệt; số định danh "
            "036190123456; mã số hồ sơ H56.14-261120-0007."
        ),
        "Thời gian hẹn trả kết quả: 17 giờ 00 phút, ngày 25 tháng 11 năm 2026.",
        "Tuy nhiên đến nay, Ủy ban nhân dân xã Thử Nghiệm chưa trả kết quả",
        "Lý do: Cần xác minh thêm nơi cư trú của cha.",
        "xin lỗi Ông (Bà)/tổ chức và đề nghị gia hạn thời gian giải quyết hồ sơ.",
        "sẽ trả kết quả vào ngày 30 tháng 11 năm 2026.",
        "KT. CHỦ TỊCH PHÓ CHỦ TỊCH",
        "Lê Văn Cường",
    ),
    "stopping": (
        *HEAD,
        "Số: 07/TB-BPTNTKQ",
        DAY,
        "THÔNG BÁO",
        "Về việc dừng giải quyết hồ sơ",
        "Kính gửi: Nguyễn Thị Ánh Nguyệt",
        "Theo đề nghị dừng giải quyết hồ sơ ngày 22 tháng 11 năm 2026 của Nguyễn Thị Ánh Nguyệt",
        "Mã hồ sơ: H56.14-261120-0007",
        "Số định danh cá nhân/tổ chức: 036190123456",
        "Địa chỉ: Thôn 2, xã Thử Nghiệm, Thanh Hóa",
        "Nội dung yêu cầu giải quyết: Đăng ký khai sinh (1.001193)",
        "Thời gian nhận hồ sơ: 08 giờ 05 phút, ngày 20 tháng 11 năm 2026",
        "Thời gian hẹn trả kết quả: 17 giờ 00 phút, ngày 25 tháng 11 năm 2026",
        "Lý do dừng: Người nộp không còn nhu cầu.",
        "Giấy tờ trả lại người nộp hồ sơ:",
        "1. Giấy chứng sinh (01 bản chính).",
        "liên hệ với Trần Văn Bình số điện thoại 0237 000 0000",
        "Nơi nhận:",
        "THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ",
        "Lê Văn Cường",
    ),
    "control": (
        "Mẫu số 06",
        *HEAD,
        "Số: 07/PKS-BPTNTKQ",
        DAY,
        "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ",
        "Mã số hồ sơ: H56.14-261120-0007",
        "Cơ quan (bộ phận) giải quyết: UBND xã Thử Nghiệm",
        "Cơ quan phối hợp: Công an xã",
        "Ngày nhận: 08 giờ 05 phút, ngày 20 tháng 11 năm 2026",
        "Hẹn trả kết quả vào 17 giờ 00 phút, ngày 25 tháng 11 năm 2026",
        "TÊN ĐƠN VỊ",
        "THỜI GIAN GIAO, NHẬN HỒ SƠ",
        "KẾT QUẢ GIẢI QUYẾT HỒ SƠ",
        "GHI CHÚ",
        "1. Giao: Bộ phận một cửa",
        "2. Nhận: Phòng Tư pháp",
        "15 giờ 00 phút ngày 20/11/2026",
        "Người giao: Trần Văn Bình",
        "Người nhận: Lê Thị Cúc",
        "□ Trước hạn",
        "■ Đúng hạn",
        "□ Quá hạn",
        "Nhận đủ 2 giấy",
    ),
}


def squeezed_in_order(pdf: bytes, parts: Sequence[str]) -> None:
    text, found = paper.squeezed(paper.words(pdf)), 0
    for part in parts:
        at = text.find(paper.squeezed(part), found)
        assert at >= 0, f"{part!r} is missing or out of order in {text!r}"
        found = at


@pytest.mark.parametrize("name", IN_ORDER)
def test_the_form_s_fields_stand_in_the_form_s_order(name: str) -> None:
    squeezed_in_order(DOCUMENTS[name](), IN_ORDER[name])


@pytest.mark.parametrize("name", DOCUMENTS)
def test_same_data_same_bytes(name: str) -> None:
    assert DOCUMENTS[name]() == DOCUMENTS[name]()


@pytest.mark.parametrize("name", [name for name in DOCUMENTS if name.endswith("-empty")])
def test_what_is_not_known_is_left_to_be_written_by_hand(name: str) -> None:
    text = paper.words(DOCUMENTS[name]())
    assert "None" not in text
    assert "{" not in text
    if not name.startswith("register"):
        assert text.count("……") > 8
        filled = paper.words(DOCUMENTS[name.removesuffix("-empty")]())
        labels = re.findall(r"[^:.…]{4,30}:", text)
        assert [label for label in labels if label.split()[-1] not in filled] == []


@pytest.mark.parametrize("name", ["supplement", "refusal", "apology", "stopping"])
def test_the_look_up_code_stands_at_the_upper_left(name: str) -> None:
    pdf = DOCUMENTS[name]()
    (page,) = paper.pictures(pdf)
    (code,) = paper.found(page)
    assert code.text == papers.QR
    assert code.position.bottom_right.x < page.width / 3
    assert code.position.bottom_right.y < page.height / 4
    assert paper.codes(pdf, dpi=100) == [[("QR", papers.QR)]]


def test_the_control_sheet_is_scanned_by_its_bars_at_each_hand_over() -> None:
    assert paper.codes(DOCUMENTS["control"]()) == [[("Code 128", papers.CODE)]]
    assert paper.codes(DOCUMENTS["control-empty"]()) == [[]]


def test_the_notice_of_stopping_claims_no_form_number() -> None:
    text = paper.words(DOCUMENTS["stopping"]())
    assert "Mẫu số" not in text
    assert "/TT-" not in text


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_file_tells_its_language_embeds_its_letters_and_names_nobody(name: str) -> None:
    reader = PdfReader(BytesIO(DOCUMENTS[name]()))
    assert reader.trailer["/Root"]["/Lang"] == "vi-VN"
    told = " ".join(map(str, (reader.metadata or {}).values()))
    assert not [word for word in (*papers.OWNER.name.split(), papers.CODE) if word in told]
    fonts = [
        font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()
    ]
    assert fonts
    for font in fonts:
        assert "+" in font["/BaseFont"]
        assert "/FontFile2" in font["/FontDescriptor"]
        assert "/ToUnicode" in font


def test_forms_are_a5_and_fit_one_page_when_ordinary() -> None:
    for name in IN_ORDER:
        (page,) = PdfReader(BytesIO(DOCUMENTS[name]())).pages
        size = (float(page.mediabox.width), float(page.mediabox.height))
        assert size == pytest.approx([148 * 72 / 25.4, 210 * 72 / 25.4], abs=0.01)


def test_a4_has_the_margins_and_letters_of_the_decree() -> None:
    reader = PdfReader(BytesIO(DOCUMENTS["apology-a4"]()))
    places: list[tuple[float, float]] = []
    sizes: list[float] = []

    def visit(text: str, _cm: object, tm: Sequence[float], _font: object, size: float) -> None:
        if text.strip():
            places.append((tm[4] * 25.4 / 72, tm[5] * 25.4 / 72))
            sizes.append(size)

    reader.pages[0].extract_text(visitor_text=visit)
    assert min(x for x, _ in places) >= 30 - 0.1
    assert min(y for _, y in places) >= 20
    assert sizes.count(14.0) > 10
    assert A4.left == 30


def test_a_sample_bears_its_mark_at_the_upper_right() -> None:
    reader = PdfReader(BytesIO(DOCUMENTS["sample"]()))
    found: list[tuple[float, float, float, str]] = []

    def visit(
        text: str, _cm: object, tm: Sequence[float], font: dict[str, str], size: float
    ) -> None:
        if text.strip() == "MẪU":
            found.append((tm[4], tm[5], size, font["/BaseFont"]))

    reader.pages[0].extract_text(visitor_text=visit)
    ((x, y, size, face),) = found
    assert size == 16
    assert "Bold" in face
    assert x > reader.pages[0].mediabox.width * 0.75
    assert y > reader.pages[0].mediabox.height * 0.93


def test_practice_is_stamped_and_a_sample_is_no_practice() -> None:
    framed = papers.common("refusal", practice=True)
    assert "BẢN THỰC HÀNH" in paper.words(refusal.render(papers.refused(common=framed)))
    both = replace(framed, sample=True)
    assert "BẢN THỰC HÀNH" not in paper.words(refusal.render(papers.refused(common=both)))


def test_forty_items_flow_on_with_page_numbers_and_signatures_keep_two_lines() -> None:
    items = tuple(f"Giấy tờ thứ {at} cần có chữ ký và dấu của cơ quan" for at in range(1, 41))
    pages = paper.page_words(supplement.render(papers.supplied(items=items)))
    assert len(pages) > 1
    text = " ".join(pages)
    assert [at for at in range(1, 41) if f"Giấy tờ thứ {at} cần" not in text] == []
    assert pages[1].startswith("2 ")
    assert not pages[0].startswith("1 ")
    assert all(papers.CODE in page for page in pages[1:])
    last = next(page for page in pages if "NGƯỜI HƯỚNG DẪN" in page)
    assert "để được hướng dẫn" in last


@pytest.mark.parametrize("length", range(300, 1500, 60))
def test_signatures_never_stand_alone_on_a_page(length: int) -> None:
    reason = ("Lý do dài để thử việc sang trang của biểu mẫu. " * 40)[:length]
    pages = paper.page_words(apology.render(papers.excused(reason=reason)))
    last = next(page for page in pages if "PHÓ CHỦ TỊCH" in page)
    assert "sẽ trả kết quả vào" in last


@pytest.mark.parametrize("count", range(10, 41))
def test_two_lines_go_with_the_signatures_even_if_each_is_a_paragraph(count: int) -> None:
    reasons = tuple(f"lý do thứ {at}." for at in range(1, count + 1))
    pages = paper.page_words(refusal.render(papers.refused(reasons=reasons)))
    last = next(page for page in pages if "NGƯỜI NỘP HỒ SƠ" in page)
    assert f"lý do thứ {count - 1}." in last
    assert f"lý do thứ {count}." in last
    text = " ".join(pages)
    assert [at for at in range(1, count + 1) if text.count(f"lý do thứ {at}.") != 1] == []


def test_a_long_way_through_offices_repeats_the_head_and_tears_no_step() -> None:
    steps = tuple(replace(papers.STEP, note=f"bước {at}.") for at in range(1, 13))
    pages = paper.page_words(control.render(papers.controlled(steps=steps)))
    assert len(pages) > 1
    for page in pages:
        if "bước" in page:
            assert "TÊN ĐƠN VỊ" in page
            parts = ("1. Giao:", "Người nhận:", r"bước \d+\.")
            counts = {part: len(re.findall(part, page)) for part in parts}
            assert len(set(counts.values())) == 1, counts
    assert [at for at in range(1, 13) if f"bước {at}." not in " ".join(pages)] == []


def test_long_names_and_six_line_addresses_are_whole() -> None:
    name = "Công ty trách nhiệm hữu hạn một thành viên Thương mại và Dịch vụ Vận tải " * 3
    address = "Số 12, ngõ 34, ngách 56, đường Lê Lợi, khu dân cư Đông, xã Thử Nghiệm, " * 6
    subject = replace(papers.SUBJECT, owner=Party(name.strip(), "0123456789", address.strip()))
    for pdf in (
        supplement.render(papers.supplied(subject=subject)),
        refusal.render(papers.refused(subject=subject)),
        stopping.render(papers.stopped(subject=subject)),
    ):
        text = paper.squeezed(paper.words(pdf))
        assert paper.squeezed(name) in text
        assert paper.squeezed(address) in text


def test_no_line_of_a_short_paragraph_is_left_behind_alone() -> None:
    """However much stands before it, a sentence of three lines is never torn."""
    for words in range(10, 220, 10):
        data = papers.supplied(
            reason=" ".join(["chờ"] * words),
            contact="Nguyễn Trần Hoàng Phương Thảo Nguyên Công Tằng Tôn Nữ Thị Mỹ Duyên",
            items=("Bản chính giấy tờ.",) * 24,
        )
        pages = paper.page_words(supplement.render(data))
        begun = [page for page in pages if "Trong quá trình" in page]
        assert ["để được hướng dẫn" in page for page in begun] == [True]


def test_an_e_mail_is_not_torn_from_its_label() -> None:
    owner = replace(papers.OWNER, email="mot.dia.chi.thu.dien.tu.kha.dai@co-quan.example.vn")
    data = papers.supplied(subject=replace(papers.SUBJECT, owner=owner))
    (page,) = PdfReader(BytesIO(supplement.render(data))).pages
    assert f"Email: {owner.email}" in page.extract_text().splitlines()
