"""The one place that asks what time it is.

Time is aware and in UTC inside the program, Asia/Ho_Chi_Minh at the edges. Viet Nam has kept
UTC+7 without daylight saving since 1975, so a fixed offset is exact and needs no time-zone data
on the desk (a Windows PC has none of its own).
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Protocol

VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")


class Clock(Protocol):
    """Something that tells the time."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC, to the microsecond."""
        ...


class SystemClock:
    """The desk's own clock."""

    def now(self) -> datetime:
        """Return the operating system's time in UTC."""
        return datetime.now(UTC)  # noqa: TID251 - this is the clock


@dataclass(slots=True)
class SetClock:
    """A clock that stands where it is put: for tests and for replaying a practice day."""

    at: datetime

    def now(self) -> datetime:
        """Return the moment the clock was set to, in UTC."""
        return self.at.astimezone(UTC)

    def advance(self, by: timedelta) -> None:
        """Move the clock."""
        self.at += by


def local(moment: datetime) -> datetime:
    """Return the moment on a wall clock in Viet Nam."""
    return moment.astimezone(VIETNAM)
