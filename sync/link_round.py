"""The link watch that goes by itself: a thread of its own, so that no dossier ever waits for it.

It is woken when a round of the sync found the line well, and asks for what is due: hosts on the
office's list, each address once in so many days as the office set, in small parts, so that what
was found is kept when the window is closed in the middle. In practice nobody is asked.
"""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from receptiondesk.domain.errors import Refused, Trouble
from receptiondesk.domain.links import LinkFound, may_ask
from receptiondesk.office import Office

#: Rounds of the sync come every few minutes; what is due here counts in days.
LOOK_EVERY_S: Final = 3_600.0
#: Seconds to connect: shorter than the window waits for this thread when it closes.
CONNECT_S: Final = 4.0
#: So many addresses are asked and kept at a time.
PART: Final = 25


class LinkRound:
    """Asks for due addresses whenever it is woken, until it is stopped."""

    def __init__(
        self,
        office_factory: Callable[[], Office],
        on_worse: Callable[[tuple[LinkFound, ...]], None],
        *,
        look_every: float = LOOK_EVERY_S,
    ) -> None:
        """Prepare the thread; nothing is asked before ``start`` and ``wake``.

        ``office_factory`` gives the office as it is set now. ``on_worse`` is told, on this very
        thread, the dead and moved addresses that were neither before; never an empty tuple.
        ``look_every`` are the seconds from one look at what is due to the next.
        """
        self._office_factory = office_factory
        self._on_worse = on_worse
        self._look_every = look_every
        self._looked: float | None = None
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._thread = threading.Thread(target=self._work, name="links", daemon=True)

    def start(self) -> None:
        """Start the thread; it sleeps until it is woken."""
        self._thread.start()

    def wake(self) -> None:
        """Say that the line is there."""
        self._wake.set()

    def stop(self, timeout: float = 5.0) -> bool:
        """End after the question at hand; return whether the thread ended in time."""
        self._stop.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def _work(self) -> None:
        while True:
            self._wake.wait()
            self._wake.clear()
            if self._stop.is_set():
                return
            if self._looked is None or time.monotonic() - self._looked >= self._look_every:
                self._looked = time.monotonic()
                self.ask()

    def ask(self) -> None:
        """Ask for everything that is due, on this very thread, and tell what became worse."""
        worse: list[LinkFound] = []
        # What was not asked for now is still due when the line comes back.
        with suppress(Refused, Trouble):
            office = self._office_factory()
            if not office.settings.practice and office.settings.link_hosts:
                self._ask_due(office, worse)
        if worse and not self._stop.is_set():
            self._on_worse(tuple(worse))

    def _ask_due(self, office: Office, worse: list[LinkFound]) -> None:
        """Ask part by part, adding what became worse, so that a line that breaks loses no news."""
        from receptiondesk.desk import wall_links  # what draws paper: only where there is a list
        from sync import link_watch

        hosts = office.settings.link_hosts
        waits = link_watch.Waits(connect=CONNECT_S)
        watch = link_watch.LinkWatch(office.settings.link_delay, self._stop, waits)
        due = [url for url in wall_links.due(office) if may_ask(url, hosts)]
        for start in range(0, len(due), PART):
            if self._stop.is_set():
                return
            worse += link_watch.check(office, watch, due[start : start + PART]).worse
