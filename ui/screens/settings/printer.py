"""Máy in: which printer the papers go to, and a page that proves it."""

from PySide6.QtWidgets import QApplication, QWidget

from receptiondesk.desk import configuration, print_choices
from receptiondesk.domain.print_choices import DOCUMENTS
from receptiondesk.words import _
from ui.print_panel import PressButton
from ui.printing_job import PrinterList, Printers, PrintJob
from ui.screens.settings.editors import ChoiceEditor
from ui.screens.settings.form_section import FormSection
from ui.screens.settings.proof_page import proof_page
from ui.screens.settings.section import News, buttons, heading, words_label
from ui.spoolers.spooler import Options
from ui.workplace import Workplace


class PrinterSection(FormSection):
    """The printer of this counter, among those that the operating system knows."""

    def __init__(self, place: Workplace) -> None:
        """Build; the printers are asked for at the first visit."""
        self._asked: PrinterList | None = None
        self._names: tuple[str, ...] = ()
        self._default = ""
        super().__init__(place, _("Máy in, máy quét"), ("printer", "scanner_folder"))

    def make_editor(self, key: str) -> QWidget:
        """Return a list of printers, and a line for the scanner's folder."""
        if key != "printer":
            return super().make_editor(key)
        self.choice = ChoiceEditor()
        self._offer(self.place.office.settings.printer)
        return self.choice

    def build_more(self) -> None:
        """Add the page that proves the printer."""
        self.again_button = PressButton(_("Tìm lại máy in"))
        self.proof_button = PressButton(_("In trang thử"))
        self.proof_news = News()
        self.content.addLayout(buttons(self.again_button, self.proof_button))
        self.content.addWidget(self.proof_news)
        self.content.addSpacing(8)
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
        self._build_choices()
        self.again_button.clicked.connect(self.ask)
        self.proof_button.clicked.connect(self.print_proof)

    def _build_choices(self) -> None:
        """Tell what is chosen per kind of paper, and each printer's offset."""
        told = {line.key: line for line in configuration.as_rows(self.place.office)}
        for key in (print_choices.CHOICES, print_choices.OFFSETS):
            self.content.addSpacing(8)
            self.content.addWidget(heading(told[key].label))
            self.content.addWidget(words_label(told[key].help))
        self.chosen = words_label("")
        self.content.addWidget(self.chosen)
        self._tell_choices()

    def office_changed(self) -> None:
        """Show what is kept now."""
        super().office_changed()
        self._tell_choices()

    def _tell_choices(self) -> None:
        office = self.place.office
        lines = [
            _("{paper}: {printer}").format(
                paper=document.label,
                printer=print_choices.of(office, key).printer or _("máy in mặc định"),
            )
            for key, document in DOCUMENTS.items()
        ]
        lines += [
            _("{printer}: sang phải {x} mm, xuống dưới {y} mm").format(
                printer=name, x=f"{one.x:g}", y=f"{one.y:g}"
            )
            for name, one in office.settings.printer_offsets.items()
        ]
        if hasattr(self, "chosen"):
            self.chosen.setText("\n".join(lines))

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
        job = PrintJob(self)
        job.sent.connect(self._sent)
        job.failed.connect(self._failed)
        job.stuck.connect(self._failed)
        page = proof_page(QApplication.font(), printer)
        job.start(page, Options(printer, _("Trang in thử")))

    def _found(self, printers: Printers) -> None:
        self.busy(self.again_button, self.proof_button, busy=False)
        chosen = self.choice.read()
        self._names, self._default = printers.names, printers.default
        self._offer(chosen)
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

    def _sent(self) -> None:
        self.busy(self.again_button, self.proof_button, busy=False)
        self.proof_news.say(_("Đã gửi trang thử tới máy in. Hãy đo hai thước trên trang."))

    def _failed(self, reason: str) -> None:
        self.busy(self.again_button, self.proof_button, busy=False)
        self.proof_news.warn(reason)
