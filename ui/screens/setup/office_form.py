"""What an office tells at its first start."""

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from receptiondesk.desk.setup import NewOffice
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.text import clean_line
from receptiondesk.gazetteer import load
from receptiondesk.words import _
from ui.fields.board import Board
from ui.fields.field import Field, align_labels, chars
from ui.fields.suggesting import SuggestingEdit, Suggestion
from ui.keys import moves_on
from ui.theme import GRID, mark


class OfficeForm(QWidget):
    """Name, code, province, counter, numbering, who works; a passphrase when it is needed."""

    def __init__(self) -> None:
        """Build the page."""
        super().__init__()
        self.setObjectName("sheet")
        self.board = Board()
        self.org_name = QLineEdit()
        self.parent_org = QLineEdit()
        self.org_code = QLineEdit()
        self.province = SuggestingEdit()
        self.address = QLineEdit()
        self.phone = QLineEdit()
        self.counter = QLineEdit("1")
        self.officer = QLineEdit()
        self.provisional = QRadioButton(_("Cấp mã tạm; cổng cấp mã chính thức sau khi đồng bộ"))
        self.own_range = QRadioButton(_("Quầy này có dải số riêng trong ngày, từ–đến:"))
        self.number_range = QLineEdit()
        self.passphrase = QLineEdit()
        self.passphrase_again = QLineEdit()
        self.office_rows = QWidget()
        self.passphrase_rows = QWidget()
        self._build_office()
        self._build_passphrase()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, GRID, 0)
        column.setSpacing(2 * GRID)
        column.addWidget(self.office_rows)
        column.addWidget(self.passphrase_rows)
        column.addStretch(1)
        self.passphrase_rows.hide()
        self.province.asked.connect(self._offer_provinces)
        self.own_range.toggled.connect(self._fit_numbering)
        self.provisional.setChecked(True)
        self._fit_numbering()

    def _build_office(self) -> None:
        self.org_name.setPlaceholderText(_("ví dụ: Trung tâm Phục vụ hành chính công xã …"))
        self.parent_org.setPlaceholderText(_("cơ quan chủ quản, in phía trên tên cơ quan"))
        self.org_code.setPlaceholderText(_("mã định danh, ví dụ H56.14.05"))
        self.number_range.setPlaceholderText("1-999")
        self.number_range.setAccessibleName(_("Dải số của quầy"))
        self.number_range.setMaximumWidth(chars(self.number_range, 14))
        self.counter.setMaximumWidth(chars(self.counter, 6))
        add = self.board.add
        fields = (
            add("org_name", Field(_("Tên cơ quan"), self.org_name)),
            add("parent_org", Field(_("Cơ quan chủ quản"), self.parent_org)),
            add("org_code", Field(_("Mã cơ quan"), self.org_code)),
            add("province", Field(_("Tỉnh, thành phố"), self.province)),
            add("address", Field(_("Địa chỉ"), self.address)),
            add("phone", Field(_("Điện thoại"), self.phone)),
            add("counter", Field(_("Quầy số"), self.counter)),
            add("officer", Field(_("Cán bộ tiếp nhận"), self.officer)),
        )
        range_field = add("number_range", Field(_("Dải số"), self.number_range))
        align_labels(*fields, range_field)
        title = QLabel(_("Thiết lập cho cơ quan"))
        mark(title, "role", "title")
        numbering = QLabel(_("Đánh số hồ sơ"))
        mark(numbering, "role", "heading")
        column = QVBoxLayout(self.office_rows)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(title)
        for field in fields:
            column.addWidget(field)
        column.addWidget(numbering)
        column.addWidget(self.provisional)
        column.addWidget(self.own_range)
        column.addWidget(range_field)

    def _build_passphrase(self) -> None:
        title = QLabel(_("Đặt mật khẩu"))
        mark(title, "role", "heading")
        words = QLabel(
            _(
                "Máy này chưa có kho khóa của hệ điều hành, nên dữ liệu được khóa bằng mật khẩu. "
                "Mật khẩu được hỏi mỗi lần mở chương trình và không lấy lại được nếu quên "
                "(khi đó dùng mã khôi phục ở trang sau)."
            )
        )
        words.setWordWrap(True)
        first = self.board.add("passphrase", Field(_("Mật khẩu"), self.passphrase))
        second = Field(_("Nhập lại mật khẩu"), self.passphrase_again)
        self.board.add("passphrase_again", second)
        align_labels(first, second)
        column = QVBoxLayout(self.passphrase_rows)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(title)
        column.addWidget(words)
        for field, line in ((first, self.passphrase), (second, self.passphrase_again)):
            line.setEchoMode(QLineEdit.EchoMode.Password)
            column.addWidget(field)

    def ask_passphrase(self) -> None:
        """Show the passphrase lines and go there."""
        self.passphrase_rows.show()
        self.passphrase.setFocus()

    def check_passphrase(self) -> str:
        """Return the passphrase, empty while none is asked for.

        Raises:
            Refused: empty, or the two lines differ.
        """
        if self.passphrase_rows.isHidden():
            return ""
        if not self.passphrase.text():
            words = _("Đặt một mật khẩu dài, dễ nhớ với cơ quan.")
            raise Refused(Problem("passphrase", "empty", words))
        if self.passphrase.text() != self.passphrase_again.text():
            words = _("Hai lần nhập chưa giống nhau. Nhập lại cả hai dòng.")
            raise Refused(Problem("passphrase_again", "differs", words))
        return self.passphrase.text()

    def read(self) -> NewOffice:
        """Return what was told; the desk checks it."""
        own = self.own_range.isChecked()
        return NewOffice(
            org_code=clean_line(self.org_code.text()),
            org_name=clean_line(self.org_name.text()),
            province=clean_line(self.province.text()),
            counter=int(self.counter.text()) if self.counter.text().isdecimal() else 0,
            number_range=clean_line(self.number_range.text()) if own else "",
            parent_org=clean_line(self.parent_org.text()),
            address=clean_line(self.address.text()),
            phone=clean_line(self.phone.text()),
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the next field; the set-up starts at its button."""
        if moves_on(event):
            self.focusNextChild()
        else:
            super().keyPressEvent(event)

    def _fit_numbering(self, _checked: bool = False) -> None:
        field = self.board.field("number_range")
        field.setVisible(self.own_range.isChecked())

    def _offer_provinces(self, text: str) -> None:
        found = load().find_provinces(text)
        self.province.offer(text, [Suggestion(p.name, p.code, p) for p in found])
