"""The end of the day by keyboard: seen, counted, closed, printed, and sent when there is a line."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QScrollArea
from pytestqt.qtbot import QtBot

from receptiondesk.desk import day_close, intake, look, papers, portals, print_jobs
from receptiondesk.domain.clock import SetClock
from receptiondesk.domain.day import Counted
from receptiondesk.domain.events import DeliveryState, EventKind
from receptiondesk.domain.outbox import Settlement
from receptiondesk.domain.print_jobs import JobState
from receptiondesk.domain.walk_in import FeeMethod, FeePaid
from receptiondesk.office import Office
from sync.how import Phase, Progress
from sync.loop import News
from sync.status import LineState
from tests.support.crowd import PORTAL
from tests.support.fake_spooler import FakeSpooler
from tests.support.office import MORNING
from tests.support.portals.practice import PracticePortal
from tests.support.prints import print_failed
from tests.support.sendings import join, read_back, send
from tests.support.walk_ins import COPY_OF_RECORD, walk_in
from tests.ui.keyboard import Keyboard
from tests.ui.looking import beyond, cut_off, english, overlapping
from tests.ui.screens.file_dialog import choose_file
from ui.hub import Hub
from ui.screens.day_close.screen import DayCloseScreen
from ui.shell import Shell
from ui.sync_bridge import SyncBridge


def received(office: Office, method: FeeMethod = FeeMethod.CASH) -> str:
    facts = walk_in(office, COPY_OF_RECORD, fee=FeePaid(method, None))
    return intake.accept(office, facts).dossier.code


def opened(keys: Keyboard, shell: Shell) -> DayCloseScreen:
    """Go to the screen by its key and wait for its figures."""
    keys.press("Ctrl+5")
    screen = shell.screen_of("day_close")
    assert isinstance(screen, DayCloseScreen)
    keys.wait_to_see("Theo sổ")
    return screen


def test_the_day_is_counted_closed_and_its_seal_shown(
    keys: Keyboard, shell: Shell, office: Office
) -> None:
    code = received(office)
    papers.receipt(office, code)
    screen = opened(keys, shell)
    keys.wait(lambda: QApplication.focusWidget() is screen.counting.cash.field)
    seen = keys.seen()
    assert "0001 (1 số)" in seen
    assert "1 hồ sơ, 8.000 đồng" in seen
    keys.type("8000")
    keys.press("Tab")
    assert "Khớp" in keys.seen()
    keys.press("Ctrl+Return")
    keys.wait_to_see("Ngày này đã khóa")
    seal = day_close.standing(office).last
    assert seal is not None
    assert seal.fingerprint in keys.seen()
    assert seal.figures.counted == Counted(8_000)
    assert not screen.close_button.isVisible()
    keys.wait_for_focus_on("In")
    keys.wait_to_see("Chưa khai báo cổng để gửi")
    assert "Tiền mặt đếm được" in keys.seen()
    assert "8.000 đồng, khớp" in keys.seen()


def test_a_difference_needs_a_reason_and_keeps_what_was_typed(
    keys: Keyboard, shell: Shell, office: Office
) -> None:
    received(office)
    screen = opened(keys, shell)
    keys.wait(lambda: QApplication.focusWidget() is screen.counting.cash.field)
    keys.type("5000")
    keys.press("Ctrl+Return")
    keys.wait_to_see("tiền mặt thiếu 3.000 đồng")
    keys.wait(lambda: QApplication.focusWidget() is screen.counting.reason)
    keys.type("Trả lại nhầm")
    keys.press("Ctrl+Return")
    keys.wait_to_see("Ngày này đã khóa")
    seal = day_close.standing(office).last
    assert seal is not None
    assert seal.figures.counted == Counted(5_000, None, "Trả lại nhầm")
    keys.wait_to_see("5.000 đồng, thiếu 3.000 đồng")
    assert "Trả lại nhầm" in keys.seen()


def test_a_saved_sheet_gives_the_focus_back_to_the_button_that_prints(
    keys: Keyboard, office: Office, tmp_path: Path
) -> None:
    """While it is saved the button cannot be pressed, and the focus must not stay where it fled."""
    received(office)
    day_close.close(office, Counted(8_000))
    keys.press("Ctrl+5")
    keys.wait_for_focus_on("In")
    keys.press("Ctrl+S")
    choose_file(keys, tmp_path / "ngay.pdf")
    keys.wait_to_see("Đã lưu vào")
    keys.wait_for_focus_on("In")


def test_enter_moves_on_through_what_is_counted_and_never_closes(
    keys: Keyboard, shell: Shell, office: Office
) -> None:
    received(office)
    screen = opened(keys, shell)
    keys.wait(lambda: QApplication.focusWidget() is screen.counting.cash.field)
    keys.type("5000")
    keys.press("Return")
    assert QApplication.focusWidget() is screen.counting.transfer.field
    keys.type("0")
    keys.press("Return")
    assert QApplication.focusWidget() is screen.counting.reason
    keys.press("Return")
    assert QApplication.focusWidget() is screen.close_button
    assert day_close.standing(office).last is None


def test_an_amount_that_cannot_be_read_closes_nothing(
    keys: Keyboard, shell: Shell, office: Office
) -> None:
    received(office)
    screen = opened(keys, shell)
    keys.wait(lambda: QApplication.focusWidget() is screen.counting.cash.field)
    keys.type("tám nghìn")
    keys.press("Ctrl+Return")
    assert "Số tiền chưa đọc được" in keys.seen()
    assert day_close.standing(office).last is None


def test_the_figures_follow_the_work_of_the_day(
    keys: Keyboard, shell: Shell, office: Office
) -> None:
    received(office)
    opened(keys, shell)
    keys.wait_to_see("0001 (1 số)")
    intake_changes = intake.accept(office, walk_in(office)).changes
    shell.place.announce(intake_changes)
    keys.wait_to_see("0001–0002 (2 số)")


def test_a_forgotten_day_is_named_and_can_be_closed_first(
    keys: Keyboard, shell: Shell, office: Office
) -> None:
    received(office)
    clock = office.clock
    assert isinstance(clock, SetClock)
    clock.at = MORNING.replace(day=25)
    received(office)
    screen = opened(keys, shell)
    keys.wait_to_see("Gộp cả những ngày chưa khóa: 23/11/2026.")
    keys.press("Alt+1")
    keys.wait(lambda: QApplication.focusWidget() is screen.day)
    keys.press("Down")
    keys.wait_to_see("Kết thúc ngày 23/11")
    keys.press("Ctrl+Return")
    keys.wait_to_see("Thứ Hai 23/11/2026. Ngày này đã khóa.")
    standing = day_close.standing(office)
    assert standing.open == ()
    assert not standing.closed_today


def test_figures_below_the_edge_of_a_low_screen_are_reached_by_keys(
    keys: Keyboard, shell: Shell, office: Office
) -> None:
    shell.resize(911, 482)
    received(office)
    screen = opened(keys, shell)
    keys.wait(screen.counting.cash.field.hasFocus)
    keys.wait(lambda: screen.figures.queue.visibleRegion().isEmpty())
    keys.press("PgDown", "PgDown", "PgDown")
    keys.wait(lambda: not screen.figures.queue.visibleRegion().isEmpty())
    assert screen.counting.cash.field.hasFocus(), "the counting goes on"
    keys.press("PgUp", "PgUp", "PgUp")
    keys.wait(lambda: not screen.figures.numbers.visibleRegion().isEmpty())


def test_a_clock_before_the_last_seal_says_what_to_do(
    keys: Keyboard, shell: Shell, office: Office
) -> None:
    received(office)
    day_close.close(office, Counted())
    clock = office.clock
    assert isinstance(clock, SetClock)
    clock.at = MORNING.replace(day=20)
    keys.press("Ctrl+5")
    keys.wait_to_see("đã khóa. Sổ vẫn an toàn. Xin chỉnh lại đồng hồ máy")


def test_progress_of_a_round_is_shown_and_its_end_summed_up(
    keys: Keyboard, shell: Shell, office: Office, qtbot: QtBot
) -> None:
    portals.save(office, PORTAL, "mật khẩu", answers_practice=None)
    received(office)
    screen = opened(keys, shell)
    with qtbot.waitSignal(shell.place.sync_asked):
        keys.press("Ctrl+Return")
    evening = screen.sealed.evening
    hub: Hub = shell.place.hub
    hub.tell_progress(Progress("opencps", 1, 4, Phase.FACTS))
    assert evening.bar.format() == "Đang gửi hồ sơ, 1/4"
    assert (evening.bar.value(), evening.bar.maximum()) == (1, 4)
    hub.tell_sync(News(LineState.OFFLINE, None, "Mất mạng."))
    keys.wait_to_see("Ngày đã khóa xong; 1 hồ sơ sẽ tự gửi khi có mạng.")
    assert not evening.bar.isVisible()


def test_what_no_portal_can_show_is_never_summed_up_in_green(
    keys: Keyboard, shell: Shell, office: Office, qtbot: QtBot
) -> None:
    """Nor is a stamp promised that such a day never gets."""
    name = join(office)
    received(office)
    send(office, name)
    read_back(office, name, Settlement(DeliveryState.UNPROVABLE, "Không kiểm chứng được."))
    screen = opened(keys, shell)
    with qtbot.waitSignal(shell.place.sync_asked):
        keys.press("Ctrl+Return")
    keys.wait_to_see("có lượt gửi mà cổng không cho kiểm chứng hoặc đã ngừng gửi.")
    shell.place.hub.tell_sync(News(LineState.ONLINE, None, "1 hồ sơ đã gửi."))
    keys.wait_to_see("1 hồ sơ đã gửi.")
    assert screen.sealed.evening.words.property("state") == "unprovable"


def test_no_stamp_is_promised_to_a_day_that_only_waits_yet(
    keys: Keyboard, shell: Shell, office: Office
) -> None:
    """What waits may end as what no portal can show, or set aside: then none ever comes."""
    join(office)
    received(office)
    opened(keys, shell)
    keys.press("Ctrl+Return")
    keys.wait_to_see("dấu chỉ tự thêm khi cổng cho kiểm chứng và mọi lượt gửi của ngày đều đúng.")


def test_a_stamp_that_comes_while_the_sheet_is_printed_takes_no_button_away(
    keys: Keyboard, shell: Shell, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It comes seconds after the close, when the sheet lies at the printer and waits for Enter."""
    monkeypatch.setenv("PATH", FakeSpooler(tmp_path / "spooler").path)
    name = join(office)
    received(office)
    day_close.close(office, Counted(8_000))
    keys.press("Ctrl+5")
    keys.wait_for_focus_on("In")
    keys.press("Return")
    keys.wait_for_focus_on("Đã ra giấy")
    send(office, name)
    read_back(office, name)
    shell.place.announce(day_close.stamp_what_is_proved(office))
    keys.wait_to_see("Cổng đã nhận đúng mọi việc gửi của ngày này")
    assert "chờ xác nhận" in keys.seen()
    keys.wait_for_focus_on("Đã ra giấy")
    keys.press("Return")
    keys.wait(lambda: [job.state for job in print_jobs.recent(office)] == [JobState.CONFIRMED])
    keys.wait(lambda: shell.screen_of("day_close").isAncestorOf(keys.focus()))
    keys.press("Ctrl+P")
    keys.wait_for_focus_on("Đã ra giấy")
    assert len(print_jobs.recent(office)) == 2, "the sheet that bears the stamp is another one"


def test_the_button_that_confirms_has_its_room_in_a_small_window(
    keys: Keyboard, shell: Shell, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", FakeSpooler(tmp_path / "spooler").path)
    shell.resize(911, 420)
    received(office)
    day_close.close(office, Counted(8_000))
    keys.press("Ctrl+5")
    keys.wait_for_focus_on("In")
    screen = shell.screen_of("day_close")
    assert isinstance(screen, DayCloseScreen)
    keys.press("Return")
    keys.wait_for_focus_on("Đã ra giấy")
    view = screen.side.currentWidget()
    assert isinstance(view, QScrollArea)
    keys.wait(lambda: beyond(shell, view.viewport()) == [])
    keys.wait(lambda: keys.focus().visibleRegion().boundingRect() == keys.focus().rect())
    assert cut_off(screen) == []


def test_a_failed_print_stands_in_the_days_figures(
    keys: Keyboard, shell: Shell, office: Office
) -> None:
    code = received(office)
    shell.place.run(lambda desk: print_failed(desk, code, "silent"))
    opened(keys, shell)
    keys.wait(lambda: not shell.place.background.busy)
    keys.press("F5")
    keys.wait_to_see("1 (máy in không trả lời 1)")
    uid = look.dossier(office, code).uid
    assert [event.kind for event in look.history(office, uid)][-1] is EventKind.PRINT_FAILED


@pytest.mark.parametrize("size", [(1366, 705), (911, 480)])
def test_nothing_is_cut_off_on_a_small_screen_and_all_is_vietnamese(
    keys: Keyboard, shell: Shell, office: Office, qtbot: QtBot, size: tuple[int, int]
) -> None:
    for _ in range(3):
        received(office)
    shell.resize(*size)
    screen = opened(keys, shell)
    for closed in (False, True):
        if closed:
            keys.press("Ctrl+Return")
            keys.wait_to_see("Ngày này đã khóa")
        qtbot.wait(100)
        assert (shell.width(), shell.height()) == size
        assert cut_off(shell) == []
        assert overlapping(shell) == []
        assert beyond(shell, screen.view.viewport()) == []
        assert english(keys.seen()) == []


def test_the_evening_round_proves_the_day_and_the_stamp_follows(
    keys: Keyboard, shell: Shell, office: Office, tmp_path: Path
) -> None:
    portal = PracticePortal(tmp_path / "portal").start()
    portal.join(office)
    bridge = SyncBridge(shell.place, shell.status_line, shell)
    try:
        received(office)
        opened(keys, shell)
        keys.press("Ctrl+Return")
        keys.wait_to_see("Ngày này đã khóa")
        bridge.start()
        keys.wait(lambda: shell.place.last_round is not None, timeout=20_000)
        shell.place.send_now()
        keys.wait_to_see("Đã gửi xong: cổng nhận đúng thêm 1 hồ sơ.")
        keys.wait_to_see("Cổng đã nhận đúng mọi việc gửi của ngày này")
        seal = day_close.standing(office).last
        assert seal is not None
        assert seal.stamped_at is not None
    finally:
        bridge.stop()
        portal.stop()
