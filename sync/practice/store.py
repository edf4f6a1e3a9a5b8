"""The practice portal's own durable store: committed before any answer leaves."""

import json
import secrets
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sync.practice.faults import HERE

_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS counter (key TEXT PRIMARY KEY, value INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS dossier (
    id INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE, site TEXT NOT NULL,
    user TEXT NOT NULL, step TEXT NOT NULL, at REAL NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS mark (
    dossier INTEGER NOT NULL, part TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (dossier, part));
CREATE TABLE IF NOT EXISTS payment (dossier INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS action (
    id INTEGER PRIMARY KEY AUTOINCREMENT, dossier INTEGER NOT NULL, code TEXT NOT NULL,
    body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS file (
    id INTEGER PRIMARY KEY AUTOINCREMENT, dossier INTEGER NOT NULL, uid TEXT NOT NULL,
    part TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, modified INTEGER NOT NULL,
    content BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS dossier_step ON dossier (site, user, step);
CREATE INDEX IF NOT EXISTS dossier_number ON dossier (site, json_extract(body, '$.dossierNo'));
CREATE INDEX IF NOT EXISTS action_dossier ON action (dossier);
CREATE INDEX IF NOT EXISTS file_dossier ON file (dossier);
"""
#: The first dossier's number is not 1, so that nobody takes a position for an id.
_FIRST_ID = 70_000


@dataclass(frozen=True, slots=True)
class Kept:
    """One dossier of the portal; ``body`` holds the fields of the interface."""

    id: int
    uid: str
    site: str
    user: str
    step: str
    at: float
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Account:
    """A user of the portal; only one with the reception role may create."""

    name: str
    password: str = field(repr=False)
    may_receive: bool = True


class Store:
    """One SQLite file, one connection, one writer at a time."""

    def __init__(self, folder: Path) -> None:
        """Open or make the store in ``folder``.

        Raises:
            OSError: the folder cannot be made.
        """
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._db = sqlite3.connect(
            folder / "practice-portal.db", isolation_level=None, check_same_thread=False
        )
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.executescript(_SCHEMA)
        with self.write() as db:
            db.execute(
                "INSERT OR IGNORE INTO sqlite_sequence (name, seq) SELECT 'dossier', ?"
                " WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'dossier')",
                (_FIRST_ID,),
            )

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """Give the connection inside one transaction, durable when the block ends.

        Under the fault ``drop`` the work is undone at the end, although the caller goes on to
        answer as if it were done.
        """
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            whole = False
            try:
                yield self._db
                whole = "drop" not in HERE.get()
            finally:
                self._db.execute("COMMIT" if whole else "ROLLBACK")

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """Give the connection for looking."""
        with self._lock:
            yield self._db

    def setting(self, key: str, default: str) -> str:
        """Return what is kept under a key, keeping the default the first time."""
        with self.write() as db:
            db.execute("INSERT OR IGNORE INTO meta (key, value) VALUES (?, ?)", (key, default))
            row = db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(row[0])

    def accounts(self) -> tuple[Account, Account]:
        """Return the reception account and one without the right to receive."""
        password = self.setting("password", secrets.token_urlsafe(12))
        return (
            Account("motcua@thuchanh.example", password),
            Account("xemthoi@thuchanh.example", password, may_receive=False),
        )


def dossier(db: sqlite3.Connection, key: str, site: str) -> Kept | None:
    """Return a dossier of a site by its number or its ``referenceUid``."""
    row = db.execute(
        "SELECT id, uid, site, user, step, at, body FROM dossier"
        " WHERE site = ? AND (uid = ? OR id = ?)",
        (site, key, int(key) if key.isdecimal() else -1),
    ).fetchone()
    return None if row is None else _kept(row)


def dossiers(db: sqlite3.Connection, site: str) -> list[Kept]:
    """Return all dossiers of a site, oldest first."""
    rows = db.execute(
        "SELECT id, uid, site, user, step, at, body FROM dossier WHERE site = ? ORDER BY id",
        (site,),
    )
    return [_kept(row) for row in rows]


def at_step(db: sqlite3.Connection, site: str, user: str, step: str) -> list[Kept]:
    """Return the dossiers of a user at a step, oldest first."""
    rows = db.execute(
        "SELECT id, uid, site, user, step, at, body FROM dossier"
        " WHERE site = ? AND user = ? AND step = ? ORDER BY id",
        (site, user, step),
    )
    return [_kept(row) for row in rows]


def number_used(db: sqlite3.Connection, site: str, number: str) -> bool:
    """Return whether a dossier has a number."""
    row = db.execute(
        "SELECT 1 FROM dossier WHERE site = ? AND json_extract(body, '$.dossierNo') = ?",
        (site, number),
    ).fetchone()
    return row is not None


def _kept(row: tuple[Any, ...]) -> Kept:
    number, uid, site, user, step, at, body = row
    return Kept(number, uid, site, user, step, at, json.loads(body))


def add(db: sqlite3.Connection, new: Kept) -> Kept:
    """Write a new dossier and return it with its number."""
    cursor = db.execute(
        "INSERT INTO dossier (uid, site, user, step, at, body) VALUES (?, ?, ?, ?, ?, ?)",
        (new.uid, new.site, new.user, new.step, new.at, _json(new.body)),
    )
    return Kept(int(cursor.lastrowid or 0), new.uid, new.site, new.user, new.step, new.at, new.body)


def put(db: sqlite3.Connection, number: int, step: str, body: Mapping[str, Any]) -> None:
    """Write a dossier's fields and step."""
    db.execute("UPDATE dossier SET step = ?, body = ? WHERE id = ?", (step, _json(body), number))


def remove(db: sqlite3.Connection, number: int) -> None:
    """Remove a dossier with its ticks, fee and files."""
    for statement in (
        "DELETE FROM mark WHERE dossier = ?",
        "DELETE FROM payment WHERE dossier = ?",
        "DELETE FROM file WHERE dossier = ?",
        "DELETE FROM dossier WHERE id = ?",
    ):
        db.execute(statement, (number,))


def marks(db: sqlite3.Connection, number: int) -> dict[str, dict[str, Any]]:
    """Return the component ticks of a dossier by part number."""
    rows = db.execute("SELECT part, body FROM mark WHERE dossier = ? ORDER BY part", (number,))
    return {part: json.loads(body) for part, body in rows}


def put_mark(db: sqlite3.Connection, number: int, part: str, body: Mapping[str, Any]) -> None:
    """Write one component tick."""
    db.execute("INSERT OR REPLACE INTO mark VALUES (?, ?, ?)", (number, part, _json(body)))


def payment(db: sqlite3.Connection, number: int) -> dict[str, Any] | None:
    """Return the one payment of a dossier."""
    row = db.execute("SELECT body FROM payment WHERE dossier = ?", (number,)).fetchone()
    return None if row is None else json.loads(row[0])


def put_payment(db: sqlite3.Connection, number: int, body: Mapping[str, Any]) -> None:
    """Write the one payment of a dossier."""
    db.execute("INSERT OR REPLACE INTO payment VALUES (?, ?)", (number, _json(body)))


def add_action(db: sqlite3.Connection, number: int, code: str, body: Mapping[str, Any]) -> int:
    """Write down that an action was done; return its number."""
    cursor = db.execute(
        "INSERT INTO action (dossier, code, body) VALUES (?, ?, ?)", (number, code, _json(body))
    )
    return int(cursor.lastrowid or 0)


def actions(db: sqlite3.Connection, number: int) -> list[tuple[int, str, dict[str, Any]]]:
    """Return what was done to a dossier, oldest first."""
    rows = db.execute("SELECT id, code, body FROM action WHERE dossier = ? ORDER BY id", (number,))
    return [(number_, code, json.loads(body)) for number_, code, body in rows]


def add_file(db: sqlite3.Connection, row: tuple[Any, ...]) -> int:
    """Write a file (the columns after its number); return its number."""
    cursor = db.execute(
        "INSERT INTO file (dossier, uid, part, name, kind, modified, content)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        row,
    )
    return int(cursor.lastrowid or 0)


def files(db: sqlite3.Connection, number: int) -> list[tuple[Any, ...]]:
    """Return the files of a dossier as rows, oldest first."""
    rows = db.execute(
        "SELECT id, dossier, uid, part, name, kind, modified, content FROM file"
        " WHERE dossier = ? ORDER BY id",
        (number,),
    )
    return list(rows)


def remove_file(db: sqlite3.Connection, number: int) -> None:
    """Remove one file."""
    db.execute("DELETE FROM file WHERE id = ?", (number,))


def next_number(db: sqlite3.Connection, key: str) -> int:
    """Consume and return the next number of a counter."""
    db.execute(
        "INSERT INTO counter VALUES (?, 1) ON CONFLICT (key) DO UPDATE SET value = value + 1",
        (key,),
    )
    row = db.execute("SELECT value FROM counter WHERE key = ?", (key,)).fetchone()
    return int(row[0])


def _json(body: Mapping[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False)
