"""The line at the top of the wall: a scanner writes into it, and a person who looks for a sheet."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit


class ScanLine(QLineEdit):
    """Takes the bar code of a sheet, or words to look for; Down goes into the list.

    No typing method writes here, for it would change the letters of a code; words are found
    without their accents anyway.
    """

    down = Signal()

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Hand the list its keys."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_PageDown):
            self.down.emit()
        else:
            super().keyPressEvent(event)
