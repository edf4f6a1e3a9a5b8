"""Paints a line to tick: its box, its words, its detail; the current line is always seen."""

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPixmap
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui import theme
from ui.screens.notices.tick_rows import ROW, TickRow
from ui.theme import GRID, TYPE_STEPS, colour

_Index = QModelIndex | QPersistentModelIndex
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class TickPaint(QStyledItemDelegate):
    """Two text lines high, so that a long name has room and the code stands below it."""

    def __init__(self, view: QListView) -> None:
        """Start with nothing drawn."""
        super().__init__(view)
        self._view = view
        self._boxes: dict[tuple[Qt.CheckState, float], QPixmap] = {}

    def box_room(self, metrics: QFontMetrics) -> int:
        """Return how far the box reaches from the left edge."""
        return metrics.height() + 3 * GRID

    def sizeHint(self, option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """Return two lines and a little air; Qt's arrows skip lines without a width."""
        small = QFontMetrics(_small(option.font))
        return QSize(
            self.box_room(option.fontMetrics),
            option.fontMetrics.height() + small.height() + int(1.5 * GRID),
        )

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint one line."""
        row: TickRow = index.data(ROW)
        rect: QRect = option.rect
        current = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if current:
            painter.fillRect(rect, colour("accent_soft"))
            lively = "accent" if self._view.hasFocus() else "edge"
            painter.fillRect(
                QRect(rect.left(), rect.top(), GRID // 2, rect.height()), colour(lively)
            )
        else:
            painter.setPen(colour("line"))
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        self._paint_box(painter, option, row.state)
        room = rect.adjusted(self.box_room(option.fontMetrics), 0, -GRID, 0)
        _paint_words(painter, option.font, room, row)
        painter.restore()

    def _paint_box(
        self, painter: QPainter, option: QStyleOptionViewItem, state: Qt.CheckState
    ) -> None:
        side = option.fontMetrics.height() + GRID // 4
        ratio = painter.device().devicePixelRatioF()
        rect: QRect = option.rect
        top = rect.top() + (rect.height() - side) // 2
        box = QRect(rect.left() + int(1.25 * GRID), top, side, side)
        painter.drawPixmap(box, self._box(state, side, ratio))
        if state == Qt.CheckState.PartiallyChecked:
            inner = box.adjusted(side // 4, side // 2 - 1, -side // 4, 1 - side // 2)
            painter.fillRect(inner, colour("accent"))

    def _box(self, state: Qt.CheckState, side: int, ratio: float) -> QPixmap:
        key = (state, side * ratio)
        if key not in self._boxes:
            ticked = state == Qt.CheckState.Checked
            name, ink = ("box-ticked", "accent") if ticked else ("box", "edge")
            picture = theme.drawn(name, ink, round(side * ratio))
            picture.setDevicePixelRatio(ratio)
            self._boxes[key] = picture
        return self._boxes[key]


def _paint_words(painter: QPainter, font: QFont, room: QRect, row: TickRow) -> None:
    small = _small(font)
    above, below = QFontMetrics(font).height(), QFontMetrics(small).height()
    top = room.top() + (room.height() - above - below) // 2
    painter.setFont(font)
    painter.setPen(colour("ink"))
    _paint_line(painter, QRect(room.left(), top, room.width(), above), row.words)
    painter.setFont(small)
    painter.setPen(colour("quiet"))
    _paint_line(painter, QRect(room.left(), top + above, room.width(), below), row.detail)


def _small(font: QFont) -> QFont:
    small = QFont(font)
    small.setPointSizeF(TYPE_STEPS["small"])
    return small


def _paint_line(painter: QPainter, room: QRect, text: str) -> None:
    cut = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, _LEFT, cut)
