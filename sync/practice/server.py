"""Running the practice portal: loopback only, ready line on stdout, clean end on SIGTERM."""

import contextlib
import json
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from receptiondesk.domain.errors import Problem, Refused, Trouble
from sync.practice.faults import Faults, refuse_unknown

if TYPE_CHECKING:
    import uvicorn

    from sync.practice.store import Store

HOST = "127.0.0.1"
_LAST_PORT = 65_535


def run(port: int, store: Path, faults: Mapping[str, float]) -> None:
    """Serve until the process is told to end (SIGTERM, Ctrl+C).

    When ready one JSON line ``{"url","user","password","groupId"}`` goes to stdout. The same
    ``store`` keeps data and password over a restart.

    Args:
        port: Port on 127.0.0.1; 0 takes a free one.
        store: Folder of the portal's own data; made when missing.
        faults: Switches, NAME → rate or number (``sync.practice.faults``).

    Raises:
        Refused: fields ``port``, ``fault``.
        Trouble: ``practice_extra_missing``, ``port_in_use``, ``store_unusable``.
    """
    serve(port, store, faults, ready=_print_ready)


def _print_ready(reach: Mapping[str, str]) -> None:
    sys.stdout.write(json.dumps(dict(reach)) + "\n")
    sys.stdout.flush()


def serve(
    port: int,
    store: Path,
    faults: Mapping[str, float],
    *,
    ready: Callable[[Mapping[str, str]], None],
    stop: threading.Event | None = None,
) -> None:
    """Serve like ``run``; ``ready`` is told how to reach it, ``stop`` ends it from a thread."""
    if not 0 <= port <= _LAST_PORT:
        raise Refused(Problem("port", "bad_port", "Cổng mạng là một số từ 0 đến 65535."))
    refuse_unknown(faults)
    _refuse_without_extra()
    switches = Faults()
    switches.turn(faults)
    kept = _open_store(store)
    door = _listen(port)
    try:
        told = partial(ready, _reach(kept, door))
        _server(_config(kept, switches), told, stop).run(sockets=[door])
    finally:
        door.close()
        kept.close()


def _refuse_without_extra() -> None:
    try:
        import sync.practice.app  # noqa: F401 - only whether it can be had
    except ImportError as missing:
        raise Trouble(
            "practice_extra_missing",
            "Máy chưa cài phần cổng thực hành. Cài thêm bằng lệnh:"
            " pip install 'receptiondesk[practice]'.",
        ) from missing


def _reach(kept: "Store", door: socket.socket) -> Mapping[str, str]:
    from sync.practice.services import SITE

    account = kept.accounts()[0]
    return {
        "url": f"http://{HOST}:{door.getsockname()[1]}",
        "user": account.name,
        "password": account.password,
        "groupId": SITE,
    }


def _config(kept: "Store", switches: Faults) -> "uvicorn.Config":
    import uvicorn

    from sync.practice.app import build

    return uvicorn.Config(
        build(kept, switches),
        log_level="critical",
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=3,
    )


def _server(
    config: "uvicorn.Config", ready: Callable[[], None], stop: threading.Event | None
) -> "uvicorn.Server":
    """Return the server; its class is made here because the extra may be missing elsewhere."""
    import uvicorn

    class Server(uvicorn.Server):
        """Tells when it is ready, and ends quietly instead of raising the signal again."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets=sockets)
            ready()

        async def on_tick(self, counter: int) -> bool:
            if stop is not None and stop.is_set():
                self.should_exit = True
            return await super().on_tick(counter)

        @contextlib.contextmanager
        def capture_signals(self) -> Iterator[None]:
            with _signals_end(self):
                yield

    return Server(config)


def _open_store(folder: Path) -> "Store":
    from sync.practice.store import Store

    try:
        return Store(folder)
    except OSError as failed:
        raise Trouble(
            "store_unusable", "Không ghi được vào thư mục của cổng thực hành; chọn thư mục khác."
        ) from failed


def _listen(port: int) -> socket.socket:
    # The protocol is named because asyncio sends small answers at once only on such a socket.
    door = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((HOST, port))
    except OSError as taken:
        door.close()
        raise Trouble(
            "port_in_use", f"Cổng mạng {port} đang có chương trình khác dùng; chọn số khác."
        ) from taken
    return door


@contextlib.contextmanager
def _signals_end(server: object) -> Iterator[None]:
    """End the server on SIGTERM and Ctrl+C; only the main thread may listen for signals."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, frame: object) -> None:
        del number, frame
        server.should_exit = True  # type: ignore[attr-defined]

    numbers = (signal.SIGTERM, signal.SIGINT)
    before = {number: signal.signal(number, end) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
