"""QR symbols as vector squares (TCVN 7322:2009, that is ISO/IEC 18004:2006)."""

from typing import NamedTuple

from receptiondesk.printing import qr_symbol

#: Modules of white that the standard asks for on every side.
QUIET = 4

#: The side of a module in millimetres at which a code still reads at 100 dots an inch, slanted by
#: three degrees, and from a poor photocopy (measured: docs/papers.md).
MODULE = 0.53

#: Any of the eight masks reads alike. The search for the evenest one first makes the eight empty
#: symbols of a size; a slip made while a citizen waits, by a new process, takes this one.
_QUICK_MASK = 3


class Matrix(NamedTuple):
    """A symbol: how many modules a side has, and its rows, "1" for each dark module."""

    modules: int
    rows: tuple[str, ...]

    def side_with_quiet(self, side: float) -> float:
        """Return how much room a symbol of a given side needs with its quiet zone."""
        return side * (self.modules + 2 * QUIET) / self.modules


def matrix(text: str, *, quick: bool = False) -> Matrix:
    """Return the symbol of a text in UTF-8, error correction M.

    Args:
        text: what a reader shall get.
        quick: take a fixed mask instead of looking for the evenest.
    """
    rows = qr_symbol.rows(text, _QUICK_MASK if quick else None)
    return Matrix(len(rows), tuple(rows))
