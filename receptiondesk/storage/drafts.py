"""What is typed and not yet accepted: one text per slot, the newest wins."""

from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update
from sqlmodel import Session

from receptiondesk.storage.prepared import Prepared
from receptiondesk.storage.tables import DraftRow, core

_DRAFT = core(DraftRow)
_DROP = Prepared(delete(_DRAFT).where(_DRAFT.c.slot == bindparam("dropped")))


def keep(session: Session, slot: str, body: str, at: datetime) -> None:
    """Keep the text under a slot, in place of what was there."""
    values = {"body": body, "saved_at": at}
    changed = session.execute(update(_DRAFT).where(_DRAFT.c.slot == slot).values(**values))
    if not getattr(changed, "rowcount", 0):
        session.execute(insert(_DRAFT), {"slot": slot, **values})


def latest(session: Session, slot: str) -> str | None:
    """Return the text under a slot, ``None`` when nothing is kept there."""
    found: str | None = session.execute(select(_DRAFT.c.body).where(_DRAFT.c.slot == slot)).scalar()
    return found


def drop(session: Session, slot: str) -> None:
    """Forget the text under a slot; nothing happens when there is none."""
    _DROP.run(session, {"dropped": slot})
