"""When and how often a dossier's receipt was printed; the papers' own writer of that column."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session

from receptiondesk.domain.events import Event, EventKind
from receptiondesk.storage.tables import DossierRow, EventRow, core

_DOSSIER = core(DossierRow)
_EVENT = core(EventRow)


def count(session: Session, uid: str, event: Event) -> None:
    """Count one more print of a dossier: what its ``PRINTED`` event ``event`` means in the row."""
    session.execute(
        sa.update(_DOSSIER)
        .where(_DOSSIER.c.uid == uid)
        .values(prints=_DOSSIER.c.prints + 1, last_seq=event.seq)
    )


def before_correction(session: Session, uid: str) -> bool:
    """Return whether a receipt was printed before the dossier's last correction."""
    of_dossier = _EVENT.c.dossier_uid == uid
    corrected = (
        sa.select(sa.func.max(_EVENT.c.seq))
        .where(of_dossier, _EVENT.c.kind == EventKind.CORRECTED.value)
        .scalar_subquery()
    )
    printed = sa.select(_EVENT.c.seq).where(
        of_dossier, _EVENT.c.kind == EventKind.PRINTED.value, _EVENT.c.seq < corrected
    )
    return session.execute(printed.limit(1)).first() is not None


def received_between(
    session: Session, begin: datetime, end: datetime, *, unprinted: bool
) -> tuple[str, ...]:
    """Return the codes of dossiers received from a moment to before another, in that order."""
    chosen = sa.select(_DOSSIER.c.code).where(
        _DOSSIER.c.received_at >= begin,
        _DOSSIER.c.received_at < end,
        _DOSSIER.c.cancelled.is_(False),
    )
    if unprinted:
        chosen = chosen.where(_DOSSIER.c.prints == 0)
    return tuple(session.execute(chosen.order_by(_DOSSIER.c.received_seq)).scalars())
