"""Making a notice in the background: one at a time, with progress, to be stopped at will."""

import threading
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import QObject, Signal

from receptiondesk.desk import papers, wall_stale
from receptiondesk.desk.notice_orders import NoticeOrder
from receptiondesk.desk.papers import Paper
from receptiondesk.domain.errors import Refused, Trouble
from receptiondesk.office import Office
from ui.background import Ends
from ui.workplace import Workplace

#: What the desk answers when a person stopped it.
STOPPED = "cancelled"


@dataclass(frozen=True, slots=True)
class Step:
    """How far the making got, in procedures."""

    done: int
    all: int


@dataclass(frozen=True, eq=False, slots=True)
class _Run:
    """One making; ``stop`` may be set by any thread."""

    stop: threading.Event = field(default_factory=threading.Event)


class Making(QObject):
    """Makes what is asked for last; whatever was under way before is stopped.

    Emits:
        advanced: a ``Step``.
        made: the ``Paper``.
        failed: a sentence that says why there is none.
        stopped: a person stopped it.
    """

    advanced = Signal(object)
    made = Signal(object)
    failed = Signal(str)
    stopped = Signal()
    _told = Signal(object, object)

    def __init__(self, place: Workplace, parent: QObject) -> None:
        """Start with nothing under way."""
        super().__init__(parent)
        self._place = place
        self._run: _Run | None = None
        self._told.connect(self._advance)

    @property
    def busy(self) -> bool:
        """Whether something is being made."""
        return self._run is not None

    def start(self, order: NoticeOrder, *, missing: bool = False) -> None:
        """Make a notice; with ``missing`` of what no sheet of the wall carries."""
        self.drop()
        run = self._run = _Run()
        ends = Ends(
            partial(self._done, run), partial(self._refused, run), partial(self._troubled, run)
        )
        self._place.run(partial(self._make, order=order, missing=missing, run=run), ends)

    def stop(self) -> None:
        """Stop what is under way, because a person wants it."""
        if self._run is not None:
            self.drop()
            self.stopped.emit()

    def drop(self) -> None:
        """Stop what is under way and say nothing."""
        if self._run is not None:
            self._run.stop.set()
            self._run = None

    def _make(self, office: Office, *, order: NoticeOrder, missing: bool, run: _Run) -> Paper:
        """On a worker's thread: the signals hop over to the window's."""
        if missing:
            order = wall_stale.of_missing(office, order)
        return papers.notices(
            office, order, progress=partial(self._tell, run), cancelled=run.stop.is_set
        )

    def _tell(self, run: _Run, done: int, of_all: int) -> None:
        if not run.stop.is_set():
            self._told.emit(run, Step(done, of_all))

    def _advance(self, run: _Run, step: Step) -> None:
        if run is self._run:
            self.advanced.emit(step)

    def _done(self, run: _Run, paper: Paper) -> None:
        if run is self._run:
            self._run = None
            self.made.emit(paper)

    def _refused(self, run: _Run, refused: Refused) -> None:
        if run is self._run and all(problem.code != STOPPED for problem in refused.problems):
            self._run = None
            self.failed.emit(" ".join(problem.message for problem in refused.problems))

    def _troubled(self, run: _Run, trouble: Trouble) -> None:
        if run is self._run:
            self._run = None
            self.failed.emit(trouble.message)
