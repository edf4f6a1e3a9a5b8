"""Order numbers: taken once, never given again (law 5), not after a crash, not after a restore.

A number is taken in the same transaction as the dossier that carries it, so a crash leaves either
both or neither. Rows of the table ``order_number`` are never deleted (a trigger refuses).
Every number that was ever shown has its own row, also one that only a lost file held (`withhold`),
so one above the highest row of any range was never shown, whatever ranges there were before.
Where nobody can know which numbers were shown (`Unknown`), none of those days are given out.
Numbers that will never be used are explained by a ``NUMBER_GAP`` event, filed by whoever causes
the gap (a changed range, a restored backup).
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlmodel import Session

from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.numbering import LAST_NUMBER, NumberRange
from receptiondesk.storage import setting_rows
from receptiondesk.storage.prepared import Prepared
from receptiondesk.storage.tables import CounterRangeRow, OrderNumberRow, SettingRow, core

_NUMBER = core(OrderNumberRow)
_RANGE = core(CounterRangeRow)
_SETTING = core(SettingRow)

_OF_DAY = (_NUMBER.c.series == bindparam("of_series"), _NUMBER.c.day == bindparam("of_day"))
_HIGHEST = Prepared(
    select(func.max(_NUMBER.c.number)).where(
        *_OF_DAY, _NUMBER.c.number.between(bindparam("first"), bindparam("last"))
    )
)
_INSERT = Prepared(insert(_NUMBER))
_UNKNOWN = Prepared(select(_SETTING.c.value).where(_SETTING.c.key == bindparam("of_key")))
_BIND = Prepared(
    update(_NUMBER)
    .where(*_OF_DAY, _NUMBER.c.number == bindparam("taken"))
    .values(dossier_uid=bindparam("owner"), code=bindparam("of_code"))
)

#: Through this day: until a person says which numbers are free.
HELD = date.max
USED = "used"
GAP = "gap"
#: Why a number was skipped: a paper issued after the restored backup may already show it.
RESTORED = "restored"
#: Why: the folder was set up anew, and papers of the data that stood there show it.
SET_UP_AGAIN = "set_up_again"
#: Why: it may have been shown after the backup, and nothing is left that knows.
NOT_KNOWN = "not_known_after_restore"

#: Where a write session keeps the numbers it took: ``{(series, day): [number, ...]}``.
TAKEN = "numbers_taken"

# The first provisional number after such a restore grows with the clock, so that two restores
# never begin at the same one: eight numbers for each minute since 2026, for 19 years; more than a
# counter gives out in that time, and far above what it gives out in a day.
_FRESH = 10_000_000
_EACH_MINUTE = 8
_SINCE = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Unknown:
    """The days of which nobody can know which numbers papers show.

    Up to ``official_through`` no official number is given out; up to ``through`` provisional ones
    begin at ``provisional_from``, above any that was shown.
    """

    official_through: date
    through: date
    provisional_from: int

    def joined(self, other: "Unknown | None") -> "Unknown":
        """Return both together; the fresh part of this one, the later, counts."""
        if other is None:
            return self
        return Unknown(
            max(self.official_through, other.official_through),
            max(self.through, other.through),
            self.provisional_from,
        )

    def told(self) -> dict[str, Any]:
        """Return it as the journal and the file keep it."""
        return {
            "official_through": self.official_through.isoformat(),
            "through": self.through.isoformat(),
            "provisional_from": self.provisional_from,
        }


def fresh_part(now: datetime) -> int:
    """Return the first provisional number of a part that no earlier restore has used."""
    minutes = max(0, int((now - _SINCE).total_seconds()) // 60)
    return _FRESH + minutes * _EACH_MINUTE % (LAST_NUMBER - 2 * _FRESH)


def unknown(session: Session) -> Unknown | None:
    """Return the days of which the shown numbers cannot be known, ``None`` when there are none."""
    found = _UNKNOWN.first(session, {"of_key": setting_rows.NUMBERS_UNKNOWN})
    if found is None:
        return None
    told = json.loads(found[0])
    return Unknown(
        date.fromisoformat(told["official_through"]),
        date.fromisoformat(told["through"]),
        int(told["provisional_from"]),
    )


def note_unknown(session: Session, days: Unknown) -> None:
    """Remember the days of which the shown numbers cannot be known."""
    told = json.dumps(days.joined(unknown(session)).told())
    setting_rows.put(session, {setting_rows.NUMBERS_UNKNOWN: told})


def release(session: Session, from_day: date) -> None:
    """Let official numbers be given out again from a day on; provisional ones stay apart."""
    kept = unknown(session)
    if kept is not None:
        through = min(kept.official_through, from_day - timedelta(days=1))
        told = json.dumps(Unknown(through, kept.through, kept.provisional_from).told())
        setting_rows.put(session, {setting_rows.NUMBERS_UNKNOWN: told})


def official_series(org_code: str) -> str:
    """Return the series of the office's official numbers, shared by all its counters."""
    return f"official:{org_code}"


def provisional_series(counter: int) -> str:
    """Return the series of one counter's provisional numbers."""
    return f"provisional:{counter}"


def take(session: Session, series: str, day: date, allowed: NumberRange, counter: int) -> int:
    """Take the next number of a series and day: one above the highest ever taken in the range.

    Args:
        session: the write session that also writes the dossier.
        series: `official_series` or `provisional_series`.
        day: the local date of receipt; numbers start anew each day (Circular 01/2018 art. 19).
        allowed: the numbers this counter may give out.
        counter: the counter that takes it.

    Raises:
        Refused: range_exhausted.
    """
    highest = _highest(session, series, day, allowed)
    number = allowed.first if highest is None else highest + 1
    if number > allowed.last:
        message = (
            f"Quầy {counter} đã dùng hết dải số {allowed} của ngày {day:%d/%m/%Y} nên chưa cấp "
            "được mã hồ sơ. Hồ sơ đang nhập vẫn còn. Xin nới dải số trong mục Thiết lập rồi tiếp "
            "nhận lại."
        )
        raise Refused(Problem("number_range", "range_exhausted", message))
    _insert(session, series, day, number=number, counter=counter, state=USED, reason="")
    return number


def bind(session: Session, series: str, day: date, number: int, owner: tuple[str, str]) -> None:
    """Write beside a taken number whose it is: ``owner`` is dossier uid and code. Once only."""
    dossier_uid, code = owner
    asked = {"of_series": series, "of_day": day, "taken": number}
    _BIND.run(session, {**asked, "owner": dossier_uid, "of_code": code})


def withhold(
    session: Session, series: str, day: date, shown: NumberRange, counter: int
) -> tuple[NumberRange, ...]:
    """Never give out these numbers, which papers may show although this file does not hold them.

    Returns:
        The runs that this file did not hold, each for a ``NUMBER_GAP`` event of the caller.
    """
    held = set(
        session.execute(
            select(_NUMBER.c.number).where(
                _NUMBER.c.series == series,
                _NUMBER.c.day == day,
                _NUMBER.c.number.between(shown.first, shown.last),
            )
        ).scalars()
    )
    missing = [one for one in range(shown.first, shown.last + 1) if one not in held]
    for number in missing:
        _insert(session, series, day, number=number, counter=counter, state=GAP, reason=RESTORED)
    return runs(missing)


def runs(numbers: Iterable[int]) -> tuple[NumberRange, ...]:
    """Return numbers as runs without a hole, in order."""
    found: list[NumberRange] = []
    for number in sorted(numbers):
        if found and number <= found[-1].last + 1:
            found[-1] = NumberRange(found[-1].first, number)
        else:
            found.append(NumberRange(number, number))
    return tuple(found)


def gap(series: str, day: date, numbers: NumberRange, reason: str) -> dict[str, Any]:
    """Return the payload of the ``NUMBER_GAP`` event that explains numbers left out."""
    return {
        "series": series,
        "day": day.isoformat(),
        "first": numbers.first,
        "last": numbers.last,
        "reason": reason,
    }


def highest_taken(session: Session, series: str, day: date, within: NumberRange) -> int | None:
    """Return the highest number taken or skipped in a range, ``None`` when there is none."""
    return _highest(session, series, day, within)


def ranges(session: Session) -> dict[int, NumberRange]:
    """Return the newest range recorded for each counter of this office in this file."""
    rows = session.execute(select(_RANGE.c.counter, _RANGE.c.first, _RANGE.c.last))
    return {row.counter: NumberRange(row.first, row.last) for row in rows}


def record_range(session: Session, counter: int, own: NumberRange) -> None:
    """Remember a counter's range, so that no other counter is given one that overlaps it."""
    values = {"first": own.first, "last": own.last}
    changed = session.execute(update(_RANGE).where(_RANGE.c.counter == counter).values(**values))
    if not getattr(changed, "rowcount", 0):
        session.execute(insert(_RANGE), {"counter": counter, **values})


def _highest(session: Session, series: str, day: date, within: NumberRange) -> int | None:
    asked = {"of_series": series, "of_day": day, "first": within.first, "last": within.last}
    found = _HIGHEST.first(session, asked)
    highest: int | None = None if found is None else found[0]
    return highest


def _insert(session: Session, series: str, day: date, **values: Any) -> None:  # noqa: ANN401
    row = {"series": series, "day": day, "dossier_uid": None, "code": "", **values}
    _INSERT.run(session, row)
    taken: dict[tuple[str, date], list[int]] = session.info.setdefault(TAKEN, {})
    taken.setdefault((series, day), []).append(values["number"])
