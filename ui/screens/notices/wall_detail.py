"""The sheet that is chosen: how it stands, why, old beside new, and where it hangs."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from receptiondesk.domain.clock import local
from receptiondesk.domain.text import date_vi
from receptiondesk.domain.wall import Reason, Sheet
from receptiondesk.words import _
from ui.keys import moves_on
from ui.print_panel import PressButton
from ui.screens.notices.difference import Difference, DifferenceView
from ui.screens.notices.wall_asking import Standing, Wall
from ui.screens.notices.wall_words import KIND_WORDS, LOOKS, NOT_POSTED_YET, carries, causes
from ui.theme import GRID, mark

_HINTS = {
    Standing.RIGHT: _("Tờ này đúng với danh mục đang dùng."),
    Standing.WAITING: _("Tờ này đã in, chờ dán thay tờ {replaces}. Dán xong, gỡ tờ cũ rồi bấm F8."),
    Standing.STRUCK: _("Tờ này đã gỡ ngày {taken} nên không còn trên tường."),
}


class _PlaceLine(QLineEdit):
    """A line of the place; Enter goes on to what stands behind it."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move on with Enter."""
        if moves_on(event):
            self.focusNextChild()
        else:
            super().keyPressEvent(event)


class WallDetail(QWidget):
    """Shows one sheet, or one procedure that no sheet carries.

    Emits:
        place_wanted: board and position as they were typed, for the sheet that is shown.
        act_wanted: the proposed act for what is shown.
        removal_wanted: the sheet that is shown is to be struck, with a reason.
    """

    place_wanted = Signal(str, str)
    act_wanted = Signal()
    removal_wanted = Signal()

    def __init__(self) -> None:
        """Build; nothing is shown yet."""
        super().__init__()
        self.sheet: Sheet | None = None
        self.title, self.about, self.state = QLabel(), QLabel(), QLabel()
        self.reading = DifferenceView(_("Lý do và khác biệt"))
        self.board, self.position = _PlaceLine(), _PlaceLine()
        self.put_button = PressButton(_("Ghi chỗ"))
        self.act_button = PressButton()
        self.remove_button = PressButton(_("Gỡ khỏi sổ…   Del"))
        self.where = QWidget()
        self._build()
        self.put_button.clicked.connect(self._put)
        self.act_button.clicked.connect(self.act_wanted)
        self.remove_button.clicked.connect(self.removal_wanted)
        self.clear()

    def _build(self) -> None:
        for label, role in ((self.title, "heading"), (self.about, "small"), (self.state, "")):
            label.setWordWrap(True)
            mark(label, "role", role)
        for line, name in ((self.board, _("Bảng")), (self.position, _("Vị trí"))):
            line.setAccessibleName(name)
            line.setMaxLength(30)
        self.board.setPlaceholderText(_("bảng nào (F4)"))
        self.position.setPlaceholderText(_("vị trí"))
        place = QHBoxLayout(self.where)
        place.setContentsMargins(0, 0, 0, 0)
        place.setSpacing(GRID)
        place.addWidget(QLabel(_("Chỗ treo")))
        place.addWidget(self.board, 3)
        place.addWidget(self.position, 2)
        place.addWidget(self.put_button)
        acts = QHBoxLayout()
        acts.setSpacing(GRID)
        acts.addWidget(self.act_button, 1)
        acts.addWidget(self.remove_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        for label in (self.title, self.about, self.state):
            column.addWidget(label)
        column.addWidget(self.reading, 1)
        column.addSpacing(GRID // 2)
        column.addWidget(self.where)
        column.addLayout(acts)

    @property
    def typing(self) -> bool:
        """Whether a place is being typed, or was and waits for its button."""
        return any(part.hasFocus() for part in (self.board, self.position, self.put_button))

    def clear(self, words: str = "") -> None:
        """Show no sheet."""
        self.sheet = None
        for label in (self.title, self.about, self.state):
            label.clear()
        self.reading.show_words(words)
        self._offer("", standing=False)
        self.reading.setVisible(bool(words))

    def show_sheet(self, wall: Wall, sheet: Sheet) -> None:
        """Show a sheet; a place that is typed into stays as it is."""
        same = self.sheet is not None and self.sheet.id == sheet.id
        state, look = wall.state_of(sheet), LOOKS[wall.state_of(sheet)]
        self.title.setText(
            _("Tờ {sheet} · {kind}").format(
                sheet=sheet.id, kind=KIND_WORDS.get(sheet.kind, sheet.kind)
            )
        )
        name, codes = carries(wall, sheet)
        self.about.setText(f"{name} · {codes}")
        reasons = wall.reasons_of(sheet)
        mark(self.state, "state", look.colour)
        why = causes(reasons)
        self.state.setText(f"{look.word[:1].upper()}{look.word[1:]}{f': {why}' if why else ''}")
        self._show_reasons(wall, sheet, reasons, state)
        if not (same and self.typing):
            self.board.setText(sheet.place.board)
            self.position.setText(sheet.place.position)
        self.sheet = sheet
        self._offer(_act_words(state), standing=state is not Standing.STRUCK)

    def show_missing(self, wall: Wall, code: str) -> None:
        """Show a procedure that is received here and hangs nowhere."""
        self.sheet = None
        self.title.setText(wall.names.get(code, code))
        self.about.setText(code)
        mark(self.state, "state", NOT_POSTED_YET.colour)
        self.state.setText(_("Có tiếp nhận mà chưa dán"))
        self.reading.show_words(
            _(
                "Cơ quan tiếp nhận thủ tục này nhưng trên tường chưa có tờ nào mang nó. In cả các "
                "tờ còn thiếu một lần bằng F8."
            )
        )
        self._offer(_("In các tờ còn thiếu   F8"), standing=False)

    def _show_reasons(
        self, wall: Wall, sheet: Sheet, reasons: tuple[Reason, ...], state: Standing
    ) -> None:
        if not reasons and len(sheet.codes) > 1 and state is Standing.RIGHT:
            named = [(code, wall.names.get(code, code)) for code in sheet.codes]
            self.reading.show_lines(named)
            return
        if not reasons:
            taken = date_vi(local(sheet.taken_at).date()) if sheet.taken_at else ""
            hint = _HINTS.get(state, _("Tờ thay đã in; dán xong thì bấm F8."))
            self.reading.show_words(hint.format(replaces=sheet.replaces, taken=taken))
            return
        several = len(sheet.codes) > 1
        found = [
            Difference(_titled(wall, one, several=several), one.old, one.new) for one in reasons
        ]
        heads = (
            _("Trên tờ (danh mục bản {version})").format(version=sheet.version),
            _("Nay (danh mục bản {version})").format(version=wall.standing.version),
        )
        self.reading.show_differences(found, heads)

    def _offer(self, act: str, *, standing: bool) -> None:
        self.reading.show()
        self.act_button.setText(act)
        for part, shown in (
            (self.act_button, bool(act)),
            (self.remove_button, standing),
            (self.where, standing),
        ):
            if not shown and _holds_focus(part):
                self.reading.setFocus()  # a part that goes would give the focus to nobody
            part.setVisible(shown)

    def _put(self) -> None:
        self.place_wanted.emit(self.board.text(), self.position.text())


def _holds_focus(part: QWidget) -> bool:
    return any(one.hasFocus() for one in (part, *part.findChildren(QWidget)))


def _titled(wall: Wall, reason: Reason, *, several: bool) -> str:
    words = reason.called[:1].upper() + reason.called[1:]
    if not reason.code or not several:
        return words
    return f"{wall.names.get(reason.code, reason.code)} ({reason.code}): {reason.called}"


def _act_words(state: Standing) -> str:
    return {
        Standing.REPLACED: _("Đã dán tờ thay   F8"),
        Standing.WAITING: _("Đã dán tờ này   F8"),
        Standing.LEAVES: _("Đã gỡ tờ này   F8"),
    }.get(state, "")
