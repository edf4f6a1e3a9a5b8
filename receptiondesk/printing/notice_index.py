"""Notice (c): the index by field: code, name, and the number of each procedure's sheet."""

from receptiondesk.printing.flow import Align, Column, Flow, Run, Style
from receptiondesk.printing.fonts import Face, Fonts
from receptiondesk.printing.notice_data import NoticeData
from receptiondesk.printing.notice_page import Paper, heading, sides, title
from receptiondesk.printing.sheet import Making, Side
from receptiondesk.printing.table import Row, Table

_NUMBER, _CODE, _SHEET = 12.0, 30.0, 18.0


def render(data: NoticeData, paper: Paper, fonts: Fonts, making: Making) -> list[Side]:
    """Return the sides of the index; one step of ``making`` a procedure."""
    flow = Flow(fonts, paper.inner, paper.edge, paper.bottom)
    heading(flow, data, paper)
    posted = data.posted()
    note = data.words.fill("index_note", count=len(posted), fields=len(data.fields()))
    title(flow, data.words["index_title"], note, paper)
    fixed = [width * paper.scale for width in (_NUMBER, _CODE, _SHEET)]
    widths = (fixed[0], fixed[1], flow.column.width - sum(fixed), fixed[2])
    aligns = (Align.CENTRE, Align.LEFT, Align.LEFT, Align.CENTRE)
    table = Table.of_widths(flow, widths, aligns, 1.3)
    band = Table(flow, (Column(flow.column.x, flow.column.width),), 1.3)
    text = Style(Face.SANS, 10 * paper.scale, 1.2)
    strong = text.of(Face.SANS_BOLD)
    table.head([(Run(head, strong),) for head in data.words.many("index_heads")])
    done = 0
    for field, group in data.by_field():
        heading_runs = (Run(f"{data.words['field']} {field} ({len(group)})", strong),)
        band.row(Row((heading_runs,), shaded=True), keep_with=8.0 * paper.scale)
        for place, one in enumerate(group, 1):
            making.step(done, len(posted))
            texts = (str(place), one.procedure.code, one.procedure.name)
            cells = [(Run(told, text),) for told in texts]
            table.row(Row([*cells, (Run(str(one.number), strong),)]))
            done += 1
    table.end()
    making.step(done, len(posted))
    return sides([((0.0, page),) for page in flow.pages], data, paper, fonts)
