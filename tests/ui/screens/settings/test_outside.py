"""The portal and the printer, by keyboard, on a real practice office."""

import re
from typing import cast

import pytest
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from receptiondesk.desk import configuration, portals
from tests.support.paper import page_words, pictures
from tests.support.portals.practice import PracticePortal
from tests.ui.keyboard import Keyboard
from tests.ui.screens.settings.sections import PORTAL, PRINTER, go
from ui.screens.settings.portal import PortalSection
from ui.screens.settings.printer import PrinterSection
from ui.screens.settings.proof_page import ACROSS_MM, proof_page
from ui.screens.settings.screen import SettingsScreen


def test_a_portal_is_set_and_its_password_never_shown(
    keys: Keyboard, settings: SettingsScreen, portal: PracticePortal
) -> None:
    go(keys, PORTAL)
    section = settings.section(PORTAL)
    assert isinstance(section, PortalSection)
    keys.wait(section.url.hasFocus)
    secret = portal.reach["password"]
    for text in (portal.reach["url"], portal.reach["user"], secret, portal.reach["groupId"]):
        keys.type(text)
        keys.press("Tab")
    assert section.password.displayText() != secret
    keys.press("Ctrl+S")
    keys.wait_to_see("Đã lưu, cổng đã trả lời.")
    office = settings.place.office
    (target,) = portals.targets(office)
    assert (target.url, target.user) == (portal.reach["url"], portal.reach["user"])
    assert target.practice
    assert portals.password(office, target) == secret
    assert not section.password.text()
    assert not section.unsaved
    keys.press("Ctrl+S")
    keys.wait(lambda: not section.working)
    assert portals.password(office, target) == secret


def test_a_portal_that_is_away_is_kept_and_the_sentence_says_so(
    keys: Keyboard, settings: SettingsScreen, portal: PracticePortal
) -> None:
    portal.stop()
    go(keys, PORTAL)
    for text in (portal.reach["url"], portal.reach["user"], "mat-khau", portal.reach["groupId"]):
        keys.type(text)
        keys.press("Tab")
    keys.press("Ctrl+S")
    keys.wait_to_see("Đã lưu cổng.")
    assert portals.targets(settings.place.office)


def test_what_is_wrong_with_a_portal_stands_at_its_row(
    keys: Keyboard, settings: SettingsScreen
) -> None:
    go(keys, PORTAL)
    keys.type("http://motcua.example.vn")
    keys.press("Ctrl+S")
    keys.wait_to_see("Chưa lưu. Xin xem dòng màu đỏ.")
    for words in ("phải bắt đầu bằng https://", "Cần tên đăng nhập", "Cần mật khẩu", "groupId"):
        assert words in keys.seen()
    assert portals.targets(settings.place.office) == ()


def test_a_machine_without_printers_says_what_to_do(
    keys: Keyboard, settings: SettingsScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")  # without CUPS's programs, whatever this machine has
    go(keys, PRINTER)
    keys.wait_to_see("Máy tính này chưa thấy máy in nào.")
    section = cast("PrinterSection", settings.section(PRINTER))
    section.proof_button.setFocus()
    keys.press("Return")
    keys.wait_to_see("Máy tính này chưa thấy máy in đã chọn.")


def test_a_printer_that_is_set_is_offered_though_it_is_away(
    keys: Keyboard, settings: SettingsScreen
) -> None:
    place = settings.place
    place.move_to(configuration.change(place.office, "printer", "Canon LBP"))
    go(keys, PRINTER)
    keys.wait_to_see("Canon LBP (hiện không thấy)")
    assert not settings.section(PRINTER).unsaved


def test_the_rulers_of_the_proof_page_are_as_long_as_they_say(dressed: QApplication) -> None:
    pdf = proof_page(QFont(dressed.font()), "Canon LBP")
    (told,) = page_words(pdf)
    assert "Máy in: Canon LBP" in told
    assert "Giấy tiếp nhận hồ sơ và hẹn trả kết quả" in told
    (picture,) = pictures(pdf, dpi=254)
    width, height = picture.size
    assert (round(width / 10), round(height / 10)) == (210, 297)
    runs = (len(run) for y in range(1500, 1700) for run in _dark_runs(picture, y, width))
    inside = [run / 10 for run in runs if 100 < run / 10 < 185]
    assert max(inside) == pytest.approx(ACROSS_MM, abs=0.6)


def _dark_runs(picture: object, y: int, width: int) -> list[str]:
    row = "".join("#" if picture.getpixel((x, y)) < 128 else "." for x in range(width))  # type: ignore[attr-defined]
    return re.findall("#+", row)
