"""Where the key stands, and what happens when it is not there."""

import json
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from receptiondesk.credentials import Credentials, KeyFile
from receptiondesk.credentials.database_key import NewKey
from receptiondesk.domain.errors import Refused, Trouble
from tests.support.office import CHEAP, FakeKeyring


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "key.json"


def with_keyring(keyring: FakeKeyring | None = None, **environ: str) -> Credentials:
    return Credentials(
        environ=environ,
        system_keyring=keyring or FakeKeyring(),
        cost=CHEAP,
    )


NONE = FakeKeyring(forgetful=True)


def made(own: Credentials, path: Path, typed: str | None = None) -> NewKey:
    new = own.new_key(None if typed is None else lambda: typed)
    new.place.key_file.write(path)
    return new


def trouble(own: Credentials, path: Path, typed: str | None = None) -> str:
    with pytest.raises(Trouble) as caught:
        own.find_key(path, None if typed is None else lambda: typed)
    return caught.value.code


def test_a_keyring_that_gives_back_what_it_got_keeps_the_key(path: Path) -> None:
    own = with_keyring()
    new = made(own, path)
    assert new.place.in_keyring
    assert own.find_key(path, None) == new.key
    assert json.loads(path.read_text())["passphrase"] is None


@pytest.mark.parametrize("keyring", [FakeKeyring(forgetful=True), FakeKeyring(broken=True)])
def test_one_that_forgets_or_fails_counts_as_none(path: Path, keyring: FakeKeyring) -> None:
    own = with_keyring(keyring)
    new = made(own, path, "mật khẩu đủ dài")
    assert not new.place.in_keyring
    assert own.find_key(path, lambda: "mật khẩu đủ dài") == new.key


def test_the_passphrase_of_the_environment_wins_over_the_keyring(path: Path) -> None:
    keyring = FakeKeyring()
    own = with_keyring(keyring, RECEPTIONDESK_PASSPHRASE="bí mật")
    new = made(own, path, "typed")
    assert keyring.kept == {}
    assert own.keyring() is None
    assert own.find_key(path, lambda: "typed") == new.key
    assert with_keyring(keyring).keyring() is keyring


def test_the_passphrase_may_stand_in_a_file(path: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("bí mật\r\n", encoding="utf-8")
    new = made(with_keyring(NONE, RECEPTIONDESK_PASSPHRASE="bí mật"), path)
    own = with_keyring(NONE, RECEPTIONDESK_PASSPHRASE_FILE=str(secret))
    assert own.find_key(path, None) == new.key
    both = with_keyring(
        NONE, RECEPTIONDESK_PASSPHRASE="sai", RECEPTIONDESK_PASSPHRASE_FILE=str(secret)
    )
    assert trouble(both, path) == "wrong_key"


@pytest.mark.parametrize("content", [None, b"\xff\xfe\xff"])
def test_a_passphrase_file_that_cannot_be_read_is_named(
    path: Path, tmp_path: Path, content: bytes | None
) -> None:
    made(with_keyring(NONE, RECEPTIONDESK_PASSPHRASE="x"), path)
    secret = tmp_path / "secret"
    if content is not None:
        secret.write_bytes(content)
    own = with_keyring(NONE, RECEPTIONDESK_PASSPHRASE_FILE=str(secret))
    assert trouble(own, path) == "passphrase_file"


def test_composed_and_decomposed_letters_are_one_passphrase(path: Path) -> None:
    new = made(with_keyring(NONE, RECEPTIONDESK_PASSPHRASE="mật"), path)
    own = with_keyring(NONE, RECEPTIONDESK_PASSPHRASE=unicodedata.normalize("NFD", "mật"))
    assert own.find_key(path, None) == new.key


@pytest.mark.parametrize("typed", [None, ""])
def test_without_keyring_and_passphrase_it_says_what_is_needed(
    path: Path, typed: str | None
) -> None:
    own = with_keyring(NONE)
    with pytest.raises(Refused) as caught:
        made(own, path, typed)
    assert caught.value.problems[0].code == "passphrase_needed"
    assert not path.exists()


def test_somebody_to_ask_may_be_given_once_for_all(path: Path) -> None:
    own = replace(with_keyring(NONE), ask=lambda: "mật khẩu")
    new = made(own, path)
    assert own.find_key(path, None) == new.key


def test_a_short_passphrase_is_told(path: Path) -> None:
    assert made(with_keyring(NONE), path, "ngắn").place.short_passphrase
    assert not made(with_keyring(NONE), path, "mật khẩu đủ dài").place.short_passphrase


def test_a_wrong_passphrase_opens_nothing(path: Path) -> None:
    made(with_keyring(NONE), path, "đúng")
    assert trouble(with_keyring(NONE), path, "sai") == "wrong_key"


def test_a_key_gone_from_the_keyring_is_named(path: Path) -> None:
    made(with_keyring(), path)
    assert trouble(with_keyring(FakeKeyring()), path) == "key_not_in_keyring"
    assert trouble(with_keyring(FakeKeyring(broken=True)), path) == "keyring"


def test_a_strange_entry_in_the_keyring_is_not_taken_for_a_key(path: Path) -> None:
    keyring = FakeKeyring()
    new = made(with_keyring(keyring), path)
    keyring.kept[new.place.key_file.name] = "không phải khóa"
    assert trouble(with_keyring(keyring), path) == "key_not_in_keyring"
    keyring.kept[new.place.key_file.name] = "00" * 32
    assert trouble(with_keyring(keyring), path) == "damaged_key_file"


def test_a_key_file_that_is_gone_or_broken_is_named(path: Path) -> None:
    own = with_keyring(NONE, RECEPTIONDESK_PASSPHRASE="x")
    assert trouble(own, path) == "no_key_file"
    for content in ("", "[]", '{"name": "a", "check": "b"}'):
        path.write_text(content)
        assert trouble(own, path) == "damaged_key_file"
    made(own, path)
    told = json.loads(path.read_text())
    for hurt in ({"algorithm": "rot13"}, {"salt": "!"}, {"sealed": 7}, {"passes": None}):
        path.write_text(json.dumps(told | {"passphrase": told["passphrase"] | hurt}))
        assert trouble(own, path) == "damaged_key_file"
    path.write_text(json.dumps(told | {"name": "other"}))
    assert trouble(own, path) == "wrong_key"


def test_the_recovery_code_opens_whatever_else_is_lost(path: Path) -> None:
    new = made(with_keyring(), path)
    own = replace(with_keyring(FakeKeyring()), recovery_code=new.recovery_code)
    assert own.find_key(path, None) == new.key
    path.unlink()
    assert own.find_key(path, None) == new.key


def test_the_recovery_code_of_another_office_is_refused(path: Path) -> None:
    made(with_keyring(), path)
    strange = replace(with_keyring(), recovery_code=with_keyring().new_key(None).recovery_code)
    assert trouble(strange, path) == "wrong_key"


def test_a_changed_passphrase_replaces_the_old_one(path: Path) -> None:
    own = with_keyring(NONE)
    new = made(own, path, "cũ")
    own.change_passphrase(path, new.key, "mới")
    assert own.find_key(path, lambda: "mới") == new.key
    assert trouble(own, path, "cũ") == "wrong_key"
    with pytest.raises(Refused):
        own.change_passphrase(path, new.key, "")


def test_neither_key_nor_code_nor_passphrase_stands_anywhere(path: Path) -> None:
    own = with_keyring(NONE, RECEPTIONDESK_PASSPHRASE="bí mật lắm")
    new = made(own, path)
    kept = (
        path.read_text()
        + repr(own)
        + repr(new)
        + repr(new.place)
        + repr(replace(own, recovery_code=new.recovery_code))
    )
    for secret in (new.key.hex(), new.recovery_code, "bí mật lắm"):
        assert secret not in kept
    assert path.stat().st_mode & 0o077 == 0


def test_a_key_file_tells_its_own_key(path: Path) -> None:
    key_file = KeyFile.of(bytes(32))
    key_file.write(path)
    assert KeyFile.read(path) == key_file
    assert key_file.belongs_to(bytes(32))
    assert not key_file.belongs_to(b"x" * 32)


def test_the_recovery_code_is_taken_wherever_a_passphrase_is(path: Path) -> None:
    new = made(with_keyring(NONE), path, "mật khẩu")
    code = new.recovery_code
    assert with_keyring(NONE).find_key(path, lambda: code) == new.key
    assert with_keyring(NONE, RECEPTIONDESK_PASSPHRASE=code).find_key(path, None) == new.key
    path.unlink()
    assert with_keyring(NONE).find_key(path, lambda: code) == new.key
    assert trouble(with_keyring(NONE), path, "không phải mã") == "no_key_file"


def test_and_in_the_place_of_a_keyring_that_lost_the_key(path: Path) -> None:
    code = made(with_keyring(), path).recovery_code
    assert with_keyring(FakeKeyring()).find_key(path, lambda: code)
    assert with_keyring(FakeKeyring(broken=True)).find_key(path, lambda: code)
    assert with_keyring(NONE, RECEPTIONDESK_PASSPHRASE=code).find_key(path, None)
    other = with_keyring().new_key(None).recovery_code
    assert trouble(with_keyring(FakeKeyring()), path, other) == "key_not_in_keyring"


def test_a_passphrase_in_the_environment_does_not_shut_out_the_keyring(path: Path) -> None:
    keyring = FakeKeyring()
    new = made(with_keyring(keyring), path)
    own = with_keyring(keyring, RECEPTIONDESK_PASSPHRASE="của cơ quan khác")
    assert own.find_key(path, None) == new.key
