"""Deliveries: how far each event got towards each target, and how far each dossier got.

The laws kept here (house laws 2, 6, 7 and 8; peers.md 6.1, 6.5 and 6.8): a delivery is marked
before the first byte leaves, with a lease; order is by sequence number; a dossier that needs a
person holds only its own followers; nothing leaves the queue unproved except by a named person.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby

from sqlalchemy import case, delete, exists, func, insert, literal, or_, select, update
from sqlmodel import Session

from receptiondesk.domain.events import DELIVERED_KINDS, Delivery, DeliveryState, EventKind
from receptiondesk.domain.outbox import (
    TRANSFER,
    UNSENT,
    Due,
    PortalTarget,
    Settlement,
    sync_of,
)
from receptiondesk.domain.routing import receives
from receptiondesk.storage import departures
from receptiondesk.storage.due import leased
from receptiondesk.storage.tables import (
    CatalogueProcedureRow,
    DeliveryRow,
    DossierRow,
    EventRow,
    PortalCacheRow,
    PortalTargetRow,
    core,
)

_DELIVERY = core(DeliveryRow)
_EVENT = core(EventRow)
_DOSSIER = core(DossierRow)
_PROCEDURE = core(CatalogueProcedureRow)
_TARGET = core(PortalTargetRow)
_CACHE = core(PortalCacheRow)

_PARKED = frozenset({DeliveryState.NEEDS_PERSON})
#: An attempt may have arrived without anybody having told of it.
_DOUBTFUL = _DELIVERY.c.unsure.is_(True) | (_DELIVERY.c.state == DeliveryState.UNKNOWN.value)

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
    _DELIVERY.c.unsure,
)
SELECT = select(*_COLUMNS).join_from(_DELIVERY, _EVENT, _DELIVERY.c.event_seq == _EVENT.c.seq)


def _texts(states: Iterable[DeliveryState]) -> list[str]:
    return sorted(state.value for state in states)


def delivery_of(row: Sequence[object]) -> Delivery:
    """Return a row of `SELECT` as a value."""
    (seq, uid, dossier_uid, kind, target, state, attempts, next_try_at) = row[:8]
    answer, why, proved, unsure = row[8:]
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
        unsure=bool(unsure),
    )


def of_dossier(session: Session, dossier_uid: str) -> tuple[Delivery, ...]:
    """Return all deliveries of one dossier, oldest event first."""
    rows = session.execute(
        SELECT.where(_DELIVERY.c.dossier_uid == dossier_uid).order_by(
            _DELIVERY.c.event_seq, _DELIVERY.c.target
        )
    )
    return tuple(delivery_of(row) for row in rows)


def of_dossiers(session: Session, uids: Iterable[str]) -> dict[str, tuple[Delivery, ...]]:
    """Return all deliveries of some dossiers by uid, each oldest event first."""
    rows = session.execute(
        SELECT.where(_DELIVERY.c.dossier_uid.in_(list(uids))).order_by(
            _DELIVERY.c.dossier_uid, _DELIVERY.c.event_seq, _DELIVERY.c.target
        )
    )
    grouped = groupby((delivery_of(row) for row in rows), key=lambda d: d.dossier_uid)
    return {uid: tuple(group) for uid, group in grouped}


def carried_over(session: Session, uids: Iterable[str]) -> frozenset[str]:
    """Return the dossiers of which nothing is unprovable but what a person carried over by hand."""
    by_hand = _TARGET.c.family == TRANSFER
    rows = session.execute(
        select(_DELIVERY.c.dossier_uid)
        .join_from(_DELIVERY, _TARGET, _TARGET.c.name == _DELIVERY.c.target)
        .where(
            _DELIVERY.c.dossier_uid.in_(list(uids)),
            _DELIVERY.c.state == DeliveryState.UNPROVABLE.value,
        )
        .group_by(_DELIVERY.c.dossier_uid)
        .having(func.min(by_hand))
    )
    return frozenset(rows.scalars())


def backfill(session: Session, target: PortalTarget, gone: int = 0) -> frozenset[str]:
    """Give a new target a delivery for every event that it must hear of.

    Only dossiers of procedures that it receives count. Deliveries that were made stay, whatever
    the target receives now; so setting a target again changes nothing. Events up to the line
    ``gone`` may have been told there by a file that nobody has any more: those are asked for first.

    Returns:
        The dossiers of which something is asked for first.
    """
    kinds = sorted(kind.value for kind in DELIVERED_KINDS)
    unsure = DeliveryState.UNKNOWN
    known = select(_DELIVERY.c.event_seq).where(_DELIVERY.c.target == target.name)
    missing = session.execute(
        select(_EVENT.c.seq, _EVENT.c.dossier_uid, _DOSSIER.c.procedure_code, _PROCEDURE.c.field)
        .join_from(_EVENT, _DOSSIER, _DOSSIER.c.uid == _EVENT.c.dossier_uid)
        .outerjoin(
            _PROCEDURE,
            (_PROCEDURE.c.code == _DOSSIER.c.procedure_code)
            & (_PROCEDURE.c.version == _DOSSIER.c.catalogue_version),
        )
        .where(_EVENT.c.kind.in_(kinds), _EVENT.c.seq.not_in(known))
        .order_by(_EVENT.c.seq)
    )
    rows = [
        {
            "event_seq": row.seq,
            "target": target.name,
            "dossier_uid": row.dossier_uid,
            "state": (unsure if row.seq <= gone else DeliveryState.WAITING).value,
            "unsure": row.seq <= gone,
        }
        for row in missing
        if receives(target.options, row.procedure_code, row.field or "")
    ]
    if rows:
        session.execute(insert(_DELIVERY), rows)
    for uid in {str(row["dossier_uid"]) for row in rows}:
        refresh_sync(session, uid)
    return frozenset(str(row["dossier_uid"]) for row in rows if row["unsure"])


def recover(session: Session, target: str, now: datetime, *, alone: bool = True) -> int:
    """Turn what a dead round left as "sending" into "unknown".

    Nobody can say whether the portal got it, so the next attempt asks before it sends.

    Args:
        session: a write session.
        target: the target.
        now: the present moment, aware.
        alone: whether the caller holds the round's lock, so that every other round is dead;
            otherwise only what outlived its lease is.
    """
    there = session.execute(
        select(_DELIVERY.c.event_seq, _DELIVERY.c.dossier_uid, _DELIVERY.c.lease_until).where(
            _DELIVERY.c.target == target, _DELIVERY.c.state == DeliveryState.SENDING.value
        )
    )
    dead = [row for row in there if alone or not leased(row.lease_until, now)]
    for row in dead:
        session.execute(
            update(_DELIVERY)
            .where(_DELIVERY.c.target == target, _DELIVERY.c.event_seq == row.event_seq)
            .values(state=DeliveryState.UNKNOWN.value, lease_until=None, unsure=True)
        )
    touched = {row.dossier_uid for row in dead}
    for uid in touched:
        refresh_sync(session, uid)
    return len(touched)


def ask_first_everywhere(session: Session, target: str = "") -> int:
    """Let every portal be asked before anything more is sent to it; return how many deliveries.

    For a file that is not the newest (restored, or behind its witness): what it holds as not
    sent, or as sent and not proved, may have arrived, been answered or been proved since. What
    needs a person goes on needing one, and what was set aside is not taken up; but both are asked
    for before more of them is sent. What a person carries over by hand is nobody's to ask.
    ``target``: only there.
    """
    # What a portal once certainly had not stored it may have stored since.
    here = literal(target == "")
    stale = or_(_CACHE.c.key.startswith("clear:"), _CACHE.c.key.startswith("asked:"))
    session.execute(delete(_CACHE).where(stale, or_(_CACHE.c.target == target, here)))
    by_hand = select(_TARGET.c.name).where(_TARGET.c.family == TRANSFER)
    there = _DELIVERY.c.target.not_in(by_hand) & or_(_DELIVERY.c.target == target, here)
    stays = _DELIVERY.c.state.in_(_texts({*_PARKED, DeliveryState.SET_ASIDE}))
    session.execute(update(_DELIVERY).where(there, stays).values(unsure=True))
    moved = _DELIVERY.c.state.in_(_texts((UNSENT - _PARKED) | {DeliveryState.SENT}))
    touched = session.execute(select(_DELIVERY.c.dossier_uid).where(there, moved)).scalars().all()
    session.execute(
        update(_DELIVERY)
        .where(there, moved)
        .values(state=DeliveryState.UNKNOWN.value, lease_until=None, unsure=True)
    )
    for uid in set(touched):
        refresh_sync(session, uid)
    return len(touched)


def reopen(
    session: Session, target: str, item: Due, state: DeliveryState = DeliveryState.SENT
) -> None:
    """Take what had ended for sent and unproved, so that it is read back anew, or for unknown."""
    values = {"state": state.value, "proved_at": None, "reason": ""}
    _change(session, target, item, **values, unsure=state is DeliveryState.UNKNOWN)


def next_try(session: Session, now: datetime) -> datetime | None:
    """Return when the next waiting delivery may be tried, ``None`` when none waits for a time."""
    parked = _DELIVERY.alias("parked")
    held = exists().where(
        parked.c.dossier_uid == _DELIVERY.c.dossier_uid,
        parked.c.target == _DELIVERY.c.target,
        parked.c.state == DeliveryState.NEEDS_PERSON.value,
    )
    return session.execute(
        select(func.min(_DELIVERY.c.next_try_at)).where(
            _DELIVERY.c.state.in_(_texts(UNSENT - {DeliveryState.NEEDS_PERSON})),
            ~held,
            _DELIVERY.c.next_try_at > now,
        )
    ).scalar()


def mark_sending(session: Session, target: str, item: Due, lease_until: datetime) -> None:
    """Mark a dossier as being sent, before the first byte leaves; it is counted (`departures`)."""
    departures.count(session)
    _change(session, target, item, state=DeliveryState.SENDING.value, lease_until=lease_until)


def settle(session: Session, target: str, item: Due, settlement: Settlement, now: datetime) -> None:
    """Write how one attempt ended.

    A doubt whether an earlier attempt arrived goes on until the portal or a person ends it: through
    what nobody asked the portal about, and beyond "set aside", so that a later correction asks.
    """
    state = settlement.state
    if state is DeliveryState.WAITING and item.unknown:
        state = DeliveryState.UNKNOWN
    values: dict[str, object] = {
        "state": state.value,
        "lease_until": None,
        "next_try_at": settlement.next_try_at,
        "reason": settlement.reason,
        "last_answer": settlement.last_answer,
    }
    if settlement.counts:
        values["attempts"] = _DELIVERY.c.attempts + 1
    if state is DeliveryState.SET_ASIDE:
        under_way = _DELIVERY.c.state == DeliveryState.SENDING.value
        values["unsure"] = or_(_DOUBTFUL, under_way)
    elif state is DeliveryState.NEEDS_PERSON and not settlement.asked:
        values["unsure"] = or_(_DOUBTFUL, literal(settlement.undecided))
    elif state is not DeliveryState.WAITING:
        values["unsure"] = state is DeliveryState.UNKNOWN or settlement.undecided
    if state is DeliveryState.SENT:
        values["sent_at"] = now
    if state is DeliveryState.PROVED:
        values["proved_at"] = now
    _change(session, target, item, **values)


def note_unread(session: Session, target: str, item: Due, reason: str, answer: str) -> None:
    """Write beside what is sent why it could not be read back yet."""
    session.execute(
        update(_DELIVERY)
        .where(
            _DELIVERY.c.target == target,
            _DELIVERY.c.event_seq.in_(item.seqs),
            _DELIVERY.c.state == DeliveryState.SENT.value,
        )
        .values(reason=reason, last_answer=answer)
    )


def _change(session: Session, target: str, item: Due, **values: object) -> None:
    session.execute(
        update(_DELIVERY)
        .where(_DELIVERY.c.target == target, _DELIVERY.c.event_seq.in_(item.seqs))
        .values(**values)
    )
    refresh_sync(session, item.dossier_uid)


def uids_in_states(
    session: Session, target: str, states: Iterable[DeliveryState]
) -> frozenset[str]:
    """Return the dossiers of which something stands in some states at a target."""
    found = session.execute(
        select(_DELIVERY.c.dossier_uid).where(
            _DELIVERY.c.target == target, _DELIVERY.c.state.in_(_texts(states))
        )
    )
    return frozenset(found.scalars())


def in_states(
    session: Session, dossier_uid: str, states: Iterable[DeliveryState]
) -> tuple[tuple[str, Due], ...]:
    """Return, per target, the deliveries of one dossier that stand in some states."""
    wanted = frozenset(states)
    found = [d for d in of_dossier(session, dossier_uid) if d.state in wanted]
    return tuple(
        (target, _together(dossier_uid, [d for d in found if d.target == target]))
        for target in sorted({d.target for d in found})
    )


def _together(dossier_uid: str, some: Sequence[Delivery]) -> Due:
    return Due(
        dossier_uid,
        tuple(delivery.event_seq for delivery in some),
        max(delivery.attempts for delivery in some),
        frozenset(delivery.kind for delivery in some),
    )


def release(session: Session, dossier_uid: str, target: str, *, certain: bool) -> None:
    """Let what is not sent of a dossier be sent now, because a person says so.

    ``certain``: it is not there, so nothing is asked first, of what was set aside in doubt neither;
    otherwise what may have arrived is
    asked for before it is sent. What a round is sending right now is that round's: if it is dead,
    the next one finds out (`recover`), and asks.
    """
    waiting, unknown = DeliveryState.WAITING.value, DeliveryState.UNKNOWN.value
    values: dict[str, object] = {"state": case((_DOUBTFUL, unknown), else_=waiting)}
    own = (_DELIVERY.c.dossier_uid == dossier_uid, _DELIVERY.c.target == target)
    if certain:
        values = {"state": waiting, "unsure": False}
        aside = _DELIVERY.c.state == DeliveryState.SET_ASIDE.value
        session.execute(update(_DELIVERY).where(*own, aside).values(unsure=False))
    session.execute(
        update(_DELIVERY)
        .where(*own, _DELIVERY.c.state.in_(_texts(UNSENT - {DeliveryState.SENDING})))
        .values(lease_until=None, next_try_at=None, reason="", last_answer="", **values)
    )
    refresh_sync(session, dossier_uid)


def refresh_sync(session: Session, dossier_uid: str) -> None:
    """Write how far a dossier got: the worst of its deliveries."""
    session.execute(
        update(_DOSSIER)
        .where(_DOSSIER.c.uid == dossier_uid)
        .values(sync=sync_of(of_dossier(session, dossier_uid)).value)
    )
