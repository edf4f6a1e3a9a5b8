"""Kết thúc ngày: see the day's figures, close the day for ever, stamp it when all was proved.

Closing needs no network and waits for none: how far sending got is written into the seal, and a
second stamp follows when everything of that day was proved.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from receptiondesk.desk import clock_guard
from receptiondesk.desk.lettering import text_problems
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.clock_guard import Doubt
from receptiondesk.domain.day import Counted, Figures, Seal, Stretch, day_of, end_of
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.text import clean_line, clock_vi, date_vi
from receptiondesk.office import Office
from receptiondesk.storage import day_figures, days
from receptiondesk.storage.engine import Session

_LONGEST_REASON = 300
_MOST_MONEY = 10**12
_SHOWN_AT_MOST = 366


@dataclass(frozen=True, slots=True)
class Standing:
    """How the books stand.

    ``today`` is the desk's date; ``last`` the newest seal; ``open`` the earlier dates on which
    work was done that no seal covers, oldest first.
    """

    today: date
    last: Seal | None
    open: tuple[date, ...] = ()

    @property
    def closed_today(self) -> bool:
        """Return whether today is closed."""
        return self.last is not None and self.last.day == self.today


@dataclass(frozen=True, slots=True)
class Preview:
    """What closing would seal now."""

    book: Stretch
    figures: Figures


@dataclass(frozen=True, slots=True)
class Closed:
    """A day that is closed for ever."""

    seal: Seal
    changes: ChangeSet


def standing(office: Office) -> Standing:
    """Return which day was closed last and which earlier ones nobody closed."""
    today = _today(office)
    with office.database.read() as session:
        newest = days.newest(session, 1)
        dates = days.open_dates(session)
    return Standing(
        today, newest[0] if newest else None, tuple(day for day in dates if day < today)
    )


def preview(office: Office, day: date | None = None) -> Preview:
    """Return what closing a day (today unless told) would seal; nothing is written.

    Raises:
        Refused: as `close`, for the day.
    """
    wanted = day or _today(office)
    with office.database.read() as session:
        book = _book(office, session, wanted)
        return Preview(book, _figures(office, session, book))


def close(office: Office, counted: Counted, day: date | None = None) -> Closed:
    """Close a day: seal the journal from the last seal on, with its figures.

    Today's close takes in all that happened up to now, also on earlier dates that nobody closed;
    an earlier date is closed up to the first line of the next one. Where everything of it is
    proved already, the second stamp comes at once, so that the printed sheet bears it.

    Args:
        office: the office; whoever is signed in closes.
        counted: the money that was counted, and the reason of a difference.
        day: the date, today when ``None``.

    Raises:
        Refused: ``officer_needed``, ``not_in_fonts`` (field ``officer``); ``future_day``,
            ``already_closed``, ``later_day_closed``, ``clock_behind``, ``clock_doubted``,
            ``earlier_day_open``, ``nothing_to_close`` (field ``date``); ``bad_amount``
            (``counted_cash``, ``counted_transfer``); ``reason_needed``, ``too_long``,
            ``not_in_fonts`` (``reason``).
            Nothing was written.
        Trouble: the file cannot be written now; nothing was changed.
    """
    _refuse_nameless(office)
    told = _checked(counted)
    wanted = day or _today(office)
    with office.database.write() as session:
        book = _book(office, session, wanted)
        figures = replace(_figures(office, session, book), counted=told)
        if told.differs(figures.money) and not told.reason:
            raise Refused(_reason_needed(told, figures))
        seal = days.close(session, office.entry, book, figures)
        for stamped, proved in days.proved_books(session):
            days.stamp(session, office.entry, stamped, proved)
        seal = days.of_day(session, seal.day) or seal
    return Closed(seal, ChangeSet(outbox=True))


def sealed_on(office: Office, day: date) -> Seal | None:
    """Return the seal of a day, ``None`` while it is not closed."""
    with office.database.read() as session:
        return days.of_day(session, day)


def seal_of(office: Office, day: date) -> Seal:
    """Return the seal of a closed day.

    Raises:
        Refused: ``not_closed``.
    """
    found = sealed_on(office, day)
    if found is None:
        message = f"Ngày {date_vi(day)} chưa được khóa."
        raise Refused(Problem("date", "not_closed", message))
    return found


def seals(office: Office, limit: int = _SHOWN_AT_MOST) -> tuple[Seal, ...]:
    """Return the newest closed days, newest first."""
    with office.database.read() as session:
        return days.newest(session, limit)


def stamp_what_is_proved(office: Office) -> ChangeSet:
    """Give the second stamp to every closed day whose sendings are all proved by now.

    A sending that no portal can show, or that a person set aside, is never proved: its day keeps
    its seal and gets no stamp. Call it after a round of the sync; when there is nothing to do it
    only reads.

    Raises:
        Trouble: the file cannot be read or written now.
    """
    with office.database.read() as session:
        if not days.proved_books(session):
            return ChangeSet()
    with office.database.write() as session:
        ready = days.proved_books(session)
        for day, proved in ready:
            days.stamp(session, office.entry, day, proved)
    return ChangeSet(outbox=bool(ready))


def _today(office: Office) -> date:
    return day_of(office.clock.now())


def _refuse_nameless(office: Office) -> None:
    if not clean_line(office.officer):
        message = (
            "Chưa biết ai đang làm việc tại quầy. Xin ghi tên cán bộ (F9) rồi kết thúc ngày; tên "
            "được ghi vào sổ và bản tổng kết."
        )
        raise Refused(Problem("officer", "officer_needed", message))
    if lacking := text_problems("officer", office.officer, "Tên cán bộ"):
        raise Refused.of(lacking)


def _checked(counted: Counted) -> Counted:
    """Return what was counted as it is kept."""
    for field, amount in (
        ("counted_cash", counted.cash),
        ("counted_transfer", counted.transfer),
    ):
        if amount is not None and not 0 <= amount < _MOST_MONEY:
            message = "Số tiền đếm được phải từ 0 đồng. Xin nhập lại."
            raise Refused(Problem(field, "bad_amount", message))
    reason = clean_line(counted.reason)
    if len(reason) > _LONGEST_REASON:
        message = f"Lý do dài quá {_LONGEST_REASON} ký tự. Xin viết ngắn lại."
        raise Refused(Problem("reason", "too_long", message))
    if lacking := text_problems("reason", reason, "Lý do"):  # the day sheet prints it
        raise Refused.of(lacking)
    return replace(counted, reason=reason)


def _reason_needed(counted: Counted, figures: Figures) -> Problem:
    cash, transfer = counted.differences(figures.money)
    parts = [
        f"{name} {'thừa' if amount > 0 else 'thiếu'} {abs(amount):,} đồng".replace(",", ".")
        for name, amount in (("tiền mặt", cash), ("chuyển khoản", transfer))
        if amount
    ]
    message = f"Số đếm được khác sổ: {', '.join(parts)}. Xin đếm lại, hoặc ghi ngắn gọn lý do."
    return Problem("reason", "reason_needed", message)


def _book(office: Office, session: Session, day: date) -> Stretch:
    """Return the book that closing the day seals.

    Raises:
        Refused: the day cannot be closed, or not yet.
    """
    today = _today(office)
    if day > today:
        message = f"Ngày {date_vi(day)} chưa tới nên chưa khóa được."
        raise Refused(Problem("date", "future_day", message))
    _refuse_closed(session, day, today)
    _refuse_doubtful_date(office, session)
    if day < today:
        earlier = [one for one in days.open_dates(session) if one < day]
        if earlier:
            message = (
                f"Ngày {date_vi(earlier[0])} chưa khóa. Xin khóa lần lượt từ ngày đó, hoặc khóa "
                "hôm nay để gộp cả những ngày chưa khóa."
            )
            raise Refused(Problem("date", "earlier_day_open", message))
    book = days.stretch(session, day, whole=day == today)
    if book.last_seq < book.first_seq:
        message = f"Sổ chưa có gì trong ngày {date_vi(day)} để khóa."
        raise Refused(Problem("date", "nothing_to_close", message))
    return book


def _refuse_closed(session: Session, day: date, today: date) -> None:
    sealed = days.of_day(session, day)
    if sealed is not None:
        at = clock_vi(sealed.closed_at)
        message = (
            f"Ngày {date_vi(day)} đã khóa lúc {at} ({sealed.officer}), mỗi ngày chỉ khóa một lần. "
            "Việc làm sau khi khóa ngày được tính vào lần khóa kế tiếp."
        )
        raise Refused(Problem("date", "already_closed", message))
    last = days.last(session)
    if last is None or day > last.day:
        return
    if day == today and days.clock_confirmed_since(session, last.last_seq):
        return  # the day closed last bears the date of a clock that stood wrong
    if day == today:
        message = (
            f"Đồng hồ máy chỉ ngày {date_vi(today)} nhưng ngày {date_vi(last.day)} đã khóa. Sổ vẫn "
            "an toàn. Xin chỉnh lại đồng hồ máy rồi kết thúc ngày."
        )
        raise Refused(Problem("date", "clock_behind", message))
    message = (
        f"Đã khóa tới ngày {date_vi(last.day)} nên không khóa thêm ngày {date_vi(day)} trước đó."
    )
    raise Refused(Problem("date", "later_day_closed", message))


def _refuse_doubtful_date(office: Office, session: Session) -> None:
    """Refuse while nobody vouches for the date; a clock that is minutes off is only noted."""
    clock = clock_guard.standing_in(session, office)
    if not clock.doubted:
        return
    now = office.clock.now()
    told = clock.offset if clock.why is Doubt.PORTAL else None
    if told is None or day_of(now + told) != day_of(now):
        raise Refused(Problem("date", "clock_doubted", clock.sentence))


def _figures(office: Office, session: Session, book: Stretch) -> Figures:
    settings, today = office.settings, _today(office)
    last = days.last(session)
    now = office.clock.now() if book.day == today else end_of(book.day)
    ranges = dict(settings.other_ranges)
    if settings.number_range is not None:
        ranges[settings.counter] = settings.number_range
    asked = day_figures.Asked(
        ranges=ranges,
        now=now,
        next_day=_next_working_day(office, book.day),
        closed=None if last is None else last.day,
    )
    dates = days.open_dates(session)
    covers = (one for one in dates if one < book.day or (book.day == today and one > book.day))
    return replace(
        day_figures.figures(session, book, asked),
        covers=tuple(covers),
        day_off=_why_off(office, book.day),
        practice=settings.practice,
        clock_doubted=clock_guard.standing_in(session, office).doubted,
    )


def _next_working_day(office: Office, day: date) -> date:
    """Return the next day that counts; tomorrow where the calendar's years end."""
    try:
        return office.settings.calendar().next_working_day(day)
    except Refused:
        return day + timedelta(days=1)


def _why_off(office: Office, day: date) -> str:
    try:
        return office.settings.calendar().why_off(day) or ""
    except Refused:
        return ""
