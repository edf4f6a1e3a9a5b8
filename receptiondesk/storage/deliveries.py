"""Deliveries: how far each event got towards each target, and how far each dossier got.

The laws kept here (house laws 2, 6, 7 and 8; peers.md 6.1, 6.5 and 6.8): a delivery is marked
before the first byte leaves, with a lease; order is by sequence number; a dossier that needs a
person holds only its own followers; nothing leaves the queue unproved except by a named person.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import case, func, insert, literal, select, update
from sqlmodel import Session

from receptiondesk.domain.dossier import SyncState
from receptiondesk.domain.events import DELIVERED_KINDS, Delivery, DeliveryState, EventKind
from receptiondesk.domain.outbox import UNSENT, Due, Settlement, Totals, WaitingRow, sync_of, worst
from receptiondesk.storage.tables import Row

_TABLES = Row.metadata.tables
_DELIVERY = _TABLES["delivery"]
_EVENT = _TABLES["event"]
_DOSSIER = _TABLES["dossier"]

#: A next try further away than this was written under a wrong clock (house law 8).
CLOCK_SLACK = timedelta(hours=2)

_COLUMNS = (
    _DELIVERY.c.event_seq,
    _EVENT.c.uid,
    _DELIVERY.c.dossier_uid,
    _EVENT.c.kind,
    _DELIVERY.c.target,
    _DELIVERY.c.state,
    _DELIVERY.c.attempts,
    _DELIVERY.c.next_try_at,
    _DELIVERY.c.last_answer,
    _DELIVERY.c.reason,
    _DELIVERY.c.proved_at,
)
_SELECT = select(*_COLUMNS).join_from(_DELIVERY, _EVENT, _DELIVERY.c.event_seq == _EVENT.c.seq)


def _texts(states: Iterable[DeliveryState]) -> list[str]:
    return sorted(state.value for state in states)


def _delivery(row: Sequence[object]) -> Delivery:
    seq, uid, dossier_uid, kind, target, state, attempts, next_try_at, answer, why, proved = row
    return Delivery(
        event_seq=seq,  # type: ignore[arg-type]
        event_uid=str(uid),
        dossier_uid=str(dossier_uid),
        kind=EventKind(str(kind)),
        target=str(target),
        state=DeliveryState(str(state)),
        attempts=attempts,  # type: ignore[arg-type]
        next_try_at=next_try_at,  # type: ignore[arg-type]
        last_answer=str(answer),
        reason=str(why),
        proved_at=proved,  # type: ignore[arg-type]
    )


def of_dossier(session: Session, dossier_uid: str) -> tuple[Delivery, ...]:
    """Return all deliveries of one dossier, oldest event first."""
    rows = session.execute(
        _SELECT.where(_DELIVERY.c.dossier_uid == dossier_uid).order_by(
            _DELIVERY.c.event_seq, _DELIVERY.c.target
        )
    )
    return tuple(_delivery(row) for row in rows)


def of_dossiers(session: Session, uids: Iterable[str]) -> dict[str, tuple[Delivery, ...]]:
    """Return all deliveries of some dossiers by uid, each oldest event first."""
    rows = session.execute(
        _SELECT.where(_DELIVERY.c.dossier_uid.in_(list(uids))).order_by(
            _DELIVERY.c.dossier_uid, _DELIVERY.c.event_seq, _DELIVERY.c.target
        )
    )
    grouped = groupby((_delivery(row) for row in rows), key=lambda d: d.dossier_uid)
    return {uid: tuple(group) for uid, group in grouped}


def backfill(session: Session, target: str) -> int:
    """Give a new target a delivery for every event that it must hear of; return how many.

    Events that already have one keep it, so setting a target again changes nothing.
    """
    known = select(_DELIVERY.c.event_seq).where(_DELIVERY.c.target == target)
    missing = select(
        _EVENT.c.seq, literal(target), _EVENT.c.dossier_uid, literal(DeliveryState.WAITING.value)
    ).where(
        _EVENT.c.kind.in_(sorted(kind.value for kind in DELIVERED_KINDS)),
        _EVENT.c.dossier_uid.is_not(None),
        _EVENT.c.seq.not_in(known),
    )
    touched = set(session.execute(missing.with_only_columns(_EVENT.c.dossier_uid)).scalars())
    rows = [
        {"event_seq": seq, "target": name, "dossier_uid": uid, "state": state}
        for seq, name, uid, state in session.execute(missing)
    ]
    if rows:
        session.execute(insert(_DELIVERY), rows)
    for uid in touched:
        refresh_sync(session, str(uid))
    return len(rows)


def recover(session: Session, target: str) -> int:
    """Turn what a dead round left as "sending" into "unknown"; call it inside the round's lock.

    Nobody can say whether the portal got it, so the next attempt asks before it sends.
    """
    stale = select(_DELIVERY.c.dossier_uid).where(
        _DELIVERY.c.target == target, _DELIVERY.c.state == DeliveryState.SENDING.value
    )
    touched = set(session.execute(stale).scalars())
    session.execute(
        update(_DELIVERY)
        .where(_DELIVERY.c.target == target, _DELIVERY.c.state == DeliveryState.SENDING.value)
        .values(state=DeliveryState.UNKNOWN.value, lease_until=None)
    )
    for uid in touched:
        refresh_sync(session, uid)
    return len(touched)


def due(
    session: Session, target: str, now: datetime, *, ignore_backoff: bool = False
) -> tuple[Due, ...]:
    """Return what may be sent now, one ``Due`` a dossier: fresh ones first, then the failed ones.

    A dossier that needs a person is left out until a person sends it again or a newer event
    (a correction) gives it something new to say.
    """
    rows = session.execute(
        _SELECT.where(_DELIVERY.c.target == target, _DELIVERY.c.state.in_(_texts(UNSENT))).order_by(
            _DELIVERY.c.dossier_uid, _DELIVERY.c.event_seq
        )
    )
    found: list[tuple[tuple[int, datetime | int, int], Due]] = []
    for uid, group in groupby((_delivery(row) for row in rows), key=lambda d: d.dossier_uid):
        waiting = tuple(group)
        if _held(waiting) or not (ignore_backoff or _in_time(waiting, now)):
            continue
        attempts = max(delivery.attempts for delivery in waiting)
        seqs = tuple(delivery.event_seq for delivery in waiting)
        kinds = frozenset(delivery.kind for delivery in waiting)
        found.append(((min(attempts, 1), attempts, seqs[0]), Due(uid, seqs, attempts, kinds)))
    return tuple(item for _, item in sorted(found, key=lambda pair: pair[0]))


def _held(waiting: tuple[Delivery, ...]) -> bool:
    parked = [d.event_seq for d in waiting if d.state is DeliveryState.NEEDS_PERSON]
    if not parked:
        return False
    newest = waiting[-1]
    return not (newest.event_seq > max(parked) and newest.attempts == 0)


def _in_time(waiting: tuple[Delivery, ...], now: datetime) -> bool:
    times = [delivery.next_try_at for delivery in waiting if delivery.next_try_at is not None]
    return all(at <= now or at > now + CLOCK_SLACK for at in times)


def next_try(session: Session, now: datetime) -> datetime | None:
    """Return when the next waiting delivery may be tried, ``None`` when none waits for a time."""
    held = select(_DELIVERY.c.dossier_uid).where(
        _DELIVERY.c.state == DeliveryState.NEEDS_PERSON.value
    )
    return session.execute(
        select(func.min(_DELIVERY.c.next_try_at)).where(
            _DELIVERY.c.state.in_(_texts(UNSENT - {DeliveryState.NEEDS_PERSON})),
            _DELIVERY.c.dossier_uid.not_in(held),
            _DELIVERY.c.next_try_at > now,
        )
    ).scalar()


def mark_sending(session: Session, target: str, item: Due, lease_until: datetime) -> None:
    """Mark a dossier as being sent, before the first byte leaves."""
    _change(session, target, item, state=DeliveryState.SENDING.value, lease_until=lease_until)


def settle(session: Session, target: str, item: Due, settlement: Settlement, now: datetime) -> None:
    """Write how one attempt ended."""
    values: dict[str, object] = {
        "state": settlement.state.value,
        "lease_until": None,
        "next_try_at": settlement.next_try_at,
        "reason": settlement.reason,
        "last_answer": settlement.last_answer,
    }
    if settlement.counts:
        values["attempts"] = _DELIVERY.c.attempts + 1
    if settlement.state is DeliveryState.SENT:
        values["sent_at"] = now
    if settlement.state is DeliveryState.PROVED:
        values["proved_at"] = now
    _change(session, target, item, **values)


def _change(session: Session, target: str, item: Due, **values: object) -> None:
    session.execute(
        update(_DELIVERY)
        .where(_DELIVERY.c.target == target, _DELIVERY.c.event_seq.in_(item.seqs))
        .values(**values)
    )
    refresh_sync(session, item.dossier_uid)


def awaiting_proof(session: Session, target: str) -> tuple[Due, ...]:
    """Return the dossiers of which everything was sent and something is not proved yet."""
    unsent = select(_DELIVERY.c.dossier_uid).where(
        _DELIVERY.c.target == target, _DELIVERY.c.state.in_(_texts(UNSENT))
    )
    rows = session.execute(
        _SELECT.where(
            _DELIVERY.c.target == target,
            _DELIVERY.c.state == DeliveryState.SENT.value,
            _DELIVERY.c.dossier_uid.not_in(unsent),
        ).order_by(_DELIVERY.c.dossier_uid, _DELIVERY.c.event_seq)
    )
    grouped = groupby((_delivery(row) for row in rows), key=lambda d: d.dossier_uid)
    found = [(uid, tuple(group)) for uid, group in grouped]
    dues = (
        Due(
            uid,
            tuple(delivery.event_seq for delivery in group),
            max(delivery.attempts for delivery in group),
            frozenset(delivery.kind for delivery in group),
        )
        for uid, group in found
    )
    return tuple(sorted(dues, key=lambda item: item.seqs[0]))


def is_still(session: Session, target: str, item: Due, state: DeliveryState) -> bool:
    """Return whether a dossier stands where it stood: same deliveries in ``state``, none newer."""
    rows = session.execute(
        select(_DELIVERY.c.event_seq, _DELIVERY.c.state).where(
            _DELIVERY.c.target == target,
            _DELIVERY.c.dossier_uid == item.dossier_uid,
            _DELIVERY.c.event_seq >= item.seqs[0],
        )
    )
    now_there = {row.event_seq: row.state for row in rows}
    return max(now_there, default=0) == item.seqs[-1] and all(
        now_there.get(seq) == state.value for seq in item.seqs
    )


def in_states(
    session: Session, dossier_uid: str, states: Iterable[DeliveryState]
) -> tuple[tuple[str, Due], ...]:
    """Return, per target, the deliveries of one dossier that stand in some states."""
    wanted = frozenset(states)
    found = [d for d in of_dossier(session, dossier_uid) if d.state in wanted]
    return tuple(
        (
            target,
            Due(
                dossier_uid,
                tuple(d.event_seq for d in found if d.target == target),
                max(d.attempts for d in found if d.target == target),
            ),
        )
        for target in sorted({d.target for d in found})
    )


def refresh_sync(session: Session, dossier_uid: str) -> None:
    """Write how far a dossier got: the worst of its deliveries."""
    session.execute(
        update(_DOSSIER)
        .where(_DOSSIER.c.uid == dossier_uid)
        .values(sync=sync_of(of_dossier(session, dossier_uid)).value)
    )


def totals(session: Session) -> Totals:
    """Count the dossiers of all time by how far they got."""
    counted: dict[str, int] = {
        row.sync: row.dossiers
        for row in session.execute(
            select(_DOSSIER.c.sync, func.count().label("dossiers")).group_by(_DOSSIER.c.sync)
        )
    }
    unprovable = counted.get(SyncState.UNPROVABLE.value, 0)
    waiting = (SyncState.LOCAL, SyncState.SENDING, SyncState.UNKNOWN)
    return Totals(
        sent=counted.get(SyncState.SENT.value, 0) + unprovable,
        proved=counted.get(SyncState.PROVED.value, 0),
        waiting=sum(counted.get(state.value, 0) for state in waiting),
        parked=counted.get(SyncState.NEEDS_PERSON.value, 0),
        unprovable=unprovable,
        set_aside=counted.get(SyncState.SET_ASIDE.value, 0),
    )


def last_proved_at(session: Session) -> datetime | None:
    """Return when a portal last showed that it has a dossier right."""
    return session.execute(select(func.max(_DELIVERY.c.proved_at))).scalar()


def rows(session: Session, limit: int) -> tuple[WaitingRow, ...]:
    """Return the dossiers that are not proved, those that need a person first, then the oldest."""
    open_states = _texts(UNSENT | {DeliveryState.SENT})
    urgency = case(
        (_DOSSIER.c.sync == SyncState.NEEDS_PERSON.value, 0),
        else_=1,
    )
    found = session.execute(
        _SELECT.add_columns(_DOSSIER.c.code, _DOSSIER.c.applicant_name, _DOSSIER.c.procedure_name)
        .join(_DOSSIER, _DOSSIER.c.uid == _DELIVERY.c.dossier_uid)
        .where(_DELIVERY.c.state.in_(open_states))
        .order_by(urgency, _DOSSIER.c.received_seq, _DELIVERY.c.target, _DELIVERY.c.event_seq)
        .limit(limit)
    )
    grouped = groupby(
        ((_delivery(row[:-3]), row[-3:]) for row in found),
        key=lambda pair: (pair[0].dossier_uid, pair[0].target),
    )
    return tuple(_waiting_row(tuple(group)) for _, group in grouped)


def _waiting_row(
    group: tuple[tuple[Delivery, Sequence[str]], ...],
) -> WaitingRow:
    deliveries = [delivery for delivery, _ in group]
    code, applicant, procedure = group[0][1]
    state = worst(delivery.state for delivery in deliveries)
    told = next((d for d in reversed(deliveries) if d.reason or d.last_answer), deliveries[0])
    return WaitingRow(
        dossier_uid=deliveries[0].dossier_uid,
        code=code,
        applicant=applicant,
        procedure=procedure,
        target=deliveries[0].target,
        state=state or DeliveryState.WAITING,
        kind=deliveries[0].kind,
        attempts=max(delivery.attempts for delivery in deliveries),
        next_try_at=max((d.next_try_at for d in deliveries if d.next_try_at), default=None),
        reason=told.reason,
        last_answer=told.last_answer,
    )
