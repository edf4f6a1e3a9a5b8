"""Nothing of practice data reaches a portal that is not marked practice: every door is tried.

The real portal of these tests is a server on loopback that writes down every request.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import pytest
import requests
from requests.adapters import BaseAdapter

from receptiondesk.desk import outbox, portals
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.errors import Refused
from receptiondesk.domain.outbox import PortalSetting, PortalTarget
from receptiondesk.office import Office
from receptiondesk.storage import portals as rows
from sync import setup
from sync.answers import AnswerKind
from sync.diagnose import diagnose
from sync.loop import News, SyncLoop
from sync.portal import Feed
from sync.round import run, until_done
from tests.support.portals.practice import HOW, PracticePortal
from tests.support.portals.scripted import ABLE, GOOD, Book, how
from tests.support.portals.wire import Asked, Said, Served
from tests.support.sendings import attach

Receive = Callable[..., Dossier]
NAME = "Nguyễn Thị Bí Mật"


@dataclass
class RealPortal:
    """A real portal: it takes everything and never says that it is for practice."""

    asked: list[Asked] = field(default_factory=list)
    said: Said = field(default_factory=lambda: Said(200, {}, b"{}"))

    def handle(self, asked: Asked) -> Said:
        self.asked.append(asked)
        return self.said

    def heard_of(self, dossier: Dossier) -> bool:
        """Return whether anything of a dossier came here."""
        words = [dossier.uid, dossier.code, NAME]
        return any(
            word.encode() in asked.body or word in asked.path or word in str(asked.query)
            for asked in self.asked
            for word in words
        )


@pytest.fixture
def real() -> RealPortal:
    return RealPortal()


@pytest.fixture
def served(real: RealPortal) -> Iterator[Served]:
    with Served(real) as served:
        yield served


def put(office: Office, target: PortalTarget) -> None:
    """Set a target past every check, as somebody with the key of the file could."""
    with office.database.write() as session:
        rows.put(session, target)
    portals._secrets(office).put(f"portal:{target.name}", "mat-khau")


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.problems[0].code


@pytest.fixture
def dossier(office: Office, portal: PracticePortal, receive: Receive) -> Dossier:
    portal.join(office)
    received = receive(NAME)
    attach(office, received, "giấy tờ bí mật")
    return received


def test_no_door_of_the_engine_opens_to_a_target_that_is_not_marked(
    office: Office, dossier: Dossier, real: RealPortal, served: Served
) -> None:
    known = portals.targets(office)[0]
    put(office, replace(known, url=served.url, practice=False))
    (target,) = portals.targets(office)

    assert refused(lambda: run(office, ignore_backoff=True, how=HOW)) == "practice_office"
    assert refused(lambda: until_done(office, how=HOW)) == "practice_office"
    assert refused(lambda: diagnose(office, target, HOW)) == "practice_office"
    assert real.asked == [], "not even a knock"


def test_one_unmarked_target_among_practice_ones_gets_nothing(
    office: Office, dossier: Dossier, real: RealPortal, served: Served
) -> None:
    known = portals.targets(office)[0]
    put(office, replace(known, name="that", url=served.url, practice=False))
    assert refused(lambda: run(office, how=HOW)) == "practice_office"
    assert real.asked == []


def test_the_lane_of_the_window_opens_no_door_either(
    office: Office, dossier: Dossier, real: RealPortal, served: Served
) -> None:
    import queue

    put(office, replace(portals.targets(office)[0], url=served.url, practice=False))
    heard: queue.Queue[News] = queue.Queue()
    loop = SyncLoop(lambda: office, heard.put, how=HOW)
    loop.start()
    assert "thực hành" in heard.get(timeout=10).sentence
    loop.wake(now=True)
    assert "thực hành" in heard.get(timeout=10).sentence
    assert loop.stop()
    assert real.asked == []


def test_no_real_portal_can_be_set(office: Office, served: Served, real: RealPortal) -> None:
    setting = PortalSetting("opencps", served.url, "u", {"groupId": "1"})
    assert refused(lambda: setup.save(office, setting, "mat-khau")) == "practice_office"
    elsewhere = replace(setting, url="https://motcua.invalid", practice=False)
    assert refused(lambda: setup.save(office, elsewhere, "mat-khau")) == "practice_office"
    assert real.asked == []


def test_no_system_that_a_person_carries_to_can_be_set_as_real(office: Office) -> None:
    setting = PortalSetting("transfer", "", "", {}, name="ho-kinh-doanh")
    assert refused(lambda: setup.save(office, setting, "")) == "practice_office"
    assert portals.targets(office) == ()


class _Elsewhere(BaseAdapter):
    """A far server that says "practice" only so many times, and keeps all it is sent."""

    def __init__(self, times: int, core: RealPortal) -> None:
        super().__init__()
        self.left = times
        self.core = core

    def send(self, request: requests.PreparedRequest, **_: object) -> requests.Response:  # type: ignore[override]
        from io import BytesIO

        from urllib3 import HTTPResponse

        body = request.body if isinstance(request.body, bytes) else b""
        self.core.handle(Asked(request.method or "", request.path_url, {}, {}, body))
        headers = {"Content-Type": "application/json"}
        if self.left > 0:
            headers["X-Practice-Portal"] = "1"
        self.left -= 1
        response = requests.Response()
        response.status_code = 200
        response.headers.update(headers)
        response.raw = HTTPResponse(BytesIO(b"{}"), preload_content=False)
        return response

    def close(self) -> None:
        """Nothing to close."""


@pytest.mark.parametrize("times", [0, 1])
def test_a_server_that_does_not_say_it_is_for_practice_gets_nothing(
    office: Office, dossier: Dossier, real: RealPortal, times: int
) -> None:
    """Not from the start, or no longer after the knock: then its next reply is its last."""
    put(office, replace(portals.targets(office)[0], url="https://gia.invalid"))

    result = run(office, ignore_backoff=True, how=replace(HOW, transport=_Elsewhere(times, real)))

    assert not result.reached
    end = result.targets["opencps"].ended_by
    assert end is not None
    assert end.kind is AnswerKind.NOT_THE_PORTAL
    assert len(real.asked) == times + 1, "nothing goes out after such a reply"
    assert not real.heard_of(dossier)
    assert outbox.totals(office).waiting == 1


def test_a_redirect_leads_nowhere(
    office: Office, dossier: Dossier, real: RealPortal, served: Served
) -> None:
    class Leads:
        def handle(self, asked: Asked) -> Said:
            return Said(307, {"Location": f"{served.url}{asked.path}", "X-Practice-Portal": "1"})

    with Served(Leads()) as crooked:
        put(office, replace(portals.targets(office)[0], url=crooked.url))
        result = run(office, ignore_backoff=True, how=HOW)
    assert not result.reached
    assert real.asked == []


def test_files_and_feed_stay_behind_the_same_door(
    office: Office, dossier: Dossier, real: RealPortal
) -> None:
    book = Book(able=replace(ABLE, status_feed=True))
    book.feeds.append(Feed(GOOD, (), "c1"))
    put(office, replace(portals.targets(office)[0], practice=False))
    assert refused(lambda: run(office, how=how({"opencps": book}))) == "practice_office"
    assert (book.log, book.cursors) == ([], [])


def test_a_target_changed_between_two_rounds_gets_nothing(
    office: Office, dossier: Dossier, real: RealPortal, served: Served
) -> None:
    assert run(office, how=HOW).targets["opencps"].reached
    put(office, replace(portals.targets(office)[0], url=served.url, practice=False))
    assert refused(lambda: run(office, how=HOW)) == "practice_office"
    assert real.asked == []
