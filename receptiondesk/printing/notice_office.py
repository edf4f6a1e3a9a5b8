"""Notice (d): everything the office receives in one table, in the columns provinces post.

Number, code, name, time limit, way, fee, legal basis (regulation 10); no codes to scan, so that a
few pages hold all of it: the list that inspectors ask for.
"""

from collections.abc import Iterator

from receptiondesk.printing.field_mark import caption_row, caption_table
from receptiondesk.printing.flow import Align, Flow, Run, Style
from receptiondesk.printing.fonts import Face, Fonts
from receptiondesk.printing.notice_cells import RowStyles, heads_and_codes, wide_cells
from receptiondesk.printing.notice_data import NoticeData
from receptiondesk.printing.notice_leaf import Leaf, leaf_a_page
from receptiondesk.printing.notice_page import Paper, feedback_box, heading, title
from receptiondesk.printing.notice_rows import Block, set_blocks
from receptiondesk.printing.sheet import Making
from receptiondesk.printing.table import Row, Table, widths_for

_ACROSS = (9.0, 18.0, 76.0, 32.0, 24.0, 36.0, 66.0)
_UPRIGHT = (9.0, 18.0, 55.0, 27.0, 21.0, 27.0, 39.0)
_PAD = 1.1
_SIZE = 8.5


def render(data: NoticeData, paper: Paper, fonts: Fonts, making: Making) -> list[Leaf]:
    """Return the pages of the table; one step of ``making`` a procedure."""
    flow = Flow(fonts, paper.inner, paper.edge, paper.bottom)
    posted = data.posted()
    if data.begins:
        heading(flow, data, paper)
        note = data.words.fill("office_note", count=len(posted), fields=len(data.fields()))
        title(flow, data.words["office_title"], note, paper)
    styles = RowStyles.of(_SIZE * paper.scale)
    strong = Style(Face.SANS_BOLD, _SIZE * paper.scale, 1.2)
    heads = [(Run(text, strong),) for text in data.words.many("office_heads")]
    shares = _ACROSS if paper.landscape else _UPRIGHT
    needed = heads_and_codes(data, heads, styles.text)
    widths = widths_for(flow, needed, shares, _PAD, flow.column.width)
    table = Table.of_widths(flow, widths, [Align.CENTRE, *[Align.LEFT] * 6], _PAD)
    table.head(heads)
    box = feedback_box(flow, data, 9.0 * paper.scale) if data.ends else None
    tail = box.height if box else 0.0
    carried = set_blocks(flow, table, _blocks(data, table, styles, making), tail)
    table.end()
    if box:
        box.set(flow)
    return leaf_a_page(flow.pages, carried, data, paper, fonts)


def _blocks(data: NoticeData, table: Table, styles: RowStyles, making: Making) -> Iterator[Block]:
    band, total, done = caption_table(table, styles.name.size), len(data.procedures), 0
    for field, group in data.by_field():
        caption = Run(f"{data.words['field']} {field} ({len(group)})", styles.name)
        parts = [(band, band.measure(caption_row(band, field, caption)))]
        for one in group:
            making.step(done, total)
            row = table.measure(Row(wide_cells(data, one, styles)))
            yield Block([*parts, (table, row)], one)
            parts = []
            done += 1
    making.step(done, total)
