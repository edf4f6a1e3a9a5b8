"""A family of the tests' own behind the ``Portal`` protocol: its book in memory, its words given.

For the engine's rules only: what a family does with the wire is tested over the wire.
"""

import hashlib
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from receptiondesk.desk import portals
from receptiondesk.domain.dossier import Status
from receptiondesk.domain.outbox import PortalSetting, PortalTarget
from receptiondesk.office import Office
from sync.answers import Answer, AnswerKind
from sync.how import How
from sync.portal import (
    Capabilities,
    Delivered,
    Feed,
    Finding,
    OutFile,
    Outgoing,
    ReadBack,
    Remote,
    RemoteProcedure,
)
from sync.wiring import Wiring

ABLE = Capabilities(
    takes_our_code=True,
    takes_our_reception_time=True,
    takes_our_due_time=True,
    idempotency_key=True,
    can_say_absent=True,
    gives_back=True,
    status_feed=False,
    attachments="multipart",
    files_given_back=True,
)
GOOD = Answer(AnswerKind.ACCEPTED)


@dataclass
class Book:
    """One portal of the tests: what it holds, what it was asked, what it will say next.

    ``says`` holds answers by call ("deliver", "put_file", …), used up one by one before the
    portal does its work; ``always`` answers by dossier uid for ever, ``spoiled`` by call and uid.
    ``before`` is called with the name of a call and the dossier's uid before anything else.
    """

    able: Capabilities = ABLE
    facts: dict[str, Outgoing] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    log: list[tuple[str, str]] = field(default_factory=list)
    told: list[Outgoing] = field(default_factory=list)
    says: dict[str, deque[Answer]] = field(default_factory=dict)
    always: dict[str, Answer] = field(default_factory=dict)
    spoiled: dict[tuple[str, str], Answer] = field(default_factory=dict)
    feeds: deque[Feed] = field(default_factory=deque)
    cursors: list[str] = field(default_factory=list)
    codes: dict[str, str] = field(default_factory=dict)
    altered: bool = False
    untold: bool = False
    status: Status | None = None
    reach: Answer = GOOD
    before: Callable[[str, str], None] = lambda _, __: None

    def script(self, call: str, *answers: Answer) -> None:
        """Say these next."""
        self.says.setdefault(call, deque()).extend(answers)

    def calls(self, name: str) -> list[str]:
        """Return the uids a call was made for, in order."""
        return [uid for call, uid in self.log if call == name]


@dataclass
class Scripted:
    """The adapter of one book."""

    book: Book

    @property
    def capabilities(self) -> Capabilities:
        return self.book.able

    def _asked(self, call: str, uid: str) -> Answer:
        self.book.log.append((call, uid))
        self.book.before(call, uid)
        if uid in self.book.always and call == "deliver":
            return self.book.always[uid]
        if (call, uid) in self.book.spoiled:
            return self.book.spoiled[call, uid]
        script = self.book.says.get(call)
        return script.popleft() if script else GOOD

    def reach(self) -> Answer:
        self.book.log.append(("reach", ""))
        return self.book.reach

    def answers_practice(self) -> bool:
        return True

    def deliver(self, dossier: Outgoing) -> Delivered:
        self.book.told.append(dossier)
        answer = self._asked("deliver", dossier.uid)
        if not answer.good:
            return Delivered(answer)
        self.book.facts[dossier.uid] = dossier
        return Delivered(answer, self._remote(dossier.uid))

    def _remote(self, uid: str) -> Remote:
        code = self.book.codes.get(uid, "")
        there, status = self.book.facts.get(uid), self.book.status
        return Remote(uid, f"r-{uid[:6]}", code, status, reading=there)

    def read_back(self, dossier: Outgoing) -> ReadBack:
        answer = self._asked("read_back", dossier.uid)
        shown = self.read_quietly(dossier)
        if answer.good and shown is None:
            answer = Answer(AnswerKind.REFUSED)
        return shown if answer.good and shown is not None else ReadBack(answer)

    def look(self, uid: str) -> tuple[Answer, Remote | None]:
        answer = self._asked("look", uid)
        return answer, self._remote(uid) if uid in self.book.facts else None

    def feed(self, cursor: str) -> Feed:
        self.book.cursors.append(cursor)
        return self.book.feeds.popleft() if self.book.feeds else Feed(GOOD, (), cursor)

    def changed(self, dossier: Outgoing, seen: Remote) -> tuple[str, ...]:
        del seen
        shown = self.read_quietly(dossier)
        return () if shown is None else shown.differing()

    def read_quietly(self, dossier: Outgoing) -> ReadBack | None:
        there = self.book.facts.get(dossier.uid)
        if there is None:
            return None
        name = "Khác" if self.book.altered else there.facts.applicant.full_name
        sent = {"tên chủ hồ sơ": dossier.facts.applicant.full_name}
        remote, untold = self._remote(dossier.uid), self.book.untold
        return ReadBack(GOOD, sent, {"tên chủ hồ sơ": name}, remote, untold=untold)

    def put_file(self, dossier: Outgoing, file: OutFile) -> Delivered:
        answer = self._asked("put_file", file.uid)
        if answer.good and file.removed:
            self.book.files.pop(file.uid, None)
        elif answer.good:
            self.book.files[file.uid] = hashlib.sha256(file.content()).hexdigest()
        return Delivered(answer)

    def read_file(self, dossier: Outgoing, file: OutFile) -> ReadBack:
        answer = self._asked("read_file", file.uid)
        expected = "" if file.removed else file.sha256
        found = self.book.files.get(file.uid, "")
        return ReadBack(answer, {file.name: expected}, {file.name: found})

    def procedures(self) -> tuple[Answer, tuple[RemoteProcedure, ...]]:
        return self._asked("procedures", ""), ()

    def examine(self) -> Iterator[Finding]:
        return iter(())

    def clock_offset(self) -> timedelta | None:
        return None

    def drop_draft(self, uid: str) -> Answer:
        return self._asked("drop_draft", uid)

    def close(self) -> None:
        self.book.log.append(("close", ""))


def join(office: Office, name: str, **options: str) -> PortalTarget:
    """Let an office send to a portal of a book, under a name."""
    setting = PortalSetting("opencps", "http://127.0.0.1:1", "u", options, True, name)
    target, _ = portals.save(office, setting, "mat-khau", answers_practice=True)
    return target


def how(books: dict[str, Book], way: How | None = None) -> How:
    """Return a way in which each target is the book of its name."""

    def maker(target: PortalTarget, _: Wiring) -> Scripted:
        return Scripted(books[target.name])

    quick = way or How(patience=0.2, wait=lambda stop, _: stop.is_set())
    return replace(quick, adapters={"opencps": maker})


def failing(kind: AnswerKind, times: int, *, changing: bool = False) -> Sequence[Answer]:
    """Return so many answers of one kind."""
    return [Answer(kind, changing=changing)] * times
