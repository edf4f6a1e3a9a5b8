"""Progress steps of the 2026 adapter: each once, as the officer who did it."""

from collections.abc import Iterator

import pytest

from receptiondesk.domain.events import EventKind
from sync.answers import AnswerKind
from tests.sync.portals.server_numbered.desk import (
    NOW,
    Bench,
    aimed,
    asking,
    bench,
    corrected,
    dossier,
    step,
)


@pytest.fixture
def adapter() -> Iterator[Bench]:
    if aimed():
        pytest.skip("the portal of PORTAL_URL has no switches")
    with bench("adapter2026") as there:
        yield there


def test_each_step_is_told_once_as_its_own_officer(adapter: Bench) -> None:
    one = dossier()
    adapter.adapter().deliver(one)
    adapter.adapter().deliver(one)
    two = corrected(one, "Nguyễn Thị Ánh Sửa", officer="Trần Văn Hai")
    adapter.adapter().deliver(two)
    (kept,) = adapter.store.dossiers
    assert [told["NguoiXuLy"] for told in kept.steps] == ["Lê Thị Thử", "Trần Văn Hai"]
    assert {told["IDHoSo"] for told in kept.steps} == {kept.id}
    assert kept.steps[0]["ThoiDiemXuLy"] == "2026-11-23T09:00:00.000"


def test_many_steps_go_ten_at_a_time(adapter: Bench) -> None:
    steps = tuple(step(EventKind.CORRECTED, f"Cán bộ {n}", NOW) for n in range(23))
    one = dossier(steps=steps)
    assert adapter.adapter().deliver(one).answer.good
    assert adapter.core.calls.count("POST /CapNhatTienTrinh") == 3
    assert len(adapter.store.dossiers[0].steps) == 23


def test_steps_that_nobody_answered_are_not_told_twice(adapter: Bench) -> None:
    adapter.switches.lose_steps = 1
    one = dossier()
    answer = adapter.adapter().deliver(one).answer
    assert answer.kind is AnswerKind.LOST
    assert answer.changing
    again = adapter.adapter().deliver(asking(one)).answer
    assert again.kind is AnswerKind.UNDECIDED
    assert "hồ sơ thì cổng đã nhận" in again.sentence
    assert len(adapter.store.dossiers) == 1
    assert len(adapter.store.dossiers[0].steps) == 1


def test_a_persons_not_there_tells_the_steps_again_and_makes_no_second_dossier(
    adapter: Bench,
) -> None:
    adapter.switches.lose_steps = 1
    one = dossier()
    adapter.adapter().deliver(one)
    adapter.store.dossiers[0].steps.clear()
    adapter.memory.not_there(one.uid)
    assert adapter.adapter().deliver(one).answer.good
    assert len(adapter.store.dossiers) == 1
    assert len(adapter.store.dossiers[0].steps) == 1


def test_without_a_look_up_a_lost_create_is_a_persons_at_once(adapter: Bench) -> None:
    adapter.options = {"path.lookup": ""}
    adapter.switches.lose_after = 1
    one = dossier()
    adapter.adapter().deliver(one)
    answer = adapter.adapter().deliver(one).answer
    assert answer.kind is AnswerKind.UNDECIDED
    assert adapter.store.numbers[0] in answer.sentence
    assert len(adapter.store.dossiers) == 1


def test_without_a_look_up_nothing_is_given_back_and_corrections_still_go(adapter: Bench) -> None:
    adapter.options = {"path.lookup": ""}
    one = dossier()
    assert adapter.adapter().deliver(one).answer.good
    assert not adapter.adapter().capabilities.gives_back
    back = adapter.adapter().read_back(one)
    assert back.answer.good
    assert back.expected == {}
    assert back.remote is not None
    assert back.remote.code == adapter.store.dossiers[0].code
    assert adapter.adapter().deliver(one).answer.kind is AnswerKind.ALREADY_EQUAL
    two = corrected(one, "Nguyễn Thị Ánh Sửa")
    assert adapter.adapter().deliver(two).answer.kind is AnswerKind.ACCEPTED
    assert adapter.store.dossiers[0].doc["ChuHoSo"] == "Nguyễn Thị Ánh Sửa"
    assert adapter.adapter().look(one.uid)[0].kind is AnswerKind.NOT_OFFERED
