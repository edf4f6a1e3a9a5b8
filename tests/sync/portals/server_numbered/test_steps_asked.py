"""Steps of which nobody knows whether they arrived: a question of their own, and no new dossier."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from receptiondesk.desk import decisions
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.events import DeliveryState
from tests.support.portals.server_numbered import ServerNumberedCore
from tests.support.portals.wire import Asked, Said
from tests.sync.portals.server_numbered.test_not_there import lose_everything, not_there, reason
from tests.sync.portals.server_numbered.test_persons_word import BLIND, TARGET, Desk, opened

AMBER, PARKED = DeliveryState.UNPROVABLE, DeliveryState.NEEDS_PERSON


@pytest.fixture(params=["", "path.lookup"], ids=["readable", "unreadable"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    with opened(tmp_path, BLIND, without=str(request.param)) as found:
        found.core.switches.unique = False  # it would make a second one without a word
        yield found


def asked_about_steps(desk: Desk, *, stored: bool) -> Dossier:
    """Lose the answer to the steps of a dossier, and come to the question."""
    desk.core.switches.lose_steps = 1
    dossier = desk.receive()
    desk.sync(3)
    if not stored:
        for one in desk.core.store.dossiers:
            one.steps.clear()
    assert desk.states(dossier) == [PARKED]
    return dossier


def test_the_question_is_about_the_steps_and_says_what_each_answer_does(desk: Desk) -> None:
    told = reason(desk, asked_about_steps(desk, stored=True))
    assert "tiến trình" in told
    assert "hồ sơ thì cổng đã nhận" in told
    assert "chỉ tiến trình được gửi lại" in told
    assert "Mở cổng tìm hồ sơ này" not in told
    assert "Chưa biết cổng đã nhận hay chưa" not in told


def test_steps_that_are_not_there_are_told_again_and_no_dossier_is_made(desk: Desk) -> None:
    dossier = asked_about_steps(desk, stored=False)
    not_there(desk, dossier)
    desk.sync(3)
    (there,) = desk.core.store.dossiers
    assert len(there.steps) == 1
    assert desk.states(dossier)[0] in {AMBER, DeliveryState.PROVED}


def test_steps_that_are_there_are_not_told_again(desk: Desk) -> None:
    dossier = asked_about_steps(desk, stored=True)
    code = desk.core.store.dossiers[0].code
    decisions.arrived(desk.office, dossier.uid, TARGET, code, "thấy tiến trình")
    desk.sync(3)
    (there,) = desk.core.store.dossiers
    assert len(there.steps) == 1
    assert desk.states(dossier) == [AMBER]


def test_a_dossier_that_is_gone_with_its_steps_is_made_anew_in_the_end(desk: Desk) -> None:
    dossier = asked_about_steps(desk, stored=True)
    lose_everything(desk)
    for _ in range(2):  # of the steps first, then of the dossier
        not_there(desk, dossier)
        desk.sync(3)
    (there,) = desk.core.store.dossiers
    assert len(there.steps) == 1
    assert desk.states(dossier)[0] in {AMBER, DeliveryState.PROVED}


def test_who_speaks_of_the_dossier_before_being_asked_about_its_steps_doubles_nothing(
    desk: Desk,
) -> None:
    desk.core.switches.lose_steps = 1
    dossier = desk.receive()
    desk.sync()
    assert desk.states(dossier) == [DeliveryState.UNKNOWN]
    not_there(desk, dossier)
    desk.sync(3)
    (there,) = desk.core.store.dossiers
    assert len(there.steps) == 1
    assert "tiến trình" in reason(desk, dossier)


def test_steps_that_go_by_a_number_that_no_look_up_shows_are_never_green(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tmp_path, BLIND) as desk:
        real = type(desk.core).handle

        def without_number(core: ServerNumberedCore, asked: Asked) -> Said:
            said = real(core, asked)
            if asked.path != "/TraCuuHoSo":
                return said
            told = json.loads(said.body)
            if isinstance(told.get("data"), dict):
                told["data"].pop("idHoSo", None)
            return Said(
                said.status, {"Content-Type": "application/json"}, json.dumps(told).encode()
            )

        monkeypatch.setattr(type(desk.core), "handle", without_number)
        desk.core.switches.lose_after = 1
        dossier = desk.receive()
        desk.sync(3)
        (there,) = desk.core.store.dossiers
        assert there.steps == []
        assert desk.states(dossier) == [AMBER]
        assert "tiến độ xử lý" in reason(desk, dossier)
        assert "xin ghi trực tiếp trên cổng" in reason(desk, dossier)


def test_steps_that_the_portal_itself_was_too_busy_for_are_told_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, before = type(desk.core).handle, [""]

    def too_fast(core: ServerNumberedCore, asked: Asked) -> Said:
        last, before[0] = before[0], asked.path
        if "TienTrinh" in asked.path and last == "/CreateDossier":
            told = json.dumps({"code": 429, "message": "Too Many Requests"}).encode()
            return Said(429, {"Content-Type": "application/json", "Retry-After": "7"}, told)
        return real(core, asked)

    monkeypatch.setattr(type(desk.core), "handle", too_fast)
    both = [desk.receive(), desk.receive()]
    desk.sync(5)
    assert [len(there.steps) for there in desk.core.store.dossiers] == [1, 1]
    assert not any("tiến độ" in reason(desk, one) for one in both)


def test_a_filter_that_blocks_what_was_stored_leads_to_the_question(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its 413 is not the portal's refusal, so nothing is told again before a person has spoken."""
    real, blocked = type(desk.core).handle, [1]

    def filtered(core: ServerNumberedCore, asked: Asked) -> Said:
        said = real(core, asked)
        if "TienTrinh" in asked.path and blocked:
            blocked.pop()
            return Said(413, {"Content-Type": "application/json"}, b'{"message":"request blocked"}')
        return said

    monkeypatch.setattr(type(desk.core), "handle", filtered)
    dossier = desk.receive()
    desk.sync(3)
    assert desk.states(dossier) == [PARKED]
    assert "tiến trình" in reason(desk, dossier)
    code = desk.core.store.dossiers[0].code
    decisions.arrived(desk.office, dossier.uid, TARGET, code, "thấy tiến trình")
    desk.sync(3)
    assert len(desk.core.store.dossiers[0].steps) == 1
