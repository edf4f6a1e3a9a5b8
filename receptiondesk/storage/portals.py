"""Portals: the targets of an office, what they were asked and said, and what they call dossiers."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import Text, bindparam, delete, insert, select, type_coerce, update
from sqlmodel import Session

from receptiondesk.domain.listing import OPEN
from receptiondesk.domain.outbox import ANSWERED, OWN_CODES, PortalTarget, RemoteRef
from receptiondesk.domain.projection import OFFICIAL
from receptiondesk.domain.routing import REMOVED, receives
from receptiondesk.storage.prepared import Prepared
from receptiondesk.storage.tables import Row

#: Key in a portal's memory: what is there is never deleted in this generation of the file.
KEEP_REMOTE = "keep:remote"

#: How the key begins under which the code stands that a person read at a portal.
ARRIVED = "arrived:"

#: How the key begins that tells where a portal that numbers itself keeps a dossier.
PLACE = "remote:"

#: The key that stands while a person's "not there" holds: until it is sent, or the file restored.
ABSENT = "clear:{uid}:said"

#: The key that stands once a person said that none of the files that are there is this one.
ANOTHER_FILE = "asked:{uid}:{file}:another"

_TABLES = Row.metadata.tables
_TARGET = _TABLES["portal_target"]
_CACHE = _TABLES["portal_cache"]
_SECRET = _TABLES["secret"]
_REF = _TABLES["remote_ref"]
_DOSSIER = _TABLES["dossier"]
_DELIVERY = _TABLES["delivery"]
_CODE = _TABLES["dossier_code"]

_ROUTES = Prepared(
    select(_TARGET.c.name, type_coerce(_TARGET.c.options, Text)).order_by(_TARGET.c.name)
)
_NAMES_OF = Prepared(
    select(_DELIVERY.c.target)
    .where(_DELIVERY.c.event_seq == bindparam("received"))
    .order_by(_DELIVERY.c.target)
)


#: How keys begin that tell of one dossier at a portal, not of the portal (server-numbered family:
#: reserved number, being sent, certainly not stored, where it is, files and steps that are there).
ABOUT_DOSSIERS = (
    "number:",
    "sent:",
    "clear:",
    PLACE,
    "whose:",
    "asked:",
    "files:",
    "steps:",
    "withdrawn:",
    "keep:",
    "older:",
    ARRIVED,
    "gone:",
    "vain:",
    ANSWERED,
)


def names_for(session: Session, procedure_code: str, field: str) -> tuple[str, ...]:
    """Return the targets that are told of a new dossier of a procedure, by name.

    ``field`` is the procedure's field (lĩnh vực) in the catalogue that it is received under.
    """
    return tuple(
        name
        for name, options in _ROUTES.rows(session)
        if receives(_options(options), procedure_code, field)
    )


def names_of(session: Session, received_seq: int) -> tuple[str, ...]:
    """Return the targets that were told of a dossier: they are told of all that follows too.

    ``received_seq`` is the dossier's place in the journal. What a target receives may have
    changed since; a dossier that is there is not left half told. One that was removed is told no
    more.
    """
    gone = {name for name, options in _ROUTES.rows(session) if REMOVED in _options(options)}
    told = (name for (name,) in _NAMES_OF.rows(session, {"received": received_seq}))
    return tuple(name for name in told if name not in gone)


@lru_cache(maxsize=64)
def _options(text: str) -> Mapping[str, str]:
    """Return the options of a stored text; every acceptance asks for the same few."""
    return MappingProxyType(json.loads(text))


def targets(session: Session) -> tuple[PortalTarget, ...]:
    """Return the targets by name, without those that were removed."""
    return tuple(one for one in every_target(session) if not one.removed)


def every_target(session: Session) -> tuple[PortalTarget, ...]:
    """Return all targets by name, those too that were removed."""
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
    is forgotten together with the cursor. What is known of single dossiers stays: without it one
    that is there already would be made once more.
    """
    before = next((known for known in every_target(session) if known.name == target.name), None)
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
        of_portal = [~_CACHE.c.key.startswith(word, autoescape=True) for word in ABOUT_DOSSIERS]
        session.execute(delete(_CACHE).where(_CACHE.c.target == target.name, *of_portal))
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


def answered(session: Session, target: str, uid: str, decision: str, at: datetime) -> None:
    """Keep what a person decided about a dossier that was parked at a portal."""
    remember(session, target, f"{ANSWERED}{uid}", decision, at)


def forget(session: Session, target: str, keys: Sequence[str]) -> None:
    """Drop what turned out stale."""
    session.execute(delete(_CACHE).where(_CACHE.c.target == target, _CACHE.c.key.in_(keys)))


def forget_beginning(session: Session, target: str, beginning: str) -> None:
    """Drop everything that was remembered under keys with this beginning."""
    session.execute(
        delete(_CACHE).where(
            _CACHE.c.target == target, _CACHE.c.key.startswith(beginning, autoescape=True)
        )
    )


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
    extra = row["extra"]
    moved_at = extra.get("moved_at")
    return RemoteRef(
        target=row["target"],
        dossier_uid=row["dossier_uid"],
        remote_id=row["remote_id"],
        remote_code=row["remote_code"],
        status_raw=row["status_raw"],
        pulled_at=row["pulled_at"],
        status=extra.get("status"),
        result=extra.get("result", ""),
        moved_at=None if moved_at is None else datetime.fromisoformat(moved_at),
    )


def extra_of(ref: RemoteRef) -> dict[str, object]:
    """Return the part of a row that has no columns of its own."""
    moved_at = None if ref.moved_at is None else ref.moved_at.astimezone(UTC).isoformat()
    return {"status": ref.status, "result": ref.result, "moved_at": moved_at}


def put_remote_ref(session: Session, ref: RemoteRef) -> None:
    """Keep what a portal calls a dossier and what it last said of it.

    The journal must tell of it in the same transaction (``STATUS_PULLED``, ``TRANSFERRED`` or
    ``DELIVERY_DECIDED``), for `verify` compares the two.
    """
    session.execute(
        delete(_REF).where(_REF.c.target == ref.target, _REF.c.dossier_uid == ref.dossier_uid)
    )
    session.execute(
        insert(_REF),
        {
            "target": ref.target,
            "dossier_uid": ref.dossier_uid,
            "remote_id": ref.remote_id,
            "remote_code": ref.remote_code,
            "status_raw": ref.status_raw,
            "extra": extra_of(ref),
            "pulled_at": ref.pulled_at,
        },
    )


def touch_ref(session: Session, target: str, dossier_uid: str, at: datetime) -> None:
    """Note when a portal was last asked about a dossier, though it told nothing new."""
    session.execute(
        update(_REF)
        .where(_REF.c.target == target, _REF.c.dossier_uid == dossier_uid)
        .values(pulled_at=at)
    )


def uid_of_remote(session: Session, target: str, remote_id: str) -> str | None:
    """Return the dossier that a portal knows under a number of its own, ``None`` if none."""
    if not remote_id:
        return None
    return session.execute(
        select(_REF.c.dossier_uid).where(_REF.c.target == target, _REF.c.remote_id == remote_id)
    ).scalar()


def code_pattern(session: Session, target: str) -> str:
    """Return the form that codes of a target have, empty where its setting does not say."""
    options = session.execute(select(_TARGET.c.options).where(_TARGET.c.name == target)).scalar()
    return str((options or {}).get("code_pattern", ""))


def has_own_codes(session: Session, target: str) -> bool:
    """Return whether the codes of a target stand beside ours (`OWN_CODES`)."""
    options = session.execute(select(_TARGET.c.options).where(_TARGET.c.name == target)).scalar()
    return str((options or {}).get(OWN_CODES, "")).strip() == "1"


def to_pull(
    session: Session, target: str, limit: int, now: datetime, before: datetime | None = None
) -> tuple[str, ...]:
    """Return the uids of dossiers at a portal that are not finished, longest unasked first.

    The open ones are found by their status: the thousands that are done cost nothing. ``before``:
    only those of which nothing was heard since. What was heard at a time that is yet to come, by
    a clock that ran ahead, counts as heard longest ago.
    """
    ahead = _REF.c.pulled_at > now
    long_ago = _REF.c.pulled_at.is_(None) | ahead
    unheard = [] if before is None else [long_ago | (_REF.c.pulled_at < before)]
    still_open = select(_DOSSIER.c.uid).where(
        _DOSSIER.c.status.in_(sorted(int(status) for status in OPEN))
    )
    return tuple(
        session.execute(
            select(_REF.c.dossier_uid)
            .where(_REF.c.target == target, _REF.c.dossier_uid.in_(still_open), *unheard)
            .order_by(long_ago.desc(), _REF.c.pulled_at.asc(), _REF.c.dossier_uid)
            .limit(limit)
        ).scalars()
    )


def owner_of_code(session: Session, code: str) -> str | None:
    """Return the uid of the dossier that a code already finds, ``None`` when it is free.

    Big and small letters are one, as portals write codes either way.
    """
    spellings = (code, code.upper(), code.lower())
    return session.execute(
        select(_CODE.c.dossier_uid).where(_CODE.c.code.in_(spellings)).limit(1)
    ).scalar()


def add_code(session: Session, dossier_uid: str, code: str, event_seq: int) -> None:
    """Let one more code find a dossier; the one on its receipt stays the first."""
    session.execute(
        insert(_CODE),
        {"code": code, "dossier_uid": dossier_uid, "kind": OFFICIAL, "event_seq": event_seq},
    )


def write_code(session: Session, dossier_uid: str, code: str, event_seq: int) -> None:
    """Bind an official code to a dossier; its older codes go on finding it."""
    add_code(session, dossier_uid, code, event_seq)
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
