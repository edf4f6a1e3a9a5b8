"""The sections of a dossier as cards; drawn anew only where their words changed."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui import theme
from ui.screens.dossiers.sections import Row, Section
from ui.theme import GRID, mark

_NOTHING: Final = Section("", ())


class Card(QFrame):
    """One section."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        mark(self, "role", "card")
        self.section: Section | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID + GRID // 2)
        self._column.setSpacing(GRID // 2)
        self._body: QWidget | None = None

    def show_section(self, section: Section) -> None:
        """Show a section; nothing is done when it reads as before."""
        if section == self.section:
            return
        self.section = section
        if self._body is not None:
            self._column.removeWidget(self._body)
            self._body.deleteLater()
        self._body = self._made(section)
        self._column.addWidget(self._body)

    def _made(self, section: Section) -> QWidget:
        body = QWidget()
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2 * GRID)
        grid.setVerticalSpacing(GRID // 2)
        grid.setColumnStretch(1, 1)
        if any(row.label for row in section.rows):
            grid.setColumnMinimumWidth(0, self.fontMetrics().averageCharWidth() * 14)
        heading = QLabel(section.heading)
        mark(heading, "role", "step")
        grid.addWidget(heading, 0, 0, 1, 2)
        for at, row in enumerate(section.rows, start=1):
            words = _value(row)
            if row.label:
                label = QLabel(row.label)
                mark(label, "role", "quiet")
                grid.addWidget(label, at, 0, Qt.AlignmentFlag.AlignTop)
                grid.addLayout(words, at, 1)
            else:
                grid.addLayout(words, at, 0, 1, 2)
        return body


class Sheet(QWidget):
    """All sections: the facts side by side in two columns where there is room, else below."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.setObjectName("sheet")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, GRID, GRID)
        self._column.setSpacing(GRID)
        self._column.addStretch(1)
        self.cards: list[Card] = []

    def show_sections(self, sections: Sequence[Section]) -> None:
        """Show sections in their order."""
        while len(self.cards) < len(sections):
            card = Card()
            self._column.insertWidget(len(self.cards), card)
            self.cards.append(card)
        for at, card in enumerate(self.cards):
            card.setVisible(at < len(sections))
            card.show_section(sections[at] if at < len(sections) else _NOTHING)

    def words(self) -> str:
        """Return everything the sheet says, a line a fact."""
        rows = (row for card in self.cards if card.section for row in card.section.rows)
        return "\n".join(f"{row.label}: {row.words}" if row.label else row.words for row in rows)


def _value(row: Row) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(GRID // 2)
    label = QLabel(row.words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if row.small:
        mark(label, "role", "small")
    if row.strong:
        mark(label, "role", "heading")
    if row.state:
        mark(label, "state", row.state)
    if row.icon:
        picture = QLabel()
        picture.setPixmap(theme.drawn(row.icon, row.state, label.fontMetrics().height()))
        line.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(label, 1)
    return line
