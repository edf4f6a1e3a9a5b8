"""The printers of the operating system through Qt: every system but those with CUPS.

Pages are drawn as pictures, for Qt hands no PDF to a printer. Written to the same interface as
CUPS; the way to a Windows printer could not be tried here, the drawing itself is (into a file).
What Qt does not tell (out of paper, what became of a job) is not claimed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from receptiondesk.domain.print_choices import Sides
from receptiondesk.domain.print_faults import PrintFault
from ui.spoolers.spooler import Heard, NotTakenError, Options, Queue, Stage, Took, chosen

#: Enough for text and QR codes; at the 1,200 dpi of a printer's own choice one A4 page is 500 MB.
DPI: Final = 300
POINTS_PER_INCH: Final = 72


def _quiet(_page: int, _pages: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class QtPrinters:
    """Needs a ``QGuiApplication`` in its process. ``to_file`` draws into a PDF instead.

    ``advanced`` hears of each page: its number and how many there are. ``application`` is kept
    alive.
    """

    to_file: str = ""
    advanced: Callable[[int, int], None] = _quiet
    application: object = None

    def queues(self) -> tuple[Queue, ...]:
        """Return the printers; a state of "error" is all that Qt knows of what is wrong."""
        from PySide6.QtPrintSupport import QPrinter, QPrinterInfo  # not in the window's process

        faults = {
            QPrinter.PrinterState.Error: PrintFault.ATTENTION,
            QPrinter.PrinterState.Aborted: PrintFault.PAUSED,
        }
        default = QPrinterInfo.defaultPrinterName()
        return tuple(
            Queue(name, faults.get(info.state()), info.location(), name == default)
            for info in QPrinterInfo.availablePrinters()
            if (name := info.printerName())
        )

    def submit(self, pdf: bytes, options: Options) -> Took:
        """Print page by page; it returns when the system has them all."""
        from PySide6.QtGui import QPainter  # as above

        document = _document(pdf)
        name = "" if self.to_file else chosen(self.queues(), options).name
        printer = _printer(name, self.to_file, options)
        _fit_page(printer, document, 0)
        painter = QPainter()
        if not painter.begin(printer):
            raise NotTakenError(PrintFault.REFUSED, name)
        for page in range(document.pageCount()):
            if page:
                _fit_page(printer, document, page)
                if not printer.newPage():
                    painter.end()
                    raise NotTakenError(PrintFault.STOPPED, name)
            painter.drawImage(0, 0, _drawn(document, page))
            self.advanced(page + 1, document.pageCount())
        if not painter.end():
            raise NotTakenError(PrintFault.STOPPED, name)
        return Took(name)

    def watch(self, took: Took) -> Heard:
        """Return that nothing more is known: Qt tells nothing of jobs."""
        del took
        return Heard(Stage.GONE_OUT)


def _document(pdf: bytes) -> Any:  # noqa: ANN401 - Qt's parts are imported late
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice
    from PySide6.QtPdf import QPdfDocument

    document = QPdfDocument()
    source = QBuffer(document)
    source.setData(QByteArray(pdf))
    source.open(QIODevice.OpenModeFlag.ReadOnly)
    document.load(source)
    if document.pageCount() == 0:
        raise NotTakenError(PrintFault.UNREADABLE)
    return document


def _drawn(document: Any, page: int) -> Any:  # noqa: ANN401 - as above
    from PySide6.QtCore import QSize

    points = document.pagePointSize(page)
    scale = DPI / POINTS_PER_INCH
    size = QSize(round(points.width() * scale), round(points.height() * scale))
    return document.render(page, size)


def _printer(name: str, to_file: str, options: Options) -> Any:  # noqa: ANN401 - as above
    from PySide6.QtPrintSupport import QPrinter

    printer = QPrinter()
    if to_file:
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(to_file)
    else:
        printer.setPrinterName(name)
    printer.setResolution(DPI)
    printer.setFullPage(True)
    printer.setDocName(options.title)
    printer.setCopyCount(options.copies)
    ways = {
        Sides.ONE: QPrinter.DuplexMode.DuplexNone,
        Sides.LONG: QPrinter.DuplexMode.DuplexLongSide,
        Sides.SHORT: QPrinter.DuplexMode.DuplexShortSide,
    }
    printer.setDuplex(ways[Sides(options.sides or Sides.ONE)])
    trays = {one.name.lower(): one for one in QPrinter.PaperSource}
    if options.tray.lower() in trays:
        printer.setPaperSource(trays[options.tray.lower()])
    return printer


def _fit_page(printer: Any, document: Any, page: int) -> None:  # noqa: ANN401 - as above
    """Set the paper to the size of the page, lying or standing."""
    from PySide6.QtCore import QMarginsF, QSizeF
    from PySide6.QtGui import QPageLayout, QPageSize

    points = document.pagePointSize(page)
    lying = points.width() > points.height()
    short, long = sorted((points.width(), points.height()))
    size = QPageSize(QSizeF(short, long), QPageSize.Unit.Point)
    way = QPageLayout.Orientation.Landscape if lying else QPageLayout.Orientation.Portrait
    printer.setPageLayout(QPageLayout(size, way, QMarginsF()))
