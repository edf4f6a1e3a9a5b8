"""An amount in whole đồng."""

from PySide6.QtWidgets import QLineEdit, QWidget

from receptiondesk.words import _
from ui.fields.field import chars

MOST_DIGITS = 12


class MoneyField(QLineEdit):
    """A line that reads ``50000``, ``50.000`` and ``50 000đ`` and shows 50.000."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty: empty means "by the rule", not zero."""
        super().__init__(parent)
        self.setPlaceholderText(_("số tiền, đồng"))
        self.setMinimumWidth(chars(self, 10))
        self.setMaximumWidth(chars(self, 16))
        self.editingFinished.connect(self._spell)

    def read(self) -> int | None:
        """Return the amount in đồng; ``None`` when empty or unreadable (see ``problem``)."""
        digits = self._digits()
        return int(digits) if digits.isdecimal() and len(digits) <= MOST_DIGITS else None

    def problem(self) -> str:
        """Return what is wrong with the text, empty when nothing is."""
        if not self.text().strip() or self.read() is not None:
            return ""
        return _("Số tiền chưa đọc được. Chỉ ghi chữ số, ví dụ 50.000.")

    def show_amount(self, amount: int | None) -> None:
        """Show an amount with dots, or nothing."""
        self.setText("" if amount is None else f"{amount:,}".replace(",", "."))

    def _digits(self) -> str:
        text = self.text().strip().lower()
        for ending in ("vnd", "đồng", "đ"):
            text = text.removesuffix(ending)
        return text.replace(".", "").replace(",", "").replace(" ", "").replace("\u00a0", "")

    def _spell(self) -> None:
        amount = self.read()
        if amount is not None:
            self.show_amount(amount)
