"""What stands on a page before it is painted: words, rules, panels and symbols at places.

Places are in millimetres from the page's upper left corner, sizes of letters in points. A page is
a list of marks, so it can be measured, thrown away and set again smaller, or painted twice.
"""

from typing import NamedTuple, TypeAlias

from receptiondesk.printing.fonts import Face
from receptiondesk.printing.qr import Matrix

#: Millimetres per point.
POINT = 25.4 / 72

INK = (0.0, 0.0, 0.0)
GREY = (0.35, 0.35, 0.35)
PALE = (0.93, 0.94, 0.95)
HAIR = (0.6, 0.6, 0.6)
ACCENT = (0.62, 0.07, 0.07)

Colour: TypeAlias = tuple[float, float, float]


class Words(NamedTuple):
    """Letters of one face on one line; ``y`` is the base line."""

    x: float
    y: float
    face: Face
    size: float
    text: str
    colour: Colour = INK


class Rule(NamedTuple):
    """A straight line; ``width`` in points, ``dash`` in points on and off."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float = 0.6
    dash: tuple[float, float] | None = None
    colour: Colour = INK


class Panel(NamedTuple):
    """A filled rectangle without an edge."""

    x: float
    y: float
    width: float
    height: float
    colour: Colour = PALE


class Frame(NamedTuple):
    """The edge of a rectangle."""

    x: float
    y: float
    width: float
    height: float
    line: float = 0.6
    colour: Colour = INK


class Symbol(NamedTuple):
    """A QR symbol; ``side`` is without the quiet zone, which is painted white around it."""

    x: float
    y: float
    side: float
    matrix: Matrix


class Bars(NamedTuple):
    """A Code 128 bar code that fills a width, quiet zones of ten modules kept inside it."""

    x: float
    y: float
    width: float
    height: float
    text: str


Mark: TypeAlias = Words | Rule | Panel | Frame | Symbol | Bars
Page: TypeAlias = list[Mark]
