"""What stands in front of the window when the data cannot be opened at once."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from receptiondesk.words import _
from ui.theme import GRID, mark

ASKING: Final = _(
    "Dữ liệu trên máy này được mã hóa. Nhập mật khẩu để mở. Nếu quên mật khẩu, nhập mã khôi phục "
    "đã in hoặc lưu khi thiết lập chương trình."
)


class Gate(QWidget):
    """Asks for the passphrase, or tells a trouble and offers to try again.

    Emits:
        passphrase_given: what was typed.
        again_wanted: try to open once more.
        left: close the program.
    """

    passphrase_given = Signal(str)
    again_wanted = Signal()
    left = Signal()

    def __init__(self) -> None:
        """Build both faces."""
        super().__init__()
        self.setObjectName("gate")
        self.setWindowTitle(_("Bàn tiếp nhận"))
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setMinimumWidth(self.fontMetrics().averageCharWidth() * 60)
        self.label = QLabel(_("&Mật khẩu hoặc mã khôi phục"))
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setAccessibleName(_("Mật khẩu hoặc mã khôi phục"))
        self.label.setBuddy(self.passphrase)
        self.shown = QCheckBox(_("&Hiện chữ đang gõ   Alt+H"))
        self.go = QPushButton()
        mark(self.go, "role", "primary")
        self.leave = QPushButton(_("Thoát"))
        self._build()
        self.passphrase.returnPressed.connect(self._go)
        self.shown.toggled.connect(self._show_typed)
        self.go.clicked.connect(self._go)
        self.leave.clicked.connect(self.left)

    def _build(self) -> None:
        title = QLabel(_("Bàn tiếp nhận hồ sơ"))
        mark(title, "role", "title")
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.leave)
        buttons.addWidget(self.go)
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * GRID, 4 * GRID, 4 * GRID, 3 * GRID)
        column.setSpacing(2 * GRID)
        for widget in (title, self.text, self.label, self.passphrase, self.shown):
            column.addWidget(widget)
        column.addLayout(buttons)

    def ask_passphrase(self, said: str = "") -> None:
        """Ask; ``said`` is why the last one did not open the data."""
        mark(self.text, "role", "problem" if said else "")
        self.text.setText(said or ASKING)
        self._show_face(asking=True)
        self.passphrase.selectAll()
        self.passphrase.setFocus()

    def tell(self, sentence: str) -> None:
        """Tell a trouble and offer to try again."""
        mark(self.text, "role", "")
        self.text.setText(sentence)
        self._show_face(asking=False)
        self.go.setFocus()

    def _show_face(self, *, asking: bool) -> None:
        self.label.setVisible(asking)
        self.passphrase.setVisible(asking)
        self.shown.setVisible(asking)
        self.go.setText(_("Mở") if asking else _("Thử lại"))
        self.setEnabled(True)
        self.adjustSize()
        self.show()
        self.activateWindow()

    def _show_typed(self, shown: bool) -> None:
        """A recovery code is too long to be typed unseen."""
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.passphrase.setEchoMode(mode)
        self.passphrase.setFocus()

    def _go(self) -> None:
        if self.passphrase.isHidden():
            self.again_wanted.emit()
        elif self.passphrase.text():
            self.passphrase_given.emit(self.passphrase.text())
