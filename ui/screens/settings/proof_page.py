"""A page that proves a printer: letters, sizes, and lines of a known length.

It is no paper of the office and carries no data, so the window draws it itself.
"""

from typing import Final

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPageLayout, QPageSize, QPainter, QPdfWriter, QPen

from receptiondesk.words import _

DPI: Final = 300
MM: Final = DPI / 25.4
#: The rulers of the page, in millimetres: measured with a real ruler they prove the scale.
ACROSS_MM: Final = 150
DOWN_MM: Final = 100
_SAMPLE: Final = _("Ủy ban nhân dân xã – Giấy tiếp nhận hồ sơ và hẹn trả kết quả – ẰẴẨỮỢỐỲ ằẵẩữợốỳ")
_SIZES: Final = (9, 11, 13, 16)


def proof_page(font: QFont, printer: str) -> bytes:
    """Return the page as a PDF on A4.

    Args:
        font: the family that the texts are set in.
        printer: the printer's name, written on the page.
    """
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(DPI)
    writer.setTitle(_("Trang in thử"))
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF()
        )
    )
    painter = QPainter(writer)
    _texts(painter, font, printer)
    _rulers(painter, font)
    painter.end()
    return bytes(buffer.data().data())


def _texts(painter: QPainter, font: QFont, printer: str) -> None:
    top = 25.0
    top = _line(painter, font, 16, top, _("Trang in thử"))
    top = _line(painter, font, 11, top, _("Không phải giấy tờ của cơ quan. Không có dữ liệu."))
    top = _line(painter, font, 11, top, _("Máy in: {name}").format(name=printer or _("mặc định")))
    top += 4
    for size in _SIZES:
        top = _line(painter, font, size, top, f"{size}: {_SAMPLE}")
    top += 4
    for words in (
        _("Khung ngoài cách mép giấy 10 mm ở cả bốn phía: đủ bốn cạnh là máy in không cắt lề."),
        _("Thước ngang dài đúng 150 mm, thước dọc dài đúng 100 mm: đo bằng thước thật."),
        _("Ngắn hơn là máy in đang thu nhỏ: đặt máy in ở tỉ lệ 100 %, mã QR mới quét được."),
    ):
        top = _line(painter, font, 11, top, words)


def _line(painter: QPainter, font: QFont, points: int, top: float, words: str) -> float:
    """Set words from 20 mm and return where the next line begins, in mm."""
    sized = QFont(font)
    sized.setPointSize(points)
    painter.setFont(sized)
    room = QRectF(20 * MM, top * MM, 170 * MM, 40 * MM)
    flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
    taken = painter.boundingRect(room, flags, words)
    painter.drawText(room, flags, words)
    return top + taken.height() / MM + 2


def _rulers(painter: QPainter, font: QFont) -> None:
    small = QFont(font)
    small.setPointSize(9)
    painter.setFont(small)
    painter.setPen(QPen(Qt.GlobalColor.black, 0.3 * MM))
    painter.drawRect(QRectF(10 * MM, 10 * MM, 190 * MM, 277 * MM))
    left, top = 30.0, 160.0
    _draw(painter, (left, top), (left + ACROSS_MM, top))
    _draw(painter, (left, top), (left, top + DOWN_MM))
    for mm in range(0, ACROSS_MM + 1, 10):
        _draw(painter, (left + mm, top), (left + mm, top - 3))
        painter.drawText(QPointF((left + mm - 2) * MM, (top - 4) * MM), str(mm))
    for mm in range(10, DOWN_MM + 1, 10):
        _draw(painter, (left, top + mm), (left - 3, top + mm))
        painter.drawText(QPointF((left - 10) * MM, (top + mm + 1) * MM), str(mm))


def _draw(painter: QPainter, begin: tuple[float, float], end: tuple[float, float]) -> None:
    painter.drawLine(QPointF(begin[0] * MM, begin[1] * MM), QPointF(end[0] * MM, end[1] * MM))
