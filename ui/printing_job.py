"""Sends a paper to a printer without ever stopping the window, and says why when it fails.

Saved, sent to the printer and confirmed are three facts: this file only knows about the second.
"""

import json
import sys
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from receptiondesk.words import _
from ui import printing_process

#: How long a printer may be silent before the clerk is told.
SILENCE_MS: Final = 90_000

_WITH_DISPLAY: Final = frozenset({"xcb", "wayland"})

_REASONS: Final[dict[str, str]] = {
    "no_such_printer": _(
        "Máy tính này chưa thấy máy in đã chọn. Hãy xem máy in đã bật, đã cắm dây, rồi chọn lại."
    ),
    "printer_refused": _(
        "Máy in không nhận lệnh in. Hãy xem máy in có báo hết giấy, kẹt giấy hay đang tắt không."
    ),
    "printer_stopped": _("Máy in dừng giữa chừng. Hãy xem giấy và mực rồi in lại."),
    "unreadable_paper": _("Không đọc được tờ giấy vừa tạo. Hãy bấm In lại."),
    "silent": _("Máy in không trả lời. Hãy xem máy in đã bật và đã nối với máy tính này."),
    "ended": _("Chương trình máy in đã dừng đột ngột. Hãy in lại hoặc chọn máy in khác."),
}


@dataclass(frozen=True, slots=True)
class Printers:
    """The printers the operating system knows; ``default`` may be empty."""

    names: tuple[str, ...]
    default: str


class PrintJob(QObject):
    """One paper on its way to one printer.

    Emits:
        advanced: page printed and pages in all, as a pair.
        sent: the operating system has taken the whole paper.
        failed: a sentence that says why and what to look at; ``cause`` is its stable key by then.
    """

    advanced = Signal(object)
    sent = Signal()
    failed = Signal(str)

    def __init__(self, parent: QObject) -> None:
        """Prepare; ``start`` begins."""
        super().__init__(parent)
        self.cause = ""
        self._process = _process_of(self)
        self._said = b""
        self._over = False
        self._silence = QTimer(self)
        self._silence.setSingleShot(True)
        self._silence.setInterval(SILENCE_MS)
        self._silence.timeout.connect(self._gave_up)
        self._process.readyReadStandardOutput.connect(self._hear)
        self._process.finished.connect(self._ended)
        self._process.errorOccurred.connect(self._broke)

    def start(self, pdf: bytes, printer: str, title: str, *, to_file: str = "") -> None:
        """Send the paper; ``printer`` empty means the system's own choice.

        Args:
            pdf: the paper.
            printer: a name of ``Printers.names``, or empty.
            title: what the printer's queue shows; no personal data (a dossier code at most).
            to_file: print into a PDF file instead of a printer.
        """
        order = {"printer": printer, "title": title, "to_file": to_file}
        program, arguments = _command(printing_process.FLAG)
        self._process.start(program, arguments)
        self._process.write(json.dumps(order).encode() + b"\n" + pdf)
        self._process.closeWriteChannel()
        self._silence.start()

    def _hear(self) -> None:
        self._silence.start()
        self._said += self._process.readAllStandardOutput().data()
        *lines, self._said = self._said.split(b"\n")
        for line in lines:
            news: dict[str, Any] = json.loads(line)
            if "page" in news:
                self.advanced.emit((news["page"], news["pages"]))
            elif news.get("done"):
                self._end("")
            else:
                self._end(str(news.get("failed", "ended")))

    def _ended(self) -> None:
        self._end("ended")

    def _broke(self, _error: QProcess.ProcessError) -> None:
        self._end("ended")

    def _gave_up(self) -> None:
        self._end("silent")
        self._process.kill()

    def _end(self, code: str) -> None:
        if self._over:
            return
        self._over = True
        self._silence.stop()
        if code:
            self.cause = code if code in _REASONS else "ended"
            self.failed.emit(_REASONS.get(code, _REASONS["ended"]))
        else:
            self.sent.emit()


class PrinterList(QObject):
    """Asks the operating system for its printers; that may take long, so beside the window.

    Emits:
        found: a ``Printers``.
    """

    found = Signal(object)

    def __init__(self, parent: QObject) -> None:
        """Ask at once."""
        super().__init__(parent)
        self._process = _process_of(self)
        self._process.finished.connect(self._read)
        program, arguments = _command(printing_process.FLAG, printing_process.LIST)
        self._process.start(program, arguments)

    def _read(self) -> None:
        answer = bytes(self._process.readAllStandardOutput().data())
        news: dict[str, Any] = json.loads(answer) if answer.startswith(b"{") else {}
        self.found.emit(Printers(tuple(news.get("printers", ())), str(news.get("default", ""))))


def _process_of(owner: QObject) -> QProcess:
    """Return a process that ends with its owner instead of being torn away from it."""
    process = QProcess(owner)
    if QGuiApplication.platformName() in _WITH_DISPLAY:
        # It shows nothing, so it must not depend on the display either.
        surroundings = QProcessEnvironment.systemEnvironment()
        surroundings.insert("QT_QPA_PLATFORM", "offscreen")
        process.setProcessEnvironment(surroundings)
    owner.destroyed.connect(partial(_end_quietly, process))
    return process


def _end_quietly(process: QProcess) -> None:
    if process.state() != QProcess.ProcessState.NotRunning:
        process.blockSignals(True)
        process.kill()
        process.waitForFinished(1_000)


def _command(*arguments: str) -> tuple[str, list[str]]:
    """Return how this program starts its printing part; the frozen one knows the flag itself."""
    if getattr(sys, "frozen", False):
        return sys.executable, list(arguments)
    return sys.executable, ["-m", "ui.printing_process", *arguments]
