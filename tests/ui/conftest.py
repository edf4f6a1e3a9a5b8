"""A real window on a real practice office, driven by the keyboard and read like a person reads."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from receptiondesk.office import Office
from tests.support.office import OfficeKind, make_office
from tests.ui.keyboard import Keyboard
from ui import qt_words, theme
from ui.screens.walk_in.screen import WalkInScreen
from ui.shell import Shell
from ui.workplace import Workplace


@pytest.fixture(scope="session")
def collecting_is_ours() -> Iterator[None]:
    """No collection in a worker thread, as in the program itself (see `ui.tidying`)."""
    gc.disable()
    yield
    gc.enable()
    gc.unfreeze()


@pytest.fixture(scope="module", autouse=True)
def settled(collecting_is_ours: None) -> None:
    """Look no more at what outlived the tests before: `tests.conftest` frees the young ones."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def dressed(qapp: QApplication) -> QApplication:
    """The application in its palette, font and words."""
    theme.apply(qapp)
    qt_words.install(qapp)
    return qapp


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A practice office with official codes, at nine on a Monday morning."""
    opened = make_office(tmp_path / "office", OfficeKind(number_range="1-999"))
    yield opened
    opened.close()


@pytest.fixture
def place(dressed: QApplication, office: Office) -> Iterator[Workplace]:
    """The lanes of one window."""
    made = Workplace(office)
    yield made
    made.background.stop()


@pytest.fixture
def shell(place: Workplace, qtbot: QtBot) -> Shell:
    """The window at the size of a small screen, shown and in front."""
    window = Shell(place)
    qtbot.addWidget(window)
    window.resize(1366, 705)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


@pytest.fixture
def keys(shell: Shell, qtbot: QtBot) -> Keyboard:
    """A clerk's hands on the keyboard, and eyes on the screen."""
    return Keyboard(qtbot, shell)


@pytest.fixture
def screen(shell: Shell) -> WalkInScreen:
    """The walk-in screen, which is in front at the start."""
    found = shell.screen_of("walk_in")
    assert isinstance(found, WalkInScreen)
    return found
