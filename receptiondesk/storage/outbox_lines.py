"""How the outbox stands: dossiers counted by how far they got, and each one that still waits."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby

from sqlalchemy import Text, case, exists, func, or_, select, true, type_coerce
from sqlmodel import Session

from receptiondesk.domain.dossier import SyncState
from receptiondesk.domain.events import FILE_KINDS, Delivery, DeliveryState
from receptiondesk.domain.outbox import (
    BADNESS,
    TRANSFER,
    UNSENT,
    FilesStanding,
    Totals,
    WaitingRow,
    sync_of_states,
    worst,
)
from receptiondesk.domain.routing import REMOVED
from receptiondesk.storage.deliveries import SELECT, delivery_of
from receptiondesk.storage.tables import DeliveryRow, DossierRow, PortalTargetRow, core
from receptiondesk.storage.tables_of_proof import AttachmentRow

_DELIVERY = core(DeliveryRow)
_DOSSIER = core(DossierRow)
_ATTACHMENT = core(AttachmentRow)

_TARGET = core(PortalTargetRow)

_ANY_TARGET = select(_TARGET.c.name).where(
    ~type_coerce(_TARGET.c.options, Text).contains(REMOVED, autoescape=True)
)

#: Worse states have bigger numbers, in one place for the question and for the answer.
_RANK = case(
    {state.value: rank for rank, state in enumerate(BADNESS)}, value=_DELIVERY.c.state, else_=-1
)


def totals(session: Session) -> Totals:
    """Count the dossiers of all time by how far they got.

    What goes to no portal, because none of them receives its procedure, waits for nothing.
    """
    counted = _by_sync(session)
    if counted.get(SyncState.LOCAL.value) and session.execute(select(exists(_ANY_TARGET))).scalar():
        counted[SyncState.LOCAL.value] -= _nowhere(session)
    return _totals(counted)


def totals_of(session: Session, target: str) -> Totals:
    """Count the dossiers that go to one target by the worst of their deliveries there.

    Where every delivery is this target's, as in an office of one portal, a dossier stands there as
    it stands altogether, and that is counted without a look at the deliveries: after each round
    this is asked, and to group them all takes some 80 bytes of memory for each there ever was.
    """
    other = (
        exists().where(_DELIVERY.c.target < target),
        exists().where(_DELIVERY.c.target > target),
    )
    if session.execute(select(or_(*other))).scalar():
        return _grouped(session, target)
    counted = _by_sync(session)
    if counted.get(SyncState.LOCAL.value):
        counted[SyncState.LOCAL.value] -= _nowhere(session)
    return _totals(counted)


def _by_sync(session: Session) -> dict[str, int]:
    counted = select(_DOSSIER.c.sync, func.count().label("dossiers")).group_by(_DOSSIER.c.sync)
    return {row.sync: row.dossiers for row in session.execute(counted)}


def _nowhere(session: Session) -> int:
    """Count the dossiers that are at the desk and go to no portal."""
    counted = select(func.count()).where(
        _DOSSIER.c.sync == SyncState.LOCAL.value,
        ~exists(select(_DELIVERY.c.target).where(_DELIVERY.c.dossier_uid == _DOSSIER.c.uid)),
    )
    return session.execute(counted).scalar() or 0


def _grouped(session: Session, target: str) -> Totals:
    worst_of_each = (
        select(func.max(_RANK).label("rank"))
        .where(_DELIVERY.c.target == target)
        .group_by(_DELIVERY.c.dossier_uid)
        .subquery()
    )
    rank = worst_of_each.c.rank
    rows = session.execute(select(rank, func.count()).where(rank >= 0).group_by(rank))
    return _totals({sync_of_states([BADNESS[place]]).value: number for place, number in rows})


def _totals(counted: Mapping[str, int]) -> Totals:
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


def by_hand(session: Session) -> int:
    """Count the dossiers that wait for nothing but a person who carries them over."""
    unsent = sorted(state.value for state in UNSENT)
    other, place = _DELIVERY.alias(), _TARGET.alias()
    elsewhere = exists().where(
        other.c.dossier_uid == _DELIVERY.c.dossier_uid,
        other.c.state.in_(unsent),
        place.c.name == other.c.target,
        place.c.family != TRANSFER,
    )
    counted = (
        select(func.count(_DELIVERY.c.dossier_uid.distinct()))
        .join_from(_DELIVERY, _TARGET, _TARGET.c.name == _DELIVERY.c.target)
        .where(_TARGET.c.family == TRANSFER, _DELIVERY.c.state.in_(unsent), ~elsewhere)
    )
    return session.execute(counted).scalar() or 0


def last_proved_at(session: Session) -> datetime | None:
    """Return when a portal last showed that it has a dossier right."""
    return session.execute(select(func.max(_DELIVERY.c.proved_at))).scalar()


def rows(session: Session, limit: int, target: str = "") -> tuple[WaitingRow, ...]:
    """Return the dossiers that are not proved, those that need a person first, then the oldest.

    ``target`` narrows to one portal; ``limit`` counts dossiers.
    """
    open_states = sorted(state.value for state in UNSENT | {DeliveryState.SENT})
    place = (case((_DOSSIER.c.sync == SyncState.NEEDS_PERSON.value, 0), else_=1),)
    waiting = (
        select(_DELIVERY.c.dossier_uid)
        .where(
            _DELIVERY.c.state.in_(open_states),
            _DELIVERY.c.target == target if target else true(),
        )
        .distinct()
    )
    some = (
        select(_DOSSIER.c.uid)
        .where(_DOSSIER.c.uid.in_(waiting))
        .order_by(*place, _DOSSIER.c.received_seq)
        .limit(limit)
    )
    found = session.execute(
        SELECT.add_columns(_DOSSIER.c.code, _DOSSIER.c.applicant_name, _DOSSIER.c.procedure_name)
        .join(_DOSSIER, _DOSSIER.c.uid == _DELIVERY.c.dossier_uid)
        .where(
            _DELIVERY.c.dossier_uid.in_(some),
            _DELIVERY.c.state.in_(open_states),
            _DELIVERY.c.target == target if target else true(),
        )
        .order_by(*place, _DOSSIER.c.received_seq, _DELIVERY.c.target, _DELIVERY.c.event_seq)
    )
    grouped = groupby(
        ((delivery_of(row[:-3]), row[-3:]) for row in found),
        key=lambda pair: (pair[0].dossier_uid, pair[0].target),
    )
    return tuple(_waiting_row(tuple(group)) for _, group in grouped)


def _waiting_row(
    group: tuple[tuple[Delivery, Sequence[str]], ...],
) -> WaitingRow:
    deliveries = [delivery for delivery, _ in group]
    code, applicant, procedure = group[0][1]
    state = worst(delivery.state for delivery in deliveries) or DeliveryState.WAITING
    # What is said is of the worst: the reason of a parked paper, not of one that only waits.
    worst_ones = [d for d in deliveries if d.state is state]
    told = next(
        (d for d in (*reversed(worst_ones), *reversed(deliveries)) if d.reason or d.last_answer),
        deliveries[0],
    )
    return WaitingRow(
        dossier_uid=deliveries[0].dossier_uid,
        code=code,
        applicant=applicant,
        procedure=procedure,
        target=deliveries[0].target,
        state=state,
        kind=deliveries[0].kind,
        attempts=max(delivery.attempts for delivery in deliveries),
        next_try_at=max((d.next_try_at for d in deliveries if d.next_try_at), default=None),
        reason=told.reason,
        last_answer=told.last_answer,
        undecided=any(d.unsure for d in worst_ones) and state is DeliveryState.NEEDS_PERSON,
        files=sum(d.kind in FILE_KINDS for d in deliveries),
    )


def files_standing(session: Session, dossier_uid: str) -> tuple[FilesStanding, ...]:
    """Return per target how many papers with files are proved whole, of how many."""
    rows = session.execute(
        select(
            _DELIVERY.c.target,
            _DELIVERY.c.state,
            _ATTACHMENT.c.paper_code,
            _ATTACHMENT.c.paper_name,
        )
        .join_from(_ATTACHMENT, _DELIVERY, _DELIVERY.c.event_seq == _ATTACHMENT.c.event_seq)
        .where(_ATTACHMENT.c.dossier_uid == dossier_uid, _ATTACHMENT.c.removed_seq.is_(None))
        .order_by(_DELIVERY.c.target)
    )
    found = []
    for target, own in groupby(rows, key=lambda row: str(row.target)):
        papers: dict[tuple[str, str], bool] = {}
        for row in own:
            paper = (row.paper_code, row.paper_name)
            papers[paper] = papers.get(paper, True) and row.state == DeliveryState.PROVED.value
        found.append(FilesStanding(target, sum(papers.values()), len(papers)))
    return tuple(found)
