"""Binds a key to an act within one part of the window."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget


def bind(widget: QWidget, keys: str, act: Callable[[], object]) -> QShortcut:
    """Let ``keys`` do ``act`` while the focus is in ``widget`` or a part of it.

    The context is set afterwards: PySide6 6.12 drops the one given beside a callable, and a key
    that holds for the whole window takes it away from the field that is typed in.
    """
    made = QShortcut(QKeySequence(keys), widget, act)
    made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    return made
