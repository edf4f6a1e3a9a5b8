"""The list of dossiers: search as one types, chips that narrow it down, rows that open."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from receptiondesk.desk.look import DeskStatus
from receptiondesk.domain.listing import Which
from receptiondesk.words import _
from ui.background import Ends
from ui.fields.chips import Chips
from ui.fields.choice import Choice
from ui.fields.row import Row
from ui.keys import bind
from ui.models.lines_view import LinesView
from ui.models.order import ORDER_WORDS, ordered
from ui.press_button import PressButton
from ui.screens.dossiers.asking import Found, Question, find, uid_of_code
from ui.screens.dossiers.lines import COLUMNS, line_of
from ui.theme import GRID, mark
from ui.workplace import Workplace

#: A pause in typing after which the desk is asked.
TYPING_PAUSE_MS: Final = 120
#: Changes that come in a burst (a round of the sync) are one refresh.
NEWS_PAUSE_MS: Final = 200

#: The list of dossiers that a portal has left alone for too long.
SILENT: Final = "silent"

CHIPS: Final = (
    (Which.ALL, _("Tất cả")),
    (Which.DUE_TODAY, _("Đến hạn hôm nay")),
    (Which.OVERDUE, _("Quá hạn")),
    (Which.WAITING, _("Chờ gửi")),
    (Which.NEEDS_PERSON, _("Cần xử lý")),
    (Which.CANCELLED, _("Đã hủy")),
    (SILENT, _("Cổng im lặng")),
)
_NOTHING: Final[dict[Which | str, str]] = {
    SILENT: _(
        "Không có hồ sơ nào bị cổng để im quá lâu.\n\n"
        "Hồ sơ mà tình trạng bên cổng không đổi quá phần thời hạn đã đặt sẽ hiện đỏ ở đây."
    ),
    Which.ALL: _(
        "Chưa có hồ sơ nào.\n\nHồ sơ hiện ở đây ngay sau khi tiếp nhận. "
        "Bấm Ctrl+1 để tiếp nhận hồ sơ đầu tiên."
    ),
    Which.DUE_TODAY: _("Hôm nay không còn hồ sơ nào đến hạn trả."),
    Which.OVERDUE: _(
        "Không có hồ sơ nào quá hạn.\n\nHồ sơ chưa trả mà đã qua giờ hẹn sẽ hiện ở đây."
    ),
    Which.WAITING: _("Không còn hồ sơ nào chờ gửi lên cổng."),
    Which.NEEDS_PERSON: _(
        "Không có hồ sơ nào cần xử lý.\n\nHồ sơ mà cổng không nhận sẽ hiện ở đây, kèm lý do."
    ),
    Which.CANCELLED: _("Chưa hủy hồ sơ nào.\n\nHồ sơ hủy tại quầy vẫn giữ mã số và hiện ở đây."),
}


class _SearchLine(QLineEdit):
    """The search; Down goes into the list, Esc empties it."""

    down = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Hand the list its keys."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_PageDown):
            self.down.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self.textEdited.emit("")
        else:
            super().keyPressEvent(event)


class ListPage(QWidget):
    """Finds dossiers.

    Emits:
        opened: the uid of a dossier to be shown.
        print_wanted: the uid of a dossier whose receipt is to be printed again.
        papers_wanted: other papers; the codes of the dossiers that were ticked.
        receipts_wanted: many receipts; the codes of the dossiers that were ticked.
    """

    opened = Signal(str)
    print_wanted = Signal(str)
    papers_wanted = Signal(object)
    receipts_wanted = Signal(object)

    def __init__(self, place: Workplace) -> None:
        """Build; nothing is asked before ``ask``."""
        super().__init__()
        self._place = place
        self._asked = 0
        self._found: Found | None = None
        self._enter_waits = False
        self._silence: Mapping[str, int] = {}
        self._ticked: dict[str, str] = {}
        self.papers_button = PressButton(_("Giấy tờ, danh sách, sổ…   Ctrl+M"))
        self.receipts_button = PressButton("")
        self.search = _SearchLine()
        self.order = Choice(ORDER_WORDS)
        self.chips = Chips(CHIPS, _("Lọc hồ sơ"))
        self.list = LinesView(COLUMNS)
        self.nothing = QLabel()
        self.foot = QLabel()
        self.middle = QStackedWidget()
        self._pause = _timer(self, TYPING_PAUSE_MS, self.ask)
        self._news = _timer(self, NEWS_PAUSE_MS, self.ask)
        self._build()
        self._connect()

    def _build(self) -> None:
        title = QLabel(_("Hồ sơ"))
        mark(title, "role", "title")
        self.search.setPlaceholderText(
            _("mã hồ sơ, họ tên, số định danh, điện thoại, thủ tục – hoặc quét mã trên giấy hẹn")
        )
        self.search.setAccessibleName(_("Tìm hồ sơ"))
        self.search.setClearButtonEnabled(True)
        self.order.setAccessibleName(_("Xếp theo"))
        by = QLabel(_("&Xếp theo"))
        by.setBuddy(self.order)
        head = QHBoxLayout()
        head.setSpacing(2 * GRID)
        head.addWidget(title)
        head.addWidget(self.search, 1)
        head.addWidget(by)
        head.addWidget(self.order)
        self.list.setAccessibleName(_("Danh sách hồ sơ"))
        mark(self.nothing, "role", "quiet")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setWordWrap(True)
        mark(self.foot, "role", "small")
        self.foot.setWordWrap(True)
        self.middle.addWidget(self.list)
        self.middle.addWidget(self.nothing)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GRID, GRID, 2 * GRID, GRID)
        column.setSpacing(GRID)
        column.addLayout(head)
        column.addWidget(self.chips)
        column.addWidget(self.middle, 1)
        column.addWidget(Row((self.foot, 1), (self.papers_button, 0), (self.receipts_button, 0)))
        self._show_ticks()

    def _connect(self) -> None:
        self.search.textEdited.connect(self._typed)
        self.search.returnPressed.connect(self._entered)
        self.search.down.connect(self._into_list)
        self.chips.chosen.connect(self._asked_anew)
        self.order.activated.connect(self._reordered)
        self.list.opened.connect(self.opened)
        self.list.typed.connect(self.take_typed)
        self.list.ticked.connect(self._tick)
        self.papers_button.clicked.connect(self._want_papers)
        self.receipts_button.clicked.connect(self._want_receipts)
        for at in range(len(CHIPS)):
            bind(self, f"Alt+{at + 1}", partial(self.chips.press, at))
        bind(self, "Ctrl+F", self.to_search)
        bind(self, "Ctrl+P", self._print)
        bind(self, "Ctrl+M", self._want_papers)
        bind(self, "Ctrl+Shift+P", self._want_receipts)
        bind(self.list, "Ctrl+A", self.tick_all)
        bind(self, "Ctrl+Shift+A", self.untick_all)

    def ask(self) -> None:
        """Ask the desk for what is wanted now; answers to older questions are dropped."""
        self._pause.stop()
        self._news.stop()
        self._asked += 1
        which = self.chips.read()
        text = self.search.text()
        question = Question(text, silent=True) if which == SILENT else Question(text, Which(which))
        ends = Ends(done=partial(self._show, self._asked))
        self._place.run(partial(find, question=question), ends)

    def news_came(self) -> None:
        """Something changed: ask again soon."""
        self._news.start()

    def to_search(self) -> None:
        """Put the focus into the search, its words marked so that typing replaces them."""
        self.search.setFocus()
        self.search.selectAll()

    def take_typed(self, text: str) -> None:
        """Take letters typed elsewhere (or scanned) into the search, as a new question."""
        self.search.setFocus()
        self.search.setText(text)
        self._typed(text)

    def back_to(self, uid: str) -> None:
        """Return to the list from a dossier: its row is current."""
        if self.list.choose(uid):
            self.list.setFocus()
        else:
            self.search.setFocus()

    def take_focus(self) -> None:
        """Go where work goes on: the list when it has rows."""
        (self.list if self.list.current_uid else self.search).setFocus()

    @property
    def ticked(self) -> tuple[str, ...]:
        """The codes of the dossiers that are ticked, in the order in which they were."""
        return tuple(self._ticked.values())

    def tick_all(self) -> None:
        """Tick every dossier in sight."""
        self._ticked |= {line.uid: line.cells[0].top for line in self.list.lines.lines}
        self._show_ticks()

    def untick_all(self) -> None:
        """Begin anew."""
        self._ticked = {}
        self._show_ticks()

    def _tick(self, uid: str) -> None:
        """Tick or untick a dossier and go on to the next."""
        row = self.list.lines.row_of(uid)
        if self._ticked.pop(uid, "") == "":
            self._ticked[uid] = self.list.lines.lines[row].cells[0].top
        self._show_ticks()
        following = self.list.lines.uid_at(row + 1)
        if following:
            self.list.choose(following)

    def _show_ticks(self) -> None:
        self.list.show_ticks(frozenset(self._ticked))
        count = len(self._ticked)
        words = (
            _("In giấy tiếp nhận đã chọn ({count})…") if count else _("In nhiều giấy tiếp nhận…")
        )
        self.receipts_button.setText(f"{words.format(count=count)}   Ctrl+Shift+P")
        if self._found is not None:
            self._show_foot(self._found)

    def _want_papers(self) -> None:
        self.papers_wanted.emit(self.ticked)

    def _want_receipts(self) -> None:
        self.receipts_wanted.emit(self.ticked)

    def _typed(self, _text: str) -> None:
        self._enter_waits = False
        self._pause.start()

    def _asked_anew(self, _which: object) -> None:
        self.ask()

    def _entered(self) -> None:
        """A code opens its dossier; else the one dossier found; else the list takes over."""
        self._pause.stop()
        text = self.search.text()
        ends = Ends(done=partial(self._open_scanned, text))
        self._place.run(partial(uid_of_code, text=text), ends)

    def _open_scanned(self, text: str, uid: str) -> None:
        if text != self.search.text():
            return
        if uid:
            self.search.selectAll()
            self.opened.emit(uid)
            self.ask()  # so that the list fits the words above it when the clerk comes back
            return
        self._enter_waits = True
        self.ask()

    def _show(self, asked: int, found: Found) -> None:
        if asked != self._asked:
            return
        same = self._found is not None and self._found.question == found.question
        self._found = found
        self._silence = self._silence if found.silence is None else found.silence
        self._show_lines(same=same)
        if found.status is not None:
            self._show_counts(found.status)
        if self._enter_waits:
            self._enter_waits = False
            self._go_on(found)

    def _show_lines(self, *, same: bool) -> None:
        if self._found is None:
            return
        found = self._found
        lines = [
            line_of(
                one,
                found.now,
                silent_days=self._silence.get(one.uid),
                carried=one.uid in found.carried,
            )
            for one in ordered(found.lines, self.order.read(), found.now)
        ]
        self.list.show_lines(lines, same=same)
        had_focus = self.list.hasFocus()
        self.middle.setCurrentWidget(self.list if lines else self.nothing)
        if had_focus and not lines:
            self.search.setFocus()
        self.nothing.setText(self._nothing_words(found))
        self._show_foot(found)

    def _show_foot(self, found: Found) -> None:
        if self._ticked:
            words = _("Đã chọn {count} hồ sơ · phím cách chọn, bỏ chọn · Ctrl+Shift+A bỏ chọn hết")
            self.foot.setText(words.format(count=len(self._ticked)))
        else:
            self.foot.setText(_foot_words(found, self.chips.read()))

    def _show_counts(self, status: DeskStatus) -> None:
        self.chips.count(Which.DUE_TODAY, status.due_today)
        self.chips.count(Which.OVERDUE, status.overdue)
        self.chips.count(Which.WAITING, status.waiting)
        self.chips.count(Which.NEEDS_PERSON, status.parked)
        self.chips.count(SILENT, len(self._silence))

    def _nothing_words(self, found: Found) -> str:
        which = SILENT if found.question.silent else found.question.which
        text = found.question.text.strip()
        if not text:
            return _NOTHING[which]
        words = _(
            "Không thấy hồ sơ nào có “{text}”.\n\n"
            "Thử gõ ít chữ hơn, hoặc gõ mã hồ sơ, số định danh, số điện thoại."
        ).format(text=text)
        if which is Which.ALL:
            return words
        more = _("Đang tìm trong mục “{chip}”; bấm Alt+1 để tìm trong tất cả.")
        return f"{words}\n{more.format(chip=dict(CHIPS)[which])}"

    def _go_on(self, found: Found) -> None:
        if len(found.lines) == 1:
            self.opened.emit(found.lines[0].uid)
        elif found.lines:
            self._into_list()

    def _into_list(self) -> None:
        if self.list.lines.rowCount():
            self.list.setFocus()
            if not self.list.current_uid:
                self.list.choose_first()

    def _reordered(self, _at: int) -> None:
        self._show_lines(same=False)

    def _print(self) -> None:
        if self.list.current_uid:
            self.print_wanted.emit(self.list.current_uid)


def _foot_words(found: Found, which: Which | str) -> str:
    keys = _("Enter mở · Ctrl+P in lại · phím cách chọn nhiều · gõ chữ để tìm")
    if not found.lines:
        return keys
    if found.more:
        words = _("{count} hồ sơ mới nhất; gõ thêm chữ để tìm hồ sơ khác · {keys}")
        return words.format(count=len(found.lines), keys=keys)
    words = (
        _("{count} hồ sơ · {keys}")
        if which is Which.ALL
        else _("{count} hồ sơ trong mục này · {keys}")
    )
    return words.format(count=len(found.lines), keys=keys)


def _timer(parent: QWidget, pause_ms: int, act: object) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(pause_ms)
    timer.timeout.connect(act)
    return timer
