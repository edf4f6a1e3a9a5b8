"""What a scanned paper is, asked from anywhere with one key: hands on the scanner, eyes on it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from receptiondesk.desk import code_scans, intake, papers, procedures, receipt_seals, wall
from receptiondesk.desk.notice_orders import NoticeOrder
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.errors import Trouble
from receptiondesk.office import Office
from tests.support.office import MORNING, OfficeKind, make_office
from tests.support.typing_methods import telex
from tests.support.walk_ins import walk_in
from tests.ui.heart import LONGEST_S, Heart
from tests.ui.keyboard import CARD, Keyboard
from tests.ui.looking import cut_off, english, overlapping
from tests.ui.screens.file_dialog import choose_file
from ui.scan_field import SECOND_ENTER_MS, ScanField
from ui.scan_window import ScanWindow
from ui.shell import Shell
from ui.workplace import Workplace


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A real office: a receipt of practice proves nothing."""
    opened = make_office(tmp_path / "office", OfficeKind(number_range="1-999", practice=False))
    yield opened
    opened.close()


@pytest.fixture
def kept(office: Office) -> Dossier:
    return intake.accept(office, walk_in(office)).dossier


@pytest.fixture
def code(office: Office, kept: Dossier) -> str:
    return receipt_seals.code_of(office, kept)


@pytest.fixture
def window(shell: Shell, keys: Keyboard, code: str) -> ScanWindow:
    """The small window as F7 shows it, with the focus in its line."""
    keys.press("F7")
    keys.wait_to_see("Quét mã ký ở cuối giấy tiếp nhận")
    [made] = shell.findChildren(ScanWindow)
    keys.wait(lambda: keys.focus() is made.field)
    return made


def wait_a_breath(keys: Keyboard) -> None:
    """Longer than a scanner needs for a second Enter."""
    keys.qtbot.wait(SECOND_ENTER_MS + 50)


@pytest.mark.parametrize("number", range(1, 7))
def test_one_key_asks_from_every_screen_and_escape_goes_back(
    shell: Shell, keys: Keyboard, number: int
) -> None:
    keys.press(f"Ctrl+{number}")
    screen = shell.stack.currentWidget()
    keys.press("F7")
    keys.wait_to_see("Quét mã ký ở cuối giấy tiếp nhận")
    assert not [w for w in QApplication.topLevelWidgets() if w.isModal() and w.isVisible()]
    keys.wait(lambda: isinstance(keys.focus(), ScanField))
    keys.press("Escape")
    keys.wait(lambda: "Quét mã ký ở cuối giấy tiếp nhận" not in keys.seen())
    keys.wait(shell.isActiveWindow)
    assert shell.stack.currentWidget() is screen


def test_the_help_names_the_key(shell: Shell, keys: Keyboard) -> None:
    keys.press("F1")
    keys.wait_to_see("kiểm tra mã quét được")


def test_a_genuine_receipt_is_told_and_enter_opens_its_dossier(
    window: ScanWindow, shell: Shell, keys: Keyboard, kept: Dossier, code: str
) -> None:
    keys.scan(code)
    keys.wait_to_see("✓ Giấy thật")
    seen = keys.seen()
    for words in ("Ủy ban nhân dân xã Thử Nghiệm đã cấp giấy này", kept.code, "1.001193", "H56.14"):
        assert words in seen
    assert "Trên giấy" in seen
    same = [one for one in window.findChildren(QLabel) if one.text() == "= như trên giấy"]
    assert len(same) == 5
    assert english(seen) == []
    wait_a_breath(keys)
    keys.press("Return")
    keys.wait(lambda: shell.stack.currentWidget() is shell.screen_of("dossiers"))
    keys.wait_to_see(kept.code)
    keys.wait(shell.isActiveWindow)
    assert not window.isVisible()


def test_a_difference_stands_beside_what_the_record_says(
    window: ScanWindow, keys: Keyboard, office: Office, kept: Dossier
) -> None:
    late = replace(kept, promise=replace(kept.promise, due_at=MORNING + timedelta(days=30)))
    keys.scan(receipt_seals.code_of(office, late))
    keys.wait_to_see("Giấy khác với sổ của máy này ở: hẹn trả.")
    assert "09 giờ 00 phút, ngày 23/12/2026" in keys.seen()
    assert "≠ 17 giờ 00 phút, ngày 23/11/2026" in keys.seen()


def test_one_changed_letter_is_not_genuine(window: ScanWindow, keys: Keyboard, code: str) -> None:
    keys.scan(code[:-1] + ("7" if code[-1] != "7" else "8"))
    keys.wait_to_see("Xin ")
    assert "Giấy thật" not in keys.seen()
    assert "✕ " in keys.seen()


@pytest.mark.parametrize("typed", [str.lower, telex, lambda code: f"]Q1{code}"])
def test_what_a_scanner_and_the_machine_do_on_the_way_changes_nothing(
    window: ScanWindow, keys: Keyboard, code: str, typed: Callable[[str], str]
) -> None:
    keys.scan(typed(code))
    keys.wait_to_see("✓ Giấy thật")


def test_a_long_code_arrives_whole_and_the_next_scan_takes_its_place(
    window: ScanWindow, keys: Keyboard, code: str
) -> None:
    keys.scan("x" * 3_000)
    keys.wait_to_see("Không nhận ra mã này")
    assert len(window.field.text()) == 3_000
    keys.scan(code)
    keys.wait_to_see("✓ Giấy thật")
    assert window.field.text() == code
    keys.scan("xin chao")
    keys.wait_to_see("Không nhận ra mã này")
    assert "Giấy thật" not in keys.seen()


def test_a_scanner_that_ends_with_two_enters_opens_nothing(
    window: ScanWindow, shell: Shell, keys: Keyboard, code: str
) -> None:
    keys.scan(code)
    keys.press("Return")
    keys.wait_to_see("✓ Giấy thật")
    assert window.isVisible()
    assert shell.stack.currentWidget() is shell.screen_of("walk_in")


def test_enter_where_there_is_nothing_to_open_does_nothing(
    window: ScanWindow, shell: Shell, keys: Keyboard
) -> None:
    keys.press("Return")
    keys.scan("xin chao")
    keys.wait_to_see("Không nhận ra mã này")
    wait_a_breath(keys)
    keys.press("Return")
    assert window.isVisible()
    assert shell.stack.currentWidget() is shell.screen_of("walk_in")


def test_a_bar_code_of_a_dossier_opens_it_at_once(
    window: ScanWindow, shell: Shell, keys: Keyboard, kept: Dossier
) -> None:
    keys.scan(kept.code)
    keys.wait(lambda: shell.stack.currentWidget() is shell.screen_of("dossiers"))
    keys.wait(lambda: not window.isVisible())


def test_a_sheet_of_the_wall_is_right(window: ScanWindow, keys: Keyboard, office: Office) -> None:
    procedures.offer(office, ["1.001193"])
    wall.post(office, NoticeOrder("sheets"))
    [sheet] = wall.register(office)
    keys.scan(sheet.scanned)
    keys.wait_to_see("✓ Tờ niêm yết đang đúng")
    assert f"Tờ {sheet.id} đang đúng." in keys.seen()


def test_an_id_card_does_not_stay_on_the_screen(window: ScanWindow, keys: Keyboard) -> None:
    keys.scan(CARD)
    keys.wait_to_see("Đây là mã của thẻ căn cước")
    assert "001090123456" not in keys.seen()


def test_a_scan_while_a_button_has_the_focus_goes_into_the_line(
    window: ScanWindow, keys: Keyboard, code: str
) -> None:
    keys.press("Tab")
    assert keys.focus() is not window.field
    keys.scan(code)
    keys.wait_to_see("✓ Giấy thật")


def test_the_form_behind_goes_on_and_asking_again_starts_anew(
    window: ScanWindow, shell: Shell, keys: Keyboard, code: str
) -> None:
    keys.scan(code)
    keys.wait_to_see("✓ Giấy thật")
    shell.activateWindow()
    keys.wait(shell.isActiveWindow)
    keys.type("dkks")
    keys.wait_to_see("1.001193")
    keys.press("Escape", "F7")
    keys.wait(lambda: keys.focus() is window.field)
    assert "✓ Giấy thật" in keys.seen(), "it was not closed, so it is as it was"
    keys.press("Escape")
    keys.wait(shell.isActiveWindow)
    keys.press("F7")
    keys.wait(window.isActiveWindow)
    assert "Giấy thật" not in keys.seen()
    assert window.field.text() == ""


def test_a_paper_that_is_a_file_is_asked_too(
    window: ScanWindow, keys: Keyboard, office: Office, kept: Dossier, tmp_path: Path
) -> None:
    file = tmp_path / "giay.pdf"
    file.write_bytes(papers.receipt(office, kept.code).pdf)
    keys.press("Ctrl+O")
    choose_file(keys, file)
    keys.wait_to_see("✓ Giấy thật")
    empty = tmp_path / "khong.pdf"
    empty.write_bytes(b"khong phai PDF")
    window.activateWindow()
    keys.wait(lambda: keys.focus() is window.field)
    keys.press("Ctrl+O")
    choose_file(keys, empty)
    keys.wait_to_see("Không mở được «khong.pdf»")


def test_a_wall_sheet_that_is_a_file_is_known_by_its_bars(
    window: ScanWindow, keys: Keyboard, office: Office, tmp_path: Path
) -> None:
    procedures.offer(office, ["1.001193"])
    made: list[bytes] = []
    wall.post(office, NoticeOrder("sheets"), keep=lambda parts: made.extend(p.pdf for p in parts))
    file = tmp_path / "to.pdf"
    file.write_bytes(made[0])
    window.take_file(file)
    keys.wait_to_see("✓ Tờ niêm yết đang đúng")


def test_trouble_is_told_in_its_place(
    window: ScanWindow, keys: Keyboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(_office: Office, _text: str) -> None:
        raise Trouble("locked", "Tệp dữ liệu đang bận. Hồ sơ vẫn an toàn.")

    monkeypatch.setattr(code_scans, "see", busy)
    keys.scan("H56.14-261123-0001")
    keys.wait_to_see("Tệp dữ liệu đang bận")
    assert "Chưa kiểm tra được" in keys.seen()


@pytest.mark.parametrize("size", [(1366, 705), (911, 480)])
def test_nothing_is_cut_off_or_covered(
    window: ScanWindow, shell: Shell, keys: Keyboard, code: str, size: tuple[int, int]
) -> None:
    shell.resize(*size)
    keys.scan(code)
    keys.wait_to_see("✓ Giấy thật")
    keys.qtbot.wait(100)
    assert cut_off(window) == []
    assert overlapping(window) == []
    assert window.width() <= size[0]


def test_it_is_loaded_only_when_somebody_asks(shell: Shell, place: Workplace) -> None:
    assert shell.findChildren(ScanWindow) == []


def test_neither_a_scan_nor_a_file_holds_the_window_up(
    window: ScanWindow, keys: Keyboard, office: Office, kept: Dossier, tmp_path: Path
) -> None:
    code = receipt_seals.code_of(office, kept)
    file = tmp_path / "giay.pdf"
    file.write_bytes(papers.receipt(office, kept.code).pdf)
    keys.scan(code)  # the first one loads what reads codes
    keys.wait_to_see("✓ Giấy thật")
    heart = Heart()
    for _ in range(3):
        keys.scan("xin chao")
        keys.wait_to_see("Không nhận ra mã này")
        keys.scan(code)
        keys.wait_to_see("✓ Giấy thật")
    keys.scan("xin chao")
    keys.wait_to_see("Không nhận ra mã này")
    window.take_file(file)
    keys.wait_to_see("✓ Giấy thật")
    longest = heart.longest()
    heart.stop()
    assert longest < LONGEST_S, f"{longest * 1000:.0f} ms"
