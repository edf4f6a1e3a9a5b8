"""A code that is there already: compared, updated, or left to a person (H.2 point 3)."""

import contextlib
from collections.abc import Callable
from dataclasses import replace

import pytest

from sync.answers import AnswerKind
from tests.support.portals.national_bench import (
    CODE,
    Bench,
    dossier,
    renamed,
)


@pytest.mark.parametrize("code", ["0", "3", "-3", -3, 0])
def test_already_there_and_ours_becomes_an_update(switched: Bench, code: object) -> None:
    switched.bus.switches.exists_code = code
    one = dossier()
    switched.adapter().deliver(one)
    switched.memory.kept.clear()  # restored from an older copy: nothing is remembered
    mended = replace(one, facts=replace(one.facts, note="Gấp"))
    assert switched.adapter().deliver(mended).answer.kind is AnswerKind.ACCEPTED
    kept = switched.bus.dossiers[one.official_code]
    assert kept.updated == 1
    assert "Gấp" in kept.fields["TrichYeuHoSo"]


def test_already_there_and_somebody_elses_is_left_to_a_person(switched: Bench) -> None:
    one = dossier()
    other = {"MaHoSo": one.official_code, "MaTTHC": CODE, "ChuHoSo": "Trần Văn Khác",
             "NgayTiepNhan": "20261120080000", "TrangThaiHoSo": "4"}  # fmt: skip
    switched.bus.put(other)
    answer = switched.adapter().deliver(one).answer
    assert answer.kind is AnswerKind.CONFLICT
    assert answer.fields == ("tên chủ hồ sơ", "ngày giờ tiếp nhận")
    assert switched.bus.dossiers[one.official_code].fields == other
    assert switched.bus.steps == []
    assert switched.adapter().deliver(one).answer.kind is AnswerKind.CONFLICT
    assert switched.bus.dossiers[one.official_code].fields == other


def test_already_there_and_not_shown_is_unknown_for_a_person(switched: Bench) -> None:
    one = dossier()
    switched.bus.put({"MaHoSo": one.official_code, "ChuHoSo": "Trần Văn Khác"})
    switched.bus.switches.look_up = "empty"
    answer = switched.adapter().deliver(one).answer
    assert answer.kind is AnswerKind.UNDECIDED
    switched.bus.switches.look_up = ""
    switched.bus.switches.columns = ("MaHoSo", "TrangThaiHoSo")
    answer = switched.adapter().deliver(one).answer
    assert answer.kind is AnswerKind.UNDECIDED
    assert "tên chủ hồ sơ" in answer.sentence
    assert switched.bus.dossiers[one.official_code].fields["ChuHoSo"] == "Trần Văn Khác"


def test_anothers_dossier_where_ours_stood_is_never_written(switched: Bench) -> None:
    """Another address, or a portal that was restored, may have another's under our code."""
    one = dossier()
    assert switched.adapter().deliver(one).answer.good
    other = {**switched.bus.dossiers[one.official_code].fields, "ChuHoSo": "Trần Văn Khác"}
    switched.bus.put(other)
    switched.later(hours=1)
    answer = switched.adapter().deliver(renamed(one, "Nguyễn Thị Ánh Sửa")).answer
    assert answer.kind is AnswerKind.CONFLICT
    assert answer.fields == ("tên chủ hồ sơ",)
    assert switched.bus.dossiers[one.official_code].fields["ChuHoSo"] == "Trần Văn Khác"


def test_what_a_person_says_is_ours_is_written_over_whatever_it_is_called(
    switched: Bench,
) -> None:
    """A newer file that is gone had told another name, and nobody here remembers it."""
    one = dossier()
    assert switched.adapter().deliver(renamed(one, "Nguyễn Thị Anh")).answer.good
    switched.memory.kept.clear()
    switched.later(hours=1)
    answer = switched.adapter().deliver(replace(one, ask_first=True)).answer
    assert answer.kind is AnswerKind.CONFLICT
    assert "đã có trên cổng" in answer.sentence
    switched.memory.remember(f"arrived:{one.uid}", one.official_code)
    assert switched.adapter().deliver(replace(one, ask_first=True)).answer.good
    name = switched.bus.dossiers[one.official_code].fields["ChuHoSo"]
    assert name == one.facts.applicant.full_name


def test_a_persons_word_holds_for_what_was_shown_and_for_nothing_later(switched: Bench) -> None:
    one = dossier()
    assert switched.adapter().deliver(renamed(one, "Nguyễn Thị Anh")).answer.good
    switched.memory.kept.clear()
    switched.later(hours=1)
    switched.adapter().deliver(replace(one, ask_first=True))
    switched.memory.remember(f"arrived:{one.uid}", one.official_code)
    switched.bus.switches.lose_service = "DongBoHoSoMC"
    switched.bus.switches.lose_before = 1
    assert switched.adapter().deliver(one).answer.kind is AnswerKind.LOST
    assert switched.adapter().deliver(one).answer.good, "it is remembered to be ours"
    other = {**switched.bus.dossiers[one.official_code].fields, "ChuHoSo": "Trần Văn Khác"}
    switched.bus.put(other)
    switched.later(hours=1)
    mended = renamed(one, "Nguyễn Thị Ánh Sửa")
    assert switched.adapter().deliver(mended).answer.kind is AnswerKind.CONFLICT
    assert switched.adapter().deliver(mended).answer.kind is AnswerKind.CONFLICT
    assert switched.bus.dossiers[one.official_code].fields["ChuHoSo"] == "Trần Văn Khác"


def test_a_word_said_before_anything_was_asked_lets_nothing_be_written_over(
    switched: Bench,
) -> None:
    one = dossier()
    assert switched.adapter().deliver(renamed(one, "Nguyễn Thị Anh")).answer.good
    switched.memory.kept.clear()
    switched.memory.remember(f"arrived:{one.uid}", one.official_code)
    for _ in range(2):
        answer = switched.adapter().deliver(replace(one, ask_first=True)).answer
        assert answer.kind is AnswerKind.CONFLICT


def test_ours_corrected_twice_is_still_ours(switched: Bench) -> None:
    one = dossier()
    for name in ("Nguyễn Thị Ánh", "Nguyễn Thị Ánh Một", "Nguyễn Thị Ánh Hai"):
        assert switched.adapter().deliver(renamed(one, name)).answer.good
        switched.later(hours=1)
    assert switched.bus.dossiers[one.official_code].fields["ChuHoSo"] == "Nguyễn Thị Ánh Hai"


def test_ours_that_is_gone_there_is_created_again(switched: Bench) -> None:
    adapter, one = switched.adapter(), dossier()
    adapter.deliver(one)
    switched.later(hours=1)
    switched.bus.dossiers.clear()
    assert adapter.read_back(one).answer.kind is AnswerKind.REFUSED
    assert adapter.deliver(one).answer.good
    assert switched.bus.codes() == {one.official_code}


def test_an_update_keeps_the_status_that_the_portal_owns(switched: Bench) -> None:
    adapter, one = switched.adapter(), dossier()
    adapter.deliver(one)
    switched.bus.move(one.official_code, "4")
    assert adapter.deliver(renamed(one, "Nguyễn Thị Ảnh", revision=1)).answer.good
    kept = switched.bus.dossiers[one.official_code].fields
    assert (kept["ChuHoSo"], kept["TrangThaiHoSo"]) == ("Nguyễn Thị Ảnh", "4")
    answer, remote = adapter.look(one.uid)
    assert answer.good
    assert remote is not None
    assert remote.status is not None
    assert remote.status.name == "PROCESSING"


def test_a_status_unknown_to_the_table_is_kept_as_it_is(switched: Bench) -> None:
    adapter, one = switched.adapter(), dossier()
    adapter.deliver(one)
    switched.bus.move(one.official_code, "17")
    _, remote = adapter.look(one.uid)
    assert remote is not None
    assert (remote.status, remote.status_raw) == (None, "17")


def test_withdrawn_there_and_not_here_is_for_a_person(switched: Bench) -> None:
    adapter, one = switched.adapter(), dossier()
    adapter.deliver(one)
    switched.bus.move(one.official_code, "7")
    assert adapter.deliver(renamed(one, "Nguyễn Thị Ảnh", revision=1)).answer.good
    assert switched.bus.dossiers[one.official_code].fields["TrangThaiHoSo"] == "7"
    assert "rút hồ sơ" in adapter.read_back(one).differing()


def test_a_withdrawal_that_the_bus_does_not_show_stays_unproved(switched: Bench) -> None:
    adapter, one = switched.adapter(), dossier(cancelled=True, cancel_reason="Rút")
    adapter.deliver(one)
    switched.bus.switches.columns = ("MaHoSo", "ChuHoSo", "MaTTHC", "NgayTiepNhan")
    assert "rút hồ sơ" in adapter.read_back(one).unseen


def test_anothers_dossier_that_is_read_back_is_never_taken_for_ours(switched: Bench) -> None:
    one = dossier()
    other = {"MaHoSo": one.official_code, "MaTTHC": CODE, "ChuHoSo": "Trần Văn Khác",
             "NgayTiepNhan": "20261120080000", "TrangThaiHoSo": "4"}  # fmt: skip
    switched.bus.put(other)
    assert switched.adapter().read_back(one).differing()
    assert switched.adapter().look(one.uid)[1] is None


class _KilledError(Exception):
    """The process ends here."""


@pytest.mark.parametrize("writes", [1, 2, 3])
def test_a_word_that_was_spent_is_none_after_a_death_between_two_writes(
    switched: Bench, writes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = dossier()
    assert switched.adapter().deliver(renamed(one, "Nguyễn Thị Anh")).answer.good
    switched.memory.kept.clear()
    switched.later(hours=1)
    asked = switched.adapter().deliver(replace(one, ask_first=True)).answer
    assert asked.kind is AnswerKind.CONFLICT
    switched.memory.remember(f"arrived:{one.uid}", one.official_code)
    assert switched.adapter().deliver(replace(one, ask_first=True)).answer.good
    other = {**switched.bus.dossiers[one.official_code].fields, "ChuHoSo": "Trần Văn Khác"}
    switched.bus.put(other)
    switched.later(hours=1)
    mended = renamed(one, "Nguyễn Thị Ánh Sửa")
    _die_after(switched, writes, monkeypatch)
    with contextlib.suppress(_KilledError):
        switched.adapter().deliver(mended)
    monkeypatch.undo()
    assert switched.adapter().deliver(mended).answer.kind is AnswerKind.CONFLICT
    assert switched.bus.dossiers[one.official_code].fields["ChuHoSo"] == "Trần Văn Khác"


def test_a_word_is_spent_where_it_was_believed(switched: Bench) -> None:
    one = dossier()
    assert switched.adapter().deliver(renamed(one, "Nguyễn Thị Anh")).answer.good
    switched.memory.kept.clear()
    switched.later(hours=1)
    switched.adapter().deliver(replace(one, ask_first=True))
    switched.memory.remember(f"arrived:{one.uid}", one.official_code)
    assert switched.adapter().deliver(replace(one, ask_first=True)).answer.good
    assert switched.memory.recall(f"arrived:{one.uid}") is None


def _die_after(switched: Bench, writes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the process die at a write of the memory, before it is made."""
    left = iter(range(writes))

    def dying(write: Callable[..., None]) -> Callable[..., None]:
        def made(*told: object) -> None:
            if next(left, None) is None:
                raise _KilledError
            write(*told)

        return made

    for name in ("remember", "forget"):
        monkeypatch.setattr(switched.memory, name, dying(getattr(switched.memory, name)))
