"""Prints the table of speed at the end of `make bench`."""

import pytest

from tests.benchmarks.measure import Bench

BENCH = pytest.StashKey[Bench]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[BENCH] = Bench()


@pytest.fixture(scope="session")
def bench(pytestconfig: pytest.Config) -> Bench:
    """Where every benchmark of this run leaves its result."""
    return pytestconfig.stash[BENCH]


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    made = config.stash[BENCH]
    if made.results:
        terminalreporter.section("table of speed")
        terminalreporter.write_line(made.table())
