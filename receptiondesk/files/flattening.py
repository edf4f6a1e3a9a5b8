"""Stamps, notes and filled fields drawn into the page, so that the page alone shows them.

The matrix is that of ISO 32000-1, 12.5.5, algorithm 8.1.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from pypdf import PageObject, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    StreamObject,
)

_HIDDEN, _NO_VIEW = 2, 32
_NOT_DRAWN = frozenset({"/Link", "/Popup", "/FileAttachment", "/Sound", "/Movie", "/Screen"})
_IDENTITY = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def draw_annotations(annotations: Any, page: PageObject, writer: PdfWriter) -> None:  # noqa: ANN401
    """Draw the appearance of each visible annotation at its place on the page."""
    drawn: list[str] = []
    for appearance, rectangle in _visible(annotations):
        name = f"/RdAnnotation{len(drawn) + 1}"
        form: Any = appearance.clone(writer)
        form[NameObject("/Type")] = NameObject("/XObject")
        form[NameObject("/Subtype")] = NameObject("/Form")
        matrix = _placed(form, rectangle)
        if matrix is None:
            continue
        _own(_own(page, "/Resources"), "/XObject")[NameObject(name)] = form.indirect_reference
        drawn.append(f"q {' '.join(f'{part:.5f}' for part in matrix)} cm {name} Do Q")
    if drawn:
        _append(page, writer, "\n".join(drawn))


def _visible(annotations: Any) -> Iterator[tuple[StreamObject, Sequence[float]]]:  # noqa: ANN401
    found = annotations.get_object() if annotations is not None else None
    for reference in found if isinstance(found, ArrayObject) else ():
        one = reference.get_object()
        if not isinstance(one, DictionaryObject) or one.get("/Subtype") in _NOT_DRAWN:
            continue
        if int(one.get("/F", 0)) & (_HIDDEN | _NO_VIEW):
            continue
        appearance = _appearance(one)
        corners = one.get("/Rect")
        if appearance is not None and corners is not None:
            yield appearance, [float(corner) for corner in corners.get_object()]


def _appearance(one: DictionaryObject) -> StreamObject | None:
    """Return what an annotation looks like in the state it is in."""
    ways = one.get("/AP")
    normal = ways.get_object().get("/N") if ways is not None else None
    look = normal.get_object() if normal is not None else None
    if isinstance(look, DictionaryObject) and not isinstance(look, StreamObject):
        state = look.get(one.get("/AS", "/Off"))
        look = state.get_object() if state is not None else None
    return look if isinstance(look, StreamObject) else None


def _placed(form: DictionaryObject, rectangle: Sequence[float]) -> tuple[float, ...] | None:
    """Return the matrix that brings an appearance into its rectangle."""
    sides: Any = form["/BBox"].get_object()
    box = [float(side) for side in sides]
    told: Any = form.get("/Matrix")
    a, b, c, d, e, f = _IDENTITY if told is None else [float(part) for part in told.get_object()]
    corners = [(x * a + y * c + e, x * b + y * d + f) for x in box[::2] for y in box[1::2]]
    left, low = min(x for x, _ in corners), min(y for _, y in corners)
    wide, high = max(x for x, _ in corners) - left, max(y for _, y in corners) - low
    if not wide or not high:
        return None
    to_left, to_low = min(rectangle[::2]), min(rectangle[1::2])
    across = (max(rectangle[::2]) - to_left) / wide
    up = (max(rectangle[1::2]) - to_low) / high
    return across, 0.0, 0.0, up, to_left - left * across, to_low - low * up


def _own(holder: DictionaryObject, key: str) -> DictionaryObject:
    """Return a dictionary that this page shares with no other."""
    there = holder.get(key)
    kept = there.get_object() if there is not None else None
    own = DictionaryObject(kept if isinstance(kept, DictionaryObject) else {})
    holder[NameObject(key)] = own
    return own


def _append(page: PageObject, writer: PdfWriter, drawing: str) -> None:
    """Draw after the page's own contents, whatever state these leave the pen in."""
    contents = page.get("/Contents")
    kept = contents.get_object() if contents is not None else None
    if isinstance(kept, ArrayObject):
        before = list(kept)
    else:
        before = [] if contents is None else [page.raw_get("/Contents")]
    first, last = DecodedStreamObject(), DecodedStreamObject()
    first.set_data(b"q\n")
    last.set_data(f"\nQ\n{drawing}\n".encode())
    page[NameObject("/Contents")] = ArrayObject(
        [writer._add_object(first), *before, writer._add_object(last)]  # noqa: SLF001 - no other
    )
