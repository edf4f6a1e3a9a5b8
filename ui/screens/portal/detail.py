"""One dossier on its way: why it stands where it stands, and what a person may do about it."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from receptiondesk.desk import outbox
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.errors import Refused
from receptiondesk.office import Office
from receptiondesk.words import _
from ui import ask, theme
from ui.background import Ends
from ui.print_panel import PressButton
from ui.screens.portal.asking import Item, More, Outbox, ask_more
from ui.screens.portal.decision_form import DecisionForm
from ui.screens.portal.lines import look_of, try_words
from ui.screens.portal.proposals import Act, Proposal, decisions, proposal
from ui.screens.portal.scrolled import scrolled
from ui.screens.portal.words import has_raw, more_words, why_words
from ui.theme import GRID, mark
from ui.workplace import Workplace

#: A dossier is asked about when the list rests on it for so long.
REST_MS: Final = 150


class Detail(QFrame):
    """Shows one item and offers its acts.

    Emits:
        transfer_wanted: the item that a person wants to carry over now.
        decided: a decision was filed, or left; the list takes the focus again.
    """

    transfer_wanted = Signal(object)
    decided = Signal()

    def __init__(self, place: Workplace) -> None:
        """Build, showing nothing."""
        super().__init__()
        self._place = place
        self.item: Item | None = None
        self._proposal = Proposal()
        self._may: frozenset[Act] = frozenset()
        mark(self, "role", "card")
        self.code, self.who = QLabel(), QLabel()
        self.state_icon, self.state = QLabel(), QLabel()
        self.why, self.more, self.tries, self.trouble = QLabel(), QLabel(), QLabel(), QLabel()
        self.act_button = PressButton("")
        self.open_button = PressButton(_("Mở hồ sơ   Enter"))
        self.again_button = PressButton(_("Thử lại   Ctrl+R"))
        self.arrived_button = PressButton(_("Đã có trên cổng…   Ctrl+D"))
        self.absent_button = PressButton(_("Chưa có, gửi lại…   Ctrl+N"))
        self.both_button = PressButton(_("Giữ cả hai mã…   Ctrl+B"))
        self.aside_button = PressButton(_("Ngừng gửi…   Ctrl+G"))
        self.raw_button = PressButton(_("Chi tiết…   Ctrl+I"))
        self.form = DecisionForm(place)
        self._pages = QStackedWidget()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._build()
        self._connect()
        self._say("")

    def _build(self) -> None:
        self._mark()
        labels = (self.code, self.who, self.state, self.why, self.more, self.tries, self.trouble)
        for label in labels:
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.why.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        state = QHBoxLayout()
        state.setSpacing(GRID // 2)
        state.addWidget(self.state_icon, 0, Qt.AlignmentFlag.AlignTop)
        state.addWidget(self.state, 1)
        inner = QVBoxLayout()
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(GRID)
        inner.addWidget(self.code)
        inner.addWidget(self.who)
        inner.addLayout(state)
        for label in (self.why, self.more, self.tries):
            inner.addWidget(label)
        inner.addStretch(1)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        self._words = scrolled(inner)
        column.addWidget(self._words, 1)
        column.addWidget(self.trouble)
        column.addWidget(self.act_button)
        self._acts = QGridLayout()
        self._acts.setSpacing(GRID)
        column.addLayout(self._acts)
        self._pages.addWidget(page)
        self._pages.addWidget(self.form)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(2 * GRID, GRID + GRID // 2, GRID, GRID)
        whole.addWidget(self._pages)

    def _mark(self) -> None:
        for widget, role in (
            (self.code, "heading"),
            (self.who, "quiet"),
            (self.tries, "small"),
            (self.more, "small"),
            (self.trouble, "problem"),
            (self.act_button, "primary"),
        ):
            mark(widget, "role", role)

    def _connect(self) -> None:
        self.act_button.clicked.connect(self.do_proposed)
        self.open_button.clicked.connect(self.open_dossier)
        self.again_button.clicked.connect(self.try_again)
        self.arrived_button.clicked.connect(partial(self.decide, Act.ARRIVED))
        self.absent_button.clicked.connect(partial(self.decide, Act.NOT_THERE))
        self.both_button.clicked.connect(partial(self.decide, Act.KEEP_BOTH))
        self.aside_button.clicked.connect(partial(self.decide, Act.SET_ASIDE))
        self.raw_button.clicked.connect(self.show_raw)
        self.form.closed.connect(self._form_closed)
        self._rest.timeout.connect(self._ask_more)

    @property
    def deciding(self) -> bool:
        """Whether a decision is being asked for."""
        return self._pages.currentWidget() is self.form

    def show_item(self, item: Item | None, box: Outbox) -> None:
        """Show an item; ``None`` hides everything. A decision that is being typed stays."""
        if self.deciding:
            return
        another = item is None or self.item is None or item.key != self.item.key
        if another:
            self._say("")
            self.more.hide()
        self.item = item
        self.setVisible(item is not None)
        if item is None:
            return
        self._show_words(item, box)
        self._show_acts(item, box)
        self._rest.start()

    def _show_words(self, item: Item, box: Outbox) -> None:
        look = look_of(item)
        self.code.setText(item.code.replace("-", "-\u200b"))
        where = f" · {item.target}" if len(box.targets) > 1 and item.target else ""
        self.who.setText(f"{item.applicant} · {item.procedure}{where}")
        mark(self.state, "state", look.colour)
        self.state.setText(_("Chờ chuyển tay") if item.by_hand else look.word)
        side = self.state.fontMetrics().height()
        self.state_icon.setPixmap(theme.drawn(look.icon, look.colour, side))
        self.why.setText(why_words(item, has_portal=bool(box.targets)))
        self.tries.setText(try_words(item, box.now))
        self.tries.setVisible(bool(self.tries.text()))

    def _show_acts(self, item: Item, box: Outbox) -> None:
        self._proposal = proposal(item, can_send=box.can_send)
        self._may = decisions(item) if box.targets else frozenset()
        words = _("{act}   F8").format(act=self._proposal.words)
        self.act_button.setText(words)
        self.act_button.setVisible(self._proposal.act is not Act.NONE)
        offered = (
            (self.open_button, Act.OPEN, True),
            (self.arrived_button, Act.ARRIVED, Act.ARRIVED in self._may),
            (self.absent_button, Act.NOT_THERE, Act.NOT_THERE in self._may),
            (self.both_button, Act.KEEP_BOTH, Act.KEEP_BOTH in self._may),
            (self.again_button, Act.AGAIN, Act.AGAIN in self._may),
            (self.raw_button, Act.NONE, has_raw(item)),
            (self.aside_button, Act.SET_ASIDE, Act.SET_ASIDE in self._may),
        )
        shown = [button for button, act, may in offered if may and act is not self._proposal.act]
        self._lay(shown, [button for button, _act, _may in offered])

    def _lay(self, shown: Sequence[QPushButton], every: Sequence[QPushButton]) -> None:
        """Put the buttons that are offered two by two; the focus is never lost with one."""
        had_focus = any(button.hasFocus() and button not in shown for button in every)
        for button in every:
            self._acts.removeWidget(button)
            button.setParent(self._pages.widget(0))
            button.setVisible(button in shown)
        for at, button in enumerate(shown):
            last = at == len(shown) - 1 and at % 2 == 0
            self._acts.addWidget(button, at // 2, at % 2, 1, 2 if last else 1)
        if had_focus:
            self.decided.emit()

    def _ask_more(self) -> None:
        if self.item is not None:
            done = partial(self._show_more, self.item.key)
            self._place.run(partial(ask_more, uid=self.item.uid), Ends(done=done))

    def _show_more(self, key: str, more: More) -> None:
        if self.item is not None and self.item.key == key:
            self.more.setText(more_words(more, self.item.target, self._place.office.clock.now()))
            self.more.setVisible(bool(self.more.text()))

    def do_proposed(self) -> None:
        """Do the one act that is proposed."""
        if self.item is None or self.deciding:
            return
        match self._proposal.act:
            case Act.CORRECT:
                self._place.hub.ask_for_correction(self.item.uid, self._proposal.field)
            case Act.OPEN:
                self.open_dossier()
            case Act.PASSWORD | Act.SETTINGS:
                self._place.hub.ask_for_portal(self.item.target)
            case Act.AGAIN:
                self.try_again()
            case Act.TRANSFER:
                self.transfer_wanted.emit(self.item)
            case Act.NONE:
                pass
            case act:
                self.decide(act)

    def scroll_words(self, pages: int) -> None:
        """Show more of what is said, where it has no room at once."""
        bar = self._words.verticalScrollBar()
        bar.setValue(bar.value() + pages * bar.pageStep())

    def open_dossier(self) -> None:
        """See the dossier on its own page, where it can be put right."""
        if self.item is not None:
            self._place.hub.ask_for_dossier(self.item.uid)

    def try_again(self) -> None:
        """Let it be sent again now, because a person says so."""
        if self.item is not None and Act.AGAIN in self._may and not self.deciding:
            work = partial(outbox.send_again, dossier_uid=self.item.uid, target=self.item.target)
            self._act(work, self._sent_again)

    def show_raw(self) -> None:
        """Show what the portal answered, word for word."""
        if self.item is not None and has_raw(self.item):
            text = _("Đây là nguyên văn phản hồi của cổng, để gửi cho người quản trị cổng khi cần.")
            title = _("Cổng trả lời về hồ sơ {code}").format(code=self.item.code)
            ask.show_text(self, title, text, self.item.last_answer)

    def decide(self, act: Act) -> None:
        """Ask for a decision beside the list."""
        if self.item is not None and act in self._may and not self.deciding:
            self._pages.setCurrentWidget(self.form)
            self.form.ask(act, self.item)

    def _form_closed(self, _decided: bool) -> None:
        self._pages.setCurrentIndex(0)
        self.decided.emit()

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
