"""What a file is by its content; its name is never asked."""

from enum import StrEnum

from receptiondesk.domain.errors import Problem, Refused

#: A PDF may have other bytes before its first line (ISO 32000-1, annex H.3.4.1).
_PDF_WITHIN = 1024
_SCAN = "Xin quét hoặc chụp lại giấy tờ thành một trong các loại tệp đó."
_SAVE = "Mở ảnh trên máy này rồi lưu thành JPEG (ví dụ trong Paint: Lưu dưới dạng, Ảnh JPEG)."
_PHONE = (
    "Chụp lại sau khi chỉnh điện thoại chụp JPEG (ví dụ iPhone: Cài đặt > Camera > Định dạng > "
    "Tương thích nhất), hoặc lưu ảnh thành JPEG rồi chọn lại."
)
#: How pictures of ISO base media files are called in their first box (ISO/IEC 23008-12).
_HEIF = tuple(b"ftyp" + brand for brand in (
    b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1",
))  # fmt: skip
#: Beginnings, where they stand, what that is, and how to come to a kind that is taken.
_OTHERS = (
    ((b"PK\x03\x04",), 0, "tệp Word, Excel hoặc tệp nén", _SCAN),
    ((b"\xd0\xcf\x11\xe0",), 0, "tệp Word, Excel kiểu cũ", _SCAN),
    ((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b"), 0, "tệp nén", _SCAN),
    ((b"GIF8",), 0, "ảnh GIF", _SAVE),
    ((b"BM",), 0, "ảnh BMP", _SAVE),
    ((b"WEBP",), 8, "ảnh WebP", _SAVE),
    ((b"ftypavif", b"ftypavis"), 4, "ảnh AVIF", _SAVE),
    (_HEIF, 4, "ảnh HEIC của điện thoại", _PHONE),
    ((b"MZ", b"\x7fELF"), 0, "một chương trình", _SCAN),
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
    seems, advice = next(
        (
            (name, advice)
            for marks, at, name, advice in _OTHERS
            if data[at : at + 12].startswith(marks)
        ),
        ("loại tệp khác", _SCAN),
    )
    message = f"Tệp này không phải PDF, JPEG, PNG hay TIFF (có vẻ là {seems}). {advice}"
    raise refused("unknown_kind", message)


def refused(code: str, message: str) -> Refused:
    """Return why a file is not taken."""
    return Refused(Problem("file", code, message))
