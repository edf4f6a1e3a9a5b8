"""A sheet of a notice as it is hung, filed and replaced; and what stands at its foot.

The foot's bar code holds the sheet's number in the office's register and the version of the
catalogue, nothing else; the QR code of a procedure stays the bare address.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from receptiondesk.printing.flow import Align, Column, Run, Style, break_lines, set_lines
from receptiondesk.printing.fonts import Face, Fonts
from receptiondesk.printing.marks import GREY, Bars, Mark, Page
from receptiondesk.printing.notice_data import NoticeData, Posted
from receptiondesk.printing.notice_page import Paper, sides
from receptiondesk.printing.notice_rows import ByPage
from receptiondesk.printing.sheet import Side, bar_modules

#: A narrow bar is two dots of a printer or scanner of 150 dots an inch.
_NARROW = 2 * 25.4 / 150
_QUIET = 10 * _NARROW
_BARS_HIGH = 5.0
#: From the lower edge of the text down to the bars; room of the page's number at the right.
_ABOVE_EDGE = 3.3
_PAGE_NUMBER = 26.0
_SIZE = 7.0


@dataclass(frozen=True, slots=True)
class Leaf:
    """One sheet: its sides in order, and the procedures that it carries."""

    sides: tuple[Side, ...]
    posted: tuple[Posted, ...] = ()


@dataclass(frozen=True, slots=True)
class Foot:
    """What stands at a sheet's foot: what its bar code holds, and the words beside it."""

    code: str
    words: str


def leaf_a_page(
    pages: Sequence[Page], carried: ByPage, data: NoticeData, paper: Paper, fonts: Fonts
) -> list[Leaf]:
    """Return each page of a notice as a sheet of its own, as it hangs beside the others."""
    made = sides([((0.0, page),) for page in pages], data, paper, fonts)
    return [Leaf((side,), _each_once(carried.get(place, ()))) for place, side in enumerate(made)]


def _each_once(posted: Sequence[Posted]) -> tuple[Posted, ...]:
    return tuple({one.procedure.code: one for one in posted}.values())


def with_foot(leaf: Leaf, foot: Foot, paper: Paper, fonts: Fonts) -> Leaf:
    """Return a sheet with its foot on every side."""
    marks = _foot(foot, paper, fonts)
    return replace(
        leaf, sides=tuple(replace(side, pages=(*side.pages, (0.0, marks))) for side in leaf.sides)
    )


def _foot(foot: Foot, paper: Paper, fonts: Fonts) -> list[Mark]:
    top = paper.area[1] - paper.edge - _ABOVE_EDGE
    width = bar_modules(foot.code) * _NARROW
    left = paper.edge - _QUIET
    x = left + width
    column = Column(x, paper.inner.x + paper.inner.width - x - _PAGE_NUMBER * paper.scale)
    style = Style(Face.SANS, _SIZE, 1.15, GREY)
    lines = break_lines(fonts, (Run(foot.words, style),), column.width)
    marks = set_lines(fonts, lines, replace(column, align=Align.LEFT), top)
    return [Bars(left, top, width, _BARS_HIGH, foot.code), *marks]
