"""The window against a bare one: how soon it can be typed into, and how much memory it keeps."""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from tests.benchmarks.ratio import Row, keep
from tests.support.crowd import crowded_office
from tests.support.office import PASSPHRASE, OfficeKind, make_office

START_AT_MOST = 1.3
MEMORY_AT_MOST = 1.8
START_PAIRS = 15
MEMORY_PAIRS = 3
DOSSIERS = 150_000
BARE = "tests.benchmarks.window_bare"
OURS = "tests.benchmarks.window_ours"
MIB = 1 << 20


def environment() -> dict[str, str]:
    """Return what a desk's process is given; bytecode is kept for both halves alike."""
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "QT_QPA_PLATFORM": "offscreen", "RECEPTIONDESK_PASSPHRASE": PASSPHRASE}


@contextmanager
def started(*words: str) -> Iterator[subprocess.Popen[str]]:
    """Give a running half; it is waited for."""
    process = subprocess.Popen(
        [sys.executable, "-m", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment(),
    )
    with process:
        yield process
    assert process.returncode == 0


def answer(process: subprocess.Popen[str]) -> dict[str, float]:
    assert process.stdout is not None
    told: dict[str, float] = json.loads(process.stdout.readline())
    return told


def moments(*words: str) -> dict[str, float]:
    """Start a half; return the seconds from the start of its process to each moment."""
    began = time.monotonic()
    with started(*words) as process:
        return {what: moment - began for what, moment in answer(process).items()}


def resident(*words: str) -> tuple[float, float]:
    """Start a half; return its resident memory with that of its children, and lines shown."""
    with started(*words) as process:
        told = answer(process)
        whole = psutil.Process(process.pid)
        family = [whole, *whole.children(recursive=True)]
        return sum(one.memory_info().rss for one in family) / MIB, told.get("lines", 0)


@pytest.mark.bench
def test_the_form_can_be_typed_into_soon_after_a_bare_window(tmp_path: Path) -> None:
    make_office(tmp_path / "office", OfficeKind(number_range="1-9000")).close()
    office = str(tmp_path / "office")
    with started(OURS, "type", office) as process:
        assert answer(process) == {"text": "k"}
    make_office(tmp_path / "fresh", OfficeKind(number_range="1-9000")).close()
    fresh = str(tmp_path / "fresh")
    moments(OURS, "start", fresh)
    moments(BARE, "start")
    pairs = [(moments(OURS, "start", fresh), moments(BARE, "start")) for _ in range(START_PAIRS)]
    other = statistics.median(bare["focusable"] for _, bare in pairs)
    for what, moment, at_most in (
        ("process start to a focusable walk-in form", "focusable", START_AT_MOST),
        ("… and the office is open beside it", "open", None),
    ):
        mine = statistics.median(ours[moment] for ours, _ in pairs)
        ratio = statistics.median(ours[moment] / bare["focusable"] for ours, bare in pairs)
        against = "bare PySide6 window + import sqlmodel"
        keep(Row(what, against, "s", mine, other, ratio, at_most, START_PAIRS))
        assert at_most is None or ratio <= at_most


@pytest.mark.bench
def test_the_window_keeps_little_more_memory_than_a_bare_one(tmp_path: Path) -> None:
    office = str(crowded_office(tmp_path / "office", DOSSIERS))
    mine, other = [], []
    for _ in range(MEMORY_PAIRS):
        memory, lines = resident(OURS, "memory", office)
        assert lines > 0
        mine.append(memory)
        other.append(resident(BARE, "memory")[0])
    ratio = statistics.median(ours / bare for ours, bare in zip(mine, other, strict=True))
    keep(
        Row(
            "resident memory, window open, 150,000 dossiers",
            "bare PySide6 window + import sqlmodel",
            "MiB",
            statistics.median(mine),
            statistics.median(other),
            ratio,
            MEMORY_AT_MOST,
            MEMORY_PAIRS,
        )
    )
    assert ratio <= MEMORY_AT_MOST
