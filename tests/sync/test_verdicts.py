"""Whatever happens to an exchange lands in exactly one kind, with one sentence and one act."""

import errno
import json
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from urllib3.exceptions import (
    ConnectTimeoutError,
    MaxRetryError,
    NameResolutionError,
    NewConnectionError,
    ProtocolError,
)

from sync.answers import WORDS, Answer, AnswerKind, NoAnswer
from sync.session import Line, Reply, Timeouts
from sync.verdicts import (
    MAX_RETRY_AFTER,
    Heard,
    by_convention,
    moment_of,
    of_fault,
    of_reply,
    retry_after,
)
from tests.support.portals.wire import Asked, Said, Served
from tests.support.tls import authority, certificate, tls_server

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)

statuses = st.one_of(
    st.integers(200, 599), st.sampled_from([200, 203, 302, 401, 403, 405, 413, 429, 503, 511])
)
header_names = st.sampled_from(["Content-Type", "Retry-After", "Date", "Location", "X"])
values = st.one_of(
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40),
    st.sampled_from(
        ["text/html", "application/json", "120", "Mon, 23 Nov 2026 02:00:00 GMT", "-5", "9" * 30]
    ),
)
headers = st.dictionaries(header_names, values, max_size=5)
bodies = st.one_of(
    st.binary(max_size=300),
    st.text(max_size=200).map(str.encode),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
        max_leaves=8,
    ).map(lambda value: json.dumps(value).encode()),
)


def test_every_kind_has_its_sentence_and_its_act() -> None:
    for kind in AnswerKind:
        answer = Answer(kind)
        assert answer.sentence.endswith("."), kind
        assert answer.act.endswith("."), kind
        assert "lỗi" not in answer.sentence.lower(), "a clerk is never told of an error"
    assert set(WORDS) == set(AnswerKind)


@given(status=statuses, headers=headers, body=bodies, text=st.booleans())
def test_any_reply_lands_in_one_kind(
    status: int, headers: dict[str, str], body: bytes, text: bool
) -> None:
    answer = of_reply(Heard(status, headers, body.decode("utf-8", "replace")), page=text)
    assert isinstance(answer.kind, AnswerKind)
    if status != 200 and answer.good:
        assert by_convention(status) is not AnswerKind.ACCEPTED
    wish = retry_after(headers, NOW)
    assert wish is None or timedelta(0) <= wish <= MAX_RETRY_AFTER


class _Anything:
    """A server that says whatever the test wants."""

    said = Said(200)

    def handle(self, asked: Asked) -> Said:
        return self.said


@pytest.fixture(scope="module")
def anything() -> Iterator[Served]:
    with Served(_Anything()) as served:
        yield served


@given(status=statuses, headers=headers, body=bodies, post=st.booleans())
def test_any_reply_over_a_real_wire_is_a_reply_or_one_kind(
    anything: Served, status: int, headers: dict[str, str], body: bytes, post: bool
) -> None:
    bodiless = status in {204, 304}
    anything.core.said = Said(status, headers, b"" if bodiless else body)  # type: ignore[attr-defined]
    line = Line(anything.url, "u", "p", timeouts=Timeouts(2, 2, 4))
    told = _reply_or_answer(line, post=post)
    line.close()
    if isinstance(told, Answer):
        assert told.kind in {
            AnswerKind.PORTAL_DOWN,
            AnswerKind.NOT_THE_PORTAL,
            AnswerKind.UNREADABLE,
            AnswerKind.TOO_FAST,
            AnswerKind.TOO_LARGE,
        }
        assert told.changing is post
    else:
        assert told.ok is (status == 200)
        assert isinstance(told.kind, AnswerKind)


def _reply_or_answer(line: Line, *, post: bool) -> Reply | Answer:
    try:
        return line.post("/x", {}) if post else line.get("/x")
    except NoAnswer as told:
        return told.answer


def _wrapped(reason: Exception) -> requests.ConnectionError:
    return requests.ConnectionError(MaxRetryError(None, "/", reason))  # type: ignore[arg-type]


def _no_connection(number: int) -> requests.ConnectionError:
    kind = ConnectionRefusedError if number == errno.ECONNREFUSED else OSError
    fault = NewConnectionError(None, "no")  # type: ignore[arg-type]
    fault.__cause__ = kind(number, "no")
    return _wrapped(fault)


@pytest.mark.parametrize(
    ("fault", "on_a_network", "kind"),
    [
        (_no_connection(errno.ENETUNREACH), False, AnswerKind.OFFLINE),
        (_no_connection(errno.EHOSTUNREACH), True, AnswerKind.OFFLINE),
        (_no_connection(errno.ECONNREFUSED), True, AnswerKind.PORTAL_DOWN),
        (
            _wrapped(NameResolutionError("h", None, socket.gaierror(-2, "no"))),
            True,
            AnswerKind.NAME_NOT_FOUND,
        ),  # type: ignore[arg-type]
        (
            _wrapped(NameResolutionError("h", None, socket.gaierror(-2, "no"))),
            False,
            AnswerKind.OFFLINE,
        ),  # type: ignore[arg-type]
        (requests.ConnectTimeout(ConnectTimeoutError()), True, AnswerKind.OFFLINE),
        (requests.exceptions.ProxyError("tunnel"), True, AnswerKind.OFFLINE),
    ],
)
def test_a_line_that_never_stood_changed_nothing(
    fault: Exception, on_a_network: bool, kind: AnswerKind
) -> None:
    answer = of_fault(fault, lambda: on_a_network)
    assert (answer.kind, answer.connected, answer.blames_dossier) == (kind, False, False)
    assert answer.ends_round


@pytest.mark.parametrize(
    "fault",
    [
        requests.ReadTimeout("slow"),
        requests.ConnectionError(ProtocolError("Connection aborted.", ConnectionResetError())),
        requests.exceptions.ChunkedEncodingError("cut"),
        ssl.SSLEOFError(8, "EOF occurred in violation of protocol"),
        OSError("odd"),
        ValueError("odder"),
    ],
)
def test_what_may_have_arrived_is_lost_never_offline(fault: Exception) -> None:
    answer = of_fault(fault, lambda: True)
    assert (answer.kind, answer.connected) == (AnswerKind.LOST, True)


def _asked(url: str, ca_file: str = "") -> Answer:
    line = Line(url, "u", "p", ca_file=ca_file, timeouts=Timeouts(2, 2, 4))
    try:
        line.get("/x")
    except NoAnswer as told:
        return told.answer
    finally:
        line.close()
    return Answer(AnswerKind.ACCEPTED)


def test_a_certificate_of_an_authority_that_was_named_is_believed(tmp_path: Path) -> None:
    signer = authority(tmp_path)
    with tls_server(certificate(tmp_path, signer)) as url:
        assert _asked(url, str(signer.file)).good
        unknown = _asked(url)
    assert (unknown.kind, unknown.connected) == (AnswerKind.CERTIFICATE, False)
    assert "không do nơi cấp" in unknown.sentence


@pytest.mark.parametrize(
    ("starts", "words"),
    [(timedelta(days=-90), "đã hết hạn"), (timedelta(days=5), "chưa tới ngày dùng")],
)
def test_a_certificate_out_of_its_time_names_the_clock(
    tmp_path: Path, starts: timedelta, words: str
) -> None:
    signer = authority(tmp_path)
    with tls_server(certificate(tmp_path, signer, starts=starts)) as url:
        told = _asked(url, str(signer.file))
    assert told.kind is AnswerKind.CERTIFICATE
    assert words in told.sentence
    assert "ngày giờ của máy" in told.sentence


def test_a_certificate_of_another_name_is_not_believed(tmp_path: Path) -> None:
    signer = authority(tmp_path)
    with tls_server(certificate(tmp_path, signer, host="khac.example.vn")) as url:
        told = _asked(url, str(signer.file))
    assert told.kind is AnswerKind.CERTIFICATE
    assert "không mang tên" in told.sentence


def test_a_server_without_encryption_behind_https_is_not_believed() -> None:
    with Served(_Anything()) as plain:
        told = _asked(plain.url.replace("http://127.0.0.1", "https://localhost"))
    assert (told.kind, told.connected) == (AnswerKind.CERTIFICATE, False)


@pytest.mark.parametrize(
    ("given", "wish"),
    [
        ({"Retry-After": "120"}, timedelta(seconds=120)),
        ({"retry-after": "999999999999999999999"}, MAX_RETRY_AFTER),
        ({"Retry-After": "Mon, 23 Nov 2026 02:05:00 GMT"}, timedelta(minutes=5)),
        ({"Retry-After": "Mon, 23 Nov 2026 01:05:00 GMT"}, timedelta(0)),
        (
            # Beside the server's own Date a wrong clock here does not matter.
            {
                "Retry-After": "Tue, 01 Jan 2030 00:01:00 GMT",
                "Date": "Tue, 01 Jan 2030 00:00:00 GMT",
            },
            timedelta(minutes=1),
        ),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "²"}, None),
        ({}, None),
    ],
)
def test_retry_after_in_seconds_and_as_a_date(
    given: dict[str, str], wish: timedelta | None
) -> None:
    assert retry_after(given, NOW) == wish


@given(st.text(max_size=60))
def test_a_date_is_read_or_not_read_and_never_raises(text: str) -> None:
    at = moment_of(text)
    assert at is None or at.tzinfo is not None
