"""The steps of the control sheet: as many as were taken so far, none to leave all to the pen."""

from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from receptiondesk.domain.paper_kinds import StepResult
from receptiondesk.words import _
from ui.fields.field import Field, align_labels
from ui.fields.row import Row
from ui.press_button import PressButton
from ui.screens.dossiers.paper_asks import STEP
from ui.screens.dossiers.paper_editors import Editor, Line, Moment, OneOf
from ui.theme import GRID, mark

_RESULTS: Final = (
    ("", _("chưa ghi")),
    (StepResult.EARLY.value, _("trước hạn")),
    (StepResult.ON_TIME.value, _("đúng hạn")),
    (StepResult.LATE.value, _("quá hạn")),
)
#: Fields that stand beside one another.
_PAIRS: Final = (("from", "to"), ("giver", "receiver"), ("at",), ("result", "note"))


class StepBox(QFrame):
    """One step."""

    changed = Signal()

    def __init__(self, number: int) -> None:
        """Start empty; the number stands above it."""
        super().__init__()
        mark(self, "role", "card")
        self.editors: dict[str, Editor] = {}
        self.fields: dict[str, Field] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID, GRID // 2, GRID, GRID)
        column.setSpacing(GRID // 2)
        title = QLabel(_("Bước {number}").format(number=number))
        mark(title, "role", "heading")
        column.addWidget(title)
        for ask in STEP:
            self.fields[ask.key] = self._field(ask.key, ask.label)
        align_labels(*self.fields.values())
        for pair in _PAIRS:
            column.addWidget(Row(*((self.fields[key], 1) for key in pair), gap=GRID))

    def _field(self, key: str, label: str) -> Field:
        if key == "at":
            moment = Moment()
            self.editors[key] = moment
            field = Field(label, moment, moment.day, moment.time)
        else:
            made = OneOf(_RESULTS) if key == "result" else Line()
            self.editors[key] = made
            field = Field(label, made)
        self.editors[key].changed.connect(self.changed)
        return field


class Steps(QWidget):
    """Some steps, and a button that adds one."""

    changed = Signal()

    def __init__(self) -> None:
        """Start without a step."""
        super().__init__()
        self.boxes: list[StepBox] = []
        self.add_button = PressButton(_("Thêm một bước giao, nhận"))
        self.add_button.setAccessibleName(self.add_button.text())
        self.add_button.clicked.connect(self.add)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GRID)
        hint = QLabel(_("Không ghi bước nào thì bảng để trống, ghi tay khi giao, nhận."))
        hint.setWordWrap(True)
        mark(hint, "role", "small")
        self._column.addWidget(self.add_button)
        self._column.addWidget(hint)

    def add(self) -> None:
        """Add a step and go into it."""
        box = StepBox(len(self.boxes) + 1)
        box.changed.connect(self.changed)
        self._column.insertWidget(len(self.boxes), box)
        self.boxes.append(box)
        box.show()  # at once, so that the keyboard can go through it
        self._tab_through(box)
        box.fields["from"].take_focus()
        self.changed.emit()

    def _tab_through(self, box: StepBox) -> None:
        """Let Tab go through a box made late right before it reaches the button below it."""
        before = _stop_before(self.add_button)
        for part in (one for pair in _PAIRS for key in pair for one in box.fields[key].editors):
            QWidget.setTabOrder(before, part)
            before = part

    def told(self) -> list[dict[str, Any]] | None:
        """Return the steps in which something stands."""
        told = [
            {key: value for key, one in box.editors.items() if (value := one.told()) is not None}
            for box in self.boxes
        ]
        return [one for one in told if one] or None

    def unread(self) -> str:
        """Return what keeps a step from being read."""
        for number, box in enumerate(self.boxes, start=1):
            for one in box.editors.values():
                if words := one.unread():
                    return _("Bước {number}: {words}").format(number=number, words=words)
        return ""


def _stop_before(widget: QWidget) -> QWidget:
    """Return where the keyboard stops before a widget: much in the order is no stop."""
    before = widget.previousInFocusChain()
    while before is not None and before.focusPolicy() is Qt.FocusPolicy.NoFocus:
        before = before.previousInFocusChain()
    return before or widget
