"""One dossier: everything known of it, its paper, and what may be done with it."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from receptiondesk.desk import corrections, paper_offers, papers, print_jobs
from receptiondesk.desk.corrections import Cancelled
from receptiondesk.desk.papers import Paper
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.errors import Refused
from receptiondesk.words import _
from ui import ask, states, theme
from ui.background import Ends
from ui.keys import bind
from ui.models.due_words import is_open
from ui.print_panel import DOSSIER_SAFE, PaperPreview, PaperSource, PressButton, PrintControls
from ui.screens.dossiers.asking import Opened, open_one
from ui.screens.dossiers.attachments import AttachmentsPanel
from ui.screens.dossiers.sections import look_of, sections
from ui.screens.dossiers.sheet import Sheet
from ui.theme import GRID, mark
from ui.workplace import Workplace


class DossierPage(QWidget):
    """Shows one dossier at a time.

    Emits:
        left: the person goes back to the list.
        papers_wanted: the uid of the dossier of which another paper is to be printed.
    """

    left = Signal()
    papers_wanted = Signal(str)

    def __init__(self, place: Workplace) -> None:
        """Build the page, empty."""
        super().__init__()
        self._place = place
        self._shown: Dossier | None = None
        self._wanted = ""
        self._print_next = False
        self._counted = ""
        self.back_button = PressButton(_("← Danh sách   Esc"))
        self.code = QLabel()
        self.codes = QLabel()
        self.state_icon = QLabel()
        self.state = QLabel()
        self.trouble = QLabel()
        self.sheet = Sheet()
        self.preview = PaperPreview()
        self.files = AttachmentsPanel(place)
        self.files_button = PressButton("")
        self.paper_side = QWidget()
        self.printing = PrintControls(place)
        self.correct_button = PressButton(_("Sửa hồ sơ   Ctrl+E"))
        self.cancel_button = PressButton(_("Hủy hồ sơ…   Ctrl+Del"))
        self.papers_button = PressButton(_("In giấy tờ khác…   Ctrl+M"))
        self.why_not = QLabel()
        self._build()
        self._connect()

    @property
    def uid(self) -> str:
        """The uid of the dossier shown, empty before the first."""
        return self._shown.uid if self._shown else ""

    def _build(self) -> None:
        mark(self.back_button, "role", "link")
        mark(self.code, "role", "code")
        mark(self.codes, "role", "quiet")
        mark(self.trouble, "role", "problem")
        mark(self.why_not, "role", "quiet")
        for label in (self.code, self.codes, self.trouble, self.why_not):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.preview.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view = QScrollArea()
        self.view.setWidgetResizable(True)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setAccessibleName(_("Nội dung hồ sơ"))
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setWidget(self.sheet)
        row = QHBoxLayout(self)
        row.setContentsMargins(3 * GRID, GRID, 2 * GRID, GRID)
        row.setSpacing(3 * GRID)
        row.addLayout(self._build_left(), 3)
        row.addLayout(self._build_right(), 2)
        self.files.hide()
        self._name_files("")

    def _build_left(self) -> QVBoxLayout:
        state = QHBoxLayout()
        state.setSpacing(GRID // 2)
        state.addWidget(self.state_icon)
        state.addWidget(self.state)
        state.addStretch(1)
        more = QLabel(_("PgUp PgDn cuộn trang"))
        mark(more, "role", "key")
        top = QHBoxLayout()
        top.addWidget(self.back_button)
        top.addStretch(1)
        top.addWidget(more)
        left = QVBoxLayout()
        left.setSpacing(GRID // 2)
        left.addLayout(top)
        left.addWidget(self.code)
        left.addWidget(self.codes)
        left.addLayout(state)
        left.addWidget(self.files_button, 0, Qt.AlignmentFlag.AlignLeft)
        left.addSpacing(GRID // 2)
        left.addWidget(self.view, 1)
        return left

    def _build_right(self) -> QVBoxLayout:
        acts = QHBoxLayout()
        acts.setSpacing(GRID)
        acts.addWidget(self.correct_button, 1)
        acts.addWidget(self.cancel_button, 1)
        paper = QVBoxLayout(self.paper_side)
        paper.setContentsMargins(0, 0, 0, 0)
        paper.setSpacing(GRID)
        paper.addWidget(self.printing.earlier)
        paper.addWidget(self.printing)
        paper.addWidget(self.papers_button)
        paper.addLayout(acts)
        paper.addWidget(self.why_not)
        paper.addWidget(self.trouble)
        paper.addWidget(self.preview, 1)
        right = QVBoxLayout()
        right.addWidget(self.paper_side, 1)
        right.addWidget(self.files, 1)
        return right

    def _connect(self) -> None:
        self.back_button.clicked.connect(self.left)
        self.correct_button.clicked.connect(self.correct)
        self.cancel_button.clicked.connect(self.cancel)
        self.papers_button.clicked.connect(self.other_papers)
        self.printing.printed.connect(self.show_paper)
        self.files_button.clicked.connect(self.turn)
        self.files.counted.connect(self._name_files)
        self.files.viewed.connect(self._view_file)
        for keys, act in (
            ("Esc", self.left.emit),
            ("Ctrl+P", self.printing.print_now),
            ("Ctrl+S", self.printing.save_as),
            ("Ctrl+E", self.correct),
            ("Ctrl+Del", self.cancel),
            ("Ctrl+G", self.turn),
            ("Ctrl+M", self.other_papers),
            ("PgDown", partial(self._scroll, 1)),
            ("PgUp", partial(self._scroll, -1)),
        ):
            bind(self, keys, act)

    def open(self, uid: str, *, print_it: bool = False) -> None:
        """Load a dossier; ``print_it`` prints its receipt as soon as it is there."""
        self._wanted = uid
        self._print_next = print_it
        self._clear()
        self._load()

    def refresh(self, changes: ChangeSet) -> None:
        """Load again when the dossier shown is named."""
        if self.uid and self.uid in changes.dossiers:
            self._load()

    def take_focus(self) -> None:
        """Put the focus where work goes on: printing again, or the files."""
        if not self.files.isHidden():
            self.files.take_focus()
            return
        button = self.printing.print_button
        (button if button.isEnabled() else self.back_button).setFocus()

    def turn(self) -> None:
        """Turn from the paper to the files, or back."""
        self._show_files(shown=self.files.isHidden())
        if self.files.isHidden():
            self.show_paper()
        self.take_focus()

    def _show_files(self, *, shown: bool) -> None:
        self.paper_side.setVisible(not shown)
        self.files.setVisible(shown)
        self._name_files(self._counted)

    def _name_files(self, counted: str) -> None:
        self._counted = counted
        told = _("Tệp giấy tờ") if self.files.isHidden() else _("Xem giấy tiếp nhận")
        if counted and self.files.isHidden():
            told = counted
        self.files_button.setText(f"{told}   Ctrl+G")

    def _view_file(self, pdf: bytes) -> None:
        self._show_files(shown=False)
        self.preview.show_pdf(pdf)
        self.files_button.setFocus()

    def _scroll(self, pages: int) -> None:
        bar = self.view.verticalScrollBar()
        bar.setValue(bar.value() + pages * bar.pageStep())

    def _load(self) -> None:
        work = partial(open_one, uid=self._wanted)
        self._place.run(work, Ends(done=self._show))

    def _clear(self) -> None:
        self._shown = None
        self.code.setText("…")
        for label in (self.codes, self.state, self.why_not):
            label.clear()
        self._say("")
        self.state_icon.clear()
        self.sheet.show_sections(())
        self.preview.clear()
        self._show_files(shown=False)
        self.files.show_dossier(None)

    def _show(self, opened: Opened) -> None:
        if opened.dossier.uid != self._wanted:
            return
        before, now = self._shown, opened.dossier
        self._shown = now
        self._show_head(now, look_of(opened))
        self.sheet.show_sections(sections(opened))
        self._show_acts(now)
        self.files.show_dossier(now)
        if before is None or _paper_key(before) != _paper_key(now):
            self._offer(now)
        if before is None:
            self.view.verticalScrollBar().setValue(0)
            self._say("")
            self.take_focus()
        if self._print_next:
            self._print_next = False
            self.printing.print_now()

    def _show_head(self, dossier: Dossier, look: states.StateLook) -> None:
        # A break is allowed after each dash; a code is longer than half a small screen is wide.
        self.code.setText(dossier.code.replace("-", "-\u200b"))
        others = [code for code in dossier.codes if code != dossier.code]
        self.codes.setText(_("Cũng tìm được bằng mã {codes}").format(codes=", ".join(others)))
        self.codes.setVisible(bool(others))
        word = states.status_word(dossier.status, cancelled=dossier.cancelled)
        self.state.setText(f"{word} · {look.word}")
        mark(self.state, "state", look.colour)
        side = self.state.fontMetrics().height()
        self.state_icon.setPixmap(theme.drawn(look.icon, look.colour, side))

    def _show_acts(self, dossier: Dossier) -> None:
        may = is_open(dossier.status, cancelled=dossier.cancelled)
        for button in (self.correct_button, self.cancel_button):
            button.setEnabled(may)
        words = ""
        if dossier.cancelled:
            words = _("Hồ sơ đã hủy, lý do: {reason}. Mã số vẫn giữ, không dùng lại.").format(
                reason=dossier.cancel_reason
            )
        elif not may:
            words = _("Hồ sơ đã xong hoặc đã dừng nên không sửa hay hủy tại quầy được nữa.")
        self.why_not.setText(words)
        self.why_not.setVisible(bool(words))

    def _offer(self, dossier: Dossier) -> None:
        size = paper_offers.receipt_size(self._place.office)
        issue = partial(print_jobs.receipt, code=dossier.code, size=size)
        code = dossier.code
        self.printing.offer(
            PaperSource(issue, code, f"{code}.pdf", DOSSIER_SAFE, "receipt", dossier=code)
        )
        again = dossier.prints > 0
        self.printing.print_button.setText(_(" In lại   Ctrl+P") if again else _(" In   Ctrl+P"))
        self.show_paper()

    def show_paper(self) -> None:
        """Show the receipt as the next print of it would be; nothing is counted."""
        if self._shown is not None:
            size = paper_offers.receipt_size(self._place.office)
            work = partial(papers.receipt, code=self._shown.code, size=size, issue=False)
            done = partial(self._show_paper, self._shown.uid)
            self._place.run(work, Ends(done=done))

    def _show_paper(self, uid: str, paper: Paper) -> None:
        if uid == self.uid:
            self.preview.show_pdf(paper.pdf)

    def other_papers(self) -> None:
        """Choose another paper of this dossier."""
        if self._wanted:
            self.papers_wanted.emit(self._wanted)

    def correct(self) -> None:
        """Put the facts right on the walk-in page, where every field hears its own problem."""
        if self._shown is not None and self.correct_button.isEnabled():
            self._place.hub.ask_for_correction(self._shown.uid)

    def cancel(self) -> None:
        """Ask for the reason and cancel."""
        if self._shown is not None and self.cancel_button.isEnabled():
            self._ask_reason(self._shown)

    def _ask_reason(self, dossier: Dossier) -> None:
        text = _(
            "Hồ sơ {code} của {name} sẽ không được giải quyết nữa. Mã số vẫn giữ trong sổ và "
            "không dùng lại; việc hủy cũng được báo lên cổng. Không hoàn tác được."
        ).format(code=dossier.code, name=dossier.facts.applicant.full_name)
        words = ask.Words(
            title=_("Hủy hồ sơ?"),
            text=text,
            yes=_("Hủy hồ sơ này"),
            no=_("Không hủy"),
            label=_("Lý do hủy (ghi vào sổ)"),
            risky=True,
        )
        ask.ask_reason(self, words, partial(self._cancel, dossier), self._not_cancelled)

    def _cancel(self, dossier: Dossier, reason: str, hear: ask.Hear) -> None:
        self._say("")
        work = partial(corrections.cancel, code=dossier.code, reason=reason)
        self._place.run(work, Ends(self._cancelled, hear, hear))

    def _cancelled(self, cancelled: Cancelled) -> None:
        self._place.announce(cancelled.changes)
        self.back_button.setFocus()

    def _not_cancelled(self, refused: Refused) -> None:
        self._say(" ".join(problem.message for problem in refused.problems))
        self._load()

    def _say(self, sentence: str) -> None:
        self.trouble.setText(sentence)
        self.trouble.setVisible(bool(sentence))


def _paper_key(dossier: Dossier) -> tuple[object, ...]:
    """Return what makes another paper: the same key, the same paper but for its print number."""
    return dossier.uid, dossier.code, dossier.revision, dossier.cancelled
