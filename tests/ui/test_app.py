"""The program from start to end: as a process of its own, killed, started twice, many times."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from receptiondesk.credentials import Credentials
from receptiondesk.desk import drafts
from receptiondesk.desk.setup import initialise
from receptiondesk.domain.clock import SetClock
from receptiondesk.office import open_office
from receptiondesk.paths import Paths
from tests.support.disks import small_disk
from tests.support.office import (
    CHEAP,
    MORNING,
    PASSPHRASE,
    FakeKeyring,
    OfficeKind,
    make_office,
    reopen,
)
from ui.app import Program
from ui.gate import Gate
from ui.screens.setup.window import SetupWindow

#: Types each line it is told into the real program like a person, and says when it has.
TYPIST = """
import sys
from PySide6.QtCore import QEvent, QSocketNotifier, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from ui import app

def type_in():
    words = sys.stdin.readline().rstrip()
    for letter in words:
        event = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter)
        QApplication.sendEvent(QApplication.focusWidget(), event)
    print(words, flush=True)

def listen():
    if QApplication.focusWidget() is None:
        QTimer.singleShot(20, listen)
        return
    notifier = QSocketNotifier(0, QSocketNotifier.Type.Read, QApplication.instance())
    notifier.activated.connect(type_in)

QTimer.singleShot(0, listen)
sys.exit(app.main(argv=["test"]))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an office in it that any process can open."""
    make_office(tmp_path / "office", OfficeKind(number_range="1-999")).close()
    return tmp_path / "office"


@contextmanager
def running(folder: Path, *words: str) -> Iterator["subprocess.Popen[str]"]:
    with subprocess.Popen(
        [sys.executable, *words],
        env={
            **os.environ,
            "RECEPTIONDESK_DATA": str(folder),
            "RECEPTIONDESK_PASSPHRASE": PASSPHRASE,
            "QT_QPA_PLATFORM": "offscreen",
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _told(process: "subprocess.Popen[str]", words: str) -> None:
    """Have the typist type something; returns when it stands on the screen."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{words}\n")
    process.stdin.flush()
    assert process.stdout.readline().rstrip("\n") == words


@pytest.mark.slow
def test_what_was_typed_two_seconds_before_the_power_went_is_there_again(
    folder: Path, qtbot: QtBot
) -> None:
    with running(folder, "-c", TYPIST) as process:
        _told(process, "khai")
        qtbot.waitUntil(lambda: _draft(folder) is not None, timeout=20_000)
        _told(process, " tu")
        qtbot.wait(2_000)
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    kept = _draft(folder)
    assert kept is not None
    assert json.loads(kept)["finder"] == "khai tu"
    with running(folder, "-c", TYPIST) as process:
        _told(process, " 1")
        qtbot.waitUntil(lambda: "khai tu" in (_draft(folder) or ""), timeout=5_000)


def _draft(folder: Path) -> str | None:
    office = reopen(folder)
    try:
        return drafts.latest(office, "walk_in")
    finally:
        office.close()


@pytest.mark.slow
def test_a_second_start_raises_the_first_and_ends_well(folder: Path, qtbot: QtBot) -> None:
    first = Program(Paths(folder), "Lê Thị Thử")
    first.single.claim()
    first.single.listen()
    try:
        with (
            running(folder, "-m", "ui.app") as second,
            qtbot.waitSignal(first.single.raise_wanted, timeout=20_000),
        ):
            qtbot.waitUntil(lambda: second.poll() is not None, timeout=20_000)
        assert second.returncode == 0
    finally:
        first.stop()


@pytest.fixture
def passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECEPTIONDESK_PASSPHRASE", PASSPHRASE)


@pytest.mark.slow
@pytest.mark.usefixtures("passphrase", "dressed")
def test_the_window_opens_and_closes_many_times(folder: Path, qtbot: QtBot) -> None:
    for _ in range(6):
        program = Program(Paths(folder), "Lê Thị Thử")
        program.start()
        assert program.shell is not None
        assert program.shell.isVisible()
        with qtbot.waitSignal(program.place.opened, timeout=20_000):
            pass
        program.stop()
        QApplication.processEvents()
    assert not [w for w in QApplication.topLevelWidgets() if w.isVisible()]


@pytest.mark.usefixtures("passphrase", "dressed")
def test_stopping_before_the_office_is_open_leaves_nothing_behind(
    folder: Path, qtbot: QtBot
) -> None:
    program = Program(Paths(folder), "Lê Thị Thử")
    program.start()
    program.stop()
    again = Program(Paths(folder), "Lê Thị Thử")
    assert again.single.claim()
    again.stop()


@pytest.mark.usefixtures("dressed")
def test_without_a_keyring_the_passphrase_is_asked_for_and_a_wrong_one_is_told(
    folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RECEPTIONDESK_PASSPHRASE", raising=False)
    program = Program(Paths(folder), "Lê Thị Thử")
    program.start()
    try:
        qtbot.waitUntil(
            lambda: program.gate is not None and program.gate.isVisible(), timeout=20_000
        )
        gate = program.gate
        assert gate is not None
        assert "mã khôi phục" in gate.text.text()
        gate.shown.setChecked(True)
        assert gate.passphrase.echoMode() is QLineEdit.EchoMode.Normal
        assert program.shell is None or not program.shell.isVisible()
        gate.passphrase.setText("sai")
        gate.go.click()
        qtbot.waitUntil(lambda: gate.text.property("role") == "problem", timeout=20_000)
        gate.passphrase.setText(PASSPHRASE)
        with qtbot.waitSignal(program.place.opened, timeout=20_000):
            gate.go.click()
        assert program.shell is not None
        assert program.shell.isVisible()
        assert not gate.isVisible()
        assert program.memory.asks_passphrase
    finally:
        program.stop()


@pytest.fixture
def lost_key(tmp_path: Path) -> tuple[Paths, Credentials, str]:
    """An office whose keyring has lost the key, and its recovery code."""
    keyring = FakeKeyring()
    own = Credentials(environ={}, system_keyring=keyring, cost=CHEAP)
    new = replace(OfficeKind(number_range="1-999").as_new(), credentials=own)
    paths = Paths(tmp_path / "office")
    made = initialise(paths, new, clock=SetClock(MORNING), officer="Lê Thị Thử")
    made.office.close()
    keyring.kept.clear()
    return paths, own, made.recovery_code


@contextmanager
def at_the_gate(paths: Paths, own: Credentials, qtbot: QtBot) -> Iterator[tuple[Program, Gate]]:
    program = Program(paths, None, credentials=own)
    program.start()
    try:
        qtbot.waitUntil(
            lambda: program.gate is not None and program.gate.isVisible(), timeout=20_000
        )
        assert program.gate is not None
        yield program, program.gate
    finally:
        program.stop()


@pytest.mark.usefixtures("dressed")
def test_a_keyring_that_lost_the_key_is_filled_again_by_the_recovery_code(
    lost_key: tuple[Paths, Credentials, str], qtbot: QtBot
) -> None:
    paths, own, code = lost_key
    with at_the_gate(paths, own, qtbot) as (program, gate):
        assert gate.passphrase.isVisible()
        assert "Kho khóa của máy không có khóa" in gate.text.text()
        assert "Mật khẩu hoặc mã khôi phục" in gate.label.text().replace("&", "")
        gate.passphrase.setText("không phải mã")
        gate.go.click()
        qtbot.waitUntil(lambda: "chưa đúng" in gate.text.text(), timeout=20_000)
        gate.passphrase.setText(code.lower())
        with qtbot.waitSignal(program.place.opened, timeout=20_000):
            gate.go.click()
        assert not gate.isVisible()
        assert not program.memory.asks_passphrase
    open_office(paths, clock=SetClock(MORNING), officer="", credentials=own).close()


@pytest.mark.usefixtures("dressed")
def test_without_a_keyring_the_recovery_code_leads_to_a_new_passphrase(
    lost_key: tuple[Paths, Credentials, str], qtbot: QtBot
) -> None:
    paths, own, code = lost_key
    own = replace(own, system_keyring=FakeKeyring(forgetful=True))
    with at_the_gate(paths, own, qtbot) as (program, gate):
        gate.passphrase.setText(code)
        gate.go.click()
        qtbot.waitUntil(gate.again.isVisible, timeout=20_000)
        assert not program.place.is_open
        gate.passphrase.setText("mật khẩu mới")
        gate.again.setText("mật khẩu khác")
        gate.go.click()
        assert "chưa giống nhau" in gate.text.text()
        for line in (gate.passphrase, gate.again):
            line.setText("mật khẩu mới")
        with qtbot.waitSignal(program.place.opened, timeout=20_000):
            gate.go.click()
        assert program.memory.asks_passphrase
    opened = open_office(
        paths,
        clock=SetClock(MORNING),
        officer="",
        passphrase=lambda: "mật khẩu mới",
        credentials=own,
    )
    opened.close()


@pytest.mark.usefixtures("dressed")
def test_a_new_passphrase_put_off_opens_the_office_and_leaves_nothing_open(
    lost_key: tuple[Paths, Credentials, str], qtbot: QtBot
) -> None:
    paths, own, code = lost_key
    own = replace(own, system_keyring=FakeKeyring(forgetful=True))
    with at_the_gate(paths, own, qtbot) as (program, gate):
        gate.passphrase.setText(code)
        gate.go.click()
        qtbot.waitUntil(gate.again.isVisible, timeout=20_000)
        with qtbot.waitSignal(program.place.opened, timeout=20_000):
            gate.leave.click()
    with at_the_gate(paths, own, qtbot) as (program, gate):
        assert gate.passphrase.isVisible()


@pytest.mark.usefixtures("passphrase", "dressed")
def test_who_worked_here_last_is_known_again_and_stands_in_no_plain_file(
    folder: Path, qtbot: QtBot
) -> None:
    program = Program(Paths(folder), None)
    program.start()
    with qtbot.waitSignal(program.place.opened, timeout=20_000):
        pass
    assert program.place.office.officer == ""
    program.place.sign_in("Phạm Thị Quầy")
    qtbot.waitUntil(lambda: not program.place.background.busy, timeout=20_000)
    program.stop()
    again = Program(Paths(folder), None)
    again.start()
    with qtbot.waitSignal(again.place.opened, timeout=20_000):
        pass
    assert again.place.office.officer == "Phạm Thị Quầy"
    assert again.shell is not None
    assert "Phạm Thị Quầy" in again.shell.status_line.desk.text()
    again.stop()
    assert (folder / "window.ini").is_file()
    for file in folder.rglob("*"):
        if file.is_file():
            assert "Quầy" not in file.read_bytes().decode("utf-8", "replace"), file
            assert rb"Ph\x1ea1m" not in file.read_bytes(), file


@pytest.mark.usefixtures("dressed")
def test_an_empty_folder_begins_with_the_guided_set_up(tmp_path: Path, qtbot: QtBot) -> None:
    program = Program(Paths(tmp_path / "new"), None)
    program.start()
    try:
        assert isinstance(program.setup, SetupWindow)
        assert program.setup.isVisible()
        assert program.shell is None
    finally:
        program.stop()


@pytest.mark.usefixtures("dressed")
def test_a_folder_that_cannot_be_written_is_told(
    tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    stone = tmp_path / "stone"
    stone.write_text("a file where a folder should be")
    program = Program(Paths(stone / "office"), None)
    program.start()
    try:
        assert program.gate is not None
        assert "Không ghi được vào thư mục dữ liệu" in program.gate.text.text()
        assert program.exit_code == 4
    finally:
        program.stop()


_DIES_WITH_THE_LOCK = """
import os, sys
from PySide6.QtCore import QLockFile
lock = QLockFile(sys.argv[1])
lock.setStaleLockTime(0)
os._exit(0 if lock.tryLock(0) else 1)
"""


@pytest.mark.usefixtures("dressed")
def test_a_full_disk_is_not_called_a_hidden_window_and_enter_tries_again(
    tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lock of a window that was killed stays, and cannot be taken away on a full disk."""
    monkeypatch.setenv("RECEPTIONDESK_PASSPHRASE", PASSPHRASE)
    with small_disk(tmp_path / "disk", 24) as disk:
        make_office(disk / "office", OfficeKind(number_range="1-999")).close()
        paths, rest = Paths(disk / "office"), disk / "rest"
        died = (sys.executable, "-c", _DIES_WITH_THE_LOCK, str(paths.lock_file))
        subprocess.run(died, check=True)
        fill(rest)
        program = Program(paths, "Lê Thị Thử")
        program.start()
        try:
            assert program.gate is not None
            assert "Ổ đĩa đã đầy" in program.gate.text.text()
            rest.unlink()
            with qtbot.waitSignal(program.place.opened, timeout=20_000):
                QTest.keyPress(program.gate.go, Qt.Key.Key_Return)
        finally:
            program.stop()


def fill(rest: Path) -> None:
    """Write until nothing more goes on the disk."""
    with rest.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(bytes(4096)):
            pass
