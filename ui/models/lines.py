"""The rows of a list: each has an identity, so that news touch only the rows they are about.

A screen turns what the desk tells into ``Line`` values; this model puts them under a view. When
something changed, ``merge`` compares by uid: rows that stay keep their place, their selection and
their scroll position, and only those that read differently are drawn again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from receptiondesk.words import _

_Index = QModelIndex | QPersistentModelIndex

#: Roles beside Qt's own: the ``Cell`` to paint, the uid of the row, whether the row is ticked.
CELL: Final = Qt.ItemDataRole.UserRole
UID: Final = Qt.ItemDataRole.UserRole + 1
TICKED: Final = Qt.ItemDataRole.UserRole + 2


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one place of a list.

    ``top`` is read first, ``below`` is a quieter second line (without it, ``top`` may take both).
    ``colour`` is a name of ``theme.COLOURS`` for the second line, ``icon`` stands before it.
    """

    top: str
    below: str = ""
    colour: str = "quiet"
    icon: str = ""
    strong: bool = False

    @property
    def spoken(self) -> str:
        """Both lines as a screen reader says them."""
        return f"{self.top}, {self.below}" if self.below else self.top


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its identity and its cells, one for each column."""

    uid: str
    cells: tuple[Cell, ...]


class LinesModel(QAbstractTableModel):
    """Lines under their headings."""

    def __init__(self, headings: Sequence[str]) -> None:
        """Start empty."""
        super().__init__()
        self._headings = tuple(headings)
        self._lines: list[Line] = []
        self._ticked: frozenset[str] = frozenset()

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines in their order."""
        return tuple(self._lines)

    def uid_at(self, row: int) -> str:
        """Return the uid of a row, empty when there is no such row."""
        return self._lines[row].uid if 0 <= row < len(self._lines) else ""

    def row_of(self, uid: str) -> int:
        """Return the row of a uid, -1 when it is not in the list."""
        return next((row for row, line in enumerate(self._lines) if line.uid == uid), -1)

    @property
    def ticked(self) -> frozenset[str]:
        """The uids that are ticked, those out of sight included."""
        return self._ticked

    def tick(self, uids: frozenset[str]) -> None:
        """Tick exactly these."""
        self._ticked = uids
        if self._lines:
            last = self.index(len(self._lines) - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def replace(self, lines: Sequence[Line]) -> None:
        """Show another list: another question was asked."""
        self.beginResetModel()
        self._lines = list(lines)
        self.endResetModel()

    def merge(self, lines: Sequence[Line]) -> None:
        """Show the same list as it reads now; the view is told of each difference by row."""
        self._drop_all_but({line.uid for line in lines})
        for row, line in enumerate(lines):
            at = self._found(line.uid, row)
            if at < 0:
                self.beginInsertRows(QModelIndex(), row, row)
                self._lines.insert(row, line)
                self.endInsertRows()
                continue
            if at != row:
                self.beginMoveRows(QModelIndex(), at, at, QModelIndex(), row)
                self._lines.insert(row, self._lines.pop(at))
                self.endMoveRows()
            if self._lines[row] != line:
                self._lines[row] = line
                last = self.index(row, self.columnCount() - 1)
                self.dataChanged.emit(self.index(row, 0), last)

    def _drop_all_but(self, kept: set[str]) -> None:
        for row in reversed(range(len(self._lines))):
            if self._lines[row].uid not in kept:
                self.beginRemoveRows(QModelIndex(), row, row)
                del self._lines[row]
                self.endRemoveRows()

    def _found(self, uid: str, start: int) -> int:
        """Return where a uid stands at or after a row, -1 when nowhere."""
        rest = range(start, len(self._lines))
        return next((row for row in rest if self._lines[row].uid == uid), -1)

    def rowCount(self, parent: _Index | None = None) -> int:
        """Return how many lines there are."""
        return 0 if parent is not None and parent.isValid() else len(self._lines)

    def columnCount(self, parent: _Index | None = None) -> int:
        """Return how many columns there are."""
        return 0 if parent is not None and parent.isValid() else len(self._headings)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own shape
        """Return what a role asks for: words, the ``Cell`` or the uid."""
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        cell = line.cells[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return cell.top
            case Qt.ItemDataRole.ToolTipRole:
                return f"{cell.top}\n{cell.below}".strip()
            case Qt.ItemDataRole.AccessibleTextRole:
                ticked = index.column() == 0 and line.uid in self._ticked
                spoken = _("{words}, đã chọn").format(words=cell.spoken) if ticked else cell.spoken
                return f"{self._headings[index.column()]}: {spoken}"
            case _ if role == CELL:
                return cell
            case _ if role == UID:
                return line.uid
            case _ if role == TICKED:
                return line.uid in self._ticked
            case _:
                return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:  # noqa: ANN401 - Qt's own shape
        """Return the heading of a column."""
        horizontal = orientation == Qt.Orientation.Horizontal
        if role == Qt.ItemDataRole.DisplayRole and horizontal:
            return self._headings[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and horizontal:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None
