"""What a careful clerk decides who opens the portal beside the list."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from receptiondesk.desk import attachments, corrections, decisions, look, outbox
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.errors import Refused
from receptiondesk.domain.events import DeliveryState, EventKind
from receptiondesk.domain.numbering import is_provisional
from receptiondesk.office import Office
from tests.simulation import held
from tests.simulation.families import Truth

#: How the desk says that it removes nothing there any more: an older file of its own came back.
_BY_HAND = "gỡ tệp này trực tiếp trên cổng"

if TYPE_CHECKING:
    from tests.simulation.world import Site, World


def decide_everything(world: "World", office: Office) -> None:
    """Do what a careful clerk does who opens the portal beside the list."""
    for site in world.sites:
        truths = site.truths()
        for row in outbox.waiting(office, site.target):
            if row.state is not DeliveryState.NEEDS_PERSON:
                continue
            world.events["needed a person"] += 1
            dossier = look.by_uid(office, row.dossier_uid)
            _decide(world, site, Case(office, dossier, truths.get(person_of(dossier))))


@dataclass(frozen=True, slots=True)
class Case:
    """A dossier that needs a person, and how it stands at the portal."""

    office: Office
    dossier: Dossier
    truth: Truth | None


def _decide(world: "World", site: "Site", case: Case) -> None:
    """Tell the desk what was seen at the portal, once what stands in the way there is removed."""
    office, dossier, truth = case.office, case.dossier, case.truth
    uid, target = dossier.uid, site.target
    if truth is None:
        site.family.tidy(site.core)
        world.foreign.pop(site.target, None)
        world.watch.person_decides(uid, target)
        decisions.not_there(office, uid, target, "Đã tìm trên cổng, không có")
        return
    if dossier.cancelled and not truth.withdrawn and world.chance.random() < 0.3:
        # Too far on there for the desk's own withdrawal: somebody at the portal does it.
        site.family.withdraw(site.core, truth.person)
        truth = site.truths()[truth.person]
    _remove_there(site, case)
    # A draft without a code there is nothing that a clerk could name as found.
    same = truth.is_equal(dossier) and bool(truth.code or not is_provisional(dossier.code))
    # Some portals must hear first that it is there, others that it is to be sent once more.
    # An exempted fee that is not told there is seen only in what the desk names as differing.
    if world.chance.random() < (0.25 if same else 0.5):
        world.watch.person_decides(uid, target)
        decisions.send_again(office, uid, target, "Trên cổng còn nội dung cũ")
        return
    seen = truth.code in dossier.codes or site.family.shows_without_code
    if not same and seen and _is_newer_there(world, case, truth):
        _correct_here(case, truth, target)
        return
    reason = "Đã thấy trên cổng"
    world.watch.person_decides(uid, target)
    try:
        decisions.arrived(office, uid, target, truth.code, reason)
    except Refused as told:
        if "code_differs" not in {problem.code for problem in told.problems}:
            raise
        decisions.keep_both(office, uid, target, truth.code, reason)


def _remove_there(site: "Site", case: Case) -> None:
    """Remove at the portal what was taken back at the desk, where the desk asks a person to."""
    for one in look.deliveries(case.office, case.dossier.uid):
        asked = one.target == site.target and one.state is DeliveryState.NEEDS_PERSON
        if asked and _BY_HAND in one.reason and one.kind is EventKind.DETACHED:
            out = attachments.outgoing(case.office, one.event_uid)
            assert out is not None
            file = out.attachment
            site.family.remove_file(site.core, file.uid, file.sha256)


def _is_newer_there(world: "World", case: Case, truth: Truth) -> bool:
    """Return whether the portal shows what the desk lost with a newer file, or an end there."""
    lost = any(case.dossier.uid in counter.lost for counter in world.counters)
    return lost or (truth.withdrawn and not case.dossier.cancelled)


def _correct_here(case: Case, truth: Truth, target: str) -> None:
    """Write down at the desk what only the portal still knows."""
    office, dossier = case.office, case.dossier
    if truth.withdrawn and not dossier.cancelled:
        try:
            corrections.cancel(office, dossier.code, "Trên cổng đã rút")
        except Refused:
            # The desk has heard of that end already and keeps it: there is nothing left to send.
            decisions.set_aside(office, dossier.uid, "Trên cổng đã rút", target)
    elif not dossier.cancelled:
        applicant = replace(dossier.facts.applicant, full_name=truth.name)
        facts = held.taken_over(dossier.facts, truth.facts)
        facts = replace(facts, applicant=applicant, received_at=None)
        corrections.correct(office, dossier.code, facts)


def person_of(dossier: Dossier) -> str:
    """Return the applicant's number, which is nobody else's in a run."""
    assert dossier.facts.applicant.identity is not None
    return dossier.facts.applicant.identity.number
