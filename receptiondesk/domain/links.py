"""What became of the addresses behind the QR codes on the wall."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit


class LinkState(StrEnum):
    """What asking for an address came to.

    ``UNKNOWN`` is no verdict: too slow, offline, refused for now; nobody takes a sheet down for it.
    """

    ALIVE = "alive"
    MOVED = "moved"
    DEAD = "dead"
    UNKNOWN = "unknown"


LINK_CALLED: Final[Mapping[LinkState, str]] = {
    LinkState.ALIVE: "còn dùng được",
    LinkState.MOVED: "đã chuyển sang nơi khác",
    LinkState.DEAD: "không còn",
    LinkState.UNKNOWN: "chưa biết",
}


@dataclass(frozen=True, slots=True)
class LinkFound:
    """One address as it was found: ``status`` is HTTP's, ``None`` where no answer came.

    ``moved_to`` is where a redirect leads; ``note`` a Vietnamese word on why it is unknown.
    """

    url: str
    state: LinkState
    status: int | None = None
    moved_to: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class KeptLink:
    """The newest finding on an address, and when it was asked."""

    found: LinkFound
    at: datetime


@dataclass(frozen=True, slots=True)
class Printed:
    """An address with what carries it: sheets of the register, and procedures posted now."""

    url: str
    sheets: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


def host_of(url: str) -> str:
    """Return the host of an address in lower case, with its port where one is named.

    Empty for what is no web address.
    """
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port is not None else ""
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return ""
    return f"{parts.hostname.lower()}{port}"


def may_ask(url: str, hosts: Iterable[str]) -> bool:
    """Return whether an address is of a host on the office's list; ``*.x`` stands for all below x.

    A port counts only where the list names one.
    """
    host = host_of(url)
    bare = host.partition(":")[0]
    for one in hosts:
        wanted = host if ":" in one else bare
        if wanted == one or (one.startswith("*.") and wanted.endswith(one[1:])):
            return bool(host)
    return False
