"""OpenCPS behind the ``Portal`` protocol: every step may be repeated after any lost answer.

The order (portals.md A.6, G.4): look up by ``referenceUid``; 200 → compare; any other answer →
create with the same ``referenceUid`` (the portal cannot say "absent"); compare the uid that came
back, because the portal hands out an un-started draft of the same procedure instead; put the
facts and dates (a repeated create resets the dates); component ticks; fee; first action.

A create carries no facts, so that a foreign draft handed back never holds another person's data.
A draft of ours that cannot be completed is removed again, so that it stands in nobody's way.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self
from urllib.parse import quote

from receptiondesk.domain.dossier import Status
from receptiondesk.domain.outbox import PortalTarget
from sync.answers import FOR_A_PERSON, Answer, AnswerKind, NoAnswer
from sync.portal import Capabilities, Delivered, Memory, Outgoing, ReadBack, Remote
from sync.portals.opencps import actions, fields, replies
from sync.portals.opencps.options import Options
from sync.portals.opencps.routes import REST, Route, Routes
from sync.session import Line, Reply, Timeouts
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
    not_carried=("ngày sinh", "giới tính", "số CMND cũ", "loại giấy tờ tùy thân"),
)

Found = Mapping[str, Any]


class _DraftFound(Exception):  # noqa: N818 - a branch of one delivery, never leaves this file
    """The portal handed out a draft with another uid."""

    def __init__(self, uid: str, raw: str) -> None:
        super().__init__(uid)
        self.uid = uid
        self.raw = raw


@dataclass(slots=True)
class OpenCps:
    """One OpenCPS portal and one account; for one thread at a time."""

    line: Line
    options: Options
    routes: Routes

    @classmethod
    def connect(
        cls,
        target: PortalTarget,
        password: str,
        memory: Memory,
        timeouts: Timeouts,
        stop: threading.Event,
    ) -> Self:
        """Prepare the line; nothing is sent yet."""
        return cls.wired(target, Wiring(password, memory, timeouts, stop))

    @classmethod
    def wired(cls, target: PortalTarget, wiring: Wiring) -> Self:
        """Prepare the line; nothing is sent yet."""
        options = Options.read(target.options)
        line = wiring.line(
            target,
            base_url=target.url.rstrip("/").removesuffix(REST),
            headers={"groupId": options.group_id},
        )
        return cls(line, options, Routes(line, options, wiring.memory))

    @property
    def capabilities(self) -> Capabilities:
        """Return what OpenCPS can do."""
        return CAPABILITIES

    def reach(self) -> Answer:
        """Ask for one service configuration: small, and not a public path."""
        try:
            replies.check_login(self.line.get(f"{REST}/serviceconfigs", {"start": "0", "end": "1"}))
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
            remote = self._deliver(dossier)
        except _DraftFound as draft:
            answer = Answer(AnswerKind.DRAFT_IN_THE_WAY, draft.raw, changing=True)
            return Delivered(answer.cut(), in_the_way=draft.uid)
        except NoAnswer as stopped:
            changing = stopped.answer.changing or self.line.began_change
            return Delivered(replace(stopped.answer, changing=changing).cut())
        kind = AnswerKind.ACCEPTED if self.line.began_change else AnswerKind.ALREADY_EQUAL
        return Delivered(Answer(kind), self._remote(remote))

    def read_back(self, dossier: Outgoing) -> ReadBack:
        """Read the dossier, each of its ticks and its fee, and lay them beside what was sent."""
        try:
            return self._read_back(dossier)
        except NoAnswer as stopped:
            return ReadBack(stopped.answer.cut())

    def look(self, uid: str) -> tuple[Answer, Remote | None]:
        """Read status and official code of one dossier."""
        try:
            found = self._find(uid)
        except NoAnswer as stopped:
            return stopped.answer.cut(), None
        return Answer(AnswerKind.ACCEPTED), None if found is None else self._remote(found)

    def drop_draft(self, uid: str) -> Answer:
        """Remove our own un-started draft; anything started stays."""
        try:
            found = self._find(uid)
            if found is None or not _is_draft(found):
                return Answer(AnswerKind.CONFLICT)
            reply = self.line.delete(f"{REST}/dossiers/{_id(found)}")
            replies.check_login(reply)
        except NoAnswer as stopped:
            return stopped.answer.cut()
        return Answer(AnswerKind.ACCEPTED if reply.ok else AnswerKind.REFUSED, reply.raw).cut()

    def _deliver(self, dossier: Outgoing) -> Found:
        route = self.routes.resolve(dossier.procedure_code)
        found = self._find(dossier.uid)
        if found is None:
            route, found = self._create(dossier, route)
        if fields.canonical(found.get("serviceCode")) != route.service_code:
            raise NoAnswer(Answer(AnswerKind.CONFLICT, fields=(fields.SERVICE,)))
        try:
            found = self._complete(dossier, route, found)
        except NoAnswer as stopped:
            if stopped.answer.kind in FOR_A_PERSON and _is_draft(found):
                self.drop_draft(dossier.uid)
            raise
        if dossier.cancelled:
            found = self._cancel(dossier, route, found)
        return found

    def _complete(self, dossier: Outgoing, route: Route, found: Found) -> Found:
        """Facts, dates, ticks, fee, then the first action while it is still a draft."""
        own = self.options.override(dossier.procedure_code)
        placed, unmatched = route.place(dossier, own.parts)
        form = fields.facts(dossier, unmatched)
        if fields.differing_facts(found, form):
            found = self._put(found, form)
        for part, mark in self._marks(dossier, route, placed).items():
            self._must(self.line.post(f"{REST}/dossiers/{_id(found)}/marks/{_part(part)}", mark))
        payment = fields.payment(dossier)
        if payment is not None:
            self._must(self.line.post(f"{REST}/dossiers/{_id(found)}/payment", payment))
        if not _is_draft(found):
            return found
        self._start(dossier, found, own.first_action)
        found = self._again(dossier.uid)
        if _is_draft(found):
            raise NoAnswer(Answer(AnswerKind.REFUSED, fields=(fields.STARTED,)))
        return self._put(found, form) if fields.differing_facts(found, form) else found

    def _start(self, dossier: Outgoing, found: Found, own: str) -> None:
        code = actions.first(actions.offered(self.line, _id(found)), self.options, own)
        # A refusal (405) is not looked at: reading again tells whether the dossier has moved.
        actions.perform(self.line, _id(found), code, actions.receiving_form(dossier))

    def _cancel(self, dossier: Outgoing, route: Route, found: Found) -> Found:
        if self._withdrawn(found):
            return found
        code = actions.cancelling(actions.offered(self.line, _id(found)), self.routes, route)
        if code is None:
            raise NoAnswer(Answer(AnswerKind.CANNOT_CANCEL))
        form = {"actionUser": dossier.officer, "actionNote": dossier.cancel_reason}
        actions.perform(self.line, _id(found), code, form)
        found = self._again(dossier.uid)
        if not self._withdrawn(found):
            raise NoAnswer(Answer(AnswerKind.CANNOT_CANCEL))
        return found

    def _find(self, uid: str) -> Found | None:
        """Look up by ``referenceUid``; ``None`` for any answer but 200 (it cannot say "absent")."""
        found = replies.record(self.line.get(f"{REST}/dossiers/{quote(uid, safe='')}"))
        if found is None:
            return None
        if fields.canonical(found.get("referenceUid")) != uid or not _id(found):
            raise NoAnswer(Answer(AnswerKind.UNREADABLE, "another referenceUid"))
        return found

    def _again(self, uid: str) -> Found:
        found = self._find(uid)
        if found is None:
            raise NoAnswer(Answer(AnswerKind.LOST, changing=True))
        return found

    def _create(self, dossier: Outgoing, route: Route) -> tuple[Route, Found]:
        """Open a draft that says nothing but the procedure; once more with a fresh route."""
        reply = self._open_draft(dossier, route)
        if not reply.ok:
            self.routes.forget(dossier.procedure_code)
            route = self.routes.resolve(dossier.procedure_code)
            reply = self._open_draft(dossier, route)
        found = replies.record(reply)
        if found is None:
            raise replies.refusal(reply, AnswerKind.NOT_OFFERED)
        came_back = fields.canonical(found.get("referenceUid"))
        if came_back != dossier.uid:
            raise _DraftFound(came_back, reply.raw)
        return route, found

    def _open_draft(self, dossier: Outgoing, route: Route) -> Reply:
        form = {
            "referenceUid": dossier.uid,
            "serviceCode": route.service_code,
            "govAgencyCode": route.agency,
            "dossierTemplateNo": route.template,
            "originality": self.options.originality,
        }
        reply = self.line.post(f"{REST}/dossiers", form)
        replies.check_login(reply)
        return reply

    def _put(self, found: Found, form: Mapping[str, str]) -> Found:
        return self._must(self.line.put(f"{REST}/dossiers/{_id(found)}", form))

    def _must(self, reply: Reply) -> Found:
        found = replies.record(reply)
        if found is None:
            raise replies.refusal(reply)
        return found

    def _marks(
        self, dossier: Outgoing, route: Route, placed: Mapping[str, Any]
    ) -> dict[str, dict[str, str]]:
        """Return every tick to be set; after a correction also those that were taken back."""
        own = self.options.override(dossier.procedure_code).parts
        marks = {part: fields.mark(paper) for part, paper in placed.items()}
        if dossier.revision:
            for code, name in dossier.checklist:
                part = route.part_of(code, name, own)
                if part:
                    marks.setdefault(part, fields.mark(None))
        return marks

    def _read_back(self, dossier: Outgoing) -> ReadBack:
        route = self.routes.resolve(dossier.procedure_code)
        reply = self.line.get(f"{REST}/dossiers/{quote(dossier.uid, safe='')}")
        there = replies.record(reply)
        if there is None:
            raise replies.refusal(reply)
        placed, unmatched = route.place(
            dossier, self.options.override(dossier.procedure_code).parts
        )
        form = fields.facts(dossier, unmatched)
        expected = fields.expected(form, route.service_code)
        found = fields.found(there, form)
        names = dict(route.parts)
        for part, mark in self._marks(dossier, route, placed).items():
            label = f"giấy tờ “{names.get(part, part)}”"
            expected[label] = fields.mark_text(mark)
            found[label] = fields.mark_text(self._optional(there, f"marks/{_part(part)}"))
        payment = fields.payment(dossier)
        if payment is not None:
            expected[fields.PAYMENT] = fields.payment_text(payment)
            found[fields.PAYMENT] = fields.payment_text(self._optional(there, "payment"))
        if dossier.cancelled:
            expected[fields.CANCELLED] = "1"
            found[fields.CANCELLED] = "1" if self._withdrawn(there) else ""
        return ReadBack(Answer(AnswerKind.ACCEPTED), expected, found, self._remote(there))

    def _optional(self, there: Found, path: str) -> Found:
        return replies.record(self.line.get(f"{REST}/dossiers/{_id(there)}/{path}")) or {}

    def _withdrawn(self, found: Found) -> bool:
        raw = fields.canonical(found.get("dossierStatus"))
        return self.options.status_of(raw) is Status.WITHDRAWN

    def _remote(self, found: Found) -> Remote:
        raw = fields.canonical(found.get("dossierStatus"))
        told = fields.canonical(found.get("dossierSubStatusText"))
        told = told or fields.canonical(found.get("dossierStatusText")) or raw
        return Remote(
            uid=fields.canonical(found.get("referenceUid")),
            remote_id=_id(found),
            code=fields.canonical(found.get("dossierNo")),
            status=self.options.status_of(raw),
            status_raw=told,
        )


def _id(found: Found) -> str:
    return fields.canonical(found.get("dossierId"))


def _part(number: str) -> str:
    return quote(number, safe="")


def _is_draft(found: Found) -> bool:
    """A dossier is a draft while its status is blank (portals.md A.6)."""
    return not fields.canonical(found.get("dossierStatus"))
