"""A real office and this family: offline for days, numbers of the server, two codes for ever."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from receptiondesk.desk import (
    attachments,
    corrections,
    decisions,
    intake,
    look,
    mappings,
    outbox,
    papers,
)
from receptiondesk.domain.clock import SetClock, local
from receptiondesk.domain.code_map import CodeKind, CodeLine
from receptiondesk.domain.dossier import Dossier, SyncState
from receptiondesk.domain.events import EventKind
from receptiondesk.domain.numbering import memo
from receptiondesk.domain.outbox import PortalSetting
from receptiondesk.domain.walk_in import FeeMethod, FeePaid
from receptiondesk.office import Office
from sync import setup
from sync.round import run
from tests.support.office import MORNING, make_office
from tests.support.paper import words
from tests.support.portals import server_numbered as double
from tests.support.portals.practice import HOW
from tests.support.portals.wire import Served
from tests.support.walk_ins import BIRTH_REGISTRATION, person, walk_in
from tests.sync.portals.server_numbered.desk import DIALECTS

TARGET = "server_numbered"


@dataclass
class Place:
    """An office, its portal, and the line between them."""

    office: Office
    clock: SetClock
    core: double.ServerNumberedCore
    served: Served

    def receive(self, name: str = "Nguyễn Thị Ánh", **changes: object) -> Dossier:
        told = walk_in(self.office, BIRTH_REGISTRATION, applicant=person(name), **changes)
        return intake.accept(self.office, told).dossier

    def now(self, one: Dossier) -> Dossier:
        return look.by_uid(self.office, one.uid)

    def sync(self, *, again: int = 1) -> None:
        for _ in range(again):
            run(self.office, ignore_backoff=True, how=HOW)


@pytest.fixture(params=DIALECTS)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """An office that sends to a portal of one dialect."""
    clock = SetClock(MORNING)
    core = double.ServerNumberedCore(str(request.param), clock=clock)
    office = make_office(tmp_path / "office", clock=clock)
    with Served(core) as served:
        options = {"dialect": core.dialect, **double.OPTIONS[core.dialect]}
        setting = PortalSetting(TARGET, served.url, double.USER, options, practice=True)
        setup.save(office, setting, double.PASSWORD)
        if core.dialect == "igate":
            line = CodeLine(CodeKind.PROCEDURE, BIRTH_REGISTRATION, "5f8fe7c2|60f5")
            mappings.replace(office, TARGET, [line])
        yield Place(office, clock, core, served)
    office.close()


def test_three_days_offline_then_one_sync_and_both_codes_find_it_for_ever(place: Place) -> None:
    place.served.stop()
    received = []
    for _ in range(3):
        received.append(place.receive())
        place.sync()
        place.clock.advance(timedelta(days=1))
    place.served.start()
    place.sync(again=2)
    for one in received:
        now = place.now(one)
        assert now.sync is SyncState.PROVED
        assert now.received_at == one.received_at
        day = local(place.clock.now()).strftime("%y%m%d")
        assert day in now.code  # the day of the sync, not of the reception
        assert now.codes == (one.code, now.code)
        for code in now.codes:
            assert look.dossier(place.office, code).uid == one.uid
            assert [line.uid for line in look.search(place.office, code)] == [one.uid]
            assert [line.uid for line in look.search(place.office, memo(code))] == [one.uid]
    assert len(place.core.store.dossiers) == 3
    assert place.core.store.twice() == {}


def test_the_receipt_after_binding_shows_both_codes(place: Place) -> None:
    one = place.receive(fee=FeePaid(FeeMethod.TRANSFER, 8_000))
    before = words(papers.receipt(place.office, one.code).pdf)
    assert one.code in before
    assert memo(one.code) in before
    place.sync()
    now = place.now(one)
    assert now.code != one.code
    for asked in (one.code, now.code):
        after = words(papers.receipt(place.office, asked).pdf)
        assert now.code in after
        assert one.code in after
        assert memo(now.code) in after


def test_a_correction_and_a_withdrawal_reach_the_same_dossier(place: Place) -> None:
    one = place.receive()
    place.sync()
    code = place.now(one).code
    better = replace(one.facts, note="Đã bổ sung")
    corrections.correct(place.office, code, better)
    place.sync()
    assert place.now(one).sync is SyncState.PROVED
    corrections.cancel(place.office, code, "người dân rút")
    place.sync()
    assert place.now(one).sync is SyncState.PROVED
    (kept,) = place.core.store.dossiers
    assert kept.withdrawn_by


def test_a_lost_answer_that_arrived_is_found_by_itself(place: Place) -> None:
    place.core.switches.lose_after = 1
    one = place.receive()
    place.sync(again=3)
    assert place.now(one).sync is SyncState.PROVED
    assert len(place.core.store.dossiers) == 1


def test_a_person_says_not_there_and_it_is_sent_with_the_same_number(place: Place) -> None:
    one = _undecided(place)
    decisions.not_there(place.office, one.uid, TARGET, "đã tìm trên cổng, không có")
    place.sync(again=2)
    assert place.now(one).sync is SyncState.PROVED
    assert len(place.core.store.dossiers) == 1
    assert len(place.core.store.numbers) == 1


def test_a_person_says_arrived_and_it_is_read_back_under_the_code_told(place: Place) -> None:
    switches = place.core.switches
    switches.lose_after = 1
    switches.lag, switches.lag_direct = timedelta(days=9), True
    one = place.receive()
    place.sync()
    place.clock.advance(timedelta(minutes=20))
    place.sync()
    assert place.now(one).sync is SyncState.NEEDS_PERSON
    (kept,) = place.core.store.dossiers
    switches.lag, switches.lag_direct = timedelta(0), False
    decisions.arrived(place.office, one.uid, TARGET, kept.code, "thấy trên cổng")
    place.sync(again=2)
    assert place.now(one).code == kept.code
    assert place.now(one).sync is SyncState.PROVED
    assert len(place.core.store.dossiers) == 1


def test_sending_again_by_a_button_never_makes_a_second_one(place: Place) -> None:
    one = _undecided(place)
    for _ in range(3):
        decisions.send_again(place.office, one.uid, TARGET)
        place.sync()
        place.clock.advance(timedelta(minutes=20))
    assert place.now(one).sync is SyncState.NEEDS_PERSON
    assert place.core.store.dossiers == []


@pytest.mark.slow
def test_one_poisoned_among_many(place: Place) -> None:
    """Two hundred with one dialect; the queue is the same for all, so forty do for the others."""
    others = 199 if place.core.dialect == "igate" else 39
    place.core.switches.refuse = "Hỏng"
    bad = place.receive("Nguyễn Hỏng")
    good = [place.receive() for _ in range(others)]
    place.sync()
    states = [place.now(one).sync for one in good]
    assert states == [SyncState.PROVED] * others
    (row,) = [row for row in outbox.waiting(place.office) if row.dossier_uid == bad.uid]
    assert "tên chủ hồ sơ" in row.reason
    assert place.now(bad).sync is SyncState.NEEDS_PERSON
    better = replace(bad.facts, applicant=replace(bad.facts.applicant, full_name="Nguyễn Lành"))
    corrections.correct(place.office, bad.code, better)
    place.sync()
    assert place.now(bad).sync is SyncState.PROVED
    assert place.core.store.twice() == {}


def test_a_scanned_paper_follows_its_dossier(place: Place) -> None:
    one = place.receive()
    scan = io.BytesIO()
    Image.new("RGB", (40, 60), "white").save(scan, "JPEG")
    paper = attachments.papers(place.office, one.code)[0]
    attachments.attach(place.office, one.code, paper.code, scan.getvalue(), "to-khai.jpg")
    place.sync(again=2)
    proves = place.core.dialect == "adapter2026"
    assert place.now(one).sync is (SyncState.PROVED if proves else SyncState.UNPROVABLE)
    (kept,) = place.core.store.dossiers
    (file,) = place.core.store.files.values()
    assert kept.holds(file.id)


def test_changing_an_option_forgets_no_dossier(place: Place) -> None:
    one = place.receive()
    place.sync()
    options = {**double.OPTIONS[place.core.dialect], "lag_minutes": "3"}
    told = {"dialect": place.core.dialect, **options}
    setting = PortalSetting(TARGET, place.served.url, double.USER, told, practice=True)
    setup.save(place.office, setting, double.PASSWORD)
    better = replace(one.facts, note="Sửa sau khi đổi thiết lập")
    corrections.correct(place.office, place.now(one).code, better)
    place.sync()
    assert place.now(one).sync is SyncState.PROVED
    assert len(place.core.store.dossiers) == 1


def test_the_events_name_the_binding_once(place: Place) -> None:
    one = place.receive()
    place.sync(again=3)
    told = look.history(place.office, one.uid)
    bound = [event for event in told if event.kind is EventKind.NUMBER_BOUND]
    assert [event.payload["code"] for event in bound] == [place.now(one).code]


def _undecided(place: Place) -> Dossier:
    """Return a dossier whose create was lost on the way, so that a person is asked."""
    place.core.switches.lose_before = 1
    one = place.receive()
    place.sync()
    place.clock.advance(timedelta(minutes=20))
    place.sync()
    assert place.now(one).sync is SyncState.NEEDS_PERSON
    assert place.core.store.dossiers == []
    return one
