"""Ordinary acts with a heartbeat beside them: the window is never held up.

The heart counts the time that the window's own thread worked without a pause, not the time on the
wall, which on a busy machine says more about its other programs.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import pytest
from PySide6.QtCore import QObject, QTimer

from tests.ui.keyboard import CARD, Keyboard
from ui.screens.walk_in.screen import WalkInScreen

BEAT_MS: Final = 5
LONGEST_S: Final = 0.1
#: A first visit builds its screen, once in the life of a window.
LONGEST_FIRST_VISIT_S: Final = 0.3


@dataclass
class Heart(QObject):
    """Beats as often as the window's thread lets it."""

    worked: list[float] = field(default_factory=list)
    _last: float = 0.0

    def __post_init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._beat)
        self._last = time.thread_time()
        self._timer.start()

    def _beat(self) -> None:
        now = time.thread_time()
        self.worked.append(now - self._last)
        self._last = now

    def longest(self) -> float:
        """Return the longest stretch since the last call, in seconds."""
        found = max(self.worked, default=0.0)
        self.worked.clear()
        return found

    def stop(self) -> None:
        self._timer.stop()


@pytest.fixture
def heart(screen: WalkInScreen) -> Iterator[Heart]:
    made = Heart()
    yield made
    made.stop()


def settle(keys: Keyboard, screen: WalkInScreen) -> None:
    keys.wait(lambda: not screen.place.background.busy)
    keys.qtbot.wait(4 * BEAT_MS)


def one_citizen(keys: Keyboard, screen: WalkInScreen, number: int) -> None:
    keys.type("dkks")
    keys.press("Return")
    keys.wait(screen.form.scanner.hasFocus)
    keys.scan(CARD)
    keys.wait_to_see("Đã đọc thẻ của Nguyễn Văn An")
    keys.press("F4")
    keys.wait_to_see("2/2 – đủ giấy tờ bắt buộc")
    keys.press("Ctrl+Return")
    keys.wait_to_see(f"H56.14-261123-{number:04}")
    settle(keys, screen)
    keys.press("F2")
    keys.wait_to_see("quét thẻ căn cước")


@pytest.mark.slow
def test_serving_a_citizen_never_holds_the_window_up(
    keys: Keyboard, screen: WalkInScreen, heart: Heart
) -> None:
    one_citizen(keys, screen, 1)  # the first one also loads the PDF part
    assert heart.longest() < LONGEST_FIRST_VISIT_S
    for number in range(2, 5):
        one_citizen(keys, screen, number)
    assert heart.longest() < LONGEST_S


@pytest.mark.slow
def test_going_between_the_screens_never_holds_the_window_up(
    keys: Keyboard, screen: WalkInScreen, heart: Heart
) -> None:
    for visit, limit in ((1, LONGEST_FIRST_VISIT_S), (2, LONGEST_S)):
        for number in range(1, 6):
            keys.press(f"Ctrl+{number}")
            settle(keys, screen)
            longest = heart.longest()
            assert longest < limit, f"Ctrl+{number}, visit {visit}: {longest * 1000:.0f} ms"
