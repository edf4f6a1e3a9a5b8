"""One page's picture made small, and never smaller than its writing allows.

Each of three sizes (A4 at 200, 175 and 150 dpi) is saved at the best quality that fits
`PAGE_BYTES`, and the one that keeps most of the writing (`legibility`) is taken. Where none of them
keeps the floor, the page gets bigger instead of less legible. Colour stays: a seal is red, and
leaving the colour out of a photographed page was measured to save three parts in a hundred.
"""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageChops

from receptiondesk.files.legibility import FLOOR, JUDGED_SIDE, Original, scaled

#: Bytes of one page that a photograph is brought down towards.
PAGE_BYTES = 300 * 1024
_SIDES = (JUDGED_SIDE, 2047, 1754)
_QUALITIES = (85, 80, 75, 70, 65, 60, 55, 50, 45, 40, 35)
#: Colour differences (of 255) up to which a page counts as grey: what a scanner's lamp adds.
_GREY_WITHIN = 12
_COLOUR_SHARE = 0.0005
_THUMB = 512


@dataclass(frozen=True, slots=True)
class Squeezed:
    """A JPEG file and what it holds; ``kept`` is how much of the writing, 1 for all."""

    data: bytes
    size: tuple[int, int]
    channels: int
    kept: float


def squeeze(page: Image.Image, *, may_lose_colour: bool = True) -> Squeezed:
    """Return the page as the smallest JPEG that is worth keeping.

    Args:
        page: upright, mode RGB or L.
        may_lose_colour: whether a page without any colour may become grey.
    """
    if may_lose_colour and page.mode == "RGB" and not has_colour(page):
        page = page.convert("L")
    original = Original(page)
    largest = page
    if max(page.size) > JUDGED_SIDE:
        size = scaled(page.size, JUDGED_SIDE)
        largest = page.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    tries = [
        _fitting(shrunk, original)
        for side in _SIDES
        if (shrunk := _shrunk(largest, side)) is not None
    ]
    fitting = [one for one in tries if one.kept >= FLOOR and len(one.data) <= PAGE_BYTES]
    if fitting:
        return max(fitting, key=lambda one: one.kept)
    return _legible(largest, original)


def has_colour(page: Image.Image) -> bool:
    """Return whether a page has more colour than a lamp or a camera adds to grey paper."""
    small = page.copy()
    small.thumbnail((_THUMB, _THUMB))
    red, green, blue = small.split()
    lightest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    darkest = ImageChops.darker(ImageChops.darker(red, green), blue)
    counts = ImageChops.subtract(lightest, darkest).histogram()
    return sum(counts[_GREY_WITHIN * 4 :]) > _COLOUR_SHARE * small.width * small.height or (
        sum(counts[_GREY_WITHIN:]) > small.width * small.height // 2
    )


def as_jpeg(page: Image.Image, quality: int) -> bytes:
    """Return a JPEG file without anything but the picture."""
    file = BytesIO()
    page.save(file, "JPEG", quality=quality, optimize=True, subsampling="4:2:0")
    return file.getvalue()


def _shrunk(page: Image.Image, side: int) -> Image.Image | None:
    """Return the page at a size; ``None`` when it is as small already and the first size holds."""
    if side == JUDGED_SIDE or max(page.size) <= side:
        return page if side == JUDGED_SIDE else None
    return page.resize(scaled(page.size, side), Image.Resampling.LANCZOS)


def _fitting(page: Image.Image, original: Original) -> Squeezed:
    """Return the page at the best quality that fits, or at the lowest when none does."""
    low, high = 0, len(_QUALITIES) - 1
    best = as_jpeg(page, _QUALITIES[high])
    while low < high:
        middle = (low + high) // 2
        data = as_jpeg(page, _QUALITIES[middle])
        if len(data) <= PAGE_BYTES:
            best, high = data, middle
        else:
            low = middle + 1
    return _judged(page, best, original)


def _legible(page: Image.Image, original: Original) -> Squeezed:
    """Return the page at the lowest quality that keeps its writing, however big."""
    made = _judged(page, as_jpeg(page, _QUALITIES[-1]), original)
    for quality in reversed(_QUALITIES[:-1]):
        if made.kept >= FLOOR:
            break
        made = _judged(page, as_jpeg(page, quality), original)
    return made


def _judged(page: Image.Image, data: bytes, original: Original) -> Squeezed:
    with Image.open(BytesIO(data), formats=("JPEG",)) as copy:
        return Squeezed(data, page.size, len(page.getbands()), original.kept_by(copy))
