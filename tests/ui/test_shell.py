"""The window as a whole: screens by key, small screens, words, what stays in memory."""

import gc
import weakref

import pytest
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.errors import Trouble
from tests.ui.keyboard import CARD, Keyboard
from tests.ui.looking import beyond, cut_off, english, overlapping
from ui.entries import ENTRIES
from ui.screens.walk_in.screen import WalkInScreen
from ui.shell import Shell
from ui.workplace import Workplace

#: A small screen with its task bar, and the same at 150 %.
SIZES = [(1366, 705), (1366, 768), (911, 480)]


def fill_much(keys: Keyboard, screen: WalkInScreen) -> None:
    """Everything that can stand on the page at once."""
    keys.type("dkks")
    keys.wait_to_see("1.001193")
    keys.press("Return")
    keys.wait_to_see("Tờ khai đăng ký khai sinh")
    keys.press("Alt+2")
    keys.scan(CARD)
    keys.wait_to_see("Đã đọc thẻ")
    screen.form.other_person.setChecked(True)
    screen.form.result_step.delivery.setCurrentIndex(1)
    screen.form.result_step.payment.setCurrentIndex(1)
    keys.press("Ctrl+Return")
    keys.wait_to_see("Chưa tiếp nhận")


@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_cut_off_or_covered_on_a_small_screen(
    shell: Shell, keys: Keyboard, screen: WalkInScreen, qtbot: QtBot, size: tuple[int, int]
) -> None:
    shell.resize(*size)
    assert (shell.width(), shell.height()) == size
    fill_much(keys, screen)
    qtbot.wait(50)
    assert cut_off(shell) == []
    assert overlapping(shell) == []
    assert beyond(shell, screen.view.viewport()) == []


def test_every_screen_is_on_its_key_and_speaks_vietnamese(
    shell: Shell, keys: Keyboard, qtbot: QtBot
) -> None:
    for number, entry in enumerate(ENTRIES, start=1):
        keys.press(f"Ctrl+{number}")
        assert shell.stack.currentWidget() is shell.screen_of(entry.key)
        qtbot.wait(200)
        assert english(keys.seen()) == []
    keys.press("Ctrl+1", "F1")
    keys.wait_to_see("người dân tiếp theo")
    assert english(keys.seen()) == []


@pytest.mark.parametrize("number", range(1, len(ENTRIES) + 1))
def test_no_screen_is_cut_off_at_1366_by_768(
    shell: Shell, keys: Keyboard, qtbot: QtBot, number: int
) -> None:
    keys.press(f"Ctrl+{number}")
    qtbot.wait(300)
    assert shell.width() == 1366
    assert cut_off(shell) == []
    assert overlapping(shell) == []


def test_only_the_first_screen_is_built_at_the_start(shell: Shell) -> None:
    assert list(shell._screens) == ["walk_in"]


def test_the_focus_can_be_seen_wherever_it_is(shell: Shell, keys: Keyboard) -> None:
    for _ in range(25):
        keys.press("Tab")
        where = keys.focus()
        with_focus = where.grab().toImage()
        elsewhere = [w for w in shell.findChildren(QWidget) if w is not where and w.isVisible()]
        where.clearFocus()
        QApplication.processEvents()
        without = where.grab().toImage()
        where.setFocus()
        assert with_focus != without, where
        assert elsewhere


def test_the_status_line_counts_what_waits(shell: Shell, place: Workplace, keys: Keyboard) -> None:
    place.hub.announce(ChangeSet(outbox=True))
    keys.wait_to_see("không còn hồ sơ chờ gửi")
    assert "Quầy 1 · Lê Thị Thử" in keys.seen()
    assert "THỰC HÀNH" in shell.band.words
    assert shell.band.isVisible()


def test_trouble_that_nobody_hears_stands_quietly_above_the_screen(
    shell: Shell, place: Workplace, keys: Keyboard
) -> None:
    def locked(_office: object) -> None:
        raise Trouble("locked", "Tệp dữ liệu đang bận. Hồ sơ vẫn an toàn.")

    place.run(locked)
    keys.wait_to_see("Tệp dữ liệu đang bận")
    assert not [w for w in QApplication.topLevelWidgets() if w.isModal() and w.isVisible()]


def test_an_officer_signs_in_by_name(shell: Shell, place: Workplace, keys: Keyboard) -> None:
    assert "F9" in shell.status_line.desk.text()
    keys.press("F9")
    keys.wait_to_see("Ai đang làm việc tại quầy?")
    keys.wait(lambda: keys.focus().accessibleName() == "Họ và tên cán bộ")
    keys.type("Phạm Văn Mới")
    keys.press("Return")
    keys.wait_to_see("Quầy 1 · Phạm Văn Mới")
    assert place.office.officer == "Phạm Văn Mới"


def test_a_closed_window_leaves_nothing_in_memory(
    dressed: QApplication, place: Workplace, qtbot: QtBot
) -> None:
    window = Shell(place)
    window.show()
    screen = weakref.ref(window.screen_of("walk_in"))
    whole = weakref.ref(window)
    qtbot.waitUntil(lambda: not place.background.busy)  # what is under way knows who asked
    with qtbot.waitSignal(window.destroyed):
        window.close()
        window.deleteLater()
    del window
    gc.collect()
    assert whole() is None
    assert screen() is None


def test_every_button_and_box_has_a_name_for_those_who_cannot_see(shell: Shell) -> None:
    nameless = [
        widget
        for widget in shell.findChildren(QWidget)
        if isinstance(widget, QPushButton | QCheckBox | QLineEdit)
        and not (widget.accessibleName() or getattr(widget, "text", str)())
        and widget.objectName() != "qt_spinbox_lineedit"
    ]
    assert nameless == []
