"""The layouts of the wall beside list, sheets and index: columns, needs, cards, tiles, large."""

import itertools
import tomllib
from dataclasses import replace
from functools import cache
from importlib.resources import files
from io import BytesIO

import pytest
from PIL import Image, ImageChops
from pypdf import PdfReader

from receptiondesk.desk import catalogue_files
from receptiondesk.domain.catalogue_reading import from_sheets
from receptiondesk.domain.errors import Refused
from receptiondesk.domain.needs import Need, read_needs
from receptiondesk.domain.procedures import Procedure, RequiredPaper
from receptiondesk.printing import field_mark, notice_cards, notices, tiles
from receptiondesk.printing.marks import Words
from receptiondesk.printing.notice_data import NoticeData
from receptiondesk.printing.notice_leaf import Foot
from receptiondesk.printing.notice_needs import grouped
from receptiondesk.printing.notice_page import Paper
from receptiondesk.printing.notices import NoticeKind
from receptiondesk.printing.sheet import Size
from tests.receptiondesk.printing import samples
from tests.support import paper

UPRIGHT = Paper()
PAPERS = [
    Paper(size, landscape, large)
    for size, landscape, large in itertools.product(
        (Size.A4, Size.A3), (False, True), (False, True)
    )
]
SHIPPED = read_needs(
    tomllib.loads(files("resources").joinpath("forms", "needs.toml").read_text("utf-8")), "x"
)
WCAG = 4.5


@cache
def everything() -> tuple[Procedure, ...]:
    return from_sheets(catalogue_files.read_shipped()).procedures


def wall(count: int) -> NoticeData:
    fields = ("Hộ tịch", "Chứng thực", "Bảo trợ xã hội")
    return samples.notices(
        *(samples.procedure(n, field=fields[n % 3]) for n in range(1, count + 1))
    )


def words(kind: NoticeKind, data: NoticeData, on: Paper = UPRIGHT) -> str:
    return paper.words(notices.render(kind, data, on, needs=SHIPPED))


@pytest.mark.parametrize("landscape", [False, True])
def test_the_office_s_table_has_the_columns_that_provinces_post(landscape: bool) -> None:
    text = words(NoticeKind.OFFICE, wall(4), Paper(landscape=landscape))
    heads = ("STT", "Mã", "Tên thủ tục", "Thời hạn", "Cách thức", "Phí, lệ phí", "Căn cứ pháp lý")
    places = [text.index(head) for head in heads]
    assert places == sorted(places)
    for part in (
        "4 thủ tục, 3 lĩnh vực",
        "1.000003",
        "Đăng ký việc thử nghiệm số 3",
        "03 ngày làm việc",
        "Trực tiếp, Trực tuyến, Bưu chính",
        "8.000 đồng/bản",
        "60/2014/QH13",
        "Quyết định công bố: 1872/QĐ-BTP",
        "Tiếp nhận phản ánh, kiến nghị",
    ):
        assert paper.squeezed(part) in paper.squeezed(text)
    assert paper.codes(notices.render(NoticeKind.OFFICE, wall(4), UPRIGHT)) == [[]]


@pytest.mark.parametrize("on", PAPERS)
@pytest.mark.parametrize("kind", [NoticeKind.OFFICE, NoticeKind.LIST])
def test_no_code_is_ever_broken(kind: NoticeKind, on: Paper) -> None:
    long = [samples.procedure(n, code=f"1.01275{n}.H19") for n in range(3)]
    text = words(kind, samples.notices(*long), on)
    assert all(one.code in text for one in long)


def test_every_procedure_of_the_catalogue_lands_somewhere() -> None:
    data = samples.notices(*everything())
    groups = grouped(data.posted(), SHIPPED)
    landed = {one.procedure.code for _, _, group in groups for one in group}
    assert landed == {one.code for one in data.procedures}
    assert all(group for _, _, group in groups)
    needs = {title: group for title, field, group in groups if not field}
    assert set(needs) == {need.title for need in SHIPPED}  # none is there for nothing
    rest = {one.procedure.code for _, field, group in groups if field for one in group}
    assert not rest & {one.procedure.code for group in needs.values() for one in group}


@pytest.mark.parametrize(
    ("need", "codes"),
    [
        ("Khi sinh con, nuôi con", {"1.001193", "2.000986"}),
        ("Khi kết hôn, ly hôn", {"1.000894", "1.004873"}),
        ("Khi có người qua đời", {"1.000656", "1.001731"}),
        ("Làm ăn, buôn bán, hợp tác xã", {"1.001612"}),
        ("Chuyển nhà, đăng ký chỗ ở", {"1.004222", "1.004194"}),
    ],
)
def test_what_people_come_for_is_where_they_look(need: str, codes: set[str]) -> None:
    groups = grouped(samples.notices(*everything()).posted(), SHIPPED)
    [found] = [group for title, _, group in groups if title == need]
    assert codes <= {one.procedure.code for one in found}


def test_the_index_by_need_says_where_each_sheet_is() -> None:
    data = samples.notices(
        samples.procedure(1, name="Đăng ký khai sinh"),
        samples.procedure(2, name="Việc lạ", field="Lĩnh vực lạ"),
    )
    text = words(NoticeKind.NEEDS, data)
    assert "TÔI CẦN LÀM GÌ?" in text
    assert "Khi sinh con, nuôi con (1) 1.000001 Đăng ký khai sinh 1" in text
    assert "Lĩnh vực: Lĩnh vực lạ (1)" in text
    assert "1.000002 Việc lạ 2" in text


def test_accents_and_places_of_words_in_needs() -> None:
    marriage = Need("x", words=("ket hon",))
    assert marriage.answered_by(samples.procedure(name="Thủ tục đăng ký KẾT HÔN"))
    land = Need("x", words=("| đất đai",))
    assert land.answered_by(samples.procedure(field="Đất đai"))
    assert not land.answered_by(samples.procedure(field="Tài chính đất đai"))
    assert not Need("x").answered_by(samples.procedure())


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"need": []},
        {"need": "x"},
        {"need": [{"codes": ["1"]}]},
        {"need": [{"title": " "}]},
        {"need": [{"title": "x", "code": ["1"]}]},
        {"need": [{"title": "x", "codes": "1.001193"}]},
        {"need": [{"title": "x", "words": [1]}]},
    ],
)
def test_a_needs_file_that_is_not_as_the_shipped_one_is_refused(body: dict[str, object]) -> None:
    with pytest.raises(Refused) as caught:
        read_needs(body, "needs.toml")
    assert caught.value.problems[0].code == "bad_needs"


def test_the_feedback_notice_has_the_five_contact_items() -> None:
    head = replace(
        samples.LETTERHEAD,
        mailing="Hòm thư 01, Thử Nghiệm",
        website="https://thunghiem.example.vn",
        email="motcua@example.vn",
    )
    data = samples.notices(letterhead=head)
    text = words(NoticeKind.FEEDBACK, data)
    for label, value in notice_cards.contacts(data):
        assert label in text
        assert value
        assert paper.squeezed(value) in paper.squeezed(text)
    assert "Không tiếp nhận khiếu nại, tố cáo" in text
    assert "ghi rõ tên, địa chỉ, số điện thoại" in text


def test_what_is_not_told_is_left_to_be_written_by_hand() -> None:
    told = dict(notice_cards.contacts(samples.notices()))
    assert [label for label, value in told.items() if not value] == [
        "Địa chỉ thư", "Trang thông tin", "Thư điện tử",
    ]  # fmt: skip
    text = words(NoticeKind.FEEDBACK, samples.notices())
    assert "chưa khai báo" not in text


def test_the_hot_line_stands_in_the_largest_letters() -> None:
    text = words(NoticeKind.HOTLINE, samples.notices())
    assert "ĐƯỜNG DÂY NÓNG 1022" in text
    assert paper.squeezed("0237 000 0000") in paper.squeezed(text)


@pytest.mark.parametrize("on", PAPERS)
def test_the_poster_is_one_page_and_its_code_leads_to_the_look_up(on: Paper) -> None:
    pdf = notices.render(NoticeKind.POSTER, samples.notices(), on)
    assert paper.codes(pdf, 100) == [[("QR", samples.LETTERHEAD.lookup_url)]]
    assert "QUÉT MÃ TẠI ĐÂY" in paper.words(pdf)


@pytest.mark.parametrize("on", PAPERS)
def test_the_cards_take_one_page(on: Paper) -> None:
    for kind in (NoticeKind.FEEDBACK, NoticeKind.HOTLINE):
        assert len(paper.page_words(notices.render(kind, samples.notices(), on))) == 1


def test_a_very_long_name_makes_a_card_longer_and_loses_nothing() -> None:
    name = " ".join(f"tên{n}" for n in range(400))
    data = samples.notices(letterhead=replace(samples.LETTERHEAD, desk=name))
    text = paper.squeezed(words(NoticeKind.FEEDBACK, data))
    assert paper.squeezed(name) in text


def test_a_sheet_says_where_its_forms_hang() -> None:
    papers = (
        RequiredPaper("1", "Tờ khai", form="Mẫu số 02"),
        RequiredPaper("2", "Đơn", form="Mẫu số 05"),
        RequiredPaper("3", "Đơn nữa", form="Mẫu số 02"),
    )
    text = words(NoticeKind.SHEETS, samples.notices(samples.procedure(papers=papers)))
    told = "Mẫu đơn, tờ khai: Mẫu số 02; Mẫu số 05. Bản mẫu treo ngay sau tờ này"
    assert told in text
    assert "Bản mẫu treo" not in words(NoticeKind.SHEETS, samples.notices(samples.procedure()))


def name_sizes(kind: NoticeKind, data: NoticeData, on: Paper) -> list[float]:
    """Return the sizes in points of the letters in which procedures' names begin."""
    return [
        mark.size
        for leaf in notices.compose(kind, data, on)
        for side in leaf.sides
        for _, page in side.pages
        for mark in page
        if isinstance(mark, Words) and mark.text.startswith("Đăng ký")
    ]


@pytest.mark.parametrize("kind", [NoticeKind.LIST, NoticeKind.OFFICE, NoticeKind.INDEX])
def test_large_print_is_larger_and_says_the_same(kind: NoticeKind) -> None:
    data = wall(12)
    sizes = [set(name_sizes(kind, data, Paper(large=large))) for large in (False, True)]
    assert min(sizes[1]) >= 1.3 * max(sizes[0])
    large = notices.render(kind, data, Paper(large=True))
    for one in data.procedures:
        assert one.code in paper.words(large)
        assert paper.squeezed(one.name) in paper.squeezed(paper.words(large))


@pytest.mark.parametrize("landscape", [False, True])
@pytest.mark.parametrize("kind", list(NoticeKind))
def test_two_tiles_of_a4_make_the_side_of_a3(kind: NoticeKind, landscape: bool) -> None:
    """The parts laid over each other at the crosses are the side itself, nothing lost."""
    data, on = wall(3), Paper(Size.A3, landscape)
    leaves = notices.compose(kind, data, on, needs=SHIPPED)
    leaves = notices.footed(leaves, [Foot("1KTF-1/1", "Tờ")] * len(leaves), on)
    dpi = 50
    whole = paper.pictures(notices.whole(leaves, on, "x"), dpi)
    parts = paper.pictures(notices.whole(leaves, on, "x", tile=True), dpi)
    assert len(parts) == 2 * len(whole)
    step = (max(on.area)) / 2
    for side, first, second in zip(whole, parts[::2], parts[1::2], strict=True):
        made = Image.new("L", side.size, 255)
        for part, start in ((first, tiles.OVERLAP), (second, step - tiles.OVERLAP)):
            at = round(start / 25.4 * dpi)
            box = Image.new("L", side.size, 255)
            box.paste(part, (at, 0) if landscape else (0, at))
            made = ImageChops.darker(made, box)
        lost = [(a, b) for a, b in zip(side.tobytes(), made.tobytes(), strict=True) if b - a > 120]
        assert len(lost) < side.width * side.height * 0.004


@pytest.mark.parametrize("landscape", [False, True])
def test_a_tile_lies_on_a4_and_keeps_every_word_once_or_twice(landscape: bool) -> None:
    data, on = wall(6), Paper(Size.A3, landscape)
    leaves = notices.compose(NoticeKind.OFFICE, data, on)
    pdf = notices.whole(leaves, on, "x", tile=True)
    assert tiles.half(on.area) in {(297.0, 210.0), (210.0, 297.0)}
    text = paper.words(pdf)
    assert all(one.code in text for one in data.procedures)


def test_the_codes_of_a_tiled_sheet_are_read_from_the_tile() -> None:
    data, on = samples.notices(samples.procedure()), Paper(Size.A3)
    leaves = notices.compose(NoticeKind.SHEETS, data, on)
    leaves = notices.footed(leaves, [Foot("1KTF-12/3", "Tờ 1KTF-12")], on)
    found = paper.codes(notices.whole(leaves, on, "x", tile=True))
    assert [text for page in found for _, text in page] == [
        data.procedures[0].portal_url,
        "1KTF-12/3",
    ]


def test_a_field_s_mark_follows_from_its_name() -> None:
    assert field_mark.mark_of("Hộ tịch").letters == "HT"
    assert field_mark.mark_of("Đất đai").letters == "ĐĐ"
    assert field_mark.mark_of("Bảo trợ xã hội").letters == "BTXH"
    assert field_mark.mark_of("Cấp, quản lý căn cước").letters == "CQLC"
    assert field_mark.mark_of("123").letters == "–"
    assert field_mark.mark_of("hộ tịch").colour == field_mark.mark_of("Hộ Tịch").colour


def test_the_fields_of_the_practice_office_can_be_told_apart_without_colour() -> None:
    offered = (files("resources") / "practice" / "offered.txt").read_text("utf-8").splitlines()
    codes = {line.split("#")[0].strip() for line in offered}
    fields = {one.field for one in everything() if one.code in codes}
    marks = {(mark.letters, mark.pattern) for mark in map(field_mark.mark_of, fields)}
    assert len(marks) == len(fields) == 10


def test_white_letters_are_legible_on_every_colour_and_on_its_grey() -> None:
    def channel(value: float) -> float:
        return value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4

    for colour in field_mark._COLOURS:
        red, green, blue = map(channel, colour)
        light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
        assert 1.05 / (light + 0.05) >= WCAG
        grey = channel(0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2])
        assert 1.05 / (grey + 0.05) >= WCAG


@pytest.mark.parametrize("kind", [NoticeKind.LIST, NoticeKind.SHEETS])
def test_codes_are_read_in_grey_at_a_hundred_dots_an_inch(kind: NoticeKind) -> None:
    data = wall(3)
    leaves = notices.compose(kind, data, UPRIGHT)
    feet = [Foot(f"1KTF-{n}/1", "Tờ") for n, _ in enumerate(leaves)]
    pdf = notices.whole(notices.footed(leaves, feet, UPRIGHT), UPRIGHT, "x")
    seen = [text for page in paper.codes(pdf, 100) for code, text in page if code == "QR"]
    assert seen == [one.procedure.portal_url for one in data.posted()]
    bars = [text for page in paper.codes(pdf) for code, text in page if code == "Code 128"]
    assert bars == [foot.code for foot in feet]


def test_the_office_may_change_the_needs() -> None:
    own = read_needs({"need": [{"title": "Khi lạ", "codes": ["1.000002"]}]}, "needs.toml")
    groups = grouped(wall(2).posted(), own)
    assert groups[0][0] == "Khi lạ"
    assert [one.procedure.code for one in groups[0][2]] == ["1.000002"]


@pytest.mark.parametrize("on", [Paper(large=True), Paper(Size.A3, large=True)])
def test_the_state_s_name_stands_on_one_line_in_large_print_too(on: Paper) -> None:
    pdf = notices.render(NoticeKind.HOTLINE, wall(1), on)
    (page,) = PdfReader(BytesIO(pdf)).pages
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in page.extract_text().splitlines()


@pytest.mark.parametrize("papers", [0, 1, 30])
def test_large_print_is_never_small(papers: int) -> None:
    checklist = tuple(RequiredPaper(f"{n}", f"Giấy tờ số {n}") for n in range(papers))
    data = samples.notices(samples.procedure(papers=checklist))
    (leaf,) = notices.compose(NoticeKind.SHEETS, data, Paper(large=True))
    steps = data.words.many("steps")
    sizes = {
        mark.size
        for side in leaf.sides
        for _, marks in side.pages
        for mark in marks
        if isinstance(mark, Words) and steps[2] == mark.text
    }
    assert sizes
    assert min(sizes) >= 16.0


@pytest.mark.parametrize("on", PAPERS)
def test_the_hot_line_fills_its_card_and_keeps_clear_of_a_seam(on: Paper) -> None:
    data = wall(1)
    (leaf,) = notices.compose(NoticeKind.HOTLINE, data, on)
    marks = [mark for _, page in leaf.sides[0].pages for mark in page if isinstance(mark, Words)]
    (number,) = [mark for mark in marks if mark.text == data.letterhead.hotline]
    middle = on.area[1] / 2
    below = max(mark.y for mark in marks if mark.y < on.bottom - 5.0)
    assert below > middle * 1.1
    if not on.landscape:
        assert number.y < middle - 5.0
