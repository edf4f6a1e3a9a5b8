"""The codes of each portal: every version an office made of them is kept."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select
from sqlmodel import Session

from receptiondesk.domain.code_map import CodeKind, CodeLine, CodeMap, Way
from receptiondesk.domain.events import EventKind, canonical_json
from receptiondesk.storage.journal import DamagedRow, whole_of_kinds
from receptiondesk.storage.tables import as_stored, core
from receptiondesk.storage.tables_of_proof import PortalMappingRow

_MAPPING = core(PortalMappingRow)


@dataclass(frozen=True, slots=True)
class KeptVersion:
    """One version of a portal's codes: which event made it, and how many lines it has."""

    version: int
    event_seq: int
    lines: int


def newest(session: Session, target: str) -> CodeMap | None:
    """Return the newest version that the office itself made, ``None`` without any."""
    row = session.execute(
        select(_MAPPING.c.version, _MAPPING.c.body)
        .where(_MAPPING.c.target == target)
        .order_by(_MAPPING.c.version.desc())
        .limit(1)
    ).first()
    return None if row is None else CodeMap(row.version, lines_of(row.body))


def versions(session: Session, target: str) -> tuple[KeptVersion, ...]:
    """Return every version of a portal's codes, oldest first."""
    rows = session.execute(
        select(_MAPPING.c.version, _MAPPING.c.event_seq, _MAPPING.c.body)
        .where(_MAPPING.c.target == target)
        .order_by(_MAPPING.c.version)
    )
    return tuple(KeptVersion(row.version, row.event_seq, len(row.body)) for row in rows)


def add(session: Session, target: str, table: CodeMap, event_seq: int) -> None:
    """Keep a version, made by an event that names its number and its fingerprint."""
    session.execute(
        insert(_MAPPING).values(
            target=target,
            version=table.version,
            body=body_of(table.lines),
            event_seq=event_seq,
        )
    )


def body_of(lines: Iterable[CodeLine]) -> list[list[str]]:
    """Return lines as they are stored: kind, ours, theirs, way, note."""
    return [[one.kind.value, one.ours, one.theirs, one.way.value, one.note] for one in lines]


def lines_of(body: Sequence[Sequence[str]]) -> tuple[CodeLine, ...]:
    """Return stored lines as values."""
    return tuple(
        CodeLine(CodeKind(kind), ours, theirs, Way(way), note)
        for kind, ours, theirs, way, note in body
    )


def fingerprint(lines: Iterable[CodeLine]) -> str:
    """Return the SHA-256 (hex) of lines in their one spelling."""
    return hashlib.sha256(canonical_json(body_of(lines)).encode()).hexdigest()


def damaged(session: Session) -> Iterator[DamagedRow]:
    """Return every version that is not what the journal says of it, or that is missing."""
    told: dict[tuple[Any, Any], tuple[Any, Any]] = {}
    for event in whole_of_kinds(session, [EventKind.MAPPING_CHANGED]):
        said = event.payload
        told[said.get("target"), said.get("version")] = (said.get("sha256"), event.seq)
    there = {
        (row.target, row.version): (_stored_fingerprint(row.body), row.event_seq)
        for row in session.execute(select(*as_stored(PortalMappingRow)))
    }
    for key in sorted(told.keys() | there.keys(), key=str):
        if told.get(key) != there.get(key):
            target, version = key
            what = f"Bảng mã bản {version} của cổng “{target}” không khớp với nhật ký."
            yield DamagedRow("portal_mapping", f"{target} {version}", what)


def _stored_fingerprint(body: str) -> str:
    try:
        return hashlib.sha256(canonical_json(json.loads(body)).encode()).hexdigest()
    except (TypeError, ValueError):
        return ""
