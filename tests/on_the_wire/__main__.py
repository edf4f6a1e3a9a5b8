"""The measurements: ``python -m tests.on_the_wire growth|facts|files --family opencps``.

Without a family: every one (scanned papers: that which gives them back). What is worse than the
law of it makes the command fail, with a line that says what.
"""

import argparse
import json
import sys
from typing import Any

from tests.on_the_wire.needed import faults_of_growth
from tests.on_the_wire.scanned import files
from tests.on_the_wire.sending import facts, growth
from tests.simulation.known import FAMILIES

#: So much of the larger of plain upload and needed round trips may sending take.
RATIO_AT_MOST = 1.5
BACKLOGS = (10, 100, 1_000, 10_000)
_OF_FILES = "opencps"


def _growth(family: str, backlogs: tuple[int, ...]) -> list[str]:
    rows = []
    for row in growth(family, backlogs):
        rows.append(row)
        _tell(row)
    return faults_of_growth(family, rows)


def _facts(family: str, dossiers: int) -> list[str]:
    told = facts(family, dossiers)
    _tell(told)
    found = []
    if told["proved"] + told["sent_unproved"] != dossiers:
        found.append("not every dossier arrived")
    if told["requests"] > told["requests_at_most"]:
        found.append(f"{told['requests']} requests, {told['requests_at_most']} are enough")
    if told["ratio"] > RATIO_AT_MOST:
        found.append(f"{told['ratio']} times what is needed")
    return found


def _files(family: str, megabytes: int, cuts: int) -> list[str]:
    told = files(FAMILIES[family], megabytes, cuts)
    _tell(told)
    return [f"{name}: {told[name]}" for name in ("left", "proved_and_sent_again") if told[name]]


def _tell(row: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(row) + "\n")
    sys.stdout.flush()


def main() -> int:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.on_the_wire", description=__doc__)
    parser.add_argument("what", choices=("growth", "facts", "files"))
    parser.add_argument("--family", choices=sorted(FAMILIES))
    parser.add_argument("--dossiers", type=int, default=500)
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--cuts", type=int, default=50)
    parser.add_argument("--backlog", type=int, action="append")
    asked = parser.parse_args()
    found = []
    if asked.what == "files":
        found += _files(asked.family or _OF_FILES, asked.megabytes, asked.cuts)
    else:
        for family in [asked.family] if asked.family else FAMILIES:
            wrong = (
                _growth(family, tuple(asked.backlog or BACKLOGS))
                if asked.what == "growth"
                else _facts(family, asked.dossiers)
            )
            found += [f"{family}: {one}" for one in wrong]
    sys.stderr.writelines(f"{one}\n" for one in found)
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
