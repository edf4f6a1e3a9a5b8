"""Papers of the wall on their way out: filed with progress, then printed or saved part by part.

A part has at most five hundred pages and is a print job of its own, saved before the first of them
goes to a printer, so that none is lost when somebody stops half-way.
"""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from receptiondesk.desk.papers import Paper
from receptiondesk.desk.print_batches import Batch
from receptiondesk.office import Office
from receptiondesk.words import _
from ui.print_panel import PaperSource, PressButton, PrintControls
from ui.screens.notices.making import Step
from ui.theme import GRID, mark
from ui.workplace import Workplace

#: What is safe when a notice does not come out of its printer.
PAPER_SAFE: Final = _("Tờ niêm yết đã tạo vẫn còn ở đây.")
#: Points of the shorter side of A3, a little less.
_A3_FROM: Final = 830


@dataclass(frozen=True, slots=True)
class Order:
    """What is to come out: ``work`` files it and gives the parts, each saved as a print job."""

    work: Callable[[Office, Batch], Iterable[Paper]]
    title: str
    file_name: str


@dataclass(eq=False, slots=True)
class _Run:
    """One order under way; ``stop`` may be set by any thread."""

    order: Order
    stop: threading.Event = field(default_factory=threading.Event)
    dropped: bool = False
    parts: tuple[Paper, ...] = ()
    told: tuple[str, ...] = ()


class PartsPrinting(QWidget):
    """Printer, "In", "Lưu PDF"; the next part is offered when a person has the one before.

    Emits:
        advanced: a ``Step`` of the filing.
        filing: whether something is being filed now.
        filed: the sheets stand in the register.
        finished: every part is in hand, or in its file.
    """

    advanced = Signal(object)
    filing = Signal(bool)
    filed = Signal()
    finished = Signal()
    _told = Signal(object, object)
    _over = Signal(object)

    def __init__(self, place: Workplace) -> None:
        """Build; nothing can be printed before ``offer``."""
        super().__init__()
        self._run: _Run | None = None
        self._at = 0
        self._busy = False
        self.controls = PrintControls(place)
        self.part_words = QLabel()
        self.bar = QProgressBar()
        self.stop_button = PressButton(_("Dừng   Esc"))
        self.progress = QWidget()
        self._build()
        self._told.connect(self._advance)
        self._over.connect(self._filed)
        self.stop_button.clicked.connect(self.stop)
        self.controls.confirmed.connect(self._next)
        self.controls.kept.connect(self._next)

    def _build(self) -> None:
        mark(self.part_words, "role", "step")
        self.part_words.setWordWrap(True)
        self.part_words.hide()
        self.bar.setAccessibleName(_("Đang ghi sổ niêm yết"))
        self.bar.setFormat(_("đang dựng %v/%m"))
        row = QHBoxLayout(self.progress)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(self.bar, 1)
        row.addWidget(self.stop_button)
        self.progress.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self.part_words)
        column.addWidget(self.controls)
        column.addWidget(self.progress)

    @property
    def busy(self) -> bool:
        """Whether something is being filed."""
        return self._busy

    def offer(self, order: Order) -> None:
        """Offer papers; they are filed only when the first is printed or saved."""
        self.drop()
        self._run = _Run(order)
        self.part_words.hide()
        self._at = 0
        self.setEnabled(True)
        self._offer_part()

    def drop(self) -> None:
        """Forget what was offered; a filing under way stops."""
        if self._run is not None:
            self._run.dropped = True
            self._run = None
        self._show_busy(busy=False)

    def stop(self) -> None:
        """Stop a filing, because a person wants it."""
        if self._run is not None and self._busy:
            self._run.stop.set()

    def print_now(self) -> None:
        """Print the part on offer."""
        self.controls.print_now()

    def save_as(self) -> None:
        """Save the part on offer as a file."""
        self.controls.save_as()

    def to_print(self) -> None:
        """Put the focus on "In"."""
        self.controls.print_button.setFocus()

    def _offer_part(self) -> None:
        run = self._run
        if run is None:
            return
        name = run.parts[self._at].name if run.parts else run.order.file_name
        issue = partial(self._issue, run=run, at=self._at)
        source = PaperSource(
            issue, run.order.title, name, PAPER_SAFE, given_up=partial(_given_up, run)
        )
        self.controls.offer(source)

    def _issue(self, office: Office, *, run: _Run, at: int) -> Paper:
        """On a worker's thread: file everything, once; the signals hop over to the window's."""
        run.stop = threading.Event()
        if not run.parts:
            batch = Batch(
                progress=partial(self._tell, run),
                cancelled=lambda: run.dropped or run.stop.is_set(),
            )
            try:
                run.parts = tuple(run.order.work(office, batch))
                run.told = tuple(_measured(one.pdf) for one in run.parts)
            finally:
                self._over.emit(run)
        return run.parts[at]

    def _tell(self, run: _Run, done: int, of_all: int) -> None:
        if not run.dropped:
            self._told.emit(run, Step(done, of_all))

    def _advance(self, run: _Run, step: Step) -> None:
        if run is self._run:
            self._show_busy(busy=True)
            whole = step.done >= step.all
            self.bar.setRange(0, 0 if whole else max(1, step.all))
            self.bar.setValue(step.done)
            self.advanced.emit(step)

    def _filed(self, run: _Run) -> None:
        if run is self._run:
            self._show_busy(busy=False)
            self._tell_part()
        if run.parts:  # also of what was left while it was being filed: it stands in the register
            self.filed.emit()

    def _show_busy(self, *, busy: bool) -> None:
        if busy == self._busy:
            return
        self._busy = busy
        if not busy and self.stop_button.hasFocus():
            self.to_print()
        self.progress.setVisible(busy)
        self.filing.emit(busy)

    def _next(self, _path: object = None) -> None:
        run = self._run
        if run is None or not run.parts:
            return
        if self._at + 1 < len(run.parts):
            self._at += 1
            self._offer_part()
            self._tell_part()
            self.to_print()
            return
        if len(run.parts) > 1:
            self._at = 0
            self._offer_part()
            words = _("Đã ra đủ {count} phần.")
            self.part_words.setText(words.format(count=len(run.parts)))
        self.finished.emit()

    def _tell_part(self) -> None:
        run = self._run
        several = run is not None and len(run.parts) > 1
        if run is not None and several:
            words = _("Phần {part}/{parts}: {told}. Ra giấy xong phần này mới tới phần sau.")
            told = run.told[self._at]
            self.part_words.setText(
                words.format(part=self._at + 1, parts=len(run.parts), told=told)
            )
        self.part_words.setVisible(several)


def _given_up(run: _Run) -> bool:
    return run.dropped or run.stop.is_set()


def _measured(pdf: bytes) -> str:
    """Return how many pages of which size a part has: "12 trang A3"."""
    from pypdf import PdfReader  # beside the window, and only when something is printed

    pages = PdfReader(BytesIO(pdf)).pages
    box = pages[0].mediabox
    size = "A3" if min(box.width, box.height) > _A3_FROM else "A4"
    return _("{count} trang {size}").format(count=len(pages), size=size)
