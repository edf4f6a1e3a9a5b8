"""What keys mean everywhere: a key that does an act within one part, and Enter that moves on."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget


def bind(widget: QWidget, keys: str, act: Callable[[], object]) -> QShortcut:
    """Let ``keys`` do ``act`` while the focus is in ``widget`` or a part of it.

    The context is set afterwards: PySide6 6.12 drops the one given beside a callable, and a key
    that holds for the whole window takes it away from the field that is typed in.
    """
    made = QShortcut(QKeySequence(keys), widget, act)
    made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    return made


def moves_on(event: QKeyEvent) -> bool:
    """Return whether this is Enter by itself, which goes to the next field and never accepts."""
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & held
