"""Several portals of several families, set up, tested and told apart by keyboard."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from receptiondesk.desk import catalogue_news, intake, mappings, portals, procedures
from receptiondesk.domain.outbox import TRANSFER, PortalSetting
from receptiondesk.office import Office
from tests.support.portals.practice import PracticePortal
from tests.support.sendings import join
from tests.support.walk_ins import BIRTH_REGISTRATION, walk_in
from tests.ui.keyboard import Keyboard
from tests.ui.looking import cut_off, english
from tests.ui.screens.settings.sections import CATALOGUE, PORTAL, go
from ui.screens.settings.catalogue import CatalogueSection
from ui.screens.settings.portal import PortalSection
from ui.screens.settings.screen import SettingsScreen


def section_of(settings: SettingsScreen) -> PortalSection:
    section = settings.section(PORTAL)
    assert isinstance(section, PortalSection)
    return section


def choose(keys: Keyboard, section: PortalSection, name: str) -> None:
    """Choose a portal in the list by its arrows."""
    keys.wait(lambda: name in section.which.values)
    section.which.setFocus()
    keys.press("Home")
    for _step in range(section.which.values.index(name)):
        keys.press("Down")
    keys.press("Return")
    if section.which.read() == name:
        section.which.activated.emit(section.which.currentIndex())
    keys.wait(lambda: section.rows.name.text() == name)


def test_why_a_real_portal_is_not_taken_in_practice_is_in_sight(
    keys: Keyboard, settings: SettingsScreen
) -> None:
    """The line stands at the foot of a long page, under a box that is in sight already."""
    go(keys, PORTAL)
    section = section_of(settings)
    keys.wait(lambda: keys.focus() is section.url)
    keys.type("http://127.0.0.1:9")
    for words in ("canbo", "matkhau", "55301"):
        keys.press("Tab")
        keys.type(words)
    section.practice.setFocus()
    keys.press("Space", "Ctrl+S")
    keys.wait_to_see("Chưa lưu. Xin xem dòng màu đỏ.")
    problem = section.rows.board.field("practice").problem
    assert "chỉ gửi tới cổng thực hành" in problem.text()
    keys.wait(lambda: problem.visibleRegion().boundingRect().height() == problem.height())


def test_a_system_without_an_interface_needs_neither_address_nor_password(
    keys: Keyboard, settings: SettingsScreen, office: Office
) -> None:
    go(keys, PORTAL)
    section = section_of(settings)
    section.rows.family.choose(TRANSFER)
    assert not section.url.isVisible()
    assert not section.password.isVisible()
    section.rows.name.setFocus()
    keys.type("Hộ kinh doanh")
    section.rows.own["fields"].setFocus()
    keys.type("name,không có")
    keys.press("Ctrl+S")
    keys.wait_to_see("Không có trường “không có”")
    section.rows.own["fields"].setFocus()
    keys.press("Ctrl+A")
    keys.type("name,identity")
    keys.press("Ctrl+S")
    keys.wait_to_see("nhóm Chuyển tay")
    (target,) = portals.targets(office)
    assert (target.name, target.family, target.url) == ("Hộ kinh doanh", TRANSFER, "")
    assert target.options["fields"] == "name,identity"
    assert not section.unsaved


def test_procedures_are_picked_by_field_and_code_and_taken_away_again(
    keys: Keyboard, settings: SettingsScreen, office: Office
) -> None:
    join(office, "tinh")
    go(keys, PORTAL)
    section = section_of(settings)
    keys.wait(lambda: section.rows.name.text() == "tinh")
    section.rows.routing.finder.setFocus()
    keys.type("ho tich")
    keys.wait(lambda: section.rows.routing.finder.open)
    keys.press("Return")
    keys.wait_to_see("Lĩnh vực: Hộ tịch")
    keys.type(BIRTH_REGISTRATION)
    keys.wait(lambda: any(one.detail.startswith(BIRTH_REGISTRATION)
                          for one in section.rows.routing.finder.suggestions))  # fmt: skip
    keys.press("Return")
    keys.wait_to_see(f"Thủ tục {BIRTH_REGISTRATION}")
    assert section.rows.routing.read() == f"field:Hộ tịch,{BIRTH_REGISTRATION}"
    assert section.unsaved
    section.rows.routing.picked.setFocus()
    section.rows.routing.picked.setCurrentRow(0)
    keys.press("Delete")
    assert section.rows.routing.read() == BIRTH_REGISTRATION
    keys.press("Ctrl+S")
    keys.wait(lambda: not section.working, timeout=30_000)
    assert portals.targets(office)[0].options["procedures"] == BIRTH_REGISTRATION


def test_several_portals_are_told_apart_and_typing_is_not_given_up(
    keys: Keyboard, settings: SettingsScreen, office: Office
) -> None:
    join(office, "bo")
    join(office, "tinh")
    go(keys, PORTAL)
    section = section_of(settings)
    choose(keys, section, "tinh")
    section.url.setFocus()
    keys.type("x")
    section.which.setCurrentIndex(section.which.values.index("bo"))
    section.which.activated.emit(section.which.currentIndex())
    keys.wait_to_see("Có thay đổi chưa lưu ở cổng này")
    assert section.which.read() == "tinh"


def test_a_system_without_an_interface_offers_nothing_that_needs_one(
    keys: Keyboard, settings: SettingsScreen, office: Office
) -> None:
    go(keys, PORTAL)
    section = section_of(settings)
    keys.wait_to_see("Lưu và thử kết nối")
    assert "govAgencyCode" in section.rows.options.placeholderText()
    section.rows.family.setFocus()
    keys.press("End")
    keys.wait(lambda: "thử kết nối" not in keys.seen())
    assert "Lựa chọn khác" not in keys.seen()
    keys.press("Up")
    keys.wait_to_see("Lưu và thử kết nối")
    assert "govAgencyCode" not in section.rows.options.placeholderText()


def test_a_portal_is_tested_line_by_line(
    keys: Keyboard, settings: SettingsScreen, office: Office, portal: PracticePortal
) -> None:
    portal.join(office)
    go(keys, PORTAL)
    section = section_of(settings)
    keys.wait(section.tools.isVisible)
    keys.press("Ctrl+T")
    # The test's own clock stands still, hours away from the portal's.
    keys.wait_to_see("Cổng này dùng được, nhưng giờ máy và giờ cổng lệch nhau: xem dòng “Giờ”")
    keys.wait_to_see("Giờ của máy chưa được xác nhận")  # above the screen, as after a round
    for part in ("Mạng", "Tên máy chủ", "Chứng chỉ", "Đăng nhập", "Quyền", "Phiên bản", "Giờ"):
        assert part in keys.seen()
    portal.stop()
    keys.press("Ctrl+T")
    keys.wait_to_see("Chưa dùng được cổng này: xem dòng “Mạng”")
    assert "CHƯA ĐƯỢC" in keys.seen()
    assert "chưa hỏi" in keys.seen()
    assert english(keys.seen()) == []
    keys.wait(lambda: not section.tools.findings.visibleRegion().isEmpty())


def test_the_table_of_codes_goes_out_and_comes_back(
    keys: Keyboard, settings: SettingsScreen, office: Office, tmp_path: Path
) -> None:
    join(office, "tinh")
    go(keys, PORTAL)
    section = section_of(settings)
    keys.wait(section.tools.isVisible)
    file = tmp_path / "ma.csv"
    section.tools.give_out(file)
    keys.wait_to_see("dòng mã vào")
    file.write_text(file.read_text("utf-8-sig") + "unit,1.001193,UBND xã Thử,,\n", "utf-8")
    section.tools.take_in(file)
    keys.wait_to_see("Đã nhập bảng mã mới")
    assert mappings.current(office, "tinh").version == 1
    file.write_bytes(b"\xff\xfe\x00")
    section.tools.take_in(file)
    keys.wait_to_see("Không đọc được tệp này")


def test_what_a_portal_told_of_the_catalogue_is_listed(
    keys: Keyboard, settings: SettingsScreen, office: Office
) -> None:
    join(office, "tinh")

    class Told:
        code = BIRTH_REGISTRATION
        columns = {"name": "Đăng ký khai sinh (bản mới)"}  # noqa: RUF012 - one value in a test

    before = procedures.by_code(office, BIRTH_REGISTRATION).name
    catalogue_news.take(office, "tinh", [Told()])
    go(keys, CATALOGUE)
    section = settings.section(CATALOGUE)
    assert isinstance(section, CatalogueSection)
    keys.wait_to_see("Cổng báo thay đổi danh mục")
    for words in (BIRTH_REGISTRATION, before, "Đăng ký khai sinh (bản mới)"):
        assert words in keys.seen()


@pytest.mark.parametrize("family", ["opencps", "national", "server_numbered", TRANSFER])
def test_nothing_is_cut_off_or_english(
    keys: Keyboard, settings: SettingsScreen, office: Office, family: str
) -> None:
    setting = PortalSetting(TRANSFER, "", "", practice=True, name="Hộ kinh doanh")
    portals.save(office, setting, "", answers_practice=None)
    go(keys, PORTAL)
    section = section_of(settings)
    keys.wait(section.which_field.isVisible)
    section.which.choose("")
    section.which.activated.emit(section.which.currentIndex())
    section.rows.family.choose(family)
    keys.wait(lambda: cut_off(section) == [])
    names = ("groupId", "madonvi", "dstcode", "unit")
    words = [line for line in english(section_words(section)) if not any(n in line for n in names)]
    assert [line for line in words if "name, identity" not in line and "TÊN=GIÁ" not in line] == []


def section_words(section: PortalSection) -> str:
    return "\n".join(label.text() for label in section.findChildren(QLabel) if label.isVisible())


def test_a_portal_is_removed_with_a_reason_and_what_waits_for_it_is_told(
    keys: Keyboard, settings: SettingsScreen, office: Office
) -> None:
    join(office, "tinh")
    join(office, "bo")
    dossier = intake.accept(office, walk_in(office)).dossier
    go(keys, PORTAL)
    section = section_of(settings)
    choose(keys, section, "tinh")
    section.leaving.button.setFocus()
    keys.press("Space")
    keys.wait_to_see("Còn 1 hồ sơ chờ cổng này")
    keys.type("cổng đã đóng")
    keys.press("Return", "Return")
    keys.wait_to_see("Đã gỡ cổng “tinh”. 1 hồ sơ đã ngừng gửi tới cổng đó.")
    assert [one.name for one in portals.targets(office)] == ["bo"]
    assert section.rows.name.text() == "bo"
    keys.press("Ctrl+2")
    keys.wait_to_see(dossier.code)
    keys.press("Return")
    keys.wait_to_see("(đã gỡ)")
