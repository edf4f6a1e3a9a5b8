"""Every setting is there, is edited in place, and is kept or refused where it stands."""

import re
from datetime import date

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from receptiondesk.desk import configuration
from receptiondesk.office import Office
from tests.support.office import OFFICER
from tests.ui.keyboard import Keyboard
from tests.ui.looking import beyond, cut_off, english, overlapping
from tests.ui.screens.settings.sections import (
    COUNTER,
    DAYS,
    HOURS,
    OFFICE,
    PAPERS,
    PEOPLE,
    go,
    kept,
    write,
)
from ui.screens.settings.days import DaysSection
from ui.screens.settings.form_section import UNPROVED, FormSection
from ui.screens.settings.screen import SettingsScreen
from ui.shell import Shell


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
    unproved = [line.key for line in configuration.as_rows(office) if UNPROVED in line.help]
    tagged = []
    for at in range(settings.stack.count()):
        section = settings.section(at)
        if not isinstance(section, FormSection):
            continue
        for key in section._editors:
            labels = section.board.field(key).findChildren(QLabel)
            if any(label.text() == "chưa kiểm chứng với văn bản gốc" for label in labels):
                tagged.append(key)
    assert unproved
    assert sorted(tagged) == sorted(unproved)


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
