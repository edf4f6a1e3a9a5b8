"""The screen Đồng bộ."""

from PySide6.QtWidgets import QLabel, QVBoxLayout

from receptiondesk.words import _
from ui.screen import Screen
from ui.theme import GRID, mark
from ui.workplace import Workplace


class PortalScreen(Screen):
    """The screen Đồng bộ, still empty."""

    def __init__(self, place: Workplace) -> None:
        """Build the title."""
        super().__init__(place)
        title = QLabel(_("Đồng bộ"))
        mark(title, "role", "title")
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        column.addWidget(title)
        column.addStretch(1)
