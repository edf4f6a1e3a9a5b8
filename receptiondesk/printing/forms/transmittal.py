"""Danh sách chuyển hồ sơ: dossiers that go to another office, counted and signed for."""

from dataclasses import dataclass
from datetime import datetime

from receptiondesk.domain.number_words import in_words
from receptiondesk.printing.flow import Align
from receptiondesk.printing.forms import blanks, listing
from receptiondesk.printing.forms.data import Common, Subject
from receptiondesk.printing.forms.writer import Writer

_SHARES = (9.0, 36.0, 38.0, 32.0, 20.0, 21.0, 17.0)
_MIDDLE, _LEFT = Align.CENTRE, Align.LEFT
_ALIGNS = (_MIDDLE, _LEFT, _LEFT, _LEFT, _LEFT, _MIDDLE, _LEFT)


@dataclass(frozen=True, slots=True)
class Handed:
    """One dossier with how many papers go along."""

    subject: Subject
    originals: int = 0
    copies: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Transmittal:
    """Who gets the dossiers, and who hands them over."""

    common: Common
    dossiers: tuple[Handed, ...]
    to: str = ""
    at: datetime | None = None
    giver: str = ""
    receiver: str = ""


def render(data: Transmittal) -> bytes:
    """Return the list as a PDF; the same data give the same bytes.

    Raises:
        Trouble: the fonts are damaged.
    """
    words, count = data.common.words, len(data.dossiers)
    told = f"{count:02d}"

    def before(page: Writer) -> None:
        page.title(words["title"], more=2.0)
        page.field("to", data.to, strong=True)
        page.sentence("lead", "count", desk=data.common.letterhead.desk, count=told)

    def after(page: Writer) -> None:
        page.sentence("total", count=told, words=in_words(count))
        listing.handed(page, data.at)

    signers = listing.both_hands(words, data.giver, data.receiver)
    plan = listing.Plan(_SHARES, _ALIGNS, before, after, signers)
    rows = (_cells(data, at, one) for at, one in enumerate(data.dossiers, 1))
    return listing.render(data.common, plan, rows)


def _cells(data: Transmittal, at: int, one: Handed) -> tuple[str, ...]:
    words, subject = data.common.words, one.subject
    due = blanks.moment(words, subject.due_at) if subject.due_at else ""
    counts = (("originals", one.originals), ("copies", one.copies))
    papers = ", ".join(words.fill(key, count=count) for key, count in counts if count)
    return (f"{at}", subject.code, subject.request, subject.owner.name, papers, due, one.note)
