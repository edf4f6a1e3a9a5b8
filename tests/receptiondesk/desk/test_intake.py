"""Taking a submission in: what is kept, what is refused, and that both are whole."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from receptiondesk.desk import drafts, intake, look, procedures
from receptiondesk.domain.clock import SetClock, local
from receptiondesk.domain.errors import Refused
from receptiondesk.domain.events import EventKind
from receptiondesk.domain.procedures import Channel
from receptiondesk.domain.projection import handed_in, project
from receptiondesk.domain.walk_in import FeeMethod, FeePaid, PaperTick
from receptiondesk.office import Office
from tests.support.office import MORNING, OfficeKind, make_office, reopen
from tests.support.walk_ins import COPY_OF_RECORD, WITHOUT_LIMIT, person, walk_in


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = make_office(tmp_path / "office", OfficeKind(number_range="1-999"))
    yield opened
    opened.close()


def codes(refused: Refused) -> set[str]:
    return {problem.code for problem in refused.problems}


def test_an_accepted_walk_in_is_there_after_reopening_with_all_its_parts(office: Office) -> None:
    told = walk_in(office, note="Hẹn gọi trước")
    accepted = intake.accept(office, told)
    office.close()
    again = reopen(office.paths.root)
    kept = look.dossier(again, accepted.dossier.code)
    assert kept.facts.applicant == told.applicant
    assert kept.facts.note == "Hẹn gọi trước"
    assert kept.received_at == MORNING
    assert kept.due_at == accepted.dossier.due_at
    assert kept.officer == "Lê Thị Thử"
    assert [paper.code for paper in handed_in(kept.facts, kept.procedure)]
    assert kept == accepted.dossier
    again.close()


def test_numbers_run_on_from_the_range_and_carry_the_local_day(office: Office) -> None:
    first = intake.accept(office, walk_in(office)).dossier
    second = intake.accept(office, walk_in(office)).dossier
    assert (first.code, second.code) == ("H56.14-261123-0001", "H56.14-261123-0002")


def test_the_day_of_a_code_is_the_day_in_viet_nam(tmp_path: Path) -> None:
    # 23:30 UTC on the 22nd is already the 23rd in Viet Nam.
    clock = SetClock(datetime(2026, 11, 22, 23, 30, tzinfo=UTC))
    office = make_office(tmp_path / "o", OfficeKind(), clock=clock)
    assert intake.accept(office, walk_in(office)).dossier.code == "TAM-1-261123-0001"
    office.close()


def test_an_exhausted_range_refuses_with_a_sentence_and_writes_nothing(tmp_path: Path) -> None:
    office = make_office(tmp_path / "o", OfficeKind(number_range="7-8"))
    for expected in ("0007", "0008"):
        assert intake.accept(office, walk_in(office)).dossier.code.endswith(expected)
    with pytest.raises(Refused) as refused:
        intake.accept(office, walk_in(office))
    assert codes(refused.value) == {"range_exhausted"}
    assert len(look.search(office, "")) == 2
    office.close()


def test_a_missing_required_paper_stops_acceptance_and_uses_no_number(office: Office) -> None:
    with pytest.raises(Refused) as refused:
        intake.accept(office, walk_in(office, papers=()))
    assert "missing_paper" in codes(refused.value)
    assert look.search(office, "") == ()
    assert intake.accept(office, walk_in(office)).dossier.code.endswith("0001")


def test_characters_that_no_font_prints_are_refused_with_the_field_named(office: Office) -> None:
    with pytest.raises(Refused) as refused:
        intake.accept(office, walk_in(office, note="Cảm ơn 🙏"))
    assert [(p.field, p.code) for p in refused.value.problems] == [("note", "not_in_fonts")]


def test_check_says_the_same_as_accept(office: Office) -> None:
    wrong = walk_in(office, papers=(), copies=0)
    with pytest.raises(Refused) as refused:
        intake.accept(office, wrong)
    assert intake.check(office, wrong) == refused.value.problems
    assert intake.check(office, walk_in(office)) == ()


def test_an_unknown_procedure_is_refused(office: Office) -> None:
    with pytest.raises(Refused) as refused:
        intake.accept(office, replace(walk_in(office), procedure="9.999999"))
    assert codes(refused.value) == {"unknown_procedure"}


def test_once_the_office_offers_some_procedures_the_others_are_refused(office: Office) -> None:
    procedures.offer(office, [COPY_OF_RECORD])
    with pytest.raises(Refused) as refused:
        intake.accept(office, walk_in(office))
    assert codes(refused.value) == {"not_offered"}
    assert intake.accept(office, walk_in(office, COPY_OF_RECORD)).dossier.code


def test_the_officers_promise_is_an_event_of_its_own(office: Office) -> None:
    due = MORNING + timedelta(days=10)
    dossier = intake.accept(office, walk_in(office, WITHOUT_LIMIT, due_at=due)).dossier
    assert dossier.due_at == due
    assert dossier.promise.by_officer
    kinds = [event.kind for event in look.history(office, dossier.uid)]
    assert kinds == [EventKind.RECEIVED, EventKind.DUE_SET_BY_OFFICER]


def test_an_unknown_limit_needs_the_officers_promise(office: Office) -> None:
    with pytest.raises(Refused) as refused:
        intake.accept(office, walk_in(office, WITHOUT_LIMIT))
    assert [(p.field, p.code) for p in refused.value.problems] == [("due_at", "due_needed")]


def test_an_officer_s_name_that_cannot_be_printed_takes_nothing_in(office: Office) -> None:
    with pytest.raises(Refused) as refused:
        intake.accept(office.with_officer("Lê Thị 😀"), walk_in(office))
    assert [(p.field, p.code) for p in refused.value.problems] == [("officer", "not_in_fonts")]


def test_a_fee_left_open_is_resolved_by_rule(office: Office) -> None:
    told = walk_in(office, COPY_OF_RECORD, copies=3, fee=FeePaid(FeeMethod.CASH))
    assert intake.accept(office, told).dossier.facts.fee == FeePaid(FeeMethod.CASH, 24_000)
    told = walk_in(office, COPY_OF_RECORD, fee=FeePaid(FeeMethod.EXEMPT))
    assert intake.accept(office, told).dossier.facts.fee == FeePaid(FeeMethod.EXEMPT, 0)
    told = walk_in(office, COPY_OF_RECORD, fee=FeePaid(FeeMethod.CASH, 5_000))
    assert intake.accept(office, told).dossier.facts.fee.amount == 5_000


def test_a_promise_is_answered_before_anything_is_kept(office: Office) -> None:
    procedure = procedures.by_code(office, COPY_OF_RECORD)
    promise = intake.promise(office, procedure, Channel.COUNTER, at=MORNING)
    assert promise.due_at is not None
    assert promise.steps


def test_a_paper_of_the_clerks_own_and_one_of_the_checklist_both_get_their_names(
    office: Office,
) -> None:
    own = PaperTick(name="Đơn viết tay", originals=0, copies=2)
    told = walk_in(office)
    dossier = intake.accept(office, replace(told, papers=(*told.papers, own))).dossier
    names = [paper.name for paper in handed_in(dossier.facts, dossier.procedure)]
    assert names[-1] == "Đơn viết tay"
    assert all(names)


def test_a_second_walk_in_of_the_same_person_is_accepted_with_a_warning(office: Office) -> None:
    somebody = person()
    first = intake.accept(office, walk_in(office, applicant=somebody))
    second = intake.accept(office, walk_in(office, applicant=somebody))
    other = intake.accept(office, walk_in(office, COPY_OF_RECORD, applicant=somebody))
    stranger = intake.accept(office, walk_in(office))
    assert first.warnings == ()
    assert [w.code for w in second.warnings] == ["same_procedure_open"]
    assert first.dossier.code in second.warnings[0].message
    assert [w.code for w in other.warnings] == ["same_person_today"]
    assert all(one.dossier.code in other.warnings[0].message for one in (first, second))
    assert stranger.warnings == ()


def test_many_dossiers_of_one_person_are_one_warning_with_the_newest_codes(office: Office) -> None:
    somebody = person()
    codes = [
        intake.accept(office, walk_in(office, applicant=somebody)).dossier.code for _ in range(5)
    ]
    (told,) = intake.accept(office, walk_in(office, applicant=somebody)).warnings
    assert [code for code in codes if code in told.message] == codes[2:]
    assert "2 hồ sơ khác" in told.message


def test_yesterdays_closed_business_is_no_warning_but_an_open_one_is(tmp_path: Path) -> None:
    clock = SetClock(MORNING)
    office = make_office(tmp_path / "o", clock=clock)
    somebody = person()
    intake.accept(office, walk_in(office, applicant=somebody))
    clock.advance(timedelta(days=3))
    again = intake.accept(office, walk_in(office, COPY_OF_RECORD, applicant=somebody))
    assert again.warnings == ()
    same = intake.accept(office, walk_in(office, applicant=somebody))
    assert {w.code for w in same.warnings} == {"same_procedure_open", "same_person_today"}
    office.close()


def test_only_practice_data_may_say_when_they_were_received(tmp_path: Path) -> None:
    at = MORNING - timedelta(days=1, hours=1)
    practice = make_office(tmp_path / "practice", OfficeKind(practice=True))
    dossier = intake.accept(practice, walk_in(practice, received_at=at)).dossier
    assert dossier.received_at == at
    assert dossier.code == f"TAM-1-{local(at):%y%m%d}-0001"
    practice.close()
    real = make_office(tmp_path / "real", OfficeKind(practice=False))
    with pytest.raises(Refused) as refused:
        intake.accept(real, walk_in(real, received_at=at))
    assert [p.field for p in refused.value.problems] == ["received_at"]
    real.close()


def test_the_draft_goes_in_the_same_act_and_stays_when_refused(office: Office) -> None:
    drafts.keep(office, "walk_in", "{}")
    with pytest.raises(Refused):
        intake.accept(office, walk_in(office, papers=()), draft_slot="walk_in")
    assert drafts.latest(office, "walk_in") == "{}"
    intake.accept(office, walk_in(office), draft_slot="walk_in")
    assert drafts.latest(office, "walk_in") is None


def test_what_happened_is_said_once(office: Office) -> None:
    accepted = intake.accept(office, walk_in(office))
    assert accepted.changes.dossiers == {accepted.dossier.uid}
    assert accepted.changes.outbox


def test_the_events_alone_add_up_to_the_dossier(office: Office) -> None:
    due = MORNING + timedelta(days=10)
    dossier = intake.accept(office, walk_in(office, WITHOUT_LIMIT, due_at=due)).dossier
    told = project(look.history(office, dossier.uid))
    assert told is not None
    assert told.code == dossier.code
    assert told.codes == ((dossier.code, "official"),)
    assert told.received_at == dossier.received_at
    assert told.received_seq == dossier.received_seq


def test_two_threads_never_share_a_number(office: Office) -> None:
    given: list[str] = []

    def receive(waiting: list[object]) -> None:
        given.extend(intake.accept(office, one).dossier.code for one in waiting)  # type: ignore[arg-type]

    shares = [[walk_in(office) for _ in range(10)] for _ in range(3)]
    threads = [threading.Thread(target=receive, args=(share,)) for share in shares]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(given) == len(set(given)) == 30
