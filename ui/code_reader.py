"""Reads the codes on a paper that is a file: a PDF, or the picture of a scanner or phone."""

import os
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Final

from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.paths import reason_vi

if TYPE_CHECKING:
    from PIL import Image

#: Enough for codes of half a millimetre a module; more costs memory and finds no more.
_DPI: Final = 200
_POINTS_PER_INCH: Final = 72
_PAGES_AT_MOST: Final = 20
_SIDE_AT_MOST: Final = 12_000
_PDF: Final = b"%PDF-"


def read_codes(file: Path) -> tuple[str, ...]:
    """Return what the QR codes and Code 128 bars of a file say, each once, in its pages' order.

    Raises:
        Refused: unreadable_paper, when it is neither a picture nor a PDF that can be opened.
    """
    try:
        with file.open("rb") as stream:
            is_pdf = stream.read(1024).find(_PDF) >= 0
    except OSError as error:
        message = f"Không đọc được tệp «{file.name}» ({reason_vi(error)}). Xin xem lại tệp."
        raise Refused(Problem("paper", "unreadable_paper", message)) from error
    found = _of_pdf(file) if is_pdf else _of_picture(file)
    return tuple(dict.fromkeys(found))


def _codes(picture: "Image.Image") -> list[str]:
    import zxingcpp  # loaded here as Pillow and Qt below: most commands read no paper

    kinds = (zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.Code128)
    return [one.text for one in zxingcpp.read_barcodes(picture, zxingcpp.BarcodeFormats(kinds))]


def _of_picture(file: Path) -> list[str]:
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file) as picture:
                picture.thumbnail((_SIDE_AT_MOST, _SIDE_AT_MOST))
                upright = ImageOps.exif_transpose(picture).convert("L")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombWarning) as error:
        raise _unreadable(file) from error
    except Image.DecompressionBombError as error:
        raise _unreadable(file) from error
    return _codes(upright)


def _of_pdf(file: Path) -> list[str]:
    from PIL import Image
    from PySide6.QtCore import QSize
    from PySide6.QtGui import QImage
    from PySide6.QtPdf import QPdfDocument

    document = QPdfDocument()
    if document.load(os.fspath(file)) != QPdfDocument.Error.None_:
        raise _unreadable(file)
    found: list[str] = []
    for number in range(min(document.pageCount(), _PAGES_AT_MOST)):
        points = document.pagePointSize(number)
        scale = min(
            _DPI / _POINTS_PER_INCH, _SIDE_AT_MOST / max(points.width(), points.height(), 1.0)
        )
        size = QSize(round(points.width() * scale), round(points.height() * scale))
        page = document.render(number, size).convertToFormat(QImage.Format.Format_RGBA8888)
        sheet = Image.frombytes("RGBA", (page.width(), page.height()), bytes(page.constBits()))
        white = Image.new("RGBA", sheet.size, "white")
        grey = Image.alpha_composite(white, sheet).convert("L")
        found += _codes(grey)
    document.close()
    return found


def _unreadable(file: Path) -> Refused:
    message = (
        f"Không mở được «{file.name}» như ảnh hoặc PDF. Xin quét lại tờ giấy thành ảnh JPEG, PNG "
        "hoặc tệp PDF rồi kiểm tra lại."
    )
    return Refused(Problem("paper", "unreadable_paper", message))
