"""Portals: the targets of an office, what they were asked and said, and what they call dossiers."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlmodel import Session

from receptiondesk.domain.outbox import PortalTarget, PulledNews, RemoteRef
from receptiondesk.domain.projection import OFFICIAL
from receptiondesk.storage.prepared import Prepared
from receptiondesk.storage.tables import Row

_TABLES = Row.metadata.tables
_TARGET = _TABLES["portal_target"]
_CACHE = _TABLES["portal_cache"]
_SECRET = _TABLES["secret"]
_REF = _TABLES["remote_ref"]
_DOSSIER = _TABLES["dossier"]
_CODE = _TABLES["dossier_code"]

_NAMES = Prepared(select(_TARGET.c.name).order_by(_TARGET.c.name))


def names(session: Session) -> tuple[str, ...]:
    """Return the names of all targets: every delivered event gets one delivery for each."""
    return tuple(name for (name,) in _NAMES.rows(session))


def targets(session: Session) -> tuple[PortalTarget, ...]:
    """Return all targets by name."""
    found = session.execute(select(_TARGET).order_by(_TARGET.c.name)).mappings()
    return tuple(
        PortalTarget(
            name=row["name"],
            family=row["family"],
            url=row["url"],
            user=row["user_name"],
            options=dict(row["options"]),
            practice=row["practice"],
            cursor=row["cursor"],
        )
        for row in found
    )


def told_of(target: PortalTarget) -> dict[str, Any]:
    """Return what the journal keeps of a target: everything that a person sets, no password."""
    return {
        "name": target.name,
        "family": target.family,
        "url": target.url,
        "user": target.user,
        "options": dict(target.options),
        "practice": target.practice,
    }


def put(session: Session, target: PortalTarget) -> bool:
    """Write a target, new or changed; return whether it is not what was there.

    A changed address, user or option makes what was remembered of the portal worthless, so that
    is forgotten together with the cursor.
    """
    before = next((known for known in targets(session) if known.name == target.name), None)
    values = {
        "family": target.family,
        "url": target.url,
        "user_name": target.user,
        "options": dict(target.options),
        "practice": target.practice,
    }
    if before is None:
        session.execute(insert(_TARGET), {"name": target.name, "cursor": "", **values})
        return True
    moved = (before.family, before.url, before.user, dict(before.options)) != (
        target.family,
        target.url,
        target.user,
        dict(target.options),
    )
    if moved:
        values["cursor"] = ""
        session.execute(delete(_CACHE).where(_CACHE.c.target == target.name))
    session.execute(update(_TARGET).where(_TARGET.c.name == target.name).values(**values))
    return told_of(before) != told_of(target)


def move_cursor(session: Session, target: str, cursor: str) -> None:
    """Move the pull cursor; in the transaction that writes what was pulled (house law 3)."""
    session.execute(update(_TARGET).where(_TARGET.c.name == target).values(cursor=cursor))


def recall(session: Session, target: str, key: str) -> str | None:
    """Return what a portal said before, ``None`` when nothing is kept."""
    return session.execute(
        select(_CACHE.c.value).where(_CACHE.c.target == target, _CACHE.c.key == key)
    ).scalar()


def remember(session: Session, target: str, key: str, value: str, at: datetime) -> None:
    """Keep what a portal said."""
    forget(session, target, (key,))
    session.execute(insert(_CACHE), {"target": target, "key": key, "value": value, "at": at})


def forget(session: Session, target: str, keys: Sequence[str]) -> None:
    """Drop what turned out stale."""
    session.execute(delete(_CACHE).where(_CACHE.c.target == target, _CACHE.c.key.in_(keys)))


def secret(session: Session, name: str) -> str | None:
    """Return a password kept in the encrypted file."""
    return session.execute(select(_SECRET.c.value).where(_SECRET.c.name == name)).scalar()


def keep_secret(session: Session, name: str, value: str | None) -> None:
    """Keep a password in the encrypted file; ``None`` removes it (it moved to the keyring)."""
    session.execute(delete(_SECRET).where(_SECRET.c.name == name))
    if value is not None:
        session.execute(insert(_SECRET), {"name": name, "value": value})


def remote_ref(session: Session, target: str, dossier_uid: str) -> RemoteRef | None:
    """Return what a portal calls a dossier, ``None`` when it was never seen there."""
    row = (
        session.execute(
            select(_REF).where(_REF.c.target == target, _REF.c.dossier_uid == dossier_uid)
        )
        .mappings()
        .first()
    )
    if row is None:
        return None
    return RemoteRef(
        target=row["target"],
        dossier_uid=row["dossier_uid"],
        remote_id=row["remote_id"],
        remote_code=row["remote_code"],
        status_raw=row["status_raw"],
        pulled_at=row["pulled_at"],
    )


def put_remote_ref(session: Session, target: str, news: PulledNews, at: datetime) -> None:
    """Keep what a portal calls a dossier and what it last said of it."""
    session.execute(
        delete(_REF).where(_REF.c.target == target, _REF.c.dossier_uid == news.dossier_uid)
    )
    session.execute(
        insert(_REF),
        {
            "target": target,
            "dossier_uid": news.dossier_uid,
            "remote_id": news.remote_id,
            "remote_code": news.code,
            "status_raw": news.status_raw,
            "extra": {},
            "pulled_at": at,
        },
    )


def to_pull(session: Session, target: str, closed: Iterable[int], limit: int) -> tuple[str, ...]:
    """Return the uids of dossiers at a portal that are not finished, longest unasked first."""
    return tuple(
        session.execute(
            select(_REF.c.dossier_uid)
            .join_from(_REF, _DOSSIER, _REF.c.dossier_uid == _DOSSIER.c.uid)
            .where(_REF.c.target == target, _DOSSIER.c.status.not_in(sorted(closed)))
            .order_by(_REF.c.pulled_at.asc().nulls_first(), _DOSSIER.c.received_seq)
            .limit(limit)
        ).scalars()
    )


def owner_of_code(session: Session, code: str) -> str | None:
    """Return the uid of the dossier that a code already finds, ``None`` when it is free."""
    return session.execute(select(_CODE.c.dossier_uid).where(_CODE.c.code == code)).scalar()


def write_code(session: Session, dossier_uid: str, code: str, event_seq: int) -> None:
    """Bind an official code to a dossier; its older codes go on finding it."""
    session.execute(
        insert(_CODE),
        {"code": code, "dossier_uid": dossier_uid, "kind": OFFICIAL, "event_seq": event_seq},
    )
    session.execute(
        update(_DOSSIER).where(_DOSSIER.c.uid == dossier_uid).values(code=code, last_seq=event_seq)
    )


def write_status(
    session: Session, dossier_uid: str, status: int, status_raw: str, event_seq: int
) -> None:
    """Write the processing status that the portal told."""
    session.execute(
        update(_DOSSIER)
        .where(_DOSSIER.c.uid == dossier_uid)
        .values(status=status, status_raw=status_raw, last_seq=event_seq)
    )
