"""The bus that the contract is tried at: a double over real HTTP, or a real one.

``PORTAL_FAMILY=national PORTAL_URL=… PORTAL_USER=… PORTAL_PASSWORD=… PORTAL_DSTCODE=…
PORTAL_UNIT=…`` aims it at a bus for trying: real dossiers are made there. What needs a switch of
the double is then skipped by name.
"""

import os
from collections.abc import Iterator

import pytest

from receptiondesk.domain.clock import SetClock
from tests.support.portals.national import NationalCore
from tests.support.portals.national_bench import MORNING, Bench
from tests.support.portals.wire import Served

REAL = os.environ.get("PORTAL_FAMILY") == "national" and bool(os.environ.get("PORTAL_URL"))


@pytest.fixture
def bench() -> Iterator[Bench]:
    """The bus of PORTAL_URL, or a double of it."""
    if REAL:
        yield Bench.to_real()
        return
    with Served(NationalCore(SetClock(MORNING))) as served:
        yield Bench.to_double(served)


@pytest.fixture
def switched(bench: Bench, request: pytest.FixtureRequest) -> Bench:
    """The same, for what needs a switch."""
    if bench.core is None:
        pytest.skip(f"{request.node.name}: needs a switch of the double, none at {bench.url}")
    return bench
