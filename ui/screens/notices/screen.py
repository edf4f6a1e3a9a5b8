"""The screen Niêm yết."""

from PySide6.QtWidgets import QLabel, QVBoxLayout

from receptiondesk.words import _
from ui.screen import Screen
from ui.theme import GRID, mark
from ui.workplace import Workplace


class NoticesScreen(Screen):
    """The screen Niêm yết, still empty."""

    def __init__(self, place: Workplace) -> None:
        """Build the title."""
        super().__init__(place)
        title = QLabel(_("Niêm yết"))
        mark(title, "role", "title")
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        column.addWidget(title)
        column.addStretch(1)
