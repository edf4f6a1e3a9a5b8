"""A typo seen after saving: corrected or cancelled by a further event."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from receptiondesk.desk import corrections, intake, look, procedures, safekeeping
from receptiondesk.domain.clock import SetClock
from receptiondesk.domain.dossier import Dossier, Status
from receptiondesk.domain.errors import Refused
from receptiondesk.domain.events import EventKind
from receptiondesk.domain.procedures import Channel
from receptiondesk.domain.projection import project
from receptiondesk.office import Office
from receptiondesk.storage import portals
from tests.support.office import MORNING, OfficeKind, make_office
from tests.support.walk_ins import COPY_OF_RECORD, WITHOUT_LIMIT, complete, walk_in


@pytest.fixture
def clock() -> SetClock:
    return SetClock(MORNING)


@pytest.fixture
def office(tmp_path: Path, clock: SetClock) -> Iterator[Office]:
    opened = make_office(tmp_path / "office", OfficeKind(number_range="1-999"), clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def kept(office: Office) -> Dossier:
    return intake.accept(office, walk_in(office)).dossier


def refusal(refused: pytest.ExceptionInfo[Refused]) -> list[tuple[str, str]]:
    return [(problem.field, problem.code) for problem in refused.value.problems]


def test_a_correction_replaces_the_facts_and_keeps_number_and_times(
    office: Office, kept: Dossier, clock: SetClock
) -> None:
    clock.advance(clock.at.resolution * 3_600_000_000)
    meant = replace(kept.facts, applicant=replace(kept.facts.applicant, full_name="Đỗ Văn Ước"))
    after = corrections.correct(office, kept.code, meant).dossier
    assert after.facts.applicant.full_name == "Đỗ Văn Ước"
    assert (after.code, after.received_at, after.due_at) == (
        kept.code,
        kept.received_at,
        kept.due_at,
    )
    assert after.revision == 1
    assert look.dossier(office, kept.code) == after
    assert [row.code for row in look.search(office, "do van uoc")] == [kept.code]
    assert look.search(office, "nguyen thi anh") == ()


def test_the_journal_keeps_what_stood_before_and_names_what_changed(
    office: Office, kept: Dossier
) -> None:
    meant = replace(kept.facts, note="Gọi trước khi trả", copies=2)
    corrections.correct(office, kept.code, meant)
    first, second = look.history(office, kept.uid)
    assert first.payload["facts"]["note"] == ""
    assert second.kind is EventKind.CORRECTED
    assert second.payload["changed"] == ["copies", "note"]
    told = project((first, second))
    assert told is not None
    assert told.facts["note"] == "Gọi trước khi trả"


def test_another_channel_finds_the_promise_anew(office: Office) -> None:
    code = next(
        one.code
        for one in procedures.find(office, "", limit=500)
        if one.limits_for(Channel.COUNTER)
        and one.limits_for(Channel.POST)
        and one.limits_for(Channel.COUNTER)[0].amount != one.limits_for(Channel.POST)[0].amount
    )
    kept = intake.accept(office, walk_in(office, code)).dossier
    meant = replace(kept.facts, channel=Channel.POST, papers=complete(kept.procedure, Channel.POST))
    after = corrections.correct(office, kept.code, meant).dossier
    assert after.due_at != kept.due_at
    assert after.received_at == kept.received_at


def test_another_promise_of_the_officer_is_filed(office: Office, clock: SetClock) -> None:
    first, later = clock.at + timedelta(days=3), clock.at + timedelta(days=5)
    kept = intake.accept(office, walk_in(office, WITHOUT_LIMIT, due_at=first)).dossier
    corrections.correct(office, kept.code, replace(kept.facts, note="Gọi trước"))
    after = corrections.correct(office, kept.code, replace(kept.facts, due_at=later)).dossier
    assert after.due_at == later
    events = look.history(office, kept.uid)
    assert [event.kind for event in events] == [
        EventKind.RECEIVED,
        EventKind.DUE_SET_BY_OFFICER,
        EventKind.CORRECTED,
        EventKind.CORRECTED,
        EventKind.DUE_SET_BY_OFFICER,
    ]
    told = project(events)
    assert told is not None
    assert datetime.fromisoformat(told.promise["due_at"]) == later
    assert safekeeping.verify(office) == ()


def test_the_procedure_stays(office: Office, kept: Dossier) -> None:
    with pytest.raises(Refused) as refused:
        corrections.correct(office, kept.code, walk_in(office, COPY_OF_RECORD))
    assert refusal(refused) == [("procedure", "procedure_differs")]


def test_bad_facts_are_refused_and_nothing_is_written(office: Office, kept: Dossier) -> None:
    with pytest.raises(Refused) as refused:
        corrections.correct(office, kept.code, replace(kept.facts, papers=()))
    assert "missing_paper" in {code for _, code in refusal(refused)}
    assert look.dossier(office, kept.code) == kept


def test_nothing_changed_is_said(office: Office, kept: Dossier) -> None:
    with pytest.raises(Refused) as refused:
        corrections.correct(office, kept.code, kept.facts)
    assert refusal(refused) == [("", "nothing_changed")]


def test_cancelling_keeps_the_dossier_and_its_number(office: Office, kept: Dossier) -> None:
    after = corrections.cancel(office, kept.code, "  Nhập nhầm   người nộp ").dossier
    assert (after.cancelled, after.cancel_reason) == (True, "Nhập nhầm người nộp")
    assert look.dossier(office, kept.code) == after
    assert intake.accept(office, walk_in(office)).dossier.code.endswith("0002")


@pytest.mark.parametrize(
    ("reason", "code"),
    [("", "missing_reason"), ("   ", "missing_reason"), ("x" * 501, "too_long"),
     ("a\u202eb", "bad_characters"), ("a\nb", "bad_characters"), ("nhầm 😀", "not_in_fonts")],
)  # fmt: skip
def test_a_reason_is_needed(office: Office, kept: Dossier, reason: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        corrections.cancel(office, kept.code, reason)
    assert refusal(refused) == [("reason", code)]
    assert not look.dossier(office, kept.code).cancelled


def test_a_cancelled_dossier_is_past_correcting(office: Office, kept: Dossier) -> None:
    corrections.cancel(office, kept.code, "Nhầm")
    with pytest.raises(Refused) as refused:
        corrections.correct(office, kept.code, replace(kept.facts, note="x"))
    assert refusal(refused) == [("code", "cancelled")]
    with pytest.raises(Refused) as refused:
        corrections.cancel(office, kept.code, "Nhầm")
    assert refusal(refused) == [("code", "cancelled")]


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.RETURNED, Status.WITHDRAWN])
def test_a_closed_dossier_is_past_correcting(office: Office, kept: Dossier, status: Status) -> None:
    with office.database.write() as session:
        portals.write_status(session, kept.uid, int(status), "", kept.received_seq)
    with pytest.raises(Refused) as refused:
        corrections.correct(office, kept.code, replace(kept.facts, note="x"))
    assert refusal(refused) == [("code", "closed")]
    with pytest.raises(Refused) as refused:
        corrections.cancel(office, kept.code, "Nhầm")
    assert refusal(refused) == [("code", "closed")]


def test_an_unknown_code_is_said(office: Office) -> None:
    with pytest.raises(Refused) as refused:
        corrections.cancel(office, "H56.14-261123-9999", "Nhầm")
    assert refusal(refused) == [("code", "unknown_code")]
