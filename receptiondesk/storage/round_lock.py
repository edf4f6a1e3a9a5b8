"""One sync round at a time on one folder, even with two processes.

An exclusive transaction on an empty file beside the data: portable, held by the operating system
and gone with the process, so a killed round never leaves a lock behind (peers.md "avoid: lock
without lease", 3.3.51).
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path


@contextmanager
def held(path: Path, patience: float) -> Iterator[bool]:
    """Hold the lock inside the block; false when somebody else still has it after ``patience``.

    Args:
        path: The lock's file; made when missing, never holds any data.
        patience: Seconds to wait.
    """
    with closing(sqlite3.connect(path, timeout=patience, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            yield False
            return
        yield True
        connection.execute("ROLLBACK")
