"""The national dossier message behind the ``Portal`` protocol (portals.md B and G.4).

The code is the key: a create of a code that is there is refused with "đã tồn tại" and overwrites
nothing, so a create may follow any look-up that could not tell. What is there is compared (owner,
procedure, date) before it is touched; what is another's is left to a person. An update keeps the
status that the portal itself shows, because that is the portal's own.

Requests of an ordinary dossier: create, its steps, look-up; one sign-in per ten minutes.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Self

from receptiondesk.domain.clock import Clock
from receptiondesk.domain.code_map import CodeKind, CodeMap
from receptiondesk.domain.dossier import Status
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
from sync.portals.national import behind, proof, questions, steps, whose
from sync.portals.national import message as messages
from sync.portals.national.bus import Bus
from sync.portals.national.catalogue import Catalogue
from sync.portals.national.message import LABELS, Message
from sync.portals.national.options import Options
from sync.portals.national.proof import Row
from sync.portals.national.trail import Trail, fingerprint
from sync.wiring import Wiring

CAPABILITIES = Capabilities(
    takes_our_code=True,
    takes_our_reception_time=True,
    takes_our_due_time=True,
    idempotency_key=True,
    can_say_absent=False,
    gives_back=True,
    status_feed=False,
    attachments="url",
    steps=True,
    catalogue=True,
    not_carried=("ngày sinh", "giới tính", "số CMND cũ"),
)
NO_FILES = "Không gửi được tệp qua cổng này: cổng tự tải tệp từ kho của tỉnh."


@dataclass(slots=True)
class National:
    """One account at one bus; for one thread at a time."""

    bus: Bus
    options: Options
    codes: CodeMap
    memory: Memory
    clock: Clock
    catalogue: Catalogue = field(init=False)
    _wrote: bool = False

    def __post_init__(self) -> None:
        """Lay the catalogue beside the bus."""
        self.catalogue = Catalogue(self.bus, self.codes, self.options, self.memory)

    @classmethod
    def connect(cls, target: PortalTarget, wiring: Wiring) -> Self:
        """Prepare the line; nothing is sent yet."""
        options = Options.read(target.options)
        headers = {"dstcode": options.dstcode, "Charset": "utf-8"}
        line = wiring.line(target, headers=headers, basic=False)
        bus = Bus(line, options, target.user, wiring.password, wiring.clock)
        clock = PortalClock(line, wiring.clock)
        return cls(bus, options, wiring.codes, wiring.memory, clock)

    @property
    def capabilities(self) -> Capabilities:
        """Return what this family can do; what a look-up does not show is told per dossier."""
        return CAPABILITIES

    def reach(self) -> Answer:
        """Sign in; good when the bus itself answered and knows the account."""
        try:
            self.bus.sign_in()
        except NoAnswer as stopped:
            return stopped.answer.cut()
        return Answer(AnswerKind.ACCEPTED)

    def answers_practice(self) -> bool:
        """Return whether the last reply carried the practice portal's header."""
        return self.bus.line.practice_seen

    def clock_offset(self) -> timedelta | None:
        """Return the bus's clock less ours, ``None`` while unknown."""
        return self.bus.line.offset

    def close(self) -> None:
        """Give the line back."""
        self.bus.line.close()

    def deliver(self, dossier: Outgoing) -> Delivered:
        """Bring the portal's copy to equal the facts, and send the steps not sent yet."""
        if not dossier.official_code:
            return Delivered(Answer(AnswerKind.NO_CODE_YET))
        self._wrote = False
        try:
            trail = self._settle(dossier)
            self._wrote |= steps.send(self._sender(), dossier, trail)
        except NoAnswer as stopped:
            changing = stopped.answer.changing or self._wrote
            return Delivered(replace(stopped.answer, changing=changing).cut())
        kind = AnswerKind.ACCEPTED if self._wrote else AnswerKind.ALREADY_EQUAL
        return Delivered(Answer(kind), self._remote(dossier.uid, dossier.official_code, None))

    def read_back(self, dossier: Outgoing) -> ReadBack:
        """Look the dossier up and lay what is shown beside what was sent."""
        try:
            return self._read_back(dossier)
        except NoAnswer as stopped:
            return ReadBack(stopped.answer.cut())

    def look(self, uid: str) -> tuple[Answer, Remote | None]:
        """Read status and result of one dossier that was sent by us."""
        trail = Trail.read(self.memory, uid)
        if not trail.begun:
            return Answer(AnswerKind.ACCEPTED), None
        try:
            row = self._row(trail.code)
        except NoAnswer as stopped:
            return stopped.answer.cut(), None
        if row is None:
            return Answer(AnswerKind.ACCEPTED), None
        self._note_status(uid, trail, row)
        return Answer(AnswerKind.ACCEPTED), self._remote(uid, trail.code, row)

    def feed(self, cursor: str) -> Feed:
        """Return nothing: the bus offers no news, each dossier is looked up."""
        return Feed(Answer(AnswerKind.ACCEPTED), cursor=cursor)

    def changed(self, dossier: Outgoing, seen: Remote) -> tuple[str, ...]:
        """Name the facts that a row of the look-up shows otherwise than sent."""
        row = seen.reading
        if not isinstance(row, Row):
            return ()
        try:
            place = self.catalogue.place(dossier)
            laid = proof.beside(messages.build(dossier, place, self.codes, row.status), row)
        except NoAnswer:
            return ()
        gone = proof.withdrawal(dossier, row, self.codes)
        expected = {**laid.expected, **gone.expected}
        found = {**laid.found, **gone.found}
        return ReadBack(Answer(AnswerKind.ACCEPTED), expected, found).differing()

    def put_file(self, dossier: Outgoing, file: OutFile) -> Delivered:
        """Refuse: files are never uploaded, the national side pulls them (portals.md B.3)."""
        del dossier, file
        return Delivered(Answer(AnswerKind.NOT_OFFERED, detail=NO_FILES))

    def read_file(self, dossier: Outgoing, file: OutFile) -> ReadBack:
        """Refuse, as ``put_file``."""
        del dossier, file
        return ReadBack(Answer(AnswerKind.NOT_OFFERED, detail=NO_FILES))

    def drop_draft(self, uid: str) -> Answer:
        """Refuse: this family has no drafts."""
        del uid
        return Answer(AnswerKind.CONFLICT)

    def procedures(self) -> tuple[Answer, tuple[RemoteProcedure, ...]]:
        """Read the catalogue: one request for the list, one for each procedure."""
        try:
            return Answer(AnswerKind.ACCEPTED), tuple(self.catalogue.procedures())
        except NoAnswer as stopped:
            return stopped.answer.cut(), ()

    def examine(self) -> Iterator[Finding]:
        """Ask for sign-in, right and version."""
        return questions.examine(self.bus)

    def _settle(self, dossier: Outgoing) -> Trail:
        """Create or update, whichever it needs; return the trail."""
        trail = Trail.read(self.memory, dossier.uid)
        place = self.catalogue.place(dossier)
        row = self._row_or_none(dossier) if trail.begun or dossier.ask_first else None
        try:
            if row is not None:
                self._update(dossier, place, trail, row, known=trail.begun)
            elif trail.made:
                self._update_unseen(dossier, place, trail)
            else:
                self._create(dossier, place, trail)
        except NoAnswer as stopped:
            if stopped.answer.kind is AnswerKind.REFUSED:
                self.catalogue.forget(dossier)
            raise
        return trail

    def _create(self, dossier: Outgoing, place: messages.Place, trail: Trail) -> None:
        message = messages.build(dossier, place, self.codes)
        began_before, since = trail.begun, trail.since
        trail.code, trail.since = dossier.official_code, dossier.older
        trail.sent_as(proof.identity(message))
        self._stamp(dossier, trail)
        outcome = self.bus.write("DongBoHoSoMC", isUpdating="False", data=[message.fields])
        if outcome.exists:
            trail.since = since
            trail.keep(self.memory, dossier.uid)
            self._meet(dossier, place, trail, began_before=began_before)
        elif outcome.stored:
            self._taken(dossier, trail, message)
        else:
            raise NoAnswer(outcome.refusal(LABELS))

    def _meet(
        self, dossier: Outgoing, place: messages.Place, trail: Trail, *, began_before: bool
    ) -> None:
        """The code is there already: compare, then update or leave it to a person."""
        row = self._row(dossier.official_code)
        if row is not None:
            self._update(dossier, place, trail, row, known=began_before)
        elif began_before and trail.fresh(self.clock.now(), self.options.lag):
            raise NoAnswer(Answer(AnswerKind.NOT_SHOWN_YET))
        else:
            detail = "Cổng báo mã hồ sơ đã tồn tại nhưng không cho xem hồ sơ đó."
            raise NoAnswer(Answer(AnswerKind.UNDECIDED, detail=detail))

    def _update(
        self, dossier: Outgoing, place: messages.Place, trail: Trail, row: Row, *, known: bool
    ) -> None:
        """Bring what is there to equal the facts; ``known``: we remember to have begun it."""
        message = messages.build(dossier, place, self.codes, row.status)
        case, told = whose.Case(self.memory, dossier, trail), _told(message)
        whose.refuse_another(case, message, row)
        behind.hear(case, told)
        steps.recognise(dossier, trail, row, known=known)
        trail.code, trail.status = dossier.official_code, row.status
        laid = proof.beside(message, row)
        gone = proof.withdrawal(dossier, row, self.codes)
        same = laid.expected == laid.found and not (
            dossier.cancelled and gone.expected != gone.found
        )
        told_all = not laid.unseen or trail.taken == told or behind.has_nothing_to_add(case)
        if same and told_all:
            trail.made = True
            trail.sent_as(proof.shown_identity(row))
            trail.keep(self.memory, dossier.uid)
        else:
            behind.refuse_to_write_over(case, told, laid.unseen)
            self._put(dossier, trail, message)

    def _update_unseen(self, dossier: Outgoing, place: messages.Place, trail: Trail) -> None:
        """Update our own dossier that cannot be looked up, with the status last seen."""
        if trail.fresh(self.clock.now(), self.options.lag):
            raise NoAnswer(Answer(AnswerKind.NOT_SHOWN_YET))
        self._put(dossier, trail, messages.build(dossier, place, self.codes, trail.status))

    def _put(self, dossier: Outgoing, trail: Trail, message: Message) -> None:
        trail.sent_as(proof.identity(message))
        self._stamp(dossier, trail)
        outcome = self.bus.write("DongBoHoSoMC", isUpdating="True", data=[message.fields])
        if outcome.absent:
            outcome = self.bus.write("DongBoHoSoMC", isUpdating="False", data=[message.fields])
        if not outcome.stored:
            answer = outcome.refusal(LABELS)
            withdrawal = dossier.cancelled and answer.kind is AnswerKind.REFUSED
            raise NoAnswer(replace(answer, kind=AnswerKind.CANNOT_CANCEL) if withdrawal else answer)
        self._taken(dossier, trail, message)

    def _stamp(self, dossier: Outgoing, trail: Trail) -> None:
        """Note, before the first byte, that something is being sent."""
        trail.at = self.clock.now().isoformat()
        trail.keep(self.memory, dossier.uid)

    def _taken(self, dossier: Outgoing, trail: Trail, message: Message) -> None:
        trail.made, self._wrote = True, True
        trail.taken, trail.since = _told(message), dossier.older
        trail.keep(self.memory, dossier.uid)

    def _read_back(self, dossier: Outgoing) -> ReadBack:
        if not dossier.official_code:
            return ReadBack(Answer(AnswerKind.NO_CODE_YET))
        trail = Trail.read(self.memory, dossier.uid)
        row = self._row(dossier.official_code)
        if row is None:
            fresh = trail.fresh(self.clock.now(), self.options.lag)
            return ReadBack(Answer(AnswerKind.NOT_SHOWN_YET if fresh else AnswerKind.REFUSED))
        place = self.catalogue.place(dossier)
        message = messages.build(dossier, place, self.codes, row.status)
        laid = proof.beside(message, row)
        gone = proof.withdrawal(dossier, row, self.codes)
        if not trail.begun and not whose.differing(message, row):
            # Ours, and a file that is gone began it: what it told of steps, it alone knew.
            steps.recognise(dossier, trail, row, known=False)
            trail.code = dossier.official_code
            trail.keep(self.memory, dossier.uid)
        progress = steps.proof(dossier, trail, row)
        hidden = laid.unseen and behind.is_behind(whose.Case(self.memory, dossier, trail))
        notes = (message.cut, progress.note, behind.NOTE if hidden else "")
        self._note_status(dossier.uid, trail, row)
        return ReadBack(
            Answer(AnswerKind.ACCEPTED),
            {**laid.expected, **gone.expected},
            {**laid.found, **gone.found},
            self._remote(dossier.uid, dossier.official_code, row),
            unseen=(*laid.unseen, *gone.unseen, *progress.unseen),
            notes=tuple(note for note in notes if note),
            untold=bool(steps.untold(dossier, trail)),
        )

    def _row(self, code: str) -> Row | None:
        """Look a dossier up; ``None`` for an empty result, or when the bus says "không tìm thấy".

        Any other error tells nothing of the dossier: a look-up error is never "absent".
        """
        try:
            rows = [Row.of(row) for row in self.bus.share("TraCuuHoSo", mahoso=code)]
        except NoAnswer as stopped:
            if stopped.answer.kind is not AnswerKind.REFUSED:
                raise
            answer = replace(stopped.answer, kind=AnswerKind.UNREADABLE)
            raise NoAnswer(answer) from stopped
        own = [row for row in rows if row.code == code or not row.has("MaHoSo")]
        if rows and len(own) != 1:
            raise NoAnswer(Answer(AnswerKind.UNREADABLE, "another or several codes"))
        return own[0] if own else None

    def _row_or_none(self, dossier: Outgoing) -> Row | None:
        """Look up before sending; where the bus itself says an error, a create decides instead."""
        try:
            return self._row(dossier.official_code)
        except NoAnswer as stopped:
            if stopped.answer.kind is AnswerKind.UNREADABLE:
                return None
            raise

    def _note_status(self, uid: str, trail: Trail, row: Row) -> None:
        if row.status and trail.begun and trail.status != row.status:
            trail.status = row.status
            trail.keep(self.memory, uid)

    def _sender(self) -> steps.Sender:
        return steps.Sender(
            self.bus, self.codes, self.memory, self.clock, self._row, self.options.lag
        )

    def _remote(self, uid: str, code: str, row: Row | None) -> Remote:
        status = None if row is None else self.codes.ours(CodeKind.STATUS, row.status)
        return Remote(
            uid=uid,
            remote_id=code,
            code=code,
            status=None if status is None else Status(int(status)),
            status_raw=row.status_words if row is not None else "",
            result=row.result if row is not None else "",
            reading=row,
        )


def _told(message: Message) -> str:
    """Return what a message says of the dossier, without the status, which the portal owns."""
    return fingerprint({**message.fields, "TrangThaiHoSo": ""})
