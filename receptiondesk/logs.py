"""The program's own log: a few small files beside the data, without personal data.

Nothing a citizen said may stand here: no names, numbers or addresses, only uids, codes and
kinds. What an exception says may quote any of that, so of an exception only its type and its
places in the code are kept. The root logger is left alone; who starts the program opens the log.
"""

import logging
import traceback
from logging.handlers import RotatingFileHandler
from types import TracebackType
from typing import Self

from receptiondesk.paths import Paths, make_private_folder

_PACKAGES = ("receptiondesk", "sync", "ui")
_NAME = "receptiondesk.log"
_BYTES = 1_000_000
_FILES = 5
_LINE = "%(asctime)s %(levelname)s %(process)d %(threadName)s %(name)s: %(message)s"


class Log:
    """The open log; a context manager, or closed with `close`."""

    def __init__(self, paths: Paths, level: int = logging.INFO) -> None:
        """Open it in the data folder's ``logs``.

        Raises:
            OSError: the folder cannot be written; the program works without a log.
        """
        make_private_folder(paths.logs)
        self._handler = RotatingFileHandler(
            paths.logs / _NAME, maxBytes=_BYTES, backupCount=_FILES, encoding="utf-8", delay=True
        )
        self._handler.setFormatter(PlacesOnly(_LINE))
        self._handler.setLevel(level)
        self._before = {name: logging.getLogger(name).level for name in _PACKAGES}
        for name in _PACKAGES:
            logger = logging.getLogger(name)
            logger.addHandler(self._handler)
            logger.setLevel(level)

    def close(self) -> None:
        """Stop writing and leave the loggers as they were."""
        for name in _PACKAGES:
            logger = logging.getLogger(name)
            logger.removeHandler(self._handler)
            logger.setLevel(self._before[name])
        self._handler.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        places: TracebackType | None,
    ) -> None:
        self.close()


class PlacesOnly(logging.Formatter):
    """Writes of an exception its type and where it went through, never what it says."""

    def formatException(  # noqa: N802 - logging's own name
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        """Return one line per place, the type last; the same for what caused it."""
        error = ei[1]
        lines: list[str] = []
        while error is not None:
            lines += [
                f"  {place.filename}:{place.lineno} {place.name}"
                for place in traceback.extract_tb(error.__traceback__)
            ]
            lines.append(f"  {type(error).__module__}.{type(error).__qualname__}")
            error = error.__cause__
        return "\n".join(lines)
