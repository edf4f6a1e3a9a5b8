"""Sheets of the wall whose program is killed before their file stands in its place are not lost."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from receptiondesk.desk import procedures
from tests.support import paper
from tests.support.command_line import CommandLine, Told, environment
from tests.support.office import OfficeKind, make_office_of_today

#: Dies with the sheets filed, the paper written beside its place, and no file there.
_CHILD = """
import os, signal, sys
from ui import cli
from ui.commands import notices
notices._Parts.put_in_place = lambda parts: os.kill(os.getpid(), signal.SIGKILL)
sys.exit(cli.main(sys.argv[1:]))
"""


@pytest.mark.timeout(240)
def test_a_sheet_that_was_filed_and_has_no_file_is_told_and_its_paper_is_had_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data, out = tmp_path / "office", tmp_path / "bảng.pdf"
    office = make_office_of_today(data, OfficeKind(number_range="1-999"))
    procedures.offer(office, ("1.001193",))
    office.close()
    words = ["--data", str(data), "--officer", "Lan", "notices", "--out", str(out)]
    killed = subprocess.run(
        [sys.executable, "-c", _CHILD, *words], env=environment(), capture_output=True, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    assert not out.exists()
    desk = CommandLine(data, monkeypatch, capsys, officer="Lan")

    def ask(*words: str) -> Told:
        return desk(*words, "--json")

    (sheet,) = ask("notices", "register").json
    (left,) = ask("print", "jobs", "--left").json  # what the window shows at its next start
    assert (left["document"], left["state"]) == ("notices", "saved")
    assert sheet["sheet"] in left["title"]
    again = ask("print", "again", str(left["job"]), "--pdf", str(out))
    assert again.json["state"] == "confirmed"
    bar = [text for page in paper.codes(out.read_bytes()) for kind, text in page if "128" in kind]
    assert bar == [f"{sheet['sheet']}/{sheet['catalogue_version']}"]
    assert ask("print", "jobs", "--left").json == []
    assert ask("verify").code == 0
