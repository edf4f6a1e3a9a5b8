"""QR symbols as vector squares (TCVN 7322:2009, that is ISO/IEC 18004:2006)."""

import re
from functools import cache
from typing import Any, NamedTuple

import qrcode
from qrcode.constants import ERROR_CORRECT_M

#: Modules of white that the standard asks for on every side.
QUIET = 4

#: The side of a module in millimetres at which a code still reads at 100 dots an inch, slanted by
#: three degrees, and from a poor photocopy (measured: docs/papers.md).
MODULE = 0.53

#: Any of the eight masks reads alike; the library's search for the evenest one costs ten times
#: what making a symbol costs. A slip made while a citizen waits takes this one.
_QUICK_MASK = 3

_DARK = re.compile(rb"\x01+")

#: What the alphanumeric mode can spell; the library chooses the mode by the same letters.
_LETTERS = re.compile(r"(?=.*[^0-9])[0-9A-Z $%*+\-./:]+", re.ASCII)


class Matrix(NamedTuple):
    """A symbol: how many modules a side has, and its dark parts as (column, row, wide, high)."""

    modules: int
    dark: tuple[tuple[int, int, int, int], ...]

    def side_with_quiet(self, side: float) -> float:
        """Return how much room a symbol of a given side needs with its quiet zone."""
        return side * (self.modules + 2 * QUIET) / self.modules


def matrix(text: str, *, quick: bool = False) -> Matrix:
    """Return the symbol of a text in UTF-8, error correction M.

    Args:
        text: what a reader shall get.
        quick: take a fixed mask instead of looking for the evenest.
    """
    data = text.encode()
    letters = _LETTERS.fullmatch(text) is not None
    code = qrcode.QRCode(
        version=_version(len(data), letters=letters),
        border=0,
        error_correction=ERROR_CORRECT_M,
        mask_pattern=_QUICK_MASK if quick else None,
    )
    code.add_data(data, optimize=0)
    code.make(fit=False)
    rows = code.modules
    return Matrix(len(rows), _rectangles(rows))


@cache
def _version(length: int, *, letters: bool = False) -> int:
    """Return the smallest symbol that holds so many bytes; the library tries it out each time.

    ``letters``: they all are of the alphanumeric mode, of which two take eleven bits.
    """
    code: qrcode.QRCode[Any] = qrcode.QRCode(error_correction=ERROR_CORRECT_M)
    code.add_data(b"A" * length if letters else bytes(length), optimize=0)
    return int(code.best_fit())


def _rectangles(rows: list[list[bool | None]]) -> tuple[tuple[int, int, int, int], ...]:
    """Merge dark modules: runs along each row, then equal runs of neighbouring rows."""
    done: list[tuple[int, int, int, int]] = []
    growing: dict[tuple[int, int], int] = {}
    for row, cells in enumerate([*rows, []]):
        runs = set(_runs(cells))
        for run in [run for run in growing if run not in runs]:
            top = growing.pop(run)
            done.append((run[0], top, run[1] - run[0], row - top))
        for run in runs:
            growing.setdefault(run, row)
    return tuple(sorted(done))


def _runs(cells: list[bool | None]) -> list[tuple[int, int]]:
    return [run.span() for run in _DARK.finditer(bytes(map(bool, cells)))]
