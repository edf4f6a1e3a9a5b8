"""A row of choices that are all in sight: one is chosen, each has its own key and its own count."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from receptiondesk.words import _
from ui import theme
from ui.theme import GRID, mark


class _Chip(QPushButton):
    """A choice that Enter takes, too."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose on Enter as on Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


class Chips(QWidget):
    """Choices side by side; arrows move between them, Alt+1 … chooses (the owner's shortcuts).

    Emits:
        chosen: the value that a person chose.
    """

    chosen = Signal(object)

    def __init__(self, pairs: Sequence[tuple[Any, str]], name: str) -> None:
        """Offer (value, words) pairs; the first is chosen. ``name`` is for screen readers."""
        super().__init__()
        self.setAccessibleName(name)
        self._values = [value for value, _words in pairs]
        self._words = [words for _value, words in pairs]
        self.buttons: list[QPushButton] = []
        self._group = QButtonGroup(self)
        self._rows = (QHBoxLayout(), QHBoxLayout())
        both = QVBoxLayout(self)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(GRID // 2)
        for row in self._rows:
            row.setSpacing(GRID // 2)
            row.addStretch(1)
            both.addLayout(row)
        for at, words in enumerate(self._words):
            button = _Chip(words)
            mark(button, "role", "chip")
            button.setCheckable(True)
            button.setToolTip(f"Alt+{at + 1}")
            button.setAutoDefault(False)
            self._group.addButton(button, at)
            self.buttons.append(button)
            self._rows[0].insertWidget(at, button)
        self._first_row = len(self.buttons)
        self.buttons[0].setChecked(True)
        self._group.idClicked.connect(self._tell)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take a second row when the first has no room for all."""
        super().resizeEvent(event)
        self._share_out()

    def minimumSizeHint(self) -> QSize:
        """Return the width of the longer half: there may be two rows."""
        hint = super().minimumSizeHint()
        widths = [button.sizeHint().width() + GRID // 2 for button in self._offered()]
        half = (len(widths) + 1) // 2
        return QSize(max(sum(widths[:half]), sum(widths[half:])), hint.height())

    def _offered(self) -> list[QPushButton]:
        return [button for button in self.buttons if not button.isHidden()]

    def _share_out(self) -> None:
        fitting, room = 0, self.width()
        for button in self.buttons:
            if not button.isHidden():
                room -= button.sizeHint().width() + GRID // 2
            if room + GRID // 2 < 0:
                break
            fitting += 1
        if fitting == self._first_row:
            return
        self._first_row = fitting
        for at, button in enumerate(self.buttons):
            row, place = (0, at) if at < fitting else (1, at - fitting)
            self._rows[row].insertWidget(place, button)

    def read(self) -> Any:  # noqa: ANN401 - whatever value the owner put in
        """Return the value that is chosen."""
        return self._values[self._group.checkedId()]

    def choose(self, value: object) -> None:
        """Choose a value without telling ``chosen``."""
        if value in self._values:
            self.buttons[self._values.index(value)].setChecked(True)

    def press(self, at: int) -> None:
        """Choose by position, as a person would; nothing where it is not offered now."""
        if not self.buttons[at].isHidden():
            self.buttons[at].click()

    def count(self, value: object, number: int | None) -> None:
        """Show how many there are beside the words; ``None`` shows no number."""
        at = self._values.index(value)
        words = self._words[at]
        self.buttons[at].setText(words if number is None else f"{words}  {number}")
        self._share_out()
        if number is not None:
            spoken = _("{words}: {count} hồ sơ").format(words=words.strip(), count=number)
            self.buttons[at].setAccessibleName(spoken)

    def rename(self, value: object, words: str, spoken: str) -> None:
        """Show other words on a choice; ``spoken`` is what a screen reader says."""
        at = self._values.index(value)
        self._words[at] = words
        self.buttons[at].setText(words)
        self.buttons[at].setAccessibleName(spoken)
        self._share_out()

    def draw_icon(self, value: object, name: str, colour_name: str) -> None:
        """Put an icon before the words; white while the choice is taken."""
        made = QIcon()
        for size in (16, 32, 48):
            on = theme.drawn(name, "on_accent", size)
            made.addPixmap(theme.drawn(name, colour_name, size))
            made.addPixmap(on, state=QIcon.State.On)
        at = self._values.index(value)
        self.buttons[at].setIcon(made)
        self._words[at] = f" {self._words[at].strip()}"  # room between icon and word
        self.buttons[at].setText(self._words[at])

    def _tell(self, at: int) -> None:
        self.chosen.emit(self._values[at])
