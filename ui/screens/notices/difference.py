"""Old beside new: what goes is struck out, what comes is bold, what stays is quiet."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import escape
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTextEdit

from receptiondesk.words import _
from ui.theme import COLOURS, GRID

_WORDS: Final = re.compile(r"\S+|\s+")
#: Texts whose words differ more than so are told apart whole.
_ALIKE: Final = 0.3
_NOTHING: Final = _("(không có)")
#: Longer texts are compared line by line only.
_WORDS_AT_MOST: Final = 400
#: More differences than so are only counted: nobody reads them beside one line.
_AT_MOST: Final = 100
#: Longer words may break anywhere in a table, whose columns would be as wide as they are.
_UNBROKEN: Final = re.compile(r"\S{18,}")


def marked(old: str, new: str) -> tuple[str, str]:
    """Return both texts as rich text, with what differs marked word by word.

    Of texts of several lines only those that differ are told, and how many stay.
    """
    before, now = old.splitlines(), new.splitlines()
    gone, came = _without(before, now), _without(now, before)
    if not gone and not came:  # the same lines in another order
        gone, came = before, now
    kept = len(before) - len(gone) if len(before) > 1 else 0
    left, right = _by_words("\n".join(gone), "\n".join(came))
    more = f"<br><i>{_('… {count} dòng giữ nguyên').format(count=kept)}</i>" if kept else ""
    return _shown(left) + more, _shown(right) + more


def _without(lines: Sequence[str], others: Sequence[str]) -> list[str]:
    """Return the lines that the others do not have, or have fewer times."""
    left = Counter(others)
    found = []
    for line in lines:
        if left[line]:
            left[line] -= 1
        else:
            found.append(line)
    return found


def _shown(text: str) -> str:
    return text.replace("\n", "<br>") or f"<i>{_NOTHING}</i>"


def _by_words(old: str, new: str) -> tuple[str, str]:
    before, now = _WORDS.findall(old), _WORDS.findall(new)
    if len(before) + len(now) > _WORDS_AT_MOST or not _alike(old, new):
        return _gone(old), _came(new)
    left, right, one, other = "", "", "", ""
    matcher = SequenceMatcher(None, before, now, autojunk=False)
    for what, a, b, c, d in matcher.get_opcodes():
        gone, came = "".join(before[a:b]), "".join(now[c:d])
        # A blank between two changes is no reason to tell them apart.
        if what == "equal" and (came.strip() or not (one or other)):
            left, right = left + _gone(one) + _safe(gone), right + _came(other) + _safe(came)
            one = other = ""
        else:
            one, other = one + gone, other + came
    return left + _gone(one), right + _came(other)


def _alike(old: str, new: str) -> bool:
    return SequenceMatcher(None, old.split(), new.split(), autojunk=False).ratio() >= _ALIKE


def _gone(text: str) -> str:
    return f"<s>{_safe(text)}</s>" if text.strip() else _safe(text)


def _came(text: str) -> str:
    return f"<b>{_safe(text)}</b>" if text.strip() else _safe(text)


def _safe(text: str) -> str:
    """Return text for a label, with places where a long address may break."""
    broken = _UNBROKEN.sub(lambda found: "\u200b".join(found[0]), text)
    return escape(broken)


@dataclass(frozen=True, slots=True)
class Difference:
    """One field as it was and as it is; with neither it is a reason without words."""

    title: str
    old: str = ""
    new: str = ""


class DifferenceView(QTextEdit):
    """Differences under one another; Tab goes into it, arrows and page keys scroll.

    A label would lay the same text out ten times as slowly.
    """

    def __init__(self, name: str) -> None:
        """Start empty; ``name`` is for screen readers."""
        super().__init__()
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(name)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(GRID)
        self.setMinimumHeight(self.fontMetrics().lineSpacing() * 4)
        self.rich = ""

    def show_words(self, words: str) -> None:
        """Show a sentence in place of differences."""
        self._show(f"<p>{escape(words)}</p>" if words else "")

    def show_lines(self, lines: Sequence[tuple[str, str]]) -> None:
        """Show names with their words under them, as they are: an address is copied from here."""
        quiet = COLOURS["quiet"]
        self._show(
            "".join(
                f"<p><small style='color:{quiet}'>{escape(name)}</small><br>{escape(words)}</p>"
                for name, words in lines
            )
        )

    def show_differences(self, found: Sequence[Difference], heads: tuple[str, str]) -> None:
        """Show differences; ``heads`` name the two sides."""
        told = [one for one in found if one.old or one.new]
        rows = [_row(one) for one in told[:_AT_MOST]]
        head = "".join(f"<td width='50%'><small>{escape(each)}</small></td>" for each in heads)
        table = f"<table width='100%' cellspacing='0' cellpadding='4'><tr>{head}</tr>"
        parts = [f"<p>{escape(one.title)}</p>" for one in found if not (one.old or one.new)]
        if told:
            parts.append(f"{table}{''.join(rows)}</table>")
        if len(told) > _AT_MOST:
            more = _("… và {count} khác biệt nữa").format(count=len(told) - _AT_MOST)
            parts.append(f"<p>{more}</p>")
        self._show("".join(parts))

    def _show(self, text: str) -> None:
        if text != self.rich:
            self.rich = text
            self.setHtml(text)
            self.verticalScrollBar().setValue(0)


def _row(one: Difference) -> str:
    old, new = marked(one.old, one.new)
    ground = COLOURS["sunken"]
    return (
        f"<tr><td colspan='2' bgcolor='{ground}'><b>{escape(one.title)}</b></td></tr>"
        f"<tr><td>{old}</td><td>{new}</td></tr>"
    )
