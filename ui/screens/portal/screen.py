"""Đồng bộ: what waits, what is sent, what is proved, what needs a person and why; send now."""

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.dossier import SyncState
from receptiondesk.domain.outbox import TRANSFER, Totals
from receptiondesk.words import _
from ui import states
from ui.background import Ends
from ui.fields.chips import Chips
from ui.keys import bind
from ui.models.lines_view import LinesView
from ui.print_panel import PressButton
from ui.round_progress import RoundProgress
from ui.screen import Screen
from ui.screens.portal.asking import Group, Item, Outbox, ask
from ui.screens.portal.detail import Detail
from ui.screens.portal.lines import COLUMNS, line_of
from ui.screens.portal.proposals import Act
from ui.screens.portal.transfer import TransferPanel
from ui.screens.portal.words import NOTHING, portals_words, round_words, sum_up, summary_words
from ui.theme import GRID, icon, mark
from ui.workplace import Workplace

if TYPE_CHECKING:
    from sync.loop import News

#: A window of fewer lines than this is low.
_LOW: Final = 28
#: Changes that come in a burst are one refresh.
NEWS_PAUSE_MS: Final = 200
#: A round that nobody asked for shows its bar when it takes longer, so that nothing jumps.
QUIET_MS: Final = 1_500

GROUPS: Final = (
    (Group.PERSON, _("Cần xử lý"), SyncState.NEEDS_PERSON),
    (Group.WAITING, _("Chờ gửi"), SyncState.LOCAL),
    (Group.SENT, _("Đã gửi"), SyncState.SENT),
    (Group.PROVED, _("Cổng đã nhận đúng"), SyncState.PROVED),
    (Group.SET_ASIDE, _("Đã ngừng gửi"), SyncState.SET_ASIDE),
    (Group.BY_HAND, _("Chuyển tay"), SyncState.LOCAL),
)


class PortalScreen(Screen):
    """The outbox as a clerk reads it."""

    def __init__(self, place: Workplace) -> None:
        """Build; nothing is asked before the screen is seen."""
        super().__init__(place)
        self._box: Outbox | None = None
        self._asked = 0
        self._chosen_by_hand = False
        self._group_shown: Group | None = None
        self._before: Totals | None = None
        self._summed_up: Totals | None = None
        self._in_trouble = False
        self.sending = False
        self._over = False
        self._arriving = False
        self.portal = QLabel()
        self.line = QLabel()
        self.news = QLabel()
        self.send_button = PressButton(_(" Gửi ngay   Ctrl+⏎"))
        self.progress = RoundProgress()
        self.groups = Chips([(group, words) for group, words, _state in GROUPS], _("Tình trạng"))
        self.list = LinesView(COLUMNS)
        self.nothing, self.foot = QLabel(), QLabel()
        self.detail = Detail(place)
        self.transfer = TransferPanel(place)
        self.body, self.pair = QStackedWidget(), QWidget()
        self.setup_card = QFrame()
        self.setup_button = PressButton(_("Khai báo cổng trong Thiết lập   Ctrl+6"))
        self.middle = QStackedWidget()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(NEWS_PAUSE_MS)
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET_MS)
        self._long = False
        self._build()
        self._connect()

    def _build(self) -> None:
        for label, role in ((self.portal, "quiet"), (self.line, "quiet"), (self.news, "")):
            label.setWordWrap(True)
            mark(label, "role", role)
        self.list.setAccessibleName(_("Hồ sơ trên đường tới cổng"))
        mark(self.nothing, "role", "quiet")
        self.nothing.setWordWrap(True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for group, _words, state in GROUPS:
            look = states.sync_look(state)
            self.groups.draw_icon(group, look.icon, look.colour)
        self.news.hide()
        self._build_setup_card()
        self._build_body()
        self.foot.setText(
            _(
                "Alt+1 … Alt+6 chọn nhóm · ↑ ↓ chọn hồ sơ · F8 việc được đề nghị · "
                "Enter mở hồ sơ · Ctrl+⏎ gửi ngay"
            )
        )
        self.foot.setWordWrap(True)
        mark(self.foot, "role", "small")
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GRID, GRID, 2 * GRID, GRID)
        column.setSpacing(GRID)
        column.addLayout(self._build_head())
        column.addWidget(self.news)
        column.addWidget(self.progress)
        column.addWidget(self.setup_card)
        column.addWidget(self.groups)
        column.addWidget(self.body, 1)
        column.addWidget(self.foot)

    def _build_body(self) -> None:
        self.groups.buttons[-1].hide()  # until a target is carried to by hand
        self.middle.addWidget(self.list)
        self.middle.addWidget(self.nothing)
        row = QHBoxLayout(self.pair)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * GRID)
        row.addWidget(self.middle, 3)
        row.addWidget(self.detail, 2)
        self.body.addWidget(self.pair)
        self.body.addWidget(self.transfer)

    def _build_head(self) -> QHBoxLayout:
        title = QLabel(_("Đồng bộ"))
        mark(title, "role", "title")
        mark(self.send_button, "role", "primary")
        self.send_button.setEnabled(False)
        self.send_button.setIcon(icon("sync", "on_accent", off="quiet"))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.portal)
        words.addWidget(self.line)
        head = QHBoxLayout()
        head.setSpacing(3 * GRID)
        head.addWidget(title)
        head.addLayout(words, 1)
        head.addWidget(self.send_button)
        return head

    def _build_setup_card(self) -> None:
        mark(self.setup_card, "role", "news")
        words = QLabel(
            _(
                "Chưa khai báo cổng dịch vụ công để gửi. Hồ sơ vẫn tiếp nhận, in và giữ an toàn "
                "tại máy này; khai báo xong, mọi hồ sơ chưa gửi sẽ tự gửi đi."
            )
        )
        words.setWordWrap(True)
        row = QHBoxLayout(self.setup_card)
        row.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        row.addWidget(words, 1)
        row.addWidget(self.setup_button)
        self.setup_card.hide()

    def _connect(self) -> None:
        self.send_button.clicked.connect(self.send_now)
        self.setup_button.clicked.connect(self._set_up)
        self.groups.chosen.connect(self._group_chosen)
        self.list.opened.connect(self._open)
        self.list.current_changed.connect(self._show_detail)
        self.place.hub.sync_told.connect(self._round_over)
        self.place.hub.sync_advanced.connect(self._advance)
        self.detail.transfer_wanted.connect(self.open_transfer)
        self.detail.decided.connect(self._take_focus)
        self.transfer.closed.connect(self._transfer_closed)
        self._pause.timeout.connect(self._ask)
        for at in range(len(GROUPS)):
            bind(self, f"Alt+{at + 1}", partial(self.groups.press, at))
        for words, act in (
            ("Ctrl+Return", self.send_now),
            ("Ctrl+Enter", self.send_now),
            ("Ctrl+R", self.detail.try_again),
            ("Ctrl+I", self.detail.show_raw),
            ("Ctrl+D", partial(self.detail.decide, Act.ARRIVED)),
            ("Ctrl+N", partial(self.detail.decide, Act.NOT_THERE)),
            ("Ctrl+B", partial(self.detail.decide, Act.KEEP_BOTH)),
            ("Ctrl+G", partial(self.detail.decide, Act.SET_ASIDE)),
            ("Ctrl+PgDown", partial(self.detail.scroll_words, 1)),
            ("Ctrl+PgUp", partial(self.detail.scroll_words, -1)),
        ):
            bind(self, words, act)
        bind(self, "F8", self._go_on)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the line of keys out in a low window (F1 tells them too)."""
        self._fit_foot()
        super().resizeEvent(event)

    def _fit_foot(self) -> None:
        low = self.height() < self.fontMetrics().lineSpacing() * _LOW
        self.foot.setVisible(self.body.currentIndex() == 0 and not low)

    def arrived(self) -> None:
        """Bring everything up to date; what needs a person is in front."""
        self._ask()
        if self.body.currentIndex() == 0 and not self.detail.deciding:
            self._chosen_by_hand = False
            self._arriving = True
            self._take_focus()

    def refresh(self, changes: ChangeSet) -> None:
        """Ask again soon, when dossiers, the outbox or the portal's setting changed."""
        if self.isVisible() and (changes.dossiers or changes.outbox or changes.settings):
            self._pause.start()

    def office_changed(self) -> None:
        """A portal may have been set up."""
        if self.isVisible():
            self._pause.start()

    def shortcuts_words(self) -> tuple[tuple[str, str], ...]:
        """Return the keys of this screen."""
        return (
            ("Ctrl+Enter", _("gửi ngay")),
            ("Alt+1 … Alt+6", _("cần xử lý, chờ gửi, đã gửi, đã nhận đúng, ngừng gửi, chuyển tay")),
            ("F8", _("làm việc được đề nghị; khi chuyển tay: chép trường tiếp theo")),
            ("Enter", _("mở hồ sơ đang chọn")),
            ("Ctrl+PgDn, Ctrl+PgUp", _("cuộn phần chữ của hồ sơ đang chọn")),
            ("Ctrl+R", _("thử gửi lại hồ sơ đang chọn")),
            ("Ctrl+I", _("chi tiết: nguyên văn phản hồi của cổng")),
            ("Ctrl+D", _("hồ sơ đã có trên cổng (hỏi mã và lý do)")),
            ("Ctrl+N", _("cổng chưa có hồ sơ, cho gửi lại (hỏi lý do)")),
            ("Ctrl+B", _("giữ cả hai mã của một hồ sơ (hỏi lý do)")),
            ("Ctrl+G", _("ngừng gửi hồ sơ đang chọn (hỏi lý do)")),
        )

    def send_now(self) -> None:
        """Ask for a round now and show how it goes."""
        if self.sending or self._box is None or not self._box.can_send:
            return
        self.sending = True
        self._over = False
        self._before = self._box.totals
        self.send_button.setEnabled(False)
        self.send_button.setText(_(" Đang gửi…"))
        self.progress.begin()
        self.news.hide()
        self.place.send_now()

    def _advance(self, told: object) -> None:
        """Show how far the round is: at once when it was asked for here, else when it is long."""
        if not (self.sending or self._long):
            self._long = True
            self._quiet.start()
        if self._quiet.isActive() and not self.sending:
            return
        several = self._box is not None and len(self._box.targets) > 1
        self.progress.advance(told, several=several)

    def _round_over(self, _news: object) -> None:
        self._over = True
        self._long = False
        self._quiet.stop()
        if not self.sending:
            self.progress.hide()
        if self.isVisible() or self.sending:
            self._ask()

    def _ask(self) -> None:
        self._pause.stop()
        self._asked += 1
        self.place.run(ask, Ends(done=partial(self._show, self._asked)))

    def _show(self, asked: int, box: Outbox) -> None:
        if asked != self._asked:
            return
        self._box = box
        if box.totals != self._summed_up:
            self.news.hide()  # it speaks of how things stood; what stands now is counted below
        self._show_head(box)
        self.groups.buttons[-1].setVisible(any(t.family == TRANSFER for t in box.targets))
        for group, _words, _state in GROUPS:
            self.groups.count(group, box.count(group))
        if not self._chosen_by_hand:
            self.groups.choose(box.first_group)
        self._show_list()
        self._finish(box)
        self._tell_trouble(box)
        if self._arriving:
            self._arriving = False
            self._take_focus()

    def _finish(self, box: Outbox) -> None:
        """Say how "Gửi ngay" went, once the round's own news are in."""
        if not (self.sending and self._over) or self.place.last_round is None:
            return
        self.sending = False
        self.progress.hide()
        self.send_button.setEnabled(True)
        self.send_button.setText(_(" Gửi ngay   Ctrl+⏎"))
        news: News = self.place.last_round[0]  # type: ignore[assignment]
        self._summed_up, self._in_trouble = box.totals, False
        self.news.setText(sum_up(self._before or box.totals, box.totals, summary_words(news)))
        self.news.show()

    def _tell_trouble(self, box: Outbox) -> None:
        """Say why no round can be made here, whoever asked for it: a full disk, a locked folder."""
        if self.sending or self.place.last_round is None:
            return
        from sync.status import LineState  # loaded with the round that was told of

        news: News = self.place.last_round[0]  # type: ignore[assignment]
        if news.line is LineState.TROUBLE:
            self._in_trouble, self._summed_up = True, box.totals
            self.news.setText(news.sentence)
            self.news.show()
        elif self._in_trouble:
            self._in_trouble = False
            self.news.hide()

    def _show_head(self, box: Outbox) -> None:
        self.portal.setText(portals_words(self.place.last_round, box))
        self.portal.setVisible(bool(box.targets))
        self.line.setText(round_words(self.place.last_round, box))
        self.setup_card.setVisible(not box.targets)
        self.send_button.setEnabled(box.can_send and not self.sending)

    def _show_list(self) -> None:
        if self._box is None:
            return
        group = self.groups.read()
        items = self._box.of(group)
        several = len(self._box.targets) > 1
        lines = [line_of(item, self._box.now, several=several) for item in items]
        self.list.show_lines(lines, same=group is self._group_shown)
        self._group_shown = group
        had_focus = self.list.hasFocus()
        self.middle.setCurrentWidget(self.list if items else self.nothing)
        self.nothing.setText(NOTHING[group])
        if had_focus and not items:
            self._take_focus()
        self._show_detail(self.list.current_uid)

    def _show_detail(self, key: str) -> None:
        if self._box is not None:
            item = next((item for item in self._box.items if item.key == key), None)
            self.detail.show_item(item, self._box)

    def _group_chosen(self, _group: object) -> None:
        self._chosen_by_hand = True
        self._show_list()
        if self.body.currentIndex() == 0 and self.list.lines.rowCount():
            self.list.setFocus()

    def _open(self, key: str) -> None:
        self.place.hub.ask_for_dossier(key.partition(" ")[0])

    def _set_up(self) -> None:
        self.place.hub.ask_for_portal("")

    def _go_on(self) -> None:
        """Do what is proposed: of the panel in front, else of the dossier that is chosen."""
        if self.body.currentWidget() is self.transfer:
            self.transfer.copy_next()
        else:
            self.detail.do_proposed()

    def open_transfer(self, item: Item) -> None:
        """Carry a dossier over by hand; the panel takes the place of the list."""
        self.body.setCurrentWidget(self.transfer)
        self._give_room()
        self.transfer.open_item(item)

    def _transfer_closed(self) -> None:
        self.body.setCurrentIndex(0)
        self._give_room()
        self._take_focus()

    def _give_room(self) -> None:
        """Leave what belongs to the list out while many fields are to be in sight."""
        self.groups.setVisible(self.body.currentIndex() == 0)
        self._fit_foot()

    def _take_focus(self) -> None:
        first: QWidget = self.setup_button if self.setup_card.isVisible() else self.send_button
        (self.list if self.list.lines.rowCount() else first).setFocus()
