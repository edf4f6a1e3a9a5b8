"""Ticks, fee and files of the practice site's dossiers (portals.md A.4 rows 14 to 17)."""

import time
from collections.abc import Mapping
from typing import Any

from sync.practice import papers, store
from sync.practice.answers import WHOLE, mark_model, payment_model, refused
from sync.practice.desk import Desk
from sync.practice.multipart import Upload
from sync.practice.services import Services
from sync.practice.store import Store

_PAYMENT = frozenset(
    [
        "referenceUid",
        "paymentFee",
        "paymentAmount",
        "advanceAmount",
        "feeAmount",
        "serviceAmount",
        "shipAmount",
        "paymentNote",
        "paymentMethod",
        "paymentStatus",
        "bankInfo",
    ]
)
_MARK = ("fileMark", "fileCheck", "fileComment", "recordCount")


class Ticks:
    """What lies inside a dossier."""

    def __init__(self, kept: Store, services: Services, desk: Desk) -> None:
        """Work on a store."""
        self._store = kept
        self._services = services
        self._desk = desk

    def mark(self, key: str, site: str, part: str, form: Mapping[str, str]) -> dict[str, Any]:
        """Set one component tick; fields not sent stay as they are."""
        with self._store.write() as db:
            kept = self._desk.found(key, site, db)
            before = store.marks(db, kept.id).get(part, {})
            body = {**before, **{name: form[name] for name in _MARK if name in form}}
            store.put_mark(db, kept.id, part, body)
            return mark_model(kept, part, body)

    def get_mark(self, key: str, site: str, part: str) -> dict[str, Any]:
        """Return one component tick."""
        kept = self._desk.found(key, site)
        with self._store.read() as db:
            body = store.marks(db, kept.id).get(part)
        if body is None:
            raise refused(None)
        return mark_model(kept, part, body)

    def marks(self, key: str, site: str) -> dict[str, Any]:
        """Return all component ticks in the shorter list model."""
        kept = self._desk.found(key, site)
        with self._store.read() as db:
            found = store.marks(db, kept.id)
        rows = [
            {
                "dossierId": kept.id,
                "dossierPartNo": part,
                "fileCheck": body.get("fileCheck") == "1",
                "fileType": int(body.get("fileMark") or 0),
            }
            for part, body in found.items()
        ]
        return {"total": len(rows), "data": rows}

    def pay(self, key: str, site: str, form: Mapping[str, str]) -> dict[str, Any]:
        """Write the one payment of a dossier; a second one updates the first (A.6)."""
        with self._store.write() as db:
            kept = self._desk.found(key, site, db)
            body = {name: form[name] for name in _PAYMENT if name in form}
            for name in WHOLE & body.keys():
                if not body[name].isdecimal():
                    raise refused(f'For input string: "{body[name]}"')
            body = {**(store.payment(db, kept.id) or {}), **body}
            store.put_payment(db, kept.id, body)
            return payment_model(kept, body)

    def get_payment(self, key: str, site: str) -> dict[str, Any]:
        """Return the payment of a dossier."""
        kept = self._desk.found(key, site)
        with self._store.read() as db:
            body = store.payment(db, kept.id)
        if body is None:
            raise refused(None)
        return payment_model(kept, body)

    def files(self, key: str, site: str) -> dict[str, Any]:
        """Return the files of a dossier."""
        kept = self._desk.found(key, site)
        with self._store.read() as db:
            rows = [papers.model(file) for file in papers.listed(db, kept.id)]
        return {"total": len(rows), "data": rows}

    def file(self, key: str, site: str, uid: str) -> papers.KeptFile:
        """Return one file with its content."""
        kept = self._desk.found(key, site)
        with self._store.read() as db:
            return papers.one(db, kept.id, uid)

    def upload(
        self, key: str, site: str, form: Mapping[str, str], upload: tuple[Upload | None, int]
    ) -> dict[str, Any]:
        """Keep a file; ``upload`` is the file and the most bytes that are taken."""
        with self._store.write() as db:
            kept = self._desk.found(key, site, db)
            service = self._services.by_code[kept.body["serviceCode"]]
            sent = papers.Sent(form, *upload, time.time())
            return papers.add(db, kept, service, sent)

    def remove_file(self, key: str, site: str, uid: str) -> dict[str, Any]:
        """Remove a file."""
        with self._store.write() as db:
            kept = self._desk.found(key, site, db)
            gone = papers.one(db, kept.id, uid)
            store.remove_file(db, gone.number)
            return papers.model(gone)
