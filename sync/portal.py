"""What every portal is reduced to: capabilities, what goes out, what comes back.

The engine (push, prove, pull) knows only this page and ``sync.answers``; a family of portals is
one adapter behind ``Portal``.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from receptiondesk.domain.dossier import Dossier, Status
from receptiondesk.domain.events import EventKind, canonical_json
from receptiondesk.domain.numbering import is_provisional
from receptiondesk.domain.projection import handed_in
from receptiondesk.domain.walk_in import WalkIn
from sync.answers import Answer


class Numbering(StrEnum):
    """Who makes the official code (portals.md F, first row)."""

    DESK = "desk"
    BEFORE_CREATE = "before_create"
    AT_CREATE = "at_create"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a family can do (portals.md F); the engine and the screen read it, never guess it.

    ``attachments`` is "none", "multipart", "url" or "inline"; ``file_limit`` the most bytes of one
    file (0: no limit is known). ``not_carried`` names, in Vietnamese, desk facts that the family
    has no place for; ``not_given_back`` names facts that it takes but cannot show again, so they
    stay unproved; ``files_given_back`` tells whether a file can be read back and compared.
    ``steps``: progress steps are sent beside the dossier. ``catalogue``: procedures can be read.
    """

    takes_our_code: bool
    takes_our_reception_time: bool
    takes_our_due_time: bool
    idempotency_key: bool
    can_say_absent: bool
    gives_back: bool
    status_feed: bool
    attachments: str = "none"
    file_limit: int = 0
    files_given_back: bool = False
    steps: bool = False
    catalogue: bool = False
    numbering: Numbering = Numbering.DESK
    not_carried: tuple[str, ...] = ()
    not_given_back: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper as handed in; ``name`` is filled from the checklist when only a code was ticked."""

    code: str
    name: str
    originals: int
    copies: int


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened at the desk, as the officer who did it (attribution).

    ``uid`` is the event's, ``seq`` its place in the journal; ``status`` is how the dossier stands
    after it; ``text`` is Vietnamese.
    """

    uid: str
    seq: int
    kind: EventKind
    at: datetime
    officer: str
    status: Status
    text: str


@dataclass(frozen=True, slots=True)
class OutFile:
    """One attachment on its way. ``uid`` is the event's and the file's idempotency key.

    ``content`` reads the whole file, decrypted and checked against ``sha256`` (hex). ``removed``:
    the paper was taken back at the desk and must go at the portal too.
    """

    uid: str
    paper_code: str
    paper_name: str
    name: str
    mime: str
    size: int
    sha256: str
    added_at: datetime
    content: Callable[[], bytes] = field(repr=False)
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Outgoing:
    """The desk-owned facts of one dossier, as they stand after its last correction.

    ``official_code`` is empty while the dossier only has a provisional one, which no portal may
    take for its own. ``checklist`` holds every paper of the procedure (code, name), so that a
    tick taken back by a correction can be cleared. ``officer`` received it, ``cancelled_by``
    cancelled it. ``steps`` are the delivered events, oldest first. ``ask_first``: an earlier
    attempt may have arrived (lost answer, restored file), so the portal is asked before anything
    is sent. ``older``: lines of the journal up to this one may have been told by a newer file that
    is gone, whatever is remembered (0: none). ``procedure_field`` is the procedure's field (lĩnh
    vực). Times are aware and in UTC.
    """

    uid: str
    official_code: str
    provisional_code: str
    procedure_code: str
    procedure_name: str
    facts: WalkIn
    papers: tuple[Paper, ...]
    checklist: tuple[tuple[str, str], ...]
    received_at: datetime
    due_at: datetime | None
    officer: str
    revision: int = 0
    cancelled: bool = False
    cancel_reason: str = ""
    cancelled_by: str = ""
    steps: tuple[Step, ...] = ()
    ask_first: bool = False
    older: int = 0
    procedure_field: str = ""

    @property
    def may_lack_what_was_told(self) -> bool:
        """Return whether a newer file that is gone may have told the portal more of this dossier.

        One that was received after the last restore has all that was told in the file at hand.
        """
        return any(step.seq <= self.older for step in self.steps)


def outgoing(
    dossier: Dossier, steps: Sequence[Step] = (), *, ask_first: bool = False, older: int = 0
) -> Outgoing:
    """Return what a portal is told of a dossier."""
    cancelled = [step.officer for step in steps if step.kind is EventKind.CANCELLED]
    papers = dossier.procedure.papers
    return Outgoing(
        uid=dossier.uid,
        official_code="" if is_provisional(dossier.code) else dossier.code,
        provisional_code=next((c for c in dossier.codes if is_provisional(c)), ""),
        procedure_code=dossier.procedure.code,
        procedure_name=dossier.procedure.name,
        facts=dossier.facts,
        papers=tuple(
            Paper(tick.code, tick.name, tick.originals, tick.copies)
            for tick in handed_in(dossier.facts, dossier.procedure)
        ),
        checklist=tuple((paper.code, paper.name) for paper in papers if not paper.shown_only),
        received_at=dossier.received_at,
        due_at=dossier.due_at,
        officer=dossier.officer,
        revision=dossier.revision,
        cancelled=dossier.cancelled,
        cancel_reason=dossier.cancel_reason,
        cancelled_by=cancelled[-1] if cancelled else dossier.officer,
        steps=tuple(steps),
        ask_first=ask_first,
        older=older,
        procedure_field=dossier.procedure.field,
    )


@dataclass(frozen=True, slots=True)
class Message:
    """A message of the portal about a dossier (supplement asked, returned, result).

    ``uid`` is the portal's own key of it, so that it is kept once; ``at`` aware, if told.
    """

    uid: str
    text: str
    at: datetime | None = None
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Remote:
    """Where a dossier lives at the portal and what the portal itself says of it.

    ``status`` is ``None`` when the portal's own status word is not in the mapping: then
    ``status_raw`` is kept and shown, and nothing is guessed (portals.md H.4 test 8). ``uid`` is
    ours; empty in a feed of a family that only knows codes. ``result`` is the number or name of
    the result paper. ``moved_at`` is when the portal says that it last changed. ``reading`` is
    what the family read it from, for its own ``changed`` and nobody else.
    """

    uid: str
    remote_id: str
    code: str = ""
    status: Status | None = None
    status_raw: str = ""
    result: str = ""
    messages: tuple[Message, ...] = ()
    moved_at: datetime | None = None
    reading: object = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Feed:
    """A piece of news since a cursor; the cursor is kept in the transaction that keeps the news."""

    answer: Answer
    news: tuple[Remote, ...] = ()
    cursor: str = ""
    more: bool = False


@dataclass(frozen=True, slots=True)
class RemoteProcedure:
    """A procedure as the portal's catalogue tells it, in our terms: column → text."""

    code: str
    columns: Mapping[str, str]


class Part(StrEnum):
    """What ``portal test`` tells apart, in the order in which it is asked."""

    NETWORK = "network"
    NAME = "name"
    CERTIFICATE = "certificate"
    SIGN_IN = "sign_in"
    RIGHT = "right"
    VERSION = "version"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class Finding:
    """One part of ``portal test``: well, not well, or not asked (``None``) since an earlier failed.

    ``sentence`` is Vietnamese: what was found and, when it is not well, what to do.
    """

    part: Part
    well: bool | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Delivered:
    """How sending one dossier ended. ``in_the_way`` is the uid of a draft found instead."""

    answer: Answer
    remote: Remote | None = None
    in_the_way: str = ""


@dataclass(frozen=True, slots=True)
class ReadBack:
    """A dossier read back: label → canonical text, as sent and as the portal holds it now.

    ``unseen`` names, in Vietnamese, what was sent of this dossier and could not be read back this
    time: it stays unproved. ``notes`` are Vietnamese sentences that stand beside the proof, such
    as what was cut because the portal has less room. ``untold``: the dossier is there, and some of
    its steps were certainly never told.
    """

    answer: Answer
    expected: Mapping[str, str] = field(default_factory=dict)
    found: Mapping[str, str] = field(default_factory=dict)
    remote: Remote | None = None
    unseen: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    untold: bool = False

    def differing(self) -> tuple[str, ...]:
        """Return the Vietnamese labels of the facts that are not as sent, in the order sent."""
        return tuple(
            label for label, text in self.expected.items() if self.found.get(label) != text
        )


def canonical_hash(facts: Mapping[str, str]) -> str:
    """Return the SHA-256 (hex) of facts in their one canonical spelling."""
    return hashlib.sha256(canonical_json(dict(facts)).encode()).hexdigest()


class Portal(Protocol):
    """One portal as the engine sees it; no method raises for anything the line can do."""

    @property
    def capabilities(self) -> Capabilities:
        """Return what this family can do."""
        ...

    def reach(self) -> Answer:
        """Ask for something small; good when the portal itself answered and knows us."""
        ...

    def answers_practice(self) -> bool:
        """Return whether the server says of itself that it is a practice portal."""
        ...

    def deliver(self, dossier: Outgoing) -> Delivered:
        """Bring the portal's copy to equal the facts; safe to repeat after any failure."""
        ...

    def read_back(self, dossier: Outgoing) -> ReadBack:
        """Read everything back that was sent."""
        ...

    def look(self, uid: str) -> tuple[Answer, Remote | None]:
        """Read the portal-owned facts of one dossier (status, official code)."""
        ...

    def feed(self, cursor: str) -> Feed:
        """Read what changed since the cursor; only asked where ``status_feed`` holds."""
        ...

    def changed(self, dossier: Outgoing, seen: Remote) -> tuple[str, ...]:
        """Name the facts that a reading of ``look`` or ``feed`` shows otherwise than sent.

        In Vietnamese; the portal is asked nothing more for it, so what was not shown is not named.
        """
        ...

    def put_file(self, dossier: Outgoing, file: OutFile) -> Delivered:
        """Bring one attachment there, or take it away; safe to repeat after any failure."""
        ...

    def read_file(self, dossier: Outgoing, file: OutFile) -> ReadBack:
        """Read one attachment back and lay its hash beside ours."""
        ...

    def procedures(self) -> tuple[Answer, tuple[RemoteProcedure, ...]]:
        """Read the portal's catalogue; only asked where ``catalogue`` holds."""
        ...

    def examine(self) -> Iterator[Finding]:
        """Ask for sign-in, right and version, each told apart (the line itself is asked before)."""
        ...

    def clock_offset(self) -> timedelta | None:
        """Return the portal's ``Date`` less our clock at that moment, ``None`` while unknown."""
        ...

    def drop_draft(self, uid: str) -> Answer:
        """Remove our own draft that was never started; refuses anything else."""
        ...

    def close(self) -> None:
        """Give the line back."""
        ...


class Memory(Protocol):
    """What an adapter remembers between rounds (kept by ``desk.outbox``)."""

    def recall(self, key: str) -> str | None:
        """Return what was remembered under the key."""
        ...

    def remember(self, key: str, value: str) -> None:
        """Keep a value under the key."""
        ...

    def forget(self, keys: Sequence[str]) -> None:
        """Drop what turned out stale."""
        ...
