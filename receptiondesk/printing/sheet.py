"""The page frame: turns pages of marks into one PDF, the same bytes for the same marks.

reportlab's ``invariant`` mode takes the clock and random ids out; the document id is then a
digest of the content. Nothing personal goes into the title or the other metadata.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from io import BytesIO
from math import cos, degrees, radians, sin
from typing import Final

from reportlab import rl_config
from reportlab.graphics.barcode.code128 import Code128Auto
from reportlab.pdfgen.canvas import Canvas

from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.printing.fonts import Face, Fonts
from receptiondesk.printing.marks import (
    INK,
    POINT,
    Bars,
    Colour,
    Frame,
    Page,
    Panel,
    Rule,
    Symbol,
    Words,
)
from receptiondesk.printing.qr import QUIET

_MM: Final = 1 / POINT
_WHITE: Final = (1.0, 1.0, 1.0)
_STAMP_GREY: Final = (0.87, 0.87, 0.89)
_STAMP_SLANT: Final = radians(30)
_STAMP_ROOM: Final = 0.94
_STAMP_MOST: Final = 60.0
_STAMP_UPRIGHT: Final = (0.3, 0.7)
#: Narrow bars left blank at either end of a Code 128 (ISO/IEC 15417).
_BAR_QUIET: Final = 10

#: Bars begin on a whole dot of a printer or screen of 150 dots an inch, in points.
_DOT: Final = 72 / 150

# A face reads its file through one cursor while it is cut down to the letters used, so two
# documents must not be finished at once.
_FINISHING = threading.Lock()


# The library would spell compressed pages in letters for channels of seven bits; bytes are a fifth
# smaller, and a receipt is made a tenth faster.
rl_config.useA85 = 0


class Size(Enum):
    """Paper upright, in millimetres (ISO 216)."""

    A5 = (148.0, 210.0)
    A4 = (210.0, 297.0)
    A3 = (297.0, 420.0)

    def turned(self, *, landscape: bool) -> tuple[float, float]:
        """Return width and height as the paper lies."""
        width, height = self.value
        return (height, width) if landscape else (width, height)


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a sheet: pages with the left edge each one starts at, and what lies over them.

    ``stamp`` is set large and pale beneath the words, across each of the ``stamped`` stretches
    (left edge and width); ``cuts`` are the places of vertical cut lines. All in millimetres.
    """

    pages: Sequence[tuple[float, Page]]
    stamp: str = ""
    stamped: Sequence[tuple[float, float]] = ()
    cuts: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Making:
    """Tells how far a long document is and asks whether to go on.

    ``progress`` gets (done, all); ``cancelled`` is asked before each step.
    """

    progress: Callable[[int, int], None] | None = None
    cancelled: Callable[[], bool] | None = None

    def step(self, done: int, total: int) -> None:
        """Report one step.

        Raises:
            Refused: ``cancelled`` when a person stopped the work.
        """
        if self.cancelled and self.cancelled():
            raise Refused(
                Problem("", "cancelled", "Đã dừng theo yêu cầu. Chưa có tờ nào được tạo ra.")
            )
        if self.progress:
            self.progress(done, total)


def paint(sides: Iterable[Side], size: tuple[float, float], title: str, fonts: Fonts) -> bytes:
    """Return the PDF of some sides of one paper size (millimetres).

    ``title`` goes into the metadata and must hold no personal data. The language is declared as
    Vietnamese, so that readers pronounce it right.
    """
    out = BytesIO()
    width, height = size[0] * _MM, size[1] * _MM
    canvas = Canvas(
        out,
        pagesize=(width, height),
        invariant=1,
        pageCompression=1,
        lang="vi-VN",
        # Else every paper would name Helvetica, which is not inside and prints no Vietnamese.
        initialFontName=Face.REGULAR,  # type: ignore[arg-type] # the stub says float
    )
    canvas.setTitle(title)
    canvas.setAuthor("")
    canvas.setSubject("")
    canvas.setCreator("Receptiondesk")
    canvas.setProducer("Receptiondesk")
    painter = _Painter(canvas, height, fonts)
    for side in sides:
        painter.side(side)
        canvas.showPage()
    with _FINISHING:
        canvas.save()
    return out.getvalue()


def bar_modules(text: str) -> int:
    """Return how many narrow bars wide the Code 128 of a text is, quiet zones included."""
    width: float = Code128Auto(text, barWidth=1, quiet=0).width
    return round(width) + 2 * _BAR_QUIET


def _joined(rules: Iterable[Rule]) -> Iterable[Rule]:
    """Return rules once each, those downwards that go on where another ends as one.

    A table sets the edges of each row for itself: five times as many as there are lines to see.
    """
    joined: dict[object, Rule] = {}
    for rule in dict.fromkeys(rules):
        ends = (rule.x1, rule.width, rule.colour, rule.y2)
        if rule.x1 != rule.x2 or rule.dash or ends in joined:
            joined[rule] = rule
            continue
        above = joined.pop((*ends[:-1], rule.y1), None)
        joined[ends] = above._replace(y2=rule.y2) if above else rule
    return joined.values()


def _dark_runs(rows: Iterable[str]) -> Iterator[str]:
    """Yield the dark runs of a symbol's rows as rectangles, a module being 1 by 1."""
    for number, row in enumerate(rows):
        column = 0
        for run in row.split("0"):
            if run:
                yield f"{column} {number} {len(run)} 1 re"
            column += len(run) + 1


class _CollectedBars(Code128Auto):
    """Keeps its bars as one path in narrow bars, instead of drawing each with its own state."""

    def __init__(self, text: str, **places: float) -> None:
        super().__init__(text, **places)
        self.path: list[str] = []

    def rect(self, x: float, _y: float, w: float, _h: float) -> None:
        """Take one bar; it is as high as the code."""
        self.path.append(f"{x:g} 0 {w:g} 1 re")


class _Painter:
    """Paints marks on a canvas whose origin is the lower left corner."""

    def __init__(self, canvas: Canvas, height: float, fonts: Fonts) -> None:
        self._canvas = canvas
        self._height = height
        self._fonts = fonts
        self._colour: Colour | None = None
        self._line: tuple[float, Colour] | None = None

    def side(self, side: Side) -> None:
        """Paint one side."""
        self._colour = self._line = None
        for left, room in side.stamped if side.stamp else ():
            self._stamp(side.stamp, left, room)
        for left, page in side.pages:
            self._page(page, left * _MM)
        for cut in side.cuts:
            self._rule(Rule(cut, 0, cut, self._height / _MM, 0.5, (4, 3), (0.45,) * 3), 0.0)

    def _page(self, page: Page, left: float) -> None:
        """Paint areas first, rules over them, then codes with their white edges, letters last."""
        rules, codes, words = [], [], []
        for mark in page:
            match mark:
                case Words():
                    words.append(mark)
                case Rule():
                    rules.append(mark)
                case Symbol() | Bars():
                    codes.append(mark)
                case _:
                    self._mark(mark, left)
        for rule in _joined(rules):
            self._rule(rule, left)
        for code in codes:
            self._mark(code, left)
        self._words(words, left)

    def _mark(self, mark: object, left: float) -> None:
        match mark:
            case Panel():
                self._fill(mark.colour)
                self._rect(mark, left, fill=1, stroke=0)
            case Frame():
                self._stroke(mark.line, mark.colour)
                self._rect(mark, left, fill=0, stroke=1)
            case Symbol():
                self._symbol(mark, left)
            case Bars():
                self._bars(mark, left)

    def _words(self, words: Sequence[Words], left: float) -> None:
        """Set the letters of a page, in their order, over everything else.

        They are one text of the library's, which is a third faster to write than a text a piece.
        """
        if not words:
            return
        text = self._canvas.beginText()
        look: tuple[str, float] | None = None
        for mark in words:
            if mark.colour != self._colour:
                text.setFillColorRGB(*mark.colour)
                self._colour = mark.colour
            if look != (mark.face, mark.size):
                look = (mark.face, mark.size)
                text.setFont(*look)
            text.setTextOrigin(left + mark.x * _MM, self._height - mark.y * _MM)
            text.textLine(mark.text)
        self._canvas.drawText(text)

    def _fill(self, colour: Colour) -> None:
        if colour != self._colour:
            self._canvas.setFillColorRGB(*colour)
            self._colour = colour

    def _stroke(self, width: float, colour: Colour) -> None:
        if (width, colour) != self._line:
            self._canvas.setLineWidth(width)
            self._canvas.setStrokeColorRGB(*colour)
            self._line = (width, colour)

    def _rect(self, mark: Panel | Frame, left: float, *, fill: int, stroke: int) -> None:
        self._canvas.rect(
            left + mark.x * _MM,
            self._height - (mark.y + mark.height) * _MM,
            mark.width * _MM,
            mark.height * _MM,
            fill=fill,
            stroke=stroke,
        )

    def _rule(self, rule: Rule, left: float) -> None:
        canvas = self._canvas
        self._stroke(rule.width, rule.colour)
        if rule.dash:
            canvas.setDash(list(rule.dash))
        canvas.line(
            left + rule.x1 * _MM,
            self._height - rule.y1 * _MM,
            left + rule.x2 * _MM,
            self._height - rule.y2 * _MM,
        )
        if rule.dash:
            canvas.setDash([])

    def _symbol(self, symbol: Symbol, left: float) -> None:
        module = symbol.side * _MM / symbol.matrix.modules
        x, top = left + symbol.x * _MM, self._height - symbol.y * _MM
        quiet = QUIET * module
        whole = symbol.side * _MM + 2 * quiet
        self._fill(_WHITE)
        self._canvas.rect(x - quiet, top - whole + quiet, whole, whole, fill=1, stroke=0)
        self._fill(INK)
        # Whole numbers in a scaled frame: a third of the bytes of a path in points, and ten times
        # faster to write; one path, so that no seam shows between neighbours.
        path = " ".join(_dark_runs(symbol.matrix.rows))
        self._canvas.addLiteral(f"q {module:.5f} 0 0 {-module:.5f} {x:.4f} {top:.4f} cm {path} f Q")

    def _bars(self, bars: Bars, left: float) -> None:
        x, bottom = left + bars.x * _MM, self._height - (bars.y + bars.height) * _MM
        self._fill(_WHITE)
        self._canvas.rect(x, bottom, bars.width * _MM, bars.height * _MM, fill=1, stroke=0)
        x = round(x / _DOT) * _DOT
        narrow = bars.width * _MM / bar_modules(bars.text)
        code = _CollectedBars(bars.text, barWidth=1, barHeight=1, quiet=0)
        code.draw()
        self._fill(INK)
        self._canvas.addLiteral(
            f"q {narrow:.5f} 0 0 {bars.height * _MM:.4f} {x + _BAR_QUIET * narrow:.4f} "
            f"{bottom:.4f} cm {' '.join(code.path)} f Q"
        )

    def _stamp(self, text: str, left: float, room: float) -> None:
        """Set a text slanting across the page beneath its words: twice on upright paper."""
        canvas = self._canvas
        wide = self._fonts.width(Face.SANS_BOLD, 1.0, text)
        # Letters have height too: the slanting line's box must stay on the paper.
        across = room * _MM * _STAMP_ROOM / (wide * cos(_STAMP_SLANT) + sin(_STAMP_SLANT))
        upright = self._height > room * _MM
        places = _STAMP_UPRIGHT if upright else (0.5,)
        down = self._height * _STAMP_ROOM / (wide * sin(_STAMP_SLANT) + cos(_STAMP_SLANT))
        size = min(_STAMP_MOST, across, down)
        canvas.saveState()
        canvas.setFillColorRGB(*_STAMP_GREY)
        canvas.setFont(Face.SANS_BOLD, size)
        for share in places:
            canvas.saveState()
            canvas.translate((left + room / 2) * _MM, self._height * share)
            canvas.rotate(degrees(_STAMP_SLANT))
            canvas.drawCentredString(0, -size / 3, text)
            canvas.restoreState()
        canvas.restoreState()
