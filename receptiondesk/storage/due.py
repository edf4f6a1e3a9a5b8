"""What may go to a target now, page by page, and what waits to be read back from it.

A page costs the page: candidates come in the order of the index (target, state, attempts,
event), after the last one of the page before, so work grows with the backlog and not with its
square. Facts of all dossiers and their attachments are asked for apart: small facts go first.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, takewhile
from operator import attrgetter
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    bindparam,
    exists,
    literal,
    literal_column,
    or_,
    select,
    true,
    tuple_,
)
from sqlmodel import Session

from receptiondesk.domain.events import FACT_KINDS, FILE_KINDS, DeliveryState, EventKind
from receptiondesk.domain.listing import OPEN
from receptiondesk.domain.outbox import OLDER, UNSENT, Asking, Due, DueKey
from receptiondesk.storage.prepared import Prepared
from receptiondesk.storage.tables import DeliveryRow, DossierRow, EventRow, PortalCacheRow, core
from receptiondesk.storage.tables_of_proof import AttachmentRow

_DELIVERY = core(DeliveryRow)
_EVENT = core(EventRow)
_ATTACHMENT = core(AttachmentRow)
_DOSSIER = core(DossierRow)
_CACHE = core(PortalCacheRow)

#: A next try or a lease further away than this was written under a wrong clock (house law 8).
CLOCK_SLACK = timedelta(hours=2)

_LEAST_AT_ONCE = 100

_TO_SEND = (DeliveryState.WAITING, DeliveryState.UNKNOWN, DeliveryState.SENDING)
_TO_PROVE = (DeliveryState.SENT,)
#: Facts that the target has: only then are the files of a dossier of any use to it.
_THERE = frozenset({DeliveryState.SENT, DeliveryState.PROVED, DeliveryState.UNPROVABLE})

#: Finished, and in question since the file was restored or the address became another.
_AGAIN = (
    exists()
    .where(
        _CACHE.c.target == _DELIVERY.c.target,
        _CACHE.c.key == literal(OLDER) + _DELIVERY.c.dossier_uid,
    )
    .correlate(_DELIVERY)
) & exists().where(
    _DOSSIER.c.uid == _DELIVERY.c.dossier_uid,
    _DOSSIER.c.status.not_in([literal_column(str(int(status))) for status in sorted(OPEN)]),
).correlate(_DELIVERY)
#: What the target has shown, whole or in part.
_SHOWN = frozenset({DeliveryState.PROVED, DeliveryState.UNPROVABLE})

_OF_DOSSIERS = (
    select(
        _DELIVERY.c.event_seq,
        _DELIVERY.c.dossier_uid,
        _EVENT.c.kind,
        _DELIVERY.c.state,
        _DELIVERY.c.attempts,
        _DELIVERY.c.next_try_at,
        _DELIVERY.c.lease_until,
        _DELIVERY.c.unsure,
    )
    .join_from(_DELIVERY, _EVENT, _DELIVERY.c.event_seq == _EVENT.c.seq)
    .order_by(_DELIVERY.c.dossier_uid, _DELIVERY.c.event_seq)
)


class _Candidate(NamedTuple):
    """A delivery that may be due: its place in the queue, and whose it is."""

    attempts: int
    event_seq: int
    dossier_uid: str


def _queue(kinds: frozenset[EventKind], lane: ColumnElement[bool], *, at_once: bool) -> Prepared:
    """Return the next deliveries of a target in one state; ``at_once``: back-off is ignored."""
    place = (_DELIVERY.c.attempts, _DELIVERY.c.event_seq)
    at = _DELIVERY.c.next_try_at
    words: list[ColumnElement[str]] = [literal_column(f"'{kind.value}'") for kind in sorted(kinds)]
    in_time = or_(at.is_(None), at <= bindparam("now"), at > bindparam("too_far"))
    return Prepared(
        select(*place, _DELIVERY.c.dossier_uid)
        .join_from(_DELIVERY, _EVENT, _DELIVERY.c.event_seq == _EVENT.c.seq)
        .where(
            _DELIVERY.c.target == bindparam("target"),
            _DELIVERY.c.state == bindparam("state"),
            tuple_(*place) > tuple_(bindparam("attempts"), bindparam("seq")),
            _EVENT.c.kind.in_(words),
            lane,
            *(() if at_once else (in_time,)),
        )
        .order_by(*place)
        .limit(bindparam("limit"))
    )


_QUEUES = {
    (kinds, again, at_once): _queue(kinds, lane, at_once=at_once)
    for kinds in (FACT_KINDS, FILE_KINDS)
    for again, lane in ((None, true()), (True, _AGAIN), (False, ~_AGAIN))
    for at_once in (True, False)
}


@dataclass(frozen=True, slots=True)
class Standing:
    """How one delivery stands, for judging what is due."""

    seq: int
    dossier_uid: str
    kind: EventKind
    state: DeliveryState
    attempts: int
    next_try_at: datetime | None
    lease_until: datetime | None
    unsure: bool
    file: str = ""


@dataclass(frozen=True, slots=True)
class _Which:
    """One of the four questions: candidates by state and kind, and what is left of a part.

    ``again``: only those that are finished and in question, or (``False``) only the others.
    """

    states: tuple[DeliveryState, ...]
    kinds: frozenset[EventKind]
    judge: Callable[[Asking, Sequence[Standing], Sequence[Standing]], Sequence[Standing]]
    again: bool | None = None


def facts(session: Session, asking: Asking) -> tuple[Due, ...]:
    """Return the dossiers to be sent: fresh ones first, then those that failed before.

    A dossier that needs a person is left out until a person decides or a newer event (a
    correction) gives it something new to say.
    """
    return _page(session, asking, _Which(_TO_SEND, FACT_KINDS, _to_send))


def files(session: Session, asking: Asking) -> tuple[Due, ...]:
    """Return the attachments to be sent, of dossiers of which the target has all facts.

    Those too whose last facts a person gave up (``behind``): they are nobody's to send, so somebody
    has to be told.
    """
    return _page(session, asking, _Which(_TO_SEND, FILE_KINDS, _file_to_send))


def facts_to_prove(session: Session, asking: Asking) -> tuple[Due, ...]:
    """Return the dossiers of which all facts were sent and something is not proved yet.

    Those that are finished and in question are asked for apart (``asking.again``): after a restore
    there may be very many, and nobody's new dossier waits for them.
    """
    return _page(session, asking, _Which(_TO_PROVE, FACT_KINDS, _to_prove, asking.again))


def files_to_prove(session: Session, asking: Asking) -> tuple[Due, ...]:
    """Return the attachments that were sent and are not proved yet."""
    return _page(session, asking, _Which(_TO_PROVE, FILE_KINDS, _to_prove, asking.again))


def same_part(session: Session, target: str, item: Due) -> tuple[Standing, ...]:
    """Return the deliveries of what a ``Due`` is part of: the facts, or its attachment."""
    own = of_dossiers(session, target, [item.dossier_uid]).get(item.dossier_uid, ())
    kinds = FILE_KINDS if item.file else FACT_KINDS
    return tuple(one for one in own if one.kind in kinds and one.file == item.file)


def ended_facts(own: Sequence[Standing]) -> Due | None:
    """Return the facts of a dossier when the target showed all of them, ``None`` otherwise."""
    told = [one for one in own if one.kind in FACT_KINDS]
    if not told or any(one.state not in _SHOWN for one in told):
        return None
    return Due(
        dossier_uid=told[0].dossier_uid,
        seqs=tuple(one.seq for one in told),
        attempts=max(one.attempts for one in told),
        kinds=frozenset(one.kind for one in told),
    )


def of_dossiers(
    session: Session, target: str, uids: Iterable[str]
) -> Mapping[str, tuple[Standing, ...]]:
    """Return how every delivery of some dossiers to one target stands, oldest event first."""
    wanted = sorted(set(uids))
    rows = session.execute(
        _OF_DOSSIERS.where(_DELIVERY.c.target == target, _DELIVERY.c.dossier_uid.in_(wanted))
    ).all()
    attachment = _attachments(session, wanted) if any(r.kind in FILE_KINDS for r in rows) else {}
    found = (
        Standing(
            seq=row.event_seq,
            dossier_uid=row.dossier_uid,
            kind=EventKind(row.kind),
            state=DeliveryState(row.state),
            attempts=row.attempts,
            next_try_at=row.next_try_at,
            lease_until=row.lease_until,
            unsure=row.unsure,
            file=attachment.get(row.event_seq, ""),
        )
        for row in rows
    )
    grouped = groupby(found, key=attrgetter("dossier_uid"))
    return {uid: tuple(own) for uid, own in grouped}


def _attachments(session: Session, uids: Sequence[str]) -> dict[int, str]:
    """Return which attachment an event brought or took away."""
    rows = session.execute(
        select(_ATTACHMENT.c.uid, _ATTACHMENT.c.event_seq, _ATTACHMENT.c.removed_seq).where(
            _ATTACHMENT.c.dossier_uid.in_(uids)
        )
    )
    return {
        seq: row.uid for row in rows for seq in (row.event_seq, row.removed_seq) if seq is not None
    }


def _page(session: Session, asking: Asking, which: _Which) -> tuple[Due, ...]:
    found: list[Due] = []
    after = asking.after
    while len(found) < asking.limit:
        rows = _candidates(session, asking, after, which)
        if not rows:
            break
        around = of_dossiers(session, asking.target, (row.dossier_uid for row in rows))
        dues = (_due(asking, row, around[row.dossier_uid], which) for row in rows)
        found += [item for item in dues if item is not None][: asking.limit - len(found)]
        after = DueKey(rows[-1].attempts, rows[-1].event_seq)
    return tuple(found)


def _candidates(session: Session, asking: Asking, after: DueKey, which: _Which) -> list[_Candidate]:
    """Return the next deliveries in the order of the queue; states are merged, not sorted anew."""
    queue = _QUEUES[which.kinds, which.again, asking.ignore_backoff]
    asked = {
        "target": asking.target,
        "attempts": after.attempts,
        "seq": after.seq,
        "now": asking.now,
        "too_far": asking.now + CLOCK_SLACK,
        "limit": _at_once(asking),
    }
    rows = [
        _Candidate(*row)
        for state in which.states
        for row in queue.rows(session, {**asked, "state": state.value})
    ]
    rows.sort(key=attrgetter("attempts", "event_seq"))
    return rows[: _at_once(asking)]


def _at_once(asking: Asking) -> int:
    """Return how many candidates are looked at together: most of them may be held by something."""
    return max(asking.limit, _LEAST_AT_ONCE)


def _due(asking: Asking, row: _Candidate, own: Sequence[Standing], which: _Which) -> Due | None:
    """Return what the candidate stands for, when it is the one that speaks for its part."""
    it = next(one for one in own if one.seq == row.event_seq)
    part = [one for one in own if one.kind in which.kinds and one.file == it.file]
    if which.kinds is FILE_KINDS and not it.file:
        return None  # an attachment that is nowhere: `verify` names it
    waiting = which.judge(asking, part, own)
    leads = [one for one in waiting if one.state in which.states]
    if not leads or min(leads, key=lambda one: (one.attempts, one.seq)).seq != it.seq:
        return None
    return Due(
        dossier_uid=it.dossier_uid,
        seqs=tuple(one.seq for one in waiting),
        attempts=max(one.attempts for one in waiting),
        kinds=frozenset(one.kind for one in waiting),
        unknown=any(doubtful(one) for one in waiting) or _set_aside_in_doubt(part),
        file=it.file,
        key=DueKey(it.attempts, it.seq),
        behind=bool(it.file) and _is_given_up(own),
    )


def doubtful(one: Standing) -> bool:
    """Return whether an attempt may have arrived without anybody having told of it."""
    return one.unsure or one.state in {DeliveryState.UNKNOWN, DeliveryState.SENDING}


def _set_aside_in_doubt(part: Sequence[Standing]) -> bool:
    """Return whether a person gave up what may have arrived, and the target took nothing since."""
    since = takewhile(lambda one: one.state not in _THERE, reversed(part))
    return any(one.state is DeliveryState.SET_ASIDE and one.unsure for one in since)


def _to_send(
    asking: Asking, part: Sequence[Standing], own: Sequence[Standing]
) -> Sequence[Standing]:
    del own
    waiting = [one for one in part if one.state in UNSENT]
    times = [one.next_try_at for one in waiting if one.next_try_at is not None]
    in_time = asking.ignore_backoff or all(
        at <= asking.now or at > asking.now + CLOCK_SLACK for at in times
    )
    return waiting if in_time and waiting and not _held(waiting, asking.now) else ()


def _file_to_send(
    asking: Asking, part: Sequence[Standing], own: Sequence[Standing]
) -> Sequence[Standing]:
    told = [one for one in own if one.kind in FACT_KINDS]
    if not told or any(one.state in UNSENT for one in told):
        return ()
    return _to_send(asking, part, own) if told[-1].state in _THERE or _is_given_up(own) else ()


def _is_given_up(own: Sequence[Standing]) -> bool:
    """Return whether the last facts of a dossier were set aside by a person."""
    told = [one for one in own if one.kind in FACT_KINDS]
    return bool(told) and told[-1].state is DeliveryState.SET_ASIDE


def _to_prove(
    asking: Asking, part: Sequence[Standing], own: Sequence[Standing]
) -> Sequence[Standing]:
    del asking, own
    if any(one.state in UNSENT for one in part):
        return ()
    return [one for one in part if one.state is DeliveryState.SENT]


def _held(waiting: Sequence[Standing], now: datetime) -> bool:
    """Return whether a person must go on, or a round that still lives is at it."""
    if any(one.state is DeliveryState.SENDING and leased(one.lease_until, now) for one in waiting):
        return True
    parked = [one.seq for one in waiting if one.state is DeliveryState.NEEDS_PERSON]
    newest = waiting[-1]
    return bool(parked) and not (newest.seq > max(parked) and newest.attempts == 0)


def leased(until: datetime | None, now: datetime) -> bool:
    """Return whether a lease still holds; one too far away was written under a wrong clock."""
    return until is not None and now < until <= now + CLOCK_SLACK
