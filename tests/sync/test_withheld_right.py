"""OpenCPS over HTTP: an account without the right to create one service (203, portals.md A.2)."""

from pathlib import Path

from receptiondesk.desk import intake, look, outbox
from receptiondesk.domain.clock import SetClock
from receptiondesk.domain.dossier import SyncState
from receptiondesk.domain.outbox import PortalSetting
from sync import setup
from sync.practice.services import SITE
from sync.round import run
from tests.support.office import MORNING, OfficeKind, make_office
from tests.support.portals import opencps
from tests.support.portals.practice import HOW
from tests.support.portals.wire import Served
from tests.support.walk_ins import BIRTH_REGISTRATION, COPY_OF_RECORD, walk_in


def test_it_holds_only_the_dossiers_of_that_service(tmp_path: Path) -> None:
    clock = SetClock(MORNING)
    core = opencps.OpenCpsCore(clock=clock)
    office = make_office(tmp_path / "office", OfficeKind(number_range="1-99"), clock=clock)
    with Served(core) as served:
        where = PortalSetting("opencps", served.url, opencps.USER, {"groupId": SITE}, practice=True)
        setup.save(office, where, opencps.PASSWORD)
        first = intake.accept(office, walk_in(office, COPY_OF_RECORD)).dossier
        others = [
            intake.accept(office, walk_in(office, BIRTH_REGISTRATION)).dossier for _ in "abcd"
        ]
        core.switches.withheld = frozenset({COPY_OF_RECORD})

        run(office, ignore_backoff=True, how=HOW)

        assert {look.by_uid(office, one.uid).sync for one in others} == {SyncState.PROVED}
        (row,) = outbox.waiting(office)
        assert row.dossier_uid == first.uid
        assert "chưa được quyền" in row.reason

        core.switches.withheld = frozenset()
        run(office, ignore_backoff=True, how=HOW)
        assert look.by_uid(office, first.uid).sync is SyncState.PROVED
    office.close()
