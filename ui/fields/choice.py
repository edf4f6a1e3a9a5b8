"""A list to choose from that no wheel and no scanner can change behind the clerk's back."""

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QElapsedTimer
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

from ui.fields.scanner import BURST_MS


class Choice(QComboBox):
    """A closed list of (value, words) pairs."""

    def __init__(
        self, pairs: Iterable[tuple[Any, str]] = (), parent: QWidget | None = None
    ) -> None:
        """Offer the pairs in their order; the first is chosen."""
        super().__init__(parent)
        self._values: list[Any] = []
        self._since_key = QElapsedTimer()
        self.offer(pairs)

    @property
    def values(self) -> tuple[Any, ...]:
        """The values on offer, in their order."""
        return tuple(self._values)

    def offer(self, pairs: Iterable[tuple[Any, str]]) -> None:
        """Offer other pairs and choose the first."""
        pairs = tuple(pairs)
        # Kept here and not in Qt's own item data, which turns a StrEnum into a plain string.
        self._values = [value for value, _words in pairs]
        self.clear()
        self.addItems([words for _value, words in pairs])

    def read(self) -> Any:  # noqa: ANN401 - whatever value the owner put in
        """Return the value that is chosen, ``None`` for an empty list."""
        at = self.currentIndex()
        return self._values[at] if 0 <= at < len(self._values) else None

    def choose(self, value: object) -> None:
        """Choose a value; unknown values choose nothing new."""
        if value in self._values:
            self.setCurrentIndex(self._values.index(value))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by first letter, but leave the burst of a scanner to the page around."""
        letter = event.text().isprintable() and bool(event.text().strip())
        burst = self._since_key.isValid() and self._since_key.elapsed() < BURST_MS
        self._since_key.start()
        if (letter and (burst or event.text().isdecimal())) or (burst and event.text() == " "):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page: scrolling must not change a fact."""
        event.ignore()
