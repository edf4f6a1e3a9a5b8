"""Closing the window in the middle of something loses nothing and doubles nothing."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from receptiondesk.desk import drafts, look
from receptiondesk.paths import Paths
from tests.support.office import PASSPHRASE, OfficeKind, make_office, reopen
from tests.ui.keyboard import CARD, Keyboard
from ui.app import Program


@pytest.mark.slow
@pytest.mark.usefixtures("dressed")
@pytest.mark.parametrize("pause_ms", [0, 5, 30, 120])
def test_closing_while_saving_leaves_the_dossier_or_its_draft(
    tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, pause_ms: int
) -> None:
    monkeypatch.setenv("RECEPTIONDESK_PASSPHRASE", PASSPHRASE)
    folder = tmp_path / "office"
    make_office(folder, OfficeKind(number_range="1-999")).close()
    program = Program(Paths(folder), "Lê Thị Thử")
    program.start()
    try:
        with qtbot.waitSignal(program.place.opened, timeout=20_000):
            pass
        assert program.shell is not None
        keys = Keyboard(qtbot, program.shell)
        keys.type("dkks")
        keys.press("Return")
        keys.wait_to_see("Tờ khai đăng ký khai sinh")
        keys.scan(CARD)
        keys.wait_to_see("Đã đọc thẻ")
        keys.press("F4")
        keys.wait_to_see("2/2 – đủ giấy tờ bắt buộc")
        keys.press("Ctrl+Return")
        if pause_ms:
            qtbot.wait(pause_ms)
        program.shell.closing.disconnect(program._quit)  # it would end the tests' own loop
        program.shell.close()
    finally:
        program.stop()
        QApplication.processEvents()
    office = reopen(folder)
    try:
        kept = look.search(office, "", limit=9)
        draft = drafts.latest(office, "walk_in")
    finally:
        office.close()
    assert len(kept) == (0 if draft else 1)
    if draft:
        assert "Nguyễn Văn An" in draft
