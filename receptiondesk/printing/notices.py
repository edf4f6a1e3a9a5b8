"""The notices on the wall: procedures in, PDFs out, the same bytes for the same data."""

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum

from receptiondesk.domain.needs import Need
from receptiondesk.printing import fonts as bundled
from receptiondesk.printing import (
    notice_cards,
    notice_index,
    notice_list,
    notice_needs,
    notice_office,
    notice_sheet,
    tiles,
)
from receptiondesk.printing.fonts import Fonts
from receptiondesk.printing.notice_data import NoticeData
from receptiondesk.printing.notice_leaf import Foot, Leaf, with_foot
from receptiondesk.printing.notice_page import Paper
from receptiondesk.printing.sheet import Making, paint
from receptiondesk.printing.wording import Wording

#: Most pages of one file: what a printer's queue and a person still oversee.
PAGES_AT_MOST = 500

_Maker = Callable[[NoticeData, Paper, Fonts, Making], list[Leaf]]


class NoticeKind(StrEnum):
    """Which notice.

    The list with codes, a sheet a procedure, the index; the table of the whole office, the index
    by need; and those that carry no procedure: feedback, hot line, "scan here".
    """

    LIST = "list"
    SHEETS = "sheets"
    INDEX = "index"
    OFFICE = "office"
    NEEDS = "needs"
    FEEDBACK = "feedback"
    HOTLINE = "hotline"
    POSTER = "poster"

    @property
    def carries(self) -> bool:
        """Whether procedures stand on it."""
        return self not in _CARDS

    @property
    def alone(self) -> bool:
        """Whether each of its sheets hangs by itself, not as a page among others."""
        return self is NoticeKind.SHEETS or not self.carries


_CARDS = frozenset({NoticeKind.FEEDBACK, NoticeKind.HOTLINE, NoticeKind.POSTER})
_MAKERS: dict[NoticeKind, tuple[_Maker, str]] = {
    NoticeKind.LIST: (notice_list.render, "list_title"),
    NoticeKind.SHEETS: (notice_sheet.render, "sheet_caption"),
    NoticeKind.INDEX: (notice_index.render, "index_title"),
    NoticeKind.OFFICE: (notice_office.render, "office_title"),
    NoticeKind.FEEDBACK: (notice_cards.feedback, "feedback_sheet_title"),
    NoticeKind.HOTLINE: (notice_cards.hotline, "hotline_title"),
    NoticeKind.POSTER: (notice_cards.poster, "poster_title"),
}


def compose(
    kind: NoticeKind,
    data: NoticeData,
    paper: Paper,
    making: Making | None = None,
    needs: Sequence[Need] = (),
) -> list[Leaf]:
    """Return the sheets of a notice before anything stands at their feet.

    Args:
        kind: which notice.
        data: procedures and the office's names.
        paper: A4 or A3, upright or across, ordinary or large print.
        making: hears of the progress and may stop the work.
        needs: for the index by need.

    Raises:
        Refused: ``cancelled`` when a person stopped it.
        Trouble: ``fonts_missing`` or ``fonts_incomplete``.
    """
    fonts = bundled.load()
    making = making or Making()
    if kind is NoticeKind.NEEDS:
        return notice_needs.render(data, paper, fonts, making, needs)
    return _MAKERS[kind][0](data, paper, fonts, making)


def footed(leaves: Sequence[Leaf], feet: Sequence[Foot], paper: Paper) -> list[Leaf]:
    """Return sheets with their feet, in the same order."""
    fonts = bundled.load()
    return [with_foot(leaf, foot, paper, fonts) for leaf, foot in zip(leaves, feet, strict=True)]


def title_of(kind: NoticeKind, words: Wording) -> str:
    """Return what a notice is called, for its file's title."""
    return words["needs_title" if kind is NoticeKind.NEEDS else _MAKERS[kind][1]].capitalize()


def painted(
    leaves: Sequence[Leaf], paper: Paper, title: str, *, counts: Sequence[int], tile: bool = False
) -> Iterator[bytes]:
    """Return the PDFs of some sheets, one for each of ``counts`` (`counted`), in their order.

    ``tile`` prints each side of A3 as two parts on A4 (`tiles`).
    """
    fonts = bundled.load()
    size = tiles.half(paper.area) if tile else paper.area
    first = 0
    for count in counts:
        some = [side for leaf in leaves[first : first + count] for side in leaf.sides]
        yield paint(tiles.tiled(some, paper.area, fonts) if tile else some, size, title, fonts)
        first += count


def whole(leaves: Sequence[Leaf], paper: Paper, title: str, *, tile: bool = False) -> bytes:
    """Return some sheets as one PDF, however long."""
    fonts = bundled.load()
    size = tiles.half(paper.area) if tile else paper.area
    sides = [side for leaf in leaves for side in leaf.sides]
    return paint(tiles.tiled(sides, paper.area, fonts) if tile else sides, size, title, fonts)


def counted(leaves: Sequence[Leaf], *, tile: bool = False) -> list[int]:
    """Return how many sheets go into each file of at most 500 pages, no sheet torn between two."""
    counts, pages = [0], 0
    for leaf in leaves:
        more = len(leaf.sides) * (2 if tile else 1)
        if counts[-1] and pages + more > PAGES_AT_MOST:
            counts.append(0)
            pages = 0
        counts[-1] += 1
        pages += more
    return counts


def render(
    kind: NoticeKind,
    data: NoticeData,
    paper: Paper,
    making: Making | None = None,
    needs: Sequence[Need] = (),
) -> bytes:
    """Return a notice as one PDF without feet: a preview.

    Raises:
        Refused: ``cancelled`` when a person stopped it.
        Trouble: ``fonts_missing`` or ``fonts_incomplete``.
    """
    leaves = compose(kind, data, paper, making, needs)
    return whole(leaves, paper, title_of(kind, data.words))
