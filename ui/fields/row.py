"""Fields beside one another while there is room, under one another when there is not."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from ui.fields.field import Field, align_labels
from ui.theme import GRID


class Row(QWidget):
    """A row that turns into a column in a narrow window (1366×768 at 150 % is 911 wide)."""

    def __init__(self, *parts: tuple[QWidget, int], gap: int = 2 * GRID) -> None:
        """Lay the parts out; each comes with its share of the width (0: as wide as it must be)."""
        super().__init__()
        self._parts = tuple(widget for widget, _share in parts)
        self._gap = gap
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(gap)
        for widget, share in parts:
            self._box.addWidget(widget, share)
        # Takes what is left over, also when the part that would take it is folded away.
        self._box.addStretch(0 if any(share for _widget, share in parts) else 1)
        self._label_widths: list[int] | None = None

    def minimumSizeHint(self) -> QSize:
        """Return the width of the widest part only: the row can always turn."""
        hint = self._box.minimumSize()
        widths = [_least(part) for part in self._shown()]
        return QSize(max(widths, default=0), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Turn when the width asks for it."""
        self._turn()
        super().resizeEvent(event)

    def event(self, event: QEvent) -> bool:
        """Turn also when a part is shown, folded away or says something longer."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._turn()
        return super().event(event)

    def _turn(self) -> None:
        widths = [_least(part) for part in self._shown()]
        needed = sum(widths) + self._gap * max(0, len(widths) - 1)
        fits = needed <= self.width()
        way = QBoxLayout.Direction.LeftToRight if fits else QBoxLayout.Direction.TopToBottom
        if self._box.direction() != way:
            self._box.setDirection(way)
            self._box.setSpacing(self._gap if fits else GRID)
            self._align(under_one_another=not fits)
            self.updateGeometry()

    def _align(self, *, under_one_another: bool) -> None:
        """Give the labels one width while they stand under one another."""
        fields = [part for part in self._parts if isinstance(part, Field)]
        if self._label_widths is None:
            self._label_widths = [field.label.minimumWidth() for field in fields]
        for field, width in zip(fields, self._label_widths, strict=True):
            field.label.setMinimumWidth(width)
        if under_one_another and fields:
            align_labels(*fields)

    def _shown(self) -> list[QWidget]:
        return [part for part in self._parts if not part.isHidden()]


def _least(part: QWidget) -> int:
    """Return how narrow a part may become."""
    return max(part.minimumSizeHint().width(), part.minimumWidth())
