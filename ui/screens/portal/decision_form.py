"""A decision of a named person, asked for beside the list: who, which code, why. No dialog."""

from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
)

from receptiondesk.desk import decisions, outbox, transfer
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.errors import Problem, Refused, Trouble
from receptiondesk.domain.numbering import is_provisional
from receptiondesk.office import Office
from receptiondesk.words import _
from ui.background import Ends
from ui.fields.board import Board
from ui.fields.field import Field
from ui.keys import bind, moves_on
from ui.print_panel import PressButton
from ui.screens.portal.asking import FILE, STEPS, STEPS_REFUSED, Item
from ui.screens.portal.proposals import Act, mismatch_of
from ui.screens.portal.scrolled import scrolled
from ui.theme import GRID, mark
from ui.workplace import Workplace


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of one decision; ``code`` is the label of its code, empty for none."""

    title: str
    about: str
    yes: str
    code: str = ""


_WORDS: Final[dict[Act, _Words]] = {
    Act.ARRIVED: _Words(
        _("Đã có trên cổng?"),
        _(
            "Mở cổng, tìm hồ sơ này theo tên và số định danh. Nếu thấy, ghi mã đọc được ở đó; "
            "chương trình đọc lại để kiểm chứng rồi mới báo “cổng đã nhận đúng”."
        ),
        _("Ghi: đã có trên cổng"),
        _("Mã đọc được trên cổng"),
    ),
    Act.NOT_THERE: _Words(
        _("Chưa có trên cổng, cho gửi lại?"),
        _(
            "Chỉ chọn sau khi đã tìm trên cổng và chắc chắn không có: chương trình sẽ tạo hồ sơ "
            "này trên cổng một lần nữa."
        ),
        _("Ghi: chưa có, cho gửi lại"),
    ),
    Act.KEEP_BOTH: _Words(
        _("Giữ cả hai mã?"),
        _(
            "Cổng ghi một mã khác với mã trên giấy tiếp nhận. Nếu đúng là cùng một hồ sơ, giữ cả "
            "hai: mã nào cũng tìm ra hồ sơ, giấy in sau ghi cả hai mã."
        ),
        _("Ghi: giữ cả hai mã"),
        _("Mã của cổng"),
    ),
    Act.SET_ASIDE: _Words(
        _("Ngừng gửi hồ sơ này?"),
        _(
            "Chương trình sẽ không gửi hồ sơ này nữa và không báo “cổng đã nhận đúng”. Hồ sơ vẫn "
            "giữ tại máy. Chỉ làm khi việc với cổng đã xong bằng cách khác."
        ),
        _("Ngừng gửi"),
    ),
}

#: The same where the portal has the dossier and only a part of it is spoken of; by what it meant.
_OF_A_PART: Final[dict[tuple[str, Act], _Words]] = {
    (STEPS_REFUSED, Act.ARRIVED): _Words(
        _("Tiến độ đã có trên cổng?"),
        _(
            "Ghi tiến độ xử lý vào hồ sơ trên cổng trước, rồi xác nhận ở đây. Chương trình không "
            "gửi lại tiến độ này; hồ sơ sang “Đã gửi, cổng không cho kiểm chứng”."
        ),
        _("Ghi: đã có trên cổng"),
    ),
    (STEPS, Act.ARRIVED): _Words(
        _("Tiến trình đã có trên cổng?"),
        _(
            "Mở hồ sơ này trên cổng và xem tiến trình. Nếu đã có thì xác nhận ở đây: chương trình "
            "không gửi lại tiến trình này."
        ),
        _("Ghi: đã có trên cổng"),
    ),
    (STEPS, Act.NOT_THERE): _Words(
        _("Chưa có tiến trình, cho gửi lại?"),
        _(
            "Chỉ chọn sau khi đã mở hồ sơ này trên cổng và thấy chưa có tiến trình: chương trình "
            "chỉ gửi lại tiến trình, không tạo hồ sơ lần nữa."
        ),
        _("Ghi: chưa có, cho gửi lại"),
    ),
    (FILE, Act.ARRIVED): _Words(
        _("Tệp đã có trên cổng?"),
        _(
            "Mở hồ sơ này trên cổng, xem tệp được hỏi. Nếu đúng là tệp đó thì xác nhận ở đây; tệp "
            "không gửi nữa."
        ),
        _("Ghi: đã có trên cổng"),
    ),
    (FILE, Act.NOT_THERE): _Words(
        _("Tệp chưa có, cho gửi?"),
        _(
            "Chỉ chọn sau khi đã xem hồ sơ trên cổng và chắc chắn tệp ở đó là tệp khác: chương "
            "trình sẽ gửi tệp này."
        ),
        _("Ghi: chưa có, cho gửi lại"),
    ),
}


class _Line(QLineEdit):
    """One line; Enter goes on and never decides (a scanner ends with Enter)."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the next line, or to the button."""
        if moves_on(event):
            self.focusNextChild()
        else:
            super().keyPressEvent(event)


class DecisionForm(QFrame):
    """Asks for one decision and files it.

    Emits:
        closed: the form is done with; whether something was decided.
    """

    closed = Signal(bool)

    def __init__(self, place: Workplace) -> None:
        """Build, asking nothing yet."""
        super().__init__()
        self._place = place
        self._item: Item | None = None
        self._act = Act.NONE
        self._working = False
        self.board = Board()
        self.title, self.about, self.trouble = QLabel(), QLabel(), QLabel()
        self.officer, self.code, self.reason = _Line(), _Line(), _Line()
        self.yes_button = PressButton("")
        self.no_button = PressButton(_("Thôi   Esc"))
        self._build()
        self.yes_button.clicked.connect(self.decide)
        self.no_button.clicked.connect(partial(self._close, decided=False))
        bind(self, "Esc", partial(self._close, decided=False))

    def _build(self) -> None:
        mark(self.title, "role", "heading")
        mark(self.trouble, "role", "problem")
        mark(self.yes_button, "role", "primary")
        for label in (self.title, self.about, self.trouble):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self.title)
        column.addWidget(self.about)
        for path, name, line in (
            ("officer", _("Họ và tên cán bộ"), self.officer),
            ("code", _("Mã trên cổng"), self.code),
            ("reason", _("Lý do (ghi vào sổ)"), self.reason),
        ):
            row = _above(name, line)
            self.board.add(path, row)
            column.addWidget(row)
            line.textEdited.connect(row.clear_problem)
        column.addStretch(1)
        self._scroll = scrolled(column)
        foot = QHBoxLayout()
        foot.setSpacing(GRID)
        foot.addWidget(self.yes_button, 1)
        foot.addWidget(self.no_button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(GRID)
        whole.addWidget(self._scroll, 1)
        whole.addWidget(self.trouble)
        whole.addLayout(foot)

    def ask(self, act: Act, item: Item) -> None:
        """Ask for a decision about an item."""
        words = _words_of(act, item)
        self._act, self._item = act, item
        self.title.setText(words.title)
        self.about.setText(f"{item.code} · {item.applicant}\n{words.about}")
        self.yes_button.setText(words.yes)
        self.board.clear()
        self._say("")
        self.officer.clear()
        self.reason.clear()
        self.code.setText(mismatch_of(item) if act is Act.KEEP_BOTH else "")
        code = self.board.field("code")
        code.label.setText(words.code)
        self.code.setAccessibleName(words.code)
        code.setVisible(bool(words.code))
        self.board.field("officer").setVisible(not self._place.office.officer)
        first = next(line for line in (self.officer, self.code, self.reason) if self._asks(line))
        first.setFocus()

    def _asks(self, line: QLineEdit) -> bool:
        empty = not line.text() or line is self.reason
        return empty and line.isVisibleTo(self)

    def decide(self) -> None:
        """File the decision, signed by who is at the counter."""
        if self._item is None or self._working:
            return
        if not self._place.office.officer:
            if not self.officer.text().strip():
                words = _("Ghi tên cán bộ; tên được ghi vào sổ cùng quyết định.")
                self._refused(Refused(Problem("officer", "officer_needed", words)))
                return
            self._place.sign_in(self.officer.text())
            self.board.field("officer").hide()
        self._say("")
        self._working = True
        work = partial(
            _write,
            act=self._act,
            item=self._item,
            told=(self.code.text(), self.reason.text()),
        )
        self._place.run(work, Ends(self._written, self._refused, self._troubled, self._not_working))

    def _written(self, changes: ChangeSet) -> None:
        self._place.announce(changes)
        again = self._act is Act.NOT_THERE
        self._close(decided=True)
        if again:
            self._place.send_now()

    def _refused(self, refused: Refused) -> None:
        homeless = self.board.show(refused.problems)
        self._say(" ".join(problem.message for problem in homeless))
        first = self.board.first_problem()
        if first is not None:
            self._scroll.ensureWidgetVisible(first)

    def _troubled(self, trouble: Trouble) -> None:
        self._say(_("{why} Chưa ghi quyết định nào.").format(why=trouble.message))

    def _not_working(self) -> None:
        self._working = False

    def _close(self, *, decided: bool) -> None:
        if self._working and not decided:
            return
        self._item = None
        self.closed.emit(decided)

    def _say(self, sentence: str) -> None:
        self.trouble.setText(sentence)
        self.trouble.setVisible(bool(sentence))


def _words_of(act: Act, item: Item) -> _Words:
    """Return what is asked for a decision; a code only where none is known that counts."""
    words = _OF_A_PART.get((item.answer_kind, act))
    if words is None:
        return _WORDS[act]
    unknown = act is Act.ARRIVED and is_provisional(item.code)
    return replace(words, code=_WORDS[act].code) if unknown else words


def _above(label: str, line: QLineEdit) -> Field:
    """Return a field whose label stands above it: the pane is narrow."""
    row = Field(label, line)
    grid = row.layout()
    row.label.setWordWrap(True)
    assert isinstance(grid, QGridLayout)  # noqa: S101 - ``Field`` lays itself out so
    for at, part in enumerate((row.label, line, row.problem)):
        grid.addWidget(part, at, 0, 1, 2)
    grid.setRowMinimumHeight(0, 0)
    return row


def _write(office: Office, *, act: Act, item: Item, told: tuple[str, str]) -> ChangeSet:
    """File a decision; on the background lane."""
    code, reason = told
    match act:
        case Act.ARRIVED:
            return decisions.arrived(office, item.uid, item.target, code, reason)
        case Act.KEEP_BOTH:
            return decisions.keep_both(office, item.uid, item.target, code, reason)
        case Act.NOT_THERE:
            return decisions.not_there(office, item.uid, item.target, reason)
        case _ if item.by_hand:
            return transfer.give_up(office, item.uid, item.target, reason)
        case _:
            return outbox.set_aside(office, item.uid, reason, item.target)
