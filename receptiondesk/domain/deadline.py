"""The promised time of a dossier, found and explained step by step.

Rules and their sources:

* The day of receipt is not counted (Civil Code 2015 art. 147). Received after closing or on a
  day that does not count = received at the next opening of a working day; N working days end at
  the same clock time; calendar days that end on a day off roll to the next working day. These
  three follow a provincial system's practice, not a text of law; so does counting a Saturday
  morning's reception from Monday's opening.
* A bare number without a unit counts as working days and says so.
* 15:00, three rules that must not be mixed: (a) Decree 61/2018 art. 18.2: the dossier is handed
  over in the first hour of the next working day, the date stands; (b) civil-status and
  certification procedures: a same-day result is given back on the next working day; (c) Decree
  63/2024 art. 7: the term itself starts with the next working day.

A moment counts to the minute, as the receipt prints it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from receptiondesk.domain.clock import local
from receptiondesk.domain.dossier import Promise
from receptiondesk.domain.procedures import After15, LimitUnit, TimeLimit
from receptiondesk.domain.public_days import FIRST_YEAR, LAST_YEAR
from receptiondesk.domain.text import clock_vi, date_vi, day_vi, weekday_vi
from receptiondesk.domain.workdays import OfficeCalendar, at, check_year

UNKNOWN_LIMIT = "Thủ tục chưa công bố thời hạn; cán bộ ấn định giờ hẹn."

_THREE_PM = time(15)
_HOURS_A_DAY = 8
_NAMED_AT_MOST = 3
_LONGEST_DAYS = 366 * (LAST_YEAR - FIRST_YEAR + 1)
#: How long a unit is in working days, only to say which of several cases is the longest: a
#: working day is eight hours, seven calendar days hold five working days.
_LENGTH = {
    LimitUnit.WORKING_DAYS: 1.0,
    LimitUnit.DAYS: 5 / 7,
    LimitUnit.HOURS: 1 / _HOURS_A_DAY,
    LimitUnit.SAME_DAY: 0.0,
}


def limit_vi(limit: TimeLimit | None) -> str:
    """Return a limit in words: "3 ngày làm việc", "trong ngày làm việc", "chưa công bố"."""
    if limit is None:
        return "chưa công bố"
    match limit.unit:
        case LimitUnit.SAME_DAY:
            return "trong ngày làm việc"
        case LimitUnit.WORKING_DAYS:
            return f"{limit.amount} ngày làm việc"
        case LimitUnit.DAYS:
            return f"{limit.amount} ngày"
        case LimitUnit.HOURS:
            return f"{limit.amount} giờ làm việc"


def longest(limits: Iterable[TimeLimit], case: str = "") -> TimeLimit | None:
    """Return the limit that holds: the chosen case's, else the longest; ``None`` if none is known.

    Several limits of one channel are cases of which the clerk chooses one. An unknown case falls
    back to the longest, which never promises too early; ``checks`` refuses it beforehand.
    """
    known = [limit for limit in limits if _is_known(limit)]
    chosen = [limit for limit in known if case and limit.case == case]
    return max(chosen or known, key=_length, default=None)


def _is_known(limit: TimeLimit) -> bool:
    return limit.unit is LimitUnit.SAME_DAY or limit.amount > 0


def _length(limit: TimeLimit) -> tuple[float, bool]:
    return limit.amount * _LENGTH[limit.unit], limit.unit is LimitUnit.SAME_DAY


def by_officer(due_at: datetime) -> Promise:
    """Return the promise of an officer for a procedure without a published limit."""
    return Promise(
        due_at=due_at.astimezone(UTC),
        steps=(UNKNOWN_LIMIT, f"Cán bộ hẹn trả: {_moment(due_at)}."),
        line="Giờ hẹn do cán bộ ấn định (thủ tục chưa công bố thời hạn).",
        by_officer=True,
    )


def compute(
    limit: TimeLimit | None, after_15: After15, received_at: datetime, calendar: OfficeCalendar
) -> Promise:
    """Return when the result is promised, and why.

    Args:
        limit: the limit that holds, ``None`` when it is unknown.
        after_15: what reception after 15:00 means for the procedure.
        received_at: when the dossier was received, aware.
        calendar: the office's hours and days off.

    Returns:
        The promise; ``due_at`` is in UTC and whole minutes, ``None`` for an unknown limit.

    Raises:
        Refused: the term leaves the years whose holidays are known (field ``at``).
    """
    received = local(received_at).replace(second=0, microsecond=0)
    check_year(received.date())
    if limit is None or not _is_known(limit):
        return Promise(None, (f"Nhận lúc {_moment(received)}.", UNKNOWN_LIMIT), UNKNOWN_LIMIT)
    term = _Term(limit, after_15, received, calendar)
    due = term.run()
    check_year(due.date())
    return Promise(due.astimezone(UTC), tuple(term.steps), term.line())


@dataclass(slots=True)
class _Term:
    """One term on its way from receipt to promise, telling each step as it is taken."""

    limit: TimeLimit
    after_15: After15
    received: datetime
    calendar: OfficeCalendar
    steps: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    def run(self) -> datetime:
        self.steps.append(f"Nhận lúc {_moment(self.received)}.")
        start = self._start()
        self.steps.append(f"Thời hạn giải quyết: {limit_vi(self.limit)}{self._unit_note()}.")
        due = self._end(start)
        self.steps.append(f"Hẹn trả: {_moment(due)}.")
        return due

    def line(self) -> str:
        unit = " (đơn vị chưa công bố)" if not self.limit.unit_published else ""
        words = limit_vi(self.limit)
        parts = [f"{words[0].upper()}{words[1:]}{unit}", *self.reasons]
        return "; ".join(parts) + "."

    def _unit_note(self) -> str:
        if self.limit.unit_published:
            return ""
        return " (đơn vị chưa công bố; tính theo ngày làm việc)"

    def _start(self) -> datetime:
        """Return the moment from which the term runs, in the hours of a working day."""
        start = self.calendar.next_open(self.received)
        if start != self.received:
            self._tell_shift(self.received, start)
        if start.time() <= _THREE_PM:
            return start
        if self.after_15 is After15.TERM_NEXT_DAY:
            following = self._opening_after(start)
            self.steps.append(
                "Nhận sau 15 giờ: thời hạn tính từ ngày làm việc tiếp theo, "
                f"{_moment(following)} (Nghị định 63/2024/NĐ-CP, Điều 7)."
            )
            self.reasons.append(
                f"nhận sau 15 giờ, tính từ ngày làm việc tiếp theo ({date_vi(following)})"
            )
            self._tell_off(start.date(), following.date())
            return following
        if self.limit.unit is not LimitUnit.SAME_DAY:
            self.steps.append(
                "Nhận sau 15 giờ: hồ sơ chuyển người giải quyết vào giờ đầu ngày làm việc tiếp "
                "theo; giờ hẹn không đổi."
            )
        return start

    def _same_day_moves(self) -> bool:
        return self.limit.unit is LimitUnit.SAME_DAY and self.after_15 is After15.RESULT_NEXT_DAY

    def _opening_after(self, moment: datetime) -> datetime:
        day = self.calendar.next_working_day(moment.date())
        return self.calendar.opening(day) or at(day, time.min)

    def _tell_shift(self, received: datetime, start: datetime) -> None:
        why = self.calendar.why_off(received.date())
        if received.date() == start.date():
            self.steps.append(f"Ngoài giờ làm việc: tính là nhận lúc {clock_vi(start)} cùng ngày.")
            return
        if why and self.calendar.open_spans(received.date()):
            reason = f"{_capital(why)} chỉ tiếp nhận, không tính vào thời hạn"
        elif why == weekday_vi(received):
            reason = f"{_capital(day_vi(received))} là ngày nghỉ"
        elif why:
            reason = f"{date_vi(received)} nghỉ: {why}"
        else:
            reason = "Nhận sau giờ làm việc"
        self.steps.append(f"{reason}; tính là nhận lúc {_moment(start)}.")
        self.reasons.append(f"tính từ giờ mở cửa {date_vi(start)}")
        self._tell_off(received.date(), start.date())

    def _end(self, start: datetime) -> datetime:
        match self.limit.unit:
            case LimitUnit.SAME_DAY:
                return self._same_day(start)
            case LimitUnit.HOURS:
                return self._hours(start)
            case LimitUnit.WORKING_DAYS:
                return self._working_days(start)
            case LimitUnit.DAYS:
                return self._days(start)

    def _same_day(self, start: datetime) -> datetime:
        day = start.date()
        if start.time() > _THREE_PM and self._same_day_moves():
            day = self.calendar.next_working_day(day)
            self.steps.append("Nhận sau 15 giờ: trả kết quả trong ngày làm việc tiếp theo.")
            self.reasons.append("nhận sau 15 giờ, trả vào ngày làm việc tiếp theo")
            self._tell_off(start.date(), day)
        self.steps.append("Trả trước khi hết giờ làm việc của ngày.")
        return self.calendar.closing(day) or at(day, time.max)

    def _hours(self, start: datetime) -> datetime:
        due = self.calendar.add_working_hours(start, self.limit.amount)
        self.steps.append("Chỉ tính giờ trong giờ làm việc của cơ quan.")
        self._tell_off(start.date(), due.date())
        return due

    def _working_days(self, start: datetime) -> datetime:
        first = self.calendar.next_working_day(start.date())
        due = self.calendar.add_working_days(start, self.limit.amount)
        self.steps.append(
            f"Ngày {date_vi(start)} không tính; đếm từ {day_vi(first)}, không "
            "tính thứ Bảy, Chủ nhật và ngày nghỉ lễ."
        )
        self._tell_off(start.date(), due.date())
        self.steps.append(f"Đủ {self.limit.amount} ngày làm việc vào {day_vi(due)}.")
        return self._in_hours(due)

    def _days(self, start: datetime) -> datetime:
        # No published term is longer than the calendar; capped, the sum below stays a date.
        amount = min(self.limit.amount, _LONGEST_DAYS)
        day = start.date() + timedelta(days=amount)
        check_year(day)
        self.steps.append(
            f"Ngày {date_vi(start)} không tính; tính cả ngày nghỉ, đủ {self.limit.amount} ngày "
            f"vào {day_vi(day)}."
        )
        if not self.calendar.is_working_day(day):
            rolled = self.calendar.next_working_day(day)
            self.steps.append(
                f"Ngày cuối là ngày nghỉ, chuyển sang ngày làm việc tiếp theo, {day_vi(rolled)}."
            )
            self.reasons.append(f"ngày cuối {date_vi(day)} là ngày nghỉ")
            self._tell_off(day - timedelta(days=1), rolled)
            day = rolled
        return self._in_hours(at(day, start.time()))

    def _in_hours(self, due: datetime) -> datetime:
        moved = self.calendar.within(due)
        if moved != due:
            self.steps.append(
                f"{_capital(clock_vi(due))} ngày đó ngoài giờ làm việc: hẹn lúc {clock_vi(moved)}."
            )
        return moved

    def _tell_off(self, first: date, last: date) -> None:
        """Name the holidays and make-up days after ``first`` and up to ``last``."""
        named = []
        day = first
        while day < last:
            day += timedelta(days=1)
            made_up = self.calendar.made_up(day)
            why = self.calendar.why_off(day)
            if made_up is not None:
                self.steps.append(f"{date_vi(day)} có làm việc: {made_up}.")
            elif why and why != weekday_vi(day):
                self.steps.append(f"{date_vi(day)} nghỉ: {why}.")
                named.append(day)
        if named:
            self.reasons.append(_off_in_a_line(named))


def _off_in_a_line(days: list[date]) -> str:
    if len(days) > _NAMED_AT_MOST:
        return f"có {len(days)} ngày nghỉ lễ từ {date_vi(days[0])} đến {date_vi(days[-1])}"
    return f"nghỉ {', '.join(map(date_vi, days))}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _moment(moment: datetime) -> str:
    return f"{clock_vi(moment)}, {day_vi(local(moment).date())}"
