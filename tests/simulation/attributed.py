"""Who did it, here and there: each act once at a portal, told as the officer's who did it."""

from collections import Counter as Tally
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import text

from receptiondesk.desk import look
from receptiondesk.domain.clock import local
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.events import FACT_KINDS, DeliveryState, EventKind
from receptiondesk.office import Office
from tests.simulation.deciding import person_of
from tests.simulation.families import Act, Truth

if TYPE_CHECKING:
    from tests.simulation.counter import Counter
    from tests.simulation.world import Site, World

#: How facts end, but for those that a person gave up.
_OVER = frozenset({DeliveryState.PROVED, DeliveryState.UNPROVABLE})
#: What is wrong: the invariant's name and what is told of it.
Wrong = tuple[str, str]


def nameless(office: Office) -> Iterator[Wrong]:
    """Yield whether any event of a dossier bears no officer."""
    with office.database.read() as session:
        found = session.connection().execute(
            text("SELECT count(*) FROM event WHERE dossier_uid IS NOT NULL AND officer = ''")
        )
        if found.scalar_one():
            yield "attributed", "an event without an officer"


@dataclass(frozen=True, slots=True)
class Judged:
    """One dossier at one portal, where it is."""

    world: "World"
    site: "Site"
    counter: "Counter"
    dossier: Dossier
    truth: Truth

    def wrong(self) -> Iterator[Wrong]:
        """Yield what the portal was told wrongly, twice or not at all.

        What a dossier lost with a newer file was done by whoever did it then, and only the portal
        still tells; there nothing can be judged but that nothing stands twice.
        """
        dossier, truth = self.dossier, self.truth
        ours = self._ours()
        here, there = Tally(ours), Tally(truth.acts)
        lost = self.counter.lost_acts
        twice = [act for act, times in there.items() if times > max(1, here[act] + lost[act])]
        if twice:
            yield "exactly once", f"{twice[0].kind} told twice"
        if dossier.uid in self.counter.lost:
            return
        if truth.received_by not in {"", dossier.officer}:
            yield "attributed", "received by another there"
        did = {act.officer for act in ours if act.kind == "cancelled"}
        if dossier.cancelled and truth.withdrawn_by and truth.withdrawn_by not in did:
            yield "attributed", "cancelled by another there"
        number, officer = truth.corrected_by
        if number and officer not in self._correctors(int(number)):
            yield "attributed", f"correction {number} by another there"
        for act in there - here:
            yield "attributed", f"{act.kind} by another, or when nobody did it"
        due = Tally(act for act in ours if act.kind in self.site.family.told_of)
        for act in due - there:
            if not self._may_miss(act):
                yield "told step by step", f"{act.kind} of {act.at} is missing"

    def _ours(self) -> list[Act]:
        assert self.counter.office is not None
        return [
            Act(event.kind.value, event.officer, f"{local(event.at):%Y%m%d%H%M%S}")
            for event in look.history(self.counter.office, self.dossier.uid)
        ]

    def _correctors(self, number: int) -> set[str]:
        assert self.counter.office is not None
        return {
            event.officer
            for event in look.history(self.counter.office, self.dossier.uid)
            if event.kind is EventKind.CORRECTED and event.payload["revision"] == number
        }

    def _may_miss(self, act: Act) -> bool:
        """Return whether an act may stay untold: amber, after an answer or a process was lost.

        Or the portal its copy: what a look-up does not show yet looks the same, and no step is
        told twice for that.

        A step has no key at a portal; where progress is not shown, a step whose answer got lost is
        never told again (portals.md B.4), nor can any be told of a dossier whose own number was
        lost with the answer.
        """
        counter, dossier = self.counter, self.dossier
        assert counter.office is not None
        own = [
            (one.kind.value, one.state)
            for one in look.deliveries(counter.office, dossier.uid)
            if one.target == self.site.target and one.kind in FACT_KINDS
        ]
        states = {state for _, state in own}  # files of a cancelled dossier may be set aside
        if DeliveryState.SET_ASIDE in states:
            return True
        if not states <= _OVER or (act.kind, DeliveryState.UNPROVABLE) not in own:
            return False
        codes = {self.truth.code, *dossier.codes}
        told = self.world.network.doubtful
        unsure = any(code in said for said in told for code in codes if code)
        forgotten = person_of(dossier) in self.site.forgot
        return unsure or forgotten or bool(counter.deaths or counter.restores)
