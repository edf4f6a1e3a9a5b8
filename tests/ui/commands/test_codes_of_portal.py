"""``portal codes``: shown, exported, edited, imported, and refused with the cell named."""

from pathlib import Path

import pytest

from receptiondesk.desk import portals
from receptiondesk.domain.outbox import PortalSetting
from tests.support.command_line import CommandLine
from tests.support.office import reopen


@pytest.fixture
def with_portal(desk: CommandLine) -> CommandLine:
    office = reopen(desk.data)
    setting = PortalSetting("national", "http://127.0.0.1:9", "desk", practice=True)
    portals.save(office, setting, "secret", answers_practice=True)
    office.close()
    return desk


def test_exported_edited_and_imported_again(with_portal: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "ma.csv"
    told = with_portal("portal", "codes", "export", "national", str(file), "--json")
    assert told.code == 0, told.out + told.err
    file.write_text(file.read_text("utf-8-sig") + "unit,1.001193,UBND xã Thử,,\n", "utf-8")
    told = with_portal("portal", "codes", "import", "national", str(file), "--json")
    assert (told.code, told.json["version"], told.json["changed"]) == (0, 1, True)
    told = with_portal("portal", "codes", "import", "national", str(file), "--json")
    assert (told.json["version"], told.json["changed"]) == (1, False)
    told = with_portal("portal", "codes", "show", "national", "--kind", "unit", "--json")
    assert [one["theirs"] for one in told.json["lines"]] == ["UBND xã Thử"]
    assert "UBND xã Thử" in with_portal("portal", "codes", "show", "national").out


def test_a_fault_names_its_cell(with_portal: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "ma.csv"
    file.write_text("kind,ours,theirs,way,note\nstatus,99,1,,\n", "utf-8")
    told = with_portal("portal", "codes", "import", "national", str(file), "--json")
    assert told.code == 3
    assert [one["field"] for one in told.json["problems"]] == ["R2C2"]
    told = with_portal("portal", "codes", "show", "nowhere")
    assert told.code == 3
    assert "nowhere" in told.err
