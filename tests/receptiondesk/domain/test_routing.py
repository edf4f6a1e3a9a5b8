"""Which procedures go to which target."""

import pytest

from receptiondesk.domain import routing
from receptiondesk.domain.routing import receives

FIELD = "Hộ tịch"


@pytest.mark.parametrize(
    ("listed", "code", "wanted"),
    [
        ("", "1.001193", True),
        ("*", "1.001193", True),
        ("1.001193", "1.001193", True),
        ("1.001193", "2.000635", False),
        ("2.000635, 1.001193", "1.001193", True),
        ("field:hộ tịch", "1.001193", True),
        ("field: Hộ  Tịch ", "1.001193", True),
        ("field:Đất đai", "1.001193", False),
        ("-1.001193", "1.001193", False),
        ("-1.001193", "2.000635", True),
        ("*,-1.001193", "2.000635", True),
        ("field:Hộ tịch, -1.001193", "1.001193", False),
        ("field:Hộ tịch, -1.001193", "2.000635", True),
        ("- field:Hộ tịch", "1.001193", False),
        ("field:Đất đai, 1.001193", "1.001193", True),
        (" , ,", "1.001193", True),
        ("field:", "1.001193", False),
    ],
)
def test_a_list_says_what_goes_there(listed: str, code: str, wanted: bool) -> None:
    assert receives({"procedures": listed, "other": "x"}, code, FIELD) is wanted


def test_letters_written_in_two_ways_are_one() -> None:
    assert receives({"procedures": "field:Hô\u0323 ti\u0323ch"}, "1.001193", FIELD)


def test_a_target_without_a_list_receives_everything() -> None:
    assert receives({}, "1.001193", "")


@pytest.mark.parametrize("listed", ["*,-*", "1.001193,-*", "field:"])
def test_a_list_that_chooses_nothing_is_told(listed: str) -> None:
    (problem,) = routing.problems({"procedures": listed})
    assert problem.code == "routes_nothing"
    assert "field:" in problem.message


@pytest.mark.parametrize("listed", ["", "*", "-1.001193", "1.001193", "field:Hộ tịch"])
def test_a_list_that_chooses_something_is_well(listed: str) -> None:
    assert routing.problems({"procedures": listed}) == []
