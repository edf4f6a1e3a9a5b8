"""Trên tường: what hangs, what must go and why, and right sheets for it, by keyboard only."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog

from receptiondesk.desk import print_jobs, wall, wall_stale
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.print_jobs import JobState
from receptiondesk.domain.wall import Place
from receptiondesk.office import Office
from tests.support.catalogues import bring_in
from tests.support.fake_spooler import NAME, FakeSpooler
from tests.support.office import make_office
from tests.support.paper import words
from tests.ui.keyboard import Keyboard
from tests.ui.looking import beyond, cut_off, english, overlapping
from tests.ui.screens.file_dialog import choose_file
from tests.ui.screens.walls import (
    BIRTH,
    COPIES,
    DEATH,
    EXTRACT,
    FEW,
    MARRIAGE,
    UNPRINTED,
    dearer,
    hang,
    opened,
    renew,
)
from ui.screens.notices.screen import NoticesScreen
from ui.shell import Shell

PAGE = "Alt+3"
WAIT = 60_000


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


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeSpooler:
    """The fake's programs stand first on the path of the printing part."""
    made = FakeSpooler(tmp_path / "spooler")
    monkeypatch.setenv("PATH", made.path)
    return made


def by_code(office: Office) -> dict[str, str]:
    return {one.codes[0]: one.id for one in wall.register(office) if one.hung}


def go_to(keys: Keyboard, screen: NoticesScreen, sheet: str) -> None:
    """Type a sheet's number, as a person without a scanner does."""
    keys.press("Ctrl+F")
    keys.scan(sheet)
    keys.wait(lambda: screen.wall.list.current_uid == sheet)


def say_yes(keys: Keyboard, safe: str, sure: str) -> None:
    """Answer a question whose safe answer has the focus with the other one."""
    keys.wait_for_focus_on(safe)
    keys.press("Tab")
    keys.wait_for_focus_on(sure)
    keys.press("Return")


def test_an_empty_register_says_how_to_fill_it(keys: Keyboard, shell: Shell) -> None:
    opened(shell, keys, PAGE)
    keys.wait_to_see("Sổ niêm yết chưa có tờ nào.")
    keys.press("Tab")
    keys.wait_for_focus_on("In niêm yết   Alt+1")
    keys.press("Return")
    keys.wait_to_see("Danh sách kèm mã QR")


def test_a_right_wall_says_so_and_asks_for_nothing(
    keys: Keyboard, shell: Shell, sheets: dict[str, str]
) -> None:
    screen = opened(shell, keys, PAGE)
    keys.wait_to_see("5 tờ đang treo đều đúng với danh mục bản 1.")
    seen = keys.seen()
    assert all(f"Tờ: {sheet}, 23/11/2026 · bản 1" in seen for sheet in sheets.values())
    assert "Chỗ treo: Sảnh, vị trí 3" in seen
    assert "đang đúng" in seen
    assert not screen.wall.acts.primary.isVisible()


def test_what_must_go_is_named_with_its_reason_and_old_beside_new(
    keys: Keyboard, shell: Shell, stale: dict[str, str]
) -> None:
    screen = opened(shell, keys, PAGE)
    keys.wait_to_see("Cần thay 2 trong 5 tờ, gỡ 1 tờ không còn hiệu lực (danh mục bản 2).")
    keys.wait_to_see("phí, lệ phí 2 tờ · hết hiệu lực 1 tờ")
    assert "Trên tường (3)   Alt+3" in keys.seen()
    go_to(keys, screen, stale[DEATH])
    keys.wait_to_see("Phải thay: phí, lệ phí")
    shown = screen.wall.detail.reading.rich
    assert "Trên tờ (danh mục bản 1)" in shown
    assert "Nay (danh mục bản 2)" in shown
    assert "<b>12.000 đồng/bản</b>" in shown
    go_to(keys, screen, stale[COPIES])
    keys.wait_to_see("Phải gỡ: hết hiệu lực")
    assert "Thủ tục không còn trong danh mục" in screen.wall.detail.reading.rich


def test_groups_list_what_is_out_of_force_what_is_not_hung_and_what_came_down(
    keys: Keyboard, shell: Shell, office: Office, stale: dict[str, str]
) -> None:
    wall_stale.remove(office, [stale[MARRIAGE]], "Tờ rách")
    screen = opened(shell, keys, PAGE)
    for group, line in (
        ("Phải thay", f"Tờ: {stale[BIRTH]}"),
        ("Chờ xác nhận", "Không có tờ nào chờ xác nhận."),
        ("Hết hiệu lực", f"Tờ: {stale[COPIES]}"),
        ("Chưa dán", UNPRINTED),
        ("Đã gỡ", f"Tờ: {stale[MARRIAGE]}"),
    ):
        keys.press("Alt+Right")
        keys.wait_to_see(line)
        checked = next(each for each in screen.wall.groups.buttons if each.isChecked())
        assert checked.text().startswith(group)
    assert "đã gỡ" in keys.seen()


@pytest.mark.usefixtures("sheets")
def test_words_find_a_sheet_by_its_procedure(keys: Keyboard, shell: Shell) -> None:
    screen = opened(shell, keys, PAGE)
    keys.type("ket hon")
    keys.wait(lambda: len(screen.wall.list.lines.lines) == 1)
    assert MARRIAGE in keys.seen()
    keys.press("Escape")
    keys.wait(lambda: len(screen.wall.list.lines.lines) == 5)
    keys.type("khong co gi")
    keys.wait_to_see("Không thấy tờ nào có “khong co gi”")


def test_a_sheet_is_put_elsewhere_and_the_list_follows(
    keys: Keyboard, shell: Shell, office: Office, sheets: dict[str, str]
) -> None:
    screen = opened(shell, keys, PAGE)
    go_to(keys, screen, sheets[BIRTH])
    keys.press("F4")
    keys.wait(screen.wall.detail.board.hasFocus)
    keys.type("Hành lang")
    keys.press("Return")
    keys.wait(screen.wall.detail.position.hasFocus)
    keys.press("Ctrl+A")
    keys.type("12")
    keys.press("Return")
    keys.wait_for_focus_on("Ghi chỗ")
    keys.press("Return")
    keys.wait_to_see(f"Tờ {sheets[BIRTH]}: bảng Hành lang, vị trí 12.")
    keys.wait_to_see("Chỗ treo: Hành lang, vị trí 12")
    placed = next(one for one in wall.register(office) if one.id == sheets[BIRTH])
    assert placed.place == Place("Hành lang", "12")
    assert screen.wall.list.current_uid == sheets[BIRTH]


def test_a_place_stays_typed_while_the_register_is_read_again(
    keys: Keyboard, shell: Shell, sheets: dict[str, str]
) -> None:
    screen = opened(shell, keys, PAGE)
    go_to(keys, screen, sheets[BIRTH])
    keys.press("F4")
    keys.wait(screen.wall.detail.board.hasFocus)
    keys.type("Hành lang")
    keys.press("Return", "Return")
    keys.wait_for_focus_on("Ghi chỗ")
    screen.wall.ask()
    keys.wait(lambda: not screen.place.background.busy)
    keys.press("Return")
    keys.wait_to_see(f"Tờ {sheets[BIRTH]}: bảng Hành lang")


def test_replacements_are_printed_in_wall_order_and_the_old_struck_when_they_hang(
    keys: Keyboard, shell: Shell, office: Office, stale: dict[str, str], fake: FakeSpooler
) -> None:
    screen = opened(shell, keys, PAGE)
    keys.wait_to_see("In 2 tờ thay theo thứ tự trên tường   Ctrl+⏎")
    keys.press("Ctrl+Return")
    keys.wait_to_see("In 2 tờ thay, theo thứ tự trên tường.")
    assert len(wall.register(office)) == 5, "nothing is filed before it is printed"
    controls = screen.wall.acts.printing.controls
    keys.wait(lambda: NAME in controls.printer.values, timeout=WAIT)
    keys.wait_for_focus_on(" In")
    keys.press("Return")
    keys.wait(lambda: controls.waiting, timeout=WAIT)
    keys.wait_for_focus_on("Đã ra giấy")
    (printed,) = [words(each) for each in fake.papers]
    first, second = (one.id for one in wall.register(office) if not one.hung)
    assert printed.index(first) < printed.index(second)
    keys.press("Return")
    keys.wait_to_see("Đã dán xong: gạch 3 tờ cũ…   Ctrl+⏎")
    assert by_code(office)[BIRTH] == stale[BIRTH]
    keys.press("Ctrl+Return")
    keys.wait_to_see("3 tờ cũ sẽ được gạch khỏi sổ niêm yết.")
    say_yes(keys, "Chưa", "Đã dán xong, gạch 3 tờ cũ")
    keys.wait_to_see("Đã gạch 3 tờ cũ; 2 tờ thay đang treo.")
    keys.wait_to_see("4 tờ đang treo đều đúng với danh mục bản 2.")
    assert by_code(office)[BIRTH] == first
    assert COPIES not in by_code(office)
    assert print_jobs.recent(office)[-1].state is JobState.CONFIRMED


def test_what_was_printed_while_the_question_was_open_is_not_struck(
    keys: Keyboard, shell: Shell, office: Office, stale: dict[str, str], tmp_path: Path
) -> None:
    wall_stale.replace_stale(office)
    opened(shell, keys, PAGE)
    keys.wait_to_see("Đã dán xong: gạch 3 tờ cũ…")
    keys.press("Ctrl+Return")
    keys.wait_to_see("3 tờ cũ sẽ được gạch khỏi sổ niêm yết.")
    bring_in(office, tmp_path, {MARRIAGE: dearer})
    wall_stale.replace_stale(office)  # by another window: nobody hung this one yet
    say_yes(keys, "Chưa", "Đã dán xong, gạch 3 tờ cũ")
    keys.wait_to_see("Đã gạch 3 tờ cũ; 2 tờ thay đang treo.")
    assert by_code(office)[MARRIAGE] == stale[MARRIAGE]


def test_no_act_is_dropped_while_another_is_being_filed(
    keys: Keyboard, shell: Shell, office: Office, sheets: dict[str, str]
) -> None:
    acts = opened(shell, keys, PAGE).wall.acts
    known = {one.id: one for one in wall.register(office)}
    acts.put(known[sheets[BIRTH]], "Hành lang", "1")
    acts._remove(sheets[EXTRACT], "Tờ bị rách", lambda why: pytest.fail(str(why)))
    keys.wait_to_see("Đã gạch 1 tờ khỏi sổ.")
    left = {one.id: one.place for one in wall.register(office)}
    assert left[sheets[BIRTH]] == Place("Hành lang", "1")
    assert sheets[EXTRACT] not in left


def test_the_safe_answer_strikes_nothing(
    keys: Keyboard, shell: Shell, office: Office, stale: dict[str, str]
) -> None:
    wall_stale.replace_stale(office)
    opened(shell, keys, PAGE)
    keys.wait_to_see("Đã dán xong: gạch 3 tờ cũ…")
    keys.press("Ctrl+Return")
    keys.wait_to_see("Chỉ xác nhận khi các tờ thay đã ở đúng chỗ")
    keys.wait_for_focus_on("Chưa")
    keys.press("Return")
    keys.wait(lambda: QApplication.activeModalWidget() is None)
    assert stale[BIRTH] in {one.id for one in wall.register(office) if one.hung}


def test_each_sheet_just_hung_is_scanned_and_confirmed_with_f8(
    keys: Keyboard, shell: Shell, office: Office, stale: dict[str, str]
) -> None:
    wall_stale.replace_stale(office)
    screen = opened(shell, keys, PAGE)
    new = next(one for one in wall.register(office) if one.replaces == stale[BIRTH])
    keys.scan(new.scanned)
    keys.wait_to_see(f"Tờ {new.id} đang đúng, chờ treo thay tờ {stale[BIRTH]}")
    keys.wait(lambda: screen.wall.detail.act_button.text() == "Đã dán tờ này   F8")
    keys.press("F8")
    keys.wait_to_see("Đã gạch 1 tờ cũ; 1 tờ thay đang treo.")
    assert by_code(office)[BIRTH] == new.id
    assert by_code(office)[DEATH] == stale[DEATH]


def test_replacements_saved_as_a_file_wait_for_their_confirmation_too(
    keys: Keyboard, shell: Shell, office: Office, stale: dict[str, str], tmp_path: Path
) -> None:
    opened(shell, keys, PAGE)
    keys.wait_to_see("In 2 tờ thay theo thứ tự trên tường")
    keys.press("Ctrl+Return")
    keys.wait_to_see("Esc để thôi")
    keys.press("Ctrl+S")
    target = tmp_path / "to-thay.pdf"
    choose_file(keys, target)
    keys.wait_to_see("Đã dán xong: gạch 3 tờ cũ…")
    waiting = [one.id for one in wall.register(office) if not one.hung]
    assert len(waiting) == 2
    assert all(sheet in words(target.read_bytes()) for sheet in waiting)
    assert stale[BIRTH] in {one.id for one in wall.register(office)}


def test_leaving_the_printing_files_nothing(
    keys: Keyboard, shell: Shell, office: Office, stale: dict[str, str]
) -> None:
    opened(shell, keys, PAGE)
    keys.wait_to_see("In 2 tờ thay theo thứ tự trên tường")
    keys.press("Ctrl+Return")
    keys.wait_to_see("Esc để thôi")
    keys.press("Escape")
    keys.wait_to_see("In 2 tờ thay theo thứ tự trên tường")
    assert {one.id for one in wall.register(office)} == set(stale.values())


def test_a_torn_sheet_is_struck_with_a_reason(
    keys: Keyboard, shell: Shell, office: Office, sheets: dict[str, str]
) -> None:
    screen = opened(shell, keys, PAGE)
    go_to(keys, screen, sheets[EXTRACT])
    keys.press("Down", "Delete")
    keys.wait_to_see("Lý do")
    keys.wait(lambda: isinstance(keys.focus().window(), QDialog))
    keys.type("Tờ bị rách")
    keys.press("Return")
    keys.wait_for_focus_on("Gỡ khỏi sổ")
    keys.press("Return")
    keys.wait_to_see("Đã gạch 1 tờ khỏi sổ.")
    assert sheets[EXTRACT] not in {one.id for one in wall.register(office)}


@pytest.mark.usefixtures("stale")
def test_what_hangs_nowhere_is_ordered_on_the_print_page(
    keys: Keyboard, shell: Shell, office: Office
) -> None:
    screen = opened(shell, keys, PAGE)
    keys.press(*["Alt+Right"] * 4)
    keys.wait_to_see("Có tiếp nhận mà chưa dán")
    keys.press("F8")
    keys.wait_to_see("Trang 1/")
    form = screen.print_page.form
    assert (form.kind.read(), form.scope.read()) == ("sheets", "missing")
    assert screen.print_page.viewer.preview.pages == 1
    assert UNPRINTED not in {code for one in wall.register(office) for code in one.codes}


def test_a_catalogue_that_comes_while_the_page_is_in_sight_is_seen(
    keys: Keyboard, shell: Shell, office: Office, sheets: dict[str, str], tmp_path: Path
) -> None:
    screen = opened(shell, keys, PAGE)
    keys.wait_to_see("5 tờ đang treo đều đúng")
    renew(office, tmp_path)
    screen.place.announce(ChangeSet(catalogue=True))
    keys.wait_to_see("Cần thay 2 trong 5 tờ")
    assert sheets


@pytest.mark.parametrize("size", [(1366, 705), (911, 470)], ids=["small", "small-at-150"])
@pytest.mark.parametrize("page", ["Alt+3", "Alt+4", "Alt+5"])
@pytest.mark.usefixtures("stale")
def test_nothing_is_cut_off_and_nothing_is_english(
    size: tuple[int, int], page: str, keys: Keyboard, shell: Shell
) -> None:
    shell.resize(*size)
    screen = opened(shell, keys, page)
    keys.press("Ctrl+F" if page == "Alt+3" else "F5")
    keys.wait(lambda: not screen.place.background.busy)
    keys.qtbot.wait(100)  # what was told last is laid out
    assert cut_off(screen) == []
    assert overlapping(screen) == []
    assert beyond(shell, screen) == []
    assert english(keys.seen()) == []
