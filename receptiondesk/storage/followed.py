"""The open dossiers that a portal tells of, for the watch over silent ones."""

import json
from datetime import datetime

from sqlalchemy import Text, literal_column, select, type_coerce
from sqlmodel import Session

from receptiondesk.domain.events import DeliveryState
from receptiondesk.domain.listing import CLOSED
from receptiondesk.domain.silence import Followed
from receptiondesk.storage.prepared import Prepared
from receptiondesk.storage.tables import DeliveryRow, DossierRow, RemoteRefRow, core

_DOSSIER = core(DossierRow)
_DELIVERY = core(DeliveryRow)
_REF = core(RemoteRefRow)

#: The portal has it: only then can it leave it alone.
_THERE = (DeliveryState.SENT, DeliveryState.PROVED, DeliveryState.UNPROVABLE)

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
        type_coerce(_REF.c.extra, Text),
    )
    .join_from(_DOSSIER, _REF, _REF.c.dossier_uid == _DOSSIER.c.uid)
    .join(
        _DELIVERY,
        (_DELIVERY.c.event_seq == _DOSSIER.c.received_seq) & (_DELIVERY.c.target == _REF.c.target),
    )
    .where(
        _DOSSIER.c.cancelled.is_(False),
        _DOSSIER.c.due_at.is_not(None),
        _DOSSIER.c.status.not_in([literal_column(str(int(one))) for one in CLOSED]),
        _DELIVERY.c.state.in_([literal_column(f"'{one.value}'") for one in _THERE]),
    )
    .order_by(_DOSSIER.c.received_seq, _REF.c.target)
)


def open_dossiers(session: Session) -> tuple[Followed, ...]:
    """Return the open dossiers that are at a portal which tells how they stand."""
    found = []
    for row in _OPEN.rows(session):
        moved_at = json.loads(row[-1]).get("moved_at")
        if moved_at is not None:  # a target that never tells is never called silent
            told = (*row[:-1], datetime.fromisoformat(moved_at))
            found.append(Followed(*told))
    return tuple(found)
