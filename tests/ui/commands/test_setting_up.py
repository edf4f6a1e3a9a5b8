"""``init``, ``settings`` and ``catalogue``."""

import stat
from pathlib import Path

import pytest

from tests.support.command_line import CommandLine, run_apart
from tests.support.office import PASSPHRASE

INIT = ("init", "--org-code", "H56.14", "--org-name", "UBND xã Thử", "--province", "thanh hoa")


@pytest.fixture
def bare(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> CommandLine:
    """The command line on a folder without an office."""
    return CommandLine(tmp_path / "new", monkeypatch, capsys)


@pytest.mark.slow
def test_an_office_is_set_up_once_and_hands_over_its_recovery_code(bare: CommandLine) -> None:
    bare.data.mkdir()
    (bare.data / "cũ.txt").write_text("something of somebody")
    code = bare.data.parent / "recovery.txt"
    words = (*INIT, "--counter", "2", "--range", "100-199", "--practice", "--hotline", "1022",
             "--recovery-out", str(code), "--json")  # fmt: skip
    told = bare(*words)
    assert told.code == 0, told.out + told.err
    assert told.json == {
        "data": str(bare.data),
        "practice": True,
        "procedures": 469,
        "recovery_code": None,
        "recovery_file": str(code),
        "warnings": told.json["warnings"],
    }
    assert len(code.read_text().strip()) > 30
    assert stat.S_IMODE(code.stat().st_mode) == 0o600
    assert (bare.data / "cũ.txt").read_text() == "something of somebody"
    settings = {row["key"]: row["value"] for row in bare("settings", "show", "--json").json}
    assert (settings["counter"], settings["number_range"]) == ("2", "100-199")
    assert settings["hotline"] == "1022"
    code.unlink()
    again = bare(*words)
    assert (again.code, again.problems) == (3, [("", "already_initialised")])
    assert not code.exists()


def test_a_recovery_file_that_exists_is_never_written_over(bare: CommandLine) -> None:
    code = bare.data.parent / "recovery.txt"
    code.write_text("the code of another office")
    told = bare(*INIT, "--counter", "1", "--recovery-out", str(code), "--json")
    assert (told.code, told.problems) == (3, [("recovery_out", "file_exists")])
    assert code.read_text() == "the code of another office"
    assert not bare.data.exists()
    told = bare(*INIT, "--counter", "1", "--recovery-out", "/nowhere/x", "--json")
    assert (told.code, told.json["trouble"]["code"]) == (4, "cannot_write")
    assert "không có thư mục" in told.json["trouble"]["message"]


def test_nothing_is_left_where_a_recovery_file_got_no_code(bare: CommandLine) -> None:
    code = bare.data / "recovery.txt"
    told = bare(*INIT, "--counter", "1", "--range", "9-1", "--recovery-out", str(code), "--json")
    assert (told.code, told.problems) == (3, [("number_range", "bad_range")])
    assert not bare.data.exists()


@pytest.mark.slow
def test_a_recovery_file_beside_the_data_is_written_and_warned_of(bare: CommandLine) -> None:
    code = bare.data / "recovery.txt"
    told = bare(*INIT, "--counter", "1", "--recovery-out", str(code), "--json")
    assert told.code == 0, told.out + told.err
    assert "beside_data" in {warning["code"] for warning in told.json["warnings"]}
    assert len(code.read_text().strip()) > 30
    again = bare(*INIT, "--counter", "1", "--recovery-out", str(code), "--json")
    assert (again.code, again.problems) == (3, [("", "already_initialised")])


def test_a_file_in_the_place_of_the_folder_is_told(bare: CommandLine) -> None:
    bare.data.write_text("a file of somebody")
    told = bare(*INIT, "--counter", "1", "--json")
    assert (told.code, told.json["trouble"]["code"]) == (4, "cannot_open")
    assert bare.data.read_text() == "a file of somebody"


@pytest.mark.parametrize(
    ("option", "value", "code"),
    [("--org-code", "không", 3), ("--province", "Xứ Lạ", 3), ("--province", " ", 3),
     ("--org-name", "UBND \U0001f600", 3), ("--hotline", "漢", 3), ("--range", "9-1", 3),
     ("--counter", "0", 2), ("--counter", "một", 2), ("--lookup-url", "xx", 3)],
)  # fmt: skip
def test_wrong_particulars_set_nothing_up(
    bare: CommandLine, option: str, value: str, code: int
) -> None:
    words = [*INIT, "--counter", "1", "--json"]
    if option in words:
        words[words.index(option) + 1] = value
    else:
        words += [option, value]
    told = bare(*words)
    assert told.code == code, told.out + told.err
    assert not (bare.data / "receptiondesk.db").exists()


def test_what_is_needed_is_asked_for(bare: CommandLine) -> None:
    told = bare("init", "--org-code", "H56.14")
    assert told.code == 2
    assert "Thiếu --org-name" in told.err


@pytest.mark.parametrize(
    "words",
    [("search", "", "--json"), ("status", "--json"), ("verify", "--json"), ("outbox", "--json"),
     ("settings", "show", "--json"), ("catalogue", "list", "--json"), ("sync", "--json")],
)  # fmt: skip
def test_without_an_office_every_command_says_so(bare: CommandLine, words: tuple[str]) -> None:
    told = bare(*words)
    assert (told.code, told.problems) == (3, [("", "not_initialised")])


def test_settings_are_shown_and_changed(desk: CommandLine) -> None:
    told = desk("settings", "set", "phone", " 0237  111 222 ", "--json")
    assert told.json == {"key": "phone", "value": "0237 111 222"}
    rows = {row["key"]: row for row in desk("settings", "show", "--json").json}
    assert rows["phone"]["value"] == "0237 111 222"
    assert set(rows["phone"]) == {"key", "label", "value", "help"}
    assert "Điện thoại" in desk("settings", "show").out
    told = desk("settings", "set", "nothing", "x", "--json")
    assert (told.code, told.problems) == (3, [("nothing", "unknown_setting")])
    told = desk("settings", "set", "office_hours", "cả ngày", "--json")
    assert (told.code, [field for field, _ in told.problems]) == (3, ["office_hours"])
    for key, text in (("desk_name", "Quầy \U0001f600"), ("days_off", "24/12/2026 漢")):
        told = desk("settings", "set", key, text, "--json")
        assert (told.code, told.problems) == (3, [(key, "not_in_fonts")])
    told = desk("settings", "set", "org_name", "UBND \u202exã", "--json")
    assert (told.code, told.problems) == (3, [("org_name", "unprintable")])
    told = desk("settings", "set", "days_off", "2026-12-24 Lễ", "--json")
    assert told.json["value"] == "24/12/2026 Lễ"


def test_the_catalogue_is_listed_shown_and_searched(desk: CommandLine) -> None:
    rows = desk("catalogue", "list", "--json").json
    assert len(rows) == 469
    assert set(rows[0]) == {"code", "name", "field"}
    assert desk("catalogue", "list", "--find", "dkks", "--json").json[0]["code"] == "1.001193"
    assert desk("catalogue", "list", "--find", "zzzz", "--json").json == []
    field = rows[0]["field"]
    found = desk("catalogue", "list", "--field", field, "--json").json
    assert {row["field"] for row in found} == {field}
    assert len(desk("catalogue", "list", "--limit", "3", "--json").json) == 3
    shown = desk("catalogue", "show", "2.000635", "--json").json
    assert shown["fees"][0]["amount"] == 8000
    told = desk("catalogue", "show", "9.9", "--json")
    assert (told.code, told.problems) == (3, [("procedure", "unknown_procedure")])
    assert "Đăng ký khai sinh" in desk("catalogue", "show", "1.001193").out.replace("đ", "Đ")


def test_offering_is_all_or_nothing(desk: CommandLine, tmp_path: Path) -> None:
    codes = tmp_path / "codes.txt"
    codes.write_text("\ufeff# hộ tịch\n1.001193\n\n 2.000635  # bản sao\n1.001193\n")
    told = desk("catalogue", "offer", str(codes), "--json")
    assert told.json == {"offered": 2}
    codes.write_text("1.001193\n9.999999\n")
    told = desk("catalogue", "offer", str(codes), "--json")
    assert told.code == 3
    assert {code for _, code in told.problems} == {"unknown_procedure"}


def test_an_import_names_each_fault_and_changes_nothing(desk: CommandLine, tmp_path: Path) -> None:
    wrong = tmp_path / "catalogue.csv"
    wrong.write_text("code;name\n1;2\n")
    told = desk("catalogue", "import", str(wrong), "--json")
    assert told.code == 3
    assert all(p["message"] for p in told.json["problems"])
    told = desk("catalogue", "import", str(tmp_path / "none.xlsx"), "--json")
    assert (told.code, [code for _, code in told.problems]) == (3, ["no_file"])
    assert len(desk("catalogue", "list", "--json").json) == 469


def test_an_exported_catalogue_comes_in_again_unchanged(desk: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "danh mục.zip"
    assert desk("catalogue", "export", str(file), "--json").json == {"file": str(file)}
    told = desk("catalogue", "import", str(file), "--json")
    assert told.json == {"version": 1, "procedures": 469, "added": 0, "changed": 0, "removed": 0}


def test_a_folder_can_be_named_by_the_environment_and_the_officer_too(desk: CommandLine) -> None:
    done = run_apart(Path("ignored"), "status", "--json", RECEPTIONDESK_DATA=str(desk.data))
    assert done.code == 3, "the option wins over the environment"


def test_a_wrong_passphrase_is_told_and_nothing_is_a_traceback(desk: CommandLine) -> None:
    told = run_apart(desk.data, "status", "--json", RECEPTIONDESK_PASSPHRASE="sai bét")
    assert told.code == 4
    assert told.json["trouble"]["code"] == "wrong_key"
    told = run_apart(desk.data, "status", RECEPTIONDESK_PASSPHRASE="sai bét")
    assert "Traceback" not in told.err
    assert PASSPHRASE not in told.err + told.out
