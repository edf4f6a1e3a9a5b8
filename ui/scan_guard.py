"""A scan that goes astray into a question answers nothing.

A scanner is a keyboard that ends with Enter, often twice, and an ID card's code has blanks in it:
in a question they would press its button, or accept a code as the reason of an act.
"""

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.fields.scanner import BURST_MS
from ui.keys import moves_on


class ScanGuard(QObject):
    """Takes away an Enter or a blank that follows a letter sooner than any finger could.

    Letters still come into a field, where the person sees them.
    """

    def __init__(self, parent: QObject, *watched: QWidget) -> None:
        """Watch over the parts of a dialog that can have the focus."""
        super().__init__(parent)
        self._since = QElapsedTimer()
        for one in watched:
            one.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hold back what a scanner ends with."""
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        burst = self._since.isValid() and self._since.elapsed() < BURST_MS
        ends = moves_on(event)
        blank = event.key() == Qt.Key.Key_Space and not isinstance(watched, QLineEdit)
        if burst and (ends or blank):
            self._since.start()
            return True
        if event.text().strip() and event.text().isprintable():
            self._since.start()
        return False
