"""Máy in: which printer the papers go to, and a page that proves it."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from receptiondesk.desk import print_choices, print_ready
from receptiondesk.domain.errors import Refused, Trouble
from receptiondesk.words import _
from ui.background import Ends
from ui.press_button import PressButton
from ui.printing_job import PrinterList, Printers, PrintJob
from ui.screens.settings.editors import ChoiceEditor
from ui.screens.settings.form_section import FormSection
from ui.screens.settings.printer_choices import ChoicesEditor
from ui.screens.settings.printer_offsets import OffsetsEditor
from ui.screens.settings.proof_page import proof_page
from ui.screens.settings.section import News, buttons, heading, see, words_label
from ui.spoolers.spooler import Options
from ui.theme import GRID
from ui.workplace import Workplace


class PrinterSection(FormSection):
    """The printer of this counter, among those that the operating system knows."""

    def __init__(self, place: Workplace) -> None:
        """Build; the printers are asked for at the first visit."""
        self._asked: PrinterList | None = None
        self._names: tuple[str, ...] = ()
        self._default = ""
        keys = ("printer", print_choices.CHOICES, print_choices.OFFSETS, "scanner_folder")
        super().__init__(place, _("Máy in, máy quét"), keys)

    def make_editor(self, key: str) -> QWidget:
        """Return a list of printers, the choices and offsets, a line for the scanner's folder."""
        if key == print_choices.CHOICES:
            self.choices = ChoicesEditor()
            return self.choices
        if key == print_choices.OFFSETS:
            self.offsets = OffsetsEditor()
            return self.offsets
        if key != "printer":
            return super().make_editor(key)
        self.choice = ChoiceEditor()
        self._offer(self.place.office.settings.printer)
        return self.choice

    def build_more(self) -> None:
        """Add the page that proves the printer."""
        self._fit_big_rows()
        self.again_button = PressButton(_("Tìm lại máy in"))
        self.proof_button = PressButton(_("In trang thử"))
        self.proof_news = News()
        self.content.addLayout(buttons(self.again_button, self.proof_button))
        self.content.addWidget(self.proof_news)
        self.content.addSpacing(GRID)
        self.content.addWidget(heading(_("Trang thử cho biết")))
        self.content.addWidget(
            words_label(
                _(
                    "Chữ Việt có dấu in đủ hay không, máy in có cắt mất lề hay không, và có in "
                    "đúng tỉ lệ 100 % hay không (thước trên trang dài đúng 150 mm và 100 mm). "
                    "Mã QR trên giấy tiếp nhận và niêm yết chỉ quét tốt khi in đúng tỉ lệ."
                )
            )
        )
        self.again_button.clicked.connect(self.ask)
        self.proof_button.clicked.connect(self.print_proof)
        self.offsets.page_wanted.connect(self.print_rulers)

    def _fit_big_rows(self) -> None:
        """Let the labels of tall editors stand at their top, and a refusal go to its number."""
        for key in (print_choices.CHOICES, print_choices.OFFSETS):
            field = self.board.field(key)
            field.label.setContentsMargins(0, GRID, 0, 0)
            layout = field.layout()
            if layout is not None:
                layout.setAlignment(field.label, Qt.AlignmentFlag.AlignTop)
        self.board.field(print_choices.CHOICES).editors = (self.choices.copies,)
        self.board.field(print_choices.OFFSETS).editors = (self.offsets.right, self.offsets.down)

    def arrived(self) -> None:
        """Ask the operating system at the first visit."""
        if self._asked is None:
            self.ask()

    def ask(self) -> None:
        """Ask the operating system for its printers."""
        if self.working:
            return
        self.busy(self.again_button, self.proof_button, busy=True)
        self._asked = PrinterList(self)
        self._asked.found.connect(self._found)

    def print_proof(self) -> None:
        """Print the page on the printer that is chosen, kept already or not."""
        if self.working:
            return
        self.busy(self.again_button, self.proof_button, busy=True)
        self.proof_news.say(_("Đang in trang thử…"))
        printer = self.choice.read() or self._default
        page = proof_page(QApplication.font(), printer)
        self._send(page, Options(printer, _("Trang in thử")))

    def print_rulers(self, printer: str, size: str) -> None:
        """Print the page with rulers as papers for this printer are moved now."""
        if self.working:
            return
        self.busy(self.again_button, self.proof_button, self.offsets.page_button, busy=True)
        self.proof_news.say(_("Đang in trang đo lề…"))
        see(self.proof_news)
        work = partial(print_ready.calibration_page, printer=printer, size=size)
        done = partial(self._send, options=Options(printer, _("Trang đo lề"), size=size))
        self.place.run(work, Ends(done, self._not_made, self._no_page))

    def _not_made(self, refused: Refused) -> None:
        self._failed(" ".join(one.message for one in refused.problems))

    def _no_page(self, trouble: Trouble) -> None:
        self._failed(trouble.message)

    def _send(self, page: bytes, options: Options) -> None:
        job = PrintJob(self)
        job.sent.connect(self._sent)
        job.failed.connect(self._failed)
        job.stuck.connect(self._failed)
        job.start(page, options)

    def _found(self, printers: Printers) -> None:
        self._rest()
        chosen = self.choice.read()
        self._names, self._default = printers.names, printers.default
        self._offer(chosen)
        self.choices.offer_printers(printers)
        self.offsets.offer_printers(printers.names, printers.default)
        if not printers.names:
            self.proof_news.warn(
                _("Máy tính này chưa thấy máy in nào. Hãy bật máy in, cắm dây, rồi bấm Tìm lại.")
            )

    def _offer(self, chosen: str) -> None:
        default = _("Máy in mặc định của máy tính")
        if self._default:
            default = _("Máy in mặc định của máy tính ({name})").format(name=self._default)
        pairs = [("", default), *((name, name) for name in self._names)]
        if chosen and chosen not in self._names:
            pairs.append((chosen, _("{name} (hiện không thấy)").format(name=chosen)))
        self.choice.blockSignals(True)
        self.choice.offer(pairs)
        self.choice.choose(chosen)
        self.choice.blockSignals(False)

    def _rest(self) -> None:
        self.busy(self.again_button, self.proof_button, self.offsets.page_button, busy=False)

    def _sent(self) -> None:
        self._rest()
        self.proof_news.say(_("Đã gửi trang tới máy in. Hãy đo các thước trên trang."))
        see(self.proof_news)

    def _failed(self, reason: str) -> None:
        self._rest()
        self.proof_news.warn(reason)
        see(self.proof_news)
