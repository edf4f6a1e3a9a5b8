"""Rows of many procedures, field by field, laid out page by page.

A field's heading never parts from its first row, a row is divided only where no page can hold it,
and what a page has left over is shared out among its rows, so that pages on a wall end together.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from receptiondesk.printing.flow import Flow
from receptiondesk.printing.notice_data import Posted
from receptiondesk.printing.table import Measured, Table

#: Most millimetres that a row gets to fill its page; a page with few rows stays as it is.
_MOST_AIR = 6.0
#: Share of the room left over that is given out: the rest keeps rounding from making a page more.
_GIVEN = 0.999


@dataclass(frozen=True, slots=True)
class Block:
    """Measured rows that stay on one page: a heading with its first row, or a row alone.

    The last one is the row that may be stretched. ``posted`` is the procedure it is of, if any.
    """

    parts: Sequence[tuple[Table, Measured]]
    posted: Posted | None = None

    @property
    def height(self) -> float:
        """Return how high it is, in millimetres."""
        return sum(measured.height for _, measured in self.parts)

    def put(self, more: float) -> None:
        """Set it, its last row ``more`` millimetres higher than it need be."""
        for table, measured in self.parts:
            last = measured is self.parts[-1][1]
            table.put(measured, more if last else 0.0)


#: Which procedures stand on each page of a flow, by the page's place.
ByPage = dict[int, list[Posted]]


def set_blocks(flow: Flow, table: Table, blocks: Iterable[Block], tail: float) -> ByPage:
    """Set blocks below the header of ``table``; return which procedures each page carries.

    Args:
        flow: where they are set; the header stands already and repeats itself.
        table: the table whose header it is.
        blocks: in their order.
        tail: millimetres that must be left below the last one.
    """
    waiting = list(blocks)
    carried: ByPage = {}
    while waiting:
        count = _fitting(waiting, flow.room, tail)
        if not count and waiting[0].height <= table.whole:
            flow.new_page()
            continue
        page = waiting[: max(count, 1)]
        del waiting[: max(count, 1)]
        spare = flow.room - sum(block.height for block in page)
        air = max(0.0, min(spare * _GIVEN / len(page), _MOST_AIR)) if waiting else 0.0
        for block in page:
            first = len(flow.pages)
            block.put(air)
            if block.posted is not None:
                for number in range(first - 1, len(flow.pages)):
                    carried.setdefault(number, []).append(block.posted)
        if waiting and count:
            flow.new_page()
    return carried


def _fitting(blocks: Sequence[Block], room: float, tail: float) -> int:
    """Return how many blocks go on this page; the last one of all only with what follows it."""
    used, count = 0.0, 0
    for number, block in enumerate(blocks, 1):
        last = number == len(blocks)
        used += block.height
        if used + (tail if last and count else 0.0) > room + 1e-6:
            break
        count = number
    return count
