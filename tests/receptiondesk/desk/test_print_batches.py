"""Many papers: in parts, each its own job, stopped and gone on with."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from receptiondesk.desk import (
    corrections,
    intake,
    look,
    papers,
    print_batches,
    print_jobs,
    print_remaking,
    safekeeping,
    wall,
)
from receptiondesk.desk.notice_orders import NoticeOrder
from receptiondesk.desk.print_batches import Batch
from receptiondesk.domain.clock import SetClock
from receptiondesk.domain.errors import Refused, Trouble
from receptiondesk.domain.print_jobs import JobState
from receptiondesk.domain.procedures import Procedure
from receptiondesk.office import Office
from tests.support.catalogues import bring_in
from tests.support.office import MORNING, OfficeKind, make_office
from tests.support.paper import words
from tests.support.walk_ins import walk_in

#: A receipt has two pages of A5: two of them in a part of four.
FOUR = Batch(size="a5", pages=4)
NOTICES = NoticeOrder(kind="sheets", codes=("1.001193", "2.000635", "1.000894"))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    kind = OfficeKind(number_range="1-999")
    opened = make_office(tmp_path / "office", kind, clock=SetClock(MORNING))
    yield opened
    opened.close()


@pytest.fixture
def codes(office: Office) -> tuple[str, ...]:
    return tuple(intake.accept(office, walk_in(office)).dossier.code for _ in range(5))


def test_parts_hold_whole_papers_and_are_jobs_of_their_own(
    office: Office, codes: tuple[str, ...]
) -> None:
    steps: list[tuple[int, int]] = []
    batch = Batch("a5", 4, progress=lambda done, total: steps.append((done, total)))
    parts = list(print_batches.receipts(office, codes, batch))
    pages = [len(PdfReader(BytesIO(part.pdf)).pages) for part in parts]
    assert pages == [4, 4, 2]
    found = [print_jobs.one(office, part.job) for part in parts]
    assert [one.order.part for one in found] == [1, 2, 3]
    assert {one.order.batch for one in found[1:]} == {parts[0].job}
    assert [one.number for one in print_jobs.of_batch(office, parts[0].job)] == [
        part.job for part in parts
    ]
    assert steps[0] == (0, 5)
    assert steps[-1] == (4, 5)
    told = words(parts[0].pdf)
    assert codes[0] in told
    assert codes[1] in told
    assert [look.dossier(office, code).prints for code in codes] == [1] * 5
    assert safekeeping.verify(office) == ()


def test_the_same_part_is_made_again_byte_for_byte(office: Office, codes: tuple[str, ...]) -> None:
    for part in print_batches.receipts(office, codes, FOUR):
        assert print_remaking.again(office, part.job).pdf == part.pdf


def test_a_batch_that_stopped_goes_on_where_it_stopped(
    office: Office, codes: tuple[str, ...]
) -> None:
    first = next(print_batches.receipts(office, codes, FOUR))
    assert [look.dossier(office, code).prints for code in codes] == [1, 1, 0, 0, 0]
    rest = list(print_batches.resume(office, first.job, FOUR))
    assert rest[0].pdf == first.pdf  # it never reached a printer
    assert [part.job == first.job for part in rest] == [True, False, False]
    assert [look.dossier(office, code).prints for code in codes] == [1] * 5
    for part in rest:
        print_jobs.sent(office, part.job, "Quay-1", "")
    assert list(print_batches.resume(office, first.job, FOUR)) == []


def test_a_person_stops_a_batch_and_nothing_unfinished_is_counted(
    office: Office, codes: tuple[str, ...]
) -> None:
    asked = iter([False, False, False, True])
    parts = print_batches.receipts(
        office, codes, Batch("a5", 4, cancelled=lambda: next(asked, True))
    )
    first = next(parts)
    with pytest.raises(Refused) as caught:
        next(parts)
    assert caught.value.problems[0].code == "cancelled"
    assert [one.number for one in print_jobs.recent(office)] == [first.job]
    assert [look.dossier(office, code).prints for code in codes] == [1, 1, 0, 0, 0]


def test_a_dossier_that_changes_under_way_is_made_anew_and_counted_once(
    office: Office, codes: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    joined = print_remaking.joined
    cancelled: list[str] = []

    def meanwhile(pdfs: list[bytes]) -> bytes:
        if not cancelled:
            cancelled.append(codes[0])
            corrections.cancel(office, codes[0], "nhầm")
        return joined(pdfs)

    monkeypatch.setattr(print_remaking, "joined", meanwhile)
    parts = list(print_batches.receipts(office, codes, FOUR))
    assert len(parts) == 3
    assert "ĐÃ HỦY" in words(parts[0].pdf).upper()
    assert [look.dossier(office, code).prints for code in codes] == [1] * 5
    assert safekeeping.verify(office) == ()


def test_the_receipts_of_a_stretch_of_time_are_found(
    office: Office, codes: tuple[str, ...]
) -> None:
    corrections.cancel(office, codes[1], "nhầm")
    papers.receipt(office, codes[2])
    later = MORNING + timedelta(minutes=1)
    assert print_batches.wanted(office, MORNING, later) == (codes[0], *codes[2:])
    fresh = print_batches.wanted(office, MORNING, later, unprinted=True)
    assert fresh == (codes[0], *codes[3:])
    assert print_batches.wanted(office, later, later) == ()
    with pytest.raises(Refused) as caught:
        next(print_batches.receipts(office, ()))
    assert caught.value.problems[0].code == "nothing_to_print"


def test_notices_are_filed_on_the_wall_and_come_in_parts(office: Office) -> None:
    batch = Batch(pages=2)
    parts = list(print_batches.notices(office, NOTICES, batch))
    pages = [len(PdfReader(BytesIO(one.pdf)).pages) for one in parts]
    total = len(PdfReader(BytesIO(papers.notices(office, NOTICES).pdf)).pages)
    assert sum(pages) == total >= 3
    assert max(pages) == 2
    assert len(wall.register(office)) == 3
    assert safekeeping.verify(office) == ()


def test_notices_that_stopped_go_on_with_the_same_numbers_on_them(office: Office) -> None:
    batch = Batch(pages=2)
    made = print_batches.notices(office, NOTICES, batch)
    first = next(made)
    made.close()  # type: ignore[attr-defined]  # as when the program is stopped
    print_jobs.sent(office, first.job, "Quay-1", "")
    rest = list(print_batches.resume(office, first.job, batch))
    assert [print_jobs.one(office, one.job).order.part for one in rest] == list(
        range(2, len(rest) + 2)
    )
    assert print_jobs.one(office, rest[-1].job).state is JobState.SAVED
    assert len(wall.register(office)) == 3  # nothing was posted twice


def test_a_paper_of_its_own_is_no_batch(office: Office, codes: tuple[str, ...]) -> None:
    job = print_jobs.receipt(office, codes[0]).job
    print_jobs.confirm(office, job)
    with pytest.raises(Refused) as caught:
        list(print_batches.resume(office, job))
    assert caught.value.problems[0].code == "no_batch"


def test_replacements_of_the_wall_are_saved_as_jobs_before_they_are_given_out(
    office: Office, tmp_path: Path
) -> None:
    list(print_batches.notices(office, NOTICES))
    bring_in(office, tmp_path, dict.fromkeys(NOTICES.codes, renamed))
    steps: list[tuple[int, int]] = []
    batch = Batch(pages=1, progress=lambda done, total: steps.append((done, total)))
    parts = list(print_batches.replacements(office, batch))
    waiting = [one.id for one in wall.register(office) if not one.hung]
    assert len(waiting) == 3
    assert steps[-1] == (3, 3)
    told = " ".join(words(part.pdf) for part in parts)
    assert all(sheet in told for sheet in waiting)
    saved = [print_jobs.one(office, part.job) for part in parts]
    assert {one.state for one in saved} == {JobState.SAVED}
    assert [one.order.part for one in saved] == [*range(1, len(saved) + 1)]
    with pytest.raises(Refused) as caught:
        list(print_batches.replacements(office))
    assert caught.value.problems[0].code == "nothing_stale"
    assert safekeeping.verify(office) == ()


def renamed(one: Procedure) -> Procedure:
    return replace(one, name=f"{one.name} (mới)")


def test_no_sheet_is_on_the_wall_whose_print_could_not_be_saved(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sheets and jobs are one write: a stop between them would leave sheets that nobody prints."""

    def stopped(*_: object, **__: object) -> None:
        raise Trouble("disk_full", "Ổ đĩa đã đầy.")

    with monkeypatch.context() as patched:
        patched.setattr(print_jobs, "add", stopped)
        with pytest.raises(Trouble):
            next(print_batches.notices(office, NOTICES, Batch(pages=2)))
    assert wall.register(office) == ()
    assert print_jobs.recent(office) == ()
    first, *_ = print_batches.notices(office, NOTICES, Batch(pages=2))
    assert first.job
    assert len(wall.register(office)) == 3
    assert safekeeping.verify(office) == ()
