"""``recover``: the code opens what nothing else opens any more, and the key gets a new place."""

import shutil
from pathlib import Path

import pytest

from receptiondesk.credentials import KeyFile, key_from_code
from receptiondesk.paths import Paths
from tests.support.command_line import CommandLine, run_apart
from tests.support.office import PASSPHRASE

INIT = ("init", "--org-code", "H56.14", "--org-name", "UBND xã Thử", "--province", "thanh hoa",
        "--counter", "1", "--json")  # fmt: skip
NEW = "mật khẩu mới toanh"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """An office behind a passphrase, and its recovery code."""
    root = tmp_path_factory.mktemp("made") / "office"
    told = run_apart(root, *INIT)
    assert told.code == 0, told.err
    return root, told.json["recovery_code"]


@pytest.fixture
def lost(
    made: tuple[Path, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> CommandLine:
    """The command line on a copy of that office."""
    shutil.copytree(made[0], tmp_path / "office")
    return CommandLine(tmp_path / "office", monkeypatch, capsys)


@pytest.mark.slow
def test_a_forgotten_passphrase_is_replaced_by_a_new_one(
    made: tuple[Path, str], lost: CommandLine
) -> None:
    lost.passphrase = NEW
    told = lost("recover", "--recovery-in", "-", "--json", told=f"{made[1]}\n")
    assert (told.code, told.json) == (0, {"data": str(lost.data), "key_in": "passphrase"})
    assert made[1] not in told.out + told.err
    assert lost("status").code == 0
    lost.passphrase = PASSPHRASE
    old = lost("status", "--json")
    assert (old.code, old.json["trouble"]["code"]) == (4, "wrong_key")
    assert KeyFile.read(Paths(lost.data).key_file).belongs_to(key_from_code(made[1]))


@pytest.mark.slow
def test_a_key_file_that_is_gone_is_made_again_from_a_file_with_the_code(
    made: tuple[Path, str], lost: CommandLine, tmp_path: Path
) -> None:
    Paths(lost.data).key_file.unlink()
    assert lost("status").code == 4
    kept = tmp_path / "ma.txt"
    kept.write_text(f"  {made[1].lower()}\n")
    told = lost("recover", "--recovery-in", str(kept))
    assert told.code == 0, told.err
    assert "Đã mở được dữ liệu bằng mã khôi phục" in told.out
    assert lost("status").code == 0


def test_a_wrong_code_changes_nothing(desk: CommandLine, made: tuple[Path, str]) -> None:
    before = {path.name: path.read_bytes() for path in desk.data.glob("*key*")}
    assert before
    slip = desk("recover", "--recovery-in", "-", "--json", told=made[1][:-1])
    assert (slip.code, slip.problems[0][1]) == (3, "bad_recovery_code")
    other = desk("recover", "--recovery-in", "-", "--json", told=made[1])
    assert (other.code, other.json["trouble"]["code"]) == (4, "wrong_key")
    silent = desk("recover", "--json")
    assert (silent.code, silent.problems) == (3, [("recovery_in", "missing_recovery_code")])
    assert {path.name: path.read_bytes() for path in desk.data.glob("*key*")} == before
