"""A reason is there, short enough to print, and holds nothing that cannot be seen."""

import pytest

from receptiondesk.domain import reasons
from receptiondesk.domain.errors import Refused


def test_a_reason_is_kept_as_it_was_typed() -> None:
    assert reasons.checked("  Người dân   rút hồ sơ ", "Xin ghi.") == "Người dân rút hồ sơ"
    assert len(reasons.checked("x" * 500, "Xin ghi.")) == 500


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "missing_reason"),
        ("   ", "missing_reason"),
        ("x" * 501, "too_long"),
        ("rút\u202e hồ sơ", "bad_characters"),
        ("rút\nhồ sơ", "bad_characters"),
    ],
)
def test_what_is_no_reason_is_refused(text: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        reasons.checked(text, "Xin ghi lý do.")
    [problem] = caught.value.problems
    assert (problem.field, problem.code) == ("reason", code)
    if code == "missing_reason":
        assert problem.message == "Xin ghi lý do."
