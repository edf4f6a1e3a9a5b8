"""The clock guard at the desk: what portals tell of the time, what a person confirms, the standing.

The rules are `receptiondesk.domain.clock_guard`'s; the journal itself raises the doubts that its
own lines give rise to (`receptiondesk.storage.journal.append`).
"""

from datetime import datetime, timedelta

from receptiondesk.domain import clock_guard as rules
from receptiondesk.domain import reasons
from receptiondesk.domain.clock_guard import ClockStanding, Moment
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.text import clean_line
from receptiondesk.office import Office
from receptiondesk.storage import clock_lines, journal
from receptiondesk.storage.engine import Session

__all__ = ["ClockStanding", "confirm", "latest", "note", "standing", "standing_in"]


def standing(office: Office) -> ClockStanding:
    """Return how the clock stands now: two look-ups by index, whatever the file's size."""
    with office.database.read() as session:
        return standing_in(session, office)


def standing_in(session: Session, office: Office) -> ClockStanding:
    """Return how the clock stands now, within the caller's session."""
    return rules.standing(clock_lines.newest(session), _moment(session, office))


def note(office: Office, target: str, offset: timedelta | None) -> bool:
    """Take note of a portal's time after a visit; return whether the standing changed by it.

    A line is written only when something changes, not at each visit.

    Args:
        office: the office.
        target: the portal's name.
        offset: its ``Date`` less our clock at that moment; ``None``: it did not tell.
    """
    if offset is None:
        return False
    with office.database.read() as session:
        if _heard(session, office, target, offset) is None:
            return False
    with office.database.write() as session:
        line = _heard(session, office, target, offset)  # another process may have told it
        if line is None:
            return False
        journal.append(session, office.entry(line.kind, line.payload))
    return True


def _heard(session: Session, office: Office, target: str, offset: timedelta) -> rules.Line | None:
    return rules.heard(clock_lines.newest(session), _moment(session, office), target, offset)


def confirm(office: Office, reason: str) -> ClockStanding:
    """Confirm that the clock is right now, by a named person with a reason.

    Official numbers move again. Where the clock stands before the journal's last line, the
    journal's time goes on at the clock's from this line on. A difference that a portal told is
    taken for the portal's fault as long as it stays the same.

    Raises:
        Refused: ``officer_needed`` when nobody is signed in; ``missing_reason``, ``too_long``
            (500), ``bad_characters`` for the reason; ``clock_not_doubted``. Nothing was written.
        Trouble: The data cannot be written now; nothing was changed.
    """
    why = _answered_for(office, reason)
    with office.database.write() as session:
        line = rules.confirmed(clock_lines.newest(session), _moment(session, office), why)
        if line is None:
            message = "Giờ của máy không bị nghi ngờ nên không cần xác nhận."
            raise Refused(Problem("", "clock_not_doubted", message))
        journal.append(session, office.entry(line.kind, line.payload))
        return standing_in(session, office)


def latest(office: Office) -> datetime:
    """Return the clock's time, or the journal's where that is later."""
    with office.database.read() as session:
        moment = _moment(session, office)
    return max(moment.now, moment.last_at or moment.now)


def _moment(session: Session, office: Office) -> Moment:
    jump = timedelta(days=office.settings.clock_jump_days)
    return Moment(office.clock.now(), journal.last_at(session), jump)


def _answered_for(office: Office, reason: str) -> str:
    if not clean_line(office.officer):
        message = "Xin ghi tên cán bộ trước khi xác nhận giờ máy; tên được ghi vào nhật ký."
        raise Refused(Problem("officer", "officer_needed", message))
    return reasons.checked(reason, "Xin ghi lý do xác nhận, ví dụ: đã so với đồng hồ của Ủy ban.")
