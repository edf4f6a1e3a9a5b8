"""Short questions to the person, in our own Vietnamese words.

No nested event loop: every dialog is opened with ``open()`` and answers through its ``finished``
signal, so nothing re-enters a function that is still running. Dialogs have a parent and delete
themselves when closed. Enter and Esc work in all of them; the safe answer has the focus when the
act cannot be taken back.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from receptiondesk.domain.errors import Refused, Trouble
from receptiondesk.words import _
from ui.keys import moves_on
from ui.scan_guard import ScanGuard
from ui.theme import GRID, mark

#: Words of more lines than these scroll where the screen is too low for all of them.
_LONG: Final = 12
#: Lines of a screen that a dialog needs around its words: frames, title, button.
_AROUND: Final = 13


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a question: ``yes`` does it, ``no`` leaves everything as it is.

    ``typed`` stands in the field already, and ``said`` above it: why it was not taken.
    """

    title: str
    text: str
    yes: str
    no: str = ""
    label: str = ""
    risky: bool = False
    typed: str = ""
    said: str = ""


#: Hears why a reason was not taken.
Hear = Callable[[Refused | Trouble], object]


class Question(QDialog):
    """A dialog with a title, a text, perhaps one field, and one or two buttons.

    ``then`` is called with the text of the field (empty without one) after "yes"; ``otherwise``
    after any other end.
    """

    def __init__(
        self,
        parent: QWidget | None,
        words: Words,
        then: Callable[[str], object] | None = None,
        otherwise: Callable[[], object] | None = None,
    ) -> None:
        """Build the dialog; ``open()`` shows it."""
        super().__init__(parent)
        self._then = then
        self._otherwise = otherwise
        self._risky = words.risky
        self._view: QScrollArea | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(words.title)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID)
        self._column.setSpacing(2 * GRID)
        self._build_text(words)
        self.field: QLineEdit | None = self._build_field(words) if words.label else None
        self._build_buttons(words)
        parts = (self.field, self.yes, self.no)
        self._guard = ScanGuard(self, *(one for one in parts if one is not None))
        self.finished.connect(self._answer)

    def _build_text(self, words: Words) -> None:
        title = QLabel(words.title)
        mark(title, "role", "heading")
        text = QLabel(words.text)
        text.setWordWrap(True)
        text.setMinimumWidth(self.fontMetrics().averageCharWidth() * 56)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._column.addWidget(title)
        self._column.addWidget(self._in_reach(text))

    def _in_reach(self, text: QLabel) -> QWidget:
        """Return long words in a view: a dialog never grows past two thirds of the screen alone."""
        line = self.fontMetrics().lineSpacing()
        needed = text.heightForWidth(text.minimumWidth())
        if needed <= _LONG * line:
            return text
        self._view = view = QScrollArea()
        view.setWidgetResizable(True)
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setWidget(text)
        bar = view.verticalScrollBar().sizeHint().width()
        view.setMinimumWidth(text.minimumWidth() + bar)
        room = self.screen().availableGeometry().height() - _AROUND * line
        view.setMinimumHeight(min(needed, max(room, _LONG * line // 2)))
        return view

    def _build_field(self, words: Words) -> QLineEdit:
        label = QLabel(words.label)
        field = QLineEdit(words.typed)
        label.setBuddy(field)
        field.setAccessibleName(words.label)
        field.textChanged.connect(self._allow)
        if words.said:
            said = QLabel(words.said)
            said.setWordWrap(True)
            mark(said, "role", "problem")
            self._column.addWidget(said)
        self._column.addWidget(label)
        self._column.addWidget(field)
        return field

    def _build_buttons(self, words: Words) -> None:
        row = QHBoxLayout()
        row.addStretch(1)
        self.yes = QPushButton(words.yes)
        mark(self.yes, "role", "primary")
        self.yes.clicked.connect(self.accept)
        self.no: QPushButton | None = None
        if words.no:
            self.no = QPushButton(words.no)
            self.no.clicked.connect(self.reject)
            row.addWidget(self.no)
        row.addWidget(self.yes)
        self._column.addLayout(row)
        if self.field is not None:
            self._allow(self.field.text())
            self.field.setFocus()
        safe = self.no if words.risky and self.no is not None else self.yes
        safe.setDefault(True)
        if self.field is None:
            safe.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter go from the words to a risky act, which it does only when pressed there."""
        if self._risky and self.field is not None and self.field.hasFocus() and moves_on(event):
            self.yes.setFocus(Qt.FocusReason.TabFocusReason)
        elif self._view is not None and event.key() in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            bar = self._view.verticalScrollBar()
            down = event.key() == Qt.Key.Key_PageDown
            bar.setValue(bar.value() + (bar.pageStep() if down else -bar.pageStep()))
        else:
            super().keyPressEvent(event)

    def _allow(self, text: str) -> None:
        self.yes.setEnabled(bool(text.strip()))

    def _answer(self, result: int) -> None:
        parent = self.parentWidget()
        if parent is not None:
            # Not every platform gives the keyboard back to the window by itself.
            parent.window().activateWindow()
        said_yes = result == QDialog.DialogCode.Accepted
        if said_yes and self._then is not None:
            self._then(self.field.text() if self.field is not None else "")
        if not said_yes and self._otherwise is not None:
            self._otherwise()


def inform(parent: QWidget | None, title: str, text: str) -> Question:
    """Tell something with one button "Đã hiểu"."""
    return _opened(Question(parent, Words(title, text, yes=_("Đã hiểu"))))


def confirm(
    parent: QWidget | None,
    words: Words,
    then: Callable[[], object],
    otherwise: Callable[[], object] | None = None,
) -> Question:
    """Ask before an act; ``then()`` follows "yes"."""

    def said_yes(_text: str) -> None:
        then()

    return _opened(Question(parent, words, said_yes, otherwise))


def ask_text(
    parent: QWidget | None,
    words: Words,
    then: Callable[[str], object],
    *,
    secret: bool = False,
    otherwise: Callable[[], object] | None = None,
) -> Question:
    """Ask for one line; "yes" stays grey until something is typed. ``words.label`` names it."""
    question = Question(parent, words, then, otherwise)
    if secret and question.field is not None:
        question.field.setEchoMode(QLineEdit.EchoMode.Password)
    return _opened(question)


def ask_reason(
    parent: QWidget,
    words: Words,
    then: Callable[[str, Hear], object],
    refused: Callable[[Refused], object],
) -> Question:
    """Ask for a reason, and ask again with what was typed as long as that is not taken.

    Args:
        parent: whose question it is; when it is gone nobody is asked any more.
        words: the question.
        then: does the act with the reason; it gives a `Refused` or `Trouble` to what it was given.
        refused: hears of what is not the reason's fault.
    """

    def answered(text: str) -> None:
        then(text, lambda error: hear(text, error))

    def hear(text: str, error: Refused | Trouble) -> None:
        if not shiboken6.isValid(parent):
            return
        if isinstance(error, Trouble):
            why = error.message
        elif any(problem.field == "reason" for problem in error.problems):
            why = " ".join(problem.message for problem in error.problems)
        else:
            refused(error)
            return
        ask_reason(parent, replace(words, typed=text, said=why), then, refused)

    return ask_text(parent, words, answered)


def show_text(parent: QWidget | None, title: str, text: str, long_text: str) -> Question:
    """Show a longer text that can be selected and copied (a report)."""
    question = Question(parent, Words(title, text, yes=_("Đóng")))
    box = QPlainTextEdit(long_text)
    box.setReadOnly(True)
    box.setMinimumHeight(question.fontMetrics().lineSpacing() * 10)
    question._column.insertWidget(2, box)  # noqa: SLF001 - our own dialog
    copy = QPushButton(_("Sao chép"))
    copy.setAutoDefault(False)
    copy.clicked.connect(box.selectAll)
    copy.clicked.connect(box.copy)
    question._column.insertWidget(3, copy, 0, Qt.AlignmentFlag.AlignLeft)  # noqa: SLF001
    return _opened(question)


def save_as(
    parent: QWidget, title: str, suggested: Path, kinds: str, then: Callable[[Path], object]
) -> QFileDialog:
    """Ask where to save a file; ``kinds`` is like ``"PDF (*.pdf)"``."""
    dialog = _file_dialog(parent, title, kinds, then)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setLabelText(QFileDialog.DialogLabel.Accept, _("&Lưu"))
    dialog.setDefaultSuffix(suggested.suffix.lstrip("."))
    dialog.setDirectory(str(suggested.parent))
    dialog.selectFile(suggested.name)
    dialog.open()
    return dialog


def open_file(
    parent: QWidget, title: str, kinds: str, then: Callable[[Path], object]
) -> QFileDialog:
    """Ask for a file that exists."""
    dialog = _file_dialog(parent, title, kinds, then)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setLabelText(QFileDialog.DialogLabel.Accept, _("&Mở"))
    dialog.open()
    return dialog


def _file_dialog(
    parent: QWidget, title: str, kinds: str, then: Callable[[Path], object]
) -> QFileDialog:
    dialog = QFileDialog(parent, title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setNameFilter(kinds)
    dialog.setLabelText(QFileDialog.DialogLabel.Reject, _("&Thôi"))

    def chosen(name: str) -> None:
        then(Path(name))

    dialog.fileSelected.connect(chosen)
    # Not every platform gives the keyboard back to the window by itself.
    dialog.finished.connect(parent.window().activateWindow)
    return dialog


def _opened(question: Question) -> Question:
    question.open()
    if question.field is not None:
        question.field.end(False)  # one goes on behind what was typed, and does not type it away
    return question
