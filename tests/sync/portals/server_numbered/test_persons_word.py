"""What a person read at a portal counts, and ends what the program cannot find out."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from receptiondesk.desk import corrections, decisions, intake, look, mappings, safekeeping
from receptiondesk.domain.clock import SetClock
from receptiondesk.domain.code_map import CodeKind, CodeLine
from receptiondesk.domain.dossier import Dossier, SyncState
from receptiondesk.domain.events import DeliveryState
from receptiondesk.domain.outbox import PortalSetting
from receptiondesk.office import Office
from sync import setup
from sync.round import run
from tests.support.office import MORNING, make_office
from tests.support.portals import server_numbered as double
from tests.support.portals.practice import HOW
from tests.support.portals.wire import Served
from tests.support.sendings import attach
from tests.support.walk_ins import BIRTH_REGISTRATION, person, walk_in
from tests.sync.portals.server_numbered.desk import DIALECTS

TARGET = "server_numbered"
BLIND = "adapter2026"


@dataclass
class Desk:
    """An office that sends to one portal of the family."""

    office: Office
    clock: SetClock
    core: double.ServerNumberedCore

    def receive(self) -> Dossier:
        told = walk_in(self.office, BIRTH_REGISTRATION, applicant=person("Nguyễn Thị Ánh"))
        return intake.accept(self.office, told).dossier

    def sync(self, rounds: int = 1) -> None:
        for _ in range(rounds):
            run(self.office, ignore_backoff=True, how=HOW)
            self.clock.advance(timedelta(minutes=30))

    def states(self, dossier: Dossier) -> list[DeliveryState]:
        return [one.state for one in look.deliveries(self.office, dossier.uid)]


@contextmanager
def opened(folder: Path, dialect: str, *, without: str = "") -> Iterator[Desk]:
    clock = SetClock(MORNING)
    core = double.ServerNumberedCore(dialect, clock=clock)
    office = make_office(folder / "office", clock=clock)
    options = {key: text for key, text in double.OPTIONS[dialect].items() if key != without}
    with Served(core) as served:
        told = {"dialect": dialect, **options}
        setting = PortalSetting(TARGET, served.url, double.USER, told, practice=True)
        setup.save(office, setting, double.PASSWORD)
        if dialect == "igate":
            line = CodeLine(CodeKind.PROCEDURE, BIRTH_REGISTRATION, "5f8fe7c2|60f5")
            mappings.replace(office, TARGET, [line])
        yield Desk(office, clock, core)
    office.close()


@pytest.fixture
def blind(tmp_path: Path) -> Iterator[Desk]:
    """A desk whose portal offers no look-up of any kind."""
    with opened(tmp_path, BLIND, without="path.lookup") as desk:
        yield desk


def lost(desk: Desk) -> tuple[Dossier, str]:
    """Let a create arrive and its answer not; return the dossier and its code at the portal."""
    desk.core.switches.lose_after = 1
    dossier = desk.receive()
    desk.sync(2)
    assert desk.states(dossier) == [DeliveryState.NEEDS_PERSON]
    (there,) = desk.core.store.dossiers
    return dossier, there.code


def test_what_a_person_found_where_nothing_can_be_asked_is_taken_as_there(blind: Desk) -> None:
    dossier, code = lost(blind)

    decisions.arrived(blind.office, dossier.uid, TARGET, code, "đã mở cổng xem")
    blind.sync(3)

    assert blind.states(dossier) == [DeliveryState.UNPROVABLE], "amber, and nobody is asked again"
    assert look.by_uid(blind.office, dossier.uid).codes == (dossier.code, code)
    assert len(blind.core.store.dossiers) == 1
    assert safekeeping.verify(blind.office) == ()


def test_a_correction_follows_to_where_a_person_found_it(blind: Desk) -> None:
    dossier, code = lost(blind)
    decisions.arrived(blind.office, dossier.uid, TARGET, code, "đã mở cổng xem")
    blind.sync()

    better = replace(dossier.facts, applicant=person("Nguyễn Thị Anh"))
    corrections.correct(blind.office, code, better)
    blind.sync(2)

    (there,) = blind.core.store.dossiers
    assert "Nguyễn Thị Anh" in str(there.doc)
    assert blind.states(dossier) == [DeliveryState.UNPROVABLE] * 2
    assert "tiến trình không gửi được" in look.deliveries(blind.office, dossier.uid)[-1].reason


def test_not_there_after_all_takes_the_persons_first_word_back(blind: Desk) -> None:
    dossier, code = lost(blind)
    decisions.arrived(blind.office, dossier.uid, TARGET, code, "nhìn nhầm")
    corrections.correct(blind.office, code, replace(dossier.facts, note="Đã bổ sung"))
    blind.core.store.dossiers.clear()
    blind.core.switches.refuse = "Ánh"
    blind.sync()
    assert blind.states(dossier)[-1] is DeliveryState.NEEDS_PERSON
    blind.core.switches.refuse = ""

    decisions.not_there(blind.office, dossier.uid, TARGET, "tìm lại không thấy")
    blind.sync()

    assert len(blind.core.store.dossiers) == 1


@pytest.fixture(params=DIALECTS)
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    with opened(tmp_path, str(request.param)) as found:
        yield found


def test_a_dossier_that_a_portal_lost_is_sent_anew_though_only_its_file_was_parked(
    desk: Desk,
) -> None:
    dossier = desk.receive()
    desk.sync()
    assert look.by_uid(desk.office, dossier.uid).sync is SyncState.PROVED
    desk.core.store.dossiers.clear()
    attach(desk.office, look.by_uid(desk.office, dossier.uid), "thêm sau")
    desk.sync()
    assert desk.states(dossier) == [DeliveryState.PROVED, DeliveryState.NEEDS_PERSON]

    decisions.not_there(desk.office, dossier.uid, TARGET, "tìm trên cổng không thấy")
    assert look.by_uid(desk.office, dossier.uid).sync is not SyncState.PROVED
    desk.sync(3)

    assert len(desk.core.store.dossiers) == 1
    assert safekeeping.verify(desk.office) == ()


def test_what_was_said_to_be_missing_and_is_there_is_green_again_and_not_doubled(
    desk: Desk,
) -> None:
    dossier = desk.receive()
    desk.sync()
    kept = list(desk.core.store.dossiers)
    desk.core.store.dossiers.clear()
    attach(desk.office, look.by_uid(desk.office, dossier.uid), "thêm sau")
    desk.sync()
    desk.core.store.dossiers.extend(kept)

    decisions.not_there(desk.office, dossier.uid, TARGET, "tìm trên cổng không thấy")
    desk.sync(3)

    assert len(desk.core.store.dossiers) == 1
    assert desk.states(dossier)[0] is DeliveryState.PROVED
