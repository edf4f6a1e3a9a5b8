"""A bad line on loopback: a TCP proxy with a rate, a delay, stalls and cuts, all from one seed.

Each direction carries ``rate`` bits a second, shared by all connections, and takes half of
``round_trip`` to arrive; a new connection pays one round trip more, as a handshake would. A cut
ends every connection at a byte that the seed chose.
"""

import asyncio
import contextlib
import random
import socket
import threading
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

_PIECE = 1_460
#: What waits in a direction before the sender is held up; a modem's buffer of half a second.
_BUFFER_S = 0.5


@dataclass(frozen=True, slots=True)
class Badness:
    """How bad: ``rate`` in bits a second, ``round_trip`` in seconds.

    ``cuts`` are the bytes carried upwards at which everything is cut; ``stalls`` the bytes at which
    the line stands still for ``stall`` seconds.
    """

    rate: float = 512_000
    round_trip: float = 0.3
    cuts: Sequence[int] = ()
    stalls: Sequence[int] = ()
    stall: float = 2.0


def seeded_places(seed: int, many: int, among: int) -> tuple[int, ...]:
    """Return ``many`` places among so many bytes, in order."""
    return tuple(sorted(random.Random(seed).sample(range(1, among), many)))


@dataclass
class _Direction:
    """One way of the line: bytes leave at the rate, whoever sends them."""

    rate: float
    delay: float
    free_at: float = 0.0
    carried: int = 0

    async def pass_on(self, size: int) -> float:
        """Wait while the line is full; return when so many bytes are there (loop time)."""
        now = asyncio.get_running_loop().time()
        start = max(now, self.free_at)
        self.free_at = start + size * 8 / self.rate
        self.carried += size
        if self.free_at - now > _BUFFER_S:
            await asyncio.sleep(self.free_at - now - _BUFFER_S)
        return self.free_at + self.delay


@dataclass
class BadLine:
    """The proxy in a thread of its own; call ``port``. ``up`` and ``down`` count bytes."""

    to_port: int
    badness: Badness = field(default_factory=Badness)
    port: int = 0
    connections: int = 0
    cut: int = 0
    _up: _Direction = field(init=False)
    _down: _Direction = field(init=False)
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)
    _carried: "set[asyncio.Task[None]]" = field(default_factory=set)
    _loop: asyncio.AbstractEventLoop | None = None
    _over: asyncio.Event | None = None
    _thread: threading.Thread | None = None
    _stalled_until: float = 0.0
    _cuts: list[int] = field(init=False)
    _stalls: list[int] = field(init=False)

    def __post_init__(self) -> None:
        half = self.badness.round_trip / 2
        self._up = _Direction(self.badness.rate, half)
        self._down = _Direction(self.badness.rate, half)
        self._cuts, self._stalls = list(self.badness.cuts), list(self.badness.stalls)

    @property
    def up(self) -> int:
        """Return how many bytes went up so far."""
        return self._up.carried

    @property
    def down(self) -> int:
        """Return how many bytes came down so far."""
        return self._down.carried

    def __enter__(self) -> Self:
        ready = threading.Event()
        self._thread = threading.Thread(target=self._live, args=(ready,), daemon=True)
        self._thread.start()
        assert ready.wait(10), "the bad line did not start"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        assert self._loop is not None
        assert self._over is not None
        assert self._thread is not None
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(10)

    def _live(self, ready: threading.Event) -> None:
        asyncio.run(self._serve(ready))

    async def _serve(self, ready: threading.Event) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(
            self._taken, "127.0.0.1", self.port, family=socket.AF_INET
        )
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await self._over.wait()
        server.close()
        self._hang_up()
        await asyncio.gather(*self._carried)

    def _hang_up(self) -> None:
        for writer in self._writers:
            writer.transport.abort()

    def _taken(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._carry(near, back))
        self._carried.add(task)
        task.add_done_callback(self._carried.discard)

    async def _carry(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._writers.add(back)
        await asyncio.sleep(self.badness.round_trip)
        try:
            far, on = await asyncio.open_connection("127.0.0.1", self.to_port)
        except OSError:
            back.transport.abort()
            self._writers.discard(back)
            return
        self._writers.add(on)
        try:
            await asyncio.gather(self._pump(near, on, self._up), self._pump(far, back, self._down))
        finally:
            self._writers -= {back, on}

    async def _pump(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, way: _Direction
    ) -> None:
        """Carry one direction; pieces arrive in order, each when the line brought it."""
        pieces: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        deliver = asyncio.ensure_future(self._deliver(pieces, sink))
        try:
            async for piece in _pieces(source):
                await self._hold()
                pieces.put_nowait((await way.pass_on(len(piece)), piece))
                if way is self._up:
                    self._mishap()
        finally:
            pieces.put_nowait((way.free_at + way.delay, b""))
            await deliver

    async def _deliver(
        self, pieces: "asyncio.Queue[tuple[float, bytes]]", sink: asyncio.StreamWriter
    ) -> None:
        loop = asyncio.get_running_loop()
        while True:
            at, piece = await pieces.get()
            await asyncio.sleep(max(0.0, at - loop.time()))
            if not piece:
                break
            if not sink.is_closing():
                sink.write(piece)
                with contextlib.suppress(ConnectionError):
                    await sink.drain()
        with contextlib.suppress(ConnectionError, RuntimeError):
            sink.close()

    async def _hold(self) -> None:
        wait = self._stalled_until - time.monotonic()
        if wait > 0:
            await asyncio.sleep(wait)

    def _mishap(self) -> None:
        if self._cuts and self.up >= self._cuts[0]:
            del self._cuts[0]
            self.cut += 1
            self._hang_up()
        if self._stalls and self.up >= self._stalls[0]:
            del self._stalls[0]
            self._stalled_until = time.monotonic() + self.badness.stall


async def _pieces(source: asyncio.StreamReader) -> AsyncIterator[bytes]:
    with contextlib.suppress(ConnectionError):
        while piece := await source.read(_PIECE):
            yield piece
