"""Nhãn địa chỉ: labels for letters, each with its count, so that nothing is left on the table.

What does not fit one label in the smallest letters goes on on the next label.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.printing import fonts as bundled
from receptiondesk.printing.fitting import Letters, Room, set_to_fit
from receptiondesk.printing.flow import Align, Column, Flow, Run, Style, break_lines, set_lines
from receptiondesk.printing.fonts import Face, Fonts
from receptiondesk.printing.forms.data import Common
from receptiondesk.printing.forms.manifest import Item
from receptiondesk.printing.marks import Bars, Frame, Page, Words
from receptiondesk.printing.sheet import Side, bar_modules, paint

_LETTERS = tuple(Letters(size, 1.2) for size in (13.0, 12.0, 11.0, 10.0, 9.0, 8.0, 7.0))
_SMALL, _SMALLER = Style(Face.REGULAR, 8.0, 1.2), Style(Face.REGULAR, 6.5, 1.15)
#: Lower labels in millimetres have smaller letters around the address.
_LARGE_LABEL = 50.0
_INSET = 5.0
_BARS_HEIGHT = 8.0
_NARROW_BAR = 2 * 25.4 / 150
#: Smaller labels in millimetres hold neither a code that can be scanned nor an address.
_LEAST_WIDTH, _LEAST_HEIGHT = 60.0, 35.0
_HAIR = 0.25
_PALE = (0.8, 0.8, 0.8)


@dataclass(frozen=True, slots=True)
class Labels:
    """What is sent; the sender is the office of the frame."""

    common: Common
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class _Grid:
    """Labels on a sheet: how many, and where the first one begins, in millimetres."""

    columns: int
    rows: int
    left: float
    top: float
    width: float
    height: float

    @property
    def inset(self) -> float:
        """Return the air inside a label."""
        return min(_INSET, self.height * 0.08)

    @property
    def bars(self) -> float:
        """Return how high a label's bar code is."""
        return min(_BARS_HEIGHT, self.height * 0.16)

    @property
    def small(self) -> Style:
        """Return the style of what is not the address."""
        return _SMALL if self.height > _LARGE_LABEL else _SMALLER

    def place(self, at: int) -> tuple[float, float]:
        row, column = divmod(at, self.columns)
        return self.left + column * self.width, self.top + row * self.height


def render(data: Labels) -> bytes:
    """Return sheets of labels as a PDF; the same data give the same bytes.

    Raises:
        Refused: labels_too_small, by the office's own columns, rows and edges.
        Trouble: the fonts are damaged.
    """
    fonts, grid = bundled.load(), _grid(data.common)
    labels = [
        page
        for number, item in enumerate(data.items, 1)
        for page in _Label(data, fonts, grid, number, item).pages()
    ]
    each = grid.columns * grid.rows
    layout = data.common.layout
    sides = [_side(data.common, grid, labels[at : at + each]) for at in range(0, len(labels), each)]
    size = (layout.width, layout.height)
    return paint(sides, size, data.common.words["paper_name"], fonts)


def _grid(common: Common) -> _Grid:
    words, layout = common.words, common.layout
    columns, rows = (max(words.number(key), 1) for key in ("columns", "rows"))
    left, top = (float(words.number(key)) for key in ("edge_beside", "edge_above"))
    width, height = (layout.width - 2 * left) / columns, (layout.height - 2 * top) / rows
    if width < _LEAST_WIDTH or height < _LEAST_HEIGHT:
        message = (
            f"Nhãn chỉ còn {max(width, 0):.0f} × {max(height, 0):.0f} mm, nhỏ hơn "
            f"{_LEAST_WIDTH:.0f} × {_LEAST_HEIGHT:.0f} mm. Xin giảm số cột, số hàng hoặc lề trong "
            "tệp labels.toml."
        )
        raise Refused(Problem("forms.labels.columns", "labels_too_small", message))
    return _Grid(columns, rows, left, top, width, height)


def _side(common: Common, grid: _Grid, labels: Sequence[Sequence[Words | Bars]]) -> Side:
    marks: list[tuple[float, Page]] = []
    for at, label in enumerate(labels):
        x, y = grid.place(at)
        edge = Frame(0.0, y, grid.width, grid.height, _HAIR, _PALE)
        moved = [_down(mark, y) for mark in label]
        marks.append((x, [edge, *moved]))
    stamp = common.words["practice_stamp"] if common.practice else ""
    return Side(marks, stamp, ((0.0, common.layout.width),))


def _down(mark: Words | Bars, by: float) -> Words | Bars:
    return mark._replace(y=mark.y + by)


@dataclass(frozen=True, slots=True)
class _Label:
    """One item's label, or labels; ``number`` counts items from 1."""

    data: Labels
    fonts: Fonts
    grid: _Grid
    number: int
    item: Item

    def pages(self) -> Iterator[list[Words | Bars]]:
        """Yield labels, each set from its own upper edge."""
        flow = set_to_fit(self._set, _LETTERS, _LETTERS[-1], Room())
        for page in flow.pages:
            words = [mark for mark in page if isinstance(mark, Words)]
            yield [*words, *self._foot()]

    def _set(self, letters: Letters) -> Flow:
        words, item, head = self.data.common.words, self.item, self.data.common.letterhead
        grid, small, inset = self.grid, self.grid.small, self.grid.inset
        bottom = grid.height - inset - grid.bars - small.leading - inset / 3
        flow = Flow(self.fonts, Column(inset, grid.width - 2 * inset), inset, bottom)
        sender = ", ".join(filter(None, (head.desk or head.name, head.address)))
        phone = f" – {words['phone']} {head.phone}" if head.phone else ""
        flow.write((Run(f"{words['from']} {sender}{phone}", small),))
        flow.gap(inset / 3)
        style = Style(Face.REGULAR, letters.size, letters.height)
        flow.write((Run(words["to"], small),))
        flow.write((Run(item.name, style.of(Face.BOLD)),))
        flow.write((Run(item.address, style),))
        if item.phone:
            flow.write((Run(f"{words['phone']} {item.phone}", style),))
        return flow

    def _foot(self) -> list[Words | Bars]:
        words, grid, small = self.data.common.words, self.grid, self.grid.small
        width, inset = grid.width, grid.inset
        top = grid.height - inset - grid.bars - small.leading
        bars = min(bar_modules(self.item.code) * _NARROW_BAR, width - 2.0)
        marks: list[Words | Bars] = [Bars((width - bars) / 2, top, bars, grid.bars, self.item.code)]
        told = words.fill("count", number=self.number, total=len(self.data.items))
        column = Column(inset, width - 2 * inset)
        for text, align in ((self.item.code, Align.LEFT), (told, Align.RIGHT)):
            lines = break_lines(self.fonts, (Run(text, small),), column.width)
            place = Column(column.x, column.width, align)
            below = set_lines(self.fonts, lines, place, top + grid.bars)
            marks += [mark for mark in below if isinstance(mark, Words)]
        return marks
