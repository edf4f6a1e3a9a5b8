"""Pages as scanners and telephones make them: writing, shade, noise, an orientation."""

import random
from functools import cache
from io import BytesIO

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from resources import __path__ as resources

_WORDS = ("CỘNG HÒA", "XÃ HỘI", "CHỦ NGHĨA", "VIỆT NAM", "độc lập", "tự do", "hạnh phúc", "họ tên")
ORIENTATION = 0x0112
GPS = 0x8825
MAKER = 0x010F


@cache
def written(
    size: tuple[int, int] = (1654, 2339), seed: int = 1, *, seal: bool = True
) -> Image.Image:
    """A page of small print with a black mark at its upper left corner and a red seal."""
    page = Image.new("RGB", size, (248, 246, 240))
    pen = ImageDraw.Draw(page)
    wide, high = size
    file = f"{next(iter(resources))}/fonts/ReceptiondeskSans-Regular.ttf"
    font = ImageFont.truetype(file, max(8, high // 80))
    chance = random.Random(seed)
    pen.rectangle((0, 0, wide // 12, high // 24), fill="black")
    for line in range(6, 56):
        words = " ".join(chance.choice(_WORDS) for _ in range(6))
        pen.text((wide // 12, high * line // 60), words, fill=(30, 30, 40), font=font)
    if seal:
        box = (wide * 3 // 5, high * 3 // 4, wide * 4 // 5, high * 3 // 4 + wide // 5)
        pen.ellipse(box, outline=(200, 30, 40), width=max(3, wide // 200))
    return page


@cache
def photographed(size: tuple[int, int] = (3024, 4032), seed: int = 1) -> Image.Image:
    """The same as a telephone sees it: a shadow from one side, a soft lens, a noisy chip."""
    page = written(size, seed)
    shade = Image.linear_gradient("L").resize(size).point(lambda value: 150 + value * 100 // 255)
    page = ImageChops.multiply(page, Image.merge("RGB", (shade,) * 3))
    page = page.filter(ImageFilter.GaussianBlur(1.2))
    noise = Image.merge("RGB", (Image.effect_noise(size, 14),) * 3)
    return ImageChops.add(page, noise, scale=1, offset=-128)


def saved(page: Image.Image, kind: str, **options: object) -> bytes:
    """Return a page as a file of a kind, ``append_images`` behind it.

    Copies are saved: a page that was once appended remembers with what, and these are shared.
    """
    file = BytesIO()
    behind = options.get("append_images")
    if isinstance(behind, list):
        options["append_images"] = [one.copy() for one in behind]
    page.copy().save(file, kind, **options)
    return file.getvalue()


def jpeg(page: Image.Image, quality: int = 92, **tags: object) -> bytes:
    """Return a page as a camera saves it; ``tags`` are ``orientation`` and ``place``."""
    exif = Image.Exif()
    exif[MAKER] = "Secret Phone"
    if "orientation" in tags:
        exif[ORIENTATION] = tags["orientation"]
    if tags.get("place"):
        exif[GPS] = {1: "N", 2: (10.0, 46.0, 35.0)}
    return saved(page, "JPEG", quality=quality, exif=exif.tobytes())


@cache
def small(seed: int) -> bytes:
    """A little page, the same for the same seed, quick to prepare."""
    page = Image.new("L", (420, 594), 255)
    pen = ImageDraw.Draw(page)
    chance = random.Random(seed)
    for line in range(20, 560, 18):
        pen.line((30, line, chance.randint(120, 390), line), fill=0, width=3)
    return saved(page, "PNG")
