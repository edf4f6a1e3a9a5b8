"""What a failed exchange or a raw HTTP reply means, before any family looks into its body.

Rules and where they come from: 200 is not success (peers.md 6.10); a login page of the local
network answers 200 too, so a page is never the portal; a refused connection is a portal that is
down, not a cable; a name that is not found, a certificate and a wall clock are told apart because a
person mends each elsewhere. Nothing here raises, whatever a server sends.
"""

import errno
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import requests
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from sync.answers import Answer, AnswerKind

#: A wish for longer than this is no wish that anybody had thought about.
MAX_RETRY_AFTER = timedelta(hours=12)

_REDIRECTS = range(300, 400)
_PROXY_AUTH = 407
_NETWORK_LOGIN = 511
_TOO_LARGE = 413
_TOO_FAST = frozenset({408, 425, 429})
_UNAVAILABLE = 503
_SERVER_FAULTS = range(500, 600)
_UNREACHABLE = frozenset(
    {
        errno.ENETUNREACH,
        errno.EHOSTUNREACH,
        errno.ENETDOWN,
        errno.EHOSTDOWN,
        errno.EADDRNOTAVAIL,
        10050,  # the same on Windows: network down, unreachable, host down, unreachable
        10051,
        10064,
        10065,
    }
)
#: How OpenSSL says that a certificate's time is over, or not yet come (verify.h).
_EXPIRED, _NOT_YET_VALID, _HOST_NAME = 10, 9, 62
#: Reasons of OpenSSL that only a hand-shake can have: nothing of ours was sent.
_HAND_SHAKE = (
    "WRONG_VERSION_NUMBER",
    "UNSUPPORTED_PROTOCOL",
    "HANDSHAKE_FAILURE",
    "PROTOCOL_VERSION",
    "HTTP_REQUEST",
    "UNKNOWN_PROTOCOL",
    "CERTIFICATE_VERIFY_FAILED",
)
_CLOCK_WORDS = "Theo đồng hồ của máy này thì chứng chỉ {state}; xem lại ngày giờ của máy trước."


@dataclass(frozen=True, slots=True)
class Heard:
    """A reply as far as HTTP goes: status, headers (any case), the body as text."""

    status: int
    headers: Mapping[str, str]
    raw: str


def of_fault(fault: BaseException, has_route: Callable[[], bool]) -> Answer:
    """Tell a line that was never there (``connected`` is false) from a reply lost on the way.

    Args:
        fault: What the exchange raised.
        has_route: Tells whether this machine is on any network; asked only when it matters.
    """
    links = tuple(_chain(fault))
    if any(isinstance(link, requests.exceptions.ProxyError) for link in links):
        detail = "Máy chủ trung gian (proxy) của mạng không cho đi qua."
        return Answer(AnswerKind.OFFLINE, detail=detail, connected=False)
    tls = next((link for link in links if isinstance(link, ssl.SSLError)), None)
    if tls is not None:
        return _of_tls(tls)
    if any(isinstance(link, NameResolutionError | socket.gaierror) for link in links):
        kind = AnswerKind.NAME_NOT_FOUND if has_route() else AnswerKind.OFFLINE
        return Answer(kind, connected=False)
    if any(isinstance(link, NewConnectionError) for link in links):
        return _of_no_connection(links)
    if any(isinstance(link, ConnectTimeoutError | requests.ConnectTimeout) for link in links):
        return Answer(AnswerKind.OFFLINE, connected=False)
    return Answer(AnswerKind.LOST)


def _of_no_connection(links: tuple[BaseException, ...]) -> Answer:
    numbers = {link.errno for link in links if isinstance(link, OSError)}
    if any(isinstance(link, ConnectionRefusedError) for link in links):
        detail = "Máy chủ của cổng không nhận kết nối."
        return Answer(AnswerKind.PORTAL_DOWN, detail=detail, connected=False)
    detail = "Máy này chưa có mạng." if numbers & _UNREACHABLE else ""
    return Answer(AnswerKind.OFFLINE, detail=detail, connected=False)


def _of_tls(fault: ssl.SSLError) -> Answer:
    if isinstance(fault, ssl.SSLCertVerificationError):
        number = getattr(fault, "verify_code", 0)
        detail = {
            _EXPIRED: _CLOCK_WORDS.format(state="đã hết hạn"),
            _NOT_YET_VALID: _CLOCK_WORDS.format(state="chưa tới ngày dùng"),
            _HOST_NAME: "Chứng chỉ không mang tên của địa chỉ cổng đã khai.",
        }.get(number, "Chứng chỉ không do nơi cấp mà máy này tin cậy ký.")
        raw = str(getattr(fault, "verify_message", ""))
        return Answer(AnswerKind.CERTIFICATE, raw, detail=detail, connected=False)
    reason = str(getattr(fault, "reason", None) or "")
    if any(word in reason.upper() for word in _HAND_SHAKE):
        detail = "Không mở được đường truyền mã hóa (https) với máy chủ này."
        return Answer(AnswerKind.CERTIFICATE, reason, detail=detail, connected=False)
    return Answer(AnswerKind.LOST)


def _chain(fault: BaseException) -> Iterator[BaseException]:
    """Yield a fault and everything it wraps: arguments, reasons, causes; each once."""
    seen: set[int] = set()
    left: list[object] = [fault]
    while left:
        one = left.pop(0)
        if not isinstance(one, BaseException) or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        left += [*one.args, getattr(one, "reason", None), one.__cause__, one.__context__]


def of_reply(heard: Heard, *, allowed: frozenset[int] = frozenset(), page: bool = False) -> Answer:
    """Return what a whole reply means by HTTP alone; ``ACCEPTED`` leaves it to the family.

    Args:
        heard: The reply.
        allowed: Statuses of trouble by which this family tells something of a dossier.
        page: Whether a reply that only calls itself HTML is taken (JSON under a wrong name);
            a page itself is never the portal.
    """
    status = heard.status
    kind = _by_status(status, heard.headers)
    html = not page and "html" in _header(heard.headers, "content-type").lower()
    if status in _REDIRECTS or html or heard.raw.lstrip("\ufeff \t\r\n")[:1] == "<":
        # A gateway's own fault page is still the gateway speaking of a portal that is down.
        if kind is None or kind is AnswerKind.TOO_LARGE:
            kind = AnswerKind.NOT_THE_PORTAL
    elif status in allowed:
        kind = None
    return Answer(kind or AnswerKind.ACCEPTED, heard.raw)


def _by_status(status: int, headers: Mapping[str, str]) -> AnswerKind | None:
    if status in _TOO_FAST or (status == _UNAVAILABLE and _header(headers, "retry-after")):
        return AnswerKind.TOO_FAST
    if status in {_PROXY_AUTH, _NETWORK_LOGIN}:
        return AnswerKind.NOT_THE_PORTAL
    if status in _SERVER_FAULTS:
        return AnswerKind.PORTAL_DOWN
    return AnswerKind.TOO_LARGE if status == _TOO_LARGE else None


_CONVENTION: Mapping[int, AnswerKind] = {
    200: AnswerKind.ACCEPTED,
    400: AnswerKind.REFUSED,
    401: AnswerKind.AUTH,
    403: AnswerKind.FORBIDDEN,
    404: AnswerKind.REFUSED,
    405: AnswerKind.REFUSED,
    409: AnswerKind.CONFLICT,
    413: AnswerKind.TOO_LARGE,
    422: AnswerKind.REFUSED,
}


def by_convention(status: int) -> AnswerKind:
    """Return what a status means where a family has no rule of its own; any other is unreadable."""
    return _CONVENTION.get(status, AnswerKind.UNREADABLE)


def moment_of(text: str) -> datetime | None:
    """Read an HTTP date (RFC 9110 5.6.7); ``None`` for anything else. Aware and in UTC."""
    try:
        at = parsedate_to_datetime(text)
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Read ``Retry-After``: seconds, or a date beside the server's ``Date``; half a day at most.

    Args:
        headers: The reply's.
        now: Our own clock, used only when the server does not tell its time.
    """
    text = _header(headers, "retry-after").strip()
    if text.isascii() and text.isdecimal():
        return min(timedelta(seconds=min(int(text[:9]), 10**8)), MAX_RETRY_AFTER)
    at = moment_of(text) if text else None
    if at is None:
        return None
    told = moment_of(_header(headers, "date")) or now
    return max(timedelta(0), min(at - told, MAX_RETRY_AFTER))


def _header(headers: Mapping[str, str], name: str) -> str:
    return next((value for key, value in headers.items() if key.lower() == name), "")
