"""Facts changed at a portal after they were proved: seen at the next pull, and a person's."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from receptiondesk.desk import corrections, decisions, intake, look, mappings, outbox, safekeeping
from receptiondesk.domain.clock import SetClock
from receptiondesk.domain.code_map import CodeKind, CodeLine
from receptiondesk.domain.dossier import Dossier, SyncState
from receptiondesk.domain.outbox import PortalSetting
from receptiondesk.office import Office
from sync import setup
from sync.round import run
from tests.support.office import MORNING, OfficeKind, make_office
from tests.support.portals import national
from tests.support.portals import server_numbered as double
from tests.support.portals.national import NationalCore
from tests.support.portals.practice import HOW, PracticePortal
from tests.support.portals.scripted import ABLE, Book, how, join
from tests.support.portals.wire import Served
from tests.support.walk_ins import BIRTH_REGISTRATION, person, walk_in
from tests.sync.conftest import Receive
from tests.sync.portals.server_numbered.desk import DIALECTS

NAME = "Nguyễn Thị Ánh"
OK = 200
OTHER = "Nguyễn Thị Ảnh Hưởng"


def state(office: Office, dossier: Dossier) -> SyncState:
    return look.by_uid(office, dossier.uid).sync


def there(portal: PracticePortal, dossier: Dossier) -> dict[str, str]:
    """Return what the portal shows of a dossier."""
    return dict(portal.call("GET", f"/dossiers/{dossier.uid}").json())


def change(portal: PracticePortal, dossier: Dossier) -> None:
    """Let an officer at the portal write another name."""
    path = f"/dossiers/{there(portal, dossier)['dossierId']}"
    assert portal.call("PUT", path, applicantName=OTHER).status_code == OK


def told(office: Office, dossier: Dossier) -> str:
    (row,) = (row for row in outbox.waiting(office) if row.dossier_uid == dossier.uid)
    return row.reason


def test_at_opencps_the_fact_is_named_and_nothing_overwritten(
    office: Office, portal: PracticePortal, receive: Receive
) -> None:
    portal.join(office)
    dossier, other = receive(NAME), receive("Trần Văn Bình")
    run(office, how=HOW)
    assert state(office, dossier) is SyncState.PROVED
    change(portal, dossier)
    run(office, how=HOW)
    assert state(office, dossier) is SyncState.NEEDS_PERSON
    assert "đã bị sửa ở: tên chủ hồ sơ." in told(office, dossier)
    assert there(portal, dossier)["applicantName"] == OTHER
    assert state(office, other) is SyncState.PROVED
    run(office, ignore_backoff=True, how=HOW)
    assert there(portal, dossier)["applicantName"] == OTHER
    assert safekeeping.verify(office) == ()


def test_a_person_may_send_ours_again_and_it_is_green(
    office: Office, portal: PracticePortal, receive: Receive
) -> None:
    portal.join(office)
    dossier = receive(NAME)
    run(office, how=HOW)
    change(portal, dossier)
    run(office, how=HOW)
    outbox.send_again(office, dossier.uid)
    run(office, ignore_backoff=True, how=HOW)
    assert state(office, dossier) is SyncState.PROVED
    assert there(portal, dossier)["applicantName"] == NAME


def test_what_the_portal_itself_owns_may_move_and_green_stays(
    office: Office, portal: PracticePortal, receive: Receive
) -> None:
    portal.join(office)
    dossier = receive(NAME)
    run(office, how=HOW)
    portal.act(dossier.uid, "1200")
    run(office, how=HOW)
    assert look.by_uid(office, dossier.uid).status != dossier.status
    assert state(office, dossier) is SyncState.PROVED


def test_a_pull_asks_nothing_more_while_nothing_changed(office: Office, receive: Receive) -> None:
    book = Book(able=ABLE)
    join(office, "a")
    receive()
    run(office, how=how({"a": book}))
    before = len(book.log)
    run(office, how=how({"a": book}))
    assert [call for call, _uid in book.log[before:]] == ["reach", "look", "close"]


def test_what_is_corrected_at_the_desk_meanwhile_is_sent_and_not_parked(
    office: Office, receive: Receive
) -> None:
    book = Book(able=ABLE)
    join(office, "a")
    dossier = receive()
    run(office, how=how({"a": book}))
    book.altered = True
    better = replace(dossier.facts, note="Đã bổ sung")

    def correct(call: str, _uid: str) -> None:
        if call == "read_back":
            book.before = lambda _call, _uid: None
            corrections.correct(office, dossier.code, better)

    book.before = correct
    run(office, how=how({"a": book}))
    assert state(office, dossier) is SyncState.LOCAL


def test_at_the_national_bus(own_range_office: Office) -> None:
    office = own_range_office
    core = NationalCore(office.clock, practice=True)
    core.switches.columns = None
    core.switches.progress = True
    options = {"dstcode": national.DSTCODE, "madonvi": national.UNIT, "unit": "UBND xã Thử Nghiệm"}
    with Served(core) as served:
        setting = PortalSetting("national", served.url, national.USER, options, practice=True)
        setup.save(office, setting, national.PASSWORD)
        dossier = intake.accept(office, walk_in(office, applicant=person(NAME))).dossier
        run(office, how=HOW)
        assert state(office, dossier) is SyncState.PROVED
        kept = core.dossiers[dossier.code]
        kept.fields["ChuHoSo"] = OTHER
        run(office, how=HOW)
    assert state(office, dossier) is SyncState.NEEDS_PERSON
    assert "tên chủ hồ sơ" in told(office, dossier)
    assert kept.fields["ChuHoSo"] == OTHER


@pytest.mark.parametrize("dialect", DIALECTS)
def test_at_a_portal_that_numbers_itself(tmp_path: Path, dialect: str) -> None:
    clock = SetClock(MORNING)
    core = double.ServerNumberedCore(dialect, clock=clock)
    office = make_office(tmp_path / "office", OfficeKind(), clock=clock)
    options = {"dialect": dialect, **double.OPTIONS[dialect]}
    with Served(core) as served:
        setting = PortalSetting("server_numbered", served.url, double.USER, options, practice=True)
        setup.save(office, setting, double.PASSWORD)
        if dialect == "igate":
            line = CodeLine(CodeKind.PROCEDURE, BIRTH_REGISTRATION, "5f8fe7c2|60f5")
            mappings.replace(office, "server_numbered", [line])
        told_in = walk_in(office, applicant=person(NAME))
        dossier = intake.accept(office, told_in).dossier
        run(office, how=HOW)
        assert state(office, dossier) is SyncState.PROVED
        (kept,) = core.store.dossiers
        kept.doc = otherwise = json.loads(
            json.dumps(kept.doc, ensure_ascii=False).replace(NAME, OTHER)
        )
        run(office, how=HOW)
        assert state(office, dossier) is SyncState.NEEDS_PERSON
        assert "tên chủ hồ sơ" in told(office, dossier)
        assert kept.doc == otherwise
    office.close()


def test_what_the_portal_forgot_is_a_persons_after_three_looks_and_nothing_is_sent_by_itself(
    office: Office, receive: Receive
) -> None:
    """A portal came back from an older copy of its own."""
    book = Book()
    join(office, "a")
    dossier, other = receive(NAME), receive("Trần Văn Bình")
    run(office, how=how({"a": book}))
    del book.facts[dossier.uid]
    for _ in range(2):
        run(office, how=how({"a": book}))
        assert state(office, dossier) is SyncState.PROVED
    run(office, how=how({"a": book}))
    assert state(office, dossier) is SyncState.NEEDS_PERSON
    assert "nếu không còn thì chọn “chưa có, cho gửi lại”" in told(office, dossier)
    assert state(office, other) is SyncState.PROVED
    assert book.calls("deliver") == [dossier.uid, other.uid]
    decisions.not_there(office, dossier.uid, "a", "Đã tìm trên cổng, không có")
    run(office, how=how({"a": book}))
    assert state(office, dossier) is SyncState.PROVED
    assert dossier.uid in book.facts
    assert safekeeping.verify(office) == ()


def test_a_reading_denied_now_and_then_parks_nothing(office: Office, receive: Receive) -> None:
    book = Book()
    join(office, "a")
    dossier = receive(NAME)
    run(office, how=how({"a": book}))
    for _ in range(7):
        kept = book.facts.pop(dossier.uid)
        book.before = lambda call, uid, kept=kept: (  # type: ignore[misc]
            book.facts.update({uid: kept}) if call == "read_back" else None
        )
        run(office, how=how({"a": book}))
        book.facts[dossier.uid] = kept
        assert state(office, dossier) is SyncState.PROVED
    assert book.calls("read_back")
