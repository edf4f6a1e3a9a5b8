"""The day sheet as a paper: of a closed day, or of one that is not closed yet (marked so)."""

import hashlib
from datetime import date

from receptiondesk.desk import day_close, letterheads, portals
from receptiondesk.desk.papers import Paper
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.day import Seal
from receptiondesk.office import Office
from receptiondesk.printing import day_sheet, wording
from receptiondesk.printing.day_sheet import DaySheetData


def sheet(office: Office, seal: Seal) -> Paper:
    """Return the sheet of a closed day; the same seal gives the same bytes.

    Raises:
        Refused: faults in the office's own wording.
        Trouble: the fonts are damaged.
    """
    data = DaySheetData(
        words=_words(office),
        letterhead=letterheads.letterhead(office),
        book=seal.book,
        figures=seal.figures,
        officer=seal.officer,
        at=seal.closed_at,
        seal=seal.seal,
        stamped_at=seal.stamped_at,
        by_hand=portals.by_hand(office),
    )
    return _paper(data, "tong-ket-ngay")


def sheet_of_day(office: Office, day: date) -> Paper:
    """Return the sheet of a closed day by its date.

    Raises:
        Refused: ``not_closed``; faults in the office's own wording.
        Trouble: the fonts are damaged, or the file cannot be read.
    """
    return sheet(office, day_close.seal_of(office, day))


def preview(office: Office, day: date | None = None) -> Paper:
    """Return the sheet as it would be now, stamped as a preview; nothing is closed.

    Raises:
        Refused: as `day_close.preview`; faults in the office's own wording.
        Trouble: the fonts are damaged, or the file cannot be read.
    """
    seen = day_close.preview(office, day)
    data = DaySheetData(
        words=_words(office),
        letterhead=letterheads.letterhead(office),
        book=seen.book,
        figures=seen.figures,
        officer=office.officer,
        at=office.clock.now(),
        by_hand=portals.by_hand(office),
    )
    return _paper(data, "xem-truoc-tong-ket-ngay")


def _words(office: Office) -> wording.Wording:
    return wording.load("day_sheet", office.paths.root / "forms")


def _paper(data: DaySheetData, name: str) -> Paper:
    pdf = day_sheet.render(data)
    day = data.book.day.isoformat()
    return Paper(f"{name}-{day}.pdf", pdf, hashlib.sha256(pdf).hexdigest(), ChangeSet())
