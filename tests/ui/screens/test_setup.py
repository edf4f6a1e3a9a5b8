"""The first start of the program on a new machine."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from receptiondesk.desk import procedures
from receptiondesk.domain.clock import SetClock
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.office import Office
from receptiondesk.paths import Paths
from tests.support.office import MORNING
from tests.ui.keyboard import Keyboard
from tests.ui.looking import cut_off, english, overlapping
from ui.background import Background
from ui.screens.setup.recovery import _sheet
from ui.screens.setup.window import SetupWindow


@pytest.fixture
def made() -> list[Office]:
    return []


@pytest.fixture
def window(
    tmp_path: Path, dressed: QApplication, qtbot: QtBot, made: list[Office]
) -> Iterator[SetupWindow]:
    found = SetupWindow(Paths(tmp_path / "new"), SetClock(MORNING), Background())
    qtbot.addWidget(found)
    found.made.connect(made.append)
    found.show()
    found.activateWindow()
    qtbot.waitUntil(found.isActiveWindow)
    yield found
    for office in made:
        office.close()


@pytest.fixture
def hands(window: SetupWindow, qtbot: QtBot) -> Keyboard:
    return Keyboard(qtbot, window)


def keep_passphrase_and_code(window: SetupWindow, hands: Keyboard) -> None:
    """Answer what a machine without a keyring asks for, then keep the recovery code."""
    hands.wait(window.office_form.passphrase.hasFocus, timeout=20_000)
    hands.type("một mật khẩu dài")
    hands.press("Tab")
    hands.type("một mật khẩu dài")
    window.go.setFocus()
    hands.press("Return")
    hands.wait(window.recovery.isVisible, timeout=50_000)
    assert len(window.recovery.code.text()) > 20
    assert not window.recovery.go.isEnabled()
    window.recovery.sure.setFocus()
    hands.press("Space")
    window.recovery.go.setFocus()
    hands.press("Return")


@pytest.mark.slow
def test_trying_it_out_takes_a_passphrase_and_a_few_keys(
    window: SetupWindow, hands: Keyboard, made: list[Office]
) -> None:
    assert english(hands.seen()) == []
    window.practice.setFocus()
    hands.press("Return")
    keep_passphrase_and_code(window, hands)
    hands.wait(lambda: bool(made))
    office = made[0]
    assert office.settings.practice
    assert len(procedures.offered(office)) == 112
    assert office.officer
    assert not window.isVisible()


@pytest.mark.slow
def test_an_office_is_set_up_with_what_was_told(
    window: SetupWindow, hands: Keyboard, made: list[Office]
) -> None:
    window.real.setFocus()
    hands.press("Return")
    hands.wait(window.office_form.org_name.hasFocus)
    assert english(hands.seen()) == []
    hands.type("Ủy ban nhân dân xã Mới")
    form = window.office_form
    for field, words in (
        (form.org_code, "H56.14.05"),
        (form.province, "thanh hoa"),
        (form.counter, "2"),
        (form.officer, "Trần Thị Quầy"),
    ):
        field.setFocus()
        field.selectAll()
        hands.type(words)
    form.own_range.setChecked(True)
    form.number_range.setFocus()
    hands.type("100-199")
    assert cut_off(window) == []
    assert overlapping(window) == []
    window.go.setFocus()
    hands.press("Return")
    keep_passphrase_and_code(window, hands)
    hands.wait(lambda: bool(made))
    settings = made[0].settings
    assert (settings.org_name, settings.org_code) == ("Ủy ban nhân dân xã Mới", "H56.14.05")
    assert (settings.province, settings.counter) == ("38", 2)
    assert settings.number_range is not None
    assert settings.number_range.first == 100
    assert not settings.practice
    assert made[0].officer == "Trần Thị Quầy"


def test_what_is_missing_is_told_at_its_field(window: SetupWindow, hands: Keyboard) -> None:
    window.real.setFocus()
    hands.press("Return")
    window.go.setFocus()
    hands.press("Return")
    form = window.office_form
    hands.wait(lambda: form.board.field("org_name").has_problem, timeout=20_000)
    assert form.board.field("org_code").has_problem
    assert form.org_name.hasFocus()


def test_two_passphrases_that_differ_are_told(window: SetupWindow, hands: Keyboard) -> None:
    window.practice.setFocus()
    hands.press("Return")
    form = window.office_form
    hands.wait(form.passphrase.hasFocus, timeout=20_000)
    hands.type("một")
    hands.press("Return")
    hands.type("hai")
    hands.press("Return")
    assert window.go.hasFocus()
    hands.press("Return")
    again = form.board.field("passphrase_again")
    hands.wait(lambda: again.has_problem)
    assert form.passphrase_again.hasFocus()


def test_what_is_asked_late_is_not_asked_out_of_sight(window: SetupWindow, hands: Keyboard) -> None:
    window.real.setFocus()
    hands.press("Return")
    form = window.office_form
    form.ask_passphrase()
    window._refused(Refused(Problem("passphrase_again", "differs", "Hai lần nhập khác nhau.")))
    sentence = form.board.field("passphrase_again").problem
    hands.wait(lambda: sentence.visibleRegion().boundingRect() == sentence.rect())


def test_enter_walks_through_the_set_up_to_its_button(window: SetupWindow, hands: Keyboard) -> None:
    assert window.real.hasFocus()
    hands.press("Return")
    form = window.office_form
    walked = []
    while not window.go.hasFocus():
        walked.append(hands.focus())
        assert len(walked) < 12
        hands.press("Return")
    assert walked[0] is form.org_name
    assert form.officer in walked
    assert window.pages.currentIndex() == 1


def test_the_recovery_code_can_be_printed_and_saved(
    window: SetupWindow, tmp_path: Path, dressed: QApplication
) -> None:
    page = window.recovery
    page.show_code("ABCDE-FGHIJ-KLMNO", "Ủy ban nhân dân xã Mới")
    paper = PdfReader(BytesIO(_sheet(page._words())))
    assert "ABCDE-FGHIJ-KLMNO" in paper.pages[0].extract_text()
    page._write(tmp_path / "ma.txt")
    assert "ABCDE-FGHIJ-KLMNO" in (tmp_path / "ma.txt").read_text(encoding="utf-8")
    page._write(tmp_path / "no such folder" / "ma.txt")
    assert "Không ghi được" in page.news.text()
