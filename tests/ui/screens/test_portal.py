"""What waits, what is proved, what needs a person: by keyboard, with a real practice portal."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from receptiondesk.desk import intake, look, outbox
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.dossier import Dossier, SyncState
from receptiondesk.domain.events import DeliveryState
from receptiondesk.domain.outbox import LEFT_ALONE, Settlement
from receptiondesk.office import Office
from sync.how import Phase, Progress
from sync.loop import News
from sync.status import LineState
from tests.support.portals.practice import PracticePortal
from tests.support.sendings import join
from tests.support.walk_ins import person, walk_in
from tests.ui.keyboard import Keyboard
from tests.ui.looking import cut_off, english, overlapping
from ui.screens.portal.asking import Group
from ui.screens.portal.screen import QUIET_MS, PortalScreen
from ui.shell import Shell
from ui.sync_bridge import SyncBridge

WHY = "Cổng không có thủ tục này cho cơ quan. Nhờ người quản trị cổng khai báo, rồi bấm Thử lại."
ANSWER = '{"status":404,"message":"serviceConfig not found"}'


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[PracticePortal]:
    """A running practice portal with an empty store."""
    running = PracticePortal(tmp_path / "portal").start()
    yield running
    running.stop()


@pytest.fixture
def joined(office: Office, portal: PracticePortal) -> PracticePortal:
    """The office sends to the portal."""
    portal.join(office)
    return portal


@pytest.fixture
def lane(shell: Shell) -> Iterator[SyncBridge]:
    """The sync lane of the window."""
    bridge = SyncBridge(shell.place, shell.status_line, shell)
    bridge.start()
    yield bridge
    bridge.stop()


DIFFERENT = "Cổng đang giữ khác với hồ sơ tại quầy ở: tên chủ hồ sơ, ghi chú."
HELD = "tên chủ hồ sơ: Nguyễn Thị Anh; ghi chú: "


def received(office: Office, name: str = "Nguyễn Thị Ánh") -> Dossier:
    return intake.accept(office, walk_in(office, applicant=person(name))).dossier


def parked(
    office: Office, name: str = "Nguyễn Thị Ánh", *, why: str = WHY, answer: str = ANSWER
) -> Dossier:
    """Receive somebody whose dossier the portal turned away."""
    dossier = received(office, name)
    due = outbox.due(office, "opencps", ignore_backoff=True)
    (item,) = [one for one in due if one.dossier_uid == dossier.uid]
    outbox.mark_sending(office, "opencps", item)
    settlement = Settlement(DeliveryState.NEEDS_PERSON, why, answer)
    outbox.settle(office, "opencps", item, settlement)
    return dossier


def opened(keys: Keyboard, shell: Shell) -> PortalScreen:
    """Go to the screen by its key."""
    keys.press("Ctrl+4")
    screen = shell.screen_of("sync")
    assert isinstance(screen, PortalScreen)
    return screen


def test_without_a_portal_it_says_what_is_safe_and_where_to_set_one_up(
    keys: Keyboard, shell: Shell, office: Office
) -> None:
    received(office)
    screen = opened(keys, shell)
    keys.wait_to_see("Chưa khai báo cổng dịch vụ công để gửi")
    keys.wait_to_see("Chờ gửi  1")
    assert "Nguyễn Thị Ánh" in keys.seen()
    assert not screen.send_button.isEnabled()
    screen.setup_button.setFocus()
    keys.press("Return")
    keys.wait(lambda: shell.stack.currentWidget() is shell.screen_of("settings"))


@pytest.mark.usefixtures("joined", "lane")
def test_send_now_sends_and_proves_and_says_so_plainly(
    keys: Keyboard, shell: Shell, office: Office
) -> None:
    dossiers = [received(office, name) for name in ("Nguyễn Thị Ánh", "Đỗ Văn Đức")]
    screen = opened(keys, shell)
    keys.wait(screen.send_button.isEnabled)
    keys.press("Ctrl+Return")
    assert screen.progress.isVisible()
    keys.wait(lambda: not screen.sending, timeout=30_000)
    keys.wait(lambda: "Cổng đã nhận đúng  2" in keys.seen(), timeout=30_000)
    assert not screen.progress.isVisible()
    assert "Cổng đã nhận đúng mọi hồ sơ." in screen.news.text()
    assert "Đang nối với cổng" in screen.line.text()
    states = {look.by_uid(office, dossier.uid).sync for dossier in dossiers}
    assert states == {SyncState.PROVED}
    keys.press("Alt+4")
    keys.wait_to_see("Đọc lại thấy khớp")
    received(office, "Lê Văn Muộn")
    shell.place.hub.announce(ChangeSet(outbox=True))
    keys.wait(lambda: "Cổng đã nhận đúng mọi hồ sơ." not in keys.seen())


@pytest.mark.usefixtures("lane")
def test_being_offline_is_a_quiet_line_and_never_a_dialog(
    keys: Keyboard, shell: Shell, office: Office, joined: PracticePortal, qtbot: QtBot
) -> None:
    joined.stop()
    received(office)
    screen = opened(keys, shell)
    keys.wait(screen.send_button.isEnabled)
    keys.press("Ctrl+Return")
    keys.wait(lambda: not screen.sending, timeout=30_000)
    assert "Chưa nối được với cổng" in screen.line.text()
    assert "hồ sơ vẫn giữ nguyên tại máy" in screen.news.text()
    assert shell.isActiveWindow()
    assert "Chờ gửi  1" in keys.seen()
    joined.start()


@pytest.mark.usefixtures("joined")
def test_a_short_round_that_nobody_asked_for_moves_nothing(
    keys: Keyboard, shell: Shell, qtbot: QtBot
) -> None:
    """The bar pushes the list down, so only a round that takes its time shows it."""
    screen = opened(keys, shell)
    keys.wait(screen.send_button.isEnabled)
    step = Progress("opencps", 1, 2, Phase.FACTS)
    shell.place.hub.tell_progress(step)
    assert not screen.progress.isVisible()
    qtbot.wait(QUIET_MS + 100)
    shell.place.hub.tell_progress(step)
    assert screen.progress.isVisible()
    shell.place.hub.tell_sync(News(LineState.ONLINE, None, "Xong."))
    assert not screen.progress.isVisible()
    shell.place.hub.tell_progress(step)
    assert not screen.progress.isVisible()


@pytest.mark.usefixtures("joined")
def test_why_no_round_can_be_made_here_is_told_without_being_asked(
    keys: Keyboard, shell: Shell
) -> None:
    why = "Ổ đĩa đã đầy nên chưa lưu được."
    screen = opened(keys, shell)
    keys.wait(screen.send_button.isEnabled)
    shell.place.hub.tell_sync(News(LineState.TROUBLE, None, why))
    keys.wait_to_see(why)
    shell.place.hub.tell_sync(News(LineState.ONLINE, None, "Xong."))
    keys.wait(lambda: why not in keys.seen())
    shell.place.hub.tell_sync(News(LineState.TROUBLE, None, why))
    keys.wait_to_see(why)
    keys.press("Ctrl+Return")
    shell.place.hub.tell_sync(News(LineState.ONLINE, None, "Đã gửi hết."))
    keys.wait(lambda: not screen.sending)
    assert "Đã gửi hết." in keys.seen(), "how the round went that was asked for"


@pytest.mark.usefixtures("joined")
def test_no_key_leads_to_a_group_that_is_not_offered(keys: Keyboard, shell: Shell) -> None:
    screen = opened(keys, shell)
    keys.wait(screen.send_button.isEnabled)
    keys.press("Alt+3", "Alt+6")
    keys.wait_to_see("Không có hồ sơ nào đang chờ kiểm chứng")
    assert screen.groups.read() is Group.SENT


@pytest.mark.usefixtures("joined")
def test_what_needs_a_person_is_in_front_with_its_reason_and_the_raw_answer_behind(
    keys: Keyboard, shell: Shell, office: Office
) -> None:
    received(office, "Đỗ Văn Đức")
    dossier = parked(office)
    opened(keys, shell)
    keys.wait_to_see(WHY)
    assert "Cần xử lý  1" in keys.seen()
    assert "Chờ gửi  1" in keys.seen()
    assert ANSWER not in keys.seen()
    keys.press("Ctrl+I")
    keys.wait_to_see(f"Cổng trả lời về hồ sơ {dossier.code}")
    keys.press("Escape")
    keys.wait(shell.isActiveWindow)
    shell.screen_of("sync").list.setFocus()  # type: ignore[attr-defined]
    keys.press("Return")
    keys.wait(lambda: shell.stack.currentWidget() is shell.screen_of("dossiers"))
    keys.wait_to_see("Xử lý trong màn hình Đồng bộ (Ctrl+4), nhóm Cần xử lý.")
    assert WHY in keys.seen()


@pytest.mark.usefixtures("joined")
def test_what_the_portal_holds_otherwise_stands_beside_the_list_to_be_compared(
    keys: Keyboard, shell: Shell, office: Office
) -> None:
    """It was read and put into words: nothing of it is the portal's own answer."""
    parked(office, why=DIFFERENT, answer=HELD)
    opened(keys, shell)
    keys.wait_to_see("Cổng đang ghi tên chủ hồ sơ: Nguyễn Thị Anh; ghi chú: (để trống)")
    assert "Chi tiết" not in keys.seen()
    keys.press("F8")
    keys.wait(lambda: shell.stack.currentWidget() is shell.screen_of("dossiers"))
    keys.wait_to_see("Xử lý trong màn hình Đồng bộ (Ctrl+4), nhóm Cần xử lý.")
    page = keys.seen()
    assert page.index("Gửi lên cổng") < page.index("Chủ hồ sơ"), "what is to be done is in front"


def test_a_dossier_under_way_to_two_portals_is_counted_where_it_is_listed(
    keys: Keyboard, shell: Shell, office: Office
) -> None:
    """One portal turned it away, the other has not heard of it: no count of 0 hides a row."""
    join(office, "bo")
    join(office, "opencps")
    parked(office)
    received(office, "Đỗ Văn Đức")
    screen = opened(keys, shell)
    keys.wait_to_see("Cần xử lý  1")
    keys.wait_to_see("Chờ gửi  2")
    keys.press("Alt+2")
    keys.wait_to_see("→ bo")
    keys.wait_to_see("Gửi ngay hồ sơ này")
    last = screen.list.lines.rowCount() - 1
    keys.press("End")
    assert screen.list.currentIndex().row() == last > 0
    keys.press("Home")
    assert screen.list.currentIndex().row() == 0


@pytest.mark.usefixtures("joined")
def test_try_again_puts_it_back_into_the_queue_and_asks_for_a_round(
    keys: Keyboard, shell: Shell, office: Office, qtbot: QtBot
) -> None:
    dossier = parked(office)
    opened(keys, shell)
    keys.wait_to_see(WHY)
    with qtbot.waitSignal(shell.place.sync_asked):
        keys.press("Ctrl+R")
    keys.wait_to_see("Chờ gửi  1")
    assert look.by_uid(office, dossier.uid).sync is SyncState.LOCAL


@pytest.mark.usefixtures("joined")
def test_only_a_named_person_sets_aside_and_it_never_turns_green(
    keys: Keyboard, shell: Shell, office: Office
) -> None:
    shell.place.move_to(office.with_officer(""))
    dossier = parked(office)
    screen = opened(keys, shell)
    keys.wait_to_see(WHY)
    keys.press("Ctrl+G")
    keys.wait(lambda: keys.focus().accessibleName() == "Họ và tên cán bộ")
    assert shell.isActiveWindow(), "no dialog stands in the way"
    keys.type("Lê Thị Thử")
    keys.press("Return")
    keys.wait(lambda: "Lý do" in keys.focus().accessibleName())
    keys.type("Đã nhập tay trên cổng")
    keys.press("Return")
    keys.wait_for_focus_on("Ngừng gửi")
    keys.press("Return")
    keys.wait_to_see("Cần xử lý  0")
    assert look.by_uid(office, dossier.uid).sync is SyncState.SET_ASIDE
    keys.wait_to_see("Đã gửi  0")
    keys.press("Alt+5")
    keys.wait_to_see("Đã ngừng gửi  1")
    assert "Lê Thị Thử ngừng gửi: Đã nhập tay trên cổng" in screen.detail.why.text()


@pytest.mark.usefixtures("joined")
def test_what_the_program_left_alone_is_nobodys_doing_and_can_be_sent(
    keys: Keyboard, shell: Shell, office: Office
) -> None:
    dossier = received(office)
    (item,) = outbox.due(office, "opencps", ignore_backoff=True)
    outbox.settle(office, "opencps", item, Settlement(DeliveryState.SET_ASIDE, LEFT_ALONE))
    screen = opened(keys, shell)
    keys.press("Alt+5")
    keys.wait_to_see("Gửi lại: hỏi cổng trước")
    assert "án bộ" not in screen.detail.why.text()
    keys.press("F8")
    keys.wait_to_see("Đã ngừng gửi  0")
    assert look.by_uid(office, dossier.uid).sync is not SyncState.SET_ASIDE


@pytest.mark.usefixtures("joined")
def test_the_next_try_is_told(keys: Keyboard, shell: Shell, office: Office) -> None:
    received(office)
    (item,) = outbox.due(office, "opencps", ignore_backoff=True)
    later = office.clock.now() + timedelta(minutes=7)
    settlement = Settlement(DeliveryState.WAITING, next_try_at=later)
    outbox.settle(office, "opencps", item, settlement)
    screen = opened(keys, shell)
    keys.wait_to_see("Đã thử 1 lần, thử lại lúc 09:07")
    assert "thử lại lúc 09:07" in screen.line.text()


@pytest.mark.usefixtures("joined")
@pytest.mark.parametrize("size", [(1366, 705), (911, 482)])
def test_nothing_is_cut_off_or_english(
    keys: Keyboard, shell: Shell, office: Office, size: tuple[int, int]
) -> None:
    shell.resize(*size)
    parked(office)
    screen = opened(keys, shell)
    keys.wait_to_see(WHY)
    keys.wait(lambda: cut_off(screen) == [])
    assert overlapping(shell) == []
    assert english(keys.seen()) == []
    assert (shell.width(), shell.height()) == size
