"""What stands in front of the window when the data cannot be opened at once."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from receptiondesk.words import _
from ui.press_button import PressButton
from ui.theme import GRID, mark

ASKING: Final = _(
    "Dữ liệu trên máy này được mã hóa. Nhập mật khẩu để mở. Nếu quên mật khẩu, nhập mã khôi phục "
    "đã in hoặc lưu khi thiết lập chương trình."
)


CHOOSING: Final = _(
    "Đã mở được dữ liệu bằng mã khôi phục. Đặt mật khẩu mới cho những lần mở sau; mật khẩu cũ "
    "không dùng nữa, mã khôi phục vẫn giữ nguyên."
)


class Gate(QWidget):
    """Asks for the passphrase, has a new one chosen, or tells a trouble and offers to try again.

    Emits:
        passphrase_given: what was typed.
        passphrase_chosen: the new passphrase, typed twice alike.
        put_off: no new passphrase now; the recovery code will be asked for again.
        again_wanted: try to open once more.
        left: close the program.
    """

    passphrase_given = Signal(str)
    passphrase_chosen = Signal(str)
    put_off = Signal()
    again_wanted = Signal()
    left = Signal()

    def __init__(self) -> None:
        """Build its faces."""
        super().__init__()
        self._choosing = False
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
        self.again_label = QLabel(_("&Nhập lại mật khẩu mới"))
        self.again = QLineEdit()
        self.again.setEchoMode(QLineEdit.EchoMode.Password)
        self.again.setAccessibleName(_("Nhập lại mật khẩu mới"))
        self.again_label.setBuddy(self.again)
        self.shown = QCheckBox(_("&Hiện chữ đang gõ   Alt+H"))
        self.go = PressButton("")
        mark(self.go, "role", "primary")
        self.leave = PressButton(_("Thoát"))
        self._build()
        self.passphrase.returnPressed.connect(self._on)
        self.again.returnPressed.connect(self._go)
        self.shown.toggled.connect(self._show_typed)
        self.go.clicked.connect(self._go)
        self.leave.clicked.connect(self._leave)

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
        typed = (self.label, self.passphrase, self.again_label, self.again)
        for widget in (title, self.text, *typed, self.shown):
            column.addWidget(widget)
        column.addLayout(buttons)

    def ask_passphrase(self, said: str = "") -> None:
        """Ask; ``said`` is why the last one did not open the data."""
        mark(self.text, "role", "problem" if said else "")
        self.text.setText(said or ASKING)
        self._show_face(asking=True)
        self.passphrase.selectAll()
        self.passphrase.setFocus()

    def ask_new_passphrase(self, said: str = "") -> None:
        """Have a new passphrase chosen; ``said`` is why the last try came to nothing."""
        mark(self.text, "role", "problem" if said else "")
        self.text.setText(said or CHOOSING)
        self.passphrase.clear()
        self.again.clear()
        self._show_face(asking=True, choosing=True)
        self.passphrase.setFocus()

    def tell(self, sentence: str) -> None:
        """Tell a trouble and offer to try again."""
        mark(self.text, "role", "")
        self.text.setText(sentence)
        self._show_face(asking=False)
        self.go.setFocus()

    def _show_face(self, *, asking: bool, choosing: bool = False) -> None:
        self._choosing = choosing
        words = _("&Mật khẩu mới") if choosing else _("&Mật khẩu hoặc mã khôi phục")
        self.label.setText(words)
        self.passphrase.setAccessibleName(words.replace("&", ""))
        self.again_label.setVisible(choosing)
        self.again.setVisible(choosing)
        self.leave.setText(_("Để sau") if choosing else _("Thoát"))
        self.label.setVisible(asking)
        self.passphrase.setVisible(asking)
        self.shown.setVisible(asking)
        self.go.setText(_("Đặt mật khẩu") if choosing else _("Mở") if asking else _("Thử lại"))
        self.setEnabled(True)
        self.adjustSize()
        self.show()
        self.activateWindow()

    def _show_typed(self, shown: bool) -> None:
        """A recovery code is too long to be typed unseen."""
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.passphrase.setEchoMode(mode)
        self.again.setEchoMode(mode)
        self.passphrase.setFocus()

    def _on(self) -> None:
        if self._choosing:
            self.again.setFocus()
        else:
            self._go()

    def _leave(self) -> None:
        if self._choosing:
            self.put_off.emit()
        else:
            self.left.emit()

    def _choose(self) -> None:
        if not self.passphrase.text():
            self.passphrase.setFocus()
        elif self.passphrase.text() != self.again.text():
            self.ask_new_passphrase(_("Hai lần nhập chưa giống nhau. Xin nhập lại cả hai."))
        else:
            self.passphrase_chosen.emit(self.passphrase.text())

    def _go(self) -> None:
        if self._choosing:
            self._choose()
        elif self.passphrase.isHidden():
            self.again_wanted.emit()
        elif self.passphrase.text():
            self.passphrase_given.emit(self.passphrase.text())
        elif self.text.property("role"):  # a keyring that is unlocked by now
            self.again_wanted.emit()
