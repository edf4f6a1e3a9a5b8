"""A label, a field, and a place under it for the sentence that says what is wrong."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from ui.theme import CONTROL, GRID, mark

LEFT = Qt.AlignmentFlag.AlignLeft
#: Qt's own "no limit" (QWIDGETSIZE_MAX in qwidget.h), which PySide6 does not export.
QWIDGETSIZE_MAX = (1 << 24) - 1


class Field(QWidget):
    """An editor with its label on the left and its problem underneath.

    ``editors`` are all widgets that turn red together; the first of them gets the focus.
    """

    def __init__(self, label: str, editor: QWidget, *editors: QWidget) -> None:
        """Build the row; ``label`` may carry a mnemonic (``&Họ tên``)."""
        super().__init__()
        self.editors: tuple[QWidget, ...] = editors or (editor,)
        self.label = QLabel(label)
        self.label.setBuddy(self.editors[0])
        self.problem = QLabel()
        self.problem.setWordWrap(True)
        mark(self.problem, "role", "problem")
        self.problem.hide()
        name = label.replace("&", "")
        for each in self.editors:
            if not each.accessibleName():
                each.setAccessibleName(name)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(GRID // 4)
        grid.addWidget(self.label, 0, 0, Qt.AlignmentFlag.AlignVCenter)
        # A short field (a date) stands at its label, not in the middle of the room it is given.
        short = editor.maximumWidth() < QWIDGETSIZE_MAX
        grid.addWidget(editor, 0, 1, LEFT if short else Qt.AlignmentFlag(0))
        grid.addWidget(self.problem, 1, 1)
        grid.setColumnStretch(1, 1)
        grid.setRowMinimumHeight(0, CONTROL)
        # A neighbour's problem makes the row taller: stay on its line.
        grid.setRowStretch(2, 1)

    def show_problem(self, sentence: str) -> None:
        """Turn red and say what is wrong and what to do."""
        for editor in self.editors:
            mark(editor, "state", "error")
            editor.setAccessibleDescription(sentence)
        self.problem.setText(sentence)
        self.problem.show()

    def clear_problem(self) -> None:
        """Be calm again; cheap to call on every key."""
        if self.problem.isHidden():
            return
        for editor in self.editors:
            mark(editor, "state", "")
            editor.setAccessibleDescription("")
        self.problem.hide()

    @property
    def has_problem(self) -> bool:
        """Whether a problem is shown."""
        return not self.problem.isHidden()

    def take_focus(self) -> None:
        """Put the focus into the (first) editor."""
        self.editors[0].setFocus(Qt.FocusReason.OtherFocusReason)


def align_labels(*fields: Field) -> None:
    """Give the labels of fields that stand under one another the width of the widest."""
    width = max(max(f.label.sizeHint().width(), f.label.minimumWidth()) for f in fields)
    for field in fields:
        field.label.setMinimumWidth(width)


def chars(widget: QWidget, count: int) -> int:
    """Return the width that ``count`` digits and a field's frame take in the widget's font."""
    return widget.fontMetrics().horizontalAdvance("0") * count + 3 * GRID
