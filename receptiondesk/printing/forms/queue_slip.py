"""Phiếu thứ tự: the slip that tells whose turn it is, on a roll of 80 mm, A5 or A4."""

from dataclasses import dataclass
from datetime import datetime

from receptiondesk.printing import fonts as bundled
from receptiondesk.printing import rolls
from receptiondesk.printing.flow import Align, Flow, Run, Style
from receptiondesk.printing.fonts import Face
from receptiondesk.printing.forms import pages
from receptiondesk.printing.forms.data import Common
from receptiondesk.printing.frame import capitals, written
from receptiondesk.printing.marks import POINT, Rule

#: Letters on a roll in points, on other papers in points for each millimetre of their width; the
#: number is so many times larger.
_ON_ROLL = 11.0
_SHARE = 0.1
_NUMBER = 6.0
#: What share of the width a number may take.
_WIDEST = 0.98


@dataclass(frozen=True, slots=True)
class QueueSlip:
    """A number, what for, where, how many wait before, and when it was drawn.

    ``roll``: for a roll of 80 mm instead of the paper of the frame.
    """

    common: Common
    service: str = ""
    counter: str = ""
    waiting: int | None = None
    at: datetime | None = None
    roll: bool = False


def render(data: QueueSlip) -> bytes:
    """Return the slip as a PDF; the same data give the same bytes.

    Raises:
        Trouble: the fonts are damaged.
    """
    fonts, common = bundled.load(), data.common
    if data.roll:
        flow = rolls.begun(fonts)
        _fill(data, flow, Style(Face.REGULAR, _ON_ROLL, 1.25))
        stamp = common.words["practice_stamp"] if common.practice else ""
        return rolls.painted([flow], stamp, common.words["paper_name"], fonts)
    flow = pages.begun(common, fonts)
    _fill(data, flow, Style(Face.REGULAR, common.layout.width * _SHARE, 1.3))
    return pages.painted(common, enumerate(flow.pages, 1), fonts)


def _fill(data: QueueSlip, flow: Flow, style: Style) -> None:
    common, words = data.common, data.common.words
    bold, small = style.of(Face.BOLD), Style(Face.REGULAR, style.size - 1, 1.2)
    head = common.letterhead
    for text, look in ((head.parent, small), (head.name, small.of(Face.BOLD))):
        if text:
            flow.write_evenly(Run(capitals(text), look))
    _rule(flow)
    flow.write((Run(words["title"], Style(Face.BOLD, style.size + 3, 1.3)),), Align.CENTRE)
    flow.write((Run(words["your_number"], style),), Align.CENTRE)
    blank = Run(f"\n{words['number_blank']}\n", style)
    number = Run(common.number, _large(flow, common.number, style)) if common.number else blank
    flow.write((number,), Align.CENTRE)
    for key, value in (("service", data.service), ("counter", data.counter)):
        if value:
            flow.write((Run(f"{words[key]} ", style), Run(value, bold)), Align.CENTRE)
    if data.waiting is not None:
        told = words.fill("waiting", waiting=data.waiting)
        flow.write((Run(told, style),), Align.CENTRE)
    if data.at is not None:
        told = words.fill("at", moment=written(words["moment"], data.at))
        flow.write((Run(told, small),), Align.CENTRE)
    _rule(flow)
    flow.write_evenly(Run(words["note"], small.of(Face.ITALIC)))


def _large(flow: Flow, number: str, style: Style) -> Style:
    """Return large letters for a number, smaller where it would not stand on one line."""
    wide = flow.fonts.width(Face.SANS_BOLD, 1.0, flow.fonts.drawable(number)) * POINT
    fitting = flow.column.width * _WIDEST / wide
    return Style(Face.SANS_BOLD, max(min(style.size * _NUMBER, fitting), style.size), 1.15)


def _rule(flow: Flow) -> None:
    flow.gap(1.2)
    x, width = flow.column.x, flow.column.width
    flow.place(1.6, (Rule(x, flow.y, x + width, flow.y, 0.5),))
