"""A wall as full as they get: 405 sheets, and the window is never held up."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from receptiondesk.desk import procedures, wall, wall_links
from receptiondesk.desk.notice_orders import NoticeOrder
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.links import LinkFound, LinkState
from receptiondesk.office import Office
from tests.support.catalogues import bring_in
from tests.ui.heart import BEAT_MS, LONGEST_FIRST_VISIT_S, LONGEST_S, Heart
from tests.ui.keyboard import Keyboard
from tests.ui.screens.file_dialog import choose_file
from tests.ui.screens.walls import WAIT, dearer, opened
from ui.screens.notices.screen import NoticesScreen
from ui.shell import Shell

FULL = 405
#: Reasons that a person would have to scroll through.
SOME = 20


@pytest.fixture
def full(office: Office) -> tuple[str, ...]:
    """Post what a real commune posts, a sheet each, and return the codes."""
    codes = tuple(one.code for one in procedures.find(office, "", limit=FULL))
    procedures.offer(office, codes)
    wall.post(office, NoticeOrder("sheets", board="Sảnh"))
    found = [LinkFound(one.url, LinkState.DEAD, 404) for one in wall_links.addresses(office)]
    wall_links.note(office, found)
    return codes


@pytest.fixture
def heart(shell: Shell) -> Iterator[Heart]:
    """Beat from when the window is there."""
    del shell
    made = Heart()
    yield made
    made.stop()


def see(keys: Keyboard, words: str) -> None:
    """Wait as long as a busy machine takes to read a full wall."""
    keys.wait(lambda: words in keys.seen(), timeout=WAIT)


def beats(keys: Keyboard, screen: NoticesScreen, heart: Heart, *pressed: str) -> float:
    """Press keys one by one and return the longest stretch until everything rests, in seconds."""
    heart.longest()
    for key in pressed:
        keys.press(key)
        keys.qtbot.wait(4 * BEAT_MS)
    keys.wait(lambda: not screen.place.background.busy, timeout=WAIT)
    keys.qtbot.wait(200)
    return heart.longest()


@pytest.mark.slow
def test_405_sheets_never_hold_the_window_up(
    keys: Keyboard, shell: Shell, office: Office, full: tuple[str, ...], heart: Heart
) -> None:
    screen = opened(shell, keys, "Alt+3")
    see(keys, "405 tờ đang treo đều đúng với danh mục bản 1.")
    assert heart.longest() < LONGEST_FIRST_VISIT_S
    bring_in(office, office.paths.root, dict.fromkeys(full, dearer))
    keys.qtbot.wait(4 * BEAT_MS)
    heart.longest()
    screen.place.announce(ChangeSet(catalogue=True))
    see(keys, "trong 405 tờ")
    longest = {"another catalogue": heart.longest(), "the rest of it": beats(keys, screen, heart)}
    for name, pressed in (
        ("down the list", ["Down", "PgDown", "PgDown", "End"]),
        ("group by group", ["Alt+Right"] * 5 + ["Alt+Left"] * 5),
        ("typing", ["Ctrl+F", *"giay"]),
        ("all of them again", ["Escape"]),
        ("reading anew", ["F5"]),
        ("review", ["Alt+4"]),
        ("down the review", ["Down", "PgDown", "End"]),
        ("addresses", ["Alt+5"]),
        ("down the addresses", ["Down", "PgDown", "End"]),
        ("back to the wall", ["Alt+3"]),
    ):
        longest[name] = beats(keys, screen, heart, *pressed)
    keys.scan(wall.register(office)[-1].scanned)
    see(keys, "đã thay từ")
    longest["a scan"] = beats(keys, screen, heart)
    slow = {name: f"{took * 1000:.0f} ms" for name, took in longest.items() if took >= LONGEST_S}
    assert not slow, f"{slow} of {longest}"


@pytest.mark.slow
def test_the_preview_and_the_filing_of_405_sheets_never_hold_the_window_up(
    keys: Keyboard, shell: Shell, office: Office, heart: Heart, tmp_path: Path
) -> None:
    codes = [one.code for one in procedures.find(office, "", limit=FULL)]
    procedures.offer(office, codes)
    screen = opened(shell, keys, "Alt+1")
    heart.longest()
    keys.press("Down")
    keys.wait(lambda: screen.print_page.viewer.preview.pages > FULL, timeout=WAIT)
    longest = {"preview": heart.longest()}
    keys.press("Ctrl+S")
    target = tmp_path / "niem-yet.pdf"
    choose_file(keys, target)
    heart.longest()
    keys.wait(lambda: screen.print_page.printing.bar.value() > SOME, timeout=WAIT)
    keys.press("Escape")
    see(keys, "Đã dừng theo yêu cầu.")
    assert not wall.register(office)
    keys.press("Ctrl+S")
    choose_file(keys, target)
    see(keys, "Đã lưu vào")
    longest["filing"] = heart.longest()
    assert len(wall.register(office)) == FULL
    assert max(longest.values()) < LONGEST_S, longest


@pytest.mark.slow
def test_a_list_page_with_many_reasons_is_shown_at_once(
    keys: Keyboard, shell: Shell, office: Office, heart: Heart, tmp_path: Path
) -> None:
    codes = [one.code for one in procedures.find(office, "", limit=FULL)]
    procedures.offer(office, codes)
    wall.post(office, NoticeOrder("index", size="a3"))
    new = {code: lambda one: replace(one, name=f"{one.name} (sửa)") for code in codes}
    bring_in(office, tmp_path, new)
    screen = opened(shell, keys, "Alt+3")
    see(keys, "tên thủ tục")
    heart.longest()
    assert beats(keys, screen, heart, "Down", "Down") < LONGEST_S
    assert screen.wall.detail.reading.rich.count("(sửa)") > SOME
