"""One round: push → prove → pull, for every portal of the office, one round at a time."""

import random
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from requests.adapters import BaseAdapter

from receptiondesk.desk import outbox, portals
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.errors import Refused, Trouble
from receptiondesk.domain.outbox import PortalTarget, Totals, practice_problem
from receptiondesk.office import Office
from sync import schedule, status
from sync.answers import Answer, AnswerKind
from sync.portal import Portal
from sync.portals import ADAPTERS, Maker, Wiring
from sync.prove import prove
from sync.pull import pull
from sync.push import Trip, push
from sync.session import Timeouts
from sync.status import LineState

#: Seconds to wait for another process that is in its own round.
PATIENCE_S = 20.0
#: How often the portal is asked whether it is there before the round gives up.
_KNOCKS = 4
_BETWEEN_KNOCKS_S = 0.3
#: Asking again at once would be of no use, or is just what the portal asked us not to do.
_NO_SECOND_KNOCK = frozenset({AnswerKind.OFFLINE, AnswerKind.TOO_FAST})

#: ``until_done`` gives up after so many rounds without any progress, sooner when nobody answers
#: (a portal that is busy does answer), or when the whole time would be over.
_IDLE_ROUNDS = 12
_IDLE_ROUNDS_UNREACHED = 6
_LONGEST_S = 30 * 60.0
_PAUSE = timedelta(seconds=1)
_LONGEST_PAUSE = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class RoundResult:
    """How the outbox stands after a round, counted in dossiers of all time.

    ``sent`` = sent, not proved yet; ``parked`` = needs a person. ``reached`` is false when a
    portal could not be reached (the command line then ends with 4). ``sentence`` is Vietnamese.
    ``retry_after`` is how long the portal wants to be left alone.
    """

    sent: int
    proved: int
    waiting: int
    parked: int
    reached: bool
    sentence: str
    changes: ChangeSet = field(default_factory=ChangeSet)
    line: LineState = LineState.ONLINE
    retry_after: timedelta | None = None

    def as_json(self) -> dict[str, int]:
        """Return the shape that the command line prints."""
        return {
            "sent": self.sent,
            "proved": self.proved,
            "waiting": self.waiting,
            "parked": self.parked,
        }


@dataclass(frozen=True, slots=True)
class How:
    """How a round is made; the defaults are those of the program.

    ``stop`` ends the round between two requests. ``patience`` is in seconds. ``transport`` takes
    the place of the network (the simulation's own wire). ``wait`` lets so many
    seconds pass and returns whether ``stop`` was set meanwhile.
    """

    adapters: Mapping[str, Maker] = field(default_factory=lambda: ADAPTERS)
    timeouts: Timeouts = field(default_factory=Timeouts)
    stop: threading.Event = field(default_factory=threading.Event)
    chance: random.Random = field(default_factory=random.SystemRandom)
    patience: float = PATIENCE_S
    pull: bool = True
    transport: BaseAdapter | None = None
    wait: Callable[[threading.Event, float], bool] = threading.Event.wait


@dataclass(frozen=True, slots=True)
class _Memory:
    """What an adapter remembers, kept in the office's file."""

    office: Office
    target: str

    def recall(self, key: str) -> str | None:
        """Return what was remembered under the key."""
        return portals.recall(self.office, self.target, key)

    def remember(self, key: str, value: str) -> None:
        """Keep a value under the key."""
        portals.remember(self.office, self.target, {key: value})

    def forget(self, keys: Sequence[str]) -> None:
        """Drop what turned out stale."""
        portals.forget(self.office, self.target, tuple(keys))


def run(office: Office, *, ignore_backoff: bool = False, how: How | None = None) -> RoundResult:
    """Make one round now.

    Args:
        office: The office whose outbox it is.
        ignore_backoff: Send also what waits for a later time ("send now", end of day).
        how: Ways and limits, for tests and the loop.

    Raises:
        Refused: ``practice_office`` or ``not_a_practice_portal``: practice data would leave for
            a real portal. Nothing was sent.
        Trouble: ``round_running`` when another process is in a round; ``no_portal_password``,
            ``keyring``; or the file cannot be read or written.
    """
    way = how or How()
    targets = portals.targets(office)
    if not targets:
        return _result(outbox.totals(office), None, ChangeSet(), LineState.NO_PORTAL)
    for target in targets:
        # Before the server is asked only the target's own mark can be judged.
        _keep_the_practice_law(office, target, answers_practice=True)
    with outbox.one_round(office, way.patience) as mine:
        if not mine:
            raise Trouble(
                "round_running",
                "Một lượt đồng bộ khác đang chạy. Hồ sơ vẫn an toàn; thử lại sau ít phút.",
            )
        trips = [_visit(office, target, way, ignore_backoff=ignore_backoff) for target in targets]
    ends = [trip.ended_by for trip in trips if trip.ended_by is not None]
    ended_by = ends[0] if ends else None
    changes = ChangeSet()
    for trip in trips:
        changes |= trip.changes
    result = _result(outbox.totals(office), ended_by, changes, status.line_of(ended_by))
    wishes = [end.retry_after for end in ends if end.retry_after is not None]
    return replace(result, retry_after=max(wishes, default=None))


def _result(
    totals: Totals, ended_by: Answer | None, changes: ChangeSet, line: LineState
) -> RoundResult:
    nowhere = line is LineState.NO_PORTAL
    return RoundResult(
        sent=totals.sent,
        proved=totals.proved,
        waiting=totals.waiting,
        parked=totals.parked,
        reached=not nowhere and status.reached(ended_by),
        sentence=status.NO_PORTAL if nowhere else status.sentence_of(totals, ended_by),
        changes=changes,
        line=line,
    )


def _visit(office: Office, target: PortalTarget, way: How, *, ignore_backoff: bool) -> Trip:
    """Push, prove and pull at one portal."""
    portal = open_portal(office, target, way)
    trip = Trip(office, target.name, portal, way.chance, way.stop)
    try:
        answer = _knock(portal, way.stop)
        if not answer.good:
            trip.ended_by = answer
            return trip
        _keep_the_practice_law(office, target, answers_practice=portal.answers_practice())
        outbox.recover(office, target.name)
        push(trip, ignore_backoff=ignore_backoff)
        seen = prove(trip)
        if way.pull:
            pull(trip, seen)
    finally:
        portal.close()
    return trip


def open_portal(office: Office, target: PortalTarget, way: How) -> Portal:
    """Return the adapter of a target, with its password and its memory.

    Raises:
        Trouble: ``no_portal_password``, ``keyring``.
    """
    wiring = Wiring(
        password=portals.password(office, target),
        memory=_Memory(office, target.name),
        timeouts=way.timeouts,
        stop=way.stop,
        transport=way.transport,
        clock=office.clock,
        practice_only=office.settings.practice,
    )
    return way.adapters[target.family](target, wiring)


def _knock(portal: Portal, stop: threading.Event) -> Answer:
    """Ask whether the portal is there, a few times when an answer got lost."""
    answer = portal.reach()
    for _ in range(_KNOCKS - 1):
        if answer.good or status.reached(answer) or answer.kind in _NO_SECOND_KNOCK:
            break
        if stop.wait(_BETWEEN_KNOCKS_S):
            break
        answer = portal.reach()
    return answer


def _keep_the_practice_law(
    office: Office, target: PortalTarget, *, answers_practice: bool | None
) -> None:
    """Refuse before a byte of practice data can leave for a real portal."""
    problem = practice_problem(
        practice_office=office.settings.practice,
        practice_target=target.practice,
        url=target.url,
        answers_practice=answers_practice,
    )
    if problem is not None:
        raise Refused(problem)


def until_done(office: Office, *, how: How | None = None) -> RoundResult:
    """Make rounds with growing pauses until nothing waits and nothing is unproved any more.

    The first round is "now", whatever the back-off; from then on each dossier keeps its own
    next try and the portal its ``Retry-After`` (peers.md 6.8). Parked dossiers do not count as
    waiting: only a person can go on with them. The rule to stop otherwise: twelve rounds in a row
    that moved nothing (six when the portal was not there at all), or half an hour of waiting.

    Raises:
        Refused, Trouble: as ``run``.
    """
    way = how or How()
    idle = 0
    spent = 0.0
    before: dict[str, int] = {}
    changes = ChangeSet()
    while True:
        result = run(office, ignore_backoff=not before, how=way)
        changes |= result.changes
        idle = 0 if result.as_json() != before else idle + 1
        before = result.as_json()
        patience = _IDLE_ROUNDS_UNREACHED if result.line is LineState.OFFLINE else _IDLE_ROUNDS
        if _done(office, result) or idle >= patience:
            break
        pause = _pause(office, result, schedule.delay(idle, way.chance, _LONGEST_PAUSE, _PAUSE))
        spent += pause.total_seconds()
        if spent > _LONGEST_S or way.wait(way.stop, pause.total_seconds()):
            break
    return replace(result, changes=changes)


def _pause(office: Office, result: RoundResult, own: timedelta) -> timedelta:
    """Return how long to wait before the next round: not before somebody may be sent again."""
    least = max(own, result.retry_after or own)
    if not result.reached or _something_is_due(office):
        return least
    next_try = outbox.next_try(office)
    return least if next_try is None else max(least, next_try - office.clock.now())


def _something_is_due(office: Office) -> bool:
    """Return whether a round made now would send or read back anything."""
    return any(
        outbox.due(office, target.name, ignore_backoff=False)
        or outbox.awaiting_proof(office, target.name)
        for target in portals.targets(office)
    )


def _done(office: Office, result: RoundResult) -> bool:
    if result.line in {LineState.NO_PORTAL, LineState.ACCOUNT}:
        return True
    unproved = result.sent - outbox.totals(office).unprovable
    return result.reached and not result.waiting and not unproved
