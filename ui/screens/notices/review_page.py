"""Rà soát danh mục: the catalogue reviewed last beside the one in use, and the review recorded."""

from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from receptiondesk.desk import wall_review
from receptiondesk.desk.wall_review import Differing, Review
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.errors import Refused, Trouble
from receptiondesk.domain.text import moment_vi
from receptiondesk.words import _
from ui.background import Ends
from ui.fields.chips import Chips
from ui.keys import bind
from ui.models.lines import Cell, Line
from ui.models.lines_view import Column, LinesView
from ui.print_panel import PressButton
from ui.screens.notices.difference import Difference, DifferenceView
from ui.theme import GRID, icon, mark
from ui.workplace import Workplace

COLUMNS: Final = (Column(_("Thủ tục"), share=3), Column(_("Mục thay đổi"), share=2))
_POSTED: Final = "posted"
_ALL: Final = "all"
GROUPS: Final = ((_POSTED, _("Đang niêm yết")), (_ALL, _("Cả danh mục")))
_SAME: Final = _(
    "Danh mục đang dùng không khác bản đã rà soát.\n\nKhi nhập danh mục mới, từng mục thay đổi "
    "hiện ở đây: bản cũ bên trái, bản mới bên phải."
)
_NONE_POSTED: Final = _(
    "Không có thay đổi nào ở thủ tục đang niêm yết. Chọn Cả danh mục để xem các thay đổi khác."
)


class ReviewPage(QWidget):
    """What differs, procedure by procedure; who answers for the list says that it was looked at.

    Emits:
        open_counted: how many procedures wait for a review.
    """

    open_counted = Signal(object)

    def __init__(self, place: Workplace) -> None:
        """Build; nothing is read before ``ask``."""
        super().__init__()
        self._place = place
        self._asked = 0
        self._review: Review | None = None
        self._found: dict[str, list[Differing]] = {}
        self._group_shown: object = None
        self._why = ""
        self.headline, self.done_words, self.news = QLabel(), QLabel(), QLabel()
        self.groups = Chips(GROUPS, _("Nhóm thay đổi"))
        self.list = LinesView(COLUMNS)
        self.nothing = QLabel(_SAME)
        self.middle = QStackedWidget()
        self.side = QWidget()
        self.title = QLabel()
        self.reading = DifferenceView(_("Bản cũ và bản mới"))
        self.done_button = PressButton()
        self.foot = QLabel(
            _("↑ ↓ chọn thủ tục · Alt+← → nhóm · Tab đọc khác biệt · Ctrl+⏎ ghi đã rà soát")
        )
        self._build()
        self._connect()

    def _build(self) -> None:
        for label, role in (
            (self.headline, "title"),
            (self.done_words, "quiet"),
            (self.nothing, "quiet"),
            (self.title, "heading"),
            (self.news, "problem"),
            (self.foot, "small"),
        ):
            label.setWordWrap(True)
            mark(label, "role", role)
        self.headline.setText(_("Đang so danh mục…"))
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.list.setAccessibleName(_("Thủ tục có thay đổi"))
        mark(self.done_button, "role", "primary")
        self.done_button.setIcon(icon("box-ticked", "on_accent"))
        for button in self.groups.buttons:
            button.setToolTip("")  # Alt and a digit go to the pages here
        for part in (self.news, self.done_button, self.done_words):
            part.hide()
        self._lay_out()

    def _lay_out(self) -> None:
        self.middle.addWidget(self.list)
        self.middle.addWidget(self.nothing)
        left = QVBoxLayout()
        left.setSpacing(GRID)
        left.addWidget(self.groups)
        left.addWidget(self.middle, 1)
        side = QVBoxLayout(self.side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(GRID)
        side.addWidget(self.title)
        side.addWidget(self.reading, 1)
        side.addStretch(0)
        side.addWidget(self.news)
        side.addWidget(self.done_button)
        body = QHBoxLayout()
        body.setSpacing(2 * GRID)
        body.addLayout(left, 1)
        body.addWidget(self.side, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        for label in (self.headline, self.done_words):
            column.addWidget(label)
        column.addLayout(body, 1)
        column.addWidget(self.foot)

    def _connect(self) -> None:
        self.groups.chosen.connect(self._show_lines)
        self.list.current_changed.connect(self._show_detail)
        self.done_button.clicked.connect(self.record)
        for keys, act in (
            ("Ctrl+Return", self.record),
            ("Ctrl+Enter", self.record),
            ("F5", self.ask),
            ("Alt+Left", partial(self.groups.press, 0)),
            ("Alt+Right", partial(self.groups.press, 1)),
        ):
            bind(self, keys, act)

    # --- read and show

    def arrived(self) -> None:
        """Come into sight."""
        (self.list if self.list.lines.rowCount() else self.groups.buttons[0]).setFocus()
        self.ask()

    def ask(self) -> None:
        """Compare the catalogues again."""
        self._asked += 1
        done = partial(self._show, self._asked)
        self._place.run(wall_review.review, Ends(done, self._refused, self._troubled))

    def _show(self, asked: int, review: Review) -> None:
        if asked != self._asked:
            return
        why, self._why = self._why, ""
        self.news.setText(why)
        self.news.setVisible(bool(why))
        self._review = review
        self._found = {}
        for one in review.differences:
            self._found.setdefault(one.code, []).append(one)
        for group, _words in GROUPS:
            self.groups.count(group, len(self._codes(group)))
        self._show_head(review)
        focus_there = self.groups.buttons[0].hasFocus() and self._group_shown is None
        self._show_lines()
        if focus_there and self.list.isVisible():
            self.list.setFocus()
        self.open_counted.emit(len(self._codes(_POSTED)) if review.open else 0)

    def _show_head(self, review: Review) -> None:
        if not review.differences:
            words = _("Danh mục bản {version}: không có gì khác bản đã rà soát")
        else:
            words = _("{count} thủ tục thay đổi từ bản {since} sang bản {version}")
        self.headline.setText(
            words.format(count=len(self._found), since=review.since, version=review.version)
        )
        done = review.done
        self.done_words.setVisible(done is not None)
        if done is not None:
            told = _("Đã rà soát bản {version}: {officer}, {at}.")
            self.done_words.setText(
                told.format(version=done.version, officer=done.officer, at=moment_vi(done.at))
            )
        act = _(" Đã rà soát xong bản {version}   Ctrl+⏎")
        self.done_button.setText(act.format(version=review.version))
        if not review.open and self.done_button.hasFocus():
            self.groups.buttons[0].setFocus()
        self.done_button.setVisible(review.open)

    def _codes(self, group: object) -> list[str]:
        return [code for code, found in self._found.items() if group == _ALL or found[0].posted]

    def _show_lines(self, _group: object = None) -> None:
        group = self.groups.read()
        lines = [_line(self._found[code]) for code in self._codes(group)]
        self.list.show_lines(lines, same=group == self._group_shown)
        self._group_shown = group
        self.nothing.setText(_NONE_POSTED if self._found else _SAME)
        self.middle.setCurrentWidget(self.list if lines else self.nothing)
        self._show_detail(self.list.current_uid)

    def _show_detail(self, code: str) -> None:
        found = self._found.get(code)
        self.reading.setVisible(bool(found))
        waits = self._review is not None and self._review.open
        self.side.setVisible(bool(found) or waits or self.news.isVisible())
        if not found or self._review is None:
            self.title.clear()
            return
        self.title.setText(f"{found[0].name} · {code}")
        heads = (
            _("Bản {version}").format(version=self._review.since),
            _("Bản {version} (đang dùng)").format(version=self._review.version),
        )
        told = [
            Difference(one.called[:1].upper() + one.called[1:], one.old, one.new) for one in found
        ]
        self.reading.show_differences(told, heads)

    # --- record

    def record(self) -> None:
        """Record that the catalogue in use was reviewed."""
        if self._review is not None and self._review.open and self.done_button.isEnabled():
            self.done_button.setEnabled(False)
            ends = Ends(self._recorded, self._not_recorded, self._troubled, self._over)
            self._place.run(partial(wall_review.done, version=self._review.version), ends)

    def _over(self) -> None:
        self.done_button.setEnabled(True)

    def _recorded(self, done: tuple[Review, ChangeSet]) -> None:
        self._asked += 1
        self._show(self._asked, done[0])

    def _not_recorded(self, refused: Refused) -> None:
        """Say why, beside what is to be reviewed now."""
        self._why = " ".join(problem.message for problem in refused.problems)
        self.ask()

    def _refused(self, refused: Refused) -> None:
        self._say(" ".join(problem.message for problem in refused.problems))

    def _troubled(self, trouble: Trouble) -> None:
        self._say(trouble.message)

    def _say(self, words: str) -> None:
        self.news.setText(words)
        self.news.show()


def _line(found: list[Differing]) -> Line:
    first = found[0]
    fields = "; ".join(one.called for one in found)
    posted = _("đang niêm yết") if first.posted else _("không niêm yết")
    return Line(
        first.code,
        (Cell(first.name, first.code), Cell(fields[:1].upper() + fields[1:], posted)),
    )
