"""The line about the clock: seen while nobody vouches for it, gone after one act."""

from datetime import timedelta

from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from receptiondesk.desk import clock_guard
from receptiondesk.office import Office
from tests.ui.keyboard import Keyboard
from ui.shell import Shell


def test_a_doubted_clock_is_seen_and_confirmed_by_keyboard(
    shell: Shell, office: Office, keys: Keyboard, qtbot: QtBot
) -> None:
    notice = shell.clock_notice
    notice.look()
    qtbot.wait(100)
    assert not notice.isVisible()
    clock_guard.note(office, "opencps", timedelta(minutes=40))
    notice.look()
    keys.wait_to_see("máy chậm 40 phút")
    assert notice.act.isVisible()
    notice.act.setFocus()
    keys.press("Space")
    keys.wait_to_see("Đồng hồ máy đang chỉ 09:00 ngày 23/11/2026")
    keys.wait(lambda: isinstance(keys.focus(), QLineEdit) and keys.focus().window() is not shell)
    keys.type("đã so với điện thoại")
    keys.press("Return")
    qtbot.waitUntil(lambda: not notice.isVisible())
    assert not clock_guard.standing(office).doubted
