"""Vietnamese text: cleaning, folding for comparison, dangerous characters, and words for numbers.

Text is NFC from the field on (TCVN 6909:2001 asks for precomposed letters in public offices).
Two spellings that differ only in accents or in where the tone mark stands ("Thanh Hoá",
"Thanh Hóa") fold to the same text.
"""

import re
import unicodedata
from datetime import date, datetime

from receptiondesk.domain.clock import local

# Ranges of combining marks: one compiled pattern is ten times faster than asking each character.
_MARKS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_SPACES = re.compile(r"\s+")
_BLANKS = re.compile("[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_WORDS = re.compile(r"\w+")
_LINE_SEPARATORS = frozenset("\u2028\u2029")
_INVISIBLE_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
_REFUSED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co"})
_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_QUOTED_AT_MOST = 60


def nfc(text: str) -> str:
    """Return the text with every letter precomposed (Unicode NFC)."""
    return unicodedata.normalize("NFC", text)


def clean_line(text: str) -> str:
    """Return one line: NFC, trimmed, each run of white space (line ends too) one space."""
    return _SPACES.sub(" ", nfc(text)).strip()


def clean_blanks(text: str) -> str:
    """Return the text in NFC with blanks trimmed and collapsed, control characters untouched.

    For what a person typed: a line end inside a name must be seen and refused, not mended.
    """
    return _BLANKS.sub(" ", nfc(text)).strip(" ")


def fold(text: str) -> str:
    """Return the text for comparison: lower case, no accents, đ as d, single spaces.

    The position of a tone mark is irrelevant because the mark itself goes: "Thanh Hoá" and
    "Thanh Hóa" both give "thanh hoa".
    """
    bare = _MARKS.sub("", unicodedata.normalize("NFD", text.lower()))
    return clean_line(bare.replace("đ", "d"))


def spelling(text: str) -> str:
    """Return the text for comparison with accents kept but the tone's position forgotten.

    Each word's tone mark moves to the word's end, so "Hoá" equals "Hóa" and "Tân" stays apart
    from "Tấn". Lower case, single spaces.
    """
    words = unicodedata.normalize("NFD", clean_line(text).lower()).split(" ")
    return " ".join(_TONES.sub("", word) + "".join(_TONES.findall(word)) for word in words)


def words(text: str) -> tuple[str, ...]:
    """Return the folded words of a text, without punctuation."""
    return tuple(_WORDS.findall(fold(text)))


def initials(text: str) -> str:
    """Return the first letters of the folded words: "Đăng ký khai sinh" gives "dkks".

    A leading "Thủ tục" is skipped, as 110 of the published procedure names begin with it.
    """
    parts = words(text)
    if parts[:2] == ("thu", "tuc") and len(parts) > 2:  # noqa: PLR2004 - the two words skipped
        parts = parts[2:]
    return "".join(part[0] for part in parts)


def unprintable(text: str, *, lines: bool = False) -> str:
    """Return the characters of a text that must never reach a record or a paper, each once.

    These are control characters, bidirectional marks, overrides and isolates, zero-width and
    other format characters, line and paragraph separators, private-use characters and lone
    surrogates: they print as nothing or make a line read differently from what is stored.

    Args:
        text: what was typed or read.
        lines: whether plain line feeds are allowed (notes of several lines).
    """
    if text.isprintable() and _INVISIBLE_LETTERS.isdisjoint(text):
        return ""  # nearly every text, and asking each letter costs thirty times as much
    found = [c for c in dict.fromkeys(text) if _is_unprintable(c)]
    return "".join(c for c in found if not (lines and c == "\n"))


def _is_unprintable(character: str) -> bool:
    if " " <= character <= "~":
        return False
    return (
        unicodedata.category(character) in _REFUSED_CATEGORIES
        or character in _LINE_SEPARATORS
        or character in _INVISIBLE_LETTERS
    )


def named(characters: str) -> str:
    """Return characters as a clerk can look for them: "U+202E, U+0007", or "☃ (U+2603)"."""
    return ", ".join(
        f"U+{ord(c):04X}" if _is_unprintable(c) else f"“{c}” (U+{ord(c):04X})" for c in characters
    )


def quoted(text: str) -> str:
    """Return foreign text as it may stand inside a sentence: printable and at most 60 long."""
    safe = "".join("\N{REPLACEMENT CHARACTER}" if _is_unprintable(c) else c for c in text)
    return safe if len(safe) <= _QUOTED_AT_MOST else f"{safe[: _QUOTED_AT_MOST - 1]}…"


def has_letter(text: str) -> bool:
    """Return whether the text holds at least one letter of any script."""
    return any(c.isalpha() for c in text)


def date_vi(day: date) -> str:
    """Return a date as dd/MM/yyyy."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def weekday_vi(day: date) -> str:
    """Return the day of the week: "thứ Hai" … "thứ Bảy", "Chủ nhật"."""
    return _WEEKDAYS[day.weekday()]


def day_vi(day: date) -> str:
    """Return weekday and date: "thứ Hai 23/11/2026"."""
    return f"{weekday_vi(day)} {date_vi(day)}"


def clock_vi(moment: datetime) -> str:
    """Return the time on a wall clock in Viet Nam: "15 giờ 20", "17 giờ"."""
    here = local(moment)
    return f"{here.hour} giờ {here.minute:02d}" if here.minute else f"{here.hour} giờ"


def moment_vi(moment: datetime) -> str:
    """Return a moment as the forms write it: "15 giờ 20 phút, ngày 23/11/2026" (local time)."""
    here = local(moment)
    return f"{here.hour:02d} giờ {here.minute:02d} phút, ngày {date_vi(here.date())}"


def dong(amount: int) -> str:
    """Return an amount of money: "1.234.567 đồng"."""
    return f"{amount:,}".replace(",", ".") + " đồng"
