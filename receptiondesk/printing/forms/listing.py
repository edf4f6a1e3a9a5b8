"""Lists: a table over as many pages as it needs, its sum, and who signs for it.

Pages are painted as they fill up, so that a list of a year takes no more memory than one of a day.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from receptiondesk.printing import fonts as bundled
from receptiondesk.printing.flow import Align, Flow, Run, Style
from receptiondesk.printing.fonts import Face, Fonts
from receptiondesk.printing.forms import blanks, pages, signatures
from receptiondesk.printing.forms.data import Common
from receptiondesk.printing.forms.head import head
from receptiondesk.printing.forms.signatures import Signer
from receptiondesk.printing.forms.writer import Writer
from receptiondesk.printing.marks import Page
from receptiondesk.printing.table import Row, Table, widths_for
from receptiondesk.printing.wording import Wording

_PAD = 0.9
_CELL = 9.5


@dataclass(frozen=True, slots=True)
class Plan:
    """How a list is set: columns in shares, what stands before and after its table.

    ``least`` is the least height of a row in millimetres, ``lines`` how many lines its sum has at
    most: the last row goes with them and the signatures.
    """

    shares: Sequence[float]
    aligns: Sequence[Align]
    before: Callable[[Writer], None]
    after: Callable[[Writer], None]
    signers: Sequence[Signer]
    least: float = 7.5
    lines: int = 3


def both_hands(words: Wording, giver: str, receiver: str) -> tuple[Signer, Signer]:
    """Return who signs for what goes from one hand to another: who gives, who takes."""
    note = words["sign"]
    return Signer(words["left_signer"], note, giver), Signer(words["right_signer"], note, receiver)


def handed(page: Writer, at: datetime | None) -> None:
    """Write when it went from hand to hand, a line to write on where nobody told."""
    page.sentence("handed", moment=blanks.moment(page.words, at, "handed_at", "handed_blank"))


def render(common: Common, plan: Plan, rows: Iterable[Sequence[str]]) -> bytes:
    """Return a list as a PDF; its heads are the words ``heads``.

    Raises:
        Trouble: the fonts are damaged.
    """
    fonts = bundled.load()
    return pages.painted(common, _pages(common, plan, rows, fonts), fonts)


def _pages(
    common: Common, plan: Plan, rows: Iterable[Sequence[str]], fonts: Fonts
) -> Iterator[tuple[int, Page]]:
    flow = pages.begun(common, fonts)
    top = head(common, fonts, common.layout.top)
    flow.place(top.height, top.marks)
    writer = Writer(flow, common.words, common.layout.long)
    plan.before(writer)
    writer.gap(2.0)
    done = 0
    table = _table(common, plan, flow)
    signing = signatures.block(fonts, plan.signers, flow.column, writer.style).height
    last: Row | None = None
    for cells in rows:
        if last is not None:
            table.row(last)
            yield from pages.completed(flow, done)
            done = len(flow.pages) - 1
        last = Row([(Run(text, _style()),) for text in cells], at_least=plan.least)
    if last is not None:
        measured = table.measure(last)
        # The last row goes with the sum and the signatures below it, where a page has room.
        below = signing + (plan.lines + 1) * writer.style.leading
        if measured.height + below <= table.whole:
            flow.need(measured.height + below)
        table.put(measured)
    table.end()
    writer.gap(2.0)
    plan.after(writer)
    writer.signed(plan.signers)
    yield from pages.completed(flow, done)
    yield len(flow.pages), flow.pages[-1]


def _style() -> Style:
    return Style(Face.REGULAR, _CELL, 1.18)


def _table(common: Common, plan: Plan, flow: Flow) -> Table:
    bold = _style().of(Face.BOLD)
    heads = [(Run(text, bold),) for text in common.words.many("heads")]
    widths = widths_for(flow, heads, plan.shares, _PAD, flow.column.width)
    table = Table.of_widths(flow, widths, plan.aligns, _PAD)
    table.head(heads)
    return table
