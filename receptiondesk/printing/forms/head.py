"""The head of a form: office and state, number and date, and the look-up code at the upper left.

Circular 01/2023/TT-VPCP wants a QR code at the upper left corner of papers given to citizens.
"""

from dataclasses import dataclass

from receptiondesk.printing.flow import Align, Column
from receptiondesk.printing.fonts import Face, Fonts
from receptiondesk.printing.forms import blanks
from receptiondesk.printing.forms.data import Common
from receptiondesk.printing.frame import HeaderPlan, header, number_and_date
from receptiondesk.printing.marks import POINT, Mark, Symbol
from receptiondesk.printing.qr import MODULE, QUIET, matrix

_GAP = 2.0
_SHIFT = 5.0


@dataclass(frozen=True, slots=True)
class Head:
    """A head ready to be set, and its height in millimetres."""

    marks: tuple[Mark, ...]
    height: float


def head(common: Common, fonts: Fonts, top: float) -> Head:
    """Set the head of a form's first page."""
    layout, words = common.layout, common.words
    left, width, marks, below = layout.left, layout.room, [], 0.0
    if common.qr:
        symbol = matrix(common.qr, quick=True)
        side, quiet = symbol.modules * MODULE, QUIET * MODULE
        # The quiet zone reaches into the margin, which is white anyway.
        marks.append(Symbol(left, top, side, symbol))
        left, width, below = left + side + quiet, width - side - quiet, side + quiet
    left_column, right_column = _columns(common, fonts, left, width)
    plan = HeaderPlan(left_column, right_column, top, layout.state)
    upper = header(fonts, common.letterhead, words, plan)
    # The line below needs less on the right: no state's name stands there.
    shift = _SHIFT if common.qr else 0.0
    number = Column(left_column.x, left_column.width + shift, Align.CENTRE)
    day = Column(right_column.x + shift, right_column.width - shift, Align.CENTRE)
    second = HeaderPlan(number, day, top + upper.height + 0.6, layout.state)
    lower = number_and_date(fonts, numbered(common), dated(common), second)
    height = max(upper.height + 0.6 + lower.height, below)
    return Head((*marks, *upper.marks, *lower.marks), height)


def _columns(common: Common, fonts: Fonts, left: float, width: float) -> tuple[Column, Column]:
    """Give the state's name what it needs on one line, and the office the rest."""
    state = fonts.width(Face.BOLD, common.layout.state, fonts.drawable(common.words["state"]))
    right = max(state * POINT + 0.2, width / 2 if not common.qr else 0.0)
    return (
        Column(left, width - right - _GAP, Align.CENTRE),
        Column(left + width - right, right, Align.CENTRE),
    )


def numbered(common: Common) -> str:
    """Return a paper's number with the desk's sign."""
    words = common.words
    number = common.number or words["number_blank"]
    return words.fill("number", number=number, desk=common.sign).rstrip("/-")


def dated(common: Common) -> str:
    """Return the line of place and day."""
    words = common.words
    place = common.letterhead.place or words["place_blank"]
    return words.fill("date_line", place=place, day=blanks.day(words, common.day))
