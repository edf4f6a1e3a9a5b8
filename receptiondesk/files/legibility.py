"""Can the writing still be read? Measured, not believed.

The structure of the picture (SSIM of Wang et al. 2004, its contrast and structure part) is
compared with that of the original at A4 and 200 dpi, in blocks of 8 by 8 dots and only where
there is ink: an empty margin keeps its structure at any quality. What counts is not the mean but
the worst twentieth of the inked blocks: one unreadable line is one too many.
"""

from PIL import Image, ImageFilter, ImageMath

#: Long side of the picture in which writing is judged: A4 at 200 dpi.
JUDGED_SIDE = 2339
#: The worst twentieth of the inked blocks keeps at least this much of its structure.
FLOOR = 0.97
_BLOCK = 8
#: Variance of brightness (of 0–255) from which a block holds ink.
_INK = 200
#: The constant that keeps flat blocks from dividing by nothing: (0.03 · 255)².
_FLAT = 58.5
_WORST_SHARE = 0.05
#: What an eye makes of the dots of a printed page at arm's length.
_EYE = ImageFilter.GaussianBlur(0.8)
_TOP = 255


class Original:
    """The brightness of a page as it came, seen as an eye does: single dots of noise blur."""

    def __init__(self, page: Image.Image) -> None:
        """Keep the page at the size in which it is judged."""
        size = scaled(page.size, JUDGED_SIDE)
        grey = page.convert("L")
        if size != page.size:
            grey = grey.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
        self._page = grey.filter(_EYE).convert("F")
        self._mean = self._page.reduce(_BLOCK)
        self._variance = _variance(self._page, self._mean)
        self._inked = (
            self._variance.point(lambda value: value / _INK * _TOP)
            .convert("L")
            .point(lambda value: _TOP if value >= _TOP else 0)
        )

    def kept_by(self, copy: Image.Image) -> float:
        """Return how much of the writing's structure a copy keeps: 1 all, 0 none.

        A page without any ink keeps all of it.
        """
        page = _seen(copy, self._page.size)
        mean = page.reduce(_BLOCK)
        both = _product(self._page, page).reduce(_BLOCK)
        kept = ImageMath.lambda_eval(
            lambda of: (
                (2 * (of["both"] - of["one"] * of["other"]) + _FLAT)
                / (of["first"] + of["second"] + _FLAT)
                * _TOP
            ),
            both=both,
            one=self._mean,
            other=mean,
            first=self._variance,
            second=_variance(page, mean),
        )
        return _worst(kept.convert("L").histogram(self._inked))


def _seen(page: Image.Image, size: tuple[int, int]) -> Image.Image:
    grey = page.convert("L").resize(size, Image.Resampling.BICUBIC)
    return grey.filter(_EYE).convert("F")


def scaled(size: tuple[int, int], long_side: int) -> tuple[int, int]:
    """Return a size shrunk so that its long side is at most ``long_side``; never enlarged."""
    longest = max(size)
    if longest <= long_side:
        return size
    return (
        max(1, round(size[0] * long_side / longest)),
        max(1, round(size[1] * long_side / longest)),
    )


def _product(one: Image.Image, other: Image.Image) -> Image.Image:
    made: Image.Image = ImageMath.lambda_eval(lambda of: of["a"] * of["b"], a=one, b=other)
    return made


def _variance(page: Image.Image, mean: Image.Image) -> Image.Image:
    squares = _product(page, page).reduce(_BLOCK)
    made: Image.Image = ImageMath.lambda_eval(
        lambda of: of["s"] - of["m"] * of["m"], s=squares, m=mean
    )
    return made


def _worst(histogram: list[int]) -> float:
    """Return the value below which the worst twentieth lies."""
    wanted, counted = sum(histogram) * _WORST_SHARE, 0
    if not wanted:
        return 1.0
    for value, blocks in enumerate(histogram):
        counted += blocks
        if counted >= wanted:
            return value / _TOP
    return 1.0
