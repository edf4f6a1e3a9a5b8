"""What the desk adds to the form, below the signatures: remarks, and the office's signed code."""

from collections.abc import Iterable
from dataclasses import replace

from receptiondesk.domain.receipt_seal import key_id
from receptiondesk.printing.flow import Flow, Run, Style
from receptiondesk.printing.fonts import Face
from receptiondesk.printing.marks import Rule, Symbol
from receptiondesk.printing.qr import MODULE, QUIET, Matrix, matrix
from receptiondesk.printing.receipt_data import ReceiptData

_RULE = 1.2
_LEAST_LETTERS = 8.0


def write(data: ReceiptData, flow: Flow, size: float, module: float = MODULE) -> None:
    """Set the foot under a thin line, in letters two points smaller than the body's ``size``.

    The signed code stands at the right, its modules ``module`` millimetres, remarks beside it.
    """
    small = Style(Face.REGULAR, max(size - 2, _LEAST_LETTERS), 1.18)
    code = matrix(data.seal, quick=True) if data.seal else None
    flow.gap(1.5)
    flow.need(_RULE + max(2 * small.leading, _side(code, module) + QUIET * module))
    whole, page = flow.column, len(flow.pages)
    flow.place(_RULE, (Rule(whole.x, flow.y, whole.x + whole.width, flow.y, 0.5),))
    below = flow.y
    if code:
        below = _place(flow, code, module)
    for label, text in _remarks(data):
        flow.write([Run(f"{label} ", small.of(Face.BOLD)), Run(text, small)])
    flow.column = whole
    if len(flow.pages) == page:
        flow.y = max(flow.y, below)


def _side(code: Matrix | None, module: float) -> float:
    return code.modules * module if code else 0.0


def _place(flow: Flow, code: Matrix, module: float) -> float:
    """Put the code at the right edge and narrow the column; return where the code ends.

    Its quiet zone reaches into the page's edges, which are white anyway.
    """
    side, quiet, column = _side(code, module), QUIET * module, flow.column
    top = flow.y + quiet
    flow.place(0.0, (Symbol(column.x + column.width - side, top, side, code),))
    flow.column = replace(column, width=column.width - side - quiet)
    return top + side


def _remarks(data: ReceiptData) -> Iterable[tuple[str, str]]:
    yield from _about_issue(data)
    words, mentions = data.words, data.mentions
    if mentions.fee:
        yield words["fee"], mentions.fee
    if mentions.memo:
        yield words["transfer_memo"], mentions.memo
    if mentions.due:
        yield words["due_line"], mentions.due
    yield from _about_codes(data)
    yield from _about_office(data)


def _about_issue(data: ReceiptData) -> Iterable[tuple[str, str]]:
    words, issue = data.words, data.issue
    if issue.number > 1:
        yield words.fill("reprint", number=issue.number - 1), ""
    if issue.replaces:
        yield words.fill("replaces", revision=issue.revision), ""
    if issue.cancelled and issue.cancel_reason:
        yield words["cancelled_reason"], issue.cancel_reason


def _about_codes(data: ReceiptData) -> Iterable[tuple[str, str]]:
    words, mentions = data.words, data.mentions
    if mentions.clock_unconfirmed:
        yield words["clock_unconfirmed"], ""
    if mentions.provisional:
        yield "", words["provisional"]
    if mentions.other_codes:
        yield words["other_codes"], mentions.other_codes


def _about_office(data: ReceiptData) -> Iterable[tuple[str, str]]:
    words, letterhead = data.words, data.letterhead
    if words["bring"]:
        yield "", words["bring"]
    phone = letterhead.hotline or letterhead.phone
    if phone:
        yield words["hotline"], phone.replace(" ", "\u00a0")
    if letterhead.lookup_url:
        yield words["lookup"], letterhead.lookup_url
    if data.seal:
        yield words["seal"], words.fill("seal_how", name=key_id(data.seal))
