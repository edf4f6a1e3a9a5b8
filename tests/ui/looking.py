"""Looks at a window like a careful person: is anything cut off, on top of another, in English?"""

import re

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLabel,
    QLineEdit,
    QWidget,
)

#: Words that a Vietnamese sentence never has and an English one soon does.
_ENGLISH = re.compile(
    r"\b(the|and|or|of|to|is|not|error|failed|invalid|unknown|none|null|ok|cancel|save|open|"
    r"close|print|search|settings|name|date|file|page|please|loading|true|false|sync|yes|no)\b",
    re.IGNORECASE,
)


def cut_off(window: QWidget) -> list[str]:
    """Return what cannot be read or reached whole: labels and buttons smaller than their words."""
    found = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or not isinstance(widget, QLabel | QAbstractButton | QComboBox):
            continue
        if isinstance(widget, QLabel) and widget.wordWrap():
            needed = widget.heightForWidth(widget.width())
            if needed > widget.height() + 1:
                found.append(f"{widget.text()!r}: {widget.height()} high, needs {needed}")
            continue
        hint = widget.minimumSizeHint() if isinstance(widget, QComboBox) else widget.sizeHint()
        if hint.width() > widget.width() + 1 or hint.height() > widget.height() + 1:
            words = getattr(widget, "text", widget.objectName)()
            found.append(f"{type(widget).__name__} {words!r}: {widget.size()} needs {hint}")
    return found


def overlapping(window: QWidget) -> list[str]:
    """Return pairs of fields, labels and buttons that lie on one another."""
    solid = (QLabel, QAbstractButton, QLineEdit, QComboBox)
    seen = [
        (widget, QRect(widget.mapTo(window, QPoint(0, 0)), widget.size()))
        for widget in window.findChildren(QWidget)
        if widget.isVisible() and isinstance(widget, solid) and not _inside_a_field(widget)
    ]
    found = []
    for number, (one, here) in enumerate(seen):
        for other, there in seen[number + 1 :]:
            common = here.intersected(there)
            if one.parent() is other.parent() and common.width() > 1 and common.height() > 1:
                found.append(f"{_name(one)} and {_name(other)}: {common}")
    return found


def beyond(window: QWidget, area: QWidget) -> list[str]:
    """Return what stands out of ``area`` on its right side, where no scroll bar helps."""
    right = area.mapTo(window, QPoint(area.width(), 0)).x()
    return [
        _name(widget)
        for widget in area.findChildren(QWidget)
        if widget.isVisible()
        and isinstance(widget, QLabel | QAbstractButton | QLineEdit | QComboBox)
        and widget.mapTo(window, QPoint(widget.width(), 0)).x() > right + 1
    ]


def english(words: str) -> list[str]:
    """Return the lines that have an English word in them; names of keys are the keyboard's."""
    lines = re.sub(r"\b(Ctrl|Alt|Enter|Shift|Tab|Esc|F\d+|Email|PDF|USB|QR)\b", "", words)
    return [line for line in lines.splitlines() if _ENGLISH.search(line)]


def _inside_a_field(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QLineEdit | QComboBox | QAbstractItemView):
            return True
        parent = parent.parentWidget()
    return False


def _name(widget: QWidget) -> str:
    words = getattr(widget, "text", widget.accessibleName)()
    return f"{type(widget).__name__} {words or widget.accessibleName()!r}"
