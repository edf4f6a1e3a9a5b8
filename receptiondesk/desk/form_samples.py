"""Samples marked "MẪU": a form filled with invented data, to hang beside it."""

from dataclasses import replace
from datetime import date
from typing import Any

from receptiondesk.desk import form_facts, form_papers
from receptiondesk.desk.form_facts import Told
from receptiondesk.desk.form_papers import Draft
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.json_reader import read_moment
from receptiondesk.domain.paper_given import Given
from receptiondesk.domain.paper_kinds import OF_DOSSIER, PaperKind
from receptiondesk.office import Office
from receptiondesk.printing.forms.data import Subject
from receptiondesk.printing.receipt_data import Party
from receptiondesk.printing.wording import Wording

_STEPS = ("early", "on_time")


def draft(office: Office, kind: str, size: str) -> Draft:
    """Return the draft of a sample.

    Raises:
        Refused: unknown_kind, no_sample, bad_paper; faults in the office's own wording.
    """
    which = form_facts.kind_of(office, kind)
    if which not in OF_DOSSIER:
        names = ", ".join(sorted(OF_DOSSIER))
        message = f"Chỉ có mẫu điền sẵn của: {names}."
        raise Refused(Problem("code", "no_sample", message))
    invented = form_facts.frame(office, PaperKind.SAMPLE).words
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


def _subject(invented: Wording) -> Subject:
    owner = Party(
        *(invented[key] for key in ("name", "identity", "address", "phone", "email")),
    )
    return Subject(
        owner=owner,
        procedure=invented["procedure"],
        procedure_code=invented["procedure_code"],
        code=invented["code"],
        received_at=read_moment(invented["received"]),
        due_at=read_moment(invented["due"]),
    )


def _given(invented: Wording) -> dict[str, Any]:
    """Return everything that forms can be told, invented."""
    received = read_moment(invented["received"])
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
        "date": date.fromisoformat(invented["day"]),
        "items": invented.many("items"),
        "reasons": invented.many("reasons"),
        "reason": invented["reason"],
        "contact": invented["contact"],
        "phone": invented["phone"],
        "signer": invented["head"],
        "new_date": date.fromisoformat(invented["extended"]),
        "asked_on": date.fromisoformat(invented["day"]),
        "papers": invented.many("papers"),
        "partners": invented["other_agency"],
        "steps": steps,
    }
