"""What a screen is handed: the office, the background lane, the hub. Nothing global."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.places import Gazetteer
from receptiondesk.office import Office
from ui.background import Background, Ends
from ui.hub import Hub


class Workplace(QObject):
    """The one value every screen gets.

    ``office`` is replaced when a setting changes (an ``Office`` is not changed in place), so a
    screen reads ``place.office`` each time and never keeps it.

    Emits:
        office_changed: settings changed and ``office`` is another value now.
        sync_wanted: new work is on its way to the portal.
        sync_asked: a person wants a round now ("gửi ngay"), whatever the back-off says.
        officer_changed: another person sits at the counter.
    """

    office_changed = Signal()
    sync_wanted = Signal()
    sync_asked = Signal()
    officer_changed = Signal(str)

    def __init__(self, office: Office, parent: QObject | None = None) -> None:
        """Set up the lanes of one window."""
        super().__init__(parent)
        self.office = office
        self.background = Background(self)
        self.hub = Hub(self)

    def gazetteer(self) -> Gazetteer:
        """Return the provinces and communes; read when first asked for."""
        return self.office.gazetteer

    def run(self, work: Callable[[Office], object], ends: Ends | None = None) -> None:
        """Run ``work(office)`` in the background with the office as it is now."""
        self.background.run(partial(work, self.office), ends)

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

    def move_to(self, office: Office) -> None:
        """Go on with another value of the office (after a setting changed)."""
        self.office = office
        self.office_changed.emit()
