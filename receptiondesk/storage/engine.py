"""The desk's file: opened with its key, read and written in short transactions.

Any thread may open its own `Database.read` or `Database.write`; connections are pooled. A write
begins with ``BEGIN IMMEDIATE``, because a deferred one that turns to writing fails at once as
locked. Sessions keep their values after the commit.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool
from sqlmodel import Session

from receptiondesk.domain.errors import Trouble
from receptiondesk.paths import surroundings, sync_file
from receptiondesk.storage import schema, sqlcipher

#: `Session` is what `Database.read` and `Database.write` give; others name its type from here.
__all__ = ["CommitListener", "Database", "Session"]

#: What a session tells those who listen for a commit: ``session.info`` of the finished write.
CommitListener = Callable[[dict[Any, Any]], None]


class Database:
    """One open file. Build it with `create` or `open`; `close` it before the folder goes.

    ``listeners`` are called after every commit with the finished session's ``info``.
    """

    def __init__(self, path: Path, key: bytes, *, busy_seconds: float) -> None:
        """Prepare the pool; nothing is opened yet."""
        self.path = path
        self.listeners: list[CommitListener] = []
        self._key = key
        self._busy_seconds = busy_seconds
        self._engine = self._make_engine()

    @classmethod
    def create(
        cls, path: Path, key: bytes, *, busy_seconds: float = sqlcipher.BUSY_SECONDS
    ) -> Self:
        """Make a new file with today's tables and open it.

        Raises:
            FileExistsError: something stands at ``path``; nothing was touched.
            Trouble: disk_full, read_only, cannot_open, disk_failing.
        """
        with surroundings():
            path.touch(mode=0o600, exist_ok=False)
        database = cls(path, key, busy_seconds=busy_seconds)
        try:
            database._upgrade()
        except Trouble:
            database.close()
            raise
        return database

    @classmethod
    def open(cls, path: Path, key: bytes, *, busy_seconds: float = sqlcipher.BUSY_SECONDS) -> Self:
        """Open an existing file, bringing an older one up to today's tables.

        Raises:
            Trouble: cannot_open (also when there is no file), wrong_key, damaged, newer_file,
                locked, read_only, disk_full, disk_failing. Nothing was changed.
        """
        database = cls(path, key, busy_seconds=busy_seconds)
        try:
            with database._connection(sqlcipher.BEGIN_READ) as connection:
                found = schema.revision_of(connection)
            if found is None:  # set-up gives a file its name only when its tables are there
                raise sqlcipher.damaged()
            if found != schema.HEAD:
                database._upgrade()
        except Trouble:
            database.close()
            raise
        return database

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session that sees one moment of the file and changes nothing.

        Raises:
            Trouble: the surroundings' faults, as in `open`.
        """
        with (
            self._connection(sqlcipher.BEGIN_READ) as connection,
            Session(connection, expire_on_commit=False) as session,
        ):
            yield session

    @contextmanager
    def walk(self) -> Iterator[Session]:
        """Give a session as `read` does, with more pages at hand for who walks the whole file.

        Raises:
            Trouble: the surroundings' faults, as in `open`.
        """
        with self.read() as session:
            connection = session.connection()
            connection.exec_driver_sql(f"PRAGMA cache_size = {-sqlcipher.WALKING_CACHE_KIB}")
            try:
                yield session
            finally:
                connection.exec_driver_sql(f"PRAGMA cache_size = {-sqlcipher.CACHE_KIB}")

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Give a session that alone may write; committed durably at the end, else undone.

        Raises:
            Trouble: locked when another write does not end in time, disk_full, read_only,
                damaged, disk_failing; nothing was changed then.
        """
        with (
            self._connection(sqlcipher.BEGIN_WRITE) as connection,
            Session(connection, expire_on_commit=False) as session,
        ):
            yield session
            session.flush()
            _commit(connection)
        for listener in self.listeners:
            listener(session.info)

    @contextmanager
    def raw(self) -> Iterator[Any]:
        """Give the driver's own connection outside any transaction: backups and file checks.

        Raises:
            Trouble: the surroundings' faults, as in `open`.
        """
        with _driver_errors(self.path):
            connection = sqlcipher.connect(self.path, self._key, busy_seconds=self._busy_seconds)
            try:
                yield connection
            finally:
                connection.close()

    def backup_to(self, path: Path) -> None:
        """Copy the file as it stands at one moment to ``path``, under the same key.

        Others may write meanwhile (SQLite's online backup). The copy is durable when this
        returns. Checking it is the caller's: see `receptiondesk.storage.backup`.

        Raises:
            FileExistsError: something stands at ``path``.
            Trouble: disk_full, read_only, cannot_open, damaged, disk_failing.
        """
        with surroundings():
            path.touch(mode=0o600, exist_ok=False)
        with self.raw() as source, _driver_errors(path):
            target = sqlcipher.connect(path, self._key, busy_seconds=self._busy_seconds)
            try:
                sqlcipher.copy_pages(source, target)
                # A file of its own: no -wal beside it that a copy could forget.
                target.execute("PRAGMA journal_mode = DELETE")
            finally:
                target.close()
        with surroundings():
            sync_file(path)

    def open_beside(self, path: Path) -> Self:
        """Open another file by this one's key: a copy of it.

        Raises:
            Trouble: as in `open`.
        """
        return type(self).open(path, self._key, busy_seconds=self._busy_seconds)

    def take_over(self, other: "Database") -> None:
        """Make this file's content that of another one, in one transaction.

        Whoever else has this file open sees the new content from its next transaction on.

        Raises:
            Trouble: locked, disk_full, read_only, damaged, disk_failing; nothing was changed.
        """
        with other.raw() as source, self.raw() as target:
            sqlcipher.copy_pages(source, target)

    def key_for(self, purpose: str) -> bytes:
        """Return a key of 32 bytes for another purpose, derived from the file's own (HKDF).

        Who has the one can make the other; nobody can go back (RFC 5869).
        """
        # Imported here: most commands touch no such file, and the start is measured.
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        return HKDF(SHA256(), sqlcipher.KEY_BYTES, None, purpose.encode()).derive(self._key)

    def close(self) -> None:
        """Close every pooled connection; the last one folds the write-ahead log into the file."""
        self._engine.dispose()

    def __repr__(self) -> str:
        """Name the file only; the key stays out of every text."""
        return f"Database({str(self.path)!r})"

    def _upgrade(self) -> None:
        with self._connection(sqlcipher.BEGIN_WRITE) as connection:
            schema.migrate(connection)
            _commit(connection)

    @contextmanager
    def _connection(self, begin: str) -> Iterator[Connection]:
        with _driver_errors(self.path), self._engine.connect() as connection:
            connection.begin()  # now, not at the first statement: a write waits its turn here
            connection.exec_driver_sql(begin)
            yield connection

    def _make_engine(self) -> Engine:
        # No listener on the engine: with one, every statement looks for its listeners.
        return create_engine(
            "sqlite://",
            module=sqlcipher.driver,
            creator=lambda: sqlcipher.connect(
                self.path, self._key, busy_seconds=self._busy_seconds
            ),
            poolclass=QueuePool,
            pool_size=4,
            max_overflow=16,
            pool_use_lifo=True,
            hide_parameters=True,  # personal data must not reach exception texts
        )


def _commit(connection: Connection) -> None:
    try:
        connection.commit()
    except DBAPIError:
        # A refused COMMIT leaves the transaction open in the driver: that connection must go.
        connection.invalidate()
        raise


@contextmanager
def _driver_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        trouble = sqlcipher.trouble_of(error.orig, path)
        if trouble is None:
            raise
        raise trouble from error
    except sqlcipher.driver.Error as error:
        trouble = sqlcipher.trouble_of(error, path)
        if trouble is None:
            raise
        raise trouble from error
