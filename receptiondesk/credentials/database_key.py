"""Making, finding and handing on the key of the encrypted file.

Order: the passphrase of the environment wins wherever it is set (and the key is wrapped by one);
else the keyring; else a person is asked.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from receptiondesk.credentials import recovery, wrapping
from receptiondesk.credentials.key_file import KeyFile, damaged_key_file
from receptiondesk.credentials.outside_witness import OutsideWitness
from receptiondesk.credentials.system_keyring import Keyring, SystemKeyring
from receptiondesk.domain.errors import Problem, Refused, Trouble
from receptiondesk.paths import folder_mark, machine_id, state_folder

PASSPHRASE = "RECEPTIONDESK_PASSPHRASE"  # noqa: S105 - a variable's name
PASSPHRASE_FILE = "RECEPTIONDESK_PASSPHRASE_FILE"  # noqa: S105 - a variable's name
#: Names the folder of the witness outside the data folder.
STATE = "RECEPTIONDESK_STATE"

#: Below this length a passphrase is guessed easily; it is told, not refused.
SHORT_PASSPHRASE = 8

#: Asks a person for the passphrase; ``None`` or an empty text when they leave it.
AskPassphrase = Callable[[], str | None]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a key stands on this machine: its key file, and whether the keyring has the key."""

    key_file: KeyFile = field(repr=False)
    in_keyring: bool
    short_passphrase: bool = False


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key just made. ``recovery_code`` is shown once and kept nowhere."""

    key: bytes = field(repr=False)
    recovery_code: str = field(repr=False)
    place: Place


@dataclass(frozen=True)
class Credentials:
    """The key's places on this machine, handed down by the composition root.

    ``machine_id`` tells machines apart (`paths.machine_id`).
    ``recovery_code``, where a person gave it, goes before all of them. ``ask`` is asked when a
    call brings nobody else to ask.
    """

    environ: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)
    system_keyring: Keyring = field(default_factory=SystemKeyring)
    cost: wrapping.Cost = field(default_factory=wrapping.Cost)
    recovery_code: str = field(default="", repr=False)
    ask: AskPassphrase | None = field(default=None, repr=False)
    machine_id: Callable[[], str] = machine_id

    def outside_witness(self, path: Path, office: str) -> OutsideWitness:
        """Return the witness in the keyring, at hand where the key of the key file is there."""
        try:
            by_keyring = KeyFile.read(path).passphrase is None
        except Trouble:
            by_keyring = False
        at_hand = by_keyring and not self.recovery_code and not self._given()
        return OutsideWitness(self.system_keyring, office, path.parent, at_hand=at_hand)

    def witness_elsewhere(self, folder: Path, office: str) -> Path | None:
        """Return the file outside an office's folder that witnesses it, named by no person's name.

        ``None`` where this account has no home.
        """
        try:
            state = state_folder(self.environ.get(STATE, ""))
            return state / f"{office}-{folder_mark(folder)}.json"
        except (OSError, RuntimeError):
            return None

    def keyring(self) -> Keyring | None:
        """Return the keyring, ``None`` where the environment's passphrase takes its place."""
        return None if self._given() else self.system_keyring

    def new_key(self, ask: AskPassphrase | None) -> NewKey:
        """Make a key, and put it into the keyring or wrap it by a passphrase.

        Raises:
            Refused: passphrase_needed, when there is no keyring and nobody gave a passphrase.
            Trouble: passphrase_file.
        """
        code = recovery.new_code()
        key = recovery.key_from_code(code)
        return NewKey(key, code, self.adopt(key, ask))

    def adopt(self, key: bytes, ask: AskPassphrase | None) -> Place:
        """Give a key its place on this machine; the key file is still to be written.

        Raises:
            Refused, Trouble: as in `new_key`.
        """
        bare = KeyFile.of(key)
        if self._kept_in_keyring(bare.name, key):
            return Place(bare, in_keyring=True)
        passphrase = self._passphrase(ask)
        short = len(passphrase) < SHORT_PASSPHRASE
        return Place(self._wrapped(key, passphrase), in_keyring=False, short_passphrase=short)

    def find_key(self, path: Path, ask: AskPassphrase | None) -> bytes:
        """Return the key of the data beside a key file.

        The recovery code is taken wherever a passphrase is: from the environment or a person.

        Raises:
            Refused: passphrase_needed, bad_recovery_code.
            Trouble: no_key_file, damaged_key_file, wrong_key, keyring, key_not_in_keyring,
                passphrase_file.
        """
        if self.recovery_code:
            return self._key_of_code(path)
        try:
            known = KeyFile.read(path)
        except Trouble as trouble:
            return self._by_code_alone(ask, trouble)
        if known.passphrase is None:
            key = self._by_keyring(known, ask)
        else:
            told = self._passphrase(ask)
            key = _key_told(told, known) or self._unwrapped(known, told)
        if not known.belongs_to(key):
            raise damaged_key_file()
        return key

    def change_passphrase(self, path: Path, key: bytes, passphrase: str) -> None:
        """Wrap the key by a new passphrase; the old one opens nothing from now on.

        Raises:
            Refused: passphrase_needed, when it is empty.
            OSError: the key file cannot be written; the old one still stands.
        """
        if not passphrase:
            raise _needed()
        self._wrapped(key, passphrase).write(path)

    def _key_of_code(self, path: Path) -> bytes:
        key = recovery.key_from_code(self.recovery_code)
        try:
            known = KeyFile.read(path)
        except Trouble:
            return key  # the code alone opens the data: that is what it is for
        if not known.belongs_to(key):
            raise wrong_key()
        return key

    def _by_code_alone(self, ask: AskPassphrase | None, trouble: Trouble) -> bytes:
        """Return the key of a recovery code told where the key file is of no help."""
        key = _key_told(self._told(ask))
        if key is None:
            raise trouble
        return key

    def _by_keyring(self, known: KeyFile, ask: AskPassphrase | None) -> bytes:
        """Return the key from the keyring, or of a recovery code told in its place."""
        given = _key_told(self._given(), known)
        if given is not None:
            return given
        try:
            return self._key_of_keyring(known)
        except Trouble:
            key = _key_told(self._told(ask), known)
            if key is None:
                raise
            return key

    def _wrapped(self, key: bytes, passphrase: str) -> KeyFile:
        bare = KeyFile.of(key)
        return replace(bare, passphrase=wrapping.wrap(key, passphrase, bare.name, self.cost))

    def _unwrapped(self, key_file: KeyFile, passphrase: str) -> bytes:
        try:
            key = wrapping.unwrap(key_file.passphrase or {}, passphrase, key_file.name)
        except (ValueError, KeyError, TypeError) as error:
            raise damaged_key_file() from error
        if key is None:
            raise wrong_key()
        return key

    def _kept_in_keyring(self, name: str, key: bytes) -> bool:
        keyring = self.keyring()
        if keyring is None:
            return False
        try:
            return keyring.put(name, key.hex())
        except Trouble:
            return False  # a keyring that does not answer is none: a passphrase is asked for

    def _key_of_keyring(self, key_file: KeyFile) -> bytes:
        found = self.system_keyring.get(key_file.name)
        try:
            return bytes.fromhex(found or "missing")
        except ValueError as error:
            raise Trouble(
                "key_not_in_keyring",
                "Kho khóa của máy không có khóa của dữ liệu này. Dữ liệu không bị thay đổi. "
                "Hãy đăng nhập vào máy bằng đúng tài khoản đã thiết lập, hoặc mở bằng mã khôi "
                "phục đã in khi thiết lập.",
            ) from error

    def _passphrase(self, ask: AskPassphrase | None) -> str:
        found = self._told(ask)
        if not found:
            raise _needed()
        return found

    def _told(self, ask: AskPassphrase | None) -> str:
        """Return what the environment or a person tells, empty when nobody does."""
        person = ask or self.ask
        return self._given() or (person() if person is not None else None) or ""

    def _given(self) -> str:
        """Return the environment's passphrase, empty when there is none."""
        direct = self.environ.get(PASSPHRASE, "")
        file = self.environ.get(PASSPHRASE_FILE, "")
        if direct or not file:
            return direct
        try:
            return Path(file).read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, ValueError) as error:
            raise Trouble(
                "passphrase_file",
                f"Không đọc được tệp mật khẩu nêu trong {PASSPHRASE_FILE}. Dữ liệu không bị thay "
                "đổi. Hãy kiểm tra đường dẫn và quyền đọc tệp.",
            ) from error


def _key_told(text: str, known: KeyFile | None = None) -> bytes | None:
    """Return the key if the text is a recovery code, of the known key where one is known."""
    try:
        key = recovery.key_from_code(text)
    except Refused:
        return None
    return key if known is None or known.belongs_to(key) else None


def wrong_key() -> Trouble:
    """Return the trouble of a passphrase or a code that does not open this data."""
    return Trouble(
        "wrong_key",
        "Mật khẩu hoặc mã khôi phục không mở được dữ liệu này. Dữ liệu không bị thay đổi. "
        "Xin kiểm tra và nhập lại.",
    )


def _needed() -> Refused:
    return Refused(
        Problem(
            "passphrase",
            "passphrase_needed",
            "Máy này không có kho khóa tin cậy nên cần một mật khẩu để mở dữ liệu. Xin nhập mật "
            f"khẩu, hoặc đặt biến {PASSPHRASE} hay {PASSPHRASE_FILE}.",
        )
    )
