"""The long run: ``python -m tests.simulation --seeds 10000``; one seed replays with ``--seed``."""

import argparse
import json
import sys
import tempfile
import time
from collections import Counter as Tally
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from receptiondesk.storage import standing
from tests.simulation import acts
from tests.simulation.known import FAMILIES
from tests.simulation.world import Violation, World


def live(family: str, seed: int, steps: int = 40) -> dict[str, Any]:
    """Make one run and return its record; a violation stands in it under ``broken``."""
    root = Path(tempfile.mkdtemp(prefix="sim-", dir=_memory()))
    world = World(seed, FAMILIES[family], root, steps)
    try:
        with _catalogue_left_alone():
            world.run()
    except Violation as broken:
        return {**world.record(), "broken": str(broken), "events": acts.described(world)}
    finally:
        world.away()
    return {**world.record(), "events": dict(world.events)}


@contextmanager
def _catalogue_left_alone() -> Iterator[None]:
    """Leave the 469 procedures out of ``verify``: no run changes one, and reading takes a third."""
    judged = standing._procedures
    standing._procedures = lambda *_: iter(())
    try:
        yield
    finally:
        standing._procedures = judged


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
    families = asked.family or sorted(FAMILIES)
    seeds = (
        [asked.seed] if asked.seed is not None else range(asked.first, asked.first + asked.seeds)
    )
    work = [(families[seed % len(families)], seed, asked.steps) for seed in seeds]
    if asked.seed is not None:
        work = [(family, asked.seed, asked.steps) for family in families]
    began, tally, broken = time.monotonic(), Tally[str](), []
    for record in _all(work, asked.jobs):
        tally.update({key: value for key, value in record.items() if isinstance(value, int)})
        if isinstance(record["events"], dict):
            tally.update({f"event {key}": value for key, value in record["events"].items()})
        if "broken" in record:
            broken.append(record)
            sys.stdout.write(f"{record['family']} {record['seed']}: {record['broken']}\n")
            sys.stdout.flush()
    del tally["seed"]
    told = {
        "runs": len(work),
        "violations": len(broken),
        "seconds": round(time.monotonic() - began),
    }
    sys.stdout.write(json.dumps({**told, **dict(sorted(tally.items()))}, indent=1) + "\n")
    return 1 if broken else 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=200, help="how many runs")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--seed", type=int, help="replay this one run")
    parser.add_argument("--steps", type=int, default=40, help="things that happen in a run")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--family", action="append", choices=sorted(FAMILIES), help="only these")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
