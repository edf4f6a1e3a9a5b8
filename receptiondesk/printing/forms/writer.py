"""Sets the parts that forms are made of: fields, sentences, numbered lists, signatures.

A paragraph is held back until it is known what follows: signatures never stand on a page of their
own, the last two lines before them go with them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from receptiondesk.printing.fitting import Letters
from receptiondesk.printing.flow import (
    Align,
    Column,
    Flow,
    Line,
    Run,
    Style,
    break_evenly,
    break_lines,
    height_of,
    set_lines,
)
from receptiondesk.printing.fonts import Face
from receptiondesk.printing.forms import blanks, signatures
from receptiondesk.printing.forms.signatures import Signer
from receptiondesk.printing.marks import POINT
from receptiondesk.printing.receipt_data import Party
from receptiondesk.printing.wording import Wording

_KEPT = 2
_SIGN_AIR = 2.5


@dataclass(frozen=True, slots=True)
class _Held:
    """A paragraph not yet set; ``number`` stands in the air before its first line."""

    lines: tuple[Line, ...]
    column: Column
    first: float = 0.0
    number: tuple[Run, float] | None = None


class Writer:
    """Sets one form into a flow, in letters of one size."""

    def __init__(self, flow: Flow, words: Wording, letters: Letters) -> None:
        """Begin where the flow stands."""
        self.flow = flow
        self.words = words
        self.style = Style(Face.REGULAR, letters.size, letters.height)
        #: Decree 30/2020: 1 to 1.27 cm at the beginning of a paragraph in letters of 14 points.
        self.indent = 10.0 * letters.size / 14
        self._held: list[_Held] = []

    @property
    def bold(self) -> Style:
        """Return the text's style in bold."""
        return self.style.of(Face.BOLD)

    @property
    def small(self) -> Style:
        """Return the style of remarks."""
        return Style(Face.ITALIC, max(self.style.size - 2, 8.0), 1.2)

    def title(self, text: str, more: float = 1.5) -> None:
        """Set a title, larger than the text and in the middle."""
        self.gap(2.0)
        style = Style(Face.BOLD, self.style.size + more, 1.25)
        lines = break_evenly(self.flow.fonts, (Run(text, style),), self.flow.column.width)
        self._hold(_Held(lines, replace(self.flow.column, align=Align.CENTRE)))
        self.gap(1.5)

    def gap(self, height: float) -> None:
        """Leave air, after what was held back."""
        self.flush()
        self.flow.gap(height)

    def field(self, key: str, value: str, *, strong: bool = False, rows: int = 1) -> None:
        """Set a label with its value, or with ``rows`` lines of dots where there is none."""
        label = Run(f"{self.words[key]} ", self.style)
        if value:
            face = Face.BOLD if strong else Face.REGULAR
            self.paragraph((label, Run(value, self.style.of(face))))
            return
        self.paragraph((Run(self.words[key], self.style), Run(self.dotted(key, rows), self.style)))

    def dotted(self, key: str, rows: int) -> str:
        """Return the dots that follow a label on its line, and on further lines."""
        fonts, width = self.flow.fonts, self.flow.column.width
        used = break_lines(fonts, (Run(self.words[key], self.style),), width)[-1].width
        whole = f"\n{blanks.dots(fonts, self.style, width)}"
        return blanks.rest_of_line(fonts, self.style, used, width) + whole * (rows - 1)

    def reach(self, party: Party) -> None:
        """Set phone and e-mail on one line if they have room there."""
        words, blank, style = self.words, self.words["blank"], self.style
        phone = f"{words['phone']} {party.phone or blank}"
        email = f"{words['email']} {party.email or blank}"
        both = (Run(f"{phone}\u00a0\u00a0\u00a0 {email}", style),)
        if len(break_lines(self.flow.fonts, both, self.flow.column.width)) > 1:
            self.paragraph((Run(phone, style),))
            both = (Run(email, style),)
        self.paragraph(both)

    def label(self, key: str) -> None:
        """Set a label that stands alone, together with what follows it."""
        self.flush()
        self.flow.need(3 * self.style.leading)
        self.paragraph((Run(self.words[key], self.style),))

    def strong(self, text: str) -> None:
        """Set a line in bold, if there is any."""
        if text:
            self.paragraph((Run(text, self.bold),))

    def sentence(self, key: str, *strong: str, **told: str) -> None:
        """Set a sentence of the form, indented, its places filled in (``strong`` ones in bold)."""
        runs = blanks.sentence(
            self.words[key], self.style, told, blank=self.words["blank"], strong=strong
        )
        self.paragraph(runs, first=self.indent)

    def remark(self, key: str, text: str) -> None:
        """Set a small line that is not the form's own, below the signatures."""
        if text:
            small = Style(Face.REGULAR, max(self.style.size - 2, 8.0), 1.2)
            self.gap(2.0)
            self.paragraph((Run(f"{self.words[key]} ", small), Run(text, small.of(Face.BOLD))))

    def numbered(self, items: Sequence[str], rows: int) -> None:
        """Set a numbered list; without items as many numbered lines to write on."""
        fonts, column = self.flow.fonts, self.flow.column
        numbers = [f"{at}." for at in range(1, (len(items) or rows) + 1)]
        widest = max(fonts.width(self.style.face, self.style.size, one) for one in numbers) * POINT
        inset = widest + 0.4 * self.style.leading
        inner = replace(column, x=column.x + inset, width=column.width - inset)
        empty = blanks.dots(fonts, self.style, inner.width)
        for number, item in zip(numbers, items or [empty] * rows, strict=True):
            lines = break_lines(fonts, (Run(item, self.style),), inner.width)
            self._hold(_Held(lines, inner, number=(Run(number, self.style), column.x)))

    def paragraph(
        self, runs: Sequence[Run], align: Align = Align.LEFT, *, first: float = 0.0
    ) -> None:
        """Set a paragraph; its first line begins ``first`` millimetres further right."""
        column = replace(self.flow.column, align=align)
        lines = break_lines(self.flow.fonts, runs, column.width, first)
        self._hold(_Held(lines, column, first))

    def signed(self, signers: Sequence[Signer]) -> None:
        """Set signatures, on the page of the last two lines before them."""
        flow = self.flow
        block = signatures.block(flow.fonts, signers, flow.column, self.style)
        self.flush(block.height + _SIGN_AIR)
        flow.gap(_SIGN_AIR)
        flow.need(block.height)
        flow.place(block.height, block.marks(flow.fonts, flow.y))

    def signed_beside(self, runs: Sequence[Run], signer: Signer) -> None:
        """Set one signature on the right and, beside it, to whom the paper goes."""
        flow = self.flow
        block = signatures.block(flow.fonts, (signer,), flow.column, self.style)
        small = [Run(one.text, replace(one.style, size=one.style.size - 1)) for one in runs]
        left = break_lines(flow.fonts, small, block.places[0].x - flow.column.x)
        height = max(block.height, height_of(left))
        self.flush(height + _SIGN_AIR)
        flow.gap(_SIGN_AIR)
        flow.need(height)
        beside = set_lines(flow.fonts, left, flow.column, flow.y)
        flow.place(height, (*beside, *block.marks(flow.fonts, flow.y)))

    def _hold(self, held: _Held) -> None:
        """Hold a paragraph back; one of a single line needs the one before it to make two lines."""
        if len(held.lines) >= _KEPT:
            self.flush()
        elif len(self._held) > 1:
            self._set(self._held.pop(0))
        self._held.append(held)

    def flush(self, more: float = 0.0) -> None:
        """Set what was held back, its last two lines together with ``more`` millimetres."""
        held, self._held = self._held, []
        for at, one in enumerate(held):
            later = [line for after in held[at + 1 :] for line in after.lines]
            below = height_of(later) + more if more else 0.0
            self._set(one, below, max(_KEPT - len(later), 1))

    def _set(self, held: _Held, below: float = 0.0, kept: int = _KEPT) -> None:
        """Set a paragraph, its last ``kept`` lines on the page of what is ``below`` it."""
        flow = self.flow
        if len(held.lines) - kept == 1:
            kept += 1  # its first line would be left behind alone
        for at, line in enumerate(held.lines):
            left = held.lines[at:]
            together = left if len(left) <= kept else left[: 1 if at else _KEPT]
            flow.need(height_of(together) + (below if len(left) <= kept else 0.0))
            column = held.column
            if at == 0 and held.first:
                column = replace(column, x=column.x + held.first)
            if at == 0 and held.number:
                number, x = held.number
                alone = break_lines(flow.fonts, (number,), flow.column.width)
                flow.page.extend(set_lines(flow.fonts, alone, Column(x, 0.0), flow.y))
            flow.page.extend(set_lines(flow.fonts, (line,), column, flow.y))
            flow.y += line.height
