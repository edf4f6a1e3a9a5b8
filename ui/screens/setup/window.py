"""The first start: set an office up, or try the program with sample data."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from receptiondesk.desk.setup import Initialised
from receptiondesk.domain.clock import Clock
from receptiondesk.domain.errors import Refused, Trouble
from receptiondesk.paths import Paths
from receptiondesk.words import _
from ui.background import Background, Ends
from ui.print_panel import PressButton
from ui.screens.setup.office_form import OfficeForm
from ui.screens.setup.practice import Start, set_up, set_up_practice
from ui.screens.setup.recovery import RecoveryPage
from ui.theme import GRID, mark

NEEDS_PASSPHRASE: Final = "passphrase_needed"  # noqa: S105 - the code of a refusal


class SetupWindow(QWidget):
    """Three pages: choose, tell, keep the recovery code.

    Emits:
        made: the open ``Office``, when the recovery code was kept.
        left: the window was closed before that.
    """

    made = Signal(object)
    left = Signal()

    def __init__(self, paths: Paths, clock: Clock, background: Background) -> None:
        """Build the first page."""
        super().__init__()
        self._paths = paths
        self._clock = clock
        self._background = background
        self._practice = False
        self._initialised: Initialised | None = None
        self.setWindowTitle(_("Bàn tiếp nhận – thiết lập lần đầu"))
        self.setObjectName("gate")
        self.pages = QStackedWidget()
        self.news = QLabel()
        self.office_form = OfficeForm()
        self.recovery = RecoveryPage()
        self._build()
        self.real.clicked.connect(self._tell_office)
        self.practice.clicked.connect(self._try_out)
        self.back.clicked.connect(self._choose_again)
        self.go.clicked.connect(self._submit)
        self.recovery.kept.connect(self._finish)
        # As by Tab: the ring shows where Enter goes from the first moment.
        self.real.setFocus(Qt.FocusReason.TabFocusReason)

    def _build(self) -> None:
        self.news.setWordWrap(True)
        self.news.hide()
        self.pages.addWidget(self._build_choice())
        self.pages.addWidget(self._build_form_page())
        self.pages.addWidget(self.recovery)
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * GRID, 3 * GRID, 4 * GRID, 3 * GRID)
        column.setSpacing(2 * GRID)
        column.addWidget(self.pages, 1)
        column.addWidget(self.news)
        metrics = self.fontMetrics()
        wanted = QSize(metrics.averageCharWidth() * 100, metrics.lineSpacing() * 42)
        self.resize(wanted.boundedTo(self.screen().availableGeometry().size()))

    def _build_choice(self) -> QWidget:
        title = QLabel(_("Bàn tiếp nhận hồ sơ"))
        mark(title, "role", "title")
        words = QLabel(
            _(
                "Tiếp nhận hồ sơ, in giấy hẹn và niêm yết thủ tục ngay cả khi mất mạng. Dữ liệu "
                "nằm trên máy này và được mã hóa."
            )
        )
        self.real = PressButton(_("Thiết lập cho cơ quan của tôi"))
        mark(self.real, "role", "primary")
        self.practice = PressButton(_("Thực hành với dữ liệu mẫu"))
        small = QLabel(
            _(
                "Phần thực hành mở một xã tưởng tượng: bấm gì cũng được, mọi tờ giấy đều ghi là "
                "giấy thực hành, không gì được gửi tới cổng thật."
            )
        )
        mark(small, "role", "small")
        page = QWidget()
        column = QVBoxLayout(page)
        column.setSpacing(2 * GRID)
        column.addStretch(1)
        for widget in (title, words, self.real, self.practice, small):
            column.addWidget(widget)
            if isinstance(widget, QLabel):
                widget.setWordWrap(True)
        column.addStretch(2)
        return page

    def _build_form_page(self) -> QWidget:
        scroll = self._view = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self.office_form)
        self.back = QPushButton(_("Quay lại"))
        self.go = PressButton(_("Thiết lập"))
        mark(self.go, "role", "primary")
        buttons = QHBoxLayout()
        buttons.addWidget(self.back)
        buttons.addStretch(1)
        buttons.addWidget(self.go)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll, 1)
        column.addLayout(buttons)
        QWidget.setTabOrder(self.go, self.back)  # after the last field comes what it was for
        return page

    def _choose_again(self) -> None:
        self._say("")
        self.pages.setCurrentIndex(0)

    def _tell_office(self) -> None:
        self._practice = False
        self._say("")
        self.office_form.office_rows.show()
        self.pages.setCurrentIndex(1)
        self.office_form.org_name.setFocus()

    def _try_out(self) -> None:
        self._practice = True
        self.office_form.office_rows.hide()
        self._submit()

    def _submit(self) -> None:
        """Set up with what was told; one set-up at a time."""
        form = self.office_form
        try:
            passphrase = form.check_passphrase()
        except Refused as refused:
            self._refused(refused)
            return
        officer = "" if self._practice else form.officer.text().strip()
        start = Start(self._paths, self._clock, officer, passphrase)
        work: Callable[[], Initialised] = (
            partial(set_up_practice, start)
            if self._practice
            else partial(set_up, start, form.read())
        )
        self.pages.setEnabled(False)
        self._say(_("Đang thiết lập và nạp danh mục thủ tục…"), role="quiet")
        ends = Ends(self._done, self._refused, self._troubled, self._not_busy)
        self._background.run(work, ends)

    def _not_busy(self) -> None:
        self.pages.setEnabled(True)
        self._say("")

    def _done(self, initialised: Initialised) -> None:
        self._initialised = initialised
        self.recovery.show_code(initialised.recovery_code, initialised.office.settings.org_name)
        self.pages.setCurrentWidget(self.recovery)
        self._say("\n".join(problem.message for problem in initialised.warnings), role="quiet")

    def _refused(self, refused: Refused) -> None:
        if any(problem.code == NEEDS_PASSPHRASE for problem in refused.problems):
            self.pages.setCurrentIndex(1)
            self.office_form.ask_passphrase()
            QTimer.singleShot(0, self._show_passphrase)  # once the lines have their place
            return
        homeless = self.office_form.board.show(refused.problems)
        QTimer.singleShot(0, self._show_problem)
        self._say(" ".join(problem.message for problem in homeless))

    def _show_problem(self) -> None:
        """Let the sentence under the field be seen with it."""
        field = self.office_form.board.first_problem()
        if field is not None:
            self._view.ensureWidgetVisible(field, 0, GRID)

    def _show_passphrase(self) -> None:
        self._view.ensureWidgetVisible(self.office_form.passphrase_rows, 0, GRID)

    def _troubled(self, trouble: Trouble) -> None:
        self._say(trouble.message)

    def _finish(self) -> None:
        initialised, self._initialised = self._initialised, None
        if initialised is not None:
            self._background.stop()
            self.made.emit(initialised.office)
            self.hide()

    def _say(self, words: str, role: str = "problem") -> None:
        mark(self.news, "role", role)
        self.news.setText(words)
        self.news.setVisible(bool(words))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Leave; an office that was made stays, and its code was on the screen."""
        event.accept()
        if self._initialised is not None:
            self._initialised.office.close()
        self._background.stop()
        self.left.emit()
