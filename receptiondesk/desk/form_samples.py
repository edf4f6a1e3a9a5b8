"""Samples marked "MẪU": a form filled with invented data, to hang beside it."""

from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any

from receptiondesk.desk import form_facts, form_papers, letterheads
from receptiondesk.desk.form_facts import Told
from receptiondesk.desk.form_papers import Draft
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.json_reader import moment_sentence, read_moment
from receptiondesk.domain.paper_given import Given
from receptiondesk.domain.paper_kinds import OF_DOSSIER, PaperKind
from receptiondesk.office import Office
from receptiondesk.printing import receipt, wording
from receptiondesk.printing.forms.data import Subject
from receptiondesk.printing.receipt_data import FormName, PaperLine, Party, ReceiptData
from receptiondesk.printing.sheet import Size
from receptiondesk.printing.wording import Wording

#: The receipt's own file of words, and what its sample is asked for by.
RECEIPT = "receipt"
_STEPS = ("early", "on_time")


def draft(office: Office, kind: str, size: str) -> Draft:
    """Return the draft of a sample.

    Raises:
        Refused: unknown_kind, no_sample, bad_paper; faults in the office's own wording.
    """
    invented = form_facts.frame(office, PaperKind.SAMPLE).words
    if kind.strip().lower() in {RECEIPT, invented["receipt_short"].lower()}:
        return _receipt(office, invented, size)
    which = form_facts.kind_of(office, kind)
    if which not in OF_DOSSIER:
        names = ", ".join((RECEIPT, *sorted(OF_DOSSIER)))
        message = f"Chỉ có mẫu điền sẵn của: {names}."
        raise Refused(Problem("code", "no_sample", message))
    given = Given(_given(invented))
    framed = form_facts.common(office, which, given, size)
    subject = _subject(invented)
    framed = replace(framed, sample=True, code=subject.code)
    told = Told(
        common=framed,
        subject=subject,
        submitter=invented["name"],
        officer=invented["officer"],
        agency=invented["agency"],
        body=invented["agency"],
        phone=invented["phone"],
    )
    made = form_papers.draft(which, told, given)
    return replace(made, name=f"mau-{made.name}", noted={"of": which.value})


def _receipt(office: Office, invented: Wording, size: str) -> Draft:
    """Return the draft of a receipt's sample: one copy, its QR code holds what is invented."""
    sizes = {"": Size.A5, "a5": Size.A5, "a4": Size.A4}
    if size.lower() not in sizes:
        raise Refused(Problem("size", "bad_paper", "Mẫu giấy tiếp nhận in trên khổ a5 hoặc a4."))
    words = wording.load(RECEIPT, office.paths.root / form_facts.FORMS)
    mark = form_facts.frame(office, PaperKind.SAMPLE).words["sample_mark"]
    subject, settings = _subject(invented), office.settings
    data = ReceiptData(
        words=Wording({**words.values, "copies": [""]}),
        letterhead=letterheads.of_desk(office),
        form=FormName(
            order=invented["number"],
            sign=settings.receipt_number_suffix,
            number=settings.receipt_form_number,
            title=settings.receipt_title,
        ),
        code=subject.code,
        procedure_code=subject.procedure_code,
        procedure_name=subject.procedure,
        owner=subject.owner,
        received_at=_moment(invented["received"]),
        due_at=subject.due_at,
        limit=invented["limit"],
        result_at=letterheads.desk_of(settings),
        officer=invented["officer"],
        papers=tuple(map(PaperLine, invented.many("receipt_papers"))),
        sample=mark,
    )
    render = partial(receipt.render, data, sizes[size.lower()])
    return Draft(data, render, "mau-giay-tiep-nhan", words["version"], {"of": RECEIPT})


def _moment(text: str) -> datetime:
    """Return a moment of the invented data.

    Raises:
        Refused: bad_moment, in the office's own file.
    """
    found = read_moment(text)
    if found is None:
        message = moment_sentence(text[:40])
        raise Refused(Problem("forms.sample.received", "bad_moment", message))
    return found


def _day(invented: Wording, key: str) -> date:
    """Return a day of the invented data.

    Raises:
        Refused: bad_date, in the office's own file.
    """
    try:
        return date.fromisoformat(invented[key])
    except ValueError as wrong:
        message = f"Mục “{key}” của tệp sample.toml phải là một ngày NĂM-THÁNG-NGÀY."
        raise Refused(Problem(f"forms.sample.{key}", "bad_date", message)) from wrong


def _subject(invented: Wording) -> Subject:
    owner = Party(
        *(invented[key] for key in ("name", "identity", "address", "phone", "email")),
    )
    return Subject(
        owner=owner,
        procedure=invented["procedure"],
        procedure_code=invented["procedure_code"],
        code=invented["code"],
        received_at=_moment(invented["received"]),
        due_at=_moment(invented["due"]),
    )


def _given(invented: Wording) -> dict[str, Any]:
    """Return everything that forms can be told, invented."""
    received = _moment(invented["received"])
    steps = tuple(
        Given(
            {
                "from": invented["agency"] if at else invented["officer"],
                "to": invented["other_agency"] if at else invented["agency"],
                "at": received,
                "giver": invented["officer"],
                "receiver": invented["contact"],
                "result": result,
            }
        )
        for at, result in enumerate(_STEPS)
    )
    return {
        "number": invented["number"],
        "date": _day(invented, "day"),
        "items": invented.many("items"),
        "reasons": invented.many("reasons"),
        "reason": invented["reason"],
        "contact": invented["contact"],
        "phone": invented["phone"],
        "signer": invented["head"],
        "new_date": _day(invented, "extended"),
        "asked_on": _day(invented, "day"),
        "papers": invented.many("papers"),
        "partners": invented["other_agency"],
        "steps": steps,
    }
