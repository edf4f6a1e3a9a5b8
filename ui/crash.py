"""What happens when we made a mistake: the work is kept first, then it is told, and it goes on.

The only file with a broad ``except``. Exceptions in slots, timers and worker threads all end in
``sys.excepthook``, on the thread they happened on; they hop to the GUI thread by a signal before
any widget is touched. The report holds no message and no local value, only kinds and places, for
a message may quote what a citizen said.
"""

import hashlib
import logging
import platform
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Signal, qVersion
from PySide6.QtWidgets import QWidget

from receptiondesk.words import _
from ui import ask

_LOG = logging.getLogger(__name__)
_ROOT = Path(__file__).resolve().parent.parent


class Crash(QObject):
    """Catches what nobody else may catch.

    Emits:
        told: the report was shown (its text).
    """

    told = Signal(str)
    _met = Signal(object)

    def __init__(self, keep_work: Callable[[], bool], parent: QObject | None = None) -> None:
        """Prepare; ``keep_work`` keeps the draft before anything is shown, and says if it is."""
        super().__init__(parent)
        self._keep_work = keep_work
        self._window: QWidget | None = None
        self._seen: set[str] = set()
        self._met.connect(self._tell)

    def install(self) -> None:
        """Take both hooks."""
        sys.excepthook = self.met
        threading.excepthook = self._met_in_thread

    def remove(self) -> None:
        """Give the hooks back."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__

    def show_above(self, window: QWidget) -> None:
        """Show reports above this window."""
        self._window = window

    def met(
        self, kind: type[BaseException], error: BaseException, places: TracebackType | None
    ) -> None:
        """Take one exception, on any thread."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, places)
            return
        self._met.emit(report_of(error))

    def _met_in_thread(self, news: threading.ExceptHookArgs) -> None:
        if news.exc_value is not None:
            self.met(news.exc_type, news.exc_value, news.exc_traceback)

    def _tell(self, report: str) -> None:
        kept = self._kept()
        mark = hashlib.sha256(report.encode()).hexdigest()
        if mark in self._seen:
            return
        self._seen.add(mark)
        _LOG.error("%s", report)
        words = (
            _("Chương trình vừa gặp một lỗi của chính nó. Phần đang nhập đã được giữ lại.")
            if kept
            else _("Chương trình vừa gặp một lỗi của chính nó. Hồ sơ đã tiếp nhận vẫn an toàn.")
        )
        more = _(
            "Có thể làm việc tiếp. Nếu lỗi lặp lại, xin đóng rồi mở lại chương trình và gửi báo "
            "cáo dưới đây cho người hỗ trợ; báo cáo không có dữ liệu của người dân."
        )
        ask.show_text(self._window, _("Xin lỗi, chương trình có lỗi"), f"{words} {more}", report)
        self.told.emit(report)

    def _kept(self) -> bool:
        try:
            return self._keep_work()
        except Exception as error:  # noqa: BLE001 - what broke may be the very thing that keeps
            _LOG.error("%s", report_of(error))
            return False


def report_of(error: BaseException) -> str:
    """Return kinds and places of an exception and of what caused it, without any data."""
    lines = [
        f"Python {platform.python_version()}, Qt {qVersion()}, {platform.system()}",
    ]
    met: BaseException | None = error
    while met is not None:
        lines.append(type(met).__qualname__)
        lines += [
            f"  {_place(frame.filename)}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(met.__traceback__)
        ]
        met = met.__cause__ or (None if met.__suppress_context__ else met.__context__)
    return "\n".join(lines)


def _place(filename: str) -> str:
    """Return a file's place inside the program; a home folder carries a person's name."""
    path = Path(filename)
    if path.is_relative_to(_ROOT):
        return path.relative_to(_ROOT).as_posix()
    return "/".join(path.parts[-2:])
