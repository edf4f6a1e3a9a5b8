"""The bare half of two rows: a PySide6 window with one field, and ``import sqlmodel``.

Usage: python -m tests.benchmarks.window_bare start|memory. ``start`` says when the field can be
typed into; ``memory`` says "ready" and waits to be looked at until its input ends.
"""

import sys

import sqlmodel  # noqa: F401 - importing it is the work
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow

from tests.benchmarks import window_probe as probe

SETTLE_MS = 2_000


def main() -> None:
    app = QApplication([])
    window = QMainWindow()
    field = QLineEdit()
    window.setCentralWidget(field)
    window.show()
    window.activateWindow()
    field.setFocus()

    def told() -> None:
        probe.tell(focusable=probe.now())
        app.quit()

    def look_at_me() -> None:
        probe.tell(ready=True)
        sys.stdin.read()
        app.quit()

    if sys.argv[1] == "start":
        probe.when(lambda: probe.focusable(field), told)
    else:
        QTimer.singleShot(SETTLE_MS, look_at_me)
    app.exec()


main()
