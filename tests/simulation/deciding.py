"""What a careful clerk decides who opens the portal beside the list."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from receptiondesk.desk import attachments, corrections, decisions, look, outbox
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.errors import Refused
from receptiondesk.domain.events import Delivery, DeliveryState, EventKind
from receptiondesk.domain.numbering import is_provisional
from receptiondesk.office import Office
from tests.simulation import held
from tests.simulation.families import Truth

#: How the desk says that it removes nothing there any more: an older file of its own came back.
_BY_HAND = "gỡ tệp này trực tiếp trên cổng"
#: How it asks whether a file that stands there is ours.
_WHOSE = "nếu đó là tệp"
#: How it says that it writes nothing over what it cannot read.
_MEND_THERE = "sửa trực tiếp trên cổng rồi chọn ngừng gửi"
_MEND_AND_SAY_SO = "sửa trực tiếp trên cổng rồi chọn “đã có trên cổng”"
#: How it says that it cannot compare all, and that "đã có" speaks of the content too.
_COMPARE = "nếu trên cổng đã đúng thì chọn “đã có trên cổng”"

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


def give_up_what_is_undecided(world: "World", office: Office) -> None:
    """Do what a clerk does who corrects what nobody can tell of, and takes the nearer button.

    Such a dossier stays in doubt: nobody said that it is there, or that it is not.
    """
    for site in world.sites:
        for row in outbox.waiting(office, site.target):
            dossier = look.by_uid(office, row.dossier_uid)
            scanned = attachments.of_dossier(office, dossier.uid)
            if not row.undecided or dossier.cancelled or scanned:
                continue  # files that go with it would be given up for good
            note = f"Xem lại lần {dossier.revision + 1}"
            facts = replace(dossier.facts, note=note, received_at=None)
            corrections.correct(office, dossier.code, facts)
            decisions.set_aside(office, dossier.uid, "Việc với cổng đã xong", site.target)
            world.events["undecided and given up"] += 1


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
    by_hand = world.chance.random() < 0.3
    if dossier.cancelled and not truth.withdrawn and by_hand:
        # Too far on there for the desk's own withdrawal: somebody at the portal does it.
        site.family.withdraw(site.core, truth.person)
        truth = site.truths()[truth.person]
    _remove_there(site, case)
    if _answered(world, case, truth, target):
        return
    # A draft without a code there is nothing that a clerk could name as found.
    same = truth.is_equal(dossier) and bool(truth.code or not is_provisional(dossier.code))
    # Some portals must hear first that it is there, others that it is to be sent once more.
    if world.chance.random() < (0.25 if same else 0.5):
        world.watch.person_decides(uid, target)
        decisions.send_again(office, uid, target, "Trên cổng còn nội dung cũ")
        return
    # What is cancelled here is changed here no more: only its code is still to be told.
    named = truth.code in dossier.codes
    seen = named or (site.family.shows_without_code and not dossier.cancelled)
    newer = not same and seen and _is_newer_there(world, case, truth)
    if newer and _correct_here(case, truth, target):
        return
    world.watch.person_decides(uid, target)
    _say_arrived(case, truth, target)


def _answered(world: "World", case: Case, truth: Truth, target: str) -> bool:
    """Do what the desk asks for in words; return whether it did."""
    office, uid = case.office, case.dossier.uid
    if _asked(case, target, _MEND_AND_SAY_SO):
        world.mended_there.add((target, uid))
        world.watch.person_decides(uid, target)
        _say_arrived(case, truth, target)
        return True
    if _asked(case, target, _MEND_THERE):
        world.mended_there.add((target, uid))
        decisions.set_aside(office, uid, "Đã sửa trực tiếp trên cổng", target)
        return True
    if _asked(case, target, _COMPARE) and not (
        truth.is_equal(case.dossier) or _is_newer_there(world, case, truth)
    ):
        world.watch.person_decides(uid, target)
        decisions.send_again(office, uid, target, "Cổng phải theo quầy")
        return True
    if not _asked(case, target, _WHOSE):
        return False
    world.watch.person_decides(uid, target)
    if _is_any_there(case, truth, target):
        _say_arrived(case, truth, target)
    else:
        decisions.send_again(office, uid, target, "Tệp trên cổng là tệp khác")
    return True


def _say_arrived(case: Case, truth: Truth, target: str) -> None:
    """Tell the desk that it is there, under the code that it has there."""
    office, uid, reason = case.office, case.dossier.uid, "Đã thấy trên cổng"
    try:
        decisions.arrived(office, uid, target, truth.code, reason)
    except Refused as told:
        if "code_differs" not in {problem.code for problem in told.problems}:
            raise
        decisions.keep_both(office, uid, target, truth.code, reason)


def _asked(case: Case, target: str, words: str) -> list[Delivery]:
    """Return what of a dossier waits for a person with such words."""
    own = look.deliveries(case.office, case.dossier.uid)
    parked = [one for one in own if one.state is DeliveryState.NEEDS_PERSON]
    return [one for one in parked if one.target == target and words in one.reason]


def _is_any_there(case: Case, truth: Truth, target: str) -> bool:
    """Return whether a file that the desk asks about stands at the portal."""
    asked = [one.event_uid for one in _asked(case, target, _WHOSE)]
    files = [attachments.outgoing(case.office, uid) for uid in asked]
    return any(file is not None and file.attachment.sha256 in truth.files for file in files)


def _remove_there(site: "Site", case: Case) -> None:
    """Remove at the portal what was taken back at the desk, where the desk asks a person to."""
    for one in _asked(case, site.target, _BY_HAND):
        if one.kind is EventKind.DETACHED:
            out = attachments.outgoing(case.office, one.event_uid)
            assert out is not None
            site.family.remove_file(site.core, person_of(case.dossier), out.attachment)


def _is_newer_there(world: "World", case: Case, truth: Truth) -> bool:
    """Return whether the portal shows what the desk lost with a newer file, or an end there."""
    lost = any(case.dossier.uid in counter.lost for counter in world.counters)
    return lost or (truth.withdrawn and not case.dossier.cancelled)


def _correct_here(case: Case, truth: Truth, target: str) -> bool:
    """Write down at the desk what only the portal still knows; return whether there was anything.

    What is not read off there at a glance stays as it is at the desk.
    """
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
        try:
            corrections.correct(office, dossier.code, facts)
        except Refused as told:
            if "nothing_changed" not in {problem.code for problem in told.problems}:
                raise
            return False
    return True


def person_of(dossier: Dossier) -> str:
    """Return the applicant's number, which is nobody else's in a run."""
    assert dossier.facts.applicant.identity is not None
    return dossier.facts.applicant.identity.number
