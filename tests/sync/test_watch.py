"""Whatever piece of a reply drips, the exchange ends in its time."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from sync import watch
from sync.answers import AnswerKind, NoAnswer
from sync.session import Line, Timeouts

_DRIPS = {
    "the head": (b"HTTP/1.1 200 OK\r\nX-Drip: ", b"a"),
    "headers": (b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"),
    "100 Continue": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "the size of a chunk": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", b"x"),
    "the body": (b"HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n", b" "),
    "a body without an end": (b"HTTP/1.1 200 OK\r\n\r\n{}", b" "),
}


@pytest.fixture
def dripping() -> Iterator[Callable[[str], str]]:
    """Serve one of the drips; it would go on for twenty seconds."""
    over, threads = threading.Event(), []
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(5)

    def serve(name: str) -> None:
        first, drop = _DRIPS[name]
        with suppress(OSError):
            asked, _ = listener.accept()
            with asked:
                asked.recv(65536)
                asked.sendall(first)
                for _ in range(200):
                    asked.sendall(drop)
                    if over.wait(0.1):
                        return

    def begin(name: str) -> str:
        threads.append(threading.Thread(target=serve, args=(name,)))
        threads[-1].start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}"

    yield begin
    over.set()
    with suppress(OSError):  # to close it would not wake the one that still waits for a caller
        listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    for thread in threads:
        thread.join(5)


@pytest.mark.parametrize("name", sorted(_DRIPS))
def test_a_reply_that_drips_ends_in_its_time(dripping: Callable[[str], str], name: str) -> None:
    line = Line(dripping(name), timeouts=Timeouts(1.0, 1.0, 0.5))
    begun = time.monotonic()
    with pytest.raises(NoAnswer) as stopped:
        line.post("/x", {})
    line.close()
    assert time.monotonic() - begun < 3.0
    assert stopped.value.answer.kind is AnswerKind.LOST
    assert stopped.value.answer.changing


def test_closing_the_program_does_not_wait_for_a_drip(
    dripping: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "GRACE_S", 0.2)
    line = Line(dripping("headers"), timeouts=Timeouts(1.0, 1.0, 60.0))
    threading.Timer(0.3, line.stop.set).start()
    begun = time.monotonic()
    with pytest.raises(NoAnswer):
        line.get("/x")
    line.close()
    assert time.monotonic() - begun < 3.0


def test_the_next_request_of_a_line_that_was_cut_is_asked_anew(
    dripping: Callable[[str], str],
) -> None:
    line = Line(dripping("headers"), timeouts=Timeouts(1.0, 1.0, 0.5))
    for _ in range(2):
        with pytest.raises(NoAnswer) as stopped:
            line.get("/x")
        assert stopped.value.answer.kind is AnswerKind.LOST
        dripping("the body")
    line.close()
