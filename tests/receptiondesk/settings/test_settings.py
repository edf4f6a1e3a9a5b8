"""Every setting is declared once and reads back what it writes."""

from dataclasses import fields
from datetime import date

import pytest

from receptiondesk.domain.errors import Refused
from receptiondesk.domain.numbering import NumberRange
from receptiondesk.settings import Settings, change, check_ranges, declared, declared_by

WHOLE = {"org_code": "H56.14", "org_name": "UBND xã Thử"}


def refusal(key: str, text: str, settings: Settings | None = None) -> str:
    with pytest.raises(Refused) as caught:
        change(settings or Settings(), key, text)
    (problem,) = caught.value.problems
    assert problem.field == key
    assert problem.message.endswith(".") or "http" in problem.message
    return problem.code


def test_every_field_is_one_declaration_with_words_for_a_person() -> None:
    assert [one.key for one in declared()] == [one.name for one in fields(Settings)]
    assert all(one.label and one.help for one in declared())
    assert declared_by("counter").label == "Số quầy"


def test_texts_and_values_say_the_same() -> None:
    told = WHOLE | {
        "number_range": "1-99",
        "other_ranges": "2: 100-199; 3: 200-299",
        "days_off": "24/11/2026 Ngày hội; 31/12/2026",
        "working_days": "22/08/2026 Làm bù",
        "office_hours": "T2-T6 07:00-11:30 13:30-17:00; T7 07:30-11:30",
        "mask_personal_number": "có",
        "practice": "true",
        "lookup_url": "https://dichvucong.example.vn/tra-cuu?x=1",
    }
    settings = Settings.from_texts(told)
    assert Settings.from_texts(settings.as_texts()) == settings
    assert settings.number_range == NumberRange(1, 99)
    assert settings.other_ranges == {2: NumberRange(100, 199), 3: NumberRange(200, 299)}
    assert settings.days_off == {date(2026, 11, 24): "Ngày hội", date(2026, 12, 31): ""}
    assert settings.as_texts()["days_off"] == "24/11/2026 Ngày hội; 31/12/2026"
    assert settings.mask_personal_number
    assert settings.practice


def test_what_is_not_stored_keeps_its_default_and_strange_keys_are_passed_over() -> None:
    settings = Settings.from_texts(WHOLE | {"file.office_id": "x"})
    assert settings.receipt_form_number == "Mẫu số 01"
    assert settings.number_range is None


def test_a_stored_text_that_is_no_value_is_refused_by_its_key() -> None:
    with pytest.raises(Refused) as caught:
        Settings.from_texts({"counter": "không"})
    assert caught.value.problems[0].field == "counter"


def test_the_calendar_carries_hours_and_exceptions() -> None:
    settings = change(Settings(), "days_off", "25/11/2026 Họp")
    assert settings.calendar().why_off(date(2026, 11, 25)) == "Họp"


@pytest.mark.parametrize(
    ("key", "text", "code"),
    [
        ("org_code", "không phải mã", "bad_org_code"),
        ("org_name", "  ", "empty"),
        ("org_name", "a\u202eb", "unprintable"),
        ("address", "x" * 256, "too_long"),
        ("province", "Thanh Hóa", "bad_province"),
        ("counter", "0", "bad_counter"),
        ("counter", "1000", "bad_counter"),
        ("counter", "²", "bad_counter"),
        ("number_range", "9-1", "bad_range"),
        ("other_ranges", "quầy hai 1-9", "bad_ranges"),
        ("other_ranges", "2: 9-1", "bad_range"),
        ("lookup_url", "ftp://a.vn", "bad_url"),
        ("lookup_url", "https://", "bad_url"),
        ("lookup_url", "https://[", "bad_url"),
        ("lookup_url", "https://a b", "bad_url"),
        ("practice", "maybe", "bad_choice"),
        ("receipt_paper", "a3", "bad_choice"),
        ("days_off", "31/02/2026", "bad_days"),
        ("days_off", "ngày mai", "bad_days"),
        ("practice", "có", "fixed_setting"),
        ("no_such_key", "x", "unknown_setting"),
    ],
)
def test_a_text_that_does_not_fit_is_refused_with_its_key(key: str, text: str, code: str) -> None:
    assert refusal(key, text) == code


def test_office_hours_that_cannot_be_read_are_refused_with_their_key() -> None:
    refusal("office_hours", "cả ngày")


def test_empty_is_allowed_where_nothing_is_a_choice() -> None:
    settings = Settings.from_texts(WHOLE | {"number_range": "1-9", "lookup_url": "https://a.vn"})
    assert change(settings, "number_range", " ").number_range is None
    assert change(settings, "lookup_url", "").lookup_url == ""
    assert change(settings, "province", "38").province == "38"
    assert change(settings, "practice", "không").practice is False


def test_ranges_of_two_counters_never_share_a_number() -> None:
    settings = change(Settings(), "number_range", "1-99")
    assert refusal("other_ranges", "2: 99-120", settings) == "overlapping_range"
    assert refusal("other_ranges", "2: 100-199; 3: 150-160", settings) == "overlapping_range"
    settings = change(settings, "other_ranges", "2: 100-199")
    assert refusal("number_range", "50-100", settings) == "overlapping_range"
    # A line about this counter itself is only a note of it.
    assert change(settings, "other_ranges", "1: 5-7; 2: 100-199").other_ranges[1].last == 7


def test_a_counter_without_a_range_disturbs_nobody() -> None:
    check_ranges("number_range", 1, None, {2: NumberRange(1, 9)})


def test_how_often_the_addresses_on_the_wall_are_asked_by_themselves() -> None:
    assert Settings().link_days == 7
    assert change(Settings(), "link_days", "0").link_days == 0
    for wrong in ("", "-1", "91", "một", "7.5", "½"):
        assert refusal("link_days", wrong) == "bad_days"


def test_the_evening_is_spread_over_some_minutes_or_none() -> None:
    assert Settings().evening_minutes == 20
    assert change(Settings(), "evening_minutes", "0").evening_minutes == 0
    for wrong in ("", "-1", "121", "½", "20 phút"):
        assert refusal("evening_minutes", wrong) == "bad_minutes"
