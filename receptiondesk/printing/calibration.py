"""The page by which a printer is measured, and the move that a printer's measure asks for.

Pre-printed stock is filled in to the millimetre, and every printer takes its sheet a little to one
side. The page has a cross at a known distance from the paper's edges and rulers of known length;
what a real ruler finds there is the printer's offset.
"""

from collections.abc import Mapping
from io import BytesIO
from typing import Final

from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.printing import fonts as bundled
from receptiondesk.printing.flow import Column, Run, Style, break_lines, height_of, set_lines
from receptiondesk.printing.fonts import Face, Fonts
from receptiondesk.printing.marks import GREY, Mark, Page, Rule, Words
from receptiondesk.printing.sheet import Side, Size, paint
from receptiondesk.printing.wording import Wording

#: From the left and the upper edge of the paper to the middle of the cross, in millimetres.
MARK: Final = 20.0
#: How long both rulers are on A4, in millimetres; narrower paper has room for less.
LENGTH: Final = 100
_ARM: Final = 8.0
_AFTER_CROSS: Final = 15.0
_TICKS: Final = ((10, 5.0), (5, 3.5), (1, 2.0))
_HAIR: Final = 0.35
_NUMBERS: Final = Style(Face.SANS, 7.5)
_BODY: Final = Style(Face.SANS, 9.0, 1.3)
_SIZES: Final = {"a4": Size.A4, "a5": Size.A5}
_MM_PER_POINT: Final = 25.4 / 72


def render(words: Wording, printer: str, size: str, offset: tuple[float, float]) -> bytes:
    """Return the page; it is to be moved as every paper for that printer is (`moved`).

    Args:
        words: the fixed words.
        printer: the printer's name, set on the page as far as the fonts know its letters.
        size: ``a4`` or ``a5``.
        offset: the one in use, told on the page: to the right and down, in millimetres.

    Raises:
        Refused: ``bad_paper``.
        Trouble: the fonts are damaged.
    """
    if size not in _SIZES:
        message = f"Khổ giấy phải là: {', '.join(_SIZES)}."
        raise Refused(Problem("paper", "bad_paper", message))
    fonts = bundled.load()
    paper = _SIZES[size].turned(landscape=False)
    length = _length(paper[0])
    filled = _parts(fonts, words, printer, (length, *offset))
    page = [*_cross(paper), *_rulers(fonts, length), *_words(fonts, words, filled, paper[0])]
    return paint([Side(((0.0, page),))], paper, words["paper_name"], fonts)


def moved(pdf: bytes, x: float, y: float) -> bytes:
    """Return a paper whose marks stand further to the right and further down, in millimetres.

    The sheet stays as it is. Nothing to move leaves the bytes as they are.
    """
    if not (x or y):
        return pdf
    from pypdf import PdfReader, PdfWriter, Transformation  # few printers need it

    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf)))
    shift = Transformation().translate(x / _MM_PER_POINT, -y / _MM_PER_POINT)
    for page in writer.pages:
        page.add_transformation(shift)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _cross(paper: tuple[float, float]) -> Page:
    """Return the cross, and the same at the far edges, where paper that is fed askew shows."""
    marks: list[Mark] = []
    far_x, far_y = paper[0] - MARK, paper[1] - MARK
    for x, y in ((MARK, MARK), (far_x, MARK), (MARK, far_y), (far_x, far_y)):
        marks += [
            Rule(x - _ARM, y, x + _ARM, y, _HAIR),
            Rule(x, y - _ARM, x, y + _ARM, _HAIR),
        ]
    return marks


def _length(width: float) -> int:
    """Return how long the rulers are: whole centimetres that leave the far cross alone."""
    return min(LENGTH, int((width - 2 * MARK - _AFTER_CROSS - _ARM) // 10 * 10))


def _rulers(fonts: Fonts, length: int) -> Page:
    """Return both rulers, from the cross to the right and down."""
    left, top = MARK + _AFTER_CROSS, MARK
    marks: list[Mark] = [
        Rule(left, top, left + length, top, _HAIR),
        Rule(MARK, top + _AFTER_CROSS, MARK, top + _AFTER_CROSS + length, _HAIR),
    ]
    for mm in range(length + 1):
        long = next(tick for step, tick in _TICKS if mm % step == 0)
        marks.append(Rule(left + mm, top, left + mm, top + long, _HAIR))
        marks.append(
            Rule(MARK, top + _AFTER_CROSS + mm, MARK + long, top + _AFTER_CROSS + mm, _HAIR)
        )
        if mm % 10 == 0:
            marks += _numbers(fonts, str(mm), (left + mm, top + 8), (MARK + 6.0, top + 16 + mm))
    return marks


def _numbers(
    fonts: Fonts, text: str, below: tuple[float, float], beside: tuple[float, float]
) -> Page:
    face, size = _NUMBERS.face, _NUMBERS.size
    half = fonts.width(face, size, text) * _MM_PER_POINT / 2
    return [
        Words(below[0] - half, below[1], face, size, text, GREY),
        Words(beside[0], beside[1], face, size, text, GREY),
    ]


def _parts(
    fonts: Fonts, words: Wording, printer: str, numbers: tuple[int, float, float]
) -> dict[str, str]:
    known = printer if printer and not fonts.missing(printer) else words["any_printer"]
    length, x, y = numbers
    return {
        "printer": known,
        "length": str(length),
        "mark": _number(MARK),
        "x": _number(x),
        "y": _number(y),
    }


def _words(fonts: Fonts, words: Wording, parts: Mapping[str, str], width: float) -> Page:
    """Return what a person reads, to the right of the ruler that goes down."""
    column = Column(MARK + 18, width - MARK - 18 - 12)
    title = Style(Face.SANS_BOLD, 13.0, 1.4)
    paragraphs = [
        (words["title"], title),
        (words["not_a_paper"], _BODY),
        (words["printer"], _BODY),
        (words["offset"], _BODY.of(Face.SANS_BOLD)),
        *((step, _BODY) for step in words.many("steps")),
    ]
    marks: list[Mark] = []
    top = MARK + _AFTER_CROSS
    for text, style in paragraphs:
        lines = break_lines(fonts, [Run(text.format(**parts), style)], column.width)
        marks += set_lines(fonts, lines, column, top)
        top += height_of(lines) + 1.6
    return marks


def _number(value: float) -> str:
    return f"{value:g}".replace(".", ",")
