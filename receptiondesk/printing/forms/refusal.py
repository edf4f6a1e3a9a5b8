"""Form 03 "Phiếu từ chối tiếp nhận giải quyết hồ sơ": why a dossier is not taken."""

from dataclasses import dataclass
from functools import partial

from receptiondesk.printing.forms.data import Common, Subject
from receptiondesk.printing.forms.pages import compose
from receptiondesk.printing.forms.signatures import Signer
from receptiondesk.printing.forms.writer import Writer


@dataclass(frozen=True, slots=True)
class Refusal:
    """The reasons. ``submitter`` is who stands at the counter and signs."""

    common: Common
    subject: Subject
    reasons: tuple[str, ...] = ()
    submitter: str = ""
    signer: str = ""


def render(data: Refusal) -> bytes:
    """Return the form as a PDF; the same data give the same bytes.

    Raises:
        Trouble: the fonts are damaged.
    """
    return compose(data.common, partial(_fill, data))


def _fill(data: Refusal, page: Writer) -> None:
    words, subject, desk = page.words, data.subject, data.common.letterhead.desk
    page.title(words["title"])
    page.strong(desk)
    page.field("owner", subject.owner.name, strong=True)
    page.field("identity", subject.owner.number)
    page.field("address", subject.owner.address)
    page.reach(subject.owner)
    page.field("code", subject.code)
    page.field("request", subject.request, rows=2)
    page.sentence("decision", desk=desk)
    page.numbered(data.reasons, words.number("reasons_blank"))
    page.signed(
        (
            Signer(words["left_signer"], words["sign"], data.submitter),
            Signer(words["right_signer"], words["sign"], data.signer),
        )
    )
