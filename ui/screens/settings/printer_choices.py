"""How each kind of paper is printed at this counter: printer, tray, size, copies, sides."""

from dataclasses import asdict, replace
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from receptiondesk.domain.print_choices import (
    DOCUMENTS,
    MOST_COPIES,
    PrintChoice,
    Sides,
    read_choices,
    write_choices,
)
from receptiondesk.words import _
from ui.fields.choice import Choice
from ui.fields.field import Field, align_labels, chars
from ui.fields.row import Row
from ui.models.lines import Cell, Line
from ui.models.lines_view import Column, LinesView
from ui.printing_job import Printers
from ui.theme import GRID

_SIZES: Final = {
    "a5": "A5",
    "a4": "A4",
    "a3": "A3",
    "a3-a4": _("A3 ghép từ hai tờ A4"),
    "roll": _("giấy cuộn 80 mm"),
}
_SIDES: Final = {
    Sides.ONE.value: _("một mặt"),
    Sides.LONG.value: _("hai mặt, lật cạnh dài"),
    Sides.SHORT.value: _("hai mặt, lật cạnh ngắn"),
}
_USUAL: Final = _("theo máy in chung")


class ChoicesEditor(QWidget):
    """The kinds of paper in a list, and below it how the one that is current is printed."""

    edited = Signal()

    def __init__(self) -> None:
        """Start with nothing chosen for any kind."""
        super().__init__()
        self._choices: dict[str, PrintChoice] = {}
        self._printers = Printers((), "")
        self._showing = False
        self.list = LinesView((Column(_("Loại giấy"), share=1), Column(_("Cách in"), share=1)))
        self.printer = Choice()
        self.tray = QLineEdit()
        self.size_choice = Choice()
        self.copies = QLineEdit()
        self.sides = Choice()
        self._build()
        self._connect()
        self._show_list()
        self.list.choose_first()

    def _build(self) -> None:
        self.list.setAccessibleName(_("Loại giấy"))
        height = self.fontMetrics().height() + 2 * GRID  # one line each
        self.list.verticalHeader().setDefaultSectionSize(height)
        rows = height * len(DOCUMENTS)
        heads = self.list.horizontalHeader().sizeHint().height()
        self.list.setMinimumHeight(rows + heads + GRID)
        self.list.setMaximumHeight(rows + heads + GRID)
        self.tray.setPlaceholderText(_("để trống: máy in tự chọn"))
        self.copies.setValidator(QIntValidator(1, MOST_COPIES, self.copies))
        self.copies.setMaximumWidth(chars(self.copies, 6))
        for choice in (self.printer, self.size_choice, self.sides):
            choice.setSizeAdjustPolicy(
                Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            choice.setMinimumContentsLength(14)
        fields = (
            Field(_("Máy in"), self.printer),
            Field(_("Khay giấy"), self.tray),
            Field(_("Khổ giấy"), self.size_choice),
            Field(_("Hai mặt"), self.sides),
            Field(_("Số bản"), self.copies),
        )
        align_labels(*fields)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self.list)
        column.addWidget(Row((fields[0], 1), (fields[1], 1), gap=GRID))
        column.addWidget(Row((fields[2], 1), (fields[3], 1), gap=GRID))
        column.addWidget(fields[4])
        self.setFocusProxy(self.list)

    def _connect(self) -> None:
        self.list.current_changed.connect(self._show_current)
        self.list.opened.connect(self._go_in)
        for choice in (self.printer, self.size_choice, self.sides):
            choice.currentIndexChanged.connect(self._keep)
        for line in (self.tray, self.copies):
            line.textChanged.connect(self._keep)

    def read(self) -> str:
        """Return the choices as the desk takes them."""
        return write_choices(self._choices)

    def show_text(self, text: str) -> None:
        """Show kept choices."""
        self._choices = dict(read_choices(text))
        self._show_list()
        self._show_current("")

    def offer_printers(self, printers: Printers) -> None:
        """Offer the printers that the operating system knows."""
        self._printers = printers
        self._show_current("")

    @property
    def _key(self) -> str:
        return self.list.current_uid or next(iter(DOCUMENTS))

    def _go_in(self, _key: str) -> None:
        self.printer.setFocus(Qt.FocusReason.TabFocusReason)

    def _show_list(self) -> None:
        lines = [
            Line(key, (Cell(document.label), Cell(self._told(key))))
            for key, document in DOCUMENTS.items()
        ]
        self.list.show_lines(lines, same=True)

    def _told(self, key: str) -> str:
        """Return how a kind is printed, in a line."""
        chosen = self._choices.get(key, PrintChoice())
        parts = [
            chosen.printer or _USUAL,
            chosen.tray,
            _SIZES.get(chosen.size, ""),
            _("{count} bản").format(count=chosen.copies) if chosen.copies > 1 else "",
            _SIDES.get(chosen.sides, ""),
        ]
        return ", ".join(part for part in parts if part)

    def _show_current(self, _uid: str) -> None:
        """Show the fields of the kind that is current."""
        self._showing = True
        document, chosen = DOCUMENTS[self._key], self._choices.get(self._key, PrintChoice())
        names = [*self._printers.names]
        pairs = [("", _USUAL), *((name, name) for name in names)]
        if chosen.printer and chosen.printer not in names:
            pairs.append(
                (chosen.printer, _("{name} (hiện không thấy)").format(name=chosen.printer))
            )
        self.printer.offer(pairs)
        self.printer.choose(chosen.printer)
        usual = _("như thường lệ ({size})").format(size=_SIZES[document.sizes[0]])
        if self._key == "receipt":
            usual = _("theo mục Giấy tờ và mẫu")
        self.size_choice.offer([("", usual), *((one, _SIZES[one]) for one in document.sizes)])
        self.size_choice.choose(chosen.size)
        self.sides.offer(
            [("", _("như thường lệ ({way})").format(way=_SIDES[document.sides])), *_SIDES.items()]
        )
        self.sides.choose(chosen.sides)
        if self.tray.text() != chosen.tray:
            self.tray.setText(chosen.tray)
        if self.copies.text() != str(chosen.copies):
            self.copies.setText(str(chosen.copies))
        self._showing = False

    def _keep(self, *_changed: object) -> None:
        """Take what the fields say now."""
        if self._showing:
            return
        before = self._choices.get(self._key, PrintChoice())
        printer = str(self.printer.read() or "")
        device = before.device
        if printer != before.printer:
            device = self._printers.devices.get(printer, "")
        copies = self.copies.text().strip()
        after = replace(
            before,
            printer=printer,
            tray=self.tray.text().strip(),
            size=str(self.size_choice.read() or ""),
            copies=int(copies) if copies.isdecimal() else 1,
            sides=str(self.sides.read() or ""),
            device=device,
        )
        if asdict(after) != asdict(before):
            self._choices[self._key] = after
            self._show_list()
            self.edited.emit()
