"""What every screen is: built lazily by the shell, told when it is shown and when things change."""

from PySide6.QtWidgets import QWidget

from receptiondesk.domain.changes import ChangeSet
from ui.workplace import Workplace


class Screen(QWidget):
    """The base of a screen; see the contract at the top of ``ui.shell``.

    A screen has four parts in this order: build, connect, show(value), read() -> value. It never
    imports another screen: ``place.hub`` asks the shell to move.
    """

    def __init__(self, place: Workplace) -> None:
        """Keep the workplace and listen to the hub."""
        super().__init__()
        self.place = place
        place.hub.changed.connect(self.refresh)
        place.office_changed.connect(self.office_changed)

    def arrived(self) -> None:
        """Be shown: put the focus where work starts. Called every time."""

    def refresh(self, changes: ChangeSet) -> None:
        """Refresh only what ``changes`` names; called also while hidden."""

    def office_changed(self) -> None:
        """Read settings again from ``self.place.office``."""

    def open_dossier(self, uid: str) -> None:
        """Show one dossier; only the dossiers screen does."""

    def correct_dossier(self, uid: str, field: str = "") -> None:
        """Open a dossier's facts to be put right, at a field; only the walk-in screen does."""

    def show_portal(self, target: str) -> None:
        """Show the setting of a target; only the settings do."""

    def keep_work(self) -> bool:
        """Keep what is typed, at once, for the window is closing or a bug was met.

        Returns:
            Whether what is typed is safe; nothing typed is.
        """
        return True

    def shortcuts_words(self) -> tuple[tuple[str, str], ...]:
        """Return the screen's own keys for the help of F1: ``(("Alt+1", "tới Thủ tục"), …)``."""
        return ()
