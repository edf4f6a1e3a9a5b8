"""The evening sync: what waits goes out now, with a bar and a plain summary; it blocks nothing."""

from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from receptiondesk.domain.outbox import Totals
from receptiondesk.words import _
from ui.background import Ends
from ui.round_progress import RoundProgress
from ui.screens.day_close.asking import Outlook, outlook
from ui.theme import GRID, mark
from ui.workplace import Workplace

if TYPE_CHECKING:
    from sync.loop import News


class Evening(QWidget):
    """Starts a round after the close and tells how it goes."""

    def __init__(self, place: Workplace) -> None:
        """Build; nothing is sent before ``start``."""
        super().__init__()
        self._place = place
        self._before: Totals | None = None
        self._news: object | None = None
        self._several = False
        self.running = False
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.bar = RoundProgress()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self.bar)
        column.addWidget(self.words)
        place.hub.sync_advanced.connect(self._advance)
        place.hub.sync_told.connect(self._round_over)

    def start(self) -> None:
        """Send what waits, if there is a portal to send to."""
        self._place.run(outlook, Ends(done=self._begin))

    def clear(self) -> None:
        """Say nothing; a round under way goes on unseen."""
        self.running = False
        self.bar.hide()
        self._say("")

    def _begin(self, seen: Outlook) -> None:
        if not seen.targets:
            self._say(_("Chưa khai báo cổng để gửi. Hồ sơ vẫn giữ an toàn tại máy này."))
            return
        self._before = seen.totals
        self._several = seen.targets > 1
        self._news = None
        self.running = True
        self.bar.begin()
        self._say(_("Có thể làm việc khác hoặc tắt cửa sổ; việc gửi tự tiếp tục lần sau."))
        self._place.send_now()

    def _advance(self, told: object) -> None:
        if self.running:
            self.bar.advance(told, several=self._several)

    def _round_over(self, news: object) -> None:
        if self.running:
            self._news = news
            self._place.run(outlook, Ends(done=self._finish))

    def _finish(self, seen: Outlook) -> None:
        if not self.running or self._news is None or self._before is None:
            return
        from sync.status import LineState  # loaded with the round that was told of

        news = cast("News", self._news)
        self.running = False
        self.bar.hide()
        left = seen.totals.waiting + seen.totals.sent - seen.totals.unprovable
        proved = seen.totals.proved - self._before.proved
        if news.line is LineState.OFFLINE:
            words = _("Chưa có mạng. Ngày đã khóa xong; {count} hồ sơ sẽ tự gửi khi có mạng.")
            self._say(words.format(count=left))
        elif not left and not seen.totals.parked:
            # Green is only what was read back and equal.
            state = "unprovable" if seen.totals.unprovable else "proved"
            self._say(_with_count(_("Đã gửi xong: "), proved, news.sentence), state)
        else:
            state = "person" if seen.totals.parked else "waiting"
            self._say(_with_count("", proved, news.sentence), state)

    def _say(self, words: str, state: str = "waiting") -> None:
        mark(self.words, "state", state)
        self.words.setText(words)
        self.words.setVisible(bool(words))


def _with_count(begin: str, proved: int, sentence: str) -> str:
    """Return how the round went, with what it brought if it brought anything."""
    if proved <= 0:
        return sentence
    words = _("cổng nhận đúng thêm {count} hồ sơ. {sentence}")
    told = f"{begin}{words.format(count=proved, sentence=sentence)}"
    return told[:1].upper() + told[1:]
