"""Form 04 "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết", signed by the head."""

from dataclasses import dataclass
from datetime import date
from functools import partial

from receptiondesk.domain.clock import local
from receptiondesk.printing.forms import blanks
from receptiondesk.printing.forms.data import Common, Subject
from receptiondesk.printing.forms.pages import compose
from receptiondesk.printing.forms.signatures import Signer
from receptiondesk.printing.forms.writer import Writer


@dataclass(frozen=True, slots=True)
class Apology:
    """To whom, why, and until when. ``title`` is the head's office, empty for the form's words."""

    common: Common
    subject: Subject
    to: str = ""
    agency: str = ""
    reason: str = ""
    new_date: date | None = None
    signer: str = ""
    title: str = ""


def render(data: Apology) -> bytes:
    """Return the form as a PDF; the same data give the same bytes.

    Raises:
        Trouble: the fonts are damaged.
    """
    return compose(data.common, partial(_fill, data))


def _fill(data: Apology, page: Writer) -> None:
    words, subject, agency = page.words, data.subject, data.agency
    received = local(subject.received_at).date() if subject.received_at else None
    page.title(words["title"])
    page.field("to", data.to, strong=True)
    page.sentence(
        "received",
        "owner",
        "code",
        day=blanks.day(words, received, "received_day", "received_blank"),
        agency=agency,
        procedure=subject.procedure.removeprefix(words["procedure_prefix"]),
        owner=subject.owner.name,
        identity=subject.owner.number,
        code=subject.code,
    )
    due = ("moment",) if subject.due_at else ()
    page.sentence("due", *due, moment=blanks.moment(words, subject.due_at))
    page.sentence("late", agency=agency)
    page.field("reason", data.reason, rows=3)
    page.sentence("apology", agency=agency)
    new = ("day",) if data.new_date else ()
    page.sentence("promise", *new, agency=agency, day=blanks.day(words, data.new_date))
    page.signed((Signer(data.title or words["signer"], words["sign_and_seal"], data.signer),))
