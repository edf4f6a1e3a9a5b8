"""The quiet line about papers that were wanted and never came out, and what to do with them."""

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from receptiondesk.words import _
from ui.background import Ends
from ui.theme import GRID, mark
from ui.workplace import Workplace

if TYPE_CHECKING:
    from receptiondesk.domain.print_jobs import PrintJob
    from receptiondesk.office import Office
    from ui.print_jobs_dialog import PrintJobsDialog

#: From the open office to the first look, so that typing comes first.
FIRST_LOOK_MS: Final = 2_000
_NAMED_AT_MOST: Final = 3


class PrintNotice(QFrame):
    """Stands above the screen while jobs of an earlier run are left; hidden when there are none.

    Jobs of this run are told of where they are printed.
    """

    def __init__(self, place: Workplace, parent: QWidget | None = None) -> None:
        """Start hidden; look when the office is open, and after each act that prints."""
        super().__init__(parent)
        self._place = place
        self._earlier: frozenset[int] | None = None
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.act = QPushButton(_("Xem và xử lý…"))
        self.act.clicked.connect(self.show_jobs)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID, GRID // 2, GRID, GRID // 2)
        row.addWidget(self.text, 1)
        row.addWidget(self.act)
        mark(self, "role", "banner")
        self._first = QTimer(self)
        self._first.setSingleShot(True)
        self._first.setInterval(FIRST_LOOK_MS)
        self._first.timeout.connect(self.look)
        place.opened.connect(self._first.start)
        place.hub.changed.connect(self._changed)
        if place.is_open:
            self._first.start()
        self.hide()

    def look(self) -> None:
        """Look again, beside the window."""
        if self._place.is_open:
            self._place.run(_look, Ends(done=self._show))

    def _changed(self, changes: object) -> None:
        if getattr(changes, "printing", False) and self._earlier:
            self.look()

    def _show(self, left: "tuple[PrintJob, ...]") -> None:
        if self._earlier is None:
            self._earlier = frozenset(job.number for job in left)
        mine = [job for job in left if job.number in self._earlier]
        names = ", ".join(job.order.title for job in mine[:_NAMED_AT_MOST])
        more = "…" if len(mine) > _NAMED_AT_MOST else ""
        words = _("{count} tờ giấy đã lưu lệnh in mà chưa ra: {names}{more}.")
        self.text.setText(words.format(count=len(mine), names=names, more=more))
        self.setVisible(bool(mine))

    def show_jobs(self) -> "PrintJobsDialog":
        """Show the jobs that are left, each to be printed again, confirmed or dropped."""
        from ui.print_jobs_dialog import PrintJobsDialog  # QtPdf: only when somebody looks

        made = PrintJobsDialog(self._place, self.window())
        made.finished.connect(partial(_looked, self))
        made.open()
        return made


def _looked(notice: PrintNotice, _result: int) -> None:
    notice.look()


def _look(office: "Office") -> "tuple[PrintJob, ...]":
    from receptiondesk.desk import print_jobs  # loads SQL: beside the window, not before it

    return print_jobs.left_over(office)
