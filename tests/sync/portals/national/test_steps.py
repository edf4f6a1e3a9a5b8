"""Progress steps: in order, ten a call, each as its own officer, never twice (H.2 points 5, 9)."""

from dataclasses import replace

import pytest

from receptiondesk.domain.events import EventKind
from sync.answers import AnswerKind
from sync.portals.national.proof import PROGRESS
from tests.support.portals.national_bench import Bench, dossier, step


def test_each_step_goes_as_its_own_officer_in_order_ten_at_most_at_once(switched: Bench) -> None:
    one = dossier()
    officers = ["Lê Thị Thử", "Phạm Văn Sửa"]
    steps = tuple(step(one.uid, number, officers[number % 2]) for number in range(1, 24))
    assert switched.adapter().deliver(replace(one, steps=steps)).answer.good
    kept = switched.bus.steps
    assert [row["NguoiXuLy"] for row in kept] == [officers[n % 2] for n in range(1, 24)]
    assert [row["ThoiDiemXuLy"] for row in kept] == sorted(row["ThoiDiemXuLy"] for row in kept)
    assert switched.bus.calls.count("CapNhatTienDoHoSoMC") == 3


def test_a_failed_second_of_three_calls_goes_on_there_and_repeats_nothing(
    switched: Bench,
) -> None:
    switched.bus.switches.refuse_steps = (2,)
    one = dossier()
    one = replace(one, steps=tuple(step(one.uid, number) for number in range(1, 26)))
    adapter = switched.adapter()
    answer = adapter.deliver(one).answer
    assert answer.kind is AnswerKind.REFUSED
    assert "nội dung xử lý" in answer.fields
    assert len(switched.bus.steps) == 10
    assert switched.adapter().deliver(one).answer.good
    assert [row["NoiDungXuLy"] for row in switched.bus.steps] == [one.text for one in one.steps]


def test_attachments_are_no_steps(switched: Bench) -> None:
    one = dossier()
    files = step(one.uid, 2, kind=EventKind.ATTACHED, text="Đính kèm")
    switched.adapter().deliver(replace(one, steps=(*one.steps, files)))
    assert len(switched.bus.steps) == 1


@pytest.mark.parametrize("progress", [True, False])
def test_steps_whose_answer_got_lost_are_looked_for_and_never_sent_blindly_again(
    switched: Bench, progress: bool
) -> None:
    switched.bus.switches.progress = progress
    switched.bus.switches.columns = None
    switched.bus.switches.lose_service = "CapNhatTienDoHoSoMC"
    switched.bus.switches.lose_after = 1
    one = dossier()
    first = switched.adapter().deliver(one).answer
    assert (first.kind, first.changing) == (AnswerKind.LOST, True)
    adapter = switched.adapter()
    assert adapter.deliver(one).answer.good
    assert adapter.deliver(one).answer.good
    assert len(switched.bus.steps) == 1
    back = adapter.read_back(one)
    assert back.differing() == ()
    assert back.unseen == (() if progress else (PROGRESS,))
    told = " ".join(back.notes)
    assert ("không kiểm chứng được" in told) is not progress


def test_steps_that_never_arrived_are_sent_once_the_look_up_shows_it(switched: Bench) -> None:
    switched.bus.switches.progress = True
    switched.bus.switches.lose_service = "CapNhatTienDoHoSoMC"
    switched.bus.switches.lose_before = 1
    one = dossier()
    assert switched.adapter().deliver(one).answer.kind is AnswerKind.LOST
    assert switched.adapter().deliver(one).answer.kind is AnswerKind.NOT_SHOWN_YET
    switched.later(minutes=11)
    assert switched.adapter().deliver(one).answer.good
    assert len(switched.bus.steps) == 1


@pytest.mark.parametrize("progress", [True, False])
def test_a_restored_file_that_forgot_its_steps_sends_none_a_second_time(
    switched: Bench, progress: bool
) -> None:
    switched.bus.switches.progress = progress
    one = dossier()
    one = replace(one, steps=tuple(step(one.uid, number) for number in range(1, 4)))
    switched.adapter().deliver(one)
    switched.memory.kept.clear()
    later = replace(one, ask_first=True)
    assert switched.adapter().deliver(later).answer.good
    assert len(switched.bus.steps) == 3
    more = replace(later, steps=(*one.steps, step(one.uid, 4)))
    assert switched.adapter().deliver(more).answer.good
    assert [row["NoiDungXuLy"] for row in switched.bus.steps] == [one.text for one in more.steps]
