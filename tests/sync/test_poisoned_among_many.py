"""One poisoned dossier among many, by the whole engine over real HTTP: the rest comes home.

The server-numbered family has its own, with two hundred of one make
(`portals/server_numbered/test_through_the_engine.py`), and sixty on the bus stand in
`portals/national/test_rounds.py`. An OpenCPS site is asked more for each dossier, so two hundred of
it are for the long run.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from receptiondesk.desk import corrections, intake, look, outbox, portals
from receptiondesk.domain.clock import SetClock
from receptiondesk.domain.dossier import Dossier, SyncState
from receptiondesk.office import Office
from sync.round import until_done
from tests.simulation.known import FAMILIES
from tests.support.office import MORNING, OfficeKind, make_office
from tests.support.portals.practice import HOW
from tests.support.portals.wire import Served
from tests.support.waits import Waits
from tests.support.walk_ins import person, walk_in

BAD, WELL = "Nguyễn Hỏng", "Nguyễn Lành"


@dataclass(frozen=True, slots=True)
class Kind:
    """How a double of a family is told what to refuse and to show all that it holds."""

    switched: Callable[[Any], None]
    field: str


def _opencps(core: Any) -> None:
    core.switches.refusing, core.switches.refuse = True, "Hỏng"


def _national(core: Any) -> None:
    core.switches.columns, core.switches.progress = None, True


KINDS = {
    "opencps": Kind(_opencps, "tên chủ hồ sơ"),
    "national": Kind(_national, "tên chủ hồ sơ"),
}


def _receive(office: Office, name: str) -> Dossier:
    return intake.accept(office, walk_in(office, applicant=person(name))).dossier


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("family", "many"),
    [
        ("opencps", 60),
        pytest.param("opencps", 200, marks=pytest.mark.soak),
        pytest.param("national", 200, marks=pytest.mark.soak),
    ],
)
def test_one_is_named_with_its_field_and_the_rest_is_proved(
    family: str, many: int, tmp_path: Path
) -> None:
    known, kind, clock = FAMILIES[family], KINDS[family], SetClock(MORNING)
    office = make_office(tmp_path / "office", OfficeKind(number_range="1-999"), clock=clock)
    core = known.make(clock)
    kind.switched(core)
    with Served(core) as served:
        setting = known.setting(served.port)
        portals.save(office, setting, known.password, answers_practice=True)
        dossiers = [_receive(office, BAD if at == 27 else WELL) for at in range(many)]
        bad = dossiers[27]
        how = replace(HOW, wait=Waits(office))

        result = until_done(office, how=how)
        assert (result.proved, result.parked, result.waiting) == (many - 1, 1, 0), result.as_json()
        (row,) = outbox.waiting(office)
        assert row.dossier_uid == bad.uid
        assert kind.field in row.reason
        assert len(known.truths(core)) == many - 1

        applicant = replace(bad.facts.applicant, full_name=WELL)
        better = replace(bad.facts, applicant=applicant, received_at=None)
        corrections.correct(office, bad.code, better)
        until_done(office, how=how)
        assert look.by_uid(office, bad.uid).sync is SyncState.PROVED
        assert len({truth.person for truth in known.truths(core)}) == many
    office.close()
