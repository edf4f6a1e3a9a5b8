"""The money: what the book expects, what is counted, and why the two differ."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from receptiondesk.domain.day import Counted, Money
from receptiondesk.domain.day_words import signed
from receptiondesk.domain.errors import Problem
from receptiondesk.domain.text import dong
from receptiondesk.words import _
from ui.fields.money import MoneyField
from ui.theme import GRID, mark


class _Kind(QWidget):
    """One way of paying: expected, counted, the difference."""

    changed = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self._expected = 0
        heading = QLabel(name)
        mark(heading, "role", "heading")
        self.expected = QLabel()
        self.field = MoneyField()
        self.field.setPlaceholderText(_("số đếm được"))
        self.field.setAccessibleName(_("{name} đếm được").format(name=name))
        self.difference = QLabel()
        self.difference.setWordWrap(True)
        heading.setBuddy(self.field)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        for widget in (heading, self.expected, self.field, self.difference):
            column.addWidget(widget)
        self.field.textChanged.connect(self._compare)

    def show_expected(self, amount: int) -> None:
        self._expected = amount
        self.expected.setText(_("Theo sổ {amount}").format(amount=dong(amount)))
        self._compare()

    @property
    def differs(self) -> bool:
        counted = self.field.read()
        return counted is not None and counted != self._expected

    def show_problem(self, sentence: str) -> None:
        mark(self.field, "state", "error")
        mark(self.difference, "state", "person")
        self.difference.setText(sentence)

    def _compare(self) -> None:
        counted, unread = self.field.read(), self.field.problem()
        mark(self.field, "state", "error" if unread else "")
        if unread:
            words, state = unread, "person"
        elif counted is None:
            words, state = _("Chưa kiểm đếm"), "waiting"
        else:
            away = counted - self._expected
            words, state = signed(away).capitalize(), "person" if away else "proved"
        mark(self.difference, "state", state)
        self.difference.setText(words)
        self.changed.emit()


class Counting(QWidget):
    """Cash, transfers, and the reason of a difference."""

    def __init__(self) -> None:
        """Start empty: nothing is counted yet."""
        super().__init__()
        self.cash = _Kind(_("Tiền mặt"))
        self.transfer = _Kind(_("Chuyển khoản"))
        self.reason_label = QLabel(_("Lý do chênh lệch"))
        mark(self.reason_label, "role", "heading")
        self.reason = QLineEdit()
        self.reason.setAccessibleName(_("Lý do chênh lệch"))
        self.reason_label.setBuddy(self.reason)
        self.unknown = QLabel()
        self.unknown.setWordWrap(True)
        mark(self.unknown, "state", "person")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * GRID)
        for widget in (self.cash, self.transfer, self.unknown):
            column.addWidget(widget)
        column.addWidget(self.reason_label)
        column.addWidget(self.reason)
        column.addStretch(1)
        for kind in (self.cash, self.transfer):
            kind.changed.connect(self._ask_reason)
        for line in (self.cash.field, self.transfer.field, self.reason):
            line.returnPressed.connect(line.focusNextChild)  # Enter moves on and never closes
        self._ask_reason()

    def show_money(self, money: Money) -> None:
        """Show what the book expects; what was typed stays."""
        self.cash.show_expected(money.expected_cash)
        self.transfer.show_expected(money.expected_transfer)
        count = sum(one.method != "none" for one in money.unknown)
        words = _("{count} hồ sơ đã thu nhưng chưa ghi số tiền, không tính trong số theo sổ.")
        self.unknown.setText(words.format(count=count) if count else "")
        self.unknown.setVisible(bool(count))

    def clear(self) -> None:
        """Forget what was typed."""
        for field in (self.cash.field, self.transfer.field, self.reason):
            field.clear()

    def read(self) -> Counted:
        """Return what was counted; a reason only where something differs."""
        reason = self.reason.text() if self.reason.isVisibleTo(self) else ""
        return Counted(self.cash.field.read(), self.transfer.field.read(), reason)

    def unread(self) -> QWidget | None:
        """Return the first field that cannot be read as an amount."""
        fields = (self.cash.field, self.transfer.field)
        return next((field for field in fields if field.problem()), None)

    def show_problem(self, problem: Problem) -> bool:
        """Take a problem to its field; return whether it has one here."""
        kinds = {"counted_cash": self.cash, "counted_transfer": self.transfer}
        if problem.field in kinds:
            kinds[problem.field].show_problem(problem.message)
            kinds[problem.field].field.setFocus(Qt.FocusReason.OtherFocusReason)
        elif problem.field == "reason":
            self._show_reason(wanted=True)
            mark(self.reason, "state", "error")
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
        return problem.field in {*kinds, "reason"}

    def _ask_reason(self) -> None:
        self._show_reason(wanted=self.cash.differs or self.transfer.differs)

    def _show_reason(self, *, wanted: bool) -> None:
        mark(self.reason, "state", "")
        self.reason.setVisible(wanted)
        self.reason_label.setVisible(wanted)
