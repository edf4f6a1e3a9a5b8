"""What a paper is told: every fault is named by its key, nothing else is taken."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given as hypothesis_given
from hypothesis import strategies as st

from receptiondesk.domain.errors import Refused
from receptiondesk.domain.paper_given import read
from receptiondesk.domain.paper_kinds import KEYS, PaperKind


def problems(kind: str, value: object) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as caught:
        read(PaperKind(kind), value)
    assert all(problem.message.endswith(".") for problem in caught.value.problems)
    return [(problem.field, problem.code) for problem in caught.value.problems]


def test_everything_is_read_and_what_is_absent_is_empty() -> None:
    given = read(
        PaperKind.APOLOGY,
        {"reason": " Xác  minh\nthêm ", "new_date": "2026-11-30", "signer": None},
    )
    assert given.text("reason") == "Xác minh\nthêm"
    assert given.day("new_date") == date(2026, 11, 30)
    assert given.text("signer") == given.text("to") == ""
    assert given.day("date") is None
    steps = [{"from": "A", "at": "2026-11-20T15:00", "result": "late"}, {}]
    first, second = read(PaperKind.CONTROL, {"steps": steps}).records("steps")
    assert (first.text("from"), first.text("result")) == ("A", "late")
    assert first.moment("at") == datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
    assert second.moment("at") is None
    assert read(PaperKind.QUEUE, {"waiting": 0}).whole("waiting") == 0
    assert read(PaperKind.MANIFEST, {"tracking": {"X-1": "E1"}}).by_code("tracking") == {
        "X-1": "E1"
    }


def test_nothing_told_is_nothing_known() -> None:
    for kind in PaperKind:
        given = read(kind, None)
        assert not any(given.values.values())
        assert given.values.keys() == {key.name for key in KEYS[kind]}


@pytest.mark.parametrize(
    ("kind", "value", "found"),
    [
        ("apology", [], [("", "bad_type")]),
        ("apology", {"x": 1}, [("x", "unknown_key")]),
        ("apology", {"reason": 1}, [("reason", "bad_type")]),
        ("apology", {"new_date": "30/11/2026"}, [("new_date", "bad_date")]),
        ("apology", {"new_date": "2026-02-30"}, [("new_date", "bad_date")]),
        ("apology", {"to": "a\nb"}, [("to", "bad_characters")]),
        ("apology", {"to": "a" * 501}, [("to", "too_long")]),
        ("apology", {"reason": "a" * 10_001}, [("reason", "too_long")]),
        ("apology", {"reason": "\u202eabc"}, [("reason", "bad_characters")]),
        ("supplement", {"items": "một"}, [("items", "bad_type")]),
        ("supplement", {"items": ["a", 2]}, [("items[1]", "bad_type")]),
        ("supplement", {"items": ["a"] * 101}, [("items", "too_many")]),
        ("supplement", {"applicant": {"age": 3}}, [("applicant.age", "unknown_key")]),
        ("supplement", {"applicant": "An"}, [("applicant", "bad_type")]),
        ("control", {"steps": [{"result": "soon"}]}, [("steps[0].result", "bad_value")]),
        ("control", {"steps": [{"at": "hôm qua"}]}, [("steps[0].at", "bad_moment")]),
        ("manifest", {"tracking": ["E1"]}, [("tracking", "bad_type")]),
        ("manifest", {"tracking": {"X-1": 3}}, [("tracking.X-1", "bad_type")]),
        ("manifest", {"notes": {f"{at}": "" for at in range(501)}}, [("notes", "too_many")]),
        ("queue", {"waiting": -1}, [("waiting", "bad_value")]),
        ("queue", {"waiting": True}, [("waiting", "bad_type")]),
        ("labels", {"number": "1"}, [("number", "unknown_key")]),
        (
            "refusal",
            {"reasons": [None, "a\x00"], "date": 5},
            [("date", "bad_date"), ("reasons[1]", "bad_characters")],
        ),
    ],
)
def test_every_fault_is_named_by_its_key(
    kind: str, value: object, found: list[tuple[str, str]]
) -> None:
    assert problems(kind, value) == found


def test_letters_that_the_fonts_lack_are_named() -> None:
    with pytest.raises(Refused) as caught:
        read(PaperKind.REFUSAL, {"reasons": ["王"]}, lambda text: text if "王" in text else "")
    (problem,) = caught.value.problems
    assert (problem.field, problem.code) == ("reasons[0]", "not_in_fonts")
    assert "王" in problem.message


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


@hypothesis_given(st.sampled_from(list(PaperKind)), st.data())
def test_any_json_is_read_or_refused(kind: PaperKind, data: Any) -> None:
    names = [key.name for key in KEYS[kind]]
    keyed = st.dictionaries(st.sampled_from(names) | st.text(), JSON, max_size=4) if names else JSON
    refused = None
    try:
        read(kind, data.draw(JSON | keyed))
    except Refused as found:
        refused = found
    assert refused is None or all(problem.code for problem in refused.problems)
