"""Bảng kê bưu gửi: what is handed over to the post, one line each, counted."""

from dataclasses import dataclass
from datetime import datetime

from receptiondesk.domain.number_words import in_words
from receptiondesk.printing.flow import Align
from receptiondesk.printing.forms import listing
from receptiondesk.printing.forms.data import Common
from receptiondesk.printing.forms.writer import Writer

_SHARES = (9.0, 36.0, 30.0, 39.0, 22.0, 22.0, 15.0)
_MIDDLE, _LEFT = Align.CENTRE, Align.LEFT
_ALIGNS = (_MIDDLE, *[_LEFT] * 6)


@dataclass(frozen=True, slots=True)
class Item:
    """One letter or parcel: whose, where to, and the post's own number once it is known."""

    code: str
    name: str
    address: str = ""
    phone: str = ""
    tracking: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything that goes in one hand-over."""

    common: Common
    items: tuple[Item, ...]
    post: str = ""
    at: datetime | None = None
    giver: str = ""
    receiver: str = ""


def render(data: Manifest) -> bytes:
    """Return the list as a PDF; the same data give the same bytes.

    Raises:
        Trouble: the fonts are damaged.
    """
    words, count = data.common.words, len(data.items)

    def before(page: Writer) -> None:
        page.title(words["title"], more=2.0)
        page.field("to", data.post, strong=True)

    def after(page: Writer) -> None:
        page.sentence("total", "count", count=f"{count:02d}", words=in_words(count))
        listing.handed(page, data.at)

    signers = listing.both_hands(words, data.giver, data.receiver)
    plan = listing.Plan(_SHARES, _ALIGNS, before, after, signers)
    rows = (
        (f"{at}", one.code, one.name, one.address, one.phone, one.tracking, one.note)
        for at, one in enumerate(data.items, 1)
    )
    return listing.render(data.common, plan, rows)
