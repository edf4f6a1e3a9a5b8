"""The sync lane: it wakes by itself, tells what happened, and ends at once."""

import errno
import queue
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import accumulate
from pathlib import Path

import pytest
import requests
from requests.adapters import BaseAdapter
from urllib3.exceptions import MaxRetryError, NewConnectionError

from receptiondesk.desk import intake, look
from receptiondesk.desk.outbox import next_try
from receptiondesk.domain.clock import VIETNAM, SetClock
from receptiondesk.domain.dossier import Dossier, SyncState
from receptiondesk.office import Office
from sync.answers import Answer, AnswerKind
from sync.loop import PULL_EVERY, News, SyncLoop
from sync.round import run
from sync.schedule import PROBE_CEILING, delay, spread
from sync.status import LineState
from tests.support.office import make_office
from tests.support.portals.practice import HOW, PracticePortal
from tests.support.portals.scripted import Book, how, join
from tests.support.walk_ins import walk_in

Receive = Callable[..., Dossier]


#: Longer than the shortest pause between two rounds: who spins is heard by then.
A_WHILE_S = 1.6


class _Lucky(random.SystemRandom):
    """The shortest of all waits."""

    def random(self) -> float:
        return 0.0


@pytest.fixture(autouse=True)
def gathers_briefly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.loop.SETTLE_S", 0.05)


@contextmanager
def running(office: Office) -> Iterator[tuple[SyncLoop, "queue.Queue[News]"]]:
    heard: queue.Queue[News] = queue.Queue()
    loop = SyncLoop(lambda: office, heard.put, how=HOW)
    loop._chance = _Lucky()
    loop.start()
    try:
        yield loop, heard
    finally:
        assert loop.stop()


def test_the_first_round_comes_by_itself_and_new_work_wakes_it(
    office: Office, portal: PracticePortal, receive: Receive
) -> None:
    portal.join(office)
    with running(office) as (loop, heard):
        assert heard.get(timeout=10).line is LineState.ONLINE
        received = receive()
        loop.wake()
        news = heard.get(timeout=10)
    assert received.uid in news.changes.dossiers
    assert look.by_uid(office, received.uid).sync is SyncState.PROVED


def test_it_goes_on_when_the_line_returns(
    office: Office, portal: PracticePortal, receive: Receive
) -> None:
    received = receive()
    portal.join(office)
    portal.stop()
    with running(office) as (_, heard):
        assert heard.get(timeout=10).line is LineState.OFFLINE
        portal.start()
        until = time.monotonic() + 30
        while heard.get(timeout=30).line is not LineState.ONLINE:
            assert time.monotonic() < until
    assert look.by_uid(office, received.uid).sync is SyncState.PROVED


class _NoWay(BaseAdapter):
    """A machine without a cable: every request fails at once, and is counted."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def send(self, request: requests.PreparedRequest, **_: object) -> requests.Response:  # type: ignore[override]
        self.asked += 1
        fault = NewConnectionError(None, "no")  # type: ignore[arg-type]
        fault.__cause__ = OSError(errno.ENETUNREACH, "Network is unreachable")
        raise requests.ConnectionError(MaxRetryError(None, "/", fault), request=request)  # type: ignore[arg-type]

    def close(self) -> None:
        """Nothing to close."""


def test_without_a_network_nothing_is_asked_until_there_is_one(
    office: Office, portal: PracticePortal, receive: Receive, monkeypatch: pytest.MonkeyPatch
) -> None:
    received = receive()
    portal.join(office)
    monkeypatch.setattr("sync.loop.WATCH_S", 0.05)
    wire, here = _NoWay(), {"on": False}
    heard: queue.Queue[News] = queue.Queue()

    def addresses() -> frozenset[str]:
        return frozenset({"192.168.1.7"}) if here["on"] else frozenset()

    loop = SyncLoop(
        lambda: office, heard.put, how=replace(HOW, transport=wire), addresses=addresses
    )
    loop._chance = _Lucky()
    loop.start()
    try:
        assert heard.get(timeout=10).line is LineState.OFFLINE
        once = wire.asked
        assert once == 1, "the knock, and nothing after it"
        with pytest.raises(queue.Empty):
            heard.get(timeout=A_WHILE_S)
        assert wire.asked == once, "it does not spin"
        loop._how = replace(loop._how, transport=None)
        here["on"] = True
        assert heard.get(timeout=10).line is LineState.ONLINE
    finally:
        assert loop.stop()
    assert look.by_uid(office, received.uid).sync is SyncState.PROVED


def test_on_a_network_but_without_the_portal_it_asks_ever_more_seldom() -> None:
    chance = random.Random(7)
    waits = [
        max(1.0, delay(failed, chance, PROBE_CEILING).total_seconds()) for failed in range(1, 200)
    ]
    asked = next(number for number, spent in enumerate(accumulate(waits)) if spent > 3600)
    assert asked < 160, "an hour without the portal"
    assert max(waits) <= PROBE_CEILING.total_seconds()


def test_who_asks_during_a_round_gets_another_one(
    office: Office, portal: PracticePortal, receive: Receive
) -> None:
    portal.join(office)
    forced: list[bool] = []
    loop = SyncLoop(lambda: office, lambda _: None, how=HOW)
    work = loop._round

    def round_(*, forced: bool) -> News:
        seen.append(forced)
        if len(seen) == 1:
            loop.wake(now=True)
        return work(forced=forced)

    seen = forced
    loop._round = round_  # type: ignore[method-assign]
    loop.start()
    until = time.monotonic() + 10
    while len(seen) < 2 and time.monotonic() < until:
        threading.Event().wait(0.05)
    assert loop.stop()
    assert seen[:2] == [False, True]


def test_news_come_on_its_own_thread_and_it_never_spins(
    office: Office, portal: PracticePortal
) -> None:
    portal.join(office)
    told: queue.Queue[str] = queue.Queue()
    loop = SyncLoop(lambda: office, lambda _: told.put(threading.current_thread().name))
    loop.start()
    assert told.get(timeout=10) == "sync"
    with pytest.raises(queue.Empty):
        told.get(timeout=A_WHILE_S)
    assert loop.stop()


def test_it_ends_at_once_while_the_portal_hangs(
    office: Office, portal: PracticePortal, receive: Receive
) -> None:
    receive()
    portal.join(office)
    portal.faults(slow=1.0, slow_seconds=1.0)
    loop = SyncLoop(lambda: office, lambda _: None, how=HOW)
    loop.start()
    threading.Event().wait(0.5)
    begun = time.monotonic()
    assert loop.stop(timeout=5.0)
    assert time.monotonic() - begun < 4.0
    portal.faults()


class _Unlucky(random.SystemRandom):
    """The longest of all waits."""

    def random(self) -> float:
        return 0.999


def test_the_closing_hour_wakes_it_and_no_back_off_counts_then(
    tmp_path: Path, portal: PracticePortal
) -> None:
    clock = SetClock(datetime(2026, 11, 20, 16, 59, 59, tzinfo=VIETNAM))
    office = make_office(tmp_path / "closing", clock=clock)
    own = spread(office.office_id, timedelta(minutes=office.settings.evening_minutes))
    assert timedelta(0) <= own < timedelta(minutes=20), "not everybody at 17:00:00"
    clock.advance(own)
    portal.join(office)
    dossier = intake.accept(office, walk_in(office)).dossier
    portal.faults(seed=1, error5xx=0.4)
    for _ in range(8):  # the line itself fails first; then a call of the dossier does
        if next_try(office) is None:
            run(office, ignore_backoff=True, how=replace(HOW, chance=_Unlucky()))
    portal.faults()
    with running(office) as (_, heard):
        assert heard.get(timeout=10).line is LineState.ONLINE
        assert look.by_uid(office, dossier.uid).sync is not SyncState.PROVED  # it backs off
        clock.advance(timedelta(seconds=1))
        heard.get(timeout=10)
        assert look.by_uid(office, dossier.uid).sync is SyncState.PROVED
        with pytest.raises(queue.Empty):  # once a day, not on and on
            heard.get(timeout=A_WHILE_S)
    office.close()


def test_the_evening_comes_after_the_time_that_a_portal_asked_for(tmp_path: Path) -> None:
    """No timer takes a busy portal at its busiest; a person's "Gửi ngay" may."""
    clock = SetClock(datetime(2026, 11, 20, 16, 59, tzinfo=VIETNAM))
    office = make_office(tmp_path / "busy", clock=clock)
    join(office, "a")
    book = Book()
    intake.accept(office, walk_in(office))
    book.script("deliver", Answer(AnswerKind.TOO_FAST, retry_after=timedelta(minutes=90)))
    loop = SyncLoop(lambda: office, lambda _: None, how=how({"a": book}))
    loop._round(forced=False)
    clock.advance(timedelta(minutes=30))
    evening = loop._round(forced=False)
    assert len(book.calls("reach")) == 1
    assert evening.result is not None
    assert evening.result.retry_after == timedelta(minutes=60)
    clock.advance(timedelta(minutes=61))
    late = intake.accept(office, walk_in(office)).dossier
    loop._round(forced=False)
    assert look.by_uid(office, late.uid).sync is SyncState.PROVED
    office.close()


def test_what_one_portal_asks_for_keeps_no_other_waiting(tmp_path: Path) -> None:
    clock = SetClock(datetime(2026, 11, 20, 9, 0, tzinfo=VIETNAM))
    office = make_office(tmp_path / "two", clock=clock)
    books = {"a": Book(), "b": Book()}
    for name in books:
        join(office, name)
    books["a"].reach = Answer(AnswerKind.TOO_FAST, retry_after=timedelta(hours=11))
    loop = SyncLoop(lambda: office, lambda _: None, how=how(books))

    assert loop._pause(loop._round(forced=False)) <= PULL_EVERY.total_seconds()
    clock.advance(PULL_EVERY)
    loop._round(forced=False)
    assert len(books["a"].calls("reach")) == 1, "and the one that asked is left alone"

    books["b"].reach = Answer(AnswerKind.TOO_FAST, retry_after=timedelta(hours=3))
    assert loop._pause(loop._round(forced=False)) == timedelta(hours=3).total_seconds()
    office.close()


def test_a_portal_that_let_us_work_meanwhile_is_no_longer_left_alone(tmp_path: Path) -> None:
    clock = SetClock(datetime(2026, 11, 20, 9, 0, tzinfo=VIETNAM))
    office = make_office(tmp_path / "well", clock=clock)
    join(office, "a")
    book = Book(reach=Answer(AnswerKind.TOO_FAST, retry_after=timedelta(hours=11)))
    loop = SyncLoop(lambda: office, lambda _: None, how=how({"a": book}))
    loop._round(forced=False)
    book.reach = Answer(AnswerKind.ACCEPTED)
    loop._round(forced=True)
    late = intake.accept(office, walk_in(office)).dossier

    loop._round(forced=False)

    assert look.by_uid(office, late.uid).sync is SyncState.PROVED
    office.close()


def test_a_mistake_of_ours_is_passed_on_and_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    met: queue.Queue[object] = queue.Queue()
    monkeypatch.setattr(threading, "excepthook", lambda news: met.put(news.exc_type))
    dead = threading.Event()

    def broken() -> Office:
        raise RecursionError

    SyncLoop(broken, lambda _: None, on_death=dead.set).start()
    assert dead.wait(10)
    assert met.get(timeout=10) is RecursionError


def test_trouble_is_told_not_raised(office: Office) -> None:
    office.database.close()

    def gone() -> Office:
        from receptiondesk.domain.errors import Trouble

        raise Trouble("locked", "Dữ liệu đang bận.")

    heard: queue.Queue[News] = queue.Queue()
    loop = SyncLoop(gone, heard.put)
    loop.start()
    news = heard.get(timeout=10)
    assert (news.line, news.sentence) == (LineState.TROUBLE, "Dữ liệu đang bận.")
    assert loop.stop()


def test_an_account_that_is_refused_is_not_tried_every_minute(office: Office) -> None:
    loop = SyncLoop(lambda: office, lambda _: None, how=HOW)
    loop._chance = _Unlucky()
    refused = News(LineState.ACCOUNT, None, "")
    waits = [loop._pause(refused) for _ in range(6)]
    assert min(waits) > 60
    assert max(waits) <= 15 * 60
    busy = News(LineState.BUSY, None, "")
    assert max(loop._pause(busy) for _ in range(6)) <= 60
