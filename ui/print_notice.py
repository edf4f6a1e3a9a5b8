"""The quiet line about papers that were wanted and never came out, and what to do with them."""

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QWidget

from receptiondesk.words import _
from ui.background import Ends
from ui.notice_line import NoticeLine
from ui.workplace import Workplace

if TYPE_CHECKING:
    from receptiondesk.domain.print_jobs import PrintJob
    from receptiondesk.office import Office
    from ui.print_jobs_dialog import PrintJobsDialog

#: From the open office to the first look, so that typing comes first.
FIRST_LOOK_MS: Final = 2_000
_NAMED_AT_MOST: Final = 3


class PrintNotice(NoticeLine):
    """Stands above the screen while jobs of an earlier run are left; hidden when there are none.

    Jobs of this run are told of where they are printed.
    """

    def __init__(self, place: Workplace, parent: QWidget | None = None) -> None:
        """Start hidden; look when the office is open, and after each act that prints."""
        super().__init__(place, _("Xem và xử lý…   Ctrl+J"), parent, after=FIRST_LOOK_MS)
        self._earlier: frozenset[int] | None = None
        self.act.clicked.connect(self.show_jobs)
        place.hub.changed.connect(self._changed)

    def look(self, *_news: object) -> None:
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
        more = "…" if len(mine) > _NAMED_AT_MOST else "."
        words = _("{count} tờ giấy đã lưu lệnh in mà chưa ra: {names}{more}")
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
