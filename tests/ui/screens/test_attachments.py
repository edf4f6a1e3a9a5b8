"""The files of a dossier's papers, by keyboard only, on a real practice office."""

import os
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLineEdit

from receptiondesk.desk import attachments, configuration, intake
from receptiondesk.domain.dossier import Dossier
from receptiondesk.office import Office
from tests.support.scans import jpeg, written
from tests.support.walk_ins import person, walk_in
from tests.ui.keyboard import Keyboard
from tests.ui.looking import beyond, cut_off, english, overlapping
from tests.ui.screens.file_dialog import choose_file
from ui.screens.dossiers.attachments import AttachmentsPanel
from ui.screens.dossiers.screen import DossiersScreen
from ui.shell import Shell
from ui.workplace import Workplace


@pytest.fixture
def dossier(office: Office) -> Dossier:
    given = walk_in(office, applicant=person("Đỗ Văn Đức"))
    return intake.accept(office, given).dossier


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    file = tmp_path / "tờ khai.jpg"
    file.write_bytes(jpeg(written((827, 1169))))
    return file


@pytest.fixture
def panel(dossier: Dossier, shell: Shell, keys: Keyboard) -> AttachmentsPanel:
    """The panel of files, reached by keys."""
    keys.press("Ctrl+2")
    screen = cast("DossiersScreen", shell.screen_of("dossiers"))
    keys.wait(lambda: len(screen.list_page.list.lines.lines) == 1)
    keys.press("Return")
    keys.wait_to_see("Tệp giấy tờ   Ctrl+G")
    keys.wait(lambda: screen.page.uid == dossier.uid)
    keys.press("Ctrl+G")
    found = screen.page.files
    keys.wait(lambda: len(found.list.lines.lines) > 1)
    return found


def test_a_file_is_attached_seen_and_taken_away_by_keyboard(
    keys: Keyboard, panel: AttachmentsPanel, office: Office, dossier: Dossier, scan: Path
) -> None:
    assert "chưa có tệp" in keys.seen()
    assert keys.focus() is panel.list
    keys.press("Return")
    choose_file(keys, scan)
    keys.wait_to_see("Đã gắn “tờ khai.jpg”.")
    keys.wait_to_see("0/1 giấy tờ đã được cổng xác nhận")
    keys.wait_to_see("1 trang")
    assert "Ghi tại máy" in keys.seen()
    panel.list.setFocus()
    keys.press("Down", "Ctrl+O")
    keys.wait_to_see("0/1 giấy tờ đã được cổng xác nhận   Ctrl+G")
    keys.press("Ctrl+G")
    keys.press("Delete")
    keys.wait_to_see("Lý do gỡ tệp")
    keys.wait(lambda: isinstance(keys.focus(), QLineEdit))
    keys.type("nhầm người")
    keys.press("Return")
    keys.wait_for_focus_on("Gỡ tệp")
    keys.press("Return")
    keys.wait_to_see("Đã gỡ “tờ khai.pdf”.")
    keys.wait_to_see("Chưa gắn tệp nào")
    assert attachments.of_dossier(office, dossier.uid) == ()


def test_a_file_that_is_no_paper_is_refused_in_a_sentence(
    keys: Keyboard, panel: AttachmentsPanel, tmp_path: Path
) -> None:
    letter = tmp_path / "thư.pdf"
    letter.write_text("không phải giấy tờ")
    keys.press("Return")
    choose_file(keys, letter)
    keys.wait_to_see("Chưa gắn “thư.pdf”: Tệp này không phải PDF, JPEG, PNG hay TIFF")
    assert "Đang chuẩn bị" not in keys.seen()


def test_files_dropped_on_a_paper_go_to_that_paper(
    keys: Keyboard, panel: AttachmentsPanel, office: Office, dossier: Dossier, scan: Path
) -> None:
    other = scan.with_name("trang hai.jpg")
    other.write_bytes(jpeg(written((827, 1169), 2)))
    third = panel.list.visualRect(panel.list.lines.index(2, 0)).center()
    place = panel.list.viewport().mapTo(panel, third)
    told = QMimeData()
    told.setUrls([QUrl.fromLocalFile(str(path)) for path in (scan, other)])
    button, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    drop = QDropEvent(QPointF(place), Qt.DropAction.CopyAction, told, button, none)
    panel.dropEvent(drop)
    keys.wait(lambda: len(attachments.of_dossier(office, dossier.uid)) == 2)
    keys.wait_to_see("Đã gắn “trang hai.jpg”.")
    wanted = attachments.papers(office, dossier.code)[2].name
    assert {one.paper_name for one in attachments.of_dossier(office, dossier.uid)} == {wanted}


def test_what_the_scanner_wrote_is_offered_when_it_is_whole(
    keys: Keyboard, place: Workplace, panel: AttachmentsPanel, scan: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "máy quét"
    folder.mkdir()
    place.move_to(configuration.change(place.office, "scanner_folder", str(folder)))
    (folder / "trang1.jpg").write_bytes(scan.read_bytes())
    os.utime(folder / "trang1.jpg", (place.office.clock.now().timestamp(),) * 2)
    keys.wait_to_see("Gắn tệp vừa quét: trang1.jpg")
    keys.press("Ctrl+Shift+G")
    keys.wait_to_see("Đã gắn “trang1.jpg”.")
    keys.wait(lambda: not panel.scanner_button.isVisible())
    assert (folder / "trang1.jpg").exists()


def test_the_panel_can_be_read_whole_on_a_small_screen(
    keys: Keyboard, panel: AttachmentsPanel, shell: Shell, scan: Path
) -> None:
    keys.press("Return")
    choose_file(keys, scan)
    keys.wait_to_see("0/1 giấy tờ đã được cổng xác nhận")
    keys.wait(lambda: cut_off(shell) == [])
    assert overlapping(shell) == []
    assert beyond(shell, panel) == []
    assert english(keys.seen()) == []
