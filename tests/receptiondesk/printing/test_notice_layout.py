"""How notices stand on the wall: how much a page holds, what stays together, what is left out."""

import re
from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from receptiondesk.domain.procedures import RequiredPaper
from receptiondesk.printing import fonts, notices
from receptiondesk.printing.flow import Column, Flow, Run, Style, break_lines
from receptiondesk.printing.fonts import Face
from receptiondesk.printing.notice_data import NoticeData
from receptiondesk.printing.notice_page import Paper
from receptiondesk.printing.notices import NoticeKind
from receptiondesk.printing.sheet import Size
from receptiondesk.printing.table import widths_for
from tests.receptiondesk.printing import samples
from tests.support import paper

PAPERS = [Paper(size, landscape) for size in (Size.A4, Size.A3) for landscape in (False, True)]
UPRIGHT = Paper()
#: As long as the published ones are.
BASIS = "; ".join(f"{n:02d}/2025/NĐ-CP" for n in range(16))
NAMES = (
    "Đăng ký việc thử nghiệm",
    (
        "Cấp giấy phép thử nghiệm mới đối với công trình cấp III, cấp IV (công trình không theo "
        "tuyến, theo tuyến trong đô thị, tín ngưỡng, tôn giáo, tượng đài) và nhà ở riêng lẻ"
    ),
    "Thủ tục chứng thực chữ ký trong các giấy tờ, văn bản",
)


def wall(count: int) -> NoticeData:
    """Return a wall as ordinary catalogues fill it: names of all lengths, a long basis each."""
    return samples.notices(
        *(
            samples.procedure(
                n,
                name=f"{NAMES[n % 3]} số {n}",
                field=f"Lĩnh vực thứ {n // 9}",
                legal_basis=BASIS if n % 2 else "60/2014/QH13",
            )
            for n in range(count)
        )
    )


def pages(kind: NoticeKind, data: NoticeData, on: Paper) -> list[str]:
    return paper.page_words(notices.render(kind, data, on))


@pytest.mark.parametrize("on", PAPERS)
@pytest.mark.parametrize("kind", [NoticeKind.LIST, NoticeKind.INDEX])
def test_no_word_of_a_header_is_broken(kind: NoticeKind, on: Paper) -> None:
    data = wall(3)
    heads = {
        NoticeKind.INDEX: "index_heads",
        NoticeKind.LIST: "heads" if on.landscape else "narrow_heads",
    }[kind]
    text = PdfReader(BytesIO(notices.render(kind, data, on))).pages[0].extract_text()
    printed = set(text.split())
    for head in data.words.many(heads):
        assert set(head.split()) <= printed


@pytest.mark.parametrize("total", [60.0, 90.0, 186.0])
def test_a_narrow_column_gets_what_its_header_needs(total: float) -> None:
    face = fonts.load()
    flow = Flow(face, Column(0, total), 0, 100)
    style = Style(Face.SANS_BOLD, 11)
    heads = [(Run(text, style),) for text in ("STT", "Tên thủ tục", "Nghiêng ngả")]
    widths = widths_for(flow, heads, (1.0, 80.0, 2.0), 1.4, total)
    assert sum(widths) == pytest.approx(total)
    for head, width in zip(heads, widths, strict=True):
        lines = break_lines(face, head, width - 2.8)
        broken = " ".join(piece.text for line in lines for piece in line.pieces)
        assert broken == head[0].text


@pytest.mark.parametrize("landscape", [False, True])
def test_a3_takes_clearly_fewer_pages_than_a4(landscape: bool) -> None:
    data = wall(112)
    a4, a3 = (
        PdfReader(BytesIO(notices.render(NoticeKind.LIST, data, Paper(size, landscape))))
        for size in (Size.A4, Size.A3)
    )
    assert len(a3.pages) <= 0.75 * len(a4.pages)


@pytest.mark.parametrize("on", PAPERS)
def test_full_pages_of_a_list_end_near_the_foot(on: Paper) -> None:
    dpi = 40
    made = paper.pictures(notices.render(NoticeKind.LIST, wall(60), on), dpi)
    foot = round((on.bottom - 3) / 25.4 * dpi)
    for picture in made[:-1]:
        ink = [min(picture.crop((0, y, picture.width, y + 1)).tobytes()) for y in range(foot)]
        last = max(y for y, value in enumerate(ink) if value < 200)
        assert last / dpi * 25.4 > on.bottom - 35


@pytest.mark.parametrize("on", PAPERS)
@pytest.mark.parametrize("kind", [NoticeKind.LIST, NoticeKind.INDEX])
def test_a_field_s_heading_never_stands_at_the_foot(kind: NoticeKind, on: Paper) -> None:
    made = pages(kind, wall(60), on)
    assert sum(page.count("Lĩnh vực: ") for page in made) == 7
    for page in made:
        assert not re.search(r"Lĩnh vực: Lĩnh vực thứ \d+ \(\d+\)( Trang|$)", page)


@pytest.mark.parametrize("papers", range(3, 40, 4))
@pytest.mark.parametrize("landscape", [False, True])
def test_no_heading_of_a_sheet_stands_at_the_foot(papers: int, landscape: bool) -> None:
    asked = tuple(
        RequiredPaper(
            f"{n}", f"Giấy tờ thử nghiệm dài vừa phải {'rất dài ' * (n % 17)}", case="x" * n
        )
        for n in range(papers)
    )
    asked = tuple(replace(one, required=n % 2 == 0) for n, one in enumerate(asked))
    data = samples.notices(samples.procedure(papers=asked))
    words = data.words
    captions = [
        f"{words['required_head']}:",
        f"{words['case_head']}:",
        words["sheet_papers"].upper(),
        words["sheet_steps"].upper(),
    ]
    for page in pages(NoticeKind.SHEETS, data, Paper(Size.A4, landscape)):
        body = re.sub(r" Trang \d+/\d+.*", "", page)
        assert not body.endswith(tuple(captions))


def test_a_long_sheet_goes_on_under_a_small_head() -> None:
    asked = tuple(RequiredPaper(f"{n}", f"Giấy tờ {n} {'rất dài ' * 20}") for n in range(25))
    one = samples.procedure(7, papers=asked, name=NAMES[1])
    first, *others = pages(NoticeKind.SHEETS, samples.notices(one), UPRIGHT)
    assert others
    assert NAMES[1] in first
    for page in others:
        assert "1.000007 Cấp giấy phép thử nghiệm mới" in page
        assert "Tờ số 1" in page
        assert "CỘNG HÒA" not in page
    text = " ".join([first, *others])
    assert all(f"{n + 1}. Giấy tờ {n} " in text for n in range(25))


def test_a_list_leaves_out_what_is_not_known_but_for_limit_and_fee() -> None:
    bare = samples.procedure(
        limits=(), fees=(), legal_basis="", decision="", valid_from=None, name="Chưa rõ"
    )
    upright = " ".join(pages(NoticeKind.LIST, samples.notices(bare), UPRIGHT))
    assert "1 Chưa rõ 1.000001 Chưa công bố – xin hỏi tại quầy" in upright
    assert "Căn cứ" not in upright
    assert "Cách thức" not in upright
    [across] = pages(NoticeKind.LIST, samples.notices(bare), Paper(landscape=True))
    unknown = "Chưa công bố – xin hỏi tại quầy"
    assert f"1 1.000001 Chưa rõ {unknown} – {unknown} – " in across


def test_a_sheet_gathers_what_is_not_known_in_one_line() -> None:
    bare = samples.procedure(applicants="", competent_body="", decision="", valid_from=None)
    [text] = pages(NoticeKind.SHEETS, samples.notices(bare), UPRIGHT)
    told = "Chưa có dữ liệu công bố: đối tượng thực hiện, cơ quan giải quyết, quyết định công bố;"
    assert f"{told} xin hỏi tại quầy." in text
    assert text.count("Chưa có dữ liệu") == 1
    assert "Kết quả thực hiện: Trích lục" in text
    known = pages(NoticeKind.SHEETS, samples.notices(samples.procedure()), UPRIGHT)
    assert "Chưa có dữ liệu" not in known[0]


def test_the_publisher_s_own_numbers_and_torn_ends_are_not_posted() -> None:
    torn = ("; ".join(["123/2015/NĐ-CP"] * 20))[:260]
    one = samples.procedure(legal_basis=torn, result="- Trích lục [KQ.G15.000034]; Bản sao")
    [text] = pages(NoticeKind.SHEETS, samples.notices(one), UPRIGHT)
    assert "Kết quả thực hiện: Trích lục; Bản sao Căn cứ" in text
    posted = re.search(r"Căn cứ pháp lý: (.*?)…", text)
    assert posted
    assert set(posted[1].split("; ")) == {"123/2015/NĐ-CP"}


def test_a_choice_of_papers_stands_together_where_the_strictest_belongs() -> None:
    papers = (
        RequiredPaper("1", "Dữ liệu điện tử", shown_only=True, required=False, alternative="a"),
        RequiredPaper("2", "Giấy chứng sinh", alternative="a"),
        RequiredPaper("3", "Văn bản làm chứng", required=False, case="khi mất", alternative="a"),
        RequiredPaper("4", "Giấy ủy quyền", required=False, case="nộp thay"),
        RequiredPaper("5", "Căn cước", shown_only=True),
        RequiredPaper("6", "Tờ khai"),
    )
    [text] = pages(NoticeKind.SHEETS, samples.notices(samples.procedure(papers=papers)), UPRIGHT)
    assert (
        "Giấy tờ phải nộp: 1. Giấy chứng sinh (01 bản chính) hoặc Dữ liệu điện tử (xuất trình) "
        "hoặc Văn bản làm chứng (01 bản chính; khi mất) 2. Tờ khai (01 bản chính) "
        "Giấy tờ nộp tùy trường hợp: 1. Giấy ủy quyền (01 bản chính; nộp thay) "
        "Giấy tờ xuất trình (xem xong trả lại ngay): 1. Căn cước"
    ) in text


@pytest.mark.parametrize("on", PAPERS)
def test_the_practice_stamp_stays_on_the_paper(on: Paper) -> None:
    plain, stamped = (
        paper.pictures(
            notices.render(NoticeKind.INDEX, replace(wall(2), practice=practice), on), 40
        )[0]
        for practice in (False, True)
    )
    edge = 3
    for box in (
        (0, 0, plain.width, edge),
        (0, plain.height - edge, plain.width, plain.height),
        (0, 0, edge, plain.height),
        (plain.width - edge, 0, plain.width, plain.height),
    ):
        assert min(stamped.crop(box).tobytes()) > 250
    assert plain.tobytes() != stamped.tobytes()
