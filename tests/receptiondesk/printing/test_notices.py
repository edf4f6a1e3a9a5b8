import unicodedata
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from receptiondesk.domain.errors import Refused
from receptiondesk.domain.procedures import FeeRule, FeeState, LimitUnit, RequiredPaper
from receptiondesk.printing import notices
from receptiondesk.printing.notice_data import NoticeData
from receptiondesk.printing.notice_page import Paper
from receptiondesk.printing.notice_words import ProcedureWords
from receptiondesk.printing.notices import NoticeKind
from receptiondesk.printing.sheet import Making, Size
from tests.receptiondesk.printing import samples
from tests.receptiondesk.printing.samples import COUNTER, ONLINE, POST
from tests.support import paper

PAPERS = [Paper(size, landscape) for size in (Size.A4, Size.A3) for landscape in (False, True)]
UPRIGHT = Paper()
CARRYING = [kind for kind in NoticeKind if kind.carries]
LETTERS = st.sampled_from("aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậ ABCĐ.,-/()0123456789")


def wall(count: int) -> NoticeData:
    fields = ("Hộ tịch", "Chứng thực", "Bảo trợ xã hội")
    return samples.notices(
        *(samples.procedure(n, field=fields[n % 3]) for n in range(1, count + 1))
    )


@pytest.mark.parametrize("on", PAPERS)
@pytest.mark.parametrize("kind", [NoticeKind.LIST, NoticeKind.SHEETS])
def test_every_code_on_every_paper_leads_to_its_procedure(kind: NoticeKind, on: Paper) -> None:
    data = wall(5)
    found = [text for page in paper.codes(notices.render(kind, data, on)) for _, text in page]
    assert found == [one.procedure.portal_url for one in data.posted()]


@pytest.mark.parametrize("on", PAPERS)
@pytest.mark.parametrize("kind", list(NoticeKind))
def test_paper_lies_as_ordered(kind: NoticeKind, on: Paper) -> None:
    reader = PdfReader(BytesIO(notices.render(kind, wall(3), on)))
    for page in reader.pages:
        measured = (float(page.mediabox.width), float(page.mediabox.height))
        assert measured == pytest.approx([side * 72 / 25.4 for side in on.area], abs=0.01)


@pytest.mark.parametrize("on", PAPERS)
def test_codes_on_lists_are_at_least_25_mm_with_their_quiet_zone_white(on: Paper) -> None:
    dpi = 200
    [picture, *_] = paper.pictures(notices.render(NoticeKind.LIST, wall(2), on), dpi)
    for result in paper.found(picture):
        corners = result.position
        side = (corners.top_right.x - corners.top_left.x) / dpi * 25.4
        assert side >= 24.9
        quiet = round(4 * side / 37 * dpi / 25.4) - 2
        around = picture.crop(
            (
                corners.top_left.x - quiet,
                corners.top_left.y - quiet,
                corners.bottom_right.x + quiet,
                corners.bottom_right.y + quiet,
            )
        )
        ink = [255 - value for value in around.tobytes()]
        assert not any(ink[: around.width * (quiet - 2)])
        assert not any(ink[-around.width * (quiet - 2) :])


def test_the_list_says_everything_a_citizen_needs() -> None:
    text = paper.words(notices.render(NoticeKind.LIST, wall(3), Paper(Size.A4, landscape=True)))
    for part in (
        "DANH MỤC THỦ TỤC HÀNH CHÍNH NIÊM YẾT CÔNG KHAI",
        "3 thủ tục, 3 lĩnh vực",
        "Lĩnh vực: Hộ tịch (1)",
        "1.000003 Đăng ký việc thử nghiệm số 3 03 ngày làm việc",
        "8.000 đồng/bản",
        "60/2014/QH13; 123/2015/NĐ-CP",
        "Quyết định công bố: 1872/QĐ-BTP, hiệu lực từ 01/07/2026",
        "Tiếp nhận phản ánh, kiến nghị",
        "Điện thoại: 1022",
    ):
        assert part in text


def test_the_header_repeats_and_pages_are_numbered() -> None:
    pages = paper.page_words(notices.render(NoticeKind.LIST, wall(20), UPRIGHT))
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        assert "STT Thủ tục hành chính" in page
        assert f"Trang {number}/{len(pages)}" in page


def test_a_row_is_never_divided() -> None:
    data = wall(20)
    pages = paper.page_words(notices.render(NoticeKind.LIST, data, UPRIGHT))
    for one in data.procedures:
        [home] = [page for page in pages if one.code in page]
        assert f"{one.name} {one.code}" in home


def test_the_running_number_is_the_same_in_list_sheet_and_index() -> None:
    data = wall(5)
    sheets = paper.page_words(notices.render(NoticeKind.SHEETS, data, UPRIGHT))
    index = paper.words(notices.render(NoticeKind.INDEX, data, UPRIGHT))
    listed = paper.words(notices.render(NoticeKind.LIST, data, UPRIGHT))
    for one in data.posted():
        [sheet] = [page for page in sheets if one.procedure.code in page]
        assert f"Tờ số {one.number} " in sheet
        assert f"{one.procedure.code} {one.procedure.name} {one.number} " in f"{index} "
        assert f"{one.number} {one.procedure.name} {one.procedure.code}" in listed


def test_a_sheet_says_everything_a_citizen_needs() -> None:
    text = paper.words(
        notices.render(NoticeKind.SHEETS, samples.notices(samples.procedure()), UPRIGHT)
    )
    for part in (
        "Trực tiếp, Trực tuyến, Bưu chính 03 ngày làm việc 8.000 đồng/bản",
        "Giấy tờ phải nộp: 1. Tờ khai theo mẫu (01 bản chính)",
        "Giấy tờ nộp tùy trường hợp: 1. Giấy ủy quyền (01 bản chính; nếu nộp thay)",
        "xuất trình (xem xong trả lại ngay): 1. Căn cước",
        "TRÌNH TỰ THỰC HIỆN TẠI QUẦY",
        "Đối tượng thực hiện: Công dân Việt Nam",
        "Cơ quan giải quyết: Ủy ban nhân dân cấp xã",
        "Kết quả thực hiện: Trích lục",
        "Căn cứ pháp lý: 60/2014/QH13; 123/2015/NĐ-CP",
        "Quyết định công bố: 1872/QĐ-BTP, hiệu lực từ 01/07/2026",
        "Điện thoại: 1022",
    ):
        assert part in text


def test_alternatives_are_one_paper_joined_by_or() -> None:
    papers = (
        RequiredPaper("1", "Giấy chứng sinh", alternative="a"),
        RequiredPaper("2", "Văn bản của người làm chứng", alternative="a"),
        RequiredPaper("3", "Tờ khai"),
    )
    data = samples.notices(samples.procedure(papers=papers))
    text = paper.words(notices.render(NoticeKind.SHEETS, data, UPRIGHT))
    assert "1. Giấy chứng sinh (01 bản chính) hoặc Văn bản của người làm chứng" in text
    assert "2. Tờ khai" in text


@pytest.mark.parametrize("kind", [NoticeKind.LIST, NoticeKind.SHEETS])
def test_what_is_not_known_is_said_and_is_never_a_zero(kind: NoticeKind) -> None:
    bare = samples.procedure(limits=(), fees=(), papers=(), legal_basis="", decision="")
    text = paper.words(notices.render(kind, samples.notices(bare), UPRIGHT))
    assert text.count("Chưa công bố – xin hỏi tại quầy") == 2
    assert "0 đồng" not in text
    assert "00 ngày" not in text


@pytest.mark.parametrize(
    ("fee", "told"),
    [
        (FeeRule(COUNTER, FeeState.FREE), "Không thu"),
        (FeeRule(COUNTER, FeeState.FIXED, 8000, "bản"), "8.000 đồng/bản"),
        (
            FeeRule(COUNTER, FeeState.FIXED, 2000, "trang", from_third=1000, at_most=200_000),
            "2.000 đồng/trang, từ trang thứ ba 1.000 đồng/trang, tối đa 200.000 đồng",
        ),
        (
            FeeRule(COUNTER, FeeState.FIXED, 25, review="in nhầm"),
            "Đang rà soát, xin hỏi lại tại quầy",
        ),
        (
            FeeRule(COUNTER, FeeState.UNKNOWN, note="do HĐND tỉnh quyết định"),
            "Theo Nghị quyết của HĐND cấp tỉnh – xin hỏi tại quầy",
        ),
        (FeeRule(COUNTER, FeeState.UNKNOWN), "Chưa công bố – xin hỏi tại quầy"),
        (FeeRule(COUNTER, FeeState.FREE, case="trẻ em"), "Không thu (trẻ em)"),
    ],
)
def test_a_fee_in_words(fee: FeeRule, told: str) -> None:
    words = samples.notices().words
    assert ProcedureWords(words, samples.procedure(fees=(fee,))).fee(COUNTER) == told


def test_limits_in_words_agree_in_one_line_or_stand_by_channel() -> None:
    words = samples.notices().words
    agreeing = samples.procedure()
    assert ProcedureWords(words, agreeing).limits() == "03 ngày làm việc"
    apart = samples.procedure(
        limits=(
            samples.limit(COUNTER, 0, LimitUnit.SAME_DAY),
            samples.limit(ONLINE, 8, LimitUnit.HOURS),
            samples.limit(POST, 5, LimitUnit.DAYS, case="có xác minh", unit_published=False),
        )
    )
    assert ProcedureWords(words, apart).limits().splitlines() == [
        "Trực tiếp: Trong ngày làm việc",
        "Trực tuyến: 08 giờ",
        "Bưu chính: 05 ngày (có xác minh; đơn vị ngày chưa công bố)",
    ]


def test_without_a_page_of_its_own_the_code_leads_to_the_office_s_look_up() -> None:
    data = samples.notices(samples.procedure(portal_url=""))
    [[(_, text)]] = paper.codes(notices.render(NoticeKind.SHEETS, data, UPRIGHT))
    assert text == samples.LETTERHEAD.lookup_url


@pytest.mark.parametrize("kind", [NoticeKind.LIST, NoticeKind.SHEETS])
def test_without_any_address_a_line_says_so(kind: NoticeKind) -> None:
    head = replace(samples.LETTERHEAD, lookup_url="")
    data = samples.notices(samples.procedure(portal_url=""), letterhead=head)
    pdf = notices.render(kind, data, UPRIGHT)
    assert "Chưa có địa chỉ tra cứu cho mã QR" in paper.words(pdf)
    assert paper.codes(pdf) == [[]]


@pytest.mark.parametrize("on", PAPERS)
@pytest.mark.parametrize("kind", CARRYING)
def test_the_longest_name_is_printed_whole(kind: NoticeKind, on: Paper) -> None:
    name = " ".join(f"thủ tục{n}" for n in range(95))
    assert len(name) >= 919
    data = samples.notices(samples.procedure(name=name))
    assert paper.squeezed(name) in paper.squeezed(paper.words(notices.render(kind, data, on)))


def test_a_row_higher_than_a_page_goes_on_without_losing_a_word() -> None:
    basis = " ".join(f"căncứ{n}/2026" for n in range(1500))
    pdf = notices.render(
        NoticeKind.LIST, samples.notices(samples.procedure(legal_basis=basis)), UPRIGHT
    )
    text = paper.words(pdf)
    assert len(paper.page_words(pdf)) > 1
    assert all(f"căncứ{n}/2026" in text for n in range(1500))


def test_same_data_same_bytes_and_decomposed_text_prints_the_same() -> None:
    once = notices.render(NoticeKind.LIST, wall(3), UPRIGHT)
    assert notices.render(NoticeKind.LIST, wall(3), UPRIGHT) == once
    names = [unicodedata.normalize("NFD", one.name) for one in wall(3).procedures]
    taken = [
        samples.procedure(n, name=name, field=one.field)
        for n, name, one in zip((1, 2, 3), names, wall(3).procedures, strict=True)
    ]
    assert notices.render(NoticeKind.LIST, samples.notices(*taken), UPRIGHT) == once


def test_practice_is_stamped_on_every_page() -> None:
    pdf = notices.render(NoticeKind.LIST, replace(wall(12), practice=True), UPRIGHT)
    for page in paper.page_words(pdf):
        assert "BẢN THỰC HÀNH – KHÔNG CÓ GIÁ TRỊ" in page
    assert sum(map(len, paper.codes(pdf))) == 12


@pytest.mark.parametrize("kind", CARRYING)
def test_progress_is_told_to_the_end(kind: NoticeKind) -> None:
    told: list[tuple[int, int]] = []
    notices.render(kind, wall(4), UPRIGHT, Making(lambda done, total: told.append((done, total))))
    assert told == [(done, 4) for done in range(5)]


@pytest.mark.parametrize("kind", CARRYING)
def test_it_stops_when_asked_to(kind: NoticeKind) -> None:
    asked = iter([False, False, True])
    with pytest.raises(Refused) as caught:
        notices.render(kind, wall(4), UPRIGHT, Making(cancelled=lambda: next(asked)))
    assert caught.value.problems[0].code == "cancelled"


@settings(max_examples=20)
@given(
    texts=st.lists(st.text(LETTERS, max_size=900), min_size=4, max_size=4),
    kind=st.sampled_from(CARRYING),
    on=st.sampled_from(PAPERS),
)
def test_no_text_breaks_a_notice(texts: list[str], kind: NoticeKind, on: Paper) -> None:
    name, basis, result, one = texts
    procedure = samples.procedure(
        name=name, legal_basis=basis, result=result, papers=(RequiredPaper("1", one),)
    )
    text = paper.squeezed(paper.words(notices.render(kind, samples.notices(procedure), on)))
    for word in name.split():
        assert len(word) > 12 or word in text
