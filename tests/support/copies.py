"""Pages as bad eyes see them: coarse, askew, from a poor photocopy; a seed gives the same copy."""

import random
from collections.abc import Callable, Mapping
from typing import Final

from PIL import Image, ImageChops, ImageFilter

WHITE: Final = 255
#: Of a poor photocopy of a page scanned at 150 dots an inch: blur in dots, share of the contrast
#: that is left and how far black is lifted (of 255), spread of the noise, and what becomes black.
BLUR, CONTRAST, LIFT, NOISE, THRESHOLD = 0.9, 0.75, 30, 18.0, 150
#: Spread of one picture of even noise, of 255; four together are nearly normal.
_EVEN_NOISE, _TOGETHER = 73.9, 4


def turned(page: Image.Image, degrees: float) -> Image.Image:
    """Return a page that lies askew on the scanner's glass."""
    return page.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=WHITE)


def photocopy(page: Image.Image, seed: int) -> Image.Image:
    """Return a poor photocopy: blurred, pale, noisy, and then only black or white."""
    pale = page.filter(ImageFilter.GaussianBlur(BLUR)).point(
        [round(grey * CONTRAST + LIFT) for grey in range(256)]
    )
    noisy = ImageChops.add(pale, _noise(page.size, seed), 1.0, -128)
    return noisy.point([WHITE if grey > THRESHOLD else 0 for grey in range(256)])


def _noise(size: tuple[int, int], seed: int) -> Image.Image:
    """Return grey noise around 128."""
    dice = random.Random(seed)
    even = [Image.frombytes("L", size, dice.randbytes(size[0] * size[1])) for _ in range(_TOGETHER)]
    pairs = [Image.blend(even[at], even[at + 1], 0.5) for at in range(0, _TOGETHER, 2)]
    share = NOISE / (_EVEN_NOISE / _TOGETHER**0.5)
    return Image.blend(pairs[0], pairs[1], 0.5).point(
        [min(max(round(128 + (grey - 127.5) * share), 0), WHITE) for grey in range(256)]
    )


#: What a code must be read from: dots an inch at which its page is seen, and what befalls it.
CONDITIONS: Final[Mapping[str, tuple[int, Callable[[Image.Image], Image.Image]]]] = {
    "150": (150, lambda page: page),
    "100 grey": (100, lambda page: page),
    "150, +3°": (150, lambda page: turned(page, 3)),
    "150, -3°": (150, lambda page: turned(page, -3)),
    "100, +3°": (100, lambda page: turned(page, 3)),
    "100, -3°": (100, lambda page: turned(page, -3)),
    **{
        f"copy {seed}": (150, lambda page, seed=seed: photocopy(page, seed))  # type: ignore[misc]
        for seed in range(1, 7)
    },
}
