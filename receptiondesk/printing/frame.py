"""What stands at the head of an office's paper (Decree 30/2020/NĐ-CP, Annex I).

Two columns: on the left the body above and the office itself with a rule below, on the right the
state's name and motto with a line of equal length. Below, "Số" and the place and date. The values
of the annex are known here at second hand, so sizes follow the paper and not the annex alone.
"""

from dataclasses import dataclass
from datetime import datetime

from receptiondesk.domain.clock import local
from receptiondesk.printing.flow import Column, Line, Run, Style, break_evenly, set_lines
from receptiondesk.printing.fonts import Face, Fonts
from receptiondesk.printing.marks import Mark, Rule
from receptiondesk.printing.wording import Wording

#: Words of offices' names between which a line is not broken.
_PHRASES = ("ỦY BAN NHÂN DÂN", "TRUNG TÂM", "BỘ PHẬN", "PHỤC VỤ", "HÀNH CHÍNH CÔNG", "TIẾP NHẬN")


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who issues a paper. ``place`` is named in the date line; ``system`` made the paper.

    ``mailing``, ``website`` and ``email`` are where feedback goes (NĐ 20/2008 art. 13).
    """

    parent: str
    name: str
    place: str = ""
    desk: str = ""
    address: str = ""
    phone: str = ""
    hotline: str = ""
    lookup_url: str = ""
    system: str = ""
    mailing: str = ""
    website: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """A header ready to be set: its marks and its height in millimetres."""

    marks: tuple[Mark, ...]
    height: float


@dataclass(frozen=True, slots=True)
class HeaderPlan:
    """Where a header's two columns stand, from which height, and the size of the state's name."""

    left: Column
    right: Column
    top: float
    size: float


def header(fonts: Fonts, letterhead: Letterhead, words: Wording, plan: HeaderPlan) -> Header:
    """Return the two-column head without "Số" and date."""
    small = Style(Face.REGULAR, plan.size, 1.2)
    marks: list[Mark] = []
    y = plan.top
    parent = _lines(fonts, capitals(letterhead.parent), small, plan.left)
    name = _lines(fonts, capitals(letterhead.name), small.of(Face.BOLD), plan.left)
    for lines in (parent, name):
        marks += set_lines(fonts, lines, plan.left, y)
        y += sum(line.height for line in lines)
    left_bottom = y + 1.0
    middle = plan.left.x + plan.left.width / 2
    half = max((line.width for line in name), default=0.0) * 0.2
    marks.append(Rule(middle - half, left_bottom, middle + half, left_bottom))

    y = plan.top
    for text, size in ((words["state"], plan.size), (words["motto"], plan.size + 1)):
        lines = _lines(fonts, text, Style(Face.BOLD, size, 1.2), plan.right)
        marks += set_lines(fonts, lines, plan.right, y)
        y += sum(line.height for line in lines)
    middle = plan.right.x + plan.right.width / 2
    half = max(line.width for line in lines) / 2
    marks.append(Rule(middle - half, y + 0.6, middle + half, y + 0.6))
    return Header(tuple(marks), max(left_bottom, y + 0.6) - plan.top + 0.8)


def number_and_date(fonts: Fonts, number: str, date_line: str, plan: HeaderPlan) -> Header:
    """Return the line with the paper's number on the left and place and date on the right."""
    left = _lines(fonts, number, Style(Face.REGULAR, plan.size + 0.5, 1.2), plan.left)
    right = _lines(fonts, date_line, Style(Face.ITALIC, plan.size + 1, 1.2), plan.right)
    marks = set_lines(fonts, left, plan.left, plan.top)
    marks += set_lines(fonts, right, plan.right, plan.top)
    return Header(
        tuple(marks),
        max(sum(line.height for line in left), sum(line.height for line in right)),
    )


def written(template: str, moment: datetime, **parts: object) -> str:
    """Fill a date or time template with the parts of a moment on a Vietnamese wall clock.

    Days and months below ten have a leading zero, as Decree 30/2020 writes days below ten and
    months one and two; one rule for all keeps columns even.
    """
    here = local(moment)
    return template.format(
        hour=f"{here.hour:02d}",
        minute=f"{here.minute:02d}",
        day=f"{here.day:02d}",
        month=f"{here.month:02d}",
        year=here.year,
        **parts,
    )


def _lines(fonts: Fonts, text: str, style: Style, column: Column) -> tuple[Line, ...]:
    return break_evenly(fonts, (Run(text, style),), column.width) if text.strip() else ()


def capitals(name: str) -> str:
    """Return a body's name in capitals, the words that belong together on one line."""
    name = name.upper()
    for phrase in _PHRASES:
        name = name.replace(phrase, phrase.replace(" ", "\u00a0"))
    return name
