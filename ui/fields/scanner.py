"""The line an ID-card scanner writes into, and how a scan is told from typing.

A scanner is a keyboard that types a whole QR code and ends with Enter. The text goes to
``domain.idcard`` as it came; this file only notices that it is one.
"""

import re
from typing import Final

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from receptiondesk.words import _
from ui.theme import mark

#: A scanner types a character every few milliseconds; a pause this long ends a scan of more lines.
SCAN_PAUSE_MS: Final = 120

#: Nobody types two keys in this time; a scanner does.
BURST_MS: Final = 40

_SCAN = re.compile(r"\d{12}\|[^|]*\|[^|]*\|.*", re.DOTALL)


def scan_in(text: str) -> tuple[str, str] | None:
    """Return what stood before a raw scan and the scan itself, ``None`` without one."""
    found = _SCAN.search(text)
    return (text[: found.start()], found[0]) if found else None


class StrayScan:
    """Gathers a scan that was sent where no text goes (a list, a tick, a button)."""

    def __init__(self) -> None:
        """Start with nothing gathered."""
        self._text = ""
        self._since = QElapsedTimer()

    def take(self, text: str) -> None:
        """Take one key; a pause begins anew."""
        if not self._since.isValid() or self._since.elapsed() > SCAN_PAUSE_MS:
            self._text = ""
        self._since.start()
        self._text += text

    def end(self) -> str:
        """Return the scan that ends here, empty when it was none; nothing stays gathered."""
        found, self._text = scan_in(self._text), ""
        return found[1] if found else ""


class ScannerField(QLineEdit):
    """Takes a scan, also one of several lines, and gives it on when the scanner pauses.

    Emits:
        scanned: the raw text of one scan.
        left_empty: Enter was pressed with nothing in the line.
    """

    scanned = Signal(str)
    left_empty = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        mark(self, "role", "scanner")
        self.setPlaceholderText(_("quét thẻ căn cước vào đây, hoặc bấm Enter để nhập tay"))
        self.setAccessibleName(_("Quét thẻ căn cước"))
        self._lines: list[str] = []
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SCAN_PAUSE_MS)
        self._pause.timeout.connect(self._finish)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep each line; Enter on an empty line moves on like in any other field."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif not self.text().strip() and not self._lines:
            self.left_empty.emit()
        else:
            self._lines.append(self.text())
            self.clear()
            self._pause.start()

    def _finish(self) -> None:
        text = "\n".join([*self._lines, self.text()]).strip()
        self._lines.clear()
        self.clear()
        self.scanned.emit(text)
