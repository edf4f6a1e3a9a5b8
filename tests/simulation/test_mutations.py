"""A few dropped rules, each at a run that is known to notice; all of them: ``make mutations``."""

import pytest

from tests.simulation.mutations import MUTATIONS, hunt

_SHORT = (
    "nothing is marked before the first byte",
    "what a dead round was sending counts as never sent",
    "whoever presses the button did it",
    "two rounds at once",
)


@pytest.mark.parametrize("name", _SHORT)
def test_a_dropped_rule_is_noticed(name: str) -> None:
    (mutation,) = [one for one in MUTATIONS if one.name == name]
    assert hunt(mutation, range(20_000, 20_006)).invariant
