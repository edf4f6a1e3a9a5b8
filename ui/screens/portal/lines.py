"""How what is under way reads: in the list, and in full beside it."""

from datetime import datetime
from typing import Final

from receptiondesk.domain.events import EventKind
from receptiondesk.words import _
from ui import states
from ui.models.lines import Cell, Line
from ui.models.lines_view import Column
from ui.moments import ago_words
from ui.screens.portal.asking import Group, Item

COLUMNS: Final = (
    Column(_("Mã hồ sơ"), chars=28),
    Column(_("Người nộp"), share=5),
    Column(_("Tình trạng"), share=4),
)
_ACTS: Final[dict[EventKind, str]] = {
    EventKind.RECEIVED: _("hồ sơ mới"),
    EventKind.CORRECTED: _("bản sửa"),
    EventKind.CANCELLED: _("báo hủy"),
    EventKind.ATTACHED: _("tệp giấy tờ"),
    EventKind.DETACHED: _("gỡ tệp"),
}


def line_of(item: Item, now: datetime, *, several: bool = False) -> Line:
    """Return an item as a row: why first where there is a why.

    ``several``: there is more than one target, so each row says where it goes.
    """
    look = look_of(item)
    act = _ACTS.get(item.kind, "")
    if several and item.target:
        act = _("{act} → {target}").format(act=act, target=item.target)
    return Line(
        item.key,
        (
            Cell(item.code, act),
            Cell(item.applicant, item.procedure),
            Cell(_next_words(item, now), look.word, colour=look.colour, icon=look.icon),
        ),
    )


def look_of(item: Item) -> states.StateLook:
    """Return word, colour and icon of an item."""
    return states.carried_look() if item.carried else states.sync_look(item.sync)


def _next_words(item: Item, now: datetime) -> str:
    """Return what comes next, or the first sentence of why not."""
    if item.reason and item.group is not Group.PROVED:
        return first_sentence(item.reason)
    match item.group:
        case Group.PERSON:
            return _("Cổng không nhận; xem Chi tiết")
        case Group.WAITING:
            return try_words(item, now) or _("Chờ lượt gửi")
        case Group.SENT:
            return _("Chờ đọc lại để kiểm chứng")
        case Group.PROVED:
            return _("Đọc lại thấy khớp")
        case Group.SET_ASIDE:
            return _("Đã ngừng gửi")
        case Group.BY_HAND:
            return _("Chờ chuyển tay")


def first_sentence(text: str) -> str:
    """Return a text up to its first full stop that ends a sentence."""
    head, stop, _rest = text.partition(". ")
    return head + stop.strip()


def try_words(item: Item, now: datetime) -> str:
    """Return how often it was tried and when it is tried again, empty before the first try."""
    parts = []
    if item.attempts:
        parts.append(_("đã thử {count} lần").format(count=item.attempts))
    if item.next_try_at is not None and item.next_try_at > now:
        parts.append(_("thử lại lúc {time}").format(time=ago_words(item.next_try_at, now)))
    words = ", ".join(parts)
    return words[:1].upper() + words[1:]
