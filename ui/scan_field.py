"""The line a scanner writes a code into: it ends with Enter, and the next scan takes its place."""

from typing import Final

from PySide6.QtCore import QElapsedTimer, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from receptiondesk.words import _
from ui.theme import mark

#: A scanner that ends with two signs (CR and LF) sends the second Enter sooner than any finger.
SECOND_ENTER_MS: Final = 300


class ScanField(QLineEdit):
    """Gives on what was scanned or typed, and keeps it selected.

    No typing method of the system writes here, for it would change the letters of a code.

    Emits:
        scanned: a text that is new in the line, at Enter.
        pressed_again: Enter, with the line as it was given on before.
    """

    scanned = Signal(str)
    pressed_again = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        mark(self, "role", "scanner")
        self.setAccessibleName(_("Mã quét được"))
        self.setPlaceholderText(_("quét mã vào đây, hoặc gõ mã rồi bấm Enter"))
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        self._fresh = False
        self._since = QElapsedTimer()
        self.textEdited.connect(self._edited)

    def _edited(self, _text: str) -> None:
        self._fresh = True

    def choose(self) -> None:
        """Select the whole line, showing its beginning; the next scan takes its place."""
        self.end(False)
        self.home(True)

    def forget(self) -> None:
        """Empty the line."""
        self.clear()
        self._fresh = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter give the text on; every other key writes."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
            return
        event.accept()
        text = self.text().strip()
        if self._fresh and text:
            self._fresh = False
            self._since.start()
            self.choose()
            self.scanned.emit(text)
        elif text and self._since.isValid() and self._since.elapsed() > SECOND_ENTER_MS:
            self.pressed_again.emit()
