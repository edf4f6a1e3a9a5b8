"""The spelling of a receipt's signed code: one spelling only, and nothing else passes for one."""

import base64
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from receptiondesk.domain.receipt_seal import SealedFacts, is_seal, key_id, message, parse, spell

MOMENT = datetime(2026, 11, 20, 2, 5, tzinfo=UTC)
FACTS = SealedFacts("H56.14-261120-0001", "1.001193", "H56.14", MOMENT, MOMENT)
SIGNATURE = bytes(range(64))
#: QR's alphanumeric mode (ISO/IEC 18004, table 5).
QR_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def test_a_code_is_taken_apart_as_it_was_spelled() -> None:
    text = spell(message(FACTS, "ABCDEFGH"), SIGNATURE)
    assert text.startswith(
        "RD1:H56.14-261120-0001:1.001193:H56.14:202611200905:202611200905:ABCDEFGH:"
    )
    assert is_seal(text)
    assert key_id(text) == "ABCDEFGH"
    seal = parse(text)
    assert seal is not None
    assert (seal.facts, seal.key_id, seal.signature) == (FACTS, "ABCDEFGH", SIGNATURE)
    assert seal.message.decode() == message(FACTS, "ABCDEFGH")


def test_no_promised_day_is_an_empty_part() -> None:
    text = spell(message(SealedFacts("A", "B", "C", MOMENT, None), "ABCDEFGH"), SIGNATURE)
    seal = parse(text)
    assert seal is not None
    assert seal.facts.due_at is None


@given(st.integers(0, 300), st.characters(codec="utf-8"))
def test_a_changed_letter_is_another_code_or_none(place: int, letter: str) -> None:
    text = spell(message(FACTS, "ABCDEFGH"), SIGNATURE)
    place %= len(text)
    changed = text[:place] + letter + text[place + 1 :]
    seal = parse(changed)
    if seal is not None and changed.strip() != text:
        assert (seal.message.decode(), seal.signature) != (message(FACTS, "ABCDEFGH"), SIGNATURE)


@given(st.text())
def test_no_text_whatever_breaks_the_reader(text: str) -> None:
    assert parse(text) is None
    assert parse(f"RD1:{text}") is None or text.count(":") >= 6


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_a_colon_inside_a_value_moves_no_other_part(code: str, procedure: str, unit: str) -> None:
    told = message(SealedFacts(code, procedure, unit, MOMENT, None), "K")
    assert told.count(":") == 6


def test_no_vietnamese_typing_method_finds_anything_to_change() -> None:
    """Telex turns vowels, "dd" and "w", VNI vowels and "d9"; a scanner's text goes through both."""
    for first in range(0, 256, 8):
        letters = spell("", bytes((first + at * 37) % 256 for at in range(64)))[1:]
        assert not set(letters) & set("AEIOUYDW"), letters
        assert set(letters) <= set(QR_LETTERS)
        assert len(letters) == 103


def test_the_letters_are_those_that_the_documents_tell() -> None:
    """``tr '0-9BCFGHJKLMNPQRSTVXZ+./-' 'A-Z2-7'`` gives the base 32 that other tools read."""
    ours = "0123456789BCFGHJKLMNPQRSTVXZ+./-"
    theirs = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    letters = spell("", SIGNATURE)[1:]
    told = letters.translate(str.maketrans(ours, theirs))
    assert base64.b32decode(told + "=" * (-len(told) % 8)) == SIGNATURE
