"""The folder that a scanner writes to, watched: a file is taken when it stopped growing.

A scanner makes its file first and fills it while the lamp runs, so a name alone says nothing. The
folder is looked at in the background (it is often on another machine and may be slow): the watch
of the operating system only makes the next look come sooner.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from receptiondesk.domain.errors import Refused, Trouble
from ui.background import Ends
from ui.workplace import Workplace

if TYPE_CHECKING:
    from receptiondesk.office import Office

LOOK_EVERY_MS: Final = 1_500
#: What lies there longer is not what was just scanned.
FRESH: Final = timedelta(hours=12)
_UNFINISHED: Final = (".tmp", ".part", ".crdownload", ".filepart")
_SHOWN_AT_MOST: Final = 20

#: How a file looks: its size in bytes and when it was last written (nanoseconds).
Size = tuple[int, int]


@dataclass(slots=True)
class Settling:
    """Tells which files stopped growing: those that look the same at two looks."""

    _before: dict[Path, Size] = field(default_factory=dict)

    def look(self, sizes: Mapping[Path, Size]) -> tuple[Path, ...]:
        """Return the files that are as they were at the look before, newest first."""
        settled = [
            path for path, size in sizes.items() if size[0] > 0 and self._before.get(path) == size
        ]
        self._before = dict(sizes)
        return tuple(sorted(settled, key=lambda path: sizes[path][1], reverse=True))


def sizes_in(folder: Path, since: datetime) -> dict[Path, Size]:
    """Return how the files of a folder look that were written since a moment.

    Raises:
        OSError: the folder is not there, or the other machine does not answer.
    """
    found: dict[Path, Size] = {}
    for path in folder.iterdir():
        if path.name.startswith((".", "~")) or path.suffix.lower() in _UNFINISHED:
            continue
        told = path.stat()
        if path.is_file() and told.st_mtime >= since.timestamp():
            found[path] = (told.st_size, told.st_mtime_ns)
    return dict(sorted(found.items(), key=lambda one: one[1][1])[-_SHOWN_AT_MOST:])


def sweep_papers(office: "Office") -> None:
    """Remove what the attaching of a paper left on the disk when the program was killed.

    Raises:
        Trouble: the folder cannot be tidied now.
    """
    from receptiondesk.desk import attachments  # its ciphers: not before the window is at work

    attachments.sweep(office)


def _look(office: "Office", folder: Path) -> dict[Path, Size] | None:
    """Return how the files look, ``None`` when the folder cannot be read now."""
    try:
        return sizes_in(folder, office.clock.now() - FRESH)
    except OSError:
        return None


class ScannerFolder(QObject):
    """Watches the scanner's folder of the settings while it is asked to.

    Emits:
        changed: the files that wait there, newest first, are others than before.
    """

    changed = Signal()

    def __init__(self, place: Workplace, parent: QObject | None = None) -> None:
        """Prepare; nothing is watched before `start`."""
        super().__init__(parent)
        self._place = place
        self._settling = Settling()
        self._taken: set[tuple[Path, Size]] = set()
        self._looking = False
        self.reachable = True
        self.waiting: tuple[Path, ...] = ()
        self._sizes: dict[Path, Size] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._watch = QFileSystemWatcher(self)
        self._watch.directoryChanged.connect(self.look)

    @property
    def folder(self) -> Path | None:
        """The folder of the settings, ``None`` when none is set."""
        told = self._place.office.settings.scanner_folder
        return Path(told).expanduser() if told else None

    def start(self) -> None:
        """Begin to watch, and look at once."""
        self._timer.start()
        self.look()

    def stop(self) -> None:
        """Watch no more."""
        self._timer.stop()
        if self._watch.directories():
            self._watch.removePaths(self._watch.directories())

    def look(self) -> None:
        """Look at the folder in the background, one look at a time."""
        folder = self.folder
        if folder is None or self._looking or not self._timer.isActive():
            return
        self._looking = True
        ends = Ends(done=self._seen, refused=self._unseen, trouble=self._unseen)
        self._place.run(partial(_look, folder=folder), ends)

    def take(self, path: Path) -> None:
        """Offer a file no more: it was attached."""
        if path in self._sizes:
            self._taken.add((path, self._sizes[path]))
        self._offer(self.waiting)

    def _seen(self, sizes: dict[Path, Size] | None) -> None:
        self._looking = False
        reachable, self.reachable = self.reachable, sizes is not None
        self._sizes = sizes or {}
        folder = self.folder
        if sizes is not None and folder is not None and not self._watch.directories():
            self._watch.addPath(str(folder))
        self._offer(self._settling.look(self._sizes))
        if reachable != self.reachable:
            self.changed.emit()

    def _unseen(self, _why: Refused | Trouble) -> None:
        self._looking = False

    def _offer(self, settled: tuple[Path, ...]) -> None:
        waiting = tuple(
            path for path in settled if (path, self._sizes.get(path, (0, 0))) not in self._taken
        )
        if waiting != self.waiting:
            self.waiting = waiting
            self.changed.emit()
