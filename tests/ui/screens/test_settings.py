"""Setting an office up, keeping its data safe, by keyboard only, on a real practice office."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from receptiondesk.desk import configuration, intake, look, portals, procedures
from receptiondesk.domain.listing import ListFilter
from receptiondesk.office import Office
from tests.support.office import OFFICER, reopen
from tests.support.paper import page_words, pictures
from tests.support.portals.practice import PracticePortal
from tests.support.walk_ins import BIRTH_REGISTRATION, person, walk_in
from tests.ui.keyboard import Keyboard
from tests.ui.looking import beyond, cut_off, english, overlapping
from tests.ui.screens.file_dialog import choose_file
from ui.screens.settings.catalogue import CatalogueSection
from ui.screens.settings.days import DaysSection
from ui.screens.settings.form_section import UNPROVED
from ui.screens.settings.portal import PortalSection
from ui.screens.settings.printer import PrinterSection
from ui.screens.settings.proof_page import ACROSS_MM, proof_page
from ui.screens.settings.screen import SettingsScreen
from ui.shell import Shell

OFFICE, COUNTER, HOURS, DAYS, PAPERS, PORTAL, PRINTER, SAFE, CATALOGUE, PEOPLE = range(10)


@pytest.fixture
def settings(shell: Shell, keys: Keyboard) -> SettingsScreen:
    """The screen Thiết lập, reached by its key."""
    keys.press("Ctrl+5")
    return cast("SettingsScreen", shell.screen_of("settings"))


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[PracticePortal]:
    """A running practice portal with an empty store."""
    portal = PracticePortal(tmp_path / "portal").start()
    yield portal
    portal.stop()


def go(keys: Keyboard, section: int) -> None:
    keys.press(f"Alt+{(section + 1) % 10}")


def write(keys: Keyboard, text: str) -> None:
    """Write in place of what stands in the field with the focus."""
    keys.press("Ctrl+A")
    keys.type(text)


def kept(office: Office, key: str) -> str:
    """Return what another opening of the file says of a setting."""
    other = reopen(office.paths.root)
    try:
        return {line.key: line.value for line in configuration.as_rows(other)}[key]
    finally:
        other.close()


def test_every_setting_is_there_with_what_it_is_for(
    keys: Keyboard, settings: SettingsScreen, office: Office
) -> None:
    seen = []
    for section in range(10):
        go(keys, section)
        texts = (label.text() for label in settings.section(section).findChildren(QLabel))
        seen.append("\n".join(texts))
    everything = "\n".join(seen)
    for line in configuration.as_rows(office):
        assert line.label in everything, line.key
        assert line.help.partition(", ví dụ 31/12")[0].partition(", ví dụ 22/08")[0] in everything


def test_what_could_not_be_proved_by_law_says_so(
    keys: Keyboard, settings: SettingsScreen, office: Office
) -> None:
    go(keys, PAPERS)
    keys.wait_to_see("Ký hiệu sau số giấy")
    unproved = [line for line in configuration.as_rows(office) if UNPROVED in line.help]
    assert unproved
    labels = settings.section(PAPERS).findChildren(QLabel)
    tags = [label for label in labels if label.text() == "chưa kiểm chứng với văn bản gốc"]
    assert len(tags) == len(unproved)


def test_a_setting_is_edited_in_place_and_kept(
    keys: Keyboard, settings: SettingsScreen, office: Office, shell: Shell
) -> None:
    go(keys, OFFICE)
    write(keys, "Ủy ban nhân dân xã Mới")
    keys.wait_to_see("Có thay đổi chưa lưu.")
    assert "Cơ quan, có thay đổi chưa lưu" in keys.seen()
    assert kept(office, "org_name") == "Ủy ban nhân dân xã Thử Nghiệm"
    keys.press("Ctrl+S")
    keys.wait_to_see("Đã lưu. Dùng ngay từ bây giờ")
    assert kept(office, "org_name") == "Ủy ban nhân dân xã Mới"
    assert "Ủy ban nhân dân xã Mới" in shell.windowTitle()
    assert "Cơ quan, có thay đổi chưa lưu" not in keys.seen()
    assert not settings.section(OFFICE).unsaved


def test_what_is_typed_stays_while_another_section_is_looked_at(
    keys: Keyboard, settings: SettingsScreen, office: Office
) -> None:
    go(keys, OFFICE)
    write(keys, "Ủy ban nhân dân xã Mới")
    go(keys, PEOPLE)
    write(keys, "Trần Thị Ca Chiều")
    keys.press("Return", "Return")
    keys.wait_to_see("Từ bây giờ mọi việc được ghi tên Trần Thị Ca Chiều.")
    go(keys, OFFICE)
    assert "Ủy ban nhân dân xã Mới" in keys.seen()
    keys.press("Ctrl+S")
    keys.wait_to_see("Đã lưu. Dùng ngay từ bây giờ")
    assert kept(office, "org_name") == "Ủy ban nhân dân xã Mới"
    assert settings.place.office.officer == "Trần Thị Ca Chiều"


def test_a_refusal_stands_under_its_field_and_nothing_is_kept(
    keys: Keyboard, settings: SettingsScreen, office: Office
) -> None:
    go(keys, COUNTER)
    write(keys, "2")
    keys.press("Tab")
    write(keys, "nhiều lắm")
    keys.press("Ctrl+S")
    keys.wait_to_see("Chưa lưu. Xin xem dòng màu đỏ.")
    section = settings.section(COUNTER)
    assert section.board.field("number_range").has_problem  # type: ignore[attr-defined]
    assert not section.board.field("counter").has_problem  # type: ignore[attr-defined]
    assert kept(office, "counter") == "1"
    write(keys, "1-99")
    keys.press("Tab")
    write(keys, "3: 50-120")
    keys.press("Ctrl+S")
    keys.wait_to_see("Xin chọn hai dải không có số chung.")
    assert kept(office, "number_range") == "1-999"


def test_the_province_is_found_without_accents(
    keys: Keyboard, settings: SettingsScreen, office: Office
) -> None:
    go(keys, OFFICE)
    keys.press(*["Tab"] * 4)
    write(keys, "nghe an")
    keys.press("Return", "Ctrl+S")
    keys.wait_to_see("Đã lưu. Dùng ngay từ bây giờ")
    assert kept(office, "province") == "40"
    assert "Nghệ An" in keys.seen()


def test_hours_are_read_back_in_plain_words_before_they_are_kept(
    keys: Keyboard, settings: SettingsScreen, office: Office
) -> None:
    go(keys, HOURS)
    keys.wait_to_see("Thứ Hai – Thứ Sáu: 07:30–11:30, 13:00–17:00\nThứ Bảy – Chủ nhật: nghỉ")
    write(keys, "T2-T6 7h-11h")
    keys.wait_to_see("Thứ Hai – Thứ Sáu: 07:00–11:00")
    write(keys, "lúc nào cũng được")
    keys.wait_to_see("Chưa đọc được giờ làm việc")
    write(keys, "T2-T6 07:00-11:00 13:30-17:30; T7 07:30-11:30")
    keys.wait_to_see("Thứ Bảy: 07:30–11:30 (chỉ tiếp nhận, không tính vào thời hạn)")
    keys.press("Ctrl+S")
    keys.wait_to_see("Đã lưu. Dùng ngay từ bây giờ")
    assert kept(office, "office_hours") == "T2-T6 07:00-11:00 13:30-17:30; T7 07:30-11:30"


def test_own_days_are_added_and_taken_away_and_count_at_once(
    keys: Keyboard, settings: SettingsScreen, office: Office
) -> None:
    day = date(2026, 12, 31)
    go(keys, DAYS)
    keys.type("31122026")
    keys.press("Return")
    keys.type("Tổng kết; liên hoan")
    keys.press("Return")
    keys.wait_to_see("Đã thêm 31/12/2026")
    assert "Thứ Năm 31/12/2026 – Tổng kết, liên hoan" in keys.seen()
    calendar = settings.place.office.settings.calendar()
    assert calendar.why_off(day) == "Tổng kết, liên hoan"
    assert kept(office, "days_off") == "31/12/2026 Tổng kết, liên hoan"
    section = settings.section(DAYS)
    assert isinstance(section, DaysSection)
    keys.press("Tab", "Tab", "Tab")
    keys.wait(section.off.list.hasFocus)
    keys.press("Delete")
    keys.wait_to_see("Đã bỏ 31/12/2026")
    assert settings.place.office.settings.calendar().is_working_day(day)


def test_a_day_that_cannot_be_read_is_told_at_the_day(keys: Keyboard, settings: object) -> None:
    go(keys, DAYS)
    keys.type("32/13")
    keys.press("Return", "Return")
    keys.wait_to_see("Ngày chưa đọc được")


@pytest.mark.usefixtures("settings")
def test_the_country_s_days_are_shown_and_what_waits_for_its_notice_says_so(
    keys: Keyboard,
) -> None:
    go(keys, DAYS)
    keys.wait_to_see("24/11/2026")
    keys.wait_to_see("Thứ Bảy 22/08/2026")
    assert "Làm bù, tính là ngày làm việc" in keys.seen()
    assert "(dự kiến)" not in keys.seen()


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
    keys: Keyboard, settings: SettingsScreen
) -> None:
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


def test_a_backup_is_checked_and_brings_the_day_back(
    keys: Keyboard, settings: SettingsScreen, office: Office, tmp_path: Path
) -> None:
    file = tmp_path / "cuoi-ngay.backup"
    go(keys, SAFE)
    keys.press("Return")
    choose_file(keys, file)
    keys.wait_to_see("Đã mở bản sao ra kiểm tra: nguyên vẹn.")
    assert file.is_file()
    intake.accept(office, walk_in(office, BIRTH_REGISTRATION, applicant=person("Lê Văn Sau")))
    assert len(look.search(office, "", which=ListFilter(), limit=9)) == 1

    keys.press("Tab", "Tab", "Return")
    choose_file(keys, file)
    keys.wait_to_see("Thay dữ liệu hiện nay bằng bản sao lưu?")
    assert "Dữ liệu hiện nay không bị xóa" in keys.seen()
    keys.wait_for_focus_on("Thôi, giữ như hiện nay")
    keys.press("Tab", "Space")
    keys.wait_to_see("Dữ liệu trước khi khôi phục cất ở")
    restored = settings.place.office
    assert restored is not office
    assert look.search(restored, "", which=ListFilter(), limit=9) == ()
    assert list(office.paths.root.glob("*truoc-khoi-phuc*"))
    restored.close()


def test_a_file_that_is_no_backup_changes_nothing(
    keys: Keyboard, settings: SettingsScreen, office: Office, tmp_path: Path
) -> None:
    file = tmp_path / "anh.jpg"
    file.write_bytes(b"khong phai ban sao luu" * 1000)
    settings.jump(SAFE)
    section = settings.section(SAFE)
    section.restore(file)  # type: ignore[attr-defined]
    keys.wait_to_see("Tệp này không phải bản sao lưu của cơ quan này")
    assert settings.place.office is office


@pytest.mark.usefixtures("settings")
def test_sound_data_are_said_to_be_sound(keys: Keyboard) -> None:
    go(keys, SAFE)
    keys.press("Tab", "Return")
    keys.wait_to_see("Dữ liệu nguyên vẹn: mọi dòng khớp với nhật ký.")


def exported(office: Office, path: Path) -> dict[str, list[list[str]]]:
    procedures.export_file(office, path)
    with zipfile.ZipFile(path) as archive:
        texts = {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
    return {name: list(csv.reader(io.StringIO(text))) for name, text in texts.items()}


def packed(path: Path, sheets: dict[str, list[list[str]]]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, rows in sheets.items():
            text = io.StringIO()
            csv.writer(text).writerows(rows)
            archive.writestr(name, text.getvalue())
    return path


def test_a_faulty_catalogue_is_told_place_by_place_and_changes_nothing(
    keys: Keyboard, settings: SettingsScreen, office: Office, tmp_path: Path
) -> None:
    sheets = exported(office, tmp_path / "a.zip")
    name = sheets["procedures.csv"][0].index("name") if "name" in sheets["procedures.csv"][0] else 1
    sheets["procedures.csv"][4][name] = ""
    sheets["limits.csv"][7][2] = "chín"
    go(keys, CATALOGUE)
    keys.press("Tab", "Return")
    choose_file(keys, packed(tmp_path / "sai.zip", sheets))
    keys.wait_to_see("Chưa nhập: tệp còn")
    section = cast("CatalogueSection", settings.section(CATALOGUE))
    table = section.faults
    places = [table.item(row, 0).text() for row in range(table.rowCount())]
    wanted = [table.item(row, 1).text() for row in range(table.rowCount())]
    assert any("Thủ tục" in place and "dòng 5" in place for place in places), places
    assert any("dòng 8" in place for place in places), places
    assert all(wanted)
    assert procedures.version(office).number == 1  # type: ignore[union-attr]


def test_a_changed_catalogue_is_taken_in_and_told(
    keys: Keyboard, settings: SettingsScreen, office: Office, tmp_path: Path
) -> None:
    go(keys, CATALOGUE)
    keys.press("Tab", "Tab", "Return")
    target = tmp_path / "danh-muc.zip"
    choose_file(keys, target)
    keys.wait_to_see("Đã xuất vào")
    sheets = exported(office, tmp_path / "b.zip")
    row = next(row for row in sheets["procedures.csv"] if BIRTH_REGISTRATION in row)
    row[1] = "Đăng ký khai sinh tại xã"
    section = cast("CatalogueSection", settings.section(CATALOGUE))
    section.take_in(packed(tmp_path / "moi.zip", sheets))
    keys.wait_to_see("Đã nhập phiên bản 2: 469 thủ tục (0 thêm mới, 1 thay đổi, 0 không còn).")
    keys.wait_to_see("Phiên bản 2 –")


def test_an_officer_without_a_name_is_asked_for_it(
    keys: Keyboard, settings: SettingsScreen
) -> None:
    go(keys, PEOPLE)
    assert OFFICER in keys.seen()
    write(keys, " ")
    keys.press("Return", "Return")
    keys.wait_to_see("Ghi họ và tên cán bộ đang làm việc.")
    assert settings.place.office.officer == OFFICER


@pytest.mark.parametrize("size", [(1366, 705), (911, 470)], ids=["small", "small-at-150"])
def test_nothing_is_cut_off_and_nothing_is_english(
    size: tuple[int, int], keys: Keyboard, settings: SettingsScreen, shell: Shell, qtbot: QtBot
) -> None:
    shell.resize(*size)
    for section in range(10):
        go(keys, section)
        keys.wait(lambda: not settings.place.background.busy)
        qtbot.wait(60)  # what came is laid out
        assert cut_off(settings) == [], section
        assert overlapping(settings) == [], section
        assert beyond(shell, settings) == [], section
        words = re.sub(r"\S*(/|name=|mapping|Code=)\S*|groupId|OpenCPS", "", keys.seen())
        assert english(words) == [], section
