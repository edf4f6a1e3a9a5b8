"""What the office and a dossier tell a form before anybody is asked: the frame and the facts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from receptiondesk.desk import letterheads
from receptiondesk.domain.clock import local
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.paper_given import Given
from receptiondesk.domain.paper_kinds import PaperKind
from receptiondesk.domain.walk_in import DeliveryMethod, Person, ResultDelivery
from receptiondesk.office import Office
from receptiondesk.printing.forms import layout, qr_text, template
from receptiondesk.printing.forms.data import Common, Subject
from receptiondesk.printing.forms.layout import Layout
from receptiondesk.printing.frame import Letterhead
from receptiondesk.printing.receipt_data import Party

FORMS = "forms"
_SIZES: Mapping[str, Layout] = {"a5": layout.A5, "a4": layout.A4}
_LIST = frozenset({PaperKind.TRANSMITTAL, PaperKind.MANIFEST, PaperKind.LABELS, PaperKind.FEES})


@dataclass(frozen=True, slots=True)
class Told:
    """Everything that a form about one dossier is made of, beside what is given.

    ``submitter`` is who stands at the counter; ``officer`` who makes the paper; ``agency`` the
    office's own name; ``body`` who decides by the catalogue.
    """

    common: Common
    subject: Subject
    submitter: str = ""
    officer: str = ""
    agency: str = ""
    body: str = ""
    phone: str = ""


def kind_of(office: Office, text: str) -> PaperKind:
    """Return a kind by its name, or by what the office's words call it for short ("02").

    Raises:
        Refused: unknown_kind; faults in the office's own wording.
    """
    name = text.strip().lower()
    if name in list(PaperKind):
        return PaperKind(name)
    for kind in PaperKind:
        short = frame(office, kind).words["short"].strip().lower()
        if short and short == name:
            return kind
    message = f"Không có loại giấy “{text[:60]}”. Các loại: {', '.join(PaperKind)}."
    raise Refused(Problem("kind", "unknown_kind", message))


def frame(office: Office, kind: PaperKind) -> template.Template:
    """Return the words of a kind, with the office's own over them.

    Raises:
        Refused: faults in the office's own wording.
    """
    return template.load(kind.value, office.paths.root / FORMS)


def sizes(kind: PaperKind) -> tuple[str, ...]:
    """Return the papers that a kind can be made for, the usual one first."""
    if kind is PaperKind.QUEUE:
        return ("roll", "a5", "a4")
    if kind is PaperKind.REGISTER or kind in _LIST:
        return ("a4",)
    return ("a5", "a4")


def layout_for(kind: PaperKind, size: str) -> Layout:
    """Return where a kind's text stands on a paper; ``size`` empty is the usual one.

    Raises:
        Refused: bad_paper.
    """
    allowed = sizes(kind)
    chosen = size.lower() or allowed[0]
    if chosen not in allowed:
        message = f"Loại giấy này in được trên khổ: {', '.join(allowed)}."
        raise Refused(Problem("size", "bad_paper", message))
    if kind is PaperKind.REGISTER:
        return layout.A4_BOOK
    if kind in _LIST:
        return layout.A4_LIST
    return _SIZES.get(chosen, layout.A5)


def today(office: Office) -> date:
    """Return the day on the office's wall calendar."""
    return local(office.clock.now()).date()


def common(office: Office, kind: PaperKind, given: Given, size: str) -> Common:
    """Return the frame of a paper: whose it is, its number and day.

    Raises:
        Refused: bad_paper; faults in the office's own wording.
    """
    framed = frame(office, kind)
    return Common(
        template=framed,
        letterhead=_issuer(office, kind, framed.words["issuer"]),
        sign=office.settings.receipt_number_suffix,
        number=given.text("number"),
        day=given.day("date") or today(office),
        layout=layout_for(kind, size),
        practice=office.settings.practice,
    )


def _issuer(office: Office, kind: PaperKind, issuer: str) -> Letterhead:
    """Return whose head a form bears, as its words say.

    Raises:
        Refused: bad_issuer, in the office's own file.
    """
    heads = {"desk": letterheads.of_desk, "office": letterheads.letterhead}
    if issuer not in heads:
        message = f"Mục “issuer” của tệp {kind}.toml phải là desk hoặc office."
        raise Refused(Problem(f"forms.{kind}.issuer", "bad_issuer", message))
    return heads[issuer](office)


def told(office: Office, framed: Common, dossier: Dossier | None, given: Given) -> Told:
    """Return what is known for a form about a dossier, or (``None``) about who is given."""
    whose = subject(office, dossier) if dossier else _given_subject(given)
    framed = replace(framed, code=whose.code)
    masked = office.settings.mask_personal_number
    for_citizen = framed.template.kind != PaperKind.CONTROL
    qr = qr_text.text(framed, whose, masked=masked) if for_citizen else ""
    submitter = dossier.facts.submitter if dossier else None
    return Told(
        common=replace(framed, qr=qr),
        subject=whose,
        submitter=submitter.person.full_name if submitter else whose.owner.name,
        officer=office.officer,
        agency=office.settings.org_name,
        body=dossier.procedure.competent_body if dossier else "",
        phone=office.settings.phone,
    )


def subject(office: Office, dossier: Dossier) -> Subject:
    """Return what forms and lists say of a dossier."""
    return Subject(
        owner=party(office, dossier.facts.applicant),
        procedure=dossier.procedure.name,
        procedure_code=dossier.procedure.code,
        code=dossier.code,
        received_at=dossier.received_at,
        due_at=dossier.due_at,
        agency=dossier.procedure.competent_body,
    )


def _given_subject(given: Given) -> Subject:
    person = given.record("applicant") or Given({})
    owner = Party(
        name=person.text("full_name"),
        number=person.text("number"),
        address=person.text("address"),
        phone=person.text("phone"),
        email=person.text("email"),
    )
    return Subject(owner=owner, procedure=given.text("procedure"))


def party(office: Office, person: Person) -> Party:
    """Return a person as forms name him."""
    return Party(
        name=person.full_name,
        number=person.identity.number if person.identity else "",
        address=office.gazetteer.line(person.address),
        phone=person.phone,
        email=person.email,
    )


def post_address(office: Office, person: Person, delivery: ResultDelivery) -> str:
    """Return where the post brings a result: as asked for, else where the person lives."""
    if delivery.method is DeliveryMethod.POST and delivery.address:
        return delivery.address
    return office.gazetteer.line(person.address)
