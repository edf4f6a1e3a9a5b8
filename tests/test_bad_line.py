"""The bad line carries everything, never faster than it may, and cuts where its seed says."""

import time

import pytest
import requests

from tests.support.bad_line import BadLine, Badness, seeded_places
from tests.support.portals.wire import Asked, Said, Served

RATE, ROUND_TRIP = 4_000_000, 0.04


class Counting:
    """A core that says how many bytes came."""

    def handle(self, asked: Asked) -> Said:
        return Said(200, {"Content-Type": "text/plain"}, str(len(asked.body)).encode())


def test_no_byte_is_lost_and_none_comes_too_early() -> None:
    with (
        Served(Counting()) as portal,
        BadLine(portal.port, Badness(RATE, ROUND_TRIP)) as line,
        requests.Session() as session,
    ):
        began = time.monotonic()
        answer = session.post(f"http://127.0.0.1:{line.port}/", data=b"x" * 100_000, timeout=30)
        took = time.monotonic() - began
    assert answer.text == "100000"
    assert line.up > 100_000
    # The upload, the way there and back, and the handshake: less would be a line that is not bad.
    assert took >= 100_000 * 8 / RATE + 2 * ROUND_TRIP


def test_a_kept_connection_pays_the_handshake_once() -> None:
    with (
        Served(Counting()) as portal,
        BadLine(portal.port, Badness(RATE, ROUND_TRIP)) as line,
        requests.Session() as session,
    ):
        for _ in range(3):
            session.get(f"http://127.0.0.1:{line.port}/", timeout=30)
    assert line.connections == 1
    assert portal.count == 3


def test_it_cuts_where_its_seed_says() -> None:
    (place,) = seeded_places(7, 1, 50_000)
    assert (place,) == seeded_places(7, 1, 50_000)
    badness = Badness(RATE, 0.0, cuts=(place,))
    with (
        Served(Counting()) as portal,
        BadLine(portal.port, badness) as line,
        requests.Session() as session,
    ):
        with pytest.raises(requests.ConnectionError):
            session.post(f"http://127.0.0.1:{line.port}/", data=b"x" * 100_000, timeout=30)
        again = session.post(f"http://127.0.0.1:{line.port}/", data=b"x" * 9, timeout=30)
    assert line.cut == 1
    assert again.text == "9"


def test_a_stall_holds_everything_up() -> None:
    badness = Badness(RATE, 0.0, stalls=(10_000,), stall=0.3)
    with (
        Served(Counting()) as portal,
        BadLine(portal.port, badness) as line,
        requests.Session() as session,
    ):
        began = time.monotonic()
        session.post(f"http://127.0.0.1:{line.port}/", data=b"x" * 40_000, timeout=30)
    assert time.monotonic() - began >= 0.3
