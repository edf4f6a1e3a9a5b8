"""A paper whose program is killed between saving the job and the printer's answer is not lost."""

import subprocess
import threading
import time
from pathlib import Path

import pytest

from receptiondesk.desk import intake
from tests.support.command_line import PROGRAM, CommandLine, Told, environment
from tests.support.fake_spooler import FakeSpooler
from tests.support.office import OfficeKind, make_office_of_today
from tests.support.walk_ins import walk_in


def killed_while_it_waits(data: Path, fake: FakeSpooler, code: str) -> None:
    """Print a receipt and kill the program (SIGKILL) once it waits for the printer's word."""
    before = fake.words.count("lp -d")
    words = ["--data", str(data), "--officer", "Lan", "print", "send", "receipt", code]
    process = subprocess.Popen(
        [*PROGRAM, *words], env=environment({"PATH": fake.path}), stdout=subprocess.DEVNULL
    )
    end = time.monotonic() + 60
    while fake.words.count("lp -d") == before:
        assert process.poll() is None
        assert time.monotonic() < end
        threading.Event().wait(0.05)
    process.kill()
    process.wait()


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_what_was_saved_and_not_sent_is_shown_again_printed_or_dropped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fake = FakeSpooler(tmp_path / "spooler")
    data = tmp_path / "office"
    office = make_office_of_today(data, OfficeKind(number_range="1-999"))
    codes = [intake.accept(office, walk_in(office)).dossier.code for _ in range(2)]
    office.close()

    monkeypatch.setenv("PATH", fake.path)
    desk = CommandLine(data, monkeypatch, capsys, officer="Lan")

    def ask(*words: str) -> Told:
        return desk(*words, "--json")

    fake.fault = "silent"
    for code in codes:
        killed_while_it_waits(data, fake, code)
    assert fake.papers == []
    fake.fault = ""
    left = ask("print", "jobs", "--left").json
    assert [(job["title"], job["state"]) for job in left] == [(code, "saved") for code in codes]
    first, second = (str(job["job"]) for job in left)
    assert ask("print", "again", first).json["state"] == "sent"
    assert len(fake.papers) == 1
    assert ask("print", "drop", second, "--reason", "ghi tay").json["state"] == "dropped"
    assert ask("print", "jobs", "--left").json == []
    shown = ask("show", codes[0]).json
    assert sum(event["kind"] == "printed" for event in shown["events"]) == 1
    assert ask("verify").code == 0
