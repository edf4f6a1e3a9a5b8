"""Reads printed papers back: their words, and the codes as a scanner sees them on the page."""

import re
from io import BytesIO

import zxingcpp
from PIL import Image
from pypdf import PdfReader
from PySide6.QtCore import QBuffer, QIODevice, QSize
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtPdf import QPdfDocument

#: What a cheap office scanner and a phone at arm's length see.
DPI = 150


def page_words(pdf: bytes) -> list[str]:
    """Return the text of each page, line ends and runs of blanks as one blank."""
    return [
        re.sub(r"\s+", " ", page.extract_text()).strip() for page in PdfReader(BytesIO(pdf)).pages
    ]


def words(pdf: bytes) -> str:
    """Return the text of all pages in one line."""
    return " ".join(page_words(pdf))


def squeezed(text: str) -> str:
    """Return a text without blanks: broken lines compare equal."""
    return re.sub(r"\s+", "", text)


def pictures(pdf: bytes, dpi: int = DPI) -> list[Image.Image]:
    """Return each page as a grey picture on white, as a printer would lay it down."""
    buffer = QBuffer()
    buffer.setData(pdf)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    made = [_picture(document, number, dpi) for number in range(document.pageCount())]
    document.close()
    return made


def _picture(document: QPdfDocument, number: int, dpi: int) -> Image.Image:
    points = document.pagePointSize(number)
    size = QSize(round(points.width() * dpi / 72), round(points.height() * dpi / 72))
    page = document.render(number, size)
    sheet = QImage(size, QImage.Format.Format_RGB32)
    sheet.fill(QColor("white"))
    painter = QPainter(sheet)
    painter.drawImage(0, 0, page)
    painter.end()
    grey = sheet.convertToFormat(QImage.Format.Format_Grayscale8)
    return Image.frombuffer(
        "L",
        (grey.width(), grey.height()),
        bytes(grey.constBits()),
        "raw",
        "L",
        grey.bytesPerLine(),
        1,
    )


def codes(pdf: bytes, dpi: int = DPI) -> list[list[tuple[str, str]]]:
    """Return what a reader finds on each page: ("QR" or "Code 128", text), top to bottom."""
    return [read(picture) for picture in pictures(pdf, dpi)]


def found(picture: Image.Image) -> list[zxingcpp.Barcode]:
    """Return the codes on a picture with their places, top to bottom."""
    return sorted(
        zxingcpp.read_barcodes(picture),
        key=lambda one: (one.position.top_left.y, one.position.top_left.x),
    )


def read(picture: Image.Image) -> list[tuple[str, str]]:
    """Return what a reader finds on a picture: ("QR" or "Code 128", text), top to bottom."""
    names = {zxingcpp.BarcodeFormat.QRCode: "QR", zxingcpp.BarcodeFormat.Code128: "Code 128"}
    return [(names.get(one.format, str(one.format)), one.text) for one in found(picture)]
