"""A paper as it will come out, and what to do with it: print it or save it as PDF."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from receptiondesk.desk import papers
from receptiondesk.desk.papers import Paper
from receptiondesk.domain.errors import Trouble
from receptiondesk.office import Office
from receptiondesk.words import _
from ui import ask
from ui.background import Ends
from ui.fields.choice import Choice
from ui.printing_job import PrinterList, Printers, PrintJob
from ui.theme import GRID, colour, icon, mark
from ui.workplace import Workplace

#: What is safe when a receipt does not come out of its printer.
DOSSIER_SAFE: Final = _("Hồ sơ đã lưu an toàn.")


class PaperPreview(QPdfView):
    """Shows a PDF page by page, fitted to the width there is."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        # Not children of the view: children die inside its destructor, and a document that closes
        # there calls back into a view that is half gone (PySide6 6.12: the process ends).
        self._paper = QPdfDocument()
        self._bytes = QBuffer(self._paper)
        self.setDocument(self._paper)
        self.setPageMode(QPdfView.PageMode.MultiPage)
        self.setZoomMode(QPdfView.ZoomMode.FitInView)
        self.setAccessibleName(_("Bản xem trước"))
        ground = self.palette()
        ground.setColor(QPalette.ColorRole.Dark, colour("sunken"))
        self.setPalette(ground)

    @property
    def pages(self) -> int:
        """How many pages the paper has; 0 before one is shown."""
        return self._paper.pageCount()

    def show_pdf(self, pdf: bytes) -> None:
        """Show a paper."""
        self._paper.close()
        self._bytes.close()
        self._bytes.setData(QByteArray(pdf))
        self._bytes.open(QIODevice.OpenModeFlag.ReadOnly)
        self._paper.load(self._bytes)

    def clear(self) -> None:
        """Show nothing."""
        self._paper.close()


class PressButton(QPushButton):
    """A button that Enter presses too: only where nothing is being typed or scanned."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press on Enter as on Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)


@dataclass(frozen=True, slots=True)
class PaperSource:
    """Where a paper comes from.

    ``issue`` makes the paper that counts (a receipt gets its print number); it is asked for once
    and the same bytes are printed and saved however often a printer fails. ``title`` names the
    print in the printer's queue (no personal data), ``file_name`` the suggested file. ``safe`` is
    the sentence that says, when a printer fails, what is safe all the same. ``document`` and
    ``dossier`` (a code, for receipts) are filed when a printer fails.
    """

    issue: Callable[[Office], Paper]
    title: str
    file_name: str
    safe: str
    document: str = "notice"
    dossier: str = ""


class PrintControls(QWidget):
    """Printer, "In", "Lưu PDF", and one line that says how it went.

    Emits:
        printed: the printer took the paper.
        kept: the paper was saved as a file (its ``Path``).
    """

    printed = Signal()
    kept = Signal(object)

    def __init__(self, place: Workplace) -> None:
        """Build; nothing can be printed before ``offer``."""
        super().__init__()
        self._place = place
        self._source: PaperSource | None = None
        self._issued: Paper | None = None
        self._job: PrintJob | None = None
        self._save_to: Path | None = None
        self._printers: Printers | None = None
        self._ask_printers: PrinterList | None = None
        self.printer = Choice()
        self.print_button = PressButton(_(" In   ⏎"))
        self.save_button = PressButton(_(" Lưu PDF…   Ctrl+S"))
        self.news = QLabel()
        self._build()
        self.print_button.clicked.connect(self.print_now)
        self.save_button.clicked.connect(self.save_as)

    def _build(self) -> None:
        mark(self.print_button, "role", "primary")
        self.print_button.setIcon(icon("print", "on_accent"))
        self.save_button.setIcon(icon("save"))
        self.news.setWordWrap(True)
        self.printer.setAccessibleName(_("Máy in"))
        self.printer.setSizeAdjustPolicy(
            Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.printer.setMinimumContentsLength(16)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.print_button, 1)
        row.addWidget(self.save_button)
        where = QHBoxLayout()
        where.setSpacing(GRID)
        where.addWidget(QLabel(_("Máy in")))
        where.addWidget(self.printer, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(row)
        column.addLayout(where)
        column.addWidget(self.news)

    def offer(self, source: PaperSource) -> None:
        """Offer a paper; it is made only when it is printed or saved."""
        self._source = source
        self._issued = None
        self._say("")
        self.setEnabled(True)
        self._busy(busy=False)
        if self._ask_printers is None:
            self._ask_printers = PrinterList(self)
            self._ask_printers.found.connect(self._show_printers)

    def print_now(self) -> None:
        """Make the paper if need be and send it to the printer."""
        self._begin(_("Đang in…"), self._send)

    def save_as(self) -> None:
        """Ask for a file and write the paper there."""
        if self._source is not None:
            suggested = Path.home() / self._source.file_name
            ask.save_as(self, _("Lưu tờ giấy"), suggested, "PDF (*.pdf)", self._save)

    def _save(self, path: Path) -> None:
        self._save_to = path
        self._begin(_("Đang lưu…"), self._write)

    def _begin(self, words: str, go_on: Callable[[Paper], object]) -> None:
        if self._source is None or not self.print_button.isEnabled():
            return
        self._busy(busy=True)
        self._say(words)
        if self._issued is not None:
            go_on(self._issued)
            return
        ends = Ends(done=self._made, trouble=self._troubled, always=self._idle)
        self._go_on = go_on
        self._place.run(self._source.issue, ends)

    def _made(self, paper: Paper) -> None:
        self._issued = paper
        self._place.announce(paper.changes)
        self._busy(busy=True)
        self._go_on(paper)

    def _send(self, paper: Paper) -> None:
        job = self._job = PrintJob(self)
        job.sent.connect(self._sent)
        job.failed.connect(self._failed)
        job.advanced.connect(self._advanced)
        title = self._source.title if self._source else ""
        job.start(paper.pdf, self.printer.read() or "", title)

    def _advanced(self, pages: tuple[int, int]) -> None:
        self._say(_("Đang in trang {page}/{pages}…").format(page=pages[0], pages=pages[1]))

    def _sent(self) -> None:
        self._idle()
        self._say(_("Đã gửi tới máy in. Giấy chưa ra thì bấm In lần nữa."), "proved")
        self.printed.emit()

    def _failed(self, reason: str) -> None:
        self._idle()
        words = _("{reason} {safe} Có thể in lại hoặc bấm Lưu PDF.")
        safe = self._source.safe if self._source else ""
        self._file_failure()
        self._say(words.format(reason=reason, safe=safe), "person")
        self.print_button.setFocus()

    def _file_failure(self) -> None:
        """Let the journal know that a paper did not come out, for the day's figures."""
        if self._source is not None and self._job is not None:
            work = partial(
                papers.failed,
                code=self._source.dossier,
                cause=self._job.cause,
                document=self._source.document,
            )
            self._place.run(work, Ends(done=self._place.hub.announce))

    def _write(self, paper: Paper) -> None:
        if self._save_to is not None:
            path = self._save_to
            ends = Ends(done=self._written, trouble=self._troubled, always=self._idle)

            def write(_office: Office) -> Path:
                return _write_file(path, paper.pdf)

            self._place.run(write, ends)

    def _written(self, path: Path) -> None:
        self._say(_("Đã lưu vào {path}").format(path=path), "proved")
        self.kept.emit(path)

    def _troubled(self, trouble: Trouble) -> None:
        self._say(trouble.message, "person")

    def _idle(self) -> None:
        self._busy(busy=False)

    def _busy(self, *, busy: bool) -> None:
        self.print_button.setEnabled(not busy)
        self.save_button.setEnabled(not busy)

    def _say(self, words: str, state: str = "waiting") -> None:
        mark(self.news, "state", state)
        self.news.setText(words)

    def _show_printers(self, printers: Printers) -> None:
        self._printers = printers
        self.printer.offer((name, name) for name in printers.names)
        wanted = self._place.office.settings.printer or printers.default
        self.printer.choose(wanted)
        if not printers.names:
            self.printer.offer([("", _("chưa thấy máy in nào"))])


def _write_file(path: Path, pdf: bytes) -> Path:
    try:
        path.write_bytes(pdf)
    except OSError as error:
        words = _("Không ghi được tệp {path}. Hãy chọn thư mục khác.")
        raise Trouble("cannot_write", words.format(path=path)) from error
    return path
