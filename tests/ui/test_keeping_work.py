"""What is typed outlives our own bugs and a power cut, a dossier being put right included."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from receptiondesk.desk import drafts, intake, look
from receptiondesk.office import Office
from receptiondesk.paths import Paths
from receptiondesk.storage import dossiers
from tests.support.office import PASSPHRASE, OfficeKind, make_office, reopen
from tests.support.walk_ins import BIRTH_REGISTRATION, person, walk_in
from tests.ui.keyboard import CARD, Keyboard
from ui.app import Program
from ui.crash import Crash
from ui.screens.walk_in.screen import WalkInScreen
from ui.shell import Shell

#: The real program, asked to put a dossier right; types what it is told, like a person.
TYPIST = """
import sys
from functools import partial
from PySide6.QtCore import QEvent, QSocketNotifier, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from ui import app
from ui.workplace import Workplace

def type_in():
    words = sys.stdin.readline().rstrip()
    for letter in words:
        event = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter)
        QApplication.sendEvent(QApplication.focusWidget(), event)
    print(words, flush=True)

def begin(uid):
    place = [made for made in QApplication.topLevelWidgets() if hasattr(made, "place")]
    where = QApplication.focusWidget()
    name = place and place[0].screen_of("walk_in").form.applicant.name
    if not place or not place[0].place.is_open or where is not name:
        if place and place[0].place.is_open and not asked:
            asked.append(uid)
            place[0].place.hub.ask_for_correction(uid)
        QTimer.singleShot(50, partial(begin, uid))
        return
    where.selectAll()
    notifier = QSocketNotifier(0, QSocketNotifier.Type.Read, QApplication.instance())
    notifier.activated.connect(type_in)

asked = []
QTimer.singleShot(0, partial(begin, sys.argv[1]))
sys.exit(app.main(argv=["test"]))
"""


@pytest.fixture
def crash(shell: Shell, qtbot: QtBot) -> Iterator[Crash]:
    """The window's own catcher of bugs, on the window's own way of keeping work."""
    made = Crash(shell.keep_work)
    made.show_above(shell)
    hook = sys.excepthook
    made.install()
    yield made
    sys.excepthook = hook


def _bug(*_anything: object, **_named: object) -> None:
    raise ZeroDivisionError("a bug of ours")


def _fill(keys: Keyboard) -> None:
    keys.type("dkks")
    keys.wait_to_see("1.001193")
    keys.press("Return")
    keys.wait_to_see("Tờ khai đăng ký khai sinh")
    keys.press("Alt+2")
    keys.scan(CARD)
    keys.wait_to_see("Đã đọc thẻ của Nguyễn Văn An")
    keys.press("F4")


def _received(office: Office) -> str:
    told = walk_in(office, BIRTH_REGISTRATION, applicant=person("Lê Văn Trước"))
    return intake.accept(office, told).dossier.uid


@pytest.mark.usefixtures("crash")
def test_a_bug_in_the_middle_of_acceptance_keeps_the_page_and_what_is_typed_after(
    keys: Keyboard, screen: WalkInScreen, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fill(keys)
    with monkeypatch.context() as broken:
        broken.setattr(dossiers, "add", _bug)
        keys.press("Ctrl+Return")
        keys.wait_to_see("Phần đang nhập đã được giữ lại")
    kept = drafts.latest(office, "walk_in") or ""
    assert "Nguyễn Văn An" in kept
    assert look.search(office, "") == ()
    keys.press("Escape")
    screen.form.result_step.note.setFocus()
    keys.type("gõ sau lỗi")
    keys.wait(lambda: "gõ sau lỗi" in (drafts.latest(office, "walk_in") or ""), timeout=2_000)
    keys.press("Ctrl+Return")
    keys.wait_to_see("H56.14-261123-")
    assert drafts.latest(office, "walk_in") is None


@pytest.mark.usefixtures("crash")
def test_a_bug_while_a_dossier_is_put_right_keeps_what_was_changed(
    keys: Keyboard, screen: WalkInScreen, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    uid = _received(office)
    screen.place.hub.ask_for_correction(uid)
    keys.wait_to_see("Sửa hồ sơ H56.14-261123-0001")
    screen.form.applicant.name.selectAll()
    keys.type("Lê Văn Sau")
    monkeypatch.setattr(dossiers, "update", _bug)
    keys.press("Ctrl+Return")
    keys.wait_to_see("Phần đang nhập đã được giữ lại")
    assert "Lê Văn Sau" in (drafts.latest(office, "correction") or "")
    assert drafts.latest(office, "walk_in") is None
    assert look.by_uid(office, uid).facts.applicant.full_name == "Lê Văn Trước"


@pytest.mark.usefixtures("crash")
def test_when_the_page_cannot_be_kept_nobody_says_it_was(
    keys: Keyboard, screen: WalkInScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys.wait(lambda: not screen.place.background.busy)
    with monkeypatch.context() as broken:
        broken.setattr(drafts, "keep", _bug)
        keys.type("khai tu")
        keys.wait_to_see("chương trình có lỗi")
    assert "đã được giữ lại" not in keys.seen()
    assert "Hồ sơ đã tiếp nhận vẫn an toàn" in keys.seen()


def test_a_page_given_up_for_a_correction_does_not_come_back(
    keys: Keyboard, screen: WalkInScreen, office: Office
) -> None:
    uid = _received(office)
    _fill(keys)
    keys.wait(lambda: "Nguyễn Văn An" in (drafts.latest(office, "walk_in") or ""))
    screen.place.hub.ask_for_correction(uid)
    keys.wait_for_focus_on("Nhập tiếp")
    keys.press("Tab", "Return")
    keys.wait_to_see("Sửa hồ sơ H56.14-261123-0001")
    keys.wait(lambda: drafts.latest(office, "walk_in") is None)
    screen.form.applicant.name.setFocus()
    keys.type("x")
    keys.wait(lambda: drafts.latest(office, "correction") is not None)
    keys.press("F2")
    keys.wait_for_focus_on("Nhập tiếp")
    keys.press("Tab", "Return")
    keys.wait(lambda: drafts.latest(office, "correction") is None)


def test_a_saved_correction_leaves_no_draft_and_an_untouched_one_asks_nothing(
    keys: Keyboard, screen: WalkInScreen, office: Office
) -> None:
    uid = _received(office)
    screen.place.hub.ask_for_correction(uid)
    keys.wait_to_see("Sửa hồ sơ H56.14-261123-0001")
    keys.press("F2")
    keys.wait_to_see("quét thẻ căn cước")
    assert "Bỏ phần đang nhập?" not in keys.seen()
    screen.place.hub.ask_for_correction(uid)
    keys.wait_to_see("Sửa hồ sơ H56.14-261123-0001")
    screen.form.applicant.name.selectAll()
    keys.type("Lê Văn Sau")
    keys.wait(lambda: "Lê Văn Sau" in (drafts.latest(office, "correction") or ""))
    keys.press("Ctrl+Return")
    keys.wait_to_see("Lê Văn Sau · ")
    keys.qtbot.wait(1_000)
    assert drafts.latest(office, "correction") is None


@pytest.mark.slow
@pytest.mark.usefixtures("dressed")
def test_a_correction_cut_off_by_the_power_is_on_the_page_again(
    tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "office"
    office = make_office(folder, OfficeKind(number_range="1-999"))
    uid = _received(office)
    office.close()
    _type_a_correction_and_be_killed(folder, uid, "Trần Văn Sửa", qtbot)
    monkeypatch.setenv("RECEPTIONDESK_PASSPHRASE", PASSPHRASE)
    program = Program(Paths(folder), "Lê Thị Thử")
    program.start()
    try:
        assert program.shell is not None
        keys = Keyboard(qtbot, program.shell)
        keys.wait_to_see("Đang sửa hồ sơ H56.14-261123-0001")
        assert "Trần Văn Sửa" in keys.seen()
        keys.press("Ctrl+Return")
        keys.wait_to_see("Trần Văn Sửa · ")
        after = look.by_uid(program.place.office, uid)
        assert (after.facts.applicant.full_name, after.revision) == ("Trần Văn Sửa", 1)
    finally:
        program.stop()


def _type_a_correction_and_be_killed(folder: Path, uid: str, words: str, qtbot: QtBot) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", TYPIST, uid],
        env={
            **os.environ,
            "RECEPTIONDESK_DATA": str(folder),
            "RECEPTIONDESK_PASSPHRASE": PASSPHRASE,
            "QT_QPA_PLATFORM": "offscreen",
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(f"{words}\n")
            process.stdin.flush()
            assert process.stdout.readline().rstrip("\n") == words
            qtbot.wait(2_000)
            process.send_signal(signal.SIGKILL)
            process.wait(10)
        finally:
            process.kill()
    office = reopen(folder)
    assert words in (drafts.latest(office, "correction") or "")
    office.close()
