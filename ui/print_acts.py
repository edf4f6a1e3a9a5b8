"""What the window files about a print, each act after the one before, beside the window."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from receptiondesk.desk import print_choices, print_jobs, print_ready
from receptiondesk.desk.papers import Paper
from receptiondesk.desk.print_jobs import Failure
from receptiondesk.desk.print_ready import Ready
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.errors import Refused, Trouble
from receptiondesk.office import Office
from receptiondesk.words import _
from ui.background import Ends
from ui.printing_job import PrintJob
from ui.workplace import Workplace


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class PaperSource:
    """Where a paper comes from.

    ``issue`` makes the paper that counts (a receipt gets its print number); it is asked for once
    and the same bytes are printed and saved however often a printer fails. ``title`` names the
    print in the printer's queue (no personal data), ``file_name`` the suggested file. ``safe`` is
    the sentence that says, when a printer fails, what is safe all the same. ``document`` is the
    kind of paper, ``dossier`` a code where it is about one, ``recipe`` what makes it again
    (`receptiondesk.desk.print_jobs.save`). ``given_up`` is asked on the window's thread when the
    paper is made: whether a person said stop meanwhile, so that it goes nowhere.
    """

    issue: Callable[[Office], Paper]
    title: str
    file_name: str
    safe: str
    document: str = "notices"
    dossier: str = ""
    recipe: Mapping[str, Any] | None = None
    given_up: Callable[[], bool] = _never


@dataclass(frozen=True, slots=True)
class Issued:
    """A paper that is a print job, and its bytes as one printer is to get them."""

    paper: Paper
    ready: Ready


class PrintActs(QObject):
    """Files the facts of one panel's prints in the order in which they happened.

    Emits:
        explained: the ``Failure`` of a job, once it is filed.
        refused: what a person's own act was refused for.
    """

    explained = Signal(object)
    refused = Signal(object)

    def __init__(self, place: Workplace, parent: QObject) -> None:
        """Begin with nothing to file."""
        super().__init__(parent)
        self._place = place
        self._waiting: deque[Callable[[Office], object]] = deque()
        self._then: deque[Callable[[], object]] = deque()
        self._filing = False

    def sent(self, number: int, job: PrintJob) -> None:
        """File that a queue took a job."""
        self._add(
            partial(print_jobs.sent, number=number, printer=job.printer, spool_job=job.spool_job)
        )

    def failed(self, number: int, job: PrintJob) -> None:
        """File why a job does not come out, and have the ways out explained."""
        self._add(
            partial(
                _failed,
                number=number,
                cause=(job.cause, job.printer),
                other=job.other,
                queued=job.queued,
            )
        )

    def confirm(self, number: int) -> None:
        """File that a person has the paper in hand."""
        self._add(partial(print_jobs.confirm, number=number))

    def drop(self, number: int) -> None:
        """File that the paper was written by hand."""
        self._add(partial(print_jobs.drop, number=number))

    def when_filed(self, then: Callable[[], object]) -> None:
        """Do something when all that happened so far is filed: at once, or in a moment."""
        self._then.append(then)
        self._next()

    def _add(self, work: Callable[[Office], object]) -> None:
        self._waiting.append(work)
        self._next()

    def _next(self) -> None:
        if self._waiting and not self._filing:
            self._filing = True
            ends = Ends(done=self._done, refused=self._refuse, always=self._ended)
            self._place.run(self._waiting.popleft(), ends)
        elif not self._filing:
            while self._then:
                self._then.popleft()()

    def _ended(self) -> None:
        self._filing = False
        self._next()

    def _done(self, told: object) -> None:
        if isinstance(told, ChangeSet):
            self._place.announce(told)
        elif isinstance(told, tuple):
            changes, failure = told
            self._place.announce(changes)
            self.explained.emit(failure)

    def _refuse(self, refused: Refused) -> None:
        self.refused.emit(refused)


def _failed(
    office: Office, *, number: int, cause: tuple[str, str], other: str, queued: bool
) -> tuple[ChangeSet, Failure]:
    changes = print_jobs.failed(office, number, *cause)
    return changes, print_jobs.explained(office, number, other=other, queued=queued)


def issue(office: Office, *, source: PaperSource, paper: Paper | None, printer: str) -> Issued:
    """Make a paper if need be, save it as a print job, and make it ready for a printer."""
    made = paper or print_jobs.save(
        office,
        source.issue(office),
        source.document,
        dossier=source.dossier,
        recipe=source.recipe,
    )
    return Issued(made, print_ready.for_printer(office, made.pdf, source.document, printer))


def write(office: Office, *, path: Path, paper: Paper) -> tuple[Path, ChangeSet]:
    """Write a paper into a file, which is its coming out: sent and confirmed by who chose it."""
    try:
        path.write_bytes(paper.pdf)
    except OSError as error:
        words = _("Không ghi được tệp {path}. Hãy chọn thư mục khác.")
        raise Trouble("cannot_write", words.format(path=path)) from error
    return path, print_jobs.written(office, paper.job)


def wanted_printer(office: Office, document: str) -> str:
    """Return the printer that the counter chose for a kind of paper, empty for the machine's."""
    return print_choices.of(office, document).printer
