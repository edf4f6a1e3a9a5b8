"""What a screen is handed: the office, the background lane, the hub. Nothing global.

The window is shown before the office is open, for opening loads the whole of SQL: a clerk can
type at once, and whatever is asked of the desk meanwhile waits here for its turn.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from receptiondesk.domain.changes import ChangeSet
from ui.background import Background, Ends
from ui.hub import Hub

if TYPE_CHECKING:
    from receptiondesk.domain.places import Gazetteer
    from receptiondesk.office import Office


class Workplace(QObject):
    """The one value every screen gets.

    ``office`` is replaced when a setting changes (an ``Office`` is not changed in place), so a
    screen reads ``place.office`` each time and never keeps it. Before ``opened`` there is none
    (``is_open``); only the walk-in page lives that early.

    Emits:
        opened: the office is there now.
        office_changed: settings changed and ``office`` is another value now; also after opened.
        officer_changed: another person sits at the counter (their name).
        sync_wanted: new work is on its way to the portal.
        sync_asked: a person wants a round now ("gửi ngay"), whatever the back-off says.
    """

    opened = Signal()
    office_changed = Signal()
    officer_changed = Signal(str)
    sync_wanted = Signal()
    sync_asked = Signal()

    def __init__(self, office: "Office | None" = None, parent: QObject | None = None) -> None:
        """Set up the lanes of one window; ``open_with`` follows when there is no office yet."""
        super().__init__(parent)
        self._office = office
        self._waiting: list[tuple[Callable[[Office], object], Ends | None]] = []
        self.background = Background(self)
        self.hub = Hub(self)
        #: The ``News`` of the last round of the sync and when they came (aware, UTC), for screens
        #: that are built after it.
        self.last_round: tuple[object, datetime] | None = None
        self.hub.sync_told.connect(self._keep_round)

    @property
    def is_open(self) -> bool:
        """Whether the office is there."""
        return self._office is not None

    @property
    def office(self) -> "Office":
        """The office as it is now."""
        if self._office is None:
            raise RuntimeError("the office is not open yet")
        return self._office

    def open_with(self, office: "Office") -> None:
        """Take the office and run what waited for it, in its order."""
        self._office = office
        waiting, self._waiting = self._waiting, []
        self.opened.emit()
        self.office_changed.emit()
        for work, ends in waiting:
            self.run(work, ends)

    def _keep_round(self, news: object) -> None:
        self.last_round = (news, self.office.clock.now())

    def gazetteer(self) -> "Gazetteer":
        """Return the provinces and communes; read when first asked for."""
        if self._office is not None:
            return self._office.gazetteer
        from receptiondesk.gazetteer import load  # only in the first moments of the window

        return load()

    def run(self, work: "Callable[[Office], Any]", ends: Ends | None = None) -> None:
        """Run ``work(office)`` in the background with the office as it is now."""
        if self._office is None:
            self._waiting.append((work, ends))
        else:
            self.background.run(partial(work, self._office), ends)

    def announce(self, changes: ChangeSet) -> None:
        """Announce what an act changed and wake the sync when there is something to send."""
        self.hub.announce(changes)
        if changes.outbox:
            self.sync_wanted.emit()

    def send_now(self) -> None:
        """Ask for a round of the sync now."""
        self.sync_asked.emit()

    def sign_in(self, officer: str) -> None:
        """Go on in the name of another officer; everything from now on is signed by them."""
        self.move_to(self.office.with_officer(officer.strip()))
        self.officer_changed.emit(self.office.officer)

    def move_to(self, office: "Office") -> None:
        """Go on with another value of the office (after a setting changed)."""
        self._office = office
        self.office_changed.emit()
