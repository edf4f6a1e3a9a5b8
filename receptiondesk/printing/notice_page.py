"""What all notices share: paper and letters, the heading, the feedback box, page numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from receptiondesk.printing.flow import (
    Align,
    Column,
    Flow,
    Run,
    Style,
    break_lines,
    height_of,
    set_lines,
)
from receptiondesk.printing.fonts import Face, Fonts
from receptiondesk.printing.frame import HeaderPlan, header
from receptiondesk.printing.marks import GREY, HAIR, Frame, Mark, Page
from receptiondesk.printing.notice_data import NoticeData
from receptiondesk.printing.sheet import Side, Size

#: Half of the heading for the state's name, half for the office.
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Paper:
    """The paper of a notice; lengths in millimetres, letters in points."""

    size: Size = Size.A4
    landscape: bool = False

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
        """Return how much larger letters are than on A4."""
        return 1.0 if self.size is Size.A4 else 1.25

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
    width = flow.column.width
    left = Column(flow.column.x, width * _HALF, Align.CENTRE)
    right = Column(flow.column.x + width * _HALF, width * _HALF, Align.CENTRE)
    plan = HeaderPlan(left, right, flow.y, 10.5 * paper.scale)
    set_head = header(flow.fonts, data.letterhead, data.words, plan)
    flow.place(set_head.height, set_head.marks)


def title(flow: Flow, text: str, note: str, paper: Paper) -> None:
    """Set a notice's title and the line below it."""
    flow.gap(4.0)
    flow.write((Run(text, Style(Face.BOLD, 15 * paper.scale)),), Align.CENTRE)
    flow.gap(0.8)
    flow.write((Run(note, Style(Face.SANS, 9 * paper.scale, colour=GREY)),), Align.CENTRE)
    flow.gap(2.5)


def feedback(flow: Flow, data: NoticeData, size: float) -> None:
    """Set the box that says where complaints about procedures go (NĐ 63/2010, NĐ 20/2008).

    The model sheet of the circular is known only at second hand, so its words are data.
    """
    words, letterhead = data.words, data.letterhead
    text = Style(Face.SANS, size)
    strong = text.of(Face.SANS_BOLD)
    place = ", ".join(filter(None, (letterhead.desk or letterhead.name, letterhead.address)))
    phone = letterhead.hotline or letterhead.phone or words["no_hotline"]
    pad = 2.0
    column = replace(
        flow.column, x=flow.column.x + pad, width=flow.column.width - 2 * pad, align=Align.LEFT
    )
    runs = (
        Run(words["feedback_title"], strong),
        Run("\n" + words["feedback"], text),
        Run(f"\n{words['place']} ", text),
        Run(place, strong),
        Run(f"\n{words['hotline']} ", text),
        Run(phone, strong),
    )
    lines = break_lines(flow.fonts, runs, column.width)
    height = height_of(lines) + 2 * pad
    flow.gap(3.0)
    flow.need(height)
    marks: list[Mark] = [Frame(flow.column.x, flow.y, flow.column.width, height, 0.8, HAIR)]
    marks += set_lines(flow.fonts, lines, column, flow.y + pad)
    flow.place(height, marks)


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
    lines = break_lines(fonts, (Run(text, style),), paper.inner.width)
    column = replace(paper.inner, align=Align.RIGHT)
    return set_lines(fonts, lines, column, paper.area[1] - paper.edge + 1 - height_of(lines))
