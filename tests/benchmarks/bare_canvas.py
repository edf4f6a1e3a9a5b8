"""A page drawn by the bare libraries: every mark at a place that is already known.

The bare run is what a program must do at least for the very same page with the library's plain
calls (`setFont`, `drawString`, `rect`, `line`): no reading, no layout, no look at widths. The codes
are made anew, by what makes ours, and drawn as ours are, since the library has no cheaper way.
"""

from collections.abc import Callable
from unittest.mock import patch

from receptiondesk.printing import fonts as bundled
from receptiondesk.printing import qr_symbol, sheet
from receptiondesk.printing.marks import POINT, Page, Rule, Words
from tests.support.painted import Painted
from tests.support.painted import noted as note

_MM = 1 / POINT


class _Bare(sheet._Painter):
    """Draws each mark in its turn, each piece of text by itself."""

    def _page(self, page: Page, left: float) -> None:
        for mark in page:
            match mark:
                case Words():
                    self._fill(mark.colour)
                    self._canvas.setFont(mark.face, mark.size)
                    self._canvas.drawString(
                        left + mark.x * _MM, self._height - mark.y * _MM, mark.text
                    )
                case Rule():
                    self._rule(mark, left)
                case _:
                    self._mark(mark, left)


class Drawing:
    """What was painted once, to be painted again."""

    def __init__(self, painted: Painted) -> None:
        self._painted = painted

    @property
    def codes(self) -> list[tuple[str, int | None]]:
        """The QR codes that were made, once each: text and mask."""
        return [*dict.fromkeys(self._painted.made)]

    def again(self) -> bytes:
        """Make the codes and draw everything again, bare."""
        for text, mask in self.codes:
            qr_symbol.rows(text, mask)
        with patch.object(sheet, "_Painter", _Bare):
            drawn = [
                sheet.paint(sides, size, "bare", bundled.load())
                for sides, size in self._painted.papers
            ]
        return drawn[-1]


def noted(draw: Callable[[], bytes]) -> Drawing:
    """Draw once with everything that is painted, and every code, noted."""
    _, painted = note(draw)
    return Drawing(painted)
