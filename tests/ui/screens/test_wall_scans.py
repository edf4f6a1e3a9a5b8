"""Trên tường: a sheet's bar code is scanned and answered for, by keyboard only."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from receptiondesk.desk import procedures, wall, wall_stale
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.office import Office
from tests.support.office import make_office
from tests.ui.keyboard import Keyboard
from tests.ui.screens.walls import BIRTH, DEATH, EXTRACT, FEW, MARRIAGE, hang, opened, renew
from ui.background import WORKERS
from ui.shell import Shell

PAGE = "Alt+3"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = make_office(tmp_path / "office", FEW)
    yield made
    made.close()


@pytest.fixture
def sheets(office: Office) -> dict[str, str]:
    """Five sheets that hang, all of them right."""
    return hang(office)


@pytest.fixture
def stale(office: Office, sheets: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """The same when a catalogue came: two to be replaced, one to come down, one to be printed."""
    renew(office, tmp_path)
    return sheets


@pytest.mark.parametrize("scanner", [True, False], ids=["scanned", "typed"])
def test_a_scanned_sheet_is_answered_for_and_chosen(
    keys: Keyboard, shell: Shell, office: Office, sheets: dict[str, str], scanner: bool
) -> None:
    screen = opened(shell, keys, PAGE)
    keys.wait(screen.wall.scan.hasFocus)
    scanned = next(one for one in wall.register(office) if one.id == sheets[DEATH])
    keys.scan(scanned.scanned if scanner else scanned.id.lower())
    keys.wait_to_see(f"Tờ {scanned.id} đang đúng.")
    keys.wait(lambda: screen.wall.list.current_uid == scanned.id)
    assert not screen.wall.scan.text()
    assert screen.wall.scan.hasFocus()


def test_a_scanned_sheet_that_no_longer_holds_says_since_when(
    keys: Keyboard, shell: Shell, office: Office, stale: dict[str, str]
) -> None:
    screen = opened(shell, keys, PAGE)
    scanned = next(one for one in wall.register(office) if one.id == stale[DEATH])
    keys.scan(scanned.scanned)
    keys.wait_to_see(f"Tờ {scanned.id} đã thay từ 23/11/2026 (danh mục bản 2): phí, lệ phí.")
    keys.wait(lambda: screen.wall.list.current_uid == scanned.id)
    keys.scan("9ZZZ-77/1")
    keys.wait_to_see("“9ZZZ-77/1” không phải tờ niêm yết nào trong sổ của máy này.")


def test_a_sheet_that_was_right_is_not_called_so_under_a_new_catalogue(
    keys: Keyboard, shell: Shell, office: Office, sheets: dict[str, str], tmp_path: Path
) -> None:
    opened(shell, keys, PAGE)
    keys.scan(sheets[DEATH])
    keys.wait_to_see(f"Tờ {sheets[DEATH]} đang đúng.")
    renew(office, tmp_path)
    shell.place.announce(ChangeSet(catalogue=True))
    keys.wait_to_see("Cần thay 2 trong 5 tờ")
    assert f"Tờ {sheets[DEATH]} đang đúng." not in keys.seen()


def test_a_scan_while_the_list_has_the_focus_is_not_lost(
    keys: Keyboard, shell: Shell, office: Office, sheets: dict[str, str]
) -> None:
    screen = opened(shell, keys, PAGE)
    keys.press("Down")
    keys.wait(screen.wall.list.hasFocus)
    scanned = next(one for one in wall.register(office) if one.id == sheets[MARRIAGE])
    keys.scan(scanned.scanned)
    keys.wait_to_see(f"Tờ {scanned.id} đang đúng.")


def test_a_sheet_scanned_before_the_one_before_is_found_is_the_one_answered_for(
    keys: Keyboard, shell: Shell, sheets: dict[str, str]
) -> None:
    screen = opened(shell, keys, PAGE)
    keys.wait(screen.wall.scan.hasFocus)
    held = threading.Event()
    for _each in range(WORKERS):
        shell.place.run(lambda _office: held.wait())
    keys.scan(sheets[BIRTH])
    keys.type(sheets[DEATH][:3])
    held.set()
    keys.wait(lambda: not shell.place.background.busy)
    keys.scan(sheets[DEATH][3:])
    keys.wait_to_see(f"Tờ {sheets[DEATH]} đang đúng.")
    keys.wait(lambda: screen.wall.list.current_uid == sheets[DEATH])


def test_a_scanner_keeps_its_line_when_the_last_act_is_done(
    keys: Keyboard, shell: Shell, office: Office, stale: dict[str, str]
) -> None:
    wall_stale.replace_stale(office)
    procedures.offer(office, [BIRTH, DEATH, MARRIAGE, EXTRACT])  # none is missing: no act is left
    screen = opened(shell, keys, PAGE)
    keys.wait_to_see("Đã dán xong: gạch")
    screen.wall.acts.primary.setFocus()  # where one printing leaves it
    keys.press("Ctrl+F")
    keys.type(stale[MARRIAGE][:3])
    wall_stale.confirm(office, [one.id for one in screen.wall.wall.to_strike()])
    screen.wall.ask()
    keys.wait(lambda: not screen.wall.acts.primary.isVisible())
    keys.scan(stale[MARRIAGE][3:])
    keys.wait_to_see(f"Tờ {stale[MARRIAGE]} đang đúng.")
