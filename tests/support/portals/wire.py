"""The wire between an adapter and a double: what was asked, what is said, and a real server.

A double is a ``Core``: it answers in memory, so that the simulation can call it in process and the
contract tests can put the same double behind real HTTP on loopback with ``Served``.
"""

import contextlib
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Protocol, Self
from urllib.parse import parse_qsl, urlsplit

#: ``Said.status`` of an answer that never comes: the connection is closed instead.
HUNG_UP = 0


class Lost(Exception):  # noqa: N818 - no error: the double does it on purpose
    """The core has done its work and nothing of it reaches the caller (a cut after the commit)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came: the path without its query, header names in lower case."""

    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    def form(self) -> dict[str, str]:
        """Return the body read as ``application/x-www-form-urlencoded``."""
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))


@dataclass(frozen=True, slots=True)
class Said:
    """One answer. ``after`` is slept before it goes; ``cut`` bytes of the body go, then the end.

    ``status`` ``HUNG_UP`` closes the connection without a byte. A ``Date`` among the headers (see
    ``http_date``) takes the place of the server's own.
    """

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    after: float = 0.0
    cut: int | None = None


class Core(Protocol):
    """A double without a wire; ``handle`` may raise ``Lost`` after it has stored something."""

    def handle(self, asked: Asked) -> Said:
        """Answer one request; called by one thread at a time."""
        ...


def http_date(at: datetime) -> str:
    """Return an aware time as the ``Date`` header writes it."""
    return format_datetime(at.astimezone(UTC), usegmt=True)


def asked_of(method: str, url: str, headers: Mapping[str, str], body: bytes) -> Asked:
    """Return a request in its parts; ``url`` may be whole or only path and query."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    lower = {name.lower(): value for name, value in headers.items()}
    return Asked(method, parts.path, query, lower, body)


@dataclass
class Served:
    """A core behind real HTTP on loopback (HTTP/1.1, kept alive), one request at a time in it.

    ``seen`` is told every request before the core has it. Requests are counted in ``count``.
    ``bytes_in`` and ``bytes_out`` are the bodies' sizes.
    """

    core: Core
    port: int = 0
    seen: Callable[[Asked], None] | None = None
    count: int = 0
    bytes_in: int = 0
    bytes_out: int = 0
    _server: "_Server | None" = None
    _thread: threading.Thread | None = None
    _one: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        """Return the address without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> Self:
        """Listen; the port stays the same over a stop and a start."""
        self._server = _Server(self.port, self)
        self.port = int(self._server.server_address[1])
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        self._thread.start()
        return self

    def stop(self) -> None:
        """Listen no more; who still waits for an answer is hung up on."""
        if self._server is None or self._thread is None:
            return
        self._server.shutdown()
        self._server.hang_up()
        self._server.server_close()
        self._thread.join(10)
        self._server = self._thread = None

    def __enter__(self) -> Self:
        """Start."""
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop."""
        self.stop()

    def answer(self, asked: Asked) -> Said:
        """Let the core answer, and count."""
        with self._one:
            self.count += 1
            self.bytes_in += len(asked.body)
            if self.seen is not None:
                self.seen(asked)
            try:
                said = self.core.handle(asked)
            except Lost:
                said = Said(HUNG_UP)
            self.bytes_out += len(said.body)
        return said


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, port: int, served: Served) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.served = served
        self.gone = threading.Event()
        self._lines: list[socket.socket] = []

    def get_request(self) -> tuple[socket.socket, Any]:
        """Keep every connection in hand: one kept alive outlives the listening socket."""
        request, address = super().get_request()
        self._lines.append(request)
        return request, address

    def hang_up(self) -> None:
        """End every connection."""
        self.gone.set()
        for line in self._lines:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep quiet about callers who went away; anything else is a fault of the double."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def log_message(self, *words: Any) -> None:
        """Write nothing: tests read what the core kept."""

    def _serve(self) -> None:
        assert isinstance(self.server, _Server)
        headers = {name.lower(): value for name, value in self.headers.items()}
        said = self.server.served.answer(asked_of(self.command, self.path, headers, self._body()))
        self.server.gone.wait(said.after)
        if said.status == HUNG_UP or self.server.gone.is_set():
            self.close_connection = True
        else:
            self._say(said)

    # The names that http.server calls.
    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = _serve  # noqa: N815

    def _body(self) -> bytes:
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            return b"".join(self._chunks())
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _chunks(self) -> Iterator[bytes]:
        while size := int(self.rfile.readline().split(b";")[0], 16):
            yield self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()

    def _say(self, said: Said) -> None:
        body = said.body if said.cut is None else said.body[: said.cut]
        with contextlib.suppress(ConnectionError):
            self.send_response_only(said.status)
            for name, value in {"Date": self.date_time_string(), **said.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(said.body)))
            self.end_headers()
            self.wfile.write(body)
            self.wfile.flush()
        if said.cut is not None:
            self.close_connection = True
