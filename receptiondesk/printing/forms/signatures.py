"""Who signs, side by side, with room to sign in: one block that is never torn."""

from collections.abc import Sequence
from dataclasses import dataclass

from receptiondesk.printing.flow import (
    Align,
    Column,
    Line,
    Run,
    Style,
    break_evenly,
    break_lines,
    height_of,
    set_lines,
)
from receptiondesk.printing.fonts import Face, Fonts
from receptiondesk.printing.marks import POINT, Mark

#: Air to sign in, as a multiple of the letters' size.
_ROOM = 4.4
_AIR = 2.0


@dataclass(frozen=True, slots=True)
class Signer:
    """One who signs: in which office, how, and the name where it is known."""

    title: str
    note: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """Signatures measured for a column: their height, and how to set them."""

    places: tuple[Column, ...]
    heads: tuple[tuple[Line, ...], ...]
    names: tuple[tuple[Line, ...], ...]
    room: float

    @property
    def head(self) -> float:
        """Return how high the highest heading is."""
        return max(map(height_of, self.heads))

    @property
    def height(self) -> float:
        """Return how high the whole is."""
        return self.head + self.room + max(map(height_of, self.names))

    def marks(self, fonts: Fonts, top: float) -> list[Mark]:
        """Return the block set from ``top`` downwards."""
        marks: list[Mark] = []
        below = top + self.head + self.room
        for place, head, name in zip(self.places, self.heads, self.names, strict=True):
            marks += set_lines(fonts, head, place, top)
            marks += set_lines(fonts, name, place, below)
        return marks


def block(fonts: Fonts, signers: Sequence[Signer], column: Column, style: Style) -> Block:
    """Return signatures side by side; a single one stands on the right, as offices sign."""
    parts = max(len(signers), 2)
    width = column.width / parts
    places = tuple(
        Column(column.x + (at + parts - len(signers)) * width, width - _AIR, Align.CENTRE)
        for at in range(len(signers))
    )
    italic = Style(Face.ITALIC, style.size - 1, style.height)
    heads = [
        (
            *break_evenly(fonts, (Run(one.title, style.of(Face.BOLD)),), place.width),
            *break_lines(fonts, (Run(one.note, italic),), place.width),
        )
        for one, place in zip(signers, places, strict=True)
    ]
    names = [
        break_lines(fonts, (Run(one.name, style.of(Face.BOLD)),), place.width)
        for one, place in zip(signers, places, strict=True)
    ]
    return Block(places, tuple(heads), tuple(names), _ROOM * style.size * POINT)
