"""Turns a form's flow into a PDF: page numbers, form number, marks of sample and practice."""

from collections.abc import Callable, Iterable, Iterator

from receptiondesk.printing import fonts as bundled
from receptiondesk.printing.fitting import Letters
from receptiondesk.printing.flow import Align, Column, Flow, Run, Style, break_lines, set_lines
from receptiondesk.printing.fonts import Face, Fonts
from receptiondesk.printing.forms import blanks
from receptiondesk.printing.forms.data import Common
from receptiondesk.printing.forms.head import head, numbered
from receptiondesk.printing.forms.layout import Layout
from receptiondesk.printing.forms.writer import Writer
from receptiondesk.printing.marks import GREY, Page, Words
from receptiondesk.printing.sheet import Side, paint

#: Circular 01/2018/TT-VPCP art. 5: bold capitals of 16 points.
_SAMPLE = Style(Face.BOLD, 16.0, 1.2)
_ABOVE = 2.0
_BELOW = 3.0
#: What takes more pages than this in large letters takes two in small ones.
_HOPELESS = 2


def compose(common: Common, fill: Callable[[Writer], None]) -> bytes:
    """Return a form as a PDF: its head, then what ``fill`` sets, in the largest letters that fit.

    Raises:
        Trouble: the fonts are damaged.
    """
    fonts, layout = bundled.load(), common.layout
    top = head(common, fonts, layout.top)

    def set_all(letters: Letters) -> Flow:
        flow = begun(common, fonts)
        flow.place(top.height, top.marks)
        writer = Writer(flow, common.words, letters)
        fill(writer)
        writer.flush()
        return flow

    return painted(common, enumerate(_fitted(layout, set_all).pages, 1), fonts)


def _fitted(layout: Layout, set_all: Callable[[Letters], Flow]) -> Flow:
    """Return a form on one page in the largest letters, else on as many as it needs.

    Signatures that took two lines with them leave air behind, so how much is used tells little:
    each size is tried.
    """
    for letters in layout.letters:
        flow = set_all(letters)
        if len(flow.pages) == 1:
            return flow
        if len(flow.pages) > _HOPELESS:
            break
    return set_all(layout.long)


def begun(common: Common, fonts: Fonts) -> Flow:
    """Return an empty flow on a form's paper."""
    layout = common.layout
    column = Column(layout.left, layout.room)
    return Flow(fonts, column, layout.top, layout.height - layout.bottom)


def painted(common: Common, pages: Iterable[tuple[int, Page]], fonts: Fonts) -> bytes:
    """Return the PDF of numbered pages, painted one after the other as they come."""
    layout = common.layout
    sides = (side(common, number, page, fonts) for number, page in pages)
    return paint(sides, (layout.width, layout.height), common.words["paper_name"], fonts)


def side(common: Common, number: int, page: Page, fonts: Fonts) -> Side:
    """Return one page with what stands in its margins, in the order in which it is read."""
    width = common.layout.width
    stamp = common.words["practice_stamp"] if common.practice and not common.sample else ""
    margins, middle = _margins(common, number, fonts), common.layout.height / 2
    above = [mark for mark in margins if isinstance(mark, Words) and mark.y < middle]
    below = [mark for mark in margins if mark not in above]
    return Side(((0.0, [*above, *page, *below]),), stamp, ((0.0, width),))


def completed(flow: Flow, done: int) -> Iterator[tuple[int, Page]]:
    """Yield the pages that are full, counted from ``done``, and forget their marks."""
    for at in range(done, len(flow.pages) - 1):
        yield at + 1, flow.pages[at]
        flow.pages[at] = []


def _margins(common: Common, number: int, fonts: Fonts) -> Page:
    """Return what stands in the margins: page number (not on the first), form number, marks."""
    layout, words = common.layout, common.words
    small = Style(Face.ITALIC, layout.running * 0.78, 1.2, GREY)
    marks: Page = []
    if number == 1:
        marks += form_number(common, fonts)
    else:
        page = Run(words.fill("page", page=number), Style(Face.REGULAR, layout.running, 1.2))
        marks += _line(common, fonts, page, Align.CENTRE)
        told = words.fill("foot", title=words["paper_name"], code=common.code or _named(common))
        column = Column(layout.left, layout.room, Align.RIGHT)
        lines = break_lines(fonts, (Run(told, small),), layout.room)
        marks += set_lines(fonts, lines, column, layout.height - layout.bottom + _BELOW)
    if common.sample:
        column = Column(layout.left, layout.room, Align.RIGHT)
        lines = break_lines(fonts, (Run(words["sample_mark"], _SAMPLE),), layout.room)
        marks += set_lines(fonts, lines, column, layout.top - _ABOVE - lines[0].height)
    return marks


def _named(common: Common) -> str:
    """Return what tells a list's further pages from those of another: its number, else its day."""
    return numbered(common) if common.number else blanks.day(common.words, common.day)


def form_number(common: Common, fonts: Fonts) -> Page:
    """Set the form's number at the upper right, at the left where "MẪU" stands there."""
    small = Style(Face.ITALIC, common.layout.running * 0.78, 1.2, GREY)
    side = Align.LEFT if common.sample else Align.RIGHT
    return _line(common, fonts, Run(common.words["form_number"], small), side)


def _line(common: Common, fonts: Fonts, told: Run, align: Align) -> Page:
    """Set a line in the upper margin."""
    layout = common.layout
    lines = break_lines(fonts, (told,), layout.room)
    column = Column(layout.left, layout.room, align)
    height = sum(line.height for line in lines)
    return set_lines(fonts, lines, column, layout.top - _ABOVE - height)
