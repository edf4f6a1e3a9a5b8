"""Joins the sync lane to the window by one QObject: news hop here and nowhere else.

The lane is a plain thread of ``sync``. It calls ``_arrived.emit``, and because the slot is a bound
method of this QObject, the news are handled on the GUI thread. Beside it goes the link watch, on a
thread of its own, woken when a round left the line well.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QTimer, Signal

from receptiondesk.domain.links import LinkFound, LinkState
from receptiondesk.words import _
from ui.background import Ends
from ui.status_line import StatusLine
from ui.workplace import Workplace

if TYPE_CHECKING:
    from receptiondesk.office import Office
    from sync.link_round import LinkRound
    from sync.loop import News, SyncLoop


#: A lane that died of a mistake of ours starts again after this, then twice as long each time.
RESTART_MS: Final = 30_000
LONGEST_RESTART_MS: Final = 15 * 60_000


class SyncBridge(QObject):
    """Starts, wakes and stops the sync lane of one window, and starts it again when it died.

    The ``News`` of each round go to ``hub.sync_told`` after their changes were announced. Addresses
    on the wall that are gone since the last time are told in the quiet line, and nothing else.
    """

    _arrived = Signal(object)
    _worse = Signal(object)
    _advanced = Signal(object)
    _died = Signal()

    def __init__(self, place: Workplace, status_line: StatusLine, parent: QObject) -> None:
        """Prepare; nothing of ``sync`` is loaded before ``start``."""
        super().__init__(parent)
        self._place = place
        self._status_line = status_line
        self._loop: SyncLoop | None = None
        self._links: LinkRound | None = None
        self._stopped = False
        self._offline_since: datetime | None = None
        self._kind: type[SyncLoop] | None = None
        self._restart = QTimer(self)
        self._restart.setSingleShot(True)
        self._restart.setInterval(RESTART_MS)
        self._restart.timeout.connect(self._start_lane)
        self._arrived.connect(self._hear)
        self._worse.connect(self._tell_worse)
        self._advanced.connect(self._advance)
        self._died.connect(self._mourn)
        place.sync_wanted.connect(self.wake)
        place.sync_asked.connect(self.send_now)

    def start(self) -> None:
        """Load the wire in the background, then start the lane."""
        self._place.background.run(_load, Ends(done=self._begin))

    def _begin(self, loop: "type[SyncLoop]") -> None:
        self._kind = loop
        self._start_lane()
        self._start_links()

    def _start_links(self) -> None:
        if not self._stopped and self._links is None:
            from sync.link_round import LinkRound  # loaded by now

            self._links = LinkRound(self._office, self._worse.emit)
            self._links.start()

    def _start_lane(self) -> None:
        if not self._stopped and self._kind is not None:
            from sync.how import How  # loaded by now

            self._restart.stop()
            self._loop = self._kind(
                self._office,
                self._arrived.emit,
                how=How(progress=self._advanced.emit),
                on_death=self._died.emit,
            )
            self._loop.start()

    def _mourn(self) -> None:
        """Say that the lane is dead and start another one after a pause.

        The mistake itself went to ``threading.excepthook``, so to the report of ``ui.crash``.
        """
        if self._stopped:
            return
        from sync.loop import News  # loaded by now
        from sync.status import LineState

        self._loop = None
        self._restart.start()
        pause = self._restart.interval()
        sentence = _(
            "Việc đồng bộ vừa dừng vì một lỗi của chương trình. Hồ sơ vẫn an toàn tại máy; "
            "chương trình tự đồng bộ lại sau {seconds} giây, hoặc bấm Gửi ngay."
        ).format(seconds=max(1, pause // 1000))
        self._restart.setInterval(min(2 * pause, LONGEST_RESTART_MS))
        self._hear(News(LineState.TROUBLE, None, sentence))

    def _office(self) -> "Office":
        """Return the office as it is set now; called on the sync lane, reads one name only."""
        return self._place.office

    def wake(self) -> None:
        """Say that there is new work."""
        if self._loop is not None:
            self._loop.wake()

    def send_now(self) -> None:
        """Make a round now, whatever the back-off says; a dead lane starts again at once."""
        if self._loop is None and self._restart.isActive():
            self._start_lane()
        if self._loop is not None:
            self._loop.wake(now=True)

    def stop(self) -> None:
        """Stop the lanes after the requests at hand."""
        self._stopped = True
        self._restart.stop()
        if self._links is not None:
            self._links.stop(0.0)  # both hear of it before either is waited for
        for lane in (self._loop, self._links):
            if lane is not None:
                lane.stop()

    def _hear(self, news: "News") -> None:
        if self._stopped:
            return
        if news.result is not None:
            self._restart.setInterval(RESTART_MS)  # a whole round: the lane is well
        self._show_line(news)
        self._place.hub.announce(news.changes)
        self._status_line.refresh()
        self._place.hub.tell_sync(news)
        self._wake_links(news)

    def _wake_links(self, news: "News") -> None:
        from sync.status import LineState  # loaded by now

        if self._links is not None and news.line in {LineState.ONLINE, LineState.NO_PORTAL}:
            self._links.wake()

    def _tell_worse(self, worse: tuple[LinkFound, ...]) -> None:
        if not self._stopped:
            self._place.hub.warn(worse_words(worse))

    def _advance(self, progress: object) -> None:
        if not self._stopped:
            self._place.hub.tell_progress(progress)

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


def worse_words(worse: tuple[LinkFound, ...]) -> str:
    """Say which addresses on the wall are gone, by their number, and what to do now."""
    states = [one.state for one in worse]
    dead, moved = states.count(LinkState.DEAD), states.count(LinkState.MOVED)
    parts = [_("{n} địa chỉ không còn").format(n=dead)] if dead else []
    parts += [_("{n} địa chỉ đã chuyển sang nơi khác").format(n=moved)] if moved else []
    return _(
        "Vừa dò mã QR trên bảng niêm yết: {parts}. Xin mở mục Niêm yết để xem tờ nào mang địa chỉ "
        "ấy và thay khi tiện."
    ).format(parts=", ".join(parts))


def _load() -> Any:  # noqa: ANN401 - a class that is imported late
    import sync.link_round  # noqa: F401 - beside the next
    from sync.loop import SyncLoop  # requests: not before the form can be typed into

    return SyncLoop
