"""A clerk's work on the walk-in page, by keyboard only, told by what stands on the screen."""

import itertools
from pathlib import Path

import pytest

from receptiondesk.desk import drafts, look, procedures
from receptiondesk.office import Office
from tests.ui.keyboard import CARD, Keyboard
from tests.ui.looking import cut_off, overlapping
from ui.screens.walk_in.screen import WalkInScreen
from ui.shell import Shell


def choose_birth(keys: Keyboard) -> None:
    """Find the registration of a birth by its initials."""
    keys.type("dkks")
    keys.wait_to_see("1.001193")
    keys.press("Return")
    keys.wait_to_see("Tờ khai đăng ký khai sinh")


def fill(keys: Keyboard) -> None:
    """Procedure, card, papers."""
    choose_birth(keys)
    keys.press("Alt+2")
    keys.scan(CARD)
    keys.wait_to_see("Đã đọc thẻ của Nguyễn Văn An")
    keys.press("F4")
    keys.wait_to_see("2/2 – đủ giấy tờ bắt buộc")


@pytest.mark.usefixtures("screen")
def test_a_citizen_is_served_by_keyboard_alone(keys: Keyboard, office: Office) -> None:
    fill(keys)
    assert "Thứ Hai 23/11/2026" in keys.seen()
    assert "Miễn phí" in keys.seen()
    keys.press("Ctrl+Return")
    keys.wait_to_see("H56.14-261123-0001")
    assert "Hẹn trả trước 17 giờ, thứ Hai 23/11/2026" in keys.seen()
    assert look.dossier(office, "H56.14-261123-0001").facts.applicant.full_name == "Nguyễn Văn An"
    assert "In" in keys.focus().text()  # type: ignore[attr-defined]
    keys.press("F2")
    keys.wait_to_see("quét thẻ căn cước")
    assert "Nguyễn Văn An" not in keys.seen()


def test_enter_moves_on_through_the_whole_page_and_never_accepts(
    keys: Keyboard, screen: WalkInScreen, office: Office
) -> None:
    fill(keys)
    screen.form.procedure_step.finder.setFocus()
    visited = []
    for _ in range(60):
        keys.press("Return")
        visited.append(keys.focus())
    assert screen.form.result_step.note in visited
    assert keys.focus() is screen.summary.accept_button
    assert look.search(office, "") == ()
    assert "H56.14" not in keys.seen()


def test_tab_walks_the_page_from_top_to_bottom_and_leaves_nothing_out(
    keys: Keyboard, screen: WalkInScreen
) -> None:
    choose_birth(keys)
    form = screen.form
    form.other_person.setChecked(True)
    form.procedure_step.finder.setFocus()
    walked = []
    while not screen.summary.accept_button.hasFocus():
        walked.append(keys.focus())
        assert len(walked) < 60
        keys.press("Tab")
    heights = [part.mapTo(form, part.rect().center()).y() for part in walked]
    assert all(after > before - 12 for before, after in itertools.pairwise(heights))
    assert form.checklist.rows[0].tick in walked
    shown = [
        part for part in (*form.lines().values(), *form.choices().values()) if part.isVisible()
    ]
    assert [part.accessibleName() for part in shown if part not in walked] == []


def test_a_card_scanned_into_any_line_goes_where_it_belongs(
    keys: Keyboard, screen: WalkInScreen
) -> None:
    keys.press("Alt+4", "Tab", "Tab", "Tab")
    assert keys.focus() is screen.form.result_step.note
    keys.type("mang theo ")
    keys.scan(CARD)
    assert screen.form.applicant.name.text() == "Nguyễn Văn An"
    assert screen.form.applicant.identity.number.text() == "001090123456"
    assert screen.form.result_step.note.text() == "mang theo "
    assert "012345678" in keys.seen()


def test_a_card_scanned_before_the_procedure_goes_where_it_belongs(
    keys: Keyboard, screen: WalkInScreen
) -> None:
    finder = screen.form.procedure_step.finder
    assert keys.focus() is finder
    keys.scan(CARD)
    keys.wait_to_see("Đã đọc thẻ của Nguyễn Văn An")
    assert (finder.text(), finder.open) == ("", False)
    assert keys.focus() is finder


def test_enter_before_the_answer_chooses_and_moves_on(keys: Keyboard, screen: WalkInScreen) -> None:
    keys.type("dkks")
    keys.press("Return")
    keys.wait_to_see("Tờ khai đăng ký khai sinh")
    keys.wait(screen.form.scanner.hasFocus)
    keys.wait(lambda: not screen.place.background.busy)
    assert not screen.form.procedure_step.finder.open


def test_enter_never_takes_what_fewer_letters_found(keys: Keyboard, screen: WalkInScreen) -> None:
    finder = screen.form.procedure_step.finder
    keys.type("dkk")
    keys.wait(lambda: finder.open)
    assert "khai sinh" in finder.suggestions[0].words
    keys.type("h")
    keys.press("Return")
    keys.wait(lambda: screen.form.procedure is not None)
    assert "kết hôn" in finder.text()
    # It has no published limit, so the promised time is asked next.
    keys.wait(screen.form.procedure_step.promised.day.hasFocus)


def test_a_card_scanned_into_a_closed_list_changes_nothing_in_it(
    keys: Keyboard, screen: WalkInScreen
) -> None:
    choose_birth(keys)
    assert keys.focus() is screen.form.scanner
    channel = screen.form.procedure_step.channel
    channel.setFocus()
    keys.scan(CARD)
    keys.wait_to_see("Đã đọc thẻ của Nguyễn Văn An")
    assert channel.currentIndex() == 0
    keys.press("Alt+1", "Tab")
    keys.qtbot.wait(100)
    keys.type("Q")
    assert channel.currentText() == "Qua bưu chính"


def test_a_garbled_card_is_told_and_nothing_is_filled_in(
    keys: Keyboard, screen: WalkInScreen
) -> None:
    keys.press("Alt+2")
    keys.scan("???khong phai the???")
    keys.wait(lambda: not screen.form.scan_news.isHidden())
    assert screen.form.scan_news.property("role") == "problem"
    assert screen.form.applicant.name.text() == ""


def test_missing_papers_stop_acceptance_and_say_which(
    keys: Keyboard, screen: WalkInScreen, office: Office
) -> None:
    choose_birth(keys)
    keys.press("Alt+2")
    keys.scan(CARD)
    keys.wait_to_see("Đã đọc thẻ")
    keys.press("Ctrl+Return")
    keys.wait_to_see("Chưa tiếp nhận")
    assert "Còn thiếu giấy tờ bắt buộc: “Tờ khai đăng ký khai sinh”" in keys.seen()
    assert keys.focus() is screen.form.checklist.rows[0].tick
    assert look.search(office, "") == ()
    assert screen.form.isEnabled()


def test_where_nobody_signed_in_the_key_for_it_is_told_and_no_red_line_is_looked_for(
    keys: Keyboard, screen: WalkInScreen, office: Office
) -> None:
    screen.place.move_to(office.with_officer(""))
    fill(keys)
    keys.press("Ctrl+Return")
    keys.wait_to_see("Xin ghi tên cán bộ (phím F9) rồi làm lại.")
    assert "Chưa tiếp nhận." in keys.seen()
    assert "màu đỏ" not in keys.seen()
    assert "--officer" not in keys.seen()


def test_a_wrong_number_turns_its_field_red_and_takes_the_focus(
    keys: Keyboard, screen: WalkInScreen
) -> None:
    fill(keys)
    number = screen.form.applicant.identity.number
    number.setFocus()
    number.selectAll()
    keys.type("001390123456")  # says a woman of the 21st century; the card says a man of 1990
    keys.press("Ctrl+Return")
    keys.wait_to_see("Chưa tiếp nhận")
    assert number.property("state") == "error"
    assert keys.focus() is number
    told = screen.form.board.field("applicant.identity").problem
    assert told.isVisible()
    assert len(told.text()) > 10
    keys.type("0")
    assert number.property("state") == ""


def test_an_unreadable_date_is_told_at_its_field_before_the_desk_is_asked(
    keys: Keyboard, screen: WalkInScreen
) -> None:
    fill(keys)
    screen.form.applicant.birth.setFocus()
    screen.form.applicant.birth.selectAll()
    keys.type("31/02/1990")
    keys.press("Ctrl+Return")
    keys.wait_to_see("Ngày chưa đọc được")
    assert keys.focus() is screen.form.applicant.birth


def test_without_a_procedure_the_page_says_what_to_do(keys: Keyboard, screen: WalkInScreen) -> None:
    keys.press("Ctrl+Return")
    keys.wait_to_see("Chọn một thủ tục trong danh sách")
    assert keys.focus() is screen.form.procedure_step.finder


def test_an_unknown_limit_asks_the_officer_for_the_promised_time(
    keys: Keyboard, screen: WalkInScreen, office: Office
) -> None:
    from receptiondesk.desk import procedures
    from receptiondesk.domain.procedures import Channel

    unknown = next(
        p for p in procedures.find(office, "", limit=500) if not p.limits_for(Channel.COUNTER)
    )
    keys.type(unknown.code)
    keys.wait_to_see(unknown.field)
    keys.press("Return")
    keys.wait_to_see("chưa công bố thời hạn")
    assert screen.form.procedure_step.promised.isVisible()
    screen.form.procedure_step.promised.day.setFocus()
    keys.type("30112026")
    keys.press("Return")
    keys.type("15")
    keys.press("Return")
    keys.wait_to_see("Thứ Hai 30/11/2026")
    assert screen.form.procedure_step.promised.time.text() == "15:00"


def test_a_digit_on_a_paper_says_how_many_originals(keys: Keyboard, screen: WalkInScreen) -> None:
    choose_birth(keys)
    keys.press("Alt+3")
    keys.type("2")
    keys.press("Return", "Space")
    ticks = screen.form.checklist.read()
    assert [(tick.name, tick.originals) for tick in ticks] == [
        ("Tờ khai đăng ký khai sinh", 2),
        ("Giấy chứng sinh", 1),
    ]


def test_the_receipt_can_be_printed_on_the_smallest_screen(
    keys: Keyboard, shell: Shell, office: Office
) -> None:
    procedures.offer(office, ())
    longest = max(procedures.find(office, "", limit=1_000), key=lambda found: len(found.name))
    shell.resize(911, 470)  # 1366×768 at 150 %
    keys.type(longest.code)
    keys.wait_to_see(longest.field)
    keys.press("Return", "Alt+2")
    keys.scan(CARD)
    keys.wait_to_see("Số CMND cũ 012345678")
    keys.wait(lambda: cut_off(shell) == [])
    keys.press("F4", "Ctrl+Return")
    keys.wait_to_see("H56.14-261123-0001")
    keys.press("Return")
    keys.wait_to_see("Hồ sơ đã lưu an toàn")
    keys.wait(lambda: (cut_off(shell), overlapping(shell)) == ([], []))


def test_a_half_filled_page_is_given_up_only_after_asking(
    keys: Keyboard, screen: WalkInScreen
) -> None:
    choose_birth(keys)
    keys.press("F2")
    keys.wait_for_focus_on("Nhập tiếp")
    keys.press("Return")  # the safe answer has the focus
    assert screen.form.procedure is not None
    keys.press("F2")
    keys.wait_for_focus_on("Nhập tiếp")
    keys.press("Tab", "Return")
    keys.wait(lambda: screen.form.procedure is None)


def test_what_is_typed_is_kept_within_two_seconds(
    keys: Keyboard, screen: WalkInScreen, office: Office
) -> None:
    choose_birth(keys)
    keys.press("Alt+2", "Return")
    keys.type("Trần Thị Bưởi")
    keys.wait(lambda: "Trần Thị Bưởi" in (drafts.latest(office, "walk_in") or ""), timeout=2_000)


def test_an_accepted_page_leaves_no_draft_behind(keys: Keyboard, office: Office) -> None:
    fill(keys)
    keys.press("Ctrl+Return")
    keys.wait_to_see("H56.14-261123-0001")
    keys.qtbot.wait(1_200)
    assert drafts.latest(office, "walk_in") is None


def test_a_dossier_is_put_right_on_the_same_page(
    keys: Keyboard, screen: WalkInScreen, office: Office
) -> None:
    fill(keys)
    keys.press("Ctrl+Return")
    keys.wait_to_see("H56.14-261123-0001")
    before = look.dossier(office, "H56.14-261123-0001")
    screen.place.hub.ask_for_correction(before.uid)
    keys.wait_to_see("Sửa hồ sơ H56.14-261123-0001")
    screen.form.applicant.name.selectAll()
    keys.type("Nguyễn Văn Ân")
    keys.press("Ctrl+Return")
    keys.wait_to_see("Nguyễn Văn Ân · ")
    assert "Đã lưu bản sửa an toàn trên máy này" in keys.seen()
    after = look.dossier(office, "H56.14-261123-0001")
    assert (after.facts.applicant.full_name, after.revision) == ("Nguyễn Văn Ân", 1)
    assert drafts.latest(office, "walk_in") is None


def test_a_receipt_is_saved_as_a_file_when_there_is_no_printer(
    keys: Keyboard, screen: WalkInScreen, tmp_path: Path
) -> None:
    fill(keys)
    keys.press("Ctrl+Return")
    keys.wait_to_see("H56.14-261123-0001")
    keys.press("Return")
    keys.wait_to_see("Hồ sơ đã lưu an toàn. Có thể:")
    panel = screen.pages.currentWidget()
    assert panel is not None
    saved = tmp_path / "giay.pdf"
    panel.printing._save(saved)  # type: ignore[attr-defined]  # what the file dialog calls
    keys.wait_to_see("Đã lưu vào")
    assert saved.read_bytes().startswith(b"%PDF")
