"""A line that stands above the screen while something waits for a person: a sentence, one act."""

from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from ui.press_button import PressButton
from ui.theme import GRID, mark
from ui.workplace import Workplace

#: From the open office to the first look, so that typing comes first.
FIRST_LOOK_MS: Final = 1_500


class NoticeLine(QFrame):
    """Starts hidden and looks for itself a moment after the office is open (``look``)."""

    def __init__(
        self, place: Workplace, act: str, parent: QWidget | None, *, after: int = FIRST_LOOK_MS
    ) -> None:
        """Lay out the line; ``act`` are the words of its button, ``after`` in milliseconds."""
        super().__init__(parent)
        self._place = place
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.act = PressButton(act)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID, GRID // 2, GRID, GRID // 2)
        row.addWidget(self.text, 1)
        row.addWidget(self.act)
        mark(self, "role", "banner")
        self._first = QTimer(self)
        self._first.setSingleShot(True)
        self._first.setInterval(after)
        self._first.timeout.connect(self.look)
        place.opened.connect(self._first.start)
        if place.is_open:
            self._first.start()
        self.hide()

    def look(self, *_news: object) -> None:
        """Look whether there is something to say, beside the window."""
