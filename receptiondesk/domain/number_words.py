"""Numbers in Vietnamese words, as sums stand beside figures on office papers."""

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_THOUSANDS = ("", "nghìn", "triệu")
_GROUP = 1000
_MILLIARD = _GROUP**3


def in_words(number: int) -> str:
    """Return a whole number from zero on in words: 21 "hai mươi mốt", 105 "một trăm linh năm".

    Above a milliard the words repeat: 10¹² is "một nghìn tỷ", 10¹⁸ "một tỷ tỷ".

    Raises:
        ValueError: the number is below zero.
    """
    if number < 0:
        raise ValueError(number)
    return _words(number) if number else _DIGITS[0]


def dong_in_words(amount: int) -> str:
    """Return an amount of money in words with a capital: "Bốn trăm nghìn đồng"."""
    words = f"{in_words(amount)} đồng"
    return words[:1].upper() + words[1:]


def _words(number: int, *, inside: bool = False) -> str:
    """Return a number above zero in words; ``inside``: a greater part was spoken before it."""
    if number >= _MILLIARD:
        above, rest = divmod(number, _MILLIARD)
        said = f"{_words(above, inside=inside)} tỷ"
        return f"{said} {_words(rest, inside=True)}" if rest else said
    parts: list[str] = []
    for place in (2, 1, 0):
        group = number // _GROUP**place % _GROUP
        if group:
            spoken = _group(group, whole=inside or bool(parts))
            parts.append(f"{spoken} {_THOUSANDS[place]}".strip())
    return " ".join(parts)


def _group(number: int, *, whole: bool) -> str:
    """Return 1 to 999 in words; ``whole`` speaks hundreds that are not there."""
    hundreds, rest = divmod(number, 100)
    said = [f"{_DIGITS[hundreds]} trăm"] if hundreds or whole else []
    tens, ones = divmod(rest, 10)
    if tens > 1:
        said.append(f"{_DIGITS[tens]} mươi")
    elif tens == 1:
        said.append("mười")
    elif ones and said:
        said.append("linh")
    if ones:
        said.append(_one(tens, ones))
    return " ".join(said)


def _one(tens: int, ones: int) -> str:
    """Return the last digit as it sounds behind its tens."""
    if ones == 1 and tens > 1:
        return "mốt"
    if ones == 5 and tens:  # noqa: PLR2004 - năm becomes lăm
        return "lăm"
    return _DIGITS[ones]
