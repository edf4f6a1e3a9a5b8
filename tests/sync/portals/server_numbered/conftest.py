"""A portal of each dialect behind real HTTP, or the one that the tests are aimed at."""

from collections.abc import Iterator

import pytest

from tests.sync.portals.server_numbered.desk import Bench, aimed, bench, dialects


@pytest.fixture(params=dialects())
def there(request: pytest.FixtureRequest) -> Iterator[Bench]:
    """A portal of one dialect."""
    with bench(str(request.param)) as there:
        yield there


@pytest.fixture
def faulty(there: Bench) -> Bench:
    """A portal whose faults can be switched."""
    if aimed():
        pytest.skip("the portal of PORTAL_URL has no switches")
    return there
