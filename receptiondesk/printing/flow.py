"""Text that flows down a column and on to the next page; nothing is ever cut.

The house's own small setter instead of reportlab's platypus: the forms need places to the
millimetre and the same page painted twice, and the wall is printed while somebody waits.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

from receptiondesk.printing.fonts import Face, Fonts
from receptiondesk.printing.marks import INK, POINT, Colour, Mark, Page, Words

_BLANKS = re.compile(r"[ \n]+")
# Long codes and addresses may be broken after these signs when a line is too short for them.
_INSIDE = re.compile(r"(?<=[-/._@,;])")


class Align(Enum):
    """Where a line stands in its column."""

    LEFT = 0.0
    CENTRE = 0.5
    RIGHT = 1.0


@dataclass(frozen=True, slots=True)
class Style:
    """How text looks: face, size in points, line height as a multiple of the size."""

    face: Face = Face.REGULAR
    size: float = 11.0
    height: float = 1.22
    colour: Colour = INK

    @property
    def leading(self) -> float:
        """Return the distance from line to line in millimetres."""
        return self.size * self.height * POINT

    def of(self, face: Face) -> "Style":
        """Return the same style in another face."""
        return replace(self, face=face)


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text of one style inside a paragraph."""

    text: str
    style: Style


@dataclass(frozen=True, slots=True)
class Line:
    """One broken line: its pieces, its natural width and its height in millimetres."""

    pieces: tuple[Run, ...]
    width: float
    height: float


def break_lines(
    fonts: Fonts, runs: Iterable[Run], width: float, first: float = 0.0
) -> tuple[Line, ...]:
    """Break runs into lines of at most ``width`` millimetres.

    A word longer than a line is broken after a sign, else between letters. Line feeds are kept.
    A paragraph without words is one empty line. The first line leaves ``first`` millimetres free
    at its beginning, which count as its width: whoever sets it begins so much further right.
    """
    breaker = _Breaker(fonts, width, first)
    for run in runs:
        if run.text:
            breaker.take(run)
    return breaker.finish()


def break_evenly(fonts: Fonts, runs: Sequence[Run], width: float) -> tuple[Line, ...]:
    """Break runs into as few lines as ``break_lines`` and as equally long ones as can be."""
    best = break_lines(fonts, runs, width)
    low = max(widest_word(fonts, runs), max(line.width for line in best) / len(best))
    high = width
    while high - low > 1.0 and len(best) > 1:
        middle = (low + high) / 2
        lines = break_lines(fonts, runs, middle)
        if len(lines) == len(best):
            best, high = lines, middle
        else:
            low = middle
    return best


def widest_word(fonts: Fonts, runs: Sequence[Run]) -> float:
    """Return how wide the widest word of some runs is, in millimetres."""
    return max(
        fonts.width(run.style.face, run.style.size, word) * POINT
        for run in runs
        for word in _BLANKS.split(fonts.drawable(run.text))
    )


class _Breaker:
    """The line being filled and the lines that are full."""

    def __init__(self, fonts: Fonts, width: float, first: float = 0.0) -> None:
        self._fonts = fonts
        self._room = width / POINT
        self._lines: list[Line] = []
        self._pieces: list[Run] = []
        self._words: list[str] = []
        self._style = Style()
        self._used = first / POINT
        self._gap = False

    def take(self, run: Run) -> None:
        """Set a run word by word."""
        self._use(run.style)
        text = self._fonts.drawable(run.text)
        for number, part in enumerate(text.split("\n")):
            if number:
                self._end()
            self._take_line(part)

    def _take_line(self, text: str) -> None:
        face, size = self._style.face, self._style.size
        blank = self._fonts.width(face, size, " ")
        self._gap = self._gap or text.startswith(" ")
        for word in text.split(" "):
            if not word:
                continue
            width = self._fonts.width(face, size, word)
            gap = blank if self._gap and self._used else 0.0
            if self._used and self._used + gap + width > self._room:
                self._end()
                gap = 0.0
            if width > self._room:
                self._take_long(word)
            else:
                self._add(word, width, gap)
            self._gap = True
        self._gap = text.endswith(" ")

    def _take_long(self, word: str) -> None:
        face, size = self._style.face, self._style.size
        for part in _INSIDE.split(word):
            width = self._fonts.width(face, size, part)
            if self._used and self._used + width > self._room:
                self._end()
            if width <= self._room:
                self._add(part, width, 0.0)
                continue
            for letter in part:
                wide = self._fonts.width(face, size, letter)
                if self._used and self._used + wide > self._room:
                    self._end()
                self._add(letter, wide, 0.0)

    def _add(self, word: str, width: float, gap: float) -> None:
        self._words.append(f" {word}" if gap else word)
        self._used += gap + width

    def _use(self, style: Style) -> None:
        if style != self._style:
            self._close_piece()
            self._style = style

    def _close_piece(self) -> None:
        if self._words:
            self._pieces.append(Run("".join(self._words), self._style))
            self._words = []

    def _end(self) -> None:
        self._close_piece()
        height = max((piece.style.leading for piece in self._pieces), default=self._style.leading)
        self._lines.append(Line(tuple(self._pieces), self._used * POINT, height))
        self._pieces = []
        self._used = 0.0
        self._gap = False

    def finish(self) -> tuple[Line, ...]:
        """Close the last line."""
        if self._pieces or self._words or not self._lines:
            self._end()
        return tuple(self._lines)


def height_of(lines: Sequence[Line]) -> float:
    """Return how high lines are together, in millimetres."""
    return sum(line.height for line in lines)


@dataclass(frozen=True, slots=True)
class Column:
    """A place for lines: left edge and width in millimetres, and how lines stand in it."""

    x: float
    width: float
    align: Align = Align.LEFT


def set_lines(fonts: Fonts, lines: Iterable[Line], column: Column, top: float) -> list[Mark]:
    """Return the marks of lines set from ``top`` downwards."""
    marks: list[Mark] = []
    for line in lines:
        x = column.x + (column.width - line.width) * column.align.value
        # The base line stands where letters of a serif face leave equal air above and below.
        y = top + line.height * 0.78
        for piece in line.pieces:
            style = piece.style
            marks.append(Words(x, y, style.face, style.size, piece.text, style.colour))
            if piece is not line.pieces[-1]:
                x += fonts.width(style.face, style.size, piece.text) * POINT
        top += line.height
    return marks


@dataclass(slots=True)
class Flow:
    """A cursor that goes down a page and on to the next.

    ``column`` and ``top``/``bottom`` (millimetres) bound each page. ``low_pages`` pages begin at
    ``top``, later ones at ``later_top``, if that is given (columns below a heading). ``head`` is
    called on every further page and may set what repeats there (a table's header).
    """

    fonts: Fonts
    column: Column
    top: float
    bottom: float
    pages: list[Page] = field(default_factory=lambda: [[]])
    y: float = 0.0
    head: Callable[["Flow"], None] | None = None
    low_pages: int = 1
    later_top: float | None = None
    first_top: float = 0.0

    def __post_init__(self) -> None:
        """Start at the top of the first page."""
        self.y = self.first_top = self.top

    @property
    def page(self) -> Page:
        """Return the page being filled."""
        return self.pages[-1]

    @property
    def room(self) -> float:
        """Return how many millimetres are left on this page."""
        return self.bottom - self.y

    @property
    def used(self) -> float:
        """Return how many millimetres have been used on all pages."""
        return (len(self.pages) - 1) * (self.bottom - self.first_top) + self.y - self.top

    def new_page(self) -> None:
        """Go on to a further page."""
        if self.later_top is not None and len(self.pages) >= self.low_pages:
            self.top = self.later_top
        self.pages.append([])
        self.y = self.top
        if self.head:
            self.head(self)

    def need(self, height: float) -> None:
        """Go on to a further page unless ``height`` millimetres are left here."""
        if height > self.room + 1e-6 and self.y > self.top:
            self.new_page()

    def gap(self, height: float) -> None:
        """Leave air; none at the top of a further page."""
        if self.y > self.top:
            self.y += height

    def write(self, runs: Sequence[Run], align: Align = Align.LEFT, *, indent: float = 0.0) -> None:
        """Set a paragraph, line after line, over as many pages as it needs."""
        column = replace(
            self.column, x=self.column.x + indent, width=self.column.width - indent, align=align
        )
        lines = break_lines(self.fonts, runs, column.width)
        self.keep_two(lines)
        for line in lines:
            self.need(line.height)
            self.page.extend(set_lines(self.fonts, (line,), column, self.y))
            self.y += line.height

    def write_evenly(self, run: Run) -> None:
        """Set a heading in the middle, over lines as equally long as can be, on one page."""
        lines = break_evenly(self.fonts, (run,), self.column.width)
        height = height_of(lines)
        self.need(height)
        column = replace(self.column, align=Align.CENTRE)
        self.place(height, set_lines(self.fonts, lines, column, self.y))

    def keep_two(self, lines: Sequence[Line]) -> None:
        """Keep a paragraph's first two lines on one page."""
        self.need(height_of(lines[:2]))

    def place(self, height: float, marks: Iterable[Mark]) -> None:
        """Put marks whose places are already known at the cursor and move it past them."""
        self.page.extend(marks)
        self.y += height
