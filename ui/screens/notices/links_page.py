"""Liên kết: is every address behind a QR code still there, and which sheets carry it."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from receptiondesk.desk import wall, wall_links
from receptiondesk.desk.wall_links import LinkLine
from receptiondesk.domain.errors import Refused, Trouble
from receptiondesk.domain.links import LINK_CALLED, LinkState
from receptiondesk.office import Office
from receptiondesk.words import _
from ui.background import Ends
from ui.keys import bind
from ui.models.lines import Cell, Line
from ui.models.lines_view import Column, LinesView
from ui.moments import ago_words
from ui.print_panel import PressButton
from ui.screens.notices.difference import DifferenceView
from ui.screens.notices.making import Step
from ui.states import StateLook
from ui.theme import GRID, icon, mark
from ui.workplace import Workplace

if TYPE_CHECKING:
    from sync.link_watch import Watched

COLUMNS: Final = (
    Column(_("Mã QR dẫn tới"), share=1),
    Column(_("Kết quả"), chars=30),
    Column(_("Ở đâu"), chars=20),
)
LOOKS: Final = {
    LinkState.ALIVE: StateLook(LINK_CALLED[LinkState.ALIVE], "proved", "state-proved"),
    LinkState.MOVED: StateLook(LINK_CALLED[LinkState.MOVED], "person", "state-person"),
    LinkState.DEAD: StateLook(LINK_CALLED[LinkState.DEAD], "person", "state-person"),
    LinkState.UNKNOWN: StateLook(LINK_CALLED[LinkState.UNKNOWN], "waiting", "state-waiting"),
}
NOT_ASKED: Final = StateLook(_("chưa hỏi"), "waiting", "state-waiting")
_EMPTY: Final = _(
    "Chưa có địa chỉ nào được in hay sẽ in trong mã QR.\n\nKhi cơ quan niêm yết thủ tục, địa chỉ "
    "sau mỗi mã QR hiện ở đây và được hỏi xem còn dùng được không."
)


@dataclass(frozen=True, slots=True)
class _Links:
    """Every address with its newest finding; where sheets hang, and what procedures are called."""

    lines: tuple[LinkLine, ...]
    places: Mapping[str, str]
    names: Mapping[str, str]


def _read(office: Office) -> _Links:
    lines = wall_links.lines(office)
    places = {one.id: one.place.told() for one in wall.register(office)}
    codes = [code for one in lines for code in one.printed.codes]
    return _Links(lines, places, wall.names(office, (), codes))


def _check(office: Office, stop: threading.Event, told: Callable[[int, int], None]) -> "Watched":
    from sync import link_watch  # the wire: not before somebody asks

    watch = link_watch.LinkWatch(office.settings.link_delay, stop=stop, progress=told)
    return link_watch.check(office, watch)


class LinksPage(QWidget):
    """The addresses, dead and moved ones first; they are asked for beside the window.

    Emits:
        sheets_wanted: the numbers of the sheets that a person wants to see.
        settings_wanted: a person wants to say which hosts may be asked.
        bad_counted: how many addresses are dead or moved.
    """

    sheets_wanted = Signal(object)
    settings_wanted = Signal()
    bad_counted = Signal(object)
    _told = Signal(object)

    def __init__(self, place: Workplace) -> None:
        """Build; nothing is read before ``ask``."""
        super().__init__()
        self._place = place
        self._asked = 0
        self._links = _Links((), {}, {})
        self._stop: threading.Event | None = None
        self.headline, self.news = QLabel(), QLabel()
        self.list = LinesView(COLUMNS)
        self.nothing = QLabel(_EMPTY)
        self.middle = QStackedWidget()
        self.title = QLabel()
        self.reading = DifferenceView(_("Địa chỉ đang chọn"))
        self.sheets_button = PressButton(_("Xem các tờ mang địa chỉ này   ⏎"))
        self.settings_button = PressButton(_("Ghi máy chủ được hỏi   Ctrl+6"))
        self.check_button = PressButton(_(" Kiểm tra liên kết ngay   Ctrl+⏎"))
        self.bar = QProgressBar()
        self.stop_button = PressButton(_("Dừng   Esc"))
        self.progress = QWidget()
        self.foot = QLabel(_("↑ ↓ chọn địa chỉ · Enter xem các tờ · Ctrl+⏎ kiểm tra ngay"))
        self._build()
        self._connect()

    def _build(self) -> None:
        for label, role in (
            (self.headline, "title"),
            (self.news, "quiet"),
            (self.nothing, "quiet"),
            (self.title, "heading"),
            (self.foot, "small"),
        ):
            label.setWordWrap(True)
            mark(label, "role", role)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.headline.setText(_("Đang đọc các địa chỉ…"))
        self.list.setAccessibleName(_("Địa chỉ trong mã QR"))
        self.bar.setAccessibleName(_("Đang kiểm tra liên kết"))
        mark(self.check_button, "role", "primary")
        self.check_button.setIcon(icon("sync", "on_accent", off="quiet"))
        row = QHBoxLayout(self.progress)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(self.bar, 1)
        row.addWidget(self.stop_button)
        for part in (self.progress, self.settings_button, self.sheets_button, self.news):
            part.hide()
        self.middle.addWidget(self.list)
        self.middle.addWidget(self.nothing)
        body = QHBoxLayout()
        body.setSpacing(2 * GRID)
        body.addWidget(self.middle, 8)
        body.addLayout(self._build_side(), 5)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self.headline)
        column.addLayout(body, 1)
        column.addWidget(self.foot)

    def _build_side(self) -> QVBoxLayout:
        side = QVBoxLayout()
        side.setSpacing(GRID)
        for part in (self.title, self.reading):
            side.addWidget(part)
        side.setStretch(1, 1)
        for widget in (
            self.sheets_button,
            self.news,
            self.settings_button,
            self.progress,
            self.check_button,
        ):
            side.addWidget(widget)
        return side

    def _connect(self) -> None:
        self._told.connect(self._advance)
        self.list.current_changed.connect(self._show_detail)
        self.list.opened.connect(self._open)
        self.sheets_button.clicked.connect(self._open)
        self.settings_button.clicked.connect(self.settings_wanted)
        self.check_button.clicked.connect(self.check_now)
        self.stop_button.clicked.connect(self.stop)
        for keys, act in (
            ("Ctrl+Return", self.check_now),
            ("Ctrl+Enter", self.check_now),
            ("F5", self.ask),
            ("Esc", self.stop),
        ):
            bind(self, keys, act)

    # --- read and show

    def arrived(self) -> None:
        """Come into sight."""
        (self.list if self.list.lines.rowCount() else self.check_button).setFocus()
        self.ask()

    def ask(self) -> None:
        """Read the addresses again."""
        self._asked += 1
        self._place.run(_read, Ends(done=partial(self._show, self._asked)))

    def _show(self, asked: int, links: _Links) -> None:
        if asked != self._asked:
            return
        self._links = links
        now = self._place.office.clock.now()
        lines = [Line(one.printed.url, _cells(one, links, now)) for one in links.lines]
        self.list.show_lines(lines, same=True)
        self.middle.setCurrentWidget(self.list if lines else self.nothing)
        bad = sum(one.bad for one in links.lines)
        self.headline.setText(_headline(links.lines, bad))
        self.check_button.setEnabled(bool(lines) and self._stop is None)
        self.bad_counted.emit(bad)
        self._show_detail(self.list.current_uid)

    def _show_detail(self, url: str) -> None:
        found = next((one for one in self._links.lines if one.printed.url == url), None)
        self.sheets_button.setVisible(found is not None and bool(found.printed.sheets))
        if found is None:
            self.title.clear()
            self.reading.show_words("")
            return
        self.title.setText(_look(found).word.capitalize())
        self.reading.show_lines(_told_of(found, self._links))

    def _open(self, _uid: object = None) -> None:
        url = self.list.current_uid
        sheets = [
            s for one in self._links.lines if one.printed.url == url for s in one.printed.sheets
        ]
        if sheets:
            self.sheets_wanted.emit(frozenset(sheets))

    # --- check

    def check_now(self) -> None:
        """Ask for every address now, beside the window."""
        if self._stop is not None or not self._links.lines:
            return
        stop = self._stop = threading.Event()
        self.settings_button.hide()
        self._say("")
        self.bar.setRange(0, 0)
        self.progress.show()
        self.check_button.setEnabled(False)
        self.stop_button.setFocus()
        ends = Ends(self._checked, self._refused, self._troubled, self._over)
        work = partial(_check, stop=stop, told=partial(self._tell, stop))
        self._place.run(work, ends)

    def stop(self) -> None:
        """Ask for no further address; what was found is kept."""
        if self._stop is not None:
            self._stop.set()

    def _tell(self, stop: threading.Event, done: int, of_all: int) -> None:
        """On a worker's thread: hop over."""
        if not stop.is_set():
            self._told.emit(Step(done, of_all))

    def _advance(self, step: Step) -> None:
        if self._stop is not None:
            self.bar.setRange(0, max(1, step.all))
            self.bar.setValue(step.done)
            words = _("Đang hỏi {done}/{all} địa chỉ; vẫn làm việc khác được.")
            self._say(words.format(done=step.done, all=step.all))

    def _over(self) -> None:
        had_focus = self.stop_button.hasFocus()
        self._stop = None
        self.progress.hide()
        self.check_button.setEnabled(True)
        if had_focus:
            self.check_button.setFocus()

    def _checked(self, watched: "Watched") -> None:
        words = _("Đã hỏi {count} địa chỉ.")
        if watched.skipped:
            words += " " + _("{skipped} địa chỉ ở máy chủ chưa được phép hỏi.")
        self._say(words.format(count=len(watched.found), skipped=len(watched.skipped)))
        self.settings_button.setVisible(bool(watched.skipped))
        self.ask()

    def _refused(self, refused: Refused) -> None:
        if any(problem.code == "no_hosts" for problem in refused.problems):
            self._say(
                _(
                    "Chưa có máy chủ nào được phép hỏi nên không hỏi máy chủ nào. Xin ghi tên máy "
                    "chủ vào mục “Máy chủ được dò địa chỉ mã QR” trong Thiết lập, ví dụ "
                    "dichvucong.gov.vn."
                )
            )
            self.settings_button.show()
            self.settings_button.setFocus()
        else:
            self._say(" ".join(problem.message for problem in refused.problems))

    def _troubled(self, trouble: Trouble) -> None:
        self._say(trouble.message)

    def _say(self, words: str) -> None:
        self.news.setText(words)
        self.news.setVisible(bool(words))


def _look(one: LinkLine) -> StateLook:
    return LOOKS[one.kept.found.state] if one.kept else NOT_ASKED


def _cells(one: LinkLine, links: _Links, now: datetime) -> tuple[Cell, ...]:
    look, sheets = _look(one), one.printed.sheets
    where = _("{count} tờ").format(count=len(sheets)) if sheets else _("chưa có tờ nào")
    url = one.printed.url.removeprefix("https://").removeprefix("http://")
    asked = _("chưa hỏi lần nào")
    if one.kept is not None:
        asked = _("hỏi {ago}").format(ago=ago_words(one.kept.at, now))
    return (
        Cell(_leads_to(one, links), url),
        Cell(asked, look.word, colour=look.colour, icon=look.icon),
        Cell(where, links.places.get(sheets[0], "") if len(sheets) == 1 else ""),
    )


def _leads_to(one: LinkLine, links: _Links) -> str:
    """Return what a person finds behind an address."""
    codes = one.printed.codes
    if len(codes) == 1:
        return links.names.get(codes[0], codes[0])
    if codes:
        return _("Trang tra cứu chung, {count} thủ tục").format(count=len(codes))
    if one.printed.sheets:
        return _("Địa chỉ cũ, không dùng để in nữa")
    return _("Trang tra cứu chung")


def _headline(lines: tuple[LinkLine, ...], bad: int) -> str:
    if not lines:
        return _("Chưa có địa chỉ nào")
    never = sum(one.kept is None for one in lines)
    if bad:
        return _("{bad} trong {count} địa chỉ không còn hoặc đã chuyển").format(
            bad=bad, count=len(lines)
        )
    if never:
        return _("{never} trong {count} địa chỉ chưa hỏi").format(never=never, count=len(lines))
    return _("{count} địa chỉ, không địa chỉ nào hỏng").format(count=len(lines))


def _told_of(one: LinkLine, links: _Links) -> list[tuple[str, str]]:
    """Return what is known of an address, as pairs of a name and words."""
    told = [(_("Địa chỉ"), one.printed.url)]
    if one.kept is not None and one.kept.found.moved_to:
        told.append((_("Chuyển tới"), one.kept.found.moved_to))
    if one.kept is not None and one.kept.found.note:
        told.append((_("Vì sao chưa biết"), one.kept.found.note))
    if one.printed.sheets:
        places = links.places
        named = [f"{id_} ({places[id_]})" if places.get(id_) else id_ for id_ in one.printed.sheets]
        told.append((_("Các tờ mang địa chỉ này"), ", ".join(named)))
    if one.printed.codes:
        named = [f"{links.names.get(code, '')} ({code})" for code in one.printed.codes]
        told.append((_("Thủ tục đang niêm yết dùng địa chỉ này"), "; ".join(named)))
    return told
