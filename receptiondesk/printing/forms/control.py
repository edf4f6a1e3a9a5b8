"""Form 06 "Phiếu kiểm soát quá trình giải quyết hồ sơ": who handed it to whom, and when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from receptiondesk.printing.flow import Align, Run, Style
from receptiondesk.printing.fonts import Face
from receptiondesk.printing.forms import blanks
from receptiondesk.printing.forms.data import Common, Subject
from receptiondesk.printing.forms.pages import compose
from receptiondesk.printing.forms.writer import Writer
from receptiondesk.printing.marks import Bars
from receptiondesk.printing.sheet import bar_modules
from receptiondesk.printing.table import Row, Table, widths_for

_SHARES = (33.0, 43.0, 22.0, 20.0)
_PAD = 0.9
#: Room for two signatures in a row of a step, in millimetres.
_STEP_HEIGHT = 24.0
_DONE, _OPEN = "■", "□"
#: Two dots of a printer of 150 dots an inch.
_NARROW_BAR = 2 * 25.4 / 150
_BARS_HEIGHT = 7.0


@dataclass(frozen=True, slots=True)
class Step:
    """One hand-over. ``result`` is ``early``, ``on_time``, ``late``, or empty: not told yet."""

    gives: str = ""
    takes: str = ""
    at: datetime | None = None
    giver: str = ""
    receiver: str = ""
    result: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Control:
    """Who decides, who is consulted, and the steps so far."""

    common: Common
    subject: Subject
    agency: str = ""
    partners: str = ""
    steps: tuple[Step, ...] = ()


def render(data: Control) -> bytes:
    """Return the form as a PDF; the same data give the same bytes.

    Raises:
        Trouble: the fonts are damaged.
    """
    return compose(data.common, partial(_fill, data))


def _fill(data: Control, page: Writer) -> None:
    words, subject = page.words, data.subject
    page.title(words["title"])
    page.field("code", subject.code, strong=True)
    _bars(page, subject.code)
    page.field("agency", data.agency)
    page.field("partners", data.partners)
    page.field("received", blanks.moment(words, subject.received_at))
    page.field("due", blanks.moment(words, subject.due_at))
    page.gap(1.5)
    _steps(data, page)
    page.gap(1.5)
    page.paragraph((Run(words["note"], Style(Face.ITALIC, page.style.size - 1.5, 1.2)),))


def _bars(page: Writer, code: str) -> None:
    """Set the dossier's code to be scanned at each hand-over."""
    if not code:
        return
    page.gap(1.0)
    flow = page.flow
    width = min(bar_modules(code) * _NARROW_BAR, flow.column.width)
    x = flow.column.x + (flow.column.width - width) / 2
    flow.place(_BARS_HEIGHT, (Bars(x, flow.y, width, _BARS_HEIGHT, code),))
    flow.gap(1.0)


def _steps(data: Control, page: Writer) -> None:
    words, flow = page.words, page.flow
    small = Style(Face.REGULAR, page.style.size - 1.5, 1.18)
    heads = [(Run(text, small.of(Face.BOLD)),) for text in words.many("heads")]
    widths = widths_for(flow, heads, _SHARES, _PAD, flow.column.width)
    aligns = (Align.LEFT, Align.LEFT, Align.LEFT, Align.LEFT)
    table = Table.of_widths(flow, widths, aligns, _PAD)
    table.head(heads)
    empty = Step()
    lacking = max(words.number("rows") - len(data.steps), 0)
    for step in (*data.steps, *[empty] * lacking):
        cells = [
            _units(page, step, small, widths[0]),
            _times(page, step, small, widths[1]),
            _results(words.named("results"), step, small),
            (Run(step.note, small),),
        ]
        table.row(Row(cells, at_least=_STEP_HEIGHT))
    table.end()


def _units(page: Writer, step: Step, style: Style, width: float) -> Sequence[Run]:
    words, line = page.words, blanks.dots(page.flow.fonts, style, width - 2 * _PAD)
    return (
        Run(f"{words['gives']} ", style),
        Run(step.gives or f"\n{line}", style.of(Face.BOLD if step.gives else Face.REGULAR)),
        Run(f"\n{words['takes']} ", style),
        Run(step.takes or f"\n{line}", style.of(Face.BOLD if step.takes else Face.REGULAR)),
    )


def _times(page: Writer, step: Step, style: Style, width: float) -> Sequence[Run]:
    words = page.words
    half = blanks.dots(page.flow.fonts, style, (width - 2 * _PAD) * 0.5)
    people = ((words["giver"], step.giver), (words["receiver"], step.receiver))
    return (
        Run(blanks.moment(words, step.at, "step_moment", "step_moment_blank"), style),
        *(Run(f"\n{title}: {name or half}", style) for title, name in people),
    )


def _results(names: Mapping[str, str], step: Step, style: Style) -> Sequence[Run]:
    boxes = (f"{_DONE if key == step.result else _OPEN} {name}" for key, name in names.items())
    return (Run("\n".join(boxes), style),)
