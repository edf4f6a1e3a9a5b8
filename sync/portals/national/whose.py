"""Whose a dossier under our code is: ours, or a person's to say (portals.md G.4 rule 4)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sync.answers import Answer, AnswerKind, NoAnswer
from sync.portal import Memory, Outgoing
from sync.portals.national import proof
from sync.portals.national.message import IDENTITY, LABELS, Message
from sync.portals.national.proof import Row
from sync.portals.national.trail import Trail, fingerprint

_IF_OURS = "Nếu đó chính là hồ sơ này, chọn “đã có trên cổng” rồi gửi lại để ghi theo tại quầy."


@dataclass(frozen=True, slots=True)
class Case:
    """One dossier and what is remembered of it."""

    memory: Memory
    dossier: Outgoing
    trail: Trail

    def ask(self, shown: Sequence[str | None]) -> None:
        """Keep what a person is asked about; an earlier word was not said of it."""
        self.memory.forget((f"arrived:{self.dossier.uid}",))  # first: between the two one may die
        self.trail.asked = fingerprint(list(shown))
        self.trail.keep(self.memory, self.dossier.uid)

    def is_said_to_be_ours(self, shown: Sequence[str | None]) -> bool:
        """Return whether a person who was asked about just this says that it is there.

        A newer file that is gone may have told another name. The word holds for what was shown
        then and for nothing that stands there later.
        """
        if not self.is_said_of(shown):
            return False
        self.trail.sent_as(shown)
        self.spend_the_word()
        return True

    def spend_the_word(self) -> None:
        """Keep what was learnt from a person's word, which says nothing of what comes later."""
        self.trail.asked = ""
        self.trail.keep(self.memory, self.dossier.uid)
        self.memory.forget((f"arrived:{self.dossier.uid}",))

    def is_said_of(self, asked: Sequence[str | None]) -> bool:
        """Return whether a person who was asked about just this says that it is there."""
        said = self.memory.recall(f"arrived:{self.dossier.uid}")
        return said == self.dossier.official_code and self.trail.asked == fingerprint(list(asked))


def refuse_another(case: Case, message: Message, row: Row) -> None:
    """Leave to a person what is not surely ours.

    Raises:
        NoAnswer: CONFLICT with what is shown otherwise; UNDECIDED where too little is shown.
    """
    shown = proof.shown_identity(row)
    if case.trail.was_sent_as(shown) or case.is_said_to_be_ours(shown):
        return
    others = differing(message, row)
    if others:
        case.ask(shown)
        raise NoAnswer(Answer(AnswerKind.CONFLICT, fields=others, detail=_IF_OURS))
    missing = [LABELS[name] for name, there in zip(IDENTITY, shown, strict=True) if there is None]
    if missing:
        case.ask(shown)
        detail = f"Cổng đã có mã hồ sơ này nhưng không cho xem: {', '.join(missing)}."
        raise NoAnswer(Answer(AnswerKind.UNDECIDED, detail=detail))


def differing(message: Message, row: Row) -> tuple[str, ...]:
    """Name what a row shows of owner, procedure and date otherwise than they are ours."""
    pairs = zip(IDENTITY, proof.identity(message), proof.shown_identity(row), strict=True)
    return tuple(LABELS[name] for name, ours, there in pairs if there not in {None, ours})
