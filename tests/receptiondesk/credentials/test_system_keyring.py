"""The machine's keyring is trusted only as far as it proved itself."""

import threading
from dataclasses import dataclass, field

import pytest
from keyring.backends.chainer import ChainerBackend
from keyring.backends.fail import Keyring as FailKeyring
from keyring.backends.null import Keyring as NullKeyring
from keyring.errors import KeyringError

from receptiondesk.credentials import SecretStore, SystemKeyring
from receptiondesk.domain.errors import Trouble
from tests.support.office import FakeKeyring


@dataclass
class Backend:
    """A back end as the library offers them."""

    kept: dict[tuple[str, str], str] = field(default_factory=dict)
    raises: Exception | None = None

    def get_password(self, service: str, name: str) -> str | None:
        if self.raises:
            raise self.raises
        return self.kept.get((service, name))

    def set_password(self, service: str, name: str, secret: str) -> None:
        self.kept[service, name] = secret

    def delete_password(self, service: str, name: str) -> None:
        del self.kept[service, name]


class PlaintextKeyring(Backend):
    pass


def test_it_keeps_gives_and_forgets() -> None:
    backend = Backend()
    keyring = SystemKeyring(lambda: backend)
    assert keyring.get("a") is None
    assert keyring.put("a", "secret")
    assert keyring.get("a") == "secret"
    assert list(backend.kept) == [("receptiondesk", "a")]
    keyring.delete("a")
    keyring.delete("a")
    assert keyring.get("a") is None


@pytest.mark.parametrize("backend", [FailKeyring(), NullKeyring(), PlaintextKeyring()])
def test_one_that_keeps_nothing_or_keeps_it_in_plain_text_is_none(backend: object) -> None:
    keyring = SystemKeyring(lambda: backend)
    assert not keyring.put("a", "secret")
    assert keyring.get("a") is None
    keyring.delete("a")


def test_a_chain_is_worth_what_its_links_are(monkeypatch: pytest.MonkeyPatch) -> None:
    chain = ChainerBackend()
    monkeypatch.setattr(ChainerBackend, "backends", [NullKeyring()])
    assert not SystemKeyring(lambda: chain).put("a", "secret")
    monkeypatch.setattr(ChainerBackend, "backends", [NullKeyring(), Backend()])
    assert SystemKeyring(lambda: chain).get("a") is None
    monkeypatch.setattr(ChainerBackend, "backends", [Backend()])
    assert SystemKeyring(lambda: chain).put("a", "secret")


def test_the_test_machine_has_none() -> None:
    assert not SystemKeyring().put("a", "secret")


@pytest.mark.parametrize("raised", [KeyringError("locked"), OSError(), RuntimeError()])
def test_one_that_raises_is_trouble(raised: Exception) -> None:
    with pytest.raises(Trouble) as caught:
        SystemKeyring(lambda: Backend(raises=raised)).get("a")
    assert caught.value.code == "keyring"
    assert caught.value.__cause__ is raised


def test_one_that_hangs_is_trouble() -> None:
    wake = threading.Event()

    def hang() -> object:
        wake.wait(30)
        return Backend()

    with pytest.raises(Trouble) as caught:
        SystemKeyring(hang, patience_seconds=0.05).get("a")
    wake.set()
    assert caught.value.code == "keyring"


@dataclass
class Table:
    kept: dict[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str | None:
        return self.kept.get(name)

    def put(self, name: str, secret: str) -> None:
        self.kept[name] = secret

    def delete(self, name: str) -> None:
        self.kept.pop(name, None)


def test_a_password_stands_in_the_keyring_where_there_is_one() -> None:
    keyring, table = FakeKeyring(), Table({"portal": "old"})
    store = SecretStore(keyring, "office", table)
    store.put("portal", "secret")
    assert (keyring.kept, table.kept) == ({"office:portal": "secret"}, {})
    assert store.get("portal") == "secret"
    store.delete("portal")
    assert store.get("portal") is None


@pytest.mark.parametrize("keyring", [None, FakeKeyring(forgetful=True), FakeKeyring(broken=True)])
def test_and_in_the_encrypted_file_where_there_is_none(keyring: FakeKeyring | None) -> None:
    table = Table()
    store = SecretStore(keyring, "office", table)
    store.put("portal", "secret")
    assert table.kept == {"portal": "secret"}
    assert store.get("portal") == "secret"
    if keyring is None or not keyring.broken:
        store.delete("portal")
        assert store.get("portal") is None


def test_an_older_password_in_a_keyring_that_turned_bad_does_not_win() -> None:
    keyring, table = FakeKeyring(), Table()
    store = SecretStore(keyring, "office", table)
    store.put("portal", "old")
    keyring.forgetful = True
    store.put("portal", "new")
    assert store.get("portal") == "new"
