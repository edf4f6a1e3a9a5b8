"""Whether the printing fonts have every letter of a text, asked before the text is kept.

What intake and the settings let in must print: a paper with holes is found out only at the
counter, in front of the citizen.
"""

from collections.abc import Callable, Mapping
from functools import cache

from receptiondesk.domain.errors import Problem
from receptiondesk.domain.text import named, nfc

#: Settings that no paper shows as words.
_NOT_PRINTED = frozenset({"printer", "print_choices", "printer_offsets", "scanner_folder"})
_TOLD_AT_MOST = 8


@cache
def unprintable_by_fonts() -> Callable[[str], str]:
    """Return what tells the characters that no paper of ours can show."""
    from receptiondesk.printing import fonts  # reportlab: not before the form can be seen

    return fonts.load().missing


def setting_problems(texts: Mapping[str, str]) -> tuple[Problem, ...]:
    """Return a ``not_in_fonts`` problem for each setting that the fonts cannot print.

    Args:
        texts: settings by key, as typed.
    """
    return tuple(
        problem
        for key, text in texts.items()
        if key not in _NOT_PRINTED
        for problem in text_problems(key, text)
    )


def text_problems(field: str, text: str, called: str = "") -> tuple[Problem, ...]:
    """Return a ``not_in_fonts`` problem when the fonts cannot print a text.

    Args:
        field: where it was typed.
        text: what was typed.
        called: the text's Vietnamese name, for the sentence.
    """
    text = nfc(text)
    lacking = "" if text.isascii() else unprintable_by_fonts()(text.replace("\n", " "))
    if not lacking:
        return ()
    subject = f"{called} có" if called else "Có"
    message = (
        f"{subject} ký tự không in được trên giấy: {named(lacking[:_TOLD_AT_MOST])}. Xin thay "
        "bằng chữ thường dùng."
    )
    return (Problem(field, "not_in_fonts", message),)
