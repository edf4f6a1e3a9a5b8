"""The office at work: its file, its clock, its choices and who is signed in, handed down by hand.

No global and no singleton: whoever starts the program opens an office and gives it on.
"""

import threading
import uuid
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from receptiondesk import gazetteer as shipped_gazetteer
from receptiondesk.credentials import AskPassphrase, Credentials, vouched_for
from receptiondesk.domain.clock import Clock
from receptiondesk.domain.errors import Problem, Refused, Trouble
from receptiondesk.domain.events import EventKind
from receptiondesk.domain.places import Gazetteer
from receptiondesk.paths import CANNOT_OPEN, Paths, machine_name
from receptiondesk.settings import Settings
from receptiondesk.storage import journal, order_numbers, setting_rows, sqlcipher, witness
from receptiondesk.storage.engine import Database


class _Shelf:
    """The gazetteer, read when it is first asked for: the window starts without it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: Gazetteer | None = None

    def take(self) -> Gazetteer:
        with self._lock:
            if self._found is None:
                self._found = shipped_gazetteer.load()
            return self._found


@dataclass(frozen=True)
class Office:
    """One office on this machine. Frozen: a change of settings or officer gives a new value.

    All values of one office share its database; `close` closes it for all of them.
    ``office_id`` is the mark that this office keeps in every backup.
    """

    paths: Paths
    database: Database
    clock: Clock
    settings: Settings
    officer: str
    credentials: Credentials = field(default_factory=Credentials)
    office_id: str = ""
    _shelf: _Shelf = field(default_factory=_Shelf, repr=False, compare=False)

    @property
    def gazetteer(self) -> Gazetteer:
        """The provinces and communes shipped with the program."""
        return self._shelf.take()

    def with_officer(self, officer: str) -> "Office":
        """Return the same office with another person signed in."""
        return replace(self, officer=officer)

    def with_settings(self, settings: Settings) -> "Office":
        """Return the same office with other settings; storing them is `desk.configuration`'s."""
        return replace(self, settings=settings)

    def entry(
        self, kind: EventKind, payload: dict[str, object], dossier_uid: str | None = None
    ) -> journal.NewEvent:
        """Return a line for the journal, signed by who is at work, at the present moment."""
        return journal.NewEvent(
            kind=kind,
            dossier_uid=dossier_uid,
            at=self.clock.now(),
            officer=self.officer,
            counter=self.settings.counter,
            payload=payload,
            jump=timedelta(days=self.settings.clock_jump_days),
        )

    def close(self) -> None:
        """Close the file; no thread may use the office any more."""
        self.database.close()


def is_initialised(paths: Paths) -> bool:
    """Return whether the folder holds an office."""
    return paths.database.is_file()


def open_office(
    paths: Paths,
    *,
    clock: Clock,
    officer: str,
    passphrase: AskPassphrase | None = None,
    credentials: Credentials | None = None,
) -> Office:
    """Open the office in a folder, with the key that its ``credentials`` find.

    Raises:
        Refused: not_initialised, passphrase_needed, bad_recovery_code.
        Trouble: wrong_key, damaged, newer_file, read_only, locked, disk_full, disk_failing,
            cannot_open, no_key_file, damaged_key_file, keyring, key_not_in_keyring,
            passphrase_file. Nothing was changed.
    """
    if not _there(paths.database):
        message = (
            "Thư mục này chưa được thiết lập. Xin chạy thiết lập lần đầu (lệnh init) rồi làm lại."
        )
        raise Refused(Problem("", "not_initialised", message))
    own = credentials or Credentials()
    key = own.find_key(paths.key_file, passphrase)
    # Read before the file: a write in between makes the file newer than the witness, never older.
    seen = witness.read(paths.witness)
    database = _opened(paths.database, key, checked=vouched_for(paths.key_file, key))
    try:
        return _at_work(Office(paths, database, clock, Settings(), officer, own), seen)
    except (Refused, Trouble):
        database.close()
        raise


def _there(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError as error:
        raise Trouble(*CANNOT_OPEN) from error


def _opened(path: Path, key: bytes, *, checked: bool) -> Database:
    try:
        return Database.open(path, key)
    except Trouble as trouble:
        if checked and trouble.code == "wrong_key":
            # The key file vouches for the key, so it is the file's first page that is gone.
            raise sqlcipher.damaged() from trouble
        raise


def _at_work(office: Office, seen: witness.Seen | None) -> Office:
    """Return the office with its settings, its file watched by a witness."""
    with office.database.read() as session:
        texts = setting_rows.texts(session)
        followed = seen is not None and witness.follows(session, seen)
    office = replace(
        office,
        settings=Settings.from_texts(texts),
        office_id=texts.get(setting_rows.OFFICE_ID, ""),
    )
    generation = texts.get(setting_rows.GENERATION, "")
    if seen is not None and seen.office != office.office_id:
        seen = None  # the witness of another office is none
    same = seen is not None and followed and seen.generation == generation
    if seen is not None and not same and not _told_of(office, seen):
        generation = part(office, seen, "older_file")
    known = seen if same else None
    watcher = witness.Witness(office.paths.witness, office.office_id, generation, known)
    if not same:
        with office.database.read() as session:
            watcher.write(witness.look(session, office.office_id, generation))
    office.database.listeners.append(watcher.record)
    return office


def _told_of(office: Office, seen: witness.Seen) -> bool:
    """Return whether a restore wrote down that it replaced what the witness saw."""
    with office.database.read() as session:
        told = [event.payload for event in journal.of_kinds(session, [EventKind.RESTORED])]
    return any(
        one["witness_generation"] == seen.generation and one["witness_seq"] >= seen.seq
        for one in told
    )


def part(
    office: Office,
    seen: witness.Seen,
    reason: str,
    unknown: order_numbers.Unknown | None = None,
) -> str:
    """Note in the journal that the file is not the one the witness saw, and guard the numbers.

    The file was replaced by an older copy: by `restore`, or by hand. No number that the witness
    saw is given out again, each gap explained by an event; the file gets a new generation.

    Args:
        office: the office whose file it is.
        seen: what the witness saw last.
        reason: ``restore`` or ``older_file``, for the ``RESTORED`` event.
        unknown: the days whose shown numbers nobody can know.

    Returns:
        The new generation.
    """
    generation = uuid.uuid4().hex
    with office.database.write() as session:
        head = journal.head(session)
        payload: dict[str, object] = {
            "reason": reason,
            "machine": machine_name(),
            "witness_generation": seen.generation,
            "witness_seq": seen.seq,
            "witness_hash": seen.hash,
            "found_seq": head.seq,
        }
        if unknown is not None:
            payload["numbers_unknown"] = unknown.told()
            order_numbers.note_unknown(session, unknown)
        journal.append(session, office.entry(EventKind.RESTORED, payload))
        for gap in witness.guard_numbers(session, seen, office.settings.counter):
            journal.append(session, office.entry(EventKind.NUMBER_GAP, gap))
        setting_rows.put(session, {setting_rows.GENERATION: generation})
    return generation
