"""After a restore a portal that the backup did not know may hold what a newer file told it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from receptiondesk.desk import corrections, decisions, outbox, safekeeping
from receptiondesk.domain.dossier import SyncState
from receptiondesk.domain.errors import Refused
from receptiondesk.domain.events import DeliveryState
from sync.status import done_words
from tests.sync.restoring import BLIND, Scene, scene

SERVER_NUMBERED = "server_numbered:"
NUMBERING = (f"{SERVER_NUMBERED}igate", f"{SERVER_NUMBERED}tandan", f"{SERVER_NUMBERED}adapter2026")
EVERY = (*NUMBERING, BLIND, "opencps", "national")


@pytest.fixture
def at(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Scene]:
    with scene(tmp_path, request.param) as made:
        yield made


@pytest.mark.parametrize("at", EVERY, indirect=True)
def test_a_portal_set_up_again_gets_nothing_twice(at: Scene) -> None:
    one = at.receive()
    at.backup()
    at.portal()
    at.rounds()
    assert at.held() == 1
    at.restore()
    at.portal()
    at.rounds()
    assert at.held() == 1
    assert safekeeping.verify(at.office) == ()
    if at.now(one).sync is not SyncState.PROVED:
        assert at.now(one).sync in {SyncState.NEEDS_PERSON, SyncState.UNPROVABLE}


@pytest.mark.parametrize("at", EVERY, indirect=True)
def test_a_portal_widened_again_gets_nothing_twice(at: Scene) -> None:
    at.portal(procedures="9.999999")
    at.receive()
    at.rounds(1)
    at.backup()
    at.portal(procedures="*")
    at.rounds()
    assert at.held() == 1
    at.restore()
    at.portal(procedures="*")
    at.rounds()
    assert at.held() == 1
    assert safekeeping.verify(at.office) == ()


@pytest.mark.parametrize("at", EVERY, indirect=True)
def test_an_older_file_writes_nothing_over_at_a_portal_that_it_did_not_know(at: Scene) -> None:
    one = at.receive()
    at.backup()
    at.portal()
    at.rounds()
    at.correct(one, "Nguyễn Thị Sửa Đúng")
    at.rounds()
    held = at.names()
    at.restore()
    at.portal()
    at.rounds()
    assert at.names() == held
    assert at.now(one).sync is SyncState.NEEDS_PERSON


@pytest.mark.parametrize("at", EVERY, indirect=True)
def test_a_file_sent_by_the_newer_file_stays_alone(at: Scene) -> None:
    one = at.receive()
    at.scan(one)
    at.backup()
    at.portal()
    at.rounds()
    held = [truth.files for truth in at.family.truths(at.core)]
    at.restore()
    at.portal()
    at.rounds()
    assert [truth.files for truth in at.family.truths(at.core)] == held


@pytest.mark.parametrize("at", EVERY, indirect=True)
def test_a_portal_that_is_new_to_a_restored_office_gets_what_is_there(at: Scene) -> None:
    one = at.receive()
    at.scan(one)
    at.backup()
    at.receive()  # lost: nobody knows what else the newer file did
    at.restore()
    at.portal()
    new = at.receive()
    at.rounds(6)
    if at.now(one).sync is SyncState.NEEDS_PERSON:  # it can tell nobody that it has nothing
        assert at.family.name in {BLIND, f"{SERVER_NUMBERED}adapter2026"}
        assert at.held() == 1
        (row,) = [row for row in outbox.waiting(at.office) if row.dossier_uid == one.uid]
        assert row.state is DeliveryState.NEEDS_PERSON
        decisions.not_there(at.office, one.uid, at.target, "Đã tìm trên cổng, không có")
        at.rounds()
    assert at.held() == 2
    good = {SyncState.PROVED, SyncState.UNPROVABLE}
    assert {at.now(each).sync for each in (one, new)} <= good
    assert safekeeping.verify(at.office) == ()


@pytest.mark.parametrize("at", [BLIND, f"{SERVER_NUMBERED}adapter2026"], indirect=True)
def test_what_was_finished_long_ago_is_nobodys_to_decide(at: Scene) -> None:
    one, still_open = at.receive(), at.receive()
    at.scan(one)
    corrections.cancel(at.office, one.code, "Người dân rút")
    at.backup()
    at.receive()  # lost: nobody knows what else the newer file did
    at.restore()
    at.portal()
    at.rounds(2)
    assert at.now(one).sync is SyncState.SET_ASIDE
    assert "không gửi, để khỏi trùng" in at.reasons(one)
    assert done_words(outbox.totals(at.office)) == "1 hồ sơ đã ngừng gửi."  # by no officer
    assert at.now(still_open).sync is SyncState.NEEDS_PERSON
    assert at.held() == 0
    assert safekeeping.verify(at.office) == ()


@pytest.mark.parametrize("at", [BLIND, f"{SERVER_NUMBERED}adapter2026"], indirect=True)
def test_a_person_may_send_what_the_program_left_alone(at: Scene) -> None:
    one, other = at.receive(), at.receive()
    at.scan(one)
    for each in (one, other):
        corrections.cancel(at.office, each.code, "Người dân rút")
    at.backup()
    at.receive()  # lost
    at.restore()
    at.portal()
    at.rounds(2)
    assert "chọn “gửi lại”" in at.reasons(one)
    decisions.send_again(at.office, one.uid, at.target, "Bộ yêu cầu có đủ")
    at.rounds(2)
    assert at.now(one).sync is SyncState.NEEDS_PERSON  # asked first; nobody can tell
    assert at.held() == 0
    decisions.not_there(at.office, one.uid, at.target, "Đã tìm trên cổng, không có")
    at.rounds()
    assert at.held() == 1
    assert at.now(one).sync is not SyncState.NEEDS_PERSON
    assert at.now(other).sync is SyncState.SET_ASIDE
    assert safekeeping.verify(at.office) == ()


@pytest.mark.parametrize("at", [BLIND], indirect=True)
def test_what_a_person_gave_up_is_not_taken_up_again_with_it(at: Scene) -> None:
    one = at.receive()
    at.backup()
    at.receive()  # lost
    at.restore()
    at.portal()
    at.rounds(2)
    decisions.set_aside(at.office, one.uid, "Đã nhập tay", at.target)
    with pytest.raises(Refused) as refused:
        decisions.send_again(at.office, one.uid, at.target, "nhầm")
    assert refused.value.problems[0].code == "nothing_to_send"
    assert at.now(one).sync is SyncState.SET_ASIDE


@pytest.mark.parametrize("at", [BLIND, *NUMBERING], indirect=True)
def test_a_file_that_lost_nothing_asks_a_new_portal_for_nothing(at: Scene) -> None:
    """Not one line more had been written when it was restored: no portal was told anything."""
    one, still_open = at.receive(), at.receive()
    at.scan(still_open)
    corrections.cancel(at.office, one.code, "Người dân rút")
    at.backup()
    at.restore()
    at.portal()
    at.rounds(6)
    good = {SyncState.PROVED, SyncState.UNPROVABLE}
    assert {at.now(each).sync for each in (one, still_open)} <= good
    assert at.held() == 2
    assert safekeeping.verify(at.office) == ()


@pytest.mark.parametrize("at", [BLIND], indirect=True)
def test_what_an_earlier_file_lost_stays_in_doubt_after_one_that_lost_nothing(at: Scene) -> None:
    one = at.receive()
    at.backup()
    at.portal()
    at.rounds()
    at.restore()
    (at.folder / "b.db").unlink()
    at.backup()
    at.restore()
    at.portal()
    at.rounds()
    assert at.now(one).sync is SyncState.NEEDS_PERSON
    assert at.held() == 1


@pytest.mark.parametrize("at", [BLIND, f"{SERVER_NUMBERED}igate"], indirect=True)
def test_a_folder_copied_to_another_machine_may_be_older_than_it_looks(at: Scene) -> None:
    """Its witness came along with the copy, so it is level with it, however old the copy is."""
    one = at.receive()
    at.copy_folder()
    at.portal()
    at.rounds()
    at.move_there()
    at.portal()
    at.rounds()
    assert at.held() == 1
    if at.now(one).sync is not SyncState.PROVED:
        assert at.now(one).sync is SyncState.NEEDS_PERSON


@pytest.mark.parametrize("at", [BLIND, f"{SERVER_NUMBERED}adapter2026"], indirect=True)
def test_a_person_answers_for_it_that_a_new_portal_was_told_nothing(at: Scene) -> None:
    one, still_open = at.receive(), at.receive()
    corrections.cancel(at.office, one.code, "Người dân rút")
    at.copy_folder()
    at.move_there()
    at.portal(never_told="1")
    at.rounds()
    good = {SyncState.PROVED, SyncState.UNPROVABLE}
    assert {at.now(each).sync for each in (one, still_open)} <= good
    assert at.held() == 2
    assert safekeeping.verify(at.office) == ()


@pytest.mark.parametrize("at", [BLIND, f"{SERVER_NUMBERED}igate"], indirect=True)
def test_the_word_that_a_portal_was_told_nothing_speaks_of_no_later_loss(at: Scene) -> None:
    at.portal(procedures="9.999999", never_told="1")
    one = at.receive()
    at.backup()
    at.portal(procedures="*", never_told="1")
    at.rounds()
    assert at.held() == 1
    at.restore()
    at.portal(procedures="*", never_told="1")
    at.rounds()
    assert at.held() == 1
    if at.now(one).sync is not SyncState.PROVED:
        assert at.now(one).sync is SyncState.NEEDS_PERSON
