"""A short stretch of the simulation; the long one is ``make soak``."""

import pytest

from tests.simulation.__main__ import live
from tests.simulation.known import TOWNS

#: Each family so often in every test run; the long run takes ten thousand.
_SEEDS = 1


@pytest.mark.parametrize("family", sorted(TOWNS))
@pytest.mark.parametrize("seed", range(_SEEDS))
def test_nothing_is_lost_or_doubled_under_any_fault(family: str, seed: int) -> None:
    record = live(family, seed)
    assert "broken" not in record, f"python -m tests.simulation --seed {seed} --family {family}"
    assert record["accepted"] > 0


def test_the_same_number_makes_the_same_run() -> None:
    first, second = (live("opencps", 11) for _ in range(2))
    assert first == second
