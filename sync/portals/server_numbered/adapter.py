"""A server-numbered portal behind the ``Portal`` protocol: created once, or a person is asked.

The order (portals.md G.4): what memory knows of it → whatever may have arrived is looked up → a
number is taken and kept → the mark "being sent" is kept → create → its place is kept → steps. What
is there already is compared, and updated where the portal offers an update.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Self

from receptiondesk.domain.clock import Clock
from receptiondesk.domain.outbox import PortalTarget
from sync.answers import Answer, AnswerKind, NoAnswer
from sync.portal import (
    Capabilities,
    Delivered,
    Feed,
    Finding,
    Memory,
    OutFile,
    Outgoing,
    ReadBack,
    Remote,
    RemoteProcedure,
)
from sync.portal_clock import PortalClock
from sync.portals.server_numbered import examining, mark, news
from sync.portals.server_numbered.adapter2026 import Adapter2026
from sync.portals.server_numbered.delivery import Delivery
from sync.portals.server_numbered.dialect import Dialect
from sync.portals.server_numbered.files import Files
from sync.portals.server_numbered.igate import IGate
from sync.portals.server_numbered.kept import Kept
from sync.portals.server_numbered.options import ADAPTER, IGATE, TANDAN, Options
from sync.portals.server_numbered.proof import read_back
from sync.portals.server_numbered.talk import Talk
from sync.portals.server_numbered.tandan import Tandan
from sync.wiring import Wiring

_DIALECTS: Mapping[str, Callable[..., Dialect]] = {
    TANDAN: Tandan,
    IGATE: IGate,
    ADAPTER: Adapter2026,
}


@dataclass(slots=True)
class ServerNumbered:
    """One portal of the family and one account; for one thread at a time."""

    dialect: Dialect
    memory: Memory
    clock: Clock

    @classmethod
    def wired(cls, target: PortalTarget, wiring: Wiring) -> Self:
        """Prepare the lines; nothing is sent yet."""
        options = Options.read(target.options)
        talk = Talk.open(target, wiring, options)
        dialect = _DIALECTS[options.dialect](talk, options, wiring.codes)
        return cls(dialect, wiring.memory, PortalClock(talk.line, wiring.clock))

    @property
    def capabilities(self) -> Capabilities:
        """Return what this dialect can do with these options."""
        return self.dialect.capabilities

    def reach(self) -> Answer:
        """Sign in and ask for something small."""
        try:
            self.dialect.check()
        except NoAnswer as stopped:
            return replace(stopped.answer, changing=False).cut()
        return Answer(AnswerKind.ACCEPTED)

    def answers_practice(self) -> bool:
        """Return whether the last reply carried the practice portal's header."""
        talk = self.dialect.talk
        return talk.line.practice_seen and (talk.sso is talk.line or talk.sso.practice_seen)

    def clock_offset(self) -> timedelta | None:
        """Return the portal's clock less ours, ``None`` while unknown."""
        return self.dialect.talk.line.offset

    def close(self) -> None:
        """Give the lines back."""
        self.dialect.talk.close()

    def deliver(self, dossier: Outgoing) -> Delivered:
        """Bring the portal's copy to equal the facts, by one create at most."""
        try:
            return self._delivery(dossier).run()
        except NoAnswer as stopped:
            return Delivered(stopped.answer.cut())

    def read_back(self, dossier: Outgoing) -> ReadBack:
        """Read everything back that the portal shows; the rest is named as unseen."""
        try:
            return read_back(self._delivery(dossier))
        except NoAnswer as stopped:
            return ReadBack(stopped.answer.cut())

    def look(self, uid: str) -> tuple[Answer, Remote | None]:
        """Read the portal-owned facts of a dossier whose place is known."""
        place = Kept(self.memory, uid).place()
        if place is None or not self.dialect.can_read():
            return Answer(AnswerKind.NOT_OFFERED), None
        try:
            found = self.dialect.read(place)
        except NoAnswer as stopped:
            return stopped.answer.cut(), None
        if found is not None and mark.uid_in(self.dialect.marker_in(found) or "") not in {"", uid}:
            found = None  # it stands where ours was and is another's
        told = None if found is None else news.remote(self.dialect, found, uid)
        return Answer(AnswerKind.ACCEPTED), told

    def feed(self, cursor: str) -> Feed:
        """Read a page of the register since the cursor."""
        try:
            return news.feed(self.dialect, cursor, self.clock.now())
        except NoAnswer as stopped:
            return Feed(stopped.answer.cut(), cursor=cursor)

    def changed(self, dossier: Outgoing, seen: Remote) -> tuple[str, ...]:
        """Name the facts that a row of the register, or the dossier read, shows otherwise."""
        found = seen.reading
        if not isinstance(found, Mapping):
            return ()
        delivery = self._delivery(dossier)
        try:
            return delivery.compared(delivery.document(seen.code, found), found).differing()
        except NoAnswer:
            return ()

    def put_file(self, dossier: Outgoing, file: OutFile) -> Delivered:
        """Bring one attachment there, or take it away."""
        try:
            return Files(self._delivery(dossier)).put(file)
        except NoAnswer as stopped:
            return Delivered(stopped.answer.cut())

    def read_file(self, dossier: Outgoing, file: OutFile) -> ReadBack:
        """Lay the portal's hash of one attachment beside ours, where it tells one."""
        try:
            return Files(self._delivery(dossier)).read(file)
        except NoAnswer as stopped:
            return ReadBack(stopped.answer.cut())

    def procedures(self) -> tuple[Answer, tuple[RemoteProcedure, ...]]:
        """Return that none of the dialects offers its catalogue."""
        return Answer(AnswerKind.NOT_OFFERED), ()

    def examine(self) -> Iterator[Finding]:
        """Tell sign-in, right and version apart."""
        return examining.examine(self.dialect)

    def drop_draft(self, uid: str) -> Answer:
        """Refuse: this family knows no drafts of ours."""
        del uid
        return Answer(AnswerKind.CONFLICT)

    def _delivery(self, dossier: Outgoing) -> Delivery:
        return Delivery(self.dialect, Kept(self.memory, dossier.uid), self.clock, dossier)
