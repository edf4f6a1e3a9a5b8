"""Kết thúc ngày: the day's figures, the money counted, the day closed; then it is sent."""

from datetime import date
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from receptiondesk.desk import day_close
from receptiondesk.desk.day_close import Closed
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.errors import Refused, Trouble
from receptiondesk.domain.text import date_vi, day_vi
from receptiondesk.words import _
from ui.background import Ends
from ui.fields.choice import Choice
from ui.keys import bind
from ui.screen import Screen
from ui.screens.day_close import asking
from ui.screens.day_close.asking import Book
from ui.screens.day_close.counting import Counting
from ui.screens.day_close.figures import FiguresView
from ui.screens.day_close.sealed import Sealed
from ui.theme import GRID, icon, mark
from ui.workplace import Workplace

#: Changes that come in a burst are one refresh.
NEWS_PAUSE_MS = 200
#: Width of the right column in average characters; a screen narrower than so many is a small one.
_WIDE, _SMALL = 39, 130
#: The parts of the right column, in the order in which they are stacked.
_WHY_NOT, _COUNTING, _SEALED = range(3)


class DayCloseScreen(Screen):
    """The day's book: looked at, closed once, printed; then what waits is sent."""

    def __init__(self, place: Workplace) -> None:
        """Build; nothing is asked before the screen is seen."""
        super().__init__(place)
        self._book: Book | None = None
        self._asked = 0
        self._wanted: date | None = None
        self._closing = False
        self.day = Choice()
        self.title = QLabel(_("Kết thúc ngày"))
        self.state = QLabel()
        self.figures = FiguresView()
        self.counting = Counting()
        self.sealed = Sealed(place)
        self.why_not = QLabel()
        self.problem = QLabel()
        self.close_button = QPushButton()
        self.side = QStackedWidget()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(NEWS_PAUSE_MS)
        self._build()
        self._connect()

    # --- build

    def _build(self) -> None:
        mark(self.title, "role", "title")
        mark(self.state, "role", "quiet")
        self.state.setWordWrap(True)
        self.day.setAccessibleName(_("Ngày"))
        self.day.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.day.setMinimumContentsLength(18)
        head = QHBoxLayout()
        head.setSpacing(2 * GRID)
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.day)
        self.view = _scrolling(self.figures)
        left = QVBoxLayout()
        left.setContentsMargins(3 * GRID, GRID, 2 * GRID, GRID)
        left.setSpacing(GRID)
        left.addLayout(head)
        left.addWidget(self.state)
        left.addWidget(self.view, 1)
        left.addStretch(0)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left, 1)
        row.addWidget(self._build_side())

    def _build_side(self) -> QWidget:
        side = QWidget()
        side.setObjectName("summary")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._side_frame = side
        for label, role in ((self.why_not, "quiet"), (self.problem, "problem")):
            label.setWordWrap(True)
            mark(label, "role", role)
        self.problem.hide()
        self.close_button.hide()
        self.view.hide()
        self.why_not.setText(_("Đang tính sổ của ngày…"))
        mark(self.close_button, "role", "primary")
        self.close_button.setAutoDefault(False)
        for part in (self.why_not, self.counting, self.sealed):
            self.side.addWidget(_scrolling(part))
        column = QVBoxLayout(side)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        column.addWidget(self.side, 1)
        column.addWidget(self.problem)
        column.addWidget(self.close_button)
        return side

    def _connect(self) -> None:
        self.day.activated.connect(self._choose)
        self.close_button.clicked.connect(self.close_day)
        self._pause.timeout.connect(self._ask)
        self.sealed.printing.printed.connect(self._see_focus)
        # Else the focus flees out of the screen, and takes its keys along.
        self.sealed.printing.confirmed.connect(partial(self._to, self.day))
        for keys, act in (
            ("Ctrl+Return", self.close_day),
            ("Ctrl+Enter", self.close_day),
            ("Ctrl+P", self._print),
            ("Ctrl+S", self._save),
            ("Alt+1", partial(self._to, self.day)),
            ("Alt+2", partial(self._to, self.counting.cash.field)),
            ("F5", self._ask),
            ("PgDown", partial(self._scroll, 1)),
            ("PgUp", partial(self._scroll, -1)),
        ):
            bind(self, keys, act)

    # --- what the shell tells

    def arrived(self) -> None:
        """Show today, or the day that was looked at; the money is counted first."""
        self._ask(focus=True)

    def refresh(self, changes: ChangeSet) -> None:
        """Ask again soon: the figures of an open day change with every act."""
        if self.isVisible() and (changes.dossiers or changes.outbox):
            self._pause.start()

    def office_changed(self) -> None:
        """Another officer, another range."""
        if self.isVisible():
            self._pause.start()

    def shortcuts_words(self) -> tuple[tuple[str, str], ...]:
        """Return the keys of this screen."""
        return (
            ("Ctrl+Enter", _("kết thúc ngày; ngày đã khóa thì in bản tổng kết")),
            ("Alt+1", _("chọn ngày")),
            ("Alt+2", _("tới số tiền mặt đếm được")),
            ("Ctrl+P, Ctrl+S", _("in, lưu bản tổng kết của ngày đã khóa")),
            ("PgDn, PgUp", _("cuộn phần số liệu")),
            ("F5", _("tính lại số liệu")),
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit both columns to the screen."""
        char = self.fontMetrics().averageCharWidth()
        narrow = self.width() < char * _SMALL
        self.figures.fit(narrow=narrow)
        self._side_frame.setMinimumWidth(char * _WIDE)
        self._side_frame.setMaximumWidth(char * _WIDE)
        super().resizeEvent(event)

    # --- ask and show

    def _ask(self, *, focus: bool = False) -> None:
        self._pause.stop()
        self._asked += 1
        work = partial(asking.book, day=self._wanted)
        self.place.run(work, Ends(done=partial(self._show, self._asked, focus)))

    def _show(self, asked: int, focus: bool, book: Book) -> None:
        if asked != self._asked:
            return
        before = self._book
        self._book = book
        self._offer_days(book)
        if book.figures is not None:
            self.figures.show_figures(book.figures, book.day, book.by_hand)
        self.view.setVisible(book.figures is not None)
        if book.seal is not None:
            self._show_seal(book, before)
        elif book.figures is not None:
            self._show_open(book)
        else:
            self._show_refused(book)
        if focus:
            self._take_focus()

    def _offer_days(self, book: Book) -> None:
        sealed = {seal.day for seal in book.closed}
        today = book.standing.today
        days = [today, *book.standing.open, *(seal.day for seal in book.closed)]
        pairs = []
        for day in dict.fromkeys(days):
            name = _("Hôm nay") if day == today else date_vi(day)
            state = _("đã khóa") if day in sealed else _("chưa khóa")
            pairs.append((day, f"{name} – {state}"))
        self.day.offer(pairs)
        self.day.choose(book.day)

    def _show_open(self, book: Book) -> None:
        if book.figures is not None:
            self.counting.show_money(book.figures.money)
        self.side.setCurrentIndex(_COUNTING)
        open_days = [day for day in book.standing.open if day < book.day]
        self.state.setText(
            _("{day}. Ngày chưa khóa trước đó sẽ được gộp vào hôm nay; muốn khóa riêng thì chọn "
              "ngày.").format(day=_named(book.day))
            if open_days
            else _("{day}. Đếm tiền rồi kết thúc ngày.").format(
                day=_named(book.day)
            )
        )  # fmt: skip
        self._offer_act(_(" Kết thúc ngày {day}   Ctrl+⏎").format(day=f"{book.day:%d/%m}"))

    def _show_seal(self, book: Book, before: Book | None) -> None:
        if book.seal is None:
            return
        same = before is not None and before.seal == book.seal
        if not same:
            self.sealed.show_seal(book.seal)
            if before is not None and before.day != book.day:
                self.sealed.evening.clear()
        self.side.setCurrentIndex(_SEALED)
        self.state.setText(_("{day}. Ngày này đã khóa.").format(day=_named(book.day)))
        self.problem.hide()
        self.close_button.hide()

    def _show_refused(self, book: Book) -> None:
        self.why_not.setText("\n".join(problem.message for problem in book.problems))
        self.side.setCurrentIndex(_WHY_NOT)
        self.state.setText(_named(book.day))
        self.problem.hide()
        self.close_button.hide()

    def _offer_act(self, words: str) -> None:
        self.close_button.setText(words)
        self.close_button.setIcon(icon("day", "on_accent"))
        self.close_button.setEnabled(not self._closing)
        self.close_button.show()

    def _take_focus(self) -> None:
        if self._book is None:
            return
        if self._book.seal is not None:
            self.sealed.printing.print_button.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._book.figures is not None:
            self._to(self.counting.cash.field)
        else:
            self._to(self.day)

    def _to(self, widget: QWidget) -> None:
        widget.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _scroll(self, pages: int) -> None:
        """Show more of the figures, which have no focus of their own."""
        bar = self.view.verticalScrollBar()
        bar.setValue(bar.value() + pages * bar.pageStep())

    def _choose(self) -> None:
        day = self.day.read()
        if self._book is not None and day != self._book.day:
            self._wanted = day
            self.counting.clear()
            self._ask()

    # --- close

    def close_day(self) -> None:
        """Close the day that is shown; a closed one is printed."""
        book = self._book
        if book is None or self._closing:
            return
        if book.seal is not None:
            self._print()
            return
        unread = self.counting.unread()
        if book.figures is None or unread is not None:
            if unread is not None:
                unread.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._closing = True
        self.problem.hide()
        self.close_button.setEnabled(False)
        self.close_button.setText(_("Đang khóa…"))
        work = partial(day_close.close, counted=self.counting.read(), day=book.day)
        ends = Ends(
            done=self._closed, refused=self._refused, trouble=self._troubled, always=self._over
        )
        self.place.run(work, ends)

    def _over(self) -> None:
        self._closing = False
        if self._book is not None and self._book.seal is None:
            self._show_open(self._book)

    def _closed(self, closed: Closed) -> None:
        self._wanted = closed.seal.day
        self.counting.clear()
        self.sealed.evening.start()
        self.place.hub.announce(closed.changes)
        self._ask(focus=True)

    def _refused(self, refused: Refused) -> None:
        words = []
        for problem in refused.problems:
            self.counting.show_problem(problem)
            words.append(problem.message)
        self._say_problem("\n".join(words))
        self._see_focus()

    def _see_focus(self) -> None:
        """Scroll to the field that has the focus now, on a low screen."""
        view, field = self.side.currentWidget(), self.focusWidget()
        if isinstance(view, QScrollArea) and field is not None:
            QTimer.singleShot(0, partial(view.ensureWidgetVisible, field))

    def _troubled(self, trouble: Trouble) -> None:
        self._say_problem(trouble.message)

    def _say_problem(self, words: str) -> None:
        self.problem.setText(words)
        self.problem.show()

    # --- the sheet

    def _print(self) -> None:
        if self._book is not None and self._book.seal is not None:
            self.sealed.printing.print_now()

    def _save(self) -> None:
        if self._book is not None and self._book.seal is not None:
            self.sealed.printing.save_as()


def _named(day: date) -> str:
    """Return weekday and date as a sentence begins."""
    words = day_vi(day)
    return words[:1].upper() + words[1:]


def _scrolling(part: QWidget) -> QScrollArea:
    """Return a part that scrolls when the screen is too small for it."""
    view = QScrollArea()
    view.setWidgetResizable(True)
    view.setFrameShape(QFrame.Shape.NoFrame)
    view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setWidget(part)
    return view
