"""Dossiers: the projection of their events, written in the same transaction as the events.

Rows are written with Core inserts: one acceptance writes some fifteen rows and a citizen waits.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from receptiondesk.domain.dossier import Dossier, DossierLine, Status, SyncState
from receptiondesk.domain.events import Event
from receptiondesk.domain.listing import CLOSED
from receptiondesk.domain.projection import (
    code_kind,
    handed_in,
    promise_from_json,
    promise_to_json,
)
from receptiondesk.domain.walk_in import WalkIn
from receptiondesk.domain.walk_in_json import from_json, to_json
from receptiondesk.storage import catalogue, search, sqlcipher
from receptiondesk.storage.lines import LINE_COLUMNS, line
from receptiondesk.storage.prepared import Prepared
from receptiondesk.storage.tables import (
    DossierCodeRow,
    DossierFeeRow,
    DossierPaperRow,
    DossierRow,
    core,
)

_DOSSIER = core(DossierRow)
_CODE = core(DossierCodeRow)
_PAPER = core(DossierPaperRow)
_FEE = core(DossierFeeRow)

_INSERT_DOSSIER = Prepared(sa.insert(_DOSSIER))
_INSERT_CODE = Prepared(sa.insert(_CODE))
_INSERT_PAPER = Prepared(sa.insert(_PAPER))
_INSERT_FEE = Prepared(sa.insert(_FEE))
_SEEN = Prepared(
    sa.update(_DOSSIER)
    .where(_DOSSIER.c.uid == sa.bindparam("dossier"))
    .values(last_seq=sa.bindparam("seq"))
)
_BY_UID = Prepared(sa.select(_DOSSIER).where(_DOSSIER.c.uid == sa.bindparam("dossier")))
_COLUMNS = tuple(_DOSSIER.c.keys())
_CODES_OF = Prepared(
    sa.select(_CODE.c.code)
    .where(_CODE.c.dossier_uid == sa.bindparam("dossier"))
    .order_by(_CODE.c.event_seq)
)
_RECENT = Prepared(
    sa.select(*LINE_COLUMNS)
    .where(
        _DOSSIER.c.identity_number == sa.bindparam("number"),
        _DOSSIER.c.cancelled.is_(False),
        (_DOSSIER.c.received_at >= sa.bindparam("since"))
        | _DOSSIER.c.status.not_in([sa.literal_column(str(int(status))) for status in CLOSED]),
    )
    .order_by(_DOSSIER.c.received_seq.desc())
    .limit(20)
)


def add(session: Session, dossier: Dossier, event: Event) -> None:
    """Write a new dossier with its code, papers, fee and search entry.

    ``event`` is its ``RECEIVED`` event of the same transaction; ``dossier.received_seq`` is not
    read, the event's ``seq`` stands for it.
    """
    _INSERT_DOSSIER.run(
        session,
        {
            "uid": dossier.uid,
            "procedure_code": dossier.procedure.code,
            "procedure_name": dossier.procedure.name,
            "catalogue_version": dossier.catalogue_version,
            "received_at": dossier.received_at,
            "officer": dossier.officer,
            "counter": dossier.counter,
            "practice": dossier.practice,
            "clock_unconfirmed": dossier.clock_unconfirmed,
            "received_seq": event.seq,
            **_changing(dossier, event),
        },
    )
    values = {
        "code": dossier.code,
        "dossier_uid": dossier.uid,
        "kind": code_kind(dossier.code),
        "event_seq": event.seq,
    }
    try:
        _INSERT_CODE.run(session, values)
    except sqlcipher.driver.IntegrityError as error:
        # The code of a number never taken stands there: rows of numbers were changed or deleted.
        raise sqlcipher.damaged() from error
    _write_parts(session, dossier)
    search.index(session, event.seq, dossier)


def update(session: Session, dossier: Dossier, event: Event) -> None:
    """Write what ``event`` made of a dossier: facts, promise, revision, cancellation.

    Status, sync state, codes and prints have writers of their own and are left alone.
    """
    parts = _changing(dossier, event)
    for kept in ("code", "status", "status_raw", "sync", "prints"):
        del parts[kept]
    session.execute(sa.update(_DOSSIER).where(_DOSSIER.c.uid == dossier.uid).values(parts))
    for part in (_PAPER, _FEE):
        session.execute(sa.delete(part).where(part.c.dossier_uid == dossier.uid))
    _write_parts(session, dossier)
    search.reindex(session, dossier)


def seen(session: Session, uid: str, event: Event) -> None:
    """Note the newest event of a dossier that changed nothing in its rows."""
    _SEEN.run(session, {"dossier": uid, "seq": event.seq})


def _changing(dossier: Dossier, event: Event) -> dict[str, Any]:
    """Return the columns that later events may change."""
    applicant = dossier.facts.applicant
    return {
        "code": dossier.code,
        "applicant_name": applicant.full_name,
        "identity_number": applicant.identity.number if applicant.identity else "",
        "old_number": applicant.old_number,
        "phone": applicant.phone,
        "due_at": dossier.due_at,
        "status": int(dossier.status),
        "status_raw": dossier.status_raw,
        "sync": dossier.sync.value,
        "revision": dossier.revision,
        "prints": dossier.prints,
        "cancelled": dossier.cancelled,
        "cancel_reason": dossier.cancel_reason,
        "last_seq": event.seq,
        "facts": to_json(dossier.facts),
        "promise": promise_to_json(dossier.promise),
    }


def _write_parts(session: Session, dossier: Dossier) -> None:
    papers = [
        {
            "dossier_uid": dossier.uid,
            "position": position,
            "code": paper.code,
            "name": paper.name,
            "originals": paper.originals,
            "copies": paper.copies,
        }
        for position, paper in enumerate(handed_in(dossier.facts, dossier.procedure), start=1)
    ]
    if papers:
        _INSERT_PAPER.run_each(session, papers)
    fee = dossier.facts.fee
    _INSERT_FEE.run(
        session, {"dossier_uid": dossier.uid, "method": fee.method.value, "amount": fee.amount}
    )


def by_code(session: Session, code: str) -> Dossier | None:
    """Return the dossier that a code finds, official or provisional, new or old.

    Big and small letters are one, as people type codes and portals write them; where two codes
    differ in nothing else, the one spelled like ``code`` is meant.
    """
    uid = _uid_of(session, _CODE.c.code == code)
    if uid is None:
        uid = _uid_of(session, _CODE.c.code.in_((code.upper(), code.lower())))
    if uid is None:  # mixed spelling: no index helps, and hardly anybody asks
        uid = _uid_of(session, sa.func.upper(_CODE.c.code) == code.upper())
    return None if uid is None else by_uid(session, uid)


def _uid_of(session: Session, condition: sa.ColumnElement[bool]) -> str | None:
    return session.execute(sa.select(_CODE.c.dossier_uid).where(condition)).scalar()


def by_uid(session: Session, uid: str) -> Dossier | None:
    """Return the dossier with a uid, or ``None``."""
    row = _BY_UID.first(session, {"dossier": uid})
    return None if row is None else _dossier(session, dict(zip(_COLUMNS, row, strict=True)))


def _dossier(session: Session, row: Mapping[str, Any]) -> Dossier:
    codes = [code for (code,) in _CODES_OF.rows(session, {"dossier": row["uid"]})]
    procedure = catalogue.by_code(session, row["procedure_code"], row["catalogue_version"])
    return Dossier(
        uid=row["uid"],
        code=row["code"],
        codes=tuple(codes),
        procedure=procedure,
        catalogue_version=row["catalogue_version"],
        facts=facts_from(row["facts"]),
        received_at=row["received_at"],
        promise=promise_from_json(row["promise"]),
        status=Status(row["status"]),
        status_raw=row["status_raw"],
        sync=SyncState(row["sync"]),
        officer=row["officer"],
        counter=row["counter"],
        revision=row["revision"],
        prints=row["prints"],
        cancelled=row["cancelled"],
        cancel_reason=row["cancel_reason"],
        practice=row["practice"],
        received_seq=row["received_seq"],
        clock_unconfirmed=row["clock_unconfirmed"],
    )


def facts_from(kept: Mapping[str, Any]) -> WalkIn:
    """Return the facts that a row or an event keeps."""
    return from_json(kept)


def recent_of_person(
    session: Session, identity_number: str, since: datetime
) -> tuple[DossierLine, ...]:
    """Return what else a person has here: received since a moment, or still open; newest first.

    Cancelled dossiers do not count.
    """
    if not identity_number:
        return ()
    rows = _RECENT.rows(session, {"number": identity_number, "since": since})
    return tuple(line(row) for row in rows)
