"""What all notices share: paper and letters, the heading, the feedback box, page numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from receptiondesk.printing.flow import (
    Align,
    Column,
    Flow,
    Line,
    Run,
    Style,
    break_lines,
    height_of,
    set_lines,
)
from receptiondesk.printing.fonts import Face, Fonts
from receptiondesk.printing.frame import HeaderPlan, header
from receptiondesk.printing.marks import GREY, HAIR, POINT, Frame, Mark, Page
from receptiondesk.printing.notice_data import NoticeData
from receptiondesk.printing.sheet import Side, Size

#: Half of the heading for the state's name, half for the office.
_HALF = 0.5
_STATE_AIR = 0.5
_BOX_GAP = 3.0
_BOX_PAD = 2.0
#: How much larger large print is.
_LARGE = 1.35


@dataclass(frozen=True, slots=True)
class Paper:
    """The paper of a notice; lengths in millimetres, letters in points.

    ``large`` is the large print for weak eyes and for boards that hang high.
    """

    size: Size = Size.A4
    landscape: bool = False
    large: bool = False

    @property
    def area(self) -> tuple[float, float]:
        """Return width and height as the paper lies."""
        return self.size.turned(landscape=self.landscape)

    @property
    def edge(self) -> float:
        """Return the margin on every side: a notice is pinned up or framed, not bound."""
        return 12.0 if self.size is Size.A4 else 15.0

    @property
    def scale(self) -> float:
        """Return how much larger letters are than in ordinary print on A4."""
        return (1.0 if self.size is Size.A4 else 1.25) * (_LARGE if self.large else 1.0)

    @property
    def inner(self) -> Column:
        """Return the column between the margins."""
        return Column(self.edge, self.area[0] - 2 * self.edge)

    @property
    def bottom(self) -> float:
        """Return where the text ends: above the line with the page's number."""
        return self.area[1] - self.edge - 4.0 * self.scale


def heading(flow: Flow, data: NoticeData, paper: Paper) -> None:
    """Set the office on the left and the state on the right (Decree 30/2020)."""
    whole, size = flow.column, 10.5 * paper.scale
    state = flow.fonts.width(Face.BOLD, size, flow.fonts.drawable(data.words["state"])) * POINT
    # The state's name stands on one line, however large the print.
    half = max(whole.width * _HALF, state + _STATE_AIR)
    left = Column(whole.x, whole.width - half, Align.CENTRE)
    right = Column(whole.x + whole.width - half, half, Align.CENTRE)
    plan = HeaderPlan(left, right, flow.y, size)
    set_head = header(flow.fonts, data.letterhead, data.words, plan)
    flow.place(set_head.height, set_head.marks)


def title(flow: Flow, text: str, note: str, paper: Paper) -> None:
    """Set a notice's title and the line below it."""
    flow.gap(4.0)
    flow.write_evenly(Run(text, Style(Face.BOLD, 15 * paper.scale)))
    flow.gap(0.8)
    flow.write((Run(note, Style(Face.SANS, 9 * paper.scale, colour=GREY)),), Align.CENTRE)
    flow.gap(2.5)


@dataclass(frozen=True, slots=True)
class Box:
    """A framed text ready to be set; ``height`` counts the air above it, in millimetres."""

    lines: tuple[Line, ...]
    height: float

    def set(self, flow: Flow) -> None:
        """Set it whole, on a further page if this one has no room for it."""
        flow.gap(_BOX_GAP)
        height = self.height - _BOX_GAP
        flow.need(height)
        column = replace(
            flow.column,
            x=flow.column.x + _BOX_PAD,
            width=flow.column.width - 2 * _BOX_PAD,
            align=Align.LEFT,
        )
        marks: list[Mark] = [Frame(flow.column.x, flow.y, flow.column.width, height, 0.8, HAIR)]
        marks += set_lines(flow.fonts, self.lines, column, flow.y + _BOX_PAD)
        flow.place(height, marks)


def feedback_box(flow: Flow, data: NoticeData, size: float) -> Box:
    """Return the box that says where complaints about procedures go (NĐ 63/2010, NĐ 20/2008).

    The model sheet of the circular is known only at second hand, so its words are data.
    """
    words, letterhead = data.words, data.letterhead
    text = Style(Face.SANS, size)
    strong = text.of(Face.SANS_BOLD)
    place = ", ".join(filter(None, (letterhead.desk or letterhead.name, letterhead.address)))
    phone = letterhead.hotline or letterhead.phone or words["no_hotline"]
    runs = (
        Run(words["feedback_title"], strong),
        Run("\n" + words["feedback"], text),
        Run(f"\n{words['place']} ", text),
        Run(place, strong),
        Run(f"\n{words['hotline']} ", text),
        Run(phone, strong),
    )
    lines = break_lines(flow.fonts, runs, flow.column.width - 2 * _BOX_PAD)
    return Box(lines, height_of(lines) + 2 * _BOX_PAD + _BOX_GAP)


def sides(
    pages: Sequence[Sequence[tuple[float, Page]]], data: NoticeData, paper: Paper, fonts: Fonts
) -> list[Side]:
    """Return the sides of one notice, each with "page x/y" below."""
    stamp = data.words["practice_stamp"] if data.practice else ""
    return [
        Side(
            (*parts, (0.0, _page_number(data, paper, fonts, (number, len(pages))))),
            stamp,
            ((0.0, paper.area[0]),),
        )
        for number, parts in enumerate(pages, 1)
    ]


def _page_number(
    data: NoticeData, paper: Paper, fonts: Fonts, place: tuple[int, int]
) -> list[Mark]:
    style = Style(Face.SANS, 8 * paper.scale, colour=GREY)
    text = data.words.fill("page", page=place[0], pages=place[1])
    if data.torn_out:
        # A page printed again by itself keeps its place in its notice.
        page, pages = data.torn_out
        text = data.words.fill("page", page=page, pages=pages)
        if place[1] > 1:
            text += data.words.fill("page_part", part=place[0])
    lines = break_lines(fonts, (Run(text, style),), paper.inner.width)
    column = replace(paper.inner, align=Align.RIGHT)
    return set_lines(fonts, lines, column, paper.area[1] - paper.edge + 1 - height_of(lines))
