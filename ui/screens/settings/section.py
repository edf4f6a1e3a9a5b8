"""One section of the settings: a title, what it is for, its content."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.errors import Refused, Trouble
from ui.theme import GRID, mark
from ui.workplace import Workplace


class Section(QWidget):
    """A section; subclasses put their widgets into ``content``.

    Emits:
        unsaved_changed: there are changes now that are not kept yet, or none any more.
    """

    unsaved_changed = Signal()

    def __init__(self, place: Workplace, title: str, about: str = "") -> None:
        """Build the head of the section."""
        super().__init__()
        self.place = place
        #: What stays in sight below the scrolled rows, if there is something.
        self.foot: QWidget | None = None
        self.working = False
        self.setObjectName("sheet")
        head = QLabel(title)
        mark(head, "role", "title")
        self.content = QVBoxLayout(self)
        self.content.setContentsMargins(GRID, 0, 2 * GRID, 2 * GRID)
        self.content.setSpacing(GRID)
        self.content.addWidget(head)
        if about:
            self.content.addWidget(words_label(about))
        self.content.addSpacing(GRID)

    @property
    def unsaved(self) -> bool:
        """Whether something was typed that is not kept yet."""
        return False

    def save(self) -> None:
        """Keep what was changed (Ctrl+S); most sections have nothing that waits."""

    def arrived(self) -> None:
        """Come into sight."""

    def refresh(self, changes: ChangeSet) -> None:
        """Refresh what ``changes`` names."""

    def office_changed(self) -> None:
        """Read the settings again."""

    def busy(self, *pressed: QPushButton, busy: bool) -> None:
        """Let buttons rest while work is under way (``working``).

        The one with the focus is not switched off: it would give the focus away, and the
        keyboard would be nowhere. Acts look at ``working`` before they begin.
        """
        self.working = busy
        for button in pressed:
            button.setEnabled(not busy or button is self.focusWidget())

    def take_focus(self) -> None:
        """Put the focus where work starts in this section."""
        self.focusNextChild()


class News(QLabel):
    """One place that says how the last act of a section went."""

    def __init__(self) -> None:
        """Start silent."""
        super().__init__()
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.hide()

    def say(self, words: str) -> None:
        """Say what was done, or what is being done."""
        self._show(words, "")

    def warn(self, words: str) -> None:
        """Say what went wrong and what to do."""
        self._show(words, "problem")

    def refused(self, refused: Refused) -> None:
        """Say what a person can put right."""
        self.warn("\n".join(problem.message for problem in refused.problems))

    def troubled(self, trouble: Trouble) -> None:
        """Say what the surroundings did."""
        self.warn(trouble.message)

    def _show(self, words: str, role: str) -> None:
        mark(self, "role", role)
        self.setText(words)
        self.setVisible(bool(words))


def words_label(words: str, role: str = "quiet") -> QLabel:
    """Return a label for a sentence or two."""
    label = QLabel(words)
    label.setWordWrap(True)
    mark(label, "role", role)
    return label


def heading(words: str) -> QLabel:
    """Return the heading of a part of a section."""
    label = QLabel(words)
    mark(label, "role", "step")
    return label


def rule() -> QFrame:
    """Return a thin line between two parts of a section."""
    line = QFrame()
    mark(line, "role", "rule")
    return line


def see(*widgets: QWidget) -> None:
    """Scroll so that these are in sight, the last one first of all."""
    for widget in widgets:
        view = widget.parentWidget()
        while view is not None and not isinstance(view, QScrollArea):
            view = view.parentWidget()
        if isinstance(view, QScrollArea):
            view.ensureWidgetVisible(widget)


def foot_of(news: News, *row: QPushButton) -> QWidget:
    """Return the foot of a section: its buttons, and how the last act went beside them."""
    foot = QWidget()
    box = QHBoxLayout(foot)
    box.setContentsMargins(GRID, 0, 2 * GRID, 0)
    box.setSpacing(GRID)
    for button in row:
        box.addWidget(button)
    box.addSpacing(GRID)
    box.addWidget(news, 1)
    # While there is nothing to say, the buttons must not take the room of the sentence.
    policy = news.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    news.setSizePolicy(policy)
    return foot


def buttons(*row: QPushButton) -> QHBoxLayout:
    """Return a row of buttons from the left."""
    box = QHBoxLayout()
    box.setSpacing(GRID)
    for button in row:
        box.addWidget(button)
    box.addStretch(1)
    return box
