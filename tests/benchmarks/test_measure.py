"""The measuring itself can be trusted."""

import itertools

from tests.benchmarks.measure import Bench, Promise, p95, seconds

PROMISE = Promise("ours", "bare", at_most=2)


def test_the_ratio_is_of_medians_and_the_first_round_does_not_count() -> None:
    ours = itertools.chain([100.0], itertools.cycle([3.0, 3.0, 90.0]))
    result = Bench().compare(PROMISE, lambda: next(ours), lambda: 2.0, rounds=3)
    assert result.ratio == 1.5
    assert result.kept


def test_a_broken_promise_is_said() -> None:
    bench = Bench()
    assert not bench.compare(PROMISE, lambda: 5.0, lambda: 2.0, rounds=1).kept
    assert "broken" in bench.table()


def test_both_take_turns() -> None:
    turns = []
    Bench().compare(
        PROMISE, lambda: turns.append("o") or 1.0, lambda: turns.append("b") or 1.0, rounds=3
    )
    assert "".join(turns) == "boobboob"


def test_p95_is_near_the_slowest() -> None:
    assert 94 < p95(range(1, 101)) < 97


def test_seconds_are_seconds() -> None:
    assert 0 <= seconds(lambda: None)() < 1
