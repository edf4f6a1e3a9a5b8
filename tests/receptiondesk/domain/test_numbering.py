from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from receptiondesk.domain import numbering as n
from receptiondesk.domain.errors import Refused

ORG_CODES = ["H56", "H56.14", "H26.19.24", "H01.100.02.003", "38.98.H29", "000.17.22.H56"]
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
NUMBERS = st.integers(1, n.LAST_NUMBER)


@pytest.mark.parametrize(
    "code",
    [
        "000.00.06.H56-231027-0361",
        "000.17.22.H56-210531-0001",
        "38.98.H29-210519-0013",
        "000.00.16.G04-220324-0020",
        "H56.14-240823-0001",
        "000.00.19.H26-220825-0001",
        "H26.19.24-240812-0001",
        "T.H56.14-240823-0001",
        "H56-240823-00012345",
    ],
)
def test_every_published_code_is_official(code):
    assert n.is_official(code)


@pytest.mark.parametrize(
    "code",
    [
        "",
        "H56-24823-0001",
        "H56-240823-001",
        "h56-240823-0001",
        "H56-240823-0001 ",
        "TAM-1-240823-0001",
        "H56-240823-\u0660\u0660\u0660\u0661",
        "H56..14-240823-0001",
        "H56-240823-123456789",
        "x H56-240823-0001",
    ],
)
def test_other_texts_are_not_official(code):
    assert not n.is_official(code)


@given(st.sampled_from(ORG_CODES), DAYS, NUMBERS)
def test_official_codes_carry_office_day_and_number(org_code, day, number):
    code = n.official_code(org_code, day, number)
    found = n.OFFICIAL.fullmatch(code)
    assert found
    assert found[1] == f"{day:%y%m%d}"
    assert int(found[2]) == number
    assert code.startswith(f"{org_code}-")
    assert not n.is_provisional(code)


@given(st.integers(1, n.LAST_COUNTER), DAYS, NUMBERS)
def test_provisional_codes_are_never_official(counter, day, number):
    code = n.provisional_code(counter, day, number)
    assert n.is_provisional(code)
    assert not n.is_official(code)
    assert not n.is_official(f"T.{code}")


@given(st.tuples(st.integers(1, 999), DAYS, NUMBERS), st.tuples(st.integers(1, 999), DAYS, NUMBERS))
def test_different_numbers_never_make_one_code(one, other):
    assume(one != other)
    assert n.provisional_code(*one) != n.provisional_code(*other)


def test_first_number_of_the_day_has_four_digits():
    assert n.official_code("H56.14", date(2026, 11, 23), 1) == "H56.14-261123-0001"
    assert n.provisional_code(2, date(2026, 1, 5), 12345) == "TAM-2-260105-12345"


@pytest.mark.parametrize("number", [0, -1, n.LAST_NUMBER + 1])
def test_numbers_beyond_the_form_are_our_own_mistake(number):
    with pytest.raises(ValueError, match="order number"):
        n.official_code("H56", date(2026, 1, 1), number)


@pytest.mark.parametrize("code", ORG_CODES)
def test_published_organisation_codes_are_taken(code):
    assert n.check_org_code(f" {code.lower()} ") == code


@pytest.mark.parametrize(
    "code",
    [
        "",
        "H5",
        "XA BAC SON",
        "H56.",
        "H56-14",
        "H56.1",
        "1" * 36,
        "H56.14.02.001.002",
        "H\u0665\u0666",
    ],
)
def test_other_organisation_codes_are_refused_with_an_example(code):
    with pytest.raises(Refused) as refused:
        n.check_org_code(code)
    (problem,) = refused.value.problems
    assert problem.field == "org_code"
    assert "H56.14" in problem.message


@given(st.integers(1, n.LAST_NUMBER), st.integers(1, n.LAST_NUMBER))
def test_ranges_are_read_as_they_are_written(one, other):
    written = n.NumberRange(min(one, other), max(one, other))
    assert n.parse_range(str(written)) == written
    assert one in written
    assert other in written
    assert written.last + 1 not in written


@given(
    st.tuples(st.integers(1, 50), st.integers(1, 50)).map(sorted),
    st.tuples(st.integers(1, 50), st.integers(1, 50)).map(sorted),
)
def test_ranges_overlap_exactly_when_they_share_a_number(one, other):
    shared = set(range(one[0], one[1] + 1)) & set(range(other[0], other[1] + 1))
    assert n.NumberRange(*one).overlaps(n.NumberRange(*other)) == bool(shared)


@pytest.mark.parametrize(
    "text", ["", "1", "9-1", "0-5", "-1-5", "1-999999999", "a-b", "1-2-3", "²-9"]
)
def test_other_ranges_are_refused(text):
    with pytest.raises(Refused) as refused:
        n.parse_range(text)
    assert refused.value.problems[0].field == "range"
