from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receptiondesk.domain import identity as i
from receptiondesk.domain.walk_in import Identity, IdentityType, Sex

BIRTHS = st.dates(date(1900, 1, 1), date(2026, 11, 23))
TODAY = date(2026, 11, 23)


def number_of(birth, sex, place="001", tail="123456"):
    century = 2 * (birth.year // 100 - 19) + (sex is Sex.FEMALE)
    return f"{place}{century}{birth.year % 100:02d}{tail}"


def codes(problems):
    return [problem.code for problem in problems]


@given(BIRTHS, st.sampled_from(Sex))
def test_a_number_agrees_with_its_own_holder(birth, sex):
    number = number_of(birth, sex)
    assert i.check_personal_number(number, birth, sex, today=TODAY) == ()
    assert i.check_personal_number(number) == ()


@given(BIRTHS, BIRTHS, st.sampled_from(Sex), st.sampled_from(Sex))
def test_a_contradiction_is_found_exactly_where_it_is(birth, told, sex, told_sex):
    found = codes(i.check_personal_number(number_of(birth, sex), told, told_sex, today=TODAY))
    assert ("birth_mismatch" in found) == (birth.year != told.year)
    assert ("sex_mismatch" in found) == (sex is not told_sex)
    assert set(found) <= {"birth_mismatch", "sex_mismatch"}


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("012345678", "old_number"),
        ("", "bad_personal_number"),
        ("00109012345", "bad_personal_number"),
        ("0010901234567", "bad_personal_number"),
        ("00109012345x", "bad_personal_number"),
        ("001090 123456", "bad_personal_number"),
        ("000090123456", "bad_personal_number"),
        ("001490123456", "bad_personal_number"),
        ("\u0660\u0660\u0661\u0660\u0669\u0660123456", "bad_personal_number"),
        ("001227123456", "number_in_future"),
    ],
)
def test_numbers_of_another_structure_are_refused(number, code):
    (problem,) = i.check_personal_number(number, today=TODAY)
    assert problem.code == code
    assert problem.field == "applicant.identity.number"


def test_a_nine_digit_number_is_only_a_search_key():
    (problem,) = i.check_personal_number("012345678")
    assert "old_number" in problem.message
    assert i.check_old_number("012345678", "applicant.old_number") == ()
    assert i.check_old_number("", "applicant.old_number") == ()
    assert codes(i.check_old_number("12345", "applicant.old_number")) == ["bad_old_number"]


@pytest.mark.parametrize(
    ("kind", "number", "expected"),
    [
        (IdentityType.PASSPORT, "C1234567", []),
        (IdentityType.PASSPORT, "P00123456", []),
        (IdentityType.PASSPORT, "123456789", []),
        (IdentityType.PASSPORT, "ABCDEFG", ["bad_passport"]),
        (IdentityType.PASSPORT, "C12", ["bad_passport"]),
        (IdentityType.PASSPORT, "C1234567890123", ["bad_passport"]),
        (IdentityType.TAX, "0300588569", []),
        (IdentityType.TAX, "0300588569-001", []),
        (IdentityType.TAX, "001090123456", []),
        (IdentityType.TAX, "001190123456", ["sex_mismatch"]),
        (IdentityType.TAX, "123", ["bad_tax_code"]),
        (IdentityType.ORG, "H56.14", []),
        (IdentityType.ORG, "123/QĐ-UBND", []),
        (IdentityType.ORG, "---", ["bad_org_number"]),
        (IdentityType.ORG, "1" * 51, ["bad_org_number"]),
        (IdentityType.CCCD, "001090123456", []),
        (IdentityType.CCCD, "C1234567", ["bad_personal_number"]),
    ],
)
def test_each_kind_of_number_has_its_own_form(kind, number, expected):
    holder = i.Holder(date(1990, 5, 17), Sex.MALE, TODAY)
    found = i.check_identity(Identity(kind, number), holder, "submitter.identity")
    assert codes(found) == expected
    assert all(problem.field == "submitter.identity.number" for problem in found)


@pytest.mark.parametrize(
    ("kind", "number", "expected"),
    [
        (IdentityType.CCCD, "001090123456", []),
        (IdentityType.CCCD, "003090123456", ["unknown_place_code"]),
        (IdentityType.CCCD, "101090123456", []),
        (IdentityType.TAX, "0300588569", []),
        (IdentityType.TAX, "0101248141-005", []),
        (IdentityType.TAX, "0300588568", ["tax_check_digit"]),
        (IdentityType.TAX, "001090123456", []),
        (IdentityType.ORG, "1", []),
    ],
)
def test_what_is_only_odd_is_a_doubt_and_no_refusal(kind, number, expected):
    assert codes(i.doubts(Identity(kind, number), "applicant.identity")) == expected


@given(st.text(max_size=20), st.sampled_from(IdentityType))
def test_any_text_is_judged(text, kind):
    holder = i.Holder(None, None, TODAY)
    i.check_identity(Identity(kind, text), holder, "f")
    i.doubts(Identity(kind, text), "f")
