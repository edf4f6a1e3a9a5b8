"""Many papers on their way: part by part, each a job of its own, to be stopped and gone on with."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal

from receptiondesk.desk import print_batches, print_ready
from receptiondesk.desk.papers import Paper
from receptiondesk.desk.print_batches import Batch
from receptiondesk.desk.print_jobs import Failure
from receptiondesk.desk.print_ready import Ready
from receptiondesk.domain import print_faults
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.errors import Refused, Trouble
from receptiondesk.office import Office
from ui.background import Ends
from ui.print_acts import PrintActs, write
from ui.printing_job import PrintJob
from ui.spoolers.spooler import Options
from ui.workplace import Workplace

#: What the desk answers when a person stopped it.
_STOPPED: Final = "cancelled"

#: Makes the parts of a batch one after the other (`receptiondesk.desk.print_batches`).
Parts = Callable[[Office, Batch], Iterator[Paper]]


@dataclass(frozen=True, slots=True)
class BatchSource:
    """Where many papers come from: ``document`` is their kind, ``file_name`` the first file's.

    ``title`` is what a clerk calls them; without one it is the file's name.
    """

    parts: Parts
    document: str
    file_name: str
    size: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """How far the making of a part is; ``all`` 0 when nobody knows how many there are."""

    done: int
    all: int


@dataclass(eq=False, slots=True)
class _Run:
    """One going through the parts; ``stop`` may be set by any thread."""

    source: BatchSource
    printer: str
    file: Path | None = None
    stop: threading.Event = field(default_factory=threading.Event)
    parts: Iterator[Paper] | None = None


@dataclass(frozen=True, slots=True)
class _Part:
    """A part that was made; ``None`` when there is none any more."""

    paper: Paper
    ready: Ready


class BatchRun(QObject):
    """Prints or saves a batch; one at a time.

    Emits:
        stepped: a ``Step`` of the making.
        sending: a part (its number from 1) goes to the printer or into its file.
        finished: all parts are out of our hands.
        stopped: a person stopped it; what was sent stays sent.
        failed: a sentence: a part did not come out, or none could be made.
        stuck: a sentence: the queue that took a part cannot bring it out.
        explained: the ``Failure`` of a part, once it is filed.
    """

    stepped = Signal(object)
    sending = Signal(object)
    finished = Signal()
    stopped = Signal()
    failed = Signal(str)
    stuck = Signal(str)
    explained = Signal(object)
    _told = Signal(object, object)

    def __init__(self, place: Workplace, parent: QObject) -> None:
        """Start with nothing under way."""
        super().__init__(parent)
        self._place = place
        self.acts = PrintActs(place, self)
        self._run: _Run | None = None
        #: The jobs of the parts that were made, in their order, and the files that were written.
        self.jobs: list[int] = []
        self.files: list[Path] = []
        #: Those of them that a queue took, or that may be in the tray all the same.
        self.out: set[int] = set()
        #: How many parts were made since the last beginning or going on.
        self.made = 0
        #: Of the last part that failed: what its printer was called, and is called now.
        self.renamed: tuple[str, str] | None = None
        self.devices: dict[str, str] = {}
        self._told.connect(self._advance)
        self.acts.explained.connect(self._explain)

    @property
    def busy(self) -> bool:
        """Whether parts are being made or sent."""
        return self._run is not None

    @property
    def to_file(self) -> bool:
        """Whether the parts become files."""
        return self._run is not None and self._run.file is not None

    @property
    def sent_jobs(self) -> tuple[int, ...]:
        """The jobs of the parts that a queue took, or that may be out all the same."""
        return tuple(number for number in self.jobs if number in self.out)

    def begin(self, source: BatchSource, printer: str, file: Path | None = None) -> None:
        """Begin a batch; with ``file`` the parts become files there, else they are printed."""
        if self._run is None:
            self.jobs, self.files, self.out = [], [], set()
            self._go(_Run(source, printer, file), source.parts)

    def resume(self, source: BatchSource, printer: str, file: Path | None = None) -> None:
        """Go on with the batch that was begun: first the parts that no queue took.

        What a queue took a moment ago is filed first: the file tells which parts are left.
        """
        if self._run is None and self.jobs:
            parts = partial(_resumed, number=self.jobs[0])
            run = self._run = _Run(source, printer, file)
            self.acts.when_filed(partial(self._go, run, parts))

    def stop(self) -> None:
        """Stop before the next paper is made; a part that is with its printer goes on."""
        if self._run is not None:
            self._run.stop.set()

    def confirm(self) -> None:
        """Say that every part that was sent is in hand; one that no printer got stays open."""
        for number in self.sent_jobs:
            self.acts.confirm(number)

    def _go(self, run: _Run, parts: Parts) -> None:
        self._run = run
        self.renamed = None
        self.made = 0
        batch = Batch(
            size=run.source.size, progress=partial(self._tell, run), cancelled=run.stop.is_set
        )
        self._next(partial(_first, run=run, parts=parts, batch=batch))

    def _next(self, work: Callable[[Office], object]) -> None:
        self._place.run(work, Ends(self._made, self._refused, self._troubled))

    def _tell(self, run: _Run, done: int, total: int) -> None:
        """On a worker's thread: the signal hops over to the window's."""
        self._told.emit(run, Step(done, total))

    def _advance(self, run: _Run, step: Step) -> None:
        if run is self._run:
            self.stepped.emit(step)

    def _made(self, part: "_Part | None") -> None:
        run = self._run
        if run is None:
            return
        if part is None:
            self._run = None
            self.finished.emit()
            return
        self.made += 1
        if part.paper.job not in self.jobs:
            self.jobs.append(part.paper.job)
        self._place.announce(part.paper.changes)
        if run.stop.is_set() and run.file is None:
            self._end_stopped()  # told while it was made: it is saved, and the first to go on with
            return
        self.sending.emit(self.jobs.index(part.paper.job) + 1)
        if run.file is not None:
            self._write(run.file, part.paper)
        else:
            self._send(part)

    def _write(self, file: Path, paper: Paper) -> None:
        number = self.jobs.index(paper.job) + 1
        path = file if number == 1 else file.with_name(f"{file.stem}-{number}{file.suffix}")
        work = partial(write, path=path, paper=paper)
        self._place.run(work, Ends(done=self._written, trouble=self._troubled))

    def _written(self, told: tuple[Path, ChangeSet]) -> None:
        path, changes = told
        self.files.append(path)
        self._place.announce(changes)
        self._onward()

    def _send(self, part: _Part) -> None:
        job = PrintJob(self)
        number = part.paper.job
        job.sent.connect(partial(self._sent, job, number))
        job.failed.connect(partial(self._failed, job, number))
        title = part.paper.name.removesuffix(".pdf")
        job.stuck.connect(partial(self._stuck, job, number, title))
        choice = part.ready.choice
        options = Options(
            choice.printer,
            f"{title} #{number}",
            choice.copies,
            choice.sides,
            choice.tray,
            choice.size,
            choice.device or self.devices.get(choice.printer, ""),
        )
        job.start(part.ready.pdf, options)

    def _sent(self, job: PrintJob, number: int) -> None:
        self.acts.sent(number, job)
        self.out.add(number)
        self._onward()

    def _onward(self) -> None:
        if self._run is None:
            return
        if self._run.stop.is_set() and self._run.file is None:
            self._end_stopped()
        else:
            self._next(partial(_following, run=self._run))

    def _failed(self, job: PrintJob, number: int, reason: str) -> None:
        self.acts.failed(number, job)
        self.renamed = (job.printer, job.other) if job.other else None
        if print_faults.maybe_out(job.cause):
            self.out.add(number)
        self._run = None
        self.failed.emit(reason)

    def _stuck(self, job: PrintJob, number: int, title: str, reason: str) -> None:
        """A queue took a part and cannot bring it out: no further part is sent after it.

        What is heard of a batch that is over is told, and stops no other.
        """
        self.acts.failed(number, job)
        if number not in self.jobs:
            self._place.hub.say(f"{title}: {reason}")
            return
        self.stop()
        self.stuck.emit(reason)

    def _explain(self, failure: Failure) -> None:
        if failure.job.number in self.jobs:
            self.explained.emit(failure)

    def _end_stopped(self) -> None:
        self._run = None
        self.stopped.emit()

    def _refused(self, refused: Refused) -> None:
        if all(problem.code == _STOPPED for problem in refused.problems):
            self._end_stopped()
            return
        self._run = None
        self.failed.emit(" ".join(problem.message for problem in refused.problems))

    def _troubled(self, trouble: Trouble) -> None:
        self._run = None
        self.failed.emit(trouble.message)


def _resumed(office: Office, batch: Batch, *, number: int) -> Iterator[Paper]:
    return print_batches.resume(office, number, batch)


def _first(office: Office, *, run: _Run, parts: Parts, batch: Batch) -> _Part | None:
    run.parts = parts(office, batch)
    return _following(office, run=run)


def _following(office: Office, *, run: _Run) -> _Part | None:
    """Make the next part and make it ready for its printer."""
    if run.parts is None:
        return None
    paper = next(run.parts, None)
    if paper is None:
        return None
    return _Part(
        paper, print_ready.for_printer(office, paper.pdf, run.source.document, run.printer)
    )
