"""The wire between counters and portals: what the weather does to each request, and dying.

The real adapters and the real ``requests`` speak over it; only the socket is missing.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPResponse
from urllib3.exceptions import NewConnectionError

from tests.support.portals.wire import HUNG_UP, Core, Lost, Said, asked_of


class Crash(BaseException):
    """The process died here; nothing of it may go on, so nobody may catch it by accident."""


class Weather(StrEnum):
    """How the line is."""

    GOOD = "good"
    OFFLINE = "offline"
    FLAKY = "flaky"
    CAFE = "cafe"
    DOWN = "down"
    BUSY = "busy"
    BLIND = "blind"
    LOOSE = "loose"
    GATEWAY = "gateway"


class Fate(StrEnum):
    """What becomes of one request."""

    ARRIVES = "arrives"
    NO_ROUTE = "no_route"
    LOST_ON_THE_WAY = "lost_on_the_way"
    LOST_ANSWER = "lost_answer"
    CUT_ANSWER = "cut_answer"
    LOGIN_PAGE = "login_page"
    DOWN = "down"
    TOO_FAST = "too_fast"
    NOT_READ = "not_read"
    DENIED = "denied"


#: Of a hundred requests in each weather, how many meet which fate; the rest arrive.
ODDS: Mapping[Weather, Mapping[Fate, int]] = {
    Weather.GOOD: {},
    Weather.OFFLINE: {Fate.NO_ROUTE: 100},
    Weather.FLAKY: {
        Fate.NO_ROUTE: 4,
        Fate.LOST_ON_THE_WAY: 8,
        Fate.LOST_ANSWER: 12,
        Fate.CUT_ANSWER: 3,
    },
    Weather.CAFE: {Fate.LOGIN_PAGE: 100},
    Weather.DOWN: {Fate.DOWN: 90, Fate.LOST_ANSWER: 5},
    Weather.BUSY: {Fate.TOO_FAST: 35, Fate.DOWN: 10},
    Weather.LOOSE: {Fate.NO_ROUTE: 30},
    Weather.BLIND: {Fate.NOT_READ: 40, Fate.LOST_ANSWER: 15},
    Weather.GATEWAY: {Fate.DENIED: 25, Fate.LOST_ANSWER: 3},
}

#: So long a busy portal wants to be left alone; a few things happen at the counters meanwhile.
QUIET_S = 1_800

#: From here on an answer says that something was not done; a gateway may say so of what was.
_TURNED_AWAY = 400
_LIMITED = 429

_LOGIN_PAGE = Said(
    200, {"Content-Type": "text/html"}, b"<html><body>Wi-Fi: dang nhap</body></html>"
)
_DOWN = Said(503, {"Content-Type": "application/json"}, b'{"message":"upstream"}')
_TOO_FAST = Said(429, {"Content-Type": "application/json", "Retry-After": str(QUIET_S)}, b"{}")
#: What a gateway says of a request that the portal behind it has already done.
_DENIALS = tuple(
    Said(status, {"Content-Type": "application/json", **headers}, b'{"message":"request blocked"}')
    for status, headers in (
        (503, {"Retry-After": str(QUIET_S)}),
        (503, {}),
        (502, {}),
        (504, {}),
        (408, {}),
        (429, {"Retry-After": str(QUIET_S)}),
        (429, {}),
        (401, {}),
        (403, {}),
        (413, {}),
        (500, {}),
    )
)


@dataclass(slots=True)
class Network:
    """One line that all counters share, and what went over it.

    ``left_alone`` are the ports that nobody may speak to now. ``believed`` are those where nothing
    can be read back, so that a limit of speed is believed (RFC 6585 section 4): no gateway lies by
    it there. ``doubtful`` is what was sent and whose sender cannot know whether it was stored.
    """

    chance: random.Random
    weather: Weather = Weather.GOOD
    requests: int = 0
    bytes: int = 0
    lost: int = 0
    left_alone: frozenset[int] = frozenset()
    believed: frozenset[int] = frozenset()
    doubtful: list[str] = field(default_factory=list)

    def fate(self) -> Fate:
        """Draw what becomes of the next request."""
        drawn = self.chance.randrange(100)
        for fate, share in ODDS[self.weather].items():
            drawn -= share
            if drawn < 0:
                return fate
        return Fate.ARRIVES


@dataclass
class Wire(HTTPAdapter):
    """What ``requests`` sends through in place of a socket; ``tick`` may raise `Crash`."""

    network: Network
    cores: Mapping[int, Core]
    tick: Callable[[str], None]
    watch: Callable[[str, str, bytes], None] = lambda method, url, body: None

    def __post_init__(self) -> None:
        super().__init__(max_retries=0)

    def send(  # type: ignore[override]
        self, request: requests.PreparedRequest, **_: object
    ) -> requests.Response:
        """Let one request meet its fate."""
        network, fate = self.network, self.network.fate()
        network.requests += 1
        self.watch(request.method or "GET", request.url or "", _whole_text(request.body))
        self.tick("before the first byte")
        if fate is Fate.NO_ROUTE:
            reason = NewConnectionError(None, "no route")  # type: ignore[arg-type]
            raise requests.ConnectionError(reason, request=request)
        network.doubtful.append(_whole_text(request.body).decode("utf-8", "replace"))
        if fate is Fate.LOST_ON_THE_WAY:
            raise requests.ReadTimeout(request=request)
        said = self._answer(request, fate)
        self.tick("before the answer")
        if fate is Fate.LOST_ANSWER or said.status == HUNG_UP:
            network.lost += 1
            raise requests.ReadTimeout(request=request)
        if fate is Fate.ARRIVES and said.status < _TURNED_AWAY:
            network.doubtful.pop()
        return self._response(request, said, cut=fate is Fate.CUT_ANSWER)

    def close(self) -> None:
        """Nothing is pooled."""

    def _answer(self, request: requests.PreparedRequest, fate: Fate) -> Said:
        stood_in = {Fate.LOGIN_PAGE: _LOGIN_PAGE, Fate.DOWN: _DOWN, Fate.TOO_FAST: _TOO_FAST}
        if fate is Fate.NOT_READ and _is_reading(request):
            return _DOWN
        if fate in stood_in:
            return stood_in[fate]
        url = request.url or ""
        raw = _whole(request.body)
        self.network.bytes += len(raw)
        headers = {name: str(value) for name, value in request.headers.items()}
        asked = asked_of(request.method or "GET", url, headers, raw)
        try:
            said = self.cores[urlsplit(url).port or 0].handle(asked)
        except Lost:
            return Said(HUNG_UP)
        if fate is not Fate.DENIED:
            return said
        denied = self.network.chance.choice(_DENIALS)
        believed = denied.status == _LIMITED and urlsplit(url).port in self.network.believed
        return said if believed else denied

    def _response(
        self, request: requests.PreparedRequest, said: Said, *, cut: bool
    ) -> requests.Response:
        body = said.body[: len(said.body) // 2] if cut else said.body
        self.network.bytes += len(body)
        raw = HTTPResponse(
            body=BytesIO(body),
            headers=dict(said.headers),
            status=said.status,
            preload_content=False,
        )
        return self.build_response(request, raw)


def _is_reading(request: requests.PreparedRequest) -> bool:
    """Return whether a request only asks; some makes ask by POST."""
    return request.method == "GET" or "TraCuu" in (request.url or "")


def _whole_text(body: Any) -> bytes:
    """Return a body that is no stream; a stream is not touched."""
    return b"" if hasattr(body, "read") else _whole(body)


def _whole(body: Any) -> bytes:
    """Return a request's body, read to its end where it is a stream."""
    if hasattr(body, "read"):
        return bytes(body.read())
    return body.encode() if isinstance(body, str) else bytes(body or b"")
