"""How each kind of paper is printed, and each printer's offset, by keyboard."""

from pathlib import Path
from typing import cast

import pytest

from receptiondesk.desk import print_choices
from receptiondesk.domain.print_choices import Offset
from tests.support.fake_spooler import DEVICE, NAME, FakeSpooler
from tests.support.paper import words
from tests.ui.keyboard import Keyboard
from tests.ui.looking import beyond, cut_off, english, overlapping
from tests.ui.screens.settings.sections import PRINTER, go, kept
from ui.screens.settings.printer import PrinterSection
from ui.screens.settings.screen import SettingsScreen


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeSpooler:
    """The fake's programs stand first on the path of the printing part."""
    found = FakeSpooler(tmp_path / "spooler")
    monkeypatch.setenv("PATH", found.path)
    return found


@pytest.fixture
def section(keys: Keyboard, fake: FakeSpooler, settings: SettingsScreen) -> PrinterSection:
    """The section of printers, the fake's printers known."""
    go(keys, PRINTER)
    found = cast("PrinterSection", settings.section(PRINTER))
    keys.wait(lambda: NAME in found.choices.printer.values, timeout=60_000)
    keys.wait(found.choice.hasFocus)
    return found


def test_printer_tray_size_copies_and_sides_of_a_kind_are_remembered(
    keys: Keyboard, section: PrinterSection
) -> None:
    keys.press("Tab", "Down", "Return")  # to "Các mẫu giấy khác", and into its fields
    assert keys.focus() is section.choices.printer
    keys.press("Down", "Tab")
    keys.type("Khay 2")
    keys.press("Tab", "Down", "Tab", "Down", "Down", "Tab", "Ctrl+A")
    keys.type("2")
    keys.wait_to_see("Cách in: Quay-1, Khay 2, A5, 2 bản, hai mặt, lật cạnh dài")
    keys.press("Ctrl+S")
    keys.wait_to_see("Đã lưu.")
    office = section.place.office
    chosen = print_choices.of(office, "form")
    assert (chosen.printer, chosen.device, chosen.tray) == (NAME, DEVICE, "Khay 2")
    assert (chosen.size, chosen.copies, chosen.sides) == ("a5", 2, "long")
    assert print_choices.of(office, "receipt").printer == ""
    assert "Khay 2" in kept(office, "print_choices")
    assert not section.unsaved


def test_what_is_not_kept_yet_is_dropped_again(keys: Keyboard, section: PrinterSection) -> None:
    keys.press("Tab", "Return", "Down")
    keys.wait_to_see("Có thay đổi chưa lưu.")
    section.drop_button.setFocus()
    keys.press("Return")
    keys.wait(lambda: not section.unsaved)
    assert section.choices.printer.currentText() == "theo máy in chung"


def test_a_chosen_printer_that_is_away_is_named(keys: Keyboard, section: PrinterSection) -> None:
    place = section.place
    place.move_to(print_choices.change(place.office, "receipt", printer="May-cu"))
    keys.wait(lambda: section.choices.printer.currentText() == "May-cu (hiện không thấy)")
    assert "Cách in: May-cu" in keys.seen()


def test_an_offset_too_large_is_refused_at_its_number_and_a_right_one_is_kept(
    keys: Keyboard, section: PrinterSection
) -> None:
    section.offsets.printer.setFocus()
    keys.press("Tab", "Ctrl+A")
    keys.type("25")
    keys.press("Ctrl+S")
    keys.wait_to_see("Độ lệch phải từ -20 đến 20 mm; xin đo lại.")
    assert keys.focus() is section.offsets.right
    keys.press("Ctrl+A")
    keys.type("1,5")
    keys.press("Tab", "Ctrl+A")
    keys.type("-0.5")
    keys.press("Ctrl+S")
    keys.wait_to_see("Đã lưu.")
    assert print_choices.offset_of(section.place.office, NAME) == Offset(1.5, -0.5)
    assert "Quay-1: sang phải 1,5 mm, xuống dưới -0,5 mm" in keys.seen()


def test_the_page_with_rulers_goes_to_the_printer_that_is_measured(
    keys: Keyboard, section: PrinterSection, fake: FakeSpooler
) -> None:
    section.offsets.printer.setFocus()
    keys.press("Tab", "Tab", "Tab")
    assert keys.focus() is section.offsets.page_button
    keys.press("Return")
    keys.wait_to_see("Đã gửi trang tới máy in. Hãy đo các thước trên trang.")
    (page,) = fake.papers
    assert NAME in words(page)
    fake.fault = "out_of_paper"
    keys.press("Return")
    keys.wait_to_see("báo hết giấy")
    assert not english(keys.seen())


def test_nothing_is_cut_off(keys: Keyboard, section: PrinterSection) -> None:
    window = section.window()
    keys.wait(lambda: not cut_off(window))
    assert not overlapping(window)
    assert not beyond(window, window)
    assert not english(keys.seen())
