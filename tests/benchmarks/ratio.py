"""Two ways of doing the same work, timed in turn in one run; only their ratio counts.

The machine's speed drifts, so the two are taken in turn (A B A B …) and each pair gives a ratio
of its own; the figure is the median. The table of all figures of a run goes to
``build/benchmarks.json`` and to the screen.
"""

import gc
import json
import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

TABLE = Path("build") / "benchmarks.json"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table: ours and bare in their own unit, their ratio and the bound.

    Without a bound the row is only told.
    """

    what: str
    against: str
    unit: str
    ours: float
    bare: float
    ratio: float
    at_most: float | None
    pairs: int

    def line(self) -> str:
        """Return the row as a line of a Markdown table."""
        bound = "–" if self.at_most is None else f"{self.at_most:g}×"
        return (
            f"| {self.what} | {self.against} | {self.ours:.4g} {self.unit} | "
            f"{self.bare:.4g} {self.unit} | {self.ratio:.2f}× | {bound} |"
        )


def seconds(work: Callable[[], object]) -> float:
    """Return how long one call takes, with the garbage collector held still."""
    gc.collect()
    gc.disable()
    try:
        started = time.perf_counter()
        work()
        return time.perf_counter() - started
    finally:
        gc.enable()


def cpu_seconds(work: Callable[[], object]) -> float:
    """Return how long the processor is at work for one call, child processes that end included.

    Between programs that share the machine with others this tells who does less; of a program
    that works on several processors at once it tells all of them together.
    """
    gc.collect()
    gc.disable()
    try:
        started = _cpu()
        work()
        return _cpu() - started
    finally:
        gc.enable()


def _cpu() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def pair_up(
    ours: Callable[[], float], bare: Callable[[], float], *, pairs: int, warm: int = 1
) -> tuple[float, float, float]:
    """Measure both in turn; return the medians of ours, of bare and of their ratios."""
    for _ in range(warm):
        ours()
        bare()
    taken = [(ours(), bare()) for _ in range(pairs)]
    return (
        statistics.median(mine for mine, _ in taken),
        statistics.median(other for _, other in taken),
        statistics.median(mine / other for mine, other in taken),
    )


def keep(row: Row) -> None:
    """Write the row into the table of this run and say it."""
    TABLE.parent.mkdir(exist_ok=True)
    rows = json.loads(TABLE.read_text(encoding="utf-8")) if TABLE.exists() else {}
    rows[row.what] = asdict(row)
    TABLE.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    print(f"\n{row.line()}")  # noqa: T201 - the table is what a benchmark is for
