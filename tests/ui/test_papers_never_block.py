"""Papers in the window with a heartbeat beside them: the window is never held up."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from receptiondesk.desk import intake
from receptiondesk.office import Office
from tests.support.fake_spooler import FakeSpooler
from tests.support.walk_ins import walk_in
from tests.ui.heart import BEAT_MS, LONGEST_FIRST_VISIT_S, LONGEST_S, Heart
from tests.ui.keyboard import Keyboard
from tests.ui.screens.papers_of_window import made, to_list
from ui.screens.dossiers.paper_shelf import MOST_SHOWN
from ui.shell import Shell

#: Of a year's register that is longer than what is shown of it.
MANY = 320


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeSpooler:
    found = FakeSpooler(tmp_path / "spooler")
    monkeypatch.setenv("PATH", found.path)
    return found


@pytest.fixture
def heart(shell: Shell) -> Iterator[Heart]:
    found = Heart()
    yield found
    found.stop()


def settle(keys: Keyboard, shell: Shell) -> None:
    keys.wait(lambda: not shell.place.background.busy, timeout=60_000)
    keys.qtbot.wait(4 * BEAT_MS)


def walk_through(keys: Keyboard, shell: Shell, heart: Heart, kinds: str, limit: float) -> None:
    """Look at papers one after the other, from their list."""
    page = shell.screen_of("dossiers").papers.page  # type: ignore[attr-defined]
    for kind in kinds:
        keys.type(kind)
        made(keys, page)
        settle(keys, shell)
        longest = heart.longest()
        assert longest < limit, f"paper {kind}: {longest * 1000:.0f} ms"
        keys.press("Escape")
        settle(keys, shell)


@pytest.mark.slow
def test_typing_and_printing_a_form_never_holds_the_window_up(
    shell: Shell, keys: Keyboard, office: Office, fake: FakeSpooler, heart: Heart
) -> None:
    code = intake.accept(office, walk_in(office)).dossier.code
    screen = to_list(shell, keys, 1)
    keys.scan(code)
    keys.wait_to_see("In giấy tờ khác…   Ctrl+M")
    keys.press("Ctrl+M")
    keys.wait(screen.papers.chooser.list.hasFocus)
    keys.wait_to_see("Mẫu số 02")
    settle(keys, shell)
    heart.longest()
    walk_through(keys, shell, heart, "123456", LONGEST_FIRST_VISIT_S)
    walk_through(keys, shell, heart, "123456", LONGEST_S)
    keys.type("2")
    made(keys, screen.papers.page)
    for _ in range(5):
        keys.type("Tờ khai chưa có chữ ký của người yêu cầu. ")
        keys.qtbot.wait(50)
    keys.press("Ctrl+P")
    keys.wait_for_focus_on("Đã ra giấy")
    keys.press("Return")
    settle(keys, shell)
    assert heart.longest() < LONGEST_S
    assert len(fake.papers) == 1


@pytest.mark.slow
def test_a_long_register_many_ticks_and_many_receipts_never_hold_the_window_up(
    shell: Shell, keys: Keyboard, office: Office, fake: FakeSpooler, heart: Heart
) -> None:
    for _ in range(MANY):
        intake.accept(office, walk_in(office))
    screen = to_list(shell, keys, 300)
    keys.press("Down", "Ctrl+A")
    settle(keys, shell)
    keys.press("Ctrl+M")
    keys.wait(screen.papers.chooser.list.hasFocus)
    keys.wait_to_see("Danh sách bắt đầu với 300 hồ sơ đã chọn.")
    settle(keys, shell)
    heart.longest()
    walk_through(keys, shell, heart, "15", LONGEST_FIRST_VISIT_S)
    walk_through(keys, shell, heart, "15", LONGEST_S)
    assert screen.papers.page.pages.text().startswith(f"Xem {MOST_SHOWN} trang đầu trong ")
    keys.press("Escape")
    keys.press("Ctrl+Shift+P")
    keys.wait(lambda: screen.receipts.told.text().startswith("300 giấy"))
    settle(keys, shell)
    heart.longest()
    keys.press("Ctrl+P")
    keys.wait(lambda: screen.receipts.printing.bar.value() > 30, timeout=60_000)
    keys.press("Escape")
    keys.wait_to_see("Đã dừng.")
    settle(keys, shell)
    assert heart.longest() < LONGEST_S
    assert fake.papers == []
