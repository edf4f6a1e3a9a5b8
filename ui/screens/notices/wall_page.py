"""Trên tường: every sheet that hangs, whether it still holds, and putting right ones there."""

from functools import partial
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from receptiondesk.desk.wall_look import Looked, SheetState
from receptiondesk.domain.errors import Refused, Trouble
from receptiondesk.domain.wall import Sheet, read_scanned
from receptiondesk.words import _
from ui.background import Ends
from ui.fields.chips import Chips
from ui.keys import bind
from ui.models.lines_view import LinesView
from ui.print_panel import PressButton
from ui.screens.notices import wall_asking, wall_shown
from ui.screens.notices.scan_line import ScanLine
from ui.screens.notices.wall_acts import WallActs
from ui.screens.notices.wall_asking import Wall
from ui.screens.notices.wall_detail import WallDetail
from ui.screens.notices.wall_shown import Which
from ui.screens.notices.wall_words import COLUMNS, MISSING, why_words
from ui.theme import GRID, mark
from ui.workplace import Workplace

#: A pause in typing after which the list follows.
TYPING_PAUSE_MS: Final = 120
_NOTHING: Final = 0
_LIST: Final = 1
_LOOKED: Final = {
    SheetState.RIGHT: "proved",
    SheetState.WAITING: "waiting",
    SheetState.STALE: "person",
    SheetState.STRUCK: "person",
}


class WallPage(QWidget):
    """The register of the wall.

    Emits:
        stale_counted: how many sheets call for an act.
        printing_wanted: nothing hangs yet and the person wants to print.
        missing_wanted: what no sheet carries is to be printed, as a kind and a layout.
    """

    stale_counted = Signal(object)
    printing_wanted = Signal()
    missing_wanted = Signal(object)

    def __init__(self, place: Workplace) -> None:
        """Build; nothing is asked before ``ask``."""
        super().__init__()
        self._place = place
        self._asked = 0
        self._shown: tuple[Which, str, frozenset[str]] | None = None
        self._only: frozenset[str] = frozenset()
        self._wanted = ""
        self._answered: Looked | None = None
        self.wall = Wall()
        self.scan = ScanLine()
        self.looked = QLabel()
        self.headline, self.why = QLabel(), QLabel()
        self.groups = Chips(wall_shown.GROUPS, _("Nhóm tờ"))
        self.list = LinesView(COLUMNS)
        self.none_here = QLabel()
        self.detail = WallDetail()
        self.acts = WallActs(place)
        self.nothing = QLabel(wall_shown.EMPTY)
        self.begin_button = PressButton(_("In niêm yết   Alt+1"))
        self.foot = QLabel(wall_shown.KEYS)
        self.body, self.middle = QStackedWidget(), QStackedWidget()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_PAUSE_MS)
        self._build()
        self._connect()

    # --- build

    def _build(self) -> None:
        self.scan.setPlaceholderText(
            _("quét mã vạch ở chân tờ – hoặc gõ số tờ, thủ tục, bảng để tìm")
        )
        self.scan.setAccessibleName(_("Quét mã vạch ở chân tờ"))
        mark(self.scan, "role", "scanner")
        for label, role in (
            (self.looked, ""),
            (self.headline, "title"),
            (self.why, "quiet"),
            (self.none_here, "quiet"),
            (self.nothing, "quiet"),
            (self.foot, "small"),
        ):
            label.setWordWrap(True)
            mark(label, "role", role)
        for label in (self.none_here, self.nothing):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.list.setAccessibleName(_("Các tờ niêm yết"))
        for button in self.groups.buttons:
            button.setToolTip("")  # Alt and a digit go to the pages here
        self.looked.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self.scan)
        column.addWidget(self.looked)
        column.addWidget(self.body, 1)
        self.body.addWidget(self._build_empty())
        self.body.addWidget(self._build_register())

    def _build_empty(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setSpacing(2 * GRID)
        column.addStretch(1)
        column.addWidget(self.nothing)
        column.addWidget(self.begin_button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
        self.nothing.setText(_("Đang đọc sổ niêm yết…"))
        self.begin_button.hide()
        return page

    def _build_register(self) -> QWidget:
        page = QWidget()
        self.middle.addWidget(self.list)
        self.middle.addWidget(self.none_here)
        left = QVBoxLayout()
        left.setSpacing(GRID)
        left.addWidget(self.groups)
        left.addWidget(self.middle, 1)
        side = QVBoxLayout()
        side.setSpacing(GRID)
        side.addWidget(self.detail, 1)
        side.addWidget(self.acts)
        row = QHBoxLayout()
        row.setSpacing(2 * GRID)
        row.addLayout(left, 8)
        row.addLayout(side, 5)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        column.addWidget(self.headline)
        column.addWidget(self.why)
        column.addSpacing(GRID // 2)
        column.addLayout(row, 1)
        column.addWidget(self.foot)
        return page

    def _connect(self) -> None:
        self.scan.returnPressed.connect(self._entered)
        self.scan.textEdited.connect(self._typed)
        self.scan.textChanged.connect(self._emptied)
        self.scan.down.connect(self._into_list)
        self._pause.timeout.connect(self._show_lines)
        self.groups.chosen.connect(self._regrouped)
        self.list.current_changed.connect(self._show_detail)
        self.list.typed.connect(self._type_on)
        self.list.opened.connect(self._to_act)
        self.begin_button.clicked.connect(self.printing_wanted)
        self.detail.act_wanted.connect(self.acts_on_current)
        self.detail.place_wanted.connect(self._put)
        self.detail.removal_wanted.connect(self._remove)
        self.acts.changed.connect(self.ask)
        self.acts.missing_wanted.connect(self._print_missing)
        self.acts.left.connect(self._into_list)
        for keys, act in (
            ("Ctrl+Return", self.acts.do),
            ("Ctrl+Enter", self.acts.do),
            ("Ctrl+P", self.acts.print_now),
            ("Ctrl+S", self.acts.save_as),
            ("Ctrl+F", self.to_scan),
            ("F4", self._to_place),
            ("F5", self.ask),
            ("F8", self.acts_on_current),
            ("Esc", self._escape),
            ("Alt+Left", partial(self._regroup, -1)),
            ("Alt+Right", partial(self._regroup, 1)),
        ):
            bind(self, keys, act)
        bind(self.list, "Del", self._remove)

    # --- what the screen tells

    def arrived(self) -> None:
        """Come into sight: a scanner may be used at once."""
        if self._only:
            self._look_at_all()
        self.to_scan()
        self.ask()

    def ask(self) -> None:
        """Read the register again; answers to older questions are dropped."""
        self._asked += 1
        self._place.run(wall_asking.read_wall, Ends(done=partial(self._show, self._asked)))

    def show_only(self, sheets: frozenset[str]) -> None:
        """Show some sheets only, until something else is wanted."""
        self._only = sheets
        self.groups.choose(Which.HANGING)
        self.scan.clear()
        words = _("Đang xem {count} tờ mang địa chỉ này. Esc để xem cả tường.")
        self._say(words.format(count=len(sheets)), "")
        self._show_lines()
        self._into_list()

    def to_scan(self) -> None:
        """Put the focus where a scanner writes."""
        self.scan.setFocus()
        self.scan.selectAll()

    # --- show

    def _show(self, asked: int, wall: Wall) -> None:
        if asked != self._asked:
            return
        self._see_answer(wall)
        self.wall = wall
        self.headline.setText(wall.standing.told)
        self.why.setText(why_words(wall))
        self.why.setVisible(bool(wall.standing.stale))
        self.begin_button.setVisible(not wall.sheets)
        self.nothing.setText(wall_shown.EMPTY)
        self.body.setCurrentIndex(_LIST if wall.sheets else _NOTHING)
        for which, _words in wall_shown.GROUPS:
            count = len(wall_shown.lines(wall, which))
            self.groups.count(which, count)
            self.groups.buttons[list(Which).index(which)].setAccessibleName(
                wall_shown.spoken(which, count)
            )
        self.acts.show_wall(wall)
        self.stale_counted.emit(len(wall.to_print()) + len(wall.to_strike()))
        self._show_lines()

    def _see_answer(self, wall: Wall) -> None:
        """Take back what was said of a scanned sheet when the register says otherwise by now."""
        if self._answered is not None and not wall_asking.holds(wall, self._answered):
            self._look_at_all()

    def _show_lines(self) -> None:
        self._pause.stop()
        which, text = Which(self.groups.read()), self.scan.text().strip()
        asked = (which, text, self._only)
        lines = wall_shown.lines(self.wall, which, text, self._only)
        had_focus = self.list.hasFocus()
        self.list.show_lines(lines, same=asked == self._shown)
        self._shown = asked
        self.middle.setCurrentWidget(self.list if lines else self.none_here)
        self.none_here.setText(wall_shown.nothing_words(which, text))
        if had_focus and not lines:
            self.scan.setFocus()
        if self._wanted and self.list.choose(self._wanted):
            self._wanted = ""
        self._show_detail(self.list.current_uid)

    def _show_detail(self, uid: str) -> None:
        sheet = self._current()
        if uid.startswith(MISSING):
            self.detail.show_missing(self.wall, uid.removeprefix(MISSING))
        elif sheet is not None:
            self.detail.show_sheet(self.wall, sheet)
        else:
            self.detail.clear()

    def _current(self) -> Sheet | None:
        return self.wall.by_id(self.list.current_uid)

    # --- find and scan

    def _typed(self, _text: str) -> None:
        self._look_at_all()  # what was said was about other sheets
        self._pause.start()

    def _look_at_all(self) -> None:
        """Forget the sheet that was answered for and those that a page of links led to."""
        self._only, self._answered = frozenset(), None
        self.looked.setText("")

    def _escape(self) -> None:
        """Leave the printing, else what narrows the list down."""
        if self.acts.open:
            self.acts.leave()
        elif self._only or self.scan.text():
            self._look_at_all()
            self.scan.clear()
            self._show_lines()

    def _emptied(self, text: str) -> None:
        if not text:
            self._pause.start()

    def _type_on(self, text: str) -> None:
        self.scan.setFocus()
        self.scan.setText(text)
        self._typed(text)

    def _into_list(self) -> None:
        if self.list.lines.rowCount():
            self.list.setFocus()
        else:
            self.scan.setFocus()

    def _regroup(self, step: int) -> None:
        at = list(Which).index(Which(self.groups.read())) + step
        if 0 <= at < len(wall_shown.GROUPS):
            self.groups.press(at)

    def _regrouped(self, _which: object) -> None:
        self._look_at_all()
        self._show_lines()

    def _entered(self) -> None:
        """A sheet's number is looked up; words go on into what they found."""
        text = self.scan.text().strip()
        if not text:
            return  # some scanners end with two Enters
        if read_scanned(text) is not None or not wall_shown.lines(
            self.wall, Which(self.groups.read()), text, self._only
        ):
            work = partial(wall_asking.look, scanned=text)
            self.scan.selectAll()  # the next scan may come before this one is found
            looked = partial(self._show_looked, text)
            self._place.run(work, Ends(looked, partial(self._unknown, text), self._troubled))
        else:
            self._show_lines()
            self._into_list()

    def _show_looked(self, text: str, looked: Looked) -> None:
        if self.scan.text().strip() not in ("", text):
            return  # another one is being scanned
        self._say(looked.told, _LOOKED[looked.state])
        self.scan.clear()
        self._only, self._answered = frozenset(), looked
        struck = looked.state is SheetState.STRUCK
        self.groups.choose(Which.STRUCK if struck else Which.HANGING)
        self._wanted = looked.sheet.id
        self._show_lines()
        self._wanted = looked.sheet.id
        self.ask()

    def _unknown(self, text: str, refused: Refused) -> None:
        if self.scan.text().strip() in ("", text):
            self._say(" ".join(problem.message for problem in refused.problems), "person")
            self.scan.selectAll()

    def _troubled(self, trouble: Trouble) -> None:
        self._say(trouble.message, "person")

    def _say(self, words: str, state: str) -> None:
        mark(self.looked, "state", state)
        self.looked.setText(words)
        self.looked.show()

    # --- act

    def _to_act(self, _uid: str) -> None:
        """Enter in the list goes to what is proposed and does nothing yet."""
        if self.detail.act_button.isVisible():
            self.detail.act_button.setFocus()

    def acts_on_current(self) -> None:
        """Do what is proposed for the line that is current."""
        if self.list.current_uid.startswith(MISSING):
            self._print_missing()
        elif (sheet := self._current()) is not None and sheet in self._settled_by_hand():
            self.acts.confirm_one(sheet)

    def _settled_by_hand(self) -> tuple[Sheet, ...]:
        waiting = self.wall.in_state(wall_asking.Standing.WAITING)
        return (*self.wall.to_strike(), *waiting)

    def _print_missing(self) -> None:
        self.missing_wanted.emit(wall_asking.way_of_missing(self.wall.sheets))

    def _to_place(self) -> None:
        if self.detail.board.isVisible():
            self.detail.board.setFocus()
            self.detail.board.selectAll()

    def _put(self, board: str, position: str) -> None:
        if self.detail.sheet is not None:
            self.acts.put(self.detail.sheet, board, position)
            self._wanted = self.detail.sheet.id
            self.list.setFocus()

    def _remove(self) -> None:
        if (sheet := self._current()) is not None and sheet.taken_at is None:
            self.acts.ask_to_remove(sheet)
