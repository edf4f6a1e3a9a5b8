"""What a new generation of the file does to its deliveries: nothing that it claims is believed.

The file was replaced by an older copy, or came to another machine (peers.md 4.4). A portal may hold
newer facts of ours than the file: a correction, a withdrawal, a file taken back. So what waits is
asked for before it is sent, what was proved is read back again, and what is there and differs is
left to a person; the older file never overwrites it by itself.
"""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Row, insert, literal, or_, select
from sqlmodel import Session

from receptiondesk.domain.events import FACT_KINDS, FILE_KINDS, DeliveryState
from receptiondesk.domain.listing import OPEN
from receptiondesk.domain.outbox import TRANSFER, Due, Settlement
from receptiondesk.storage import deliveries, endings
from receptiondesk.storage.tables import (
    DeliveryRow,
    DossierRow,
    EventRow,
    PortalCacheRow,
    PortalTargetRow,
    core,
)

#: How keys begin in a portal's memory; the value is the last line of the journal that may be older
#: than what the portal holds. It stands until a person decided what is right.
OLDER = "older:"

_DELIVERY = core(DeliveryRow)
_EVENT = core(EventRow)
_DOSSIER = core(DossierRow)
_TARGET = core(PortalTargetRow)
_CACHE = core(PortalCacheRow)

#: What says of itself that a portal has it; a file that ended otherwise was never green.
_PROVED = DeliveryState.PROVED.value
_UNPROVABLE = DeliveryState.UNPROVABLE.value


def question_everything(session: Session, entry: endings.Entry, target: str = "") -> None:
    """Let the portals be asked for everything of the open dossiers before it counts as there.

    Call it in the transaction that begins the generation, after its own line; or with one
    ``target`` whose address became another, as nobody knows which portal answers there.
    """
    deliveries.ask_first_everywhere(session, target)
    rows = session.execute(_ended(target)).all()
    for (name, uid), part in groupby(rows, key=lambda row: (row.target, row.dossier_uid)):
        own = tuple(part)
        item = Due(uid, tuple(row.event_seq for row in own), 0)
        settlement = Settlement(DeliveryState.SENT, counts=False)
        deliveries.reopen(session, name, item)
        endings.record(session, entry, name, item, settlement)
    _mark(session, _in_question(session, target), target)


def _ended(target: str) -> Any:  # noqa: ANN401 - a statement of its own columns
    proved = _DELIVERY.c.state == _PROVED
    told = (_DELIVERY.c.state == _UNPROVABLE) & _EVENT.c.kind.in_(_texts(FACT_KINDS))
    return (
        select(_DELIVERY.c.target, _DELIVERY.c.dossier_uid, _DELIVERY.c.event_seq)
        .join_from(_DELIVERY, _EVENT, _DELIVERY.c.event_seq == _EVENT.c.seq)
        .join(_DOSSIER, _DOSSIER.c.uid == _DELIVERY.c.dossier_uid)
        .where(
            _DOSSIER.c.status.in_([int(status) for status in OPEN]),
            _EVENT.c.kind.in_(_texts(FACT_KINDS | FILE_KINDS)),
            or_(proved, told),
            _DELIVERY.c.target.not_in(_by_hand()),
            or_(_DELIVERY.c.target == target, literal(target == "")),
        )
        .order_by(_DELIVERY.c.target, _DELIVERY.c.dossier_uid, _DELIVERY.c.event_seq)
    )


def _in_question(session: Session, target: str) -> Sequence[Row[Any]]:
    over = (_PROVED, _UNPROVABLE, DeliveryState.SET_ASIDE.value)
    return session.execute(
        select(_DELIVERY.c.target, _DELIVERY.c.dossier_uid)
        .where(
            _DELIVERY.c.state.not_in(over),
            _DELIVERY.c.target.not_in(_by_hand()),
            or_(_DELIVERY.c.target == target, literal(target == "")),
        )
        .distinct()
    ).all()


def _mark(session: Session, rows: Sequence[Row[Any]], target: str) -> None:
    head = session.execute(select(_EVENT.c.seq, _EVENT.c.at).order_by(_EVENT.c.seq.desc()))
    last = head.first()
    own = or_(_CACHE.c.target == target, literal(target == ""))
    session.execute(_CACHE.delete().where(_CACHE.c.key.startswith(OLDER), own))
    if rows and last is not None:
        marks = [
            {"target": name, "key": f"{OLDER}{uid}", "value": str(last.seq), "at": last.at}
            for name, uid in [(row.target, row.dossier_uid) for row in rows]
        ]
        session.execute(insert(_CACHE), marks)


def _by_hand() -> Any:  # noqa: ANN401 - a statement of its own column
    return select(_TARGET.c.name).where(_TARGET.c.family == TRANSFER)


def _texts(kinds: frozenset[Any]) -> list[str]:
    return sorted(kind.value for kind in kinds)
