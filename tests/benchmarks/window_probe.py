"""Tells, from inside a window's process, when its form can be typed into and how it stands.

Both halves of a pair ask the very same questions. Times are of the monotonic clock, which the
process that started the window shares.
"""

import json
import sys
import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit

KEY = "k"


def tell(**told: object) -> None:
    """Write one line for the process that started the window."""
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


def when(holds: Callable[[], object], then: Callable[[], object]) -> None:
    """Look at every turn of the event loop; act as soon as the condition holds."""
    if holds():
        then()
    else:
        QTimer.singleShot(0, lambda: when(holds, then))


def focusable(field: QLineEdit) -> bool:
    """Whether the field is on the screen and has the focus: the next key goes into it."""
    shown = field.window().windowHandle()
    return (
        QApplication.focusWidget() is field
        and field.isVisible()
        and field.isEnabled()
        and shown is not None
        and shown.isExposed()
    )


def type_a_key(then: Callable[[], object]) -> None:
    """Press a key at whatever has the focus, then go on."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, Qt.Key.Key_K, Qt.KeyboardModifier.NoModifier, KEY)
        target = QApplication.focusWidget()
        assert target is not None
        QCoreApplication.postEvent(target, event)
    QTimer.singleShot(0, then)


def now() -> float:
    """Return the moment on the clock that both processes share."""
    return time.monotonic()
