"""The lines of a list to tick, for Qt's views."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from receptiondesk.words import _

_Index = QModelIndex | QPersistentModelIndex
#: The role under which a whole ``TickRow`` is read.
ROW: Final = int(Qt.ItemDataRole.UserRole) + 1

_SPOKEN: Final = {
    Qt.CheckState.Checked: _("đã đánh dấu"),
    Qt.CheckState.Unchecked: _("chưa đánh dấu"),
    Qt.CheckState.PartiallyChecked: _("đánh dấu một phần"),
}


@dataclass(frozen=True, slots=True)
class TickRow:
    """One line: ``words`` in ink, ``detail`` small below (or on the right of a single line)."""

    key: str
    words: str
    detail: str
    state: Qt.CheckState


class TickModel(QAbstractListModel):
    """The lines, in their order."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.rows: tuple[TickRow, ...] = ()

    def replace(self, rows: Sequence[TickRow]) -> None:
        """Show other lines; when only ticks or details changed, nothing jumps."""
        same = [row.key for row in rows] == [row.key for row in self.rows]
        if same:
            self.rows = tuple(rows)
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, 0))
            return
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        """Return how many there are."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own shape
        """Return the words, the state, or the whole line."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == ROW:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return row.words
        if role == Qt.ItemDataRole.CheckStateRole:
            return row.state
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.words}, {row.detail}, {_SPOKEN[row.state]}"
        return None
