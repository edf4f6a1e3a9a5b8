"""Choose a notice, see it, print it or save it."""

from functools import partial
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from receptiondesk.desk.papers import Paper
from receptiondesk.domain.procedures import Procedure
from receptiondesk.domain.wall import Layout
from receptiondesk.words import _
from ui.background import Ends
from ui.keys import bind
from ui.screens.notices import acts
from ui.screens.notices.making import Making, Step
from ui.screens.notices.order_form import OrderForm
from ui.screens.notices.parts import Order, PartsPrinting
from ui.screens.notices.viewer import Viewer
from ui.theme import GRID, mark
from ui.workplace import Workplace

#: After the last change of the order, the paper is made anew.
MAKE_PAUSE_MS: Final = 250
#: A page of fewer average characters than so is narrow.
_NARROW: Final = 130


class PrintPage(QWidget):
    """The order on the left, the paper on the right; the paper follows the order by itself.

    Emits:
        choice_wanted: nothing is posted yet and the person wants to choose what is.
        filed: sheets were filed in the register.
    """

    choice_wanted = Signal()
    filed = Signal()

    def __init__(self, place: Workplace) -> None:
        """Build, empty until ``show_posted``."""
        super().__init__()
        self._posted: tuple[Procedure, ...] = ()
        self._stale = True
        self._shelf: acts.Shelf | None = None
        self.form = OrderForm()
        self.viewer = Viewer()
        self.printing = PartsPrinting(place)
        self.making = Making(place, self)
        self.blank = QLabel()
        self._place = place
        self._paper: Paper | None = None
        self._narrow = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(MAKE_PAUSE_MS)
        self._build()
        self._connect()
        self.viewer.say(_("Đang đọc danh mục thủ tục…"))
        self.printing.setEnabled(False)

    def _build(self) -> None:
        self.view = QScrollArea()
        self.view.setWidgetResizable(True)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setWidget(self.form)
        self._fit()
        left = QVBoxLayout()
        left.setSpacing(GRID)
        left.addWidget(self.view, 1)
        left.addWidget(self.blank)
        left.addWidget(self.printing.controls.earlier)
        left.addWidget(self.printing)
        self.blank.setWordWrap(True)
        mark(self.blank, "role", "small")
        self.blank.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * GRID)
        row.addLayout(left, 2)
        row.addWidget(self.viewer, 3)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the paper room in a narrow window."""
        narrow = self.width() < self.fontMetrics().averageCharWidth() * _NARROW
        if narrow != self._narrow:
            self._narrow = narrow
            self.form.fold(narrow=narrow)
            QTimer.singleShot(0, self._fit)  # layouts within layouts know of it only then
        super().resizeEvent(event)

    def _fit(self) -> None:
        """Make the form as wide as its lines: a scroll area would be as narrow as it likes."""
        self.view.setMinimumWidth(self.form.sizeHint().width() + 2 * GRID)

    def _connect(self) -> None:
        self.form.changed.connect(self.make_soon)
        self.form.changed.connect(self._see_focus)
        self.form.placed.connect(self._offer)
        self.printing.filed.connect(self.filed)
        self._pause.timeout.connect(self.make_now)
        self.making.advanced.connect(self._advanced)
        self.making.made.connect(self._made)
        self.making.failed.connect(self._failed)
        self.making.stopped.connect(self._stopped)
        self.viewer.stop_wanted.connect(self.making.stop)
        self.viewer.act_wanted.connect(self._act)
        for keys, act in (
            ("Ctrl+P", self.printing.print_now),
            ("Ctrl+S", self.printing.save_as),
            ("F5", self.make_now),
            ("Alt+Left", self.viewer.turn_back),
            ("Alt+Right", self.viewer.turn_on),
            ("Ctrl++", self.viewer.toggle_zoom),
            ("Ctrl+=", self.viewer.toggle_zoom),
        ):
            bind(self, keys, act)
        bind(self, "Esc", self._stop)

    def _see_focus(self) -> None:
        """Scroll to what an arrow key chose, in a low window."""
        focus = QApplication.focusWidget()
        if focus is not None and self.form.isAncestorOf(focus):
            self.view.ensureWidgetVisible(focus)

    def show_posted(self, shelf: acts.Shelf, posted: tuple[Procedure, ...]) -> None:
        """Take what there is to print; the paper is made anew when the page is in sight."""
        same = self._shelf is not None and posted == self._posted and not self._stale
        self._shelf, self._posted = shelf, posted
        self.form.show_posted(shelf, posted)
        if not same:
            self.make_soon()

    def make_soon(self) -> None:
        """Make the paper anew after a short pause, or when the page comes into sight."""
        self._stale = True
        self._paper = None  # what was shown is not what is ordered now
        self.making.drop()
        self.printing.controls.put_aside()
        self.printing.setEnabled(False)
        self.blank.hide()
        if self.isVisible():
            self._pause.start()

    def arrived(self) -> None:
        """Come into sight."""
        chosen = next(button for button in self.form.kind.buttons if button.isChecked())
        chosen.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._stale and self._shelf is not None:
            self._pause.start()

    def make_now(self) -> None:
        """Make the paper as it is ordered now."""
        self._pause.stop()
        if self._shelf is None:
            return
        self._stale = False
        self._paper = None
        self.printing.setEnabled(False)
        if self.form.waits_for_choice:
            self.viewer.say(_("Gõ tên hoặc mã thủ tục ở bên trái rồi bấm Enter để thêm vào đây."))
        elif not self._posted and not self.form.added and not self.form.is_card:
            self.viewer.say(
                _(
                    "Chưa có thủ tục nào được chọn để niêm yết. Hãy đánh dấu các thủ tục mà cơ "
                    "quan tiếp nhận; bản niêm yết sẽ hiện ngay ở đây."
                ),
                _("Chọn thủ tục niêm yết   Alt+2"),
            )
        else:
            self.viewer.show_making()
            self.making.start(self.form.read(), missing=self.form.missing)

    def _advanced(self, step: Step) -> None:
        self.viewer.show_making(step)

    def _made(self, paper: Paper) -> None:
        self.viewer.show_pdf(paper.pdf)
        self._paper = paper
        self._offer()
        blank = partial(acts.left_blank, kind=self.form.read().kind)
        self._place.run(blank, Ends(done=self._show_blank))

    def _offer(self) -> None:
        """Offer what is shown; it bears no numbers before it is printed or saved."""
        if self._paper is not None and not self._stale:
            work = partial(acts.post, order=self.form.read(), missing=self.form.missing)
            self.printing.offer(Order(work, _("Niêm yết thủ tục"), self._paper.name))

    def _show_blank(self, labels: tuple[str, ...]) -> None:
        words = _("Chưa ghi trong Thiết lập nên để dòng chấm: {labels}.")
        self.blank.setText(words.format(labels=", ".join(labels)))
        self.blank.setVisible(bool(labels))

    def show_missing(self, kind: str, layout: Layout) -> None:
        """Order what no sheet of the wall carries."""
        self.form.choose_missing(kind, layout)
        self._stale = True

    def _stop(self) -> None:
        if self.printing.busy:
            self.printing.stop()
        else:
            self.making.stop()

    def _failed(self, sentence: str) -> None:
        self.viewer.say(sentence, _("Tạo lại   F5"))

    def _stopped(self) -> None:
        self.viewer.say(_("Đã dừng, chưa tạo bản niêm yết nào."), _("Tạo lại   F5"))

    def _act(self) -> None:
        if self._posted or self.form.added or self.form.is_card:
            self.make_now()
        else:
            self.choice_wanted.emit()
