"""Notice (a): the list of procedures with a QR code beside each row.

Columns as provinces post them (regulation 10): number, code, name, time limit, way, fee, legal
basis. On upright A4 there is no room for eight legible columns beside a code of 25 mm, so code,
way and basis stand under the name there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

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
from receptiondesk.printing.notice_data import NoticeData, Posted
from receptiondesk.printing.notice_page import Paper, feedback, heading, sides, title
from receptiondesk.printing.notice_words import ProcedureWords
from receptiondesk.printing.qr import Matrix, matrix
from receptiondesk.printing.sheet import Making, Side
from receptiondesk.printing.table import Cells, Row, Table

#: Side of a QR code without its quiet zone, in millimetres: at least 25 on a list. A very long
#: address makes it larger, so that its modules stay legible.
_QR_SIDE = 25.5
_LEAST_MODULE = 0.4
#: Air between a code's quiet zone and the lines of its cell.
_QR_AIR = 0.7
_LEAST_QR_COLUMN = 30.0
_WIDE_FROM = 250.0
_WIDE = (10.0, 23.0, 74.0, 36.0, 26.0, 36.0, 36.0)
_NARROW = (9.0, 80.0, 32.0, 32.0)


def render(data: NoticeData, paper: Paper, fonts: Fonts, making: Making) -> list[Side]:
    """Return the sides of the list; one step of ``making`` a procedure."""
    flow = Flow(fonts, paper.inner, paper.edge, paper.bottom)
    heading(flow, data, paper)
    posted = data.posted()
    note = data.words.fill("list_note", count=len(posted), fields=len(data.fields()))
    title(flow, data.words["list_title"], note, paper)
    rows = _Rows.on(flow, data, paper, _symbols(data, posted, making))
    rows.head()
    for field, group in data.by_field():
        rows.field(field, len(group))
        for one in group:
            rows.procedure(one)
    rows.table.end()
    feedback(flow, data, 9.5 * paper.scale)
    making.step(len(posted), len(posted))
    return sides([((0.0, page),) for page in flow.pages], data, paper, fonts)


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
    return max(_QR_SIDE, symbol.modules * _LEAST_MODULE)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Sets the rows of the list, wide or narrow."""

    flow: Flow
    data: NoticeData
    table: Table
    symbols: Mapping[str, Matrix]
    size: float
    wide: bool

    @classmethod
    def on(
        cls, flow: Flow, data: NoticeData, paper: Paper, symbols: Mapping[str, Matrix]
    ) -> "_Rows":
        """Choose the columns that are legible on this paper."""
        rooms = [symbol.side_with_quiet(_side(symbol)) + 2 * _QR_AIR for symbol in symbols.values()]
        last = max(rooms, default=_LEAST_QR_COLUMN)
        wide = flow.column.width >= _WIDE_FROM
        shares = _WIDE if wide else _NARROW
        stretch = (flow.column.width - last) / sum(shares)
        widths = [*(share * stretch for share in shares), last]
        aligns = [Align.CENTRE, *[Align.LEFT] * (len(widths) - 2), Align.CENTRE]
        table = Table.of_widths(flow, widths, aligns, 1.4)
        return cls(flow, data, table, symbols, 9.0 * paper.scale, wide)

    @property
    def _text(self) -> Style:
        return Style(Face.SANS, self.size, 1.2)

    def head(self) -> None:
        """Set the header, here and on every further page."""
        heads = self.data.words.many("heads" if self.wide else "narrow_heads")
        self.table.head([(Run(text, self._text.of(Face.SANS_BOLD)),) for text in heads])

    def field(self, name: str, count: int) -> None:
        """Set a field's heading across the table; it stays with its first row."""
        first = self.table.place_of(0)
        whole = Column(first.x, self.flow.column.width)
        band = Table(self.flow, (whole,), 1.4)
        style = self._text.of(Face.SANS_BOLD)
        runs = (Run(f"{self.data.words['field']} {name} ({count})", style),)
        band.row(Row((runs,), shaded=True), keep_with=_LEAST_QR_COLUMN)

    def procedure(self, one: Posted) -> None:
        """Set one procedure with its code."""
        symbol = self.symbols.get(self.data.address_of(one.procedure))
        cells = [*(self._wide(one) if self.wide else self._narrow(one)), ()]
        drawn = partial(self._symbol, symbol)
        at_least = symbol.side_with_quiet(_side(symbol)) + 2 * _QR_AIR if symbol else 0.0
        self.table.row(Row(cells, at_least, drawn=drawn))

    def _wide(self, one: Posted) -> Cells:
        told = ProcedureWords(self.data.words, one.procedure)
        strong = self._text.of(Face.SANS_BOLD)
        return (
            (Run(str(one.number), self._text),),
            (Run(one.procedure.code, self._text),),
            (Run(one.procedure.name, strong),),
            (Run(told.limits(), self._text),),
            (Run(told.ways(), self._text),),
            (Run(told.fees(), self._text),),
            (Run(self._basis(one, told), self._small),),
        )

    def _narrow(self, one: Posted) -> Cells:
        told = ProcedureWords(self.data.words, one.procedure)
        words = self.data.words
        name = (
            Run(one.procedure.name, self._text.of(Face.SANS_BOLD)),
            Run(f"\n{one.procedure.code}", self._text),
            Run(f"\n{words['ways']} {told.ways()}", self._small),
            Run(f"\n{words['basis']} {self._basis(one, told)}", self._small),
        )
        return (
            (Run(str(one.number), self._text),),
            name,
            (Run(told.limits(), self._text),),
            (Run(told.fees(), self._text),),
        )

    @property
    def _small(self) -> Style:
        return Style(Face.SANS, self.size - 1.5, 1.2)

    def _basis(self, one: Posted, told: ProcedureWords) -> str:
        words = self.data.words
        decision = told.decision()
        if one.procedure.decision:
            decision = f"{words['published']} {decision}"
        parts = [one.procedure.legal_basis, decision]
        return "\n".join(filter(None, parts)) or words["unknown"]

    def _symbol(self, symbol: Matrix | None, top: float, height: float) -> list[Mark]:
        place = self.table.place_of(len(_WIDE) if self.wide else len(_NARROW))
        if symbol is None:
            runs = (Run(self.data.words["no_qr"], self._small),)
            inner = Column(place.x + 1.4, place.width - 2.8, Align.CENTRE)
            lines = break_lines(self.flow.fonts, runs, inner.width)
            drop = max((height - height_of(lines)) / 2, 0.0)
            return set_lines(self.flow.fonts, lines, inner, top + drop)
        side = _side(symbol)
        x = place.x + (place.width - side) / 2
        return [Symbol(x, top + (height - side) / 2, side, symbol)]
