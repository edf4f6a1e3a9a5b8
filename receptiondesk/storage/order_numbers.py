"""Order numbers: taken once, never given again (law 5), not after a crash, not after a restore.

A number is taken in the same transaction as the dossier that carries it, so a crash leaves either
both or neither. Rows of the table ``order_number`` are never deleted (a trigger refuses).
Numbers that will never be used are explained by a ``NUMBER_GAP`` event; whoever causes the gap
(a changed range, a restored backup) files it with `skip_to`.
"""

from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlmodel import Session

from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.numbering import NumberRange
from receptiondesk.storage.prepared import Prepared
from receptiondesk.storage.tables import CounterRangeRow, OrderNumberRow, core

_NUMBER = core(OrderNumberRow)
_RANGE = core(CounterRangeRow)

_OF_DAY = (_NUMBER.c.series == bindparam("of_series"), _NUMBER.c.day == bindparam("of_day"))
_HIGHEST = Prepared(
    select(func.max(_NUMBER.c.number)).where(
        *_OF_DAY, _NUMBER.c.number.between(bindparam("first"), bindparam("last"))
    )
)
_INSERT = Prepared(insert(_NUMBER))
_BIND = Prepared(
    update(_NUMBER)
    .where(*_OF_DAY, _NUMBER.c.number == bindparam("taken"))
    .values(dossier_uid=bindparam("owner"), code=bindparam("of_code"))
)

USED = "used"
GAP = "gap"
#: Why a number was skipped: a paper issued after the restored backup may already show it.
RESTORED = "restored"

#: Where a write session keeps the numbers it took: ``{(series, day): number}``.
TAKEN = "numbers_taken"


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


def skip_to(
    session: Session, series: str, day: date, number: int, counter: int
) -> tuple[int, int] | None:
    """Let the series go on after ``number``, which some paper may already show.

    Returns:
        The first and last number skipped, for the ``NUMBER_GAP`` event that the caller files;
        ``None`` when the series is already there.
    """
    highest = _highest(session, series, day, NumberRange(1, number))
    if highest == number:
        return None
    _insert(session, series, day, number=number, counter=counter, state=GAP, reason=RESTORED)
    return (1 if highest is None else highest + 1, number)


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
    taken: dict[tuple[str, date], int] = session.info.setdefault(TAKEN, {})
    taken[series, day] = max(values["number"], taken.get((series, day), 0))
