"""Finding out whether a lost create arrived, without ever guessing (portals.md G.4, H.4 test 1).

It counts as ours when the portal shows exactly one dossier with our own mark, or with our reserved
code, the same applicant and procedure and nobody else's mark. A look-up that fails is never
"absent". What cannot be told ends with a person, who reads what was found; a create is never simply
sent again.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from receptiondesk.domain.clock import Clock
from receptiondesk.domain.text import fold, quoted
from sync.answers import Answer, AnswerKind, NoAnswer
from sync.portal import Outgoing
from sync.portals.server_numbered import mark
from sync.portals.server_numbered.dialect import Asking, Dialect
from sync.portals.server_numbered.kept import Kept
from sync.portals.server_numbered.shape import Record, at, canonical

#: Failures of a look-up that say nothing of the portal's register: it is asked again later.
_NOT_NOW = frozenset(
    {
        AnswerKind.OFFLINE,
        AnswerKind.NAME_NOT_FOUND,
        AnswerKind.CERTIFICATE,
        AnswerKind.PORTAL_DOWN,
        AnswerKind.NOT_THE_PORTAL,
        AnswerKind.TOO_FAST,
        AnswerKind.AUTH,
        AnswerKind.LOST,
    }
)
#: A look-up that will not tell another time either.
_NEVER_TOLD = frozenset(
    {AnswerKind.FORBIDDEN, AnswerKind.UNREADABLE, AnswerKind.NOT_OFFERED, AnswerKind.REFUSED}
)
_PAGES_AT_MOST = 40
_LISTED = 5
#: The portal's day may not be ours, and its clock may be wrong by a day.
_SLACK = timedelta(days=1)
_OWNER = ("tên chủ hồ sơ", "số giấy tờ của chủ hồ sơ")
_PROCEDURE = "thủ tục"


@dataclass(frozen=True, slots=True)
class LookUp:
    """Asks one portal for one dossier."""

    dialect: Dialect
    kept: Kept
    clock: Clock

    def find(self, dossier: Outgoing) -> Record | None:
        """Return the one dossier there that is ours, ``None`` when nothing was ever sent.

        Raises:
            NoAnswer: NOT_SHOWN_YET: ask again later; UNDECIDED: a person must look;
                CONFLICT: our number stands with somebody else's dossier; or what the line did.
        """
        # What the code tables lack is told as that: it says nothing of what arrived.
        wanted = self.dialect.document(dossier, self.kept.number(), ())
        try:
            found, seen = self._ask(dossier, wanted)
        except NoAnswer as stopped:
            told = self._not_told(stopped.answer)
            if self.kept.said_to_be_absent() and told.answer.kind in _NEVER_TOLD:
                return None  # a person looked, where the program cannot
            raise told from stopped
        if found is not None:
            return found
        self._must_be_absent(dossier, seen)
        return None

    def _ask(self, dossier: Outgoing, wanted: Record) -> tuple[Record | None, tuple[Record, ...]]:
        """Return ours, and else what was seen of the same applicant and procedure."""
        by_code = self._by_code(dossier, wanted)
        turned = self.kept.turned_away() is not None
        doubted = dossier.ask_first or turned or self.kept.sent_at() is not None
        doubted = doubted or self.kept.said_to_be_absent()
        if by_code is not None or not doubted or not self.dialect.can_search():
            return by_code, ()
        listed = tuple(self._register(dossier))
        ours = tuple(one for one in listed if self._uid(one) == dossier.uid)
        if len(ours) > 1:
            told = f"Trên cổng có {len(ours)} hồ sơ mang dấu của hồ sơ này"
            raise NoAnswer(_undecided(told, self._codes(ours)))
        if ours:
            return ours[0], ()
        alike = (one for one in listed if not self._uid(one) and self._fits(wanted, one))
        return None, tuple(alike)

    def _by_code(self, dossier: Outgoing, wanted: Record) -> Record | None:
        if not self.dialect.can_read() and not self.dialect.can_search():
            return None
        told = self.kept.told_place()
        sure = (self.kept.number(), told.code if told is not None else "")
        for code in dict.fromkeys((*sure, dossier.official_code)):
            found = self.dialect.find_code(code) if code else None
            if found is None:
                continue
            uid = self._uid(found)
            if uid == dossier.uid or (not uid and self._fits(wanted, found)):
                return found
            if code in sure and self.kept.said_to_be_absent():
                self.kept.drop_number()  # a person knows it, and ours is to be made anew
            elif code in sure:
                detail = f"Mã {code} trên cổng đang thuộc hồ sơ khác: {self._told(found)}."
                raise NoAnswer(Answer(AnswerKind.CONFLICT, detail=detail))
        return None

    def must_be_ours(self, dossier: Outgoing, found: Record) -> None:
        """Let nothing be written into a dossier that stands where ours was and is not ours.

        A portal that was restored numbers again, and another address may be another portal
        (portals.md G.4 rule 4). Ours bears our mark; without any mark it is whose it was sent as.

        Raises:
            NoAnswer: CONFLICT.
        """
        uid = self._uid(found)
        if uid == dossier.uid:
            return
        wanted = self.dialect.document(dossier, self.kept.number(), ())
        if not uid and (self._fits(wanted, found) or self._was_sent_as(found)):
            return
        code = self.dialect.place_of(found).code
        detail = f"Mã {code} trên cổng đang thuộc hồ sơ khác: {self._told(found)}."
        raise NoAnswer(Answer(AnswerKind.CONFLICT, detail=detail))

    def keep_identity(self, document: Record) -> None:
        """Keep as whose a document is about to be sent."""
        self.kept.keep_identity(self._identity(document))

    def _was_sent_as(self, found: Record) -> bool:
        shown = self._identity(found)
        return any(
            any(shown[:2])
            and all(there in {"", ours} for ours, there in zip(sent, shown, strict=True))
            for sent in self.kept.identities()
        )

    def _identity(self, record: Record) -> list[str]:
        paths = {one.label: one.path for one in self.dialect.fields}
        return [fold(canonical(at(record, paths[label]))) for label in (*_OWNER, _PROCEDURE)]

    def _register(self, dossier: Outgoing) -> Iterator[Record]:
        """Yield the register since the dossier came to the desk, whole or not at all."""
        who = dossier.facts.applicant
        # A corrected number is not the one that was sent.
        number = who.identity.number if who.identity and not dossier.revision else ""
        # A desk's clock may have been years ahead at reception; the portal's own tells better.
        sent_at = self.kept.sent_at() or dossier.received_at
        since = min(dossier.received_at, sent_at, self.clock.now()) - _SLACK
        asking = Asking(identity=number, since=since)
        for count in range(_PAGES_AT_MOST):
            page = self.dialect.search(replace(asking, page=count))
            yield from page.records
            if not page.more:
                return
        raise NoAnswer(Answer(AnswerKind.UNREADABLE, "the register has no end"))

    def _fits(self, wanted: Record, found: Record) -> bool:
        """Return whether applicant and procedure are the same; a fact not shown does not count."""
        paths = {one.label: one.path for one in self.dialect.fields}
        same = {
            label: _same(at(wanted, paths[label]), at(found, paths[label]))
            for label in (*_OWNER, _PROCEDURE)
        }
        owner = [same[label] for label in _OWNER if same[label] is not None]
        return bool(owner) and all(owner) and same[_PROCEDURE] is not False

    def _uid(self, found: Record) -> str:
        return mark.uid_in(self.dialect.marker_in(found) or "")

    def _must_be_absent(self, dossier: Outgoing, seen: tuple[Record, ...]) -> None:
        """Nothing is ours: wait while the search may lag, then a person if it was ever sent."""
        now, sent_at = self.clock.now(), self.kept.sent_at()
        turned = self.kept.turned_away()
        if self.kept.said_to_be_absent():
            return
        if sent_at is None and turned is None and not dossier.ask_first:
            return  # nothing was ever sent: only its official code was asked for
        if sent_at is None and self.believes_absence():
            early = turned is not None and self._too_early(turned, now)
            if early or (dossier.ask_first and self._recent(now - self.kept.first_asked(now))):
                raise NoAnswer(_later())
            return
        able = self.dialect.can_search() or self.dialect.can_read()
        if sent_at is not None and able and self._recent(now - sent_at):
            raise NoAnswer(_later())
        raise NoAnswer(_undecided(*self._what_was_found(seen)))

    def _recent(self, age: timedelta) -> bool:
        """Return whether a search may still not show what is so old; a clock may run back."""
        return timedelta(0) <= age < self.dialect.options.lag

    def _too_early(self, turned: datetime, now: datetime) -> bool:
        """Return whether a search may not show yet what was turned away; a clock may run back."""
        if turned - now > self.dialect.options.lag:
            turned = now + self.dialect.options.lag
            self.kept.turn_away(turned)
        return now < turned

    def believes_absence(self) -> bool:
        """Return whether "not found" can be believed of a dossier that is not marked as sent.

        The mark is kept before the first byte; only a restored file may have lost it, or what
        answered turned it away. Then a register read to its end, once more after its lag, has
        nothing of ours. Without a register and without a look-up nothing can be believed.
        """
        return self.dialect.can_search() or (self.dialect.can_read() and bool(self.kept.number()))

    def _what_was_found(self, seen: tuple[Record, ...]) -> tuple[str, str]:
        if not self.dialect.can_search() and not self.dialect.can_read():
            return "Cổng này không có lời gọi tra cứu", self.kept.number()
        if not seen:
            return "Tra cứu trên cổng chưa thấy hồ sơ nào khớp", ""
        many = f"Trên cổng có {len(seen)} hồ sơ cùng chủ hồ sơ và thủ tục nhưng không mang dấu của"
        return f"{many} quầy", self._codes(seen)

    def _not_told(self, answer: Answer) -> NoAnswer:
        """Return what a failed look-up comes to: later, or a person once it had its time."""
        if answer.kind in {AnswerKind.UNDECIDED, AnswerKind.CONFLICT, AnswerKind.FORBIDDEN}:
            return NoAnswer(answer)
        if answer.kind in _NOT_NOW:
            return NoAnswer(replace(answer, changing=True))
        now = self.clock.now()
        since = self.kept.sent_at() or self.kept.first_asked(now)
        if self._recent(now - since):
            return NoAnswer(_later(answer.raw))
        if self.kept.said_to_be_absent():
            return NoAnswer(answer)
        told = "Tra cứu trên cổng không trả lời được"
        return NoAnswer(replace(_undecided(told, self.kept.number()), raw=answer.raw))

    def _codes(self, found: tuple[Record, ...]) -> str:
        told = [self._told(one) for one in found[:_LISTED]]
        more = len(found) - len(told)
        return ", ".join([*told, *([f"và {more} hồ sơ nữa"] if more > 0 else [])])

    def _told(self, found: Record) -> str:
        paths = {one.label: one.path for one in self.dialect.fields}
        who = quoted(canonical(at(found, paths[_OWNER[0]])))
        return f"{self.dialect.place_of(found).code} ({who})"


def _same(wanted: object, found: object) -> bool | None:
    """Return whether two facts are one, ``None`` when either side does not tell."""
    ours, theirs = fold(canonical(wanted)), fold(canonical(found))
    return None if not ours or not theirs else ours == theirs


def _later(raw: str = "") -> Answer:
    detail = "Chưa gửi lại để khỏi trùng."
    return Answer(AnswerKind.NOT_SHOWN_YET, raw, detail=detail, changing=True)


def _undecided(told: str, codes: str) -> Answer:
    detail = f"{told}: {codes}." if codes else f"{told}."
    return Answer(AnswerKind.UNDECIDED, detail=detail, changing=True)
