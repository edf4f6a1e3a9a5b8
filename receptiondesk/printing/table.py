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
    widest_word,
)
from receptiondesk.printing.fonts import Fonts
from receptiondesk.printing.marks import HAIR, PALE, Mark, Panel, Rule

#: Millimetres of a row too high for any page that must fit before it is begun.
_FEW_LINES = 25.0
#: Millimetres that a header's longest word has to spare: reckoned lengths may be off by a hair.
_HEAD_AIR = 0.1

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


@dataclass(frozen=True, slots=True)
class Group:
    """A heading over the cells ``first`` to ``last`` of a header (positions from 0)."""

    first: int
    last: int
    runs: Sequence[Run]


@dataclass(frozen=True, slots=True)
class Measured:
    """A row with its cells broken into lines, and its height in millimetres."""

    row: Row
    lines: Sequence[Sequence[Line]]
    height: float


def widths_for(
    flow: Flow, heads: Cells, shares: Sequence[float], pad: float, total: float
) -> list[float]:
    """Share out ``total`` millimetres so that no word of a header is broken.

    A column too narrow for the longest word of its header gets what that word needs; the others
    give it in proportion.
    """
    needed = [widest_word(flow.fonts, cell) + 2 * pad + _HEAD_AIR for cell in heads]
    widths = [share * total / sum(shares) for share in shares]
    while any(width < least for width, least in zip(widths, needed, strict=True)):
        fixed = [width <= least for width, least in zip(widths, needed, strict=True)]
        rest = total - sum(least for least, held in zip(needed, fixed, strict=True) if held)
        free = sum(share for share, held in zip(shares, fixed, strict=True) if not held)
        if rest <= 0 or not free:
            break
        widths = [
            least if held else share * rest / free
            for least, share, held in zip(needed, shares, fixed, strict=True)
        ]
    return widths


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

    def across(self) -> "Table":
        """Return a table of one column as wide as all of this one's, for headings in between."""
        return Table(self._flow, (Column(self._left, self._right - self._left),), self._pad)

    def across_with(self, first: float) -> "Table":
        """Return a table as wide as this one, its first column ``first`` millimetres wide."""
        rest = Column(self._left + first, self._right - self._left - first)
        return Table(self._flow, (Column(self._left, first), rest), self._pad)

    @property
    def fonts(self) -> Fonts:
        """The faces its text is set in."""
        return self._flow.fonts

    def place_of(self, column: int) -> Column:
        """Return where a column stands."""
        return self._columns[column]

    def head(self, cells: Cells, group: Group | None = None) -> None:
        """Set the header here and on every further page until ``end``.

        A ``group`` stands over some neighbouring cells of it.
        """
        self._flow.head = lambda _flow: self._set_head(cells, group)
        before = self._flow.y
        self._set_head(cells, group)
        self._head_height = self._flow.y - before

    def _set_head(self, cells: Cells, group: Group | None) -> None:
        if group is None:
            self.row(Row(cells, shaded=True))
            return
        under = range(group.first, group.last + 1)
        first, last = self._columns[group.first], self._columns[group.last]
        over = self._beside(Column(first.x, last.x + last.width - first.x, Align.CENTRE))
        above, whole = over.measure(Row((group.runs,))), self.measure(Row(cells))
        below = max(height_of(whole.lines[at]) for at in under) + 2 * self._pad
        height = max(whole.height, above.height + below)
        self._flow.need(height)
        top = self._flow.y
        self._flow.place(0.0, (Panel(self._left, top, self._right - self._left, height, PALE),))
        over._set(above.lines, above.row, above.height)  # noqa: SLF001 - a table like this one
        for at, lines in enumerate(whole.lines):
            down = above.height if at in under else 0.0
            self._flow.y = top + down
            cell = self._beside(self._columns[at])
            cell._set((lines,), Row(()), height - down)  # noqa: SLF001 - a table like this one
        self._flow.y = top + height

    def _beside(self, column: Column) -> "Table":
        return Table(self._flow, (column,), self._pad)

    def end(self) -> None:
        """Stop repeating the header."""
        self._flow.head = None

    @property
    def whole(self) -> float:
        """Return how high a row can be on a page of its own, below the repeated header."""
        return self._flow.bottom - self._flow.top - self._head_height

    def measure(self, row: Row) -> Measured:
        """Break a row's cells into lines."""
        lines = [
            break_lines(self._flow.fonts, cell, column.width - 2 * self._pad)
            for cell, column in zip(row.cells, self._columns, strict=True)
        ]
        height = max(row.at_least, max(map(height_of, lines)) + 2 * self._pad)
        return Measured(row, lines, height)

    def row(self, row: Row) -> None:
        """Set a row whole, on a further page if this one has no room for it."""
        self.put(self.measure(row))

    def put(self, measured: Measured, more: float = 0.0) -> None:
        """Set a row that has been measured, ``more`` millimetres higher than it need be."""
        flow, row, lines = self._flow, measured.row, measured.lines
        height = measured.height + more
        # A row that no page can hold starts where it is, if a few of its lines fit there.
        flow.need(height if height <= self.whole else min(_FEW_LINES, self.whole))
        while height > flow.room + 1e-6:
            lines, now = self._part(lines, flow.room)
            self._set(now, row, flow.room)
            row = Row(row.cells, shaded=row.shaded)
            flow.new_page()
            height = max(map(height_of, lines)) + 2 * self._pad
        self._set(lines, row, height)

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
