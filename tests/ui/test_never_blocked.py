"""Ordinary acts with a heartbeat beside them: the window is never held up."""

from collections.abc import Iterator

import pytest

from tests.ui.heart import BEAT_MS, LONGEST_FIRST_VISIT_S, LONGEST_S, Heart
from tests.ui.keyboard import CARD, Keyboard
from ui.screens.walk_in.screen import WalkInScreen


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
