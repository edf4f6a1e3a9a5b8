"""Answers a file dialog by keyboard."""

from pathlib import Path

from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit

from tests.ui.keyboard import Keyboard


def choose_file(keys: Keyboard, path: Path) -> None:
    """Type a path into the file dialog that is opening, and Enter."""
    keys.wait(lambda: isinstance(QApplication.activeModalWidget(), QFileDialog))
    dialog = QApplication.activeModalWidget()

    def ready() -> bool:
        focus = QApplication.focusWidget()
        return isinstance(focus, QLineEdit) and focus.window() is dialog

    keys.wait(ready)
    keys.press("Ctrl+A")
    keys.type(str(path))
    keys.press("Return")
    keys.wait(lambda: QApplication.activeModalWidget() is not dialog)
    # There is no window manager here that would do it.
    (QApplication.activeModalWidget() or keys.window).activateWindow()
    keys.wait(lambda: QApplication.focusWidget() is not None)
