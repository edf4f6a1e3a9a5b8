"""How often a dossier's receipt was printed; the papers' own writer of that column."""

import sqlalchemy as sa
from sqlmodel import Session

from receptiondesk.domain.events import Event
from receptiondesk.storage.tables import DossierRow, core

_DOSSIER = core(DossierRow)


def count(session: Session, uid: str, event: Event) -> None:
    """Count one more print of a dossier: what its ``PRINTED`` event ``event`` means in the row."""
    session.execute(
        sa.update(_DOSSIER)
        .where(_DOSSIER.c.uid == uid)
        .values(prints=_DOSSIER.c.prints + 1, last_seq=event.seq)
    )
