"""Rounds under every trouble: a poisoned dossier, a lying portal, a lost line, a second process."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from receptiondesk.desk import corrections, intake, look, outbox, safekeeping
from receptiondesk.domain.dossier import Dossier, SyncState
from receptiondesk.domain.errors import Refused, Trouble
from receptiondesk.domain.events import EventKind
from receptiondesk.office import Office
from receptiondesk.storage import round_lock
from sync.round import run, until_done
from sync.status import LINE_WORDS, LineState
from tests.support.portals.practice import HOW, PracticePortal
from tests.support.waits import Waits
from tests.support.walk_ins import BIRTH_REGISTRATION, COPY_OF_RECORD, person, walk_in

Receive = Callable[..., Dossier]


def sync_of(office: Office, dossier: Dossier) -> SyncState:
    return look.by_uid(office, dossier.uid).sync


def reason_of(office: Office, dossier: Dossier) -> str:
    (row,) = [row for row in outbox.waiting(office) if row.dossier_uid == dossier.uid]
    return row.reason


def test_a_poisoned_dossier_stops_nobody_else_and_a_correction_frees_it(
    office: Office, portal: PracticePortal, receive: Receive
) -> None:
    good = receive("Nguyễn Thị Ánh")
    bad = receive("Trần Văn Hỏng")
    after = receive("Lê Thị Cúc")
    portal.join(office)
    portal.faults(refuse_letters=1.0)

    result = run(office, how=HOW)

    assert (result.proved, result.parked) == (2, 1)
    assert sync_of(office, good) is sync_of(office, after) is SyncState.PROVED
    assert sync_of(office, bad) is SyncState.NEEDS_PERSON
    assert "giữ nguyên tại máy: tên chủ hồ sơ." in reason_of(office, bad)
    assert bad.uid not in [one["uid"] for one in portal.dossiers()], "its draft is in the way"
    assert run(office, ignore_backoff=True, how=HOW).parked == 1, "it is not tried for ever"
    facts = look.by_uid(office, bad.uid).facts
    mended = replace(facts.applicant, full_name="Trần Văn Hồng")
    corrections.correct(office, bad.code, replace(facts, applicant=mended))
    assert run(office, how=HOW).proved == 3


def test_a_parked_dossier_goes_again_when_a_person_says_so(
    office: Office, portal: PracticePortal, receive: Receive
) -> None:
    bad = receive("Trần Văn Hỏng")
    portal.join(office)
    portal.faults(refuse_letters=1.0)
    run(office, how=HOW)
    portal.faults()

    outbox.send_again(office, bad.uid)

    assert run(office, how=HOW).proved == 1


def test_a_dossier_set_aside_is_never_green_and_the_journal_keeps_why(
    office: Office, portal: PracticePortal, receive: Receive
) -> None:
    bad = receive("Trần Văn Hỏng")
    portal.join(office)
    portal.faults(refuse_letters=1.0)
    run(office, how=HOW)

    outbox.set_aside(office, bad.uid, "Đã nhập tay trên cổng")

    assert sync_of(office, bad) is SyncState.SET_ASIDE
    result = run(office, ignore_backoff=True, how=HOW)
    assert result.counts() == {"sent": 0, "proved": 0, "waiting": 0, "parked": 0}
    assert result.sentence == "1 hồ sơ đã ngừng gửi."
    last = look.history(office, bad.uid)[-1]
    assert last.kind is EventKind.DELIVERY_SET_ASIDE
    assert last.payload["reason"] == "Đã nhập tay trên cổng"
    assert last.officer == office.officer
    assert safekeeping.verify(office) == ()


def test_only_a_named_officer_sets_aside(
    office: Office, portal: PracticePortal, receive: Receive
) -> None:
    bad = receive("Trần Văn Hỏng")
    portal.join(office)
    portal.faults(refuse_letters=1.0)
    run(office, how=HOW)

    with pytest.raises(Refused) as caught:
        outbox.set_aside(office.with_officer(" "), bad.uid, "Đã nhập tay trên cổng")

    assert caught.value.problems[0].code == "officer_needed"
    assert sync_of(office, bad) is SyncState.NEEDS_PERSON


def test_an_altered_copy_never_turns_green(
    office: Office, portal: PracticePortal, receive: Receive
) -> None:
    received = receive()
    portal.join(office)
    portal.faults(tamper=1.0)

    result = run(office, how=HOW)

    assert (result.proved, result.parked) == (0, 1)
    assert "tên chủ hồ sơ" in reason_of(office, received)
    portal.faults()
    outbox.send_again(office, received.uid)
    assert run(office, how=HOW).proved == 1


def test_a_copy_that_was_never_stored_never_turns_green(
    office: Office, portal: PracticePortal, receive: Receive
) -> None:
    received = receive()
    portal.join(office)
    portal.faults(drop=1.0)

    for _ in range(3):
        result = run(office, ignore_backoff=True, how=HOW)
        assert result.proved == 0
        assert sync_of(office, received) is not SyncState.PROVED

    portal.faults()
    outbox.send_again(office, received.uid)
    assert run(office, ignore_backoff=True, how=HOW).proved == 1
    assert len(portal.dossiers()) == 1


def test_a_correction_also_mends_what_was_changed_at_the_portal(
    office: Office, portal: PracticePortal, receive: Receive
) -> None:
    received = receive()
    portal.join(office)
    run(office, how=HOW)
    facts = look.by_uid(office, received.uid).facts
    corrections.correct(office, received.code, replace(facts, note="Bổ sung ghi chú"))
    portal.call("PUT", f"/dossiers/{portal.dossier(received.uid)['id']}", dueDate="")
    run(office, how=HOW)
    assert portal.dossier(received.uid)["fields"]["dueDate"] == "23/11/2026 17:00:00"
    assert sync_of(office, received) is SyncState.PROVED


@pytest.mark.parametrize("fault", ["lost_answer", "down", "error5xx", "html_page", "too_fast"])
def test_a_failing_portal_leaves_everything_waiting_and_one_copy_in_the_end(
    office: Office, portal: PracticePortal, receive: Receive, fault: str
) -> None:
    received = [receive("Nguyễn Thị Ánh"), receive("Trần Văn Bình")]
    portal.join(office)
    portal.faults(**{fault: 1.0})

    result = run(office, ignore_backoff=True, how=HOW)

    assert (result.proved, result.waiting, result.parked) == (0, 2, 0)
    assert not result.reached
    busy = fault in {"error5xx", "too_fast"}
    assert (LINE_WORDS[result.line] == "Cổng đang bận") is busy
    portal.faults()
    assert run(office, ignore_backoff=True, how=HOW).proved == 2
    assert sorted(one["uid"] for one in portal.dossiers()) == sorted(d.uid for d in received)


@pytest.mark.slow
def test_with_every_fault_at_once_each_dossier_arrives_once_and_right(
    office: Office, portal: PracticePortal, receive: Receive
) -> None:
    received = [receive(f"Người thứ {letter}") for letter in "ABCDEFGH"]
    portal.join(office)
    rates = dict.fromkeys(("lost_answer", "down", "error5xx", "html_page"), 0.02)
    portal.faults(seed=7, **rates)

    result = until_done(office, how=replace(HOW, wait=Waits(office)))

    assert result.counts() == {"sent": 0, "proved": 8, "waiting": 0, "parked": 0}
    there = {one["uid"]: one for one in portal.dossiers()}
    assert set(there) == {dossier.uid for dossier in received}
    for dossier in received:
        assert there[dossier.uid]["fields"]["applicantName"] == dossier.facts.applicant.full_name
        assert there[dossier.uid]["actions"] == ["1100"]


def test_an_expired_account_stops_the_round_and_asks_for_the_password(
    office: Office, portal: PracticePortal, receive: Receive
) -> None:
    received = receive()
    portal.join(office)
    portal.faults(unauthorized203=1.0)

    result = run(office, how=HOW)

    assert result.line is LineState.ACCOUNT
    assert result.waiting == 1
    assert "mật khẩu" in result.sentence
    assert sync_of(office, received) is SyncState.LOCAL
    portal.faults()
    assert run(office, how=HOW).proved == 1


def test_an_account_that_expires_in_the_middle_loses_nothing(
    office: Office, portal: PracticePortal, receive: Receive
) -> None:
    for letter in "ABCD":
        receive(f"Người thứ {letter}")
    portal.join(office)
    portal.faults(seed=3, unauthorized203=0.15)
    for _ in range(12):
        run(office, ignore_backoff=True, how=HOW)
    portal.faults()

    assert run(office, ignore_backoff=True, how=HOW).proved == 4
    assert len(portal.dossiers()) == 4


def test_a_draft_of_ours_left_by_a_lost_answer_is_finished_before_the_next_one(
    office: Office, portal: PracticePortal, receive: Receive
) -> None:
    first, second = receive("Nguyễn Thị Ánh"), receive("Trần Văn Bình")
    portal.join(office)
    service = {"govAgencyCode": "H99.99.99", "dossierTemplateNo": f"MAU-{BIRTH_REGISTRATION}"}
    portal.call(
        "POST",
        "/dossiers",
        referenceUid=second.uid,
        serviceCode=BIRTH_REGISTRATION,
        originality="3",
        **service,
    )

    assert run(office, how=HOW).proved == 2

    names = {one["uid"]: one["fields"]["applicantName"] for one in portal.dossiers()}
    assert names == {first.uid: "Nguyễn Thị Ánh", second.uid: "Trần Văn Bình"}


def test_a_strangers_draft_is_not_written_into_and_needs_a_person(
    office: Office, portal: PracticePortal, receive: Receive
) -> None:
    received = receive("Nguyễn Thị Ánh")
    other = receive("Trần Văn Bình", COPY_OF_RECORD)
    portal.join(office)
    portal.call(
        "POST",
        "/dossiers",
        referenceUid="ban-nhap-cua-nguoi-khac",
        serviceCode=BIRTH_REGISTRATION,
        govAgencyCode="H99.99.99",
        dossierTemplateNo=f"MAU-{BIRTH_REGISTRATION}",
        originality="3",
    )

    result = run(office, how=HOW)

    assert (result.proved, result.parked) == (1, 1)
    assert sync_of(office, other) is SyncState.PROVED
    assert "bản nháp khác" in reason_of(office, received)
    stranger = portal.dossier("ban-nhap-cua-nguoi-khac")
    assert "Nguyễn Thị Ánh" not in str(stranger)


def test_a_code_that_belongs_to_another_dossier_is_bound_to_nothing(
    own_range_office: Office, portal: PracticePortal
) -> None:
    office = own_range_office
    one = intake.accept(office, walk_in(office)).dossier
    two = intake.accept(office, walk_in(office, applicant=person("Trần Thị Bình"))).dossier
    portal.join(office)
    run(office, how=HOW)
    portal.call("PUT", f"/dossiers/{portal.dossier(two.uid)['id']}", dossierNo=one.code)

    result = run(office, how=HOW)

    assert result.parked == 1
    assert "đã thuộc hồ sơ khác" in reason_of(office, two)
    assert look.dossier(office, one.code).uid == one.uid
    assert look.by_uid(office, two.uid).codes == (two.code,)


def test_a_procedure_that_the_portal_does_not_offer_is_parked_with_a_sentence(
    office: Office, portal: PracticePortal, receive: Receive
) -> None:
    received = receive()
    portal.join(office, groupId="1")

    result = run(office, how=HOW)

    assert result.parked == 1
    assert "Cổng không có thủ tục mã" in reason_of(office, received)


def test_one_round_at_a_time(office: Office, portal: PracticePortal, receive: Receive) -> None:
    receive()
    portal.join(office)
    with round_lock.held(office.paths.root / "sync-round.lock", 0.1) as mine:
        assert mine
        with pytest.raises(Trouble) as caught:
            run(office, how=HOW)
    assert caught.value.code == "round_running"
    assert run(office, how=HOW).proved == 1


def _fail_once(office: Office) -> None:
    """Make rounds until the portal failed a dossier, not only the first knock."""
    for _ in range(8):
        run(office, ignore_backoff=True, how=HOW)
        if [row for row in outbox.waiting(office) if row.attempts]:
            return
    raise AssertionError("the portal never failed")


def test_back_off_is_kept_unless_told_otherwise(
    office: Office, portal: PracticePortal, receive: Receive
) -> None:
    receive()
    portal.join(office)
    portal.faults(seed=1, error5xx=0.4)
    _fail_once(office)
    portal.faults()
    (row,) = outbox.waiting(office)
    assert row.next_try_at is not None
    assert row.next_try_at > office.clock.now()
    assert run(office, how=HOW).proved == 0

    office.clock.advance(timedelta(minutes=20))  # type: ignore[attr-defined]
    assert run(office, how=HOW).proved == 1


def test_a_clock_set_back_does_not_freeze_the_queue(
    office: Office, portal: PracticePortal, receive: Receive
) -> None:
    receive()
    portal.join(office)
    portal.faults(seed=1, error5xx=0.4)
    _fail_once(office)
    portal.faults()
    office.clock.advance(timedelta(days=-400))  # type: ignore[attr-defined]
    assert run(office, how=HOW).proved == 1
