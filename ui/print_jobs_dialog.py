"""The print jobs that are left: print again, say that the paper is in hand, or drop."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from receptiondesk.desk import print_jobs, print_remaking
from receptiondesk.domain import print_faults
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.errors import Refused, Trouble
from receptiondesk.domain.print_jobs import JobState, PrintJob
from receptiondesk.domain.text import moment_vi
from receptiondesk.words import _
from ui import ask
from ui.background import Ends
from ui.fields.row import Row
from ui.print_panel import PaperSource, PrintControls
from ui.scan_guard import ScanGuard
from ui.theme import GRID, mark
from ui.workplace import Workplace


class PrintJobsDialog(QDialog):
    """A list on top, and what may be done with the job that is chosen below it."""

    def __init__(self, place: Workplace, parent: QWidget | None) -> None:
        """Build and read the jobs; ``open()`` shows it."""
        super().__init__(parent)
        self._place = place
        self._jobs: tuple[PrintJob, ...] = ()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Lệnh in chưa xong"))
        self.list = QListWidget()
        self.list.setAccessibleName(_("Lệnh in chưa xong"))
        # A long line goes on below: nobody moves a list sideways by keyboard.
        self.list.setWordWrap(True)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.news = QLabel()
        self.printing = PrintControls(place)
        self.out_button = QPushButton(_("Giấy đã ra rồi"))
        self.drop_button = QPushButton(_("Bỏ lệnh in…"))
        self.close_button = QPushButton(_("Đóng"))
        mine: tuple[QPushButton, ...] = (self.out_button, self.drop_button, self.close_button)
        theirs = (self.printing.save_button, self.printing.confirm_button)
        for button in (*mine, *theirs, self.printing.hand_button):
            button.setAutoDefault(False)  # Enter in the list prints, and says nothing else
        self.printing.print_button.setDefault(True)
        self._guard = ScanGuard(self, self.list, *mine, *theirs, self.printing.print_button)
        self._build()
        self.list.currentRowChanged.connect(self._choose)
        self.out_button.clicked.connect(self.confirm)
        self.drop_button.clicked.connect(self.ask_to_drop)
        self.close_button.clicked.connect(self.accept)
        place.hub.changed.connect(self._changed)
        self.look()

    def _build(self) -> None:
        title = QLabel(_("Lệnh in chưa xong"))
        mark(title, "role", "heading")
        about = QLabel(
            _(
                "Các tờ giấy này đã lưu lệnh in mà chưa rõ đã ra hay chưa. Hãy xem khay giấy "
                "trước: có giấy rồi thì chọn Giấy đã ra rồi, chưa có thì in lại hoặc bỏ."
            )
        )
        for label in (about, self.news):
            label.setWordWrap(True)
        self.list.setMinimumWidth(self.fontMetrics().averageCharWidth() * 72)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID)
        column.setSpacing(2 * GRID)
        column.addWidget(title)
        column.addWidget(about)
        column.addWidget(self.list, 1)
        column.addWidget(self.printing)
        column.addWidget(Row((self.out_button, 1), (self.drop_button, 1), (self.close_button, 1)))
        column.addWidget(self.news)

    def look(self) -> None:
        """Read the jobs again, beside the window."""
        self._place.run(print_jobs.open_jobs, Ends(done=self._show, trouble=self._troubled))

    def _changed(self, changes: ChangeSet) -> None:
        if changes.printing:
            self.look()

    def _show(self, jobs: tuple[PrintJob, ...]) -> None:
        chosen = self._chosen()
        self._jobs = jobs
        self.list.blockSignals(True)
        self.list.clear()
        for job in jobs:
            self.list.addItem(QListWidgetItem(_line(job)))
        numbers = [job.number for job in jobs]
        same = chosen is not None and chosen.number in numbers
        self.list.setCurrentRow(numbers.index(chosen.number) if same and chosen else 0)
        self.list.blockSignals(False)
        for button in (self.out_button, self.drop_button):
            button.setEnabled(bool(jobs))
        if not jobs:
            self.printing.setEnabled(False)
            self.news.setText(_("Không còn lệnh in nào chờ."))
            self.close_button.setFocus()
        elif not same:
            self._choose(0)

    def _chosen(self) -> PrintJob | None:
        row = self.list.currentRow()
        return self._jobs[row] if 0 <= row < len(self._jobs) else None

    def _choose(self, _row: int) -> None:
        job = self._chosen()
        if job is not None:
            issue = partial(print_remaking.again, number=job.number)
            name, safe = f"{job.order.title}.pdf", _("Lệnh in vẫn còn.")
            source = PaperSource(issue, job.order.title, name, safe, job.order.document)
            self.printing.offer(source)

    def confirm(self) -> None:
        """Say that the paper of the chosen job is in hand."""
        job = self._chosen()
        if job is not None:
            work = partial(print_jobs.confirm, number=job.number)
            self._place.run(work, Ends(self._done, self._refused, self._troubled))

    def ask_to_drop(self) -> ask.Question | None:
        """Ask why the chosen job is not to be printed any more."""
        job = self._chosen()
        if job is None:
            return None
        words = ask.Words(
            _("Bỏ lệnh in?"),
            _("{title} sẽ không in nữa. Tên cán bộ và lý do được ghi vào nhật ký.").format(
                title=job.order.title
            ),
            yes=_("Bỏ lệnh in"),
            no=_("Để lại"),
            label=_("Lý do"),
            risky=True,
        )
        return ask.ask_reason(self, words, partial(self._drop, job.number), self._refused)

    def _drop(self, number: int, reason: str, hear: ask.Hear) -> None:
        work = partial(print_jobs.drop, number=number, reason=reason)
        self._place.run(work, Ends(self._done, hear, hear))

    def _done(self, changes: ChangeSet) -> None:
        self.news.setText("")
        self._place.announce(changes)

    def _refused(self, refused: Refused) -> None:
        self.news.setText(" ".join(problem.message for problem in refused.problems))

    def _troubled(self, trouble: Trouble) -> None:
        self.news.setText(trouble.message)


def _line(job: PrintJob) -> str:
    saved = moment_vi(job.saved_at)
    if job.state is JobState.SENT:
        state = _("đã gửi tới máy in {printer}, chờ xác nhận").format(printer=job.printer)
    elif job.cause:
        state = print_faults.short_words(job.cause)
    else:
        state = _("chưa gửi tới máy in nào")
    return f"{job.order.title} – {state} – {saved}"
