"""A limit on the whole of an exchange, whatever piece of it drips.

The time-out of a socket begins again with every byte that arrives, so a reply whose status line,
headers or chunk sizes come one byte at a time never reaches it (peers.md 6.9: a stall time-out
beside a total one). So somebody beside the exchange ends its connection when its time is over, or
some seconds after the program is told to stop.
"""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.response import HTTPResponse

#: A request at hand may still end well within so many seconds of being told to stop.
GRACE_S = 3.0
_LOOKED_AT_EVERY_S = 0.25


class Watch:
    """Ends the one connection of a line when its exchange takes too long."""

    def __init__(self, stop: threading.Event) -> None:
        """Watch nothing yet."""
        self._stop = stop
        self._connection: HTTPConnection | None = None
        self._read: object = None
        self.until = 0.0
        self.cut = False

    def seen(self, connection: HTTPConnection) -> None:
        """Note the connection that the exchange at hand uses.

        One that ends with its reply lets its socket go as soon as it has the headers, so the
        socket is noted too.
        """
        self._connection = connection
        self._read = connection.sock

    @contextlib.contextmanager
    def limited(self, until: float) -> Iterator[None]:
        """Give an exchange until a moment of the monotonic clock; ``until`` may be moved on."""
        self.until, self.cut = until, False
        over = threading.Event()
        guard = threading.Thread(target=self._guard, args=(over,), name="watch", daemon=True)
        guard.start()
        try:
            yield
        finally:
            over.set()
            guard.join()

    def _guard(self, over: threading.Event) -> None:
        stopped = 0.0
        while not over.wait(max(0.0, min(self.until - time.monotonic(), _LOOKED_AT_EVERY_S))):
            now = time.monotonic()
            if self._stop.is_set():
                stopped = stopped or now
            if now >= self.until or (stopped and now >= stopped + GRACE_S):
                self._cut()
                if over.wait(_LOOKED_AT_EVERY_S):
                    return

    def _cut(self) -> None:
        """End the connection under the reader's hands; what it read so far is not a reply."""
        self.cut = True
        for found in (getattr(self._connection, "sock", None), self._read):
            if isinstance(found, socket.socket):
                with contextlib.suppress(OSError):
                    # Not an encrypted socket's own method: that takes it apart while it is read.
                    socket.socket.shutdown(found, socket.SHUT_RDWR)


class Wire(HTTPAdapter):
    """The network, with each connection told to a watch as it is made."""

    def __init__(self, watch: Watch) -> None:
        """Keep one connection; nothing is tried twice."""
        self._pools = _pools(watch.seen)
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)

    def init_poolmanager(self, *args: Any, **told: Any) -> None:  # noqa: ANN401 - as the library's
        """Make the pools of watched connections."""
        super().init_poolmanager(*args, **told)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, proxy: str, **told: Any) -> Any:  # noqa: ANN401 - as the library's
        """Make them behind a proxy of the machine too."""
        manager = super().proxy_manager_for(proxy, **told)
        manager.pool_classes_by_scheme = self._pools
        return manager


def _pools(seen: Callable[[HTTPConnection], None]) -> dict[str, type[HTTPConnectionPool]]:
    class Plain(HTTPConnection):
        def connect(self) -> None:
            seen(self)
            super().connect()

        def getresponse(self) -> HTTPResponse:  # type: ignore[override] # as in the library
            seen(self)
            return super().getresponse()

    class Encrypted(HTTPSConnection):
        def connect(self) -> None:
            seen(self)
            super().connect()

        def getresponse(self) -> HTTPResponse:  # type: ignore[override] # as in the library
            seen(self)
            return super().getresponse()

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class EncryptedPool(HTTPSConnectionPool):
        ConnectionCls = Encrypted

    return {"http": PlainPool, "https": EncryptedPool}
