"""Keeping the data safe: a checked copy, taking one back, and proof that nothing was changed."""

import re
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from receptiondesk.credentials import Credentials
from receptiondesk.desk import number_hold, paper_keeping, restore_refusals
from receptiondesk.desk.last_code import read_last_code
from receptiondesk.desk.setup import already_initialised
from receptiondesk.domain.clock import Clock, local
from receptiondesk.domain.errors import Problem, Refused, Trouble
from receptiondesk.office import Office, is_initialised, open_office, part
from receptiondesk.paths import Paths, make_private_folder, set_aside, surroundings
from receptiondesk.settings import Settings
from receptiondesk.storage import (
    agreement,
    chain,
    journal,
    order_numbers,
    seal_check,
    setting_rows,
    witness,
)
from receptiondesk.storage import backup as copies
from receptiondesk.storage.engine import Database
from receptiondesk.storage.journal import DamagedRow, head

_BEFORE = "truoc-khoi-phuc"

__all__ = ["DamagedRow", "KeptCopy", "LostMachine", "Restored", "backup", "restore", "verify"]


@dataclass(frozen=True, slots=True)
class KeptCopy:
    """A backup that was opened and checked. ``events`` is the journal's length in it.

    ``papers`` are the scanned papers beside it, ``None`` when the office has none.
    """

    file: Path
    events: int
    bytes: int
    papers: paper_keeping.KeptPapers | None = None


@dataclass(frozen=True, slots=True)
class LostMachine:
    """A backup, with the last official code that its counter showed on a paper."""

    file: Path
    last_code: str = ""


@dataclass(frozen=True)
class Restored:
    """The office on a backup's data, open.

    ``aside`` is where the data from before the restore are kept (``None`` in a new folder);
    ``lost_events`` counts the journal lines that stand only there. ``warnings`` tell when codes
    are provisional for a while, because nobody can know which numbers were shown, and which
    scanned papers did not lie beside the backup.
    """

    office: Office
    aside: Path | None
    events: int
    lost_events: int
    warnings: tuple[Problem, ...] = ()


def backup(office: Office, file: Path) -> KeptCopy:
    """Write a copy of the office's data to a new file, and check it by opening it.

    Scanned papers that are not there yet go beside it (`paper_keeping`). Both are encrypted with
    the office's own key: the recovery code opens them anywhere.

    Raises:
        Refused: file_exists (field ``file``).
        Trouble: no_folder, disk_full, read_only, cannot_open, damaged, disk_failing,
            backup_not_verified; no file is left behind.
    """
    target = file.absolute()
    if not target.parent.is_dir():
        message = f"Không có thư mục “{target.parent}”. Xin chọn thư mục khác."
        raise Trouble("no_folder", message)
    try:
        kept = copies.copy_to(office.database, target)
    except FileExistsError as error:
        message = f"Đã có tệp “{target.name}” nên không ghi đè. Xin chọn tên khác."
        raise Refused(Problem("file", "file_exists", message)) from error
    try:
        papers = paper_keeping.copy_beside(office, target)
    except Trouble:
        copies.forget(target)  # a backup without its papers would be believed whole
        raise
    with surroundings():
        return KeptCopy(target, kept.seq, target.stat().st_size, papers)


def verify(office: Office) -> tuple[DamagedRow, ...]:
    """Return every row that is not what the journal says; empty when all is well.

    The file's own pages first, then the journal's chain, every row against its events, and the
    seals of the closed days; a row of a closed day is named with that day, and a row of a dossier
    with its code. Scanned papers last:
    the one that is missing, and the chunk of the one that was changed.

    Raises:
        Trouble: locked, cannot_open, disk_failing.
    """
    broken = copies.faults(office.database)
    if broken:
        return tuple(
            DamagedRow("file", str(n), _file_fault(one)) for n, one in enumerate(broken, start=1)
        )
    seen = witness.read(office.paths.witness)
    with office.database.walk() as session:
        shorter = _shorter(office, seen, head(session).seq)
        found = (*chain.damaged(session), *agreement.damaged(session))
        rows = seal_check.named(session, (*shorter, *found, *seal_check.damaged(session)))
    papers = tuple(paper_keeping.damaged(office))
    with office.database.read() as session:
        return (*rows, *seal_check.named(session, papers))


def _file_fault(told: str) -> str:
    """Return what the engine told of the file in Vietnamese: which page, as far as it says."""
    page = re.search(r"page (\d+)", told)
    where = f"trang {page[1]}" if page else "cấu trúc bên trong"
    return f"Tệp dữ liệu hỏng ở {where}. Xin khôi phục từ bản sao lưu gần nhất."


def _shorter(office: Office, seen: witness.Seen | None, length: int) -> tuple[DamagedRow, ...]:
    if seen is None or seen.office != office.office_id or seen.seq <= length:
        return ()
    key = f"{length + 1}-{seen.seq}"
    return (DamagedRow("event", key, f"Nhật ký thiếu những dòng cuối {key}."),)


def restore(
    paths: Paths,
    file: "Path | LostMachine",
    *,
    clock: Clock,
    officer: str,
    credentials: Credentials | None = None,
) -> Restored:
    """Put a backup's data in the place of the folder's, or into a new folder.

    The backup is checked first and is only read. What it replaces is kept aside, never deleted.
    No number shown on a paper comes back (law 5): what this folder's witness saw is left out, each
    gap explained by an event. Where nothing knows which were shown after the backup (a new folder),
    codes of the days up to today are provisional, unless the last code shown is told.

    Args:
        paths: the folder.
        file: the backup; `LostMachine` with the last code shown, if somebody knows it.
        clock: tells which day it is.
        officer: who restores.
        credentials: the key's places; in a new folder with the recovery code.

    Raises:
        Refused: no_such_file, not_a_backup, damaged_backup, other_office (``file``);
            bad_last_code (``last_code``); recovery_code_needed, passphrase_needed, ….
        Trouble: newer_file, locked, the disk's and the key's own; nothing was changed.
    """
    own = credentials or Credentials()
    source = file if isinstance(file, LostMachine) else LostMachine(file)
    restore_refusals.refuse_missing(source.file)
    act = _Restore(paths, clock, officer, own, source.last_code, restore_refusals.key(paths, own))
    with surroundings():
        make_private_folder(paths.root)
    try:
        with copies.checked_copy(source.file.absolute(), paths.root, act.key) as copy:
            done = act.into_office(copy) if is_initialised(paths) else act.into_folder(copy)
    except Trouble as trouble:
        raise restore_refusals.about_file(trouble) from trouble
    missing = paper_keeping.bring_back(done.office, source.file)
    return replace(done, warnings=(*done.warnings, *missing))


@dataclass(frozen=True)
class _Restore:
    """One restore under way."""

    paths: Paths
    clock: Clock
    officer: str
    credentials: Credentials
    last_code: str
    key: bytes = field(repr=False)

    def into_folder(self, copy: Database) -> Restored:
        """Put the data into a folder that holds no office."""
        mark = self._mark(copy, self._last_seen(copy), known=self._witnessed(copy))
        place = self.credentials.adopt(self.key, None)
        with surroundings():
            set_aside(self.paths.key_file, _BEFORE)
            place.key_file.write(self.paths.key_file)
        return self._in_place(copy, None, mark)

    def into_office(self, copy: Database) -> Restored:
        """Put the data in the place of those the folder holds."""
        try:
            current = Database.open(self.paths.database, self.key)
        except Trouble as trouble:
            if trouble.code not in {"damaged", "wrong_key"}:
                raise
            return self._instead_of_wreck(copy)
        try:
            seen = self._last_seen(current)
            self._refuse_other_office(copy, seen)
            mark = self._mark(copy, seen, known=True)
            aside = self._aside()
            current.backup_to(aside)
            current.take_over(copy)
        finally:
            current.close()
        return mark.restored(self._opened(copy), aside)

    def _instead_of_wreck(self, copy: Database) -> Restored:
        """Put the data in the place of a file that cannot be opened any more."""
        outside = witness.read(self.paths.witness)
        if outside is not None:
            self._refuse_other_office(copy, outside)
        mark = self._mark(copy, self._last_seen(copy), known=self._witnessed(copy))
        aside = self._aside()
        with surroundings():
            for tail in ("-wal", "-shm", ""):
                old = Path(f"{self.paths.database}{tail}")
                if old.exists():
                    old.rename(f"{aside}{tail}")
        return self._in_place(copy, aside, mark)

    def _in_place(self, copy: Database, aside: Path | None, mark: "_Mark") -> Restored:
        try:
            copies.copy_to(copy, self.paths.database)
        except FileExistsError as error:
            raise already_initialised() from error
        return mark.restored(self._opened(copy), aside)

    def _last_seen(self, database: Database) -> witness.Seen:
        """Return how far a file got, and beyond it what the witness beside it saw."""
        with database.read() as session:
            texts = setting_rows.texts(session)
            office = texts.get(setting_rows.OFFICE_ID, "")
            inside = witness.look(session, office, texts.get(setting_rows.GENERATION, ""))
        return witness.joined(inside, witness.read(self.paths.witness))

    def _witnessed(self, copy: Database) -> bool:
        """Return whether the witness beside the folder's file saw all that followed the backup.

        One of an earlier time, or of data that went another way, does not know what came later.
        """
        outside = witness.read(self.paths.witness)
        with copy.read() as session:
            texts, length = setting_rows.texts(session), head(session).seq
        return (
            outside is not None
            and outside.office == texts.get(setting_rows.OFFICE_ID)
            and outside.generation == texts.get(setting_rows.GENERATION)
            and outside.seq >= length
        )

    def _refuse_other_office(self, copy: Database, seen: witness.Seen) -> None:
        with copy.read() as session:
            office = setting_rows.texts(session).get(setting_rows.OFFICE_ID, "")
        if office != seen.office:
            message = (
                "Bản sao lưu này của một cơ quan khác. Dữ liệu đang dùng không bị thay đổi. "
                "Xin chọn đúng tệp."
            )
            raise Refused(Problem("file", "other_office", message))

    def _mark(self, copy: Database, seen: witness.Seen, *, known: bool) -> "_Mark":
        """Write the restore into the copy, and which numbers must not be given out there.

        Args:
            copy: the private copy of the backup.
            seen: what is known of the time after it.
            known: whether ``seen`` is all there was.
        """
        with copy.read() as session:
            events = head(session).seq
            settings = Settings.from_texts(setting_rows.texts(session))
            last_at = journal.last_at(session)
        now = self.clock.now()
        today = local(now).date()
        told = read_last_code(self.last_code, settings, today) if self.last_code else None
        unknown = None
        if not known:
            # A clock may stand wrong now, or have stood wrong then: the later day counts.
            through = max(today, local(last_at or now).date())
            unknown = order_numbers.Unknown(
                official_through=told.day - timedelta(days=1) if told else through,
                through=through,
                provisional_from=order_numbers.fresh_part(now),
            )
        office = Office(self.paths, copy, self.clock, settings, self.officer, self.credentials)
        part(office, seen, "restore", unknown)
        if told is not None:
            with copy.write() as session:
                order_numbers.release(session, told.day)
                number_hold.leave_out(session, office, told)
        warnings = () if unknown is None or told else _warnings(settings, unknown.through)
        return _Mark(events, max(0, seen.seq - events), warnings)

    def _aside(self) -> Path:
        """Return an unused name for the data that are replaced, with the time in it."""
        stamp = f"{local(self.clock.now()):%Y%m%d-%H%M%S}"
        aside = self.paths.root / f"{self.paths.database.name}.{_BEFORE}-{stamp}"
        return copies.beside(aside) if aside.exists() else aside

    def _opened(self, copy: Database) -> Office:
        """Open the office on the restored data; its witness starts anew from them."""
        with copy.read() as session:
            texts = setting_rows.texts(session)
            office_id, generation = texts[setting_rows.OFFICE_ID], texts[setting_rows.GENERATION]
            seen = witness.look(session, office_id, generation)
        witness.Witness(self.paths.witness, office_id, generation).write(seen)
        return open_office(
            self.paths, clock=self.clock, officer=self.officer, credentials=self.credentials
        )


@dataclass(frozen=True)
class _Mark:
    """What a restore wrote into the copy: its events, those lost, and what a person should know."""

    events: int
    lost_events: int
    warnings: tuple[Problem, ...]

    def restored(self, office: Office, aside: Path | None) -> Restored:
        """Return the answer of the restore."""
        return Restored(office, aside, self.events, self.lost_events, self.warnings)


def _warnings(settings: Settings, through: date) -> tuple[Problem, ...]:
    if settings.number_range is None:
        return ()
    message = (
        "Không biết được những số đã cấp sau bản sao lưu, nên để không cấp lại số cũ, hồ sơ tiếp "
        f"nhận đến hết ngày {through:%d/%m/%Y} mang mã tạm (TAM-…). Từ ngày sau, mã lại lấy từ dải "
        "số của quầy. Nếu biết mã cuối cùng đã in, xin khôi phục lại vào một thư mục mới kèm mã đó "
        "(--last-code)."
    )
    return (Problem("last_code", "numbers_unknown", message),)
