"""What the practice site does with dossiers: the branches of portals.md A.6, read line by line."""

import json
import time
import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from receptiondesk.domain.clock import SystemClock, local
from sync.practice import process, store
from sync.practice.answers import (
    MOMENT,
    detail,
    from_epoch,
    last_action,
    mark_model,
    not_logged_in,
    not_possible,
    now_text,
    refused,
    taken,
)
from sync.practice.faults import HERE
from sync.practice.services import AGENCY, SITE, Services
from sync.practice.store import Account, Kept, Store

_GROUP_DOSSIER = "9"
_POISON = "Hỏng"


class Desk:
    """The site's reception desk."""

    def __init__(self, kept: Store, services: Services) -> None:
        """Work on a store."""
        self._store = kept
        self._services = services

    def create(self, who: Account, site: str, form: Mapping[str, str]) -> dict[str, Any]:
        """Open a dossier, or give back one that is already there (A.6)."""
        if not who.may_receive:
            raise not_logged_in("No permission create dossier")
        service = self._services.by_code.get(form.get("serviceCode", ""))
        wanted = (AGENCY, service.template) if service else ("", "")
        named = (form.get("govAgencyCode", ""), form.get("dossierTemplateNo", ""))
        if site != SITE or service is None or named != wanted:
            raise refused("Cant find process")
        originality = form.get("originality", "")
        if not originality.isdecimal():
            raise refused(f'For input string: "{originality}"')
        with self._store.write() as db:
            known = store.dossier(db, form.get("referenceUid", ""), site)
            if known is not None and known.uid != form.get("referenceUid"):
                known = None
            if known is not None and originality != _GROUP_DOSSIER:
                return self._known_again(db, known)
            fields = {
                **taken(form),
                "serviceCode": service.code,
                "dossierTemplateNo": service.template,
                "originality": originality,
            }
            draft = self._draft(db, who, site, fields)
            if draft is not None and originality != _GROUP_DOSSIER:
                # The trap: overwritten, and it keeps its own referenceUid.
                store.put(db, draft.id, draft.step, fields)
                return self._detail(replace(draft, body=fields))
            uid = form.get("referenceUid") or str(uuid.uuid4())
            if known is not None:
                uid = str(uuid.uuid4())
            fields.setdefault("submitDate", now_text())
            new = Kept(0, uid, site, who.name, process.DRAFT, time.time(), fields)
            return self._detail(store.add(db, new))

    def _known_again(self, db: Any, known: Kept) -> dict[str, Any]:  # noqa: ANN401 - connection
        """A known referenceUid: dates reset to now, the applicant untouched."""
        now = now_text()
        body = {**known.body, "submitDate": now, "receiveDate": now, "dueDate": now}
        store.put(db, known.id, known.step, body)
        return self._detail(replace(known, body=body))

    def _draft(
        self,
        db: Any,  # noqa: ANN401 - connection
        who: Account,
        site: str,
        fields: Mapping[str, Any],
    ) -> Kept | None:
        """Return an un-started draft of the same user, service, template and originality."""
        same = ("serviceCode", "dossierTemplateNo", "originality")
        for kept in store.at_step(db, site, who.name, process.DRAFT):
            if all(kept.body[name] == fields[name] for name in same):
                return kept
        return None

    def get(self, key: str, site: str) -> dict[str, Any]:
        """Return a dossier by number or referenceUid; 403 for anything unknown."""
        return self._detail(self.found(key, site))

    def listed(self, site: str, delay: float, query: Mapping[str, str]) -> dict[str, Any]:
        """Search: the index lags behind, so a dossier just written is not listed yet (A.3)."""
        now = time.time()
        with self._store.read() as db:
            found = [kept for kept in store.dossiers(db, site) if kept.at + delay <= now]
        number, name = query.get("dossierNo", ""), query.get("applicantName", "")
        found = [
            kept
            for kept in found
            if number in str(kept.body.get("dossierNo", ""))
            and name.lower() in str(kept.body.get("applicantName", "")).lower()
        ]
        return {"total": len(found), "data": [self._detail(kept) for kept in found]}

    def update(self, key: str, site: str, form: Mapping[str, str]) -> dict[str, Any]:
        """Full update by number. A blank dossierNo is no number and changes nothing."""
        if not key.isdecimal():
            raise refused(None)
        with self._store.write() as db:
            kept = self.found(key, site, db)
            fields = taken(form)
            if "refuse_letters" in HERE.get() and _POISON in form.get("applicantName", ""):
                raise refused("applicantName: value too strange")
            if not fields.get("dossierNo"):
                fields.pop("dossierNo", None)
            body = {**kept.body, **fields}
            stored = dict(body)
            if "tamper" in HERE.get():
                stored["applicantName"] = f"{body.get('applicantName', '')} A"
            store.put(db, kept.id, kept.step, stored)
            return self._detail(replace(kept, body=body))

    def remove(self, key: str, site: str) -> dict[str, Any]:
        """Remove a draft."""
        with self._store.write() as db:
            kept = self.found(key, site, db)
            if kept.step != process.DRAFT:
                raise refused("Dossier is in process")
            store.remove(db, kept.id)
            return self._detail(kept)

    def next_actions(self, key: str, site: str) -> dict[str, Any]:
        """Return what may be done now."""
        kept = self.found(key, site)
        rows = [process.next_model(action, kept.step) for action in process.offered(kept.step)]
        return {"total": len(rows), "data": rows}

    def act(self, key: str, site: str, form: Mapping[str, str]) -> dict[str, Any]:
        """Do an action; one that is not possible (any more) answers 405 without a body."""
        with self._store.write() as db:
            kept = store.dossier(db, key, site)
            if kept is None:
                raise not_possible()
            action = next(
                (a for a in process.offered(kept.step) if a.code == form.get("actionCode")), None
            )
            if action is None:
                raise not_possible()
            body = dict(kept.body)
            for name in ("receiveDate", "dueDate"):
                told = from_epoch(form.get(name, ""))
                if told:
                    body[name] = told
            if action.makes_number and not body.get("dossierNo"):
                body["dossierNo"] = self._number(db, site, body)
            store.put(db, kept.id, action.after, body)
            note = {name: form.get(name, "") for name in ("actionUser", "actionNote")}
            note["at"] = now_text()
            done = store.add_action(db, kept.id, action.code, note)
            return {
                "dossierActionId": done,
                "dossierId": kept.id,
                "groupId": int(site),
                "fromStepCode": kept.step,
                "stepCode": action.after,
                "sequenceNo": action.after,
                "dueDate": body.get("dueDate", ""),
                "nextActionId": 0,
                "rollbackable": False,
            }

    def generate_number(self, site: str) -> dict[str, Any]:
        """Return a number and consume it, as the real call does."""
        with self._store.write() as db:
            return {"dossierNo": self._number(db, site, {})}

    def _number(self, db: Any, site: str, body: Mapping[str, Any]) -> str:  # noqa: ANN401
        """Make a number by the pattern {aaa}-{yy}{mm}{dd}-{nnnn}, by the day of reception."""
        day = _day(str(body.get("receiveDate", "")))
        while True:
            number = store.next_number(db, f"{site}:{day:%y%m%d}")
            text = f"{AGENCY}-{day:%y%m%d}-{number:04d}"
            if not store.number_used(db, site, text):
                return text

    def done_actions(self, key: str, site: str) -> dict[str, Any]:
        """Return what was done to a dossier."""
        kept = self.found(key, site)
        with self._store.read() as db:
            rows = store.actions(db, kept.id)
        data = [{"dossierActionId": n, "actionCode": code, **note} for n, code, note in rows]
        return {"total": len(data), "data": data}

    def found(self, key: str, site: str, db: Any = None) -> Kept:  # noqa: ANN401 - connection
        """Return a dossier of a site by number or referenceUid; 403 for anything unknown."""
        if db is not None:
            kept = store.dossier(db, key, site)
        else:
            with self._store.read() as reading:
                kept = store.dossier(reading, key, site)
        if kept is None:
            raise refused(f"No Dossier exists with the key {key}")
        return kept

    def _detail(self, kept: Kept) -> dict[str, Any]:
        with self._store.read() as db:
            done = store.actions(db, kept.id)
            ticks = store.marks(db, kept.id)
        rows = [{"dossierPartNo": part, **mark_model(kept, part, ticks[part])} for part in ticks]
        more = {
            **(last_action(*done[-1]) if done else {}),
            "dossierMarks": json.dumps(rows, ensure_ascii=False),
        }
        return detail(kept, self._services.by_code.get(kept.body["serviceCode"]), more)


def _day(text: str) -> datetime:
    """Return the day of a reception time, today when it is blank."""
    now = local(SystemClock().now())
    if not text:
        return now
    return datetime.strptime(text, MOMENT).replace(tzinfo=now.tzinfo)
