"""The link watch that goes by itself, over real HTTP: seldom, politely, told only when worse."""

import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from receptiondesk.desk import configuration, safekeeping, wall_links
from receptiondesk.domain.clock import SetClock
from receptiondesk.domain.events import EventKind
from receptiondesk.domain.links import LinkFound, LinkState
from receptiondesk.office import Office
from receptiondesk.storage import journal
from sync.link_round import LinkRound
from tests.support.portals.wire import Said, Served
from tests.support.web_site import Site, walled_office


@dataclass
class Desk:
    """An office beside a web site, and what the round told."""

    office: Office
    site: Site
    url: str

    def later(self, **much: float) -> None:
        assert isinstance(self.office.clock, SetClock)
        self.office.clock.advance(timedelta(**much))

    def set(self, key: str, text: str) -> None:
        self.office = configuration.change(self.office, key, text)

    def paths(self) -> list[str]:
        return [path for _, path, _ in self.site.asked]

    def checks(self) -> int:
        with self.office.database.read() as session:
            return len(list(journal.of_kinds(session, [EventKind.LINKS_CHECKED])))

    def ask(self) -> list[tuple[str, LinkState]]:
        """Go once; return what was told to have become worse."""
        told: list[LinkFound] = []
        LinkRound(lambda: self.office, told.extend).ask()
        return [(one.url, one.state) for one in told]


def until(seen: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not seen():
        assert time.monotonic() < end
        threading.Event().wait(0.01)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    site = Site()
    with Served(site) as served:
        made = Desk(walled_office(tmp_path, served.url), site, served.url)
        yield made
        made.office.close()


def test_what_is_on_the_wall_is_asked_once_in_so_many_days(desk: Desk) -> None:
    assert desk.ask() == []
    assert sorted(desk.paths()) == ["/sinh", "/tu"], "and nobody who is not on the list"
    desk.later(days=6, hours=23)
    desk.ask()
    assert len(desk.paths()) == 2
    desk.later(hours=2)
    desk.ask()
    assert len(desk.paths()) == 4
    assert desk.checks() == 2
    assert safekeeping.verify(desk.office) == ()


def test_the_office_says_how_often(desk: Desk) -> None:
    desk.set("link_days", "1")
    desk.ask()
    desk.later(hours=25)
    desk.ask()
    assert len(desk.paths()) == 4
    desk.set("link_days", "0")
    desk.later(days=80)
    desk.ask()
    assert len(desk.paths()) == 4


def test_only_what_became_worse_is_told_and_once(desk: Desk) -> None:
    desk.site.says["/tu"] = Said(404)
    assert desk.ask() == [(f"{desk.url}/tu", LinkState.DEAD)]
    desk.later(days=8)
    assert desk.ask() == [], "it is as it was"
    desk.site.says["/sinh"] = Said(301, {"Location": "https://khac.example.vn/sinh"})
    del desk.site.says["/tu"]
    desk.later(days=8)
    assert desk.ask() == [(f"{desk.url}/sinh", LinkState.MOVED)]
    desk.site.says.clear()
    desk.later(days=8)
    assert desk.ask() == [], "better is no news for a clerk"
    assert [one.bad for one in wall_links.lines(desk.office)] == [False] * 3


def test_what_could_not_be_told_is_asked_again_the_next_day(desk: Desk) -> None:
    desk.site.says["/tu"] = Said(500)
    assert desk.ask() == []
    desk.later(days=1, minutes=1)
    desk.site.asked.clear()
    desk.ask()
    assert set(desk.paths()) == {"/tu"}


def test_a_clock_put_back_does_not_silence_it_for_months(desk: Desk) -> None:
    desk.later(days=200)
    desk.ask()
    desk.later(days=-200)
    desk.ask()
    assert len(desk.paths()) == 4


@pytest.mark.parametrize("key", ["practice", "link_hosts"])
def test_in_practice_or_without_a_list_nobody_is_asked(desk: Desk, key: str) -> None:
    given = {"practice": True} if key == "practice" else {"link_hosts": ()}
    desk.office = desk.office.with_settings(replace(desk.office.settings, **given))
    assert desk.ask() == []
    assert desk.paths() == []
    assert desk.checks() == 0


def test_no_transaction_is_open_while_a_site_thinks(desk: Desk) -> None:
    desk.site.says["/tu"] = desk.site.says["/sinh"] = Said(200, after=1.0)
    thread = threading.Thread(target=desk.ask)
    thread.start()
    until(lambda: bool(desk.site.asked))
    began = time.monotonic()
    configuration.change(desk.office, "phone", "0237 000 000")
    assert time.monotonic() - began < 0.8
    assert thread.is_alive()
    thread.join()


def test_it_sleeps_until_it_is_woken_and_looks_but_once_an_hour(desk: Desk) -> None:
    desk.site.says["/tu"] = Said(410)
    told: queue.Queue[tuple[LinkFound, ...]] = queue.Queue()
    watching = LinkRound(lambda: desk.office, told.put)
    watching.start()
    with pytest.raises(queue.Empty):
        told.get(timeout=0.3)
    assert desk.paths() == []
    watching.wake()
    assert [one.url for one in told.get(timeout=20)] == [f"{desk.url}/tu"]
    asked = len(desk.paths())
    desk.later(days=8)
    watching.wake()
    threading.Event().wait(0.3)
    assert len(desk.paths()) == asked
    assert watching.stop()
    assert not [one for one in threading.enumerate() if one.name == "links"]


def test_stopped_in_the_middle_it_keeps_what_it_found(desk: Desk) -> None:
    desk.set("link_delay", "30")
    watching = LinkRound(lambda: desk.office, lambda _: None)
    watching.start()
    watching.wake()
    until(lambda: len(desk.site.asked) == 1)
    threading.Event().wait(0.2)
    began = time.monotonic()
    assert watching.stop()
    assert time.monotonic() - began < 3, "it does not wait for its pace"
    kept = [one for one in wall_links.lines(desk.office) if one.kept]
    assert [one.kept.found.state for one in kept if one.kept] == [LinkState.ALIVE]


def test_one_that_never_started_stops_too(desk: Desk) -> None:
    assert LinkRound(lambda: desk.office, lambda _: None).stop()


def test_a_line_that_is_lost_loses_no_news(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.link_round.PART", 1)
    desk.site.says["/tu"] = desk.site.says["/sinh"] = Said(404)
    desk.set("link_hosts", "127.0.0.1, *.example.vn")
    monkeypatch.setattr("sync.network.addresses", frozenset)
    worse = desk.ask()
    assert 0 < len(worse) == desk.checks() < 2, "it ended where the network was needed"
    monkeypatch.undo()
    desk.set("link_hosts", "127.0.0.1")
    assert {*worse, *desk.ask()} == {
        (f"{desk.url}/{one}", LinkState.DEAD) for one in ("sinh", "tu")
    }
