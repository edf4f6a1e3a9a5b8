"""One window per data folder: a second start raises the first one."""

import hashlib
import shutil
from pathlib import Path
from typing import Final

from PySide6.QtCore import QLockFile, QObject, Signal

from receptiondesk.domain.errors import Trouble
from receptiondesk.paths import DISK_FULL, Paths, make_private_folder
from receptiondesk.words import _

WAIT_MS: Final = 1_500
#: Bytes; less is no room for a lock.
_NO_ROOM: Final = 64 * 1024


class SingleWindow(QObject):
    """The right to be the window of a folder.

    Emits:
        raise_wanted: somebody started the program a second time.
    """

    raise_wanted = Signal()

    def __init__(self, paths: Paths, parent: QObject | None = None) -> None:
        """Prepare; ``claim`` tries."""
        super().__init__(parent)
        self._paths = paths
        self._lock = QLockFile(str(paths.lock_file))
        # Held as long as the process lives: the age of the lock says nothing.
        self._lock.setStaleLockTime(0)
        self._server: QObject | None = None

    def claim(self) -> bool:
        """Return whether this is the only window now.

        Raises:
            Trouble: ``read_only`` when the folder cannot be written; ``disk_full``.
        """
        try:
            make_private_folder(self._paths.root)
        except OSError as error:
            raise self._cannot_write() from error
        if self._lock.tryLock(0):
            return True
        if self._lock.error() == QLockFile.LockError.LockFailedError:
            # On a full disk not even the lock of a process that died can be taken away.
            if self._is_full() and not self.raise_other():
                raise Trouble(*DISK_FULL)
            return False
        raise self._cannot_write()

    def _is_full(self) -> bool:
        return shutil.disk_usage(self._paths.root).free < _NO_ROOM

    def listen(self) -> None:
        """Hear of a second start; called when the window is shown (it loads the network part)."""
        from PySide6.QtNetwork import QLocalServer  # not before the form can be typed into

        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        QLocalServer.removeServer(self._name())
        if server.listen(self._name()):
            server.newConnection.connect(self.raise_wanted)
        self._server = server

    def raise_other(self) -> bool:
        """Ask the window that holds the folder to come to the front; return whether it heard."""
        from PySide6.QtNetwork import QLocalSocket  # only the second start needs it

        socket = QLocalSocket()
        socket.connectToServer(self._name())
        heard = socket.waitForConnected(WAIT_MS)
        socket.disconnectFromServer()
        return heard

    def give_up(self) -> None:
        """Let the next start be the window."""
        if self._server is not None:
            self._server.deleteLater()
            self._server = None
        self._lock.unlock()

    def _name(self) -> str:
        folder = str(Path(self._paths.root).resolve())
        return f"receptiondesk-{hashlib.sha256(folder.encode()).hexdigest()[:16]}"

    def _cannot_write(self) -> Trouble:
        words = _("Không ghi được vào thư mục dữ liệu {folder}. Hãy xem quyền ghi của thư mục này.")
        return Trouble("read_only", words.format(folder=self._paths.root))
