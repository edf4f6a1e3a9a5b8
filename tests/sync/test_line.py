"""What goes over the line and comes back: JSON, files, tokens, plain text, the portal's clock."""

import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from receptiondesk.domain.clock import SetClock
from sync.answers import AnswerKind, NoAnswer
from sync.bodies import Cut, FilePart, Json, Multipart, Octets, Stream, packed
from sync.session import Ask, Line, Reply, Timeouts
from tests.support.portals.wire import HUNG_UP, Asked, Said, Served, http_date

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
MEGABYTES = bytes(range(256)) * 8_192


@dataclass
class Told:
    """Keeps what was asked and answers what the test says."""

    said: Callable[[Asked], Said] = lambda _: Said(200, {}, b"{}")
    asked: list[Asked] = field(default_factory=list)

    def handle(self, asked: Asked) -> Said:
        self.asked.append(asked)
        return self.said(asked)


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def served(told: Told) -> Iterator[Served]:
    with Served(told) as served:
        yield served


@pytest.fixture
def line(served: Served) -> Iterator[Line]:
    line = Line(served.url, timeouts=Timeouts(2, 2, 4), clock=SetClock(NOW))
    yield line
    line.close()


def _kind(act: Callable[[], Reply]) -> AnswerKind:
    with pytest.raises(NoAnswer) as caught:
        act()
    return caught.value.answer.kind


def test_json_goes_out_in_utf_8_and_a_read_by_post_changes_nothing(line: Line, told: Told) -> None:
    asked = Ask("POST", "/tra-cuu", body=Json({"mahoso": "Đ-1"}), reads=True)
    assert line.ask(asked).ok
    assert json.loads(told.asked[0].body) == {"mahoso": "Đ-1"}
    assert told.asked[0].headers["content-type"] == "application/json; charset=utf-8"
    assert line.began_change is False
    told.said = lambda _: Said(HUNG_UP)
    with pytest.raises(NoAnswer) as caught:
        line.ask(asked)
    assert (caught.value.answer.kind, caught.value.answer.changing) == (AnswerKind.LOST, False)


def test_files_arrive_byte_for_byte_in_one_multipart(line: Line, told: Told) -> None:
    part = FilePart("file", 'Giấy "1".pdf', "application/pdf", MEGABYTES)
    line.ask(Ask("POST", "/files", body=Multipart({"displayName": "Giấy khai sinh"}, (part,))))
    (asked,) = told.asked
    boundary = asked.headers["content-type"].partition("boundary=")[2].encode()
    pieces = asked.body.split(b"--" + boundary)
    assert len(pieces) == 4
    assert pieces[1].endswith("\r\n\r\nGiấy khai sinh\r\n".encode())
    head, _, content = pieces[2].partition(b"\r\n\r\n")
    assert 'filename="Giấy %221%22.pdf"'.encode() in head
    assert hashlib.sha256(content[:-2]).digest() == hashlib.sha256(MEGABYTES).digest()
    assert int(asked.headers["content-length"]) == len(asked.body)


def test_a_big_body_is_streamed_and_stops_in_the_middle_when_the_program_ends() -> None:
    stop = threading.Event()
    body, _ = packed(Octets("application/pdf", MEGABYTES), stop)
    assert isinstance(body, Stream)
    first = body.read(1000)
    assert (first, len(body)) == (MEGABYTES[:1000], len(MEGABYTES))
    stop.set()
    with pytest.raises(Cut):
        body.read(1000)


def test_an_upload_that_is_cut_short_is_lost_and_may_have_changed_the_portal(
    line: Line, told: Told
) -> None:
    def stop_then_hang_up(_: Asked) -> Said:
        return Said(HUNG_UP)

    told.said = stop_then_hang_up
    with pytest.raises(NoAnswer) as caught:
        line.ask(Ask("POST", "/files", body=Octets("application/pdf", MEGABYTES)))
    assert (caught.value.answer.kind, caught.value.answer.changing) == (AnswerKind.LOST, True)


def test_a_token_goes_with_each_request_as_it_is_then(line: Line, told: Told) -> None:
    line.get("/x")
    line.bearer = "abc"
    line.get("/x")
    line.sign = lambda: {"Authorization": "Khac", "dstcode": "VN:GOV"}
    line.get("/x")
    assert [asked.headers.get("authorization") for asked in told.asked] == [
        None,
        "Bearer abc",
        "Khac",
    ]
    assert told.asked[2].headers["dstcode"] == "VN:GOV"
    line.sign = lambda: {"X": "xuống\ndòng"}
    assert _kind(lambda: line.get("/x")) is AnswerKind.LOST
    assert len(told.asked) == 3


def test_plain_text_is_a_reply_only_where_it_was_asked_for(line: Line, told: Told) -> None:
    told.said = lambda _: Said(200, {"Content-Type": "text/plain"}, b"OK")
    assert _kind(lambda: line.get("/x")) is AnswerKind.UNREADABLE
    reply = line.ask(Ask("GET", "/x", text=True))
    assert (reply.data, reply.raw) == (None, "OK")
    told.said = lambda _: Said(200, {"Content-Type": "text/html"}, b'{"error_code": "0"}')
    assert line.ask(Ask("GET", "/x", text=True)).data == {"error_code": "0"}
    told.said = lambda _: Said(200, {"Content-Type": "text/html"}, b"<html>Wi-Fi</html>")
    assert _kind(lambda: line.ask(Ask("GET", "/x", text=True))) is AnswerKind.NOT_THE_PORTAL


def test_a_family_may_be_told_of_a_dossier_by_a_500(line: Line, told: Told) -> None:
    told.said = lambda _: Said(500, {}, "Mã hồ sơ đã tồn tại".encode())
    assert _kind(lambda: line.get("/x")) is AnswerKind.PORTAL_DOWN
    reply = line.ask(Ask("GET", "/x", text=True, told=frozenset({500})))
    assert (reply.status, reply.raw) == (500, "Mã hồ sơ đã tồn tại")


def test_a_file_comes_back_as_it_is_and_a_page_in_its_place_is_no_file(
    line: Line, told: Told
) -> None:
    told.said = lambda _: Said(200, {"Content-Type": "application/pdf"}, MEGABYTES)
    reply = line.ask(Ask("GET", "/files/1", binary=True))
    assert (reply.content, reply.data) == (MEGABYTES, None)
    told.said = lambda _: Said(200, {}, b"<!DOCTYPE html><p>dang nhap")
    assert _kind(lambda: line.ask(Ask("GET", "/files/1", binary=True))) is AnswerKind.NOT_THE_PORTAL
    told.said = lambda _: Said(403, {}, b'{"message": "No Content."}')
    assert line.ask(Ask("GET", "/files/1", binary=True)).data == {"message": "No Content."}


def test_the_portals_clock_is_noted_but_never_that_of_another_page(line: Line, told: Told) -> None:
    ahead = {"Date": http_date(NOW + timedelta(minutes=7))}
    assert line.offset is None
    told.said = lambda _: Said(200, {"Content-Type": "text/html", **ahead}, b"<p>Wi-Fi")
    _kind(lambda: line.get("/x"))
    assert line.offset is None
    told.said = lambda _: Said(403, ahead, b"{}")
    line.get("/x")
    assert line.offset == timedelta(minutes=7)
    told.said = lambda _: Said(200, {"Date": "no date"}, b"{}")
    line.get("/x")
    assert line.offset == timedelta(minutes=7)


def test_one_connection_serves_many_requests(line: Line, told: Told, served: Served) -> None:
    for _ in range(5):
        line.get("/x")
    assert served._server is not None
    assert len(served._server._lines) == 1
    assert len(told.asked) == 5


def test_an_endless_page_behind_a_redirect_is_not_read(line: Line, told: Told) -> None:
    told.said = lambda _: Said(302, {"Location": "http://[bad"}, b"[" + b"1," * 6_000_000)
    assert _kind(lambda: line.get("/x")) is AnswerKind.LOST


def test_a_practice_line_ends_where_the_server_no_longer_says_it_is_one() -> None:
    line = Line("https://thuc-hanh.example.vn", practice_only=True, transport=_Plain())
    assert _kind(lambda: line.get("/x")) is AnswerKind.NOT_THE_PORTAL
    line.close()


class _Plain:
    """A wire to a server that answers and does not call itself a practice portal."""

    def send(self, request: object, **_: object) -> object:
        from io import BytesIO

        import requests
        from urllib3 import HTTPResponse

        response = requests.Response()
        response.status_code = 200
        response.raw = HTTPResponse(BytesIO(b"{}"), preload_content=False)
        return response

    def close(self) -> None:
        """Nothing to close."""
