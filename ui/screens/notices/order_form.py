"""What to print: which notice, of which procedures, on which paper."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from receptiondesk.desk.notice_orders import NoticeOrder
from receptiondesk.domain.procedures import Procedure
from receptiondesk.domain.wall import Layout
from receptiondesk.words import _
from ui.fields.choice import Choice
from ui.fields.suggesting import SuggestingEdit, Suggestion
from ui.screens.notices import acts
from ui.screens.notices.counting import count_words
from ui.theme import GRID, mark

KINDS = (
    ("list", _("Danh sách kèm mã QR")),
    ("sheets", _("Mỗi thủ tục một tờ")),
    ("index", _("Mục lục các tờ")),
    ("needs", _("Mục lục theo việc")),
    ("office", _("Bảng cả cơ quan")),
    ("feedback", _("Nơi nhận phản ánh")),
    ("hotline", _("Thẻ đường dây nóng")),
    ("poster", _("Áp phích quét mã")),
)
#: These carry no procedure, so nobody is asked which.
CARDS = frozenset({"feedback", "hotline", "poster"})
SCOPES = (
    ("office", _("Cả cơ quan")),
    ("field", _("Một lĩnh vực")),
    ("chosen", _("Chọn riêng từng thủ tục")),
    ("missing", _("Có tiếp nhận mà chưa dán")),
)
SIZES = (("a4", "A4"), ("a3", "A3"), ("a3-a4", _("A3 ghép từ hai tờ A4")))
WAYS = ((False, _("Giấy đứng")), (True, _("Giấy ngang")))
_LONGEST_BOARD = 30
_SUGGESTED = 20


class OptionList(QWidget):
    """A few choices that are all in sight; arrows choose.

    Emits:
        chosen: another one was chosen.
    """

    chosen = Signal()

    def __init__(self, pairs: Sequence[tuple[object, str]], name: str, *, rows: int = 0) -> None:
        """Offer (value, words) pairs; the first is chosen.

        ``rows``: after so many another column begins, when there is room beside (`fold`).
        """
        super().__init__()
        self.setAccessibleName(name)
        self._values = [value for value, _words in pairs]
        self._group = QButtonGroup(self)
        self.buttons: list[QRadioButton] = []
        self._box = QGridLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setHorizontalSpacing(GRID)
        self._box.setVerticalSpacing(0)
        self._rows = rows or len(pairs)
        for at, (_value, words) in enumerate(pairs):
            button = QRadioButton(words)
            self._group.addButton(button, at)
            self.buttons.append(button)
        self._box.setColumnStretch(len(pairs), 1)
        self.fold(narrow=False)
        self.buttons[0].setChecked(True)
        self._group.idToggled.connect(self._tell)

    def fold(self, *, narrow: bool) -> None:
        """Stand in one column in a narrow window."""
        rows = len(self.buttons) if narrow else self._rows
        for at, button in enumerate(self.buttons):
            self._box.addWidget(button, at % rows, at // rows)

    def read(self) -> object:
        """Return the value that is chosen."""
        return self._values[self._group.checkedId()]

    def choose(self, value: object) -> None:
        """Choose a value."""
        self.buttons[self._values.index(value)].setChecked(True)

    def _tell(self, _at: int, checked: bool) -> None:
        if checked:
            self.chosen.emit()


class ChosenList(QListWidget):
    """The procedures that were added one by one; Delete takes one away.

    Emits:
        removed: the code of the one to take away.
    """

    removed = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the current line away on Delete."""
        item = self.currentItem()
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and item is not None:
            self.removed.emit(str(item.data(Qt.ItemDataRole.UserRole)))
        else:
            super().keyPressEvent(event)


class OrderForm(QWidget):
    """The order as a person makes it.

    Emits:
        changed: something else would be printed now.
        placed: the same would be printed for another board.
    """

    changed = Signal()
    placed = Signal()

    def __init__(self) -> None:
        """Build, empty until ``show_posted``."""
        super().__init__()
        self.setObjectName("sheet")
        self._shelf: acts.Shelf | None = None
        self.added: tuple[Procedure, ...] = ()
        self.kind = OptionList(KINDS, _("Loại niêm yết"), rows=len(KINDS) // 2)
        self.scope = OptionList(SCOPES, _("Phạm vi"))
        self.paper = OptionList(SIZES, _("Khổ giấy"), rows=1)
        self.way = OptionList(WAYS, _("Chiều giấy"), rows=1)
        self.large = QCheckBox(_("Cỡ chữ lớn"))
        self.board = QLineEdit()
        self.scope_title = QLabel(_("Của những thủ tục nào"))
        self.office_words = QLabel()
        self.field = Choice()
        self.finder = SuggestingEdit()
        self.list = ChosenList()
        self.list_words = QLabel()
        self._build()
        self._connect()
        self._fit()

    def _build(self) -> None:
        self.field.setAccessibleName(_("Lĩnh vực"))
        self.field.setSizeAdjustPolicy(
            Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.field.setMinimumContentsLength(16)
        self.finder.setPlaceholderText(_("gõ tên hoặc mã rồi bấm Enter để thêm"))
        self.finder.setAccessibleName(_("Thêm thủ tục"))
        self.list.setAccessibleName(_("Thủ tục đã thêm; Delete để bỏ"))
        self.list.setMinimumHeight(self.fontMetrics().lineSpacing() * 5)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        mark(self.office_words, "role", "small")
        mark(self.list_words, "role", "small")
        self.board.setPlaceholderText(_("để trống nếu chưa biết"))
        self.board.setAccessibleName(_("Sẽ treo ở bảng"))
        self.board.setMaxLength(_LONGEST_BOARD)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, GRID, 0)
        column.setSpacing(GRID // 2)
        under = (self.office_words, self.field, self.finder, self.list, self.list_words)
        for title, parts in (
            (QLabel(_("In gì")), (self.kind,)),
            (self.scope_title, (self.scope, *under)),
            (QLabel(_("Trên giấy nào")), (self.paper, self._way_row(), self._board_row())),
        ):
            mark(title, "role", "step")
            column.addWidget(title)
            for part in parts:
                column.addWidget(part)
            column.addSpacing(GRID)
        column.addStretch(1)

    def _way_row(self) -> QWidget:
        row = QWidget()
        box = QHBoxLayout(row)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(GRID)
        box.addWidget(self.way)
        box.addWidget(self.large)
        box.addStretch(1)
        return row

    def _board_row(self) -> QWidget:
        row = QWidget()
        box = QHBoxLayout(row)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(GRID)
        box.addWidget(QLabel(_("Sẽ treo ở bảng")))
        box.addWidget(self.board, 1)
        return row

    def _connect(self) -> None:
        for options in (self.kind, self.scope, self.paper, self.way):
            options.chosen.connect(self._chosen)
        self.large.toggled.connect(self._tell)
        # The preview bears no place, so nothing is made anew for a board.
        self.board.textEdited.connect(self.placed)
        self.field.activated.connect(self._tell)
        self.finder.asked.connect(self._find)
        self.finder.chosen.connect(self._add)
        self.list.removed.connect(self._remove)

    def show_posted(self, shelf: acts.Shelf, posted: tuple[Procedure, ...]) -> None:
        """Offer what there is to print now."""
        self._shelf = shelf
        self.office_words.setText(count_words(posted) if posted else _("chưa chọn thủ tục nào"))
        names = [one.field for one in posted]
        before = self.field.read()
        self.field.offer(
            (name, f"{name} ({names.count(name)})") for name in shelf.fields if name in names
        )
        self.field.choose(before)
        self._show_added(shelf.of(one.code for one in self.added))
        self._fit()

    def read(self) -> NoticeOrder:
        """Return the order; of the chosen scope there may be nothing to print."""
        scope = "" if self.is_card else self.scope.read()
        return NoticeOrder(
            kind=str(self.kind.read()),
            field=str(self.field.read() or "") if scope == "field" else "",
            codes=tuple(one.code for one in self.added) if scope == "chosen" else (),
            size=str(self.paper.read()),
            landscape=bool(self.way.read()),
            large=self.large.isChecked(),
            board=self.board.text().strip(),
        )

    def fold(self, *, narrow: bool) -> None:
        """Put choices under one another where there is no room beside one another."""
        for options in (self.kind, self.paper, self.way):
            options.fold(narrow=narrow)

    def choose_missing(self, kind: str, layout: Layout) -> None:
        """Ask for what no sheet carries, laid out as the rest of the wall is."""
        self.kind.choose(kind)
        self.scope.choose("missing")
        self.paper.choose(layout.size)
        self.way.choose(layout.landscape)
        self.large.setChecked(layout.large)

    @property
    def is_card(self) -> bool:
        """Whether what is wanted carries no procedure."""
        return self.kind.read() in CARDS

    @property
    def missing(self) -> bool:
        """Whether what no sheet carries is wanted."""
        return self.scope.read() == "missing" and not self.is_card

    @property
    def waits_for_choice(self) -> bool:
        """Whether procedures are to be added one by one and none is yet."""
        return self.scope.read() == "chosen" and not self.added and not self.is_card

    def _chosen(self) -> None:
        self._fit()
        self.changed.emit()

    def _tell(self, _what: object = None) -> None:
        self.changed.emit()

    def _fit(self) -> None:
        scope = "" if self.is_card else self.scope.read()
        self.scope_title.setVisible(not self.is_card)
        self.scope.setVisible(not self.is_card)
        self.office_words.setVisible(scope == "office")
        self.field.setVisible(scope == "field")
        for part in (self.finder, self.list, self.list_words):
            part.setVisible(scope == "chosen")

    def _find(self, text: str) -> None:
        if self._shelf is None:
            return
        known = self._shelf.by_code()
        found = [known[code] for code in self._shelf.finder.find(text, limit=_SUGGESTED)]
        self.finder.offer(text, [Suggestion(one.name, one.code, one) for one in found])

    def _add(self, value: object) -> None:
        if not isinstance(value, Procedure):
            return
        self.finder.set_value(None, "")
        if value.code not in {one.code for one in self.added}:
            self._show_added((*self.added, value))
            self.changed.emit()

    def _remove(self, code: str) -> None:
        row = self.list.currentRow()
        self._show_added(tuple(one for one in self.added if one.code != code))
        self.list.setCurrentRow(min(row, self.list.count() - 1))
        self.changed.emit()

    def _show_added(self, added: tuple[Procedure, ...]) -> None:
        self.added = added
        self.list.clear()
        for one in added:
            item = QListWidgetItem(f"{one.code}  {one.name}")
            item.setData(Qt.ItemDataRole.UserRole, one.code)
            item.setToolTip(one.name)
            self.list.addItem(item)
        words = _("{count} thủ tục. Delete để bỏ dòng đang chọn.").format(count=len(added))
        self.list_words.setText(words)
