"""The reason that a person gives for an act, as the journal keeps it."""

from typing import Final

from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.text import clean_blanks, unprintable

LONGEST: Final = 500


def checked(text: str, missing: str) -> str:
    """Return a reason as it was typed, blanks trimmed.

    Args:
        text: what was typed.
        missing: what is said where nothing was.

    Raises:
        Refused: ``missing_reason``, ``too_long`` (500), ``bad_characters``, each of ``reason``.
    """
    why = clean_blanks(text)
    if not why:
        raise Refused(Problem("reason", "missing_reason", missing))
    if len(why) > LONGEST:
        message = f"Lý do dài quá {LONGEST} ký tự. Xin viết ngắn lại."
        raise Refused(Problem("reason", "too_long", message))
    if unprintable(why):
        message = "Lý do có ký tự điều khiển không nhìn thấy được. Xin gõ lại."
        raise Refused(Problem("reason", "bad_characters", message))
    return why
