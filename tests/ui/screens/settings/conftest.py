"""The screen Thiết lập in a real window."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from tests.support.portals.practice import PracticePortal
from tests.ui.keyboard import Keyboard
from ui.screens.settings.screen import SettingsScreen
from ui.shell import Shell


@pytest.fixture
def settings(shell: Shell, keys: Keyboard) -> SettingsScreen:
    """The screen Thiết lập, reached by its key."""
    keys.press("Ctrl+6")
    return cast("SettingsScreen", shell.screen_of("settings"))


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[PracticePortal]:
    """A running practice portal with an empty store."""
    portal = PracticePortal(tmp_path / "portal").start()
    yield portal
    portal.stop()
