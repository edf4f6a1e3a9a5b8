"""After saving: the code in large type, the promised day, the receipt, print, next citizen."""

from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from receptiondesk.desk import papers, print_choices, print_jobs
from receptiondesk.desk.intake import Accepted
from receptiondesk.desk.papers import Paper
from receptiondesk.domain.clock import local
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.text import clock_vi, day_vi
from receptiondesk.words import _
from ui.background import Ends
from ui.fields.row import Row
from ui.keys import bind
from ui.print_panel import DOSSIER_SAFE, PaperPreview, PaperSource, PressButton, PrintControls
from ui.theme import GRID, mark
from ui.workplace import Workplace

TAKEN_IN: Final = _("Đã tiếp nhận và lưu an toàn trên máy này")
PUT_RIGHT: Final = _("Đã lưu bản sửa an toàn trên máy này. Xin in giấy mới và thu lại giấy cũ.")

NEXT: Final = _("Người dân tiếp theo   F2")
OUT_AND_NEXT: Final = _("Đã ra giấy, người dân tiếp theo   F2")


class SavedPanel(QWidget):
    """What stands in place of the form once a dossier is kept.

    Emits:
        next_wanted: the clerk is ready for the next citizen.
    """

    next_wanted = Signal()

    def __init__(self, place: Workplace) -> None:
        """Build the panel, empty."""
        super().__init__()
        self.setObjectName("saved")
        self._place = place
        self._uid = ""
        self.kept = QLabel()
        self.code = QLabel()
        self.promise = QLabel()
        self.who = QLabel()
        self.warnings = QLabel()
        self.preview = PaperPreview()
        self.printing = PrintControls(place)
        self.next_button = PressButton(NEXT)
        self.open_button = PressButton(_("Xem hồ sơ, sửa, hủy   Ctrl+O"))
        self._build()
        self.printing.printed.connect(self._printed)
        self.printing.stuck.connect(self._stuck)
        self.printing.confirmed.connect(self._confirmed)
        self.printing.kept.connect(self._kept)
        self.next_button.clicked.connect(self._next)
        self.open_button.clicked.connect(self._open)
        bind(self, "Ctrl+P", self.printing.print_now)
        bind(self, "Ctrl+S", self.printing.save_as)
        bind(self, "Ctrl+O", self._open)

    def _build(self) -> None:
        mark(self.kept, "role", "quiet")
        mark(self.code, "role", "code")
        mark(self.promise, "role", "promise")
        mark(self.warnings, "state", "unprovable")
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for label in (self.code, self.promise, self.who, self.warnings):
            label.setWordWrap(True)
        left = QVBoxLayout()
        left.setSpacing(2 * GRID)
        left.addWidget(self._build_told(), 1)
        left.addWidget(self.printing)
        left.addWidget(Row((self.next_button, 1), (self.open_button, 1), gap=GRID))
        row = QHBoxLayout(self)
        row.setContentsMargins(4 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        row.setSpacing(3 * GRID)
        row.addLayout(left, 3)
        row.addWidget(self.preview, 2)

    def _build_told(self) -> QScrollArea:
        """Everything that is told; it scrolls, so that no name pushes the acts off the screen."""
        told = QWidget()
        column = QVBoxLayout(told)
        column.setContentsMargins(0, 0, GRID, 0)
        column.setSpacing(2 * GRID)
        for label in (self.kept, self.code, self.promise, self.warnings, self.who):
            column.addWidget(label)
        column.addStretch(1)
        told.setObjectName("sheet")
        view = QScrollArea()
        view.setWidgetResizable(True)
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setWidget(told)
        return view

    def show_accepted(self, accepted: Accepted) -> None:
        """Show the dossier and offer its receipt; Enter prints."""
        dossier = accepted.dossier
        self._uid = dossier.uid
        self.kept.setText(PUT_RIGHT if dossier.revision else TAKEN_IN)
        # A break is allowed after each dot and dash; a code is longer than a small screen is wide.
        self.code.setText(dossier.code.replace("-", "-\u200b"))
        self.promise.setText(_promise_words(dossier))
        words = "{name} · {procedure}"
        self.who.setText(
            words.format(name=dossier.facts.applicant.full_name, procedure=dossier.procedure.name)
        )
        self.warnings.setText("\n".join(problem.message for problem in accepted.warnings))
        self.warnings.setVisible(bool(accepted.warnings))
        size = print_choices.of(self._place.office, "receipt").size
        issue = partial(print_jobs.receipt, code=dossier.code, size=size)
        code = dossier.code
        self.printing.offer(
            PaperSource(issue, code, f"{code}.pdf", DOSSIER_SAFE, "receipt", dossier=code)
        )
        self.next_button.setText(NEXT)
        self.preview.clear()
        look = partial(papers.receipt, code=dossier.code, size=size, issue=False)
        self._place.run(look, Ends(done=partial(self._show_paper, dossier.uid)))
        self.printing.print_button.setFocus()

    def _show_paper(self, uid: str, paper: Paper) -> None:
        if uid == self._uid:
            self.preview.show_pdf(paper.pdf)

    def confirm_paper(self) -> None:
        """Take it that the receipt is in hand: whoever calls the next citizen says so."""
        if self.printing.waiting:
            self.printing.confirm()

    def _printed(self) -> None:
        self.next_button.setText(OUT_AND_NEXT)
        self.next_button.setFocus()

    def _stuck(self) -> None:
        self.next_button.setText(NEXT)

    def _confirmed(self) -> None:
        self.next_button.setText(NEXT)
        self.next_button.setFocus()

    def _next(self) -> None:
        self.confirm_paper()
        self.next_wanted.emit()

    def _kept(self, _path: object) -> None:
        self.next_button.setFocus()

    def _open(self) -> None:
        self._place.hub.ask_for_dossier(self._uid)


def _promise_words(dossier: Dossier) -> str:
    if dossier.due_at is None:
        return _("Chưa có ngày hẹn trả")
    day = day_vi(local(dossier.due_at).date())
    return _("Hẹn trả trước {time}, {day}").format(time=clock_vi(dossier.due_at), day=day)
