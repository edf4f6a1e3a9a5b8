"""Typing into whatever has the focus, and reading whatever can be seen."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QListView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ui.fields.scanner import BURST_MS

CARD = "001090123456|012345678|Nguyễn Văn An|01011990|Nam|Thôn 2, Huyện Cũ, Thanh Hóa|15042021"


@dataclass
class Keyboard:
    """Hands and eyes. Nothing here touches a widget otherwise than by key."""

    qtbot: QtBot
    window: QWidget
    #: Whether letters were typed last.
    typed: bool = False

    def focus(self) -> QWidget:
        self.qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
        found = QApplication.focusWidget()
        assert found is not None
        return found

    def type(self, text: str) -> None:
        """Type text, any letters, one key event each, as a keyboard or a scanner does."""
        self.typed = True
        for character in text:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, character)
                QApplication.sendEvent(self.focus(), event)

    def press(self, *keys: str) -> None:
        """Press keys by their names ("Return", "Alt+2", "Ctrl+Return")."""
        if self.typed:
            QTest.qWait(BURST_MS + 5)  # a hand is slower than a scanner
        self._press(*keys)

    def _press(self, *keys: str) -> None:
        self.typed = False
        for name in keys:
            combination = QKeySequence(name)[0]
            QTest.keyClick(self.focus(), combination.key(), combination.keyboardModifiers())

    def wait(self, condition: Callable[[], bool], timeout: int = 10_000) -> None:
        self.qtbot.waitUntil(condition, timeout=timeout)

    def wait_to_see(self, words: str) -> None:
        """Wait until a person could read the words somewhere on the window."""
        self.qtbot.waitUntil(lambda: words in self.seen(), timeout=10_000)

    def wait_for_focus_on(self, words: str) -> None:
        """Wait until the focus is on a button with these words."""
        self.qtbot.waitUntil(lambda: words in _words(self.focus()), timeout=10_000)

    def seen(self) -> str:
        """Return every word that is visible now, dialogs included."""
        words: list[str] = []
        for top in QApplication.topLevelWidgets():
            if top.isVisible():
                words += [_words(w) for w in (top, *top.findChildren(QWidget)) if w.isVisible()]
        return "\n".join(word for word in words if word)

    def scan(self, text: str) -> None:
        """Do what a card scanner does: type everything at once and end with Enter."""
        self.type(text)
        self._press("Return")


def _columns(view: QAbstractItemView) -> int:
    # A list model's columnCount is private in Qt.
    return 1 if isinstance(view, QListView) else view.model().columnCount(QModelIndex())


def _list_words(view: QAbstractItemView) -> str:
    model = view.model()
    if model is None:
        return ""
    told = []
    for row in range(min(model.rowCount(QModelIndex()), 50)):
        for column in range(_columns(view)):
            index = model.index(row, column)
            words = index.data(Qt.ItemDataRole.AccessibleTextRole) or index.data()
            told.append(words if isinstance(words, str) else "")
    return "\n".join(told)


def _words(widget: QWidget) -> str:
    if isinstance(widget, QLabel | QAbstractButton):
        return widget.text().replace("\u200b", "")  # where a long code may break
    if isinstance(widget, QLineEdit):
        return widget.text() or widget.placeholderText()
    if isinstance(widget, QComboBox):
        return widget.currentText()
    if isinstance(widget, QAbstractItemView):
        return _list_words(widget)
    return widget.windowTitle() if widget.isWindow() else ""
