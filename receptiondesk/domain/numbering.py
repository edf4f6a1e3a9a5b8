"""Dossier codes: the official form, the counter's provisional form, and ranges of numbers.

Sources: Decree 61/2018 art. 26 (organisation code + date + order of the day); Circular
01/2018/TT-VPCP art. 19 (``…-YYMMDD-XXXX``, XXXX the order number of the day of receipt);
Decision 20/2020/QĐ-TTg (organisation codes of at most 35 characters, groups split by points,
level 1 first, ``MX1X2``); Circular 04/2025/TT-VPCP (numbers longer than four digits). The pattern
that accepts every published example, old and new order, is the office's practice, not law.
"""

import re
from dataclasses import dataclass
from datetime import date

from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.text import clean_blanks

_ORG = r"(?:[A-Z][0-9]{2}(?:\.[0-9]{2,3}){0,3}|(?:[0-9]{2,3}\.){1,3}[A-Z][0-9]{2})"
_TAIL = r"-([0-9]{6})-([0-9]{4,8})"

#: An official code; group 1 the date ``YYMMDD``, group 2 the order number. A leading ``T.`` marks
#: a dossier typed in by hand (state treasury practice of 2026).
OFFICIAL = re.compile(rf"(?:T\.)?{_ORG}{_TAIL}", re.ASCII)

#: A provisional code; group 1 the counter, group 2 the date, group 3 the order number.
PROVISIONAL = re.compile(rf"TAM-([1-9][0-9]{{0,2}}){_TAIL}", re.ASCII)

#: The order number never has more digits than the official pattern takes.
LAST_NUMBER = 99_999_999

#: Counters of one office are numbered from 1.
LAST_COUNTER = 999

_ORG_CODE = re.compile(_ORG, re.ASCII)
_ORG_CODE_LENGTH = 35
_RANGE = re.compile(r"([0-9]{1,9})\s*[-–]\s*([0-9]{1,9})", re.ASCII)


@dataclass(frozen=True, slots=True)
class NumberRange:
    """The order numbers of a day that one counter may give out, both ends included."""

    first: int
    last: int

    def __contains__(self, number: int) -> bool:
        """Return whether the counter may give out a number."""
        return self.first <= number <= self.last

    def overlaps(self, other: "NumberRange") -> bool:
        """Return whether two counters would share a number."""
        return self.first <= other.last and other.first <= self.last

    def __str__(self) -> str:
        """Return the text that ``parse_range`` reads."""
        return f"{self.first}-{self.last}"


def is_official(code: str) -> bool:
    """Return whether a code has the official form."""
    return OFFICIAL.fullmatch(code) is not None


def is_provisional(code: str) -> bool:
    """Return whether a code was given by a counter for the time being."""
    return PROVISIONAL.fullmatch(code) is not None


def memo(code: str) -> str:
    """Return a code as a bank carries it: letters and digits only, as banks drop other signs.

    The search finds a dossier by it as by the code itself, whichever of its codes it was.
    """
    return "".join(sign for sign in code if sign.isalnum())


def official_code(org_code: str, day: date, number: int) -> str:
    """Return ``<org_code>-YYMMDD-XXXX``.

    Args:
        org_code: the office's organisation code, as ``check_org_code`` returns it.
        day: the local date of receipt.
        number: the order number of that day, 1 to 99,999,999.
    """
    return f"{org_code}-{_tail(day, number)}"


def provisional_code(counter: int, day: date, number: int) -> str:
    """Return ``TAM-<counter>-YYMMDD-XXXX``, which never has the official form.

    Args:
        counter: the counter's number, 1 to 999.
        day: the local date of receipt.
        number: the counter's order number of that day, 1 to 99,999,999.
    """
    if not 1 <= counter <= LAST_COUNTER:
        msg = f"counter {counter} is outside 1..{LAST_COUNTER}"
        raise ValueError(msg)
    return f"TAM-{counter}-{_tail(day, number)}"


def _tail(day: date, number: int) -> str:
    if not 1 <= number <= LAST_NUMBER:
        msg = f"order number {number} is outside 1..{LAST_NUMBER}"
        raise ValueError(msg)
    return f"{day.year % 100:02d}{day.month:02d}{day.day:02d}-{number:04d}"


def check_org_code(text: str) -> str:
    """Return the organisation code, trimmed and in capitals.

    Raises:
        Refused: the code has none of the published forms (field ``org_code``).
    """
    code = clean_blanks(text).upper()
    if len(code) > _ORG_CODE_LENGTH or not _ORG_CODE.fullmatch(code):
        raise Refused(
            Problem(
                "org_code",
                "bad_org_code",
                "Mã định danh cơ quan phải có dạng như H56.14 hoặc 000.17.22.H56 (các nhóm cách "
                "nhau bằng dấu chấm, không quá 35 ký tự). Xin xem quyết định cấp mã của tỉnh.",
            )
        )
    return code


def parse_range(text: str) -> NumberRange:
    """Read ``"1-99"`` as a range of order numbers.

    Raises:
        Refused: not two numbers, the wrong way round, or beyond 99,999,999 (field ``range``).
    """
    found = _RANGE.fullmatch(text.strip())
    if found:
        first, last = int(found[1]), int(found[2])
        if 1 <= first <= last <= LAST_NUMBER:
            return NumberRange(first, last)
    raise Refused(
        Problem(
            "range",
            "bad_range",
            "Dải số phải viết là SỐ ĐẦU-SỐ CUỐI, ví dụ 1-999; số đầu từ 1 và không lớn hơn số "
            "cuối, số cuối không quá 99999999.",
        )
    )
