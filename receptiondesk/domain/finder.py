"""Finds procedures as a clerk types: without accents, by initials, by code, by field.

What matches from the beginning of words comes before what has the letters within its initials, and
that before what matches inside words; within each of the three the most used comes first, and
while nothing was received yet a shipped order stands in.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from receptiondesk.domain.text import fold, words

_SKIPPED = "thu tuc "
_CODE_LIKE = re.compile(r"[\d.]+[.\da-z]*")
_SHORTEST_MIDDLE = 3
_NEVER = 1_000_000


@dataclass(frozen=True, slots=True)
class Entry:
    """What is looked through of one procedure.

    ``folded`` is the name as `searchable` gives it, ``initials`` are the name's initials.
    """

    code: str
    field: str
    folded: str
    initials: str


def searchable(name: str) -> str:
    """Return the folded words of a name without punctuation and without a leading "Thủ tục"."""
    return " ".join(words(name)).removeprefix(_SKIPPED)


@dataclass(frozen=True, slots=True)
class Habits:
    """What an office does most.

    ``offered`` are the codes it marked (none: no difference is made), ``uses`` how often each was
    received, ``shipped`` the order for the time before anything was.
    """

    uses: Mapping[str, int] = field(default_factory=dict)
    shipped: Sequence[str] = ()
    offered: frozenset[str] = frozenset()


class Finder:
    """A catalogue to look through, and the office's habits; both as they stood when it was made."""

    def __init__(self, entries: Iterable[Entry], habits: Habits | None = None) -> None:
        """Order the entries by use once, so that each search only filters."""
        known = habits or Habits()
        shipped = {code: place for place, code in enumerate(known.shipped)}
        self._entries = sorted(
            entries,
            key=lambda entry: (
                entry.code not in known.offered,
                -known.uses.get(entry.code, 0),
                shipped.get(entry.code, _NEVER),
            ),
        )

    def find(self, text: str, *, field: str = "", limit: int = 20) -> tuple[str, ...]:
        """Return the codes that match, best first.

        Args:
            text: what was typed; empty matches everything.
            field: only procedures of this field, compared without accents; empty means any.
            limit: at most so many.
        """
        wanted = fold(field)
        fields = {name: fold(name) for name in {entry.field for entry in self._entries}}
        entries = [e for e in self._entries if not wanted or fields[e.field] == wanted]
        query = _Query(text, fields)
        if not query.text:
            return tuple(entry.code for entry in entries[:limit])
        ranked = [(query.rank(entry), entry.code) for entry in entries]
        found = sorted((pair for pair in ranked if pair[0] is not None), key=_first)
        return tuple(code for _, code in found[:limit])


def _first(pair: tuple[int | None, str]) -> int:
    return pair[0] or 0


class _Query:
    """What was typed, prepared once for all entries."""

    def __init__(self, text: str, fields: Mapping[str, str]) -> None:
        self.text = fold(text)
        self.digits = self.text.replace(".", "") if _CODE_LIKE.fullmatch(self.text) else ""
        self.letters = self.text if self.text.isalpha() else ""
        self._name = searchable(text)
        self._beginnings = [f" {typed}" for typed in self._name.split()]
        long_enough = len(self._name) >= _SHORTEST_MIDDLE
        self._fields = {
            name for name, folded in fields.items() if long_enough and self._name in folded
        }

    def rank(self, entry: Entry) -> int | None:
        """Return 0 for the thing itself, 1 for a beginning, 2 for initials within, 3 for a middle.

        ``None`` is no match at all.
        """
        if self.digits:
            code = entry.code.replace(".", "").lower()
            if code == self.digits:
                return 0
            return 1 if code.startswith(self.digits) else 2 if self.digits in code else None
        if self._name == entry.folded:
            return 0
        if self._begins(entry):
            return 1
        if self.letters and self.letters in entry.initials:
            return 2
        return 3 if self._inside(entry) else None

    def _begins(self, entry: Entry) -> bool:
        """Each typed word begins a word of the name, or the letters begin the initials."""
        if self.letters and entry.initials.startswith(self.letters):
            return True
        padded = f" {entry.folded}"
        return bool(self._beginnings) and all(start in padded for start in self._beginnings)

    def _inside(self, entry: Entry) -> bool:
        if entry.field in self._fields:
            return True
        if len(self._name) >= _SHORTEST_MIDDLE and self._name in entry.folded:
            return True
        return _scattered(self.letters, entry.initials)


def _scattered(letters: str, initials: str) -> bool:
    """Tell letters that stand in the initials in this order, the first one in front."""
    if not letters or not initials.startswith(letters[0]):
        return False
    rest = iter(initials)
    return all(letter in rest for letter in letters)
