"""Choose a notice, see it, print it or save it."""

from functools import partial
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from receptiondesk.desk.papers import Paper
from receptiondesk.domain.procedures import Procedure
from receptiondesk.words import _
from ui.keys import bind
from ui.print_panel import PaperSource, PrintControls
from ui.screens.notices import acts
from ui.screens.notices.making import Making, Step
from ui.screens.notices.order_form import OrderForm
from ui.screens.notices.viewer import Viewer
from ui.theme import GRID
from ui.workplace import Workplace

#: After the last change of the order, the paper is made anew.
MAKE_PAUSE_MS: Final = 250
#: What is safe when a notice does not come out of its printer.
PAPER_SAFE: Final = _("Tờ niêm yết đã tạo vẫn còn ở đây.")


class PrintPage(QWidget):
    """The order on the left, the paper on the right; the paper follows the order by itself.

    Emits:
        choice_wanted: nothing is posted yet and the person wants to choose what is.
    """

    choice_wanted = Signal()

    def __init__(self, place: Workplace) -> None:
        """Build, empty until ``show_posted``."""
        super().__init__()
        self._posted: tuple[Procedure, ...] = ()
        self._stale = True
        self._shelf: acts.Shelf | None = None
        self.form = OrderForm()
        self.viewer = Viewer()
        self.printing = PrintControls(place)
        self.making = Making(place, self)
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
        # As wide as its lines: a scroll area alone would be as narrow as it likes.
        self.view.setMinimumWidth(self.form.sizeHint().width() + 2 * GRID)
        left = QVBoxLayout()
        left.setSpacing(GRID)
        left.addWidget(self.view, 1)
        left.addWidget(self.printing)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * GRID)
        row.addLayout(left, 2)
        row.addWidget(self.viewer, 3)

    def _connect(self) -> None:
        self.form.changed.connect(self.make_soon)
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
        self._escape = bind(self, "Esc", self.making.stop)
        self._escape.setEnabled(False)

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
        self.making.drop()
        self.printing.setEnabled(False)
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
        self.printing.setEnabled(False)
        if self.form.waits_for_choice:
            self.viewer.say(_("Gõ tên hoặc mã thủ tục ở bên trái rồi bấm Enter để thêm vào đây."))
        elif not self._posted and not self.form.added:
            self.viewer.say(
                _(
                    "Chưa có thủ tục nào được chọn để niêm yết. Hãy đánh dấu các thủ tục mà cơ "
                    "quan tiếp nhận; bản niêm yết sẽ hiện ngay ở đây."
                ),
                _("Chọn thủ tục niêm yết   Alt+2"),
            )
        else:
            self.viewer.show_making()
            self._escape.setEnabled(True)
            self.making.start(self.form.read())

    def _advanced(self, step: Step) -> None:
        self.viewer.show_making(step)

    def _made(self, paper: Paper) -> None:
        self._escape.setEnabled(False)
        self.viewer.show_pdf(paper.pdf)

        # What is shown bears no numbers; they are given when it is printed or saved.
        issue = partial(acts.post, order=self.form.read())
        self.printing.offer(PaperSource(issue, _("Niêm yết thủ tục"), paper.name, PAPER_SAFE))

    def _failed(self, sentence: str) -> None:
        self._escape.setEnabled(False)
        self.viewer.say(sentence, _("Tạo lại   F5"))

    def _stopped(self) -> None:
        self._escape.setEnabled(False)
        self.viewer.say(_("Đã dừng, chưa tạo bản niêm yết nào."), _("Tạo lại   F5"))

    def _act(self) -> None:
        if self._posted or self.form.added:
            self.make_now()
        else:
            self.choice_wanted.emit()
