"""Tiếp nhận: take one submission in, hand over its receipt, call the next citizen."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.errors import Problem, Refused, Trouble
from receptiondesk.domain.walk_in import WalkIn
from receptiondesk.words import _
from ui import ask
from ui.background import Ends
from ui.fields.person import ApplicantForm
from ui.keys import bind
from ui.screen import Screen
from ui.screens.walk_in import acts
from ui.screens.walk_in.draft import DraftKeeper, show_page
from ui.screens.walk_in.form import WalkInForm
from ui.screens.walk_in.summary import ACCEPT_WORDS, Summary
from ui.theme import GRID, mark
from ui.workplace import Workplace

if TYPE_CHECKING:
    from receptiondesk.desk.intake import Accepted
    from receptiondesk.domain.dossier import Dossier
    from receptiondesk.office import Office
    from ui.screens.walk_in import saved

#: A pause in typing after which the desk is asked again what it would promise.
LOOK_PAUSE_MS: Final = 150
TITLE: Final = _("Tiếp nhận hồ sơ")


class WalkInScreen(Screen):
    """The form with its summary, and the panel that follows saving."""

    def __init__(self, place: Workplace) -> None:
        """Build the form; what follows saving is built when it is needed first."""
        super().__init__(place)
        self._looked_for = 0
        self._paper_asked_for = False
        self._saving = False
        self._correcting: Dossier | None = None
        self._focus_before: QWidget | None = None
        self.form = WalkInForm(place)
        self.summary = Summary()
        self.pages = QStackedWidget()
        self._saved: saved.SavedPanel | None = None
        self._build()
        self.drafts = DraftKeeper(place, self.form, self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(LOOK_PAUSE_MS)
        self._connect()
        # In trouble the page is simply empty, and typing is kept again as soon as it can be.
        ends = Ends(done=self._restore, trouble=self._cannot_read_draft)
        place.run(acts.read_draft, ends)

    def _build(self) -> None:
        self.title = QLabel(TITLE)
        mark(self.title, "role", "title")
        self.next_button = QPushButton(_("Người dân tiếp theo   F2"))
        mark(self.next_button, "role", "link")
        self.next_button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.all_papers = QPushButton(_("Đủ giấy tờ   F4"))
        mark(self.all_papers, "role", "link")
        self.all_papers.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        head = QHBoxLayout()
        head.setContentsMargins(3 * GRID, GRID, 2 * GRID, 0)
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.all_papers)
        head.addWidget(self.next_button)
        self.view = QScrollArea()
        self.view.setWidgetResizable(True)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setWidget(self.form)
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        left.addLayout(head)
        left.addWidget(self.view, 1)
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left, 1)
        row.addWidget(self.summary)
        self.pages.addWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.pages)

    def _connect(self) -> None:
        self.form.edited.connect(self._edited)
        self.form.scanned.connect(self._scanned)
        self._pause.timeout.connect(self._look_ahead)
        self.summary.accept_button.clicked.connect(self.accept)
        self.next_button.clicked.connect(self.next_citizen)
        self.all_papers.clicked.connect(self.form.checklist.tick_required)
        acts: tuple[tuple[str, Callable[[], object]], ...] = (
            ("Ctrl+Return", self.accept),
            ("Ctrl+Enter", self.accept),
            ("F2", self.next_citizen),
            ("F4", self.form.checklist.tick_required),
            *((f"Alt+{step}", partial(self.form.jump, step)) for step in range(1, 5)),
        )
        for keys, act in acts:
            bind(self, keys, act)
        app = QApplication.instance()
        assert isinstance(app, QApplication)  # noqa: S101 - a widget cannot live without one
        app.focusChanged.connect(self._follow_focus)

    def arrived(self) -> None:
        """Start at the procedure, or where the clerk left."""
        if self.pages.currentIndex() == 0:
            where = self.form.focusWidget() or self.form.procedure_step.finder
            where.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self, changes: ChangeSet) -> None:
        """Look ahead again when the catalogue or the settings moved under the form."""
        if changes.catalogue or changes.settings:
            self._pause.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the form more of a narrow window."""
        self.summary.fit(narrow=self.width() < self.fontMetrics().averageCharWidth() * 130)
        super().resizeEvent(event)

    def office_changed(self) -> None:
        """Hours, holidays or the channel of codes changed."""
        self._pause.start()

    def keep_work(self) -> bool:
        """Keep the draft at once."""
        return self.drafts.keep_now()

    def shortcuts_words(self) -> tuple[tuple[str, str], ...]:
        """Return the keys of this screen."""
        return (
            ("Alt+1 … Alt+4", _("tới bước 1 … 4")),
            ("Enter", _("sang ô tiếp theo (không bao giờ tiếp nhận)")),
            (_("Phím cách"), _("đánh dấu giấy tờ; gõ số để ghi số bản chính")),
            ("F4", _("đánh dấu đủ giấy tờ bắt buộc")),
            ("Ctrl+Enter", _("tiếp nhận, rồi Enter để in")),
            ("Ctrl+S, Ctrl+O", _("sau khi tiếp nhận: lưu giấy thành tệp PDF, xem hồ sơ")),
            ("F2", _("người dân tiếp theo")),
        )

    def next_citizen(self) -> None:
        """Show an empty page; a page with something on it is given up only after asking."""
        if self._saving:
            return
        if self.pages.currentIndex() and self._saved is not None:
            self._saved.confirm_paper()
        if self.pages.currentIndex() == 0 and self.drafts.worth_keeping:
            self._ask_to_give_up(self._give_up)
        elif self._correcting is not None:
            self._give_up()
        else:
            self._start_anew()

    def _ask_to_give_up(self, then: Callable[[], object]) -> None:
        words = ask.Words(
            title=_("Bỏ phần đang nhập?"),
            text=_("Trang này chưa được lưu. Nếu bỏ, phần đã nhập sẽ mất."),
            yes=_("Bỏ phần đang nhập"),
            no=_("Nhập tiếp"),
            risky=True,
        )
        ask.confirm(self, words, then)

    def accept(self) -> None:
        """Read the page once and hand it to the desk; one save at a time."""
        if self._saving or self.pages.currentIndex() != 0:
            return
        self.summary.say_trouble("")
        try:
            walk_in = self.form.read()
        except Refused as refused:
            self._refused(refused)
            return
        self._saving = True
        self._focus_before = self.form.focusWidget()
        self.summary.show_saving(saving=True)
        self.form.setEnabled(False)
        work = self._work(walk_in)
        ends = Ends(self._accepted, self._refused, self._troubled, self._not_saving)
        self.drafts.hold_then(partial(self.place.run, work, ends))

    def _work(self, walk_in: WalkIn) -> "Callable[[Office], Accepted]":
        if self._correcting is None:
            return partial(acts.accept, walk_in=walk_in)
        return partial(acts.correct, code=self._correcting.code, walk_in=walk_in)

    def correct_dossier(self, uid: str, field: str = "") -> None:
        """Open a dossier's facts; a page with something on it is given up only after asking."""
        if self._saving:
            return
        done = partial(self._correct, field=field)
        load = partial(self.place.run, partial(acts.dossier, uid=uid), Ends(done=done))
        if self.pages.currentIndex() == 0 and self.drafts.worth_keeping:
            self._ask_to_give_up(load)
        else:
            load()

    def _correct(self, dossier: "Dossier", field: str = "") -> None:
        self._start_anew()
        self._correcting = dossier
        self.title.setText(_("Sửa hồ sơ {code}").format(code=dossier.code))
        self.summary.say_act(_("Lưu bản sửa   Ctrl+⏎"))
        self.form.show_walk_in(dossier.facts, dossier.procedure)
        self.drafts.correct(dossier.uid)
        self.form.procedure_step.finder.setEnabled(False)
        self.form.applicant.name.setFocus()
        if field:
            refused = Problem(field, "refused_by_portal", _("Cổng không nhận mục này. Xin sửa."))
            self.form.show_problems((refused,))
        self._pause.start()

    def _not_saving(self) -> None:
        self._saving = False
        self.summary.show_saving(saving=False)
        self.form.setEnabled(True)
        if self._focus_before is not None:
            self._focus_before.setFocus()
        # However it ended, a bug of ours included: what stands on the page counts again.
        self.drafts.go_on()

    def _accepted(self, accepted: "Accepted") -> None:
        self._empty_page()
        self.drafts.forget(dropped=True)
        self.place.hub.say("")
        panel = self._saved_panel()
        self.pages.setCurrentWidget(panel)
        panel.show_accepted(accepted)
        self.place.announce(accepted.changes)

    def _refused(self, refused: Refused) -> None:
        homeless = self.form.show_problems(refused.problems)
        head = _("Chưa tiếp nhận.") if self._correcting is None else _("Chưa lưu bản sửa.")
        count = len(refused.problems) - len(homeless)
        if count:
            words = _("{head} Còn {count} chỗ cần sửa, xem các dòng màu đỏ.")
            head = words.format(head=head, count=count)
        sentences = [head, *(problem.message for problem in homeless)]
        self.summary.say_trouble("\n".join(sentences))

    def _troubled(self, trouble: Trouble) -> None:
        words = (
            _("{why} Chưa lưu hồ sơ nào; phần đã nhập vẫn còn trên màn hình.")
            if self._correcting is None
            else _("{why} Chưa lưu bản sửa; hồ sơ vẫn như cũ, phần đã sửa còn trên màn hình.")
        )
        self.summary.say_trouble(words.format(why=trouble.message))

    def _give_up(self) -> None:
        self._start_anew()
        self.drafts.forget(dropped=False)

    def _saved_panel(self) -> "saved.SavedPanel":
        if self._saved is None:
            from ui.screens.walk_in.saved import SavedPanel  # QtPdf: not before the first receipt

            self._saved = SavedPanel(self.place)
            self._saved.next_wanted.connect(self.next_citizen)
            self.pages.addWidget(self._saved)
        return self._saved

    def _empty_page(self) -> None:
        self._correcting = None
        self.title.setText(TITLE)
        self.summary.say_act(ACCEPT_WORDS)
        self.form.procedure_step.finder.setEnabled(True)
        self.form.clear()
        self.summary.clear()

    def _start_anew(self) -> None:
        self._empty_page()
        self.pages.setCurrentIndex(0)
        self.view.verticalScrollBar().setValue(0)
        self.form.procedure_step.finder.setFocus()

    def _edited(self) -> None:
        self.summary.say_trouble("")
        self.drafts.touched()
        self._pause.start()

    def _look_ahead(self) -> None:
        self._looked_for += 1
        procedure = self.form.procedure
        if procedure is None:
            self.summary.clear()
            return
        if not self._paper_asked_for:
            self._paper_asked_for = True
            self.place.background.run(acts.load_paper)
        work = partial(acts.look_ahead, walk_in=self.form.read_as_is(), procedure=procedure)
        ends = Ends(
            done=partial(self._show_outlook, self._looked_for), refused=self._cannot_promise
        )
        self.place.run(work, ends)

    def _show_outlook(self, looked_for: int, outlook: acts.Outlook) -> None:
        if looked_for == self._looked_for and self.form.procedure is not None:
            self.summary.show_outlook(outlook)

    def _cannot_promise(self, refused: Refused) -> None:
        self.summary.say_trouble(" ".join(problem.message for problem in refused.problems))

    def _scanned(self, text: str) -> None:
        try:
            self.form.say_of_scan(_fill_in(self.form.applicant, text))
        except Refused as refused:
            sentence = " ".join(problem.message for problem in refused.problems)
            self.form.say_of_scan(sentence, bad=True)
            self.form.scanner.setFocus()
            return
        next_line = (
            self.form.applicant.phone if self.form.procedure else self.form.procedure_step.finder
        )
        next_line.setFocus(Qt.FocusReason.TabFocusReason)
        self._edited()

    def _restore(self, kept: acts.KeptPage | None) -> None:
        """Show the draft of the last session; ask when something was typed meanwhile."""
        if kept is not None and self.drafts.worth_keeping:
            words = ask.Words(
                title=_("Mở lại phần đang nhập lần trước?"),
                text=_("Lần trước còn một trang chưa tiếp nhận. Mở lại sẽ thay phần vừa gõ."),
                yes=_("Mở lại phần lần trước"),
                no=_("Bỏ, giữ phần vừa gõ"),
            )
            ask.confirm(self, words, partial(self._show_kept, kept), self.drafts.go_on)
            return
        if kept is not None:
            self._show_kept(kept)
        self.drafts.go_on()

    def _cannot_read_draft(self, trouble: Trouble) -> None:
        self.place.hub.say(trouble.message)
        self.drafts.go_on()

    def _show_kept(self, kept: acts.KeptPage) -> None:
        if kept.dossier is not None:
            self._correct(kept.dossier)
        show_page(self.form, kept)
        if self.form.procedure is None:
            self.form.procedure_step.finder.selectAll()
        self.drafts.go_on()
        self._pause.start()
        words = _("Phần đang nhập lần trước còn nguyên, có thể nhập tiếp. F2 để bỏ.")
        if kept.dossier is not None:
            words = _("Đang sửa hồ sơ {code}: phần sửa lần trước còn nguyên. F2 để bỏ.").format(
                code=kept.dossier.code
            )
        self.place.hub.say(words)

    def _follow_focus(self, _old: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self.form.isAncestorOf(now):
            self.view.ensureWidgetVisible(now, GRID, 8 * GRID)


def _fill_in(form: ApplicantForm, text: str) -> str:
    """Fill the applicant in from a scan and return the line that says what was read.

    Raises:
        Refused: the text is not that of an identity card.
    """
    from receptiondesk.domain import idcard  # not before the first card

    reading = idcard.read(text)
    form.show_card(reading)
    words = _("Đã đọc thẻ của {name}. Xin so với thẻ.").format(
        name=reading.full_name or reading.number
    )
    return " ".join((words, *(problem.message for problem in reading.warnings)))
