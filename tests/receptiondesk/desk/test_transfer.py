"""Carrying dossiers by hand into a system without an interface."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from receptiondesk.desk import corrections, intake, look, outbox, portals, safekeeping, transfer
from receptiondesk.domain.dossier import Dossier, SyncState
from receptiondesk.domain.errors import Refused
from receptiondesk.domain.events import DeliveryState, EventKind
from receptiondesk.domain.numbering import memo
from receptiondesk.domain.outbox import TRANSFER, PortalSetting, Settlement
from receptiondesk.domain.transfer_fields import DEFAULT, KNOWN
from receptiondesk.office import Office
from tests.support.office import LITTLE, OfficeKind, make_office
from tests.support.sendings import attach, join, read_back, send
from tests.support.walk_ins import person, walk_in

NAME = "Hộ kinh doanh"
FIELDS = "name,identity,phone,procedure"


def by_hand(office: Office, **options: str) -> None:
    setting = PortalSetting(TRANSFER, "", "", options, practice=True, name=NAME)
    portals.save(office, setting, "", answers_practice=None)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = make_office(tmp_path / "office", LITTLE)
    by_hand(opened, fields=FIELDS, code_pattern="HKD-[0-9]{4}")
    yield opened
    assert safekeeping.verify(opened) == ()
    opened.close()


def received(office: Office, name: str = "Nguyễn Thị Ánh") -> Dossier:
    return intake.accept(office, walk_in(office, applicant=person(name))).dossier


def refusal(office: Office, dossier: Dossier, code: str, **more: int) -> str:
    with pytest.raises(Refused) as refused:
        transfer.done(office, dossier.uid, NAME, code, **more)
    return refused.value.problems[0].code


def corrected(office: Office, dossier: Dossier, **changes: str) -> None:
    facts = replace(dossier.facts, applicant=replace(dossier.facts.applicant, **changes))  # type: ignore[arg-type]
    corrections.correct(office, dossier.code, facts)


def test_the_fields_stand_in_the_order_of_the_other_system(office: Office) -> None:
    dossier = received(office)
    told = transfer.fields(office, dossier.uid, NAME)
    assert [one.key for one in told] == FIELDS.split(",")
    assert (told[0].label, told[0].value) == ("Họ và tên", "Nguyễn Thị Ánh")
    assert told[2].value == "0912345678"
    assert not any(one.changed for one in told)


def test_a_target_that_names_no_fields_gets_the_usual_ones(office: Office) -> None:
    by_hand(office)
    told = transfer.fields(office, received(office).uid, NAME)
    keys = [one.key for one in told]
    assert keys == [key for key in DEFAULT if key in keys]
    assert {"code", "name", "identity", "address", "papers", "due_at"} <= set(keys)
    assert all(one.value for one in told)


def test_every_field_that_can_be_named_can_be_read(office: Office) -> None:
    by_hand(office, fields=",".join(KNOWN))
    dossier = received(office)
    corrections.cancel(office, dossier.code, "nộp nhầm")
    told = {one.key: one.value for one in transfer.fields(office, dossier.uid, NAME)}
    assert told["birth"] == "08/03/1996"
    assert told["cancelled"] == "nộp nhầm"
    assert told["received_at"] == "09:00 23/11/2026"
    assert told["papers"].startswith("1. ")


def test_the_pasted_code_finds_the_dossier_and_it_stays_amber(office: Office) -> None:
    dossier = received(office)
    transfer.done(office, dossier.uid, NAME, ' “HKD-0012"\u200b\n')
    after = look.dossier(office, "hkd-0012")
    assert after.uid == dossier.uid
    assert after.code == dossier.code, "the code on the receipt stays the first"
    assert after.codes == (dossier.code, "HKD-0012")
    assert [one.uid for one in look.search(office, memo("HKD-0012"))] == [dossier.uid]
    assert after.sync is SyncState.UNPROVABLE
    (delivery,) = look.deliveries(office, dossier.uid)
    assert "không kiểm chứng được ở cổng này" in delivery.reason
    last = look.history(office, dossier.uid)[-1]
    assert (last.kind, last.officer) == (EventKind.TRANSFERRED, office.officer)
    assert (last.payload["target"], last.payload["code"]) == (NAME, "HKD-0012")
    assert outbox.waiting(office) == ()
    assert refusal(office, dossier, "HKD-0012") == "nothing_to_transfer"
    assert look.carried_over(office, look.search(office, "")) == {dossier.uid}


def test_what_another_portal_cannot_show_is_not_called_carried_over(office: Office) -> None:
    join(office, "opencps")
    dossier = received(office)
    transfer.done(office, dossier.uid, NAME, "HKD-0012")
    send(office, "opencps")
    read_back(office, "opencps", Settlement(DeliveryState.UNPROVABLE))
    assert look.by_uid(office, dossier.uid).sync is SyncState.UNPROVABLE
    assert look.carried_over(office, look.search(office, "")) == frozenset()


@pytest.mark.parametrize(
    ("pasted", "why"),
    [
        ("", "code_needed"),
        (" \u200b\n", "code_needed"),
        ("HKD-00123", "bad_code"),
        ("HKD 0012", "bad_code"),
        ("XHKD-0012", "bad_code"),
        ("HKD-0012 " * 10, "bad_code"),
    ],
)
def test_what_cannot_be_the_code_is_refused_and_changes_nothing(
    office: Office, pasted: str, why: str
) -> None:
    dossier = received(office)
    before = look.history(office, dossier.uid)
    assert refusal(office, dossier, pasted) == why
    assert look.history(office, dossier.uid) == before
    assert outbox.waiting(office)[0].state is DeliveryState.WAITING


def test_the_code_of_another_dossier_or_a_copied_field_is_refused(office: Office) -> None:
    by_hand(office)
    first, second = received(office), received(office, "Đỗ Văn Đức")
    transfer.done(office, first.uid, NAME, "HKD-0012")
    assert refusal(office, second, "hkd-0012") == "code_taken"
    assert refusal(office, second, first.code) == "code_taken"
    assert refusal(office, second, "TAM-7-261123-0001") == "code_taken"
    assert refusal(office, second, "0912345678") == "not_a_code"


def test_a_correction_makes_another_transfer_with_only_what_changed_marked(office: Office) -> None:
    dossier = received(office)
    transfer.done(office, dossier.uid, NAME, "HKD-0012")
    corrected(office, dossier, phone="")
    assert look.by_uid(office, dossier.uid).sync is SyncState.LOCAL
    told = transfer.open_one(office, dossier.uid, NAME)
    assert (told.needed, told.again, told.known_code) == (True, True, "HKD-0012")
    assert [(one.key, one.value) for one in told.fields if one.changed] == [("phone", "")]
    transfer.done(office, dossier.uid, NAME, "HKD-0012", revision=told.revision)
    after = look.by_uid(office, dossier.uid)
    assert after.sync is SyncState.UNPROVABLE
    assert after.codes == (dossier.code, "HKD-0012")
    corrections.cancel(office, dossier.code, "nộp nhầm")
    told = transfer.open_one(office, dossier.uid, NAME)
    assert [one.label for one in told.fields if one.changed] == ["Lý do hủy hồ sơ"]
    transfer.done(office, dossier.uid, NAME, "HKD-0012")


def test_what_was_changed_while_it_was_copied_is_not_filed_as_carried_over(office: Office) -> None:
    dossier = received(office)
    corrected(office, dossier, phone="0987654321")
    assert refusal(office, dossier, "HKD-0012", revision=0) == "changed_meanwhile"
    assert look.by_uid(office, dossier.uid).sync is SyncState.LOCAL


def test_files_do_not_go_this_way_and_that_is_said(office: Office) -> None:
    dossier = received(office)
    attach(office, dossier, "mặt trước")
    assert transfer.open_one(office, dossier.uid, NAME).files == 1
    transfer.done(office, dossier.uid, NAME, "HKD-0012")
    told = {one.kind: one.reason for one in look.deliveries(office, dossier.uid)}
    assert "Không gửi được tệp qua cổng này" in told[EventKind.ATTACHED]
    assert look.by_uid(office, dossier.uid).sync is SyncState.UNPROVABLE


def test_a_named_person_may_leave_it_and_it_is_never_amber(office: Office) -> None:
    dossier = received(office)
    with pytest.raises(Refused, match="reason_needed"):
        transfer.give_up(office, dossier.uid, NAME, " ")
    with pytest.raises(Refused, match="officer_needed"):
        transfer.give_up(office.with_officer(""), dossier.uid, NAME, "hủy trước khi chuyển")
    with pytest.raises(Refused, match="officer_needed"):
        transfer.done(office.with_officer(""), dossier.uid, NAME, "HKD-0012")
    transfer.give_up(office, dossier.uid, NAME, "hủy trước khi chuyển")
    assert look.by_uid(office, dossier.uid).sync is SyncState.SET_ASIDE


def test_only_a_target_without_an_interface_is_carried_to(office: Office) -> None:
    dossier = received(office)
    with pytest.raises(Refused, match="not_by_hand"):
        transfer.fields(office, dossier.uid, "opencps")
    with pytest.raises(Refused, match="unknown_dossier"):
        transfer.fields(office, "khác", NAME)


def test_options_that_nobody_could_follow_are_refused(office: Office) -> None:
    with pytest.raises(Refused) as refused:
        by_hand(office, fields="name,tên lạ", code_pattern="HKD-[0-9")
    assert [one.code for one in refused.value.problems] == ["unknown_field", "bad_code_pattern"]


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("UPDATE delivery SET state = 'proved'", "delivery"),
        ("UPDATE remote_ref SET remote_code = 'HKD-0013'", "remote_ref"),
    ],
)
def test_what_was_filed_is_judged(tmp_path: Path, statement: str, table: str) -> None:
    office = make_office(tmp_path / "judged", LITTLE)
    by_hand(office)
    transfer.done(office, received(office).uid, NAME, "HKD-0012")
    assert safekeeping.verify(office) == ()
    with office.database.raw() as connection:
        connection.execute(statement)
    assert table in {row.table for row in safekeeping.verify(office)}
    office.close()


def test_the_official_code_still_becomes_the_first_after_a_transfer(tmp_path: Path) -> None:
    office = make_office(tmp_path / "numbered", OfficeKind())
    by_hand(office)
    dossier = received(office)
    transfer.done(office, dossier.uid, NAME, "HKD-0012")
    assert look.by_uid(office, dossier.uid).code == dossier.code
    assert dossier.code.startswith("TAM-")
    office.close()
