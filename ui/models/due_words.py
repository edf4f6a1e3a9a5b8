"""When something is due, as a clerk says it: "quá 2 ngày", "hôm nay", "còn 3 ngày"."""

from datetime import datetime
from typing import Final

from receptiondesk.domain.clock import local
from receptiondesk.domain.dossier import Status
from receptiondesk.domain.listing import CLOSED
from receptiondesk.domain.text import clock_vi, weekday_vi
from receptiondesk.words import _

_HOUR_S: Final = 3600
_MINUTE_S: Final = 60


def is_open(status: Status, *, cancelled: bool) -> bool:
    """Return whether a result is still owed."""
    return not cancelled and status not in CLOSED


def is_pressing(due_at: datetime | None, now: datetime) -> bool:
    """Return whether a dossier is due today or is late (days in Viet Nam)."""
    return due_at is not None and local(due_at).date() <= local(now).date()


def day_words(due_at: datetime | None) -> str:
    """Return ``Thứ Tư 25/11``; the year only when nobody could guess it is for the page."""
    if due_at is None:
        return _("Chưa có ngày hẹn")
    day = local(due_at).date()
    weekday = weekday_vi(day)
    return f"{weekday[:1].upper()}{weekday[1:]} {day:%d/%m}"


def distance_words(due_at: datetime | None, now: datetime) -> str:
    """Return how far away the promised time is: ``quá 2 ngày``, ``ngày mai, trước 17 giờ``.

    Days are calendar days in Viet Nam; within the same day hours and minutes are told.
    """
    if due_at is None:
        return ""
    days = (local(due_at).date() - local(now).date()).days
    if days < 0:
        return _("quá {count} ngày").format(count=-days)
    if days == 0:
        return _today_words(due_at, now)
    if days == 1:
        return _("ngày mai, trước {time}").format(time=clock_vi(due_at))
    return _("còn {count} ngày").format(count=days)


def _today_words(due_at: datetime, now: datetime) -> str:
    late = (now - due_at).total_seconds()
    if late <= 0:
        return _("hôm nay, trước {time}").format(time=clock_vi(due_at))
    if late < _HOUR_S:
        return _("quá {count} phút").format(count=max(1, int(late // _MINUTE_S)))
    return _("quá {count} giờ").format(count=int(late // _HOUR_S))
