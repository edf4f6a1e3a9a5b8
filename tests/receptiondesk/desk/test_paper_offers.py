"""What the window offers: the papers that fit, their names, previews, and registers as jobs."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from receptiondesk.desk import (
    corrections,
    forms,
    intake,
    look,
    paper_offers,
    print_batches,
    print_choices,
    print_jobs,
    print_ready,
    register_batches,
    registers,
    safekeeping,
)
from receptiondesk.desk.forms import PaperOrder
from receptiondesk.desk.print_batches import Batch
from receptiondesk.domain.clock import SetClock
from receptiondesk.domain.errors import Refused
from receptiondesk.domain.events import EventKind
from receptiondesk.domain.paper_kinds import OF_DOSSIER, PaperKind
from receptiondesk.office import Office
from tests.support.office import LITTLE, MORNING, make_office
from tests.support.paper import words
from tests.support.walk_ins import walk_in


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = make_office(tmp_path / "office", LITTLE, clock=SetClock(MORNING))
    yield opened
    opened.close()


@pytest.fixture
def code(office: Office) -> str:
    return intake.accept(office, walk_in(office)).dossier.code


def test_a_dossier_is_offered_its_forms_and_a_cancelled_one_only_its_refusal(
    office: Office, code: str
) -> None:
    kinds = paper_offers.fitting(look.dossier(office, code))
    assert set(kinds) >= OF_DOSSIER
    corrections.cancel(office, code, "nhầm")
    assert paper_offers.fitting(look.dossier(office, code)) == (PaperKind.REFUSAL,)


def test_papers_bear_the_names_that_the_office_gives_them(office: Office) -> None:
    folder = office.paths.root / "forms"
    folder.mkdir()
    (folder / "refusal.toml").write_text('paper_name = "Phiếu không nhận"\n')
    (offer,) = paper_offers.offers(office, [PaperKind.REFUSAL])
    assert (offer.name, offer.number) == ("Phiếu không nhận", "Mẫu số 03")
    keys = [key for key, _name in paper_offers.samples(office)]
    assert keys == ["receipt", "supplement", "refusal", "apology", "stopping", "control"]
    for key in keys:
        assert forms.preview(office, PaperOrder("sample", key)).pdf.startswith(b"%PDF")


def test_the_checklist_is_offered_and_what_lacks_suggests_itself(office: Office) -> None:
    entered = walk_in(office)
    dossier = intake.accept(office, entered).dossier
    assert not any(one.likely for one in paper_offers.to_bring(dossier))
    kept = paper_offers.to_hand_back(dossier)
    assert kept
    assert all("bản" in one.line and one.likely for one in kept)
    bare = replace(dossier, facts=replace(dossier.facts, papers=()))
    assert any(one.likely for one in paper_offers.to_bring(bare))
    assert paper_offers.to_hand_back(bare) == ()


def test_a_preview_is_the_paper_and_files_nothing(office: Office, code: str) -> None:
    order = PaperOrder("refusal", code, {"reasons": ["Sai mẫu."]})
    before = len(look.history(office, look.dossier(office, code).uid))
    shown = forms.preview(office, order)
    assert not shown.changes
    made = forms.make(office, order)
    assert shown.pdf == made.pdf
    kinds = [one.kind for one in look.history(office, look.dossier(office, code).uid)]
    assert kinds[before:] == [EventKind.PAPER_MADE]


def test_a_register_goes_on_behind_the_volume_where_it_stopped_as_the_same_book(
    office: Office, code: str
) -> None:
    for _ in range(40):
        intake.accept(office, walk_in(office))
    order = PaperOrder("register", "2026", {"signers": ["Lê Thị Ký"]})
    assert code in words(registers.preview(office, order))
    whole = [one.pdf for one in register_batches.register(office, order, Batch(pages=3))]
    assert len(whole) > 2
    first = next(register_batches.register(office, order, Batch(pages=3)))
    late = intake.accept(office, walk_in(office)).dossier.code  # of no volume of this book
    rest = list(print_batches.resume(office, first.job, Batch(pages=3)))
    assert [one.pdf for one in rest] == whole
    assert not any(late in words(one.pdf) for one in rest)
    saved = print_jobs.of_batch(office, first.job)
    assert [one.number for one in saved] == [one.job for one in rest]
    assert [one.order.part for one in saved] == list(range(1, len(saved) + 1))
    assert saved[-1].order.title == f"so-theo-doi-2026-quyen-{len(saved):02d}"
    print_jobs.sent(office, first.job, "Quay-1", "")
    left = list(print_batches.resume(office, saved[1].number))
    assert [one.job for one in left] == [one.number for one in saved[1:]]  # nothing bound twice
    assert safekeeping.verify(office) == ()


def test_a_person_stops_a_register_before_anything_is_saved(office: Office) -> None:
    with pytest.raises(Refused):
        list(
            register_batches.register(
                office, PaperOrder("register", "2026"), Batch(cancelled=lambda: True)
            )
        )
    assert print_jobs.recent(office) == ()


def test_a_list_on_a4_never_goes_to_the_stock_of_the_forms(office: Office, code: str) -> None:
    office = print_choices.change(office, "form", printer="Quay-1", size="a5", tray="Khay 2")
    form = forms.preview(office, PaperOrder("refusal", code))
    listed = forms.preview(office, PaperOrder("transmittal", code))
    chosen = print_ready.for_printer(office, form.pdf, "refusal").choice
    other = print_ready.for_printer(office, listed.pdf, "transmittal").choice
    assert (chosen.size, chosen.tray) == ("a5", "Khay 2")
    assert (other.printer, other.size, other.tray) == ("Quay-1", "a4", "")
    assert paper_offers.size_of(office, PaperKind.REFUSAL) == "a5"
    assert not paper_offers.size_of(office, PaperKind.TRANSMITTAL)
