"""How the papers of a dossier and their files read in the panel of files."""

from collections.abc import Iterator, Sequence
from typing import Final

from receptiondesk.desk.attachments import PaperFiles
from receptiondesk.domain.attachments import Attachment
from receptiondesk.domain.outbox import sync_of
from receptiondesk.words import _
from ui import states
from ui.models.lines import Cell, Line
from ui.models.lines_view import Column

COLUMNS: Final = (Column(_("Giấy tờ và tệp"), share=3), Column(_("Tình trạng"), chars=34))
_PAPER: Final = "paper:"
_FILE: Final = "file:"
_MEGABYTE: Final = 1024 * 1024


def lines_of(papers: Sequence[PaperFiles]) -> Iterator[Line]:
    """Yield one line a paper, and under it one line a file."""
    for one in papers:
        named = f"{one.paper.position}. {one.paper.name}"
        words = "" if one.files else _("chưa có tệp")
        cells = (Cell(named, strong=bool(one.files)), Cell("", words) if words else Cell(""))
        yield Line(f"{_PAPER}{one.paper.position}", cells)
        for file in one.files:
            yield _file_line(file)


def _file_line(file: Attachment) -> Line:
    look = states.sync_look(sync_of(file.deliveries))
    part = _("phần {part}/{parts} · ").format(part=file.part, parts=file.parts)
    size = _("{part}{pages} trang · {size} MB").format(
        part=part if file.parts > 1 else "",
        pages=file.pages,
        size=f"{file.size / _MEGABYTE:.1f}".replace(".", ","),
    )
    reason = next((way.reason for way in file.deliveries if way.reason), "")
    return Line(
        f"{_FILE}{file.uid}",
        (
            Cell(f"    {file.name}", f"     {size}"),
            Cell(reason, look.word, colour=look.colour, icon=look.icon),
        ),
    )


def position_of(line: str, papers: Sequence[PaperFiles]) -> int:
    """Return the position of the paper that a line is about, 0 for none."""
    if line.startswith(_PAPER):
        return int(line.removeprefix(_PAPER))
    uid = file_of(line)
    found = (one.paper.position for one in papers for file in one.files if file.uid == uid)
    return next(found, 0)


def file_of(line: str) -> str:
    """Return the uid of the file that a line is about, empty for a paper's."""
    return line.removeprefix(_FILE) if line.startswith(_FILE) else ""
