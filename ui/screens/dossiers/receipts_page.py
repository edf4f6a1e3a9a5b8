"""Many receipts at once: those that were ticked, today's, or those of a stretch of time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from receptiondesk.desk import paper_offers, papers, print_batches
from receptiondesk.desk.papers import Paper
from receptiondesk.desk.print_batches import Batch
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.clock import local
from receptiondesk.domain.errors import Refused, Trouble
from receptiondesk.office import Office
from receptiondesk.words import _
from ui.fields.chips import Chips
from ui.fields.date_field import MomentField
from ui.fields.field import Field, align_labels
from ui.keys import bind
from ui.latest import Latest
from ui.paper_preview import PaperPreview
from ui.press_button import PressButton
from ui.print_batch import BatchSource
from ui.print_batch_panel import BatchControls
from ui.theme import GRID, mark
from ui.workplace import Workplace

if TYPE_CHECKING:
    from ui.print_jobs_dialog import PrintJobsDialog

_PAUSE_MS: Final = 300
TICKED, UNPRINTED, TODAY, SPAN = "ticked", "unprinted", "today", "span"
_CHIPS: Final = (
    (TICKED, _("Đã chọn")),
    (UNPRINTED, _("Hôm nay, chưa in")),
    (TODAY, _("Hôm nay, tất cả")),
    (SPAN, _("Khoảng thời gian")),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which receipts are asked for; ``begin`` and ``end`` only for a stretch of time."""

    which: str
    ticked: tuple[str, ...] = ()
    begin: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Meant:
    """The dossiers whose receipts are meant, and the first receipt as it would come out."""

    codes: tuple[str, ...]
    size: str
    first: bytes = b""


def meant(office: Office, wanted: Wanted) -> Meant:
    """Return which receipts an order means.

    Raises:
        Refused: a ticked dossier was cancelled or is unknown by now.
        Trouble: the data cannot be read.
    """
    size = paper_offers.receipt_size(office)
    codes = _codes(office, wanted)
    if not codes:
        return Meant((), size)
    first = papers.receipt(office, codes[0], size=size, issue=False)
    return Meant(codes, size, first.pdf)


def _codes(office: Office, wanted: Wanted) -> tuple[str, ...]:
    if wanted.which == TICKED:
        return wanted.ticked
    if wanted.which == SPAN:
        if wanted.begin is None or wanted.end is None:
            return ()
        return print_batches.wanted(office, wanted.begin, wanted.end)
    start = local(office.clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    unprinted = wanted.which == UNPRINTED
    return print_batches.wanted(office, start, start + timedelta(days=1), unprinted=unprinted)


class ReceiptsPage(QWidget):
    """Choose which, see the first, print them in parts.

    Emits:
        left: back to the list.
    """

    left = Signal()

    def __init__(self, place: Workplace) -> None:
        """Build; ``begin`` says which dossiers are ticked."""
        super().__init__()
        self._place = place
        self._ticked: tuple[str, ...] = ()
        self.back_button = PressButton(_("← Danh sách   Esc"))
        self.jobs_button = PressButton(_("Lệnh in chưa xong…   Ctrl+J"))
        self.chips = Chips(_CHIPS, _("Giấy tiếp nhận nào"))
        self.begin_at = MomentField()
        self.end_at = MomentField()
        self.told = QLabel()
        self.trouble = QLabel()
        self.preview = PaperPreview()
        self.nothing = QLabel()
        self.right = QStackedWidget()
        self.printing = BatchControls(place)
        self.latest = Latest(place, self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._build()
        self._connect()

    def _build(self) -> None:
        title = QLabel(_("In nhiều giấy tiếp nhận"))
        mark(title, "role", "title")
        mark(self.back_button, "role", "link")
        mark(self.jobs_button, "role", "link")
        mark(self.told, "role", "heading")
        mark(self.trouble, "role", "problem")
        mark(self.nothing, "role", "quiet")
        for label in (self.told, self.trouble, self.nothing):
            label.setWordWrap(True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.preview.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.right.addWidget(self.nothing)
        self.right.addWidget(self.preview)
        left = QVBoxLayout()
        left.setSpacing(GRID)
        top = QHBoxLayout()
        top.addWidget(self.back_button)
        top.addStretch(1)
        top.addWidget(self.jobs_button)
        left.addLayout(top)
        left.addWidget(title)
        left.addWidget(self.chips)
        left.addWidget(self._build_span())
        left.addWidget(self.told)
        left.addWidget(self._build_about())
        left.addStretch(1)
        left.addWidget(self.trouble)
        left.addWidget(self.printing.earlier)
        left.addWidget(self.printing)
        row = QHBoxLayout(self)
        row.setContentsMargins(3 * GRID, GRID, 2 * GRID, GRID)
        row.setSpacing(2 * GRID)
        row.addLayout(left, 1)
        first = QLabel(_("Xem trước giấy đầu tiên · PgUp PgDn cuộn"))
        mark(first, "role", "key")
        right = QVBoxLayout()
        right.addWidget(self.right, 1)
        right.addWidget(first)
        row.addLayout(right, 1)

    def _build_about(self) -> QLabel:
        about = QLabel(
            _(
                "Mỗi phần nhiều nhất 500 trang là một lệnh in, gửi xong phần trước mới tạo phần "
                "sau. Dừng lúc nào cũng được; In tiếp in đúng phần còn lại."
            )
        )
        about.setWordWrap(True)
        mark(about, "role", "quiet")
        return about

    def _build_span(self) -> QWidget:
        self.span = QWidget()
        column = QVBoxLayout(self.span)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        self.fields = (
            Field(_("Nhận từ"), self.begin_at, self.begin_at.day, self.begin_at.time),
            Field(_("Đến trước"), self.end_at, self.end_at.day, self.end_at.time),
        )
        for moment in (self.begin_at, self.end_at):
            moment.day.setAccessibleName(_("Ngày"))
            moment.time.setAccessibleName(_("Giờ"))
        align_labels(*self.fields)
        for field in self.fields:
            column.addWidget(field)
        self.span.hide()
        return self.span

    def _connect(self) -> None:
        self.back_button.clicked.connect(self._leave)
        self.chips.chosen.connect(self._chosen)
        for moment in (self.begin_at, self.end_at):
            for part in (moment.day, moment.time):
                part.textChanged.connect(self._typed)
        self._pause.timeout.connect(self.ask)
        self.latest.done.connect(self._show)
        self.latest.refused.connect(self._refused)
        self.latest.troubled.connect(self._troubled)
        self.printing.confirmed.connect(self._all_out)
        for at in range(len(_CHIPS)):
            bind(self, f"Alt+{at + 1}", partial(self.chips.press, at))
        self.jobs_button.clicked.connect(self.show_jobs)
        bind(self, "Esc", self._leave)
        bind(self, "PgDown", partial(self._scroll, 1))
        bind(self, "PgUp", partial(self._scroll, -1))
        bind(self, "Ctrl+P", self.printing.print_now)
        bind(self, "Ctrl+Return", self.printing.print_now)
        bind(self, "Ctrl+S", self.printing.save_as)

    def begin(self, ticked: Sequence[str]) -> None:
        """Begin with the dossiers that were ticked, else with today's that have no receipt yet."""
        self._ticked = tuple(ticked)
        if self.printing.unfinished:  # what is left of it comes first
            self.printing.print_button.setFocus()
            return
        self.chips.buttons[0].setVisible(bool(ticked))
        self.chips.choose(TICKED if ticked else UNPRINTED)
        self._fill_span()
        self.ask()
        self.take_focus()

    def _fill_span(self) -> None:
        """Suggest the morning."""
        if not self.begin_at.day.text():
            day = local(self._place.office.clock.now()).strftime("%d/%m/%Y")
            self.begin_at.show_texts(day, "00:00")
            self.end_at.show_texts(day, "12:00")

    def take_focus(self) -> None:
        """Go to the choice; Enter there goes on, Ctrl+P prints."""
        chosen = next(button for button in self.chips.buttons if button.isChecked())
        chosen.setFocus(Qt.FocusReason.OtherFocusReason)

    def _chosen(self, which: object) -> None:
        self.span.setVisible(which == SPAN)
        self.ask()

    def _typed(self, _text: str) -> None:
        self.printing.setEnabled(False)
        self._pause.start()

    def ask(self) -> None:
        """Ask which receipts are meant now."""
        self._pause.stop()
        if self.printing.run.busy:
            return
        self.printing.setEnabled(False)
        self.trouble.hide()
        which = self.chips.read()
        self.span.setVisible(which == SPAN)
        for field, moment in zip(self.fields, (self.begin_at, self.end_at), strict=True):
            field.clear_problem()
            if which == SPAN and moment.problem() and not moment.day.hasFocus():
                field.show_problem(_("Ghi cả ngày và giờ, ví dụ 23/11/2026 lúc 07:30."))
        wanted = Wanted(which, self._ticked, self.begin_at.read(), self.end_at.read())
        self.latest.order(partial(meant, wanted=wanted))

    def _show(self, found: Meant) -> None:
        if self.printing.run.busy:
            return
        if not found.codes:
            self.told.setText(_("Không có giấy tiếp nhận nào để in."))
            self.nothing.setText(_NOTHING[self.chips.read()])
            self.right.setCurrentWidget(self.nothing)
            return
        words = _("{count} giấy tiếp nhận, từ hồ sơ {first} đến {last}.")
        first, last = found.codes[0], found.codes[-1]
        one = _("1 giấy tiếp nhận, hồ sơ {first}.")
        told = words if len(found.codes) > 1 else one
        self.told.setText(told.format(count=len(found.codes), first=first, last=last))
        self.preview.show_pdf(found.first)
        self.right.setCurrentWidget(self.preview)
        self.printing.setEnabled(True)
        parts = partial(_receipts, codes=found.codes)
        name = _("giay-tiep-nhan.pdf")
        title = _("{count} giấy tiếp nhận").format(count=len(found.codes))
        self.printing.offer(BatchSource(parts, "receipt", name, found.size, title))

    def _all_out(self) -> None:
        """Count again what has no receipt yet: what came out would be offered once more."""
        self.back_button.setFocus()
        if self.chips.read() == UNPRINTED:
            self.ask()

    def _refused(self, refused: Refused) -> None:
        self._say(" ".join(one.message for one in refused.problems))

    def _troubled(self, trouble: Trouble) -> None:
        self._say(trouble.message)

    def _say(self, words: str) -> None:
        self.trouble.setText(words)
        self.trouble.show()
        self.told.setText("")

    def show_jobs(self) -> "PrintJobsDialog":
        """Show the print jobs that nobody confirmed yet, of whatever paper."""
        from ui.print_jobs_dialog import PrintJobsDialog  # rarely wanted

        dialog = PrintJobsDialog(self._place, self)
        dialog.open()
        return dialog

    def _scroll(self, pages: int) -> None:
        bar = self.preview.verticalScrollBar()
        bar.setValue(bar.value() + pages * bar.pageStep())

    def refresh(self, changes: ChangeSet) -> None:
        """Count again when dossiers changed, but not while a batch of ours is what changes them."""
        busy = self.printing.run.busy or bool(self.printing.run.jobs)
        if changes.dossiers and self.isVisible() and not busy:
            self.ask()

    def _leave(self) -> None:
        """Stop what is under way first; only then leave."""
        if self.printing.run.busy:
            self.printing.stop()
        else:
            self.left.emit()


_NOTHING: Final = {
    TICKED: _("Về danh sách (Esc), bấm phím cách ở từng hồ sơ cần in rồi bấm Ctrl+Shift+P."),
    UNPRINTED: _("Mọi hồ sơ tiếp nhận hôm nay đã có giấy. Bấm Alt+3 để in lại tất cả."),
    TODAY: _("Hôm nay chưa tiếp nhận hồ sơ nào."),
    SPAN: _("Khoảng thời gian này không tiếp nhận hồ sơ nào."),
}


def _receipts(office: Office, batch: Batch, *, codes: Sequence[str]) -> Iterator[Paper]:
    return print_batches.receipts(office, codes, batch)
