"""The long run: ``python -m tests.simulation --seeds 10000``; one seed replays with ``--seed``."""

import argparse
import gc
import json
import sys
import tempfile
import time
from collections import Counter as Tally
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tests.simulation.acts import WEIGHTS
from tests.simulation.cheap import made_cheap
from tests.simulation.known import TOWNS
from tests.simulation.world import STEPS, Violation, World

_TOLD_EVERY = 100


def live(
    family: str, seed: int, steps: int = STEPS, more: Mapping[str, int] = MappingProxyType({})
) -> dict[str, Any]:
    """Make one run and return its record; a violation stands in it under ``broken``.

    ``more``: weights of acts other than usual.
    """
    root = Path(tempfile.mkdtemp(prefix="sim-", dir=_memory()))
    world: World | None = None
    record: dict[str, Any] = {"seed": seed, "family": family, "events": {}}
    try:
        try:
            with made_cheap():
                world = World(seed, TOWNS[family], root, steps, {**WEIGHTS, **more})
                world.run()
        finally:
            if world is not None:
                record |= {**world.record(), "events": dict(world.events)}
                world.away()
    except Violation as broken:
        record["broken"] = str(broken)
    except Exception as fault:  # noqa: BLE001 - whatever nobody foresaw is a fault of ours too
        code = getattr(fault, "code", "")
        record["broken"] = f"not foreseen: {type(fault).__name__} {code}: {fault}"
    return record


def _memory() -> str | None:
    """Return a folder in memory where there is one: a power cut is not what is simulated."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


def _share(work: tuple[str, int, int]) -> dict[str, Any]:
    """Make one run; rubbish is collected after it and not meanwhile, a fifth of the time else."""
    gc.disable()
    try:
        return live(*work)
    finally:
        gc.enable()
        gc.collect()


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
