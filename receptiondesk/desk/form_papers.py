"""Forms about one dossier: which fact and which given word goes where."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from receptiondesk.desk.form_facts import Told
from receptiondesk.domain.clock import local
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.paper_given import Given
from receptiondesk.domain.paper_kinds import PaperKind
from receptiondesk.domain.text import date_vi
from receptiondesk.printing.forms import apology, control, refusal, stopping, supplement

_Data = TypeVar("_Data")


@dataclass(frozen=True, slots=True)
class Draft:
    """A paper before it is made: equal ``data`` give the same bytes.

    ``name`` is its file's, without ending and personal data; ``noted`` what the journal keeps of
    it beside its kind.
    """

    data: object
    render: Callable[[], bytes]
    name: str
    version: str
    noted: Mapping[str, object]


def draft(kind: PaperKind, told: Told, given: Given) -> Draft:
    """Return the draft of a form about one dossier.

    Raises:
        Refused: not_later: a new day that is not after the promised one.
    """
    build = _FORMS[kind]
    data, render = build(told, given)
    words = told.common.words
    code = told.subject.code
    name = f"{words['file_name']}-{code}" if code else words["file_name"]
    noted = {"code": code} if code else {}
    return Draft(data, render, name, told.common.template.version, noted)


def _ready(data: _Data, render: Callable[[_Data], bytes]) -> tuple[object, Callable[[], bytes]]:
    return data, partial(render, data)


def _supplement(told: Told, given: Given) -> tuple[object, Callable[[], bytes]]:
    data = supplement.Supplement(
        common=told.common,
        subject=told.subject,
        items=given.texts("items"),
        reason=given.text("reason"),
        contact=given.text("contact") or told.officer,
        phone=given.text("phone") or told.phone,
        signer=given.text("signer") or told.officer,
    )
    return _ready(data, supplement.render)


def _refusal(told: Told, given: Given) -> tuple[object, Callable[[], bytes]]:
    data = refusal.Refusal(
        common=told.common,
        subject=told.subject,
        reasons=given.texts("reasons"),
        submitter=told.submitter,
        signer=given.text("signer") or told.officer,
    )
    return _ready(data, refusal.render)


def _apology(told: Told, given: Given) -> tuple[object, Callable[[], bytes]]:
    due, new = told.subject.due_at, given.day("new_date")
    if due is not None and new is not None and new <= local(due).date():
        message = (
            f"“new_date” phải sau ngày đã hẹn ({date_vi(local(due).date())}). Xin ghi ngày trả "
            "kết quả mới."
        )
        raise Refused(Problem("new_date", "not_later", message))
    data = apology.Apology(
        common=told.common,
        subject=told.subject,
        to=given.text("to") or told.subject.owner.name,
        agency=given.text("agency") or told.agency,
        reason=given.text("reason"),
        new_date=new,
        signer=given.text("signer"),
        title=given.text("signer_title"),
    )
    return _ready(data, apology.render)


def _stopping(told: Told, given: Given) -> tuple[object, Callable[[], bytes]]:
    data = stopping.Stopping(
        common=told.common,
        subject=told.subject,
        agency=given.text("agency") or told.agency,
        asked_on=given.day("asked_on"),
        reason=given.text("reason"),
        papers=given.texts("papers"),
        contact=given.text("contact") or told.officer,
        phone=given.text("phone") or told.phone,
        signer=given.text("signer"),
        title=given.text("signer_title"),
    )
    return _ready(data, stopping.render)


def _control(told: Told, given: Given) -> tuple[object, Callable[[], bytes]]:
    steps = tuple(
        control.Step(
            gives=step.text("from"),
            takes=step.text("to"),
            at=step.moment("at"),
            giver=step.text("giver"),
            receiver=step.text("receiver"),
            result=step.text("result"),
            note=step.text("note"),
        )
        for step in given.records("steps")
    )
    data = control.Control(
        common=told.common,
        subject=told.subject,
        agency=given.text("agency") or told.body,
        partners=given.text("partners"),
        steps=steps,
    )
    return _ready(data, control.render)


_FORMS: Mapping[PaperKind, Callable[[Told, Given], tuple[object, Callable[[], bytes]]]] = {
    PaperKind.SUPPLEMENT: _supplement,
    PaperKind.REFUSAL: _refusal,
    PaperKind.APOLOGY: _apology,
    PaperKind.STOPPING: _stopping,
    PaperKind.CONTROL: _control,
}
