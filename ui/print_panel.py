"""What to do with a paper: print it or save it as PDF, and say whether it came out."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from receptiondesk.desk.papers import Paper
from receptiondesk.desk.print_jobs import Failure
from receptiondesk.domain import print_faults
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.errors import Refused, Trouble
from receptiondesk.domain.print_faults import WayOut
from receptiondesk.words import _
from ui import ask
from ui.background import Ends
from ui.fields.row import Row
from ui.fields.told import ToldArea
from ui.paper_preview import PaperPreview, PressButton
from ui.print_acts import Issued, PaperSource, PrintActs, issue, write
from ui.print_earlier import EarlierPapers
from ui.printer_choice import PrinterChoice
from ui.printing_job import PrintJob
from ui.spoolers.spooler import Options
from ui.theme import GRID, icon, mark
from ui.workplace import Workplace

__all__ = ["DOSSIER_SAFE", "PaperPreview", "PaperSource", "PressButton", "PrintControls"]

#: What is safe when a receipt does not come out of its printer.
DOSSIER_SAFE: Final = _("Hồ sơ đã lưu an toàn.")

_WAYS: Final = {
    WayOut.AGAIN: _("in lại (⏎)"),
    WayOut.OTHER_PRINTER: _("chọn máy in khác"),
    WayOut.PDF: _("lưu PDF (Ctrl+S)"),
}


class PrintControls(QWidget):
    """Printer, "In", "Lưu PDF", and one line that says how it went.

    A print is saved, sent and confirmed: the panel says which of the three it is, and what is open
    when a printer fails.

    Emits:
        printed: a queue took the paper; ``waiting`` until a person confirms it.
        stuck: the queue that took it cannot bring it out.
        confirmed: a person has the paper in hand, or wrote it by hand.
        kept: the paper was saved as a file (its ``Path``).
    """

    printed = Signal()
    stuck = Signal()
    confirmed = Signal()
    kept = Signal(object)

    def __init__(self, place: Workplace, earlier: EarlierPapers | None = None) -> None:
        """Build; nothing can be printed before ``offer``.

        ``earlier``: the line that a page has for several panels.
        """
        super().__init__()
        self._place = place
        self._acts = PrintActs(place, self)
        self._source: PaperSource | None = None
        self._issued: Paper | None = None
        self._job: PrintJob | None = None
        self._waiting = False
        self._left: PressButton | None = None
        self.printer = PrinterChoice(place)
        self.print_button = PressButton(_(" In   ⏎"))
        self.save_button = PressButton(_(" Lưu PDF…   Ctrl+S"))
        self.confirm_button = PressButton(_("Đã ra giấy"))
        self.hand_button = PressButton(_("Đã ghi tay"))
        self.news = QLabel()
        #: What was sent before the paper on offer; the page places it beside the panel.
        self.earlier = earlier or EarlierPapers(place)
        self._build()
        self.print_button.clicked.connect(self.print_now)
        self.save_button.clicked.connect(self.save_as)
        self.confirm_button.clicked.connect(self.confirm)
        self.hand_button.clicked.connect(self.written_by_hand)
        self._acts.explained.connect(self._explain)
        self._acts.refused.connect(self._unsigned)

    @property
    def waiting(self) -> bool:
        """Whether a queue took the paper and nobody has said yet that it came out."""
        return self._waiting

    @property
    def engaged(self) -> bool:
        """Whether a paper is being made, waits for a person's word, or did not come out."""
        asks = not (self.confirm_button.isHidden() and self.hand_button.isHidden())
        told = self.news.property("state") == "person"
        return not self.print_button.isEnabled() or self._waiting or asks or told

    def _build(self) -> None:
        mark(self.print_button, "role", "primary")
        self.print_button.setIcon(icon("print", "on_accent", off="quiet"))
        self.save_button.setIcon(icon("save"))
        self._told = ToldArea(self.news)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.print_button, 1)
        row.addWidget(self.save_button)
        where = QWidget()
        place = QHBoxLayout(where)
        place.setContentsMargins(0, 0, 0, 0)
        place.setSpacing(GRID)
        place.addWidget(QLabel(_("Máy in")))
        place.addWidget(self.printer, 1)
        # In a narrow column what is to be said of the paper goes under the printer.
        pair = Row((where, 1), (self.confirm_button, 0), (self.hand_button, 0), gap=GRID)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(row)
        column.addWidget(pair)
        column.addWidget(self._told)
        self._show_acts(confirm=False, by_hand=False)

    def offer(self, source: PaperSource) -> None:
        """Offer a paper; it is made only when it is printed or saved."""
        self.put_aside()
        self._source = source
        self._say("")
        self.setEnabled(True)
        self._busy(busy=False)
        self.printer.show_for(source.document)

    def put_aside(self) -> None:
        """Let go of the paper that was made: another is to follow.

        One that is with its printer is confirmed from ``earlier`` from now on.
        """
        may_be_out = self._waiting or not self.confirm_button.isHidden()
        if self._issued is not None and self._source is not None and may_be_out:
            self.earlier.add(self._source.title, (self._issued.job,))
        self._issued = None
        self._job = None
        self._waiting = False
        self._show_acts(confirm=False, by_hand=False)

    def print_now(self) -> None:
        """Make the paper if need be, save it as a print job and send it to the printer."""
        self._begin(_("Đang in…"), self._send)

    def save_as(self) -> None:
        """Ask for a file and write the paper there."""
        if self._source is not None and self.save_button.isEnabled():
            suggested = Path.home() / self._source.file_name
            ask.save_as(self, _("Lưu tờ giấy"), suggested, "PDF (*.pdf)", self._save)

    def confirm(self) -> None:
        """Say that the paper is in hand; nothing when none is waited for."""
        if self._issued is None or not (self._waiting or self.confirm_button.isVisible()):
            return
        self._waiting = False
        self._show_acts(confirm=False, by_hand=False)
        self._acts.confirm(self._issued.job)
        self._say(_("Đã ra giấy."), "proved")
        self.confirmed.emit()

    def written_by_hand(self) -> None:
        """Say that the paper was filled in by hand, so that it is not to come out any more."""
        if self._issued is None:
            return
        self._show_acts(confirm=False, by_hand=False)
        self._acts.drop(self._issued.job)
        self._say(_("Đã ghi tay trên mẫu in sẵn; lệnh in này được bỏ."), "proved")
        self.confirmed.emit()

    def _save(self, path: Path) -> None:
        self._begin(_("Đang lưu…"), partial(self._write, path=path))

    def _begin(self, words: str, go_on: Callable[..., object]) -> None:
        source = self._source
        if source is None or not self.print_button.isEnabled():
            return
        self._busy(busy=True)
        self._show_acts(confirm=False, by_hand=False)
        self._say(words)
        printer = self.printer.read() or ""
        work = partial(issue, source=source, paper=self._issued, printer=printer)
        ends = Ends(
            partial(self._made, go_on, source),
            partial(self._not_made, source),
            partial(self._not_made, source),
            partial(self._over, source),
        )
        self._place.run(work, ends)

    def _made(self, go_on: Callable[..., object], source: PaperSource, made: Issued) -> None:
        if source is self._source:  # else another paper is on offer, and this one is not its
            self._issued = made.paper
            self._busy(busy=not source.given_up())
        self._place.announce(made.paper.changes)
        if source.given_up():
            self._stopped(source)
        else:
            go_on(made, source)

    def _stopped(self, source: PaperSource) -> None:
        """Say what became of a paper that was made and saved while a person said stop."""
        if source is self._source:
            self._issued = None  # asked for once more when it is printed all the same
        if source is self._source and self.isVisible():
            self._say(_("Đã dừng, chưa gửi gì tới máy in. Lệnh in đã lưu; bấm In khi cần."))
        else:
            words = _("{title}: đã dừng, chưa in. Phần đã tạo ở Lệnh in chưa xong (Ctrl+J).")
            self._place.hub.say(words.format(title=source.title))

    def _not_made(self, source: PaperSource, error: Refused | Trouble) -> None:
        if source is not self._source:
            self._place.hub.say(f"{source.title}: {_sentence(error)}")
        else:
            self._say(_sentence(error), "person")

    def _over(self, source: PaperSource) -> None:
        if source is self._source:
            self._idle()

    def _send(self, made: Issued, source: PaperSource) -> None:
        job = PrintJob(self)
        if source is self._source:
            self._job = job
        number = made.paper.job
        job.sent.connect(partial(self._sent, job, number, source.title))
        job.failed.connect(partial(self._failed, job, number, source.title))
        job.stuck.connect(partial(self._stuck, job, number, source.title))
        job.advanced.connect(partial(self._advanced, job))
        choice = made.ready.choice
        options = Options(
            choice.printer,
            f"{source.title} #{number}",
            choice.copies,
            choice.sides,
            choice.tray,
            choice.size,
            choice.device or self.printer.devices.get(choice.printer, ""),
        )
        job.start(made.ready.pdf, options)

    def _advanced(self, job: PrintJob, pages: tuple[int, int]) -> None:
        if job is self._job:
            self._say(_("Đang in trang {page}/{pages}…").format(page=pages[0], pages=pages[1]))

    def _sent(self, job: PrintJob, number: int, title: str) -> None:
        self._acts.sent(number, job)
        if job is not self._job:
            self.earlier.add(title, (number,))
            return
        self._idle()
        self._waiting = True
        self._show_acts(confirm=True, by_hand=False)
        words = _("Đã gửi tới máy in {printer}, chờ xác nhận. Giấy chưa ra thì bấm In lần nữa.")
        self._say(words.format(printer=f"“{job.printer}”" if job.printer else ""), "sent")
        self.confirm_button.setFocus()
        self.printed.emit()

    def _failed(self, job: PrintJob, number: int, title: str, reason: str) -> None:
        self._acts.failed(number, job)
        if job is not self._job:
            self._place.hub.say(f"{title}: {reason}")
            if print_faults.maybe_out(job.cause):
                self.earlier.add(title, (number,))
            return
        self._idle()
        self._say(f"{reason} {self._safe()}", "person")
        if job.other:
            self.printer.rename(job.printer, job.other)
        maybe_out = print_faults.maybe_out(job.cause)
        self._show_acts(confirm=maybe_out, by_hand=False)
        self.print_button.setFocus()

    def _stuck(self, job: PrintJob, number: int, title: str, reason: str) -> None:
        """A queue took the paper and cannot bring it out: tell, whatever stands here by now."""
        self._acts.failed(number, job)
        if job is not self._job or not self._waiting:
            self._place.hub.say(f"{title}: {reason}")
        else:
            self._waiting = False  # whoever goes on now does not say that it came out
            self._say(reason, "person")
            self.stuck.emit()

    def _explain(self, failure: Failure) -> None:
        """Show every way that is open, once the desk has filed the failure."""
        mine = self._issued is not None and failure.job.number == self._issued.job
        if not mine or self._job is None or self.news.property("state") != "person":
            return
        ways = [_WAYS[way] for way in failure.ways if way in _WAYS]
        words = _("{reason} {safe} Có thể: {ways}. {by_hand}")
        told = words.format(
            reason=failure.sentence,
            safe=self._safe(),
            ways=", ".join(ways),
            by_hand=failure.by_hand,
        )
        self._say(told.strip(), "person")
        self.hand_button.setVisible(WayOut.BY_HAND in failure.ways)

    def _safe(self) -> str:
        return self._source.safe if self._source else ""

    def _write(self, made: Issued, source: PaperSource, *, path: Path) -> None:
        ends = Ends(
            partial(self._written, source),
            partial(self._not_made, source),
            partial(self._not_made, source),
            partial(self._over, source),
        )
        self._place.run(partial(write, path=path, paper=made.paper), ends)

    def _written(self, source: PaperSource, told: tuple[Path, ChangeSet]) -> None:
        path, changes = told
        words = _("Đã lưu vào {path}").format(path=path)
        self._place.announce(changes)
        if source is not self._source:
            self._place.hub.say(words)
            return
        self._say(words, "proved")
        self.kept.emit(path)

    def _unsigned(self, refused: Refused) -> None:
        self._say(_sentence(refused), "person")
        self._waiting = True
        self._show_acts(confirm=True, by_hand=False)

    def _idle(self) -> None:
        self._busy(busy=False)

    def _busy(self, *, busy: bool) -> None:
        """Take no second order meanwhile; the button that had the focus gets it back."""
        pair = (self.print_button, self.save_button)
        if busy:
            # Of the window, not of the screen: a file dialog may be in front still.
            last = self.window().focusWidget()
            self._left = next((one for one in pair if one is last), self._left)
        for button in pair:
            button.setEnabled(not busy)
        if not busy:
            left, self._left = self._left, None
            if left is not None and self.window().focusWidget() is self.printer:  # it fled there
                left.setFocus()

    def _show_acts(self, *, confirm: bool, by_hand: bool) -> None:
        self.confirm_button.setVisible(confirm)
        self.hand_button.setVisible(by_hand)

    def _say(self, words: str, state: str = "waiting") -> None:
        mark(self.news, "state", state)
        self.news.setText(words)
        self._told.fit()


def _sentence(error: Refused | Trouble) -> str:
    if isinstance(error, Refused):
        return " ".join(problem.message for problem in error.problems)
    return error.message
