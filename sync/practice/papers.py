"""Files at the practice site, by the rules of referenceUid and modifiedDate (portals.md A.6)."""

import hashlib
import sqlite3
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from receptiondesk.domain.clock import VIETNAM
from sync.practice import store
from sync.practice.answers import MOMENT, PortalFault, refused
from sync.practice.faults import HERE
from sync.practice.multipart import Upload
from sync.practice.services import OTHER_PART, Service
from sync.practice.store import Kept

_MISSING = 204


@dataclass(frozen=True, slots=True)
class Sent:
    """One upload: its fields, its file, the most bytes that this site takes, the time."""

    form: Mapping[str, str]
    file: Upload | None
    limit: int
    now: float


def add(db: sqlite3.Connection, kept: Kept, service: Service, sent: Sent) -> dict[str, Any]:
    """Keep a file: newer replaces, equal or older is refused, without a date it is one more."""
    part = sent.form.get("dossierPartNo", "")
    if sent.file is None or part not in {*dict(service.parts), OTHER_PART}:
        raise refused("No DossierPart exists")
    if len(sent.file.content) > sent.limit:
        raise refused("FileSizeException")
    uid = sent.form.get("referenceUid", "")
    stamp = sent.form.get("modifiedDate", "")
    there = _same(db, kept.id, uid, part)
    conflict = there is not None and stamp.isdecimal() and int(stamp) <= there.modified
    if conflict or "conflict_files" in HERE.get():
        raise refused("Conflict dossier file")
    if there is not None and stamp.isdecimal():
        uid = there.uid
        store.remove_file(db, there.number)
    content = sent.file.content + (b"\0" if "tamper" in HERE.get() else b"")
    new = KeptFile(
        0,
        kept.id,
        uid or str(uuid.uuid4()),
        part,
        sent.form.get("displayName") or sent.file.name,
        sent.form.get("fileType", ""),
        int(stamp) if stamp.isdecimal() else int(sent.now * 1000),
        content,
    )
    number = store.add_file(db, new.row())
    return model(KeptFile(number, *new.row()))


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of a dossier; ``modified`` in epoch milliseconds."""

    number: int
    dossier: int
    uid: str
    part: str
    name: str
    kind: str
    modified: int
    content: bytes = field(repr=False)

    def row(self) -> tuple[Any, ...]:
        """Return the columns after the number."""
        return (
            self.dossier,
            self.uid,
            self.part,
            self.name,
            self.kind,
            self.modified,
            self.content,
        )


def listed(db: sqlite3.Connection, dossier: int) -> list[KeptFile]:
    """Return the files of a dossier, oldest first."""
    return [KeptFile(*row) for row in store.files(db, dossier)]


def one(db: sqlite3.Connection, dossier: int, uid: str) -> KeptFile:
    """Return a file; 204 without a body when it is missing (A.2)."""
    found = next((file for file in listed(db, dossier) if file.uid == uid), None)
    if found is None:
        raise PortalFault(_MISSING)
    return found


def _same(db: sqlite3.Connection, dossier: int, uid: str, part: str) -> KeptFile | None:
    """Return the file that a new one stands for: the same uid, or the same single-valued part."""
    files = listed(db, dossier)
    known = next((file for file in files if uid and file.uid == uid), None)
    if known is not None or part == OTHER_PART:
        return known
    return next((file for file in files if file.part == part), None)


def model(file: KeptFile) -> dict[str, Any]:
    """Return a file as DossierFileModel."""
    at = datetime.fromtimestamp(file.modified / 1000, VIETNAM).strftime(MOMENT)
    return {
        "dossierFileId": file.number,
        "createDate": at,
        "modifiedDate": at,
        "referenceUid": file.uid,
        "dossierId": file.dossier,
        "dossierPartNo": file.part,
        "dossierPartType": 1,
        "displayName": file.name,
        "fileType": file.kind,
        "fileSize": len(file.content),
        "fileVersion": "1.0",
        "isNew": False,
        "removed": False,
        "eForm": False,
        "isSync": False,
    }


def told(file: KeptFile) -> dict[str, Any]:
    """Return a file for the control call: what is stored, past all traps."""
    return {
        "uid": file.uid,
        "part": file.part,
        "name": file.name,
        "size": len(file.content),
        "sha256": hashlib.sha256(file.content).hexdigest(),
        "modified": file.modified,
    }
