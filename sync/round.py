"""One round: push → prove → files → pull, for every portal of the office, one round at a time.

Small facts of every target go before the attachments of any, and a target that fails holds no
other: each has its own end, told in its own result.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

from receptiondesk.desk import day_close, outbox, portals
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.errors import Trouble
from receptiondesk.domain.outbox import TRANSFER, PortalTarget, Totals
from receptiondesk.office import Office
from sync import schedule, status
from sync.answers import Answer, AnswerKind
from sync.how import PATIENCE_S, How, Phase, Progress
from sync.status import LineState
from sync.visit import Visit, keep_the_practice_law

__all__ = [
    "PATIENCE_S",
    "How",
    "Phase",
    "Progress",
    "RoundResult",
    "TargetResult",
    "run",
    "until_done",
]

#: ``until_done`` gives up after so many rounds without any progress, sooner when nobody answers
#: (a portal that is busy does answer), or when the whole time would be over.
_IDLE_ROUNDS = 12
_IDLE_ROUNDS_UNREACHED = 6
_LONGEST_S = 30 * 60.0
_PAUSE = timedelta(seconds=1)
_LONGEST_PAUSE = timedelta(seconds=10)
#: Troubles of one portal's password: the other portals need not wait for it.
_OF_THE_PASSWORD = frozenset({"no_portal_password", "keyring"})


@dataclass(frozen=True, slots=True)
class TargetResult:
    """How one target stands after a round; ``ended_by`` is what ended the visit early."""

    name: str
    family: str
    totals: Totals
    line: LineState
    reached: bool
    sentence: str
    ended_by: Answer | None = None

    def as_json(self) -> dict[str, object]:
        """Return the shape that the command line prints."""
        return {
            "family": self.family,
            "sent": self.totals.sent,
            "proved": self.totals.proved,
            "waiting": self.totals.waiting,
            "parked": self.totals.parked,
            "unprovable": self.totals.unprovable,
            "set_aside": self.totals.set_aside,
            "reached": self.reached,
            "ended_by": None if self.ended_by is None else self.ended_by.kind.value,
            "sentence": self.sentence,
        }


@dataclass(frozen=True, slots=True)
class RoundResult:
    """How the outbox stands after a round, counted in dossiers of all time.

    ``sent`` = sent, not proved yet; ``parked`` = needs a person. ``reached`` is false when a
    portal could not be reached (the command line then ends with 4). ``sentence`` is Vietnamese.
    ``retry_after`` is how long every portal that failed wants to be left alone. ``moved`` counts
    the dossiers and files that got further in this round.
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
    targets: Mapping[str, TargetResult] = field(default_factory=dict)
    moved: int = 0

    def counts(self) -> dict[str, int]:
        """Return the four counts by the names of the command line."""
        return {
            "sent": self.sent,
            "proved": self.proved,
            "waiting": self.waiting,
            "parked": self.parked,
        }

    def as_json(self) -> dict[str, object]:
        """Return the shape that the command line prints."""
        targets = {name: one.as_json() for name, one in self.targets.items()}
        return {**self.counts(), "targets": targets}


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
            ``keyring`` where it is the only portal; or the file cannot be read or written.
    """
    way = how or How()
    targets = portals.targets(office)
    if not targets:
        return _counted(office, reached=False, sentence=status.NO_PORTAL, line=LineState.NO_PORTAL)
    wired = [one for one in targets if _is_visited(one, way)]
    for target in wired:
        # Before the server is asked only the target's own mark can be judged.
        keep_the_practice_law(office, target, answers_practice=True)
    with outbox.one_round(office, way.patience) as mine:
        if not mine:
            raise Trouble(
                "round_running",
                "Một lượt đồng bộ khác đang chạy. Hồ sơ vẫn an toàn; thử lại sau ít phút.",
            )
        with _visits(office, wired, way, ignore_backoff=ignore_backoff) as begun:
            _work(begun.visits, way, ignore_backoff=ignore_backoff)
    stamped = day_close.stamp_what_is_proved(office)
    result = _result(office, targets, begun)
    return replace(result, changes=result.changes | stamped)


def _is_visited(target: PortalTarget, way: How) -> bool:
    return target.family != TRANSFER and (not way.only or target.name in way.only)


@dataclass(slots=True)
class _Begun:
    """The visits of a round; ``locked`` are targets whose password cannot be had."""

    visits: list[Visit] = field(default_factory=list)
    locked: dict[str, Answer] = field(default_factory=dict)


@contextmanager
def _visits(
    office: Office, targets: Sequence[PortalTarget], way: How, *, ignore_backoff: bool
) -> Iterator[_Begun]:
    """Knock at every target; close every line at the end."""
    begun = _Begun()
    with ExitStack() as lines:
        for target in targets:
            try:
                visit = Visit.begin(office, target, way)
            except Trouble as locked:
                if locked.code not in _OF_THE_PASSWORD or len(targets) == 1:
                    raise
                end = Answer(AnswerKind.AUTH, detail=locked.message, connected=False)
                begun.locked[target.name] = end
            else:
                lines.callback(visit.close)
                begun.visits.append(visit)
                visit.arrive(ignore_backoff=ignore_backoff)
        yield begun


def _work(visits: Sequence[Visit], way: How, *, ignore_backoff: bool) -> None:
    """Facts of all targets, then files, then news; files make way for facts that come meanwhile."""

    def anything_new() -> bool:
        return any(visit.has_new_facts() for visit in visits)

    seen: dict[str, frozenset[str]] = {}
    for visit in visits:
        seen[visit.target.name] = visit.facts(ignore_backoff=ignore_backoff)
    for visit in visits:
        if visit.trip.codeless:  # another target may have given the code meanwhile
            seen[visit.target.name] |= visit.facts(ignore_backoff=ignore_backoff)
    for visit in visits:
        while visit.files(anything_new, ignore_backoff=ignore_backoff):
            for other in visits:
                seen[other.target.name] |= other.facts(ignore_backoff=False)
    for visit in visits if way.pull else ():
        visit.news(seen[visit.target.name])


def _result(office: Office, targets: Sequence[PortalTarget], begun: _Begun) -> RoundResult:
    totals = outbox.totals(office)
    ends: dict[str, Answer | None] = {visit.target.name: visit.trip.end for visit in begun.visits}
    ends |= begun.locked
    results = {
        one.name: _target_result(office, one, ends[one.name]) for one in targets if one.name in ends
    }
    # Nobody waits longer for one portal's wish than for the next that may be asked again.
    wishes = [end.retry_after or timedelta(0) for end in ends.values() if end is not None]
    changes = ChangeSet()
    for visit in begun.visits:
        changes |= visit.trip.changes
    by_hand = outbox.by_hand(office)
    counted = _counted(
        office,
        reached=all(one.reached for one in results.values()),
        sentence=_sentence(totals, results, by_hand),
        line=status.worst_line([one.line for one in results.values()]),
    )
    return replace(
        counted,
        changes=changes,
        retry_after=min(wishes, default=timedelta(0)) or None,
        targets=results,
        moved=sum(visit.trip.moved for visit in begun.visits),
    )


def _counted(office: Office, *, reached: bool, sentence: str, line: LineState) -> RoundResult:
    totals = outbox.totals(office)
    return RoundResult(
        sent=totals.sent,
        proved=totals.proved,
        waiting=totals.waiting,
        parked=totals.parked,
        reached=reached,
        sentence=sentence,
        line=line,
    )


def _target_result(office: Office, target: PortalTarget, end: Answer | None) -> TargetResult:
    totals = outbox.totals_of(office, target.name)
    return TargetResult(
        name=target.name,
        family=target.family,
        totals=totals,
        line=status.line_of(end),
        reached=status.reached(end),
        sentence=status.sentence_of(totals, end),
        ended_by=end,
    )


def _sentence(totals: Totals, results: Mapping[str, TargetResult], by_hand: int) -> str:
    failed = [one for one in results.values() if one.ended_by is not None]
    if not failed:
        told = status.sentence_of(totals, None, by_hand=by_hand)
    elif len(results) == 1:
        told = failed[0].sentence
    else:
        told = " ".join(f"Cổng {one.name}: {one.sentence}" for one in failed)
    return told


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
    first = True
    changes = ChangeSet()
    while True:
        result = run(office, ignore_backoff=first, how=way)
        first = False
        changes |= result.changes
        idle = 0 if result.moved else idle + 1
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
    if not result.reached or any(outbox.pending(office, name) for name in result.targets):
        return least
    next_try = outbox.next_try(office)
    return least if next_try is None else max(least, next_try - office.clock.now())


def _done(office: Office, result: RoundResult) -> bool:
    """Return whether rounds can bring nothing more: every target is done or needs a person."""
    if result.line is LineState.NO_PORTAL:
        return True
    return all(_is_done(office, one) for one in result.targets.values())


def _is_done(office: Office, one: TargetResult) -> bool:
    if one.line is LineState.ACCOUNT:
        return True
    unproved = one.totals.sent - one.totals.unprovable
    waits = one.totals.waiting or unproved or outbox.pending(office, one.name)
    return one.reached and not waits
