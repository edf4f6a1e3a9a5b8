"""Words that scroll inside a card, on the card's own ground."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget


def scrolled(words: QVBoxLayout) -> QScrollArea:
    """Return a view that scrolls down a column of words; the keyboard stays outside."""
    inner = QWidget()
    inner.setLayout(words)
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.viewport().setAutoFillBackground(False)
    inner.setAutoFillBackground(False)
    scroll.setWidget(inner)
    return scroll
