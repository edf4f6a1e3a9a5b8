"""Notices that carry no procedure: where feedback goes, the hot line, and "scan here".

The feedback notice makes public the five things of NĐ 20/2008 art. 13: office address, mailing
address, dedicated phone, website, e-mail; it hangs at the right corner of the board (regulation
10). The model sheet is known only at second hand, so its words are data. What the office has not
told is left as a dotted line to be written by hand.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from receptiondesk.printing.flow import Align, Column, Flow, Run, Style, break_lines, height_of
from receptiondesk.printing.flow import set_lines as set_at
from receptiondesk.printing.fonts import Face, Fonts
from receptiondesk.printing.marks import ACCENT, GREY, POINT, Frame, Rule, Symbol
from receptiondesk.printing.notice_data import NoticeData
from receptiondesk.printing.notice_leaf import Leaf
from receptiondesk.printing.notice_page import Paper, heading, sides
from receptiondesk.printing.qr import matrix
from receptiondesk.printing.sheet import Making

_PAD = 7.0
_LABEL = 0.32
#: Letters of the feedback notice, the largest that leave it on one page.
_TEXT_SIZES = (17.0, 16.0, 15.0, 14.0, 13.0, 12.0, 11.0, 10.0)
#: Largest letters of a number, as a share of the height of the paper; a poster's code, the largest
#: that leaves it on one page.
_NUMBER_SHARE = 0.2
#: Of the height that the hot line's card leaves: above its title, above and below the number.
_ABOVE_TITLE, _AROUND_NUMBER = 0.2, 0.12
_CODE_SHARES = (0.44, 0.41, 0.38, 0.35, 0.32, 0.29)


def feedback(data: NoticeData, paper: Paper, fonts: Fonts, making: Making) -> list[Leaf]:
    """Return the notice that says where feedback and proposals go."""
    making.step(0, 1)
    sizes = iter(_TEXT_SIZES)
    card = _feedback(data, paper, fonts, next(sizes))
    while len(card.flow.pages) > 1 and (size := next(sizes, None)):
        card = _feedback(data, paper, fonts, size)
    return card.end(making)


def _feedback(data: NoticeData, paper: Paper, fonts: Fonts, size: float) -> "_Card":
    card = _Card.begin(data, paper, fonts)
    words, flow = data.words, card.flow
    card.centred(words["feedback_sheet_title"], size + 6.5)
    flow.gap(3.0)
    text = Style(Face.SANS, size * paper.scale, 1.34)
    who = data.letterhead.desk or data.letterhead.name
    flow.write((Run(words.fill("feedback_invites", office=who), text),))
    flow.gap(2.0)
    for number, line in enumerate(words.many("feedback_about"), 1):
        card.item(f"{number}.", line, text)
        flow.gap(0.8)
    flow.gap(2.0)
    flow.write((Run(words["feedback_sent_to"], text.of(Face.SANS_BOLD)),))
    flow.gap(1.5)
    for label, value in contacts(data):
        card.contact(label, value, text)
    flow.gap(2.5)
    for line in words.many("feedback_remarks"):
        flow.write((Run(line, replace(text, size=text.size - 1.5)),))
        flow.gap(1.0)
    return card


def contacts(data: NoticeData) -> tuple[tuple[str, str], ...]:
    """Return the five contact items (NĐ 20/2008 art. 13) with their labels; empty: not told."""
    head = data.letterhead
    values = (
        ", ".join(filter(None, (head.desk or head.name, head.address))) if head.address else "",
        head.mailing,
        head.hotline or head.phone,
        head.website,
        head.email,
    )
    return tuple(zip(data.words.many("feedback_items"), values, strict=True))


def hotline(data: NoticeData, paper: Paper, fonts: Fonts, making: Making) -> list[Leaf]:
    """Return the card of the hot line: the number as large as the paper allows."""
    making.step(0, 1)
    card = _hotline(data, paper, fonts, 0.0)
    if len(card.flow.pages) == 1:
        card = _hotline(data, paper, fonts, card.flow.room)
    return card.end(making)


def _hotline(data: NoticeData, paper: Paper, fonts: Fonts, spare: float) -> "_Card":
    """Set the card; of the ``spare`` height its parts get their shares, so that it is filled."""
    card = _Card.begin(data, paper, fonts)
    words, head, flow = data.words, data.letterhead, card.flow
    room = flow.room
    flow.gap(spare * _ABOVE_TITLE)
    card.centred(words["hotline_title"], 30.0)
    flow.gap(room * 0.03 + spare * _AROUND_NUMBER)
    number = head.hotline or head.phone
    if number:
        flow.write((Run(number, card.largest(number, room * _NUMBER_SHARE)),), Align.CENTRE)
    else:
        flow.gap(14.0 * paper.scale)
        card.dotted()
    flow.gap(room * 0.03 + spare * _AROUND_NUMBER)
    text = Style(Face.SANS, 17 * paper.scale, 1.35)
    flow.write_evenly(Run(words["hotline_for"], text))
    flow.gap(3.0)
    if head.phone and head.phone != number:
        told = words.fill("hotline_desk", phone=head.phone.replace(" ", "\u00a0"))
        flow.write((Run(told, text.of(Face.SANS_BOLD)),), Align.CENTRE)
        flow.gap(3.0)
    small = replace(text, size=12 * paper.scale, colour=GREY)
    flow.write_evenly(Run(words["hotline_remark"], small))
    return card


def poster(data: NoticeData, paper: Paper, fonts: Fonts, making: Making) -> list[Leaf]:
    """Return the one-page poster with one large code that leads to the office's look-up page."""
    making.step(0, 1)
    shares = iter(_CODE_SHARES)
    card = _poster(data, paper, fonts, next(shares))
    while len(card.flow.pages) > 1 and (share := next(shares, None)):
        card = _poster(data, paper, fonts, share)
    return card.end(making)


def _poster(data: NoticeData, paper: Paper, fonts: Fonts, share: float) -> "_Card":
    card = _Card.begin(data, paper, fonts)
    words, flow, address = data.words, card.flow, data.letterhead.lookup_url
    room = flow.bottom - flow.y
    flow.gap(room * 0.02)
    card.centred(words["poster_title"], 34.0)
    card.centred(words["poster_note"], 16.0, Face.SANS)
    flow.gap(3.0)
    if paper.landscape:
        card.beside(address)
    else:
        card.code(address, min(room * share, flow.column.width * 0.8))
    size = 16.0 * share / _CODE_SHARES[0]
    text = Style(Face.SANS, size * paper.scale, 1.35)
    for number, line in enumerate(words.many("poster_steps"), 1):
        card.item(f"{number}.", line, text)
        flow.gap(1.2)
    flow.gap(1.5)
    align = Align.LEFT if paper.landscape else Align.CENTRE
    flow.write((Run(words["poster_help"], text.of(Face.SANS_BOLD)),), align)
    return card


@dataclass(slots=True)
class _Card:
    """A page under the office's heading, framed, its text set larger than a list's."""

    data: NoticeData
    paper: Paper
    fonts: Fonts
    flow: Flow

    @classmethod
    def begin(cls, data: NoticeData, paper: Paper, fonts: Fonts) -> "_Card":
        inner = paper.inner
        column = Column(inner.x + _PAD, inner.width - 2 * _PAD)
        flow = Flow(fonts, column, paper.edge + _PAD, paper.bottom - _PAD)
        heading(flow, data, paper)
        flow.gap(6.0)
        return cls(data, paper, fonts, flow)

    def end(self, making: Making) -> list[Leaf]:
        """Return the sheet; each side has its frame."""
        inner, top = self.paper.inner, self.paper.edge
        height = self.paper.bottom - top - 1.0
        for page in self.flow.pages:
            page.append(Frame(inner.x, top, inner.width, height, 1.6, ACCENT))
            page.append(
                Frame(inner.x + 1.4, top + 1.4, inner.width - 2.8, height - 2.8, 0.5, ACCENT)
            )
        made = sides(
            [((0.0, page),) for page in self.flow.pages], self.data, self.paper, self.fonts
        )
        making.step(1, 1)
        return [Leaf(tuple(made))]

    def centred(self, text: str, size: float, face: Face = Face.BOLD) -> None:
        """Set a line in the middle, in letters that no word of it makes too wide."""
        style = Style(face, size * self.paper.scale, 1.25, ACCENT if face is Face.BOLD else GREY)
        self.flow.write_evenly(Run(text, style))

    def code(self, address: str, side: float) -> None:
        """Set a code in the middle, its address in letters below."""
        flow, symbol = self.flow, matrix(address)
        whole = symbol.side_with_quiet(side)
        flow.need(whole)
        x = flow.column.x + (flow.column.width - side) / 2
        flow.place(whole, (Symbol(x, flow.y + (whole - side) / 2, side, symbol),))
        small = Style(Face.SANS, 11 * self.paper.scale, 1.3, GREY)
        flow.write((Run(address, small),), Align.CENTRE)
        flow.gap(4.0)

    def beside(self, address: str) -> None:
        """Set a code at the left; what follows stands at its right."""
        flow, column = self.flow, self.flow.column
        top, half = flow.y, column.width * 0.48
        flow.column = Column(column.x, half)
        self.code(address, min(flow.room * 0.72, half * 0.86))
        flow.column = Column(column.x + half + 4.0, column.width - half - 4.0)
        flow.y = top + 8.0

    def largest(self, text: str, height: float) -> Style:
        """Return letters in which a text fills one line, at most so high in millimetres."""
        line = " ".join(self.fonts.drawable(text).split())
        wide = self.fonts.width(Face.SANS_BOLD, 1.0, line) * POINT
        size = min(self.flow.column.width * 0.96 / max(wide, 0.001), height / POINT)
        return Style(Face.SANS_BOLD, size, 1.15)

    def item(self, number: str, text: str, style: Style) -> None:
        """Set a numbered line."""
        indent = style.size * 0.75
        self.flow.need(style.leading * 2)
        mark = break_lines(self.fonts, (Run(number, style.of(Face.SANS_BOLD)),), indent)
        place = Column(self.flow.column.x, indent)
        self.flow.page.extend(set_at(self.fonts, mark, place, self.flow.y))
        self.flow.write((Run(text, style),), indent=indent)

    def contact(self, label: str, value: str, style: Style) -> None:
        """Set a contact item: label at the left, value beside it, dots where there is none."""
        flow, column = self.flow, self.flow.column
        wide = column.width * _LABEL
        named = break_lines(self.fonts, (Run(label, style.of(Face.SANS_BOLD)),), wide - 2.0)
        rest = Column(column.x + wide, column.width - wide)
        told = break_lines(self.fonts, _value(value, style), rest.width)
        height = max(height_of(named), height_of(told))
        flow.need(height + 1.6)
        marks = set_at(self.fonts, named, Column(column.x, wide), flow.y)
        marks += set_at(self.fonts, told, rest, flow.y)
        if not value:
            y = flow.y + style.leading * 0.85
            marks.append(Rule(rest.x, y, rest.x + rest.width, y, 0.8, (1, 2)))
        flow.place(height + 1.6, marks)

    def dotted(self) -> None:
        """Set a dotted line to be written on by hand."""
        flow = self.flow
        rule = Rule(
            flow.column.x + 20, flow.y, flow.column.x + flow.column.width - 20, flow.y, 1.2, (1, 3)
        )
        flow.place(2.0, (rule,))


def _value(value: str, style: Style) -> Sequence[Run]:
    return (Run(value or " ", style),)
