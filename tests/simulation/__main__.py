"""The long run: ``python -m tests.simulation --seeds 10000``; one seed replays with ``--seed``."""

import argparse
import json
import sys
import tempfile
import time
from collections import Counter as Tally
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sqlalchemy import Engine

from receptiondesk.desk import file_limits
from receptiondesk.files import preparing
from receptiondesk.storage import standing
from receptiondesk.storage.engine import Database
from tests.simulation.acts import WEIGHTS
from tests.simulation.known import TOWNS
from tests.simulation.world import STEPS, Violation, World

_TOLD_EVERY = 100
_PREPARE = preparing.prepare
_PART_BYTES = 6_000
_SHARED: dict[str, Any] = {}


def live(
    family: str, seed: int, steps: int = STEPS, more: Mapping[str, int] = MappingProxyType({})
) -> dict[str, Any]:
    """Make one run and return its record; a violation stands in it under ``broken``.

    ``more``: weights of acts other than usual.
    """
    root = Path(tempfile.mkdtemp(prefix="sim-", dir=_memory()))
    world = World(seed, TOWNS[family], root, steps, {**WEIGHTS, **more})
    try:
        with made_cheap():
            world.run()
    except Violation as broken:
        return {**world.record(), "broken": str(broken), "events": dict(world.events)}
    except Exception as fault:  # noqa: BLE001 - whatever nobody foresaw is a fault of ours too
        told = f"not foreseen: {type(fault).__name__}: {fault}"
        return {**world.record(), "broken": told, "events": dict(world.events)}
    finally:
        world.away()
    return {**world.record(), "events": dict(world.events)}


@contextmanager
def made_cheap() -> Iterator[None]:
    """Leave out what no run changes and what every run would do again."""
    with _catalogue_left_alone(), _statements_compiled_once(), _little_pages_prepared_once():
        yield


@contextmanager
def _catalogue_left_alone() -> Iterator[None]:
    """Leave the 469 procedures out of ``verify``: no run changes one, and reading takes a third."""
    judged = standing._procedures
    standing._procedures = lambda *_: iter(())
    try:
        yield
    finally:
        standing._procedures = judged


@contextmanager
def _statements_compiled_once() -> Iterator[None]:
    """Let all files of a process share what SQLAlchemy compiled: each opening else begins anew."""
    make = Database._make_engine

    def shared(self: Database) -> Engine:
        engine = make(self)
        _SHARED.setdefault("dialect", engine.dialect)
        _SHARED.setdefault("cache", engine._compiled_cache)
        engine.dialect = engine.pool._dialect = _SHARED["dialect"]
        engine._compiled_cache = _SHARED["cache"]
        return engine

    Database._make_engine = shared  # type: ignore[method-assign]
    try:
        yield
    finally:
        Database._make_engine = make  # type: ignore[method-assign]


@contextmanager
def _little_pages_prepared_once() -> Iterator[None]:
    """Let a page be prepared once for all runs, and be cut into parts at a size to simulate."""
    prepare, part = preparing.prepare, file_limits.PART_BYTES
    preparing.prepare = _prepared_once
    file_limits.PART_BYTES = _PART_BYTES
    try:
        yield
    finally:
        preparing.prepare, file_limits.PART_BYTES = prepare, part


@cache
def _prepared_once(data: bytes, part_bytes: int) -> preparing.Prepared:
    return _PREPARE(data, part_bytes)


def _memory() -> str | None:
    """Return a folder in memory where there is one: a power cut is not what is simulated."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


def _share(work: tuple[str, int, int]) -> dict[str, Any]:
    return live(*work)


def _all(work: Iterable[tuple[str, int, int]], jobs: int) -> Iterator[dict[str, Any]]:
    if jobs == 1:
        yield from map(_share, work)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(_share, work, chunksize=8)


def main() -> int:
    """Run the seeds and print the table; 1 when an invariant was broken."""
    asked = _asked()
    families = asked.family or sorted(TOWNS)
    seeds = (
        [asked.seed] if asked.seed is not None else range(asked.first, asked.first + asked.seeds)
    )
    work = [(families[seed % len(families)], seed, asked.steps) for seed in seeds]
    if asked.seed is not None:
        work = [(family, asked.seed, asked.steps) for family in families]
    began, tally, broken = time.monotonic(), Tally[str](), 0
    for done, record in enumerate(_all(work, asked.jobs), start=1):
        tally.update({key: value for key, value in record.items() if isinstance(value, int)})
        tally.update({f"event {key}": value for key, value in record["events"].items()})
        if "broken" in record:
            broken += 1
            sys.stdout.write(f"{record['family']} {record['seed']}: {record['broken']}\n")
        if done % _TOLD_EVERY == 0 or done == len(work):
            told = {"runs": done, "violations": broken, "seconds": round(time.monotonic() - began)}
            sys.stdout.write(json.dumps({**told, **_short(tally)}) + "\n")
        sys.stdout.flush()
    del tally["seed"]
    sys.stdout.write(json.dumps(dict(sorted(tally.items())), indent=1) + "\n")
    return 1 if broken else 0


def _short(tally: Tally[str]) -> dict[str, int]:
    return {key: tally[key] for key in ("accepted", "deaths", "restores", "lost", "requests")}


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=200, help="how many runs")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--seed", type=int, help="replay this one run")
    parser.add_argument("--steps", type=int, default=STEPS, help="things that happen in a run")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--family", action="append", choices=sorted(TOWNS), help="only these")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
