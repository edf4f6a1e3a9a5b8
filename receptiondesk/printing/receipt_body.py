"""The body of the receipt: the form's lines in their order, down to the signatures."""

from dataclasses import dataclass

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
from receptiondesk.printing.fonts import Face
from receptiondesk.printing.forms import blanks
from receptiondesk.printing.frame import written
from receptiondesk.printing.marks import ACCENT, POINT, Mark
from receptiondesk.printing.receipt_data import Party, ReceiptData
from receptiondesk.printing.table import Row, Table

#: Columns of a paper's number and of its counts; a roll is too narrow for them.
_WIDTHS = (9.0, 17.0)
_WIDTHS_ON_ROLL = (8.4, 12.0)
_NARROW = 90.0
#: Lines from the time limit to the register, and one that may be broken.
_WHEN_LINES = 6


@dataclass(frozen=True, slots=True)
class Body:
    """Sets the parts of one receipt into a flow.

    ``size`` is the letters' size in points, ``height`` the line height as a multiple of it.
    """

    data: ReceiptData
    flow: Flow
    size: float
    height: float

    def title(self) -> None:
        """Set the title and the dossier code under it."""
        words, data = self.data.words, self.data
        self.flow.gap(1.6)
        self.flow.write_evenly(Run(data.form.title, self._style(Face.BOLD, 2)))
        self._write(
            (
                Run(f"{words['code']} ", self._style(more=1)),
                Run(data.code, self._style(Face.BOLD, 1)),
            ),
            Align.CENTRE,
        )
        if data.issue.cancelled:
            style = Style(Face.BOLD, self.size + 1, 1.25, ACCENT)
            self._write((Run(words["cancelled"], style),), Align.CENTRE)
        self.flow.gap(1.2)

    def who(self) -> None:
        """Set the desk, the owner and, for a filing on behalf, the person who hands in.

        The form's bracket has an order of its own: name, address, number, phone, email, paper.
        """
        data = self.data
        if data.letterhead.desk:
            self._write((Run(data.letterhead.desk, self._style(Face.BOLD)),))
        self._field("owner", data.owner.name, strong=True)
        self._field("identity", data.owner.number)
        self._field("address", data.owner.address)
        self._reach(data.owner)
        if data.submitter:
            label = "submitter_authorised" if data.authority else "submitter"
            self._field(label, data.submitter.name, strong=True)
            self._field("address", data.submitter.address)
            self._field("identity", data.submitter.number)
            self._reach(data.submitter)
            self._field("authority", data.authority)

    def _reach(self, party: Party) -> None:
        """Set phone and e-mail on one line if they have room there."""
        words, style = self.data.words, self._style()
        phone = f"{words['phone']} {party.phone or words['blank']}"
        email = f"{words['email']} {party.email or words['blank']}"
        both = (Run(f"{phone}\u00a0\u00a0\u00a0 {email}", style),)
        if len(break_lines(self.flow.fonts, both, self.flow.column.width)) > 1:
            self._write((Run(phone, style),))
            both = (Run(email, style),)
        self._write(both)

    def what(self) -> None:
        """Set what is asked for, the papers handed in and the number of sets."""
        data, words = self.data, self.data.words
        name = data.procedure_name
        self._field("request", f"{name} ({data.procedure_code})" if data.procedure_code else name)
        if data.papers:
            self.flow.need(4 * self._style().leading)
            self._write((Run(words["papers"], self._style()),))
            self.flow.gap(0.6)
            self._papers()
            self.flow.gap(1.0)
        else:
            self._field("papers", words["no_papers"])
        self._write((Run(words.fill("sets", sets=f"{data.sets:02d}"), self._style()),))

    def _papers(self) -> None:
        whole = self.flow.column.width
        number, count = _WIDTHS if whole > _NARROW else _WIDTHS_ON_ROLL
        table = Table.of_widths(
            self.flow,
            (number, whole - number - 2 * count, count, count),
            (Align.CENTRE, Align.LEFT, Align.CENTRE, Align.CENTRE),
            pad=0.7,
        )
        style = self._style(more=-0.7)
        heads = self.data.words.many("papers_heads")
        table.head([(Run(text, style.of(Face.BOLD)),) for text in heads])
        for position, paper in enumerate(self.data.papers, 1):
            texts = (f"{position}", paper.name, _count(paper.originals), _count(paper.copies))
            table.row(Row([(Run(text, style),) for text in texts]))
        table.end()

    def when(self) -> None:
        """Set the limit, both times, where the result goes, and the register's line."""
        data, words = self.data, self.data.words
        # The promised time is read together with what it is promised for, never torn from it.
        self.flow.need(_WHEN_LINES * self._style().leading)
        self._field("limit", data.limit)
        self._field("received", written(words["moment"], data.received_at))
        due = written(words["moment"], data.due_at) if data.due_at else ""
        self._field("due", due, strong=True)
        self._field("result_at", data.result_at)
        blank = words["register_blank"]
        text = words.fill("register", volume=blank, order=blank)
        self._write((Run(text, self._style()),))

    def signatures(self, room: float) -> None:
        """Set both signatures side by side with ``room`` millimetres to sign in."""
        data, words, flow = self.data, self.data.words, self.flow
        half = flow.column.width / 2
        sides = (
            (words["left_signature"], (data.submitter or data.owner).name),
            (words["right_signature"], data.officer),
        )
        blocks = []
        for number, (caption, name) in enumerate(sides):
            column = Column(flow.column.x + number * half, half - 2, Align.CENTRE)
            caption_lines = break_lines(
                flow.fonts,
                (
                    Run(caption, self._style(Face.BOLD)),
                    Run("\n" + words["signature_note"], self._style(Face.ITALIC, -1)),
                ),
                column.width,
            )
            name_lines = break_lines(flow.fonts, (Run(name, self._style(Face.BOLD)),), column.width)
            blocks.append((column, caption_lines, name_lines))
        head = max(height_of(caption) for _, caption, _ in blocks)
        foot = max(height_of(name) for _, _, name in blocks)
        flow.gap(2.0)
        flow.need(head + room + foot)
        marks: list[Mark] = []
        for column, caption_lines, name_lines in blocks:
            marks += set_lines(flow.fonts, caption_lines, column, flow.y)
            marks += set_lines(flow.fonts, name_lines, column, flow.y + head + room)
        flow.place(head + room + foot, marks)

    def _field(self, label: str, value: str, *, strong: bool = False) -> None:
        """Set a label with its value, or with a line of dots to be filled in by hand."""
        text, style, flow = self.data.words[label], self._style(), self.flow
        if value:
            face = Face.BOLD if strong else Face.REGULAR
            self._write((Run(f"{text} ", style), Run(value, self._style(face))))
            return
        width = flow.column.width
        used = break_lines(flow.fonts, (Run(text, style),), width)[-1].width
        dots = blanks.rest_of_line(flow.fonts, style, used, width)
        self._write((Run(text, style), Run(dots, style)))

    def _write(self, runs: tuple[Run, ...], align: Align = Align.LEFT) -> None:
        self.flow.write(runs, align)

    def _style(self, face: Face = Face.REGULAR, more: float = 0.0) -> Style:
        return Style(face, self.size + more, self.height)


def _count(number: int) -> str:
    return f"{number:02d}" if number else "–"


def signing_room(size: float) -> float:
    """Return how much air a signature gets, in millimetres."""
    return 4.2 * size * POINT
