"""Pictures become upright, small, legible pages, and hostile ones are refused in a sentence."""

import random
from contextlib import suppress
from functools import cache
from io import BytesIO

import pytest
import qrcode
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageStat
from pypdf import PdfReader

from receptiondesk.domain.errors import Refused
from receptiondesk.files import legibility, pictures, squeezing
from receptiondesk.files.preparing import Prepared, grouped, prepare
from tests.support import paper
from tests.support.scans import jpeg, photographed, saved, written

MB = 1024 * 1024
PART = 2 * MB


def refusal(data: bytes) -> str:
    with pytest.raises(Refused) as refused:
        prepare(data, PART)
    (problem,) = refused.value.problems
    assert problem.field == "file"
    assert problem.message.endswith(".")
    return problem.code


def only(prepared: Prepared) -> bytes:
    (part,) = prepared.parts
    return part.data


def picture_in(pdf: bytes) -> Image.Image:
    drawn = PdfReader(BytesIO(pdf)).pages[0]["/Resources"]["/XObject"]["/P"]
    return Image.open(BytesIO(drawn._data))  # as it stands there; pypdf would code it anew


@cache
def telephone_page() -> bytes:
    """What becomes of a whole photograph of 12 megapixels; made once, looked at more than once."""
    photo = jpeg(photographed())
    assert len(photo) > 3 * MB
    return only(prepare(photo, PART))


def test_a_photographed_page_comes_down_to_its_size_and_stays_legible() -> None:
    pdf = telephone_page()
    assert len(pdf) <= squeezing.PAGE_BYTES + 8 * 1024
    kept = legibility.Original(photographed()).kept_by(picture_in(pdf))
    assert kept >= legibility.FLOOR
    assert max(picture_in(pdf).size) >= 1754


def test_small_codes_can_still_be_read_by_a_machine_afterwards() -> None:
    """Not our own measure: a reader that knows nothing of it, on modules of a third of a mm."""
    text = "mã hồ sơ H56.14-261123-0001 " * 4
    code = qrcode.make(text, box_size=3, border=4).convert("RGB")
    page = written((1654, 2339)).copy()
    page.paste(code, (1000, 200))
    big = page.resize((2481, 3508), Image.Resampling.BICUBIC)
    noise = Image.merge("RGB", (Image.effect_noise(big.size, 10),) * 3)
    pdf = only(prepare(jpeg(ImageChops.add(big, noise, scale=1, offset=-128)), PART))
    assert len(pdf) < 350 * 1024
    assert ("QR", text) in paper.read(picture_in(pdf).convert("L"))


def test_the_measure_sees_what_cannot_be_read() -> None:
    page = written()
    original = legibility.Original(page)
    assert original.kept_by(page) > 0.99
    blurred = page.resize((413, 584)).resize(page.size)
    assert original.kept_by(blurred) < legibility.FLOOR
    other = written(seed=2)
    assert original.kept_by(other) < 0.5


def test_never_below_the_floor_even_when_the_page_gets_bigger() -> None:
    chance = random.Random(3)
    dots = bytes(chance.choice((0, 255)) for _ in range(400 * 566))
    harsh = Image.frombytes("L", (400, 566), dots).resize((1200, 1698), Image.Resampling.NEAREST)
    made = squeezing.squeeze(harsh.convert("RGB"))
    assert made.kept >= legibility.FLOOR
    assert len(made.data) > squeezing.PAGE_BYTES


def test_a_red_seal_stays_red_and_a_grey_page_is_grey() -> None:
    red = picture_in(telephone_page())
    assert red.mode == "RGB"
    assert squeezing.has_colour(red)
    grey = squeezing.squeeze(photographed((945, 1260)).convert("L").convert("RGB"))
    assert grey.channels == 1


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_page_stands_upright_whatever_the_camera_says(orientation: int) -> None:
    upright = written((413, 584))
    undo = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    held = upright if undo is None else upright.transpose(undo)
    (shown,) = paper.pictures(only(prepare(jpeg(held, orientation=orientation), PART)), dpi=72)
    assert shown.height > shown.width
    wanted = upright.convert("L").resize(shown.size)
    assert ImageStat.Stat(ImageChops.difference(shown, wanted)).mean[0] < 8
    assert shown.getpixel((5, 5)) < 80  # the black mark of the upper left corner


def test_place_and_maker_stay_with_the_citizen() -> None:
    for page in (written((413, 584)), photographed((1134, 1512))):
        data = jpeg(page, place=True)
        assert b"Secret Phone" in data
        pdf = only(prepare(data, PART))
        assert b"Secret Phone" not in pdf
        assert b"Exif" not in pdf


def test_a_small_picture_is_not_coded_anew() -> None:
    page = written((827, 1169))
    with Image.open(BytesIO(jpeg(page))) as before:
        after = picture_in(only(prepare(jpeg(page), PART)))
        assert ImageChops.difference(before, after).getbbox() is None


@pytest.mark.parametrize("how", ["group4", "packbits", "png", "grey"])
def test_a_scan_in_black_and_white_stays_so_without_loss(how: str) -> None:
    page = written((1654, 2339)).convert("1", dither=Image.Dither.NONE)
    match how:
        case "png":
            data = saved(page, "PNG")
        case "grey":
            data = saved(page.convert("L"), "PNG")
        case _:
            data = saved(page, "TIFF", compression=how, dpi=(200, 200))
    pdf = only(prepare(data, PART))
    assert b"CCITTFaxDecode" in pdf
    assert len(pdf) < 60 * 1024
    (shown,) = paper.pictures(pdf, dpi=200)
    assert abs(shown.width - 1654) <= 2
    light = sum(page.convert("L").histogram()[128:]) / (1654 * 2339)
    assert abs(sum(shown.histogram()[128:]) / (shown.width * shown.height) - light) < 0.02


def test_a_long_scan_is_cut_into_parts_that_a_portal_takes() -> None:
    first, *others = [photographed((600, 800), seed) for seed in range(9)]
    data = saved(first, "TIFF", save_all=True, append_images=others, compression="jpeg")
    made = prepare(data, MB // 4)
    assert sum(part.pages for part in made.parts) == 9
    assert len(made.parts) > 1
    assert all(len(part.data) <= MB // 4 for part in made.parts)
    assert [len(PdfReader(BytesIO(part.data)).pages) for part in made.parts] == [
        part.pages for part in made.parts
    ]


def test_the_same_picture_gives_the_same_bytes() -> None:
    data = jpeg(photographed((1134, 1512)))
    assert len(data) > squeezing.PAGE_BYTES
    assert prepare(data, PART) == prepare(data, PART)


def test_what_comes_out_is_what_archives_take() -> None:
    root = PdfReader(BytesIO(only(prepare(jpeg(written((413, 584))), PART)))).trailer["/Root"]
    assert root["/OutputIntents"][0]["/S"] == "/GTS_PDFA1"
    assert b"<pdfaid:part>2<" in root["/Metadata"].get_data()
    assert set(root) == {"/Type", "/Pages", "/Metadata", "/OutputIntents"}


@pytest.mark.parametrize(
    ("page", "mode"),
    [("RGBA", "RGBA"), ("P", "P"), ("LA", "LA"), ("I;16", "I;16"), ("CMYK", "CMYK")],
)
def test_every_way_of_writing_colours_is_understood(page: str, mode: str) -> None:
    upright = written((413, 584), seal=False)
    if mode == "I;16":
        grey = upright.convert("L")
        doubled = bytes(part for value in grey.tobytes() for part in (value, value))
        coded = Image.frombytes("I;16", grey.size, doubled)
        data = saved(coded, "TIFF")
    elif mode == "CMYK":
        data = saved(upright.convert("CMYK"), "JPEG", quality=90)
    else:
        data = saved(upright.convert(page), "PNG")
    (shown,) = paper.pictures(only(prepare(data, PART)), dpi=72)
    wanted = upright.convert("L").resize(shown.size)
    assert ImageStat.Stat(ImageChops.difference(shown, wanted)).mean[0] < 8


def test_a_bomb_is_refused_before_it_is_opened() -> None:
    header = Image.new("1", (11_000, 10_000))
    assert pictures.DOTS_AT_MOST < 11_000 * 10_000
    assert refusal(saved(header, "PNG")) == "too_many_dots"
    assert refusal(saved(header, "TIFF", compression="group4")) == "too_many_dots"


def test_too_many_pages_are_refused() -> None:
    page = Image.new("1", (40, 60), 1)
    others = [page] * pictures.PAGES_AT_MOST
    data = saved(page, "TIFF", save_all=True, append_images=others)
    assert refusal(data) == "too_many_pages"


@pytest.mark.parametrize(
    ("data", "what", "how"),
    [
        (b"\x00\x00\x00\x24ftypheic", "HEIC", "Tương thích nhất"),
        (b"\x00\x00\x00\x24ftypmif1", "HEIC", "Tương thích nhất"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "WebP", "lưu thành JPEG"),
        (b"GIF89a", "GIF", "lưu thành JPEG"),
        (b"BM6\x00", "BMP", "lưu thành JPEG"),
        (b"\x00\x00\x00\x1cftypavif", "AVIF", "lưu thành JPEG"),
    ],
)
def test_a_picture_of_another_kind_is_told_how_it_becomes_one(
    data: bytes, what: str, how: str
) -> None:
    with pytest.raises(Refused) as refused:
        prepare(data, PART)
    (problem,) = refused.value.problems
    assert what in problem.message
    assert how in problem.message


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"\x00" * 500, "empty_file"),
        (b"ghi nhanh", "unknown_kind"),
        (b"PK\x03\x04 a letter", "unknown_kind"),
        (b"\x00\x00\x00\x18ftypheic", "unknown_kind"),
        (b"GIF89a", "unknown_kind"),
        (b"MZ\x90\x00", "unknown_kind"),
        (b"\xff\xd8\xff", "damaged_file"),
        (b"\x89PNG\r\n\x1a\n", "damaged_file"),
        (b"II*\x00\x08\x00\x00\x00", "damaged_file"),
    ],
)
def test_what_is_no_paper_is_refused(data: bytes, code: str) -> None:
    assert refusal(data) == code


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_a_file_that_was_not_copied_whole_is_refused(kind: str) -> None:
    data = saved(photographed((600, 800)), kind)
    for share in (0.1, 0.5, 0.9):
        assert refusal(data[: int(len(data) * share)]) == "damaged_file"


SMALL = {kind: saved(written((120, 170)), kind) for kind in ("JPEG", "PNG", "TIFF", "PDF")}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    kind=st.sampled_from(sorted(SMALL)),
    cuts=st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=6)), max_size=8),
    length=st.floats(0.2, 1),
)
def test_whatever_is_done_to_a_file_it_is_taken_or_refused(
    kind: str, cuts: list[tuple[float, bytes]], length: float
) -> None:
    data = bytearray(SMALL[kind])
    for where, what in cuts:
        at = int(where * len(data))
        data[at : at + len(what)] = what
    with suppress(Refused):
        made = prepare(bytes(data[: int(len(data) * length)]), PART)
        assert all(PdfReader(BytesIO(part.data)).pages for part in made.parts)


@given(sizes=st.lists(st.integers(1, 100), min_size=1, max_size=40), most=st.integers(1, 150))
def test_parts_hold_every_page_once_and_in_order(sizes: list[int], most: int) -> None:
    runs = grouped(sizes, most)
    assert [at for run in runs for at in run] == list(range(len(sizes)))
    assert all(len(run) == 1 or sum(sizes[at] for at in run) <= most for run in runs)
