"""The receipt on a roll of 80 mm: the same fields in the same order, one under the other."""

from dataclasses import replace

from receptiondesk.printing import fonts as bundled
from receptiondesk.printing import receipt_foot, rolls
from receptiondesk.printing.flow import Align, Flow, Run, Style
from receptiondesk.printing.fonts import Face
from receptiondesk.printing.frame import capitals, written
from receptiondesk.printing.marks import GREY, Bars, Rule, Symbol
from receptiondesk.printing.qr import QUIET, matrix
from receptiondesk.printing.receipt_body import Body, signing_room
from receptiondesk.printing.receipt_code import payload
from receptiondesk.printing.receipt_data import ReceiptData
from receptiondesk.printing.sheet import bar_modules

_SIZE, _HEIGHT = 9.5, 1.22
_HEAD = Style(Face.REGULAR, 8.6, 1.2)
_BARS_HEIGHT = 9.0
_LEAST_BAR = 0.125


def render(data: ReceiptData) -> bytes:
    """Return the receipt for a roll, copy after copy: the same data give the same bytes.

    Raises:
        Trouble: ``fonts_missing`` or ``fonts_incomplete``.
    """
    fonts = bundled.load()
    flows = []
    for copy in data.words.many("copies"):
        flow = rolls.begun(fonts)
        _head(data, flow, copy)
        body = Body(data, flow, _SIZE, _HEIGHT)
        body.title()
        body.who()
        body.what()
        body.when()
        body.signatures(signing_room(_SIZE))
        receipt_foot.write(data, flow, _SIZE, rolls.MODULE)
        flows.append(flow)
    return rolls.painted(flows, data.stamp, data.words["paper_name"], fonts)


def _head(data: ReceiptData, flow: Flow, copy: str) -> None:
    words = data.words
    small = Style(Face.ITALIC, 8.0, 1.2, GREY)
    above = " – ".join(filter(None, (data.form.number, copy)))
    flow.write((Run(above, small),), Align.RIGHT)
    flow.gap(1.0)
    _code_and_office(data, flow)
    flow.write((Run(words["state"], _HEAD.of(Face.BOLD)),), Align.CENTRE)
    flow.write((Run(words["motto"], Style(Face.BOLD, _HEAD.size + 1, 1.2)),), Align.CENTRE)
    _rule(flow, 0.4)
    place = data.letterhead.place or words["blank"]
    told = written(words["date_line"], data.received_at, place=place)
    flow.write((Run(told, Style(Face.ITALIC, _HEAD.size + 1, 1.2)),), Align.CENTRE)
    flow.gap(1.0)
    modules, room = bar_modules(data.code), flow.column.width
    width = modules * max(int(room / modules / _LEAST_BAR), 1) * _LEAST_BAR
    x = flow.column.x + (room - min(width, room)) / 2
    flow.place(_BARS_HEIGHT, (Bars(x, flow.y, min(width, room), _BARS_HEIGHT, data.code),))


def _code_and_office(data: ReceiptData, flow: Flow) -> None:
    """Set the look-up code at the upper left, the office and the number beside it."""
    words, head, whole, top = data.words, data.letterhead, flow.column, flow.y
    symbol = matrix(payload(data), quick=True)
    side, quiet = symbol.modules * rolls.MODULE, QUIET * rolls.MODULE
    flow.place(0.0, (Symbol(whole.x, top + quiet / 2, side, symbol),))
    flow.column = replace(whole, x=whole.x + side + quiet, width=whole.width - side - quiet)
    flow.write_evenly(Run(capitals(head.parent), _HEAD))
    flow.write_evenly(Run(capitals(head.name), _HEAD.of(Face.BOLD)))
    _rule(flow, 0.25)
    number = words.fill("number", number=data.form.order, suffix=data.form.sign).rstrip("/")
    flow.write((Run(number, _HEAD),), Align.CENTRE)
    flow.column = whole
    flow.y = max(flow.y, top + side + 1.5 * quiet)
    flow.gap(1.0)


def _rule(flow: Flow, share: float) -> None:
    """Set a short line in the middle of the column."""
    half, middle = flow.column.width * share / 2, flow.column.x + flow.column.width / 2
    flow.place(1.6, (Rule(middle - half, flow.y + 0.7, middle + half, flow.y + 0.7),))
