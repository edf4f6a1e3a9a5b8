"""One sync round at a time on one folder, even with two processes.

An exclusive transaction on an empty file beside the data: portable, held by the operating system
and gone with the process, so a killed round never leaves a lock behind (peers.md "avoid: lock
without lease", 3.3.51).
"""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from receptiondesk.domain.errors import Trouble
from receptiondesk.paths import (
    CANNOT_OPEN,
    DISK_FAILING,
    DISK_FULL,
    READ_ONLY,
    make_private,
    surroundings,
)

# The driver that is there anyway: the standard library's would be a second SQLite in memory.
from receptiondesk.storage.sqlcipher import driver

_PRIMARY = 0xFF
_HELD = frozenset({driver.SQLITE_BUSY, driver.SQLITE_LOCKED})
_TROUBLES = {
    driver.SQLITE_FULL: DISK_FULL,
    driver.SQLITE_READONLY: READ_ONLY,
    driver.SQLITE_PERM: READ_ONLY,
    driver.SQLITE_IOERR: DISK_FAILING,
}


@contextmanager
def held(path: Path, patience: float) -> Iterator[bool]:
    """Hold the lock inside the block; false when somebody else still has it after ``patience``.

    Args:
        path: The lock's file; made when missing, for this user only, and never holds any data.
        patience: Seconds to wait.

    Raises:
        Trouble: read_only, disk_full, disk_failing, cannot_open: the folder, not another round.
    """
    with surroundings():
        path.touch(exist_ok=True)
        make_private(path)
    with closing(driver.connect(path, timeout=patience, isolation_level=None)) as connection:
        if not _began(connection, path):
            yield False
            return
        yield True
        connection.execute("ROLLBACK")


def _began(connection: Any, path: Path) -> bool:  # noqa: ANN401 - the driver is untyped
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except driver.DatabaseError as error:
        code = error.sqlite_errorcode & _PRIMARY
        if code in _HELD:
            return False
        if code == driver.SQLITE_CANTOPEN and not os.access(path.parent, os.W_OK):
            code = driver.SQLITE_READONLY
        raise Trouble(*_TROUBLES.get(code, CANNOT_OPEN)) from error
    return True
