"""A list of lines that the keyboard owns: arrows move, Enter opens, letters go to the search."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from ui import theme
from ui.models.lines import CELL, TICKED, UID, Cell, Line, LinesModel
from ui.theme import GRID, TYPE_STEPS, colour

_Index = QModelIndex | QPersistentModelIndex
#: The columns that fit their contents leave at least a third to those that share.
_FITTED_AT_MOST: Final = 0.67
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Column:
    """A column and its heading.

    With a ``share`` it takes its part of the room that the others leave; without one it is as wide
    as what stands in it, at most ``chars`` average characters.
    """

    heading: str
    share: int = 0
    chars: int = 0


class LinesView(QTableView):
    """Shows lines two text lines high; one row is current, and nothing is edited in place.

    Emits:
        opened: the uid of a row that a person opened (Enter, double click).
        typed: text that was typed while the list had the focus.
        current_changed: the uid of the row that is current now, empty for none.
        ticked: the uid of a row that a person ticked or unticked; what is ticked is the owner's.
    """

    opened = Signal(str)
    typed = Signal(str)
    current_changed = Signal(str)
    ticked = Signal(str)

    def __init__(self, columns: Sequence[Column]) -> None:
        """Build an empty list."""
        super().__init__()
        self._columns = tuple(columns)
        self.lines = LinesModel([column.heading for column in columns])
        self.setModel(self.lines)
        self.setItemDelegate(_TwoLines(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(_row_height(self.fontMetrics(), _small(self.font())))
        heads = self.horizontalHeader()
        heads.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        heads.setHighlightSections(False)
        heads.setSectionsClickable(False)
        self.doubleClicked.connect(self._open)
        self.selectionModel().currentRowChanged.connect(self._tell_current)

    @property
    def current_uid(self) -> str:
        """The uid of the current row, empty for none."""
        return self.lines.uid_at(self.currentIndex().row())

    def choose(self, uid: str) -> bool:
        """Make a row current; false when it is not in the list."""
        row = self.lines.row_of(uid)
        if row >= 0:
            self.setCurrentIndex(self.lines.index(row, 0))
        return row >= 0

    def choose_first(self) -> None:
        """Make the first row current."""
        self.setCurrentIndex(self.lines.index(0, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open on Enter; give letters on; let Qt move for the rest."""
        text = event.text()
        plain = not event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        )
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        elif plain and event.key() == Qt.Key.Key_Space and self.current_uid:
            self.ticked.emit(self.current_uid)
        elif plain and text and text.isprintable() and not text.isspace():
            self.typed.emit(text)
        elif plain and event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            last = self.lines.rowCount() - 1
            self.setCurrentIndex(self.lines.index(0 if event.key() == Qt.Key.Key_Home else last, 0))
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width out again; nothing ever runs out at the right."""
        super().resizeEvent(event)
        self._share_out()

    def show_lines(self, lines: Sequence[Line], *, same: bool) -> None:
        """Show lines; ``same`` when they answer the same question as before.

        The row that was current stays so; when it is gone, or nothing was, the first one is.
        """
        if same:
            self.lines.merge(lines)
        else:
            self.lines.replace(lines)
            self.scrollToTop()
        self._share_out()
        if lines and not self.current_uid:
            self.choose_first()

    def show_ticks(self, uids: frozenset[str]) -> None:
        """Show boxes before the rows, these ticked; without any there are no boxes."""
        self.lines.tick(uids)
        self._share_out()

    def _share_out(self) -> None:
        room = self.viewport().width()
        fixed = [0 if column.share else self._fit(at) for at, column in enumerate(self._columns)]
        squeeze = min(1.0, room * _FITTED_AT_MOST / (sum(fixed) or 1))
        fixed = [int(width * squeeze) for width in fixed]
        shared = [at for at, column in enumerate(self._columns) if column.share]
        least = {at: self._heading(at) for at in shared}
        rest = max(0, room - sum(fixed) - sum(least.values()))
        shares = sum(column.share for column in self._columns) or 1
        for at, column in enumerate(self._columns):
            more = rest * column.share // shares
            self.setColumnWidth(at, least[at] + more if at in least else fixed[at])

    def _heading(self, at: int) -> int:
        """Return how wide a column must be for its heading."""
        bold = QFont(self.font())
        bold.setBold(True)
        words = QFontMetrics(bold).horizontalAdvance(self._columns[at].heading)
        return words + 2 * GRID + GRID // 2

    def _fit(self, at: int) -> int:
        """Return how wide the column is that shows everything in it."""
        bold = QFont(self.font())
        bold.setBold(True)
        above, below = QFontMetrics(bold), QFontMetrics(_small(self.font()))
        heading = above.horizontalAdvance(self._columns[at].heading)
        tops = {line.cells[at].top for line in self.lines.lines}
        belows = {(line.cells[at].below, bool(line.cells[at].icon)) for line in self.lines.lines}
        icon = below.height() + GRID // 2
        widths = [above.horizontalAdvance(top) for top in tops]
        widths += [below.horizontalAdvance(text) + icon * pictured for text, pictured in belows]
        most = self._columns[at].chars * self.fontMetrics().averageCharWidth()
        box = self._box() if at == 0 else 0
        return min(max([heading, *widths]), most) + box + 2 * GRID + GRID // 2

    def _box(self) -> int:
        """Return the room that a box takes, 0 while nothing is ticked."""
        return self.fontMetrics().height() + GRID if self.lines.ticked else 0

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(str(index.data(UID)))

    def _tell_current(self, current: QModelIndex) -> None:
        self.current_changed.emit(self.lines.uid_at(current.row()))


class _TwoLines(QStyledItemDelegate):
    """Paints a ``Cell``: ink above, the quieter or coloured line below.

    The current row is dark while the list has the focus, and pale while typing goes elsewhere.
    """

    def __init__(self, view: LinesView) -> None:
        super().__init__(view)
        self._view = view
        self._icons: dict[tuple[str, str, int, float], QPixmap] = {}

    def sizeHint(self, option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """Return two lines and a little air."""
        return QSize(0, _row_height(option.fontMetrics, _small(option.font)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint one cell."""
        cell: Cell = index.data(CELL)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        chosen = selected and self._view.hasFocus()
        painter.save()
        if selected:
            painter.fillRect(option.rect, colour("accent" if chosen else "accent_soft"))
        else:
            painter.setPen(colour("line"))
            painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        inner = option.rect.adjusted(GRID, 0, -GRID, 0)
        if index.column() == 0 and self._view.lines.ticked:
            self._paint_box(painter, inner, ticked=bool(index.data(TICKED)), chosen=chosen)
        font = QFont(option.font)
        font.setBold(cell.strong)
        painter.setFont(font)
        painter.setPen(colour("on_accent" if chosen else "ink"))
        if cell.below:
            self._paint_both(painter, inner, cell, chosen=chosen)
        else:
            _paint_wrapped(painter, inner, cell.top)
        painter.restore()

    def _paint_box(self, painter: QPainter, inner: QRect, *, ticked: bool, chosen: bool) -> None:
        """Paint a box at the left and leave the rest to the words."""
        side = painter.fontMetrics().height()
        name = "box-ticked" if ticked else "box"
        ratio = painter.device().devicePixelRatioF()
        top = inner.top() + (inner.height() - side) // 2
        colour_name = "on_accent" if chosen else "ink"
        painter.drawPixmap(inner.left(), top, self._icon(name, colour_name, side, ratio))
        inner.setLeft(inner.left() + side + GRID)

    def _paint_both(self, painter: QPainter, room: QRect, cell: Cell, *, chosen: bool) -> None:
        small = _small(painter.font())
        above = painter.fontMetrics().height()
        below = QFontMetrics(small).height()
        top = room.top() + (room.height() - above - below - GRID // 4) // 2
        first = QRect(room.left(), top, room.width(), above)
        second = QRect(room.left(), first.bottom() + GRID // 4, room.width(), below)
        _paint_line(painter, first, cell.top)
        small.setBold(False)
        painter.setFont(small)
        name = "on_accent" if chosen else cell.colour
        painter.setPen(colour(name))
        if cell.icon:
            side = below
            ratio = painter.device().devicePixelRatioF()
            painter.drawPixmap(second.topLeft(), self._icon(cell.icon, name, side, ratio))
            second.setLeft(second.left() + side + GRID // 2)
        _paint_line(painter, second, cell.below)

    def _icon(self, name: str, colour_name: str, side: int, ratio: float) -> QPixmap:
        key = (name, colour_name, side, ratio)
        if key not in self._icons:
            picture = theme.drawn(name, colour_name, round(side * ratio))
            picture.setDevicePixelRatio(ratio)
            self._icons[key] = picture
        return self._icons[key]


def _small(font: QFont) -> QFont:
    small = QFont(font)
    small.setPointSizeF(TYPE_STEPS["small"])
    return small


def _row_height(metrics: QFontMetrics, small: QFont) -> int:
    return metrics.height() + QFontMetrics(small).height() + int(1.75 * GRID)


def _paint_line(painter: QPainter, room: QRect, text: str) -> None:
    cut = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, _LEFT, cut)


def _paint_wrapped(painter: QPainter, room: QRect, text: str) -> None:
    """Paint a text on one line or two; what does not fit on two is cut."""
    metrics = painter.fontMetrics()
    first, rest = _first_line(metrics, text, room.width())
    height = metrics.height()
    lines = 2 if rest else 1
    top = room.top() + (room.height() - lines * height) // 2
    _paint_line(painter, QRect(room.left(), top, room.width(), height), first)
    if rest:
        _paint_line(painter, QRect(room.left(), top + height, room.width(), height), rest)


def _first_line(metrics: QFontMetrics, text: str, width: int) -> tuple[str, str]:
    """Return the words that fit on one line and the rest."""
    words = text.split(" ")
    fitting = len(words)
    while fitting > 1 and metrics.horizontalAdvance(" ".join(words[:fitting])) > width:
        fitting -= 1
    return " ".join(words[:fitting]), " ".join(words[fitting:])
