"""The notice wall as plain texts and codes: what another tool must set to say what ours says."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from PIL import Image
from reportlab.graphics.barcode.code128 import Code128Auto

from receptiondesk.printing import qr_symbol
from receptiondesk.printing.notice_cells import published
from receptiondesk.printing.notice_data import NoticeData, Posted
from receptiondesk.printing.notice_words import ProcedureWords

#: The side of a wall's code without its quiet zone, in millimetres; the least module of a code.
QR_MM: Final = 25.5
_LEAST_MODULE: Final = 0.4
_QUIET: Final = 4
_LIGHT_AND_DARK: Final = str.maketrans("01", "\xff\x00")


@dataclass(frozen=True, slots=True)
class Line:
    """One procedure as a line of the wall says it; ``below`` stands under the name."""

    number: int
    name: str
    below: tuple[str, ...]
    limit: str
    fee: str
    address: str


@dataclass(frozen=True, slots=True)
class Poster:
    """Everything that the wall says, from the heading to the box at its end."""

    left: tuple[str, str]
    right: tuple[str, str]
    title: str
    note: str
    heads: tuple[str, ...]
    groups: tuple[tuple[str, tuple[Line, ...]], ...]
    box: tuple[tuple[str, str], ...]


def of(data: NoticeData) -> Poster:
    """Return what the wall of some procedures says."""
    words, head = data.words, data.letterhead
    place = ", ".join(filter(None, (head.desk or head.name, head.address)))
    return Poster(
        left=(head.parent.upper(), head.name.upper()),
        right=(words["state"], words["motto"]),
        title=words["list_title"],
        note=words.fill("list_note", count=len(data.procedures), fields=len(data.fields())),
        heads=words.many("narrow_heads"),
        groups=tuple(_groups(data)),
        box=(
            (words["feedback_title"], ""),
            ("", words["feedback"]),
            (words["place"], place),
            (words["hotline"], head.hotline or head.phone or words["no_hotline"]),
        ),
    )


def _groups(data: NoticeData) -> Iterator[tuple[str, tuple[Line, ...]]]:
    for field, group in data.by_field():
        caption = f"{data.words['field']} {field} ({len(group)})"
        yield caption, tuple(_line(data, one) for one in group)


def _line(data: NoticeData, one: Posted) -> Line:
    words, told = data.words, ProcedureWords(data.words, one.procedure)
    ways = f"{words['ways']} {told.ways()}" if told.ways() else ""
    basis = f"{words['basis']} {told.basis()}" if told.basis() else ""
    below = (" – ".join(filter(None, (one.procedure.code, ways))), basis, published(told))
    return Line(
        one.number,
        one.procedure.name,
        tuple(filter(None, below)),
        told.limits(),
        told.fees(),
        data.address_of(one.procedure),
    )


def otherwise(data: NoticeData, turn: int) -> NoticeData:
    """Return the same wall with other names and bases, so that no tool remembers the last one's."""
    procedures = tuple(
        replace(one, name=f"{turn}. {one.name}", legal_basis=f"{turn}; {one.legal_basis}")
        for one in data.procedures
    )
    return replace(data, procedures=procedures)


def picture(text: str) -> tuple[bytes, float]:
    """Return a code with its quiet zone as a PNG of a dot a module, and its side in millimetres.

    The symbol is made as ours are; a dot a module is the least that a tool can be given.
    """
    rows = qr_symbol.rows(text)
    count = len(rows)
    edge, empty = "0" * _QUIET, "0" * (count + 2 * _QUIET)
    whole = [empty] * _QUIET + [f"{edge}{row}{edge}" for row in rows] + [empty] * _QUIET
    dots = "".join(whole).translate(_LIGHT_AND_DARK).encode("latin-1")
    out = io.BytesIO()
    Image.frombytes("L", (len(empty), len(empty)), dots).convert("1").save(out, "PNG")
    return out.getvalue(), max(QR_MM / count, _LEAST_MODULE) * len(empty)


def bars(text: str) -> bytes:
    """Return a Code 128 as a PNG of a dot a narrow bar."""
    code = _Collected(text, barWidth=1, barHeight=1, quiet=0)
    code.draw()
    dots = bytearray(b"\xff" * round(code.width))
    for first, wide in code.places:
        dots[first : first + wide] = bytes(wide)
    out = io.BytesIO()
    Image.frombytes("L", (len(dots), 1), bytes(dots)).convert("1").save(out, "PNG")
    return out.getvalue()


class _Collected(Code128Auto):
    """Keeps its bars instead of drawing them."""

    def __init__(self, text: str, **places: float) -> None:
        super().__init__(text, **places)
        self.places: list[tuple[int, int]] = []

    def rect(self, x: float, _y: float, w: float, _h: float) -> None:
        """Take one bar."""
        self.places.append((round(x), round(w)))
