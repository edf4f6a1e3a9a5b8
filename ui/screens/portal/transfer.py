"""The transfer panel: each field is copied with one key, then the code comes back."""

from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout

from receptiondesk.desk import transfer
from receptiondesk.desk.transfer import Transfer, TransferField
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.errors import Refused, Trouble
from receptiondesk.words import _
from ui.background import Ends
from ui.fields.field import Field
from ui.keys import bind, moves_on
from ui.models.lines import Cell, Line
from ui.models.lines_view import Column, LinesView
from ui.moments import ago_words
from ui.print_panel import PressButton
from ui.screens.portal.asking import Item
from ui.screens.portal.clipboard import Clip
from ui.theme import GRID, mark
from ui.workplace import Workplace

COLUMNS: Final = (
    Column(_("Trường"), chars=40),
    Column(_("Nội dung"), share=3),
    Column("", chars=22),
)


class _Fields(LinesView):
    """The fields; Ctrl+C and Enter copy the current one, a digit copies that one.

    Emits:
        copied: the key of the field that is to be copied.
    """

    copied = Signal(str)

    def fit_rows(self) -> None:
        """Give two lines only to what needs them: many fields are to be in sight at once."""
        tall = self.verticalHeader().defaultSectionSize()
        low = self.fontMetrics().height() + GRID
        room = self.columnWidth(1) - 2 * GRID
        for row, line in enumerate(self.lines.lines):
            value, end = line.cells[1].top, line.cells[2]
            wide = self.fontMetrics().horizontalAdvance(value) > room
            self.setRowHeight(row, tall if wide or end.below else low)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the rows to the new width."""
        super().resizeEvent(event)
        self.fit_rows()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy by key; arrows move."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copied.emit(self.current_uid)
        elif event.text().isdecimal() and event.text().isascii() and not event.modifiers():
            row = (int(event.text()) or 10) - 1
            if row < self.lines.rowCount():
                self.setCurrentIndex(self.lines.index(row, 0))
                self.copied.emit(self.current_uid)
        else:
            super().keyPressEvent(event)


class _CodeLine(QLineEdit):
    """Where the code is pasted; Enter checks and files it."""

    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """File on Enter, once."""
        if moves_on(event):
            if not event.isAutoRepeat():
                self.entered.emit()
        else:
            super().keyPressEvent(event)


class TransferPanel(QFrame):
    """Carries one dossier over by hand.

    Emits:
        closed: the panel is done with; nothing of the dossier is in the clipboard any more.
    """

    closed = Signal()

    def __init__(self, place: Workplace) -> None:
        """Build, showing nothing."""
        super().__init__()
        self._place = place
        self._shown: Transfer | None = None
        self._wanted: Item | None = None
        self._copied: set[str] = set()
        self._clip = Clip()
        self._working = False
        self.title, self.about, self.news = QLabel(), QLabel(), QLabel()
        self.fields = _Fields(COLUMNS)
        self.code = _CodeLine()
        self.copy_button = PressButton(_("Chép trường tiếp theo   F8"))
        self.done_button = PressButton(_("Kiểm tra và ghi mã   ⏎"))
        self.close_button = PressButton(_("Đóng   Esc"))
        self._build()
        self._connect()

    def _build(self) -> None:
        mark(self, "role", "card")
        mark(self.title, "role", "heading")
        mark(self.about, "role", "quiet")
        mark(self.done_button, "role", "primary")
        for label in (self.title, self.about, self.news):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.fields.setAccessibleName(_("Các trường phải chép"))
        self.code_field = Field(_("Mã hệ thống kia cấp"), self.code)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.about)
        head = QHBoxLayout()
        head.setSpacing(GRID)
        head.addLayout(words, 1)
        head.addWidget(self.copy_button)
        head.addWidget(self.close_button)
        last = QHBoxLayout()
        last.setSpacing(GRID)
        last.addWidget(self.code_field, 1)
        last.addWidget(self.done_button, 0, Qt.AlignmentFlag.AlignTop)
        keys = QLabel(
            _(
                "F8 chép trường tiếp theo · ↑ ↓ rồi Ctrl+C, hoặc số 1 … 9 chép trường đó · "
                "Alt+Tab sang hệ thống kia để dán · Alt+M tới ô mã"
            )
        )
        keys.setWordWrap(True)
        mark(keys, "role", "small")
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        column.setSpacing(GRID)
        column.addLayout(head)
        column.addWidget(self.fields, 1)
        column.addWidget(self.news)
        column.addLayout(last)
        column.addWidget(keys)

    def _connect(self) -> None:
        self.fields.copied.connect(self.copy)
        self.fields.opened.connect(self.copy)
        self.copy_button.clicked.connect(self.copy_next)
        self.done_button.clicked.connect(self.file)
        self.close_button.clicked.connect(self.close_panel)
        self.code.entered.connect(self.file)
        self.code.textEdited.connect(self.code_field.clear_problem)
        for keys, act in (
            ("Esc", self.close_panel),
            ("Alt+M", self.code.setFocus),
        ):
            bind(self, keys, act)

    def open_item(self, item: Item) -> None:
        """Ask for the fields of a dossier and show them."""
        self._wanted = item
        self._shown = None
        self._copied = set()
        self.code.clear()
        self.code_field.clear_problem()
        self.fields.show_lines((), same=False)
        self.title.setText(_("Chuyển tay sang {target}").format(target=item.target))
        self.about.setText("…")
        self._say("")
        self.fields.setFocus()
        self._ask()

    def _ask(self) -> None:
        if self._wanted is not None:
            item = self._wanted
            work = partial(transfer.open_one, uid=item.uid, target=item.target)
            done = partial(self._show, item.key)
            self._place.run(work, Ends(done=done, refused=self._refused, trouble=self._troubled))

    def _show(self, key: str, told: Transfer) -> None:
        if self._wanted is None or self._wanted.key != key:
            return
        first = self._shown is None
        self._shown = told
        self.about.setText(self._about(told))
        if first:
            self.code.setText(told.known_code)
        self._draw()
        if first:
            following = self._next()
            self.fields.choose(following.key if following else told.fields[0].key)

    def _about(self, told: Transfer) -> str:
        who = f"{told.dossier.code} · {told.dossier.facts.applicant.full_name}"
        if told.again and told.carried_at is not None:
            at = ago_words(told.carried_at, self._place.office.clock.now())
            words = _("{who}. Đã chuyển {at}; chỉ sửa các trường ghi “đã thay đổi”.")
            who = words.format(who=who, at=at)
        if told.files:
            words = _("{who} {count} tệp giấy tờ không gửi được qua đường này, xin tải lên tay.")
            who = words.format(who=who if who.endswith(".") else f"{who}.", count=told.files)
        return who

    def _draw(self) -> None:
        if self._shown is not None:
            lines = [self._line(at, one) for at, one in enumerate(self._shown.fields, start=1)]
            self.fields.show_lines(lines, same=True)
            self.fields.fit_rows()

    def _line(self, number: int, one: TransferField) -> Line:
        key = f"{number}. " if number <= 9 else ""  # noqa: PLR2004 - the digits of a keyboard
        state = _("đã thay đổi") if one.changed else ""
        done = one.key in self._copied
        return Line(
            one.key,
            (
                Cell(f"{key}{one.label}"),
                Cell(one.value or _("(để trống)"), strong=one.changed),
                Cell(
                    _("✓ đã chép") if done else state,
                    strong=one.changed and not done,
                ),
            ),
        )

    def _next(self) -> TransferField | None:
        """Return what is to be copied next: after a correction only what changed."""
        if self._shown is None:
            return None
        left = [one for one in self._shown.fields if one.key not in self._copied]
        return next((one for one in left if one.changed or not self._shown.again), None)

    def copy_next(self) -> None:
        """Copy the next field; after the last one the code is asked for."""
        if self._shown is None:
            return
        one = self._next()
        if one is None:
            self._say(_("Đã chép xong. Chép mã mà bên kia cấp, dán vào ô dưới đây rồi Enter."))
            self.code.setFocus()
            self.code.selectAll()
            return
        self.fields.choose(one.key)
        self.fields.setFocus()
        self.copy(one.key)

    def copy(self, key: str) -> None:
        """Put one field into the clipboard and tick it."""
        told = self._shown.fields if self._shown is not None else ()
        one = next((one for one in told if one.key == key), None)
        if one is None:
            return
        self._clip.put(one.value)
        self._copied.add(key)
        self._draw()
        words = _("Đã chép “{label}”. Sang bên kia dán, rồi quay lại bấm F8.")
        self._say(words.format(label=one.label))

    def file(self) -> None:
        """Check the pasted code and file that the dossier was carried over."""
        if self._shown is None or self._wanted is None or self._working:
            return
        self._working = True
        self.code_field.clear_problem()
        work = partial(
            transfer.done,
            uid=self._wanted.uid,
            target=self._wanted.target,
            code=self.code.text(),
            revision=self._shown.revision,
        )
        self._place.run(work, Ends(self._filed, self._refused, self._troubled, self._not_working))

    def _not_working(self) -> None:
        self._working = False

    def _filed(self, changes: ChangeSet) -> None:
        if self._wanted is not None:
            words = _("Đã ghi mã {code} cho hồ sơ {ours}. Không kiểm chứng được ở cổng này.")
            ours = self._wanted.code
            self._place.hub.say(words.format(code=self.code.text().strip(), ours=ours))
        self.close_panel()
        self._place.announce(changes)

    def _refused(self, refused: Refused) -> None:
        problem = refused.problems[0]
        if problem.field == "code":
            self.code_field.show_problem(problem.message)
            self.code.setFocus()
            self.code.selectAll()
            return
        self._say(problem.message, "problem")
        if problem.code == "changed_meanwhile":
            self._ask()

    def _troubled(self, trouble: Trouble) -> None:
        words = _("{why} Chưa ghi gì; các trường đã chép không mất.")
        self._say(words.format(why=trouble.message), "problem")

    def close_panel(self) -> None:
        """Take our value out of the clipboard and go back to the list."""
        self._forget()
        self.closed.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Leave nothing in the clipboard when another screen is shown or the window closes."""
        self._clip.clear()
        super().hideEvent(event)

    def _forget(self) -> None:
        self._clip.clear()
        self._wanted = None
        self._shown = None
        self._copied = set()
        self.fields.show_lines((), same=False)

    def _say(self, words: str, role: str = "") -> None:
        mark(self.news, "role", role)
        self.news.setText(words)
        self.news.setVisible(bool(words))
