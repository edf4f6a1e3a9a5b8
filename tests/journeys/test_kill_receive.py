"""SIGKILL at any moment of ``receive``: no acknowledged dossier is lost, no number comes back.

A code on the standard output is what a clerk was told, so it is what must be there afterwards.
Peers lost orders and gave their numbers again exactly here.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from receptiondesk.desk import intake, look, safekeeping
from receptiondesk.domain.clock import SystemClock
from receptiondesk.office import Office
from tests.support import forked
from tests.support.command_line import PROGRAM, environment
from tests.support.office import OfficeKind, make_office_of_today, reopen
from tests.support.walk_ins import as_told, walk_in

STEPWISE = "tests.support.killed_command"
ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Counter:
    """A counter whose program is killed again and again; what it told is kept."""

    data: Path
    waiting: Iterator[bytes]
    told: list[str] = field(default_factory=list)
    killed: int = 0

    def _start(self, words: tuple[str, ...]) -> subprocess.Popen[bytes]:
        child = subprocess.Popen(
            words,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(),
            cwd=ROOT,
        )
        assert child.stdin is not None
        child.stdin.write(next(self.waiting))
        child.stdin.close()
        child.stdin = None
        return child

    def _ended(self, child: subprocess.Popen[bytes]) -> str:
        out, err = child.communicate(timeout=60)
        return self._heard(forked.Ended(child.returncode, out.decode(), err.decode()))

    def _heard(self, ended: forked.Ended) -> str:
        self.killed += ended.returncode == -signal.SIGKILL
        assert ended.returncode in {0, -signal.SIGKILL}, ended.stderr
        if ended.stdout.strip():
            self.told.append(json.loads(ended.stdout)["code"])
        return ended.stderr

    def receive_up_to(self, step: int) -> int:
        """Receive one walk-in, killed at a step of the acceptance; return the steps it has."""
        words = (step, "--data", self.data, "receive", "-", "--json")
        told = next(self.waiting)
        err = self._heard(forked.run(STEPWISE, *words, told=told, environ=environment()))
        return int(err) if err.strip().isdigit() else 0

    def receive_for(self, seconds: float) -> float:
        """Receive one walk-in, killed from outside after a time; return how long it ran."""
        start = time.monotonic()
        child = self._start((*PROGRAM, "--data", str(self.data), "receive", "-", "--json"))
        try:
            child.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            child.kill()
        self._ended(child)
        return time.monotonic() - start

    def receive_while_writing(self, further: float) -> None:
        """Receive one walk-in, killed when its commit begins to reach the disk, or just after."""
        log = Path(f"{self.data / 'receptiondesk.db'}-wal")
        before = log.stat().st_size if log.exists() else 0
        child = self._start((*PROGRAM, "--data", str(self.data), "receive", "-", "--json"))
        until = time.monotonic() + 30
        while child.poll() is None and time.monotonic() < until:
            if log.exists() and log.stat().st_size != before:
                break
        until = time.monotonic() + further
        while time.monotonic() < until:
            pass
        child.kill()
        self._ended(child)


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    data = tmp_path / "office"
    office = make_office_of_today(data, OfficeKind(number_range="1-999"))
    try:
        made = [json.dumps(as_told(office)).encode() for _ in range(300)]
    finally:
        office.close()
    return Counter(data, iter(made))


def must_hold(counter: Counter) -> None:
    """What is true of the data after any number of kills."""
    office = reopen(counter.data)
    try:
        kept = {row.code for row in look.search(office, "", limit=10_000)}
        assert len(counter.told) == len(set(counter.told)), "a number came back"
        assert set(counter.told) <= kept, "an acknowledged dossier is lost"
        assert safekeeping.verify(office) == ()
        now = Office(**{**vars(office), "clock": SystemClock()})
        another = intake.accept(now, walk_in(now)).dossier.code
        assert another not in kept
    finally:
        office.close()


def play(counter: Counter, times: int, chance: random.Random) -> None:
    """Kill at steps spread over the whole acceptance, around the commit, and at any time."""
    counter.receive_up_to(0)  # the first of a day does a little more, and imports more
    steps = counter.receive_up_to(0)
    assert steps > 1000
    usual = counter.receive_for(60)
    for turn in range(times):
        match turn % 4:
            case 0 | 1:
                share = steps // times
                counter.receive_up_to(max(1, turn * share + chance.randrange(share)))
            case 2:
                counter.receive_while_writing(chance.uniform(0, 0.01))
            case _:
                counter.receive_for(chance.uniform(0.3, 1.1) * usual)
    assert counter.killed >= times // 2, "too few were killed to prove anything"


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_twelve_kills_lose_nothing_and_repeat_nothing(counter: Counter) -> None:
    play(counter, 12, random.Random())
    must_hold(counter)


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_two_hundred_kills_lose_nothing_and_repeat_nothing(counter: Counter) -> None:
    play(counter, 200, random.Random())
    must_hold(counter)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_killed_after_the_commit_and_before_the_answer_the_dossier_is_there_once(
    counter: Counter,
) -> None:
    counter.receive_up_to(0)  # the first of a day does a little more
    steps = counter.receive_up_to(0)
    told = len(counter.told)
    for before_the_end in (40, 60, 80):
        counter.receive_up_to(steps - before_the_end)
        if counter.killed:
            break
        told = len(counter.told)
    assert counter.killed
    assert len(counter.told) == told
    office = reopen(counter.data)
    kept = look.search(office, "")
    office.close()
    assert len(kept) == told + 1
    must_hold(counter)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_four_programs_receiving_at_once_never_share_a_number(counter: Counter) -> None:
    words = (*PROGRAM, "--data", str(counter.data), "receive", "-", "--json")
    for child in [counter._start(words) for _ in range(4)]:
        counter._ended(child)
    assert len(counter.told) == len(set(counter.told)) == 4
    must_hold(counter)


def test_the_kill_is_a_kill() -> None:
    """The child that kills itself really ends by SIGKILL, so the tests above prove something."""
    done = subprocess.run(
        [sys.executable, "-c", f"import os; os.kill(os.getpid(), {int(signal.SIGKILL)})"],
        env=dict(os.environ),
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
