"""SIGKILL at any step of ``close-day``, and two counters that close at the same moment.

A day is either closed, line and row together, or not closed at all; and it is closed once.
"""

import json
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from receptiondesk.desk import day_close, intake, safekeeping
from receptiondesk.domain.clock import SystemClock
from receptiondesk.office import Office, open_office
from receptiondesk.paths import Paths
from tests.support import forked
from tests.support.command_line import PROGRAM, environment
from tests.support.office import LITTLE, OFFICER, credentials, make_office_of_today
from tests.support.walk_ins import walk_in

ROOT = Path(__file__).resolve().parents[2]
WORDS = ("--officer", "Lê Thị Thử", "close-day", "--json")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """An office with two dossiers of today."""
    office = make_office_of_today(tmp_path / "office", LITTLE)
    for _ in range(2):
        intake.accept(office, walk_in(office))
    office.close()
    return tmp_path / "office"


def reopened(data: Path) -> Office:
    return open_office(Paths(data), clock=SystemClock(), officer=OFFICER, credentials=credentials())


def killed_at(data: Path, step: int) -> forked.Ended:
    words = (step, "--data", data, *WORDS)
    return forked.run("tests.support.killed_close_day", *words, environ=environment())


def cut_short(data: Path, folder: Path, shares: Sequence[float]) -> None:
    """Close copies of the day, each killed after a share of its steps, and look what is left."""
    steps = 0
    for whole in (folder / "first", folder / "whole"):  # the first one imports more
        shutil.copytree(data, whole)
        told = killed_at(whole, 0)
        assert told.returncode == 0, told.stderr
        steps = int(told.stderr.split()[-1])
    killed, outcomes = 0, set()
    for share in shares:
        case = folder / f"case-{share}"
        shutil.copytree(data, case)
        died = killed_at(case, max(1, int(steps * share)))
        # Of two runs one may take a few steps less, so the last ones are not reached by each.
        assert died.returncode in {0, -signal.SIGKILL}, died.stderr
        killed += died.returncode == -signal.SIGKILL
        assert (died.stdout == "") == (died.returncode != 0)
        office = reopened(case)
        standing = day_close.standing(office)
        outcomes.add(standing.closed_today)
        assert standing.closed_today or died.returncode != 0
        assert safekeeping.verify(office) == ()
        office.close()
        again = killed_at(case, 0)
        assert again.returncode == (3 if standing.closed_today else 0)
        shutil.rmtree(case)
    assert killed >= len(shares) - 1
    assert False in outcomes


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_close_cut_short_leaves_the_day_open_or_closed_whole(data: Path, tmp_path: Path) -> None:
    cut_short(data, tmp_path, (0.1, 0.5, 0.8, 0.9, 0.999))


@pytest.mark.soak
def test_a_close_may_be_cut_short_at_forty_steps(data: Path, tmp_path: Path) -> None:
    cut_short(data, tmp_path, [part / 40 for part in range(40)])


def test_two_that_close_at_once_close_the_day_once(data: Path) -> None:
    children = [
        subprocess.Popen(
            [*PROGRAM, "--data", str(data), *WORDS],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(),
            cwd=ROOT,
        )
        for _ in range(2)
    ]
    ends = [(child.communicate(timeout=60)[0], child.returncode) for child in children]
    assert sorted(code for _, code in ends) == [0, 3]
    (refused,) = [json.loads(out) for out, code in ends if code == 3]
    assert [one["code"] for one in refused["problems"]] == ["already_closed"]
    office = reopened(data)
    assert len(day_close.seals(office)) == 1
    assert safekeeping.verify(office) == ()
    office.close()
