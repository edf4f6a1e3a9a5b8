"""The line: what is believed, what is refused, what is never followed."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from receptiondesk.domain.outbox import is_safe
from sync.answers import AnswerKind, NoAnswer
from sync.session import SIZE_LIMIT, Line, Timeouts


@dataclass
class Host:
    """A little server that answers every request in one way."""

    status: int = 200
    kind: str = "application/json"
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    seen: list[tuple[str, str | None]] = field(default_factory=list)
    url: str = ""


@pytest.fixture
def host() -> Iterator[Host]:
    told = Host()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            told.seen.append((self.path, self.headers.get("Authorization")))
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.send_response(told.status)
            self.send_header("Content-Type", told.kind)
            length = {"Content-Length": str(len(told.body))}
            for name, value in {**length, **told.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(told.body)

        do_GET = do_POST = _answer  # noqa: N815 - the library's names

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    told.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield told
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture
def line(host: Host) -> Iterator[Line]:
    line = Line(host.url, "cán bộ", "mật khẩu", timeouts=Timeouts(1.0, 1.0, 2.0))
    yield line
    line.close()


def kind_of(line: Line, *, post: bool = False) -> AnswerKind:
    with pytest.raises(NoAnswer) as caught:
        line.post("/x", {}) if post else line.get("/x")
    return caught.value.answer.kind


def test_only_200_is_success(line: Line, host: Host) -> None:
    assert line.get("/x").ok
    for status in (201, 203, 204, 403, 405):
        host.status = status
        host.body = b"" if status in {204, 405} else b"{}"
        assert not line.get("/x").ok


def test_a_redirect_is_never_followed_and_no_password_travels(line: Line, host: Host) -> None:
    host.status, host.headers = 302, {"Location": f"{host.url}/elsewhere"}
    assert kind_of(line) is AnswerKind.NOT_THE_PORTAL
    assert [path for path, _ in host.seen] == ["/x"]


@pytest.mark.parametrize(
    ("kind", "body"),
    [("text/html", b"{}"), ("application/json", b"  <!DOCTYPE html><p>Wi-Fi</p>")],
)
def test_a_login_page_of_the_network_is_not_the_portal(
    line: Line, host: Host, kind: str, body: bytes
) -> None:
    host.kind, host.body = kind, body
    assert kind_of(line) is AnswerKind.NOT_THE_PORTAL


def test_a_body_that_is_not_json_is_unreadable(line: Line, host: Host) -> None:
    host.body = b"ok"
    assert kind_of(line) is AnswerKind.UNREADABLE


@pytest.mark.parametrize("body", [b"[" * 200_000 + b"]" * 200_000, b'{"status": "\\ud800"}'])
def test_json_that_nothing_can_hold_is_unreadable(line: Line, host: Host, body: bytes) -> None:
    host.body = body
    assert kind_of(line) is AnswerKind.UNREADABLE


def test_a_flood_is_cut_off(line: Line, host: Host) -> None:
    host.body = b"[" + b"1," * (SIZE_LIMIT // 2) + b"1]"
    assert kind_of(line) is AnswerKind.LOST


@pytest.mark.parametrize(
    ("status", "headers", "kind"),
    [
        (500, {}, AnswerKind.PORTAL_DOWN),
        (503, {}, AnswerKind.PORTAL_DOWN),
        (503, {"Retry-After": "7"}, AnswerKind.TOO_FAST),
        (429, {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, AnswerKind.TOO_FAST),
    ],
)
def test_a_busy_portal_is_told_apart(
    line: Line, host: Host, status: int, headers: dict[str, str], kind: AnswerKind
) -> None:
    host.status, host.headers = status, headers
    assert kind_of(line) is kind


def test_nobody_listening_is_a_portal_that_is_down_and_a_cut_answer_is_lost(
    line: Line, host: Host
) -> None:
    gone = Line("http://127.0.0.1:1", "a", "b", timeouts=Timeouts(1.0, 1.0, 2.0))
    with pytest.raises(NoAnswer) as caught:
        gone.post("/x", {})
    assert caught.value.answer.kind is AnswerKind.PORTAL_DOWN
    assert (caught.value.answer.connected, caught.value.answer.changing) == (False, False)
    assert gone.began_change is False, "nothing was sent, so nothing need be looked up"
    gone.close()
    host.headers = {"Content-Length": "1000000"}
    assert kind_of(line, post=True) is AnswerKind.LOST


def test_basic_is_sent_in_utf_8_and_never_shown(line: Line, host: Host) -> None:
    line.get("/x")
    assert host.seen[-1][1] == "Basic Y8OhbiBi4buZOm3huq10IGto4bqpdQ=="
    assert "mật khẩu" not in repr(line)


def test_after_stop_no_request_begins(line: Line, host: Host) -> None:
    line.stop.set()
    assert kind_of(line) is AnswerKind.OFFLINE
    assert host.seen == []


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://motcua.example.vn", True),
        ("http://127.0.0.1:8080", True),
        ("http://[::1]:8080", True),
        ("http://localhost", True),
        ("http://motcua.example.vn", False),
        ("http://127.0.0.1.example.vn", False),
        ("http://localhost.example.vn", False),
        ("http://127.0.0.1@example.vn", False),
        ("https://user:secret@motcua.example.vn", False),
        ("ftp://127.0.0.1", False),
        ("//127.0.0.1", False),
        ("http://[::1", False),
        ("https://a.example:99999", False),
        ("", False),
    ],
)
def test_plain_http_goes_to_this_machine_only(url: str, safe: bool) -> None:
    assert is_safe(url) is safe


def test_an_unsafe_address_never_gets_a_line() -> None:
    with pytest.raises(ValueError, match="loopback"):
        Line("http://example.vn", "a", "b")
