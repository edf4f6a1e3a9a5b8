"""The receipt: Mẫu số 01 "Giấy tiếp nhận hồ sơ và hẹn trả kết quả" (TT 03/2025/TT-VPCP).

The form's fields stand in the form's order; everything the desk adds stands below the signatures.
The QR code is at the upper left (TT 01/2023/TT-VPCP). A page of A5 holds one copy; a sheet of A4
lies across and holds two, each as large as on A5, with a cut line between them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from receptiondesk.printing import fonts as bundled
from receptiondesk.printing import receipt_foot
from receptiondesk.printing.fitting import Letters, Room, set_to_fit
from receptiondesk.printing.flow import Align, Column, Flow, Run, Style, break_lines, set_lines
from receptiondesk.printing.fonts import Face, Fonts
from receptiondesk.printing.frame import HeaderPlan, header, number_and_date, written
from receptiondesk.printing.marks import GREY, Bars, Mark, Page, Symbol
from receptiondesk.printing.qr import MODULE, QUIET, matrix
from receptiondesk.printing.receipt_body import Body, signing_room
from receptiondesk.printing.receipt_code import payload
from receptiondesk.printing.receipt_data import ReceiptData
from receptiondesk.printing.sheet import Side, Size, bar_modules, paint

_WIDTH, _HEIGHT = Size.A5.value
_EDGE = 10.0
_TOP = 11.0
_BOTTOM = 8.0
#: The QR code with its quiet zone, in millimetres; long contents make it larger, so that a module
#: stays two dots of a scanner of 100 an inch: what still reads slanted, and from a poor copy.
_QR_ROOM = 27.0
_BARS_HEIGHT = 7.5
_BARS_EDGE = 3.0
#: A narrow bar in millimetres: two dots at 150 an inch; and one dot at 600.
_NARROW_BAR = 2 * 25.4 / 150
_FINE_DOT = 25.4 / 600
#: As large as fits on one page, and no larger than leaves the promised time on one line; a longer
#: receipt goes on to further pages in middling letters.
_LETTERS = (
    Letters(10.5, 1.32),
    Letters(10.2, 1.26),
    Letters(9.9, 1.22),
    Letters(9.5, 1.18),
    Letters(9.2, 1.13),
)
_LONG = _LETTERS[2]
#: The mark of a sample (Circular 01/2018/TT-VPCP art. 5): bold, 16 points, upper right.
_SAMPLE = Style(Face.BOLD, 16.0, 1.2)


def render(data: ReceiptData, size: Size = Size.A5) -> bytes:
    """Return the receipt as a PDF: the same data give the same bytes.

    Args:
        data: everything that is printed.
        size: ``A5`` (a page a copy, copy after copy) or ``A4`` (two copies on a sheet).

    Raises:
        Trouble: ``fonts_missing`` or ``fonts_incomplete``.
        ValueError: another paper size; the form is A5 (TT 01/2018 art. 9.2) or two of it.
    """
    if size not in {Size.A5, Size.A4}:
        raise ValueError(size)
    fonts = bundled.load()
    pages = _set(data, fonts)
    copies = data.words.many("copies")
    printed = [
        [[*_running_head(data, fonts, copy, number, len(pages)), *page] for copy in copies]
        for number, page in enumerate(pages, 1)
    ]
    stamp = data.stamp
    sides = _a5(printed, stamp) if size is Size.A5 else _a4(printed, stamp)
    paper = size.turned(landscape=size is Size.A4)
    return paint(sides, paper, data.words["paper_name"], fonts)


def _a5(printed: Sequence[Sequence[Page]], stamp: str) -> Iterator[Side]:
    for copy in range(len(printed[0])):
        for pages in printed:
            yield Side(((0.0, pages[copy]),), stamp, ((0.0, _WIDTH),))


def _a4(printed: Sequence[Sequence[Page]], stamp: str) -> Iterator[Side]:
    half = Size.A4.value[1] / 2
    for pages in printed:
        for first in range(0, len(pages), 2):
            pair = pages[first : first + 2]
            # Half a sheet is 0.5 mm wider than A5: each copy stands in the middle of its half.
            places = [(i * half + (half - _WIDTH) / 2, page) for i, page in enumerate(pair)]
            stamped = [(left, _WIDTH) for left, _ in places]
            yield Side(places, stamp, stamped, (half,))


def _set(data: ReceiptData, fonts: Fonts) -> list[Page]:
    head = _Head.of(data, fonts)

    def fill(letters: Letters) -> Flow:
        flow = Flow(fonts, Column(_EDGE, _WIDTH - 2 * _EDGE), _TOP, _HEIGHT - _BOTTOM)
        flow.place(head.height, head.marks)
        body = Body(data, flow, *letters)
        body.title()
        body.who()
        body.what()
        body.when()
        body.signatures(signing_room(letters.size))
        receipt_foot.write(data, flow, letters.size)
        return flow

    return set_to_fit(fill, _LETTERS, _LONG, Room(fixed=head.height)).pages


def _running_head(
    data: ReceiptData, fonts: Fonts, copy: str, number: int, total: int
) -> list[Mark]:
    """Return the small line above everything: form, copy, and page and code where several."""
    words = data.words
    style = Style(Face.ITALIC, 8.0, 1.2, GREY)
    parts = [data.form.number, copy]
    if total > 1:
        parts.append(words.fill("page", page=number, pages=total))
    if number > 1:
        parts.append(data.code)
    column = Column(_EDGE, _WIDTH - 2 * _EDGE, Align.CENTRE if data.sample else Align.RIGHT)
    marks: list[Mark] = []
    for text, look, place in (
        (" – ".join(filter(None, parts)), style, column),
        (data.sample, _SAMPLE, replace(column, align=Align.RIGHT)),
    ):
        lines = break_lines(fonts, (Run(text, look),), column.width)
        marks += set_lines(fonts, lines, place, _TOP - 1 - sum(line.height for line in lines))
    return marks


@dataclass(frozen=True, slots=True)
class _Head:
    """The QR code at the upper left, the office and the state beside it, and the bar code."""

    marks: tuple[Mark, ...]
    height: float

    @classmethod
    def of(cls, data: ReceiptData, fonts: Fonts) -> "_Head":
        """Set the head once; it does not change with the letters' size."""
        symbol = matrix(payload(data), quick=True)
        module = _module(symbol.modules + 2 * QUIET)
        side = module * symbol.modules
        # The quiet zone reaches into the page's edge, which is white anyway.
        inset = QUIET * module
        code = Symbol(_EDGE, _TOP, side, symbol)
        beside = _EDGE + side + inset
        width = _WIDTH - _EDGE - beside
        state = fonts_width(fonts, data.words["state"])
        left = Column(beside, width - state - 2.0, Align.CENTRE)
        right = Column(_WIDTH - _EDGE - state, state, Align.CENTRE)
        plan = HeaderPlan(left, right, _TOP, _STATE_SIZE)
        top = header(fonts, data.letterhead, data.words, plan)
        words = data.words
        date_line = written(
            words["date_line"], data.received_at, place=data.letterhead.place or words["blank"]
        )
        second = number_and_date(
            fonts,
            words.fill("number", number=data.form.order, suffix=data.form.sign).rstrip("/"),
            date_line,
            HeaderPlan(left, right, _TOP + top.height + 0.6, _STATE_SIZE),
        )
        y = _TOP + top.height + second.height + 1.6
        bars, bottom = _bars(data.code, Column(beside, width), y, _TOP + side + inset)
        return cls((code, *top.marks, *second.marks, bars), max(bottom, _TOP + side) - _TOP)


_STATE_SIZE = 8.6


def fonts_width(fonts: Fonts, text: str) -> float:
    """Return the width of the state's name in the head, in millimetres, with a little air."""
    return fonts.width(Face.BOLD, _STATE_SIZE, fonts.drawable(text)) * 25.4 / 72 + 0.2


def _module(modules: int) -> float:
    """Return the side of one module in millimetres, by how many stand side by side."""
    return max(_QR_ROOM / modules, MODULE)


def _bars(code: str, beside: Column, y: float, below: float) -> tuple[Bars, float]:
    """Place the bar code beside the QR code if it fits there, else below both.

    Narrow bars are whole dots of every usual printer (150, 300, 600 dots an inch), so none is
    printed wider than its neighbour; only very long codes get finer ones.
    """
    modules = bar_modules(code)
    width = modules * _NARROW_BAR
    if width > beside.width:
        # Its quiet zones may reach into the margins, which are white as well.
        beside = Column(_BARS_EDGE, _WIDTH - 2 * _BARS_EDGE)
        y = max(y, below)
        width = min(width, modules * max(int(beside.width / modules / _FINE_DOT), 1) * _FINE_DOT)
    x = beside.x + (beside.width - width) / 2
    return Bars(x, y, width, _BARS_HEIGHT, code), y + _BARS_HEIGHT
