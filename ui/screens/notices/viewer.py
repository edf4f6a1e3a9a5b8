"""The notice as it will hang on the wall, page by page; or what there is to do before that."""

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from receptiondesk.words import _
from ui.print_panel import PaperPreview, PressButton
from ui.screens.notices.making import Step
from ui.theme import GRID, mark


class Viewer(QWidget):
    """Shows a paper, the progress of its making, or a sentence with one button.

    Emits:
        stop_wanted: a person wants the making to end.
        act_wanted: the button under the sentence was pressed.
    """

    stop_wanted = Signal()
    act_wanted = Signal()

    def __init__(self) -> None:
        """Build; nothing is shown yet."""
        super().__init__()
        self.preview = PaperPreview()
        self.page_words = QLabel()
        self.back = QPushButton(_("Trước  Alt+←"))
        self.on = QPushButton(_("Sau  Alt+→"))
        self.wide = QPushButton(_("Phóng  Ctrl++"))
        self.sentence = QLabel()
        self.act = PressButton()
        self.bar = QProgressBar()
        self.making = QLabel()
        self.stop = PressButton(_("Dừng   Esc"))
        self.stack = QStackedWidget()
        self._build()
        self._connect()

    def _build(self) -> None:
        self.wide.setCheckable(True)
        self.preview.setMinimumWidth(self.fontMetrics().averageCharWidth() * 30)
        mark(self.sentence, "role", "quiet")
        mark(self.making, "role", "heading")
        for label in (self.sentence, self.making):
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.bar.setAccessibleName(_("Đang tạo bản niêm yết"))
        self.stack.addWidget(_centred(self.sentence, self.act))
        self.stack.addWidget(_centred(self.making, self.bar, self.stop))
        self.stack.addWidget(self.preview)
        self.turning = QWidget()
        row = QHBoxLayout(self.turning)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(self.page_words, 1)
        for button in (self.back, self.on, self.wide):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self.stack, 1)
        column.addWidget(self.turning)

    def _connect(self) -> None:
        self.back.clicked.connect(self.turn_back)
        self.on.clicked.connect(self.turn_on)
        self.wide.toggled.connect(self._zoom)
        self.act.clicked.connect(self.act_wanted)
        self.stop.clicked.connect(self.stop_wanted)
        self.preview.pageNavigator().currentPageChanged.connect(self._show_page)

    def say(self, sentence: str, act: str = "") -> None:
        """Show a sentence in place of a paper, with a button when there is something to do."""
        self.preview.clear()
        self.sentence.setText(sentence)
        self.act.setText(act)
        self.act.setVisible(bool(act))
        self.stack.setCurrentIndex(0)
        self.turning.hide()

    def show_making(self, step: Step | None = None) -> None:
        """Show how far the making got."""
        if step is None:
            self.bar.setRange(0, 0)
            self.making.setText(_("Đang tạo bản niêm yết…"))
        else:
            self.bar.setRange(0, max(1, step.all))
            self.bar.setValue(step.done)
            words = _("Đang tạo bản niêm yết: {done}/{all} thủ tục")
            self.making.setText(words.format(done=step.done, all=step.all))
        self.stack.setCurrentIndex(1)
        self.turning.hide()

    def show_pdf(self, pdf: bytes) -> None:
        """Show a paper from its first page."""
        self.preview.show_pdf(pdf)
        self.stack.setCurrentIndex(2)
        self.turning.show()
        self._show_page(0)

    def turn_back(self) -> None:
        """Show the page before."""
        self._turn_to(self.preview.pageNavigator().currentPage() - 1)

    def turn_on(self) -> None:
        """Show the next page."""
        self._turn_to(self.preview.pageNavigator().currentPage() + 1)

    def toggle_zoom(self) -> None:
        """Fit the width instead of the page, or the page again."""
        self.wide.toggle()

    def _turn_to(self, page: int) -> None:
        if 0 <= page < self.preview.pages:
            self.preview.pageNavigator().jump(page, QPointF(), 0)

    def _show_page(self, page: int) -> None:
        pages = self.preview.pages
        words = _("Trang {page}/{pages}") if pages else ""
        self.page_words.setText(words.format(page=page + 1, pages=pages))
        self.back.setEnabled(page > 0)
        self.on.setEnabled(page + 1 < pages)

    def _zoom(self, wide: bool) -> None:
        mode = PaperPreview.ZoomMode
        page = self.preview.pageNavigator().currentPage()
        self.preview.setZoomMode(mode.FitToWidth if wide else mode.FitInView)
        self._turn_to(page)


def _centred(*widgets: QWidget) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(4 * GRID, 4 * GRID, 4 * GRID, 4 * GRID)
    column.setSpacing(2 * GRID)
    column.addStretch(1)
    for widget in widgets:
        narrow = isinstance(widget, QPushButton)
        way = Qt.AlignmentFlag.AlignHCenter if narrow else Qt.AlignmentFlag(0)
        column.addWidget(widget, 0, way)
    column.addStretch(2)
    return page
