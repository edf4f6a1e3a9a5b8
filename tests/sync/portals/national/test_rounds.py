"""Whole rounds of a real office with a bus: proved, parked, killed, or told to be amber."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from receptiondesk.desk import intake, look, mappings, outbox
from receptiondesk.domain.clock import SetClock
from receptiondesk.domain.code_map import CodeKind, CodeLine
from receptiondesk.domain.dossier import Dossier, SyncState
from receptiondesk.domain.outbox import PortalSetting
from receptiondesk.office import Office
from sync import setup
from sync.round import run, until_done
from tests.support import forked
from tests.support.portals.national import DSTCODE, PASSWORD, UNIT, USER, NationalCore
from tests.support.portals.practice import HOW
from tests.support.portals.wire import Served
from tests.support.waits import Waits
from tests.support.walk_ins import person, walk_in

SETTING = {"dstcode": DSTCODE, "madonvi": UNIT, "unit": "UBND xã Thử Nghiệm"}


@pytest.fixture
def served(own_range_office: Office) -> Iterator[Served]:
    """A bus that shows everything, set up at an office that gives official codes."""
    core = NationalCore(own_range_office.clock, practice=True)
    core.switches.columns = None
    core.switches.progress = True
    with Served(core) as served:
        join(own_range_office, served)
        yield served


def join(office: Office, served: Served) -> None:
    setting = PortalSetting("national", served.url, USER, SETTING, practice=True, name="quoc-gia")
    assert setup.save(office, setting, PASSWORD).warnings == ()


def core_of(served: Served) -> NationalCore:
    assert isinstance(served.core, NationalCore)
    return served.core


def receive(office: Office, name: str = "Nguyễn Thị Ánh") -> Dossier:
    return intake.accept(office, walk_in(office, applicant=person(name))).dossier


def later(office: Office, **time: float) -> None:
    assert isinstance(office.clock, SetClock)
    office.clock.advance(timedelta(**time))


@pytest.mark.slow
def test_one_poisoned_among_sixty_is_named_and_the_others_are_proved(
    own_range_office: Office, served: Served
) -> None:
    names = [f"Người thứ {number}" for number in range(60)]
    names[27] = "Người Hỏng"
    received = [receive(own_range_office, name) for name in names]
    result = until_done(own_range_office, how=HOW)
    assert (result.proved, result.parked, result.waiting) == (59, 1, 0), result.as_json()
    (row,) = outbox.waiting(own_range_office)
    assert row.applicant == "Người Hỏng"
    assert "tên chủ hồ sơ" in row.reason
    core = core_of(served)
    assert core.codes() == {one.code for one in received} - {row.code}
    assert len(core.steps) == 59
    assert served.count <= 3 * 60 + 20


def test_what_cannot_be_shown_stays_amber_and_says_what(
    own_range_office: Office, served: Served
) -> None:
    core_of(served).switches.progress = False
    core_of(served).switches.columns = ("MaHoSo", "ChuHoSo", "MaTTHC", "NgayTiepNhan")
    received = receive(own_range_office)
    run(own_range_office, ignore_backoff=True, how=HOW)
    shown = look.dossier(own_range_office, received.code)
    assert shown.sync is SyncState.UNPROVABLE
    reasons = " ".join(one.reason for one in look.deliveries(own_range_office, received.uid))
    assert "lệ phí" not in reasons  # none was sent
    assert "giấy tờ" in reasons
    assert "tiến độ xử lý" in reasons


def test_a_provisional_code_waits_quietly_and_is_said(office: Office) -> None:
    with Served(NationalCore(office.clock, practice=True)) as served:
        join(office, served)
        receive(office)
        run(office, ignore_backoff=True, how=HOW)
        result = run(office, ignore_backoff=True, how=HOW)
        assert (result.waiting, result.parked) == (1, 0)
        assert core_of(served).codes() == set()
        (row,) = outbox.waiting(office)
        assert "mã chính thức" in row.reason


def test_a_table_of_the_office_is_obeyed(own_range_office: Office, served: Served) -> None:
    lines = [CodeLine(CodeKind.UNIT, "1.001193", "Phòng Tư pháp")]
    mappings.replace(own_range_office, "quoc-gia", lines)
    received = receive(own_range_office)
    run(own_range_office, ignore_backoff=True, how=HOW)
    assert core_of(served).dossiers[received.code].fields["DonViXuLy"] == "Phòng Tư pháp"


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("progress", [True, False])
def test_killed_at_any_step_of_a_round_it_ends_in_one_dossier(
    own_range_office: Office, served: Served, progress: bool
) -> None:
    root, core = own_range_office.paths.root, core_of(served)
    core.switches.progress = progress
    receive(own_range_office)
    names = _round(root, 0)
    assert core.codes()
    sent = [at for at, name in enumerate(names, 1) if "POST" in name or "commit" in name]
    for at in sent[:: max(1, len(sent) // 7)]:
        one = receive(own_range_office)
        _round(root, at)
        later(own_range_office, minutes=30)
        how = replace(HOW, wait=Waits(own_range_office))
        result = until_done(own_range_office, how=how)
        assert (result.waiting, result.parked) == (0, 0), (names[at - 1], result.sentence)
        assert core.dossiers[one.code].created == 1
        steps = sum(step["MaHoSo"] == one.code for step in core.steps)
        assert steps == 1 if progress else steps <= 1, names[at - 1]


def _round(root: Path, step: int) -> list[str]:
    """Make one round in a process of its own, killed at a step; return the names of all steps."""
    child = forked.run("tests.support.killed_round", root, step)
    assert (child.returncode == 0) is (step == 0), child.stderr
    return list(json.loads(child.stdout)) if step == 0 else []
