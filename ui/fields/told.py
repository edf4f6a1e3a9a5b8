"""Words that grow as they need, and scroll where a low window has no room for all of them."""

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy

#: In a window that is too low these many lines stay in sight.
_LINES_AT_LEAST: Final = 2


class ToldArea(QScrollArea):
    """Shows one wrapped label whole if there is room, else with a bar beside it."""

    def __init__(self, label: QLabel) -> None:
        """Take the label in."""
        super().__init__()
        self._label = label
        label.setWordWrap(True)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setWidget(label)
        self.fit()

    def fit(self) -> None:
        """Ask for the room that the words need now."""
        needed = self._needed()
        self.setMinimumHeight(
            min(needed, self._label.fontMetrics().lineSpacing() * _LINES_AT_LEAST)
        )
        self.setMaximumHeight(max(needed, 1))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return the room for all the words."""
        return QSize(super().sizeHint().width(), self._needed())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap anew."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit()

    def _needed(self) -> int:
        if not self._label.text():
            return self._label.fontMetrics().lineSpacing()
        return self._label.heightForWidth(max(self.viewport().width(), 1)) + 2
