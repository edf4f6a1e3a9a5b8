"""A token is renewed in time; a 401 that may be a gateway's lets no create go a second time."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from sync.answers import AnswerKind
from sync.portals.server_numbered.adapter import ServerNumbered
from sync.portals.server_numbered.tokens import token_of
from tests.support.portals.wire import Asked, Said, http_date
from tests.sync.portals.server_numbered.desk import Bench, dossier

_CREATES = ("/hosos", "--direct", "/CreateDossier")


@dataclass
class Ticks:
    """Seconds that only a test lets go by."""

    now: float = 5_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Denying:
    """A gateway before the portal: every call but the sign-in is denied while it is ``shut``.

    What is denied reached the portal where ``after`` is set.
    """

    bench: Bench
    body: bytes
    after: bool = True
    shut: bool = True
    behind: timedelta = timedelta()
    creates: int = 0
    denied: list[str] = field(default_factory=list)

    def handle(self, asked: Asked) -> Said:
        desk = self.bench.core.desk
        if not self.shut or desk.is_sign_in(asked):
            return self._passed(asked)
        if not _is_create(asked) and not self.creates:
            return self._passed(asked)  # the number, before anything is denied
        self.creates += _is_create(asked)
        self.denied.append(asked.path)
        if self.after:
            self._passed(asked)
        date = http_date(self.bench.store.now() - self.behind)
        return Said(401, {"Content-Type": "application/json", "Date": date}, self.body)

    def _passed(self, asked: Asked) -> Said:
        return self.real(asked)

    def __post_init__(self) -> None:
        self.real = self.bench.core.handle


def _is_create(asked: Asked) -> bool:
    return asked.method == "POST" and asked.path.endswith(_CREATES)


def _denying(faulty: Bench, monkeypatch: pytest.MonkeyPatch, body: bytes) -> Denying:
    gate = Denying(faulty, body)
    monkeypatch.setattr(type(faulty.core), "handle", lambda _core, asked: gate.handle(asked))
    faulty.switches.unique = False
    return gate


@pytest.mark.parametrize("body", [b"", b"{}", b'{"message": "token expired"}'])
def test_a_create_denied_with_everything_else_is_not_sent_twice_when_the_sign_in_works(
    faulty: Bench, monkeypatch: pytest.MonkeyPatch, body: bytes
) -> None:
    gate = _denying(faulty, monkeypatch, body)
    one = dossier()
    answer = faulty.adapter().deliver(one).answer
    assert answer.kind is AnswerKind.LOST
    assert answer.changing
    assert gate.creates == 1
    assert len(faulty.store.dossiers) == 1
    gate.shut = False
    faulty.later()
    delivered = faulty.adapter().deliver(one)
    assert delivered.answer.good
    assert delivered.remote is not None
    assert delivered.remote.code == faulty.store.dossiers[0].code
    assert len(faulty.store.dossiers) == 1


def test_where_nothing_can_be_looked_up_what_was_denied_is_a_persons(
    faulty: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    if faulty.dialect != "adapter2026":
        return  # the others have a register
    faulty.options = {"path.lookup": ""}
    gate = _denying(faulty, monkeypatch, b"{}")
    one = dossier()
    assert faulty.adapter().deliver(one).answer.kind is AnswerKind.LOST
    gate.shut = False
    faulty.later()
    assert faulty.adapter().deliver(one).answer.kind is AnswerKind.UNDECIDED
    assert len(faulty.store.dossiers) == 1


@pytest.mark.parametrize("behind", [timedelta(), timedelta(days=1)])
def test_what_was_denied_before_the_portal_goes_once_the_search_had_its_time(
    faulty: Bench, monkeypatch: pytest.MonkeyPatch, behind: timedelta
) -> None:
    """Most likely the token was over; no person is needed to see that nothing was stored.

    The gateway's clock may be behind the portal's: the search has its time by the portal's.
    """
    gate = _denying(faulty, monkeypatch, b"")
    gate.after, gate.behind = False, behind
    one, adapter = dossier(), faulty.adapter()
    assert adapter.deliver(one).answer.kind is AnswerKind.LOST
    gate.shut = False
    assert adapter.deliver(one).answer.kind is AnswerKind.NOT_SHOWN_YET
    assert adapter.deliver(dossier()).answer.good
    faulty.later()
    assert adapter.deliver(one).answer.good
    assert len(faulty.store.dossiers) == 2
    assert faulty.store.twice() == {}


def _on_ticks(faulty: Bench) -> tuple[ServerNumbered, Ticks]:
    adapter, ticks = faulty.adapter(), Ticks()
    adapter.dialect.talk.seconds = ticks
    assert adapter.deliver(dossier()).answer.good
    return adapter, ticks


def test_a_token_is_renewed_before_it_ends(faulty: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    faulty.switches.token_life = timedelta(minutes=20)
    adapter, ticks = _on_ticks(faulty)
    ticks.now += 18 * 60
    assert adapter.deliver(dossier()).answer.good
    assert faulty.store.sign_ins == 1
    ticks.now += 70
    faulty.store.expire_tokens()
    gate = _denying(faulty, monkeypatch, b"")
    gate.shut = False
    assert adapter.deliver(dossier()).answer.good
    assert faulty.store.sign_ins == 2
    assert len(faulty.store.dossiers) == 3


def test_no_clock_of_the_machine_ends_a_token_or_lets_it_live(faulty: Bench) -> None:
    faulty.switches.skew = timedelta(days=300)
    adapter, ticks = _on_ticks(faulty)
    faulty.clock.advance(timedelta(minutes=5))
    assert adapter.deliver(dossier()).answer.good
    assert faulty.store.sign_ins == 1
    ticks.now += 3_600
    assert adapter.deliver(dossier()).answer.good
    assert faulty.store.sign_ins == 2


def test_a_renewal_in_time_that_fails_leaves_no_doubt(
    faulty: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    adapter, ticks = _on_ticks(faulty)
    ticks.now += 3_600
    monkeypatch.setattr(
        type(faulty.core.desk), "sign_in", lambda _desk, _asked: Said(502, {}, b"{}")
    )
    one = dossier()
    answer = adapter.deliver(one).answer
    assert not answer.good
    assert not answer.changing
    monkeypatch.undo()
    assert adapter.deliver(one).answer.good
    assert len(faulty.store.dossiers) == 2


@pytest.mark.parametrize(
    ("told", "until"),
    [
        ({"expires_in": 1_800}, 1_740.0),
        ({"expires_in": "100"}, 75.0),
        ({"data": {"expires_in": 1_800}}, 1_740.0),
        ({"expires_in": 0}, None),
        ({"expires_in": -5}, None),
        ({"expires_in": "soon"}, None),
        ({"expires_in": 1e300}, None),
        ({"expires_in": "nan"}, None),
        ({}, None),
        ([], None),
    ],
)
def test_how_long_a_token_is_used(told: object, until: float | None) -> None:
    assert token_of(told, "x", "", Ticks(), 0.0).until == until


@pytest.mark.parametrize("access", ["a.b.c", "a.e30.c", "a.WzFd.c", "a.é.c", "..", "a.bnVsbA.c"])
def test_what_is_no_jwt_tells_no_life(access: str) -> None:
    assert token_of({}, access, "", Ticks(), 0.0).until is None
