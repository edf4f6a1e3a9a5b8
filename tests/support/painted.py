"""What a paper is painted of: its sides, and the codes that stand on each with their places."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from receptiondesk.printing import fonts as bundled
from receptiondesk.printing import qr_symbol, sheet
from receptiondesk.printing.marks import POINT, Bars, Symbol, Words
from receptiondesk.printing.qr import QUIET
from receptiondesk.printing.sheet import Side, bar_modules

QR, BARS = "QR", "Code 128"


@dataclass(frozen=True, slots=True)
class Code:
    """A code on a page: ``kind`` (``QR`` or ``Code 128``), what it holds, its place with its quiet
    zone (left, top, right, bottom) and the side of a module, all in millimetres.
    """

    kind: str
    text: str
    place: tuple[float, float, float, float]
    module: float

    def on(self, area: tuple[float, float]) -> bool:
        """Whether all of it is on paper of this width and height; its quiet zone may reach off."""
        quiet = (QUIET if self.kind == QR else 0) * self.module
        left, top, right, bottom = self.place
        edges = (left + quiet, top + quiet, area[0] - right + quiet, area[1] - bottom + quiet)
        return min(edges) > -0.01


@dataclass
class Painted:
    """What was painted, file after file: sides, paper in millimetres, codes as they were made."""

    papers: list[tuple[list[Side], tuple[float, float]]] = field(default_factory=list)
    made: list[tuple[str, int | None]] = field(default_factory=list)
    texts: dict[tuple[str, ...], str] = field(default_factory=dict)

    @property
    def sides(self) -> list[tuple[Side, tuple[float, float]]]:
        """Every side with its paper."""
        return [(side, size) for sides, size in self.papers for side in sides]

    def codes(self, side: Side) -> list[Code]:
        """Return the codes on a side, wherever they lie."""
        found = []
        for left, page in side.pages:
            for mark in page:
                if isinstance(mark, Symbol):
                    found.append(_symbol(mark, left, self.texts[mark.matrix.rows]))
                elif isinstance(mark, Bars):
                    place = (
                        left + mark.x,
                        mark.y,
                        left + mark.x + mark.width,
                        mark.y + mark.height,
                    )
                    module = mark.width / bar_modules(mark.text)
                    found.append(Code(BARS, mark.text, place, module))
        return found

    @staticmethod
    def words(side: Side) -> Iterator[tuple[float, Words]]:
        """Yield the pieces of text on a side with what they are moved to the right by."""
        for left, page in side.pages:
            for mark in page:
                if isinstance(mark, Words):
                    yield left, mark


def _symbol(mark: Symbol, left: float, text: str) -> Code:
    module = mark.side / mark.matrix.modules
    quiet = QUIET * module
    x, y = left + mark.x, mark.y
    place = (x - quiet, y - quiet, x + mark.side + quiet, y + mark.side + quiet)
    return Code(QR, text, place, module)


@contextmanager
def noting() -> Iterator[Painted]:
    """Note every side that is painted and every code that is made meanwhile."""
    painted, real = Painted(), qr_symbol.rows

    class Noting(sheet._Painter):
        def __init__(self, canvas: Any, height: float, fonts: bundled.Fonts) -> None:
            super().__init__(canvas, height, fonts)
            width, high = canvas._pagesize
            painted.papers.append(([], (width * POINT, high * POINT)))

        def side(self, side: Side) -> None:
            painted.papers[-1][0].append(side)
            super().side(side)

    def rows(text: str, mask: int | None = None) -> list[str]:
        made = real(text, mask)
        painted.made.append((text, mask))
        painted.texts[tuple(made)] = text
        return made

    with patch.object(sheet, "_Painter", Noting), patch.object(qr_symbol, "rows", rows):
        yield painted


def noted(make: Callable[[], bytes]) -> tuple[bytes, Painted]:
    """Return a paper and what it was painted of."""
    with noting() as painted:
        pdf = make()
    return pdf, painted
