"""What an officer changed at the portal is written over by nothing that the desk was not asked."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from receptiondesk.desk import attachments, corrections, decisions, safekeeping
from receptiondesk.domain.dossier import Dossier, SyncState
from sync.answers import AnswerKind
from tests.sync.portals.server_numbered.desk import DIALECTS, Bench, corrected, dossier, file
from tests.sync.portals.server_numbered.town import NAME, OTHER, TARGET, Town, replaced, town_of

_GREEN = {SyncState.PROVED, SyncState.UNPROVABLE}


@pytest.fixture(params=DIALECTS)
def town(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Town]:
    """An office beside a portal of one dialect."""
    with town_of(str(request.param), tmp_path) as town:
        yield town


@pytest.mark.parametrize("act", ["a page is scanned", "a page is taken back", "the note is mended"])
def test_an_officers_change_stands_until_a_person_was_told_of_it(town: Town, act: str) -> None:
    one = town.receive()
    town.rounds(2)
    if act == "a page is taken back":
        town.attach(one)
        town.rounds(2)
    town.write_there(NAME, OTHER)
    _do(town, act, one)
    town.rounds(3)
    assert town.stored.holds(OTHER)
    assert town.now(one).sync is SyncState.NEEDS_PERSON
    told = " ".join(row.reason for row in town.parked(one))
    assert "tên chủ hồ sơ" in told
    assert "gửi lại" in told

    decisions.send_again(town.office, one.uid, TARGET, "Tại quầy đúng")
    town.rounds(3)
    assert not town.stored.holds(OTHER)
    assert town.now(one).sync in _GREEN
    assert safekeeping.verify(town.office) == ()


@pytest.mark.parametrize("word", [decisions.arrived, decisions.keep_both, decisions.not_there])
def test_only_send_again_is_leave_to_write_over(town: Town, word: Callable[..., Any]) -> None:
    one = town.receive()
    town.rounds(2)
    town.write_there(NAME, OTHER)
    town.attach(one)
    town.rounds()
    assert town.parked(one)
    code = () if word is decisions.not_there else (town.now(one).code,)
    word(town.office, one.uid, TARGET, *code, "Đã xem trên cổng")
    town.rounds(3)
    assert town.stored.holds(OTHER)
    assert town.now(one).sync is SyncState.NEEDS_PERSON


@pytest.mark.parametrize("second", ["a page is scanned", "the note is mended"])
def test_what_one_page_asked_is_no_leave_for_another_act(town: Town, second: str) -> None:
    """Two pages go in one round, or a colleague who saw no question mends the note."""
    one = town.receive()
    town.rounds(2)
    town.write_there(NAME, OTHER)
    town.attach(one)
    if second == "the note is mended":
        town.rounds(2)
    else:
        town.attach(one, name="trang-hai.png", seed=2)
        town.rounds(2)
    if second == "the note is mended":
        _do(town, second, one)
    town.rounds(3)
    assert town.stored.holds(OTHER)
    assert town.now(one).sync is SyncState.NEEDS_PERSON

    decisions.send_again(town.office, one.uid, TARGET, "Tại quầy đúng")
    town.rounds(3)
    assert not town.stored.holds(OTHER)
    assert town.now(one).sync in _GREEN
    assert len(town.bound()) == 1 + (second == "a page is scanned")
    assert safekeeping.verify(town.office) == ()


@pytest.mark.parametrize("act", ["a page is scanned", "the note is mended"])
def test_the_clerk_may_take_over_what_the_officer_wrote(town: Town, act: str) -> None:
    one = town.receive()
    town.rounds(2)
    town.write_there(NAME, OTHER)
    _do(town, act, one)
    town.rounds(2)
    facts = town.now(one).facts
    theirs = replace(facts, applicant=replace(facts.applicant, full_name=OTHER))
    corrections.correct(town.office, town.now(one).code, theirs)
    if town.parked(one):
        decisions.send_again(town.office, one.uid, TARGET, "Đã sửa theo cổng")
    town.rounds(3)
    assert town.stored.holds(OTHER)
    assert town.now(one).sync in _GREEN
    assert bool(town.bound()) is (act == "a page is scanned")


def _do(town: Town, act: str, one: Dossier) -> None:
    code = town.now(one).code
    if act == "a page is scanned":
        town.attach(one)
    elif act == "a page is taken back":
        (page,) = attachments.of_dossier(town.office, one.uid)
        attachments.detach(town.office, code, page.uid, "Nhầm giấy")
    else:
        facts = replace(town.now(one).facts, note="Đã bổ sung")
        corrections.correct(town.office, code, facts)


def test_what_an_officer_changed_while_a_page_was_on_its_way_stands(town: Town) -> None:
    one = town.receive()
    town.rounds(2)
    with town.writing_there_while_a_file_comes(NAME, OTHER):
        town.attach(one)
        town.rounds(2)
    assert town.stored.holds(OTHER)
    assert "tên chủ hồ sơ" in " ".join(row.reason for row in town.parked(one))
    decisions.send_again(town.office, one.uid, TARGET, "Tại quầy đúng")
    town.rounds(3)
    assert not town.stored.holds(OTHER)
    assert len(town.bound()) == len(town.core.store.files) == 1  # sent once
    assert town.now(one).sync in _GREEN


def test_what_was_told_once_is_written_over_and_what_changed_since_is_not(faulty: Bench) -> None:
    one = dossier()
    assert faulty.adapter().deliver(one).answer.good
    _write(faulty, "Gấp", "Đã xem")
    two = corrected(one, "Nguyễn Thị Ánh Sửa")
    told = faulty.adapter().deliver(two).answer
    assert told.kind is AnswerKind.CONFLICT
    assert len(told.fields) == 1  # the name there is as it was sent
    _write(faulty, "Đã xem", "Đã xem lại")
    faulty.decided(one)
    assert faulty.adapter().deliver(two).answer.kind is AnswerKind.CONFLICT
    assert faulty.adapter().deliver(two).answer.kind is AnswerKind.CONFLICT  # nobody decided
    faulty.decided(one)
    assert faulty.adapter().deliver(two).answer.kind is AnswerKind.ACCEPTED
    assert faulty.adapter().read_back(two).differing() == ()
    _write(faulty, "Gấp", "Đã xem lại")  # said of the record as it stood then
    assert faulty.adapter().put_file(two, file()).answer.kind is AnswerKind.CONFLICT


def test_a_paper_that_somebody_counted_otherwise_is_named(faulty: Bench) -> None:
    one = dossier()
    assert faulty.adapter().deliver(one).answer.good
    before = faulty.store.dossiers[0].doc
    faulty.store.dossiers[0].doc = theirs = _recounted(before)
    answer = faulty.adapter().put_file(one, file()).answer
    assert answer.kind is AnswerKind.CONFLICT
    assert answer.fields == ("giấy tờ “Tờ khai”",)
    assert faulty.store.dossiers[0].doc == theirs
    assert faulty.store.files == {}
    more = replace(one, papers=(*one.papers, replace(one.papers[0], code="", name="Giấy mới")))
    faulty.store.dossiers[0].doc = before
    assert faulty.adapter().deliver(more).answer.kind is AnswerKind.ACCEPTED


def test_what_may_have_arrived_is_the_desks_own(faulty: Bench) -> None:
    """The answer to a correction is lost, whether it arrived or not; then it is corrected again."""
    one = dossier()
    assert faulty.adapter().deliver(one).answer.good
    faulty.switches.lose_update = 1
    two = corrected(one, "Nguyễn Thị Ánh Hai")
    assert not faulty.adapter().deliver(two).answer.good
    three = corrected(two, "Nguyễn Thị Ánh Ba")
    assert faulty.adapter().deliver(three).answer.kind is AnswerKind.ACCEPTED
    assert faulty.adapter().read_back(three).differing() == ()


def _write(there: Bench, before: str, after: str) -> None:
    (one,) = there.store.dossiers
    one.doc = replaced(one.doc, before, after)


def _recounted(doc: dict[str, Any]) -> dict[str, Any]:
    """Return a document with three originals of its first paper."""
    name = next(name for name, value in doc.items() if "Tờ khai" in str(value))
    first, *rest = doc[name]
    if "requirement" in first:
        more = {**first, "requirement": {**first["requirement"], "quantity": 3}}
    else:
        more = {**first, "SoBanChinh" if "SoBanChinh" in first else "SoLuong": 3}
    return {**doc, name: [more, *rest]}


def test_what_nobody_here_remembers_may_be_a_lost_files_own(faulty: Bench) -> None:
    """The marks went with the file; nobody read the dossier before its correction goes out."""
    one = dossier()
    assert faulty.adapter().deliver(one).answer.good
    faulty.memory.forget([key for key in faulty.memory.kept if key.startswith("whose:")])
    _write(faulty, NAME, OTHER)
    two = replace(corrected(one, NAME), older=max(step.seq for step in one.steps))
    two = replace(two, facts=replace(two.facts, note="Đã bổ sung"))
    answer = faulty.adapter().deliver(two).answer
    assert answer.kind is AnswerKind.CONFLICT
    assert "tên chủ hồ sơ" in answer.fields
    assert "không phải do quầy gửi" not in answer.detail
    assert "xem trên cổng trước" in answer.detail
    assert faulty.store.dossiers[0].holds(OTHER)
