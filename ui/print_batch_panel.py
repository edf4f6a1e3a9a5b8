"""Print or save many papers: how far it is, a stop, the ways out, and going on afterwards."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from receptiondesk.desk.print_jobs import Failure
from receptiondesk.domain.errors import Refused
from receptiondesk.domain.print_faults import WayOut
from receptiondesk.words import _
from ui import ask
from ui.fields.told import ToldArea
from ui.paper_preview import PressButton
from ui.print_batch import BatchRun, BatchSource, Step
from ui.print_earlier import EarlierPapers
from ui.printer_choice import PrinterChoice
from ui.theme import GRID, icon, mark
from ui.workplace import Workplace

_WAYS: Final = {
    WayOut.AGAIN: _("in tiếp"),
    WayOut.OTHER_PRINTER: _("chọn máy in khác rồi in tiếp"),
    WayOut.PDF: _("lưu phần còn lại ra PDF"),
}
#: After this the tray decides: a second print of what the queue holds would come out twice.
_LOOK: Final = _("Xem khay giấy trước: bấm In tiếp là in lại cả phần này.")


class BatchControls(QWidget):
    """Printer, "In", "Lưu PDF", progress with a stop, and one place that says how it goes.

    Emits:
        confirmed: a person has all the papers in hand.
        kept: everything was saved as files.
    """

    confirmed = Signal()
    kept = Signal()

    def __init__(self, place: Workplace, earlier: EarlierPapers | None = None) -> None:
        """Build; nothing can be printed before ``offer``.

        ``earlier``: the line that a page has for several panels.
        """
        super().__init__()
        self._source: BatchSource | None = None
        self._next: BatchSource | None = None
        self._go_on = False
        self._complete = False
        self._telling = ""
        self._title = ""
        self.run = BatchRun(place, self)
        self.printer = PrinterChoice(place)
        self.print_button = PressButton(_(" In   Ctrl+P"))
        self.save_button = PressButton(_(" Lưu PDF…   Ctrl+S"))
        self.stop_button = PressButton(_("Dừng   Esc"))
        self.confirm_button = PressButton(_("Đã ra giấy"))
        self.leave_button = PressButton(_("Để lại phần ấy"))
        self.bar = QProgressBar()
        self.news = QLabel()
        #: What was sent before the batch on offer; the page places it beside the panel.
        self.earlier = earlier or EarlierPapers(place)
        self._build()
        self._connect()

    def _build(self) -> None:
        mark(self.print_button, "role", "primary")
        self.print_button.setIcon(icon("print", "on_accent", off="quiet"))
        self.save_button.setIcon(icon("save"))
        self._told = ToldArea(self.news)
        self.bar.setAccessibleName(_("Tiến độ in"))
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.print_button, 1)
        row.addWidget(self.save_button)
        where = QHBoxLayout()
        where.setSpacing(GRID)
        where.addWidget(QLabel(_("Máy in")))
        where.addWidget(self.printer, 1)
        where.addWidget(self.leave_button)
        where.addWidget(self.confirm_button)
        how_far = QHBoxLayout()
        how_far.setSpacing(GRID)
        how_far.addWidget(self.bar, 1)
        how_far.addWidget(self.stop_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        for line in (row, where, how_far):
            column.addLayout(line)
        column.addWidget(self._told)
        self._show_work(busy=False)
        self.confirm_button.hide()
        self.leave_button.hide()

    def _connect(self) -> None:
        self.print_button.clicked.connect(self.print_now)
        self.save_button.clicked.connect(self.save_as)
        self.stop_button.clicked.connect(self.stop)
        self.confirm_button.clicked.connect(self.confirm)
        self.leave_button.clicked.connect(self.leave_rest)
        self.run.stepped.connect(self._stepped)
        self.run.sending.connect(self._sending)
        self.run.finished.connect(self._finished)
        self.run.stopped.connect(self._stopped)
        self.run.failed.connect(self._failed)
        self.run.stuck.connect(self._stuck)
        self.run.explained.connect(self._explain)
        self.run.acts.refused.connect(self._refused)

    @property
    def unfinished(self) -> bool:
        """Whether a batch is under way, or a part of one is left that nobody printed."""
        return self.run.busy or self._go_on

    def offer(self, source: BatchSource) -> None:
        """Offer a batch; its parts are made when they are printed or saved."""
        if self.run.busy:
            return
        self.put_aside()
        self._source, self._next = source, None
        self._go_on = False
        self._say("")
        self._name()
        self.printer.show_for(source.document)

    def put_aside(self) -> None:
        """Let go of what was sent of a batch: it is confirmed from ``earlier`` from now on."""
        if not self.confirm_button.isHidden():
            self.earlier.add(self._title, self.run.sent_jobs)
        self.confirm_button.hide()

    def offer_after_rest(self, source: BatchSource) -> None:
        """Offer a batch; what is left of another stays first until a person leaves it.

        "In tiếp" then still means what is left, and says of what.
        """
        if not self.unfinished:
            self.offer(source)
            return
        self._next = source
        if not self.run.busy:
            self._say_rest()

    def _say_rest(self) -> None:
        words = _(
            "“{title}” còn phần chưa in: bấm In tiếp để in nốt, không in lại phần đã ra. Muốn in "
            "giấy đang xem từ đầu thì bấm Để lại phần ấy."
        )
        self._say(words.format(title=self._title))
        self._name()

    def leave_rest(self) -> None:
        """Leave what is left of a batch; what of it was saved stands among the jobs not done."""
        if self._next is None or self.run.busy:
            return
        waits = bool(set(self.run.jobs) - self.run.out)
        self.offer(self._next)
        if waits:
            self._say(_("Phần đã lưu mà chưa in vẫn ở Lệnh in chưa xong (Ctrl+J)."))
        self.print_button.setFocus()

    def print_now(self) -> None:
        """Print all parts, or those that are left."""
        self._begin(None)

    def save_as(self) -> None:
        """Ask for a file and write the parts there, further ones beside it."""
        if self._source is not None and not self.run.busy:
            suggested = Path.home() / self._source.file_name
            ask.save_as(self, _("Lưu giấy tờ"), suggested, "PDF (*.pdf)", self._begin)

    def stop(self) -> None:
        """Stop before the next paper."""
        if self.run.busy:
            self.run.stop()
            self._say(_("Đang dừng… phần đang gửi máy in vẫn ra."))

    def confirm(self) -> None:
        """Say that the papers that were sent are in hand; what was never made is still left."""
        self.confirm_button.hide()
        self._go_on = self._go_on and not self._complete
        self._telling = ""
        self._name()
        self.run.confirm()
        if self._go_on:
            self._say(_("Đã ra giấy các phần đã gửi. Bấm In tiếp để in phần còn lại."), "proved")
            self.print_button.setFocus()
        else:
            self._say(_("Đã ra đủ giấy."), "proved")
            self.confirmed.emit()

    def _begin(self, file: Path | None) -> None:
        if self._source is None or self.run.busy or not self.isEnabled():
            return
        self._telling = ""
        self._complete = False
        going_on = self._go_on and bool(self.run.jobs)
        if not going_on:
            self.put_aside()
            self._title = self._source.title or Path(self._source.file_name).stem
        self.confirm_button.hide()
        self.leave_button.hide()
        self._say(_("Đang tạo giấy…"))
        self._show_work(busy=True)
        self.run.devices = self.printer.devices
        go = self.run.resume if going_on else self.run.begin
        go(self._source, self.printer.read() or "", file)
        self.stop_button.setFocus()

    def _show_work(self, *, busy: bool) -> None:
        for button in (self.print_button, self.save_button):
            button.setEnabled(not busy)
        self.printer.setEnabled(not busy)
        self.bar.setVisible(busy)
        self.stop_button.setVisible(busy)
        self.bar.setRange(0, 0)

    def _stepped(self, step: Step) -> None:
        self.bar.setRange(0, step.all)
        self.bar.setValue(step.done)
        if step.all:
            words = _("Đang tạo giấy {done}/{all}…")
            self._say(words.format(done=step.done + 1, all=step.all))

    def _sending(self, part: int) -> None:
        words = (
            _("Đang lưu phần {part}…")
            if self.run.to_file
            else _("Đang gửi phần {part} tới máy in…")
        )
        self._say(words.format(part=part))

    def _finished(self) -> None:
        self._complete = True
        self._end(go_on=False)
        if not self.run.made:
            self._say(_("Không còn giấy nào phải in."), "proved")
            return
        if self.run.files:
            words = _("Đã lưu {count} tệp, từ {path}.")
            self._say(words.format(count=len(self.run.files), path=self.run.files[0]), "proved")
            self.print_button.setFocus()
            self.kept.emit()
            return
        if self._telling:
            self._ask_to_confirm(self._telling, "person")
            return
        many = _("Đã gửi cả {parts} phần tới máy in {printer}, chờ xác nhận.")
        one = _("Đã gửi tới máy in {printer}, chờ xác nhận.")
        words = many if len(self.run.jobs) > 1 else one
        words = _("{sent} Giấy ra đủ thì bấm Đã ra giấy.").format(sent=words)
        name = self.printer.read() or ""
        told = words.format(parts=len(self.run.jobs), printer=f"“{name}”" if name else "")
        self._ask_to_confirm(told, "sent")

    def _ask_to_confirm(self, words: str, state: str) -> None:
        self._say(words, state)
        self.confirm_button.show()
        self.confirm_button.setFocus()

    def _stopped(self) -> None:
        sent = len(self.run.out)
        self._end(go_on=bool(self.run.jobs))
        if self._telling:
            self._ask_to_confirm(f"{self._telling} {_LOOK}", "person")
        elif sent:
            words = _("Đã dừng sau phần {part}. Phần còn lại chưa in; bấm In tiếp khi cần.")
            self._say(words.format(part=sent))
            self.confirm_button.show()
            self.print_button.setFocus()
        else:
            rest = _("Đã dừng. Chưa có tờ nào được in; phần đã tạo đã lưu, bấm In tiếp khi cần.")
            none = _("Đã dừng. Chưa có tờ nào được in.")
            self._say(rest if self.run.jobs else none)
            self.print_button.setFocus()

    def _failed(self, reason: str) -> None:
        self._end(go_on=bool(self.run.jobs))
        words = _("{reason} Các phần trước đã gửi; phần này và phần sau còn chờ.")
        self._say(words.format(reason=reason) if len(self.run.jobs) > 1 else reason, "person")
        if self.run.renamed:
            self.printer.rename(*self.run.renamed)
        self.confirm_button.setVisible(bool(self.run.out))
        self.print_button.setFocus()

    def _stuck(self, reason: str) -> None:
        self._telling = reason
        if not self.run.busy:
            self._go_on = True
            self._name()
            self._ask_to_confirm(f"{reason} {_LOOK}", "person")

    def _explain(self, failure: Failure) -> None:
        """Show the ways that are open, once the desk has filed the failure."""
        if self.run.busy or self.news.property("state") != "person" or self._telling:
            return
        ways = ", ".join(_WAYS[way] for way in failure.ways if way in _WAYS)
        told = self.news.text()
        if ways and "Có thể:" not in told:
            self._say(_("{told} Có thể: {ways}.").format(told=told, ways=ways), "person")

    def _refused(self, refused: Refused) -> None:
        self._ask_to_confirm(" ".join(one.message for one in refused.problems), "person")

    def _end(self, *, go_on: bool) -> None:
        self._show_work(busy=False)
        self._go_on = go_on
        self._name()

    def _name(self) -> None:
        if not self._go_on and self._next is not None:  # nothing is left of the one before
            self._source, self._next = self._next, None
        other = self._go_on and self._next is not None  # what is looked at is not what is left
        self.leave_button.setVisible(other)
        if other:
            words = _(" In tiếp {title}   Ctrl+P").format(title=self._title)
        else:
            words = _(" In tiếp   Ctrl+P") if self._go_on else _(" In   Ctrl+P")
        self.print_button.setText(words)

    def _say(self, words: str, state: str = "waiting") -> None:
        mark(self.news, "state", state)
        self.news.setText(words)
        self._told.fit()
