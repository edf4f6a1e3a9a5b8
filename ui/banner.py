"""The quiet line above a screen, and the striped band of practice. Nothing here blinks."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from receptiondesk.words import _
from ui.press_button import PressButton
from ui.theme import GRID, colour, mark


class Banner(QFrame):
    """One sentence that waits to be read; "Đã hiểu" or the next sentence takes it away."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start hidden."""
        super().__init__(parent)
        self.text = QLabel()
        self.text.setWordWrap(True)
        self._close = PressButton(_("Đã hiểu"))
        mark(self._close, "role", "link")
        self._close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID, GRID // 2, GRID, GRID // 2)
        row.addWidget(self.text, 1)
        row.addWidget(self._close)
        self.hide()

    def say(self, sentence: str) -> None:
        """Show news that is good or neutral; an empty sentence hides the line."""
        self._show(sentence, "news")

    def warn(self, sentence: str) -> None:
        """Show trouble in the surroundings."""
        self._show(sentence, "banner")

    def forget_news(self) -> None:
        """Take news away when a person goes on; trouble waits until it was read."""
        if self.property("role") == "news":
            self.hide()

    def _show(self, sentence: str, role: str) -> None:
        mark(self, "role", role)
        self.text.setText(sentence)
        self.setVisible(bool(sentence))


class PracticeBand(QWidget):
    """The striped band that says nothing here is real."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Take the full width and the height of one line."""
        super().__init__(parent)
        self.words = _("THỰC HÀNH – dữ liệu mẫu, không phải hồ sơ thật, không gửi tới cổng thật")
        self.setAccessibleName(self.words)

    def sizeHint(self) -> QSize:
        """Return one line and a grid step."""
        return QSize(0, self.fontMetrics().height() + GRID // 2)

    def minimumSizeHint(self) -> QSize:
        """Return the same: the band is never squeezed away."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw slanted stripes and the words on a calm ground."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("band_light"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour("band_dark"), GRID))
        height = self.height()
        for left in range(-height, self.width() + height, 3 * GRID):
            painter.drawLine(left, height + GRID, left + height + 2 * GRID, -GRID)
        words = self.fontMetrics().horizontalAdvance(self.words) + 4 * GRID
        middle = self.rect().adjusted(0, 0, 0, 0)
        middle.setWidth(words)
        middle.moveCenter(self.rect().center())
        painter.fillRect(middle, colour("band_light"))
        painter.setPen(colour("ink"))
        painter.drawText(middle, Qt.AlignmentFlag.AlignCenter, self.words)
        painter.end()
