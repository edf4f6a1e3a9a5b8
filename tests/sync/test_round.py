"""A whole round against a real practice portal: what a clerk sees after it."""

from collections.abc import Callable
from dataclasses import replace

from receptiondesk.desk import corrections, intake, look, outbox, safekeeping
from receptiondesk.domain.dossier import Dossier, Status, SyncState
from receptiondesk.domain.events import DeliveryState, EventKind
from receptiondesk.domain.walk_in import FeeMethod, FeePaid, PaperTick, Sex
from receptiondesk.office import Office
from sync.round import run
from sync.status import LineState
from tests.support.portals.practice import HOW, PracticePortal
from tests.support.walk_ins import BIRTH_REGISTRATION, COPY_OF_RECORD, walk_in

Receive = Callable[..., Dossier]


def sync_of(office: Office, dossier: Dossier) -> SyncState:
    return look.by_uid(office, dossier.uid).sync


def reason_of(office: Office, dossier: Dossier) -> str:
    (row,) = [row for row in outbox.waiting(office) if row.dossier_uid == dossier.uid]
    return row.reason


def test_what_was_received_offline_is_sent_read_back_and_proved(
    office: Office, portal: PracticePortal, receive: Receive
) -> None:
    first, second = receive("Nguyễn Thị Ánh"), receive("Trần Văn Bình", COPY_OF_RECORD)
    portal.join(office)

    result = run(office, how=HOW)

    assert result.counts() == {"sent": 0, "proved": 2, "waiting": 0, "parked": 0}
    assert result.reached
    assert {first.uid, second.uid} <= result.changes.dossiers
    there = portal.dossier(first.uid)["fields"]
    assert there["applicantName"] == "Nguyễn Thị Ánh"
    assert there["receiveDate"] == "23/11/2026 09:00:00"
    assert there["dueDate"] == "23/11/2026 17:00:00"
    assert portal.dossier(first.uid)["actions"] == ["1100"]
    assert outbox.waiting(office) == ()


def test_beside_the_proof_stands_what_the_portal_has_no_place_for(
    office: Office, portal: PracticePortal, receive: Receive
) -> None:
    received = receive()
    portal.join(office)
    run(office, how=HOW)
    facts = look.by_uid(office, received.uid).facts
    corrected = replace(facts.applicant, sex=Sex.FEMALE, old_number="012345678")
    corrections.correct(office, received.code, replace(facts, applicant=corrected))

    run(office, how=HOW)

    assert sync_of(office, received) is SyncState.PROVED
    last = look.deliveries(office, received.uid)[-1]
    assert last.reason.startswith("Cổng không có chỗ ghi: ")
    assert "giới tính, số CMND cũ" in last.reason


def test_a_provisional_code_gets_the_official_one_and_both_find_the_dossier(
    office: Office, portal: PracticePortal, receive: Receive
) -> None:
    received = receive()
    portal.join(office)

    run(office, how=HOW)

    now = look.dossier(office, received.code)
    assert now.code == portal.dossier(received.uid)["fields"]["dossierNo"]
    assert now.codes == (received.code, now.code)
    assert look.dossier(office, now.code).uid == received.uid
    assert EventKind.NUMBER_BOUND in [event.kind for event in look.history(office, received.uid)]
    assert safekeeping.verify(office) == ()


def test_an_official_code_of_the_counter_is_kept_by_the_portal(
    own_range_office: Office, portal: PracticePortal
) -> None:
    office = own_range_office
    received = intake.accept(office, walk_in(office)).dossier
    portal.join(office)

    assert run(office, how=HOW).proved == 1

    assert portal.dossier(received.uid)["fields"]["dossierNo"] == received.code
    assert look.by_uid(office, received.uid).codes == (received.code,)


def test_papers_and_fee_arrive_and_are_proved(office: Office, portal: PracticePortal) -> None:
    papers = (
        PaperTick(code=f"{BIRTH_REGISTRATION}-01", originals=1, copies=2),
        PaperTick(code=f"{BIRTH_REGISTRATION}-03", originals=1),
        PaperTick(name="Giấy cam đoan tự viết", originals=1, copies=0),
    )
    fee = FeePaid(FeeMethod.CASH, 8_000)
    received = intake.accept(office, walk_in(office, papers=papers, fee=fee)).dossier
    portal.join(office)

    assert run(office, how=HOW).proved == 1

    there = portal.dossier(received.uid)
    assert there["marks"][f"{BIRTH_REGISTRATION}-01"]["fileComment"] == "1 bản chính, 2 bản sao"
    assert "Giấy cam đoan tự viết (1 bản chính, 0 bản sao)" in there["fields"]["briefNote"]
    assert there["payment"]["feeAmount"] == "8000"
    assert there["payment"]["paymentStatus"] == "5"


def test_a_correction_reaches_the_portal_and_takes_back_a_tick(
    office: Office, portal: PracticePortal, receive: Receive
) -> None:
    received = receive()
    portal.join(office)
    run(office, how=HOW)
    facts = look.by_uid(office, received.uid).facts
    extra = (*facts.papers, PaperTick(code=f"{BIRTH_REGISTRATION}-02", originals=1))
    corrections.correct(office, received.code, replace(facts, papers=extra))
    run(office, how=HOW)
    mended = replace(facts.applicant, full_name="Nguyễn Thị Ảnh")

    corrections.correct(office, received.code, replace(facts, applicant=mended))
    assert sync_of(office, received) is SyncState.LOCAL
    run(office, how=HOW)

    assert sync_of(office, received) is SyncState.PROVED
    there = portal.dossier(received.uid)
    assert there["fields"]["applicantName"] == "Nguyễn Thị Ảnh"
    assert there["marks"][f"{BIRTH_REGISTRATION}-02"]["fileMark"] == "0"
    assert len(portal.dossiers()) == 1


def test_a_cancelled_dossier_is_withdrawn_by_the_action_that_leads_there(
    office: Office, portal: PracticePortal, receive: Receive
) -> None:
    received = receive()
    portal.join(office)
    run(office, how=HOW)

    corrections.cancel(office, received.code, "Nhập nhầm người")
    run(office, how=HOW)

    assert portal.dossier(received.uid)["step"] == "700"
    now = look.by_uid(office, received.uid)
    assert (now.sync, now.status) == (SyncState.PROVED, Status.WITHDRAWN)


def test_a_dossier_cancelled_before_it_was_ever_sent_goes_out_and_is_withdrawn(
    office: Office, portal: PracticePortal, receive: Receive
) -> None:
    received = receive()
    corrections.cancel(office, received.code, "Công dân rút")
    portal.join(office)

    assert run(office, how=HOW).proved == 1
    assert portal.dossier(received.uid)["actions"] == ["1100", "1700"]


def test_where_the_portal_offers_no_withdrawal_a_person_is_asked(
    office: Office, portal: PracticePortal, receive: Receive
) -> None:
    received = receive()
    portal.join(office)
    run(office, how=HOW)
    for code in ("1200", "1400"):
        portal.act(received.uid, code)

    corrections.cancel(office, received.code, "Công dân rút")
    result = run(office, how=HOW)

    assert result.parked == 1
    assert "Rút hồ sơ trực tiếp trên cổng" in reason_of(office, received)


def test_news_of_the_portal_come_in_and_an_unknown_status_is_shown_as_it_is(
    office: Office, portal: PracticePortal, receive: Receive
) -> None:
    received = receive()
    portal.join(office)
    run(office, how=HOW)
    portal.act(received.uid, "1200")
    run(office, how=HOW)
    assert look.by_uid(office, received.uid).status is Status.PROCESSING

    portal.act(received.uid, "1400")
    run(office, how=HOW)

    now = look.by_uid(office, received.uid)
    assert now.status is Status.PROCESSING
    assert now.status_raw == "Đang xử lý liên thông"
    assert safekeeping.verify(office) == ()


def test_the_office_may_map_a_status_of_its_site(
    office: Office, portal: PracticePortal, receive: Receive
) -> None:
    received = receive()
    portal.join(office, **{"status.interoperating": "4", "status.receiving": "1"})
    run(office, how=HOW)
    assert look.by_uid(office, received.uid).status is Status.NEW


def test_offline_costs_no_attempt_and_says_so(
    office: Office, portal: PracticePortal, receive: Receive
) -> None:
    received = receive()
    portal.join(office)
    portal.stop()

    result = run(office, how=HOW)

    assert not result.reached
    assert result.line is LineState.OFFLINE
    assert result.waiting == 1
    assert "Máy chủ của cổng không nhận kết nối." in result.sentence
    (row,) = outbox.waiting(office)
    assert (row.state, row.attempts, row.next_try_at) == (DeliveryState.WAITING, 0, None)
    portal.start()
    assert run(office, how=HOW).proved == 1
    assert sync_of(office, received) is SyncState.PROVED


def test_a_portal_saved_while_it_is_away_is_warned_about_and_used_later(
    office: Office, portal: PracticePortal, receive: Receive
) -> None:
    receive()
    setting, password = portal.setting(), portal.reach["password"]
    portal.stop()
    from sync import setup

    saved = setup.save(office, setting, password)
    assert saved.warnings
    assert "không nhận kết nối" in saved.warnings[0]
    assert "Không cần làm gì" not in saved.warnings[0]
    portal.start()
    assert run(office, how=HOW).proved == 1


def test_without_any_portal_everything_waits_at_the_desk(office: Office, receive: Receive) -> None:
    receive()
    result = run(office, how=HOW)
    assert (result.reached, result.waiting) == (False, 1)
    assert result.line is LineState.NO_PORTAL
