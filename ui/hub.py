"""News for the screens: a change is announced once, and whoever shows such things refreshes."""

from PySide6.QtCore import QObject, Signal

from receptiondesk.domain.changes import ChangeSet


class Hub(QObject):
    """The one place where screens hear of each other; they never know one another.

    Emits:
        changed: a ``ChangeSet`` that is not empty.
        dossier_asked: the uid of a dossier that a person wants to see.
        correction_asked: the uid of a dossier whose facts a person wants to put right, and the
            dotted path of the field that is at fault (empty: none in particular).
        portal_asked: the name of a target whose setting a person wants to see.
        screen_asked: the key of a screen that a person wants to see (``"sync"``…).
        sync_advanced: a ``sync.how.Progress`` of the round under way.
        sync_told: the ``sync.loop.News`` of a round.
        said: a sentence for the quiet line above the screen.
        warned: the same about something that waits there until it was read.
    """

    changed = Signal(object)
    dossier_asked = Signal(str)
    correction_asked = Signal(str, str)
    portal_asked = Signal(str)
    screen_asked = Signal(str)
    sync_advanced = Signal(object)
    sync_told = Signal(object)
    said = Signal(str)
    warned = Signal(str)

    def announce(self, changes: ChangeSet) -> None:
        """Tell everybody once; nothing is said when nothing changed."""
        if changes:
            self.changed.emit(changes)

    def ask_for_dossier(self, uid: str) -> None:
        """Ask the shell to show one dossier."""
        self.dossier_asked.emit(uid)

    def ask_for_correction(self, uid: str, field: str = "") -> None:
        """Ask the shell to open a dossier's facts on the walk-in page, at a field."""
        self.correction_asked.emit(uid, field)

    def ask_for_portal(self, target: str) -> None:
        """Ask the shell to show the setting of a target."""
        self.portal_asked.emit(target)

    def ask_for_screen(self, key: str) -> None:
        """Ask the shell to show a screen."""
        self.screen_asked.emit(key)

    def tell_progress(self, progress: object) -> None:
        """Tell how far the round under way is."""
        self.sync_advanced.emit(progress)

    def tell_sync(self, news: object) -> None:
        """Tell how a round of the sync went."""
        self.sync_told.emit(news)

    def say(self, sentence: str) -> None:
        """Show a sentence in the quiet line; it goes away with the next act."""
        self.said.emit(sentence)

    def warn(self, sentence: str) -> None:
        """Show a sentence in the quiet line that waits there until it was read."""
        self.warned.emit(sentence)
