"""Numbers held back after the folder came to another machine, and a person's word that frees them.

The folder may live on where it came from, and then two desks would give out the same numbers. So
on the new machine codes are provisional, in a part of their own, until a person answers for it:
with the last official code that was shown anywhere (`resume`), or with a new range of numbers
(`desk.configuration`), which the other copy does not have.
"""

from receptiondesk.desk.last_code import LastCode, read_last_code
from receptiondesk.domain import reasons
from receptiondesk.domain.clock import local
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.events import EventKind
from receptiondesk.domain.numbering import NumberRange
from receptiondesk.domain.text import clean_line
from receptiondesk.office import Office
from receptiondesk.settings import Settings
from receptiondesk.storage import journal, order_numbers
from receptiondesk.storage.engine import Session

__all__ = ["held", "leave_out", "release_by_range", "resume", "sentence"]


def held(office: Office) -> bool:
    """Return whether official numbers wait for a person's word."""
    with office.database.read() as session:
        return _held(session)


def _held(session: Session) -> bool:
    kept = order_numbers.unknown(session)
    return kept is not None and kept.official_through == order_numbers.HELD


def sentence(office: Office) -> str:
    """Return what a person should know of it, empty when nothing is held back."""
    if office.settings.number_range is None or not held(office):
        return ""
    return (
        "Dữ liệu vừa được chuyển từ máy khác sang. Để hai máy không cấp trùng số, hồ sơ mới mang "
        "mã tạm (TAM-…). Khi máy cũ không còn dùng, xin cho biết mã chính thức cuối cùng đã in, "
        "hoặc đặt dải số mới cho quầy trong mục Thiết lập."
    )


def resume(office: Office, last_code: str, reason: str) -> None:
    """Let official numbers go on after the last one shown, by a named person with a reason.

    Raises:
        Refused: ``officer_needed``; ``missing_reason``, ``too_long`` (500); ``bad_last_code``;
            ``numbers_not_held``. Nothing was written.
        Trouble: The data cannot be written now; nothing was changed.
    """
    why = _answered_for(office, reason)
    today = local(office.clock.now()).date()
    told = read_last_code(last_code, office.settings, today)
    with office.database.write() as session:
        if not _held(session):
            message = "Số của quầy không bị tạm giữ nên không cần cho biết mã cuối cùng."
            raise Refused(Problem("", "numbers_not_held", message))
        order_numbers.release(session, told.day)
        resumed = {"last_code": clean_line(last_code).upper(), "reason": why}
        journal.append(
            session, office.entry(EventKind.SETTING_CHANGED, {"numbers_resumed": resumed})
        )
        leave_out(session, office, told)


def leave_out(session: Session, office: Office, told: LastCode) -> None:
    """Leave out the counter's numbers of the day up to the last one that a person knows of."""
    series = order_numbers.official_series(office.settings.org_code)
    below = order_numbers.highest_taken(session, series, told.day, told.own)
    first = told.own.first if below is None else below + 1
    if first > told.number:
        return
    shown = NumberRange(first, told.number)
    for run in order_numbers.withhold(session, series, told.day, shown, office.settings.counter):
        gap = order_numbers.gap(series, told.day, run, order_numbers.RESTORED)
        journal.append(session, office.entry(EventKind.NUMBER_GAP, gap))


def release_by_range(session: Session, office: Office, before: Settings, after: Settings) -> None:
    """Let official numbers go on from a range that shares no number with the one held back."""
    old, new = before.number_range, after.number_range
    if new is None or (old is not None and old.overlaps(new)) or not _held(session):
        return
    order_numbers.release(session, local(office.clock.now()).date())


def _answered_for(office: Office, reason: str) -> str:
    if not clean_line(office.officer):
        message = "Xin ghi tên cán bộ trước khi cho cấp số tiếp; tên được ghi vào nhật ký."
        raise Refused(Problem("officer", "officer_needed", message))
    return reasons.checked(reason, "Xin ghi lý do, ví dụ: máy cũ đã hỏng, không còn dùng.")
