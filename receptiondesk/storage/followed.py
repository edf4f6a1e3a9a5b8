"""The open dossiers that a portal tells of, for the watch over silent ones."""

from datetime import datetime

from sqlalchemy import Text, func, literal_column, select, type_coerce
from sqlmodel import Session

from receptiondesk.domain.events import DeliveryState
from receptiondesk.domain.listing import OPEN
from receptiondesk.domain.routing import REMOVED
from receptiondesk.domain.silence import Followed
from receptiondesk.storage.prepared import Prepared
from receptiondesk.storage.tables import (
    DeliveryRow,
    DossierRow,
    PortalTargetRow,
    RemoteRefRow,
    core,
)

_DOSSIER = core(DossierRow)
_DELIVERY = core(DeliveryRow)
_REF = core(RemoteRefRow)
_TARGET = core(PortalTargetRow)

#: The portal has it: only then can it leave it alone.
_THERE = (DeliveryState.SENT, DeliveryState.PROVED, DeliveryState.UNPROVABLE)

_STATE_THERE = (
    select(_DELIVERY.c.state)
    .where(_DELIVERY.c.event_seq == _DOSSIER.c.received_seq, _DELIVERY.c.target == _REF.c.target)
    .correlate(_DOSSIER, _REF)
    .scalar_subquery()
)
_MOVED_AT = func.json_extract(type_coerce(_REF.c.extra, Text), literal_column("'$.moved_at'"))
_OPEN = Prepared(
    select(
        _DOSSIER.c.uid,
        _DOSSIER.c.code,
        _DOSSIER.c.applicant_name,
        _DOSSIER.c.procedure_name,
        _REF.c.target,
        _REF.c.status_raw,
        _DOSSIER.c.received_at,
        _DOSSIER.c.due_at,
        _MOVED_AT,
    )
    .join_from(_DOSSIER, _REF, _REF.c.dossier_uid == _DOSSIER.c.uid)
    .join(_TARGET, _TARGET.c.name == _REF.c.target)
    .where(
        _DOSSIER.c.status.in_([literal_column(str(int(one))) for one in sorted(OPEN)]),
        _DOSSIER.c.cancelled.is_(False),
        _DOSSIER.c.due_at.is_not(None),
        _MOVED_AT.is_not(None),
        _STATE_THERE.in_([literal_column(f"'{one.value}'") for one in _THERE]),
        ~type_coerce(_TARGET.c.options, Text).contains(REMOVED, autoescape=True),
    )
    .order_by(_DOSSIER.c.received_seq, _REF.c.target)
)


def open_dossiers(session: Session) -> tuple[Followed, ...]:
    """Return the open dossiers that are at a portal which tells how they stand.

    The open ones are found by their status, and what no portal tells of is left in the file: the
    thousands of others cost nothing.
    """
    found = []
    for *told, moved_at in _OPEN.rows(session):
        whole = (*told, datetime.fromisoformat(moved_at))
        found.append(Followed(*whole))
    return tuple(found)
