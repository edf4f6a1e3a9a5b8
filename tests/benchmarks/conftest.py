"""Says the whole table of speed at the end of `make bench`."""

import json

import pytest

from tests.benchmarks import ratio

HEAD = "| what | against | ours | bare | ratio | at most |\n|---|---|---|---|---|---|"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not ratio.TABLE.exists():
        return
    rows = [ratio.Row(**row) for row in json.loads(ratio.TABLE.read_text("utf-8")).values()]
    terminalreporter.section("table of speed")
    terminalreporter.write_line("\n".join([HEAD, *(row.line() for row in rows)]))
