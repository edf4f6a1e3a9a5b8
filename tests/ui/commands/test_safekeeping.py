"""``verify``, ``backup``, ``restore``."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from receptiondesk.paths import Paths
from tests.support.command_line import CommandLine
from tests.support.office import reopen


def test_intact_data_are_told_so(desk: CommandLine, walk_in_json: dict[str, Any]) -> None:
    desk("receive", "-", told=walk_in_json)
    assert desk("verify", "--json").json == {"intact": True}
    assert desk("verify").out == "Dữ liệu nguyên vẹn.\n"


def test_a_row_changed_by_hand_is_named(desk: CommandLine, walk_in_json: dict[str, Any]) -> None:
    code = desk("receive", "-", "--json", told=walk_in_json).json["code"]
    office = reopen(desk.data)
    with office.database.raw() as connection:
        connection.execute("UPDATE dossier SET applicant_name = 'Kẻ Gian' WHERE code = ?", (code,))
        connection.commit()
    office.close()
    told = desk("verify", "--json")
    assert told.code == 3
    assert {code for _, code in told.problems} == {"damaged_row"}
    assert f"dossier/{code}" in {field for field, _ in told.problems}
    assert desk("verify").code == 3


def test_a_damaged_file_is_not_intact_wherever_it_is_damaged(
    desk: CommandLine, walk_in_json: dict[str, Any]
) -> None:
    desk("receive", "-", told=walk_in_json)
    file = desk.data / "receptiondesk.db"
    whole = file.read_bytes()
    places = ((100, "file/receptiondesk.db"), (len(whole) // 2, "file/1"))
    for at, field in places:
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        told = desk("verify", "--json")
        assert (told.code, told.problems) == (3, [(field, "damaged_row")])
        assert "verification" not in told.out
    file.write_bytes(whole)
    assert desk("verify").code == 0


def test_a_backup_comes_back_and_numbers_go_on(
    desk: CommandLine, walk_in_json: dict[str, Any], tmp_path: Path
) -> None:
    first = desk("receive", "-", "--json", told=walk_in_json).json["code"]
    file = tmp_path / "sao lưu.db"
    told = desk("backup", str(file), "--json")
    assert told.code == 0
    assert (told.json["file"], told.json["bytes"]) == (str(file), file.stat().st_size)
    assert desk("backup", str(file), "--json").problems == [("file", "file_exists")]
    lost = desk("receive", "-", "--json", told=walk_in_json).json["code"]
    told = desk("restore", str(file), "--json")
    assert told.code == 0, told.out + told.err
    assert set(told.json) == {"data", "events", "lost_events", "aside", "warnings"}
    assert [row["code"] for row in desk("search", "", "--json").json] == [first]
    after = desk("receive", "-", "--json", told=walk_in_json).json["code"]
    assert after not in {first, lost}
    assert desk("verify").code == 0


def test_what_is_no_backup_changes_nothing(
    desk: CommandLine, walk_in_json: dict[str, Any], tmp_path: Path
) -> None:
    desk("receive", "-", told=walk_in_json)
    wrong = tmp_path / "wrong.db"
    wrong.write_bytes(b"no database" * 1000)
    for file in (wrong, tmp_path / "none.db"):
        told = desk("restore", str(file), "--json")
        assert told.code == 3, told.out
    assert len(desk("search", "", "--json").json) == 1


def test_on_a_new_machine_codes_are_provisional_or_go_on_after_the_last_one_told(
    desk: CommandLine, walk_in_json: dict[str, Any], tmp_path: Path
) -> None:
    file = tmp_path / "copy.db"
    desk("backup", str(file))
    shown = desk("receive", "-", "--json", told=walk_in_json).json["code"]
    for folder, more in (("unknown", ()), ("told", ("--last-code", shown))):
        fresh = replace(desk, data=tmp_path / folder)
        fresh.data.mkdir()
        key_file = Paths(desk.data).key_file
        (fresh.data / key_file.name).write_bytes(key_file.read_bytes())
        told = fresh("restore", str(file), *more, "--json")
        assert told.code == 0, told.out
        codes = [one["code"] for one in told.json["warnings"]]
        after = fresh("receive", "-", "--json", told=walk_in_json).json["code"]
        if more:
            assert codes == []
            assert after.endswith("-0002")
        else:
            assert codes == ["numbers_unknown"]
            assert after.startswith("TAM-1-")
        assert fresh("verify").code == 0
    wrong = replace(desk, data=fresh.data)("restore", str(file), "--last-code", "7", "--json")
    assert (wrong.code, wrong.problems) == (3, [("last_code", "bad_last_code")])
