"""How one connection to the encrypted file is opened, and whose fault its failures are.

Everything that is special to SQLCipher and SQLite when connecting and locking stands here:
pragmas, the raw key, ``BEGIN IMMEDIATE``, result codes. The key is the raw 32-byte form
(``x'…'``), so no key is derived per connection; it never enters a URL, a log or an exception.
"""

import os
import shutil
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver

from receptiondesk.domain.errors import Trouble
from receptiondesk.paths import CANNOT_OPEN, DISK_FAILING, DISK_FULL, READ_ONLY

__all__ = [
    "BEGIN_READ",
    "BEGIN_WRITE",
    "BUSY_SECONDS",
    "CACHE_KIB",
    "KEY_BYTES",
    "WALKING_CACHE_KIB",
    "connect",
    "copy_pages",
    "damaged",
    "driver",
    "integrity_faults",
    "trouble_of",
]

KEY_BYTES = 32
BUSY_SECONDS = 10.0
#: Pages kept in memory by a connection. A window has up to five of them, and its memory is
#: measured. Over 150,000 dossiers accepting, listing and searching take as long with four times as
#: much: what they read lies anywhere in a gigabyte, and the pages that all pass are few.
CACHE_KIB = 1_000
#: While the whole file is walked through; with less, what joins its tables takes a half longer.
WALKING_CACHE_KIB = 4_000
_RETRY_SECONDS = 0.1
_LOG_INDEX_BYTES = 64 * 1024
BEGIN_READ = "BEGIN"
BEGIN_WRITE = "BEGIN IMMEDIATE"

# Primary result codes, https://www.sqlite.org/rescode.html
_PERM = 3
_BUSY = 5
_LOCKED = 6
_READONLY = 8
_IOERR = 10
_CORRUPT = 11
_FULL = 13
_CANTOPEN = 14
_NOTADB = 26
_PRIMARY = 0xFF

_SENTENCES: dict[int, tuple[str, str]] = {
    _FULL: DISK_FULL,
    _READONLY: READ_ONLY,
    _CANTOPEN: CANNOT_OPEN,
    _IOERR: DISK_FAILING,
    _BUSY: (
        "locked",
        (
            "Tệp dữ liệu đang được chương trình khác dùng nên chưa lưu được. Chưa có gì thay đổi. "
            "Hãy chờ vài giây rồi làm lại."
        ),
    ),
    _CORRUPT: (
        "damaged",
        (
            "Tệp dữ liệu bị hỏng nên chương trình dừng lại và không ghi gì thêm. "
            "Hãy giữ nguyên tệp này và khôi phục từ bản sao lưu gần nhất."
        ),
    ),
    _NOTADB: (
        "wrong_key",
        (
            "Khóa không mở được tệp dữ liệu này. Dữ liệu không bị thay đổi. "
            "Hãy kiểm tra mật khẩu hoặc dùng mã khôi phục đã in khi thiết lập."
        ),
    ),
}
_SAME = {_PERM: _READONLY, _LOCKED: _BUSY}


def trouble_of(error: BaseException | None, path: Path) -> Trouble | None:
    """Return the surroundings' trouble behind a driver error, or ``None`` for a bug of ours.

    SQLite says of a file in a read-only folder only that it cannot be opened, because it cannot
    make its log beside it, and of one on a disk without a free block only that reading or writing
    failed; so the folder of ``path`` is asked.

    Codes: disk_full, read_only, locked, damaged, wrong_key, cannot_open, disk_failing.
    """
    code = getattr(error, "sqlite_errorcode", None)
    if not isinstance(error, driver.Error) or not isinstance(code, int):
        return None
    primary = code & _PRIMARY
    if primary == _CANTOPEN and path.exists() and not os.access(path.parent, os.W_OK):
        primary = _READONLY
    if primary == _IOERR and _is_full(path.parent):
        primary = _FULL
    found = _SENTENCES.get(_SAME.get(primary, primary))
    return None if found is None else Trouble(*found)


def _is_full(folder: Path) -> bool:
    """Return whether the disk has less room than the index of a write-ahead log needs."""
    try:
        return shutil.disk_usage(folder).free < _LOG_INDEX_BYTES
    except OSError:
        return False


def damaged() -> Trouble:
    """Return the trouble of a file whose bytes are not what was written."""
    return Trouble(*_SENTENCES[_CORRUPT])


def connect(path: Path, key: bytes, *, busy_seconds: float = BUSY_SECONDS) -> Any:  # noqa: ANN401
    """Open a connection that commits durably, checks foreign keys and waits its turn.

    ``synchronous=FULL``: the commit that precedes paper must survive a power cut (law 1 of the
    house). Transactions begin by an explicit ``BEGIN`` only (``isolation_level=None``). A missing
    file is not created: opening the wrong folder must never leave an empty database behind.

    Raises:
        driver.Error: what SQLCipher says; `trouble_of` tells whose fault it is.
    """
    connection = driver.connect(
        f"{path.absolute().as_uri()}?mode=rw",
        uri=True,
        timeout=busy_seconds,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        _prepare(connection, key)
    except driver.Error:
        connection.close()
        raise
    return connection


def _prepare(connection: Any, key: bytes) -> None:  # noqa: ANN401 - the driver is untyped
    if len(key) != KEY_BYTES:
        message = "a database key has 32 bytes"
        raise ValueError(message)
    # SQLCipher writes its own lines to stderr; what matters comes back as a result code.
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA recursive_triggers = ON")  # so REPLACE cannot slip past the guards
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"PRAGMA cache_size = {-CACHE_KIB}")


def copy_pages(source: Any, target: Any) -> None:  # noqa: ANN401 - the driver is untyped
    """Copy one file into another, page by page, in one transaction of the target.

    Raises:
        Trouble: locked, when another write on the target does not end in time.
        driver.Error: what SQLCipher says.
    """
    waited = 0

    def notice(status: int, remaining: int, total: int) -> None:
        nonlocal waited
        del remaining, total
        if status in {_BUSY, _LOCKED}:  # the driver itself would try again for ever
            waited += 1
            if waited * _RETRY_SECONDS > BUSY_SECONDS:
                raise Trouble(*_SENTENCES[_BUSY])

    source.backup(target, progress=notice, sleep=_RETRY_SECONDS)


def integrity_faults(connection: Any) -> tuple[str, ...]:  # noqa: ANN401 - the driver is untyped
    """Return what SQLCipher's page check and SQLite's own check find; empty when all is well."""
    faults = [str(row[0]) for row in connection.execute("PRAGMA cipher_integrity_check")]
    if faults:
        return tuple(faults)
    faults = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(20)")]
    return () if faults == ["ok"] else tuple(faults)
