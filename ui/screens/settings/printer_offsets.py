"""How far papers are moved for each printer, to meet a pre-printed form; measured on paper."""

from PySide6.QtCore import QRegularExpression, Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from receptiondesk.domain.print_choices import Offset, read_offsets, write_offsets
from receptiondesk.words import _
from ui.fields.choice import Choice
from ui.fields.field import Field, align_labels, chars
from ui.fields.row import Row
from ui.press_button import PressButton
from ui.theme import GRID, mark


class OffsetsEditor(QWidget):
    """A printer, how far right and down its papers are moved, and the page that measures it.

    Emits:
        edited: another offset stands there.
        page_wanted: the page with rulers, for a printer and a size.
    """

    edited = Signal()
    page_wanted = Signal(str, str)

    def __init__(self) -> None:
        """Start with no offset."""
        super().__init__()
        self._offsets: dict[str, Offset] = {}
        self._names: tuple[str, ...] = ()
        self._showing = False
        self.printer = Choice()
        self.right = _millimetres()
        self.down = _millimetres()
        self.paper = Choice((("a4", "A4"), ("a5", "A5")))
        self.page_button = PressButton(_("In trang đo lề"))
        self.told = QLabel()
        self._build()
        self._connect()
        self._show()

    def _build(self) -> None:
        self.printer.setSizeAdjustPolicy(
            Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.printer.setMinimumContentsLength(14)
        self.paper.setAccessibleName(_("Khổ trang đo"))
        mark(self.told, "role", "quiet")
        self.told.setWordWrap(True)
        fields = (
            Field(_("Máy in"), self.printer),
            Field(_("Sang phải (mm)"), self.right),
            Field(_("Xuống dưới (mm)"), self.down),
        )
        align_labels(fields[0])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(Row((fields[0], 1), (fields[1], 0), (fields[2], 0), gap=GRID))
        column.addWidget(Row((self.page_button, 0), (self.paper, 0), (self.told, 1), gap=GRID))
        self.setFocusProxy(self.printer)

    def _connect(self) -> None:
        self.printer.currentIndexChanged.connect(self._show_current)
        for line in (self.right, self.down):
            line.textChanged.connect(self._keep)
        self.page_button.clicked.connect(self._want_page)

    def read(self) -> str:
        """Return the offsets as the desk takes them."""
        return write_offsets(self._offsets)

    def show_text(self, text: str) -> None:
        """Show kept offsets."""
        self._offsets = dict(read_offsets(text))
        self._show()

    def offer_printers(self, names: tuple[str, ...], default: str) -> None:
        """Offer the printers that the operating system knows, the machine's own first."""
        self._names = tuple(sorted(names, key=lambda name: name != default))
        self._show()

    def _show(self) -> None:
        chosen = self.printer.read()
        names = [*self._names, *(name for name in self._offsets if name not in self._names)]
        self._showing = True
        self.printer.offer([(name, name) for name in names] or [("", _("chưa thấy máy in nào"))])
        self.printer.choose(chosen)
        self._showing = False
        self._show_current()

    def _show_current(self, _at: int = 0) -> None:
        if self._showing:
            return
        name = str(self.printer.read() or "")
        offset = self._offsets.get(name, Offset())
        self._showing = True
        for line, value in ((self.right, offset.x), (self.down, offset.y)):
            line.setEnabled(bool(name))
            if _number(line.text()) != value or not line.text():
                line.setText(_written(value))
        self._showing = False
        self.page_button.setEnabled(bool(name))
        self._tell()

    def _tell(self) -> None:
        words = _("{printer}: sang phải {x} mm, xuống dưới {y} mm")
        told = [
            words.format(printer=name, x=_written(one.x), y=_written(one.y))
            for name, one in self._offsets.items()
            if one != Offset()
        ]
        none = _("Số âm là sang trái, lên trên. Lưu rồi in trang đo để xem đã khớp chưa.")
        self.told.setText("; ".join(told) or none)

    def _keep(self, _text: str) -> None:
        name = str(self.printer.read() or "")
        if self._showing or not name:
            return
        self._offsets[name] = Offset(_number(self.right.text()), _number(self.down.text()))
        self._tell()
        self.edited.emit()

    def _want_page(self) -> None:
        self.page_wanted.emit(str(self.printer.read() or ""), str(self.paper.read()))


def _millimetres() -> QLineEdit:
    line = QLineEdit()
    line.setMaximumWidth(chars(line, 7))
    allowed = QRegularExpression(r"-?\d{0,2}([.,]\d?)?")
    line.setValidator(QRegularExpressionValidator(allowed, line))
    return line


def _number(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:  # nothing yet, or a sign alone
        return 0.0


def _written(value: float) -> str:
    return f"{value:g}".replace(".", ",")
