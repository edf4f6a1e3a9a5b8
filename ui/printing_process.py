"""A little program of its own that sends one paper to a printer of the operating system.

Why a process: drawing a page for a printer takes a third of a second, an unreachable printer may
take half a minute, and PySide6 holds the interpreter's lock all that time, so a thread would stop
the window as well. A printer driver that crashes takes only this process with it.

It reads one JSON line and then the bytes of a PDF from standard input (nothing personal touches
the disk), and writes one JSON line per step to standard output: ``{"page":1,"pages":2}``,
``{"done":true}`` or ``{"failed":"code"}``. With ``--list`` it writes
``{"printers":[…],"default":"…"}``.
"""

import json
import sys
from typing import Any, Final

from ui.binding import keep_constants

#: Enough for text and QR codes; at the 1,200 dpi of a printer's own choice one A4 page is 500 MB.
DPI: Final = 300
POINTS_PER_INCH: Final = 72

LIST: Final = "--list"
FLAG: Final = "--print-paper"


def main(argv: list[str] | None = None) -> int:
    """Do what the arguments say; return 0 when the paper was handed to the printer."""
    from PySide6.QtGui import QGuiApplication  # loaded here: the window imports only our names

    arguments = sys.argv[1:] if argv is None else argv
    keep_constants()
    app = QGuiApplication.instance() or QGuiApplication([])
    if LIST in arguments:
        _tell(_printers())
        return 0
    order = json.loads(sys.stdin.buffer.readline())
    failed = _print(order, sys.stdin.buffer.read())
    _tell({"failed": failed} if failed else {"done": True})
    del app
    return 1 if failed else 0


def _tell(news: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(news, ensure_ascii=True) + "\n")
    sys.stdout.flush()


def _printers() -> dict[str, Any]:
    from PySide6.QtPrintSupport import QPrinterInfo  # only this process needs it

    return {
        "printers": list(QPrinterInfo.availablePrinterNames()),
        "default": QPrinterInfo.defaultPrinterName(),
    }


def _print(order: dict[str, Any], pdf: bytes) -> str:
    """Print page by page; return the code of what failed, empty when nothing did."""
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize  # only in this process
    from PySide6.QtGui import QPainter
    from PySide6.QtPdf import QPdfDocument

    source = QBuffer()
    source.setData(QByteArray(pdf))
    source.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(source)
    if document.pageCount() == 0:
        return "unreadable_paper"
    printer = _printer(order)
    if printer is None:
        return "no_such_printer"
    _fit_page(printer, document, 0)
    painter = QPainter()
    if not painter.begin(printer):
        return "printer_refused"
    for page in range(document.pageCount()):
        if page:
            _fit_page(printer, document, page)
            if not printer.newPage():
                painter.end()
                return "printer_stopped"
        points = document.pagePointSize(page)
        scale = DPI / POINTS_PER_INCH
        size = QSize(round(points.width() * scale), round(points.height() * scale))
        painter.drawImage(0, 0, document.render(page, size))
        _tell({"page": page + 1, "pages": document.pageCount()})
    return "" if painter.end() else "printer_stopped"


def _printer(order: dict[str, Any]) -> Any:  # noqa: ANN401 - QPrinter is imported late
    """Return the printer of the order, ``None`` when it is not there any more."""
    from PySide6.QtPrintSupport import QPrinter, QPrinterInfo  # only this process needs it

    printer = QPrinter()
    if order.get("to_file"):
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(order["to_file"])
    else:
        name = order.get("printer") or QPrinterInfo.defaultPrinterName()
        if not name or name not in QPrinterInfo.availablePrinterNames():
            return None
        printer.setPrinterName(name)
    printer.setResolution(DPI)
    printer.setFullPage(True)
    printer.setDocName(order.get("title", ""))
    return printer


def _fit_page(printer: Any, document: Any, page: int) -> None:  # noqa: ANN401 - as above
    """Set the paper to the size of the page, lying or standing."""
    from PySide6.QtCore import QMarginsF, QSizeF  # only in this process
    from PySide6.QtGui import QPageLayout, QPageSize

    points = document.pagePointSize(page)
    lying = points.width() > points.height()
    short, long = sorted((points.width(), points.height()))
    size = QPageSize(QSizeF(short, long), QPageSize.Unit.Point)
    way = QPageLayout.Orientation.Landscape if lying else QPageLayout.Orientation.Portrait
    printer.setPageLayout(QPageLayout(size, way, QMarginsF()))


if __name__ == "__main__":
    sys.exit(main())
