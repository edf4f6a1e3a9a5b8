"""Notice (e): the index by need, in the words of who comes to the desk: "Khi sinh con".

Which procedure answers which need is data (`resources/forms/needs.toml`); what no need names
stands under its field, so that every posted procedure is found.
"""

from collections.abc import Iterator, Sequence

from receptiondesk.domain.needs import Need
from receptiondesk.printing.field_mark import caption_row, caption_table
from receptiondesk.printing.flow import Align, Flow, Run, Style
from receptiondesk.printing.fonts import Face, Fonts
from receptiondesk.printing.notice_data import NoticeData, Posted
from receptiondesk.printing.notice_leaf import Leaf, leaf_a_page
from receptiondesk.printing.notice_page import Paper, heading, title
from receptiondesk.printing.notice_rows import Block, set_blocks
from receptiondesk.printing.sheet import Making
from receptiondesk.printing.table import Row, Table, widths_for

_SHARES = (26.0, 40.0, 18.0)
_PAD = 1.4
_SIZE = 10.5


def grouped(posted: Sequence[Posted], needs: Sequence[Need]) -> list[tuple[str, str, list[Posted]]]:
    """Return (caption, field or "", procedures): needs first, then the rest by field.

    A procedure may answer several needs. Nothing is lost: what answers none stands in its field.
    """
    groups = [
        (need.title, "", [one for one in posted if need.answered_by(one.procedure)])
        for need in needs
    ]
    landed = {one.procedure.code for _, _, group in groups for one in group}
    rest: dict[str, list[Posted]] = {}
    for one in posted:
        if one.procedure.code not in landed:
            rest.setdefault(one.procedure.field, []).append(one)
    groups += [(field, field, group) for field, group in rest.items()]
    return [group for group in groups if group[2]]


def render(
    data: NoticeData, paper: Paper, fonts: Fonts, making: Making, needs: Sequence[Need] = ()
) -> list[Leaf]:
    """Return the pages of the index by need; one step of ``making`` a line."""
    flow = Flow(fonts, paper.inner, paper.edge, paper.bottom)
    posted = data.posted()
    if data.begins:
        heading(flow, data, paper)
        title(flow, data.words["needs_title"], data.words["needs_note"], paper)
    text = Style(Face.SANS, _SIZE * paper.scale, 1.2)
    strong = text.of(Face.SANS_BOLD)
    heads = [(Run(head, strong),) for head in data.words.many("needs_heads")]
    width = flow.column.width
    fixed = (_SHARES[0] * paper.scale, _SHARES[2] * paper.scale)
    shares = (fixed[0], width - sum(fixed), fixed[1])
    aligns = (Align.LEFT, Align.LEFT, Align.CENTRE)
    table = Table.of_widths(flow, widths_for(flow, heads, shares, _PAD, width), aligns, _PAD)
    table.head(heads)
    blocks = _blocks(grouped(posted, needs), data, table, text)
    carried = set_blocks(flow, table, _told(blocks, making, len(posted)), 0.0)
    table.end()
    return leaf_a_page(flow.pages, carried, data, paper, fonts)


def _blocks(
    groups: Sequence[tuple[str, str, list[Posted]]], data: NoticeData, table: Table, text: Style
) -> Iterator[Block]:
    strong = text.of(Face.SANS_BOLD)
    large = Style(Face.SANS_BOLD, text.size + 1.5, 1.2)
    plain, marked = table.across(), caption_table(table, large.size)
    for caption, field, group in groups:
        if field:
            told = Run(f"{data.words['field']} {caption} ({len(group)})", large)
            parts = [(marked, marked.measure(caption_row(marked, field, told)))]
        else:
            row = Row(((Run(f"{caption} ({len(group)})", large),),), shaded=True)
            parts = [(plain, plain.measure(row))]
        for one in group:
            cells = (
                (Run(one.procedure.code, text),),
                (Run(one.procedure.name, text),),
                (Run(str(one.number), strong),),
            )
            yield Block([*parts, (table, table.measure(Row(cells)))], one)
            parts = []


def _told(blocks: Iterator[Block], making: Making, total: int) -> Iterator[Block]:
    seen: set[str] = set()
    for block in blocks:
        making.step(len(seen), total)
        if block.posted is not None:
            seen.add(block.posted.procedure.code)
        yield block
    making.step(total, total)
