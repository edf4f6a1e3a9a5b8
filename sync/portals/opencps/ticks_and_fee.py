"""What stands beside a dossier's own fields at an OpenCPS site: its ticks and its fee.

The portal answers "there is none" as it answers anything that it will not show: 403 (portals.md
A.2). So a reading that was refused proves nothing. Where a fee or a tick was sent it shows that it
is not there; where none is expected and one may have been told before it leaves it unseen.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from receptiondesk.domain.events import FACT_KINDS
from sync.portal import Outgoing, Paper
from sync.portals.opencps import fields, replies
from sync.portals.opencps.portal_site import Found, Site, number, path
from sync.portals.opencps.routes import Route

Mark = Mapping[str, str]


@dataclass(slots=True)
class Beside:
    """Label → text as sent and as found, and the labels of what the portal would not show."""

    expected: dict[str, str] = field(default_factory=dict)
    found: dict[str, str] = field(default_factory=dict)
    _unseen: list[str] = field(default_factory=list)

    @property
    def unseen(self) -> tuple[str, ...]:
        """Return what stays unproved."""
        return tuple(self._unseen)

    def lay(self, label: str, sent: str, there: str | None) -> None:
        """Lay one beside the other; ``None``: it was not shown."""
        if there is None:
            self._unseen.append(label)
        else:
            self.expected[label], self.found[label] = sent, there


def read(
    site: Site, dossier: Outgoing, route: Route, there: Found, ticks: Mapping[str, Mark]
) -> Beside:
    """Read the ticks that the dossier's own answer leaves open, and the fee.

    Raises:
        NoAnswer: what the line did; 5xx and the account are troubles of the reading.
    """
    seen = Beside()
    known = told_marks(there)
    listed: frozenset[str] | None = None
    if any(part not in known and _is_none(mark) for part, mark in ticks.items()):
        listed = _listed(site, there)
    for part, mark in ticks.items():
        sent, told = fields.mark_text(mark), known.get(part)
        text = None if told is None else fields.mark_text(told)
        if text is None and _is_none(mark) and listed is not None and part not in listed:
            text = sent
        elif text != sent:
            asked = _asked(site, there, "marks", part)
            shown = None if asked is None else fields.mark_text(asked)
            text = shown or text or (None if _is_none(mark) else fields.NO_MARK)
        seen.lay(tick_label(route, part), sent, text)
    payment = fields.payment(dossier, site.words)
    if payment is not None:
        asked = _asked(site, there, "payment")
        hidden = asked is None and fields.is_nothing_paid(payment)
        found = None if hidden else fields.payment_text(asked or {})
        seen.lay(fields.PAYMENT, fields.payment_text(payment), found)
    return seen


def marks(
    site: Site, dossier: Outgoing, route: Route, placed: Mapping[str, Paper]
) -> dict[str, dict[str, str]]:
    """Return every tick to be set, and those that may stand there though nothing is ticked."""
    own = site.override(dossier.procedure_code).parts
    wanted = {part: fields.mark(paper, site.words) for part, paper in placed.items()}
    if fields.may_stand_there(dossier):
        for code, name in dossier.checklist:
            part = route.part_of(code, name, own)
            if part:
                wanted.setdefault(part, fields.mark(None, site.words))
    return wanted


def told_marks(found: Found) -> dict[str, Found]:
    """Return the ticks that a dossier's own answer tells (``dossierMarks``, JSON text), by part.

    What it holds is not documented [guess]: whatever cannot be read says nothing, and the tick
    is then asked for by itself.
    """
    try:
        rows = json.loads(fields.canonical(found.get("dossierMarks")) or "[]")
    except (ValueError, RecursionError):
        return {}
    told = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
    return {
        fields.canonical(row.get("dossierPartNo")): row for row in told if row.get("dossierPartNo")
    }


def tick_label(route: Route, part: str) -> str:
    """Return what a clerk calls the tick of a part."""
    return f"giấy tờ “{route.name_of(part)}”"


def is_to_tick(site: Site, dossier: Outgoing, found: Found, tick: tuple[str, Mark]) -> bool:
    """Return whether a tick must be put at a dossier that stands there.

    What was not shown is cleared only for a correction of our own, never for an older file.
    """
    part, mark = tick
    told = told_marks(found).get(part)
    if told is not None:
        return fields.mark_text(told) != fields.mark_text(mark)
    if not _is_none(mark) or _is_told_anew(dossier):
        return True
    return part in (_listed(site, found) or ())


def is_to_pay(site: Site, dossier: Outgoing, found: Found, payment: Mapping[str, str]) -> bool:
    """Return whether a fee must be put at a dossier that stands there.

    "Nothing paid" is put too where the portal shows nothing, since only then can it be read back;
    not for an older file, which would write over what nobody has seen.
    """
    asked = _asked(site, found, "payment")
    if asked is None and fields.is_nothing_paid(payment):
        return _is_told_anew(dossier)
    return fields.payment_text(asked or {}) != fields.payment_text(payment)


def _is_told_anew(dossier: Outgoing) -> bool:
    """Return whether the desk said something after all that a file which is gone may have told."""
    own = [step.seq for step in dossier.steps if step.kind in FACT_KINDS]
    return max(own, default=0) > dossier.older


def _is_none(mark: Mark) -> bool:
    return fields.mark_text(mark) == fields.NO_MARK


def _listed(site: Site, there: Found) -> frozenset[str] | None:
    """Return the parts that the portal lists ticks of; ``None`` when it did not list them."""
    reply = site.line.get(path(number(there), "marks"))
    replies.check_login(reply)
    if not reply.ok or not isinstance(reply.data, Mapping):
        return None
    if not isinstance(reply.data.get("data"), list):
        return None
    return frozenset(fields.canonical(row.get("dossierPartNo")) for row in replies.records(reply))


def _asked(site: Site, there: Found, *what: str) -> Found | None:
    """Return one thing of a dossier, ``None`` for any answer but 200 (A.2: it has no "absent")."""
    return replies.record(site.line.get(path(number(there), *what)))
