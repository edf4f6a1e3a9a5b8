"""A list of lines to tick: arrows move, Space ticks, letters go to the search line."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListView

from ui.screens.notices.tick_paint import TickPaint
from ui.screens.notices.tick_rows import TickModel

_Index = QModelIndex | QPersistentModelIndex


class TickList(QListView):
    """Shows the lines; who owns it says what a tick means.

    Emits:
        tick_asked: the key of the line whose tick a person wants the other way.
        current_changed: the key of the line that is current now, empty for none.
        typed: text that was typed while the list had the focus.
    """

    tick_asked = Signal(str)
    current_changed = Signal(str)
    typed = Signal(str)

    def __init__(self, name: str) -> None:
        """Build an empty list; ``name`` is for screen readers."""
        super().__init__()
        self.ticks = TickModel()
        self.setModel(self.ticks)
        self._paint = TickPaint(self)
        self.setItemDelegate(self._paint)
        self.setAccessibleName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.doubleClicked.connect(self._ask)
        self.selectionModel().currentChanged.connect(self._tell_current)
        self.ticks.modelAboutToBeReset.connect(self._remember)
        self.ticks.modelReset.connect(self._recall)
        self._before = ""

    @property
    def current_key(self) -> str:
        """The key of the current line, empty for none."""
        row = self.currentIndex().row()
        return self.ticks.rows[row].key if 0 <= row < len(self.ticks.rows) else ""

    def choose(self, key: str) -> bool:
        """Make a line current; false when it is not there."""
        at = next((n for n, row in enumerate(self.ticks.rows) if row.key == key), -1)
        if at >= 0:
            self.setCurrentIndex(self.ticks.index(at, 0))
        return at >= 0

    def choose_first(self) -> None:
        """Make the first line current."""
        if self.ticks.rows:
            self.setCurrentIndex(self.ticks.index(0, 0))

    def minimumSizeHint(self) -> QSize:
        """Return room for three lines."""
        metrics = self.fontMetrics()
        return QSize(metrics.averageCharWidth() * 20, metrics.height() * 7)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick on Space, give letters on, let Qt move for the rest."""
        text = event.text()
        plain = not event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        )
        if event.key() == Qt.Key.Key_Space:
            self._ask(self.currentIndex())
        elif plain and text and text.isprintable():
            self.typed.emit(text)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tick where the box was pressed."""
        super().mousePressEvent(event)
        if event.button() != Qt.MouseButton.LeftButton:
            return
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.position().x() < self._paint.box_room(self.fontMetrics()):
            self._ask(index)

    def _ask(self, index: _Index) -> None:
        if index.isValid():
            self.tick_asked.emit(self.ticks.rows[index.row()].key)

    def _tell_current(self, _current: QModelIndex) -> None:
        self.current_changed.emit(self.current_key)

    def _remember(self) -> None:
        self._before = self.current_key

    def _recall(self) -> None:
        if not self.choose(self._before):
            self.choose_first()
