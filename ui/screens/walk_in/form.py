"""The four steps on one page. It reads itself once into a frozen ``WalkIn``."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.procedures import Procedure
from receptiondesk.domain.text import clean_line
from receptiondesk.domain.walk_in import PaperTick, Person, WalkIn
from receptiondesk.words import _
from ui.fields.board import Board
from ui.fields.checklist import Checklist
from ui.fields.choice import Choice
from ui.fields.person import ApplicantForm, SubmitterForm
from ui.fields.row import Row
from ui.fields.scanner import ScannerField, StrayScan, scan_in
from ui.keys import moves_on
from ui.screens.walk_in.procedure_step import ProcedureStep
from ui.screens.walk_in.result_step import ResultStep
from ui.screens.walk_in.step import Step
from ui.theme import GRID, mark
from ui.workplace import Workplace


class WalkInForm(QWidget):
    """Steps 1 to 4.

    Emits:
        edited: a person changed something; cheap, comes with every key.
        scanned: the raw text of an ID-card scan, wherever it was scanned into.
    """

    edited = Signal()
    scanned = Signal(str)

    def __init__(self, place: Workplace) -> None:
        """Build the page."""
        super().__init__()
        self.setObjectName("sheet")
        self.board = Board()
        self.procedure_step = ProcedureStep(place, self.board)
        self.scanner = ScannerField()
        self.scan_news = QLabel()
        self.applicant = ApplicantForm(place.gazetteer, self.board)
        self.other_person = QCheckBox(_("Người khác nộp thay"))
        self.submitter = SubmitterForm(self.board)
        self.checklist = Checklist()
        self.result_step = ResultStep(self.board)
        self._channel = self.procedure_step.channel.read()
        self._stray = StrayScan()
        self._build()
        self._connect()

    def _build(self) -> None:
        mark(self.scan_news, "role", "small")
        self.scan_news.setWordWrap(True)
        self.scan_news.hide()
        people = self.person_step = Step(2, _("Người nộp"))
        people.content.addWidget(self.scanner)
        people.content.addWidget(self.scan_news)
        people.content.addWidget(self.applicant)
        people.content.addWidget(Row((self.other_person, 1), (self.applicant.old_number, 0)))
        people.content.addWidget(self.submitter)
        self.submitter.hide()
        papers = self.paper_step = Step(3, _("Giấy tờ"))
        self.paper_problem = QLabel()
        self.paper_problem.setWordWrap(True)
        mark(self.paper_problem, "role", "problem")
        self.paper_problem.hide()
        papers.content.addWidget(self.paper_problem)
        papers.content.addWidget(self.checklist)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GRID, 0, 2 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        for step in (self.procedure_step, people, papers, self.result_step):
            column.addWidget(step)
        column.addStretch(1)

    def _connect(self) -> None:
        self.procedure_step.procedure_chosen.connect(self._procedure_chosen)
        self.procedure_step.edited.connect(self._step_edited)
        self.result_step.edited.connect(self.edited)
        self.applicant.address.edited.connect(self.edited)
        self.checklist.edited.connect(self._papers_edited)
        self.checklist.walked_out.connect(self._to_result)
        self.other_person.toggled.connect(self._fold_submitter)
        self.scanner.scanned.connect(self.scanned)
        self.scanner.left_empty.connect(self.applicant.name.setFocus)
        self.applicant.sex.group.buttonClicked.connect(self._touched)
        for line in (self.procedure_step.finder, *self.lines().values()):
            line.textEdited.connect(self._touched)
        for choice in self.choices().values():
            choice.activated.connect(self._touched)

    def lines(self) -> dict[str, QLineEdit]:
        """Return every line of typed text under a name of its own (for drafts)."""
        who, by, end = self.applicant, self.submitter, self.result_step
        moment = self.procedure_step.promised
        return {
            "due_day": moment.day,
            "due_time": moment.time,
            "name": who.name,
            "number": who.identity.number,
            "birth": who.birth,
            "phone": who.phone,
            "email": who.email,
            "detail": who.address.detail,
            "by_name": by.name,
            "by_number": by.identity.number,
            "by_phone": by.phone,
            "by_authority": by.authority,
            "post_address": end.address,
            "copies": end.copies,
            "amount": end.amount,
            "note": end.note,
        }

    def choices(self) -> dict[str, Choice]:
        """Return every closed list under a name of its own (for drafts)."""
        return {
            "channel": self.procedure_step.channel,
            "case": self.procedure_step.case,
            "kind": self.applicant.kind,
            "identity_type": self.applicant.identity.type,
            "by_identity_type": self.submitter.identity.type,
            "delivery": self.result_step.delivery,
            "payment": self.result_step.payment,
        }

    @property
    def procedure(self) -> Procedure | None:
        """The procedure that is chosen."""
        return self.procedure_step.procedure

    def read(self) -> WalkIn:
        """Return what stands on the page.

        Raises:
            Refused: a line cannot be read at all; whether the facts are right is the desk's matter.
        """
        problems = (
            *self.procedure_step.problems(),
            *self.applicant.problems(),
            *self.result_step.problems(),
        )
        if problems:
            raise Refused.of(problems)
        return self.read_as_is()

    def read_as_is(self) -> WalkIn:
        """Return what can be read of the page as it stands, for looking ahead while it grows."""
        step, end = self.procedure_step, self.result_step
        return WalkIn(
            procedure=step.procedure.code if step.procedure else "",
            applicant=self.applicant.read(),
            channel=step.channel.read(),
            submitter=self.submitter.read() if self.other_person.isChecked() else None,
            papers=self.checklist.read(),
            copies=end.read_copies(),
            delivery=end.read_delivery(),
            fee=end.read_fee(),
            note=clean_line(end.note.text()),
            due_at=None if step.promised_field.isHidden() else step.promised.read(),
            limit_case="" if step.case_field.isHidden() else step.case.read() or "",
        )

    def show_walk_in(self, walk_in: WalkIn, procedure: Procedure) -> None:
        """Show the facts of a dossier, to be corrected."""
        for name, value in (
            ("channel", walk_in.channel),
            ("delivery", walk_in.delivery.method),
            ("payment", walk_in.fee.method),
        ):
            self.choices()[name].choose(value)
        self.show_procedure(procedure, papers=walk_in.papers)
        self.procedure_step.case.choose(walk_in.limit_case)
        self.applicant.show_person(walk_in.applicant)
        self.other_person.setChecked(walk_in.submitter is not None)
        self.submitter.show_submitter(walk_in.submitter)
        self.result_step.address.setText(walk_in.delivery.address)
        self.result_step.copies.setText(str(walk_in.copies))
        self.result_step.amount.show_amount(walk_in.fee.amount)
        self.result_step.note.setText(walk_in.note)

    def show_procedure(
        self, procedure: Procedure | None, *, typed: str = "", papers: tuple[PaperTick, ...] = ()
    ) -> None:
        """Show a procedure and its checklist."""
        self.procedure_step.show_procedure(procedure, typed)
        self._show_papers(papers)

    def clear(self) -> None:
        """Be an empty page for the next citizen."""
        self.board.clear()
        for line in self.lines().values():
            line.clear()
        self.result_step.copies.setText("1")
        for choice in self.choices().values():
            choice.setCurrentIndex(0)
        self.applicant.show_person(Person(""))
        self.other_person.setChecked(False)
        self.say_of_scan("")
        self.show_procedure(None)
        self._show_paper_problem("")

    def show_problems(self, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
        """Show each problem at its field; return those that have no field here."""
        papers = [problem for problem in problems if problem.field.startswith("papers")]
        others = [problem for problem in problems if problem not in papers]
        self._show_paper_problem("\n".join(problem.message for problem in papers))
        homeless = self.board.show(others)
        if papers and len(homeless) == len(others):
            self.checklist.take_focus()
        return homeless

    def say_of_scan(self, sentence: str, *, bad: bool = False) -> None:
        """Say under the scanner line how a scan went; nothing hides the line."""
        mark(self.scan_news, "role", "problem" if bad else "small")
        self.scan_news.setText(sentence)
        self.scan_news.setVisible(bool(sentence))

    def jump(self, step: int) -> None:
        """Go to a step (Alt+digit)."""
        if step == 1:
            self.procedure_step.finder.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.procedure_step.finder.selectAll()
        elif step == 2:  # noqa: PLR2004 - the steps' own numbers
            empty = not self.applicant.name.text()
            target: QWidget = self.scanner if empty else self.applicant.name
            target.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif step == 3:  # noqa: PLR2004 - as above
            self.checklist.take_focus()
        else:
            self._to_result()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter moves on and never accepts; a raw scan in any line goes where it belongs."""
        if not moves_on(event):
            self._stray.take(event.text())
            super().keyPressEvent(event)
            return
        where = self.focusWidget()
        found = scan_in(where.text()) if isinstance(where, QLineEdit) else None
        stray = self._stray.end()
        if found and isinstance(where, QLineEdit):
            where.setText(found[0])
            if where is self.procedure_step.finder:
                self.procedure_step.show_procedure(None, found[0])
            self.scanned.emit(found[1])
        elif stray:
            self.scanned.emit(stray)
        elif where is self.procedure_step.finder and self.procedure is not None:
            self._past_procedure()
        elif not (isinstance(where, QAbstractButton) and not where.isCheckable()):
            self.focusNextChild()

    def _past_procedure(self) -> None:
        """Go where the procedure asks something, else to the person; Tab goes through the rest."""
        asked = self.procedure_step.asked_first()
        empty = not self.applicant.name.text()
        (asked or (self.scanner if empty else self.applicant.name)).setFocus(
            Qt.FocusReason.TabFocusReason
        )

    def _touched(self, *_news: object) -> None:
        where = self.focusWidget()
        parent = where.parentWidget() if where else None
        while parent is not None and parent is not self:
            clear = getattr(parent, "clear_problem", None)
            if clear is not None:
                clear()
            parent = parent.parentWidget()
        self.edited.emit()

    def _procedure_chosen(self, _procedure: object) -> None:
        self._show_papers(self.checklist.read())
        self._touched()

    def _step_edited(self) -> None:
        channel = self.procedure_step.channel.read()
        if channel is not self._channel:
            self._show_papers(self.checklist.read())
        self.edited.emit()

    def _show_papers(self, ticks: tuple[PaperTick, ...]) -> None:
        self._channel = self.procedure_step.channel.read()
        procedure = self.procedure
        if procedure is None:
            self.checklist.show_nothing()
        else:
            self.checklist.show_papers(procedure.papers_for(self._channel), ticks)
            self.checklist.tab_after(self.submitter.phone)

    def _papers_edited(self) -> None:
        self._show_paper_problem("")
        self.edited.emit()

    def _show_paper_problem(self, sentence: str) -> None:
        self.paper_problem.setText(sentence)
        self.paper_problem.setVisible(bool(sentence))

    def _fold_submitter(self, shown: bool) -> None:
        self.submitter.setVisible(shown)
        if shown and self.other_person.hasFocus():
            self.submitter.name.setFocus()
        self.edited.emit()

    def _to_result(self) -> None:
        self.result_step.delivery.setFocus(Qt.FocusReason.TabFocusReason)
