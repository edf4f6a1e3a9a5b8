"""The program as a process: usage, exit codes, streams, a fault of our own, no window in sight."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.command_line import PROGRAM, CommandLine, environment, run_apart
from ui import cli


@pytest.mark.parametrize(
    "words",
    [
        ("nothing",),
        ("--nothing",),
        ("--json",),
        ("receive",),
        ("receive", "-", "--nothing"),
        ("receive", "a", "b"),
        ("show",),
        ("cancel", "X"),
        ("search", "x", "--limit", "0"),
        ("search", "x", "--limit", "-1"),
        ("search", "x", "--limit", "viele"),
        ("search", "x", "--limit"),
        ("settings",),
        ("settings", "set", "phone"),
        ("catalogue", "nothing"),
        ("portal",),
        ("demo",),
        ("sync", "now"),
    ],
)
def test_a_wrong_call_is_two_and_says_where_the_help_is(
    desk: CommandLine, words: tuple[str, ...]
) -> None:
    told = desk(*words)
    assert (told.code, told.out) == (2, "")
    assert "Xin xem: receptiondesk" in told.err
    assert "--help" in told.err


def test_json_may_be_asked_for_before_the_command(desk: CommandLine) -> None:
    assert desk("--json", "search", "").json == []
    told = desk("--json", "show", "X")
    assert (told.code, told.problems) == (3, [("code", "unknown_code")])
    assert cli.main(["--json"]) == 2


def test_words_too_many_are_told_in_vietnamese(desk: CommandLine) -> None:
    assert "Thừa tham số (b)" in desk("receive", "a", "b").err


def test_a_global_option_without_its_value_is_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--data"]) == 2
    assert "--data" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [(), *((name,) for name in (
        "init", "settings", "catalogue", "receive", "correct", "cancel", "idcard", "due",
        "receipt", "notices", "search", "show", "verify", "outbox", "status", "backup", "restore",
        "portal", "sync", "practice-portal", "demo")),
     ("settings", "set"), ("catalogue", "offer"), ("portal", "set")],
)  # fmt: skip
def test_every_command_has_a_help_page_in_vietnamese(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([*words, "--help"]) == 0
    page = capsys.readouterr().out
    assert page.startswith("Cách dùng: receptiondesk")
    for english in ("Usage", "Options:", "Show this message", "Commands:", "Arguments:"):
        assert english not in page


def test_without_a_command_the_window_opens_and_typer_stays_away() -> None:
    """Start-up time of the window is measured: nothing of the command line may be paid for."""
    script = (
        "import sys, types\n"
        "window = types.ModuleType('ui.app')\n"
        "def main(data, officer, *, argv):\n"
        "    print(data, officer, len(argv), 'typer' in sys.modules, 'rich' in sys.modules)\n"
        "    return 7\n"
        "window.main = main\n"
        "sys.modules['ui.app'] = window\n"
        "from ui import cli\n"
        "sys.exit(cli.main(['--data', 'somewhere', '--officer=Lê Thị Thử']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, env=environment(), check=False
    )
    assert done.stdout.decode().split() == ["somewhere", "Lê", "Thị", "Thử", "1", "False", "False"]
    assert done.returncode == 7


def test_the_window_is_there_before_sql_or_paper_or_the_wire_are_loaded() -> None:
    """A clerk types while they load beside the window."""
    script = (
        "import sys\n"
        "import ui.app, ui.screens.walk_in.screen\n"
        "heavy = ('sqlalchemy', 'sqlmodel', 'cryptography', 'requests', 'reportlab', 'holidays')\n"
        "print(*(name for name in heavy if name in sys.modules))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, env=environment(), check=False
    )
    assert (done.stdout.split(), done.stderr) == ([], b"")


@pytest.mark.parametrize("words", [("show", "X"), ("search", ""), ("idcard", "x"), ("status",)])
def test_a_quick_question_brings_in_nothing_heavy(
    desk: CommandLine, words: tuple[str, ...]
) -> None:
    script = (
        "import sys\n"
        "from ui import cli\n"
        "cli.main(sys.argv[1:])\n"
        "heavy = ('PySide6', 'requests', 'reportlab', 'alembic', 'openpyxl', 'fastapi')\n"
        "print(*(name for name in heavy if name in sys.modules), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "--data", str(desk.data), *words, "--json"],
        capture_output=True,
        env=environment(),
        check=False,
    )
    assert json.loads(done.stdout) is not None
    assert done.stderr.decode().split() == []


def test_the_officer_is_the_one_named_else_who_is_signed_in(
    desk: CommandLine, walk_in_json: dict[str, Any]
) -> None:
    code = desk("receive", "-", "--json", told=walk_in_json).json["code"]
    assert desk("show", code, "--json").json["officer"] == "Lê Thị Thử"
    told = run_apart(desk.data, "receive", "-", "--json", told=walk_in_json,
                     RECEPTIONDESK_OFFICER="Trần Văn Đêm")  # fmt: skip
    assert desk("show", told.json["code"], "--json").json["officer"] == "Trần Văn Đêm"
    told = run_apart(desk.data, "receive", "-", "--json", told=walk_in_json, LOGNAME="thu.le",
                     RECEPTIONDESK_OFFICER="")  # fmt: skip
    assert desk("show", told.json["code"], "--json").json["officer"] == "thu.le"
    desk.officer = "x\u202ey"
    told = desk("receive", "-", "--json", told=walk_in_json)
    assert (told.code, told.problems) == (3, [("officer", "bad_officer")])


def test_the_reader_of_the_answer_may_go_away_quietly(
    desk: CommandLine, walk_in_json: dict[str, Any]
) -> None:
    desk("receive", "-", told=walk_in_json)
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [*PROGRAM, "--data", str(desk.data), "search", "", "--json"],
        stdout=writing,
        stderr=subprocess.PIPE,
        env=environment(),
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_an_answer_that_cannot_be_written_is_trouble_and_the_dossier_is_kept(
    desk: CommandLine, walk_in_json: dict[str, Any]
) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*PROGRAM, "--data", str(desk.data), "receive", "-", "--json"],
            input=json.dumps(walk_in_json).encode(),
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(),
            check=False,
        )
    assert done.returncode == 4
    assert "Traceback" not in done.stderr.decode()
    assert "Dữ liệu vẫn an toàn" in done.stderr.decode()
    assert len(desk("search", "", "--json").json) == 1


def test_a_closed_standard_input_and_output_are_no_accident(desk: CommandLine) -> None:
    for redirection in ("<&-", ">&-", "<&- >&-"):
        command = f'exec "$@" {redirection}'
        done = subprocess.run(
            ["sh", "-c", command, "sh", *PROGRAM, "--data", str(desk.data), "receive", "-"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=environment(),
            check=False,
        )
        assert done.returncode == 3, done.stderr.decode()
        assert "Traceback" not in done.stderr.decode()


def test_a_fault_of_our_own_is_told_without_personal_data(tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "from receptiondesk.domain import idcard\n"
        "def read(text):\n"
        "    raise RuntimeError('số định danh ' + str(text))\n"
        "idcard.read = read\n"
        "from ui import cli\n"
        "sys.exit(cli.main())\n"
    )
    (tmp_path / "logs").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", script, "--data", str(tmp_path), "idcard", "038196000123"],
        capture_output=True,
        env=environment(),
        check=False,
    )
    said = done.stderr.decode()
    assert (done.returncode, done.stdout) == (1, b"")
    assert "Chương trình gặp sự cố" in said
    assert "Traceback" not in said
    (report,) = (tmp_path / "logs").iterdir()
    assert str(report) in said
    kept = report.read_text(encoding="utf-8")
    assert "RuntimeError" in kept
    assert "idcard.py" in kept
    assert "038196000123" not in kept + said


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_ctrl_c_ends_calmly(desk: CommandLine, tmp_path: Path) -> None:
    waiting = tmp_path / "pipe"
    os.mkfifo(waiting)
    # Whoever runs the tests in the background ignores the key, and children inherit that.
    heard = ("env", "--default-signal=INT")
    child = subprocess.Popen(
        [*heard, *PROGRAM, "--data", str(desk.data), "receive", str(waiting)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    with waiting.open("wb"):  # returns when the program waits for its input
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=30)
    assert child.returncode == 130, err.decode()
    assert (out, "Traceback" in err.decode()) == (b"", False)
