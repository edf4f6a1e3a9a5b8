"""Notice (b): a sheet per procedure, for the board or a frame at the counter.

A large QR code beside the name, below it what a citizen asks first: time and fee by channel, the
papers, the way through the desk; then who decides, the result, the basis, and whom to call.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from receptiondesk.domain.procedures import RequiredPaper
from receptiondesk.printing.fitting import Letters, Room, set_to_fit
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
from receptiondesk.printing.marks import ACCENT, GREY, HAIR, Mark, Page, Rule, Symbol
from receptiondesk.printing.notice_data import NoticeData, Posted
from receptiondesk.printing.notice_page import Paper, feedback, heading, sides
from receptiondesk.printing.notice_words import ProcedureWords
from receptiondesk.printing.qr import QUIET, matrix
from receptiondesk.printing.sheet import Making, Side
from receptiondesk.printing.table import Row, Table

_QR_SIDE = 40.0
_GUTTER = 9.0
#: Letters as large as fit on one side; a longer sheet goes on to further sides instead.
_SIZES = (14.0, 12.5, 11.5, 10.5, 10.0, 9.5, 9.0)
_LONG_SIZE = 10.5
_HEIGHT = 1.27
#: A name's letters by its length: (at most so many characters, points).
_NAME_SIZES = ((90, 19.0), (180, 15.5), (360, 12.5), (600, 10.5))
_LEAST_NAME = 9.0


def render(data: NoticeData, paper: Paper, fonts: Fonts, making: Making) -> list[Side]:
    """Return the sides of all sheets; one step of ``making`` a procedure."""
    posted = data.posted()
    made: list[Side] = []
    for done, one in enumerate(posted):
        making.step(done, len(posted))
        made += _one(data, one, paper, fonts)
    making.step(len(posted), len(posted))
    return made


def _one(data: NoticeData, one: Posted, paper: Paper, fonts: Fonts) -> list[Side]:
    top = Flow(fonts, paper.inner, paper.edge, paper.bottom)
    heading(top, data, paper)
    _name(top, data, one, paper)
    columns = 2 if paper.landscape else 1
    larger = [Letters(size * paper.scale, _HEIGHT) for size in _SIZES]
    long = Letters(_LONG_SIZE * paper.scale, _HEIGHT)

    def fill(letters: Letters) -> Flow:
        return _body(data, one, top, (paper, letters, columns))

    flow = set_to_fit(fill, larger, long, Room(columns))
    pages = _side_by_side(flow.pages, columns, flow.column.width + _GUTTER)
    pages[0].insert(0, (0.0, top.page))
    return sides(pages, data, paper, fonts)


def _side_by_side(
    pages: Sequence[Page], columns: int, step: float
) -> list[list[tuple[float, Page]]]:
    return [
        [(place * step, page) for place, page in enumerate(pages[first : first + columns])]
        for first in range(0, len(pages), columns)
    ]


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
        inset = QUIET * side / symbol.modules
        room = side + 2 * inset
        # The quiet zone reaches into the margin, which is white anyway.
        marks.append(Symbol(flow.column.x, flow.y + inset, side, symbol))
    x = flow.column.x + (side + inset + 2.0 if address else 0.0)
    column = Column(x, flow.column.x + flow.column.width - x)
    lines = break_lines(fonts, _name_runs(data, one, scale), column.width)
    marks += set_lines(fonts, lines, column, flow.y + inset)
    flow.place(max(height_of(lines) + inset, room), marks)
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
        later_top=paper.edge,
    )
    body = _Body(data, one, flow, Style(Face.SANS, *letters))
    body.channels()
    body.papers()
    body.steps()
    body.facts()
    feedback(flow, data, letters.size - 1.5)
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
        self._section(words["sheet_papers"])
        if not papers:
            self.flow.write((Run(words["no_papers"], self.style),))
            return
        groups = (
            (words["required_head"], [p for p in papers if p.required and not p.shown_only]),
            (words["case_head"], [p for p in papers if not p.required and not p.shown_only]),
            (words["shown_head"], [p for p in papers if p.shown_only]),
        )
        for caption, group in groups:
            if not group:
                continue
            self.flow.need(3 * self.style.leading)
            self.flow.write((Run(caption + ":", self.style.of(Face.SANS_BOLD)),))
            for number, text in enumerate(self._told(group), 1):
                self._item(f"{number}.", text)
        self.flow.write((Run(words["sheet_sets"], self.style),))

    def _told(self, papers: Sequence[RequiredPaper]) -> Iterator[str]:
        """Return one text a paper; neighbours of one alternative are joined by "or"."""
        words = self.data.words
        waiting: list[str] = []
        for paper, following in zip(papers, [*papers[1:], None], strict=True):
            waiting.append(self._paper(paper))
            if following and paper.alternative and following.alternative == paper.alternative:
                continue
            yield f" {words['or_word']} ".join(waiting)
            waiting = []

    def _paper(self, paper: RequiredPaper) -> str:
        words = self.data.words
        counts = [
            words.fill(key, count=f"{count:02d}")
            for key, count in (("originals", paper.originals), ("copies", paper.copies))
            if count and not paper.shown_only
        ]
        names = words.named("channels")
        only = ", ".join(names[channel].lower() for channel in sorted(paper.channels))
        notes = [
            ", ".join(counts),
            words.fill("only_channels", channels=only) if only else "",
            paper.case,
            f"{words['form']} {paper.form}" if paper.form else "",
            words["review"] if paper.review else "",
        ]
        said = "; ".join(filter(None, notes))
        return f"{paper.name} ({said})" if said else paper.name

    def steps(self) -> None:
        """Set the way through the desk."""
        words, flow = self.data.words, self.flow
        steps = words.many("steps")
        room = flow.column.width - self._indent
        lines = [break_lines(flow.fonts, (Run(text, self.style),), room) for text in steps]
        # A few steps are read at one glance: they stay together where a column can hold them.
        whole = sum(map(height_of, lines)) + 3 * self.style.leading
        flow.need(min(whole, flow.bottom - flow.top))
        self._section(words["sheet_steps"])
        for number, text in enumerate(steps, 1):
            self._item(f"{number}.", text)

    def facts(self) -> None:
        """Set who may apply, who decides, the result, the basis and the decision."""
        words, procedure = self.data.words, self.one.procedure
        decision = ProcedureWords(words, procedure).decision()
        self._section("")
        for key, text in (
            ("sheet_who", procedure.applicants),
            ("sheet_body", procedure.competent_body),
            ("sheet_result", procedure.result),
            ("sheet_basis", procedure.legal_basis),
            ("sheet_decision", decision),
        ):
            label = Run(f"{words[key]}: ", self.style.of(Face.SANS_BOLD))
            self.flow.write((label, Run(text or words["unknown"], self.style)))
            self.flow.gap(0.8)

    def _section(self, caption: str) -> None:
        flow = self.flow
        flow.gap(2.2)
        flow.need(3 * self.style.leading)
        if caption:
            style = replace(self.style, face=Face.SANS_BOLD, colour=ACCENT)
            flow.write((Run(caption.upper(), style),))
            right = flow.column.x + flow.column.width
            flow.place(0.9, (Rule(flow.column.x, flow.y, right, flow.y, 0.5, None, HAIR),))

    @property
    def _indent(self) -> float:
        return self.style.size * 0.55

    def _item(self, number: str, text: str) -> None:
        flow = self.flow
        indent = self._indent
        lines = break_lines(flow.fonts, (Run(text, self.style),), flow.column.width - indent)
        flow.keep_two(lines)
        mark = break_lines(flow.fonts, (Run(number, self.style),), indent)
        flow.page.extend(set_lines(flow.fonts, mark, Column(flow.column.x, indent), flow.y))
        flow.write((Run(text, self.style),), indent=indent)
