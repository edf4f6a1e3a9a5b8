"""Whether the desk's clock may be believed: pure rules over what the journal knows of it.

A desk clock is set by hand, loses its battery, or is left by a year after a repair (peers.md 3.7
and feature 21). Three things can speak against it, told apart because each is mended otherwise:

- ``PORTAL``: a portal's ``Date`` lies more than five minutes away (Anki 300 s, MOSIP ±5 min;
  peers.md 5.1);
- ``BEHIND``: it stands more than five minutes before the journal's last line, for time does not
  run backwards (a lost battery shows an old year, a hand turned it back a day);
- ``AHEAD``: it stands further after the last line than any desk is closed. The limit is the
  office's own setting (``clock_jump_days``); 45 days is more than the longest closing we know of,
  the Lunar New Year with leave around it, and less than the slips that batteries and typed-in
  years make. [guess]

Nothing is refused while the clock is doubted: what is received is marked, and no order number of
a day is given out under a date that nobody vouches for. A doubt ends when a named person confirms
the clock with a reason, or when the portal that raised it agrees again. Only a person lets the
journal's time go on earlier than its last line.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from receptiondesk.domain.clock import local
from receptiondesk.domain.events import EventKind

#: A clock this far away is still believed.
TOLERANCE = timedelta(minutes=5)
#: The default of the setting ``clock_jump_days``.
JUMP_DAYS = 45
#: The kinds that tell of the clock itself.
CLOCK_KINDS = frozenset({EventKind.CLOCK_DOUBTED, EventKind.CLOCK_CONFIRMED})
#: Key of a payload whose line could not bear the time that the clock showed.
CLOCK_AT = "clock_at"
#: Key of the confirmation from which on the journal's time goes on at the clock's.
RESUMES = "resumes"

_NONE: Mapping[str, int] = {}


class Doubt(StrEnum):
    """What speaks against the clock."""

    PORTAL = "portal"
    BEHIND = "behind"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class ClockStanding:
    """How the clock stands.

    ``offset`` is the portal's time less ours where a portal told it; ``sentence`` is Vietnamese:
    what happened, what is safe, what to do (empty when all is well). ``since`` is the time of the
    journal's line, ``None`` while no line was written yet.
    """

    doubted: bool = False
    why: Doubt | None = None
    offset: timedelta | None = None
    sentence: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What the newest line about the clock says.

    ``accepted`` are the differences (target → seconds) that a person took for the portal's fault.
    ``clock_at`` and ``journal_at`` are the clock and the journal's last line when it was doubted.
    """

    doubt: Doubt | None = None
    target: str = ""
    offset: timedelta | None = None
    since: datetime | None = None
    accepted: Mapping[str, int] = field(default_factory=lambda: _NONE)
    clock_at: datetime | None = None
    journal_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line that the journal should get."""

    kind: EventKind
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Moment:
    """The clock now, the journal's last line (``None``: empty journal), and the widest jump."""

    now: datetime
    last_at: datetime | None
    jump: timedelta = timedelta(days=JUMP_DAYS)

    @property
    def doubt(self) -> Doubt | None:
        """Return what the journal itself says against the clock."""
        if self.last_at is None:
            return None
        if self.now < self.last_at - TOLERANCE:
            return Doubt.BEHIND
        return Doubt.AHEAD if self.now > self.last_at + self.jump else None


def known_from(kind: EventKind, at: datetime, payload: Mapping[str, Any]) -> Known:
    """Return what a line about the clock says."""
    accepted = {str(name): int(away) for name, away in payload.get("accepted", {}).items()}
    if kind is EventKind.CLOCK_CONFIRMED:
        return Known(since=at, accepted=accepted)
    seconds = payload.get("offset_s")
    return Known(
        doubt=Doubt(payload["why"]),
        target=payload.get("target", ""),
        offset=None if seconds is None else timedelta(seconds=seconds),
        since=at,
        accepted=accepted,
        clock_at=_moment(payload.get("clock")),
        journal_at=_moment(payload.get("journal")),
    )


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def journal_time(clock: datetime, last_at: datetime | None, *, resumes: bool = False) -> datetime:
    """Return the time that a line of the journal bears: the clock's, never before the last line's.

    ``resumes``: the line is a person's confirmation, from which on the clock counts again.
    """
    return clock if last_at is None or resumes else max(clock, last_at)


def may_turn_back(kind: str, payload: Mapping[str, Any]) -> bool:
    """Return whether a line may bear an earlier time than the one before it."""
    return kind == EventKind.CLOCK_CONFIRMED and payload.get(RESUMES) is True


def doubted_by_journal(known: Known, moment: Moment) -> Line | None:
    """Return the line of a doubt that the journal raises, ``None`` when it is told already."""
    if moment.doubt is None or known.doubt is not None:
        return None
    return _doubted(known, moment, moment.doubt)


def heard(known: Known, moment: Moment, target: str, offset: timedelta) -> Line | None:
    """Return the line that a portal's time gives rise to, ``None`` when nothing changes by it.

    Args:
        known: how the clock stands so far.
        moment: the clock and the journal's last line.
        target: the portal.
        offset: its time less ours.
    """
    if abs(offset) <= TOLERANCE:
        return _agreed(known, moment, target, offset)
    accepted = timedelta(seconds=known.accepted.get(target, 0))
    vouched = known.doubt is None and abs(offset - accepted) <= TOLERANCE
    if vouched or known.doubt is Doubt.PORTAL:
        return None
    told = {"target": target, "offset_s": round(offset.total_seconds())}
    line = _doubted(known, moment, Doubt.PORTAL)
    return Line(line.kind, line.payload | told)


def _agreed(known: Known, moment: Moment, target: str, offset: timedelta) -> Line | None:
    ends = {
        Doubt.PORTAL: known.target == target,
        None: target in known.accepted,  # what a person vouched for is over
    }.get(known.doubt, True)
    if not ends or moment.doubt is Doubt.BEHIND:
        return None  # only a person turns the journal's time back
    return Line(
        EventKind.CLOCK_CONFIRMED,
        {
            "by": "portal",
            "target": target,
            "offset_s": round(offset.total_seconds()),
            "accepted": {name: away for name, away in known.accepted.items() if name != target},
            RESUMES: False,
        },
    )


def _doubted(known: Known, moment: Moment, why: Doubt) -> Line:
    last = moment.last_at
    payload = {
        "why": why.value,
        "clock": moment.now.isoformat(),
        "journal": None if last is None else last.isoformat(),
        "accepted": dict(known.accepted),
    }
    return Line(EventKind.CLOCK_DOUBTED, payload)


def confirmed(known: Known, moment: Moment, reason: str) -> Line | None:
    """Return the line of a person's confirmation, ``None`` when there is nothing to confirm."""
    if known.doubt is None and moment.doubt is None:
        return None
    accepted = dict(known.accepted)
    seconds = None if known.offset is None else round(known.offset.total_seconds())
    if known.doubt is Doubt.PORTAL and seconds is not None:
        accepted[known.target] = seconds
    return Line(
        EventKind.CLOCK_CONFIRMED,
        {
            "by": "person",
            "reason": reason,
            "offset_s": seconds,
            "accepted": accepted,
            RESUMES: moment.last_at is not None and moment.now < moment.last_at,
        },
    )


def standing(known: Known, moment: Moment) -> ClockStanding:
    """Return how the clock stands by its newest line and by the journal's own time."""
    if known.doubt is not None:
        what, why, since = _of_known(known), known.doubt, known.since
    elif moment.doubt is not None and moment.last_at is not None:
        what = _of_journal(moment.doubt, moment.now, moment.last_at)
        why, since = moment.doubt, None
    else:
        return ClockStanding(since=known.since)
    return ClockStanding(
        doubted=True,
        why=why,
        offset=known.offset,
        sentence=f"{what} {_WHAT_NOW}",
        since=since,
    )


_WHAT_NOW = (
    "Vẫn tiếp nhận và in giấy được, có ghi chú; hồ sơ mới mang mã tạm (TAM-…). Xin xem đồng hồ "
    "máy, chỉnh lại nếu sai, rồi xác nhận giờ máy."
)


def _of_known(known: Known) -> str:
    if known.doubt is Doubt.PORTAL and known.offset is not None:
        way = "chậm" if known.offset > timedelta() else "nhanh"
        return (
            f"Giờ của máy chưa được xác nhận: máy {way} {span_vi(known.offset)} so với giờ của "
            f"cổng {known.target}."
        )
    if known.clock_at is None or known.journal_at is None or known.doubt is None:
        return "Giờ của máy chưa được xác nhận."
    # The clock may have been put right meanwhile: what it showed then is told as what was.
    return _of_journal(known.doubt, known.clock_at, known.journal_at, "đã chỉ")


def _of_journal(doubt: Doubt, clock_at: datetime, journal_at: datetime, showed: str = "chỉ") -> str:
    clock = f"Giờ của máy chưa được xác nhận: đồng hồ máy {showed} {moment_vi(clock_at)}"
    last = moment_vi(journal_at)
    if doubt is Doubt.BEHIND:
        return f"{clock}, trước cả việc ghi gần nhất lúc {last}."
    away = span_vi(clock_at - journal_at)
    return f"{clock}, sau việc ghi gần nhất lúc {last} tới {away}."


def moment_vi(moment: datetime) -> str:
    """Return a moment as a clerk reads it."""
    return f"{local(moment):%H:%M ngày %d/%m/%Y}"


def span_vi(span: timedelta) -> str:
    """Return a length of time in its largest useful unit: days, hours and minutes, minutes."""
    minutes = round(abs(span).total_seconds() / 60)
    if minutes >= 2 * 24 * 60:
        return f"{minutes // (24 * 60)} ngày"
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} phút"
    return f"{hours} giờ {rest} phút" if rest else f"{hours} giờ"
