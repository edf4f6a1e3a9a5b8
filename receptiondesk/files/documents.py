"""PDFs that people bring: read with suspicion, rebuilt from their pages alone.

Only what a page shows is carried over (its contents and what they draw with), so scripts, actions,
embedded files and links cannot come along; stamps and filled fields are drawn into the page
(`flattening`). A document with a digital signature would lose it, so it is kept as it came, or
refused when it carries scripts.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    PdfObject,
    StreamObject,
)

from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.files import embedded, flattening
from receptiondesk.files.page_tree import Leaf, leaves
from receptiondesk.files.pictures import UNREADABLE
from receptiondesk.files.sniffing import refused

# What the library says of damaged files may quote them; nobody reads it here.
logging.getLogger("pypdf").addHandler(logging.NullHandler())
logging.getLogger("pypdf").propagate = False

#: What pypdf raises for damaged files, all of it found by feeding it such files.
_UNREADABLE = (PyPdfError, RecursionError, AssertionError, *UNREADABLE)
_KEPT_OF_PAGE = ("/MediaBox", "/CropBox", "/Rotate", "/Resources", "/Contents", "/Group")
_ACTIVE = frozenset(
    {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/RichMedia"}
)
_OBJECTS_AT_MOST = 200_000
_SIGNED = 1
_HIDDEN_FROM_PAGES = ("/Metadata", "/PieceInfo", "/OPI", "/Ref", "/AF", "/Alternates")
_OUTSIDE = ("/F", "/FFilter", "/FDecodeParms")


@dataclass(frozen=True, slots=True)
class Document:
    """A PDF that was read and rebuilt; ``whole`` are its bytes when nothing of it may change."""

    pages: int
    notes: tuple[Problem, ...]
    clean: PdfWriter | None
    whole: bytes = b""

    def parts(self, part_bytes: int) -> Iterator[tuple[bytes, int]]:
        """Yield the files to keep, each with its pages, at most ``part_bytes`` where pages allow.

        Raises:
            Refused: ``damaged_file``.
        """
        if self.clean is None:
            yield self.whole, self.pages
            return
        try:
            yield from _parts(self.clean, part_bytes)
        except _UNREADABLE as error:
            raise _damaged() from error


def read(data: bytes) -> Document:
    """Read a PDF and rebuild it.

    Raises:
        Refused: ``damaged_file``, ``locked_pdf``, ``no_pages``, ``too_many_pages``, ``form_pdf``,
            ``signed_with_scripts``.
    """
    try:
        return _read(data)
    except _UNREADABLE as error:
        raise _damaged() from error


def _read(data: bytes) -> Document:
    reader = PdfReader(BytesIO(data), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        message = (
            "Tệp PDF này có mật khẩu nên không mở được. Xin mở bằng mật khẩu, in hoặc lưu thành "
            "PDF không có mật khẩu rồi chọn lại."
        )
        raise refused("locked_pdf", message)
    root = _dictionary(reader.trailer["/Root"])
    pages = leaves(root)
    if not pages:
        raise refused("no_pages", "Tệp PDF này không có trang nào. Xin quét hoặc lưu lại tệp.")
    active = _has_active(reader)
    if _is_signed(root):
        return _kept_whole(data, pages, active=active)
    form = _dictionary(root.get("/AcroForm"))
    if "/XFA" in form and root.get("/NeedsRendering"):
        message = (
            "Tệp PDF này là biểu mẫu động, không hiện được đủ nội dung. Xin mở bằng chương trình "
            "đã điền, in ra PDF rồi chọn lại."
        )
        raise refused("form_pdf", message)
    writer = PdfWriter()
    squeezer = embedded.Squeezer(writer)
    for leaf in pages:
        _carry(leaf, writer, squeezer)
    _strip(writer)
    return Document(len(pages), _notes(active=active), writer)


def _carry(leaf: Leaf, writer: PdfWriter, squeezer: embedded.Squeezer) -> None:
    """Add one page, made of nothing but what it shows."""
    page = writer.add_blank_page(1, 1)
    page.pop("/Contents", None)
    for key in _KEPT_OF_PAGE:
        value = leaf.entries.get(key)
        if value is not None:
            page[NameObject(key)] = value.clone(writer)
    flattening.draw_annotations(leaf.entries.get("/Annots"), page, writer)
    for stream in _streams(page.get("/Contents")):
        stream.get_data()  # what cannot be decoded is found now, not on the day it is wanted
    squeezer.squeeze_pictures(page.get("/Resources"))


def _streams(contents: Any) -> Iterator[StreamObject]:  # noqa: ANN401 - any object of a PDF
    found = contents.get_object() if contents is not None else None
    for one in found if isinstance(found, ArrayObject) else [found]:
        stream = one.get_object() if one is not None else None
        if isinstance(stream, StreamObject):
            yield stream


def _strip(writer: PdfWriter) -> None:
    """Take from every object what a page does not show or what lies outside the file."""
    for kept in writer._objects:  # noqa: SLF001 - pypdf shows its objects nowhere else
        if isinstance(kept, StreamObject):
            for key in _OUTSIDE:
                kept.pop(key, None)
            for key in _HIDDEN_FROM_PAGES:
                kept.pop(key, None)
    writer.metadata = None


def _parts(writer: PdfWriter, part_bytes: int) -> Iterator[tuple[bytes, int]]:
    whole = _bytes_of(writer)
    pages = list(writer.pages)
    if len(whole) <= part_bytes or len(pages) == 1:
        yield whole, len(pages)
        return
    yield from _cut(PdfReader(BytesIO(whole)), range(len(pages)), part_bytes)


def _cut(reader: PdfReader, run: range, part_bytes: int) -> Iterator[tuple[bytes, int]]:
    """Halve a run of pages until each part is small enough or a single page."""
    writer = PdfWriter()
    for at in run:
        writer.add_page(reader.pages[at])
    writer.metadata = None
    data = _bytes_of(writer)
    if len(data) <= part_bytes or len(run) == 1:
        yield data, len(run)
        return
    share = max(1, min(len(run) - 1, int(len(run) * part_bytes / len(data))))
    yield from _cut(reader, run[:share], part_bytes)
    yield from _cut(reader, run[share:], part_bytes)


def _bytes_of(writer: PdfWriter) -> bytes:
    writer.compress_identical_objects(remove_duplicates=True, remove_unreferenced=True)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _kept_whole(data: bytes, pages: Sequence[Leaf], *, active: bool) -> Document:
    if active:
        message = (
            "Tệp PDF này có chữ ký số nhưng kèm kịch bản hoặc lệnh chạy, nên không nhận để giữ an "
            "toàn cho máy. Xin xin lại bản có chữ ký số không kèm kịch bản."
        )
        raise refused("signed_with_scripts", message)
    message = "Tệp có chữ ký số nên được giữ nguyên từng byte, không nén và không chia nhỏ."
    return Document(len(pages), (Problem("file", "kept_signed", message),), None, data)


def _is_signed(root: DictionaryObject) -> bool:
    form = _dictionary(root.get("/AcroForm"))
    flags = form.get("/SigFlags", 0)
    return "/Perms" in root or bool(isinstance(flags, int) and flags & _SIGNED)


def _has_active(reader: PdfReader) -> bool:
    """Return whether anything in the file is a script, an action that starts things, or a file."""
    numbers = {number for table in reader.xref.values() for number in table} | set(
        reader.xref_objStm
    )
    for number in sorted(numbers)[:_OBJECTS_AT_MOST]:
        one = _object(reader, number)
        if isinstance(one, DictionaryObject) and _is_active(one):
            return True
    return len(numbers) > _OBJECTS_AT_MOST


def _object(reader: PdfReader, number: int) -> PdfObject | None:
    try:
        return reader.get_object(number)
    except _UNREADABLE:  # an object that no page needs may be broken
        return None


def _is_active(one: DictionaryObject) -> bool:
    named = {one.get("/S"), one.get("/Subtype")}
    return (
        bool(named & _ACTIVE)
        or "/JS" in one
        or "/EmbeddedFiles" in one
        or one.get("/Type") == "/EmbeddedFile"
    )


def _notes(*, active: bool) -> tuple[Problem, ...]:
    if not active:
        return ()
    message = (
        "Tệp PDF có kèm kịch bản, lệnh hoặc tệp nhúng; những thứ đó đã được bỏ, chỉ giữ lại các "
        "trang. Xin xem lại nội dung trang."
    )
    return (Problem("file", "cleaned_pdf", message),)


def _dictionary(found: Any) -> DictionaryObject:  # noqa: ANN401 - any object of a PDF
    kept = found.get_object() if isinstance(found, PdfObject | IndirectObject) else found
    return kept if isinstance(kept, DictionaryObject) else DictionaryObject()


def _damaged() -> Refused:
    message = (
        "Tệp PDF này bị hỏng hoặc chưa chép xong nên không mở được. Xin quét hoặc chép lại rồi "
        "chọn tệp mới."
    )
    return refused("damaged_file", message)
