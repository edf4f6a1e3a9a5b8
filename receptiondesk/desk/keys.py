"""The key's place on this machine: opening by what a person typed, a new place, a new passphrase.

What is typed at the door is a passphrase or the recovery code; the code opens the data when
keyring, passphrase or key file are lost, and then the key is given a place that opens it again.
"""

from dataclasses import dataclass, field, replace

from receptiondesk.credentials import (
    SHORT_PASSPHRASE,
    AskPassphrase,
    Credentials,
    KeyFile,
    Place,
    key_from_code,
)
from receptiondesk.desk import signing_in
from receptiondesk.domain.clock import Clock
from receptiondesk.domain.errors import Problem, Refused, Trouble
from receptiondesk.office import Office, open_office
from receptiondesk.paths import Paths, set_aside, surroundings


@dataclass(frozen=True, slots=True)
class Unlocked:
    """An office that was opened.

    ``code`` is the recovery code that opened it while the key has no place yet: a new passphrase
    is to be asked for (`give_place`). ``asks_passphrase`` is whether the next start will ask.
    """

    office: Office
    asks_passphrase: bool
    code: str = field(default="", repr=False)


def unlock(
    paths: Paths, *, clock: Clock, officer: str, told: str = "", credentials: Credentials | None
) -> Unlocked:
    """Open the office by what a person typed, or by the keyring when nothing was.

    After a recovery code the key goes into the keyring at once where there is one. Without an
    ``officer`` the one who worked here last goes on.

    Raises:
        Refused, Trouble: as `receptiondesk.office.open_office`.
    """
    ask = (lambda: told) if told else None
    office = open_office(
        paths, clock=clock, officer=officer, passphrase=ask, credentials=credentials
    )
    try:
        if not officer:
            office = office.with_officer(signing_in.last_officer(office))
        code = told if is_recovery_code(told) and not _placed(office, told) else ""
        return Unlocked(office, asks_passphrase(office), code)
    except (Refused, Trouble):
        office.close()
        raise


def is_recovery_code(text: str) -> bool:
    """Return whether a text is a whole recovery code, of whatever data."""
    try:
        key_from_code(text)
    except Refused:
        return False
    return True


def _placed(office: Office, code: str) -> bool:
    """Give the key a place without asking anybody; return whether there was one."""
    try:
        give_place(office, code)
    except (Refused, Trouble):
        return False
    return True


def give_place(office: Office, code: str, passphrase: AskPassphrase | None = None) -> Place:
    """Give the key of a recovery code a new place: the keyring, else behind a new passphrase.

    The key file that stood there is kept under another name.

    Raises:
        Refused: bad_recovery_code; passphrase_needed, when there is no keyring and no passphrase.
        Trouble: passphrase_file, disk_full, read_only, cannot_open, disk_failing.
    """
    path = office.paths.key_file
    place = office.credentials.adopt(key_from_code(code), passphrase)
    with surroundings():
        set_aside(path, "cu")
        place.key_file.write(path)
    return place


def in_keyring(office: Office) -> bool:
    """Return whether the key's place on this machine is the keyring, not behind a passphrase."""
    try:
        return KeyFile.read(office.paths.key_file).passphrase is None
    except Trouble:
        return True  # a key file of no help: the code alone opened the data, no passphrase did


def asks_passphrase(office: Office) -> bool:
    """Return whether a person is asked for a passphrase when this office is opened."""
    return not in_keyring(office) and office.credentials.keyring() is not None


def change_passphrase(office: Office, old: str, new: str) -> tuple[Problem, ...]:
    """Wrap the key by a new passphrase; the old one opens nothing from now on.

    Args:
        office: the office.
        old: the passphrase up to now, or the recovery code.
        new: the new one.

    Returns:
        What a person should know: a passphrase that is too short.

    Raises:
        Refused: wrong_passphrase (field ``old``), passphrase_needed (field ``new``), no_passphrase
            where none is asked for on this machine.
        Trouble: no_key_file, damaged_key_file, disk_full, read_only, disk_failing; the old one
            still stands.
    """
    path = office.paths.key_file
    if not asks_passphrase(office):
        message = "Máy này không hỏi mật khẩu khi mở dữ liệu nên không có mật khẩu để đổi."
        raise Refused(Problem("old", "no_passphrase", message))
    if not new:
        raise Refused(Problem("new", "passphrase_needed", "Xin ghi mật khẩu mới."))
    try:
        own = replace(office.credentials, recovery_code="", ask=None)
        key = own.find_key(path, lambda: old)
    except (Trouble, Refused) as wrong:
        if isinstance(wrong, Trouble) and wrong.code != "wrong_key":
            raise
        message = "Mật khẩu đang dùng chưa đúng. Mật khẩu chưa đổi; xin kiểm tra và nhập lại."
        raise Refused(Problem("old", "wrong_passphrase", message)) from wrong
    with surroundings():
        own.change_passphrase(path, key, new)
    return warnings_of(new)


def warnings_of(passphrase: str) -> tuple[Problem, ...]:
    """Return what a person should know of a passphrase that they chose."""
    if len(passphrase) >= SHORT_PASSPHRASE:
        return ()
    message = f"Mật khẩu ngắn hơn {SHORT_PASSPHRASE} ký tự nên dễ bị đoán; nên chọn dài hơn."
    return (Problem("new", "short_passphrase", message),)
