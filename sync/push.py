"""Sending the facts that wait: one dossier at a time, each settled by its own answer.

Creates are serial by construction: one round at a time, one dossier at a time, and a dossier's
first action is done before the next create (the defence of portals.md A.6). What a portal is told
names for each event the officer who did it, whoever presses the button (attribution).
"""

from dataclasses import replace
from functools import partial

from receptiondesk.desk import look, outbox
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.events import FACT_KINDS, Delivery, DeliveryState
from receptiondesk.domain.outbox import UNSENT, Due, DueKey
from receptiondesk.office import Office
from sync.answers import FOR_A_PERSON, Answer, AnswerKind
from sync.gone import told_before
from sync.how import Phase
from sync.news import news_of
from sync.portal import Delivered, Outgoing, Step, outgoing
from sync.restored import asked_before, left_alone
from sync.trip import Trip


def push(trip: Trip, *, ignore_backoff: bool) -> None:
    """Send the facts of every dossier that is due, until line or portal end it."""
    page = partial(outbox.due, trip.office, trip.target, ignore_backoff=ignore_backoff)
    for item in trip.queue(page, Phase.FACTS):
        trip.met = max(trip.met, item.key.seq)
        dossier = outbox.mark_sending(trip.office, trip.target, item)
        if dossier is not None:
            _deliver(trip, item, dossier)


def anything_new(trip: Trip) -> bool:
    """Return whether facts came that this round has not met yet and may still be sent."""
    if trip.over():
        return False
    behind = DueKey(0, trip.met)
    found = outbox.due(trip.office, trip.target, ignore_backoff=False, limit=1, after=behind)
    return any(one.attempts == 0 for one in found)


def told_of(
    office: Office, dossier: Dossier, *, ask_first: bool = False, older: int = 0
) -> Outgoing:
    """Return what a portal is told of a dossier, each event with the officer who did it."""
    steps = tuple(
        Step(one.uid, one.seq, one.kind, one.at, one.officer, one.status, one.text)
        for one in outbox.steps_of(office, dossier.uid)
    )
    return outgoing(dossier, steps, ask_first=ask_first, older=older)


def _deliver(trip: Trip, item: Due, dossier: Dossier) -> Answer:
    told = told_of(
        trip.office, dossier, ask_first=item.unknown, older=told_before(trip, dossier.uid)
    )
    held = asked_before(trip, item, told)
    delivered = _send(trip, told) if held is None else Delivered(held)
    answer = delivered.answer
    left = left_alone(trip, item, dossier) if answer.kind is AnswerKind.UNDECIDED else None
    settlement = left or trip.settlement(item, answer)
    trip.changes |= outbox.settle(trip.office, trip.target, item, settlement)
    _bind(trip, dossier, delivered)
    trip.heard(answer)
    return answer


def _bind(trip: Trip, dossier: Dossier, delivered: Delivered) -> None:
    """Take an official code as soon as it is told: what is never read back has no other moment."""
    remote = delivered.remote
    if remote is not None and remote.code and remote.code not in dossier.codes:
        news = news_of(replace(remote, uid=dossier.uid))
        trip.changes |= outbox.apply_pull(trip.office, trip.target, (news,)).changes


def _send(trip: Trip, told: Outgoing) -> Delivered:
    delivered = trip.portal.deliver(told)
    if delivered.answer.kind is AnswerKind.DRAFT_IN_THE_WAY and delivered.in_the_way:
        way = _clear_the_way(trip, delivered.in_the_way)
        if way is None:
            return delivered
        if not way.good:
            # The draft is ours and could not be finished now: this dossier only waits for it.
            return Delivered(replace(way, changing=True))
        delivered = trip.portal.deliver(told)
    return delivered


def _clear_the_way(trip: Trip, uid: str) -> Answer | None:
    """Finish a draft that is our own, or remove it when it is parked; ``None`` when it is not ours.

    It is marked and settled as in its own turn.
    """
    own = [
        one
        for one in look.deliveries(trip.office, uid)
        if one.target == trip.target and one.kind in FACT_KINDS
    ]
    if not own:
        return None
    if any(one.state is DeliveryState.NEEDS_PERSON for one in own):
        return _dropped(trip, uid)
    answer = _finish(trip, uid, [one for one in own if one.state in UNSENT])
    return _dropped(trip, uid) if answer.kind in FOR_A_PERSON else answer


def _dropped(trip: Trip, uid: str) -> Answer | None:
    dropped = trip.portal.drop_draft(uid)
    return None if dropped.kind in FOR_A_PERSON else dropped


def _finish(trip: Trip, uid: str, unsent: list[Delivery]) -> Answer:
    other = outbox.dossier(trip.office, uid)
    if other is None:
        return Answer(AnswerKind.CONFLICT)
    item = Due(
        uid,
        tuple(one.event_seq for one in unsent),
        max((one.attempts for one in unsent), default=0),
        frozenset(one.kind for one in unsent),
        unknown=True,
    )
    told = told_of(trip.office, other, ask_first=True, older=told_before(trip, uid))
    if not unsent or outbox.mark_sending(trip.office, trip.target, item) is None:
        return trip.portal.deliver(told).answer
    answer = asked_before(trip, item, told) or trip.portal.deliver(told).answer
    settlement = trip.settlement(item, answer)
    trip.changes |= outbox.settle(trip.office, trip.target, item, settlement)
    return answer
