"""Finding dossiers: as one types, over code, names, identity number, phone and procedure.

What goes into the index and what is asked of it are folded alike (no accents, đ as d). A code or
a phone number is found with and without its dots, dashes and spaces.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from receptiondesk.domain.clock import VIETNAM, local
from receptiondesk.domain.dossier import Dossier, DossierLine, Status, SyncState
from receptiondesk.domain.listing import CLOSED, UNSENT, ListFilter, ListQuery, Which
from receptiondesk.domain.text import fold, initials
from receptiondesk.domain.walk_in import Person
from receptiondesk.storage.lines import LINE_COLUMNS, line
from receptiondesk.storage.prepared import Prepared
from receptiondesk.storage.search_sqlite import FOUND, INDEX, asking
from receptiondesk.storage.tables import (
    CatalogueProcedureRow,
    DossierCodeRow,
    DossierRow,
    core,
)

_DOSSIER = core(DossierRow)
_CODE = core(DossierCodeRow)
_CATALOGUE = core(CatalogueProcedureRow)

_ENTER = Prepared(sa.insert(INDEX))
# Built once: composing a statement costs more than running it, and the search runs as one types.
_AT_MOST = sa.bindparam("at_most", type_=sa.Integer())
_EVERYTHING = sa.select(*LINE_COLUMNS).order_by(_DOSSIER.c.received_seq.desc()).limit(_AT_MOST)
_MATCHING = (
    sa.select(*LINE_COLUMNS)
    .join_from(INDEX, _DOSSIER, _DOSSIER.c.received_seq == INDEX.c.rowid)
    .where(FOUND)
    .order_by(INDEX.c.rowid.desc())
    .limit(_AT_MOST)
)
_ALL_AT_ONCE = Prepared(_EVERYTHING)
_FOUND_AT_ONCE = Prepared(_MATCHING)
_OPEN = sorted(int(status) for status in Status if status not in CLOSED)
_WORD = re.compile(r"[^\W_]+")
_WORDS_AT_MOST = 12
_VIETNAM_PREFIX = "84"
_PHONE_DIGITS = range(9, 13)
_JOINED_AT_LEAST = 6
_WORTH_A_PHRASE = 3


def index(session: Session, seq: int, dossier: Dossier) -> None:
    """Enter a new dossier; ``seq`` is its ``received_seq``."""
    _ENTER.run(
        session, {"rowid": seq, "dossier_uid": dossier.uid, **_entry(dossier, (dossier.code,))}
    )


def reindex(session: Session, dossier: Dossier) -> None:
    """Enter a dossier anew after its facts or its codes changed; every code keeps finding it."""
    codes = session.execute(
        sa.select(_CODE.c.code).where(_CODE.c.dossier_uid == dossier.uid)
    ).scalars()
    session.execute(
        sa.update(INDEX)
        .where(INDEX.c.rowid == dossier.received_seq)
        .values(_entry(dossier, tuple(codes)))
    )


def add_code(session: Session, dossier_uid: str, code: str) -> None:
    """Let a code bound later find its dossier; the older codes go on finding it."""
    seq = sa.select(_DOSSIER.c.received_seq).where(_DOSSIER.c.uid == dossier_uid).scalar_subquery()
    session.execute(
        sa.update(INDEX)
        .where(INDEX.c.rowid == seq)
        .values(code=INDEX.c.code.concat(f" {fold(code)} {_without_marks(code)}"))
    )


def _entry(dossier: Dossier, codes: Sequence[str]) -> dict[str, str]:
    """Return the folded text of each column."""
    people = _people(dossier)
    name = dossier.procedure.name
    return {
        "code": " ".join(f"{fold(code)} {_without_marks(code)}" for code in codes),
        "applicant": fold(" ".join(person.full_name for person in people)),
        "identity": fold(" ".join(_numbers(people))),
        "phone": " ".join(f"{fold(p.phone)} {_digits(p.phone)}" for p in people if p.phone),
        "procedure": f"{fold(name)} {initials(name)} {fold(dossier.procedure.code)}",
    }


def _people(dossier: Dossier) -> tuple[Person, ...]:
    submitter = dossier.facts.submitter
    return (dossier.facts.applicant, *((submitter.person,) if submitter else ()))


def _numbers(people: Iterable[Person]) -> Iterable[str]:
    for person in people:
        if person.identity:
            yield person.identity.number
        yield person.old_number


def _without_marks(code: str) -> str:
    """Return a code in one word, and its date and number in one word."""
    words = _WORD.findall(fold(code))
    return f"{''.join(words)} {''.join(words[-2:])}"


def _digits(phone: str) -> str:
    """Return a phone number as it is dialled at home, digits only."""
    digits = "".join(re.findall(r"[0-9]", phone))
    if phone.strip().startswith("+") and digits.startswith(_VIETNAM_PREFIX):
        return f"0{digits.removeprefix(_VIETNAM_PREFIX)}"
    return digits


def lines(session: Session, query: ListQuery) -> tuple[DossierLine, ...]:
    """Return the dossiers that a question finds, newest first; by due date in the lists about it.

    Empty text finds all; text of which nothing can be looked up finds none.
    """
    parameters: dict[str, Any] = {"at_most": query.limit}
    statement, at_once = _EVERYTHING, _ALL_AT_ONCE
    newest: sa.ColumnElement[Any] = _DOSSIER.c.received_seq
    if query.text.strip():
        asked = _asked(query.text)
        if not asked:
            return ()
        parameters["asked"] = asked
        statement, at_once, newest = _MATCHING, _FOUND_AT_ONCE, INDEX.c.rowid
    narrowed = _narrowed(query.filter, query.now)
    if not narrowed:  # as nearly always: at each key, and whenever the list is shown
        return tuple(map(line, at_once.rows(session, parameters)))
    statement = statement.where(*narrowed)
    if query.filter.which in {Which.DUE_TODAY, Which.OVERDUE}:
        statement = statement.order_by(None).order_by(_DOSSIER.c.due_at, newest.desc())
    return tuple(line(row) for row in session.connection().execute(statement, parameters))


def _asked(text: str) -> str:
    """Return the question to the index, empty when the text has neither letter nor digit."""
    groups: list[Sequence[str]] = []
    for chunk in fold(text).split(" "):
        words = _WORD.findall(chunk)
        # The parts of an unfinished code are looked up one by one: side by side they would be
        # searched for through years of dossiers that begin alike.
        unfinished = bool(words) and len(words[-1]) < _WORTH_A_PHRASE
        groups.extend([word] for word in words) if unfinished else groups.append(words)
    groups = [group for group in groups if group][:_WORDS_AT_MOST]
    return asking(groups, _joined(groups)) if groups else ""


def _joined(groups: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return a number in one word, when it was typed in several: "0912 345 678".

    Too few digits would begin thousands of numbers, which costs time and finds nothing of use.
    """
    words = [word for group in groups for word in group]
    whole = "".join(words)
    if not whole.isdigit():
        return ()
    ways = [whole] if len(words) > 1 and len(whole) >= _JOINED_AT_LEAST else []
    if len(whole) in _PHONE_DIGITS and whole.startswith(_VIETNAM_PREFIX):
        ways.append(f"0{whole.removeprefix(_VIETNAM_PREFIX)}")
    return tuple(ways)


def _narrowed(by: ListFilter, now: datetime) -> list[sa.ColumnElement[bool]]:
    """Return the conditions of a filter."""
    conditions = _narrowed_by_kind(by.which, now)
    if by.field:
        procedures = sa.select(sa.literal(1)).where(
            _CATALOGUE.c.version == _DOSSIER.c.catalogue_version,
            _CATALOGUE.c.code == _DOSSIER.c.procedure_code,
            _CATALOGUE.c.field == by.field,
        )
        conditions.append(procedures.exists())
    if by.received_from:
        conditions.append(_DOSSIER.c.received_at >= _midnight(by.received_from))
    if by.received_to:
        conditions.append(_DOSSIER.c.received_at < _midnight(by.received_to) + timedelta(days=1))
    return conditions


def _narrowed_by_kind(which: Which, now: datetime) -> list[sa.ColumnElement[bool]]:
    still_open = [
        _DOSSIER.c.cancelled.is_(False),
        # Named, so that an index finds them: after some years nearly all are closed.
        _DOSSIER.c.status.in_(_OPEN),
    ]
    today = _midnight(local(now).date())
    match which:
        case Which.DUE_TODAY:
            until = today + timedelta(days=1)
            return [_DOSSIER.c.due_at >= today, _DOSSIER.c.due_at < until, *still_open]
        case Which.OVERDUE:
            return [_DOSSIER.c.due_at < now, *still_open]
        case Which.WAITING:
            return [_DOSSIER.c.sync.in_(sorted(state.value for state in UNSENT))]
        case Which.NEEDS_PERSON | Which.PROVED | Which.UNPROVABLE | Which.SET_ASIDE:
            return [_DOSSIER.c.sync == SyncState(which.value).value]
        case Which.CANCELLED:
            return [_DOSSIER.c.cancelled.is_(True)]
        case Which.ALL:
            return []


def _midnight(day: date) -> datetime:
    """Return the moment a day begins in Viet Nam, in UTC."""
    return datetime.combine(day, time.min, VIETNAM).astimezone(UTC)


def counts(session: Session, now: datetime) -> tuple[int, int, int]:
    """Return how many dossiers were received today, are due today, are overdue; none cancelled."""
    today = _midnight(local(now).date())
    received = [
        _DOSSIER.c.received_at >= today,
        _DOSSIER.c.received_at < today + timedelta(days=1),
        _DOSSIER.c.cancelled.is_(False),
    ]
    asked = (
        received,
        _narrowed_by_kind(Which.DUE_TODAY, now),
        _narrowed_by_kind(Which.OVERDUE, now),
    )
    first, second, third = (
        session.execute(
            sa.select(sa.func.count()).select_from(_DOSSIER).where(*conditions)
        ).scalar()
        for conditions in asked
    )
    return first or 0, second or 0, third or 0
