"""Choosing what is posted, and making the papers of the wall, by keyboard only."""

import threading
from pathlib import Path
from typing import cast

import pytest
from pytestqt.qtbot import QtBot

from receptiondesk.desk import procedures
from receptiondesk.desk.papers import Paper
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.errors import Trouble
from receptiondesk.domain.procedures import Procedure
from receptiondesk.office import Office
from tests.support.paper import page_words, words
from tests.support.walk_ins import BIRTH_REGISTRATION
from tests.ui.keyboard import Keyboard
from tests.ui.looking import beyond, cut_off, english, overlapping
from tests.ui.screens.file_dialog import choose_file
from ui.background import WORKERS
from ui.screens.notices.screen import NoticesScreen
from ui.shell import Shell

CIVIL_STATUS = "Hộ tịch"
CERTIFYING = "Chứng thực"


@pytest.fixture
def notices(shell: Shell, keys: Keyboard) -> NoticesScreen:
    """The screen Niêm yết, reached by its key, its catalogue read."""
    keys.press("Ctrl+3")
    screen = cast("NoticesScreen", shell.screen_of("notices"))
    keys.wait(lambda: bool(screen.posting.fields.ticks.rows))
    return screen


@pytest.fixture
def posted(office: Office) -> tuple[Procedure, ...]:
    """What the office posts: two fields."""
    known = procedures.find(office, "", limit=1000)
    wanted = [one.code for one in known if one.field in (CIVIL_STATUS, CERTIFYING)]
    procedures.offer(office, wanted)
    return procedures.posted(office)


def made(qtbot: QtBot, screen: NoticesScreen, keys: Keyboard, *pressed: str) -> Paper:
    """Return the paper that follows from the keys."""
    with qtbot.waitSignal(screen.print_page.making.made, timeout=30_000) as signal:
        keys.press(*pressed)
    return cast("Paper", signal.args[0])


def go_to_field(keys: Keyboard, screen: NoticesScreen, field: str) -> None:
    keys.wait(screen.posting.fields.hasFocus)
    for _ in range(100):
        if screen.posting.fields.current_key == field:
            return
        keys.press("Down")
    pytest.fail(f"no field {field}: {screen.posting.fields.current_key} {keys.focus()}")


def kept(keys: Keyboard, office: Office, *codes: str) -> None:
    keys.wait(lambda: sorted(procedures.offered(office)) == sorted(codes))


def of_field(office: Office, field: str) -> list[str]:
    return [one.code for one in procedures.find(office, "", field=field, limit=1000)]


@pytest.mark.usefixtures("notices")
def test_an_office_that_posts_nothing_is_told_what_to_do(keys: Keyboard) -> None:
    keys.wait_to_see("Chưa có thủ tục nào được chọn để niêm yết")
    keys.press("Alt+2")
    keys.wait_to_see("Chưa đánh dấu thủ tục nào")
    assert "chưa có gì để niêm yết" in keys.seen()


def test_space_posts_a_whole_field_and_the_same_again_takes_it_away(
    keys: Keyboard, notices: NoticesScreen, office: Office
) -> None:
    keys.press("Alt+2")
    go_to_field(keys, notices, CIVIL_STATUS)
    keys.press("Space")
    keys.wait_to_see("41 thủ tục trong 1 lĩnh vực")
    kept(keys, office, *of_field(office, CIVIL_STATUS))
    assert "Hộ tịch, 41/41 thủ tục, đã đánh dấu" in keys.seen()
    keys.press("Space")
    keys.wait_to_see("0 thủ tục trong 0 lĩnh vực")
    kept(keys, office)
    keys.press("Ctrl+Z")
    keys.wait_to_see("41 thủ tục trong 1 lĩnh vực")
    kept(keys, office, *of_field(office, CIVIL_STATUS))


def test_one_is_found_by_its_initials_and_posted(
    keys: Keyboard, notices: NoticesScreen, office: Office
) -> None:
    keys.press("Alt+2")
    keys.type("dkks")
    keys.wait(lambda: notices.posting.search.text() == "dkks")
    keys.press("Return", "Space")
    keys.wait_to_see("1 thủ tục trong 1 lĩnh vực")
    kept(keys, office, BIRTH_REGISTRATION)
    keys.wait_to_see("Đã lưu.")
    assert "đăng ký khai sinh, 1.001193 · Hộ tịch, đã đánh dấu" in keys.seen()


def test_a_search_in_a_field_that_lacks_it_says_where_to_look(
    keys: Keyboard, notices: NoticesScreen
) -> None:
    keys.press("Alt+2")
    go_to_field(keys, notices, CERTIFYING)
    keys.type("khai sinh")
    keys.wait_to_see(f"Không thấy thủ tục nào có “khai sinh” trong lĩnh vực {CERTIFYING}.")
    assert "Chọn Mọi lĩnh vực" in keys.seen()
    keys.press("Ctrl+A")
    keys.type("ban sao")
    keys.wait(lambda: bool(notices.posting.procedures.ticks.rows))
    assert "Không thấy thủ tục nào" not in keys.seen()


def test_ticks_that_could_not_be_kept_stay_and_are_kept_later(
    keys: Keyboard, notices: NoticesScreen, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_order: object, **_more: object) -> None:
        raise Trouble("busy", "Tệp dữ liệu đang bận.")

    keys.press("Alt+2")
    go_to_field(keys, notices, CERTIFYING)
    with monkeypatch.context() as patch:
        patch.setattr(procedures, "offer", busy)
        keys.press("Space")
        keys.wait_to_see("Các dấu vừa chọn chưa được lưu")
    notices.place.announce(ChangeSet(catalogue=True))
    kept(keys, office, *of_field(office, CERTIFYING))
    keys.wait_to_see("Đã lưu.")


def test_ctrl_a_marks_only_what_is_shown(
    keys: Keyboard, notices: NoticesScreen, office: Office
) -> None:
    keys.press("Alt+2")
    go_to_field(keys, notices, CERTIFYING)
    keys.press("Ctrl+A")
    kept(keys, office, *of_field(office, CERTIFYING))
    keys.press("Ctrl+Shift+A")
    kept(keys, office)


def test_ticks_made_in_a_hurry_are_all_kept_when_the_page_is_left(
    keys: Keyboard, notices: NoticesScreen, office: Office
) -> None:
    keys.press("Alt+2")
    go_to_field(keys, notices, CERTIFYING)
    keys.press("Space")
    notices.keep_work()
    kept(keys, office, *of_field(office, CERTIFYING))


def test_another_catalogue_change_does_not_lose_a_tick_on_its_way(
    keys: Keyboard, notices: NoticesScreen, office: Office
) -> None:
    keys.press("Alt+2")
    go_to_field(keys, notices, CERTIFYING)
    keys.press("Space")
    notices.place.announce(ChangeSet(catalogue=True))
    kept(keys, office, *of_field(office, CERTIFYING))
    keys.wait_to_see("12 thủ tục trong 1 lĩnh vực")


@pytest.mark.usefixtures("posted")
def test_the_list_of_the_office_is_there_at_once_and_turns_by_keys(
    keys: Keyboard, notices: NoticesScreen
) -> None:
    keys.wait_to_see("53 thủ tục trong 2 lĩnh vực")
    keys.wait_to_see("Trang 1/")
    pages = notices.print_page.viewer.preview.pages
    assert pages > 1
    keys.press("Alt+Right")
    keys.wait_to_see(f"Trang 2/{pages}")
    keys.press("Alt+Left")
    keys.wait_to_see(f"Trang 1/{pages}")


@pytest.mark.usefixtures("posted")
def test_nothing_is_offered_to_the_printer_while_it_is_made_anew(
    keys: Keyboard, notices: NoticesScreen
) -> None:
    page = notices.print_page
    keys.wait_to_see("Trang 1/")
    keys.wait(page.printing.isEnabled)
    held = threading.Event()
    for _each in range(WORKERS):
        notices.place.run(lambda _office: held.wait())
    keys.press("F5")
    page.form.placed.emit()  # where it is to hang is told meanwhile
    assert not page.printing.isEnabled()
    held.set()
    keys.wait(page.printing.isEnabled)


def test_a_sheet_for_each_procedure_of_one_field_lying(
    keys: Keyboard, posted: tuple[Procedure, ...], notices: NoticesScreen, qtbot: QtBot
) -> None:
    keys.wait_to_see("Trang 1/")
    made(qtbot, notices, keys, "Down")
    sheets = made(qtbot, notices, keys, "Tab", "Down")
    first = next(one.field for one in posted)
    assert notices.print_page.form.field.currentText().startswith(first)
    of_first = [one for one in posted if one.field == first]
    told = words(sheets.pdf)
    assert all(one.code in told for one in of_first)
    assert not any(one.code in told for one in posted if one.field != first)
    lying = made(qtbot, notices, keys, "Tab", "Tab", "Tab", "Right")
    assert notices.print_page.form.read().landscape
    assert lying.pdf != sheets.pdf


def test_a_few_are_added_by_typing_and_taken_away_by_delete(
    keys: Keyboard, notices: NoticesScreen, qtbot: QtBot
) -> None:
    keys.wait_to_see("Chưa có thủ tục nào được chọn")
    keys.press("Tab", "Down", "Down")
    keys.wait_to_see("Gõ tên hoặc mã thủ tục ở bên trái rồi bấm Enter")
    keys.press("Tab")
    keys.type("dkks")
    paper = made(qtbot, notices, keys, "Return")
    (page,) = page_words(paper.pdf)
    assert BIRTH_REGISTRATION in page
    keys.press("Tab")
    keys.wait(notices.print_page.form.list.hasFocus)
    keys.press("Home", "Delete")
    keys.wait_to_see("Gõ tên hoặc mã thủ tục ở bên trái rồi bấm Enter")


@pytest.mark.usefixtures("posted")
def test_it_is_saved_as_pdf_by_keys_only(
    keys: Keyboard, notices: NoticesScreen, tmp_path: Path
) -> None:
    keys.wait_to_see("Trang 1/")
    keys.press("Ctrl+S")
    target = tmp_path / "niem-yet.pdf"
    choose_file(keys, target)
    keys.wait_to_see("Đã lưu vào")
    assert BIRTH_REGISTRATION in words(target.read_bytes())


@pytest.mark.usefixtures("posted", "notices")
def test_a_printer_that_fails_says_that_the_paper_is_safe_and_speaks_of_no_dossier(
    keys: Keyboard,
) -> None:
    keys.wait_to_see("Trang 1/")
    keys.press("Ctrl+P")
    keys.wait_to_see("Tờ niêm yết đã tạo vẫn còn ở đây. Có thể:")
    assert "Hồ sơ đã lưu" not in keys.seen()


def test_the_whole_wall_tells_how_far_it_is_and_stops_at_esc(
    keys: Keyboard, notices: NoticesScreen, office: Office, qtbot: QtBot
) -> None:
    codes = [one.code for one in procedures.find(office, "", limit=112)]
    steps: list[tuple[int, int]] = []
    notices.print_page.making.advanced.connect(lambda step: steps.append((step.done, step.all)))
    procedures.offer(office, codes)
    notices.place.announce(ChangeSet(catalogue=True))
    keys.wait_to_see("Trang 1/")
    steps.clear()
    keys.press("Down")
    keys.wait(lambda: bool(steps))
    assert "Đang tạo bản niêm yết" in keys.seen()
    keys.press("Escape")
    keys.wait_to_see("Đã dừng, chưa tạo bản niêm yết nào.")
    assert not notices.print_page.printing.isEnabled()
    paper = made(qtbot, notices, keys, "F5")
    assert steps[-1] == (112, 112)
    told = words(paper.pdf)
    assert all(code in told for code in codes)
    assert notices.print_page.printing.isEnabled()


@pytest.mark.parametrize("size", [(1366, 705), (911, 470)], ids=["small", "small-at-150"])
@pytest.mark.usefixtures("posted")
def test_nothing_is_cut_off_and_nothing_is_english(
    size: tuple[int, int], keys: Keyboard, notices: NoticesScreen, shell: Shell
) -> None:
    shell.resize(*size)
    keys.wait_to_see("Trang 1/")
    for page in ("Alt+1", "Alt+2"):
        keys.press(page)
        keys.wait_to_see("53 thủ tục trong 2 lĩnh vực")
        assert cut_off(notices) == []
        assert overlapping(notices) == []
        assert beyond(shell, notices) == []
        assert english(keys.seen()) == []
