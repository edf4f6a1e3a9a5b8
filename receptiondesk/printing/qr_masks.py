"""How even a QR symbol is (ISO/IEC 18004, 7.8.3): the fewer points, the better it reads.

A symbol is one long number, row after row, its first module the highest bit; so a rule is judged
for all of its modules at once.
"""

from functools import cache
from typing import NamedTuple

#: Points: for each block of four alike, for each look-alike of a finder, for each 5 % off balance.
_BLOCK, _FINDER, _BALANCE = 3, 40, 10
#: A run in one colour counts from so many modules.
_RUN = 5
_FINDERS = ("10111010000", "00001011101")
_BALANCE_STEP = 5


class Shape(NamedTuple):
    """A symbol's side, and the modules that have further ones to the right and below."""

    side: int
    whole: int
    beside: int
    above: int
    finder_beside: int
    finder_above: int

    @classmethod
    @cache
    def of(cls, side: int) -> "Shape":
        """Return the shape of a symbol of so many modules a side."""
        reach = len(_FINDERS[0]) - 1
        return cls(
            side,
            (1 << side * side) - 1,
            _columns(side, 1),
            _rows(side, 1),
            _columns(side, reach),
            _rows(side, reach),
        )


def lost_points(symbol: int, shape: Shape) -> int:
    """Return how many points a symbol loses."""
    side = shape.side
    down, right = symbol ^ symbol << side, symbol ^ symbol << 1
    blocks = ~(right | right << side | down) & shape.beside & shape.above
    return (
        _runs(~right & shape.beside, 1, shape.whole)
        + _runs(~down & shape.above, side, shape.whole)
        + _BLOCK * blocks.bit_count()
        + _FINDER * _finders(symbol, 1, shape.finder_beside)
        + _FINDER * _finders(symbol, side, shape.finder_above)
        + _BALANCE * _unbalance(symbol.bit_count(), side * side)
    )


def _runs(alike: int, step: int, whole: int) -> int:
    """Return the points of runs, by where a module is like the next one: length less two each."""
    long = alike
    for number in range(1, _RUN - 1):
        long &= alike << number * step
    long &= whole
    return long.bit_count() + 2 * (long & ~(long >> step)).bit_count()


def _finders(symbol: int, step: int, begins: int) -> int:
    """Return how many look-alikes of a finder pattern begin at the modules given."""
    moved = [symbol << number * step for number in range(len(_FINDERS[0]))]
    count = 0
    for pattern in _FINDERS:
        found = begins
        for module, here in zip(pattern, moved, strict=True):
            found &= here if module == "1" else ~here
        count += found.bit_count()
    return count


def _unbalance(dark: int, modules: int) -> int:
    return int(abs(float(dark) / modules * 100 - 50) / _BALANCE_STEP)


def _columns(side: int, without: int) -> int:
    """Return all modules but those of the last columns."""
    return int(("1" * (side - without) + "0" * without) * side, 2)


def _rows(side: int, without: int) -> int:
    """Return all modules but those of the last rows."""
    return int("1" * side * (side - without) + "0" * side * without, 2)
