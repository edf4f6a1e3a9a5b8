"""One paper: its fields on the left, the paper as it will come out on the right."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from receptiondesk.desk import register_batches
from receptiondesk.desk.forms import PaperOrder
from receptiondesk.desk.papers import Paper
from receptiondesk.desk.print_batches import Batch
from receptiondesk.domain.errors import Refused, Trouble
from receptiondesk.domain.paper_kinds import PaperKind
from receptiondesk.office import Office
from receptiondesk.words import _
from ui.keys import bind
from ui.latest import Latest
from ui.paper_preview import PaperPreview, PressButton
from ui.print_acts import PaperSource
from ui.print_batch import BatchSource
from ui.print_batch_panel import BatchControls
from ui.print_earlier import EarlierPapers
from ui.print_panel import PrintControls
from ui.screens.dossiers import paper_shelf
from ui.screens.dossiers.paper_asks import ASKED
from ui.screens.dossiers.paper_form import PaperForm
from ui.screens.dossiers.paper_shelf import Shown
from ui.theme import GRID, mark
from ui.workplace import Workplace

#: After the last key the paper is made anew.
PAUSE_MS: Final = 350
#: What is safe when a paper does not come out of its printer.
TYPED_SAFE: Final = _("Nội dung đã ghi vẫn còn ở đây.")


class PaperPage(QWidget):
    """Shows one form; the preview follows what is typed by itself.

    Emits:
        left: back to the choice of papers.
    """

    left = Signal()

    def __init__(self, place: Workplace) -> None:
        """Build, empty until ``show_form``."""
        super().__init__()
        self._place = place
        self._form: PaperForm | None = None
        self._made_of: PaperOrder | None = None
        self._then: Callable[[], object] | None = None
        self.back_button = PressButton(_("← Giấy khác   Esc"))
        self.title = QLabel()
        self.about = QLabel()
        self.note = QLabel()
        self.trouble = QLabel()
        self.preview = PaperPreview()
        self.sentence = QLabel()
        self.pages = QLabel()
        self.right = QStackedWidget()
        self.earlier = EarlierPapers(place)
        self.printing = PrintControls(place, self.earlier)
        self.binding = BatchControls(place, self.earlier)
        self.latest = Latest(place, self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._build()
        self._connect()
        for panel in (self.printing, self.binding):
            panel.print_button.setText(_(" In   Ctrl+P"))

    @property
    def form(self) -> PaperForm | None:
        """The form in front."""
        return self._form

    def _build(self) -> None:
        mark(self.back_button, "role", "link")
        mark(self.title, "role", "title")
        mark(self.about, "role", "quiet")
        mark(self.note, "role", "small")
        mark(self.trouble, "role", "problem")
        mark(self.sentence, "role", "quiet")
        for label in (self.title, self.note, self.trouble, self.sentence):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.preview.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.right.addWidget(self.sentence)
        self.right.addWidget(self.preview)
        self.view = QScrollArea()
        self.view.setWidgetResizable(True)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        mark(self.pages, "role", "key")
        right = QVBoxLayout()
        right.addWidget(self.right, 1)
        right.addWidget(self.pages)
        row = QHBoxLayout(self)
        row.setContentsMargins(3 * GRID, GRID, 2 * GRID, GRID)
        row.setSpacing(2 * GRID)
        row.addLayout(self._build_left(), 1)
        row.addLayout(right, 1)

    def _build_left(self) -> QVBoxLayout:
        top = QHBoxLayout()
        top.addWidget(self.back_button)
        top.addStretch(1)
        top.addWidget(self.about)
        left = QVBoxLayout()
        left.setSpacing(GRID // 2)
        left.addLayout(top)
        left.addWidget(self.title)
        left.addWidget(self.note)
        left.addWidget(self.view, 1)
        left.addSpacing(GRID // 2)
        left.addWidget(self.trouble)
        left.addWidget(self.earlier)
        left.addWidget(self.printing)
        left.addWidget(self.binding)
        return left

    def _connect(self) -> None:
        self.back_button.clicked.connect(self._leave)
        self._pause.timeout.connect(self.make_now)
        self.latest.done.connect(self._made)
        self.latest.refused.connect(self._refused)
        self.latest.troubled.connect(self._troubled)
        self.printing.printed.connect(self._is_out)
        self.printing.kept.connect(self._is_out)
        self.printing.confirmed.connect(self.back_button.setFocus)
        self.binding.confirmed.connect(self.back_button.setFocus)
        for keys, act in (
            ("Esc", self._leave),
            ("Ctrl+P", self.print_now),
            ("Ctrl+Return", self.print_now),
            ("Ctrl+S", self.save_as),
            ("PgDown", partial(self._scroll, 1)),
            ("PgUp", partial(self._scroll, -1)),
            ("Ctrl++", self._zoom),
            ("Ctrl+=", self._zoom),
        ):
            bind(self, keys, act)

    def show_form(self, form: PaperForm, title: str, about: str = "") -> None:
        """Put a form in front; ``about`` is the code of the dossier that it is about."""
        if self._form is not form:
            self.clear()
            self._form = form
            form.changed.connect(self._edited)
            self.view.setWidget(form)
            form.show()
        self.title.setText(title)
        self.about.setText(about)
        self.note.setText(ASKED[form.kind].note)
        self.note.setVisible(bool(ASKED[form.kind].note))
        self._by_volumes(shown=form.kind is PaperKind.REGISTER)
        self._say("")
        self._made_of = None
        self._show_sentence(_("Đang tạo bản xem trước…"))
        if not form.take_focus():
            self.back_button.setFocus()
        self.make_now()

    def clear(self) -> None:
        """Let go of the form; whoever made it keeps it."""
        if self._form is not None:
            self._form.changed.disconnect(self._edited)
            self.view.takeWidget().hide()
            self._form = None
        self._pause.stop()
        self.latest.drop()
        self.preview.clear()

    def _by_volumes(self, *, shown: bool) -> None:
        self.binding.setVisible(shown)
        self.printing.setVisible(not shown)

    def _edited(self) -> None:
        self._then = None
        self.latest.drop()
        self._hold()
        self._pause.start()

    def _hold(self) -> None:
        """Nothing new is to be printed now; what is on its way can be stopped, or gone on with."""
        self.printing.put_aside()
        if not self.binding.unfinished:
            self.binding.put_aside()
        self.printing.setEnabled(False)
        self.binding.setEnabled(self.binding.unfinished)

    def make_now(self, *, typing: bool = True) -> None:
        """Make the paper as it is told now."""
        self._pause.stop()
        form = self._form
        if form is None:
            return
        form.board.clear()
        if form.unread(typing=typing):
            self._then = None
            self._hold()
            return
        if form.waits_for_dossiers:
            self._then = None
            self._show_sentence(_("Thêm hồ sơ ở bên trái, danh sách sẽ hiện ở đây."))
            return
        self._made_of = form.order()
        self.latest.order(partial(paper_shelf.preview, order=self._made_of))

    def print_now(self) -> None:
        """Print what is told now; where that is not made yet, as soon as it is."""
        self._act(self._panel.print_now)

    def save_as(self) -> None:
        """Save what is told now as a file."""
        self._act(self._panel.save_as)

    @property
    def _panel(self) -> PrintControls | BatchControls:
        by_volumes = self._form is not None and self._form.kind is PaperKind.REGISTER
        return self.binding if by_volumes else self.printing

    def _act(self, act: Callable[[], object]) -> None:
        if self._form is None:
            return
        if self._panel.isEnabled() and not self._pause.isActive():
            act()
            return
        self.make_now(typing=False)
        first = self._form.board.first_problem()
        if first is not None:
            first.take_focus()
        elif self.latest.busy:
            self._then = act

    def _made(self, paper: Shown) -> None:
        form, order = self._form, self._made_of
        if form is None or order is None:
            return
        self._say("")
        self.preview.show_pdf(paper.pdf)
        self.right.setCurrentWidget(self.preview)
        self.pages.setText(_pages_words(paper))
        if form.kind is PaperKind.REGISTER:
            self.binding.setEnabled(True)
            parts = partial(_bound, order=order)
            self.binding.offer_after_rest(BatchSource(parts, order.kind, paper.name))
        else:
            self.printing.offer(self._source(order, paper))
        act, self._then = self._then, None
        if act is not None:
            act()

    def _source(self, order: PaperOrder, paper: Shown) -> PaperSource:
        return PaperSource(
            partial(paper_shelf.issue, order=order),
            paper.name.removesuffix(".pdf"),
            paper.name,
            TYPED_SAFE,
            order.kind,
            dossier=paper_shelf.about_one(order),
        )

    def _is_out(self, _path: object = None) -> None:
        if self._form is not None:
            self._form.typed = False

    def _refused(self, refused: Refused) -> None:
        if self._form is None:
            return
        act, self._then = self._then, None
        self._say(self._form.show_problems(refused.problems, go=act is not None))
        if self.preview.pages == 0 or self.right.currentWidget() is self.sentence:
            self._show_sentence(_("Xem lại mục màu đỏ ở bên trái; giấy sẽ hiện ở đây."))

    def _troubled(self, trouble: Trouble) -> None:
        self._then = None
        self._say(trouble.message)
        if self.right.currentWidget() is self.sentence:
            self._show_sentence(_("Chưa tạo được bản xem trước. Bấm Esc rồi mở lại để thử lại."))

    def _show_sentence(self, words: str) -> None:
        self._hold()
        self.pages.clear()
        self.sentence.setText(words)
        self.right.setCurrentWidget(self.sentence)

    def _leave(self) -> None:
        if self.binding.run.busy:
            self.binding.stop()
            return
        self._pause.stop()
        self.latest.drop()
        self.left.emit()

    def _scroll(self, pages: int) -> None:
        bar = self.preview.verticalScrollBar()
        bar.setValue(bar.value() + pages * bar.pageStep())

    def _zoom(self) -> None:
        mode = PaperPreview.ZoomMode
        whole = self.preview.zoomMode() is mode.FitInView
        self.preview.setZoomMode(mode.FitToWidth if whole else mode.FitInView)

    def _say(self, words: str) -> None:
        self.trouble.setText(words)
        self.trouble.setVisible(bool(words))


def _bound(office: Office, batch: Batch, *, order: PaperOrder) -> Iterator[Paper]:
    return register_batches.register(office, order, batch)


def _pages_words(paper: Shown) -> str:
    keys = _("PgUp PgDn cuộn · Ctrl++ phóng")
    if paper.pages <= paper_shelf.MOST_SHOWN:
        return _("{count} trang · {keys}").format(count=paper.pages, keys=keys)
    words = _("Xem {shown} trang đầu trong {count} trang · {keys}")
    return words.format(shown=paper_shelf.MOST_SHOWN, count=paper.pages, keys=keys)
