"""Which procedures go to a portal: everything, or what is picked by field, by name, by code."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from receptiondesk.words import _
from ui.background import Ends
from ui.fields.suggesting import SuggestingEdit, Suggestion
from ui.screens.settings import portal_acts
from ui.theme import GRID
from ui.workplace import Workplace

_FIELD: Final = "field:"


class _Picked(QListWidget):
    """What was picked; Delete takes the current line away.

    Emits:
        dropped: the current line is to go.
    """

    dropped = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take a line away on Delete."""
        if event.key() == Qt.Key.Key_Delete:
            self.dropped.emit()
        else:
            super().keyPressEvent(event)


class RoutingEditor(QWidget):
    """Edits the option ``procedures`` of a target; an empty list means everything.

    Emits:
        edited: the list is another one now.
    """

    edited = Signal()

    def __init__(self, place: Workplace) -> None:
        """Build, sending everything."""
        super().__init__()
        self._place = place
        self._entries: list[str] = []
        self.finder = SuggestingEdit()
        self.picked = _Picked()
        self.finder.setPlaceholderText(
            _("gõ tên, mã thủ tục hoặc lĩnh vực rồi bấm Enter; để trống là gửi tất cả")
        )
        self.picked.setAccessibleName(_("Thủ tục và lĩnh vực được gửi tới cổng này"))
        lines = 4
        self.picked.setMaximumHeight(self.fontMetrics().lineSpacing() * (lines + 2))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        column.addWidget(self.finder)
        column.addWidget(self.picked)
        self.finder.asked.connect(self._find)
        self.finder.chosen.connect(self._add)
        self.picked.dropped.connect(self.drop)
        self._draw()

    def read(self) -> str:
        """Return the list as the option takes it."""
        return ",".join(self._entries)

    def show_text(self, text: str) -> None:
        """Show a kept list."""
        self._entries = [entry.strip() for entry in text.split(",") if entry.strip()]
        self.finder.set_value(None, "")
        self._draw()

    def _find(self, text: str) -> None:
        work = partial(portal_acts.find, text=text)
        self._place.run(work, Ends(done=partial(self._offer, text)))

    def _offer(self, text: str, found: Sequence[portal_acts.Choice]) -> None:
        self.finder.offer(text, [Suggestion(one.name, one.detail, one) for one in found])

    def _add(self, value: object) -> None:
        if not isinstance(value, portal_acts.Choice):
            return
        if value.entry not in self._entries:
            self._entries.append(value.entry)
            self._draw()
            self.edited.emit()
        self.finder.set_value(None, "")
        self.finder.setFocus()

    def drop(self) -> None:
        """Take the current line away."""
        at = self.picked.currentRow()
        if 0 <= at < len(self._entries):
            del self._entries[at]
            self._draw()
            self.picked.setCurrentRow(min(at, len(self._entries) - 1))
            if not self._entries:
                self.finder.setFocus()
            self.edited.emit()

    def _draw(self) -> None:
        self.picked.clear()
        for entry in self._entries:
            self.picked.addItem(QListWidgetItem(_words(entry)))
        self.picked.setVisible(bool(self._entries))


def _words(entry: str) -> str:
    kept = entry.removeprefix("-")
    name = (
        _("Lĩnh vực: {name}").format(name=kept.removeprefix(_FIELD))
        if kept.startswith(_FIELD)
        else _("Mọi thủ tục")
        if kept == "*"
        else _("Thủ tục {code}").format(code=kept)
    )
    return _("Trừ: {name}").format(name=name) if entry.startswith("-") else name
