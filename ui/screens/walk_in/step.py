"""One numbered step of the page: its number and name on the left, its fields on the right."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.theme import GRID, mark


class Step(QWidget):
    """A step; ``content`` is the column that its fields go into."""

    def __init__(self, number: int, name: str) -> None:
        """Build the margin with number, name and the visible shortcut."""
        super().__init__()
        title = QLabel(f"{number}  {name}")
        mark(title, "role", "step")
        key = QLabel(f"Alt+{number}")
        mark(key, "role", "key")
        margin = QVBoxLayout()
        margin.setSpacing(0)
        margin.setContentsMargins(0, GRID, 0, 0)
        margin.addWidget(title)
        margin.addWidget(key)
        margin.addStretch(1)
        self.margin = QWidget()
        self.margin.setLayout(margin)
        self.margin.setMinimumWidth(self.fontMetrics().averageCharWidth() * 13)
        self.content = QVBoxLayout()
        self.content.setContentsMargins(0, GRID // 2, 0, GRID // 2)
        self.content.setSpacing(GRID)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(self.margin, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self.content, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        if number > 1:
            rule = QFrame()
            mark(rule, "role", "rule")
            column.addWidget(rule)
        column.addLayout(row)
