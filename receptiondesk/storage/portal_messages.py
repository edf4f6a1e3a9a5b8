"""What portals wrote about our dossiers: each message kept once, by the portal's own key."""

import hashlib

from sqlalchemy import insert, select
from sqlmodel import Session

from receptiondesk.domain.events import Event
from receptiondesk.domain.outbox import PortalMessage, PulledMessage
from receptiondesk.storage.tables import EventRow, core
from receptiondesk.storage.tables_of_proof import PortalMessageRow

_MESSAGE = core(PortalMessageRow)
_EVENT = core(EventRow)


def key_of(session: Session, target: str, dossier_uid: str, message: PulledMessage) -> str | None:
    """Return the key to keep a message under, ``None`` when it is kept already.

    A message without a key of the portal's is known by its words and time. Where a portal numbers
    the messages of each dossier from one, the dossier is made part of the key.
    """
    told = "" if message.at is None else message.at.isoformat()
    own = message.uid or hashlib.sha256(f"{told}|{message.text}".encode()).hexdigest()[:32]
    of_this = f"{own}@{dossier_uid}"
    rows = session.execute(
        select(_MESSAGE.c.uid, _MESSAGE.c.dossier_uid).where(
            _MESSAGE.c.target == target, _MESSAGE.c.uid.in_((own, of_this))
        )
    )
    there = {row.uid: row.dossier_uid for row in rows}
    if dossier_uid in there.values():
        return None
    return of_this if own in there else own


def add(session: Session, target: str, key: str, message: PulledMessage, event: Event) -> None:
    """Keep a message; ``event`` is the line that tells of it."""
    session.execute(
        insert(_MESSAGE),
        {
            "target": target,
            "uid": key,
            "dossier_uid": event.dossier_uid,
            "told_at": message.at,
            "text": message.text,
            "event_seq": event.seq,
        },
    )


def told_of(target: str, key: str, message: PulledMessage) -> dict[str, object]:
    """Return what the journal keeps of a message."""
    return {
        "target": target,
        "uid": key,
        "text": message.text,
        "told_at": None if message.at is None else message.at.isoformat(),
    }


def of_dossier(session: Session, dossier_uid: str) -> tuple[PortalMessage, ...]:
    """Return what was written about a dossier, oldest first."""
    rows = session.execute(
        select(
            _MESSAGE.c.target,
            _MESSAGE.c.uid,
            _MESSAGE.c.dossier_uid,
            _MESSAGE.c.text,
            _MESSAGE.c.told_at,
            _EVENT.c.at,
        )
        .join_from(_MESSAGE, _EVENT, _EVENT.c.seq == _MESSAGE.c.event_seq)
        .where(_MESSAGE.c.dossier_uid == dossier_uid)
        .order_by(_MESSAGE.c.event_seq)
    )
    return tuple(PortalMessage(*row) for row in rows)
