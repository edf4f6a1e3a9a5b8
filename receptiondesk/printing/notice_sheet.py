"""Notice (b): a sheet per procedure, for the board or a frame at the counter.

A large QR code beside the name, below it what a citizen asks first: time and fee by channel, the
papers, the way through the desk; then who decides, the result, the basis, and whom to call.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import ceil

from receptiondesk.printing.field_mark import strip
from receptiondesk.printing.fitting import Letters, Room, set_to_fit
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
from receptiondesk.printing.marks import ACCENT, GREY, HAIR, Mark, Page, Rule, Symbol
from receptiondesk.printing.notice_checklist import Group, checklist, forms_of
from receptiondesk.printing.notice_data import NoticeData, Posted
from receptiondesk.printing.notice_leaf import Leaf
from receptiondesk.printing.notice_page import Paper, feedback_box, heading, sides
from receptiondesk.printing.notice_words import ProcedureWords
from receptiondesk.printing.qr import MODULE, QUIET, matrix
from receptiondesk.printing.sheet import Making, Side
from receptiondesk.printing.table import Row, Table

_QR_SIDE = 40.0
_GUTTER = 9.0
#: Room for the small head of further sides, on A4.
_RUNNING_HEAD = 9.0
#: Letters as large as fit on one side; a sheet that would need smaller ones than can be read from
#: a step away goes on to further sides instead.
_SIZES = (14.0, 12.5, 11.5, 10.5, 10.0, 9.5)
_LONG_SIZE = 10.5
#: Large print is never smaller, in points.
_LEAST_LARGE = 16.0
#: What further sides are set in where that makes them no more: they are half empty else.
_ROOMY_SIZES = (13.0, 12.0, 11.0)
_HEIGHT = 1.27
#: A name's letters by its length: (at most so many characters, points).
_NAME_SIZES = ((90, 19.0), (180, 15.5), (360, 12.5), (600, 10.5))
_LEAST_NAME = 9.0
#: Air between a long name and the rule below it.
_BELOW_NAME = 1.5
#: An item of so many lines is not divided.
_SHORT_ITEM = 4
#: Air above a kind of papers, in lines; room of the rule below a section's caption, in millimetres.
_GROUP_GAP = 0.25
_RULE_ROOM = 0.9


def render(data: NoticeData, paper: Paper, fonts: Fonts, making: Making) -> list[Leaf]:
    """Return all sheets, one a procedure; one step of ``making`` a procedure."""
    posted = data.posted()
    made: list[Leaf] = []
    for done, one in enumerate(posted):
        making.step(done, len(posted))
        made.append(Leaf(tuple(_one(data, one, paper, fonts)), (one,)))
    making.step(len(posted), len(posted))
    return made


def _one(data: NoticeData, one: Posted, paper: Paper, fonts: Fonts) -> list[Side]:
    top = Flow(fonts, paper.inner, paper.edge, paper.bottom)
    heading(top, data, paper)
    _name(top, data, one, paper)
    columns = 2 if paper.landscape else 1
    least = _LEAST_LARGE if paper.large else 0.0
    sizes = sorted({max(size * paper.scale, least) for size in _SIZES}, reverse=True)
    larger = [Letters(size, _HEIGHT) for size in sizes]
    long = Letters(max(_LONG_SIZE * paper.scale, least), _HEIGHT)

    def fill(letters: Letters) -> Flow:
        return _body(data, one, top, (paper, letters, columns))

    flow = set_to_fit(fill, larger, long, Room(columns))
    if len(flow.pages) > columns:
        roomy = [Letters(size * paper.scale, _HEIGHT) for size in _ROOMY_SIZES]
        flow = _roomy(fill, flow, columns, [one for one in roomy if one.size > long.size])
    pages = _side_by_side(flow.pages, columns, flow.column.width + _GUTTER)
    pages[0].insert(0, (0.0, top.page))
    for page in pages[1:]:
        page.insert(0, (0.0, _running_head(data, one, paper, fonts)))
    right = paper.inner.x + paper.inner.width
    marked = strip(one.procedure.field, right, paper.edge, paper.scale, fonts)
    for page in pages:
        page.append((0.0, marked))
    return sides(pages, data, paper, fonts)


def _roomy(
    fill: Callable[[Letters], Flow], flow: Flow, columns: int, roomy: Sequence[Letters]
) -> Flow:
    """Return a text of several sides in the largest letters that make them no more."""
    sheets = ceil(len(flow.pages) / columns)
    for letters in roomy:
        larger = fill(letters)
        if ceil(len(larger.pages) / columns) <= sheets:
            return larger
    return flow


def _side_by_side(
    pages: Sequence[Page], columns: int, step: float
) -> list[list[tuple[float, Page]]]:
    return [
        [(place * step, page) for place, page in enumerate(pages[first : first + columns])]
        for first in range(0, len(pages), columns)
    ]


def _running_head(data: NoticeData, one: Posted, paper: Paper, fonts: Fonts) -> Page:
    """Return what a further side says of its sheet: number, code, name as far as one line goes."""
    text = Style(Face.SANS, 9 * paper.scale)
    strong = text.of(Face.SANS_BOLD)
    place = paper.inner
    number = break_lines(
        fonts,
        (Run(data.words.fill("sheet_number", number=one.number), strong),),
        place.width,
    )
    room = place.width - max(line.width for line in number) - 6.0
    runs = (Run(one.procedure.code, strong), Run(f" {one.procedure.name}", text))
    first, *more = break_lines(fonts, runs, room)
    if more:
        first, *_ = break_lines(fonts, (*first.pieces, Run("…", text)), room + 6.0)
    marks = set_lines(fonts, (first,), place, paper.edge)
    marks += set_lines(fonts, number, replace(place, align=Align.RIGHT), paper.edge)
    y = paper.edge + text.leading + 1.2
    marks.append(Rule(place.x, y, place.x + place.width, y, 0.8, None, ACCENT))
    return marks


def _name(flow: Flow, data: NoticeData, one: Posted, paper: Paper) -> None:
    """Set the sheet's number, the code at the left and the procedure's name beside it."""
    fonts, scale = flow.fonts, paper.scale
    address = data.address_of(one.procedure)
    side = _QR_SIDE * scale
    flow.gap(1.5)
    number = Run(
        data.words.fill("sheet_number", number=one.number), Style(Face.SANS_BOLD, 9 * scale)
    )
    flow.write((number,), Align.RIGHT)
    marks: list[Mark] = []
    inset = room = 0.0
    if address:
        symbol = matrix(address)
        side = max(side, symbol.modules * MODULE)
        inset = QUIET * side / symbol.modules
        room = side + 2 * inset
        # The quiet zone reaches into the margin, which is white anyway.
        marks.append(Symbol(flow.column.x, flow.y + inset, side, symbol))
    x = flow.column.x + (side + inset + 2.0 if address else 0.0)
    column = Column(x, flow.column.x + flow.column.width - x)
    lines = break_lines(fonts, _name_runs(data, one, scale), column.width)
    marks += set_lines(fonts, lines, column, flow.y + inset)
    flow.place(max(height_of(lines) + inset + _BELOW_NAME, room), marks)
    line = Rule(flow.column.x, flow.y, flow.column.x + flow.column.width, flow.y, 1.2, None, ACCENT)
    flow.place(2.5, (line,))


def _name_runs(data: NoticeData, one: Posted, scale: float) -> tuple[Run, ...]:
    words, procedure = data.words, one.procedure
    length = len(procedure.name)
    size = next((points for most, points in _NAME_SIZES if length <= most), _LEAST_NAME)
    text = Style(Face.SANS, 11 * scale, 1.35)
    scan = "sheet_scan" if data.address_of(procedure) else "no_qr"
    return (
        Run(words["sheet_caption"], Style(Face.SANS_BOLD, 10 * scale, 1.5, ACCENT)),
        Run("\n" + procedure.name, Style(Face.SANS_BOLD, size * scale, 1.2)),
        Run(f"\n{words['sheet_code']} ", text),
        Run(procedure.code, text.of(Face.SANS_BOLD)),
        Run(f"\n{words['field']} ", text),
        Run(procedure.field, text.of(Face.SANS_BOLD)),
        Run(f"\n{words[scan]}", Style(Face.SANS, 9 * scale, 1.5, GREY)),
    )


def _body(data: NoticeData, one: Posted, top: Flow, plan: tuple[Paper, Letters, int]) -> Flow:
    paper, letters, columns = plan
    width = (paper.inner.width - _GUTTER * (columns - 1)) / columns
    flow = Flow(
        top.fonts,
        Column(paper.edge, width),
        top.y,
        paper.bottom,
        low_pages=columns,
        later_top=paper.edge + _RUNNING_HEAD * paper.scale,
    )
    body = _Body(data, one, flow, Style(Face.SANS, *letters))
    body.channels()
    body.papers()
    body.steps()
    body.facts()
    feedback_box(flow, data, letters.size - 1.5).set(flow)
    return flow


@dataclass(frozen=True, slots=True)
class _Body:
    """Sets the sections of one sheet."""

    data: NoticeData
    one: Posted
    flow: Flow
    style: Style

    def channels(self) -> None:
        """Set the table of time and fee by channel."""
        words = self.data.words
        told = ProcedureWords(words, self.one.procedure)
        width = self.flow.column.width
        aligns = (Align.LEFT,) * 3
        table = Table.of_widths(self.flow, (width * 0.3, width * 0.35, width * 0.35), aligns, 1.5)
        strong = self.style.of(Face.SANS_BOLD)
        heads = (words["sheet_ways"], words["sheet_limits"], words["sheet_fees"])
        table.head([(Run(text, strong),) for text in heads])
        for name, *texts in self._rows(told):
            cells = [(Run(text, self.style),) for text in texts]
            table.row(Row([(Run(name, strong),), *cells]))
        table.end()

    def _rows(self, told: ProcedureWords) -> list[tuple[str, str, str]]:
        """Return (channels, limit, fee), channels of the same limit and fee together."""
        names = self.data.words.named("channels")
        alike: dict[tuple[str, str], list[str]] = {}
        for channel in told.channels():
            alike.setdefault((told.limit(channel), told.fee(channel)), []).append(names[channel])
        if not alike:
            return [(self.data.words["all_ways"], told.limits(), told.fees())]
        return [(", ".join(channels), limit, fee) for (limit, fee), channels in alike.items()]

    def papers(self) -> None:
        """Set the checklist: to hand in, by case, only to be shown."""
        words, papers = self.data.words, self.one.procedure.papers
        if not papers:
            self._section(words["sheet_papers"])
            self.flow.write((Run(words["no_papers"], self.style),))
            return
        groups = checklist(papers, words)
        self._section(words["sheet_papers"], self._first(groups[0]))
        for group in groups:
            self._group(group)
        self._sample_forms()

    def _sample_forms(self) -> None:
        """Say where the forms hang: right after their procedure (NĐ 63/2010, regulation.md 10)."""
        forms = forms_of(self.one.procedure.papers)
        if not forms:
            return
        strong = self.style.of(Face.SANS_BOLD)
        runs = (
            Run(f"{self.data.words['sample_forms']} ", strong),
            Run("; ".join(forms) + ". ", self.style),
            Run(self.data.words["sample_forms_place"], self.style),
        )
        self.flow.gap(self.style.leading * _GROUP_GAP)
        self.flow.write(runs)

    def _first(self, group: Group) -> float:
        """Return how high a caption is together with the first item below it."""
        return self.style.leading + self._kept(self._lines(group.items[0].text))

    def _group(self, group: Group) -> None:
        """Set one kind of papers; its caption stays with the first one."""
        self.flow.gap(self.style.leading * _GROUP_GAP)
        self.flow.need(self._first(group))
        self.flow.write((Run(f"{group.caption}:", self.style.of(Face.SANS_BOLD)),))
        for item in group.items:
            self._item(item.number, item.text)

    def steps(self) -> None:
        """Set the way through the desk."""
        words, flow = self.data.words, self.flow
        steps = words.many("steps")
        whole = sum(height_of(self._lines(text)) for text in steps) + 3 * self.style.leading
        # A few steps are read at one glance: they stay together where a column can hold them.
        flow.need(min(whole, flow.bottom - flow.top))
        self._section(words["sheet_steps"])
        for number, text in enumerate(steps, 1):
            self._item(f"{number}.", text)

    def facts(self) -> None:
        """Set who may apply, who decides, the result, the basis and the decision.

        What is not known of these is told in one line; limits and fees say it themselves.
        """
        words, procedure = self.data.words, self.one.procedure
        told = ProcedureWords(words, procedure)
        facts = (
            ("sheet_who", procedure.applicants),
            ("sheet_body", procedure.competent_body),
            ("sheet_result", told.result()),
            ("sheet_basis", told.basis()),
            ("sheet_decision", told.decision()),
        )
        self._section("")
        for key, text in facts:
            if text:
                label = Run(f"{words[key]}: ", self.style.of(Face.SANS_BOLD))
                self.flow.write((label, Run(text, self.style)))
                self.flow.gap(0.8)
        unknown = [words[key] for key, text in facts if not text]
        if unknown:
            parts = ", ".join(name[:1].lower() + name[1:] for name in unknown)
            quiet = replace(self.style, size=self.style.size - 1.5, colour=GREY)
            self.flow.write((Run(words.fill("unknown_parts", parts=parts), quiet),))

    def _section(self, caption: str, keep: float = 0.0) -> None:
        """Begin a section; its caption stays with ``keep`` millimetres of what follows."""
        flow, leading = self.flow, self.style.leading
        flow.gap(2.2)
        flow.need(max(3 * leading, (1 + _GROUP_GAP) * leading + _RULE_ROOM + keep))
        if caption:
            style = replace(self.style, face=Face.SANS_BOLD, colour=ACCENT)
            flow.write((Run(caption.upper(), style),))
            right = flow.column.x + flow.column.width
            flow.place(_RULE_ROOM, (Rule(flow.column.x, flow.y, right, flow.y, 0.5, None, HAIR),))

    @property
    def _indent(self) -> float:
        return self.style.size * 0.62

    def _lines(self, text: str) -> tuple[Line, ...]:
        room = self.flow.column.width - self._indent
        return break_lines(self.flow.fonts, (Run(text, self.style),), room)

    def _kept(self, lines: Sequence[Line]) -> float:
        """Return how much of an item stays together: all of a short one, else two lines."""
        return height_of(lines if len(lines) <= _SHORT_ITEM else lines[:2])

    def _item(self, number: str, text: str) -> None:
        flow = self.flow
        flow.need(self._kept(self._lines(text)))
        if number:
            mark = break_lines(flow.fonts, (Run(number, self.style),), self._indent)
            place = Column(flow.column.x, self._indent)
            flow.page.extend(set_lines(flow.fonts, mark, place, flow.y))
        flow.write((Run(text, self.style),), indent=self._indent)
