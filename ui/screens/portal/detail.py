"""One dossier on its way: why it stands where it stands, and what a person may do about it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from receptiondesk.desk import outbox
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.errors import Refused
from receptiondesk.office import Office
from receptiondesk.words import _
from ui import ask, states, theme
from ui.background import Ends
from ui.print_panel import PressButton
from ui.screens.portal.asking import Group, Item, Outbox
from ui.screens.portal.lines import try_words
from ui.theme import GRID, mark
from ui.workplace import Workplace


class Detail(QFrame):
    """Shows one item and offers its acts."""

    def __init__(self, place: Workplace) -> None:
        """Build, showing nothing."""
        super().__init__()
        self._place = place
        self.item: Item | None = None
        mark(self, "role", "card")
        self.code = QLabel()
        self.who = QLabel()
        self.state_icon = QLabel()
        self.state = QLabel()
        self.why = QLabel()
        self.tries = QLabel()
        self.trouble = QLabel()
        self.open_button = PressButton(_("Mở hồ sơ   Enter"))
        self.again_button = PressButton(_("Thử lại   Ctrl+R"))
        self.raw_button = PressButton(_("Chi tiết…   Ctrl+I"))
        self.aside_button = PressButton(_("Ngừng gửi…   Ctrl+G"))
        self._build()
        self._say("")
        self.open_button.clicked.connect(self.open_dossier)
        self.again_button.clicked.connect(self.try_again)
        self.raw_button.clicked.connect(self.show_raw)
        self.aside_button.clicked.connect(self.set_aside)

    def _build(self) -> None:
        mark(self.code, "role", "heading")
        mark(self.who, "role", "quiet")
        mark(self.tries, "role", "small")
        mark(self.trouble, "role", "problem")
        for label in (self.code, self.who, self.state, self.why, self.tries, self.trouble):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.why.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        state = QHBoxLayout()
        state.setSpacing(GRID // 2)
        state.addWidget(self.state_icon, 0, Qt.AlignmentFlag.AlignTop)
        state.addWidget(self.state, 1)
        words = QWidget()
        inner = QVBoxLayout(words)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(GRID)
        for part in (self.code, self.who, state, self.why, self.tries):
            inner.addLayout(part) if isinstance(part, QHBoxLayout) else inner.addWidget(part)
        inner.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.viewport().setAutoFillBackground(False)
        words.setAutoFillBackground(False)
        scroll.setWidget(words)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, GRID + GRID // 2, GRID, GRID)
        column.setSpacing(GRID)
        column.addWidget(scroll, 1)
        column.addWidget(self.trouble)
        column.addLayout(self._build_acts())

    def _build_acts(self) -> QGridLayout:
        acts = QGridLayout()
        acts.setSpacing(GRID)
        acts.addWidget(self.open_button, 0, 0)
        acts.addWidget(self.again_button, 0, 1)
        acts.addWidget(self.raw_button, 1, 0)
        acts.addWidget(self.aside_button, 1, 1)
        return acts

    def show_item(self, item: Item | None, box: Outbox) -> None:
        """Show an item; ``None`` hides everything."""
        if item is None or self.item is None or item.key != self.item.key:
            self._say("")
        self.item = item
        self.setVisible(item is not None)
        if item is None:
            return
        look = states.sync_look(item.sync)
        self.code.setText(item.code)
        self.who.setText(f"{item.applicant} · {item.procedure}")
        mark(self.state, "state", look.colour)
        self.state.setText(look.word)
        side = self.state.fontMetrics().height()
        self.state_icon.setPixmap(theme.drawn(look.icon, look.colour, side))
        self.why.setText(_why(item, has_portal=bool(box.targets)))
        self.tries.setText(try_words(item, box.now))
        parked = item.group is Group.PERSON
        self.again_button.setVisible(parked or (item.group is Group.WAITING and bool(box.targets)))
        self.aside_button.setVisible(parked)
        self.raw_button.setVisible(bool(item.last_answer))

    def open_dossier(self) -> None:
        """See the dossier on its own page, where it can be put right."""
        if self.item is not None:
            self._place.hub.ask_for_dossier(self.item.uid)

    def try_again(self) -> None:
        """Let it be sent again now, because a person says so."""
        if self.item is not None and self.again_button.isVisibleTo(self):
            self._act(partial(outbox.send_again, dossier_uid=self.item.uid), self._sent_again)

    def show_raw(self) -> None:
        """Show what the portal answered, word for word."""
        if self.item is not None and self.item.last_answer:
            text = _("Đây là nguyên văn phản hồi của cổng, để gửi cho người quản trị cổng khi cần.")
            title = _("Cổng trả lời về hồ sơ {code}").format(code=self.item.code)
            ask.show_text(self, title, text, self.item.last_answer)

    def set_aside(self) -> None:
        """Take it out of the queue: by a named person, with a reason."""
        if self.item is None or not self.aside_button.isVisibleTo(self):
            return
        if self._place.office.officer:
            self._ask_reason(self.item)
            return
        words = ask.Words(
            title=_("Ai ngừng gửi hồ sơ này?"),
            text=_("Chỉ người có tên mới ngừng gửi được một hồ sơ; tên được ghi vào sổ."),
            yes=_("Ghi tên"),
            no=_("Thôi"),
            label=_("Họ và tên cán bộ"),
        )
        ask.ask_text(self, words, partial(self._named, self.item))

    def _named(self, item: Item, officer: str) -> None:
        self._place.sign_in(officer)
        self._ask_reason(item)

    def _ask_reason(self, item: Item) -> None:
        text = _(
            "Chương trình sẽ không gửi hồ sơ {code} lên cổng nữa và không báo “cổng đã nhận đúng”. "
            "Hồ sơ vẫn giữ tại máy. Chỉ làm khi việc với cổng đã xong bằng cách khác."
        ).format(code=item.code)
        words = ask.Words(
            title=_("Ngừng gửi hồ sơ này?"),
            text=text,
            yes=_("Ngừng gửi"),
            no=_("Để lại"),
            label=_("Lý do (ghi vào sổ cùng tên {officer})").format(
                officer=self._place.office.officer
            ),
            risky=True,
        )
        ask.ask_text(self, words, partial(self._set_aside, item))

    def _set_aside(self, item: Item, reason: str) -> None:
        work = partial(outbox.set_aside, dossier_uid=item.uid, reason=reason)
        self._act(work, self._place.announce)

    def _act(
        self, work: Callable[[Office], ChangeSet], done: Callable[[ChangeSet], object]
    ) -> None:
        self._say("")
        self._place.run(work, Ends(done=done, refused=self._refused))

    def _sent_again(self, changes: ChangeSet) -> None:
        self._place.announce(changes)
        self._place.send_now()

    def _refused(self, refused: Refused) -> None:
        self._say(" ".join(problem.message for problem in refused.problems))

    def _say(self, sentence: str) -> None:
        self.trouble.setText(sentence)
        self.trouble.setVisible(bool(sentence))


def _why(item: Item, *, has_portal: bool) -> str:
    """Return the whole reason with the act it proposes; a sentence of ours where there is none."""
    if item.reason and item.group is not Group.PROVED:
        return item.reason
    match item.group:
        case Group.PERSON:
            return _("Cổng không nhận hồ sơ này. Mở hồ sơ để sửa, rồi bấm Thử lại.")
        case Group.WAITING if not has_portal:
            return _("Chưa khai báo cổng để gửi. Hồ sơ giữ an toàn tại máy này.")
        case Group.WAITING:
            return _("Hồ sơ an toàn tại máy này và sẽ tự gửi khi có mạng.")
        case Group.SENT:
            return _("Cổng đã nhận. Chương trình sẽ đọc lại để kiểm chứng trong lần đồng bộ tới.")
        case Group.PROVED:
            proved = _("Chương trình đã đọc lại hồ sơ từ cổng và thấy đúng như tại quầy.")
            return f"{proved} {item.reason}".strip()
        case Group.SET_ASIDE:
            return _("Cán bộ đã ngừng gửi hồ sơ này. Hồ sơ giữ an toàn tại máy.")
