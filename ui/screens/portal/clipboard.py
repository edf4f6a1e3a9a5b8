"""One value at a time in the clipboard, and nothing of ours left there afterwards.

What is copied is personal data: the clipboard histories of Windows and of KDE are asked not to keep
it, and it is taken away again when the panel closes.
"""

from typing import Final

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

#: How a value says that no history should keep it: Windows ("Cloud Clipboard and Clipboard History
#: Formats" in Microsoft's documentation), KDE (the hint that password managers give).
_PRIVATE: Final = (
    ('application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"', b"1"),
    ('application/x-qt-windows-mime;value="CanIncludeInClipboardHistory"', b"\0\0\0\0"),
    ("x-kde-passwordManagerHint", b"secret"),
)


class Clip:
    """The clipboard as a transfer uses it."""

    def __init__(self) -> None:
        """Start with nothing of ours in it."""
        self._ours = ""

    def put(self, text: str) -> None:
        """Put a value there in place of the one before."""
        told = QMimeData()
        told.setText(text)
        for kind, value in _PRIVATE:
            told.setData(kind, value)
        QGuiApplication.clipboard().setMimeData(told)
        self._ours = text

    def clear(self) -> None:
        """Take our last value away; what somebody copied elsewhere meanwhile stays."""
        board = QGuiApplication.clipboard()
        if self._ours and board.text() == self._ours:
            board.clear()
        self._ours = ""
