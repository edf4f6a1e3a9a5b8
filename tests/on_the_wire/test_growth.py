"""What a dossier costs on the wire: no more than its interface asks for, however many wait."""

from typing import Any

import pytest

from tests.on_the_wire.needed import PER_DOSSIER, PER_ROUND, faults_of_growth
from tests.on_the_wire.sending import growth
from tests.simulation.known import FAMILIES

#: The long run goes to ten thousand (`make line`).
BACKLOGS = (3, 12)


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_a_dossier_costs_what_its_interface_asks_for_and_no_more(family: str) -> None:
    rows = list(growth(family, BACKLOGS))
    assert faults_of_growth(family, rows) == []


def row(backlog: int, requests: float, size: float, left: int = 0) -> dict[str, Any]:
    whole = {"requests": round(requests * backlog), "bytes": round(size * backlog)}
    return {"backlog": backlog, "left": left, **whole}


def test_one_request_too_many_for_each_dossier_is_named() -> None:
    needed = PER_DOSSIER["national"]
    assert faults_of_growth("national", [row(100, needed, 900)]) == []
    (told,) = faults_of_growth("national", [row(100, needed + 1, 900)])
    assert told == f"100: {100 * (needed + 1)} requests, {100 * needed + PER_ROUND + 1} are enough"


def test_growth_that_is_no_line_is_named() -> None:
    line = [row(10, 3.5, 990), row(100, 3.02, 900), row(1_000, 3.01, 905)]
    assert faults_of_growth("national", line) == []
    bent = [row(10, 2.0, 900), row(100, 2.5, 990)]
    told = faults_of_growth("national", bent)
    assert told == [
        "10 → 100: requests per dossier 2.0 → 2.5",
        "10 → 100: bytes per dossier 900.0 → 990.0",
    ]


def test_what_was_left_is_named() -> None:
    assert faults_of_growth("national", [row(10, 3, 900, left=2)]) == ["10: 2 were left"]
