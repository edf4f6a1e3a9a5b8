"""Sends a paper to a printer without ever stopping the window, and says why when it fails.

Saved, sent to the printer and confirmed are three facts: this file only knows about the second.
"""

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from receptiondesk.domain import print_faults
from receptiondesk.domain.print_faults import PrintFault
from ui import printing_process
from ui.spoolers.spooler import Options, Stage

#: How long a printer may be silent before the clerk is told.
SILENCE_MS: Final = 90_000

_WITH_DISPLAY: Final = frozenset({"xcb", "wayland"})


@dataclass(frozen=True, slots=True)
class Printers:
    """The printers the operating system knows; ``default`` may be empty.

    ``faults`` names what keeps a printer from printing now, ``devices`` where each one is.
    """

    names: tuple[str, ...]
    default: str
    faults: Mapping[str, str] = field(default_factory=dict)
    devices: Mapping[str, str] = field(default_factory=dict)


class PrintJob(QObject):
    """One paper on its way to one printer.

    Emits:
        advanced: page printed and pages in all, as a pair.
        sent: a queue has taken the whole paper; ``printer`` and ``spool_job`` are known by then.
        failed: a sentence that says why and what to look at; ``cause``, ``printer`` and ``other``
            (the present name of a renamed printer) are known by then.
        stuck: after ``sent``: a sentence that says what keeps the paper from coming out;
            ``cause`` and ``queued`` are known by then.
    """

    advanced = Signal(object)
    sent = Signal()
    failed = Signal(str)
    stuck = Signal(str)

    def __init__(self, parent: QObject) -> None:
        """Prepare; ``start`` begins."""
        super().__init__(parent)
        self.cause = ""
        self.printer = ""
        self.spool_job = ""
        self.other = ""
        self.queued = False
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

    def start(self, pdf: bytes, options: Options, *, to_file: str = "") -> None:
        """Send the paper.

        Args:
            pdf: the paper.
            options: the printer and how the paper is to come out of it.
            to_file: draw into a PDF file as for a printer without CUPS.
        """
        self.printer = options.printer
        order = {"options": asdict(options), "to_file": to_file}
        program, arguments = _command(printing_process.FLAG)
        self._process.start(program, arguments)
        self._process.write(json.dumps(order).encode() + b"\n" + pdf)
        self._process.closeWriteChannel()
        self._silence.start()

    def _hear(self) -> None:
        self._said += self._process.readAllStandardOutput().data()
        *lines, self._said = self._said.split(b"\n")
        for line in lines:
            self._take(json.loads(line))

    def _take(self, news: Mapping[str, Any]) -> None:
        if "page" in news:
            self._silence.start()
            self.advanced.emit((news["page"], news["pages"]))
        elif "took" in news:
            self.printer, self.spool_job = str(news["printer"]) or self.printer, str(news["took"])
            self._end("")
        elif "heard" in news:
            self._learn(news)
        else:
            self.printer = str(news.get("printer", "")) or self.printer
            self.other = str(news.get("other", ""))
            self._end(str(news.get("failed", PrintFault.ENDED)))

    def _learn(self, news: Mapping[str, Any]) -> None:
        """Tell of a paper that a queue took and cannot bring out."""
        if news["heard"] == Stage.STUCK:
            self.cause = print_faults.fault_of(str(news["fault"])).value
            self.queued = bool(news["queued"])
            self.stuck.emit(print_faults.sentence(self.cause, self.printer, queued=self.queued))

    def _ended(self) -> None:
        self._end(PrintFault.ENDED)

    def _broke(self, _error: QProcess.ProcessError) -> None:
        self._end(PrintFault.ENDED)

    def _gave_up(self) -> None:
        self._end(PrintFault.SILENT)
        self._process.kill()

    def _end(self, code: str) -> None:
        if self._over:
            return
        self._over = True
        self._silence.stop()
        if code:
            self.cause = print_faults.fault_of(code).value
            self.failed.emit(print_faults.sentence(self.cause, self.printer, other=self.other))
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
        self.found.emit(
            Printers(
                tuple(news.get("printers", ())),
                str(news.get("default", "")),
                news.get("faults", {}),
                news.get("devices", {}),
            )
        )


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
