"""What the papers' page asks the desk for; everything here runs in the background lane."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from receptiondesk.desk import (
    forms,
    look,
    paper_offers,
    print_jobs,
    print_remaking,
    registers,
)
from receptiondesk.desk.forms import PaperOrder
from receptiondesk.desk.paper_offers import Offer, Ticked
from receptiondesk.desk.papers import Paper
from receptiondesk.domain.clock import local
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.paper_kinds import OF_DOSSIER, PaperKind
from receptiondesk.office import Office
from receptiondesk.words import _
from ui.screens.dossiers.paper_asks import Usual

#: Pages of a long paper that are shown before it is printed.
MOST_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Shelf:
    """Everything that the page needs before a word is typed.

    ``dossier`` is the one that the papers are about, ``None`` for those of the whole office;
    ``chosen`` are dossiers that a list begins with.
    """

    offers: tuple[Offer, ...]
    samples: tuple[tuple[str, str], ...]
    usual: Mapping[Usual, str]
    today: date
    dossier: Dossier | None = None
    chosen: tuple[Dossier, ...] = ()
    to_bring: tuple[Ticked, ...] = ()
    to_hand_back: tuple[Ticked, ...] = ()

    def name_of(self, kind: PaperKind) -> str:
        """Return what a kind is called here."""
        found = next((one.name for one in self.offers if one.kind is kind), "")
        return found or _("Mẫu điền sẵn, đóng dấu MẪU")

    def fault_of(self, kind: PaperKind) -> str:
        """Return why a kind cannot be made here, empty where it can."""
        return next((one.fault for one in self.offers if one.kind is kind), "")

    @property
    def faulty(self) -> bool:
        """Whether words of the office keep some papers from being made."""
        return any(one.fault for one in self.offers)


def of_one(office: Office, uid: str) -> Shelf:
    """Return the shelf for one dossier.

    Raises:
        Refused: unknown_dossier.
    """
    dossier = look.by_uid(office, uid)
    return Shelf(
        offers=paper_offers.offers(office, paper_offers.fitting(dossier)),
        samples=paper_offers.samples(office),
        usual=_usual(office, dossier),
        today=local(office.clock.now()).date(),
        dossier=dossier,
        to_bring=paper_offers.to_bring(dossier),
        to_hand_back=paper_offers.to_hand_back(dossier),
    )


def of_office(office: Office, codes: Sequence[str]) -> Shelf:
    """Return the shelf of the whole office; lists begin with the dossiers of these codes.

    Raises:
        Refused: unknown_code, too_many.
    """
    return Shelf(
        offers=paper_offers.offers(office, paper_offers.OF_OFFICE),
        samples=paper_offers.samples(office),
        usual=_usual(office, None),
        today=local(office.clock.now()).date(),
        chosen=paper_offers.by_codes(office, codes),
    )


def _usual(office: Office, dossier: Dossier | None) -> dict[Usual, str]:
    """Return what stands in each empty field, in words; those that are blank too are left out."""
    settings = office.settings
    told = {
        Usual.OFFICER: (Usual.OFFICER.value.format(officer=office.officer), office.officer),
        Usual.PHONE: (Usual.PHONE.value.format(phone=settings.phone), settings.phone),
        Usual.OFFICE: (Usual.OFFICE.value.format(office=settings.org_name), settings.org_name),
        Usual.TODAY: (Usual.TODAY.value, "."),
        Usual.NOW: (Usual.NOW.value, "."),
        Usual.COUNTER: (Usual.COUNTER.value.format(counter=settings.counter), "."),
    }
    if dossier is not None:
        owner, body = dossier.facts.applicant.full_name, dossier.procedure.competent_body
        told[Usual.OWNER] = (Usual.OWNER.value.format(owner=owner), owner)
        told[Usual.BODY] = (Usual.BODY.value.format(body=body), body)
    return {usual: words for usual, (words, there) in told.items() if there}


@dataclass(frozen=True, slots=True)
class Shown:
    """A paper as it is shown: ``pdf`` has its first pages when it is long, ``pages`` are all."""

    name: str
    pdf: bytes
    pages: int


def preview(office: Office, order: PaperOrder) -> Shown:
    """Return a paper as it would be made now; nothing is filed. Of a register the first volume.

    Raises:
        Refused: what the order lacks, or what is wrong with it.
        Trouble: the data cannot be read.
    """
    if PaperKind(order.kind) is PaperKind.REGISTER:
        name, pdf = f"so-theo-doi-{order.code}.pdf", registers.preview(office, order)
    else:
        made = forms.preview(office, order)
        name, pdf = made.name, made.pdf
    pages = print_jobs.pages_of(pdf)
    if pages > MOST_SHOWN:  # a viewer that opens hundreds of pages at once stops the window
        pdf = print_remaking.pages_between(pdf, 1, MOST_SHOWN)
    return Shown(name, pdf, pages)


def issue(office: Office, order: PaperOrder) -> Paper:
    """Make a paper and file it.

    Raises:
        Refused, Trouble: as `preview`.
    """
    return forms.make(office, order)


def about_one(order: PaperOrder) -> str:
    """Return the code of the dossier that a paper is about, empty for lists."""
    return order.code if PaperKind(order.kind) in OF_DOSSIER else ""
