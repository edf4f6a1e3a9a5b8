"""Which papers the window offers, under the names that the office's own words give them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from receptiondesk.desk import form_facts, look, print_choices
from receptiondesk.desk.form_samples import RECEIPT
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.paper_checks import missing
from receptiondesk.domain.paper_kinds import CODES_AT_MOST, OF_DOSSIER, PaperKind
from receptiondesk.domain.print_choices import PrintChoice, key_of
from receptiondesk.domain.projection import handed_in
from receptiondesk.office import Office
from receptiondesk.printing import wording
from receptiondesk.printing.forms import template

#: Papers about one dossier in the order of their numbers, then its label, and samples to show.
_ABOUT_ONE: Final = (
    PaperKind.SUPPLEMENT,
    PaperKind.REFUSAL,
    PaperKind.APOLOGY,
    PaperKind.STOPPING,
    PaperKind.CONTROL,
    PaperKind.LABELS,
    PaperKind.SAMPLE,
)
#: Papers of the whole office in the order in which a day asks for them.
OF_OFFICE: Final = (
    PaperKind.TRANSMITTAL,
    PaperKind.MANIFEST,
    PaperKind.LABELS,
    PaperKind.FEES,
    PaperKind.REGISTER,
    PaperKind.QUEUE,
    PaperKind.SUPPLEMENT,
    PaperKind.REFUSAL,
    PaperKind.SAMPLE,
)


@dataclass(frozen=True, slots=True)
class Offer:
    """A kind of paper: what the office calls it, and its number ("Mẫu số 02"; may be empty).

    A paper whose form nobody has seen bears no form's number, only what it is called for short.
    ``fault`` says why it cannot be made: the office's own words for it do not hold.
    """

    kind: PaperKind
    name: str
    number: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Ticked:
    """A paper that a clerk may tick on a form: its line there, and whether it suggests itself."""

    line: str
    likely: bool = False


def fitting(dossier: Dossier) -> tuple[PaperKind, ...]:
    """Return the papers that may be made of a dossier; a cancelled one is only refused."""
    return (PaperKind.REFUSAL,) if dossier.cancelled else _ABOUT_ONE


def offers(office: Office, kinds: Sequence[PaperKind]) -> tuple[Offer, ...]:
    """Return kinds under their names; one whose own words do not hold bears its usual name."""
    return tuple(_offer(office, kind) for kind in kinds)


def _offer(office: Office, kind: PaperKind) -> Offer:
    if kind is PaperKind.SAMPLE:
        return Offer(kind, "")
    try:
        words, fault = form_facts.frame(office, kind).words, ""
    except Refused as refused:
        words = template.load(kind.value).words
        fault = " ".join(problem.message for problem in refused.problems)
    number = str(words.values.get("form_number") or words.values.get("short") or "")
    return Offer(kind, words["paper_name"], number, fault)


def samples(office: Office) -> tuple[tuple[str, str], ...]:
    """Return what a sample may be of, with its name: the receipt and the forms of a dossier.

    Those whose own words do not hold are left out.
    """
    kinds = [kind for kind in _ABOUT_ONE if kind in OF_DOSSIER]
    forms = [(one.kind.value, one.name) for one in offers(office, kinds) if not one.fault]
    try:
        receipt = wording.load(RECEIPT, office.paths.root / form_facts.FORMS)
    except Refused:
        return tuple(forms)
    name = str(receipt.values.get("paper_name") or office.settings.receipt_title)
    return ((RECEIPT, name), *forms)


def to_bring(dossier: Dossier) -> tuple[Ticked, ...]:
    """Return the papers of a dossier's checklist that may be asked for; what lacks is likely."""
    lacking = {paper.code for group in missing(dossier.facts, dossier.procedure) for paper in group}
    return tuple(
        Ticked(_counted(paper.name, paper.originals, paper.copies), paper.code in lacking)
        for paper in dossier.procedure.papers_for(dossier.facts.channel)
    )


def to_hand_back(dossier: Dossier) -> tuple[Ticked, ...]:
    """Return the papers that lie at the desk; when work stops, all of them go back."""
    return tuple(
        Ticked(_counted(paper.name, paper.originals, paper.copies), likely=True)
        for paper in handed_in(dossier.facts, dossier.procedure)
    )


def _counted(name: str, originals: int, copies: int) -> str:
    counts = [
        f"{originals:02d} bản chính" if originals else "",
        f"{copies:02d} bản sao" if copies else "",
    ]
    told = ", ".join(count for count in counts if count)
    return f"{name} ({told})" if told else name


def by_codes(office: Office, codes: Sequence[str]) -> tuple[Dossier, ...]:
    """Return the dossiers of a list that is to be made, each once, in the order named.

    Raises:
        Refused: unknown_code; too_many.
    """
    if len(codes) > CODES_AT_MOST:
        message = f"Một danh sách có nhiều nhất {CODES_AT_MOST} hồ sơ. Xin chọn bớt."
        raise Refused(Problem("code", "too_many", message))
    found = [look.dossier(office, code) for code in codes]
    return tuple({one.uid: one for one in found}.values())


def size_of(office: Office, kind: PaperKind) -> str:
    """Return the size that this counter prints a kind on; empty is the kind's usual one."""
    chosen = office.settings.print_choices.get(key_of(kind.value), PrintChoice()).size
    return chosen if chosen in form_facts.sizes(kind) else ""


def receipt_size(office: Office) -> str:
    """Return the size that this counter prints receipts on."""
    return print_choices.of(office, RECEIPT).size
