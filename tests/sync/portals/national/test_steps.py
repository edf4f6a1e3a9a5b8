"""Progress steps: in order, ten a call, each as its own officer, never twice (H.2 points 5, 9)."""

from dataclasses import replace

import pytest

from receptiondesk.domain.events import EventKind
from sync.answers import AnswerKind
from sync.portal import Outgoing
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


def test_what_one_officer_did_in_the_same_second_is_told_as_often(switched: Bench) -> None:
    """A clock set back lets many events bear the last one's time; they look alike there."""
    switched.bus.switches.progress = True
    one = dossier()
    first = step(one.uid, 1)
    one = replace(one, steps=(first,))
    assert switched.adapter().deliver(one).answer.good
    mended = replace(step(one.uid, 2), at=first.at, officer=first.officer)
    two = replace(one, steps=(first, mended))
    assert switched.adapter().read_back(two).untold
    assert switched.adapter().deliver(two).answer.good
    assert [row["NoiDungXuLy"] for row in switched.bus.steps] == [first.text, mended.text]
    assert not switched.adapter().read_back(two).untold
    assert switched.adapter().deliver(two).answer.good
    assert len(switched.bus.steps) == 2


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


def restored(one: Outgoing, bench: Bench, kept: dict[str, str]) -> Outgoing:
    """Return the dossier after an older file came back whose last line told was the newest."""
    bench.memory.kept = dict(kept)
    return replace(one, ask_first=True, older=one.steps[-1].seq)


def test_a_file_that_came_back_and_reads_first_tells_no_step_a_second_time(
    switched: Bench,
) -> None:
    """The engine reads back before it sends; that must not pass for a memory of having begun."""
    one = dossier()
    one = replace(one, steps=tuple(step(one.uid, number) for number in range(1, 4)))
    switched.adapter().deliver(one)
    later = restored(one, switched, {})
    assert switched.adapter().read_back(later).differing() == ()
    assert switched.adapter().deliver(later).answer.good
    assert len(switched.bus.steps) == 3
    back = switched.adapter().read_back(replace(later, ask_first=False))
    assert PROGRESS in back.unseen
    assert not back.untold


@pytest.mark.parametrize("progress", [True, False])
def test_a_step_that_only_the_lost_file_knew_as_told_is_not_told_again(
    switched: Bench, progress: bool
) -> None:
    """The copy was made after a correction and before it was sent; its own trail is older."""
    switched.bus.switches.progress = progress
    one = dossier()
    switched.adapter().deliver(one)
    kept = dict(switched.memory.kept)
    two = replace(one, steps=(*one.steps, step(one.uid, 2)))
    switched.adapter().deliver(two)
    assert switched.adapter().deliver(restored(two, switched, kept)).answer.good
    assert len(switched.bus.steps) == 2
    new = replace(restored(two, switched, kept), steps=(*two.steps, step(one.uid, 3)))
    assert switched.adapter().deliver(new).answer.good
    assert [row["NoiDungXuLy"] for row in switched.bus.steps] == [one.text for one in new.steps]


def test_steps_never_told_of_a_dossier_that_is_there_are_said_to_be_missing(
    switched: Bench,
) -> None:
    """A person found it there after an answer that decided nothing; its steps never went."""
    switched.bus.switches.columns = None
    one = dossier()
    switched.bus.switches.lose_service = "DongBoHoSoMC"
    switched.bus.switches.lose_after = 1
    switched.adapter().deliver(one)
    back = switched.adapter().read_back(one)
    assert back.differing() == ()
    assert back.untold
    assert switched.adapter().deliver(one).answer.good
    assert not switched.adapter().read_back(one).untold
    assert len(switched.bus.steps) == 1


def test_without_an_official_code_nothing_is_looked_up(switched: Bench) -> None:
    one = replace(dossier(), official_code="", provisional_code="TAM-1-261123-0001")
    assert switched.adapter().read_back(one).answer.kind is AnswerKind.NO_CODE_YET
    assert switched.bus.calls == []


@pytest.mark.parametrize("progress", [True, False])
@pytest.mark.parametrize("status", [401, 403, 408, 413, 429, 500, 502, 503])
def test_steps_that_a_gateway_denies_after_they_were_stored_are_never_told_twice(
    switched: Bench, status: int, progress: bool
) -> None:
    switched.bus.switches.progress = progress
    switched.bus.switches.deny_service = "CapNhatTienDoHoSoMC"
    switched.bus.switches.deny_after = status
    one = dossier()
    assert switched.adapter().deliver(one).answer.changing
    assert switched.bus.switches.deny_after == 0
    switched.later(minutes=11)
    assert switched.adapter().deliver(one).answer.good
    assert len(switched.bus.steps) == 1
