"""The one place that speaks HTTP: bounded in time and size, no redirects, no surprises.

Rules and where they come from: no redirect leaves for another host (peers.md 6.10, so none is
followed at all); a stall time-out beside a total one (6.9); success is HTTP 200 exactly
(portals.md F); what anything else means stands in ``sync.verdicts``. Plain HTTP only to loopback.
"""

import base64
import http.client
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, NoReturn

import requests
import urllib3.exceptions
from requests.adapters import BaseAdapter
from requests.auth import AuthBase

from receptiondesk.domain.clock import Clock, SystemClock
from receptiondesk.domain.outbox import is_loopback, is_safe
from sync import network, verdicts
from sync.answers import RAW_LIMIT, Answer, AnswerKind, NoAnswer
from sync.bodies import Body, Form, Stream, packed
from sync.watch import Watch, Wire

CONNECT_TIMEOUT_S = 10.0
STALL_TIMEOUT_S = 30.0
TOTAL_TIMEOUT_S = 120.0
#: A reply may be this long; a file that is read back may be longer (``Ask.limit``).
SIZE_LIMIT = 8 * 1024 * 1024
PRACTICE_HEADER = "X-Practice-Portal"

_CHUNK = 64 * 1024
_OK = 200
_READING = frozenset({"GET", "HEAD"})
#: A file may take longer than the total time as long as it flows faster than this (bytes/s).
_SLOWEST = 2_048
#: The portal's clock is compared only where the exchange itself took no longer than this.
_CLOCK_EXCHANGE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds: to connect, between two bytes, for the whole exchange."""

    connect: float = CONNECT_TIMEOUT_S
    stall: float = STALL_TIMEOUT_S
    total: float = TOTAL_TIMEOUT_S


@dataclass(frozen=True, slots=True)
class Ask:
    """One request.

    ``reads`` tells whether it leaves the portal as it was; ``None``: by the method. ``text``: a
    body that is no JSON is a reply too (``Reply.data`` is then ``None``), and JSON that calls
    itself HTML is read; a page never is. ``told``: statuses 5xx and 413 by which this family tells
    something of a dossier, so they come back as replies. ``binary``: the body is a file, in
    ``Reply.content``. ``headers`` go with this request only.
    """

    method: str
    path: str
    query: Mapping[str, str] | None = None
    body: Body | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    reads: bool | None = None
    text: bool = False
    told: frozenset[int] = frozenset()
    binary: bool = False
    limit: int = SIZE_LIMIT

    @property
    def changing(self) -> bool:
        """Return whether the portal may be otherwise after it."""
        return self.method not in _READING if self.reads is None else not self.reads


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply that came whole: HTTP status, parsed JSON (``None`` if empty), the raw text.

    ``headers`` may be asked in any case. ``content`` is only filled for a ``binary`` request.
    """

    status: int
    data: Any
    raw: str
    practice: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes = b""

    @property
    def ok(self) -> bool:
        """Return whether it is HTTP 200 exactly; any other 2xx is a failure (portals.md A.2)."""
        return self.status == _OK

    @property
    def kind(self) -> AnswerKind:
        """Return what its status means where the family has no rule of its own."""
        return verdicts.by_convention(self.status)


class _Session(requests.Session):
    """Never even works out where a redirect leads: that would read its whole body, unbounded."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """Return nothing."""
        del resp
        return None


@dataclass(slots=True)
class Line:
    """One open line to one portal, for one thread at a time.

    Signs by Basic when there is a ``user``, by ``bearer`` when there is one, else not at all;
    ``sign`` adds headers to every request (asked anew each time, so a token may change).
    ``transport`` takes the place of the network. ``ca_file`` names the certificates of an authority
    that signs this portal's, when the machine does not know it. ``practice_only``: a practice
    office's line, on which nothing more goes out after a reply without the practice portal's own
    header.

    Raises from every request, never anything else: ``NoAnswer`` with the kind OFFLINE,
    NAME_NOT_FOUND, CERTIFICATE, PORTAL_DOWN, NOT_THE_PORTAL, UNREADABLE, LOST, TOO_LARGE or
    TOO_FAST. After ``stop`` is set no further request begins (OFFLINE), so that closing the
    program never waits for a long round.
    """

    base_url: str
    user: str = ""
    password: str = field(repr=False, default="")
    headers: Mapping[str, str] = field(default_factory=dict)
    timeouts: Timeouts = field(default_factory=Timeouts)
    stop: threading.Event = field(default_factory=threading.Event)
    transport: BaseAdapter | None = None
    ca_file: str = ""
    clock: Clock = field(default_factory=SystemClock)
    sign: Callable[[], Mapping[str, str]] | None = field(default=None, repr=False)
    has_route: Callable[[], bool] = network.has_route
    practice_only: bool = False
    bearer: str = field(default="", repr=False)
    practice_seen: bool = False
    began_change: bool = False
    offset: timedelta | None = None
    _turned: bool = False
    _session: requests.Session = field(init=False, repr=False)
    _watch: Watch = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if not is_safe(self.base_url):
            raise ValueError("plain http is for loopback only")
        self._session = _Session()
        self._session.auth = _Signature(self)
        self._session.headers.update({"Accept": "application/json", **self.headers})
        # A proxy of the machine has no business between this machine and itself.
        self._session.trust_env = not (is_loopback(self.base_url) or self.transport)
        self._session.verify = self.ca_file or True
        self._watch = Watch(self.stop)
        wire = self.transport or Wire(self._watch)
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, wire)

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Reply:
        """Read; the portal is not changed."""
        return self.ask(Ask("GET", path, query))

    def post(self, path: str, form: Mapping[str, str]) -> Reply:
        """Send a form (application/x-www-form-urlencoded)."""
        return self.ask(Ask("POST", path, body=Form(form)))

    def put(self, path: str, form: Mapping[str, str]) -> Reply:
        """Send a form that replaces fields."""
        return self.ask(Ask("PUT", path, body=Form(form)))

    def delete(self, path: str) -> Reply:
        """Remove."""
        return self.ask(Ask("DELETE", path))

    def close(self) -> None:
        """Close the pooled connections."""
        self._session.close()

    def ask(self, asked: Ask) -> Reply:
        """Make one request and return its reply, whatever its status below 500.

        Raises:
            NoAnswer: As the class says.
        """
        if self.stop.is_set():
            raise NoAnswer(Answer(AnswerKind.OFFLINE, connected=False))
        if self._turned:
            raise NoAnswer(Answer(AnswerKind.NOT_THE_PORTAL, detail=_NOT_PRACTICE, connected=False))
        began_before = self.began_change
        self.began_change = began_before or asked.changing
        begun = self.clock.now()
        try:
            response, body = self._exchange(asked)
        except (
            requests.RequestException,
            urllib3.exceptions.HTTPError,
            http.client.HTTPException,
            OSError,
            ValueError,
        ) as fault:
            answer = verdicts.of_fault(fault, self.has_route)
            if not answer.connected:
                self.began_change = began_before
            raise NoAnswer(replace(answer, changing=asked.changing and answer.connected)) from fault
        self.practice_seen = response.headers.get(PRACTICE_HEADER) == "1"
        reply = self._read(asked, response, body)
        self._note_clock(response.headers.get("Date", ""), begun)
        return reply

    def _exchange(self, asked: Ask) -> tuple[requests.Response, bytes]:
        data, mime = packed(asked.body, self.stop)
        headers = {**({"Content-Type": mime} if mime else {}), **asked.headers}
        total = self.timeouts.total
        if isinstance(data, Stream):
            total += len(data) / _SLOWEST
        until = time.monotonic() + total
        watched = nullcontext() if self.transport else self._watch.limited(until)
        with (
            watched,
            self._session.request(
                asked.method,
                self.base_url.rstrip("/") + asked.path,
                params=asked.query,
                data=data,
                headers=headers,
                timeout=(self.timeouts.connect, self.timeouts.stall),
                allow_redirects=False,
                stream=True,
            ) as response,
        ):
            body = b"".join(self._pieces(response, asked, until))
            if self._watch.cut:
                raise requests.exceptions.ReadTimeout("reply too slow")
            return response, body

    def _pieces(self, response: requests.Response, asked: Ask, until: float) -> Iterator[bytes]:
        """Yield the body while it stays within its size and its time."""
        size = 0
        for piece in response.iter_content(_CHUNK):
            size += len(piece)
            if size > asked.limit:
                raise requests.exceptions.ContentDecodingError("body too large")
            self._watch.until = until + (size / _SLOWEST if asked.binary else 0)
            if time.monotonic() > self._watch.until:
                raise requests.exceptions.ReadTimeout("body too slow")
            yield piece

    def _read(self, asked: Ask, response: requests.Response, body: bytes) -> Reply:
        """Turn a whole reply into data, or into the reason why it is not the portal speaking."""
        file = asked.binary and response.status_code == _OK
        raw = body[:RAW_LIMIT].decode("utf-8-sig", "replace") if file else _text(body)
        heard = verdicts.Heard(response.status_code, response.headers, raw)
        answer = verdicts.of_reply(heard, allowed=asked.told, page=asked.text)
        if not answer.good:
            wish = verdicts.retry_after(response.headers, self.clock.now())
            told = replace(answer, retry_after=wish, status=response.status_code)
            self._refuse(asked, told)
        if self.practice_only and not self.practice_seen and not is_loopback(self.base_url):
            self._turned = True
            self._refuse(asked, Answer(AnswerKind.NOT_THE_PORTAL, raw, detail=_NOT_PRACTICE))
        reply = Reply(response.status_code, None, raw, self.practice_seen, response.headers)
        if file:
            return replace(reply, raw="", content=body)
        if not raw.strip():
            return replace(reply, raw="")
        return replace(reply, data=self._parsed(asked, raw))

    def _parsed(self, asked: Ask, raw: str) -> Any:  # noqa: ANN401 - JSON of any shape
        try:
            data = json.loads(raw, parse_constant=_no_number)
            # Half a surrogate pair, written as an escape, is no text that anything here can keep.
            json.dumps(data, ensure_ascii=False).encode()
        except (ValueError, RecursionError):
            if asked.text:
                return None
            self._refuse(asked, Answer(AnswerKind.UNREADABLE, raw))
        return data

    def _refuse(self, asked: Ask, answer: Answer) -> NoReturn:
        raise NoAnswer(replace(answer, raw=answer.raw[:RAW_LIMIT], changing=asked.changing))

    def _note_clock(self, told: str, begun: datetime) -> None:
        """Note the portal's clock less ours, to about a second, at the middle of the exchange."""
        took = self.clock.now() - begun
        theirs = verdicts.moment_of(told) if told else None
        if theirs is not None and timedelta(0) <= took <= _CLOCK_EXCHANGE:
            self.offset = theirs - (begun + took / 2)


class _Signature(AuthBase):
    """Signs each request as the line says; set as auth so that no ``.netrc`` can replace it."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def __call__(self, r: requests.PreparedRequest) -> requests.PreparedRequest:
        line = self._line
        own: dict[str, str] = {}
        if line.bearer:
            own["Authorization"] = f"Bearer {line.bearer}"
        elif line.user:
            word = base64.b64encode(f"{line.user}:{line.password}".encode()).decode()
            own["Authorization"] = f"Basic {word}"
        own.update(line.sign() if line.sign is not None else {})
        for name, value in own.items():
            if not value.isascii() or not value.isprintable():
                raise requests.exceptions.InvalidHeader(f"{name} cannot be sent")
            r.headers[name] = value
        return r


_NOT_PRACTICE = (
    "Máy chủ này không còn nói mình là cổng thực hành; dữ liệu thực hành không được gửi."
)


def _text(body: bytes) -> str:
    return body.decode("utf-8-sig", errors="replace")


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)
