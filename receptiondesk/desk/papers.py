"""The papers that leave the desk: receipts, filed before they come out, and notices.

A receipt's bytes depend on its print number and the journal keeps their hash, so the paper is
made first, with the number it would get, and filed in a short write that goes through only if the
dossier is still as it was printed; otherwise it is made anew. So no paper is rendered while other
counters wait for the file, and none comes out that the journal does not know.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from receptiondesk.desk import corrections, letterheads, notice_orders, receipt_seals
from receptiondesk.desk.notice_orders import NoticeOrder
from receptiondesk.domain import deadline, fees
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.events import EventKind
from receptiondesk.domain.numbering import PROVISIONAL, memo
from receptiondesk.domain.projection import handed_in
from receptiondesk.domain.text import dong
from receptiondesk.domain.walk_in import DeliveryMethod, FeeMethod, Person
from receptiondesk.office import Office
from receptiondesk.printing import notices as notice_papers
from receptiondesk.printing import receipt as receipt_paper
from receptiondesk.printing import receipt_roll, wording
from receptiondesk.printing.notice_words import ProcedureWords
from receptiondesk.printing.receipt_data import (
    FormName,
    Issue,
    Mentions,
    PaperLine,
    Party,
    ReceiptData,
)
from receptiondesk.printing.sheet import Making, Size
from receptiondesk.printing.wording import Wording
from receptiondesk.settings import Settings
from receptiondesk.storage import dossiers, journal, prints
from receptiondesk.storage.engine import Session

_FORMS = "forms"
_RECEIPT_SIZES: Mapping[str, Callable[[ReceiptData], bytes]] = {
    "a5": lambda data: receipt_paper.render(data, Size.A5),
    "a4": lambda data: receipt_paper.render(data, Size.A4),
    "roll": receipt_roll.render,
}


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper ready for the printer.

    ``name`` is a file name without personal data; ``sha256`` (hex) is over ``pdf``;
    ``print_number`` is 1 for the first print of a receipt, 0 for papers that are not counted;
    ``version`` is that of the words on a form, empty for other papers.
    ``job`` is the number of its print job, 0 while it has none.
    """

    name: str
    pdf: bytes
    sha256: str
    changes: ChangeSet
    print_number: int = 0
    version: str = ""
    job: int = 0


@dataclass(frozen=True, slots=True)
class ReceiptDraft:
    """A receipt that is made and not yet filed: whose, what it says, and the paper itself."""

    dossier: Dossier
    data: ReceiptData
    paper: Paper


#: What else is written when a receipt is filed, in the same transaction.
Also = Callable[[Session, ReceiptDraft], None]


def receipt(
    office: Office,
    code: str,
    *,
    size: str = "",
    issue: bool = True,
    keep: Callable[[bytes], None] | None = None,
) -> Paper:
    """Return a dossier's receipt.

    Args:
        office: the office at work.
        code: any code that finds the dossier.
        size: ``a5``, ``a4`` or ``roll`` (80 mm); empty takes the office's setting.
        issue: file it as printed and count it, before it is returned. A preview (``False``)
            shows the paper that would come out next, and counts nothing.
        keep: puts the paper somewhere; a print that it fails to keep is neither filed nor
            counted. Called once more when the dossier changed meanwhile.

    Raises:
        Refused: ``unknown_code``; ``bad_paper``; faults in the office's own wording.
        Trouble: the fonts are damaged, or the file cannot be read or written.
    """
    if issue:
        return issued(office, code, size=size, keep=keep)
    return replace(draft(office, code, size=size).paper, changes=ChangeSet(), print_number=0)


def issued(
    office: Office,
    code: str,
    *,
    size: str = "",
    keep: Callable[[bytes], None] | None = None,
    also: Also | None = None,
) -> Paper:
    """Return a dossier's receipt, filed as printed; ``also`` is written in the same transaction.

    Everything else, and what it raises, as in `receipt`.
    """
    while True:
        made = draft(office, code, size=size)
        if keep is not None:
            keep(made.paper.pdf)  # before the write: other counters do not wait for a slow disk
        with office.database.write() as session:
            if file(session, office, made):
                if also is not None:
                    also(session, made)
                return made.paper


def draft(office: Office, code: str, *, size: str = "", number: int = 0) -> ReceiptDraft:
    """Return the receipt that would come out next, or that of an earlier print as it looks now.

    Args:
        office: the office at work.
        code: any code that finds the dossier.
        size: as in `receipt`.
        number: the print number of an earlier print, 0 for the next.

    Raises:
        Refused, Trouble: as in `receipt`.
    """
    render = notice_orders.chosen("size", size or office.settings.receipt_paper, _RECEIPT_SIZES)
    words = _words(office, "receipt")
    dossier = corrections.found(office, code)
    if number:
        dossier = replace(dossier, prints=number - 1)
    data = receipt_data(office, dossier, words, replaces=_replaces(office, dossier))
    changes = ChangeSet(dossiers=frozenset({dossier.uid}))
    name = f"giay-tiep-nhan-{dossier.code}"
    made = _paper(name, render(data), changes, data.issue.number)
    return ReceiptDraft(dossier, data, made)


def file(session: Session, office: Office, made: ReceiptDraft) -> bool:
    """File and count a print; ``False``, and nothing written, when the paper is out of date."""
    dossier, data = made.dossier, made.data
    now = dossiers.by_uid(session, dossier.uid)
    if now is not None:
        replaces = prints.before_correction(session, now.uid)
        if receipt_data(office, now, data.words, replaces=replaces) != data:
            return False
    payload: dict[str, object] = {
        "document": "receipt",
        "code": dossier.code,
        "print_no": data.issue.number,
        "sha256": made.paper.sha256,
    }
    entry = office.entry(EventKind.PRINTED, payload, dossier.uid)
    prints.count(session, dossier.uid, journal.append(session, entry))
    return True


def _replaces(office: Office, dossier: Dossier) -> bool:
    """Return whether a receipt with facts from before the last correction was given out."""
    if not (dossier.revision and dossier.prints):
        return False
    with office.database.read() as session:
        return prints.before_correction(session, dossier.uid)


def receipt_data(
    office: Office, dossier: Dossier, words: Wording, *, replaces: bool = False
) -> ReceiptData:
    """Return what the next print of a dossier's receipt says.

    ``replaces``: a receipt was printed before the last correction, and this one replaces it.
    """
    settings, facts, procedure = office.settings, dossier.facts, dossier.procedure
    head = letterheads.of_desk(office)
    submitter = facts.submitter
    return ReceiptData(
        words=words,
        letterhead=head,
        form=_form(dossier, settings),
        code=dossier.code,
        procedure_code=procedure.code,
        procedure_name=procedure.name,
        owner=_party(office, facts.applicant),
        submitter=_party(office, submitter.person) if submitter else None,
        authority=submitter.authority if submitter else "",
        received_at=dossier.received_at,
        due_at=dossier.due_at,
        limit=_limit(dossier, words),
        result_at=_result_at(dossier, words, head.desk),
        officer=dossier.officer,
        papers=tuple(
            PaperLine(tick.name, tick.originals, tick.copies)
            for tick in handed_in(facts, procedure)
        ),
        sets=facts.copies,
        mask_number=settings.mask_personal_number,
        mentions=_mentions(office, dossier, words),
        issue=replace(_issue(dossier), replaces=replaces),
        seal=receipt_seals.code_of(office, dossier),
    )


def _mentions(office: Office, dossier: Dossier, words: Wording) -> Mentions:
    transfer = dossier.facts.fee.method is FeeMethod.TRANSFER
    return Mentions(
        fee=_fee(office, dossier, words),
        due=dossier.promise.line,
        provisional=bool(PROVISIONAL.match(dossier.code)),
        clock_unconfirmed=dossier.clock_unconfirmed,
        other_codes=", ".join(code for code in dossier.codes if code != dossier.code),
        memo=memo(dossier.code) if transfer else "",
    )


def _form(dossier: Dossier, settings: Settings) -> FormName:
    return FormName(
        order=dossier.code.rpartition("-")[2],
        sign=settings.receipt_number_suffix,
        number=settings.receipt_form_number,
        title=settings.receipt_title,
    )


def _issue(dossier: Dossier) -> Issue:
    return Issue(
        number=dossier.prints + 1,
        revision=dossier.revision,
        cancelled=dossier.cancelled,
        cancel_reason=dossier.cancel_reason,
        practice=dossier.practice,
    )


def _party(office: Office, person: Person) -> Party:
    return Party(
        name=person.full_name,
        number=person.identity.number if person.identity else "",
        address=office.gazetteer.line(person.address),
        phone=person.phone,
        email=person.email,
    )


def _limit(dossier: Dossier, words: Wording) -> str:
    facts = dossier.facts
    limit = deadline.longest(dossier.procedure.limits_for(facts.channel), facts.limit_case)
    text = deadline.limit_vi(limit)
    if limit is None or limit.unit_published:
        return text
    return words.fill("unit_unpublished", limit=text)


def _result_at(dossier: Dossier, words: Wording, desk: str) -> str:
    delivery = dossier.facts.delivery
    if delivery.method is DeliveryMethod.POST:
        return words.fill("result_post", address=delivery.address)
    return desk


def _fee(office: Office, dossier: Dossier, words: Wording) -> str:
    """Return the fee in words; what the rule leaves open is told as on the wall, never as zero."""
    facts, paid = dossier.facts, dossier.facts.fee
    if paid.method is FeeMethod.EXEMPT:
        return words["fee_exempt"]
    if paid.amount:
        method = words.named("fee_methods")[paid.method]
        due = fees.of_walk_in(facts, dossier.procedure)
        by_rule = due.computed if due.amount == paid.amount else ""
        return words.fill("fee_amount", amount=by_rule or dong(paid.amount), method=method)
    if paid.amount == 0:
        return words["fee_none"]
    told = ProcedureWords(_words(office, "notices"), dossier.procedure)
    return told.fee(facts.channel.published)


def _words(office: Office, form: str) -> Wording:
    return wording.load(form, office.paths.root / _FORMS)


def notices(
    office: Office,
    order: NoticeOrder,
    *,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Paper:
    """Return a notice for the wall as one PDF: a preview, nothing is filed.

    What hangs on the wall comes from `receptiondesk.desk.wall.post`, which files each sheet.

    Args:
        office: the office at work.
        order: which notice, of which procedures, on which paper.
        progress: told (done, all) as it goes.
        cancelled: asked before each procedure whether to stop.

    Raises:
        Refused: as `notice_orders.wanted`; ``cancelled`` when a person stopped it.
        Trouble: the fonts are damaged, or the file cannot be read.
    """
    wanted = notice_orders.wanted(office, order)
    made = Making(progress, cancelled)
    leaves = notice_papers.compose(wanted.kind, wanted.data, wanted.paper, made, needs=wanted.needs)
    title = notice_papers.title_of(wanted.kind, wanted.data.words)
    pdf = notice_papers.whole(leaves, wanted.paper, title, tile=wanted.tile)
    return _paper(f"niem-yet-{order.kind}-{order.size}", pdf, ChangeSet())


def digest(pdf: bytes) -> str:
    """Return by what a paper's bytes are known: their SHA-256 in hex."""
    return hashlib.sha256(pdf).hexdigest()


def _paper(name: str, pdf: bytes, changes: ChangeSet, number: int = 0) -> Paper:
    return Paper(f"{name}.pdf", pdf, digest(pdf), changes, number)
