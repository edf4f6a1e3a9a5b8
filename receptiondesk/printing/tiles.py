"""A large side printed in two parts on paper of half its size, to be cut and pasted together.

A side of A3 becomes two sheets of A4 lying the other way. They share a strip that both print, so
that nothing is lost in the margin where a printer cannot print, and crosses at both ends of the
line on which the first is pasted over with the second.
"""

from collections.abc import Iterable

from receptiondesk.printing.flow import Align, Column, Run, Style, break_lines, set_lines
from receptiondesk.printing.fonts import Face, Fonts
from receptiondesk.printing.marks import GREY, Bars, Frame, Mark, Page, Panel, Rule, Symbol, Words
from receptiondesk.printing.sheet import Side

#: Millimetres that both parts print, and that a printer leaves blank at an edge.
OVERLAP = 10.0
_CROSS = 6.0
_LABEL = Style(Face.SANS, 6.5, 1.1, GREY)


def half(area: tuple[float, float]) -> tuple[float, float]:
    """Return the paper that each part is printed on: half of the area, lying the other way."""
    width, height = area
    return (width / 2, height) if width > height else (width, height / 2)


def tiled(sides: Iterable[Side], area: tuple[float, float], fonts: Fonts) -> list[Side]:
    """Return two sides for each, for paper of the size that ``half`` tells."""
    return [part for side in sides for part in _two(side, area, fonts)]


def _two(side: Side, area: tuple[float, float], fonts: Fonts) -> list[Side]:
    width, height = area
    across = width > height
    step = (width if across else height) / 2
    # The first part begins late and the second ends early by the same: what lies there is margin.
    starts = (OVERLAP, step - OVERLAP)
    seam = step
    made = []
    for number, start in enumerate(starts, 1):
        dx, dy = (start, 0.0) if across else (0.0, start)
        place = half(area)
        pages = [
            (0.0, [moved for mark in page if _seen(moved := _moved(mark, left - dx, -dy), place)])
            for left, page in side.pages
        ]
        pages.append((0.0, _guides(number, seam - start, place, fonts)))
        made.append(Side(tuple(pages), side.stamp, ((0.0, place[0]),) if side.stamp else ()))
    return made


def _guides(number: int, seam: float, area: tuple[float, float], fonts: Fonts) -> Page:
    """Return the crosses at both ends of the seam, and which part this is.

    Parts that stand upright lie beside each other, those that lie across one above the other.
    """
    across = area[1] > area[0]
    far = area[1] if across else area[0]
    edge = 5.0
    marks: Page = []
    for near, end in ((edge, edge + _CROSS), (far - edge - _CROSS, far - edge)):
        middle = (near + end) / 2
        along = (seam, near, seam, end) if across else (near, seam, end, seam)
        over = (
            (seam - _CROSS / 2, middle, seam + _CROSS / 2, middle)
            if across
            else (middle, seam - _CROSS / 2, middle, seam + _CROSS / 2)
        )
        marks += [Rule(*along, 0.5, None, GREY), Rule(*over, 0.5, None, GREY)]
    text = f"{number}/2"
    lines = break_lines(fonts, (Run(text, _LABEL),), 8.0)
    x, y = (seam + 1.0, edge + _CROSS) if across else (edge, seam + _CROSS / 2)
    if number == 1:
        x, y = (seam - 9.0, y) if across else (x, seam - _CROSS / 2 - 3.0)
    marks += set_lines(fonts, lines, Column(x, 8.0, Align.LEFT), y)
    return marks


def _moved(mark: Mark, dx: float, dy: float) -> Mark:
    if isinstance(mark, Rule):
        return mark._replace(x1=mark.x1 + dx, x2=mark.x2 + dx, y1=mark.y1 + dy, y2=mark.y2 + dy)
    return mark._replace(x=mark.x + dx, y=mark.y + dy)


def _seen(mark: Mark, area: tuple[float, float]) -> bool:
    """Return whether any of a mark may lie on the paper."""
    left, top, right, bottom = _bounds(mark)
    return right >= 0 and bottom >= 0 and left <= area[0] and top <= area[1]


def _bounds(mark: Mark) -> tuple[float, float, float, float]:
    match mark:
        case Rule():
            xs, ys = sorted((mark.x1, mark.x2)), sorted((mark.y1, mark.y2))
            return xs[0], ys[0], xs[1], ys[1]
        case Words():
            # How wide it is matters little: a line of text stands wholly in its column.
            return mark.x, mark.y - mark.size * 0.4, mark.x + 400.0, mark.y + mark.size * 0.12
        case Symbol():
            return mark.x, mark.y, mark.x + mark.side, mark.y + mark.side
        case Panel() | Frame() | Bars():
            return mark.x, mark.y, mark.x + mark.width, mark.y + mark.height
