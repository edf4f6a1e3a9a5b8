"""The sheet of a closed day: its numbers, figures and money, for two people to sign.

Headed as Decree 30/2020/NĐ-CP heads an office's papers. The first characters of the seal stand on
it in letters and as a QR code, and at the foot of every page, so that no page can be exchanged.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import takewhile, zip_longest

from receptiondesk.domain import day_words
from receptiondesk.domain.day import Figures, NumberLine, Stretch, fingerprint
from receptiondesk.domain.day_words import Row as Figure
from receptiondesk.domain.text import date_vi, day_vi, dong, moment_vi
from receptiondesk.printing import fonts
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
from receptiondesk.printing.frame import HeaderPlan, Letterhead, header, number_and_date, written
from receptiondesk.printing.marks import GREY, Mark, Page, Symbol
from receptiondesk.printing.qr import matrix
from receptiondesk.printing.sheet import Side, Size, paint
from receptiondesk.printing.table import Row, Table
from receptiondesk.printing.wording import Wording

#: Decree 30/2020, Annex I: top and bottom 20–25 mm, left 30–35, right 15–20; the foot stands below.
_LEFT, _RIGHT, _TOP, _BOTTOM = 30.0, 15.0, 20.0, 20.0
_WIDTH, _HEIGHT = Size.A4.value
_BODY = Style(Face.REGULAR, 11.0, 1.2)
_SMALL = Style(Face.REGULAR, 9.5, 1.2, GREY)
_STRONG = _BODY.of(Face.BOLD)
_PAD = 0.6
_QR_SIDE = 17.0
_SIGN_ROOM = 17.0
#: A value with more letters than this gets a line of its own.
_SHORT = 24


@dataclass(frozen=True, slots=True)
class DaySheetData:
    """What a day's sheet says. ``seal`` (hex) is empty while the day is not closed.

    ``at`` is when the day was closed, or when the figures were taken; aware. ``stamped_at``:
    when everything of the day had been proved. ``by_hand``: the targets that a person carries
    dossiers over to.
    """

    words: Wording
    letterhead: Letterhead
    book: Stretch
    figures: Figures
    officer: str
    at: datetime
    seal: str = ""
    stamped_at: datetime | None = None
    by_hand: frozenset[str] = frozenset()


def render(data: DaySheetData) -> bytes:
    """Return the sheet as a PDF on A4; the same data give the same bytes.

    Raises:
        Trouble: the fonts are damaged.
    """
    letters = fonts.load()
    flow = Flow(letters, Column(_LEFT, _WIDTH - _LEFT - _RIGHT), _TOP, _HEIGHT - _BOTTOM)
    writer = _Writer(data, flow)
    writer.write()
    sides = [
        Side(
            ((0.0, page), (0.0, _foot(data, letters, at, len(flow.pages)))),
            _stamp(data),
            ((0.0, _WIDTH),),
        )
        for at, page in enumerate(flow.pages, 1)
    ]
    return paint(sides, Size.A4.value, data.words["title"], letters)


def _stamp(data: DaySheetData) -> str:
    if data.figures.practice:
        return data.words["practice_stamp"]
    return "" if data.seal else data.words["preview_stamp"]


def _foot(data: DaySheetData, letters: Fonts, page: int, pages: int) -> Page:
    """Return the line below: which day and seal the page belongs to, and its number."""
    day = date_vi(data.book.day)
    told = (
        data.words.fill("foot", day=day, fingerprint=fingerprint(data.seal))
        if data.seal
        else data.words.fill("foot_open", day=day)
    )
    number = data.words.fill("page", page=page, pages=pages)
    column = Column(_LEFT, _WIDTH - _LEFT - _RIGHT)
    top = _HEIGHT - _BOTTOM + 3.0
    marks: list[Mark] = []
    for text, align in ((told, Align.LEFT), (number, Align.RIGHT)):
        lines = break_lines(letters, (Run(text, _SMALL),), column.width)
        marks += set_lines(letters, lines, replace(column, align=align), top)
    return marks


def _is_long(one: Figure) -> bool:
    return len(one.value) > _SHORT


def _cells(one: Figure) -> tuple[Sequence[Run], Sequence[Run]]:
    return (Run(one.label, _BODY),), (Run(one.value, _STRONG if one.alarm else _BODY),)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Sets one sheet, from the head to the signatures."""

    data: DaySheetData
    flow: Flow

    def write(self) -> None:
        self._head()
        self._numbers()
        words, figures = self.data.words, self.data.figures
        self._section(words["dossiers"], day_words.dossier_rows(figures))
        self._section(words["money"], day_words.money_rows(figures.money))
        self._count()
        self._section(words["papers"], day_words.paper_rows(figures))
        self._portal()
        self._end()

    def _head(self) -> None:
        data, flow = self.data, self.flow
        half = flow.column.width / 2
        left = Column(flow.column.x, half - 4.0, Align.CENTRE)
        right = Column(flow.column.x + half - 4.0, half + 4.0, Align.CENTRE)
        plan = HeaderPlan(left, right, flow.y, 11.0)
        set_head = header(flow.fonts, data.letterhead, data.words, plan)
        flow.place(set_head.height + 1.5, set_head.marks)
        place = data.letterhead.place
        line = data.words["date_line" if place else "date_line_without_place"]
        below = number_and_date(
            flow.fonts,
            data.words.fill("book", number=data.book.number),
            written(line, data.at, place=place),
            replace(plan, top=flow.y, size=11.0),
        )
        flow.place(below.height + 2.5, below.marks)
        flow.write((Run(data.words["title"], Style(Face.BOLD, 14.0)),), Align.CENTRE)
        time = moment_vi(data.at)
        closed = data.words.fill("closed", time=time, officer=data.officer)
        told = closed if data.seal else data.words.fill("not_closed", time=time)
        for text in (data.words.fill("of_day", day=day_vi(data.book.day)), told):
            flow.write((Run(text, _BODY),), Align.CENTRE)
        flow.gap(1.0)
        for remark in day_words.remarks(data.figures, data.book.day):
            flow.write((Run(remark, _BODY.of(Face.ITALIC)),))
        if data.stamped_at is not None:
            stamped = data.words.fill("stamped", time=moment_vi(data.stamped_at))
            flow.write((Run(stamped, _BODY.of(Face.ITALIC)),))

    def _title(self, text: str, below: float = 14.0) -> None:
        """Set a section's title, on the page of what follows it."""
        self.flow.gap(2.0)
        self.flow.need(_STRONG.leading + below)
        self.flow.write((Run(text, _STRONG),))
        self.flow.gap(0.8)

    def _numbers(self) -> None:
        words, lines = self.data.words, self.data.figures.numbers
        self._title(words["numbers"])
        if not lines:
            self.flow.write((Run(words["no_numbers"], _BODY),))
            return
        table = self._table((75.0, 67.0, 23.0), (Align.LEFT, Align.LEFT, Align.RIGHT))
        table.head([(Run(head, _STRONG),) for head in words.many("numbers_heads")])
        for line in lines:
            table.row(
                Row(
                    (
                        (Run(day_words.line_name(line, self.data.book.day), _BODY),),
                        (Run(day_words.line_runs(line), _BODY),),
                        (Run(day_words.number(line.count), _BODY),),
                    )
                )
            )
        table.end()
        self._exceptions(lines)

    def _exceptions(self, lines: Sequence[NumberLine]) -> None:
        words = self.data.words
        notes = [(line, note) for line in lines for note in day_words.line_notes(line)]
        self.flow.gap(1.0)
        if not notes:
            self.flow.write((Run(words["no_exceptions"], _BODY),))
            return
        self.flow.write((Run(words["exceptions"], _BODY),))
        many = len(lines) > 1
        for line, note in notes:
            name = f" ({day_words.line_name(line, self.data.book.day)})" if many else ""
            style = _STRONG if note.alarm else _BODY
            self.flow.write(
                (Run(f"– {note.label}", style), Run(f"{name}: {note.value}", style)), indent=4.0
            )

    def _section(self, title: str, figures: Sequence[Figure]) -> None:
        """Set figures: short ones in two columns, read downwards, long ones as wide lines.

        A long one that comes first stays above the columns, the others stand below them.
        """
        self._title(title)
        above = tuple(takewhile(_is_long, figures))
        rest = figures[len(above) :]
        self._wide(above)
        short = [one for one in rest if not _is_long(one)]
        half = (len(short) + 1) // 2
        table = self._table((43.0, 41.0, 59.0, 22.0), (Align.LEFT,) * 4)
        for left, right in zip_longest(short[:half], short[half:], fillvalue=Figure("", "")):
            table.row(Row((*_cells(left), *_cells(right))))
        self._wide([one for one in rest if _is_long(one)])

    def _wide(self, figures: Sequence[Figure]) -> None:
        table = self._table((43.0, 122.0), (Align.LEFT,) * 2)
        for one in figures:
            table.row(Row(_cells(one)))

    def _count(self) -> None:
        words, figures = self.data.words, self.data.figures
        self.flow.gap(1.8)
        self.flow.need(3 * (_BODY.leading + 2 * _PAD))
        table = self._table((45.0, 40.0, 40.0, 40.0), (Align.LEFT, *[Align.RIGHT] * 3))
        table.row(Row([(Run(head, _STRONG),) for head in words.many("count_heads")], shaded=True))
        for name, expected, counted, difference in day_words.count_rows(figures):
            told = words["not_counted"] if counted is None else dong(counted)
            rest = "–" if difference is None else day_words.signed(difference)
            style = _STRONG if difference else _BODY
            cells = ((name, _BODY), (dong(expected), _BODY), (told, _BODY), (rest, style))
            table.row(Row([(Run(text, look),) for text, look in cells]))
        if figures.counted.reason:
            self.flow.gap(0.6)
            self.flow.write((Run(words.fill("reason", reason=figures.counted.reason), _BODY),))

    def _portal(self) -> None:
        words, figures, hand = self.data.words, self.data.figures, self.data.by_hand
        self._title(words["portal"])
        own = {row.label: row.value for row in day_words.sending_rows(figures.of_day, hand)}
        queue = {row.label: row.value for row in day_words.sending_rows(figures.queue, hand)}
        if not own and not queue:
            self.flow.write((Run(words["no_portal"], _BODY),))
            return
        table = self._table((35.0, 65.0, 65.0), (Align.LEFT,) * 3)
        table.head([(Run(head, _STRONG),) for head in words.many("portal_heads")])
        for name in sorted(own.keys() | queue.keys()):
            cells = (name, own.get(name, "–"), queue.get(name, "–"))
            table.row(Row([(Run(text, _BODY),) for text in cells]))
        table.end()

    def _end(self) -> None:
        """Set seal and signatures, together on one page."""
        data, flow = self.data, self.flow
        flow.gap(3.0)
        flow.need(_QR_SIDE + 8.0 + _SIGN_ROOM + 3 * _BODY.leading)
        if data.seal:
            self._seal()
        self._signatures()

    def _seal(self) -> None:
        data, flow = self.data, self.flow
        short = fingerprint(data.seal)
        symbol = matrix(f"{data.book.day.isoformat()} {short}")
        room = symbol.side_with_quiet(_QR_SIDE)
        quiet = (room - _QR_SIDE) / 2
        place = Symbol(flow.column.x + quiet, flow.y + quiet, _QR_SIDE, symbol)
        column = Column(flow.column.x + room + 3.0, flow.column.width - room - 3.0)
        runs = (
            Run(data.words["fingerprint"], _BODY),
            Run(f"\n{short}\n", Style(Face.SANS_BOLD, 17.0, 1.3)),
            Run(f"{data.words['fingerprint_note']} {data.words['after']}", _SMALL),
        )
        lines = break_lines(flow.fonts, runs, column.width)
        top = flow.y + max((room - height_of(lines)) / 2, 0.0)
        flow.place(
            max(room, height_of(lines)) + 2.0,
            (place, *set_lines(flow.fonts, lines, column, top)),
        )

    def _signatures(self) -> None:
        data, flow = self.data, self.flow
        half = flow.column.width / 2
        marks: list[Mark] = []
        names = (data.officer if data.seal else "", "")
        for at, (title, name) in enumerate(zip(data.words.many("signers"), names, strict=True)):
            column = Column(flow.column.x + at * half, half, Align.CENTRE)
            runs = (Run(title, _STRONG), Run(f"\n{data.words['sign']}", _BODY.of(Face.ITALIC)))
            lines = break_lines(flow.fonts, runs, half)
            marks += set_lines(flow.fonts, lines, column, flow.y)
            below = break_lines(flow.fonts, (Run(name, _STRONG),), half)
            marks += set_lines(flow.fonts, below, column, flow.y + height_of(lines) + _SIGN_ROOM)
        flow.place(2 * _BODY.leading + _SIGN_ROOM + _BODY.leading, marks)

    def _table(self, widths: Sequence[float], aligns: Sequence[Align]) -> Table:
        share = self.flow.column.width / sum(widths)
        return Table.of_widths(self.flow, [width * share for width in widths], aligns, _PAD)
