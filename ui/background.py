"""The background lane: one executor for everything that may take longer than a blink.

Work runs on a thread of the executor; its end comes back to the GUI thread, because only a bound
method of a QObject hops there (a function or a lambda would run on the emitting thread). Errors
are sorted once, here: ``Refused`` and ``Trouble`` go to whoever asked, anything else is our bug
and goes to ``sys.excepthook`` (``ui.crash``).
"""

import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from receptiondesk.domain.errors import Refused, Trouble

WORKERS: Final = 3


@dataclass(frozen=True, slots=True)
class Ends:
    """Who hears how a piece of work ended; each is a bound method of a QObject, or ``None``.

    Exactly one of ``done``, ``refused``, ``trouble`` is called, on the GUI thread; ``always`` is
    called before it in every case, a bug included, so that a screen can leave its "đang lưu".
    A ``Trouble`` nobody hears goes to the quiet line of the window.
    """

    done: Callable[[Any], object] | None = None
    refused: Callable[[Refused], object] | None = None
    trouble: Callable[[Trouble], object] | None = None
    always: Callable[[], object] | None = None


@dataclass(eq=False, slots=True)
class _Job:
    """One piece of work on its way."""

    ends: Ends
    future: "Future[Any] | None" = field(default=None)


class Background(QObject):
    """Runs work beside the window.

    Emits:
        unheard: a ``Refused`` or ``Trouble`` whose asker did not want to hear it.
        idle: nothing is under way any more.
    """

    unheard = Signal(object)
    idle = Signal()
    _settled = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Start with no thread; the executor makes them as work comes."""
        super().__init__(parent)
        self._executor = ThreadPoolExecutor(WORKERS, thread_name_prefix="background")
        self._jobs: set[_Job] = set()
        self._stopped = False
        # Queued also when work ends before ``run`` returns: nobody is told inside their own call.
        self._settled.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether work is under way or its end is not yet delivered."""
        return bool(self._jobs)

    def run(self, work: Callable[[], Any], ends: Ends | None = None) -> None:
        """Run ``work`` on the background lane and tell ``ends`` how it ended.

        ``work`` must not touch a widget. After ``stop`` nothing is run any more.
        """
        if self._stopped:
            return
        job = _Job(ends or Ends())
        self._jobs.add(job)
        job.future = self._executor.submit(work)
        job.future.add_done_callback(partial(self._hop, job))

    def stop(self) -> None:
        """Finish everything that was asked for, deliver nothing any more.

        What only waits is finished too: it may be the acceptance of the page that was just left.
        """
        self._stopped = True
        self._executor.shutdown(wait=True)
        self._jobs.clear()

    def _hop(self, job: _Job, _future: "Future[Any]") -> None:
        """On the worker's thread: pass the end over to the GUI thread."""
        if not self._stopped:
            self._settled.emit(job)

    def _deliver(self, job: _Job) -> None:
        """On the GUI thread: tell the one who asked."""
        if self._stopped or job not in self._jobs or job.future is None:
            return
        self._jobs.discard(job)
        try:
            _tell(job.ends.always)
            error = job.future.exception()
            if error is None:
                _tell(job.ends.done, job.future.result())
            elif isinstance(error, Refused | Trouble):
                self._tell_error(job.ends, error)
            else:
                sys.excepthook(type(error), error, error.__traceback__)
        finally:
            if not self._jobs:
                self.idle.emit()

    def _tell_error(self, ends: Ends, error: Refused | Trouble) -> None:
        hearer = ends.refused if isinstance(error, Refused) else ends.trouble
        if hearer is None:
            self.unheard.emit(error)
        else:
            _tell(hearer, error)


def _tell(hearer: Callable[..., object] | None, *news: object) -> None:
    """Call a hearer unless the widget it belongs to is gone by now."""
    if hearer is None:
        return
    bound = hearer.func if isinstance(hearer, partial) else hearer
    owner = getattr(bound, "__self__", None)
    if isinstance(owner, QObject) and not shiboken6.isValid(owner):
        return
    hearer(*news)
