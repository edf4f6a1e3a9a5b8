"""How a moment is told in a few words, on the wall clock of Viet Nam."""

from datetime import datetime, timedelta

from receptiondesk.domain.clock import local
from receptiondesk.words import _


def ago_words(moment: datetime, now: datetime) -> str:
    """Return ``17:02``, ``17:02 hôm qua`` or ``17:02 ngày 20/11`` for a moment in the past."""
    at, today = local(moment), local(now).date()
    if at.date() == today:
        return f"{at:%H:%M}"
    if at.date() == today - timedelta(days=1):
        return _("{time} hôm qua").format(time=f"{at:%H:%M}")
    return _("{time} ngày {day}").format(time=f"{at:%H:%M}", day=f"{at:%d/%m}")
