"""Print jobs: three facts, each with event and officer; nothing that was wanted is forgotten."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from receptiondesk.desk import (
    corrections,
    intake,
    look,
    papers,
    print_jobs,
    print_remaking,
    safekeeping,
)
from receptiondesk.domain.clock import SetClock
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.errors import Refused
from receptiondesk.domain.events import EventKind
from receptiondesk.domain.print_faults import PrintFault, WayOut
from receptiondesk.domain.print_jobs import BY_HAND, TO_FILE, JobState
from receptiondesk.office import Office
from tests.support.office import MORNING, OfficeKind, make_office, reopen
from tests.support.prints import blank
from tests.support.walk_ins import walk_in


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    kind = OfficeKind(number_range="1-999")
    opened = make_office(tmp_path / "office", kind, clock=SetClock(MORNING))
    yield opened
    opened.close()


@pytest.fixture
def kept(office: Office) -> Dossier:
    return intake.accept(office, walk_in(office)).dossier


def told(office: Office, dossier: Dossier) -> list[tuple[EventKind, str]]:
    history = look.history(office, dossier.uid)
    return [(one.kind, one.officer) for one in history if one.kind is not EventKind.RECEIVED]


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[tuple[str, str]]:
    return [(one.field, one.code) for one in refused.value.problems]


def test_saved_sent_and_confirmed_are_three_facts_each_with_its_officer(
    office: Office, kept: Dossier
) -> None:
    paper = print_jobs.receipt(office, kept.code)
    assert print_jobs.one(office, paper.job).state is JobState.SAVED
    other = office.with_officer("Người gửi")
    print_jobs.sent(other, paper.job, "Quay-1", "Quay-1-7")
    job = print_jobs.one(office, paper.job)
    assert (job.state, job.printer, job.spool_job) == (JobState.SENT, "Quay-1", "Quay-1-7")
    print_jobs.confirm(office.with_officer("Người cầm giấy"), paper.job)
    assert print_jobs.one(office, paper.job).state is JobState.CONFIRMED
    assert told(office, kept) == [
        (EventKind.PRINTED, office.officer),
        (EventKind.PRINT_SAVED, office.officer),
        (EventKind.PRINT_SENT, "Người gửi"),
        (EventKind.PRINT_CONFIRMED, "Người cầm giấy"),
    ]
    assert print_jobs.open_jobs(office) == ()
    assert safekeeping.verify(office) == ()


def test_the_print_and_its_job_stand_in_one_transaction(
    office: Office, kept: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise Refused

    monkeypatch.setattr(print_jobs, "add", broken)
    with pytest.raises(Refused):
        print_jobs.receipt(office, kept.code)
    assert told(office, kept) == []
    assert look.dossier(office, kept.code).prints == 0


def test_what_was_saved_and_never_sent_is_there_at_the_next_start(
    tmp_path: Path, office: Office, kept: Dossier
) -> None:
    paper = print_jobs.receipt(office, kept.code)
    office.close()
    later = reopen(tmp_path / "office")
    try:
        (left,) = print_jobs.left_over(later)
        assert (left.number, left.order.title) == (paper.job, kept.code)
        again = print_remaking.again(later, left.number)
        assert (again.pdf, again.job) == (paper.pdf, paper.job)
        assert look.dossier(later, kept.code).prints == 1
    finally:
        later.close()


def test_no_bytes_of_a_paper_lie_in_the_folder(office: Office, kept: Dossier) -> None:
    paper = print_jobs.receipt(office, kept.code)
    print_jobs.save(office, blank(), "form")
    for file in office.paths.root.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert b"%PDF" not in content
            assert paper.pdf[:200] not in content


def test_a_paper_that_nothing_makes_again_is_kept_until_its_job_ends(office: Office) -> None:
    paper = print_jobs.save(office, blank(), "form")
    assert print_remaking.again(office, paper.job).pdf == paper.pdf
    print_jobs.confirm(office, paper.job)
    with pytest.raises(Refused) as caught:
        print_remaking.again(office, paper.job)
    assert codes(caught) == [("job", "paper_gone")]
    assert safekeeping.verify(office) == ()


def test_a_paper_that_changed_meanwhile_gives_way_to_a_new_job(
    office: Office, kept: Dossier
) -> None:
    old = print_jobs.receipt(office, kept.code)
    applicant = replace(kept.facts.applicant, phone="0912 000 111")
    corrections.correct(office, kept.code, replace(kept.facts, applicant=applicant))
    new = print_remaking.again(office, old.job)
    assert new.job != old.job
    assert new.pdf != old.pdf
    dropped = print_jobs.one(office, old.job)
    assert (dropped.state, dropped.reason) == (
        JobState.DROPPED,
        f"giấy đã đổi từ khi lưu, in theo lệnh {new.job}",
    )
    assert look.dossier(office, kept.code).prints == 2
    assert safekeeping.verify(office) == ()


def test_another_copy_of_a_receipt_in_hand_is_a_further_print(
    office: Office, kept: Dossier
) -> None:
    first = print_jobs.receipt(office, kept.code)
    print_jobs.confirm(office, first.job)
    second = print_remaking.again(office, first.job)
    assert second.job != first.job
    assert second.print_number == 2
    assert print_jobs.one(office, first.job).state is JobState.CONFIRMED


def test_a_failure_names_its_cause_the_ways_out_and_what_to_write_by_hand(
    office: Office, kept: Dossier
) -> None:
    paper = print_jobs.receipt(office, kept.code)
    print_jobs.failed(office, paper.job, PrintFault.OUT_OF_PAPER.value, "Quay-1")
    failure = print_jobs.explained(office, paper.job)
    assert failure.sentence == "Máy in “Quay-1” báo hết giấy. Hãy nạp giấy đúng khổ."
    assert failure.ways == (WayOut.AGAIN, WayOut.OTHER_PRINTER, WayOut.PDF, WayOut.BY_HAND)
    assert f"số 0001/BPTNTKQ; mã hồ sơ {kept.code}; hẹn trả" in failure.by_hand
    print_jobs.sent(office, paper.job, "Quay-1", "Quay-1-8")
    assert print_jobs.one(office, paper.job).cause == ""


def test_what_is_no_receipt_is_not_written_by_hand(office: Office) -> None:
    paper = print_jobs.save(office, blank(), "day_sheet", recipe={"day": "2026-11-23"})
    print_jobs.failed(office, paper.job, PrintFault.MISSING.value, "Cũ")
    failure = print_jobs.explained(office, paper.job)
    assert failure.by_hand == ""
    assert failure.ways == (WayOut.OTHER_PRINTER, WayOut.PDF, WayOut.AGAIN)


def test_a_paper_may_be_in_the_tray_whatever_the_queue_said(office: Office, kept: Dossier) -> None:
    paper = print_jobs.receipt(office, kept.code)
    print_jobs.failed(office, paper.job, PrintFault.SILENT.value, "Quay-1")
    assert "Giấy có thể đã ra" in print_jobs.explained(office, paper.job).sentence
    print_jobs.confirm(office, paper.job)
    assert print_jobs.one(office, paper.job).state is JobState.CONFIRMED
    late = print_jobs.failed(office, paper.job, PrintFault.LOST.value, "Quay-1")
    assert not late
    assert told(office, kept)[-1][0] is EventKind.PRINT_CONFIRMED


def test_only_a_named_person_confirms_or_drops_and_says_why(office: Office, kept: Dossier) -> None:
    paper = print_jobs.receipt(office, kept.code)
    nobody = office.with_officer(" ")
    for act in (print_jobs.confirm, print_jobs.drop):
        with pytest.raises(Refused) as caught:
            act(nobody, paper.job)
        assert codes(caught) == [("officer", "officer_needed")]
    with pytest.raises(Refused) as caught:
        print_jobs.drop(office, paper.job, " ")
    assert codes(caught) == [("reason", "reason_needed")]
    with pytest.raises(Refused) as caught:
        print_jobs.drop(office, paper.job, "x" * 301)
    assert codes(caught) == [("reason", "too_long")]
    print_jobs.drop(office, paper.job)
    dropped = print_jobs.one(office, paper.job)
    assert (dropped.state, dropped.reason) == (JobState.DROPPED, BY_HAND)
    with pytest.raises(Refused) as caught:
        print_jobs.confirm(office, paper.job)
    assert codes(caught) == [("job", "job_dropped")]


def test_what_is_in_hand_is_not_dropped_and_an_unknown_job_is_named(
    office: Office, kept: Dossier
) -> None:
    paper = print_jobs.receipt(office, kept.code)
    print_jobs.confirm(office, paper.job)
    print_jobs.confirm(office, paper.job)
    with pytest.raises(Refused) as caught:
        print_jobs.drop(office, paper.job, "nhầm")
    assert codes(caught) == [("job", "job_confirmed")]
    with pytest.raises(Refused) as caught:
        print_jobs.one(office, 10_000)
    assert codes(caught) == [("job", "unknown_job")]


def test_a_file_is_out_when_it_is_written(office: Office, kept: Dossier) -> None:
    paper = print_jobs.receipt(office, kept.code)
    print_jobs.written(office, paper.job)
    job = print_jobs.one(office, paper.job)
    assert (job.state, job.printer) == (JobState.CONFIRMED, TO_FILE)


def test_a_paper_is_one_job_however_often_it_is_saved(office: Office) -> None:
    paper = print_jobs.save(office, blank(), "form")
    assert print_jobs.save(office, paper, "form") is paper
    assert [one.number for one in print_jobs.recent(office)] == [paper.job]


def test_a_job_made_up_or_taken_away_is_named(office: Office, kept: Dossier) -> None:
    job = print_jobs.receipt(office, kept.code).job
    with office.database.raw() as connection:
        connection.execute("DELETE FROM print_job")
    assert [(one.table, one.key) for one in safekeeping.verify(office)] == [("print_job", str(job))]


def test_bytes_that_are_not_the_papers_own_are_named(office: Office) -> None:
    paper = print_jobs.save(office, blank(), "form")
    with office.database.raw() as connection:
        connection.execute("UPDATE print_job SET body = ?", (blank(2).pdf,))
    (found,) = safekeeping.verify(office)
    assert (found.table, found.key) == ("print_job", str(paper.job))


def test_a_preview_saves_no_job(office: Office, kept: Dossier) -> None:
    papers.receipt(office, kept.code, issue=False)
    assert print_jobs.recent(office) == ()


def test_what_is_left_over_is_told_without_what_draws_paper() -> None:
    """The window asks for it at every start, and keeps in memory what was loaded to answer."""
    script = (
        "import sys\n"
        "import receptiondesk.desk.print_jobs\n"
        "print(*(name for name in ('reportlab', 'PIL', 'pypdf') if name in sys.modules))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert (done.stdout.split(), done.stderr) == ([], b"")
