"""One OpenCPS site in one round: its line, its words, and what was learnt of it on the way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from receptiondesk.domain.clock import VIETNAM
from receptiondesk.domain.dossier import Status
from sync import never_removed
from sync.answers import Answer, AnswerKind, NoAnswer
from sync.portal import Memory, Message, Remote
from sync.portals.opencps import fields, replies
from sync.portals.opencps.options import Options, Override
from sync.portals.opencps.routes import REST, Routes
from sync.portals.opencps.words import Words
from sync.session import Line, Reply

Found = Mapping[str, Any]

#: States in which the note of the last action is a word to the desk, as is one nobody mapped.
_SPEAKING = frozenset(
    {Status.SUPPLEMENT_ASKED, Status.NOT_RECEIVED, Status.STOPPED, Status.PAYMENT_ASKED, None}
)
RECEIVED_NOTE = "Tiếp nhận tại quầy"


@dataclass(slots=True)
class Site:
    """What every part of the adapter works with.

    ``ids`` are numbers of dossiers by uid, ``first_actions`` the receiving action by process, both
    learnt in this round and kept no longer.
    """

    line: Line
    options: Options
    words: Words
    routes: Routes
    memory: Memory
    ids: dict[str, str] = field(default_factory=dict)
    first_actions: dict[str, str] = field(default_factory=dict)

    def override(self, procedure_code: str) -> Override:
        """Return what the mapping file, the options and the table say of a procedure."""
        return self.routes.override(procedure_code)

    @property
    def removes_nothing(self) -> bool:
        """Return whether nothing may be removed at the portal."""
        return never_removed.is_nothing_removed(self.memory)

    def find(self, uid: str) -> Found | None:
        """Look up by ``referenceUid``; ``None`` for any answer but 200 (it cannot say "absent")."""
        return self.known(self.line.get(path(uid)), uid)

    def known(self, reply: Reply, uid: str) -> Found | None:
        """Return the dossier of a reply, ``None`` when the portal did not show one.

        Raises:
            NoAnswer: UNREADABLE for another dossier than was asked for; AUTH.
        """
        found = replies.record(reply)
        if found is None:
            return None
        if fields.canonical(found.get("referenceUid")) != uid or not number(found):
            raise NoAnswer(Answer(AnswerKind.UNREADABLE, "another referenceUid"))
        self.ids[uid] = number(found)
        return found

    def again(self, uid: str) -> Found:
        """Look up what must be there.

        Raises:
            NoAnswer: LOST when it is not shown.
        """
        found = self.find(uid)
        if found is None:
            raise NoAnswer(Answer(AnswerKind.LOST, changing=True))
        return found

    def number_of(self, uid: str) -> str:
        """Return the portal's number of a dossier, asked only when it is not known.

        Raises:
            NoAnswer: REFUSED when the portal does not show the dossier.
        """
        if uid not in self.ids:
            reply = self.line.get(path(uid))
            if self.known(reply, uid) is None:
                raise replies.refusal(reply)
        return self.ids[uid]

    def withdrawn(self, found: Found) -> bool:
        """Return whether a dossier is withdrawn."""
        return self.status_of(found) is Status.WITHDRAWN

    def status_of(self, found: Found) -> Status | None:
        """Return the national state of a dossier: by its sub-state, else by its state."""
        told = (fields.canonical(found.get(name)) for name in ("dossierSubStatus", "dossierStatus"))
        return self.words.status_of(*told)

    def remote(self, found: Found, result: str = "") -> Remote:
        """Return what the portal itself says of a dossier; an unmapped state in its own words."""
        status = self.status_of(found)
        told = [
            fields.canonical(found.get(name))
            for name in ("dossierSubStatusText", "dossierStatusText", "dossierStatus")
        ]
        return Remote(
            uid=fields.canonical(found.get("referenceUid")),
            remote_id=number(found),
            code=fields.canonical(found.get("dossierNo")),
            status=status,
            status_raw=next((text for text in told if text), ""),
            result=result,
            messages=_messages(found) if status in _SPEAKING and not is_draft(found) else (),
            moved_at=moment_of(found.get("lastActionDate")),
            reading=found,
        )


def path(uid: str, *more: str) -> str:
    """Return the path of a dossier, or of something in it; ``uid`` may be its number."""
    return "/".join([f"{REST}/dossiers", *(quote(word, safe="") for word in (uid, *more))])


def number(found: Found) -> str:
    """Return the portal's number of a dossier."""
    return fields.canonical(found.get("dossierId"))


def is_draft(found: Found) -> bool:
    """A dossier is a draft while its status is blank (portals.md A.6)."""
    return not fields.canonical(found.get("dossierStatus"))


def moment_of(value: object) -> datetime | None:
    """Read a time as the portal writes it (A.3), aware and in UTC; ``None`` for anything else."""
    try:
        wall = datetime.strptime(fields.canonical(value), fields.MOMENT)  # noqa: DTZ007 - next line
    except ValueError:
        return None
    return wall.replace(tzinfo=VIETNAM).astimezone(UTC)


def _messages(found: Found) -> tuple[Message, ...]:
    text = fields.canonical(found.get("lastActionNote"))
    key = fields.canonical(found.get("dossierActionId"))
    if not text or not key or text == RECEIVED_NOTE:
        return ()
    return (Message(key, text, moment_of(found.get("lastActionDate"))),)
