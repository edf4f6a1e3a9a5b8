"""Codes of other systems: tables from our words to a portal's and back, versioned, never in code.

Status, channel, kind of applicant, of paper and of fee, units and procedures are coded otherwise by
every system, and two systems of the same make disagree (portals.md A.7, B.5, B.7). So each portal
has its own table; what is not in it is never guessed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class CodeKind(StrEnum):
    """What is coded."""

    STATUS = "status"
    CHANNEL = "channel"
    APPLICANT = "applicant"
    IDENTITY = "identity"
    PAPER = "paper"
    PAPER_FORM = "paper_form"
    FEE = "fee"
    RETURN = "return"
    UNIT = "unit"
    PROCEDURE = "procedure"
    FIELD = "field"


class Way(StrEnum):
    """Which way a line is read."""

    BOTH = "both"
    OUT = "out"
    IN = "in"


@dataclass(frozen=True, slots=True)
class CodeLine:
    """One line: ``ours`` is our word (an enum's value or a code), ``theirs`` the portal's."""

    kind: CodeKind
    ours: str
    theirs: str
    way: Way = Way.BOTH
    note: str = ""


@dataclass(frozen=True, slots=True)
class CodeMap:
    """The codes of one portal in one version; lookups take the first line that fits."""

    version: int = 0
    lines: tuple[CodeLine, ...] = ()

    def theirs(self, kind: CodeKind, ours: str) -> str | None:
        """Return the portal's code for ours, ``None`` when the table does not say."""
        return next(
            (
                line.theirs
                for line in self.lines
                if line.kind is kind and line.ours == ours and line.way is not Way.IN
            ),
            None,
        )

    def ours(self, kind: CodeKind, theirs: str) -> str | None:
        """Return our code for the portal's, ``None`` when the table does not say."""
        return next(
            (
                line.ours
                for line in self.lines
                if line.kind is kind and line.theirs == theirs and line.way is not Way.OUT
            ),
            None,
        )

    def over(self, own: Iterable[CodeLine]) -> "CodeMap":
        """Return a table in which some lines come before these."""
        return CodeMap(self.version, (*own, *self.lines))
