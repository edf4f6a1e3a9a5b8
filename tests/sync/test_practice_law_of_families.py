"""The law of practice with the real adapter of every family, at a far server that stops saying so.

The server is a whole double of the family behind a name that is not this machine: it says that it
is for practice in so many replies, then takes everything without saying it again.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import cast
from urllib.parse import quote_plus

import pytest
import requests
from requests.adapters import BaseAdapter
from urllib3 import HTTPResponse

from receptiondesk.desk import attachments, corrections, intake, mappings, outbox, portals
from receptiondesk.domain.clock import SetClock
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.outbox import PortalTarget
from receptiondesk.office import Office
from receptiondesk.storage import portals as rows
from sync.bodies import Stream
from sync.round import RoundResult, run
from tests.simulation.families import Family
from tests.simulation.known import FAMILIES
from tests.support import scans
from tests.support.office import MORNING, OfficeKind, make_office
from tests.support.portals.practice import HOW
from tests.support.portals.wire import Asked, Core, asked_of
from tests.support.walk_ins import person, walk_in

NAME = "Nguyễn Thị Bí Mật"
_SAYS = "X-Practice-Portal"


@dataclass
class Far(BaseAdapter):
    """A far server: in ``times`` replies it says that it is for practice, and then no more."""

    core: Core
    times: int
    asked: list[Asked] = field(default_factory=list)

    def send(self, request: requests.PreparedRequest, **_: object) -> requests.Response:  # type: ignore[override]
        body = request.body or b""
        whole = body if isinstance(body, bytes) else cast("Stream", body).read()
        asked = asked_of(request.method or "", request.url or "", dict(request.headers), whole)
        self.asked.append(asked)
        said = self.core.handle(asked)
        headers = {name: text for name, text in said.headers.items() if name != _SAYS}
        if len(self.asked) <= self.times:
            headers[_SAYS] = "1"
        response = requests.Response()
        response.status_code = said.status
        response.headers.update(headers)
        response.raw = HTTPResponse(BytesIO(said.body), preload_content=False)
        return response

    def close(self) -> None:
        """Nothing to close."""

    def heard_of(self, dossier: Dossier) -> list[str]:
        """Return the requests in which anything of a dossier or its person came."""
        applicant = dossier.facts.applicant
        assert applicant.identity is not None
        name = applicant.full_name
        words = {dossier.uid, applicant.identity.number, name, quote_plus(name), *dossier.codes}
        return [
            f"{asked.method} {asked.path}"
            for asked in self.asked
            for told in [f"{asked.path} {asked.query} {asked.body.decode('utf-8', 'replace')}"]
            if any(word in told for word in words)
        ]


@dataclass
class Desk:
    """A practice office whose portal is far away, and its one dossier with a scanned page."""

    family: Family
    office: Office
    dossier: Dossier
    core: Core

    def round(self, times: int) -> tuple[Far, RoundResult]:
        """Make a round at a server that says "practice" so many times."""
        far = Far(self.core, times)
        assert isinstance(self.office.clock, SetClock)
        self.office.clock.advance(timedelta(hours=3))
        return far, run(self.office, ignore_backoff=True, how=replace(HOW, transport=far))


@pytest.fixture(params=sorted(FAMILIES))
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    family, clock = FAMILIES[request.param], SetClock(MORNING)
    own_range = "1-999" if family.numbered_here else ""
    office = make_office(tmp_path / "office", OfficeKind(number_range=own_range), clock=clock)
    target = PortalTarget(
        family.adapter,
        family.adapter,
        "https://gia.invalid",
        family.user,
        dict(family.options),
        practice=True,
    )
    with office.database.write() as session:
        rows.put(session, target)
    portals._secrets(office).put(f"portal:{target.name}", family.password)
    if family.codes:
        mappings.replace(office, family.adapter, family.codes)
    dossier = intake.accept(office, walk_in(office, applicant=person(NAME))).dossier
    if family.takes_files:
        attachments.attach(office, dossier.code, "1", scans.small(1), "trang.png")
    yield Desk(family, office, dossier, family.make(clock))
    office.close()


def test_at_whatever_reply_it_stops_saying_so_that_reply_is_the_last(desk: Desk) -> None:
    """Each round it says so once more, from never on, until a whole round went through."""
    times = 0
    while True:
        far, result = desk.round(times)
        if len(far.asked) <= times:
            break
        assert len(far.asked) == times + 1, f"{times}: asked after such a reply"
        times += 1
    assert times >= 3
    assert result.reached
    assert len(desk.family.truths(desk.core)) == 1, "what came home in the end"


def test_where_it_never_said_so_it_hears_of_nobody(desk: Desk) -> None:
    """The knock, and all that the door asks for, tells nothing of a dossier."""
    far, result = desk.round(0)
    assert not result.reached
    assert "thực hành" in result.sentence
    assert far.heard_of(desk.dossier) == []
    assert outbox.totals(desk.office).waiting == 1


#: Replies to the knock, and what the first request behind it tells where that is a dossier's own:
#: this make has nothing to ask for before its create (portals.md E).
_DOOR = {"server_numbered:tandan": 2, "server_numbered:igate": 2}
_AT_ONCE = {"server_numbered:tandan": ["POST /api/v1/hosos"]}


def test_where_only_the_knock_said_so_it_hears_of_nobody_either(desk: Desk) -> None:
    """One reply more shows it, and most interfaces are asked for something first.

    Where a create is the first thing to say, such a server hears of this one dossier, as nobody
    can know before its answer, and of no other.
    """
    other = intake.accept(desk.office, walk_in(desk.office, applicant=person("Lê Văn Kín"))).dossier
    far, result = desk.round(_DOOR.get(desk.family.name, 1))
    assert set(far.heard_of(desk.dossier)) <= set(_AT_ONCE.get(desk.family.name, []))
    assert far.heard_of(other) == []
    assert result.proved == result.sent == 0


def test_a_correction_and_a_withdrawal_do_not_go_there_either(desk: Desk) -> None:
    """What is known at the portal already is no reason to go on."""
    far, _ = desk.round(999)
    assert far.heard_of(desk.dossier)
    office, code = desk.office, desk.dossier.code
    corrections.correct(office, code, replace(desk.dossier.facts, note="Ghi chú 2"))
    corrections.cancel(office, code, "Người dân xin rút")
    far, _ = desk.round(0)
    assert far.heard_of(desk.dossier) == []
    assert len(far.asked) == 1
