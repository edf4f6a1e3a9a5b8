"""Collects Python's cyclic garbage on the GUI thread, and nowhere else.

Python starts a collection in whichever thread happens to allocate. When that is a worker and the
garbage holds a Qt object, the object is destroyed away from the thread it belongs to and the
process dies of it (seen: a segmentation fault in the middle of a receipt, one day in two). So
automatic collection is off while a window is open, and a timer of the GUI thread does the same
work by the same thresholds.
"""

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer

PAUSE_MS: Final = 1000
#: By then everything that lives as long as the program is loaded.
SETTLE_MS: Final = 10_000
OLDEST: Final = 2


class Tidying(QObject):
    """Collects what is due once a second, until `stop`."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Take collecting over; made on the GUI thread before anything else runs."""
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.tidy)
        self._timer.start()
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.timeout.connect(self.settle)
        self._settled.start(SETTLE_MS)

    def tidy(self) -> None:
        """Collect the oldest generation that is due, if any is."""
        limits = gc.get_threshold()
        counts = gc.get_count()
        for generation in range(OLDEST, -1, -1):
            if counts[generation] > limits[generation]:
                gc.collect(generation)
                return

    def settle(self) -> None:
        """Look no more at what lives as long as the program: a full collection stays short."""
        gc.collect()
        gc.freeze()

    def stop(self) -> None:
        """Give collecting back to Python; called when no worker and no window is left."""
        self._timer.stop()
        self._settled.stop()
        gc.unfreeze()
        gc.collect()
        gc.enable()
