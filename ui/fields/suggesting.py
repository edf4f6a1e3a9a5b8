"""A line that offers what fits while it is typed in; the keyboard never leaves the line.

The list is a plain child of the window laid over the form, not a popup window: it takes no focus,
grabs no keyboard, and a scanner's Enter cannot be lost in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui.fields.scanner import scan_in
from ui.theme import GRID, colour, mark

ROWS_SHOWN: Final = 8
#: The border that the style sheet draws around the list, both sides.
FRAME: Final = 4
#: What is asked for while no answer is waited for; an empty text can be asked for too.
_ANSWERED: Final = None
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line of the list: ``words`` on the left, quiet ``detail`` on the right."""

    words: str
    detail: str
    value: Any


class _Suggestions(QAbstractListModel):
    """The suggestions, in their order."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.items: tuple[Suggestion, ...] = ()

    def replace(self, items: Sequence[Suggestion]) -> None:
        """Show other suggestions."""
        self.beginResetModel()
        self.items = tuple(items)
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        """Return how many there are."""
        return 0 if parent is not None and parent.isValid() else len(self.items)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own shape
        """Return the words to show or the suggestion itself."""
        if not index.isValid():
            return None
        item = self.items[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return item.words
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{item.words} {item.detail}".strip()
        return item.detail if role == Qt.ItemDataRole.UserRole else None


class _TwoEnds(QStyledItemDelegate):
    """Paints the words on the left, cut if too long, and the detail on the right."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """Return one comfortable line."""
        return QSize(0, option.fontMetrics.height() + int(1.5 * GRID))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint one line."""
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(option.rect, colour("accent" if chosen else "surface"))
        inner = option.rect.adjusted(GRID, 0, -GRID, 0)
        detail = str(index.data(Qt.ItemDataRole.UserRole) or "")
        width = option.fontMetrics.horizontalAdvance(detail)
        painter.setPen(colour("on_accent" if chosen else "quiet"))
        painter.drawText(inner, _RIGHT, detail)
        left = inner.adjusted(0, 0, -(width + 2 * GRID), 0)
        words = option.fontMetrics.elidedText(
            str(index.data()), Qt.TextElideMode.ElideRight, left.width()
        )
        painter.setPen(colour("on_accent" if chosen else "ink"))
        painter.drawText(left, _LEFT, words)
        painter.restore()


_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


class SuggestingEdit(QLineEdit):
    """A line with suggestions. Up and Down move, Enter or Tab chooses, Esc closes the list.

    Emits:
        asked: the text a person typed, for the owner to answer with ``offer``.
        chosen: the value of the suggestion taken, or ``None`` when typing took it back.
    """

    asked = Signal(str)
    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with nothing chosen."""
        super().__init__(parent)
        self.value: Any = None
        self._wants_first = False
        self._asked_for: str | None = _ANSWERED
        self._model = _Suggestions()
        self._list: QListView | None = None
        self.textEdited.connect(self._typed)

    @property
    def open(self) -> bool:
        """Whether the list is shown."""
        return self._list is not None and self._list.isVisible()

    @property
    def suggestions(self) -> tuple[Suggestion, ...]:
        """Return what is offered now."""
        return self._model.items

    @property
    def _waits(self) -> bool:
        """Whether an answer to what stands in the line is still on its way."""
        return self._asked_for is not _ANSWERED

    def set_value(self, value: object, words: str) -> None:
        """Choose from outside (a draft, a scan) without telling ``chosen``."""
        self.value = value
        self._asked_for, self._wants_first = _ANSWERED, False
        self.setText(words)
        self.setCursorPosition(0)
        self.close_list()

    def offer(self, text: str, suggestions: Sequence[Suggestion]) -> None:
        """Answer ``asked``; an answer to an older text, or after one was taken, is dropped."""
        if text != self._asked_for or not self.hasFocus():
            return
        self._asked_for = _ANSWERED
        self._model.replace(suggestions)
        if not suggestions:
            self._wants_first = False
            self.close_list()
            return
        view = self._view()
        view.setCurrentIndex(self._model.index(0))
        self._place(view)
        view.show()
        view.raise_()
        if self._wants_first:
            self._wants_first = False
            self._take_current()
            # The Enter that came before the answer goes on now.
            enter = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier(0))
            QCoreApplication.postEvent(self, enter)

    def ask(self, text: str) -> None:
        """Ask the owner for suggestions."""
        self._asked_for = text
        self.asked.emit(text)

    def close_list(self) -> None:
        """Hide the list."""
        if self._list is not None:
            self._list.hide()

    def _typed(self, text: str) -> None:
        if self.value is not None:
            self.value = None
            self.chosen.emit(None)
        self._wants_first = False
        self.ask(text)

    def _view(self) -> QListView:
        if self._list is None:
            view = QListView(self.window())
            view.setObjectName("suggestions")
            view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            view.setModel(self._model)
            view.setItemDelegate(_TwoEnds(view))
            view.setUniformItemSizes(True)
            view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            view.setMouseTracking(True)
            view.clicked.connect(self._clicked)
            self._list = view
        return self._list

    def _place(self, view: QListView) -> None:
        """Lay the list under the line, or above where there is more room."""
        window = self.window()
        if view.parent() is not window:
            view.setParent(window)
        row = view.sizeHintForRow(0)
        height = row * min(ROWS_SHOWN, len(self._model.items)) + 2 * view.frameWidth() + FRAME
        below = self.mapTo(window, QPoint(0, self.height()))
        room = window.height() - below.y() - GRID
        top = below.y()
        above = self.mapTo(window, QPoint(0, 0)).y()
        if room < height and above > room:
            height = min(height, above - GRID)
            top = above - height
        width = min(max(self.width(), self.list_width()), window.width() - below.x() - GRID)
        view.setGeometry(QRect(below.x(), top, width, min(height, max(room, above))))

    def list_width(self) -> int:
        """Return how wide the list would like to be; at least the line's own width is used."""
        metrics = self.fontMetrics()
        widest = max(
            metrics.horizontalAdvance(f"{item.words}  {item.detail}") for item in self._model.items
        )
        return min(widest + 6 * GRID, metrics.averageCharWidth() * 110)

    def _clicked(self, _index: QModelIndex) -> None:
        self._take_current()

    def _take_current(self) -> None:
        row = self._view().currentIndex().row()
        if not 0 <= row < len(self._model.items):
            return
        item = self._model.items[row]
        self.set_value(item.value, item.words)
        mark(self, "state", "")
        self.chosen.emit(item.value)

    def _move(self, step: int) -> None:
        view = self._view()
        row = max(0, min(len(self._model.items) - 1, view.currentIndex().row() + step))
        view.setCurrentIndex(self._model.index(row))
        view.scrollTo(view.currentIndex())

    def event(self, event: QEvent) -> bool:
        """Let Tab take what is marked before it moves on."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Tab
            and self.open
        ):
            if self._waits:  # what is marked belongs to fewer letters than were typed
                self._wants_first = True
                return True
            self._take_current()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move in the list, take from it, or type on."""
        key = event.key()
        if self.open and key in _STEPS:
            self._move(_STEPS[key])
        elif self.open and key == Qt.Key.Key_Escape:
            self.close_list()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._entered(event)
        elif key == Qt.Key.Key_Down and not self.open:
            self.ask(self.text() if self.value is None else "")
        else:
            super().keyPressEvent(event)

    def _entered(self, event: QKeyEvent) -> None:
        """Take what is marked; when an answer is still on its way, take its first line."""
        if self.value is not None or not self.text().strip() or scan_in(self.text()):
            super().keyPressEvent(event)
        elif self._waits:
            self._wants_first = True
        elif self.open:
            self._take_current()
            super().keyPressEvent(event)
        else:
            self._wants_first = True
            self.ask(self.text())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Close the list when the clerk goes elsewhere."""
        self.close_list()
        super().focusOutEvent(event)


_STEPS: Final[dict[int, int]] = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: ROWS_SHOWN,
    Qt.Key.Key_PageUp: -ROWS_SHOWN,
}
