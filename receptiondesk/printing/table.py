"""Tables that go on over pages: rows stay whole, the header stands on every page.

Only a row that is higher than a whole page is divided, between its lines, because nothing may
ever be cut.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from receptiondesk.printing.flow import (
    Align,
    Column,
    Flow,
    Line,
    Run,
    break_lines,
    height_of,
    set_lines,
)
from receptiondesk.printing.marks import HAIR, PALE, Mark, Panel, Rule

#: Millimetres of a row too high for any page that must fit before it is begun.
_FEW_LINES = 25.0

Cells = Sequence[Sequence[Run]]


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells, the least height in millimetres, and what else is put into it.

    ``drawn`` gets the row's top and height and returns further marks (a symbol in a column).
    """

    cells: Cells
    at_least: float = 0.0
    shaded: bool = False
    drawn: Callable[[float, float], Sequence[Mark]] | None = None


class Table:
    """Columns of fixed widths between hair lines."""

    def __init__(self, flow: Flow, columns: Sequence[Column], pad: float = 1.1) -> None:
        """Take column places in millimetres; ``pad`` is the air inside each cell."""
        self._flow = flow
        self._columns = columns
        self._pad = pad
        self._left = columns[0].x
        self._right = columns[-1].x + columns[-1].width
        self._head_height = 0.0

    @classmethod
    def of_widths(
        cls, flow: Flow, widths: Sequence[float], aligns: Sequence[Align], pad: float = 1.1
    ) -> "Table":
        """Lay columns side by side from the flow's left edge."""
        columns = []
        x = flow.column.x
        for width, align in zip(widths, aligns, strict=True):
            columns.append(Column(x, width, align))
            x += width
        return cls(flow, columns, pad)

    def place_of(self, column: int) -> Column:
        """Return where a column stands."""
        return self._columns[column]

    def head(self, cells: Cells) -> None:
        """Set the header here and on every further page until ``end``."""
        self._flow.head = lambda _flow: self.row(Row(cells, shaded=True))
        before = self._flow.y
        self.row(Row(cells, shaded=True))
        self._head_height = self._flow.y - before

    def end(self) -> None:
        """Stop repeating the header."""
        self._flow.head = None

    def row(self, row: Row, *, keep_with: float = 0.0) -> None:
        """Set a row whole, on a further page if this one has no room for it.

        ``keep_with`` millimetres more must fit below it: a heading does not part from its rows.
        """
        flow = self._flow
        broken = [
            break_lines(flow.fonts, cell, column.width - 2 * self._pad)
            for cell, column in zip(row.cells, self._columns, strict=True)
        ]
        height = max(row.at_least, max(map(height_of, broken)) + 2 * self._pad)
        whole = flow.bottom - flow.top - self._head_height
        # A row that no page can hold starts where it is, if a few of its lines fit there.
        flow.need(height + keep_with if height <= whole else min(_FEW_LINES, whole))
        while height > flow.room + 1e-6:
            broken, now = self._part(broken, flow.room)
            self._set(now, Row(row.cells, shaded=row.shaded, drawn=row.drawn), flow.room)
            row = Row(row.cells, shaded=row.shaded)
            flow.new_page()
            height = max(map(height_of, broken)) + 2 * self._pad
        self._set(broken, row, height)

    def _part(
        self, cells: Sequence[Sequence[Line]], room: float
    ) -> tuple[list[tuple[Line, ...]], list[tuple[Line, ...]]]:
        """Return what is left over and what goes into ``room``: at least one line a cell."""
        later, now = [], []
        for lines in cells:
            fitting = 0
            used = 2 * self._pad
            while fitting < len(lines) and used + lines[fitting].height <= room:
                used += lines[fitting].height
                fitting += 1
            fitting = max(fitting, 1)
            now.append(tuple(lines[:fitting]))
            later.append(tuple(lines[fitting:]))
        return later, now

    def _set(self, cells: Sequence[Sequence[Line]], row: Row, height: float) -> None:
        flow = self._flow
        top, bottom = flow.y, flow.y + height
        marks: list[Mark] = []
        if row.shaded:
            marks.append(Panel(self._left, top, self._right - self._left, height, PALE))
        for lines, column in zip(cells, self._columns, strict=True):
            inner = Column(column.x + self._pad, column.width - 2 * self._pad, column.align)
            drop = max((height - 2 * self._pad - height_of(lines)) / 2, 0.0)
            marks.extend(set_lines(flow.fonts, lines, inner, top + self._pad + drop))
            marks.append(Rule(column.x, top, column.x, bottom, 0.4, None, HAIR))
        marks.append(Rule(self._right, top, self._right, bottom, 0.4, None, HAIR))
        marks.append(Rule(self._left, top, self._right, top, 0.4, None, HAIR))
        marks.append(Rule(self._left, bottom, self._right, bottom, 0.4, None, HAIR))
        if row.drawn:
            marks.extend(row.drawn(top, height))
        flow.place(height, marks)
