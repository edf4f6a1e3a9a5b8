"""Numbers in words, as they are read aloud."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receptiondesk.domain.number_words import dong_in_words, in_words

_DIGITS = {
    word: digit
    for digit, words in enumerate(
        ("không", "một mốt", "hai", "ba", "bốn", "năm lăm", "sáu", "bảy", "tám", "chín")
    )
    for word in words.split()
}


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (5, "năm"),
        (10, "mười"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (24, "hai mươi bốn"),
        (55, "năm mươi lăm"),
        (100, "một trăm"),
        (101, "một trăm linh một"),
        (110, "một trăm mười"),
        (1_000, "một nghìn"),
        (1_005, "một nghìn không trăm linh năm"),
        (1_015, "một nghìn không trăm mười lăm"),
        (400_000, "bốn trăm nghìn"),
        (1_000_001, "một triệu không trăm linh một"),
        (1_234_567, "một triệu hai trăm ba mươi bốn nghìn năm trăm sáu mươi bảy"),
        (2_000_000_000, "hai tỷ"),
        (3_000_000_000_000, "ba nghìn tỷ"),
    ],
)
def test_known_numbers(number: int, words: str) -> None:
    assert in_words(number) == words


def test_money_begins_with_a_capital() -> None:
    assert dong_in_words(400_000) == "Bốn trăm nghìn đồng"
    assert dong_in_words(0) == "Không đồng"


def test_there_is_no_number_below_zero() -> None:
    with pytest.raises(ValueError, match="-1"):
        in_words(-1)


def read_back(words: str) -> int:
    """Add up what was said, knowing nothing of how it was made."""
    total = part = group = 0
    last = ""
    for word in words.split():
        match word:
            case "mươi":
                group += 9 * _DIGITS[last]
            case "mười":
                group += 10
            case "trăm":
                group += 99 * _DIGITS[last]
            case "nghìn" | "triệu":
                part += group * (1_000 if word == "nghìn" else 1_000_000)
                group = 0
            case "tỷ":
                total = (total + part + group) * 1_000_000_000
                part = group = 0
            case "linh":
                pass
            case _:
                group += _DIGITS[word]
        last = word
    return total + part + group


@given(st.integers(0, 10**18 - 1))
def test_every_number_can_be_read_back(number: int) -> None:
    assert read_back(in_words(number)) == number
