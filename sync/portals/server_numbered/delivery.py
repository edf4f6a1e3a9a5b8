"""Bringing one dossier to a portal that makes the code and would make a second one if asked twice.

What is certain decides: a number is kept before it is used, the mark "being sent" before the first
byte of the create; the mark goes only when the portal certainly stored nothing. Only its own
program can say so: what a gateway or a filter answers in its place (401, 403, 413, 429) makes one
look the dossier up first, and a gateway that stopped waiting (408, 425, 502, 503, 504) says
nothing.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from receptiondesk.domain.clock import Clock
from receptiondesk.domain.dossier import Status
from receptiondesk.domain.events import FACT_KINDS, canonical_json
from sync.answers import FOR_A_PERSON, Answer, AnswerKind, NoAnswer
from sync.portal import Delivered, Numbering, Outgoing, Step
from sync.portals.server_numbered import dialect as common
from sync.portals.server_numbered import news, replies, shape
from sync.portals.server_numbered.adapter2026 import Adapter2026
from sync.portals.server_numbered.dialect import Dialect, Ref
from sync.portals.server_numbered.kept import Kept, Place
from sync.portals.server_numbered.lookup import LookUp
from sync.portals.server_numbered.replies import Verdict
from sync.portals.server_numbered.shape import Record
from sync.portals.server_numbered.talk import SIGNED_OUT
from sync.portals.server_numbered.unasked import Unasked, as_now
from sync.portals.server_numbered.unread import MEND_FACTS, MEND_FILES, Unread, may_be_gone
from sync.portals.server_numbered.words import ASK_FOR_STEPS, GONE
from sync.session import Reply

#: Answers of a door that may stand before the portal's own.
_AT_THE_DOOR = frozenset({AnswerKind.FORBIDDEN, AnswerKind.TOO_LARGE})
#: A limit of speed is kept before anything is looked at (RFC 6585 section 4).
_TOO_MANY = 429
_STEPS_PER_CALL = 10


@dataclass(frozen=True, slots=True)
class Delivery:
    """One dossier, one portal, one attempt."""

    dialect: Dialect
    kept: Kept
    clock: Clock
    dossier: Outgoing

    def run(self) -> Delivered:
        """Create, update or leave it; return how it stands there.

        Raises:
            NoAnswer: how it ended instead.
        """
        place, found = self.locate()
        changed = begun = place is None
        if place is None:
            place = self._create()
        else:
            changed = self._mend(place, found)
        try:
            changed = self._tell_steps(place, begun=begun) or changed
            if self.dossier.cancelled:
                changed = self._cancel(place, found) or changed
        except NoAnswer as stopped:  # it is there, whatever became of the rest: its code counts
            return Delivered(stopped.answer.cut(), news.at_place(self.dossier.uid, place))
        kind = AnswerKind.ACCEPTED if changed else AnswerKind.ALREADY_EQUAL
        remote = news.at_place(self.dossier.uid, place)
        if found is not None and not changed:
            remote = news.remote(self.dialect, found, self.dossier.uid)
        return Delivered(Answer(kind), remote)

    def locate(self) -> tuple[Place | None, Record | None]:
        """Return where it is and what stands there; two ``None`` when it was certainly never sent.

        Raises:
            NoAnswer: LOST or UNDECIDED when that cannot be told, or what the line did.
        """
        place = self.kept.place() if self._can_ask() else self.kept.place_or_told()
        if place is not None:
            return self._at(place)
        denied = self.kept.said_to_be_absent()
        if denied and not self._can_ask():
            return None, None  # nobody but the person who looked there can tell
        marked = self.kept.sent_at() is not None or self.kept.turned_away() is not None
        if not marked and not denied and self.kept.is_clear():
            return None, None
        if not (marked or denied or self.dossier.ask_first or self.dossier.official_code):
            return None, None
        found = LookUp(self.dialect, self.kept, self.clock).find(self.dossier)
        if found is None:
            return None, None
        place = self.dialect.place_of(found)
        self.kept.keep_place(place)
        return place, found

    @property
    def unasked(self) -> Unasked:
        """Return what of it may be written over there."""
        return Unasked(self.dialect, self.kept, self.dossier.may_lack_what_was_told)

    def _can_ask(self) -> bool:
        return self.dialect.can_read() or self.dialect.can_search()

    def _at(self, place: Place) -> tuple[Place, Record | None]:
        """Return what stands at a place; only a person's word makes us forget one (`locate`)."""
        if not self.dialect.can_read():
            return place, None
        found = self.dialect.read(place)
        if found is not None:
            LookUp(self.dialect, self.kept, self.clock).must_be_ours(self.dossier, found)
            return place, found
        sent_at = self.kept.sent_at()
        lag = self.dialect.options.lag
        if sent_at is not None and abs(self.clock.now() - sent_at) < lag:
            raise NoAnswer(Answer(AnswerKind.NOT_SHOWN_YET, changing=True))
        detail = GONE.format(code=place.code)
        raise NoAnswer(Answer(AnswerKind.UNDECIDED, detail=detail, changing=True))

    def document(self, code: str, record: Record | None = None) -> dict[str, Any]:
        """Return the whole dossier, with the files that are there and those we know of."""
        return self.dialect.document(self.dossier, code, self.files(record))

    def files(self, record: Record | None) -> tuple[Ref, ...]:
        """Return the files of the dossier, those at the portal first, each once."""
        there = self.dialect.attached(record) if record is not None else ()
        known = {str(ref["id"]): ref for ref in there}
        for ref in self.kept.files().values():
            # Taken back here, left there, and shown no more: a person removed it.
            removed = record is not None and ref.get("left")
            if ref.get("bound") and not removed:
                known.setdefault(str(ref["id"]), bare(ref))
        return tuple(known.values())

    def must_know_its_files(self, found: Record | None, words: str = MEND_FILES) -> None:
        """Let nothing be written over what cannot be read and may hold files unknown here.

        See `unread`.

        Raises:
            NoAnswer: CONFLICT.
        """
        if found is None and self.dossier.may_lack_what_was_told:
            raise NoAnswer(Answer(AnswerKind.CONFLICT, detail=words))

    def _create(self) -> Place:
        if self.dossier.cancelled and not self._can_cancel():
            detail = "Hồ sơ chưa từng gửi tới cổng này nên không có gì phải rút trên cổng."
            raise NoAnswer(Answer(AnswerKind.CANNOT_CANCEL, detail=detail))
        self.kept.begin_record()  # it may have come back without the one that was there
        code = self._number()
        document = self.document(code)
        self._keep_identity(document)
        if not self._can_ask():
            self.kept.keep_sent_as(fingerprint(document), self.dossier.revision)
        self.unasked.leaves(document)
        self.kept.mark_sent(self.clock.now())
        reply = self._sent(document)
        match replies.verdict(reply):
            case Verdict.WELL:
                return self._placed(reply, code, document)
            case Verdict.THERE_ALREADY:
                return self._there_already(reply)
            case Verdict.UNKNOWN:
                raise NoAnswer(Answer(AnswerKind.LOST, reply.raw, changing=True))
            case Verdict.NO_SUCH_CALL:
                self._turned_away(own=replies.own(reply))
                raise replies.no_such_call(reply, "create")
            case Verdict.REFUSED:
                self._turned_away(own=replies.own(reply, self.dialect.fields))
                raise replies.refusal(reply, self.dialect.fields)

    def _can_cancel(self) -> bool:
        options = self.dialect.options
        return options.offers("cancel") or options.offers("states")

    def _number(self) -> str:
        """Return the number it is created with: kept before it is used, the same on every retry."""
        if self.dialect.capabilities.numbering is not Numbering.BEFORE_CREATE:
            return ""
        code = self.kept.number()
        if not code:
            try:
                code = self.dialect.take_number(self.dossier)
            except NoAnswer as stopped:
                raise NoAnswer(replace(stopped.answer, changing=False)) from stopped
            self.kept.keep_number(code)
        return code

    def _sent(self, document: dict[str, Any]) -> Reply:
        """Send the create; take the mark away where nothing can have been stored."""
        try:
            return self.dialect.create(document)
        except NoAnswer as stopped:
            answer = stopped.answer
            if not answer.changing:
                self.kept.unmark_sent()
            elif answer.status == _TOO_MANY:
                # By the word's meaning nothing was stored (RFC 6585), but who says it may be a
                # gateway, and one dossier a round that waits for the search costs little.
                self._turned_away(own=not self._can_ask())
                raise NoAnswer(replace(answer, changing=False)) from stopped
            elif answer.kind in _AT_THE_DOOR or answer.status == SIGNED_OUT:
                self._turned_away(own=False)
            raise

    def _turned_away(self, *, own: bool) -> None:
        """Keep what is known after a create that was not taken: nothing stored, or a doubt."""
        if own:
            self.kept.unmark_sent()
        elif LookUp(self.dialect, self.kept, self.clock).believes_absence():
            # A gateway's clock may be behind the portal's, by which the create was begun.
            now = self.clock.now()
            last = max(now, self.kept.sent_at() or now)
            self.kept.turn_away(last + self.dialect.options.lag)

    def _placed(self, reply: Reply, code: str, document: dict[str, Any]) -> Place:
        told, sent = self.dialect.created(reply), fingerprint(document)
        place = self._told().with_sent(replace(told, code=told.code or code), sent)
        if not place.code or (not place.id and not self.dialect.can_read()):
            raise NoAnswer(Answer(AnswerKind.UNREADABLE, reply.raw, changing=True))
        if not place.id:
            found = self.dialect.find_code(place.code)  # the id comes with the first reading
            if found is None:
                raise NoAnswer(Answer(AnswerKind.NOT_SHOWN_YET, reply.raw, changing=True))
            place = self._told().with_sent(self.dialect.place_of(found), sent)
        self.kept.keep_place(place)
        self.unasked.stands(document)
        return place

    def _there_already(self, reply: Reply) -> Place:
        """The code is there: ours and equal, ours and to be mended, or somebody else's."""
        try:
            found = LookUp(self.dialect, self.kept, self.clock).find(self.dossier)
        except NoAnswer as stopped:
            if stopped.answer.kind is AnswerKind.CONFLICT:
                # The number is somebody else's, so what we sent was certainly not stored.
                self.kept.drop_number()
                self.kept.unmark_sent()
            raise NoAnswer(replace(stopped.answer, raw=reply.raw)) from stopped
        if found is None:
            raise NoAnswer(Answer(AnswerKind.LOST, reply.raw, changing=True))
        place = self.dialect.place_of(found)
        self.kept.keep_place(place)
        self._mend(place, found)
        return place

    def _mend(self, place: Place, found: Record | None) -> bool:
        """Update what differs; return whether anything was sent.

        Raises:
            NoAnswer: CONFLICT with the facts that differ where the portal offers no update, or
                that somebody changed there.
        """
        document = self.document(place.code, found)
        if found is None:
            same = self._was_told(place)
            differing: tuple[str, ...] = ()
        else:
            differing = self.compared(document, found).differing()
            same = not differing
        if same:
            return False
        if not self.dialect.options.offers("update"):
            detail = "Cổng này không nhận sửa hồ sơ từ quầy; xin sửa trực tiếp trên cổng."
            raise NoAnswer(Answer(AnswerKind.CONFLICT, fields=differing, detail=detail))
        sent = fingerprint(document)
        if found is None and self._told().is_vouched_for(place, sent):
            return False
        self.must_know_its_files(found, MEND_FACTS)
        if found is not None:
            self.unasked.must_be_known(as_now(self.dossier), document, found, all_told=False)
        self._keep_identity(document)
        self.put(place, document)
        return True

    def put(self, place: Place, document: dict[str, Any]) -> None:
        """Put a whole dossier in place of what is there."""
        self.unasked.leaves(document)
        with may_be_gone(readable=self.dialect.can_read()):
            self.dialect.update(place, document)
        self.kept.keep_place(self._told().with_sent(place, fingerprint(document)))
        self.unasked.stands(document)

    def _told(self) -> Unread:
        return Unread(self.kept, self.dossier)

    def _was_told(self, place: Place) -> bool:
        return self._told().was_told(place, fingerprint(self.document(place.code)))

    def _keep_identity(self, document: dict[str, Any]) -> None:
        LookUp(self.dialect, self.kept, self.clock).keep_identity(document)

    def compared(self, document: dict[str, Any], found: Record) -> shape.Compared:
        """Lay a document beside what the portal shows, papers too."""
        told = shape.compare(document, found, self.dialect.fields)
        sent = self.dialect.papers(document) or {}
        return shape.add_papers(told, sent, self.dialect.papers(found))

    def withdrawn(self, found: Record | None) -> bool:
        """Return whether the portal shows it as withdrawn."""
        if found is None:
            return False
        word = self.dialect.status_of(found)
        return common.status(self.dialect.codes, word) is Status.WITHDRAWN

    def lacks_steps(self, place: Place) -> bool:
        """Return whether a step was never told: a person said "it is there" before it could be."""
        return bool(place.id) and self.has_untold_steps()

    def has_untold_steps(self) -> bool:
        """Return whether there are steps that a portal which takes them has not got from us."""
        done = self.kept.steps()
        takes = isinstance(self.dialect, Adapter2026)
        return takes and any(step.uid not in done for step in self._steps())

    def _steps(self) -> tuple[Step, ...]:
        """Return the steps of the dossier: what became of its facts; a file tells of itself."""
        return tuple(step for step in self.dossier.steps if step.kind in FACT_KINDS)

    def is_untold(self, place: Place) -> bool:
        """Return whether something was done at the desk since the last that left, where none reads.

        A person's "it is there" is about what had left; what came after it is still to be told.
        """
        options = self.dialect.options
        if not self._was_told(place) and options.offers("update"):
            return True
        if self.dossier.cancelled and not self.kept.cancelled() and self._can_cancel():
            return True
        return self.lacks_steps(place)

    def _cancel(self, place: Place, found: Record | None) -> bool:
        if self.withdrawn(found) or (found is None and self.kept.cancelled()):
            return False
        if not self.dialect.cancel(place, self.dossier):
            raise NoAnswer(Answer(AnswerKind.CANNOT_CANCEL))
        self.kept.keep_cancelled()
        return True

    def _tell_steps(self, place: Place, *, begun: bool) -> bool:
        """Send the steps that the portal has not got, each once; ``begun``: it was created now.

        What a file that is gone may have told to a record of before counts as a lost answer: it is
        not told again, and stays amber.
        """
        if not isinstance(self.dialect, Adapter2026) or not place.id:
            return False  # a person tells the code; the number that steps go by only the portal
        if self.kept.steps_on_the_way() and not self.kept.believe_steps():
            raise self._asked_about_steps()
        if not begun:
            older = (step.uid for step in self._steps() if step.seq <= self.dossier.older)
            self.kept.believe(tuple(older))
        done = self.kept.steps()
        left = [step for step in self._steps() if step.uid not in done]
        for first in range(0, len(left), _STEPS_PER_CALL):
            self._send_steps(self.dialect, place, left[first : first + _STEPS_PER_CALL])
        return bool(left)

    def _asked_about_steps(self, raw: str = "") -> NoAnswer:
        self.kept.ask_about_steps()
        return NoAnswer(Answer(AnswerKind.UNDECIDED, raw, changing=True, instead=ASK_FOR_STEPS))

    def _send_steps(self, dialect: Adapter2026, place: Place, steps: Sequence[Step]) -> None:
        uids = tuple(step.uid for step in steps)
        self.kept.mark_steps(uids)
        try:
            dialect.send_steps(place, self.dossier, steps)
        except NoAnswer as stopped:
            answer = stopped.answer
            if answer.kind in FOR_A_PERSON and answer.changing:
                raise self._asked_about_steps(answer.raw) from stopped  # perhaps a filter's word
            if answer.kind in FOR_A_PERSON:
                self.kept.keep_refused(uids)
                refused = replace(answer, kind=AnswerKind.STEPS_REFUSED, fields=())
                raise NoAnswer(refused) from stopped
            if not answer.changing:
                self.kept.settle_steps(())
            elif answer.status == _TOO_MANY:
                # Nothing was stored where the portal says so itself (RFC 6585). A gateway may say
                # it of what was: a step told twice cannot be taken back, a missing one is named.
                self.kept.settle_steps(())
                if not replies.is_own(answer):
                    self.kept.believe(uids)
            raise
        self.kept.settle_steps(uids)


def bare(ref: Ref) -> Ref:
    """Return a file as the portal refers to it, without what only we keep of it."""
    return {name: value for name, value in ref.items() if name not in {"bound", "left"}}


def fingerprint(document: dict[str, Any]) -> str:
    """Return the SHA-256 (hex) of what was sent."""
    return hashlib.sha256(canonical_json(document).encode()).hexdigest()
