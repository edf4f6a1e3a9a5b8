"""Finding a dossier and what one does with it, by keyboard only, on a real practice office."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest
from PySide6.QtWidgets import QAbstractButton

from receptiondesk.desk import corrections, intake, look
from receptiondesk.domain.clock import SetClock
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.listing import ListFilter, Which
from receptiondesk.domain.walk_in import DeliveryMethod, ResultDelivery, Submitter
from receptiondesk.office import Office
from tests.support.office import MORNING
from tests.support.walk_ins import BIRTH_REGISTRATION, COPY_OF_RECORD, person, walk_in
from tests.ui.keyboard import Keyboard
from tests.ui.looking import cut_off, english, overlapping
from ui.screens.dossiers.screen import DossiersScreen
from ui.shell import Shell

Receive = Callable[..., Dossier]


@pytest.fixture
def receive(office: Office) -> Receive:
    """Receive somebody some days ago; births are due the same day."""
    clock = cast("SetClock", office.clock)

    def receive(name: str, days_ago: int = 0, code: str = BIRTH_REGISTRATION) -> Dossier:
        clock.at = MORNING - timedelta(days=days_ago)
        dossier = intake.accept(office, walk_in(office, code, applicant=person(name))).dossier
        clock.at = MORNING
        return dossier

    return receive


@pytest.fixture
def dossiers(shell: Shell, keys: Keyboard) -> DossiersScreen:
    """The screen Hồ sơ, reached by its key."""
    keys.press("Ctrl+2")
    found = shell.screen_of("dossiers")
    assert isinstance(found, DossiersScreen)
    return found


def shown(screen: DossiersScreen) -> list[str]:
    """Return who stands in the list, from top to bottom."""
    return [line.cells[1].top for line in screen.list_page.list.lines.lines]


def confirm(keys: Keyboard, words: str) -> None:
    """Go with Tab to the button with these words and press it."""
    for _ in range(4):
        keys.press("Tab")
        button = keys.focus()
        if isinstance(button, QAbstractButton) and button.text() == words:
            keys.press("Return")
            return
    raise AssertionError(words)


def find(keys: Keyboard, screen: DossiersScreen, text: str, *names: str) -> None:
    keys.type(text)
    keys.wait(lambda: shown(screen) == list(names))


@pytest.mark.usefixtures("dossiers")
def test_an_empty_list_says_what_would_be_here_and_how_to_get_it(keys: Keyboard) -> None:
    keys.wait_to_see("Bấm Ctrl+1 để tiếp nhận hồ sơ đầu tiên")
    keys.press("Alt+3")
    keys.wait_to_see("Không có hồ sơ nào quá hạn")
    keys.type("khong ai")
    keys.wait_to_see("Không thấy hồ sơ nào có “khong ai”")
    assert "bấm Alt+1 để tìm trong tất cả" in keys.seen()


def test_due_today_stands_first_and_what_is_late_says_so_in_words(
    keys: Keyboard, receive: Receive, shell: Shell
) -> None:
    receive("Trần Thị Trễ", days_ago=3)
    receive("Lê Thị Nay")
    keys.press("Ctrl+2")
    screen = cast("DossiersScreen", shell.screen_of("dossiers"))
    keys.wait(lambda: shown(screen) == ["Lê Thị Nay", "Trần Thị Trễ"])
    assert "Hẹn trả: Thứ Hai 23/11, hôm nay, trước 17 giờ" in keys.seen()
    assert "Hẹn trả: Thứ Sáu 20/11, quá 3 ngày" in keys.seen()
    assert "Tình trạng: Được tiếp nhận, Ghi tại máy" in keys.seen()
    assert "Quá hạn  1" in keys.seen()
    keys.press("Alt+3")
    keys.wait(lambda: shown(screen) == ["Trần Thị Trễ"])


def test_letters_find_without_accents_and_enter_opens_and_esc_returns(
    keys: Keyboard, receive: Receive, dossiers: DossiersScreen
) -> None:
    receive("Nguyễn Thị Ánh")
    receive("Đỗ Văn Đức")
    find(keys, dossiers, "do duc", "Đỗ Văn Đức")
    keys.press("Return")
    keys.wait_to_see("Họ và tên")
    assert "Đỗ Văn Đức" in dossiers.page.sheet.words()
    keys.press("Escape")
    assert dossiers.shows_list
    assert keys.focus() is dossiers.list_page.list


def test_with_many_found_enter_goes_into_the_list_and_letters_search_from_there(
    keys: Keyboard, receive: Receive, dossiers: DossiersScreen
) -> None:
    receive("Nguyễn Thị Ánh")
    second = receive("Nguyễn Thị Bích")
    find(keys, dossiers, "nguyen", "Nguyễn Thị Bích", "Nguyễn Thị Ánh")
    keys.press("Return")
    keys.wait(lambda: keys.focus() is dossiers.list_page.list)
    assert dossiers.list_page.list.current_uid == second.uid
    keys.press("Down")
    keys.type("bich")
    keys.wait(lambda: shown(dossiers) == ["Nguyễn Thị Bích"])
    assert dossiers.list_page.search.text() == "bich"


def test_a_scanned_receipt_opens_its_dossier_from_the_list_and_from_another_dossier(
    keys: Keyboard, receive: Receive, dossiers: DossiersScreen
) -> None:
    first, second = receive("Nguyễn Thị Ánh"), receive("Đỗ Văn Đức")
    keys.scan(first.code)
    keys.wait(lambda: "Nguyễn Thị Ánh" in dossiers.page.sheet.words())
    keys.scan(f"Mã hồ sơ: {second.code}; Ngày hẹn: 23/11/2026")
    keys.wait(lambda: "Đỗ Văn Đức" in dossiers.page.sheet.words())
    assert second.code in keys.seen()


def test_a_late_answer_to_an_older_question_is_dropped(
    keys: Keyboard, receive: Receive, dossiers: DossiersScreen
) -> None:
    receive("Nguyễn Thị Ánh")
    receive("Đỗ Văn Đức")
    page = dossiers.list_page
    find(keys, dossiers, "duc", "Đỗ Văn Đức")
    older, answer = page._asked, page._found
    assert answer is not None
    for _ in range(3):
        keys.press("Backspace")
    keys.wait(lambda: len(shown(dossiers)) == 2)
    page._show(older, answer)
    assert len(shown(dossiers)) == 2


def test_the_order_is_chosen_by_keyboard(
    keys: Keyboard, receive: Receive, dossiers: DossiersScreen
) -> None:
    for name in ("Lê Thị Xuân", "Phạm Thị Ân", "Đỗ Thị Đào"):
        receive(name)
    keys.press("Alt+1")
    keys.wait(lambda: len(shown(dossiers)) == 3)
    keys.press("Alt+X", "Down", "Down", "Return")
    if dossiers.list_page.order.currentText() != "tên người nộp":  # a closed box moves at once
        keys.press("Down", "Down")
    keys.wait(lambda: shown(dossiers) == ["Phạm Thị Ân", "Đỗ Thị Đào", "Lê Thị Xuân"])


def test_one_dossier_tells_everything_that_is_known_of_it(
    keys: Keyboard, office: Office, dossiers: DossiersScreen
) -> None:
    whole = replace(
        walk_in(office, COPY_OF_RECORD, applicant=person("Nguyễn Thị Ánh")),
        submitter=Submitter(person("Trần Văn Hộ"), "giấy ủy quyền ngày 20/11"),
        delivery=ResultDelivery(DeliveryMethod.POST, "Thôn 3, xã Thử Nghiệm"),
        note="Gọi trước khi trả",
    )
    dossier = intake.accept(office, whole).dossier
    changed = replace(whole, note="Không cần gọi")
    corrections.correct(office, dossier.code, changed)
    keys.scan(dossier.code)
    keys.wait(lambda: "Sửa hồ sơ: ghi chú" in dossiers.page.sheet.words())
    words = dossiers.page.sheet.words()
    for expected in (
        "Nguyễn Thị Ánh",
        "Nộp thay: Trần Văn Hộ",
        "Được nộp theo: giấy ủy quyền ngày 20/11",
        COPY_OF_RECORD,
        "Nhận kết quả: qua bưu chính tới Thôn 3, xã Thử Nghiệm",
        "Ghi chú: Không cần gọi",
        "Chưa khai báo cổng nên chưa gửi đi đâu",
        f"23/11/2026 09:00: Tiếp nhận hồ sơ, mã {dossier.code} · {office.officer}",
        *dossier.promise.steps,
    ):
        assert expected in words
    assert dossier.code in keys.seen()


def test_printing_again_is_counted_and_told_in_the_history(
    keys: Keyboard, receive: Receive, dossiers: DossiersScreen, office: Office
) -> None:
    dossier = receive("Nguyễn Thị Ánh")
    find(keys, dossiers, "anh", "Nguyễn Thị Ánh")
    keys.press("Down", "Ctrl+P")
    keys.wait(lambda: "In giấy tiếp nhận và hẹn trả" in dossiers.page.sheet.words())
    assert look.by_uid(office, dossier.uid).prints == 1
    keys.wait(dossiers.page.printing.print_button.isEnabled, timeout=30_000)
    keys.press("Escape", "Return")
    keys.wait(lambda: dossiers.page.preview.pages > 0)
    assert look.by_uid(office, dossier.uid).prints == 1


def test_the_list_fits_the_scanned_code_when_the_clerk_comes_back(
    keys: Keyboard, receive: Receive, dossiers: DossiersScreen
) -> None:
    receive("Trần Văn Bình")
    dossier = receive("Nguyễn Thị Ánh")
    keys.press("Alt+1")
    keys.wait(lambda: len(shown(dossiers)) == 2)
    keys.scan(dossier.code)
    keys.wait_to_see("Họ và tên")
    keys.press("Escape")
    keys.wait(lambda: shown(dossiers) == ["Nguyễn Thị Ánh"])


def test_a_dossier_is_cancelled_with_a_reason_and_the_list_says_so(
    keys: Keyboard, receive: Receive, dossiers: DossiersScreen, office: Office
) -> None:
    dossier = receive("Nguyễn Thị Ánh")
    keys.scan(dossier.code)
    keys.wait_to_see("Họ và tên")
    keys.press("Ctrl+Del")
    keys.wait(lambda: keys.focus().accessibleName() == "Lý do hủy (ghi vào sổ)")
    keys.type("Công dân nộp nhầm")
    keys.press("Return")  # goes to the act and does not do it
    keys.wait_for_focus_on("Hủy hồ sơ này")
    assert not look.dossier(office, dossier.code).cancelled
    keys.press("Return")
    keys.wait_to_see("Đã hủy tại quầy · Ghi tại máy")
    assert "Hồ sơ đã hủy, lý do: Công dân nộp nhầm" in keys.seen()
    assert not dossiers.page.cancel_button.isEnabled()
    assert "Hủy hồ sơ. Lý do: Công dân nộp nhầm" in dossiers.page.sheet.words()
    keys.press("Escape", "Alt+6")
    keys.wait(lambda: shown(dossiers) == ["Nguyễn Thị Ánh"])
    keys.wait_to_see("Tình trạng: Đã hủy tại quầy, Ghi tại máy")


def test_a_reason_that_is_refused_is_asked_for_again_with_the_words_kept(
    keys: Keyboard, receive: Receive, dossiers: DossiersScreen, office: Office
) -> None:
    dossier = receive("Nguyễn Thị Ánh")
    keys.scan(dossier.code)
    keys.wait_to_see("Họ và tên")
    keys.press("Ctrl+Del")
    keys.wait(lambda: keys.focus().accessibleName() == "Lý do hủy (ghi vào sổ)")
    keys.type("x" * 501)
    confirm(keys, "Hủy hồ sơ này")
    keys.wait_to_see("Lý do dài quá 500 ký tự")
    keys.wait(lambda: keys.focus().accessibleName() == "Lý do hủy (ghi vào sổ)")
    assert "x" * 501 in keys.seen()
    keys.press("Escape")
    assert not look.by_uid(office, dossier.uid).cancelled


def test_a_dossier_is_put_right_on_the_walk_in_page(
    keys: Keyboard, receive: Receive, dossiers: DossiersScreen
) -> None:
    dossier = receive("Nguyễn Thị Ánh")
    keys.scan(dossier.code)
    keys.wait_to_see("Họ và tên")
    keys.press("Ctrl+E")
    keys.wait_to_see(f"Sửa hồ sơ {dossier.code}")
    keys.wait(lambda: "Nguyễn Thị Ánh" in keys.seen())


def test_news_touch_only_the_row_they_are_about_and_leave_the_selection(
    keys: Keyboard, receive: Receive, dossiers: DossiersScreen, office: Office, shell: Shell
) -> None:
    first, second = receive("Nguyễn Thị Ánh"), receive("Đỗ Văn Đức")
    keys.press("Alt+1")
    keys.wait(lambda: len(shown(dossiers)) == 2)
    page = dossiers.list_page
    page.list.choose(first.uid)
    row = page.list.lines.row_of(second.uid)
    resets: list[object] = []
    rows: list[int] = []
    page.list.lines.modelReset.connect(lambda: resets.append(1))
    page.list.lines.dataChanged.connect(lambda a, b: rows.extend(range(a.row(), b.row() + 1)))
    renamed = replace(second.facts, applicant=replace(second.facts.applicant, full_name="Đỗ An"))
    done = corrections.correct(office, second.code, renamed)
    shell.place.announce(done.changes)
    keys.wait(lambda: "Đỗ An" in shown(dossiers))
    assert rows == [row]
    assert resets == []
    assert page.list.current_uid == first.uid


@pytest.mark.parametrize("size", [(1366, 705), (911, 482)])
def test_nothing_is_cut_off_or_english(
    keys: Keyboard,
    receive: Receive,
    dossiers: DossiersScreen,
    shell: Shell,
    size: tuple[int, int],
) -> None:
    shell.resize(*size)
    dossier = receive("Nguyễn Thị Hồng Nhung", days_ago=3)
    keys.press("Alt+1")
    keys.wait(lambda: len(shown(dossiers)) == 1)
    keys.wait(lambda: cut_off(dossiers) == [])
    assert overlapping(shell) == []
    assert english(keys.seen()) == []
    keys.scan(dossier.code)
    keys.wait(lambda: dossiers.page.preview.pages > 0)
    keys.wait(lambda: cut_off(dossiers.page) == [])
    assert overlapping(shell) == []
    assert english(keys.seen()) == []
    assert (shell.width(), shell.height()) == size


def test_the_list_reads_what_the_desk_says(office: Office, receive: Receive) -> None:
    """The chips stand for the lists of the desk."""
    dossier = receive("Nguyễn Thị Ánh", days_ago=3)
    late = look.search(office, "", which=ListFilter(Which.OVERDUE))
    assert [line.uid for line in late] == [dossier.uid]
    assert look.search(office, "", which=ListFilter(Which.PROVED)) == ()
    assert look.search(office, "", which=ListFilter(Which.UNPROVABLE)) == ()
