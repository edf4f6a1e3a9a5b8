"""Step 4: how the result is handed out, what is paid, a note."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QLineEdit

from receptiondesk.domain.errors import Problem
from receptiondesk.domain.text import clean_line
from receptiondesk.domain.walk_in import (
    DeliveryMethod,
    FeeMethod,
    FeePaid,
    ResultDelivery,
)
from receptiondesk.words import _
from ui.fields.board import Board
from ui.fields.choice import Choice
from ui.fields.field import Field, align_labels, chars
from ui.fields.money import MoneyField
from ui.fields.row import Row
from ui.screens.walk_in.step import Step

DELIVERIES: Final = (
    (DeliveryMethod.COUNTER, _("Tại quầy")),
    (DeliveryMethod.POST, _("Qua bưu chính, tới")),
)
PAYMENTS: Final = (
    (FeeMethod.NONE, _("Chưa thu")),
    (FeeMethod.CASH, _("Tiền mặt")),
    (FeeMethod.TRANSFER, _("Chuyển khoản")),
    (FeeMethod.EXEMPT, _("Được miễn")),
)
MOST_COPIES: Final = 9999


class ResultStep(Step):
    """Delivery, copies, fee and note.

    Emits:
        edited: the way of delivery or of paying changed.
    """

    edited = Signal()

    def __init__(self, board: Board) -> None:
        """Build the rows."""
        super().__init__(4, _("Kết quả"))
        self.delivery = Choice(DELIVERIES)
        self.address = QLineEdit()
        self.copies = QLineEdit("1")
        self.payment = Choice(PAYMENTS)
        self.amount = MoneyField()
        self.note = QLineEdit()
        self._build(board)
        self.delivery.currentIndexChanged.connect(self._fit)
        self.payment.currentIndexChanged.connect(self._fit)
        self._fit()

    def _build(self, board: Board) -> None:
        self.address.setPlaceholderText(_("địa chỉ nhận qua bưu chính"))
        self.address.setAccessibleName(_("Địa chỉ nhận qua bưu chính"))
        self.copies.setValidator(QIntValidator(1, MOST_COPIES, self.copies))
        self.copies.setMaximumWidth(chars(self.copies, 5))
        self.amount.setAccessibleName(_("Số tiền"))
        add = board.add
        delivery = add("delivery", Field(_("Nhận kết quả"), self.delivery))
        self.address_field = add("delivery.address", Field(_("tới"), self.address))
        copies = add("copies", Field(_("Số bộ hồ sơ"), self.copies))
        fee = add("fee", Field(_("Lệ phí"), self.payment))
        self.amount_field = add("fee.amount", Field(_("Số tiền"), self.amount))
        note = add("note", Field(_("Ghi chú"), self.note))
        align_labels(delivery, fee, note)
        self.content.addWidget(Row((delivery, 0), (self.address_field, 1)))
        self.content.addWidget(Row((fee, 0), (self.amount_field, 0), (copies, 0)))
        self.content.addWidget(note)

    def _fit(self, _index: int = 0) -> None:
        self.address_field.setVisible(self.delivery.read() is DeliveryMethod.POST)
        self.amount_field.setVisible(self.payment.read() in (FeeMethod.CASH, FeeMethod.TRANSFER))
        self.edited.emit()

    def problems(self) -> tuple[Problem, ...]:
        """Return what was typed and cannot be read."""
        sentence = "" if self.amount_field.isHidden() else self.amount.problem()
        return (Problem("fee.amount", "unreadable", sentence),) if sentence else ()

    def read_delivery(self) -> ResultDelivery:
        """Return how the result is handed out."""
        method = self.delivery.read()
        post = method is DeliveryMethod.POST
        return ResultDelivery(method, clean_line(self.address.text()) if post else "")

    def read_fee(self) -> FeePaid:
        """Return what is paid; an empty amount is "by the rule"."""
        return FeePaid(
            self.payment.read(), None if self.amount_field.isHidden() else self.amount.read()
        )

    def read_copies(self) -> int:
        """Return how many sets; an empty line is one."""
        return int(self.copies.text() or 1)
