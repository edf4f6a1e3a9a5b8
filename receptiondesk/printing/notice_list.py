"""Notice (a): the list of procedures with a QR code beside each row.

Columns as provinces post them (regulation 10): number, code, name, time limit, way, fee, legal
basis. On upright paper there is no room for eight legible columns beside a code of 25 mm, so
code, way and basis stand under the name there. The name is what a person looks for from a step
away, so its letters are the largest; a row is as high as its code anyway.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from receptiondesk.printing.field_mark import caption_row, caption_table
from receptiondesk.printing.flow import (
    Align,
    Column,
    Flow,
    Run,
    Style,
    break_lines,
    height_of,
    set_lines,
)
from receptiondesk.printing.fonts import Face, Fonts
from receptiondesk.printing.marks import Mark, Symbol
from receptiondesk.printing.notice_cells import RowStyles, heads_and_codes, published, wide_cells
from receptiondesk.printing.notice_data import NoticeData, Posted
from receptiondesk.printing.notice_leaf import Leaf, leaf_a_page
from receptiondesk.printing.notice_page import Paper, feedback_box, heading, title
from receptiondesk.printing.notice_rows import Block, set_blocks
from receptiondesk.printing.notice_words import ProcedureWords
from receptiondesk.printing.qr import MODULE, Matrix, matrix
from receptiondesk.printing.sheet import Making
from receptiondesk.printing.table import Cells, Measured, Row, Table, widths_for

#: Side of a QR code without its quiet zone, in millimetres: at least 25 on a list. A very long
#: address makes it larger, so that its modules stay legible.
_QR_SIDE = 25.5
#: Air between a code's quiet zone and the lines of its cell.
_QR_AIR = 0.7
_LEAST_QR_COLUMN = 30.0
#: Shares of the columns before the code's: across, and upright.
_WIDE = (10.0, 21.0, 71.0, 30.0, 23.0, 33.0, 58.0)
_NARROW = (9.0, 94.0, 29.0, 29.0)
_PAD = 1.4
_SIZE = 9.0


def render(data: NoticeData, paper: Paper, fonts: Fonts, making: Making) -> list[Leaf]:
    """Return the pages of the list; one step of ``making`` a procedure."""
    flow = Flow(fonts, paper.inner, paper.edge, paper.bottom)
    posted = data.posted()
    if data.begins:
        heading(flow, data, paper)
        note = data.words.fill("list_note", count=len(posted), fields=len(data.fields()))
        title(flow, data.words["list_title"], note, paper)
    rows = _Rows.on(flow, data, paper, _symbols(data, posted, making))
    rows.head()
    box = feedback_box(flow, data, 9.5 * paper.scale) if data.ends else None
    carried = set_blocks(flow, rows.table, rows.blocks(), box.height if box else 0.0)
    rows.table.end()
    if box:
        box.set(flow)
    making.step(len(posted), len(posted))
    return leaf_a_page(flow.pages, carried, data, paper, fonts)


def _symbols(data: NoticeData, posted: Sequence[Posted], making: Making) -> Mapping[str, Matrix]:
    """Return each address's symbol: this is where the time goes, so it reports and can stop."""
    symbols: dict[str, Matrix] = {}
    for done, one in enumerate(posted):
        making.step(done, len(posted))
        address = data.address_of(one.procedure)
        if address and address not in symbols:
            symbols[address] = matrix(address)
    return symbols


def _side(symbol: Matrix) -> float:
    return max(_QR_SIDE, symbol.modules * MODULE)


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of the list, wide or narrow."""

    flow: Flow
    data: NoticeData
    table: Table
    symbols: Mapping[str, Matrix]
    heads: Cells
    size: float
    wide: bool

    @classmethod
    def on(
        cls, flow: Flow, data: NoticeData, paper: Paper, symbols: Mapping[str, Matrix]
    ) -> "_Rows":
        """Choose the columns that are legible on this paper."""
        rooms = [symbol.side_with_quiet(_side(symbol)) + 2 * _QR_AIR for symbol in symbols.values()]
        last = max(rooms, default=_LEAST_QR_COLUMN)
        wide, size = paper.landscape, _SIZE * paper.scale
        shares = _WIDE if wide else _NARROW
        strong = Style(Face.SANS_BOLD, size, 1.2)
        texts = data.words.many("heads" if wide else "narrow_heads")
        heads = [(Run(text, strong),) for text in texts]
        text = RowStyles.of(size).text
        needed = heads_and_codes(data, heads[:-1], text) if wide else heads[:-1]
        widths = widths_for(flow, needed, shares, _PAD, flow.column.width - last)
        aligns = [Align.CENTRE, *[Align.LEFT] * (len(widths) - 1), Align.CENTRE]
        table = Table.of_widths(flow, [*widths, last], aligns, _PAD)
        return cls(flow, data, table, symbols, heads, size, wide)

    @property
    def _styles(self) -> RowStyles:
        return RowStyles.of(self.size)

    @property
    def _text(self) -> Style:
        return self._styles.text

    @property
    def _name(self) -> Style:
        return self._styles.name

    @property
    def _small(self) -> Style:
        return self._styles.small

    def head(self) -> None:
        """Set the header, here and on every further page."""
        self.table.head(self.heads)

    def blocks(self) -> Iterator[Block]:
        """Return every row measured, a field's heading together with its first row."""
        band = caption_table(self.table, self._name.size)
        for field, group in self.data.by_field():
            text = f"{self.data.words['field']} {field} ({len(group)})"
            caption = band.measure(caption_row(band, field, Run(text, self._name)))
            parts = [(band, caption)]
            for one in group:
                yield Block([*parts, (self.table, self._row(one))], one)
                parts = []

    def _row(self, one: Posted) -> Measured:
        symbol = self.symbols.get(self.data.address_of(one.procedure))
        cells = [
            *(wide_cells(self.data, one, self._styles) if self.wide else self._narrow(one)),
            (),
        ]
        drawn = partial(self._symbol, symbol)
        at_least = symbol.side_with_quiet(_side(symbol)) + 2 * _QR_AIR if symbol else 0.0
        return self.table.measure(Row(cells, at_least, drawn=drawn))

    def _narrow(self, one: Posted) -> Cells:
        told = ProcedureWords(self.data.words, one.procedure)
        words = self.data.words
        ways = f"{words['ways']} {told.ways()}" if told.ways() else ""
        basis = f"{words['basis']} {told.basis()}" if told.basis() else ""
        below = (" – ".join(filter(None, (one.procedure.code, ways))), basis, published(told))
        name = [Run(one.procedure.name, self._name)]
        name += [Run(f"\n{line}", self._small) for line in below if line]
        return (
            (Run(str(one.number), self._text),),
            name,
            (Run(told.limits(), self._text),),
            (Run(told.fees(), self._text),),
        )

    def _symbol(self, symbol: Matrix | None, top: float, height: float) -> list[Mark]:
        place = self.table.place_of(len(_WIDE) if self.wide else len(_NARROW))
        if symbol is None:
            runs = (Run(self.data.words["no_qr"], self._small),)
            inner = Column(place.x + _PAD, place.width - 2 * _PAD, Align.CENTRE)
            lines = break_lines(self.flow.fonts, runs, inner.width)
            drop = max((height - height_of(lines)) / 2, 0.0)
            return set_lines(self.flow.fonts, lines, inner, top + drop)
        side = _side(symbol)
        x = place.x + (place.width - side) / 2
        return [Symbol(x, top + (height - side) / 2, side, symbol)]
