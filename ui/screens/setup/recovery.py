"""The recovery code: shown once, to be printed or saved, kept nowhere by the program."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, Qt, Signal
from PySide6.QtGui import QPageSize, QPainter, QPdfWriter
from PySide6.QtWidgets import QApplication, QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from receptiondesk.words import _
from ui import ask
from ui.print_panel import PressButton
from ui.printing_job import PrintJob
from ui.spoolers.spooler import Options
from ui.theme import GRID, mark

MARGIN_MM: Final = 15


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
        self.sure = QCheckBox(_("Tôi đã ghi lại hoặc lưu mã này ở nơi khác, an toàn (phím cách)"))
        self.print = PressButton(_("In ra giấy"))
        self.save = PressButton(_("Lưu ra tệp…"))
        self.go = PressButton(_("Bắt đầu làm việc"))
        self._build()
        self.sure.toggled.connect(self.go.setEnabled)
        self.print.clicked.connect(self._print)
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
        buttons.addWidget(self.print)
        buttons.addWidget(self.save)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setSpacing(2 * GRID)
        for widget in (title, words, self.code):
            column.addWidget(widget)
        column.addLayout(buttons)
        column.addWidget(self.news)
        column.addWidget(self.sure)
        column.addWidget(self.go, 0, Qt.AlignmentFlag.AlignRight)
        column.addStretch(1)

    def show_code(self, code: str, office: str) -> None:
        """Show the code of an office."""
        self._office = office
        self.code.setText(code)
        self.print.setFocus()

    def _print(self) -> None:
        """Print the code on the system's own printer; nothing of it touches the disk."""
        job = PrintJob(self)
        job.sent.connect(self._printed)
        job.failed.connect(self.news.setText)
        self.news.setText(_("Đang in…"))
        job.start(_sheet(self._words()), Options(title=_("Bàn tiếp nhận")))

    def _printed(self) -> None:
        self.news.setText(_("Đã gửi tới máy in. Hãy cầm tờ giấy lên tay rồi đánh dấu ô dưới."))
        self.sure.setFocus(Qt.FocusReason.TabFocusReason)

    def _words(self) -> str:
        words = _("Mã khôi phục dữ liệu của {office}\n\n{code}\n")
        return words.format(office=self._office, code=self.code.text())

    def _save_as(self) -> None:
        suggested = Path.home() / _("ma-khoi-phuc.txt")
        ask.save_as(self, _("Lưu mã khôi phục"), suggested, _("Văn bản (*.txt)"), self._write)

    def _write(self, path: Path) -> None:
        try:
            path.write_text(self._words(), encoding="utf-8")
        except OSError:
            self.news.setText(_("Không ghi được tệp này. Hãy chọn chỗ khác hoặc chép ra giấy."))
            return
        self.news.setText(_("Đã lưu vào {path}").format(path=path))
        self.sure.setFocus(Qt.FocusReason.TabFocusReason)


def _sheet(words: str) -> bytes:
    """Return one A5 page with the words on it."""
    kept = QBuffer()
    kept.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(kept)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A5))
    writer.setPageMargins(QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM))
    painter = QPainter(writer)
    painter.setFont(QApplication.font())
    painter.drawText(painter.viewport(), Qt.TextFlag.TextWordWrap, words)
    painter.end()
    return bytes(kept.data().data())
