"""What is due, in which order, and what never gets lost on the way."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from receptiondesk.desk import corrections, intake, look, outbox, safekeeping
from receptiondesk.domain.clock import SetClock
from receptiondesk.domain.dossier import Dossier, Status, SyncState
from receptiondesk.domain.events import DeliveryState, EventKind
from receptiondesk.domain.outbox import Due, Settlement
from receptiondesk.office import Office
from receptiondesk.storage import deliveries
from tests.support.office import LITTLE, MORNING, make_office
from tests.support.sendings import PROVED, attach, detach, join, read_back, send, whole
from tests.support.walk_ins import COPY_OF_RECORD, walk_in

NAME = "opencps"
FAILED = Settlement(DeliveryState.WAITING, "Cổng bận.")
PARKED = Settlement(DeliveryState.NEEDS_PERSON, "Cổng không nhận.")


@pytest.fixture
def clock() -> SetClock:
    return SetClock(MORNING)


@pytest.fixture
def office(tmp_path: Path, clock: SetClock) -> Iterator[Office]:
    opened = make_office(tmp_path / "office", LITTLE, clock=clock)
    join(opened)
    yield opened
    assert safekeeping.verify(opened) == ()
    opened.close()


def received(office: Office) -> Dossier:
    return intake.accept(office, walk_in(office)).dossier


def settle(office: Office, dossier: Dossier, settlement: Settlement) -> Due:
    item = next(d for d in whole(office, NAME) if d.dossier_uid == dossier.uid)
    assert outbox.mark_sending(office, NAME, item)
    outbox.settle(office, NAME, item, settlement)
    return item


def order(office: Office) -> list[str]:
    return [item.dossier_uid for item in whole(office, NAME)]


def test_pages_hold_everything_once_fresh_before_failed(office: Office) -> None:
    five = [received(office) for _ in range(5)]
    settle(office, five[1], FAILED)
    settle(office, five[0], FAILED)
    settle(office, five[0], FAILED)
    wanted = [five[2], five[3], five[4], five[1], five[0]]
    assert order(office) == [one.uid for one in wanted]


def test_a_page_is_no_longer_than_asked(office: Office) -> None:
    three = [received(office) for _ in range(3)]
    page = outbox.due(office, NAME, ignore_backoff=True, limit=2)
    assert [item.dossier_uid for item in page] == [one.uid for one in three[:2]]
    rest = outbox.due(office, NAME, ignore_backoff=True, limit=2, after=page[-1].key)
    assert [item.dossier_uid for item in rest] == [three[2].uid]
    assert outbox.due(office, NAME, ignore_backoff=True, limit=2, after=rest[-1].key) == ()


def test_a_dossier_travels_whole_and_once(office: Office) -> None:
    one, other = received(office), received(office)
    corrections.correct(office, one.code, replace(look.by_uid(office, one.uid).facts, note="sửa"))
    (first, second) = whole(office, NAME)
    assert (first.dossier_uid, len(first.seqs)) == (one.uid, 2)
    assert first.kinds == {EventKind.RECEIVED, EventKind.CORRECTED}
    assert (second.dossier_uid, len(second.seqs)) == (other.uid, 1)


def test_a_parked_dossier_waits_for_a_person_or_a_correction(office: Office) -> None:
    one, other = received(office), received(office)
    settle(office, one, PARKED)
    assert order(office) == [other.uid]
    corrections.correct(office, one.code, replace(look.by_uid(office, one.uid).facts, note="sửa"))
    assert sorted(order(office)) == sorted([one.uid, other.uid])


def test_back_off_is_kept_and_one_in_a_far_future_is_a_wrong_clock(
    office: Office, clock: SetClock
) -> None:
    soon, far = received(office), received(office)
    now = clock.now()
    settle(office, soon, replace(FAILED, next_try_at=now + timedelta(minutes=5)))
    settle(office, far, replace(FAILED, next_try_at=now + timedelta(days=300)))
    assert [d.dossier_uid for d in outbox.due(office, NAME, ignore_backoff=False)] == [far.uid]
    clock.at = now + timedelta(minutes=6)
    assert len(outbox.due(office, NAME, ignore_backoff=False)) == 2


def test_files_go_after_the_facts_of_their_dossier(office: Office) -> None:
    dossier = received(office)
    uid = attach(office, dossier, "mặt trước")
    assert outbox.due_files(office, NAME, ignore_backoff=True) == ()
    (facts,) = whole(office, NAME)
    assert facts.seqs == (dossier.received_seq,)
    assert facts.file == ""
    settle(office, dossier, Settlement(DeliveryState.SENT))
    (file,) = outbox.due_files(office, NAME, ignore_backoff=True)
    assert (file.dossier_uid, file.file) == (dossier.uid, uid)
    assert look.by_uid(office, dossier.uid).sync is SyncState.LOCAL


def test_a_correction_goes_before_the_files_that_wait(office: Office) -> None:
    dossier = received(office)
    attach(office, dossier, "mặt trước")
    settle(office, dossier, Settlement(DeliveryState.SENT))
    facts = look.by_uid(office, dossier.uid).facts
    corrections.correct(office, dossier.code, replace(facts, note="sửa"))
    assert outbox.due_files(office, NAME, ignore_backoff=True) == ()
    assert order(office) == [dossier.uid]


def test_a_dossier_is_green_only_with_its_files(office: Office) -> None:
    dossier = received(office)
    attach(office, dossier, "mặt trước")
    send(office, NAME)
    (facts,) = outbox.awaiting_proof(office, NAME)
    outbox.settle_proof(office, NAME, facts, PROVED)
    assert look.by_uid(office, dossier.uid).sync is SyncState.SENT
    (file,) = outbox.awaiting_file_proof(office, NAME)
    outbox.settle_proof(office, NAME, file, PROVED)
    assert look.by_uid(office, dossier.uid).sync is SyncState.PROVED


def test_a_file_taken_away_before_it_went_is_one_thing_with_its_coming(office: Office) -> None:
    dossier = received(office)
    kept, gone = attach(office, dossier, "giữ"), attach(office, dossier, "bỏ")
    detach(office, dossier, gone)
    settle(office, dossier, Settlement(DeliveryState.SENT))
    dues = outbox.due_files(office, NAME, ignore_backoff=True)
    assert {(item.file, len(item.seqs)) for item in dues} == {(kept, 1), (gone, 2)}


def test_a_file_that_is_stuck_holds_no_other_and_its_going_sets_it_free(office: Office) -> None:
    dossier = received(office)
    stuck, other = attach(office, dossier, "quá lớn"), attach(office, dossier, "nhỏ")
    settle(office, dossier, Settlement(DeliveryState.SENT))
    item = outbox.due_files(office, NAME, ignore_backoff=True)[0]
    outbox.settle(office, NAME, item, PARKED)
    assert [d.file for d in outbox.due_files(office, NAME, ignore_backoff=True)] == [other]
    detach(office, dossier, stuck)
    dues = outbox.due_files(office, NAME, ignore_backoff=True)
    assert {item.file for item in dues} == {stuck, other}


def test_progress_of_files_is_told_by_paper(office: Office) -> None:
    dossier = received(office)
    for words, paper in (("trước", "CCCD"), ("sau", "CCCD"), ("chứng sinh", "Giấy chứng sinh")):
        attach(office, dossier, words, paper)
    gone = attach(office, dossier, "thừa", "Đơn")
    detach(office, dossier, gone)
    send(office, NAME)
    items = outbox.awaiting_file_proof(office, NAME)
    for item in items[1:]:
        outbox.settle_proof(office, NAME, item, PROVED)
    (standing,) = outbox.files_standing(office, dossier.uid)
    assert standing.sentence == "1/2 giấy tờ đã được cổng xác nhận"
    outbox.settle_proof(office, NAME, items[0], PROVED)
    (standing,) = outbox.files_standing(office, dossier.uid)
    assert (standing.target, standing.proved, standing.all) == (NAME, 2, 2)


def test_a_file_attached_while_the_facts_are_read_back_does_not_undo_their_proof(
    office: Office,
) -> None:
    dossier = received(office)
    send(office, NAME)
    (facts,) = outbox.awaiting_proof(office, NAME)
    attach(office, dossier, "đến sau")
    assert outbox.settle_proof(office, NAME, facts, PROVED)
    corrections.correct(
        office, dossier.code, replace(look.by_uid(office, dossier.uid).facts, note="sửa")
    )
    send(office, NAME)
    (again,) = outbox.awaiting_proof(office, NAME)
    corrections.cancel(office, dossier.code, "nhập nhầm")
    assert not outbox.settle_proof(office, NAME, again, PROVED)


def test_a_doubt_goes_on_until_the_portal_ends_it(office: Office) -> None:
    dossier = received(office)
    assert not whole(office, NAME)[0].unknown
    settle(office, dossier, Settlement(DeliveryState.UNKNOWN, "Mất trả lời."))
    assert whole(office, NAME)[0].unknown
    settle(office, dossier, replace(FAILED, counts=False))
    (item,) = whole(office, NAME)
    assert item.unknown
    assert outbox.waiting(office)[0].state is DeliveryState.UNKNOWN
    settle(office, dossier, Settlement(DeliveryState.SENT))
    assert not outbox.awaiting_proof(office, NAME)[0].unknown


def test_what_a_dead_round_was_sending_is_unknown(office: Office, clock: SetClock) -> None:
    received(office)
    (item,) = whole(office, NAME)
    outbox.mark_sending(office, NAME, item)
    assert whole(office, NAME) == []
    outbox.recover(office, NAME, alone=False)
    assert outbox.waiting(office)[0].state is DeliveryState.SENDING
    clock.at = clock.at + outbox.LEASE + timedelta(seconds=1)
    assert whole(office, NAME)[0].unknown
    outbox.recover(office, NAME, alone=False)
    assert outbox.waiting(office)[0].state is DeliveryState.UNKNOWN


def test_inside_the_lock_every_other_round_is_dead(office: Office) -> None:
    received(office)
    (item,) = whole(office, NAME)
    outbox.mark_sending(office, NAME, item)
    outbox.recover(office, NAME)
    (item,) = whole(office, NAME)
    assert item.unknown


def test_after_a_restore_every_portal_is_asked_first(office: Office) -> None:
    waiting, sent, parked, proved = (received(office) for _ in range(4))
    settle(office, proved, Settlement(DeliveryState.SENT))
    read_back(office, NAME)
    settle(office, sent, Settlement(DeliveryState.SENT))
    settle(office, parked, PARKED)
    with office.database.write() as session:
        assert deliveries.ask_first_everywhere(session) == 2
    dues = {item.dossier_uid: item.unknown for item in whole(office, NAME)}
    assert dues == {waiting.uid: True, sent.uid: True}
    assert look.by_uid(office, proved.uid).sync is SyncState.PROVED
    (row,) = [row for row in outbox.waiting(office) if row.dossier_uid == parked.uid]
    assert row.undecided


def test_pending_tells_whether_a_round_would_do_anything(office: Office, clock: SetClock) -> None:
    assert not outbox.pending(office, NAME)
    dossier = received(office)
    assert outbox.pending(office, NAME)
    settle(office, dossier, replace(FAILED, next_try_at=clock.at + timedelta(minutes=5)))
    assert not outbox.pending(office, NAME)
    settle(office, dossier, Settlement(DeliveryState.SENT))
    assert outbox.pending(office, NAME)
    read_back(office, NAME)
    assert not outbox.pending(office, NAME)
    attach(office, dossier, "đến sau")
    assert outbox.pending(office, NAME)


def test_each_step_bears_the_officer_who_did_it(office: Office) -> None:
    dossier = received(office)
    other = office.with_officer("Trần Văn Khác")
    facts = look.by_uid(office, dossier.uid).facts
    corrections.correct(other, dossier.code, replace(facts, note="sửa"))
    attach(office, dossier, "đến sau", "CCCD")
    corrections.cancel(office.with_officer("Phạm Thị Ba"), dossier.code, "nhập nhầm")
    steps = outbox.steps_of(office, dossier.uid)
    assert [(step.officer, step.text, step.status) for step in steps] == [
        (office.officer, "Tiếp nhận hồ sơ", Status.RECEIVED),
        ("Trần Văn Khác", "Sửa thông tin hồ sơ (lần 1)", Status.RECEIVED),
        (office.officer, "Đính kèm giấy tờ: CCCD", Status.RECEIVED),
        ("Phạm Thị Ba", "Hủy hồ sơ. Lý do: nhập nhầm", Status.WITHDRAWN),
    ]
    assert [step.seq for step in steps] == sorted(step.seq for step in steps)
    events = {event.seq: event for event in look.history(office, dossier.uid)}
    assert all(step.uid == events[step.seq].uid for step in steps)


def test_totals_are_told_per_target(office: Office) -> None:
    join(office, "bo", procedures="-1.001193")
    only_here, parked = received(office), received(office)
    settle(office, parked, PARKED)
    settle(office, only_here, Settlement(DeliveryState.SENT))
    here = outbox.totals_of(office, NAME)
    assert (here.sent, here.parked, here.waiting) == (1, 1, 0)
    there = outbox.totals_of(office, "bo")
    assert (there.sent, there.parked, there.waiting) == (0, 0, 0)
    assert [row.dossier_uid for row in outbox.waiting(office, "bo")] == []
    assert len(outbox.waiting(office, NAME)) == 2
    assert outbox.waiting(office)[0].dossier_uid == parked.uid


def test_totals_of_the_only_target_stay_as_they_are_when_another_one_comes(office: Office) -> None:
    join(office, procedures="1.001193")
    parked, sent, gone, _waiting = (received(office) for _ in range(4))
    settle(office, parked, PARKED)
    settle(office, sent, Settlement(DeliveryState.SENT))
    settle(office, gone, PROVED)
    corrections.correct(office, gone.code, replace(gone.facts, note="sửa"))
    intake.accept(office, walk_in(office, COPY_OF_RECORD))  # goes nowhere
    alone = outbox.totals_of(office, NAME)
    assert (alone.sent, alone.proved, alone.waiting, alone.parked) == (1, 0, 2, 1)
    join(office, "bo", procedures=COPY_OF_RECORD)
    assert outbox.totals_of(office, "bo").waiting == 1
    assert outbox.totals_of(office, NAME) == alone


def test_a_dossier_that_no_portal_receives_waits_for_nothing(office: Office) -> None:
    join(office, procedures="-1.001193")
    received(office)
    assert outbox.totals(office).waiting == 0
    assert outbox.waiting(office) == ()
