"""What a named person decides, and that nothing else comes of it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from receptiondesk.desk import corrections, decisions, intake, look, outbox, portals, safekeeping
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.dossier import Dossier, SyncState
from receptiondesk.domain.errors import Refused
from receptiondesk.domain.events import DeliveryState, EventKind
from receptiondesk.domain.outbox import Settlement
from receptiondesk.office import Office
from tests.support.office import OfficeKind, make_office
from tests.support.sendings import PROVED, attach, join, read_back, send
from tests.support.walk_ins import walk_in

NAME = "so-hoa"
UNDECIDED = Settlement(DeliveryState.NEEDS_PERSON, "Không rõ đã tới chưa.", undecided=True)
REFUSED = Settlement(DeliveryState.NEEDS_PERSON, "Cổng không nhận.")
WHY = "đã gọi hỏi quản trị cổng"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office that gives provisional codes: the portal numbers the dossiers."""
    opened = make_office(tmp_path / "office", OfficeKind())
    join(opened, NAME)
    yield opened
    assert safekeeping.verify(opened) == ()
    opened.close()


def parked(office: Office, settlement: Settlement = UNDECIDED) -> Dossier:
    dossier = intake.accept(office, walk_in(office)).dossier
    send(office, NAME, settlement)
    return dossier


def decided(office: Office, dossier: Dossier) -> list[dict[str, object]]:
    return [
        dict(event.payload)
        for event in look.history(office, dossier.uid)
        if event.kind is EventKind.DELIVERY_DECIDED
    ]


def test_an_undecided_dossier_is_never_sent_by_itself(office: Office) -> None:
    dossier = parked(office)
    assert outbox.due(office, NAME, ignore_backoff=True) == ()
    (row,) = outbox.waiting(office)
    assert row.undecided
    assert look.by_uid(office, dossier.uid).sync is SyncState.NEEDS_PERSON


def test_sent_again_by_a_person_keeps_the_doubt_of_a_round_that_died(office: Office) -> None:
    dossier = intake.accept(office, walk_in(office)).dossier
    (item,) = outbox.due(office, NAME, ignore_backoff=True)
    outbox.mark_sending(office, NAME, item)
    refused(lambda: decisions.send_again(office, dossier.uid, NAME), "being_sent")
    outbox.recover(office, NAME)
    decisions.send_again(office, dossier.uid, NAME)
    (item,) = outbox.due(office, NAME, ignore_backoff=True)
    assert item.unknown


def test_what_a_round_is_sending_stays_the_rounds(office: Office) -> None:
    dossier = parked(office, REFUSED)
    corrections.correct(office, dossier.code, replace(dossier.facts, note="Sửa"))
    decisions.send_again(office, dossier.uid, NAME)
    (item,) = outbox.due(office, NAME, ignore_backoff=True)
    outbox.mark_sending(office, NAME, item)
    corrections.correct(office, dossier.code, replace(dossier.facts, note="Sửa nữa"))
    decisions.send_again(office, dossier.uid, NAME)
    states = [one.state for one in look.deliveries(office, dossier.uid)]
    assert states == [DeliveryState.SENDING, DeliveryState.SENDING, DeliveryState.WAITING]


def test_a_refused_dossier_asks_for_no_such_decision(office: Office) -> None:
    parked(office, REFUSED)
    assert not outbox.waiting(office)[0].undecided


def test_arrived_binds_the_code_and_is_read_back_before_it_is_green(office: Office) -> None:
    dossier = parked(office)
    decisions.arrived(office, dossier.uid, NAME, " H56.14-261123-0457 ", WHY)
    after = look.dossier(office, "H56.14-261123-0457")
    assert after.uid == dossier.uid
    assert after.codes == (dossier.code, "H56.14-261123-0457")
    assert look.dossier(office, dossier.code).uid == dossier.uid
    assert after.sync is SyncState.SENT
    (told,) = decided(office, dossier)
    assert (told["decision"], told["target"], told["code"], told["reason"]) == (
        "arrived",
        NAME,
        "H56.14-261123-0457",
        WHY,
    )
    assert [e.officer for e in look.history(office, dossier.uid)][-1] == office.officer
    (item,) = outbox.awaiting_proof(office, NAME)
    outbox.settle_proof(office, NAME, item, PROVED)
    assert look.by_uid(office, dossier.uid).sync is SyncState.PROVED


def test_not_there_is_the_only_way_to_a_second_create(office: Office) -> None:
    dossier = parked(office)
    portals.remember(office, NAME, {f"sent:{dossier.uid}": "x", f"sent:{dossier.uid}:turned": "y"})
    portals.remember(office, NAME, {f"number:{dossier.uid}": "7"})
    decisions.send_again(office, dossier.uid, NAME)
    (item,) = outbox.due(office, NAME, ignore_backoff=True)
    assert item.unknown
    assert portals.recall(office, NAME, f"sent:{dossier.uid}") == "x"
    decisions.not_there(office, dossier.uid, NAME, WHY)
    (item,) = outbox.due(office, NAME, ignore_backoff=True)
    assert not item.unknown
    assert portals.recall(office, NAME, f"sent:{dossier.uid}") is None
    assert portals.recall(office, NAME, f"sent:{dossier.uid}:turned") is None
    assert portals.recall(office, NAME, f"number:{dossier.uid}") == "7"
    assert [one["decision"] for one in decided(office, dossier)] == ["again", "not_there"]


def test_not_there_said_of_progress_leaves_the_dossier_where_it_is(office: Office) -> None:
    dossier = parked(office)
    place, mark, asked = (f"{key}:{dossier.uid}" for key in ("remote", "sent", "asked"))
    portals.remember(office, NAME, {place: "{}", mark: "x", f"{mark}:steps": "[]"})
    portals.remember(office, NAME, {f"{asked}:steps": "1"})
    decisions.not_there(office, dossier.uid, NAME, WHY)
    (item,) = outbox.due(office, NAME, ignore_backoff=True)
    assert item.unknown
    assert portals.recall(office, NAME, f"{mark}:steps") is None
    assert portals.recall(office, NAME, place) == "{}"
    assert portals.recall(office, NAME, mark) == "x"


def test_a_slip_in_copying_a_number_taken_there_is_refused(office: Office) -> None:
    dossier = parked(office)
    portals.remember(office, NAME, {f"number:{dossier.uid}": "G09.20-20261123-0000001"})

    wrong, right = "G09.20-20261123-0000010", "G09.20-20261123-0000001"
    refused(lambda: decisions.arrived(office, dossier.uid, NAME, wrong, WHY), "code_differs")
    assert look.by_uid(office, dossier.uid).codes == dossier.codes
    decisions.arrived(office, dossier.uid, NAME, right, WHY)
    assert right in look.by_uid(office, dossier.uid).codes


def test_not_there_is_not_taken_while_the_dossier_is_on_its_way(office: Office) -> None:
    dossier = intake.accept(office, walk_in(office)).dossier
    send(office, NAME, PROVED)
    attach(office, dossier, "giấy chứng sinh")
    (file,) = outbox.due_files(office, NAME, ignore_backoff=True)
    outbox.mark_sending(office, NAME, file)
    outbox.settle(office, NAME, file, UNDECIDED)
    corrections.correct(office, dossier.code, replace(dossier.facts, note="thêm"))
    (item,) = outbox.due(office, NAME, ignore_backoff=True)
    outbox.mark_sending(office, NAME, item)
    portals.remember(office, NAME, {f"sent:{dossier.uid}": "x"})

    refused(lambda: decisions.not_there(office, dossier.uid, NAME, WHY), "being_sent")

    assert portals.recall(office, NAME, f"sent:{dossier.uid}") == "x"


def test_a_decision_is_about_one_target(office: Office) -> None:
    join(office, "tinh")
    dossier = parked(office)
    send(office, "tinh", UNDECIDED)
    decisions.not_there(office, dossier.uid, NAME, WHY)
    states = {one.target: one.state for one in look.deliveries(office, dossier.uid)}
    assert states == {NAME: DeliveryState.WAITING, "tinh": DeliveryState.NEEDS_PERSON}
    decisions.set_aside(office, dossier.uid, WHY, "tinh")
    states = {one.target: one.state for one in look.deliveries(office, dossier.uid)}
    assert states == {NAME: DeliveryState.WAITING, "tinh": DeliveryState.SET_ASIDE}


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("", "code_needed"),
        ("x" * 61, "bad_code"),
        ("H56 14", "bad_code"),
        ("H56\u202e14", "bad_code"),
        ("TAM-7-261123-0001", "code_taken"),
    ],
)
def test_a_code_that_cannot_be_is_refused(office: Office, code: str, problem: str) -> None:
    dossier = parked(office)
    refused(lambda: decisions.arrived(office, dossier.uid, NAME, code, WHY), problem)
    assert look.by_uid(office, dossier.uid).sync is SyncState.NEEDS_PERSON


def test_another_dossiers_code_is_never_bound(office: Office) -> None:
    first = parked(office)
    decisions.arrived(office, first.uid, NAME, "H56.14-261123-0457", WHY)
    second = parked(office)
    for decide in (decisions.arrived, decisions.keep_both):
        taken = "H56.14-261123-0457"
        refused(lambda: decide(office, second.uid, NAME, taken, WHY), "code_taken")  # noqa: B023
    assert look.by_uid(office, second.uid).codes == second.codes


def test_two_official_codes_are_bound_only_when_a_person_says_so(office: Office) -> None:
    dossier = parked(office)
    decisions.arrived(office, dossier.uid, NAME, "H56.14-261123-0457", WHY)
    (item,) = outbox.awaiting_proof(office, NAME)
    outbox.settle_proof(office, NAME, item, UNDECIDED)
    other = "G09.20-260609-0092"
    refused(lambda: decisions.arrived(office, dossier.uid, NAME, other, WHY), "code_differs")
    decisions.keep_both(office, dossier.uid, NAME, other, WHY)
    after = look.by_uid(office, dossier.uid)
    assert after.codes == (dossier.code, "H56.14-261123-0457", other)
    assert decided(office, dossier)[-1]["decision"] == "both_codes"


def test_a_target_may_say_how_its_codes_look(office: Office) -> None:
    join(office, NAME, code_pattern=r"QN-\d{4}")
    dossier = parked(office)
    refused(lambda: decisions.arrived(office, dossier.uid, NAME, "H56.14", WHY), "bad_code")
    decisions.arrived(office, dossier.uid, NAME, "QN-0001", WHY)
    assert look.dossier(office, "QN-0001").uid == dossier.uid


def refused(act: Callable[[], ChangeSet], code: str) -> None:
    with pytest.raises(Refused) as told:
        act()
    assert [problem.code for problem in told.value.problems] == [code]
    assert all(problem.message.endswith(".") for problem in told.value.problems)


def test_a_named_person_with_a_reason_and_something_to_decide(office: Office) -> None:
    dossier = parked(office)
    nobody = office.with_officer(" ")
    refused(lambda: decisions.not_there(nobody, dossier.uid, NAME, WHY), "officer_needed")
    refused(lambda: decisions.arrived(nobody, dossier.uid, NAME, "H1", WHY), "officer_needed")
    refused(lambda: decisions.set_aside(nobody, dossier.uid, WHY), "officer_needed")
    refused(lambda: decisions.not_there(office, dossier.uid, NAME, "  "), "reason_needed")
    refused(lambda: decisions.not_there(office, dossier.uid, NAME, "x" * 501), "reason_needed")
    refused(lambda: decisions.not_there(office, dossier.uid, "khác", WHY), "not_parked")
    refused(lambda: decisions.not_there(office, "khác", NAME, WHY), "unknown_dossier")
    decisions.set_aside(office, dossier.uid, WHY)
    refused(lambda: decisions.not_there(office, dossier.uid, NAME, WHY), "not_parked")
    refused(lambda: decisions.send_again(office, dossier.uid), "nothing_to_send")
    assert decided(office, dossier) == []


def test_files_go_with_the_facts_that_are_set_aside(office: Office) -> None:
    dossier = intake.accept(office, walk_in(office)).dossier
    attach(office, dossier, "trước")
    send(office, NAME, REFUSED)
    decisions.set_aside(office, dossier.uid, WHY)
    assert look.by_uid(office, dossier.uid).sync is SyncState.SET_ASIDE
    attach(office, dossier, "sau")
    decisions.set_aside(office, dossier.uid, "cũng vậy")
    assert look.by_uid(office, dossier.uid).sync is SyncState.SET_ASIDE
    assert outbox.waiting(office) == ()


def test_a_parked_file_alone_can_be_decided(office: Office) -> None:
    dossier = intake.accept(office, walk_in(office)).dossier
    send(office, NAME)
    read_back(office, NAME)
    attach(office, dossier, "quá lớn")
    send(office, NAME, REFUSED)
    decisions.set_aside(office, dossier.uid, WHY)
    states = [one.state.value for one in look.deliveries(office, dossier.uid)]
    assert states == ["proved", "set_aside"]
    assert look.by_uid(office, dossier.uid).sync is SyncState.SET_ASIDE


def test_what_was_proved_of_a_dossier_that_is_not_there_is_read_anew_and_its_files_sent(
    office: Office,
) -> None:
    dossier = intake.accept(office, walk_in(office)).dossier
    attach(office, dossier, "trang một")
    send(office, NAME)
    read_back(office, NAME)
    attach(office, dossier, "quá lớn")
    send(office, NAME, REFUSED)
    decisions.not_there(office, dossier.uid, NAME, WHY)
    states = [one.state.value for one in look.deliveries(office, dossier.uid)]
    assert states == ["sent", "unknown", "waiting"]
    assert len(outbox.due_files(office, NAME, ignore_backoff=True)) == 2
    assert safekeeping.verify(office) == ()
