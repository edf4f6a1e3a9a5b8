"""The mark of a field: letters, a colour, and a pattern that a black-and-white printer keeps.

All three follow from the field's name alone, so a sheet printed next year bears the same mark as
its neighbours. Every colour is dark enough for white letters, in grey too (contrast above 4.5:1).
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from receptiondesk.domain.text import fold, nfc
from receptiondesk.printing.flow import (
    Align,
    Column,
    Run,
    Style,
    break_lines,
    height_of,
    set_lines,
)
from receptiondesk.printing.fonts import Face, Fonts
from receptiondesk.printing.marks import Colour, Frame, Mark, Page, Panel, Rule
from receptiondesk.printing.table import Row, Table

_WHITE: Final = (1.0, 1.0, 1.0)
#: Dark red, blue, green, violet, brown, teal, magenta, slate.
_COLOURS: Final[tuple[Colour, ...]] = (
    (0.62, 0.07, 0.07),
    (0.06, 0.28, 0.58),
    (0.05, 0.38, 0.18),
    (0.38, 0.16, 0.55),
    (0.46, 0.27, 0.04),
    (0.02, 0.37, 0.40),
    (0.60, 0.06, 0.38),
    (0.25, 0.29, 0.35),
)
_PATTERNS: Final = ("plain", "rows", "columns", "grid", "dots", "halves")
_LETTERS_AT_MOST: Final = 4
_STEP: Final = 1.5
#: Of a mark beside a caption: share for the letters, millimetres for a point of the caption.
_LETTERS_SHARE: Final = 0.62
_WIDE: Final = 1.75
_AIR: Final = 0.5
#: The strip in a sheet's margin: millimetres wide, long, and away from the text.
_STRIP, _STRIP_LONG, _STRIP_AWAY = 4.4, 64.0, 1.6
#: A cell without words, as low as can be.
_NOTHING: Final = Run(" ", Style(size=1.0))


@dataclass(frozen=True, slots=True)
class FieldMark:
    """A field's letters, colour and pattern."""

    letters: str
    colour: Colour
    pattern: str


@cache
def mark_of(field: str) -> FieldMark:
    """Return the mark of a field: "Hộ tịch" gives HT."""
    words = [word for word in _words(field) if fold(word) not in {"va", "cua", "cac"}]
    letters = "".join(_letter(word) for word in words[:_LETTERS_AT_MOST]) or "–"
    number = int.from_bytes(hashlib.sha256(fold(field).encode()).digest()[:4])
    pattern, place = divmod(number, len(_COLOURS))
    return FieldMark(letters, _COLOURS[place], _PATTERNS[pattern % len(_PATTERNS)])


def caption_table(table: Table, size: float) -> Table:
    """Return a table across another one, with a first column for a field's mark."""
    return table.across_with(size * _WIDE)


def caption_row(band: Table, field: str, caption: Run) -> Row:
    """Return the row of a field's caption, its mark before it."""
    mark, place = mark_of(field), band.place_of(0)
    size = caption.style.size * (0.9 if len(mark.letters) < _LETTERS_AT_MOST else 0.75)

    def drawn(top: float, height: float) -> list[Mark]:
        box = _Box(place.x + _AIR, top + _AIR, place.width - 2 * _AIR, height - 2 * _AIR)
        return list(_across(mark, box, band.fonts, size))

    return Row(((_NOTHING,), (caption,)), shaded=True, drawn=drawn)


def strip(field: str, right: float, top: float, scale: float, fonts: Fonts) -> Page:
    """Return the mark of a field as a strip in the margin beside a sheet, letters from above.

    ``right`` is where the text ends: at the left a code's quiet zone reaches into the margin.
    """
    mark = mark_of(field)
    wide = _STRIP
    box = _Box(right + _STRIP_AWAY, top, wide, _STRIP_LONG * scale)
    style = Style(Face.SANS_BOLD, 8.5, 1.1, _WHITE)
    high = style.leading * len(mark.letters) + 2 * _AIR
    marks: Page = [Panel(box.x, box.y, box.width, high, mark.colour)]
    y = box.y + _AIR
    for letter in mark.letters:
        lines = break_lines(fonts, (Run(letter, style),), wide)
        marks += set_lines(fonts, lines, Column(box.x, wide, Align.CENTRE), y)
        y += style.leading
    marks += _patterned(mark, _Box(box.x, box.y + high, wide, max(box.height - high, 0.0)))
    return marks


@dataclass(frozen=True, slots=True)
class _Box:
    x: float
    y: float
    width: float
    height: float


def _across(mark: FieldMark, box: _Box, fonts: Fonts, size: float) -> Iterator[Mark]:
    first = box.width * _LETTERS_SHARE
    yield Panel(box.x, box.y, first, box.height, mark.colour)
    style = Style(Face.SANS_BOLD, size, 1.1, _WHITE)
    lines = break_lines(fonts, (Run(mark.letters, style),), first)
    top = box.y + (box.height - height_of(lines)) / 2
    yield from set_lines(fonts, lines, Column(box.x, first, Align.CENTRE), top)
    yield from _patterned(mark, _Box(box.x + first, box.y, box.width - first, box.height))


def _patterned(mark: FieldMark, box: _Box) -> Iterator[Mark]:
    """Fill a box with the field's pattern in its colour; its edge is always drawn."""
    right, bottom = box.x + box.width, box.y + box.height
    if mark.pattern == "plain":
        yield Panel(*_of(box), mark.colour)
    if mark.pattern == "halves":
        yield Panel(box.x, box.y, box.width, box.height / 2, mark.colour)
    if mark.pattern in {"rows", "grid"}:
        for y in _steps(box.y, bottom):
            yield Rule(box.x, y, right, y, 1.4, None, mark.colour)
    if mark.pattern in {"columns", "grid"}:
        for x in _steps(box.x, right):
            yield Rule(x, box.y, x, bottom, 1.4, None, mark.colour)
    if mark.pattern == "dots":
        for y in _steps(box.y, bottom):
            for x in _steps(box.x, right):
                yield Panel(x - 0.35, y - 0.35, 0.7, 0.7, mark.colour)
    yield Frame(*_of(box), 0.6, mark.colour)


def _of(box: _Box) -> tuple[float, float, float, float]:
    return box.x, box.y, box.width, box.height


def _steps(first: float, last: float) -> Iterator[float]:
    count = int((last - first) / _STEP)
    return (first + (number + 0.5) * (last - first) / count for number in range(count))


def _words(field: str) -> list[str]:
    return [
        word for word in nfc(field).replace("–", " ").replace("-", " ").split() if word[0].isalpha()
    ]


def _letter(word: str) -> str:
    first = word[0].upper()
    return "Đ" if first == "Đ" else fold(first).upper()
