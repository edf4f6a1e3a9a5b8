"""The catalogue: every imported version, what the office offers, and what it receives most."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from receptiondesk.domain.errors import Trouble
from receptiondesk.domain.finder import Entry, searchable
from receptiondesk.domain.procedure_json import fingerprint, from_body, to_body
from receptiondesk.domain.procedures import CatalogueVersion, Procedure
from receptiondesk.domain.text import initials
from receptiondesk.storage.prepared import Prepared
from receptiondesk.storage.tables import (
    CatalogueProcedureRow,
    CatalogueVersionRow,
    DossierRow,
    OfferedRow,
    core,
)

_VERSION = core(CatalogueVersionRow)
_PROCEDURE = core(CatalogueProcedureRow)
_OFFERED = core(OfferedRow)
_DOSSIER = core(DossierRow)

# Built once: composing a statement costs more than running it.
_CURRENT = sa.select(sa.func.max(_VERSION.c.number))
_OF_CURRENT = _PROCEDURE.c.version == _CURRENT.scalar_subquery()
_OFFERS_ANY = sa.exists(
    sa.select(_OFFERED.c.code).join(_PROCEDURE, _PROCEDURE.c.code == _OFFERED.c.code)
    .where(_OF_CURRENT)
)  # fmt: skip
_OFFERS_IT = sa.exists(sa.select(_OFFERED.c.code).where(_OFFERED.c.code == sa.bindparam("code")))
_FOR_RECEPTION = Prepared(
    sa.select(
        _PROCEDURE.c.version, sa.type_coerce(_PROCEDURE.c.body, sa.Text), ~_OFFERS_ANY | _OFFERS_IT
    ).where(_PROCEDURE.c.code == sa.bindparam("code"), _OF_CURRENT)
)

#: How many of the newest dossiers tell what is used most: old habits fade, and it stays quick.
RECENT_DOSSIERS = 300


@dataclass(frozen=True, slots=True)
class Receivable:
    """A procedure, the version of the catalogue it is of, and whether the office receives it."""

    procedure: Procedure
    version: int
    received_here: bool


def add_version(
    session: Session, procedures: Sequence[Procedure], *, label: str, at: datetime
) -> CatalogueVersion:
    """Keep a catalogue as the next version, which becomes the current one.

    Args:
        session: a write session.
        procedures: the whole catalogue in its order.
        label: what a person calls it.
        at: the moment of the import, aware.
    """
    number = current_version(session) + 1
    version = CatalogueVersion(number, label, fingerprint(procedures), len(procedures))
    session.execute(
        sa.insert(_VERSION).values(
            number=number,
            label=label,
            sha256=version.sha256,
            imported_at=at,
            procedures=version.procedures,
        )
    )
    rows = [_row(number, position, one) for position, one in enumerate(procedures)]
    session.execute(sa.insert(_PROCEDURE), rows)
    return version


def current_version(session: Session) -> int:
    """Return the number of the newest version, 0 before any import."""
    newest = session.connection().execute(_CURRENT).scalar()
    return int(newest or 0)


def version(session: Session, number: int) -> CatalogueVersion | None:
    """Return what is known of one version."""
    statement = sa.select(
        _VERSION.c.number, _VERSION.c.label, _VERSION.c.sha256, _VERSION.c.procedures
    ).where(_VERSION.c.number == number)
    row = session.execute(statement).first()
    return None if row is None else CatalogueVersion(*row)


def procedure(session: Session, code: str, number: int | None = None) -> Procedure | None:
    """Return a procedure of one version (default: the current one).

    ``None`` when it has none, or none that can be read any more: `verify` names its row.
    """
    try:
        found = by_codes(session, [code], number)
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    return found[0] if found else None


def for_reception(session: Session, code: str) -> Receivable | None:
    """Return what reception needs to know of a procedure of the current version, at once."""
    row = _FOR_RECEPTION.first(session, {"code": code})
    return None if row is None else Receivable(_read(row[1]), row[0], bool(row[2]))


@lru_cache(maxsize=128)
def _read(body: str) -> Procedure:
    """Return the procedure of a stored text; the commonest come again and again."""
    return from_body(json.loads(body))


def by_code(session: Session, code: str, number: int) -> Procedure:
    """Return the procedure that a dossier was received under.

    Raises:
        Trouble: damaged: every version is kept, so it must be there.
    """
    found = procedure(session, code, number)
    if found is None:
        message = (
            f"Không đọc được thủ tục {code} của danh mục bản {number}. Dữ liệu chưa bị thay đổi; "
            "xin chạy kiểm tra dữ liệu (verify) và khôi phục từ bản sao lưu nếu cần."
        )
        raise Trouble("damaged", message)
    return found


def by_codes(
    session: Session, codes: Sequence[str], number: int | None = None
) -> tuple[Procedure, ...]:
    """Return the procedures of one version in the order of ``codes``; unknown ones are left out."""
    chosen = current_version(session) if number is None else number
    statement = sa.select(_PROCEDURE.c.code, _PROCEDURE.c.body).where(
        _PROCEDURE.c.version == chosen, _PROCEDURE.c.code.in_(codes)
    )
    bodies: Mapping[str, Any] = {row.code: row.body for row in session.execute(statement)}
    return tuple(from_body(bodies[code]) for code in codes if code in bodies)


def procedures(session: Session, number: int | None = None) -> tuple[Procedure, ...]:
    """Return a whole version in its order (default: the current one)."""
    chosen = current_version(session) if number is None else number
    statement = (
        sa.select(_PROCEDURE.c.body)
        .where(_PROCEDURE.c.version == chosen)
        .order_by(_PROCEDURE.c.position)
    )
    return tuple(from_body(body) for body in session.execute(statement).scalars())


def entries(session: Session) -> tuple[Entry, ...]:
    """Return what the finder looks through: the current version, in its order."""
    statement = (
        sa.select(_PROCEDURE.c.code, _PROCEDURE.c.field, _PROCEDURE.c.folded, _PROCEDURE.c.initials)
        .where(_PROCEDURE.c.version == current_version(session))
        .order_by(_PROCEDURE.c.position)
    )
    return tuple(Entry(*row) for row in session.execute(statement).all())


def fields(session: Session) -> tuple[str, ...]:
    """Return the fields of the current version, in the order in which they first appear."""
    statement = (
        sa.select(_PROCEDURE.c.field)
        .where(_PROCEDURE.c.version == current_version(session))
        .group_by(_PROCEDURE.c.field)
        .order_by(sa.func.min(_PROCEDURE.c.position))
    )
    return tuple(session.execute(statement).scalars())


def uses(session: Session) -> dict[str, int]:
    """Return how often each procedure stands among the newest dossiers."""
    newest = (
        sa.select(_DOSSIER.c.procedure_code)
        .order_by(_DOSSIER.c.received_seq.desc())
        .limit(RECENT_DOSSIERS)
        .subquery()
    )
    code = newest.c.procedure_code
    rows = session.execute(sa.select(code, sa.func.count()).group_by(code))
    return {str(found): int(count) for found, count in rows}


def offered(session: Session) -> tuple[str, ...]:
    """Return the codes that the office offers, in the order of the catalogue."""
    return _marked(session, sa.true())


def posted(session: Session) -> tuple[str, ...]:
    """Return the codes that the office posts on the wall, in the order of the catalogue."""
    return _marked(session, _OFFERED.c.posted.is_(True))


def marked_posted(session: Session) -> tuple[str, ...]:
    """Return the codes marked as posted, whether or not the current version still has them."""
    statement = sa.select(_OFFERED.c.code).where(_OFFERED.c.posted.is_(True))
    return tuple(session.execute(statement).scalars())


def set_offered(session: Session, codes: Iterable[str], *, posted: bool = True) -> None:
    """Put these codes in place of those offered before."""
    session.execute(sa.delete(_OFFERED))
    rows = [{"code": code, "posted": posted} for code in dict.fromkeys(codes)]
    if rows:
        session.execute(sa.insert(_OFFERED), rows)


def _marked(session: Session, condition: sa.ColumnElement[bool]) -> tuple[str, ...]:
    statement = (
        sa.select(_OFFERED.c.code)
        .join(_PROCEDURE, _PROCEDURE.c.code == _OFFERED.c.code)
        .where(_PROCEDURE.c.version == current_version(session), condition)
        .order_by(_PROCEDURE.c.position)
    )
    return tuple(session.execute(statement).scalars())


def is_row_of(row: Any, procedure: Procedure, position: int) -> bool:  # noqa: ANN401 - a raw row
    """Return whether the columns beside the body say what the body says, at its place."""
    wanted = _row(row.version, position, procedure)
    return all(getattr(row, name) == wanted[name] for name in wanted if name != "body")


def _row(number: int, position: int, procedure: Procedure) -> dict[str, Any]:
    return {
        "version": number,
        "code": procedure.code,
        "position": position,
        "name": procedure.name,
        "field": procedure.field,
        "folded": searchable(procedure.name),
        "initials": initials(procedure.name),
        "body": to_body(procedure),
    }
