"""Two ways of doing the same thing, timed in turns, so that a busy machine slows both alike."""

import gc
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

Statistic = Callable[[Sequence[float]], float]
Measure = Callable[[], float]


def p95(samples: Sequence[float]) -> float:
    """The sample that 95 of 100 stay below."""
    return statistics.quantiles(samples, n=20, method="inclusive")[-1]


def seconds(act: Callable[[], object]) -> Measure:
    """Makes a measure of an act: how long it takes."""

    def measure() -> float:
        with calm():
            start = time.perf_counter()
            act()
            return time.perf_counter() - start

    return measure


@contextmanager
def calm() -> Iterator[None]:
    """Keeps the garbage collector from falling into somebody's turn."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@dataclass(frozen=True)
class Promise:
    """A line of the table of speed (issue's §10)."""

    what: str
    against: str
    at_most: float
    unit: str = "ms"
    scale: float = 1000.0
    """From what the measures return to the unit."""


@dataclass(frozen=True)
class Comparison:
    """What came out."""

    promise: Promise
    ours: float
    bare: float

    @property
    def ratio(self) -> float:
        """How many times ours is the bare one."""
        return self.ours / self.bare

    @property
    def kept(self) -> bool:
        """Whether the promise is kept."""
        return self.ratio <= self.promise.at_most

    def line(self) -> str:
        """One line of a Markdown table."""
        said = self.promise
        ours, bare = (
            f"{figure * said.scale:,.1f} {said.unit}" for figure in (self.ours, self.bare)
        )
        verdict = "" if self.kept else " **broken**"
        return (
            f"| {said.what} | {ours} | {said.against} | {bare} "
            f"| {self.ratio:.2f}×{verdict} | {said.at_most:g}× |"
        )


HEAD = "| what | ours | against | bare | ratio | at most |\n|---|---|---|---|---|---|"


@dataclass
class Bench:
    """Collects the comparisons of one run."""

    results: list[Comparison] = field(default_factory=list)

    def compare(
        self,
        promise: Promise,
        ours: Measure,
        bare: Measure,
        *,
        rounds: int = 9,
        statistic: Statistic = statistics.median,
    ) -> Comparison:
        """Measures both in turns, after one round that does not count, and keeps the result."""
        samples: tuple[list[float], list[float]] = ([], [])
        for number in range(rounds + 1):
            turns = [(samples[0], ours), (samples[1], bare)]
            for kept, measure in turns if number % 2 else reversed(turns):
                kept.append(measure())
        result = Comparison(promise, statistic(samples[0][1:]), statistic(samples[1][1:]))
        self.results.append(result)
        return result

    def table(self) -> str:
        """The table for the closing note."""
        return "\n".join([HEAD, *(result.line() for result in self.results)])
