"""Every layout of a notice on every paper, ordered by keyboard only and seen before printing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSizeF
from pytestqt.qtbot import QtBot

from receptiondesk.desk import wall
from receptiondesk.desk.notice_orders import NoticeOrder
from receptiondesk.office import Office
from tests.support.office import make_office
from tests.support.paper import words
from tests.ui.keyboard import Keyboard
from tests.ui.screens.file_dialog import choose_file
from tests.ui.screens.walls import BIRTH, CODES, DEATH, FEW, WAIT, hang, opened
from ui.screens.notices.order_form import KINDS
from ui.screens.notices.screen import NoticesScreen
from ui.shell import Shell

PAGE = "Alt+1"
#: Points: the shorter side of the paper.
A4, A3 = 595, 842


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = make_office(tmp_path / "office", FEW)
    yield made
    made.close()


@pytest.fixture
def screen(keys: Keyboard, shell: Shell, office: Office) -> NoticesScreen:
    """The print page of an office that posts five procedures, its first preview made."""
    hang(office)
    found = opened(shell, keys, PAGE)
    keys.wait_to_see("Trang 1/")
    return found


def shown(qtbot: QtBot, screen: NoticesScreen, keys: Keyboard, *pressed: str) -> bytes:
    """Return the paper that follows from the keys."""
    with qtbot.waitSignal(screen.print_page.making.made, timeout=WAIT) as signal:
        keys.press(*pressed)
    [paper] = signal.args or [None]
    assert paper is not None
    return bytes(paper.pdf)


def paper_of(screen: NoticesScreen) -> QSizeF:
    document = screen.print_page.viewer.preview.document()
    return document.pagePointSize(0)


def test_every_layout_is_a_key_away_and_says_what_it_is(
    keys: Keyboard, screen: NoticesScreen, qtbot: QtBot
) -> None:
    told = {
        "sheets": "Down",
        "index": "Down",
        "needs": "Down",
        "poster": "Right",
        "hotline": "Up",
        "feedback": "Up",
        "office": "Up",
    }
    expected = {
        "sheets": BIRTH,
        "index": BIRTH,
        "needs": "sinh con",
        "poster": "Quét mã tại đây".upper(),
        "hotline": "1022",
        "feedback": "phản ánh, kiến nghị".upper(),
        "office": DEATH,
    }
    assert {"list", *told} == {kind for kind, _words in KINDS}
    for kind, key in told.items():
        text = words(shown(qtbot, screen, keys, key))
        assert screen.print_page.form.kind.read() == kind
        assert expected[kind].lower() in text.lower()


def test_a_card_asks_for_no_procedures_and_names_what_is_left_blank(
    keys: Keyboard, screen: NoticesScreen, qtbot: QtBot
) -> None:
    assert "Của những thủ tục nào" in keys.seen()
    shown(qtbot, screen, keys, "Right")
    shown(qtbot, screen, keys, "Down")
    keys.wait_to_see("Chưa ghi trong Thiết lập nên để dòng chấm:")
    assert "Của những thủ tục nào" not in keys.seen()
    assert screen.print_page.form.read() == NoticeOrder("feedback")


def test_large_paper_large_print_and_large_paper_on_small(
    keys: Keyboard, screen: NoticesScreen, qtbot: QtBot
) -> None:
    form = screen.print_page.form
    shown(qtbot, screen, keys, "Tab", "Tab", "Right")
    assert form.read().size == "a3"
    assert paper_of(screen).width() == pytest.approx(A3, abs=2)
    plain = shown(qtbot, screen, keys, "Right")
    assert form.read().size == "a3-a4"
    sides = sorted((paper_of(screen).width(), paper_of(screen).height()))
    assert sides[0] == pytest.approx(A4, abs=2)
    large = shown(qtbot, screen, keys, "Tab", "Tab", "Space")
    assert form.read().large
    assert large != plain


def test_sheets_get_the_places_of_the_board_that_is_named(
    keys: Keyboard, screen: NoticesScreen, qtbot: QtBot, office: Office, tmp_path: Path
) -> None:
    before = {one.id for one in wall.register(office)}
    shown(qtbot, screen, keys, "Down")
    keys.press("Tab", "Tab", "Tab", "Tab", "Tab")
    keys.wait(screen.print_page.form.board.hasFocus)
    keys.type("Hành lang")
    keys.press("Ctrl+S")
    target = tmp_path / "niem-yet.pdf"
    choose_file(keys, target)
    keys.wait_to_see("Đã lưu vào")
    new = [one for one in wall.register(office) if one.id not in before]
    assert [one.place.told() for one in new] == [
        f"bảng Hành lang, vị trí {number}" for number in range(1, len(CODES) + 1)
    ]
    assert all(one.id in words(target.read_bytes()) for one in new)
    keys.press("Alt+3")
    keys.wait_to_see("10 tờ đang treo đều đúng")
