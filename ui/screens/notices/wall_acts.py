"""What is to be done about the wall now: print what must be replaced, then say that it hangs."""

from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from receptiondesk.desk.wall_stale import TakenDown
from receptiondesk.domain.errors import Refused, Trouble
from receptiondesk.domain.wall import Sheet
from receptiondesk.office import Office
from receptiondesk.words import _
from ui import ask
from ui.background import Ends
from ui.fields.told import ToldArea
from ui.print_panel import PressButton
from ui.screens.notices import wall_asking
from ui.screens.notices.parts import Order, PartsPrinting
from ui.screens.notices.wall_asking import Standing, Wall
from ui.theme import GRID, icon, mark
from ui.workplace import Workplace


class WallActs(QWidget):
    """One primary act at a time: print, then confirm, then what is missing.

    Emits:
        changed: the register reads otherwise now.
        missing_wanted: what no sheet carries is to be printed.
        left: the printing was left; the focus belongs to the list again.
    """

    changed = Signal()
    missing_wanted = Signal()
    left = Signal()

    def __init__(self, place: Workplace) -> None:
        """Build; nothing is offered before ``show_wall``."""
        super().__init__()
        self._place = place
        self._wall = Wall()
        self._acting = False
        self._waiting: deque[tuple[Callable[[Office], object], Ends]] = deque()
        self.primary = PressButton()
        self.hung_button = PressButton()
        self.missing_button = PressButton()
        self.again_button = PressButton(_("In lại tờ thay…"))
        self.news = QLabel()
        self.stage_words = QLabel()
        self.printing = PartsPrinting(place)
        self.stage, self.choices = QWidget(), QWidget()
        self._build()
        self._connect()

    def _build(self) -> None:
        mark(self.primary, "role", "primary")
        mark(self.stage_words, "role", "step")
        self.stage_words.setWordWrap(True)
        self._told = ToldArea(self.news)
        self._told.hide()
        stage = QVBoxLayout(self.stage)
        stage.setContentsMargins(0, 0, 0, 0)
        stage.setSpacing(GRID // 2)
        stage.addWidget(self.stage_words)
        stage.addWidget(self.printing)
        others = QHBoxLayout()
        others.setSpacing(GRID)
        for button in (self.hung_button, self.missing_button, self.again_button):
            others.addWidget(button, 1)
        choices = QVBoxLayout(self.choices)
        choices.setContentsMargins(0, 0, 0, 0)
        choices.setSpacing(GRID)
        choices.addLayout(others)
        choices.addWidget(self.primary)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        column.addWidget(self._told)
        column.addWidget(self.stage)
        column.addWidget(self.choices)
        self.stage.hide()

    def _connect(self) -> None:
        self.primary.clicked.connect(self.do)
        self.hung_button.clicked.connect(self.ask_to_confirm)
        self.missing_button.clicked.connect(self.missing_wanted)
        self.again_button.clicked.connect(partial(self.offer_replacements, again=True))
        self.printing.filed.connect(self.changed)
        self.printing.finished.connect(self._printed)

    # --- show

    @property
    def open(self) -> bool:
        """Whether the printing is in sight."""
        return self.stage.isVisible()

    def show_wall(self, wall: Wall) -> None:
        """Offer what there is to do now; a printing under way goes on."""
        self._wall = wall
        stale, old = len(wall.to_print()), len(wall.to_strike())
        missing = len(wall.standing.missing)
        replaced = len(wall.in_state(Standing.REPLACED))
        words = _primary_words(stale, old, missing, replaced)
        self.primary.setText(words)
        self.primary.setIcon(icon("print" if stale or not old else "box-ticked", "on_accent"))
        hung = _("Đã dán xong, gạch {count} tờ…") if replaced else _("Đã gỡ xong {count} tờ…")
        more = _("In {count} tờ còn thiếu")
        self.hung_button.setText(hung.format(count=old))
        self.missing_button.setText(more.format(count=missing))
        focus = self.window().focusWidget()  # our own would be a button that had it once
        for button, shown in (
            (self.primary, bool(words)),
            (self.hung_button, bool(stale and old)),
            (self.missing_button, bool(missing and (stale or old))),
            (self.again_button, bool(replaced)),
        ):
            if not shown and focus is button:
                self.left.emit()
            button.setVisible(shown)

    def _say(self, words: str, state: str = "") -> None:
        mark(self.news, "state", state)
        self.news.setText(words)
        self._told.setVisible(bool(words))
        self._told.fit()

    # --- print

    def do(self) -> None:
        """Do the primary act; while something is printed, that is to print it."""
        if self.stage.isVisible():
            self.print_now()
        elif self._wall.to_print():
            self.offer_replacements()
        elif self._wall.to_strike():
            self.ask_to_confirm()
        elif self._wall.standing.missing:
            self.missing_wanted.emit()

    def offer_replacements(self, *, again: bool = False) -> None:
        """Show the printing of right sheets; nothing is filed before "In"."""
        due = len(self._wall.to_print())
        if again:
            due += len(self._wall.in_state(Standing.REPLACED))
        work = partial(wall_asking.print_replacements, again=again)
        name = _("to-thay-{count}").format(count=due)
        self.printing.offer(Order(work, _("Niêm yết: tờ thay"), f"{name}.pdf"))
        words = _("In {count} tờ thay, theo thứ tự trên tường. Esc để thôi.")
        self.stage_words.setText(words.format(count=due))
        self._say("")
        self.choices.hide()
        self.stage.show()
        self.printing.to_print()

    def print_now(self) -> None:
        """Print what is on offer."""
        if self.stage.isVisible():
            self.printing.print_now()

    def save_as(self) -> None:
        """Save what is on offer as a file."""
        if self.stage.isVisible():
            self.printing.save_as()

    def leave(self) -> None:
        """Stop a filing under way, else leave the printing."""
        if self.printing.busy:
            self.printing.stop()
        elif self.stage.isVisible():
            self._close_stage()
            self.left.emit()

    def _close_stage(self) -> None:
        self.printing.drop()
        self.stage.hide()
        self.choices.show()

    def _printed(self) -> None:
        self._close_stage()
        self._say(
            _(
                "Tờ thay đã ra. Dán theo thứ tự, gỡ tờ cũ, rồi bấm Đã dán xong; hoặc quét từng tờ "
                "vừa dán và bấm F8."
            ),
            "sent",
        )
        self.primary.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    # --- strike and place

    def ask_to_confirm(self) -> None:
        """Ask whether everything hangs; then the old sheets are struck."""
        meant = tuple(one.id for one in self._wall.to_strike())
        old = len(meant)  # those that are counted here, whatever is printed meanwhile
        if not meant:
            return
        if self._wall.in_state(Standing.REPLACED):
            title, yes = _("Đã dán xong?"), _("Đã dán xong, gạch {count} tờ cũ")
            text = _(
                "{count} tờ cũ sẽ được gạch khỏi sổ niêm yết. Chỉ xác nhận khi các tờ thay đã ở "
                "đúng chỗ và tờ cũ đã gỡ. Tên cán bộ được ghi vào nhật ký."
            )
        else:
            title, yes = _("Đã gỡ xong?"), _("Đã gỡ xong {count} tờ")
            text = _(
                "{count} tờ hết hiệu lực sẽ được gạch khỏi sổ niêm yết. Chỉ xác nhận khi đã gỡ "
                "khỏi tường. Tên cán bộ được ghi vào nhật ký."
            )
        words = ask.Words(
            title,
            text.format(count=old),
            yes=yes.format(count=old),
            no=_("Chưa"),
            risky=True,
        )
        ask.confirm(self, words, partial(self._confirm, meant))

    def confirm_one(self, sheet: Sheet) -> None:
        """Strike what one sheet stands for; it may be the old one or the new one."""
        if not self._acting:  # pressed twice
            self._confirm((sheet.id,))

    def _confirm(self, sheets: tuple[str, ...]) -> None:
        self._run(partial(wall_asking.confirm, sheets=sheets), self._ends(self._confirmed))

    def _confirmed(self, done: TakenDown) -> None:
        words = _("Đã gạch {struck} tờ cũ; {hung} tờ thay đang treo.")
        if not done.hung:
            words = _("Đã gạch {struck} tờ khỏi sổ.")
        self._say(words.format(struck=len(done.struck), hung=len(done.hung)), "proved")
        self.changed.emit()

    def put(self, sheet: Sheet, board: str, position: str) -> None:
        """Say where a sheet hangs."""
        work = partial(wall_asking.put, sheet=sheet.id, board=board, position=position)
        self._run(work, self._ends(self._placed))

    def _placed(self, sheet: Sheet) -> None:
        self._say(_("Tờ {sheet}: {place}.").format(sheet=sheet.id, place=sheet.place.told()))
        self.changed.emit()

    def ask_to_remove(self, sheet: Sheet) -> None:
        """Ask why a sheet is struck that nothing replaces."""
        words = ask.Words(
            _("Gỡ tờ {sheet} khỏi sổ?").format(sheet=sheet.id),
            _(
                "Dùng khi tờ rách, mất hoặc không treo nữa. Tờ vẫn giữ số trong sổ, kèm lý do và "
                "tên cán bộ."
            ),
            yes=_("Gỡ khỏi sổ"),
            no=_("Để lại"),
            label=_("Lý do"),
            risky=True,
        )
        ask.ask_reason(self, words, partial(self._remove, sheet.id), self._refused)

    def _remove(self, sheet: str, reason: str, hear: ask.Hear) -> None:
        work = partial(wall_asking.remove, sheet=sheet, reason=reason)
        self._run(work, Ends(self._confirmed, hear, hear, self._over))

    def _run(self, work: Callable[[Office], object], ends: Ends) -> None:
        """Do an act after those before it: what a person wrote for it is never dropped."""
        self._waiting.append((work, ends))
        self._next()

    def _ends(self, done: Callable[[Any], object]) -> Ends:
        return Ends(done, self._refused, self._troubled, self._over)

    def _next(self) -> None:
        if self._waiting and not self._acting:
            self._acting = True
            self._place.run(*self._waiting.popleft())

    def _over(self) -> None:
        self._acting = False
        self._next()

    def _refused(self, refused: Refused) -> None:
        words = " ".join(problem.message for problem in refused.problems)
        self._say(words, "person")

    def _troubled(self, trouble: Trouble) -> None:
        self._say(trouble.message, "person")


def _primary_words(stale: int, old: int, missing: int, replaced: int) -> str:
    if stale:
        return _(" In {count} tờ thay theo thứ tự trên tường   Ctrl+⏎").format(count=stale)
    if replaced:
        return _(" Đã dán xong: gạch {count} tờ cũ…   Ctrl+⏎").format(count=old)
    if old:
        return _(" Đã gỡ xong {count} tờ…   Ctrl+⏎").format(count=old)
    if missing:
        return _(" In {count} tờ còn thiếu   Ctrl+⏎").format(count=missing)
    return ""
