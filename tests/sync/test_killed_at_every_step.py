"""SIGKILL of a real process at every step of push, prove and pull; the next rounds make it well.

The portal is a double in this process, so it lives on as a real one does. Steps are the moments
before and after each request and each commit (`tests.support.killed_round`).
"""

import json
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from receptiondesk.desk import (
    attachments,
    corrections,
    decisions,
    intake,
    look,
    mappings,
    outbox,
    portals,
)
from receptiondesk.domain.clock import SetClock
from receptiondesk.domain.events import DeliveryState
from receptiondesk.office import Office
from sync.round import run
from tests.simulation.families import Family, Truth
from tests.simulation.held import differing
from tests.simulation.known import FAMILIES
from tests.support import forked, scans
from tests.support.office import MORNING, OfficeKind, make_office, reopen
from tests.support.portals.practice import HOW
from tests.support.portals.wire import Served
from tests.support.walk_ins import walk_in

#: The short run dies at every so-manieth step, beginning with the first.
_SHORT_STRIDE = 14
#: Rounds that the desk gets afterwards.
_ROUNDS = 6


@dataclass(frozen=True)
class Scene:
    """An office with work to send, as it stood before the round that is killed."""

    family: Family
    ready: Path
    #: The portal's; how long its search may lag is told by it.
    clock: SetClock

    @contextmanager
    def stage(self, folder: Path) -> Iterator[tuple[Path, Served]]:
        """Set the same scene up anew: its own copy of the office, its own empty portal."""
        self.clock.at = MORNING
        portal = Served(self.family.make(self.clock)).start()
        try:
            root = folder / "office"
            shutil.copytree(self.ready, root)
            office = reopen(root, alone=True)
            setting = self.family.setting(portal.port)
            portals.save(office, setting, self.family.password, answers_practice=True)
            if self.family.codes:
                mappings.replace(office, self.family.adapter, self.family.codes)
            office.close()
            yield root, portal
        finally:
            portal.stop()
            for made in ("office", "state"):
                shutil.rmtree(folder / made, ignore_errors=True)


def _scene(family: Family, folder: Path) -> Scene:
    """Return an office with a corrected dossier that has a page, and a cancelled one."""
    root = folder / "ready"
    own_range = "1-999" if family.numbered_here else ""
    office = make_office(root, OfficeKind(number_range=own_range))
    first = intake.accept(office, walk_in(office)).dossier
    # Spelled as `held` reads notes out of the words around them.
    facts = replace(first.facts, note="Ghi chú 2", copies=2, received_at=None)
    corrections.correct(office.with_officer("Cán bộ Hai"), first.code, facts)
    if family.takes_files:
        attachments.attach(office, first.code, "1", scans.small(1), "trang.png")
    second = intake.accept(office, walk_in(office)).dossier
    corrections.cancel(office.with_officer("Cán bộ Ba"), second.code, "Người dân xin rút")
    office.close()
    return Scene(family, root, SetClock(MORNING))


def _killed_round(root: Path, step: int) -> tuple[int, list[str]]:
    """Make a round in a process that dies at a step; return how it ended and its steps."""
    done = forked.run("tests.support.killed_round", root, step)
    assert done.returncode in {0, -signal.SIGKILL}, done.stderr
    return done.returncode, json.loads(done.stdout) if done.returncode == 0 else []


def _decide(office: Office, truths: dict[str, Truth]) -> None:
    """Do what a clerk does who looks at the portal."""
    for row in outbox.waiting(office):
        if row.state is DeliveryState.NEEDS_PERSON:
            truth = truths.get(_person(office, row.dossier_uid))
            dossier = look.by_uid(office, row.dossier_uid)
            if truth is not None and truth.code in dossier.codes and not truth.is_equal(dossier):
                # It is known which one it is there, and what stands there is not the newest.
                decisions.send_again(office, dossier.uid, row.target, "Trên cổng chưa đúng")
            elif truth is None:
                decisions.not_there(office, row.dossier_uid, row.target, "Không thấy trên cổng")
            else:
                decisions.arrived(office, row.dossier_uid, row.target, truth.code, "Đã thấy")


def _person(office: Office, uid: str) -> str:
    identity = look.by_uid(office, uid).facts.applicant.identity
    assert identity is not None
    return identity.number


def _judge(scene: Scene, root: Path, portal: Served) -> None:
    """After some rounds each dossier is there once, equal, with its page, as its officers'."""
    clock, family = SetClock(MORNING), scene.family
    office = reopen(root, clock=clock, alone=True)
    try:
        for _ in range(_ROUNDS):
            clock.advance(timedelta(minutes=20))
            scene.clock.advance(timedelta(minutes=20))
            run(office, ignore_backoff=True, how=HOW)
            _decide(office, {truth.person: truth for truth in family.truths(portal.core)})
        truths = family.truths(portal.core)
        assert len(truths) == 2
        there = {truth.person: truth for truth in truths}
        for line in look.search(office, ""):
            dossier = look.by_uid(office, line.uid)
            truth = there[_person(office, line.uid)]
            assert truth.is_equal(dossier), (truth.name, differing(dossier, truth.facts))
            assert truth.code in {"", *dossier.codes}
            if family.takes_files:
                ours = [file.sha256 for file in attachments.of_dossier(office, line.uid)]
                assert sorted(truth.files) == sorted(ours)
        left = [row.state for row in outbox.waiting(office)]
        assert set(left) <= {DeliveryState.UNPROVABLE}, left
    finally:
        office.close()


@pytest.fixture(params=sorted(FAMILIES))
def scene(request: pytest.FixtureRequest, tmp_path: Path) -> Scene:
    return _scene(FAMILIES[request.param], tmp_path)


def _steps(scene: Scene, folder: Path) -> list[str]:
    with scene.stage(folder) as (root, _portal):
        ended, names = _killed_round(root, 0)
    assert ended == 0
    return names


def _die_at(scene: Scene, folder: Path, step: int) -> None:
    with scene.stage(folder) as (root, portal):
        ended, _names = _killed_round(root, step)
        assert ended == -signal.SIGKILL
        _judge(scene, root, portal)


@pytest.mark.soak
def test_a_round_may_die_at_every_step(scene: Scene, tmp_path: Path) -> None:
    for step in range(1, len(_steps(scene, tmp_path)) + 1):
        _die_at(scene, tmp_path, step)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_round_may_die_at_some_steps(tmp_path: Path) -> None:
    scene = _scene(FAMILIES["opencps"], tmp_path)
    names = _steps(scene, tmp_path)
    assert any(name.startswith("before POST") for name in names)
    assert any(name.startswith("after GET") for name in names)
    for step in range(1, len(names) + 1, _SHORT_STRIDE):
        _die_at(scene, tmp_path, step)
