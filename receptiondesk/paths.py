"""Where an office's data lies, and every call that differs from one operating system to another.

Linux is tested. Windows 10 is kept in mind and untested: whatever it does otherwise stands here.
"""

import errno
import hashlib
import os
import platform
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from receptiondesk.domain.errors import Trouble

_PRIVATE_FILE = 0o600
_PRIVATE_FOLDER = 0o700
_WINDOWS = sys.platform == "win32"


#: Code and sentence of what a file system may say.
DISK_FULL = (
    "disk_full",
    (
        "Ổ đĩa đã đầy nên chưa lưu được. Những hồ sơ đã lưu trước đó vẫn an toàn. "
        "Hãy dọn bớt tệp trên ổ đĩa rồi làm lại."
    ),
)
READ_ONLY = (
    "read_only",
    (
        "Thư mục dữ liệu chỉ cho đọc nên chưa lưu được. Dữ liệu đang có không bị thay đổi. "
        "Hãy cấp quyền ghi cho thư mục này rồi làm lại."
    ),
)
CANNOT_OPEN = (
    "cannot_open",
    (
        "Không mở được tệp hoặc thư mục dữ liệu. Dữ liệu không bị thay đổi. "
        "Hãy kiểm tra thư mục còn đó và có quyền đọc, ghi."
    ),
)
DISK_FAILING = (
    "disk_failing",
    (
        "Ổ đĩa báo lỗi khi đọc hoặc ghi nên việc vừa rồi chưa được lưu. Những hồ sơ đã lưu "
        "trước đó không bị thay đổi. Hãy kiểm tra ổ đĩa, dung lượng trống và sao lưu dữ liệu."
    ),
)
_BY_ERRNO = {
    errno.ENOSPC: DISK_FULL,
    errno.EDQUOT: DISK_FULL,
    errno.EROFS: READ_ONLY,
    errno.EACCES: READ_ONLY,
    errno.EPERM: READ_ONLY,
    errno.EIO: DISK_FAILING,
    errno.EFBIG: DISK_FAILING,
}
_REASONS = {
    errno.ENOSPC: "ổ đĩa đã đầy",
    errno.EDQUOT: "đã hết dung lượng được dùng",
    errno.EFBIG: "tệp lớn hơn mức được phép",
    errno.EROFS: "nơi này chỉ cho đọc",
    errno.EACCES: "không có quyền",
    errno.EPERM: "không có quyền",
    errno.ENOENT: "không có thư mục này",
    errno.ENOTDIR: "đường dẫn đi qua một tệp",
    errno.EISDIR: "đó là một thư mục",
    errno.ENAMETOOLONG: "tên quá dài",
    errno.EIO: "ổ đĩa đọc, ghi không được",
}


def reason_vi(error: OSError) -> str:
    """Return in a few Vietnamese words why the operating system refused."""
    return _REASONS.get(error.errno or 0, "hệ điều hành không cho phép")


@contextmanager
def surroundings() -> Iterator[None]:
    """Turn what the file system says inside the block into Trouble.

    Raises:
        Trouble: disk_full, read_only, disk_failing, cannot_open.
        FileExistsError: passes through; whoever makes a file knows what it means.
    """
    try:
        yield
    except FileExistsError:
        raise
    except OSError as error:
        raise Trouble(*_BY_ERRNO.get(error.errno or 0, CANNOT_OPEN)) from error


@dataclass(frozen=True, slots=True)
class Paths:
    """The files of one office under one folder."""

    root: Path

    @property
    def database(self) -> Path:
        """The encrypted file with everything in it."""
        return self.root / "receptiondesk.db"

    @property
    def key_file(self) -> Path:
        """The database key, wrapped by the recovery code and by a passphrase where one is used."""
        return self.root / "receptiondesk.key.json"

    @property
    def lock_file(self) -> Path:
        """The lock of the one window on this data."""
        return self.root / "receptiondesk.lock"

    @property
    def witness(self) -> Path:
        """How far the journal and the numbers got, kept outside the file they witness."""
        return self.root / "receptiondesk.witness.json"

    @property
    def papers(self) -> Path:
        """The folder of scanned papers, in encrypted blocks that identical pages share."""
        return self.root / "papers"

    @property
    def papers_lock(self) -> Path:
        """The lock of whoever puts papers there or tidies them."""
        return self.root / "papers.lock"

    @property
    def logs(self) -> Path:
        """The folder of the program's log, without personal data."""
        return self.root / "logs"


def default_root() -> Path:
    """Return the folder for this user's data where the operating system wants it."""
    # Imported here: most starts name their folder, and the start of the window is measured.
    from platformdirs import user_data_path

    return user_data_path("receptiondesk", appauthor=False)


def state_folder(told: str = "") -> Path:
    """Return where this user's programs keep what shall not go where a data folder goes.

    Args:
        told: the folder named by the surroundings, empty for the operating system's own.
    """
    if told:
        return Path(told)
    name = "receptiondesk-witness"  # not the data folder's: Windows has one place for both
    if sys.platform == "win32" or sys.platform == "darwin":
        from platformdirs import user_state_path

        return user_state_path(name, appauthor=False)
    # As platformdirs would; each start asks, and importing it takes 20 ms.
    own = os.environ.get("XDG_STATE_HOME", "").strip()
    return Path(own or Path.home() / ".local" / "state") / name


def folder_mark(folder: Path) -> str:
    """Return a mark of where a folder stands on this machine, telling nothing of its name."""
    return hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]


def make_private_folder(path: Path) -> None:
    """Make the folder and those above it; a new one is readable by this user only.

    Raises:
        OSError: the operating system refuses, or a file stands there.
    """
    if path.is_dir():
        return
    try:
        path.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
    except FileExistsError as there:
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(path)) from there


def make_private(path: Path) -> None:
    """Let only this user read and write the file (Windows: its folder's rights hold)."""
    if not _WINDOWS:
        path.chmod(_PRIVATE_FILE)


def sync_file(path: Path) -> None:
    """Return when the file's bytes are on the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """Return when the folder's names are on the disk (Windows keeps no such call)."""
    if _WINDOWS:
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_whole(path: Path, data: bytes, *, durable: bool = True) -> None:
    """Put the bytes into the file, wholly or not at all; private, and on the disk if ``durable``.

    Raises:
        OSError: disk full, no right to write; what stood there before still stands.
    """
    temporary = staged(path, data, durable=durable)
    try:
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    if durable:
        sync_folder(path.parent)


def staged(path: Path, data: bytes, *, durable: bool = True) -> Path:
    """Write the bytes beside where they shall stand, and return that private file.

    Raises:
        OSError: disk full, no right to write, no place for a file (a device, a folder); nothing
            is left behind.
    """
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(path))
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", dir=path.parent)  # made with 0600
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            if durable:
                file.flush()
                os.fsync(file.fileno())
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def write_over(path: Path, data: bytes) -> None:
    """Put text into the file in place, quickly and not durably; padded with blanks at its end.

    For a note that may be lost and is checked when read: replacing the file would make some file
    systems wait for the disk.

    Raises:
        OSError: no right to write, disk full.
    """
    try:
        with path.open("r+b", buffering=0) as file:
            padded = data.ljust(file.seek(0, os.SEEK_END))
            file.seek(0)
            file.write(padded)
    except FileNotFoundError:
        write_whole(path, data, durable=False)


def move_new(source: Path, target: Path) -> None:
    """Give a finished file its name, durably; whatever stands there already wins.

    Raises:
        FileExistsError: something stands at ``target``; ``source`` is where it was.
        OSError: the operating system refuses.
    """
    try:
        os.link(source, target)  # unlike a rename, a link never takes another file's place
    except FileExistsError:
        raise
    except OSError:  # a memory stick's file system knows no links
        if target.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from None
        source.rename(target)
    else:
        source.unlink()
    sync_folder(target.parent)


def set_aside(path: Path, mark: str) -> Path | None:
    """Rename a file out of the way and return its new place; ``None`` when there is none.

    Raises:
        OSError: the operating system refuses.
    """
    if not path.exists():
        return None
    number = 0
    while (aside := path.with_name(f"{path.name}.{mark}{f'-{number}' if number else ''}")).exists():
        number += 1
    path.rename(aside)
    sync_folder(path.parent)
    return aside


def machine_id() -> str:
    """Return a mark of this machine, always the same and of no other; empty where it has none.

    Derived from the operating system's own mark, which shall not leave the machine as it is
    (machine-id(5)); it tells nothing about machine or people. A new installation has a new one.
    """
    try:
        own = _system_mark()
    except (OSError, ValueError):
        return ""
    return hashlib.sha256(f"receptiondesk machine {own}".encode()).hexdigest()[:32] if own else ""


def _system_mark() -> str:
    if sys.platform == "win32":
        import winreg

        place = winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography")
        return str(winreg.QueryValueEx(place, "MachineGuid")[0])
    for file in (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id")):
        if file.is_file():
            return file.read_text(encoding="ascii").strip()
    return ""


def machine_name() -> str:
    """Return what this computer calls itself, for the journal of restores."""
    return platform.node()


def has_screen() -> bool:
    """Return whether windows can be shown: always on Windows, else where a display is named."""
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform == "win32" or any(os.environ.get(name) for name in named)


def open_with_system(path: Path) -> None:
    """Open the file in the program that the operating system has for it.

    Raises:
        OSError: there is no such program.
    """
    if sys.platform == "win32":
        os.startfile(path)  # noqa: S606 - the user's own choice of program
        return
    opener = "open" if sys.platform == "darwin" else "xdg-open"
    process = subprocess.Popen(  # noqa: S603 - a fixed program, a file of ours
        [opener, str(path)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    threading.Thread(target=process.wait, name="opened", daemon=True).start()  # no zombie stays
