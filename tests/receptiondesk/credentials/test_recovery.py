import pytest
from hypothesis import given, strategies

from receptiondesk.credentials import recovery
from receptiondesk.domain.errors import Refused


def test_a_code_is_eight_groups_of_five_without_letters_that_look_alike() -> None:
    groups = recovery.new_code().split("-")
    assert [len(group) for group in groups] == [5] * 8
    assert not set("".join(groups)) & set("ILOU")


def test_two_codes_and_their_keys_differ() -> None:
    one, two = recovery.new_code(), recovery.new_code()
    assert one != two
    assert recovery.key_from_code(one) != recovery.key_from_code(two)


@given(strategies.binary(min_size=24, max_size=24))
def test_however_it_is_typed_it_gives_the_same_key(seed: bytes) -> None:
    code = recovery._spell(seed)
    key = recovery.key_from_code(code)
    assert len(key) == 32
    sloppy = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert recovery.key_from_code(f"  {sloppy}\n") == key


def test_a_slip_of_one_letter_is_seen() -> None:
    code = recovery.new_code()
    key = recovery.key_from_code(code)
    missed = 0
    for place, letter in enumerate(code):
        if letter != "-":
            other = code[:place] + ("2" if letter != "2" else "3") + code[place + 1 :]
            try:
                missed += recovery.key_from_code(other) == key
            except Refused:
                continue
    assert missed == 0


@pytest.mark.parametrize("text", ["", "abc", "U" * 40, "0" * 41, "ấ" * 40])
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(Refused) as caught:
        recovery.key_from_code(text)
    assert caught.value.problems[0].code == "bad_recovery_code"
