"""Form 07 "Sổ theo dõi hồ sơ": the year's book, bound in volumes, numbers running on.

A volume is painted page by page and given away before the next one begins, so a book of ten
thousand pages needs no more memory than one volume. Each page adds itself up and carries the sum
to the next; the last page of a volume is signed (Circular 01/2018/TT-VPCP art. 10).
"""

import gc
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from math import ceil

from receptiondesk.domain.number_words import in_words
from receptiondesk.printing import fonts as bundled
from receptiondesk.printing.flow import Align, Column, Flow, Run, Style, break_lines, set_lines
from receptiondesk.printing.fonts import Face, Fonts
from receptiondesk.printing.forms import blanks, pages
from receptiondesk.printing.forms.data import Common
from receptiondesk.printing.forms.head import dated, head
from receptiondesk.printing.forms.signatures import Signer
from receptiondesk.printing.forms.writer import Writer
from receptiondesk.printing.frame import written
from receptiondesk.printing.marks import Page
from receptiondesk.printing.sheet import Side, paint
from receptiondesk.printing.table import Group, Measured, Row, Table, widths_for
from receptiondesk.printing.wording import Wording

_SHARES = (11.0, 29.0, 36.0, 31.0, 40.0, 28.0, 17.0, 17.0, 17.0, 17.0, 16.0)
_MIDDLE, _LEFT = Align.CENTRE, Align.LEFT
_ALIGNS = (_MIDDLE, *[_LEFT] * 5, *[_MIDDLE] * 5)
_GROUPED = (6, 10)
_PAD = 0.8
_CELL = Style(Face.REGULAR, 8.5, 1.18)
_HEAD = Style(Face.BOLD, 8.0, 1.15)
_SUM = Style(Face.ITALIC, 9.5, 1.2)
#: Room to sign for a result, in millimetres.
_LEAST = 9.0
_SUM_AIR = 1.2
#: The cover and the page of signatures.
_OTHER_PAGES = 2
_FOOT_AIR = 4.0
_COVER_AIR = 32.0


@dataclass(frozen=True, slots=True)
class Entry:
    """One dossier's line. ``way`` is a key of the words ``ways``; times are aware."""

    code: str
    procedure: str
    name: str
    contact: str = ""
    agency: str = ""
    received_at: datetime | None = None
    due_at: datetime | None = None
    returned_at: datetime | None = None
    way: str = ""
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Register:
    """A year's book. ``most_pages`` bounds a volume, cover and signatures counted.

    ``until`` is the day up to which a book that is not over tells; ``None`` closes the year.
    ``names`` are those who sign, as far as known, in the order of the words ``signers``.
    """

    common: Common
    year: int
    most_pages: int = 500
    until: date | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Volume:
    """One volume: its number from 1, its pages, the numbers of its first and last dossier.

    ``more``: another volume follows.
    """

    number: int
    pdf: bytes
    pages: int
    first: int
    last: int
    more: bool = False


def volumes(
    data: Register, entries: Iterable[Entry], *, bound: int = 0, taken: int = 0
) -> Iterator[Volume]:
    """Yield a book's volumes one after the other; an empty book has one volume too.

    Args:
        data: the book.
        entries: its dossiers; of a book that goes on, those that are not bound yet.
        bound: how many volumes of it there are already.
        taken: how many dossiers stand in those.

    Raises:
        Trouble: the fonts are damaged.
    """
    source = _Source(iter(entries), taken=taken)
    source.advance()
    number = bound + 1
    while True:
        volume = _Volume(data, number, source, source.taken)
        pdf = paint(volume.sides(), _size(data), data.common.words["paper_name"], volume.fonts)
        more = source.next is not None
        yield Volume(number, pdf, volume.count, volume.before + 1, source.taken, more)
        if not more:
            return
        number += 1
        del volume, pdf
        gc.collect()  # a finished document holds itself in circles; the next one wants its room


def _size(data: Register) -> tuple[float, float]:
    return data.common.layout.width, data.common.layout.height


@dataclass(slots=True)
class _Source:
    """The entries still to come; ``next`` is the one that nobody has set yet."""

    entries: Iterator[Entry]
    next: Entry | None = None
    taken: int = 0

    def advance(self) -> None:
        self.next = next(self.entries, None)

    def take(self) -> None:
        self.taken += 1
        self.advance()


@dataclass(slots=True)
class _Volume:
    """One volume being bound. ``before`` dossiers stand in earlier volumes."""

    data: Register
    number: int
    source: _Source
    before: int
    fonts: Fonts = field(default_factory=bundled.load)
    count: int = 0

    def sides(self) -> Iterator[Side]:
        """Yield the volume's pages: cover, table, signatures."""
        yield self._side(self._cover())
        flow = self._flow()
        table = self._table(flow)
        done, counted = 0, self.before
        while self.source.next is not None:
            measured = table.measure(self._row(self.source.next))
            pages_then = len(flow.pages) + _further(flow, table, measured)
            if pages_then > self._most and self.source.taken > self.before:
                break
            table.put(measured)
            for _, page in pages.completed(flow, done):
                yield self._side(self._with_sums(page, counted))
                counted = self.source.taken
            done = len(flow.pages) - 1
            self.source.take()
        if self.source.taken == 0:
            flow.gap(2.0)
            flow.write((Run(self._words["nothing"], _SUM),))
        yield self._side(self._with_sums(flow.pages[-1], counted, ended=True))
        yield self._side(self._closing())

    @property
    def _words(self) -> Wording:
        return self.data.common.words

    @property
    def _most(self) -> int:
        """Return how many pages of the table the volume may have."""
        return self.data.most_pages - _OTHER_PAGES

    def _flow(self) -> Flow:
        """Return a flow that leaves a line above and below for what is carried over."""
        layout = self.data.common.layout
        line = _SUM.leading + _SUM_AIR
        top, bottom = layout.top + line, layout.height - layout.bottom - line
        return Flow(self.fonts, Column(layout.left, layout.room), top, bottom)

    def _side(self, page: Page) -> Side:
        """Return the next page, numbered."""
        self.count += 1
        told = {"year": self.data.year, "volume": f"{self.number:02d}"}
        foot = self._words.fill("foot", page=f"{self.count:02d}", **told)
        layout = self.data.common.layout
        below = self._line(foot, layout.height - layout.bottom + _FOOT_AIR, Align.CENTRE)
        stamped = self.data.common.practice and not self.data.common.sample
        stamp = self._words["practice_stamp"] if stamped else ""
        return Side(((0.0, [*page, *below]),), stamp, ((0.0, layout.width),))

    def _line(self, text: str, top: float, align: Align) -> Page:
        layout = self.data.common.layout
        lines = break_lines(self.fonts, (Run(text, _SUM),), layout.room)
        return set_lines(self.fonts, lines, Column(layout.left, layout.room, align), top)

    def _with_sums(self, page: Page, brought: int, *, ended: bool = False) -> Page:
        """Return a page between its lines of what was brought here and what is carried on."""
        layout, taken = self.data.common.layout, self.source.taken
        told = {"here": _number(taken - brought), "count": _number(taken)}
        below = self._words.fill("ended" if ended else "carried", **told)
        marks: Page = []
        if brought:
            key = "brought_volume" if brought == self.before else "brought"
            above = self._words.fill(key, count=_number(brought))
            marks += self._line(above, layout.top, Align.LEFT)
        marks += page
        marks += self._line(below, layout.height - layout.bottom - _SUM.leading, Align.LEFT)
        return marks

    def _cover(self) -> Page:
        common, words = self.data.common, self._words
        flow = pages.begun(common, self.fonts)
        top = head(common, self.fonts, common.layout.top)
        flow.place(top.height, top.marks)
        flow.gap(_COVER_AIR)
        lines = (
            (words["title"], Style(Face.BOLD, 26.0, 1.5)),
            (words.fill("year", year=self.data.year), Style(Face.BOLD, 20.0, 1.6)),
            (words.fill("volume", volume=f"{self.number:02d}"), Style(Face.REGULAR, 16.0, 1.6)),
            (words.fill("opened", first=_number(self.before + 1)), Style(Face.REGULAR, 14.0, 1.6)),
        )
        for text, style in lines:
            flow.write((Run(text, style),), Align.CENTRE)
        return [*pages.form_number(common, self.fonts), *flow.pages[0]]

    def _table(self, flow: Flow) -> Table:
        heads = [(Run(text, _HEAD),) for text in self._words.many("heads")]
        widths = widths_for(flow, heads, _SHARES, _PAD, flow.column.width)
        table = Table.of_widths(flow, widths, _ALIGNS, _PAD)
        table.head(heads, Group(*_GROUPED, (Run(self._words["group"], _HEAD),)))
        return table

    def _row(self, one: Entry) -> Row:
        ways = self._words.named("ways")
        texts = (
            f"{self.source.taken + 1}",
            one.code,
            one.procedure,
            one.name,
            one.contact,
            one.agency,
            self._moment(one.received_at),
            self._moment(one.due_at),
            self._words["cancelled"] if one.cancelled else self._moment(one.returned_at),
            ways.get(one.way, ""),
            "",
        )
        return Row([(Run(text, _CELL),) for text in texts], at_least=_LEAST)

    def _moment(self, when: datetime | None) -> str:
        return written(self._words["moment"], when) if when else ""

    def _closing(self) -> Page:
        """Return the page that closes the volume: what it holds, and who signs for it."""
        data, words = self.data, self._words
        flow = pages.begun(data.common, self.fonts)
        page = Writer(flow, words, data.common.layout.long)
        page.title(words["closing"], more=3.0)
        taken, count = self.source.taken, self.source.taken - self.before
        told = {
            "volume": f"{self.number:02d}",
            "year": f"{data.year}",
            "pages": f"{self.count + 1:02d}",
        }
        if count:
            first, last = _number(self.before + 1), _number(taken)
            spoken = {"count": _number(count), "words": in_words(count)}
            page.sentence("closing_text", first=first, last=last, **spoken, **told)
        else:
            page.sentence("closing_empty", **told)
        if self.source.next is not None:
            page.sentence("closing_more", next=f"{self.number + 1:02d}")
        elif data.until is not None:
            page.sentence("closing_running", day=blanks.day(words, data.until), year=told["year"])
        else:
            spoken = {"count": _number(taken), "words": in_words(taken)}
            page.sentence("closing_year", year=told["year"], **spoken)
        page.sentence("closing_seal")
        page.gap(2.0)
        page.paragraph((Run(dated(data.common), page.small),), Align.RIGHT)
        names = (*data.names, *[""] * len(words.many("signers")))
        notes = (words["sign"], words["sign"], words["sign_and_seal"])
        page.signed(
            [
                Signer(title, note, name)
                for title, note, name in zip(words.many("signers"), notes, names, strict=False)
            ]
        )
        return flow.pages[0]


def _further(flow: Flow, table: Table, measured: Measured) -> int:
    """Return how many pages a row begins, at most."""
    if measured.height <= flow.room:
        return 0
    return 1 + ceil(max(measured.height - table.whole, 0.0) / table.whole)


def _number(number: int) -> str:
    return f"{number:,}".replace(",", ".")
