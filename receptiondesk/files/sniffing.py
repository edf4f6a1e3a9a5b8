"""What a file is by its content; its name is never asked."""

from enum import StrEnum

from receptiondesk.domain.errors import Problem, Refused

#: A PDF may have other bytes before its first line (ISO 32000-1, annex H.3.4.1).
_PDF_WITHIN = 1024
_OTHERS = (
    ((b"PK\x03\x04",), 0, "tệp Word, Excel hoặc tệp nén"),
    ((b"\xd0\xcf\x11\xe0",), 0, "tệp Word, Excel kiểu cũ"),
    ((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b"), 0, "tệp nén"),
    ((b"GIF8",), 0, "ảnh GIF"),
    ((b"BM",), 0, "ảnh BMP"),
    ((b"WEBP",), 8, "ảnh WebP"),
    ((b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc"), 4, "ảnh HEIC của điện thoại"),
    ((b"MZ", b"\x7fELF"), 0, "một chương trình"),
)


class Kind(StrEnum):
    """The kinds of file that a paper may come as."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    TIFF = "tiff"


def kind_of(data: bytes) -> Kind:
    """Return what a file is.

    Raises:
        Refused: ``empty_file``, ``unknown_kind`` (field ``file``).
    """
    if not data.strip(b"\x00\t\n\r "):
        raise refused("empty_file", "Tệp này trống. Xin quét lại rồi chọn tệp mới.")
    if data.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if data.startswith((b"II*\x00", b"MM\x00*")):
        return Kind.TIFF
    if b"%PDF-" in data[:_PDF_WITHIN]:
        return Kind.PDF
    seems = next(
        (name for marks, at, name in _OTHERS if data[at : at + 12].startswith(marks)),
        "loại tệp khác",
    )
    message = (
        f"Tệp này không phải PDF, JPEG, PNG hay TIFF (có vẻ là {seems}). Xin quét hoặc chụp lại "
        "giấy tờ thành một trong các loại tệp đó."
    )
    raise refused("unknown_kind", message)


def refused(code: str, message: str) -> Refused:
    """Return why a file is not taken."""
    return Refused(Problem("file", code, message))
