"""Sync by itself while the window is open: the sync lane, one plain thread.

It makes a round on new work, when the line comes back, some minutes after the office closes (each
office at its own moment) and every few minutes for news. Without any network no portal is asked,
only whether this machine is on a network again. News go to ``on_news`` on this very thread; the
window's bridge hops to its own.
"""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from receptiondesk.desk import outbox
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.clock import local
from receptiondesk.domain.errors import Refused, Trouble
from receptiondesk.domain.workdays import at
from receptiondesk.office import Office
from sync import network, schedule
from sync.answers import AnswerKind
from sync.how import How
from sync.round import RoundResult, run
from sync.status import LineState

#: How often the portal is asked for news while nothing else happens.
PULL_EVERY = timedelta(minutes=10)
#: New work is gathered for a moment, so that one acceptance does not make three rounds.
SETTLE_S = 0.5
#: A round of another process is waited for only shortly: the next wake comes anyway.
_PATIENCE_S = 1.0
#: While the line is away, how often this machine is asked (not the portal) for a changed network.
WATCH_S = 2.0


@dataclass(frozen=True, slots=True)
class News:
    """What a round brought. ``result`` is ``None`` when it could not be made (``sentence``)."""

    line: LineState
    result: RoundResult | None
    sentence: str
    changes: ChangeSet = field(default_factory=ChangeSet)


@dataclass(slots=True)
class _Pace:
    """When to go next."""

    failures: int = 0
    last_pull: datetime | None = None
    closed_on: datetime | None = None
    addresses: frozenset[str] | None = None


class SyncLoop:
    """Makes rounds until it is stopped; ``office_factory`` gives the office as it is set now."""

    def __init__(
        self,
        office_factory: Callable[[], Office],
        on_news: Callable[[News], None],
        *,
        how: How | None = None,
        on_death: Callable[[], None] | None = None,
        addresses: Callable[[], frozenset[str]] = network.addresses,
    ) -> None:
        """Prepare the thread; nothing runs before ``start``.

        ``addresses`` tells by which addresses something leaves this machine. ``on_death`` is
        called on the dying thread when a mistake of ours ends it, so that somebody can start
        another lane; the exception goes on to ``threading.excepthook``.
        """
        self._office_factory = office_factory
        self._on_news = on_news
        self._on_death = on_death
        self._addresses = addresses
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._forced = threading.Event()
        self._how = replace(how or How(), stop=self._stop, patience=_PATIENCE_S)
        self._pace = _Pace()
        self._chance = random.SystemRandom()
        self._thread = threading.Thread(target=self._live, name="sync", daemon=True)

    def start(self) -> None:
        """Start the thread; the first round follows at once."""
        self._wake.set()
        self._thread.start()

    def wake(self, *, now: bool = False) -> None:
        """Say that there is new work; ``now`` also ignores back-off ("gửi ngay")."""
        if now:
            self._forced.set()
        self._wake.set()

    def stop(self, timeout: float = 5.0) -> bool:
        """End after the request at hand; return whether the thread ended in time.

        What a cut round had begun is "unknown" and looked up by the next one.
        """
        self._stop.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def _live(self) -> None:
        done = False
        try:
            self._work()
            done = True
        finally:
            if not done and self._on_death is not None:
                self._on_death()

    def _work(self) -> None:
        wait = 0.0
        while not self._stop.is_set():
            woken = self._sleep(wait)
            if self._stop.is_set():
                return
            if woken and self._stop.wait(SETTLE_S):
                return
            self._wake.clear()
            forced = self._forced.is_set()
            self._forced.clear()  # before the round: who asks during it gets another one
            news = self._round(forced=forced)
            if self._stop.is_set():
                return
            self._on_news(news)
            wait = self._pause(news)

    def _sleep(self, wait: float) -> bool:
        """Wait so many seconds, less when somebody wakes or the network is another one."""
        until = time.monotonic() + wait
        watching = self._pace.addresses is not None
        while (left := until - time.monotonic()) > 0:
            if self._wake.wait(min(left, WATCH_S) if watching else left):
                return True
            if watching and self._network_changed():
                self._pace.failures = 0
                return True
        return self._wake.is_set()

    def _network_changed(self) -> bool:
        now = self._addresses()
        return bool(now) and now != self._pace.addresses

    def _round(self, *, forced: bool) -> News:
        try:
            office = self._office_factory()
            now = office.clock.now()
            pull = forced or _older(self._pace.last_pull, now)
            closing = _evening(office, now)
            at_closing = closing is not None and closing <= now and self._pace.closed_on != closing
            asked = forced or at_closing
            how = replace(self._how, pull=pull, catalogue=not asked, unasked=not forced)
            result = run(office, ignore_backoff=asked, how=how)
        except Refused as refused:
            sentence = " ".join(problem.message for problem in refused.problems)
            return News(LineState.TROUBLE, None, sentence)
        except Trouble as trouble:
            return News(LineState.TROUBLE, None, trouble.message)
        if at_closing and not _put_off(result):
            self._pace.closed_on = closing
        if pull and result.reached:
            self._pace.last_pull = now
        return News(result.line, result, result.sentence, result.changes)

    def _pause(self, news: News) -> float:
        """Return the seconds until the next round when nobody wakes the loop."""
        calm = {LineState.ONLINE, LineState.NO_PORTAL}
        if news.line in calm:
            self._pace.failures, self._pace.addresses = 0, None
            return self._until_next()
        self._pace.failures += 1
        self._pace.addresses = self._addresses()
        if not self._pace.addresses and _offline(news):
            return PULL_EVERY.total_seconds()  # nothing can leave this machine: only watch
        # An account that is refused again and again gets locked: it is tried seldom.
        account = news.line is LineState.ACCOUNT
        ceiling = schedule.CEILING if account else schedule.PROBE_CEILING
        base = schedule.PROBE_CEILING if account else schedule.BASE
        limit = schedule.delay(self._pace.failures, self._chance, ceiling, base)
        return max(1.0, limit.total_seconds(), self._wished(news))

    def _wished(self, news: News) -> float:
        """Return the seconds for which nobody need be asked, because portals want it so.

        While one of them is well its own time counts: the other is not even knocked at.
        """
        if news.result is None or news.result.retry_after is None:
            return 0.0
        wished = news.result.retry_after.total_seconds()
        well = any(one.ended_by is None for one in news.result.targets.values())
        return min(wished, self._until_next()) if well else wished

    def _until_next(self) -> float:
        """Return the seconds to the next try, pull or closing hour, whichever comes first."""
        longest = PULL_EVERY.total_seconds()
        try:
            office = self._office_factory()
            now = office.clock.now()
            moments = [outbox.next_try(office), _evening(office, now)]
        except (Refused, Trouble):
            return longest
        ahead = [(at - now).total_seconds() for at in moments if at is not None and at > now]
        return max(1.0, min([longest, *ahead]))


def _put_off(result: RoundResult) -> bool:
    """Return whether a portal asked for time, so that the evening's round comes after it."""
    ends = (one.ended_by for one in result.targets.values())
    return any(end is not None and end.kind is AnswerKind.TOO_FAST for end in ends)


def _offline(news: News) -> bool:
    """Return whether it was the network itself that failed, at every portal that failed."""
    targets = news.result.targets.values() if news.result is not None else ()
    ends = {one.ended_by.kind for one in targets if one.ended_by is not None}
    return ends == {AnswerKind.OFFLINE}


def _older(last: datetime | None, now: datetime) -> bool:
    return last is None or not timedelta(0) <= now - last < PULL_EVERY


def _evening(office: Office, now: datetime) -> datetime | None:
    """Return when this office's evening round begins: some minutes of its own after closing."""
    closing = _closing(office, now)
    window = timedelta(minutes=office.settings.evening_minutes)
    return None if closing is None else closing + schedule.spread(office.office_id, window)


def _closing(office: Office, now: datetime) -> datetime | None:
    """Return the closing hour of the day, ``None`` on a day off or outside the known years.

    Before the usual hour nobody asks whether the day is worked at all: waking for nothing costs
    less than the calendar of the country, which stays in memory.
    """
    hours, day = office.settings.office_hours, local(now).date()
    usual = at(day, (hours.spans(day.weekday()) or hours.usual)[-1][1])
    if now < usual:
        return usual
    try:
        return office.settings.calendar().closing(day)
    except Refused:
        return None
