"""Dotted lines where nothing is known: a form is complete on paper, by hand if need be."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from string import Formatter

from receptiondesk.printing.flow import Run, Style
from receptiondesk.printing.fonts import Face, Fonts
from receptiondesk.printing.frame import written
from receptiondesk.printing.marks import POINT
from receptiondesk.printing.wording import Wording

_DOTS = "…"
#: A shorter rest of a line than this, in millimetres, is no place to write.
_LEAST = 12.0


def dots(fonts: Fonts, style: Style, width: float) -> str:
    """Return as many dots as fill a width in millimetres."""
    return _DOTS * max(int(width / (fonts.width(style.face, style.size, _DOTS) * POINT)), 1)


def rest_of_line(fonts: Fonts, style: Style, used: float, width: float) -> str:
    """Return dots for what a line of a given width has left behind ``used`` millimetres.

    A rest too short to write in is left as it is and a whole line follows.
    """
    blank = fonts.width(style.face, style.size, " ") * POINT
    rest = width - used - blank
    if used and rest < _LEAST:
        return f"\n{dots(fonts, style, width)}"
    return f" {dots(fonts, style, rest)}" if used else dots(fonts, style, width)


def day(words: Wording, when: date | None, key: str = "day", blank: str = "day_blank") -> str:
    """Return a date as the form writes it, or its blank."""
    if when is None:
        return words[blank]
    return words.fill(key, day=f"{when.day:02d}", month=f"{when.month:02d}", year=when.year)


def moment(
    words: Wording, when: datetime | None, key: str = "moment", blank: str = "moment_blank"
) -> str:
    """Return a moment as the form writes it, or its blank."""
    return words[blank] if when is None else written(words[key], when)


def sentence(
    template: str, style: Style, told: Mapping[str, str], *, blank: str, strong: Collection[str]
) -> list[Run]:
    """Return a sentence with its places filled in, those named in ``strong`` in bold.

    A place without a value is a blank.
    """
    parts: list[tuple[str, bool]] = []
    for before, name, _, _ in Formatter().parse(template):
        parts.append((before, False))
        if name is not None:
            parts.append((told[name] or blank, bool(name in strong and told[name])))
    return [Run(text, style.of(Face.BOLD) if bold else style) for text, bold in _joined(parts)]


def _joined(parts: Iterable[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Join neighbours alike; a bracket or stop goes with the bold word that it touches.

    A line may break where one run ends and another begins.
    """
    joined: list[tuple[str, bool]] = []
    for text, bold in parts:
        before, was_bold = joined[-1] if joined else ("", bold)
        if bold and not was_bold:
            head, gap, tail = before.rpartition(" ")
            joined[-1:] = [(head + gap, False), (tail + text, True)]
        elif was_bold and not bold:
            stop, gap, rest = text.partition(" ")
            joined[-1:] = [(before + stop, True), (gap + rest, False)]
        else:
            joined[-1:] = [(before + text, bold)]
    return [part for part in joined if part[0]]
