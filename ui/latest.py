"""Work of which only the last order counts: a preview that follows what is typed.

One piece is under way at a time; what is ordered meanwhile waits, and only the newest of it is
begun. So typing never piles work up, and an old answer never shows over a new one.
"""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from receptiondesk.domain.errors import Refused, Trouble
from receptiondesk.office import Office
from ui.background import Ends
from ui.workplace import Workplace


class Latest(QObject):
    """Runs the newest order beside the window.

    Emits:
        done: what the newest order came to.
        refused: why it was refused (``Refused``).
        troubled: what the surroundings did (``Trouble``).
    """

    done = Signal(object)
    refused = Signal(object)
    troubled = Signal(object)

    def __init__(self, place: Workplace, parent: QObject) -> None:
        """Start with nothing to do."""
        super().__init__(parent)
        self._place = place
        self._next: Callable[[Office], Any] | None = None
        self._running = False
        self._wanted = False

    @property
    def busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._wanted

    def order(self, work: Callable[[Office], Any]) -> None:
        """Order a piece of work in place of all that was ordered before."""
        self._next = work
        self._wanted = True
        self._begin()

    def drop(self) -> None:
        """Want nothing any more; what is under way ends unheard."""
        self._next = None
        self._wanted = False

    def _begin(self) -> None:
        if self._next is not None and not self._running:
            work, self._next = self._next, None
            self._running = True
            ends = Ends(self._done, self._refused, self._troubled, self._ended)
            self._place.run(work, ends)

    def _ended(self) -> None:
        self._running = False

    def _counts(self) -> bool:
        """Return whether the answer that came is wanted still; begin what waits otherwise."""
        counts = self._wanted and self._next is None
        if counts:
            self._wanted = False
        self._begin()
        return counts

    def _done(self, found: object) -> None:
        if self._counts():
            self.done.emit(found)

    def _refused(self, refused: Refused) -> None:
        if self._counts():
            self.refused.emit(refused)

    def _troubled(self, trouble: Trouble) -> None:
        if self._counts():
            self.troubled.emit(trouble)
