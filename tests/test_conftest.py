"""The fences of conftest.py hold."""

import os
import socket
from pathlib import Path

import keyring
import pytest

from sync.network import addresses
from tests.conftest import LiveHostError


def test_a_live_host_cannot_be_reached() -> None:
    with pytest.raises(LiveHostError), socket.socket() as wire:
        wire.connect(("192.0.2.1", 80))


def test_asking_for_the_way_out_is_open_and_sends_nothing() -> None:
    with pytest.raises(LiveHostError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
        wire.connect(("203.0.113.1", 9))
    assert isinstance(addresses(), frozenset)


def test_a_live_name_is_not_even_looked_up() -> None:
    with pytest.raises(LiveHostError):
        socket.getaddrinfo("dichvucong.example", 443)


def test_loopback_is_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()


def test_nobody_s_keyring_is_touched() -> None:
    assert "null" in type(keyring.get_keyring()).__module__


def test_home_is_an_empty_one() -> None:
    assert Path.home() == Path(os.environ["HOME"])
    assert "home" in Path.home().name
