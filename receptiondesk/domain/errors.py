"""The two families of errors that a person or the surroundings can mend.

``Refused`` is for a person: a field is wrong or a paper is missing. ``Trouble`` is for the
surroundings: disk, line, key, printer. Anything else is our own bug and is caught in one place,
``ui.crash``. Exceptions carry facts; the sentence a clerk reads is built from ``Problem.message``
or by the screen.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing a person can put right.

    ``field`` is a dotted path into the input (``applicant.identity.number``, ``papers[2].name``,
    empty for the whole input), ``code`` a stable English key, ``message`` a Vietnamese sentence
    that says what is wrong and what to do.
    """

    field: str
    code: str
    message: str

    def as_json(self) -> dict[str, str]:
        """Return the shape that the command line prints: ``{"field","code","message"}``."""
        return asdict(self)


class Refused(Exception):  # noqa: N818 - the house's own word for this family, not an error suffix
    """A person can put it right; nothing was written."""

    def __init__(self, *problems: Problem) -> None:
        """Keep the problems in the order in which a clerk meets them on the form."""
        super().__init__("; ".join(f"{p.field}: {p.code}" for p in problems))
        self.problems: tuple[Problem, ...] = problems

    @classmethod
    def of(cls, problems: Iterable[Problem]) -> "Refused":
        """Build from any iterable of problems."""
        return cls(*problems)


class Trouble(Exception):  # noqa: N818 - the house's own word for this family, not an error suffix
    """The surroundings are at fault; nothing was changed and it may go well later.

    ``code`` is a stable English key, ``message`` the Vietnamese sentence: what happened, what is
    safe, what to do now.
    """

    def __init__(self, code: str, message: str) -> None:
        """Keep the stable key beside the sentence."""
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
