"""What the double of an OpenCPS site does with dossiers (portals.md A.6 to A.9, H.1)."""

import hashlib
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from receptiondesk.domain.clock import VIETNAM, Clock, local
from sync.practice import process
from sync.practice.answers import DATES, INPUT, MOMENT
from sync.practice.services import AGENCY, OTHER_PART, SITE, Services
from tests.support.portals.opencps_stored import Done, Stored, StoredFile, Switches, WorkTime

_NUMBERS = ("sampleCount", "delegateType")
_MARK = ("fileMark", "fileCheck", "fileComment", "recordCount")
_WHOLE = ("paymentAmount", "advanceAmount", "feeAmount", "serviceAmount", "shipAmount")
_PAYMENT = frozenset(
    [*_WHOLE, "referenceUid", "paymentFee", "paymentNote", "paymentMethod", "paymentStatus"]
)
_GROUP = "9"
#: DossierNumberGenerator: day counter of the site, filled with zeros (portals.md A.8).
_PATTERN = f"{AGENCY}-{{yy}}{{mm}}{{dd}}-{{nnnn}}"
_DURATION_HOURS = 5 * 8.0
_FIRST_ID = 70_000

Model = dict[str, Any]


class Refusal(Exception):  # noqa: N818 - an answer, not a fault of the double
    """An answer other than 200: status and, for 203, 401 and 403, a description."""

    def __init__(self, status: int, description: str | None = None) -> None:
        super().__init__(status, description)
        self.status = status
        self.description = description


@dataclass
class Site:
    """The dossiers of one server; ``met`` are the faults of the request at hand."""

    clock: Clock
    switches: Switches
    services: Services = field(default_factory=Services)
    worktime: WorkTime = field(default_factory=WorkTime)
    met: frozenset[str] = frozenset()
    kept: dict[int, Stored] = field(default_factory=dict)
    keys: dict[tuple[str, str], int] = field(default_factory=dict)
    drafts: dict[tuple[str, ...], list[int]] = field(default_factory=dict)
    counters: dict[str, int] = field(default_factory=dict)
    codes: set[str] = field(default_factory=set)
    last_id: int = _FIRST_ID

    def find(self, key: str, site: str) -> Stored:
        """Return a dossier by number or referenceUid; 403 for anything unknown."""
        number = self.keys.get((site, key)) or (int(key) if key.isdecimal() else 0)
        found = self.kept.get(number)
        if found is None or found.site != site:
            raise Refusal(403, f"No Dossier exists with the key {key}")
        return found

    def create(self, user: str, site: str, form: Mapping[str, str], *, always: bool) -> Stored:
        """Open a dossier, or give back one that is there (A.6); ``always``: POST /onegate."""
        service = self.services.by_code.get(form.get("serviceCode", ""))
        named = (form.get("govAgencyCode"), form.get("dossierTemplateNo"))
        if site != SITE or service is None or named != (AGENCY, service.template):
            raise Refusal(403, "Cant find process")
        originality = "3" if always else form.get("originality", "")
        if not originality.isdecimal():
            raise Refusal(403, f'For input string: "{originality}"')
        uid = "" if always else form.get("referenceUid", "")
        facts = {
            **taken(form),
            "serviceCode": service.code,
            "dossierTemplateNo": service.template,
            "originality": originality,
        }
        if not always and originality != _GROUP:
            there = self._already(user, site, uid, facts)
            if there is not None:
                return there
        taken_uid = not uid or (site, uid) in self.keys
        self.last_id += 1
        at = self.clock.now()
        facts.setdefault("submitDate", self.text(at))
        new = Stored(
            self.last_id, str(uuid.uuid4()) if taken_uid else uid, site, user,
            process.DRAFT, at, facts,
        )  # fmt: skip
        self.put(new)
        return new

    def _already(self, user: str, site: str, uid: str, facts: Model) -> Stored | None:
        number = self.keys.get((site, uid))
        if uid and number is not None:
            found = self.kept[number]
            now = self.text(self.clock.now())
            found.facts.update(submitDate=now, receiveDate=now, dueDate=now)
            return found
        for draft in self.drafts.get(_draft_key(user, site, facts), ()):
            found = self.kept[draft]
            # The trap: overwritten, and it keeps its own referenceUid.
            found.facts = dict(facts)
            return found
        return None

    def put(self, new: Stored) -> None:
        """Keep a dossier with its keys."""
        self.kept[new.id] = new
        self.keys[new.site, new.uid] = new.id
        self._file_draft(new)

    def drop(self, gone: Stored) -> None:
        """Forget a dossier."""
        self.kept.pop(gone.id, None)
        self.keys.pop((gone.site, gone.uid), None)
        for drafts in self.drafts.values():
            if gone.id in drafts:
                drafts.remove(gone.id)

    def _file_draft(self, one: Stored) -> None:
        drafts = self.drafts.setdefault(_draft_key(one.user, one.site, one.facts), [])
        if one.id in drafts:
            drafts.remove(one.id)
        if one.step == process.DRAFT:
            drafts.append(one.id)

    def update(self, one: Stored, form: Mapping[str, str]) -> Stored:
        """Update; a blank dossierNo is no number and changes nothing."""
        facts = taken(form)
        if self.switches.refusing and self.switches.refuse in form.get("applicantName", ""):
            raise Refusal(403, "applicantName: value too strange")
        if not facts.get("dossierNo"):
            facts.pop("dossierNo", None)
        one.facts.update(facts)
        told = one.copy()
        if "tamper" in self.met:
            one.facts["applicantName"] = f"{one.facts.get('applicantName', '')} A"
        self._tell(one, "dossier")
        return told

    def remove(self, one: Stored) -> None:
        """Remove a draft."""
        if one.step != process.DRAFT:
            raise Refusal(403, "Dossier is in process")
        self.drop(one)

    def act(self, one: Stored, form: Mapping[str, str]) -> Model:
        """Do an action; 405 without a body when it is not possible (any more)."""
        code = form.get("actionCode", "")
        action = next((a for a in process.offered(one.step) if a.code == code), None)
        if action is None or "empty405" in self.met:
            raise Refusal(405)
        for name in ("receiveDate", "dueDate"):
            if form.get(name, "").isdecimal():
                moment = datetime.fromtimestamp(int(form[name]) / 1000, VIETNAM)
                one.facts[name] = moment.strftime(MOMENT)
        if action.makes_number:
            self._receive(one)
        before, one.step = one.step, action.after
        self._file_draft(one)
        one.actions.append(
            Done(
                code, form.get("actionUser", ""), form.get("actionNote", ""), self.clock.now(),
                dict(form),
            )
        )  # fmt: skip
        self._tell(one, code)
        return {
            "dossierActionId": one.id * 100 + len(one.actions),
            "dossierId": one.id,
            "groupId": int(one.site),
            "fromStepCode": before,
            "stepCode": action.after,
            "sequenceNo": action.after,
            "dueDate": one.facts.get("dueDate", ""),
            "nextActionId": 0,
            "dossierDocumentId": one.id + 500_000,
            "rollbackable": False,
        }

    def _receive(self, one: Stored) -> None:
        at = moment_of(one.facts.get("receiveDate", "")) or local(self.clock.now())
        one.facts["receiveDate"] = at.strftime(MOMENT)
        if not one.facts.get("dueDate"):
            one.facts["dueDate"] = self.worktime.due(at, _DURATION_HOURS).strftime(MOMENT)
        if not one.facts.get("dossierNo"):
            one.facts["dossierNo"] = self.number(at)
        self.codes.add(one.code)

    def number(self, day: datetime) -> str:
        """Return a number and consume it (A.8)."""
        key = f"{day:%y%m%d}"
        self.counters[key] = self.counters.get(key, 0) + 1
        words = {"yy": f"{day:%y}", "mm": f"{day:%m}", "dd": f"{day:%d}"}

        def word(found: re.Match[str]) -> str:
            name = found.group(1)
            return words.get(name) or str(self.counters[key]).zfill(len(name))

        made = re.sub(r"\{(\w+)\}", word, _PATTERN)
        return self.number(day) if made in self.codes else made

    def mark(self, one: Stored, part: str, form: Mapping[str, str]) -> Model:
        """Set a component tick; fields not sent stay as they are."""
        one.marks.setdefault(part, {}).update({n: form[n] for n in _MARK if n in form})
        return mark_model(one, part)

    def pay(self, one: Stored, form: Mapping[str, str]) -> Model:
        """Write the one payment; a second one updates the first (A.6)."""
        for name in _WHOLE:
            if name in form and not form[name].isdecimal():
                raise Refusal(403, f'For input string: "{form[name]}"')
        told = {name: form[name] for name in form.keys() & _PAYMENT}
        one.payment = {**(one.payment or {}), **told}
        return payment_model(one)

    def upload(self, one: Stored, form: Mapping[str, str], name: str, content: bytes) -> StoredFile:
        """Keep a file by the rules of referenceUid and modifiedDate (A.6)."""
        part = form.get("dossierPartNo", "")
        service = self.services.by_code[one.facts["serviceCode"]]
        if part not in dict(service.parts) and part != OTHER_PART:
            raise Refusal(403, "No DossierPart exists")
        if len(content) > self.switches.size_limit:
            raise Refusal(self.switches.size_status, "FileSizeException")
        stamp = form.get("modifiedDate", "")
        there = self._same(one, form.get("referenceUid", ""), part)
        conflict = there is not None and stamp and int(stamp) <= there.modified
        if conflict or "conflict_files" in self.met:
            raise Refusal(403, "Conflict dossier file")
        replaced = there if stamp else None
        new = StoredFile(
            replaced.uid if replaced else form.get("referenceUid") or str(uuid.uuid4()),
            part, form.get("displayName") or name, form.get("fileType", ""), content,
            hashlib.sha256(content).hexdigest(),
            int(stamp) if stamp else int(self.clock.now().timestamp() * 1000),
            replaced.number if replaced else one.id * 1000 + len(one.files) + 1,
        )  # fmt: skip
        if "tamper" in self.met:
            bad = content + b"\0"
            told, kept = new.sha256, hashlib.sha256(bad).hexdigest()
            new = replace(new, content=bad, sha256=kept, told=told)
        one.files = [file for file in one.files if file is not replaced] + [new]
        self._tell(one, "file")
        return new

    def add_result(self, one: Stored, name: str) -> None:
        """Put a result paper beside what was handed in (an officer's act at the portal)."""
        content = name.encode()
        one.files.append(
            StoredFile(
                str(uuid.uuid4()), "KQ", name, "pdf", content, hashlib.sha256(content).hexdigest(),
                int(self.clock.now().timestamp() * 1000), one.id * 1000 + 999, result=True,
            )
        )  # fmt: skip

    def _same(self, one: Stored, uid: str, part: str) -> StoredFile | None:
        for file in one.files:
            single = part != OTHER_PART and file.part == part
            if (uid and file.uid == uid) or (single and (self.switches.strict_single or not uid)):
                return file
        return None

    def file(self, one: Stored, uid: str) -> StoredFile:
        """Return a file; 204 when it is missing (A.2)."""
        found = next((file for file in one.files if file.uid == uid), None)
        if found is None:
            raise Refusal(204)
        return found

    def remove_file(self, one: Stored, uid: str) -> StoredFile:
        """Remove a file."""
        gone = self.file(one, uid)
        one.files.remove(gone)
        return gone

    def _tell(self, one: Stored, method: str) -> None:
        """File a row for the other side: an error blocks the rows after it (A.9)."""
        blocked = any(row["state"] in {0, 4} for row in one.syncs)
        state = 0 if blocked else (4 if self.switches.sync_errors else 3)
        one.syncs.append({"method": method, "state": state, "at": self.clock.now()})

    def republish(self, one: Stored) -> None:
        """Send again what was held (a person's act at the portal)."""
        for row in one.syncs:
            row["state"] = 3

    def text(self, at: datetime) -> str:
        """Return a moment as the site writes it."""
        return (local(at) + self.switches.clock_skew).strftime(MOMENT)

    def listed(self, site: str, query: Mapping[str, str]) -> list[Stored]:
        """Search: the index lags behind (A.3)."""
        until = self.clock.now() - timedelta(seconds=self.switches.index_delay_s)
        name, code = query.get("applicantName", "").lower(), query.get("dossierNo", "")
        return [
            one
            for one in self.kept.values()
            if one.site == site
            and one.at <= until
            and name in str(one.facts.get("applicantName", "")).lower()
            and code in one.code
        ]


def _draft_key(user: str, site: str, facts: Model) -> tuple[str, ...]:
    return user, site, facts["serviceCode"], facts["dossierTemplateNo"], facts["originality"]


def moment_of(text: str) -> datetime | None:
    """Read a time as the site writes it; ``None`` when it cannot be read."""
    try:
        return datetime.strptime(text, MOMENT).replace(tzinfo=VIETNAM)
    except ValueError:
        return None


def taken(form: Mapping[str, str]) -> Model:
    """Return the fields that the site keeps; unknown ones are ignored, bad dates become blank."""
    kept: Model = {name: form[name] for name in form.keys() & INPUT}
    for name in DATES & kept.keys():
        kept[name] = kept[name] if moment_of(kept[name]) else ""
    for name in _NUMBERS:
        if kept.get(name):
            if not kept[name].lstrip("-").isdecimal():
                raise Refusal(403, f'For input string: "{kept[name]}"')
            kept[name] = int(kept[name])
    return kept


def mark_model(one: Stored, part: str) -> Model:
    """Return a tick as DossierMarkResultDetailModel."""
    body = one.marks[part]
    return {
        "dossierMarkId": one.id * 100 + sum(part.encode()) % 100,
        "fileMark": int(body.get("fileMark") or 0),
        "fileCheck": int(body.get("fileCheck") or 0),
        "fileComment": body.get("fileComment", ""),
        "recordCount": str(body.get("recordCount", "")),
    }


def payment_model(one: Stored) -> Model:
    """Return the payment as PaymentFileModel: amounts as numbers, the rest as text."""
    body = one.payment or {}
    whole = {name: int(body[name]) for name in _WHOLE if name in body}
    return {**body, **whole, "paymentStatus": int(body.get("paymentStatus") or 0), "isNew": 0}


def file_model(one: Stored, file: StoredFile) -> Model:
    """Return a file as DossierFileModel."""
    at = datetime.fromtimestamp(file.modified / 1000, VIETNAM).strftime(MOMENT)
    return {
        "dossierFileId": file.number,
        "referenceUid": file.uid,
        "dossierId": one.id,
        "dossierPartNo": file.part,
        "dossierPartType": 2 if file.result else 1,
        "displayName": file.name,
        "fileType": file.kind,
        "fileSize": file.size,
        "modifiedDate": at,
        "createDate": at,
        "fileVersion": "1.0",
        "isNew": False,
        "removed": False,
        "eForm": False,
        "isSync": False,
    }
