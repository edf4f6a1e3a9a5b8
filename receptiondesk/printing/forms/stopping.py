"""The notice that work on a dossier has stopped (Circular 03/2025/TT-VPCP art. 7).

The form's own layout was not found, so this one is ours and bears no form number.
"""

from dataclasses import dataclass
from datetime import date
from functools import partial

from receptiondesk.printing.flow import Align, Run
from receptiondesk.printing.fonts import Face
from receptiondesk.printing.forms import blanks
from receptiondesk.printing.forms.data import Common, Subject
from receptiondesk.printing.forms.pages import compose
from receptiondesk.printing.forms.signatures import Signer
from receptiondesk.printing.forms.writer import Writer


@dataclass(frozen=True, slots=True)
class Stopping:
    """Who asked when, why, and what is handed back. ``title``: as in `apology.Apology`."""

    common: Common
    subject: Subject
    agency: str = ""
    asked_on: date | None = None
    reason: str = ""
    papers: tuple[str, ...] = ()
    contact: str = ""
    phone: str = ""
    signer: str = ""
    title: str = ""


def render(data: Stopping) -> bytes:
    """Return the notice as a PDF; the same data give the same bytes.

    Raises:
        Trouble: the fonts are damaged.
    """
    return compose(data.common, partial(_fill, data))


def _fill(data: Stopping, page: Writer) -> None:
    words, subject, owner = page.words, data.subject, data.subject.owner
    page.title(words["title"])
    page.paragraph((Run(words["subject"], page.bold),), Align.CENTRE)
    page.gap(1.5)
    page.field("to", owner.name, strong=True)
    asked = blanks.day(words, data.asked_on)
    page.sentence("asked", day=asked, owner=owner.name, agency=data.agency)
    page.field("code", subject.code, strong=True)
    page.field("identity", owner.number)
    page.field("address", owner.address)
    page.field("request", subject.request, rows=2)
    page.field("received", blanks.moment(words, subject.received_at))
    page.field("due", blanks.moment(words, subject.due_at))
    page.field("reason", data.reason, rows=2)
    page.sentence("state_of_work")
    page.label("papers")
    page.numbered(data.papers, words.number("papers_blank"))
    page.sentence("contact", contact=data.contact, phone=data.phone)
    copies = (Run(words["copies_to"], page.style.of(Face.BOLD_ITALIC)),)
    page.signed_beside(
        (*copies, *(Run(f"\n{one}", page.style) for one in words.many("copies"))),
        Signer(data.title or words["signer"], words["sign_and_seal"], data.signer),
    )
