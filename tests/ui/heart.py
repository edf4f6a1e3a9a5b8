"""A heartbeat beside a window: how long its own thread worked without a pause.

It counts the work of that thread and not the time on the wall, which on a busy machine says more
about its other programs.
"""

import time
from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import QObject, QTimer

BEAT_MS: Final = 5
LONGEST_S: Final = 0.1
#: A first visit builds its screen, once in the life of a window.
LONGEST_FIRST_VISIT_S: Final = 0.3


@dataclass
class Heart(QObject):
    """Beats as often as the window's thread lets it."""

    worked: list[float] = field(default_factory=list)
    _last: float = 0.0

    def __post_init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._beat)
        self._last = time.thread_time()
        self._timer.start()

    def _beat(self) -> None:
        now = time.thread_time()
        self.worked.append(now - self._last)
        self._last = now

    def longest(self) -> float:
        """Return the longest stretch since the last call, in seconds."""
        found = max(self.worked, default=0.0)
        self.worked.clear()
        return found

    def stop(self) -> None:
        self._timer.stop()
