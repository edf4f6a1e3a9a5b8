"""One target in one round: what is asked of it next, and when to leave it alone.

Trouble makes the pages smaller, down to one; three failures of the portal one after the other end
what is being done there; a line or an account that fails ends the whole visit (peers.md 6.8).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Protocol

from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.events import DeliveryState
from receptiondesk.domain.outbox import FIRST, Due, DueKey, Settlement
from receptiondesk.office import Office
from sync import schedule
from sync.answers import FOR_A_PERSON, TOO_EARLY, Answer, AnswerKind
from sync.how import How, Phase, Progress
from sync.portal import Portal

#: So many failures of the portal one after the other end a phase: it is down, not the dossier.
STRIKES = 3
_COUNTED_AT_ONCE = 500


class Page(Protocol):
    """Reads a page of what is due."""

    def __call__(self, *, limit: int, after: DueKey) -> tuple[Due, ...]:
        """Return at most ``limit`` dues behind ``after``; none at the end."""
        ...


@dataclass(slots=True)
class Trip:
    """One target in one round.

    ``ended_by`` is the answer that ended the visit early, ``tired_by`` the one that ended a phase,
    ``no_right`` what was said where a phase ended for want of a right.
    ``moved`` counts what got further; ``codeless`` the dossiers that only wait for their official
    code; ``met`` is the last line of the journal whose facts were taken up.
    """

    office: Office
    target: str
    portal: Portal
    way: How = field(default_factory=How)
    changes: ChangeSet = field(default_factory=ChangeSet)
    ended_by: Answer | None = None
    tired_by: Answer | None = None
    no_right: Answer | None = None
    strikes: int = 0
    moved: int = 0
    codeless: int = 0
    met: int = 0
    batch: schedule.Batch = field(default_factory=schedule.Batch)
    _failed: set[tuple[str, str]] = field(default_factory=set)

    def over(self) -> bool:
        """Return whether nothing more may be asked of this portal now."""
        return self.ended_by is not None or self.tired_by is not None or self.way.stop.is_set()

    def heard(self, answer: Answer) -> None:
        """Count what the portal said towards leaving it alone."""
        if answer.kind is AnswerKind.NO_CODE_YET:
            self.codeless += 1
        if answer.kind in TOO_EARLY:
            return  # the portal has done nothing wrong
        if answer.good or answer.kind in FOR_A_PERSON:
            self.strikes = 0
            return
        self.strikes += 1
        if answer.kind is AnswerKind.AUTH:
            # The account was taken at the door: 401 may be said of this dossier alone (A.2).
            self.tired_by = answer
        elif answer.ends_round:
            self.ended_by = answer
        elif self.strikes >= STRIKES:
            self.tired_by = answer
            if answer.kind is AnswerKind.FORBIDDEN:
                self.no_right = answer

    @property
    def end(self) -> Answer | None:
        """Return what the visit came to nothing by, if it did.

        A right may be lacking for one procedure only (portals.md A.2), so it holds no other
        dossier; where nothing at all got further, the account is what a person must see to.
        """
        return self.ended_by or (None if self.moved else self.no_right)

    def rest(self, knock: Callable[[], Answer]) -> None:
        """After a phase that was given up, ask whether the portal is there at all.

        It is: then some dossiers only have trouble of their own, and the next phase may begin.
        """
        tired = self.tired_by
        if tired is None or self.ended_by is not None:
            return
        answer = knock()
        if answer.good:
            self.tired_by, self.strikes = None, 0
        else:
            self.ended_by = answer

    def queue(self, page: Page, phase: Phase, after: DueKey = FIRST) -> Iterator[Due]:
        """Yield what is due behind a place, page by page, each at most once a round if it fails.

        A failure ends its page; the next page is half as big, and what failed stands behind.
        """
        total = self._count(page) if self.way.progress is not None else 0
        done = 0
        while not self.over():
            items = page(limit=self.batch.size, after=after)
            if not items:
                return
            trouble = False
            for item in items:
                if self.over() or trouble:
                    break
                after = item.key
                if (item.dossier_uid, item.file) in self._failed:
                    continue
                strikes = self.strikes
                yield item
                done += 1
                self.tell(Progress(self.target, done, max(done, total), phase))
                if self.strikes > strikes:
                    trouble = True
                    self._failed.add((item.dossier_uid, item.file))
            if trouble:
                self.batch.trouble()
            else:
                self.batch.well()

    def tell(self, progress: Progress) -> None:
        """Tell whoever watches the round."""
        if self.way.progress is not None:
            self.way.progress(progress)

    def settlement(self, item: Due, answer: Answer) -> Settlement:
        """Return how an answer to a sending leaves what was sent."""
        if answer.good:
            self.moved += 1
            return Settlement(DeliveryState.SENT, last_answer=answer.raw)
        reason = f"{answer.sentence} {answer.act}"
        if answer.kind in FOR_A_PERSON:
            undecided = answer.kind is AnswerKind.UNDECIDED
            # A gap in the code table is met before anybody asked whether it had arrived.
            asked = not undecided and answer.kind is not AnswerKind.NOT_OFFERED
            parked = Settlement(DeliveryState.NEEDS_PERSON, reason, answer.raw)
            return replace(parked, undecided=undecided, asked=asked)
        counts = answer.blames_dossier
        next_try = schedule.next_try(
            self.office.clock.now(), item.attempts + 1, answer.retry_after, self.way.chance
        )
        return Settlement(
            DeliveryState.UNKNOWN if answer.changing else DeliveryState.WAITING,
            reason,
            answer.raw,
            next_try if counts else None,
            counts,
        )

    @staticmethod
    def _count(page: Page) -> int:
        counted, after = 0, FIRST
        while items := page(limit=_COUNTED_AT_ONCE, after=after):
            counted += len(items)
            after = items[-1].key
        return counted
