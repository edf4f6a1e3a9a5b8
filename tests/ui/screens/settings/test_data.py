"""Backup, restore, check, and the catalogue, by keyboard, on a real practice office."""

import csv
import io
import zipfile
from pathlib import Path
from typing import cast

import pytest

from receptiondesk.desk import intake, look, procedures
from receptiondesk.domain.listing import ListFilter
from receptiondesk.office import Office
from tests.support.walk_ins import BIRTH_REGISTRATION, person, walk_in
from tests.ui.keyboard import Keyboard
from tests.ui.screens.file_dialog import choose_file
from tests.ui.screens.settings.sections import (
    CATALOGUE,
    SAFE,
    go,
)
from ui.screens.settings.catalogue import CatalogueSection
from ui.screens.settings.screen import SettingsScreen


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
    places = [table.model().index(row, 0).data() for row in range(table.rowCount())]
    wanted = [table.model().index(row, 1).data() for row in range(table.rowCount())]
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
