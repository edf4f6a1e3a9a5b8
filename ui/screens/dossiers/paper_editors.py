"""The editors of a paper's fields: each gives back what the desk takes as JSON, or nothing."""

from collections.abc import Sequence
from typing import Any, Final, Protocol

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from receptiondesk.desk.paper_offers import Ticked
from receptiondesk.domain.text import clean_line
from receptiondesk.words import _
from ui.fields.choice import Choice
from ui.fields.date_field import DateField, MomentField
from ui.fields.field import chars
from ui.theme import GRID

#: A field that somebody writes a whole reason in.
_LINES: Final = 3
#: Digits of a number that somebody counts to.
_DIGITS: Final = 9


class Editor(Protocol):
    """What a form needs of an editor; each is a widget."""

    @property
    def changed(self) -> SignalInstance:
        """The signal that something else stands there."""

    def told(self) -> Any:  # noqa: ANN401 - whatever the desk takes under the key
        """Return what was typed, ``None`` for nothing."""

    def unread(self) -> str:
        """Return what keeps the text from being read, empty when nothing does."""


class Line(QLineEdit):
    """One line of text."""

    changed = Signal()

    def __init__(self, characters: int = 0) -> None:
        """Be as wide as so many characters at most; 0 takes the width there is."""
        super().__init__()
        if characters:
            self.setMaximumWidth(chars(self, characters))
        self.textChanged.connect(self._tell)

    def told(self) -> str | None:
        """Return the line."""
        return clean_line(self.text()) or None

    def unread(self) -> str:
        """Return nothing: every line is text."""
        return ""

    def _tell(self, _text: str) -> None:
        self.changed.emit()


class Whole(Line):
    """A whole number."""

    def __init__(self, characters: int = 0) -> None:
        """Start empty."""
        super().__init__(characters)
        self.setMaxLength(_DIGITS)

    def told(self) -> int | None:  # type: ignore[override]  # a number in place of a text
        """Return the number."""
        text = self.text().strip()
        return int(text) if text.isascii() and text.isdecimal() else None

    def unread(self) -> str:
        """Say what a number is."""
        wrong = bool(self.text().strip()) and self.told() is None
        return _("Ghi một số, ví dụ 12; hoặc để trống.") if wrong else ""


class Text(QPlainTextEdit):
    """A text of several lines; Tab goes to the next field."""

    changed = Signal()

    def __init__(self, lines: int = _LINES) -> None:
        """Show so many lines."""
        super().__init__()
        self.setTabChangesFocus(True)
        height = self.fontMetrics().lineSpacing() * lines + 3 * GRID
        self.setMinimumHeight(height)
        self.setMaximumHeight(height)
        self.textChanged.connect(self.changed)

    def told(self) -> Any:  # noqa: ANN401 - a text, or its lines below
        """Return the text."""
        return self.toPlainText().strip() or None

    def unread(self) -> str:
        """Return nothing: everything is text."""
        return ""


class Lines(Text):
    """One item on each line."""

    def told(self) -> list[str] | None:
        """Return the items."""
        return [line.strip() for line in self.toPlainText().splitlines() if line.strip()] or None


class _Words(QLabel):
    """A paper's whole line, which a box alone could not wrap; a click there is one on the box."""

    def __init__(self, text: str, box: QCheckBox) -> None:
        """Stand beside a box."""
        super().__init__(text)
        self._box = box
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Keep the press, so that its release comes here."""
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tick, when the button goes up over the words."""
        inside = self.rect().contains(event.position().toPoint())
        if inside and event.button() == Qt.MouseButton.LeftButton:
            self._box.click()


class Ticks(QWidget):
    """Papers to tick, and further items that somebody writes himself."""

    changed = Signal()

    def __init__(self, papers: Sequence[Ticked], hint: str) -> None:
        """Offer papers; those that suggest themselves are ticked."""
        super().__init__()
        self.boxes: list[QCheckBox] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for paper in papers:
            column.addLayout(self._row(paper))
        self.more = Lines(2)
        self.more.setPlaceholderText(hint)
        self.more.changed.connect(self.changed)
        column.addSpacing(GRID // 2 if papers else 0)
        column.addWidget(self.more)
        self.setFocusProxy(self.boxes[0] if self.boxes else self.more)

    def _row(self, paper: Ticked) -> QHBoxLayout:
        """Return a box and the paper's line."""
        box = QCheckBox()
        box.setAccessibleName(paper.line)
        box.setChecked(paper.likely)
        box.toggled.connect(self._tell)
        self.boxes.append(box)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(box, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(_Words(paper.line, box), 1)
        return row

    def told(self) -> list[str] | None:
        """Return the ticked papers and what was written."""
        ticked = [box.accessibleName() for box in self.boxes if box.isChecked()]
        return [*ticked, *(self.more.told() or ())] or None

    def unread(self) -> str:
        """Return nothing: everything is text."""
        return ""

    def _tell(self, _on: bool) -> None:
        self.changed.emit()


class Day(DateField):
    """A date."""

    changed = Signal()

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.textChanged.connect(self._tell)

    def told(self) -> str | None:
        """Return the date."""
        day = self.read()
        return day.isoformat() if day else None

    def unread(self) -> str:
        """Say how a date is written."""
        return self.problem()

    def _tell(self, _text: str) -> None:
        self.changed.emit()


class Moment(MomentField):
    """A date and a time of day."""

    changed = Signal()

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.day.setAccessibleName(_("Ngày"))
        self.time.setAccessibleName(_("Giờ"))
        self.setFocusProxy(self.day)
        for part in (self.day, self.time):
            part.textChanged.connect(self._tell)

    def told(self) -> str | None:
        """Return the moment."""
        at = self.read()
        return at.isoformat() if at else None

    def unread(self) -> str:
        """Say how a moment is written."""
        if not self.problem():
            return ""
        return self.day.problem() or _("Ghi cả ngày và giờ, ví dụ 25/11/2026 lúc 15:00.")

    def _tell(self, _text: str) -> None:
        self.changed.emit()


class OneOf(Choice):
    """One of a few values."""

    changed = Signal()

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Offer (value, words) pairs."""
        super().__init__(pairs)
        self.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(10)
        self.currentIndexChanged.connect(self._tell)

    def told(self) -> str | None:
        """Return the value, ``None`` for the empty one."""
        return str(self.read() or "") or None

    def unread(self) -> str:
        """Return nothing: only what is offered can be chosen."""
        return ""

    def _tell(self, _at: int) -> None:
        self.changed.emit()


def has_focus(widget: QWidget) -> bool:
    """Return whether the keyboard is in a widget or a part of it."""
    found = QApplication.focusWidget()
    return found is not None and (found is widget or widget.isAncestorOf(found))
