"""Scanned pictures (JPEG, PNG, TIFF of several pages): upright, without metadata, made small.

A scan in black and white stays so (CCITT group 4, without loss); a photograph is squeezed; a
drawing of few colours is kept without loss where that fits.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from PIL import ExifTags, Image, ImageOps, TiffImagePlugin

from receptiondesk.files import jpeg
from receptiondesk.files.legibility import scaled
from receptiondesk.files.sniffing import Kind, refused
from receptiondesk.files.squeezing import PAGE_BYTES, squeeze

#: Dots of one page: A3 at 600 dpi has 70 million. More is a mistake, or meant to break programs.
DOTS_AT_MOST = 100_000_000
PAGES_AT_MOST = 200
#: Long side of a page that is kept as it came when its file is small enough.
_SIDE_AT_MOST = 3508
_UPRIGHT: Final = 1
_SAMPLE_SIDE = 512
_FEW_COLOURS = 256
_TWO_TONES = frozenset({0, 255})

# Our own limit is asked before a picture is decoded; the library's would only warn.
Image.MAX_IMAGE_PIXELS = None

#: What Pillow raises for damaged files, all of it found by feeding it such files.
UNREADABLE = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    AttributeError,
    EOFError,
    struct.error,
    zlib.error,
    RuntimeError,
)


@dataclass(frozen=True, slots=True)
class Picture:
    """One page's picture as a PDF embeds it.

    ``coding`` is the PDF's name of the compression; ``bits`` per channel; ``dots`` are pixels,
    ``inches`` the paper's size.
    """

    data: bytes
    coding: str
    dots: tuple[int, int]
    channels: int
    bits: int
    inches: tuple[float, float]


def pages_of(data: bytes, kind: Kind) -> Iterator[Picture]:
    """Yield the pages of a picture file, in order.

    Raises:
        Refused: ``damaged_file``, ``too_many_dots``, ``too_many_pages`` (field ``file``).
    """
    try:
        with Image.open(BytesIO(data), formats=(kind.value.upper(),)) as file:
            frames = getattr(file, "n_frames", 1) if kind is Kind.TIFF else 1
            if frames > PAGES_AT_MOST:
                raise too_many_pages(frames)
            for number in range(frames):
                if number:
                    file.seek(number)
                _refuse_bomb(file)
                yield _page(file, data if kind is Kind.JPEG else b"")
    except UNREADABLE as error:
        message = (
            "Ảnh này bị hỏng hoặc chưa chép xong nên không mở được. Xin quét hoặc chép lại rồi "
            "chọn tệp mới."
        )
        raise refused("damaged_file", message) from error


def too_many_pages(pages: int) -> Exception:
    """Return why a file of so many pages is not taken."""
    message = (
        f"Tệp có {pages} trang, nhiều hơn {PAGES_AT_MOST} trang. Xin chia thành nhiều tệp theo "
        "từng giấy tờ rồi gắn từng tệp."
    )
    return refused("too_many_pages", message)


def _refuse_bomb(file: Image.Image) -> None:
    if file.width * file.height > DOTS_AT_MOST:
        message = (
            f"Ảnh có {file.width}×{file.height} điểm, quá lớn cho một trang giấy. Xin quét lại với "
            "độ phân giải 200–300 dpi."
        )
        raise refused("too_many_dots", message)


def _page(file: Image.Image, jpeg_file: bytes) -> Picture:
    inches_at = _resolution(file)
    file.load()
    if file.mode == "1":
        return _bilevel(_upright(file), inches_at)
    turned = file.getexif().get(ExifTags.Base.Orientation, _UPRIGHT) != _UPRIGHT
    if jpeg_file and not turned and (kept := _as_it_came(file, jpeg_file, inches_at)):
        return kept
    page = _plain(_upright(file))
    if _is_two_toned(page):
        return _bilevel(page.convert("1", dither=Image.Dither.NONE), inches_at)
    if not jpeg_file and (kept := _without_loss(page, inches_at)):
        return kept
    made = squeeze(page)
    inches = _inches(page.size, inches_at)
    return Picture(made.data, "DCTDecode", made.size, made.channels, 8, inches)


def _upright(file: Image.Image) -> Image.Image:
    return ImageOps.exif_transpose(file)


def _plain(page: Image.Image) -> Image.Image:
    """Return the page in grey or RGB, on white paper where it was transparent."""
    if page.mode.startswith("I") or page.mode == "F":
        extremes: Any = page.convert("F").getextrema()
        lightest = float(extremes[1])
        factor = 1.0 if lightest <= 255 else 255.0 / 65535.0  # noqa: PLR2004 - 8 or 16 bits
        return page.convert("F").point(lambda value: value * factor + 0.0).convert("L")
    if page.has_transparency_data:
        cut = page.convert("RGBA")
        paper = Image.new("RGB", cut.size, "white")
        paper.paste(cut, mask=cut.getchannel("A"))
        return paper
    return page if page.mode in {"L", "RGB"} else page.convert("RGB")


def _is_two_toned(page: Image.Image) -> bool:
    """Return whether a page is only black and white, whatever it is written as."""
    colours = page.getcolors(maxcolors=2)
    if colours is None:
        return False
    return all(
        set(colour if isinstance(colour, tuple) else (colour,)) <= _TWO_TONES
        and len(set(colour if isinstance(colour, tuple) else (colour,))) == 1
        for _, colour in colours
    )


def _as_it_came(
    file: Image.Image, data: bytes, inches_at: tuple[float, float] | None
) -> Picture | None:
    """Return a small JPEG with its picture untouched, only bare of what stands beside it."""
    if len(data) > PAGE_BYTES or max(file.size) > _SIDE_AT_MOST or file.mode not in {"L", "RGB"}:
        return None
    bare = jpeg.bare(data)
    if bare is None:
        return None
    inches = _inches(file.size, inches_at)
    return Picture(bare, "DCTDecode", file.size, len(file.getbands()), 8, inches)


def _without_loss(page: Image.Image, inches_at: tuple[float, float] | None) -> Picture | None:
    """Return a page drawn in few colours, such as a picture of a screen, as it is."""
    sample = page.resize(scaled(page.size, _SAMPLE_SIDE), Image.Resampling.NEAREST)
    if max(page.size) > _SIDE_AT_MOST or sample.getcolors(_FEW_COLOURS) is None:
        return None
    data = zlib.compress(page.tobytes())
    if len(data) > PAGE_BYTES:
        return None
    inches = _inches(page.size, inches_at)
    return Picture(data, "FlateDecode", page.size, len(page.getbands()), 8, inches)


def _bilevel(page: Image.Image, inches_at: tuple[float, float] | None) -> Picture:
    """Return a black and white page coded by CCITT group 4 (ITU-T T.6)."""
    file = BytesIO()
    rows = TiffImagePlugin.ROWSPERSTRIP
    clean = Image.new("1", page.size)
    clean.paste(page)
    clean.save(file, "TIFF", compression="group4", tiffinfo={rows: page.height})
    with Image.open(file, formats=("TIFF",)) as made:
        tags = made.tag_v2  # type: ignore[attr-defined]
        at, length = tags[TiffImagePlugin.STRIPOFFSETS], tags[TiffImagePlugin.STRIPBYTECOUNTS]
    coded = file.getvalue()[at[0] : at[0] + length[0]]
    return Picture(coded, "CCITTFaxDecode", page.size, 1, 1, _inches(page.size, inches_at))


def _resolution(file: Image.Image) -> tuple[float, float] | None:
    """Return the dots per inch that the scanner wrote down, if it did and they can be meant."""
    told: Any = file.info.get("dpi")
    if not told:
        return None
    across, down = (float(one) for one in told)
    believable = 90 <= across <= 1300 and 90 <= down <= 1300  # noqa: PLR2004 - fax to film
    return (across, down) if believable else None


def _inches(dots: tuple[int, int], inches_at: tuple[float, float] | None) -> tuple[float, float]:
    """Return the paper's size: by the scanner's word where that gives a paper, else on A4."""
    if inches_at is not None:
        wide, high = dots[0] / inches_at[0], dots[1] / inches_at[1]
        if min(wide, high) >= 2 and max(wide, high) <= 24:  # noqa: PLR2004 - a card to A2
            return wide, high
    long_side, short_side = (11.69, 8.27)
    across = long_side if dots[0] > dots[1] else short_side
    high = long_side if dots[1] >= dots[0] else short_side
    factor = min(across / dots[0], high / dots[1])
    return dots[0] * factor, dots[1] * factor
