"""A few dropped rules that show at once; all of them: ``make mutations``."""

import pytest

from tests.simulation.known import TOWNS
from tests.simulation.mutations import MUTATIONS, hunt

_SHORT = (
    "nothing is marked before the first byte",
    "a create is remembered after its first byte",
    "the official code is not bound",
)


@pytest.mark.parametrize("name", _SHORT)
def test_a_dropped_rule_is_noticed(name: str) -> None:
    (mutation,) = [one for one in MUTATIONS if one.name == name]
    assert hunt(mutation, runs=6).invariant


def test_every_mutation_has_a_name_of_its_own_and_a_town_that_there_is() -> None:
    assert len({mutation.name for mutation in MUTATIONS}) == len(MUTATIONS) >= 24
    assert {town for mutation in MUTATIONS for town in mutation.towns} <= TOWNS.keys()
