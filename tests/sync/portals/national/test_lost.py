"""Lost answers, a killed program, a look-up that lags or cannot tell (H.2 points 6, 8; H.4)."""

import contextlib
from dataclasses import replace

import pytest

from sync.answers import AnswerKind
from sync.portals.national.proof import PROGRESS
from tests.support.portals.national_bench import (
    Bench,
    dossier,
    everything_shown,
    renamed,
)


@pytest.mark.parametrize("lost", ["lose_before", "lose_after"])
def test_a_lost_answer_ends_in_one_dossier(switched: Bench, lost: str) -> None:
    switched.bus.switches.lose_service = "DongBoHoSoMC"
    setattr(switched.bus.switches, lost, 1)
    one = dossier()
    answer = switched.adapter().deliver(one).answer
    assert (answer.kind, answer.changing) == (AnswerKind.LOST, True)
    adapter = switched.adapter()
    assert adapter.deliver(replace(one, ask_first=True)).answer.good
    assert switched.bus.codes() == {one.official_code}
    assert switched.bus.dossiers[one.official_code].created == 1
    assert len(switched.bus.steps) == 1
    assert adapter.read_back(one).differing() == ()


def test_stored_and_answered_too_late_is_lost_and_found_again(switched: Bench) -> None:
    switched.stall = 0.3
    adapter, one = switched.adapter(), dossier()
    adapter.reach()
    switched.bus.switches.stall = 0.8
    assert adapter.deliver(one).answer.kind is AnswerKind.LOST
    switched.bus.switches.stall = 0.0
    assert adapter.deliver(one).answer.good
    assert switched.bus.codes() == {one.official_code}


def test_a_correction_after_a_lost_create_is_still_known_as_ours(switched: Bench) -> None:
    switched.bus.switches.lose_service = "DongBoHoSoMC"
    switched.bus.switches.lose_after = 1
    one = dossier()
    switched.adapter().deliver(one)
    mended = renamed(one, "Nguyễn Thị Ảnh", revision=1, ask_first=True)
    assert switched.adapter().deliver(mended).answer.good
    assert switched.bus.dossiers[one.official_code].fields["ChuHoSo"] == "Nguyễn Thị Ảnh"


@pytest.mark.parametrize("at", range(6))
def test_killed_at_any_write_of_its_memory_it_ends_in_one_dossier(switched: Bench, at: int) -> None:
    everything_shown(switched)
    one, left = dossier(), [at]
    remember = switched.memory.remember

    class Killed(BaseException):
        pass

    def dying(key: str, value: str) -> None:
        if not left[0]:
            raise Killed
        left[0] -= 1
        remember(key, value)

    switched.memory.remember = dying  # type: ignore[method-assign]
    with contextlib.suppress(Killed):
        switched.adapter().deliver(one)
    switched.memory.remember = remember  # type: ignore[method-assign]
    adapter = switched.adapter()
    again = replace(one, ask_first=True)
    answer = adapter.deliver(again).answer
    if answer.kind is AnswerKind.NOT_SHOWN_YET:
        switched.later(minutes=11)
        answer = adapter.deliver(again).answer
    assert answer.good, answer
    assert switched.bus.codes() == {one.official_code}
    assert len(switched.bus.steps) == 1
    back = adapter.read_back(one)
    assert (back.differing(), back.unseen) == ((), ())


@pytest.mark.parametrize("how", ["error", "empty", "unreadable", "no_result"])
def test_a_look_up_that_cannot_tell_is_never_absent(switched: Bench, how: str) -> None:
    adapter, one = switched.adapter(), dossier()
    adapter.deliver(one)
    switched.bus.switches.look_up = how
    told = {"empty": AnswerKind.NOT_SHOWN_YET}
    assert adapter.read_back(one).answer.kind is told.get(how, AnswerKind.UNREADABLE)
    assert adapter.look(one.uid)[1] is None
    switched.later(hours=1)
    assert adapter.deliver(renamed(one, "Nguyễn Thị Ảnh", revision=1)).answer.good
    assert switched.bus.codes() == {one.official_code}
    assert switched.bus.dossiers[one.official_code].created == 1


def test_nothing_found_may_be_said_as_an_error(switched: Bench) -> None:
    switched.bus.switches.absent_says = "error"
    adapter, one = switched.adapter(), dossier(ask_first=True)
    assert adapter.deliver(one).answer.good
    del switched.bus.dossiers[one.official_code]
    assert adapter.read_back(one).answer.kind is AnswerKind.NOT_SHOWN_YET
    switched.later(hours=1)
    assert adapter.read_back(one).answer.kind is AnswerKind.REFUSED


def test_a_look_up_that_lags_is_waited_for(switched: Bench) -> None:
    switched.bus.switches.lag = 120
    adapter, one = switched.adapter(), dossier()
    assert adapter.deliver(one).answer.good
    assert adapter.read_back(one).answer.kind is AnswerKind.NOT_SHOWN_YET
    switched.later(minutes=3)
    assert adapter.read_back(one).answer.good
    assert adapter.read_back(one).differing() == ()


def test_a_lost_create_under_a_lagging_look_up_is_waited_for(switched: Bench) -> None:
    switched.bus.switches.lag = 120
    switched.bus.switches.lose_service = "DongBoHoSoMC"
    switched.bus.switches.lose_after = 1
    one = dossier()
    assert switched.adapter().deliver(one).answer.kind is AnswerKind.LOST
    assert switched.adapter().deliver(one).answer.kind is AnswerKind.NOT_SHOWN_YET
    switched.later(minutes=3)
    assert switched.adapter().deliver(one).answer.good
    assert switched.bus.codes() == {one.official_code}


def test_green_only_speaks_of_what_is_shown(switched: Bench) -> None:
    adapter, one = switched.adapter(), dossier()
    adapter.deliver(one)
    back = adapter.read_back(one)
    assert back.differing() == ()
    assert {"giấy tờ", "địa chỉ và người nộp", PROGRESS} <= set(back.unseen)
    assert "tên chủ hồ sơ" in back.expected
    everything_shown(switched)
    back = adapter.read_back(one)
    assert (back.differing(), back.unseen, back.notes) == ((), (), ())
    assert "giấy tờ" in back.expected


@pytest.mark.parametrize("fault", ["drop", "tamper"])
def test_said_taken_and_not_kept_as_sent_is_seen(switched: Bench, fault: str) -> None:
    setattr(switched.bus.switches, fault, 1)
    adapter, one = switched.adapter(), dossier(steps=())
    one = replace(one, steps=())
    assert adapter.deliver(one).answer.good
    switched.later(hours=1)
    back = adapter.read_back(one)
    if fault == "drop":
        assert back.answer.kind is AnswerKind.REFUSED
    else:
        # Another owner under our code may be another's dossier, so nothing is written over it.
        assert back.differing() == ("tên chủ hồ sơ",)
        answer = adapter.deliver(replace(one, ask_first=True)).answer
        assert answer.kind is AnswerKind.CONFLICT
        return
    assert adapter.deliver(replace(one, ask_first=True)).answer.good
    assert adapter.read_back(one).differing() == ()


def test_two_corrections_around_a_lost_create_are_still_ours(switched: Bench) -> None:
    switched.bus.switches.lose_service = "DongBoHoSoMC"
    switched.bus.switches.lose_after = 1
    one = dossier()
    switched.adapter().deliver(one)
    switched.bus.switches.look_up = "empty"
    second = renamed(one, "Nguyễn Thị Hai", revision=1)
    assert not switched.adapter().deliver(second).answer.good
    switched.bus.switches.look_up = ""
    third = renamed(one, "Nguyễn Thị Ba", revision=2)
    assert switched.adapter().deliver(third).answer.good
    assert switched.bus.dossiers[one.official_code].fields["ChuHoSo"] == "Nguyễn Thị Ba"


def test_one_that_a_person_found_there_is_looked_after_once_read_back(switched: Bench) -> None:
    one = dossier()
    switched.adapter().deliver(one)
    switched.memory.kept.clear()
    adapter = switched.adapter()
    assert adapter.look(one.uid)[1] is None
    assert adapter.read_back(one).differing() == ()
    switched.bus.move(one.official_code, "9")
    remote = adapter.look(one.uid)[1]
    assert remote is not None
    assert remote.status_raw == "9"
