"""Notice (c): the index by field: code, name, and the number of each procedure's sheet."""

from collections.abc import Iterator

from receptiondesk.printing.field_mark import caption_row, caption_table
from receptiondesk.printing.flow import Align, Flow, Run, Style
from receptiondesk.printing.fonts import Face, Fonts
from receptiondesk.printing.notice_data import NoticeData
from receptiondesk.printing.notice_leaf import Leaf, leaf_a_page
from receptiondesk.printing.notice_page import Paper, heading, title
from receptiondesk.printing.notice_rows import Block, set_blocks
from receptiondesk.printing.sheet import Making
from receptiondesk.printing.table import Row, Table, widths_for

_NUMBER, _CODE, _SHEET = 12.0, 26.0, 18.0
_PAD = 1.3


def render(data: NoticeData, paper: Paper, fonts: Fonts, making: Making) -> list[Leaf]:
    """Return the pages of the index; one step of ``making`` a procedure."""
    flow = Flow(fonts, paper.inner, paper.edge, paper.bottom)
    if data.begins:
        heading(flow, data, paper)
        posted = data.posted()
        note = data.words.fill("index_note", count=len(posted), fields=len(data.fields()))
        title(flow, data.words["index_title"], note, paper)
    text = Style(Face.SANS, 10 * paper.scale, 1.2)
    strong = text.of(Face.SANS_BOLD)
    heads = [(Run(head, strong),) for head in data.words.many("index_heads")]
    width = flow.column.width
    fixed = [share * paper.scale for share in (_NUMBER, _CODE, _SHEET)]
    shares = (fixed[0], fixed[1], width - sum(fixed), fixed[2])
    aligns = (Align.CENTRE, Align.LEFT, Align.LEFT, Align.CENTRE)
    table = Table.of_widths(flow, widths_for(flow, heads, shares, _PAD, width), aligns, _PAD)
    table.head(heads)
    carried = set_blocks(flow, table, _blocks(data, table, text, making), 0.0)
    table.end()
    return leaf_a_page(flow.pages, carried, data, paper, fonts)


def _blocks(data: NoticeData, table: Table, text: Style, making: Making) -> Iterator[Block]:
    strong = text.of(Face.SANS_BOLD)
    total, done = len(data.procedures), 0
    band = caption_table(table, text.size)
    for field, group in data.by_field():
        caption = f"{data.words['field']} {field} ({len(group)})"
        parts = [(band, band.measure(caption_row(band, field, Run(caption, strong))))]
        for place, one in enumerate(group, 1):
            making.step(done, total)
            texts = (str(place), one.procedure.code, one.procedure.name)
            cells = [*((Run(told, text),) for told in texts), (Run(str(one.number), strong),)]
            yield Block([*parts, (table, table.measure(Row(cells)))], one)
            parts = []
            done += 1
    making.step(done, total)
