"""Liên kết: asked beside the window over real HTTP, dead ones named with their sheets."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from receptiondesk.desk import configuration, wall, wall_links
from receptiondesk.desk.notice_orders import NoticeOrder
from receptiondesk.domain.links import LinkFound, LinkState
from receptiondesk.office import Office
from tests.support.office import make_office
from tests.support.portals.wire import Asked, Said, Served
from tests.ui.keyboard import Keyboard
from tests.ui.screens.walls import BIRTH, DEATH, FEW, hang, opened
from ui.shell import Shell

PAGE = "Alt+5"
GONE = "/tra-cuu"


class Site:
    """A site on which one page is gone."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def handle(self, asked: Asked) -> Said:
        self.asked.append(asked.path)
        return Said(404 if asked.path.endswith(GONE) else 200)


@pytest.fixture
def site() -> Iterator[tuple[Site, str]]:
    core = Site()
    with Served(core) as served:
        yield core, served.url


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = make_office(tmp_path / "office", FEW)
    yield made
    made.close()


@pytest.fixture
def sheets(office: Office) -> dict[str, str]:
    return hang(office)


def dead(office: Office, code: str) -> str:
    """Note that the address of a procedure is gone."""
    found = next(one for one in wall_links.lines(office) if code in one.printed.codes)
    wall_links.note(office, [LinkFound(found.printed.url, LinkState.DEAD, 404)])
    return found.printed.url


def test_nothing_printed_says_what_would_be_here(keys: Keyboard, shell: Shell) -> None:
    opened(shell, keys, PAGE)
    keys.wait_to_see("1 trong 1 địa chỉ chưa hỏi")
    assert "Trang tra cứu chung" in keys.seen()


def test_a_dead_address_is_named_first_with_its_sheets_and_leads_to_them(
    keys: Keyboard, shell: Shell, office: Office, sheets: dict[str, str]
) -> None:
    url = dead(office, DEATH)
    screen = opened(shell, keys, PAGE)
    keys.wait_to_see("không còn hoặc đã chuyển")
    keys.wait_to_see("Liên kết (1)   Alt+5")
    keys.wait(lambda: screen.links.list.current_uid == url)
    shown = screen.links.reading.rich
    assert f"{sheets[DEATH]} (bảng Sảnh, vị trí" in shown
    assert DEATH in shown
    assert sheets[BIRTH] not in shown
    keys.press("Return")
    keys.wait_to_see("Đang xem 1 tờ mang địa chỉ này.")
    assert [line.uid for line in screen.wall.list.lines.lines] == [sheets[DEATH]]
    keys.press("Escape")
    keys.wait(lambda: len(screen.wall.list.lines.lines) == 5)


def test_looking_for_another_sheet_goes_through_the_whole_wall_again(
    keys: Keyboard, shell: Shell, office: Office, sheets: dict[str, str]
) -> None:
    dead(office, DEATH)
    screen = opened(shell, keys, PAGE)
    keys.wait_to_see("không còn hoặc đã chuyển")
    keys.press("Return")
    keys.wait_to_see("Đang xem 1 tờ mang địa chỉ này.")
    keys.type("khai sinh")
    keys.wait(lambda: screen.wall.list.current_uid == sheets[BIRTH])
    assert "Đang xem 1 tờ" not in keys.seen()
    keys.press("Escape", "Alt+5", "Return")
    keys.wait_to_see("Đang xem 1 tờ mang địa chỉ này.")
    keys.press("Alt+Right", "Alt+Left")
    keys.wait(lambda: len(screen.wall.list.lines.lines) == 5)
    assert "Đang xem 1 tờ" not in keys.seen()


def test_an_address_is_copied_as_it_opens(
    keys: Keyboard, shell: Shell, office: Office, sheets: dict[str, str]
) -> None:
    url = dead(office, next(iter(sheets)))
    screen = opened(shell, keys, PAGE)
    keys.wait(lambda: screen.links.list.current_uid == url)
    keys.press("Tab")
    keys.wait(screen.links.reading.hasFocus)
    keys.press("Ctrl+A", "Ctrl+C")
    assert url in QApplication.clipboard().text().splitlines()


def test_they_are_asked_now_beside_the_window(
    keys: Keyboard, shell: Shell, office: Office, site: tuple[Site, str]
) -> None:
    core, url = site
    changed = {"link_hosts": "127.0.0.1", "link_delay": "0", "lookup_url": f"{url}/tra-cuu"}
    shell.place.move_to(configuration.change_all(office, changed))
    opened(shell, keys, PAGE)
    keys.wait_to_see("1 trong 1 địa chỉ chưa hỏi")
    keys.press("Ctrl+Return")
    keys.wait_to_see("Đã hỏi 1 địa chỉ.")
    keys.wait_to_see("1 trong 1 địa chỉ không còn hoặc đã chuyển")
    assert core.asked


@pytest.mark.usefixtures("sheets")
def test_without_hosts_nobody_is_asked_and_the_settings_are_a_key_away(
    keys: Keyboard, shell: Shell
) -> None:
    opened(shell, keys, PAGE)
    keys.press("Ctrl+Return")
    keys.wait_to_see("Chưa có máy chủ nào được phép hỏi nên không hỏi máy chủ nào.")
    keys.wait_for_focus_on("Ghi máy chủ được hỏi")
    keys.press("Return")
    keys.wait(lambda: shell.stack.currentWidget() is shell.screen_of("settings"))


@pytest.mark.parametrize("closing", [False, True], ids=["esc", "closing"])
def test_the_asking_stops_when_a_person_wants_it_or_closes_the_window(
    keys: Keyboard, shell: Shell, office: Office, site: tuple[Site, str], closing: bool
) -> None:
    core, url = site
    slow = {"link_hosts": "127.0.0.1", "link_delay": "60", "lookup_url": f"{url}/cu"}
    wall.post(configuration.change_all(office, slow), NoticeOrder("poster"))
    shell.place.move_to(configuration.change(office, "lookup_url", f"{url}/moi"))
    screen = opened(shell, keys, PAGE)
    keys.wait_to_see("2 trong 2 địa chỉ chưa hỏi")
    keys.press("Ctrl+Return")
    keys.wait_to_see("Đang hỏi 1/2 địa chỉ; vẫn làm việc khác được.")
    keys.wait_for_focus_on("Dừng   Esc")
    if closing:
        shell.keep_work()
    else:
        keys.press("Escape")
    keys.wait_to_see("Đã hỏi 1 địa chỉ.")
    assert screen.links.check_button.hasFocus()
    assert {path.rpartition("/")[2] for path in core.asked} == {"cu"}
    keys.wait_to_see("1 trong 2 địa chỉ chưa hỏi")
