"""What may be set for this family, and what a setting is told that does not hold."""

import pytest

from receptiondesk.desk import mappings
from receptiondesk.domain.code_map import CodeKind
from receptiondesk.domain.outbox import PortalSetting
from sync.portals.server_numbered.options import PATHS, Options, problems
from tests.support.portals.server_numbered import OPTIONS
from tests.sync.portals.server_numbered.desk import DIALECTS


def _wrong(**options: str) -> list[tuple[str, str]]:
    setting = PortalSetting("server_numbered", "https://cong.example.vn", "u", options)
    return [(one.field, one.code) for one in problems(setting, "p")]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_doubles_own_options_hold(dialect: str) -> None:
    assert _wrong(dialect=dialect, **OPTIONS[dialect]) == []


def test_the_dialect_is_chosen_first() -> None:
    assert _wrong(unit="H56") == [("option.dialect", "bad_dialect")]


def test_the_open_call_of_igate_must_be_told_by_somebody() -> None:
    wrong = _wrong(dialect="igate", unit="H29")
    assert wrong == [("option.path.create", "create_missing")]
    assert PATHS["igate"]["create"] == ""


def test_each_fault_names_its_option() -> None:
    wrong = _wrong(
        dialect="tandan",
        lag_minutes="mười",
        feed_days="-1",
        sso_url="http://sso.example.vn",
        lai="1",
        **{"path.create": "hosos", "path.pattern": "/x"},
    )
    assert sorted(wrong) == sorted(
        [
            ("option.unit", "unit_missing"),
            ("option.sso_url", "bad_sso_url"),
            ("option.lag_minutes", "bad_number"),
            ("option.feed_days", "bad_number"),
            ("option.lai", "unknown_option"),
            ("option.path.create", "bad_path"),
            ("option.path.pattern", "unknown_option"),
        ]
    )


def test_what_is_not_in_the_facts_is_not_offered_as_shipped() -> None:
    told = {dialect: Options.read({"dialect": dialect, "unit": "H56"}) for dialect in DIALECTS}
    assert not any(one.offers("update") for one in told.values())
    assert not told["igate"].offers("create")
    assert not told["igate"].offers("cancel")
    assert not told["adapter2026"].offers("lookup")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_each_dialect_ships_its_codes(dialect: str) -> None:
    codes = mappings.shipped(f"server_numbered_{dialect}")
    for kind in ("citizen", "household", "enterprise", "organisation"):
        assert codes.theirs(CodeKind.APPLICANT, kind) is not None
    assert codes.ours(CodeKind.STATUS, "Chờ liên thông thuế") is None
