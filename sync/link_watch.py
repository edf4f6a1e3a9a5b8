"""Are the addresses behind the QR codes on the wall still there? Asked politely, and never sure.

Only hosts on the office's list are asked, each at the office's pace, by HEAD and, where that is
refused, by GET whose body is never read. A redirect to another host is a move and is not followed;
404 and 410 are an end; whatever is slow, broken or refused for now is unknown, because nobody takes
a sheet down for a bad line (RFC 9110: 15.5.5, 15.5.11).
"""

import http.client
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urldefrag, urljoin

import requests
import urllib3.exceptions

from receptiondesk.desk import wall_links
from receptiondesk.domain.errors import Trouble
from receptiondesk.domain.links import LinkFound, LinkState, host_of, may_ask
from receptiondesk.domain.outbox import is_loopback
from receptiondesk.office import Office
from sync import network, verdicts
from sync.answers import AnswerKind
from sync.watch import Watch, Wire

_GONE: Final = frozenset({404, 410})
_BUSY: Final = frozenset({429, 503})
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_OK: Final = range(200, 300)
_ERRORS_FROM: Final = 400
_HOPS: Final = 5
#: After so many silences one after the other a host is left alone for this time.
_SILENCES: Final = 3
_ADDRESS_AT_MOST: Final = 2_000
_NOTES: Final = {
    AnswerKind.OFFLINE: "không nối được mạng",
    AnswerKind.NAME_NOT_FOUND: "không tìm thấy tên máy chủ",
    AnswerKind.CERTIFICATE: "chứng chỉ của máy chủ không dùng được",
    AnswerKind.PORTAL_DOWN: "máy chủ không nhận kết nối",
}
_NO_ANSWER: Final = "máy chủ không trả lời kịp"
_BUSY_NOTE: Final = "máy chủ đang bận, chưa hỏi tiếp"
_SILENT_NOTE: Final = "máy chủ không trả lời, chưa hỏi tiếp"
_FAULTS: Final = (
    requests.RequestException,
    urllib3.exceptions.HTTPError,
    http.client.HTTPException,
    OSError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Waits:
    """Seconds: to connect, between two bytes, for the whole of one question."""

    connect: float = 10.0
    stall: float = 15.0
    total: float = 30.0


@dataclass(frozen=True, slots=True)
class Watched:
    """What was found, and the addresses of hosts that are not on the office's list.

    ``worse`` are the dead and moved ones that were neither before.
    """

    found: tuple[LinkFound, ...]
    skipped: tuple[str, ...]
    worse: tuple[LinkFound, ...] = ()


@dataclass(slots=True)
class LinkWatch:
    """Asks for addresses, each host at its pace.

    ``delay`` are the seconds between two questions to one host; setting ``stop`` ends the work
    before the next question. ``progress`` is told (done, all).
    """

    delay: float
    stop: threading.Event = field(default_factory=threading.Event)
    waits: Waits = field(default_factory=Waits)
    has_route: Callable[[], bool] = network.has_route
    progress: Callable[[int, int], None] = lambda _done, _of_all: None
    _next: dict[str, float] = field(default_factory=dict)
    _silences: dict[str, int] = field(default_factory=dict)
    _left_alone: dict[str, str] = field(default_factory=dict)

    def ask_all(self, urls: Sequence[str]) -> Iterator[LinkFound]:
        """Yield what each address came to; hosts take turns, so that none waits for another."""
        self.progress(0, len(urls))
        for done, url in enumerate(self._in_turn(urls), 1):
            if self.stop.is_set():
                return
            found = self.ask(url)
            if self.stop.is_set() and found.status is None:
                return  # we cut it off ourselves: that says nothing of the address
            yield found
            self.progress(done, len(urls))

    def ask(self, url: str) -> LinkFound:
        """Return what one address came to."""
        host = host_of(url)
        if host in self._left_alone:
            return LinkFound(url, LinkState.UNKNOWN, note=self._left_alone[host])
        here, found = url, LinkFound(url, LinkState.UNKNOWN, note="địa chỉ chuyển lòng vòng")
        for _ in range(_HOPS):
            heard = self._heard(here)
            if isinstance(heard, str):
                return self._silent(host, LinkFound(url, LinkState.UNKNOWN, note=heard))
            self._silences[host] = 0
            if heard.status not in _REDIRECTS or not heard.location:
                moved = "" if here == url else here
                return self._judged(host, LinkFound(url, LinkState.UNKNOWN, heard.status, moved))
            target = urldefrag(urljoin(here, heard.location)).url[:_ADDRESS_AT_MOST]
            if host_of(target).partition(":")[0] != host.partition(":")[0]:
                return LinkFound(url, LinkState.MOVED, heard.status, target)
            here = target
        return found

    def _judged(self, host: str, found: LinkFound) -> LinkFound:
        status = found.status or 0
        if status in _OK:
            return _as(found, LinkState.ALIVE)
        if status in _GONE:
            return _as(found, LinkState.DEAD)
        if status in _BUSY:
            self._left_alone[host] = _BUSY_NOTE
        return _as(found, LinkState.UNKNOWN, f"máy chủ trả lời mã {status}")

    def _silent(self, host: str, found: LinkFound) -> LinkFound:
        self._silences[host] = self._silences.get(host, 0) + 1
        if self._silences[host] >= _SILENCES:
            self._left_alone[host] = _SILENT_NOTE
        return found

    def _in_turn(self, urls: Sequence[str]) -> Iterator[str]:
        by_host: dict[str, deque[str]] = {}
        for url in urls:
            by_host.setdefault(host_of(url), deque()).append(url)
        while by_host:
            for host in [*by_host]:
                yield by_host[host].popleft()
                if not by_host[host]:
                    del by_host[host]

    def _heard(self, url: str) -> "_Heard | str":
        """Return status and target of a redirect, or why there is none in Vietnamese."""
        head = self._once("HEAD", url)
        # Some servers refuse what asks for no page; only a real question can tell.
        if isinstance(head, _Heard) and head.status >= _ERRORS_FROM and head.status not in _BUSY:
            return self._once("GET", url)
        return head

    def _once(self, method: str, url: str) -> "_Heard | str":
        self._wait(host_of(url))
        if self.stop.is_set():
            return _NO_ANSWER
        watch = Watch(self.stop)
        session = _Session()
        session.trust_env = not is_loopback(url)
        for scheme in ("https://", "http://"):
            session.mount(scheme, Wire(watch))
        try:
            with (
                session,
                watch.limited(time.monotonic() + self.waits.total),
                session.request(
                    method,
                    url,
                    timeout=(self.waits.connect, self.waits.stall),
                    allow_redirects=False,
                    stream=True,
                    auth=_unsigned,
                    headers={"User-Agent": "Receptiondesk", "Accept": "*/*"},
                ) as response,
            ):
                heard = _Heard(response.status_code, response.headers.get("Location", ""))
                # What was cut off in the middle is no answer, though it may read like one.
                return _NO_ANSWER if watch.cut else heard
        except _FAULTS as fault:
            kind = verdicts.of_fault(fault, self.has_route).kind
            return _NOTES.get(kind, _NO_ANSWER)

    def _wait(self, host: str) -> None:
        """Wait for a host's turn; the clock that counts never goes back."""
        until = self._next.get(host, 0.0)
        left = until - time.monotonic()
        if left > 0:
            self.stop.wait(left)
        self._next[host] = time.monotonic() + self.delay


@dataclass(frozen=True, slots=True)
class _Heard:
    status: int
    location: str


class _Session(requests.Session):
    """Never works out by itself where a redirect leads: that would read its whole body."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """Return nothing."""
        del resp
        return None


def _unsigned(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Sign nothing, so that no password of the machine's own (``.netrc``) goes out."""
    return request


def _as(found: LinkFound, state: LinkState, note: str = "") -> LinkFound:
    return LinkFound(found.url, state, found.status, found.moved_to, note)


def check(
    office: Office, watch: LinkWatch | None = None, only: Sequence[str] | None = None
) -> Watched:
    """Ask for every address on the wall whose host is on the office's list, and keep the findings.

    ``only`` names addresses of the wall to ask for, in place of all.

    Raises:
        Refused: ``no_hosts`` when the list is empty: nobody is asked.
        Trouble: ``offline`` when nothing can leave this machine; the file cannot be written now.
    """
    hosts = wall_links.hosts(office)
    watch = watch or LinkWatch(office.settings.link_delay)
    urls = only if only is not None else [one.url for one in wall_links.addresses(office)]
    wanted = [url for url in urls if may_ask(url, hosts)]
    skipped = tuple(url for url in urls if not may_ask(url, hosts))
    if any(not is_loopback(url) for url in wanted) and not watch.has_route():
        message = (
            "Máy này chưa có mạng nên chưa dò được địa chỉ nào. Kết quả cũ vẫn giữ; xin dò lại khi "
            "có mạng."
        )
        raise Trouble("offline", message)
    found = tuple(watch.ask_all(wanted))
    worse = wall_links.note(office, found) if found else ()
    return Watched(found, skipped, worse)
