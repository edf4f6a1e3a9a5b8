"""The codes of a portal: shipped, changed by the office in whole versions, told by the journal."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from receptiondesk.desk import mappings, portals, safekeeping
from receptiondesk.domain.code_map import CodeKind, CodeLine, Way
from receptiondesk.domain.errors import Refused, Trouble
from receptiondesk.domain.events import EventKind
from receptiondesk.domain.outbox import PortalSetting
from receptiondesk.office import Office
from receptiondesk.storage import journal
from tests.support.office import OFFICER, OfficeKind, make_office, reopen

UNITS = (CodeLine(CodeKind.UNIT, "1.001193", "Ủy ban nhân dân xã Thử"),)
HEAD = "kind,ours,theirs,way,note\n"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = make_office(tmp_path / "office", OfficeKind(number_range="1-999"))
    for name in ("quoc-gia", "bo"):
        setting = PortalSetting("national", "http://127.0.0.1:9", "desk", practice=True, name=name)
        portals.save(opened, setting, "secret", answers_practice=True)
    yield opened
    opened.close()


def test_the_shipped_codes_hold_until_the_office_says_otherwise(office: Office) -> None:
    codes = mappings.current(office, "quoc-gia")
    assert codes.version == 0
    assert codes == mappings.shipped("national")
    assert codes.theirs(CodeKind.STATUS, "10") == "10"
    assert codes.theirs(CodeKind.APPLICANT, "household") == "2"
    assert codes.ours(CodeKind.APPLICANT, "2") == "enterprise"
    assert codes.theirs(CodeKind.UNIT, "1.001193") is None


def test_a_kind_spoken_of_is_replaced_and_the_others_stay(office: Office) -> None:
    assert mappings.replace(office, "quoc-gia", UNITS).settings
    codes = mappings.current(office, "quoc-gia")
    assert codes.version == 1
    assert codes.theirs(CodeKind.UNIT, "1.001193") == "Ủy ban nhân dân xã Thử"
    assert codes.theirs(CodeKind.STATUS, "7") == "7"
    assert mappings.current(office, "bo").version == 0

    without_seven = [line for line in codes.lines if (line.kind, line.ours) != ("status", "7")]
    mappings.replace(office, "quoc-gia", without_seven)
    codes = mappings.current(office, "quoc-gia")
    assert codes.theirs(CodeKind.STATUS, "7") is None
    assert codes.theirs(CodeKind.STATUS, "10") == "10"
    assert [one.version for one in mappings.versions(office, "quoc-gia")] == [1, 2]


def test_the_change_stands_in_the_journal_with_who_made_it(office: Office) -> None:
    mappings.replace(office, "quoc-gia", UNITS)
    with office.database.read() as session:
        (event,) = journal.of_kinds(session, [EventKind.MAPPING_CHANGED])
    assert event.officer == OFFICER
    assert (event.payload["target"], event.payload["version"]) == ("quoc-gia", 1)
    assert (event.payload["added"], event.payload["removed"]) == (1, 0)
    assert mappings.versions(office, "quoc-gia")[0].event_seq == event.seq
    assert safekeeping.verify(office) == ()


def test_the_same_table_again_is_no_new_version(office: Office, tmp_path: Path) -> None:
    mappings.replace(office, "quoc-gia", UNITS)
    file = tmp_path / "ma.csv"
    assert mappings.export_file(office, "quoc-gia", file) == 25
    lines = mappings.from_csv(file.read_text("utf-8-sig"))
    assert set(lines) == set(mappings.current(office, "quoc-gia").lines)
    assert not mappings.replace(office, "quoc-gia", lines).settings
    assert mappings.current(office, "quoc-gia").version == 1


def test_versions_survive_the_end_of_the_program(office: Office) -> None:
    mappings.replace(office, "quoc-gia", UNITS)
    again = reopen(office.paths.root)
    try:
        assert mappings.current(again, "quoc-gia") == mappings.current(office, "quoc-gia")
    finally:
        again.close()


@pytest.mark.parametrize(
    "statement",
    [
        'UPDATE portal_mapping SET body = \'[["unit","1.001193","Kẻ gian","both",""]]\'',
        "UPDATE portal_mapping SET body = '{'",
        "UPDATE portal_mapping SET version = 7",
        "DELETE FROM portal_mapping",
        "INSERT INTO portal_mapping SELECT 'bo', version, body, event_seq FROM portal_mapping",
    ],
)
def test_a_version_changed_behind_the_journal_is_named(office: Office, statement: str) -> None:
    mappings.replace(office, "quoc-gia", UNITS)
    with office.database.raw() as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in names.fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(statement)
    found = safekeeping.verify(office)
    assert found
    assert {row.table for row in found} == {"portal_mapping"}
    assert all("Bảng mã bản" in row.what for row in found)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("kind;ours\n", [("R1C1", "bad_heading")]),
        (HEAD, [("", "no_lines")]),
        (HEAD + "mau,1,2,,\n", [("R2C1", "bad_kind")]),
        (HEAD + "status,11,2,,\nstatus,,x,,\n", [("R2C2", "bad_ours"), ("R3C2", "bad_ours")]),
        (HEAD + "unit,a,,sideways,\n", [("R2C3", "bad_theirs"), ("R2C4", "bad_way")]),
        (HEAD + "unit,a,x,,\n\nunit,a,y,,\n", [("R4C2", "twice")]),
        (HEAD + "unit,a,x,,\nunit,b,x,,\n", [("R3C3", "twice")]),
        (HEAD + "unit,a,x,,,more\n", [("R2C6", "bad_note")]),
        (HEAD + 'unit,"a"x,1,,\n', [("R2C1", "not_csv")]),
    ],
)
def test_faults_are_told_with_row_and_column_and_nothing_is_kept(
    office: Office, text: str, told: list[tuple[str, str]]
) -> None:
    with pytest.raises(Refused) as refused:
        mappings.replace(office, "quoc-gia", mappings.from_csv(text))
    assert [(one.field, one.code) for one in refused.value.problems] == told
    assert mappings.versions(office, "quoc-gia") == ()


def test_a_table_of_a_vietnamese_spreadsheet_is_read(office: Office) -> None:
    text = "\ufeffkind;ours;theirs;way;note\r\nfield;Hộ tịch;G02-TP01;;\r\n"
    mappings.replace(office, "quoc-gia", mappings.from_csv(text))
    codes = mappings.current(office, "quoc-gia")
    assert codes.theirs(CodeKind.FIELD, "Hộ tịch") == "G02-TP01"


def test_two_of_ours_may_go_out_as_one_of_theirs(office: Office) -> None:
    lines = mappings.shipped("national").lines
    both = [replace(one, way=Way.BOTH) for one in lines if one.kind is CodeKind.APPLICANT]
    with pytest.raises(Refused) as refused:
        mappings.replace(office, "quoc-gia", both)
    (problem,) = refused.value.problems
    assert problem.code == "twice"
    assert "“2”" in problem.message
    assert "out" in problem.message


def test_what_cannot_be_written_leaves_what_was_there(office: Office, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        mappings.current(office, "khong-co")
    with pytest.raises(Trouble):
        mappings.export_file(office, "quoc-gia", tmp_path / "none" / "ma.csv")
