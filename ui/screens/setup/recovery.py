"""The recovery code: shown once, to be printed or saved, kept nowhere by the program."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from receptiondesk.words import _
from ui import ask
from ui.print_panel import PressButton
from ui.theme import GRID, mark


class RecoveryPage(QWidget):
    """Shows the code and goes on when the person says it is kept.

    Emits:
        kept: the person has kept the code.
    """

    kept = Signal()

    def __init__(self) -> None:
        """Build the page."""
        super().__init__()
        self._office = ""
        self.code = QLabel()
        self.news = QLabel()
        self.sure = QCheckBox(_("Tôi đã ghi lại hoặc lưu mã này ở nơi khác, an toàn"))
        self.save = QPushButton(_("Lưu ra tệp…"))
        self.go = PressButton(_("Bắt đầu làm việc"))
        self._build()
        self.sure.toggled.connect(self.go.setEnabled)
        self.save.clicked.connect(self._save_as)
        self.go.clicked.connect(self.kept)

    def _build(self) -> None:
        title = QLabel(_("Mã khôi phục dữ liệu"))
        mark(title, "role", "title")
        words = QLabel(
            _(
                "Mã này mở được dữ liệu khi máy hỏng kho khóa hoặc quên mật khẩu. Nó chỉ hiện một "
                "lần ở đây, chương trình không giữ lại. Hãy chép ra giấy hoặc lưu vào một USB cất "
                "trong két; không để cùng máy này."
            )
        )
        words.setWordWrap(True)
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.code.setWordWrap(True)
        mark(self.code, "role", "promise")
        mark(self.news, "role", "quiet")
        mark(self.go, "role", "primary")
        self.go.setEnabled(False)
        self.news.setWordWrap(True)
        buttons = QHBoxLayout()
        buttons.addWidget(self.save)
        buttons.addStretch(1)
        buttons.addWidget(self.go)
        column = QVBoxLayout(self)
        column.setSpacing(2 * GRID)
        for widget in (title, words, self.code, self.sure, self.news):
            column.addWidget(widget)
        column.addLayout(buttons)
        column.addStretch(1)

    def show_code(self, code: str, office: str) -> None:
        """Show the code of an office."""
        self._office = office
        self.code.setText(code)
        self.save.setFocus()

    def _save_as(self) -> None:
        suggested = Path.home() / _("ma-khoi-phuc.txt")
        ask.save_as(self, _("Lưu mã khôi phục"), suggested, _("Văn bản (*.txt)"), self._write)

    def _write(self, path: Path) -> None:
        text = _("Mã khôi phục dữ liệu của {office}\n\n{code}\n")
        try:
            path.write_text(text.format(office=self._office, code=self.code.text()), "utf-8")
        except OSError:
            self.news.setText(_("Không ghi được tệp này. Hãy chọn chỗ khác hoặc chép ra giấy."))
            return
        self.news.setText(_("Đã lưu vào {path}").format(path=path))
