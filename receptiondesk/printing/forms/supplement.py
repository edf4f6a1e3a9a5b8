"""Form 02 "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ": what a dossier still lacks, all at once."""

from dataclasses import dataclass
from functools import partial

from receptiondesk.printing.forms.data import Common, Subject
from receptiondesk.printing.forms.pages import compose
from receptiondesk.printing.forms.signatures import Signer
from receptiondesk.printing.forms.writer import Writer


@dataclass(frozen=True, slots=True)
class Supplement:
    """What is to be supplied, why, and who helps."""

    common: Common
    subject: Subject
    items: tuple[str, ...] = ()
    reason: str = ""
    contact: str = ""
    phone: str = ""
    signer: str = ""


def render(data: Supplement) -> bytes:
    """Return the form as a PDF; the same data give the same bytes.

    Raises:
        Trouble: the fonts are damaged.
    """
    return compose(data.common, partial(_fill, data))


def _fill(data: Supplement, page: Writer) -> None:
    words, subject = page.words, data.subject
    page.title(words["title"])
    page.field("owner", subject.owner.name, strong=True)
    page.field("request", subject.request, rows=2)
    page.field("address", subject.owner.address)
    page.reach(subject.owner)
    page.label("items")
    page.numbered(data.items, words.number("items_blank"))
    page.field("reason", data.reason, rows=2)
    page.sentence("contact", contact=data.contact, phone=data.phone)
    page.signed((Signer(words["signer"], words["sign"], data.signer),))
    page.remark("code", subject.code)
