"""A search that lags: what it does not show yet is not absent, whatever the desk's clock says."""

from dataclasses import replace
from datetime import timedelta

import pytest

from receptiondesk.domain.clock import SetClock
from sync.answers import AnswerKind
from tests.support.portals.wire import Asked, Said
from tests.sync.portals.server_numbered.desk import Bench, dossier


@pytest.mark.parametrize("fault", ["forbidden_after", "limited_after"])
def test_a_search_that_lags_behind_a_shut_door_makes_no_second_one(
    faulty: Bench, fault: str
) -> None:
    setattr(faulty.switches, fault, 1)
    faulty.switches.unique = False
    faulty.switches.lag, faulty.switches.lag_direct = timedelta(minutes=8), True
    one = dossier()
    assert not faulty.adapter().deliver(one).answer.good
    for _ in range(3):
        assert faulty.adapter().deliver(one).answer.kind is AnswerKind.NOT_SHOWN_YET
        faulty.later(3)
    assert faulty.adapter().deliver(one).answer.good
    assert len(faulty.store.dossiers) == 1


@pytest.mark.parametrize("jump", [timedelta(days=1), timedelta(days=-1)])
def test_a_desk_clock_that_was_set_meanwhile_makes_nothing_absent(
    faulty: Bench, jump: timedelta
) -> None:
    """How long a search lags is a time at the portal, told by the portal's clock."""
    faulty.switches.lose_after = 1
    faulty.switches.unique = False
    faulty.switches.lag, faulty.switches.lag_direct = timedelta(minutes=8), True
    one = dossier()
    assert not faulty.adapter().deliver(one).answer.good
    desk = replace(faulty, clock=SetClock(faulty.clock.now() + jump))
    for _ in range(3):
        assert desk.adapter().deliver(one).answer.kind is AnswerKind.NOT_SHOWN_YET
    faulty.later()
    assert desk.adapter().deliver(one).answer.good
    assert len(faulty.store.dossiers) == 1


def test_what_was_received_by_a_clock_far_ahead_is_found_all_the_same(faulty: Bench) -> None:
    faulty.switches.lose_after = 1
    faulty.switches.unique = False
    one = dossier()
    ahead = replace(one, received_at=one.received_at + timedelta(days=300))
    assert not faulty.adapter().deliver(ahead).answer.good
    faulty.later()
    assert faulty.adapter().deliver(ahead).answer.good
    assert len(faulty.store.dossiers) == 1


def test_a_sign_in_that_fails_after_a_denied_create_ends_no_doubt(
    faulty: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A gateway denies what the portal stored, and then everything else, the sign-in too."""
    faulty.switches.unique = False
    real = faulty.core.handle

    def denied(asked: Asked) -> Said:
        before = bool(faulty.store.dossiers)
        said = real(asked)
        if not faulty.store.dossiers:
            return said
        return Said(502 if before and "token" in asked.path else 401, {}, b"{}")

    monkeypatch.setattr(type(faulty.core), "handle", lambda _core, asked: denied(asked))
    one = dossier()
    assert faulty.adapter().deliver(one).answer.changing
    monkeypatch.undo()
    assert len(faulty.store.dossiers) == 1
    faulty.later()
    assert faulty.adapter().deliver(one).answer.good
    assert len(faulty.store.dossiers) == 1
