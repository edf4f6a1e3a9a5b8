"""The notices on the wall: procedures in, one PDF out, the same bytes for the same data."""

from enum import StrEnum

from receptiondesk.printing import fonts as bundled
from receptiondesk.printing import notice_index, notice_list, notice_sheet
from receptiondesk.printing.notice_data import NoticeData
from receptiondesk.printing.notice_page import Paper
from receptiondesk.printing.sheet import Making, paint


class NoticeKind(StrEnum):
    """Which notice: the list with codes, a sheet a procedure, or the index."""

    LIST = "list"
    SHEETS = "sheets"
    INDEX = "index"


_MAKERS = {
    NoticeKind.LIST: (notice_list.render, "list_title"),
    NoticeKind.SHEETS: (notice_sheet.render, "sheet_caption"),
    NoticeKind.INDEX: (notice_index.render, "index_title"),
}


def render(kind: NoticeKind, data: NoticeData, paper: Paper, making: Making | None = None) -> bytes:
    """Return a notice as a PDF.

    Args:
        kind: which notice.
        data: procedures and the office's names.
        paper: A4 or A3, upright or across.
        making: hears of the progress and may stop the work.

    Raises:
        Refused: ``cancelled`` when a person stopped it.
        Trouble: ``fonts_missing`` or ``fonts_incomplete``.
    """
    fonts = bundled.load()
    maker, title = _MAKERS[kind]
    sides = maker(data, paper, fonts, making or Making())
    return paint(sides, paper.area, data.words[title].capitalize(), fonts)
