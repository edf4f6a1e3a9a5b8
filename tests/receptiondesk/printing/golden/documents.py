"""Which documents are golden, and how one is compared with what it was."""

from collections.abc import Callable, Mapping
from pathlib import Path

from PIL import Image, ImageChops, ImageStat

from receptiondesk.printing import calibration, day_sheet, receipt, receipt_roll, wording
from receptiondesk.printing.forms import refusal
from receptiondesk.printing.sheet import Size
from tests.receptiondesk.printing import samples, test_day_sheet, walls
from tests.receptiondesk.printing.forms import papers
from tests.receptiondesk.printing.test_receipt import by_proxy
from tests.support import paper

FOLDER = Path(__file__).resolve().parents[3] / "data" / "golden"
DPI = 60
#: Greys that a picture keeps: enough to see letters, few enough to stay small.
_GREYS = 16
_PAGE_END = "\n\f\n"
#: Pixels of 60 an inch that are compared as one: letters may be drawn half a pixel elsewhere.
_BLOCK = 4
#: Of 255: how much the whole page, and one block of it, may differ.
_MEAN_AT_MOST = 1.5
_BLOCK_AT_MOST = 40

#: More reasons than one page of A5 holds.
_REASONS = tuple(
    f"Giấy tờ thứ {number} không do người có thẩm quyền cấp, hoặc đã hết hạn sử dụng."
    for number in range(1, 25)
)
DOCUMENTS: Mapping[str, Callable[[], bytes]] = {
    **papers.DOCUMENTS,
    **walls.DOCUMENTS,
    "receipt-a5": lambda: receipt.render(samples.receipt(), Size.A5),
    "receipt-signed": lambda: receipt.render(samples.signed(), Size.A5),
    "receipt-a4": lambda: receipt.render(by_proxy(), Size.A4),
    "receipt-roll": lambda: receipt_roll.render(by_proxy()),
    "refusal-long": lambda: refusal.render(papers.refused(reasons=_REASONS)),
    "calibration": lambda: calibration.render(
        wording.load("calibration"), "HP LaserJet", "a5", (0.5, -1.0)
    ),
    "day-sheet": lambda: day_sheet.render(test_day_sheet.DATA),
}


def text_of(pdf: bytes) -> str:
    """Return the words of a document, page by page."""
    return _PAGE_END.join(paper.page_words(pdf)) + "\n"


def pictures_of(pdf: bytes) -> list[Image.Image]:
    """Return the pages as small grey pictures."""
    return [small(page) for page in paper.pictures(pdf, DPI)]


def small(page: Image.Image) -> Image.Image:
    """Return a picture in few greys, the paper itself white."""
    return page.point(
        [round(grey * (_GREYS - 1) / 255) * 255 // (_GREYS - 1) for grey in range(256)]
    )


def differences(one: Image.Image, other: Image.Image) -> str:
    """Return how two pictures differ beyond tolerance, empty when they are alike."""
    if one.size != other.size:
        return f"size {one.size} and {other.size}"
    parts = (max(one.width // _BLOCK, 1), max(one.height // _BLOCK, 1))
    blocks = [picture.resize(parts, Image.Resampling.BOX) for picture in (one, other)]
    apart = ImageChops.difference(*blocks)
    mean, most = ImageStat.Stat(apart).mean[0], int(apart.getextrema()[1])
    if mean <= _MEAN_AT_MOST and most <= _BLOCK_AT_MOST:
        return ""
    box = apart.point(lambda grey: 255 if grey > _BLOCK_AT_MOST else 0).getbbox() or (0, 0, 0, 0)
    place = tuple(side * _BLOCK * 25.4 / DPI for side in box)
    return f"mean {mean:.2f}, most {most} of 255, at {[round(side) for side in place]} mm"


def renew() -> None:
    """Write the golden set anew."""
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.iterdir():
        old.unlink()
    for name, make in DOCUMENTS.items():
        pdf = make()
        (FOLDER / f"{name}.txt").write_text(text_of(pdf), encoding="utf-8")
        for number, picture in enumerate(pictures_of(pdf), 1):
            place = FOLDER / f"{name}-{number}.png"
            picture.quantize(_GREYS).save(place, optimize=True)
