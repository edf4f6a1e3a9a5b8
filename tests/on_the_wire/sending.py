"""Facts on their way: what a dossier costs as the backlog grows, and how long a bad line takes."""

import time
from collections.abc import Iterator, Sequence
from typing import Any

import requests

from tests.on_the_wire.desk import BAD, OPEN, Desk, desk
from tests.on_the_wire.needed import PER_DOSSIER, requests_at_most
from tests.simulation.known import FAMILIES


def growth(family: str, backlogs: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Yield bytes, requests and processor time for each backlog, each at a desk of its own."""
    for backlog in backlogs:
        with desk(FAMILIES[family], OPEN) as one:
            one.receive(backlog)
            busy = time.process_time()
            result = one.round()
            busy = time.process_time() - busy
            count, up, down = one.portal.count, one.line.up, one.line.down
        yield {
            "family": family,
            "backlog": backlog,
            "left": backlog - result.proved - result.sent,
            "requests": count,
            "bytes": up + down,
            "requests_per_dossier": round(count / backlog, 2),
            "bytes_up_per_dossier": round(up / backlog),
            "bytes_down_per_dossier": round(down / backlog),
            "cpu_ms_per_dossier": round(busy * 1_000 / backlog, 2),
        }


def facts(family: str, dossiers: int) -> dict[str, Any]:
    """Return how long the facts of so many dossiers take over the bad line, and what is needed.

    ``ratio``: of the time taken to the larger of a plain upload of the same bytes over the same
    line in the same run, and of the round trips that the interface cannot do without.
    """
    with desk(FAMILIES[family], BAD) as one:
        one.receive(dossiers)
        began = time.monotonic()
        result = one.round()
        took = time.monotonic() - began
        count, up, down = one.portal.count, one.line.up, one.line.down
        plain = _plain_upload(one, up) + _plain_share(down, up)
    trips = PER_DOSSIER[family] * dossiers * BAD.round_trip
    return {
        "family": family,
        "dossiers": dossiers,
        "proved": result.proved,
        "sent_unproved": result.sent,
        "requests": count,
        "requests_at_most": requests_at_most(family, dossiers),
        "requests_per_dossier": round(count / dossiers, 2),
        "needed_per_dossier": PER_DOSSIER[family],
        "bytes_per_dossier": round((up + down) / dossiers),
        "took_s": round(took, 1),
        "plain_upload_s": round(plain, 1),
        "needed_round_trips_s": round(trips, 1),
        "ratio": round(took / max(plain, trips), 2),
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
