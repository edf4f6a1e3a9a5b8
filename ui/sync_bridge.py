"""Joins the sync lane to the window by one QObject: news hop here and nowhere else.

The lane is a plain thread of ``sync``. It calls ``_arrived.emit``, and because the slot is a bound
method of this QObject, the news are handled on the GUI thread.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from ui.background import Ends
from ui.status_line import StatusLine
from ui.workplace import Workplace

if TYPE_CHECKING:
    from receptiondesk.office import Office
    from sync.loop import News, SyncLoop


class SyncBridge(QObject):
    """Starts, wakes and stops the sync lane of one window.

    The ``News`` of each round go to ``hub.sync_told`` after their changes were announced.
    """

    _arrived = Signal(object)

    def __init__(self, place: Workplace, status_line: StatusLine, parent: QObject) -> None:
        """Prepare; nothing of ``sync`` is loaded before ``start``."""
        super().__init__(parent)
        self._place = place
        self._status_line = status_line
        self._loop: SyncLoop | None = None
        self._stopped = False
        self._offline_since: datetime | None = None
        self._arrived.connect(self._hear)
        place.sync_wanted.connect(self.wake)
        place.sync_asked.connect(self.send_now)

    def start(self) -> None:
        """Load the wire in the background, then start the lane."""
        self._place.background.run(_load, Ends(done=self._begin))

    def _begin(self, loop: "type[SyncLoop]") -> None:
        if not self._stopped:
            self._loop = loop(self._office, self._arrived.emit)
            self._loop.start()

    def _office(self) -> "Office":
        """Return the office as it is set now; called on the sync lane, reads one name only."""
        return self._place.office

    def wake(self) -> None:
        """Say that there is new work."""
        if self._loop is not None:
            self._loop.wake()

    def send_now(self) -> None:
        """Make a round now, whatever the back-off says."""
        if self._loop is not None:
            self._loop.wake(now=True)

    def stop(self) -> None:
        """Stop the lane after the request at hand."""
        self._stopped = True
        if self._loop is not None:
            self._loop.stop()

    def _hear(self, news: "News") -> None:
        if self._stopped:
            return
        self._show_line(news)
        self._place.hub.announce(news.changes)
        self._status_line.refresh()
        self._place.hub.tell_sync(news)

    def _show_line(self, news: "News") -> None:
        from sync.status import LINE_WORDS, LineState  # loaded by now

        if news.line is LineState.OFFLINE:
            self._offline_since = self._offline_since or self._place.office.clock.now()
        else:
            self._offline_since = None
        self._status_line.show_line(
            LINE_WORDS[news.line],
            up=news.line is LineState.ONLINE,
            since=self._offline_since,
            sentence=news.sentence,
        )


def _load() -> Any:  # noqa: ANN401 - a class that is imported late
    from sync.loop import SyncLoop  # requests: not before the form can be typed into

    return SyncLoop
