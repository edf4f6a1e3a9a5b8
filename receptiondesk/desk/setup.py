"""Setting up an office in a folder: once, and wholly or not at all."""

import contextlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from receptiondesk.credentials import SHORT_PASSPHRASE, AskPassphrase, Credentials, KeyFile, NewKey
from receptiondesk.desk import keys, lettering
from receptiondesk.desk.procedures import import_shipped
from receptiondesk.domain.clock import Clock, local
from receptiondesk.domain.errors import Problem, Refused, Trouble
from receptiondesk.domain.events import EventKind
from receptiondesk.gazetteer import load as load_gazetteer
from receptiondesk.office import Office, is_initialised, open_office
from receptiondesk.paths import (
    Paths,
    make_private_folder,
    move_new,
    set_aside,
    surroundings,
    sync_file,
)
from receptiondesk.settings import Settings, change
from receptiondesk.storage import journal, order_numbers, setting_rows, witness
from receptiondesk.storage.engine import Database, Session

__all__ = ["Initialised", "NewOffice", "initialise", "is_initialised", "recover"]


@dataclass(frozen=True)
class NewOffice:
    """What an office tells at set-up; texts as a person types them, checked by `initialise`.

    ``province`` is a name or a code; ``number_range`` is empty for provisional codes; ``more``
    are further settings by key. ``credentials`` are the places on this machine where the key may
    stand.
    """

    org_code: str
    org_name: str
    province: str
    counter: int = 1
    number_range: str = ""
    practice: bool = False
    parent_org: str = ""
    address: str = ""
    phone: str = ""
    hotline: str = ""
    lookup_url: str = ""
    more: Mapping[str, str] = field(default_factory=dict)
    credentials: Credentials = field(default_factory=Credentials, repr=False)

    def texts(self) -> dict[str, str]:
        """Return the settings that were told, as texts."""
        own = {
            "org_code": self.org_code,
            "org_name": self.org_name,
            "province": self.province,
            "counter": str(self.counter),
            "number_range": self.number_range,
            "parent_org": self.parent_org,
            "address": self.address,
            "phone": self.phone,
            "hotline": self.hotline,
            "lookup_url": self.lookup_url,
        }
        return own | dict(self.more)


@dataclass(frozen=True)
class Initialised:
    """An office just set up and open.

    ``recovery_code`` is shown or printed now and kept nowhere; ``warnings`` are things a person
    should know, none of which stopped the work.
    """

    office: Office
    recovery_code: str = field(repr=False)
    warnings: tuple[Problem, ...] = ()


def initialise(
    paths: Paths,
    new_office: NewOffice,
    *,
    clock: Clock,
    officer: str,
    passphrase: AskPassphrase | None = None,
) -> Initialised:
    """Set an office up in a folder and open it; other files in the folder are left alone.

    The file is made under another name and gets its own when all of it is there, so a crash half
    way leaves a folder that can be set up again. The key file of an office that stood here before
    is kept under another name.

    Raises:
        Refused: already_initialised; bad settings with their keys as fields; passphrase_needed.
        Trouble: disk_full, read_only, cannot_open, disk_failing, passphrase_file.
    """
    own = new_office.credentials
    settings = _checked(new_office)
    if is_initialised(paths):
        raise already_initialised()
    with surroundings():
        make_private_folder(paths.root)
    made = own.new_key(passphrase)
    unfinished = paths.root / f".{paths.database.name}.{uuid.uuid4().hex}"
    start = _Start(paths, clock, officer, own)
    try:
        _fill(start, unfinished, made.key, settings)
        _put_in_place(paths, unfinished, made.place.key_file)
    finally:
        _forget(unfinished)
    office = open_office(
        paths, clock=clock, officer=officer, passphrase=passphrase, credentials=own
    )
    return Initialised(office, made.recovery_code, _warnings(made))


def recover(
    paths: Paths,
    *,
    clock: Clock,
    officer: str,
    passphrase: AskPassphrase | None = None,
    credentials: Credentials,
) -> Office:
    """Open the office by its recovery code and give the key a new place on this machine.

    Args:
        paths: the office's folder.
        clock: the clock.
        officer: who is at work.
        passphrase: asks for the new passphrase where there is no keyring.
        credentials: with the ``recovery_code``.

    Raises:
        Refused: bad_recovery_code, not_initialised, passphrase_needed.
        Trouble: wrong_key, and what `open_office` raises.
    """
    office = open_office(paths, clock=clock, officer=officer, credentials=credentials)
    try:
        keys.give_place(office, credentials.recovery_code, passphrase)
    except (Refused, Trouble):
        office.close()
        raise
    return office


@dataclass(frozen=True)
class _Start:
    """Who sets up, where and when."""

    paths: Paths
    clock: Clock
    officer: str
    credentials: Credentials


def _checked(new_office: NewOffice) -> Settings:
    """Return the settings told, or refuse with every problem at once."""
    settings = Settings()
    texts = new_office.texts()
    problems: list[Problem] = []
    for key, text in texts.items():
        try:
            settings = change(settings, key, _province_code(text) if key == "province" else text)
        except Refused as refused:
            problems.extend(refused.problems)
    refused_keys = {problem.field for problem in problems}
    problems += lettering.setting_problems(
        {key: text for key, text in texts.items() if key not in refused_keys}
    )
    if problems:
        raise Refused.of(problems)
    return replace(settings, practice=new_office.practice)


def _province_code(text: str) -> str:
    """Return the code of a province told by name or code."""
    try:
        province, _ = load_gazetteer().resolve(text, "")
    except Refused as refused:
        problems = (Problem("province", p.code, p.message) for p in refused.problems)
        raise Refused.of(problems) from refused
    return province.code if province else ""


def already_initialised() -> Refused:
    """Return the refusal to set up what is set up."""
    message = (
        "Thư mục này đã được thiết lập trước đó nên không thiết lập lại. Dữ liệu trong đó vẫn "
        "nguyên. Muốn làm mới, xin chọn một thư mục khác."
    )
    return Refused(Problem("", "already_initialised", message))


def _fill(start: _Start, unfinished: Path, key: bytes, settings: Settings) -> None:
    """Make the file under another name, with settings and catalogue in it."""
    database = Database.create(unfinished, key)
    try:
        office_id = uuid.uuid4().hex
        office = Office(
            start.paths,
            database,
            start.clock,
            settings,
            start.officer,
            start.credentials,
            office_id,
        )
        with database.write() as session:
            texts = settings.as_texts()
            setting_rows.put(
                session,
                texts
                | {
                    setting_rows.OFFICE_ID: office_id,
                    setting_rows.GENERATION: uuid.uuid4().hex,
                    setting_rows.MACHINE: start.credentials.machine_id(),
                },
            )
            if settings.number_range is not None:
                order_numbers.record_range(session, settings.counter, settings.number_range)
            told: dict[str, object] = {"set_up": texts}
            journal.append(session, office.entry(EventKind.SETTING_CHANGED, told))
            _guard_numbers(session, office)
        import_shipped(office)
    finally:
        database.close()


def _guard_numbers(session: Session, office: Office) -> None:
    """Give out no number that data which stood in this folder before have shown (law 5)."""
    seen = witness.read(office.paths.witness)
    if seen is None:
        if office.paths.witness.exists():  # cut short by a power cut: nobody knows
            now = office.clock.now()
            today, part = local(now).date(), order_numbers.fresh_part(now)
            order_numbers.note_unknown(session, order_numbers.Unknown(today, today, part))
        return
    counter = office.settings.counter
    for gap in witness.guard_numbers(session, seen, counter, order_numbers.SET_UP_AGAIN):
        journal.append(session, office.entry(EventKind.NUMBER_GAP, gap))


def _put_in_place(paths: Paths, unfinished: Path, key_file: KeyFile) -> None:
    """Give the finished file its name; the key file first, for a file without one is closed."""
    try:
        with surroundings():
            sync_file(unfinished)
            set_aside(paths.key_file, "cu")
            set_aside(paths.witness, "cu")
            key_file.write(paths.key_file)
            move_new(unfinished, paths.database)
    except FileExistsError as error:
        raise already_initialised() from error


def _forget(unfinished: Path) -> None:
    for path in (unfinished, *(Path(f"{unfinished}{tail}") for tail in ("-wal", "-shm"))):
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)


def _warnings(made: NewKey) -> tuple[Problem, ...]:
    if not made.place.short_passphrase:
        return ()
    message = (
        f"Mật khẩu ngắn hơn {SHORT_PASSPHRASE} ký tự nên dễ bị đoán. Dữ liệu đã được thiết lập; "
        "nên đổi sang mật khẩu dài hơn."
    )
    return (Problem("passphrase", "short_passphrase", message),)
