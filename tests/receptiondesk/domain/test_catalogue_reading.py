"""A catalogue as a person edits it: read back equal, or refused with every fault's place."""

import unicodedata
from datetime import date

import pytest

from receptiondesk.domain.catalogue_reading import from_sheets
from receptiondesk.domain.catalogue_rows import Catalogue, to_sheets
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.procedure_json import fingerprint, from_body, to_body
from receptiondesk.domain.procedures import (
    After15,
    FeeRule,
    FeeState,
    LimitUnit,
    Procedure,
    PublishedChannel,
    RequiredPaper,
    TimeLimit,
)

DESK = frozenset({PublishedChannel.POST, PublishedChannel.COUNTER})
WHOLE = Procedure(
    code="1.001190",
    name="Thủ tục đăng ký khai sinh",
    field="Hộ tịch",
    level="Cấp xã",
    limits=(
        TimeLimit(PublishedChannel.COUNTER, 3, LimitUnit.WORKING_DAYS, "cấp đổi"),
        TimeLimit(PublishedChannel.COUNTER, 0, LimitUnit.SAME_DAY, "cấp lại"),
        TimeLimit(PublishedChannel.POST, 5, LimitUnit.DAYS, unit_published=False),
    ),
    fees=(
        FeeRule(PublishedChannel.COUNTER, FeeState.FIXED, 2000, "trang", 1000, 200_000),
        FeeRule(PublishedChannel.ONLINE, FeeState.UNKNOWN, note="do HĐND", review="xem lại"),
        FeeRule(PublishedChannel.POST, FeeState.FREE),
    ),
    papers=(
        RequiredPaper(
            "1.001190-01",
            "Tờ khai",
            form="Mẫu 01",
            channels=DESK,
        ),
        RequiredPaper("1.001190-02", "Hộ chiếu", 0, 2, False, True, "khi cần", "a", review="x"),
    ),
    applicants="Cá nhân",
    result="Giấy khai sinh",
    competent_body="UBND cấp xã",
    legal_basis="60/2014/QH13",
    portal_url="https://dichvucong.gov.vn/x",
    decision="1/QĐ",
    valid_from=date(2026, 7, 1),
    after_15=After15.RESULT_NEXT_DAY,
    limit_text="Trong ngày",
    fee_text="Miễn phí",
    review="cần xem",
)
CATALOGUE = Catalogue("Bản thử", (WHOLE,))


def sheets() -> dict[str, list[list[str]]]:
    return to_sheets(CATALOGUE)


def refused(changed: dict[str, list[list[str]]]) -> tuple[Problem, ...]:
    with pytest.raises(Refused) as caught:
        from_sheets(changed)
    return caught.value.problems


def put(sheet: str, row: int, column: int, text: str) -> dict[str, list[list[str]]]:
    changed = sheets()
    changed[sheet][row - 1][column - 1] = text
    return changed


def test_what_is_written_is_read_back_equal() -> None:
    assert from_sheets(sheets()) == CATALOGUE


def test_the_json_body_holds_everything() -> None:
    assert from_body(to_body(WHOLE)) == WHOLE


def test_the_fingerprint_changes_with_any_part() -> None:
    from dataclasses import replace

    assert fingerprint((WHOLE,)) == fingerprint((from_body(to_body(WHOLE)),))
    assert fingerprint((WHOLE,)) != fingerprint((replace(WHOLE, review=""),))


@pytest.mark.parametrize("code", ["1.00119", "1,00119", "1001190", " 1.001190 "])
def test_what_spreadsheets_do_to_codes_is_mended(code: str) -> None:
    changed = sheets()
    for sheet in ("procedures", "limits", "fees", "papers"):
        for row in changed[sheet][1:]:
            row[0] = code
    assert from_sheets(changed) == CATALOGUE


def test_decomposed_text_and_spaces_are_mended() -> None:
    name = unicodedata.normalize("NFD", "  Thủ tục   đăng ký khai sinh ")
    assert from_sheets(put("procedures", 2, 2, name)) == CATALOGUE


def test_english_keys_do_as_headings_and_words() -> None:
    changed = put("limits", 1, 2, "channel")
    changed["limits"][1][1] = "counter"
    changed["limits"][1][3] = "working_days"
    assert from_sheets(changed) == CATALOGUE


def test_columns_may_stand_in_another_order_and_optional_ones_be_missing() -> None:
    changed = sheets()
    changed["limits"] = [row[::-1] for row in changed["limits"]]
    changed["procedures"] = [row[:-1] for row in changed["procedures"]]
    assert from_sheets(changed).procedures[0].limits == WHOLE.limits
    assert from_sheets(changed).procedures[0].review == ""


def test_empty_rows_are_skipped() -> None:
    changed = sheets()
    changed["fees"].insert(1, ["", " "])
    assert from_sheets(changed) == CATALOGUE


@pytest.mark.parametrize(
    ("sheet", "row", "column", "text"),
    [
        ("procedures", 2, 2, ""),
        ("procedures", 2, 9, "dichvucong"),
        ("procedures", 2, 11, "31/02/2026"),
        ("procedures", 2, 12, "có lẽ"),
        ("limits", 3, 2, "bồ câu"),
        ("limits", 2, 3, "-1"),
        ("limits", 2, 3, ""),
        ("limits", 3, 3, "2"),
        ("limits", 2, 4, "tuần"),
        ("limits", 3, 5, "cấp đổi"),
        ("limits", 2, 1, "1.999999"),
        ("fees", 2, 4, ""),
        ("fees", 4, 4, "500"),
        ("fees", 2, 3, "đắt"),
        ("papers", 2, 4, "một"),
        ("papers", 2, 6, "chắc thế"),
        ("papers", 3, 2, "1.001190-01"),
        ("papers", 2, 10, "trực tiếp, xe ôm"),
        ("papers", 2, 3, "Tờ\u202ekhai"),
        ("version", 2, 2, "9"),
    ],
)
def test_each_fault_is_told_with_its_place(sheet: str, row: int, column: int, text: str) -> None:
    problems = refused(put(sheet, row, column, text))
    assert [p.field for p in problems] == [f"{sheet}!R{row}C{column}"]
    assert f"dòng {row}, cột {column}" in problems[0].message
    assert "cần " in problems[0].message


def test_a_wrong_code_is_told_where_it_stands_first() -> None:
    problems = refused(put("procedures", 2, 1, "khai sinh"))
    assert problems[0].field == "procedures!R2C1"
    assert {p.code for p in problems[1:]} == {"unknown_procedure"}


def test_all_faults_are_told_at_once() -> None:
    changed = put("limits", 2, 4, "tuần")
    changed["papers"][1][3] = "một"
    assert [p.field for p in refused(changed)] == ["limits!R2C4", "papers!R2C4"]


def test_unknown_and_missing_columns_are_faults() -> None:
    assert refused(put("fees", 1, 5, "Tính theo"))[0].code == "unknown_column"
    changed = sheets()
    changed["papers"] = [row[1:] for row in changed["papers"]]
    assert [p.code for p in refused(changed)] == ["missing_column"]


def test_a_repeated_code_and_an_empty_catalogue_are_refused() -> None:
    changed = sheets()
    changed["procedures"].append(changed["procedures"][1])
    assert [p.field for p in refused(changed)] == ["procedures!R3C1"]
    changed["procedures"] = changed["procedures"][:1]
    for sheet in ("limits", "fees", "papers"):
        changed[sheet] = changed[sheet][:1]
    assert refused(changed)[0].code == "empty"
    assert refused({})[0].code == "missing_sheet"
