"""The measurements: ``python -m tests.on_the_wire growth|facts|files --family opencps``."""

import argparse
import json
import sys
import time
from typing import Any

import requests

from tests.on_the_wire.desk import BAD, OPEN, Desk, desk
from tests.on_the_wire.scanned import files
from tests.simulation.known import FAMILIES

#: So much of the larger of plain upload and round trips may sending take.
RATIO_AT_MOST = 1.5
BACKLOGS = (10, 100, 1_000, 10_000)


def growth(family: str, backlogs: tuple[int, ...]) -> list[dict[str, Any]]:
    """Return bytes, requests and processor time per dossier for each backlog."""
    rows = []
    for backlog in backlogs:
        with desk(FAMILIES[family], OPEN) as one:
            one.receive(backlog)
            busy = time.process_time()
            result = one.round()
            busy = time.process_time() - busy
            left = backlog - result.proved - result.sent
            rows.append(
                {
                    "backlog": backlog,
                    "left": left,
                    "requests_per_dossier": round(one.portal.count / backlog, 2),
                    "bytes_up_per_dossier": round(one.line.up / backlog),
                    "bytes_down_per_dossier": round(one.line.down / backlog),
                    "cpu_ms_per_dossier": round(busy * 1_000 / backlog, 2),
                }
            )
        sys.stdout.write(json.dumps(rows[-1]) + "\n")
        sys.stdout.flush()
    return rows


def facts(family: str, dossiers: int) -> dict[str, Any]:
    """Return how long the facts of so many dossiers take over the bad line, and what is needed."""
    with desk(FAMILIES[family], BAD) as one:
        one.receive(dossiers)
        began = time.monotonic()
        result = one.round()
        took = time.monotonic() - began
        count, up, down = one.portal.count, one.line.up, one.line.down
        plain = _plain_upload(one, up) + _plain_share(down, up)
    trips = count * BAD.round_trip
    needed = max(plain, trips)
    return {
        "family": family,
        "dossiers": dossiers,
        "proved": result.proved,
        "sent_unproved": result.sent,
        "requests_per_dossier": round(count / dossiers, 2),
        "bytes_per_dossier": round((up + down) / dossiers),
        "took_s": round(took, 1),
        "plain_upload_s": round(plain, 1),
        "round_trips_s": round(trips, 1),
        "ratio": round(took / needed, 2),
    }


def _plain_upload(one: Desk, size: int) -> float:
    """Return how long one plain upload of so many bytes takes over the same line."""
    began = time.monotonic()
    with requests.Session() as plain:
        address = f"http://127.0.0.1:{one.line.port}/_nowhere"
        plain.post(address, data=b"\0" * size, timeout=3_600).close()
    return time.monotonic() - began


def _plain_share(down: int, up: int) -> float:
    """Downwards and upwards go at once: what came down costs only where it is more."""
    return max(0, down - up) * 8 / BAD.rate


def main() -> int:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.on_the_wire", description=__doc__)
    parser.add_argument("what", choices=("growth", "facts", "files"))
    parser.add_argument("--family", choices=sorted(FAMILIES), default="opencps")
    parser.add_argument("--dossiers", type=int, default=500)
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--cuts", type=int, default=50)
    parser.add_argument("--backlog", type=int, action="append")
    asked = parser.parse_args()
    if asked.what == "growth":
        rows = growth(asked.family, tuple(asked.backlog or BACKLOGS))
        return int(any(row["left"] for row in rows))
    if asked.what == "files":
        sent = files(FAMILIES[asked.family], asked.megabytes, asked.cuts)
        sys.stdout.write(json.dumps(sent, indent=1) + "\n")
        return int(bool(sent["left"] or sent["proved_and_sent_again"]))
    told = facts(asked.family, asked.dossiers)
    sys.stdout.write(json.dumps(told, indent=1) + "\n")
    whole = told["proved"] + told["sent_unproved"] == told["dossiers"]
    return int(not whole or told["ratio"] > RATIO_AT_MOST)


if __name__ == "__main__":
    sys.exit(main())
