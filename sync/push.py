"""Sending what waits: one dossier at a time, each settled by its own answer.

Creates are serial by construction: one round at a time, one dossier at a time, and a dossier's
first action is done before the next create (the defence of portals.md A.6).
"""

import random
import threading
from dataclasses import dataclass, field, replace

from receptiondesk.desk import outbox
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.dossier import Dossier, SyncState
from receptiondesk.domain.events import DeliveryState
from receptiondesk.domain.outbox import Due, Settlement
from receptiondesk.office import Office
from sync import schedule
from sync.answers import FOR_A_PERSON, Answer, AnswerKind
from sync.portal import Delivered, Portal, outgoing

#: So many failures of the portal one after the other end the round: it is down, not the dossier.
STRIKES = 3


@dataclass(slots=True)
class Trip:
    """One target in one round. ``ended_by`` is the answer that ended it early."""

    office: Office
    target: str
    portal: Portal
    chance: random.Random = field(default_factory=random.SystemRandom)
    stop: threading.Event = field(default_factory=threading.Event)
    changes: ChangeSet = field(default_factory=ChangeSet)
    ended_by: Answer | None = None
    strikes: int = 0

    def over(self) -> bool:
        """Return whether nothing more may be asked of this portal in this round."""
        return self.ended_by is not None or self.stop.is_set()

    def heard(self, answer: Answer) -> None:
        """Count what the portal said towards ending the round."""
        if answer.kind is AnswerKind.NO_CODE_YET:
            return  # nothing was asked of the portal
        if answer.good or answer.kind in FOR_A_PERSON:
            self.strikes = 0
            return
        self.strikes += 1
        if answer.ends_round or self.strikes >= STRIKES:
            self.ended_by = answer


def push(trip: Trip, *, ignore_backoff: bool) -> None:
    """Send every dossier that is due, until the line or the portal ends the round."""
    for item in outbox.due(trip.office, trip.target, ignore_backoff=ignore_backoff):
        if trip.over():
            return
        dossier = outbox.mark_sending(trip.office, trip.target, item)
        if dossier is None:
            continue
        answer = _send(trip, dossier).answer
        settlement = settlement_of(trip, item, answer)
        trip.changes |= outbox.settle(trip.office, trip.target, item, settlement)
        trip.heard(answer)


def _send(trip: Trip, dossier: Dossier) -> Delivered:
    delivered = trip.portal.deliver(outgoing(dossier))
    if delivered.answer.kind is AnswerKind.DRAFT_IN_THE_WAY and delivered.in_the_way:
        way = _clear_the_way(trip, delivered.in_the_way)
        if way is None:
            return delivered
        if not way.good:
            # The draft is ours and could not be finished now: this dossier only waits for it.
            return Delivered(replace(way, changing=True))
        delivered = trip.portal.deliver(outgoing(dossier))
    return delivered


def _clear_the_way(trip: Trip, uid: str) -> Answer | None:
    """Finish a draft that is our own, or remove it when it is parked; ``None`` when it is not ours.

    Its own delivery is settled in its own turn: then the look-up finds it equal.
    """
    other = outbox.dossier(trip.office, uid)
    if other is None:
        return None
    if other.sync is SyncState.NEEDS_PERSON:
        dropped = trip.portal.drop_draft(uid)
        return None if dropped.kind in FOR_A_PERSON else dropped
    answer = trip.portal.deliver(outgoing(other)).answer
    if answer.kind in FOR_A_PERSON:
        dropped = trip.portal.drop_draft(uid)
        return None if dropped.kind in FOR_A_PERSON else dropped
    return answer


def settlement_of(trip: Trip, item: Due, answer: Answer) -> Settlement:
    """Return how an answer leaves the dossier."""
    if answer.good:
        return Settlement(DeliveryState.SENT, last_answer=answer.raw)
    reason = f"{answer.sentence} {answer.act}"
    if answer.kind in FOR_A_PERSON:
        return Settlement(DeliveryState.NEEDS_PERSON, reason, answer.raw)
    counts = answer.blames_dossier
    next_try = schedule.next_try(
        trip.office.clock.now(), item.attempts + 1, answer.retry_after, trip.chance
    )
    return Settlement(
        DeliveryState.UNKNOWN if answer.changing else DeliveryState.WAITING,
        reason,
        answer.raw,
        next_try if counts else None,
        counts,
    )
