"""Makes QR symbols of error correction M as the library makes them, a wall's hundred at once.

The library works module by module, and once more for each mask that it tries. A symbol is linear:
it is its frame and mask without data, changed wherever a bit of data is one. Frame, masks, blocks
and polynomials are the library's own; only data are put in, and masks judged, on whole symbols as
long numbers. The symbols are the library's, module by module.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import chain, zip_longest
from operator import itemgetter
from typing import Any, NamedTuple

import qrcode
from qrcode import LUT, base, util
from qrcode.constants import ERROR_CORRECT_M

from receptiondesk.printing.qr_masks import Shape, lost_points

_MASKS = range(8)
#: What fills up a symbol whose text is shorter, in turn (ISO/IEC 18004, 7.4.10).
_PADS = (util.PAD0, util.PAD1)
_TERMINATOR = 4


def rows(text: str, mask: int | None = None) -> list[str]:
    """Return the rows of a text's symbol, "1" for each dark module.

    Args:
        text: what a reader shall get, in UTF-8 if need be.
        mask: which mask to take; without one the evenest, as the standard asks.
    """
    data = util.QRData(text.encode())
    version = _version(data.mode, len(data))
    placed = _places(version).number(_codewords(data, version))
    if mask is None:
        mask = _evenest(placed, version)
    side = _side(version)
    whole = f"{placed ^ _empty(version, mask, judged=False):0{side * side}b}"
    return [whole[first : first + side] for first in range(0, side * side, side)]


def _evenest(placed: int, version: int) -> int:
    shape = Shape.of(_side(version))
    tried = (placed ^ _empty(version, mask, judged=True) for mask in _MASKS)
    points = [lost_points(symbol, shape) for symbol in tried]
    return points.index(min(points))


def _side(version: int) -> int:
    return 17 + 4 * version


@cache
def _version(mode: int, length: int) -> int:
    """Return the smallest symbol that holds so many letters of a mode."""
    code: qrcode.QRCode[Any] = qrcode.QRCode(error_correction=ERROR_CORRECT_M)
    code.add_data(util.QRData(b"0" * length, mode=mode), optimize=0)
    return int(code.best_fit())


def _library(version: int) -> "qrcode.QRCode[Any]":
    return qrcode.QRCode(version=version, border=0, error_correction=ERROR_CORRECT_M)


@cache
def _empty(version: int, mask: int, *, judged: bool) -> int:
    """Return a symbol without data: its frame, and the mask where data would be.

    ``judged``: as masks are judged, before the mask's own number stands in it.
    """
    return _number(_modules(version, [], mask, judged=judged))


def _modules(
    version: int, data: Sequence[int], mask: int, *, judged: bool
) -> list[list[bool | None]]:
    code = _library(version)
    code.data_cache = list(data)
    code.makeImpl(judged, mask)
    modules: list[list[bool | None]] = code.modules
    return modules


def _number(modules: Iterable[Iterable[bool | None]]) -> int:
    return int("".join("1" if dark else "0" for row in modules for dark in row), 2)


class _Places(NamedTuple):
    """Where each bit of a symbol's codewords stands."""

    bits: int
    pick: Callable[[str], tuple[str, ...]]

    def number(self, codewords: bytes) -> int:
        """Return a symbol that holds nothing but these codewords."""
        # Modules that hold no data pick the nought behind the last bit.
        bits = f"{int.from_bytes(codewords):0{self.bits}b}0"
        return int("".join(self.pick(bits)), 2)


@cache
def _places(version: int) -> _Places:
    side, blocks = _side(version), base.rs_blocks(version, ERROR_CORRECT_M)
    count = sum(block.total_count for block in blocks)
    # Data are where a symbol full of ones differs from an empty one.
    full = _number(_modules(version, [0xFF] * count, 0, judged=True))
    held = full ^ _empty(version, 0, judged=True)
    is_data = f"{held:0{side * side}b}"
    order = [-1] * (side * side)
    for bit, place in enumerate(at for at in _way(side) if is_data[at] == "1"):
        order[place] = bit
    return _Places(8 * count, itemgetter(*order))


def _way(side: int) -> Iterable[int]:
    """Yield a symbol's modules in the order in which they are filled (ISO/IEC 18004, 7.7.3)."""
    upwards = True
    for right in range(side - 1, 0, -2):
        column = right - (right <= _TIMING)
        for row in range(side - 1, -1, -1) if upwards else range(side):
            yield row * side + column
            yield row * side + column - 1
        upwards = not upwards


#: The column of the timing pattern, which no pair of columns counts.
_TIMING = 6


def _codewords(data: util.QRData, version: int) -> bytes:
    """Return the codewords of a text in the order in which they are placed."""
    blocks = base.rs_blocks(version, ERROR_CORRECT_M)
    told, first = _told(data, version, sum(block.data_count for block in blocks)), 0
    own, checks = [], []
    for block in blocks:
        part = told[first : first + block.data_count]
        first += block.data_count
        own.append(part)
        checks.append(_check(part, block.total_count - block.data_count))
    in_turn = chain(chain(*zip_longest(*own)), chain(*zip_longest(*checks)))
    return bytes(byte for byte in in_turn if byte is not None)


def _told(data: util.QRData, version: int, room: int) -> bytes:
    """Return mode, length and text, filled up to ``room`` bytes."""
    length = util.length_in_bits(data.mode, version)
    number, bits = data.mode << length | len(data), 4 + length
    number, bits = _with_text(data, number, bits)
    end = min(8 * room - bits, _TERMINATOR)
    number, bits = number << end, bits + end
    number, bits = number << -bits % 8, bits + -bits % 8
    written = number.to_bytes(bits // 8)
    left = room - len(written)
    return written + bytes(_PADS * (left // 2 + 1))[:left]


def _with_text(data: util.QRData, number: int, bits: int) -> tuple[int, int]:
    if data.mode == util.MODE_8BIT_BYTE:
        return number << 8 * len(data) | int.from_bytes(data.data), bits + 8 * len(data)
    buffer = util.BitBuffer()
    data.write(buffer)
    written = int.from_bytes(buffer.buffer) >> -len(buffer) % 8
    return number << len(buffer) | written, bits + len(buffer)


@cache
def _multiples(count: int) -> tuple[int, ...]:
    """Return each multiple of the polynomial for so many check bytes, without its first term."""
    polynomial = LUT.rsPoly_LUT[count][1:]
    return (
        0,
        *(
            int.from_bytes(
                base.gexp(base.glog(factor) + base.glog(term)) if term else 0 for term in polynomial
            )
            for factor in range(1, 256)
        ),
    )


def _check(part: bytes, count: int) -> bytes:
    """Return a block's check bytes: what is left when it is divided by the polynomial."""
    multiples, top = _multiples(count), 8 * (count - 1)
    below = (1 << top) - 1
    rest = 0
    for byte in part:
        rest = (rest & below) << 8 ^ multiples[rest >> top ^ byte]
    return rest.to_bytes(count)
