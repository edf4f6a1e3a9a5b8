"""A sheet's bar code scanned at the desk: does it still say what holds, and if not, since when?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from receptiondesk.desk import wall_words
from receptiondesk.desk.wall_stale import Judge
from receptiondesk.domain.clock import local
from receptiondesk.domain.text import date_vi
from receptiondesk.domain.wall import CALLED, Cause, Part, Reason, Sheet
from receptiondesk.office import Office
from receptiondesk.storage import catalogue, wall


class SheetState(StrEnum):
    """How a sheet stands: right, stale, struck, or printed and waiting to be hung."""

    RIGHT = "right"
    STALE = "stale"
    STRUCK = "struck"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Looked:
    """What is known of a scanned sheet.

    ``since`` is when it became wrong or was struck and ``version`` the catalogue that changed it,
    as far as a catalogue did; ``others`` are the sheets in its place, or the one it replaces.
    """

    sheet: Sheet
    state: SheetState
    reasons: tuple[Reason, ...] = ()
    since: datetime | None = None
    version: int | None = None
    others: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """Return the sentence for the clerk."""
        sheet, since = self.sheet, self.since
        when = f" từ {date_vi(local(since).date())}" if since else ""
        others = ", ".join(self.others)
        match self.state:
            case SheetState.RIGHT:
                return f"Tờ {sheet.id} đang đúng."
            case SheetState.WAITING:
                return (
                    f"Tờ {sheet.id} đang đúng, chờ treo thay tờ {others}; treo xong xin xác nhận."
                )
            case SheetState.STRUCK:
                instead = f", thay bằng tờ {others}" if others else ""
                return f"Tờ {sheet.id} đã gỡ{when}{instead}."
            case SheetState.STALE:
                causes = dict.fromkeys(CALLED[one.what] for one in self.reasons)
                by = f" (danh mục bản {self.version})" if self.version else ""
                printed = f" Đã in tờ thay: {others}." if others else ""
                return f"Tờ {sheet.id} đã thay{when}{by}: {'; '.join(causes)}.{printed}"


def look(office: Office, scanned: str) -> Looked:
    """Return how a scanned or typed sheet stands.

    Raises:
        Refused: ``unknown_sheet``.
        Trouble: the data cannot be read now.
    """
    with office.database.read() as session:
        sheet = wall_words.found(session, scanned, struck=True)
        sheets = wall.sheets(session, struck=True)
        instead = tuple(one.id for one in sheets if one.replaces == sheet.id)
        if sheet.taken_at is not None:
            return Looked(sheet, SheetState.STRUCK, since=sheet.taken_at, others=instead)
        judge = Judge.of(session, office, (sheet,))
        reasons = judge.reasons(sheet)
        if not reasons and not sheet.hung:
            return Looked(sheet, SheetState.WAITING, others=(sheet.replaces,))
        if not reasons:
            return Looked(sheet, SheetState.RIGHT)
        standing = tuple(
            one.id for one in sheets if one.replaces == sheet.id and one.taken_at is None
        )
        last = catalogue.current_version(session)
        version = _changed_by(judge, sheet, reasons, last)
        since = wall.imported_at(session).get(version) if version else None
    return Looked(sheet, SheetState.STALE, reasons, since, version, standing)


def _changed_by(judge: Judge, sheet: Sheet, reasons: tuple[Reason, ...], last: int) -> int | None:
    """Return the first version of the catalogue that made a sheet wrong, ``None`` if none did."""
    for version in range(sheet.version + 1, last + 1):
        for reason in reasons:
            now = judge.before(version, reason.code) if reason.code else {}
            if reason.what == Cause.GONE and not now:
                return version
            if _differs(reason, now, judge.before(sheet.version, reason.code)):
                return version
    return None


def _differs(reason: Reason, now: Mapping[Part, str], printed: Mapping[Part, str]) -> bool:
    if reason.what not in set(Part) or not now:
        return False
    part = Part(reason.what)
    return part in now and now[part] != printed.get(part)
