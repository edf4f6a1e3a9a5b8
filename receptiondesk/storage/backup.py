"""Copies of the file that are known to open, and taking one back.

A live file of this kind cannot be copied by the operating system (its newest rows stand in the
write-ahead log), so copies are made by SQLite's online backup and then opened and checked.
"""

import contextlib
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from receptiondesk.domain.errors import Trouble
from receptiondesk.paths import make_private, move_new, surroundings, sync_file
from receptiondesk.storage import chain, sqlcipher, witness
from receptiondesk.storage.engine import Database
from receptiondesk.storage.journal import Head, head

__all__ = ["beside", "checked_copy", "copy_to", "faults", "forget"]


def copy_to(database: Database, target: Path) -> Head:
    """Put a checked copy of the open file at ``target``, wholly or not at all.

    Returns:
        The newest line of the journal that the copy holds.

    Raises:
        FileExistsError: something stands at ``target``.
        Trouble: disk_full, read_only, cannot_open, damaged, disk_failing, and
            backup_not_verified when the copy is not what was copied.
    """
    part = beside(target)
    try:
        database.backup_to(part)
        kept = _checked(database, part)
        with surroundings():
            move_new(part, target)
    finally:
        forget(part)
    return kept


def faults(database: Database) -> tuple[str, ...]:
    """Return what the engine's own checks of the file find; empty when all is well."""
    with database.raw() as connection:
        return sqlcipher.integrity_faults(connection)


@contextmanager
def checked_copy(backup: Path, folder: Path, key: bytes) -> Iterator[Database]:
    """Open a private copy of a backup, checked whole; the backup itself is only read.

    Raises:
        Trouble: wrong_key (also for a file that is no backup at all), damaged, newer_file,
            disk_full, read_only, cannot_open, disk_failing.
    """
    copy = beside(folder / backup.name)
    try:
        with surroundings():
            shutil.copyfile(backup, copy)
            make_private(copy)
        database = Database.open(copy, key)
        try:
            if faults(database):
                raise sqlcipher.damaged()
            with database.read() as session:
                if chain.damaged(session):
                    raise sqlcipher.damaged()
            yield database
        finally:
            database.close()
    finally:
        forget(copy)


def beside(target: Path) -> Path:
    """Return an unused name in the same folder for a file that is not finished yet."""
    return target.with_name(f".{target.name}.{uuid.uuid4().hex}")


def forget(part: Path) -> None:
    """Remove an unfinished file and what SQLite puts beside it."""
    for path in (part, *(Path(f"{part}{tail}") for tail in ("-wal", "-shm", "-journal"))):
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)


def _checked(database: Database, part: Path) -> Head:
    copy = database.open_beside(part)
    try:
        whole = not faults(copy)
        with copy.read() as session:
            kept = head(session)
            seen = witness.Seen("", "", kept.seq, kept.hash, {})
    finally:
        copy.close()
    with copy.raw() as connection:  # opening it began a write-ahead log; a backup is one file
        connection.execute("PRAGMA journal_mode = DELETE")
    with surroundings():
        sync_file(part)
    with database.read() as session:
        same = witness.follows(session, seen)
    if not (whole and same):
        raise Trouble(
            "backup_not_verified",
            "Bản sao lưu vừa ghi không đọc lại được đúng nên đã bỏ. Dữ liệu đang dùng không bị "
            "thay đổi. Hãy sao lưu sang ổ đĩa khác.",
        )
    return kept
