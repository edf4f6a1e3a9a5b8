"""The one place that speaks HTTP: bounded in time and size, no redirects, no surprises.

Rules and where they come from: 200 is not success and no redirect leaves for another host
(peers.md 6.10, so no redirect is followed at all); a stall time-out beside a total one (6.9);
success is HTTP 200 exactly (portals.md F); a login page of the local network answers 200 too, so
an HTML body is never the portal. Plain HTTP only to loopback.
"""

import base64
import json
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import requests
from requests.auth import AuthBase
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from receptiondesk.domain.outbox import is_loopback, is_safe
from sync.answers import RAW_LIMIT, Answer, AnswerKind, NoAnswer

CONNECT_TIMEOUT_S = 10.0
STALL_TIMEOUT_S = 30.0
TOTAL_TIMEOUT_S = 120.0
SIZE_LIMIT = 8 * 1024 * 1024
PRACTICE_HEADER = "X-Practice-Portal"

_CHUNK = 64 * 1024
_OK = 200
_REDIRECTS = range(300, 400)
_PROXY_AUTH = 407
_TOO_FAST = frozenset({408, 429})
_UNAVAILABLE = 503
_SERVER_FAULTS = range(500, 600)
_NEVER_CONNECTED = (NewConnectionError, ConnectTimeoutError, NameResolutionError)
_MAX_RETRY_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds: to connect, between two bytes, for the whole exchange."""

    connect: float = CONNECT_TIMEOUT_S
    stall: float = STALL_TIMEOUT_S
    total: float = TOTAL_TIMEOUT_S


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply that came whole: HTTP status, parsed JSON (``None`` if empty), the raw text."""

    status: int
    data: Any
    raw: str
    practice: bool = False

    @property
    def ok(self) -> bool:
        """Return whether it is HTTP 200 exactly; any other 2xx is a failure (portals.md A.2)."""
        return self.status == _OK


class _Basic(AuthBase):
    """HTTP Basic in UTF-8; set as auth so that no ``.netrc`` of the machine can replace it."""

    def __init__(self, user: str, password: str) -> None:
        self._word = base64.b64encode(f"{user}:{password}".encode()).decode()

    def __call__(self, r: requests.PreparedRequest) -> requests.PreparedRequest:
        r.headers["Authorization"] = f"Basic {self._word}"
        return r


@dataclass(slots=True)
class Line:
    """One open line to one portal, for one thread at a time.

    Raises from every request, never anything else: ``NoAnswer`` with the kind OFFLINE,
    PORTAL_DOWN, NOT_THE_PORTAL, UNREADABLE, LOST or TOO_FAST. After ``stop`` is set no further
    request begins (OFFLINE), so that closing the program never waits for a long round.
    """

    base_url: str
    user: str
    password: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)
    timeouts: Timeouts = field(default_factory=Timeouts)
    stop: threading.Event = field(default_factory=threading.Event)
    practice_seen: bool = False
    began_change: bool = False
    _session: requests.Session = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if not is_safe(self.base_url):
            raise ValueError("plain http is for loopback only")
        self._session = requests.Session()
        self._session.auth = _Basic(self.user, self.password)
        self._session.headers.update({"Accept": "application/json", **self.headers})
        if is_loopback(self.base_url):
            self._session.trust_env = False  # a proxy of the machine has no business here

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Reply:
        """Read; the portal is not changed."""
        return self._ask("GET", path, query=query)

    def post(self, path: str, form: Mapping[str, str]) -> Reply:
        """Send a form (application/x-www-form-urlencoded)."""
        return self._ask("POST", path, form=form)

    def put(self, path: str, form: Mapping[str, str]) -> Reply:
        """Send a form that replaces fields."""
        return self._ask("PUT", path, form=form)

    def delete(self, path: str) -> Reply:
        """Remove."""
        return self._ask("DELETE", path)

    def close(self) -> None:
        """Close the pooled connections."""
        self._session.close()

    def _ask(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
    ) -> Reply:
        changing = method != "GET"
        if self.stop.is_set():
            raise NoAnswer(Answer(AnswerKind.OFFLINE))
        self.began_change = self.began_change or changing
        try:
            with self._session.request(
                method,
                self.base_url.rstrip("/") + path,
                params=query,
                data=form,
                timeout=(self.timeouts.connect, self.timeouts.stall),
                allow_redirects=False,
                stream=True,
            ) as response:
                body = b"".join(self._pieces(response))
        except requests.RequestException as fault:
            raise NoAnswer(Answer(_kind_of(fault), changing=changing)) from fault
        self.practice_seen = response.headers.get(PRACTICE_HEADER) == "1"
        return _read(response, body, practice=self.practice_seen, changing=changing)

    def _pieces(self, response: requests.Response) -> Iterator[bytes]:
        """Yield the body while it stays within its size and its time."""
        until = time.monotonic() + self.timeouts.total
        size = 0
        for piece in response.iter_content(_CHUNK):
            size += len(piece)
            if size > SIZE_LIMIT:
                raise requests.exceptions.ContentDecodingError("body too large")
            if time.monotonic() > until:
                raise requests.exceptions.ReadTimeout("body too slow")
            yield piece


def _kind_of(fault: requests.RequestException) -> AnswerKind:
    """Tell a line that was never there from a reply that got lost on the way."""
    if isinstance(fault, requests.exceptions.SSLError):
        return AnswerKind.NOT_THE_PORTAL
    if isinstance(fault, requests.ConnectTimeout | requests.exceptions.ProxyError):
        return AnswerKind.OFFLINE
    if isinstance(fault, requests.ConnectionError) and fault.args:
        reason = getattr(fault.args[0], "reason", fault.args[0])
        if isinstance(reason, _NEVER_CONNECTED):
            return AnswerKind.OFFLINE
    return AnswerKind.LOST


def _read(response: requests.Response, body: bytes, *, practice: bool, changing: bool) -> Reply:
    """Turn a whole reply into data, or into the reason why it is not the portal speaking."""
    raw = body.decode("utf-8", errors="replace")
    fault = _fault(response, raw)
    if fault is not None:
        retry_after = _retry_after(response.headers.get("Retry-After", ""))
        raise NoAnswer(Answer(fault, raw[:RAW_LIMIT], changing=changing, retry_after=retry_after))
    if not raw.strip():
        return Reply(response.status_code, None, "", practice)
    try:
        data = json.loads(raw)
        # Half a surrogate pair, written as an escape, is no text that anything here can keep.
        json.dumps(data, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as unreadable:
        answer = Answer(AnswerKind.UNREADABLE, raw[:RAW_LIMIT], changing=changing)
        raise NoAnswer(answer) from unreadable
    return Reply(response.status_code, data, raw, practice)


def _fault(response: requests.Response, raw: str) -> AnswerKind | None:
    status = response.status_code
    if status in _TOO_FAST or (status == _UNAVAILABLE and "Retry-After" in response.headers):
        return AnswerKind.TOO_FAST
    if status in _SERVER_FAULTS:
        return AnswerKind.PORTAL_DOWN
    html = "html" in response.headers.get("Content-Type", "").lower()
    if status in _REDIRECTS or status == _PROXY_AUTH or html or raw.lstrip()[:1] == "<":
        return AnswerKind.NOT_THE_PORTAL
    return None


def _retry_after(text: str) -> timedelta | None:
    """Read the seconds form of Retry-After; the date form is left to the own back-off."""
    if not text.strip().isdecimal():
        return None
    return min(timedelta(seconds=int(text)), _MAX_RETRY_AFTER)
