"""What becomes of a create that nobody answered: found, or a person's; never a second one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from sync.answers import AnswerKind
from tests.support.portals.server_numbered_store import AFTER, TWICE
from tests.sync.portals.server_numbered.desk import (
    Bench,
    Killed,
    asking,
    bench,
    bound,
    cancelled,
    corrected,
    dossier,
    file,
)


def test_a_code_table_without_the_procedure_is_no_doubt_about_the_portal() -> None:
    """An office with its own numbers asks for its code first; its table is what lacks a line."""
    with bench("igate") as there:
        one = replace(bound(dossier(), "H56.14-261123-0001"), procedure_code="9.999999")
        answer = there.adapter().deliver(one).answer
        assert answer.kind is AnswerKind.NOT_OFFERED
        assert "9.999999" in answer.sentence
        assert there.store.dossiers == []


@pytest.mark.parametrize("fault", ["lose_after", "gateway_after", "fault_after"])
def test_a_create_that_arrived_and_was_not_answered_is_found(faulty: Bench, fault: str) -> None:
    setattr(faulty.switches, fault, 1)
    one = dossier()
    answer = faulty.adapter().deliver(one).answer
    assert answer.kind in {AnswerKind.LOST, AnswerKind.PORTAL_DOWN}
    assert answer.changing
    again = faulty.adapter().deliver(one)
    assert again.answer.good
    assert len(faulty.store.dossiers) == 1
    assert again.remote is not None
    assert again.remote.code == faulty.store.dossiers[0].code
    assert faulty.adapter().read_back(one).differing() == ()


@pytest.mark.parametrize("fault", sorted(AFTER))
def test_a_door_that_shuts_after_the_create_was_stored_makes_no_second_one(
    faulty: Bench, fault: str
) -> None:
    """A gateway answers in the portal's place; it does not know what the portal stored."""
    setattr(faulty.switches, fault, 1)
    faulty.switches.unique = False
    one = dossier()
    told = [faulty.adapter().deliver(one).answer]
    for _ in range(3):
        faulty.later()
        told.append(faulty.adapter().deliver(one).answer)
    assert not told[0].good
    assert told[-1].good
    assert len(faulty.store.dossiers) == 1
    assert faulty.adapter().read_back(one).differing() == ()


@pytest.mark.parametrize("fault", sorted(set(AFTER) - {"limited_after"}))
def test_where_nothing_can_be_looked_up_a_shut_door_is_a_persons(faulty: Bench, fault: str) -> None:
    if faulty.dialect != "adapter2026":
        return  # the others have a register
    faulty.options = {"path.lookup": ""}
    setattr(faulty.switches, fault, 1)
    faulty.switches.unique = False
    one = dossier()
    assert not faulty.adapter().deliver(one).answer.good
    faulty.later()
    assert faulty.adapter().deliver(one).answer.kind is AnswerKind.UNDECIDED
    assert len(faulty.store.dossiers) == 1


def test_a_door_that_was_shut_before_lets_it_in_once_the_search_had_its_time(
    faulty: Bench,
) -> None:
    """Nothing was stored, and no person is needed to see it."""
    one, adapter = dossier(), faulty.adapter()
    assert adapter.deliver(dossier()).answer.good
    faulty.switches.shut_before = 1
    assert adapter.deliver(one).answer.kind is AnswerKind.FORBIDDEN
    assert adapter.deliver(one).answer.kind is AnswerKind.NOT_SHOWN_YET
    faulty.later()
    assert adapter.deliver(one).answer.good
    assert len(faulty.store.dossiers) == 2


def test_steps_that_a_gateway_gave_up_on_are_not_told_twice(faulty: Bench) -> None:
    if faulty.dialect != "adapter2026":
        return  # the others take no steps
    faulty.switches.busy_steps = 1
    one = dossier()
    assert faulty.adapter().deliver(one).answer.kind is AnswerKind.TOO_FAST
    assert faulty.adapter().deliver(asking(one)).answer.kind is AnswerKind.UNDECIDED
    assert len(faulty.store.dossiers[0].steps) == 1


@pytest.mark.parametrize("marked", [True, False])
def test_anothers_dossier_where_ours_stood_is_never_written(faulty: Bench, marked: bool) -> None:
    """A portal that was restored numbers again; another address is another portal."""
    if not marked:
        faulty.options = {"marker": ""}
    one, scan = dossier(), file()
    faulty.adapter().deliver(one)
    (stored,) = faulty.store.dossiers
    other = dossier("Người Xã Khác")
    faulty.switches.unique = False
    faulty.memory, kept = type(faulty.memory)(), faulty.memory
    faulty.adapter().deliver(other)
    faulty.memory = kept
    anothers = faulty.store.dossiers.pop()
    stored.doc = {**anothers.doc, **_code_of(stored.doc)}
    before = dict(stored.doc)
    two = corrected(one, "Nguyễn Thị Ánh Sửa")
    answer = faulty.adapter().deliver(two).answer
    assert answer.kind is AnswerKind.CONFLICT
    assert "Người Xã Khác" in answer.sentence
    assert faulty.adapter().put_file(two, scan).answer.kind is AnswerKind.CONFLICT
    assert faulty.adapter().deliver(cancelled(two)).answer.kind is AnswerKind.CONFLICT
    assert faulty.adapter().read_back(two).answer.kind is AnswerKind.CONFLICT
    assert stored.doc == before
    assert stored.withdrawn_by == ""


def _code_of(doc: dict[str, object]) -> dict[str, object]:
    return {name: doc[name] for name in ("code", "MaHoSo") if name in doc}


def test_ours_without_a_mark_is_known_by_whose_it_was_sent_as(faulty: Bench) -> None:
    faulty.options = {"marker": ""}
    one = dossier()
    assert faulty.adapter().deliver(one).answer.good
    two = corrected(one, "Nguyễn Thị Ánh Sửa")
    assert faulty.adapter().deliver(two).answer.good
    assert faulty.adapter().read_back(two).differing() == ()
    assert len(faulty.store.dossiers) == 1


def test_a_create_that_did_not_arrive_ends_with_a_person_never_a_second_create(
    faulty: Bench,
) -> None:
    faulty.switches.lose_before = 1
    one = dossier()
    assert faulty.adapter().deliver(one).answer.changing
    early = faulty.adapter().deliver(one).answer
    assert early.kind is AnswerKind.NOT_SHOWN_YET
    assert early.changing
    faulty.later()
    for _ in range(3):
        answer = faulty.adapter().deliver(one).answer
        assert answer.kind is AnswerKind.UNDECIDED
        assert "chưa thấy hồ sơ nào khớp" in answer.sentence
    assert faulty.store.dossiers == []


def test_a_persons_not_there_lets_it_be_created_with_the_same_number(faulty: Bench) -> None:
    faulty.switches.lose_before = 1
    one = dossier()
    faulty.adapter().deliver(one)
    faulty.memory.not_there(one.uid)
    delivered = faulty.adapter().deliver(one)
    assert delivered.answer.good
    assert len(faulty.store.dossiers) == 1
    assert len(faulty.store.numbers) == 1


def test_a_persons_arrived_is_read_back_by_the_code_that_was_told(faulty: Bench) -> None:
    faulty.switches.lose_after = 1
    one = dossier()
    faulty.adapter().deliver(one)
    code = faulty.store.dossiers[0].code
    same = corrected(one, one.facts.applicant.full_name)
    told = faulty.adapter().read_back(bound(one, code))
    assert told.differing() == ()
    assert told.remote is not None
    assert told.remote.code == code
    assert faulty.adapter().deliver(bound(same, code)).answer.good
    assert len(faulty.store.dossiers) == 1


def test_a_search_that_lags_is_asked_again_and_nothing_is_doubled(faulty: Bench) -> None:
    faulty.switches.lose_after = 1
    faulty.switches.lag, faulty.switches.lag_direct = timedelta(minutes=5), True
    one = dossier()
    faulty.adapter().deliver(one)
    for _ in range(3):
        assert faulty.adapter().deliver(one).answer.kind is AnswerKind.NOT_SHOWN_YET
    faulty.later()
    assert faulty.adapter().deliver(one).answer.good
    assert len(faulty.store.dossiers) == 1


def test_reading_back_too_early_is_only_too_early(faulty: Bench) -> None:
    faulty.switches.lag, faulty.switches.lag_direct = timedelta(minutes=5), True
    one, adapter = dossier(), faulty.adapter()
    assert adapter.deliver(one).answer.good
    early = adapter.read_back(one).answer.kind
    late_reader = faulty.dialect == "igate"  # it reads by id, past the search
    assert early is (AnswerKind.ACCEPTED if late_reader else AnswerKind.NOT_SHOWN_YET)
    faulty.later()
    assert adapter.read_back(one).differing() == ()


def test_a_look_up_that_fails_is_never_absent(faulty: Bench) -> None:
    faulty.switches.lose_before = 1
    faulty.switches.search_fails = 9
    one = dossier()
    faulty.adapter().deliver(one)
    failing = faulty.adapter().deliver(one).answer
    assert failing.kind in {AnswerKind.NOT_SHOWN_YET, AnswerKind.PORTAL_DOWN, AnswerKind.LOST}
    assert failing.changing
    faulty.later()
    last = faulty.adapter().deliver(one).answer
    assert last.kind in {AnswerKind.UNDECIDED, AnswerKind.PORTAL_DOWN, AnswerKind.NOT_SHOWN_YET}
    assert last.changing
    assert faulty.store.dossiers == []


def test_another_dossier_of_the_same_person_is_not_taken_for_ours(faulty: Bench) -> None:
    one = dossier()
    other = dossier(facts=one.facts)
    assert faulty.adapter().deliver(other).answer.good
    faulty.switches.lose_before = 1
    faulty.adapter().deliver(one)
    faulty.later()
    answer = faulty.adapter().deliver(one).answer
    assert answer.kind is AnswerKind.UNDECIDED
    assert len(faulty.store.dossiers) == 1


def test_one_typed_in_by_hand_at_the_portal_is_listed_for_the_person(faulty: Bench) -> None:
    if faulty.dialect == "adapter2026":
        return  # it has no register
    one = dossier()
    faulty.adapter(marker="").deliver(dossier(facts=one.facts))
    faulty.switches.lose_before = 1
    faulty.adapter().deliver(one)
    faulty.later()
    answer = faulty.adapter().deliver(one).answer
    assert answer.kind is AnswerKind.UNDECIDED
    assert faulty.store.dossiers[0].code in answer.sentence


def test_without_a_mark_a_search_never_decides(faulty: Bench) -> None:
    if faulty.dialect != "tandan":
        return  # the others have their reserved number to ask for
    faulty.options = {"marker": ""}
    faulty.switches.lose_after = 1
    one = dossier()
    faulty.adapter().deliver(one)
    faulty.later()
    answer = faulty.adapter().deliver(one).answer
    assert answer.kind is AnswerKind.UNDECIDED
    assert faulty.store.dossiers[0].code in answer.sentence
    assert len(faulty.store.dossiers) == 1


def test_several_that_fit_are_listed_for_a_person(faulty: Bench) -> None:
    if faulty.dialect == "adapter2026":
        return  # it looks up one code and gets one answer
    faulty.switches.unique = False
    faulty.switches.lose_after = 1
    one = dossier()
    faulty.adapter().deliver(one)
    kept = faulty.store.dossiers[0]
    faulty.store.add(kept.code, kept.doc, kept.status)
    answer = faulty.adapter().deliver(one).answer
    assert answer.kind is AnswerKind.UNDECIDED
    assert "2 hồ sơ" in answer.sentence


def test_there_already_in_plain_words_is_looked_up_and_equal(faulty: Bench) -> None:
    faulty.switches.lose_after = 1
    one = dossier()
    faulty.adapter().deliver(one)
    faulty.memory.not_there(one.uid)  # the person was wrong
    if faulty.dialect == "tandan":
        faulty.switches.taken = 1
    delivered = faulty.adapter().deliver(one)
    assert delivered.answer.good
    assert len(faulty.store.dossiers) == 1


def test_there_already_and_somebody_elses_is_a_conflict_for_a_person(faulty: Bench) -> None:
    if faulty.dialect == "tandan":
        return  # nobody can hold a number that it makes at the create
    other, one = dossier("Trần Khác"), dossier()
    delivered = faulty.adapter().deliver(other)
    assert delivered.remote is not None
    faulty.memory.remember(f"number:{one.uid}", delivered.remote.code)
    answer = faulty.adapter().deliver(one).answer
    assert answer.kind is AnswerKind.CONFLICT
    assert "Trần Khác" in answer.sentence
    assert TWICE in answer.raw
    assert faulty.adapter().deliver(one).answer.good
    assert len(faulty.store.dossiers) == 2
    assert len({kept.code for kept in faulty.store.dossiers}) == 2


def test_what_vanished_there_is_shown_to_a_person(faulty: Bench) -> None:
    one = dossier()
    faulty.adapter().deliver(one)
    faulty.store.dossiers.clear()
    faulty.later()
    answer = faulty.adapter().deliver(one).answer
    assert answer.kind is AnswerKind.UNDECIDED
    assert "nay không tìm thấy" in answer.sentence
    assert faulty.store.dossiers == []
    faulty.memory.not_there(one.uid)
    assert faulty.adapter().deliver(one).answer.good
    assert len(faulty.store.dossiers) == 1


def test_a_restored_file_that_forgot_finds_what_is_there(faulty: Bench) -> None:
    one = dossier()
    faulty.adapter().deliver(one)
    code = faulty.store.dossiers[0].code
    faulty.memory.kept.clear()
    answer = faulty.adapter().deliver(asking(one))
    if faulty.dialect == "adapter2026":
        # No register, and its number is forgotten: only a person can tell.
        assert answer.answer.kind is AnswerKind.UNDECIDED
    else:
        assert answer.answer.good
        assert answer.remote is not None
        assert answer.remote.code == code
    assert len(faulty.store.dossiers) == 1


def test_a_fresh_one_with_a_code_of_the_desk_does_not_wait_for_the_search(faulty: Bench) -> None:
    one = bound(dossier(), "H56.14-261123-0001")
    delivered = faulty.adapter().deliver(one)
    assert delivered.answer.good
    assert delivered.remote is not None
    assert delivered.remote.code != one.official_code  # the server numbers it all the same


def test_somebody_elses_dossier_under_the_desks_code_is_not_taken_for_ours(faulty: Bench) -> None:
    other = faulty.adapter().deliver(dossier("Trần Khác")).remote
    assert other is not None
    delivered = faulty.adapter().deliver(bound(dossier(), other.code))
    assert delivered.answer.good
    assert delivered.remote is not None
    assert delivered.remote.code != other.code
    assert len(faulty.store.dossiers) == 2


def test_killed_before_the_mark_it_is_created_once_the_search_had_its_time(faulty: Bench) -> None:
    """The engine marks first, so a process that dies in between leaves a question."""
    one = dossier()
    if faulty.dialect == "adapter2026":
        assert faulty.adapter().deliver(asking(one)).answer.kind is AnswerKind.UNDECIDED
        return
    assert faulty.adapter().deliver(asking(one)).answer.kind is AnswerKind.NOT_SHOWN_YET
    faulty.later()
    assert faulty.adapter().deliver(asking(one)).answer.good
    assert len(faulty.store.dossiers) == 1


@pytest.mark.parametrize("step", ["number:", "sent:", "remote:", "steps:"])
def test_killed_anywhere_there_is_one_or_a_person_is_asked(faulty: Bench, step: str) -> None:
    one = dossier()
    faulty.memory.dies_at = f"{step}{one.uid}"
    died = False
    try:
        faulty.adapter().deliver(one)
    except Killed:
        died = True
    faulty.memory.dies_at = ""
    answer = faulty.adapter().deliver(asking(one) if died else one).answer
    for _ in range(2):
        faulty.later()
        answer = faulty.adapter().deliver(asking(one) if died else one).answer
    assert answer.good or answer.kind is AnswerKind.UNDECIDED
    assert len(faulty.store.dossiers) <= 1
    assert len(faulty.store.dossiers) == 1 or answer.kind is AnswerKind.UNDECIDED
