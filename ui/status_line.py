"""The status line: line to the portal, what waits, what is proved, who sits here."""

from datetime import datetime
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from receptiondesk.domain.changes import ChangeSet
from receptiondesk.words import _
from ui import ask, theme
from ui.background import Ends
from ui.moments import ago_words
from ui.press_button import PressButton
from ui.theme import GRID, mark
from ui.workplace import Workplace

if TYPE_CHECKING:
    from receptiondesk.desk.look import DeskStatus
    from receptiondesk.office import Office

REFRESH_MS: Final = 60_000


class StatusLine(QWidget):
    """One quiet line at the foot of the window. Being offline is a normal state here."""

    def __init__(self, place: Workplace) -> None:
        """Start with what is known without asking; the counts come from the background."""
        super().__init__()
        self._place = place
        self.setObjectName("statusLine")
        self._build()
        place.hub.changed.connect(self._refresh_for)
        place.office_changed.connect(self._show_desk)
        self._timer = QTimer(self)
        self._timer.setInterval(REFRESH_MS)
        self._timer.timeout.connect(self.refresh)
        self._timer.start()
        self._show_desk()

    def _build(self) -> None:
        self.icon = QLabel()
        self.line = QLabel(_("Chưa liên lạc với cổng"))
        self.counts = QLabel()
        self.proved = QLabel()
        self.desk = PressButton("")
        mark(self.desk, "role", "quietLink")
        self.desk.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.desk.clicked.connect(self.ask_officer)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID, GRID // 2, 2 * GRID, GRID // 2)
        row.setSpacing(GRID)
        for widget in (self.icon, self.line, self.counts, self.proved):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.desk)
        self._draw_icon("line-down", "waiting")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the last proof out where there is no room for it; it stays in the tool tip."""
        self._fit()
        super().resizeEvent(event)

    def _fit(self) -> None:
        parts = (self.icon, self.line, self.counts, self.proved, self.desk)
        needed = sum(part.sizeHint().width() for part in parts) + 10 * GRID
        self.proved.setVisible(needed <= self.width())
        self.counts.setToolTip(self.proved.text())

    def minimumSizeHint(self) -> QSize:
        """Return the width without the last proof."""
        hint = super().minimumSizeHint()
        hidden = self.proved.isHidden()
        spare = 0 if hidden else self.proved.sizeHint().width() + GRID
        return QSize(max(0, hint.width() - spare), hint.height())

    def _draw_icon(self, name: str, colour_name: str) -> None:
        size = self.fontMetrics().height()
        picture = theme.drawn(name, colour_name, round(size * self.devicePixelRatio()))
        picture.setDevicePixelRatio(self.devicePixelRatio())
        self.icon.setPixmap(picture)

    def _show_desk(self) -> None:
        if not self._place.is_open:
            return
        office = self._place.office
        words = _("Quầy {counter} · {officer}   F9")
        officer = office.officer or _("chưa ghi tên cán bộ")
        self.desk.setText(words.format(counter=office.settings.counter, officer=officer))

    def ask_officer(self) -> None:
        """Ask who sits here; everything from now on is signed by them."""
        if not self._place.is_open:
            return
        words = ask.Words(
            title=_("Ai đang làm việc tại quầy?"),
            text=_("Từ bây giờ, tên này được ghi vào sổ cùng mỗi việc và in trên giấy tiếp nhận."),
            yes=_("Ghi tên"),
            no=_("Thôi"),
            label=_("Họ và tên cán bộ"),
        )
        ask.ask_text(self.window(), words, self._place.sign_in)

    def show_line(self, words: str, *, up: bool, since: datetime | None, sentence: str) -> None:
        """Show the state of the line.

        Args:
            words: how it stands, in a few words.
            up: whether the portal answers.
            since: when the line was lost (aware, UTC), ``None`` unless it is lost.
            sentence: the longer sentence of the last round, for the tool tip.
        """
        self._draw_icon("line-up" if up else "line-down", "proved" if up else "waiting")
        if since is not None:
            now = self._place.office.clock.now()
            words = _("{words} từ {time}").format(words=words, time=ago_words(since, now))
        self.line.setText(words)
        self.line.setToolTip(sentence)

    def _refresh_for(self, changes: ChangeSet) -> None:
        if changes.dossiers or changes.outbox:
            self.refresh()

    def refresh(self) -> None:
        """Count again in the background."""
        self._place.run(_count, Ends(done=self._show_counts))

    def _show_counts(self, status: "DeskStatus") -> None:
        self.counts.setText(_count_words(status))
        if status.last_proved_at is None:
            self.proved.setText("")
            return
        now = self._place.office.clock.now()
        words = _("· cổng đã nhận đúng lần cuối {time}")
        self.proved.setText(words.format(time=ago_words(status.last_proved_at, now)))
        self._fit()


def _count_words(status: "DeskStatus") -> str:
    """Return what waits, counted as the screen "Đồng bộ" counts it."""
    waiting = status.waiting - status.by_hand
    words = _("· {count} hồ sơ chờ gửi") if waiting else _("· không còn hồ sơ chờ gửi")
    told = [words.format(count=waiting)]
    if status.by_hand:
        told.append(_("· {count} chờ chuyển tay").format(count=status.by_hand))
    if status.parked:
        told.append(_("· {count} cần xử lý").format(count=status.parked))
    return " ".join(told)


def _count(office: "Office") -> "DeskStatus":
    from receptiondesk.desk import look  # loads SQL: beside the window, not before it

    return look.desk_status(office)
