"""What every test may rely on: no live host, no real keyring, nobody's own data folder."""

import gc
import ipaddress
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from ui.binding import keep_constants

# Before anything imports Qt or keyring: both read these once.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"

keep_constants()

settings.register_profile("dev", max_examples=50, deadline=None)
settings.register_profile(
    "ci",
    max_examples=200,
    deadline=None,
    derandomize=True,
    # A busy build machine is slow for reasons that are not ours.
    suppress_health_check=[HealthCheck.too_slow],
)
# The state machine of the simulation takes a fiftieth: two hundred towns (make soak).
settings.register_profile(
    "soak",
    max_examples=10_000,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


class LiveHostError(BaseException):
    """A test wanted to talk to a machine that is not this one; nothing may swallow that."""


def _is_here(address: object) -> bool:
    """Whether a socket address is this machine: a Unix socket, or loopback."""
    if not isinstance(address, tuple):
        return True
    host = str(address[0]).partition("%")[0]
    if host in {"localhost", ""}:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _asks_the_way(sock: socket.socket, address: object) -> bool:
    """Whether a datagram socket is only "connected" to where nobody is: nothing is sent by that."""
    nowhere = {"192.0.2.1", "2001:db8::1"}  # kept for documentation (RFC 5737, RFC 3849)
    return sock.type is socket.SOCK_DGRAM and isinstance(address, tuple) and address[0] in nowhere


def _refuse_live_hosts(event: str, arguments: tuple[Any, ...]) -> None:
    if (
        event == "socket.connect"
        and not _is_here(arguments[1])
        and not _asks_the_way(*arguments[:2])
    ):
        raise LiveHostError(arguments[1])
    if event == "socket.getaddrinfo" and not _is_here((arguments[0] or "",)):
        raise LiveHostError(arguments[0])


sys.addaudithook(_refuse_live_hosts)


@pytest.fixture(autouse=True)
def _nobody_s_own_data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Points every default place at an empty folder and forgets the caller's settings."""
    home = tmp_path_factory.getbasetemp() / "home"
    home.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("RECEPTIONDESK_")]:
            patch.delenv(name)
        patch.setenv("HOME", str(home))
        for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
            patch.setenv(name, str(home / name.lower()))
        yield


@pytest.fixture(autouse=True)
def _collected() -> Iterator[None]:
    """Free what a test left, on the thread that made it, once collecting is ours (`tests.ui`).

    Only what is young is gone through: all that lives as long as the run costs more than the test
    itself. A test lets go of its fixtures after its end, so the next one frees the rest.
    """
    if not gc.isenabled():
        gc.collect(1)
    yield
    if not gc.isenabled():
        gc.collect(0)


@pytest.fixture(scope="session")
def project_root() -> Path:
    """The checkout under test."""
    return Path(__file__).resolve().parent.parent
