"""OpenCPS behind the ``Portal`` protocol; what it does stands in the files beside this one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Self

from receptiondesk.domain.dossier import Status
from receptiondesk.domain.outbox import PortalTarget
from sync.answers import Answer, AnswerKind, NoAnswer
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
from sync.portals.opencps import catalogue, dossiers, examination, replies
from sync.portals.opencps.files import Files
from sync.portals.opencps.options import Options
from sync.portals.opencps.portal_site import Site, path
from sync.portals.opencps.routes import REST, Routes
from sync.portals.opencps.words import Words
from sync.session import Line
from sync.wiring import Wiring

CAPABILITIES = Capabilities(
    takes_our_code=True,
    takes_our_reception_time=True,
    takes_our_due_time=True,
    idempotency_key=True,
    can_say_absent=False,
    gives_back=True,
    status_feed=False,
    attachments="multipart",
    files_given_back=True,
    catalogue=True,
    not_carried=("ngày sinh", "giới tính", "số CMND cũ", "loại giấy tờ tùy thân"),
)
_ENDED_WELL = frozenset({Status.RESOLVED, Status.RETURNED})
#: dossierPartType of a result paper [guess: 1 handed in, 2 result].
_RESULT = "2"
#: So often a dossier is refused without a reason before a person is asked.
_REFUSALS_AT_MOST = 3
_NO_REASON = "Cổng từ chối mà không nói lý do."


@dataclass(slots=True)
class OpenCps:
    """One OpenCPS portal and one account; for one thread at a time."""

    site: Site
    files: Files = field(init=False)

    def __post_init__(self) -> None:
        self.files = Files(self.site)

    @classmethod
    def wired(cls, target: PortalTarget, wiring: Wiring) -> Self:
        """Prepare the line; nothing is sent yet."""
        options = Options.read(target.options)
        line = wiring.line(
            target,
            base_url=target.url.rstrip("/").removesuffix(REST),
            headers={"groupId": options.group_id},
        )
        words = Words.of(wiring.codes, options.statuses)
        routes = Routes(line, options, words, wiring.memory)
        return cls(Site(line, options, words, routes, wiring.memory))

    @property
    def line(self) -> Line:
        """Return the line."""
        return self.site.line

    @property
    def capabilities(self) -> Capabilities:
        """Return what OpenCPS can do."""
        return replace(CAPABILITIES, file_limit=self.site.options.file_limit)

    def reach(self) -> Answer:
        """Ask for one service configuration: small, and not a public path."""
        try:
            replies.check_login(self.line.get(replies.KNOCK, replies.KNOCK_QUERY))
        except NoAnswer as stopped:
            return stopped.answer
        return Answer(AnswerKind.ACCEPTED)

    def answers_practice(self) -> bool:
        """Return whether the last reply carried the practice portal's header."""
        return self.line.practice_seen

    def close(self) -> None:
        """Give the line back."""
        self.line.close()

    def deliver(self, dossier: Outgoing) -> Delivered:
        """Bring the portal's copy to equal the facts."""
        self.line.began_change = False
        try:
            found = dossiers.deliver(self.site, dossier)
        except dossiers.DraftFound as draft:
            answer = Answer(AnswerKind.DRAFT_IN_THE_WAY, draft.raw, changing=True)
            return Delivered(answer.cut(), in_the_way=draft.uid)
        except replies.Unexplained as refused:
            return Delivered(self._ended(self._patient(dossier.uid, refused)))
        except NoAnswer as stopped:
            return Delivered(self._ended(stopped))
        self.site.memory.forget((f"refused:{dossier.uid}",))
        return Delivered(self._done(), None if found is None else self.site.remote(found))

    def read_back(self, dossier: Outgoing) -> ReadBack:
        """Read the dossier, each of its ticks and its fee, and lay them beside what was sent."""
        try:
            return dossiers.read_back(self.site, dossier)
        except NoAnswer as stopped:
            return ReadBack(stopped.answer.cut())

    def look(self, uid: str) -> tuple[Answer, Remote | None]:
        """Read status, official code, messages and results of one dossier."""
        try:
            found = self.site.find(uid)
            if found is None:
                return Answer(AnswerKind.ACCEPTED), None
            result = self._result(uid) if self.site.status_of(found) in _ENDED_WELL else ""
        except NoAnswer as stopped:
            return stopped.answer.cut(), None
        return Answer(AnswerKind.ACCEPTED), self.site.remote(found, result)

    def _result(self, uid: str) -> str:
        """Name the result papers of a finished dossier."""
        rows = replies.told(self.line.get(path(uid, "files")))
        return ", ".join(
            str(row.get("displayName") or "")
            for row in rows
            if str(row.get("dossierPartType")) == _RESULT
        )

    def feed(self, cursor: str) -> Feed:
        """Tell nothing: OpenCPS has no list of changes, and its search lags behind (A.3)."""
        return Feed(Answer(AnswerKind.ACCEPTED), (), cursor)

    def changed(self, dossier: Outgoing, seen: Remote) -> tuple[str, ...]:
        """Name the facts that the dossier's own answer shows otherwise than sent."""
        if not isinstance(seen.reading, Mapping):
            return ()
        try:
            return dossiers.changed(self.site, dossier, seen.reading)
        except NoAnswer:
            return ()

    def put_file(self, dossier: Outgoing, file: OutFile) -> Delivered:
        """Bring one attachment there, or take it away."""
        self.line.began_change = False
        try:
            return Delivered(self.files.put(dossier, file))
        except NoAnswer as stopped:
            return Delivered(self._ended(stopped))

    def read_file(self, dossier: Outgoing, file: OutFile) -> ReadBack:
        """Read one attachment back and lay its hash beside ours."""
        try:
            return self.files.read(dossier, file)
        except NoAnswer as stopped:
            return ReadBack(stopped.answer.cut())

    def procedures(self) -> tuple[Answer, tuple[RemoteProcedure, ...]]:
        """Read the site's list of procedures."""
        try:
            return Answer(AnswerKind.ACCEPTED), catalogue.procedures(self.site)
        except NoAnswer as stopped:
            return stopped.answer.cut(), ()

    def examine(self) -> Iterator[Finding]:
        """Ask for sign-in, right and version."""
        return examination.examine(self.site)

    def clock_offset(self) -> timedelta | None:
        """Return the portal's ``Date`` less our clock, as of the last reply."""
        return self.line.offset

    def drop_draft(self, uid: str) -> Answer:
        """Remove our own un-started draft; anything started stays, all of it after a restore."""
        try:
            return dossiers.drop_draft(self.site, uid)
        except NoAnswer as stopped:
            return stopped.answer.cut()

    def _patient(self, uid: str, refused: NoAnswer) -> NoAnswer:
        """Try again what was refused without a reason, a few times, then leave it to a person."""
        key = f"refused:{uid}"
        times = int(self.site.memory.recall(key) or 0) + 1
        if times >= _REFUSALS_AT_MOST:
            self.site.memory.forget((key,))
            return refused
        self.site.memory.remember(key, str(times))
        return NoAnswer(Answer(AnswerKind.PORTAL_DOWN, refused.answer.raw, detail=_NO_REASON))

    def _done(self) -> Answer:
        kind = AnswerKind.ACCEPTED if self.line.began_change else AnswerKind.ALREADY_EQUAL
        return Answer(kind)

    def _ended(self, stopped: NoAnswer) -> Answer:
        changing = stopped.answer.changing or self.line.began_change
        return replace(stopped.answer, changing=changing).cut()
