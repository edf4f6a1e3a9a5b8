"""The office at work: its file, its clock, its choices and who is signed in, handed down by hand.

No global and no singleton: whoever starts the program opens an office and gives it on.
"""

import threading
import uuid
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from pathlib import Path

from receptiondesk import gazetteer as shipped_gazetteer
from receptiondesk.credentials import AskPassphrase, Credentials, Kept, OutsideWitness, vouched_for
from receptiondesk.domain.clock import Clock, local
from receptiondesk.domain.errors import Problem, Refused, Trouble
from receptiondesk.domain.events import DELIVERED_KINDS, EventKind
from receptiondesk.domain.places import Gazetteer
from receptiondesk.domain.text import clean_line
from receptiondesk.paths import CANNOT_OPEN, Paths, machine_name
from receptiondesk.settings import Settings
from receptiondesk.storage import (
    generations,
    journal,
    order_numbers,
    portals,
    setting_rows,
    sqlcipher,
    witness,
)
from receptiondesk.storage.engine import Database, Session

#: Acts of a person that reach a portal, or decide about what reaches it.
_SIGNED = DELIVERED_KINDS | {EventKind.DELIVERY_DECIDED, EventKind.TRANSFERRED}


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
    _outside: OutsideWitness | None = field(default=None, repr=False, compare=False)
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

    def unsigned(self) -> tuple[Problem, ...]:
        """Return what stands against acts that a portal hears of: nobody is signed in.

        A portal is told who did each of them, so each has a name.
        """
        if clean_line(self.officer):
            return ()
        message = (
            "Chưa biết ai đang làm việc tại quầy nên chưa ghi gì vào sổ. Xin ghi tên cán bộ (phím "
            "F9) rồi làm lại."
        )
        return (Problem("officer", "officer_needed", message),)

    def entry(
        self, kind: EventKind, payload: dict[str, object], dossier_uid: str | None = None
    ) -> journal.NewEvent:
        """Return a line for the journal, signed by who is at work, at the present moment.

        Raises:
            Refused: officer_needed, for what a portal hears of and nobody signs.
        """
        if kind in _SIGNED and (problems := self.unsigned()):
            raise Refused.of(problems)
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
        if self._outside is not None:
            self._outside.finish()


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
    office_id = texts.get(setting_rows.OFFICE_ID, "")
    outside = office.credentials.outside_witness(office.paths.key_file, office_id)
    elsewhere = office.credentials.witness_elsewhere(office.paths.root, office_id)
    away = witness.read(elsewhere) if elsewhere is not None else None
    office = replace(
        office, settings=Settings.from_texts(texts), office_id=office_id, _outside=outside
    )
    if seen is not None and seen.office != office_id:
        seen = None  # the witness of another office is none
    here = office.credentials.machine_id()
    before = texts.get(setting_rows.MACHINE) or (seen.machine if seen is not None else "")
    same = seen is not None and _is_the_newest(office, seen)
    parting = _parting(office, None if same else seen, away, outside)
    if here and before and here != before:
        last = parting.seen if parting is not None else seen
        reason = parting.reason if parting is not None else OTHER_MACHINE
        parting = Parting(last or _nothing_seen(office), reason, _held(office))
    generation = texts.get(setting_rows.GENERATION, "")
    if parting is not None:
        generation = part(office, parting.seen, parting.reason, parting.unknown)
    known = seen if same and parting is None else None
    watcher = witness.Witness(office.paths.witness, office_id, generation, known, here, elsewhere)
    watcher.after = partial(_note_outside, outside)
    behind = away is None or known is None or _how_far(away) < _how_far(known)
    if known is None or known.machine != here or behind:
        with office.database.read() as session:
            watcher.write(witness.look(session, office_id, generation))
    else:
        _note_outside(outside, known)
    office.database.listeners.append(watcher.record)
    return office


def _is_the_newest(office: Office, seen: witness.Seen) -> bool:
    """Return whether the file is the one that the witness beside it saw, and got as far."""
    with office.database.read() as session:
        own = setting_rows.texts(session).get(setting_rows.GENERATION, "")
        got_as_far = witness.follows(session, seen) and not witness.saw_more_leave(session, seen)
    return seen.generation == own and got_as_far


def _how_far(seen: witness.Seen) -> tuple[int, int]:
    return seen.seq, seen.departures


#: Why a new generation begins; ``restore`` is `desk.safekeeping`'s.
OLDER_FILE = "older_file"
OTHER_MACHINE = "other_machine"


@dataclass(frozen=True, slots=True)
class Parting:
    """That the file is not the one that was here last: what was seen, why, and what it leaves."""

    seen: witness.Seen
    reason: str
    unknown: order_numbers.Unknown | None = None


def _parting(
    office: Office,
    seen: witness.Seen | None,
    away: witness.Seen | None,
    outside: OutsideWitness,
) -> Parting | None:
    """Return what the witnesses say against the file; ``seen`` if it is not of this file."""
    beside = seen if seen is not None and not _told_of(office, seen.generation, seen.seq) else None
    if beside is not None and (away is None or away.seq <= beside.seq):
        return Parting(beside, OLDER_FILE)
    found = [away] if away is not None and away.office == office.office_id else []
    kept = outside.read() if outside.at_hand or not found else None
    if kept is not None:
        found.append(
            witness.Seen(
                office.office_id,
                kept.generation,
                kept.seq,
                kept.hash,
                {},
                kept.machine,
                kept.departures,
            )
        )
    for last in found:
        if not _vouched(office, last):
            # The keyring keeps no numbers, and a file of one account not those of another: which
            # were shown after the older copy, nobody knows for certain.
            return Parting(last, OLDER_FILE, _unknown_today(office))
    for last in found:
        with office.database.read() as session:
            if witness.saw_more_leave(session, last):
                return Parting(last, OLDER_FILE)  # no line is missing, so no number is either
    return Parting(beside, OLDER_FILE) if beside is not None else None


def _vouched(office: Office, last: witness.Seen) -> bool:
    """Return whether the file holds the line that was seen last, or tells why it does not."""
    with office.database.read() as session:
        if witness.holds(session, last.seq, last.hash):
            return True
    return _told_of(office, last.generation, last.seq)


def _nothing_seen(office: Office) -> witness.Seen:
    with office.database.read() as session:
        texts = setting_rows.texts(session)
        return witness.look(session, office.office_id, texts.get(setting_rows.GENERATION, ""))


def _unknown_today(office: Office) -> order_numbers.Unknown:
    now = office.clock.now()
    with office.database.read() as session:
        last = journal.last_at(session) or now
    day = max(local(now), local(last)).date()
    return order_numbers.Unknown(day, day, order_numbers.fresh_part(now))


def _held(office: Office) -> order_numbers.Unknown:
    """Return that no number is known to be free: the folder may live on where it came from."""
    part_of_its_own = order_numbers.fresh_part(office.clock.now())
    return order_numbers.Unknown(order_numbers.HELD, order_numbers.HELD, part_of_its_own)


def _note_outside(outside: OutsideWitness, seen: witness.Seen) -> None:
    kept = Kept(seen.generation, seen.seq, seen.hash, seen.machine, seen.departures)
    outside.note(kept)


def _told_of(office: Office, generation: str, seq: int) -> bool:
    """Return whether a restore wrote down that it replaced what a witness saw."""
    with office.database.read() as session:
        told = [event.payload for event in journal.of_kinds(session, [EventKind.RESTORED])]
    return any(
        one["witness_generation"] == generation and one["witness_seq"] >= seq for one in told
    )


def part(
    office: Office,
    seen: witness.Seen,
    reason: str,
    unknown: order_numbers.Unknown | None = None,
) -> str:
    """Begin a new generation of the file: it is not the one that was here last (peers.md 4.4).

    The file was replaced by an older copy, by `restore` or by hand, or came to another machine.
    No number that the witness saw is given out again, each gap explained by an event. Whatever
    waits is asked for at its portal before it is sent, and nothing is deleted there.

    Args:
        office: the office whose file it is.
        seen: what the witness saw last.
        reason: ``restore`` or ``older_file`` (then the ``RESTORED`` event too), or
            ``other_machine``.
        unknown: the days whose shown numbers nobody can know.

    Returns:
        The new generation.
    """
    with office.database.write() as session:
        generation = _begun(session, office, Parting(seen, reason, unknown))
        for gap in witness.guard_numbers(session, seen, office.settings.counter):
            journal.append(session, office.entry(EventKind.NUMBER_GAP, gap))
        generations.question_everything(session, office.entry)
        for target in portals.targets(session):
            portals.remember(session, target.name, portals.KEEP_REMOTE, "1", office.clock.now())
    return generation


def _begun(session: Session, office: Office, parting: Parting) -> str:
    """Write the lines and the marks of a new generation, and return it."""
    generation, here = uuid.uuid4().hex, office.credentials.machine_id()
    before, seen = setting_rows.texts(session), parting.seen
    payload: dict[str, object] = {
        "reason": parting.reason,
        "machine": machine_name(),
        "witness_generation": seen.generation,
        "witness_seq": seen.seq,
        "witness_hash": seen.hash,
        "found_seq": journal.head(session).seq,
    }
    if parting.unknown is not None:
        payload["numbers_unknown"] = parting.unknown.told()
        order_numbers.note_unknown(session, parting.unknown)
    held = witness.holds(session, seen.seq, seen.hash)
    if parting.reason == OLDER_FILE and held and witness.saw_more_leave(session, seen):
        payload["only_sendings"] = True
    if parting.reason != OTHER_MACHINE:
        journal.append(session, office.entry(EventKind.RESTORED, payload))
    started = {
        **payload,
        "before": before.get(setting_rows.GENERATION, ""),
        "generation": generation,
        "machine_id": here,
        "machine_id_before": before.get(setting_rows.MACHINE) or seen.machine,
    }
    journal.append(session, office.entry(EventKind.GENERATION_STARTED, started))
    marks = {setting_rows.GENERATION: generation, setting_rows.MACHINE: here}
    setting_rows.put(session, marks)
    return generation
