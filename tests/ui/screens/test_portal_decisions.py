"""What a person decides and carries over by hand in the screen Đồng bộ, by keyboard only."""

from dataclasses import replace

import pytest
from PySide6.QtGui import QGuiApplication

from receptiondesk.desk import corrections, intake, look, outbox, portals, transfer
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.dossier import Dossier, SyncState
from receptiondesk.domain.events import DeliveryState
from receptiondesk.domain.outbox import (
    TRANSFER,
    PortalSetting,
    PulledMessage,
    PulledNews,
    Settlement,
)
from receptiondesk.office import Office
from sync.answers import CHANGED_THERE, HIDDEN_THERE, Answer, AnswerKind
from tests.support.office import MORNING
from tests.support.sendings import PROVED, attach, join, read_back, send
from tests.support.walk_ins import person, walk_in
from tests.ui.keyboard import Keyboard
from tests.ui.looking import cut_off, english, overlapping
from ui.screens.portal.screen import PortalScreen
from ui.screens.settings.portal import PortalSection
from ui.screens.settings.screen import SettingsScreen
from ui.shell import Shell

HAND = "Hộ kinh doanh"
OTHER = "H56.15-261123-0009"


def parked(office: Office, answer: Answer, name: str = "Nguyễn Thị Ánh") -> Dossier:
    """Receive somebody whose dossier the portal answered for so."""
    join(office, "tinh")
    dossier = intake.accept(office, walk_in(office, applicant=person(name))).dossier
    undecided = answer.kind is AnswerKind.UNDECIDED
    reason = f"{answer.sentence} {answer.act}"
    send(
        office,
        "tinh",
        Settlement(DeliveryState.NEEDS_PERSON, reason, answer.raw, undecided=undecided),
    )
    return dossier


def by_hand(office: Office, **options: str) -> Dossier:
    options = {"fields": "name,phone,procedure", "code_pattern": "HKD-[0-9]{4}", **options}
    setting = PortalSetting(TRANSFER, "", "", options, practice=True, name=HAND)
    portals.save(office, setting, "", answers_practice=None)
    return intake.accept(office, walk_in(office)).dossier


def opened(keys: Keyboard, shell: Shell) -> PortalScreen:
    """Go to the screen by its key; the list has the focus."""
    keys.press("Ctrl+4")
    screen = shell.screen_of("sync")
    assert isinstance(screen, PortalScreen)
    keys.wait(screen.list.hasFocus)
    return screen


def clip() -> str:
    return QGuiApplication.clipboard().text()


def test_a_refused_field_is_proposed_and_opens_there(
    keys: Keyboard, shell: Shell, office: Office
) -> None:
    parked(office, Answer(AnswerKind.REFUSED, fields=("số điện thoại", "địa chỉ")))
    opened(keys, shell)
    keys.wait_to_see("Sửa ô “số điện thoại”")
    keys.press("F8")
    keys.wait(lambda: shell.stack.currentWidget() is shell.screen_of("walk_in"))
    keys.wait_to_see("Cổng không nhận mục này. Xin sửa.")
    keys.wait(lambda: keys.focus().accessibleName() == "Điện thoại")


def test_what_was_changed_at_the_portal_is_compared_before_anything_is_sent_over_it(
    keys: Keyboard, shell: Shell, office: Office
) -> None:
    join(office, "tinh")
    dossier = intake.accept(office, walk_in(office)).dossier
    reason = f"{CHANGED_THERE}, nay hồ sơ trên cổng đã bị sửa ở: địa chỉ. Chưa ghi đè gì."
    send(office, "tinh", Settlement(DeliveryState.NEEDS_PERSON, reason))
    opened(keys, shell)
    keys.wait_to_see("Mở hồ sơ để đối chiếu   F8")
    shell.place.hub.announce(ChangeSet(outbox=True))
    keys.wait_to_see("không còn hồ sơ chờ gửi · 1 cần xử lý")
    assert "Đã có trên cổng" not in keys.seen()
    keys.press("F8")
    keys.wait(lambda: shell.stack.currentWidget() is shell.screen_of("dossiers"))
    keys.wait_to_see(dossier.code)


def test_what_a_portal_hides_is_compared_and_either_side_may_be_right(
    keys: Keyboard, shell: Shell, office: Office
) -> None:
    words = (f"{HIDDEN_THERE}; chưa ghi đè gì. Có thể khác ở", "Mở cổng so sánh.")
    parked(office, Answer(AnswerKind.CONFLICT, fields=("số điện thoại",), instead=words))
    opened(keys, shell)
    keys.wait_to_see("Mở hồ sơ để đối chiếu   F8")
    assert "Đã có trên cổng" in keys.seen()


def test_what_nobody_can_say_is_decided_beside_the_list(
    keys: Keyboard, shell: Shell, office: Office
) -> None:
    dossier = parked(office, Answer(AnswerKind.UNDECIDED))
    opened(keys, shell)
    keys.wait_to_see("Đã có trên cổng…")
    assert "Chưa có, gửi lại…" in keys.seen()
    keys.press("F8")
    keys.wait(lambda: keys.focus().accessibleName() == "Mã đọc được trên cổng")
    assert shell.isActiveWindow(), "no dialog stands in the way"
    keys.type(OTHER)
    keys.press("Return")
    keys.type("đã tìm theo tên")
    keys.press("Return", "Return")
    keys.wait_to_see("Giấy tiếp nhận của hồ sơ này đã in mã")
    keys.press("Ctrl+A")
    keys.type(dossier.code)
    keys.press("Return", "Return", "Return")
    keys.wait_to_see("Cần xử lý  0")
    assert look.by_uid(office, dossier.uid).sync is SyncState.SENT


def test_not_there_is_sent_again_only_after_a_reason(
    keys: Keyboard, shell: Shell, office: Office
) -> None:
    dossier = parked(office, Answer(AnswerKind.UNDECIDED))
    screen = opened(keys, shell)
    keys.wait_to_see("Đã có trên cổng…")
    keys.press("Ctrl+N")
    keys.wait(screen.detail.form.reason.hasFocus)
    keys.press("Return", "Return")
    keys.wait_to_see("Ghi lý do")
    keys.press("Escape")
    keys.wait(screen.list.hasFocus)
    assert look.by_uid(office, dossier.uid).sync is SyncState.NEEDS_PERSON
    keys.press("Ctrl+N")
    keys.wait(screen.detail.form.reason.hasFocus)
    keys.type("đã tìm, không có")
    keys.press("Return", "Return")
    keys.wait_to_see("Chờ gửi  1")
    assert look.by_uid(office, dossier.uid).sync is SyncState.LOCAL


def test_two_official_codes_are_kept_by_a_person(
    keys: Keyboard, shell: Shell, office: Office
) -> None:
    join(office, "tinh")
    dossier = intake.accept(office, walk_in(office)).dossier
    send(office, "tinh")
    outbox.apply_pull(office, "tinh", (PulledNews(dossier.uid, "1", OTHER, None, ""),))
    screen = opened(keys, shell)
    keys.wait_to_see("Giữ cả hai mã…")
    keys.press("F8")
    keys.wait(screen.detail.form.reason.hasFocus)
    assert screen.detail.form.code.text() == OTHER
    keys.type("đã đối chiếu")
    keys.press("Return", "Return")
    keys.wait_to_see("Cần xử lý  0")
    assert OTHER in look.by_uid(office, dossier.uid).codes


def test_a_gap_in_the_code_table_leads_to_the_setting_though_it_may_have_arrived(
    keys: Keyboard, shell: Shell, office: Office
) -> None:
    join(office, "tinh")
    intake.accept(office, walk_in(office))
    send(office, "tinh", Settlement(DeliveryState.UNKNOWN))
    gap = Answer(AnswerKind.NOT_OFFERED)
    send(office, "tinh", Settlement(DeliveryState.NEEDS_PERSON, f"{gap.sentence} {gap.act}"))
    screen = opened(keys, shell)
    keys.wait_to_see("Xem thiết lập cổng")
    keys.wait_to_see("Đã có trên cổng")
    assert screen.detail.arrived_button.isVisible()


def test_a_lost_password_leads_to_the_setting_of_that_portal(
    keys: Keyboard, shell: Shell, office: Office
) -> None:
    for name in ("bo", "tinh"):
        join(office, name, procedures="" if name == "tinh" else "2.000635")
    intake.accept(office, walk_in(office))
    auth = Answer(AnswerKind.AUTH)
    send(office, "tinh", Settlement(DeliveryState.WAITING, f"{auth.sentence} {auth.act}"))
    opened(keys, shell)
    keys.wait_to_see("Nhập lại mật khẩu cổng")
    keys.press("F8")
    settings = shell.screen_of("settings")
    assert isinstance(settings, SettingsScreen)
    section = settings.section(settings.list.currentRow())
    assert isinstance(section, PortalSection)
    keys.wait(section.password.hasFocus)
    assert section.which.read() == "tinh"


def test_each_target_has_its_own_line_and_each_row_says_where_it_goes(
    keys: Keyboard, shell: Shell, office: Office
) -> None:
    join(office, "bo")
    join(office, "tinh")
    intake.accept(office, walk_in(office))
    screen = opened(keys, shell)
    keys.wait_to_see("hồ sơ mới → tinh")
    assert "hồ sơ mới → bo" in keys.seen()
    assert "bo: chưa hỏi, còn 1" in screen.portal.text()
    assert "tinh: chưa hỏi, còn 1" in screen.portal.text()
    assert "Chờ gửi  1" in keys.seen(), "groups count dossiers, not sendings"


def test_files_and_messages_of_the_portal_stand_beside_the_dossier(
    keys: Keyboard, shell: Shell, office: Office
) -> None:
    join(office, "tinh")
    dossier = intake.accept(office, walk_in(office)).dossier
    send(office, "tinh")
    read_back(office, "tinh", PROVED)
    attach(office, dossier, "mặt trước")
    told = PulledNews(
        dossier.uid,
        "1",
        "",
        None,
        "Trạng thái lạ",
        "",
        (PulledMessage("1", "Mời bổ sung"),),
        MORNING,
    )
    outbox.apply_pull(office, "tinh", (told,))
    opened(keys, shell)
    keys.wait_to_see("0/1 giấy tờ đã được cổng xác nhận")
    keys.wait_to_see("Mời bổ sung")
    keys.press("Return")
    keys.wait(lambda: shell.stack.currentWidget() is shell.screen_of("dossiers"))
    keys.wait_to_see("Mời bổ sung")
    assert "Trạng thái lạ" in keys.seen(), "what is not in the mapping is shown as it came"


def test_a_dossier_is_carried_over_by_keys_and_leaves_nothing_in_the_clipboard(
    keys: Keyboard, shell: Shell, office: Office
) -> None:
    dossier = by_hand(office)
    screen = opened(keys, shell)
    keys.wait_to_see("Chuyển tay  1")
    shell.place.hub.announce(ChangeSet(outbox=True))
    keys.wait_to_see("không còn hồ sơ chờ gửi · 1 chờ chuyển tay")
    keys.wait_to_see("Chuyển tay: chép từng trường")
    assert not screen.send_button.isEnabled(), "nothing can be sent by itself"
    keys.press("F8")
    keys.wait(lambda: screen.transfer.fields.lines.rowCount() == 3)
    keys.press("F8")
    assert clip() == "Nguyễn Thị Ánh"
    keys.wait_to_see("✓ đã chép")
    keys.press("F8")
    assert clip() == "0912345678"
    keys.press("3")
    assert clip() == dossier.procedure.name
    keys.press("Up", "Ctrl+C")
    assert clip() == "0912345678"
    keys.press("F8")
    keys.wait(screen.transfer.code.hasFocus)
    keys.press("Return")
    keys.wait_to_see(f"Dán mã mà {HAND} vừa cấp")
    keys.type("0912345678")
    keys.press("Return")
    keys.wait_to_see("không đúng dạng mã")
    keys.press("Ctrl+A")
    keys.type("HKD-0012")
    keys.press("Return")
    keys.wait_to_see("Chuyển tay  0")
    assert clip() == ""
    after = look.dossier(office, "HKD-0012")
    assert (after.uid, after.sync) == (dossier.uid, SyncState.UNPROVABLE)
    keys.press("Alt+3")
    keys.wait_to_see("không kiểm chứng được ở cổng này")
    keys.wait_to_see("Đã chuyển tay")


def test_what_was_carried_over_says_so_in_the_list_and_on_its_page(
    keys: Keyboard, shell: Shell, office: Office
) -> None:
    dossier = by_hand(office)
    opened(keys, shell)
    keys.press("Ctrl+2")
    keys.wait_to_see(f"Mã hồ sơ: {dossier.code}")
    keys.press("Return")
    keys.wait_to_see("Chờ chuyển tay")
    keys.press("Escape")
    transfer.done(office, dossier.uid, HAND, "HKD-0012")
    shell.place.announce(ChangeSet(dossiers=frozenset({dossier.uid}), outbox=True))
    keys.wait_to_see("Đã chuyển tay")
    keys.press("Return")
    keys.wait_to_see("HKD-0012")
    keys.wait_to_see("Được tiếp nhận · Đã chuyển tay")


def test_leaving_the_panel_clears_only_what_is_ours(
    keys: Keyboard, shell: Shell, office: Office
) -> None:
    by_hand(office)
    screen = opened(keys, shell)
    keys.wait_to_see("Chuyển tay: chép từng trường")
    keys.press("F8")
    keys.wait(lambda: screen.transfer.fields.lines.rowCount() == 3)
    keys.press("F8")
    assert clip()
    keys.press("Ctrl+2")
    assert clip() == ""
    keys.press("Ctrl+4")
    keys.press("F8")
    QGuiApplication.clipboard().setText("mã chép từ bên kia")
    keys.press("Escape")
    assert clip() == "mã chép từ bên kia"
    keys.wait(screen.list.hasFocus)


def test_after_a_correction_only_what_changed_is_copied(
    keys: Keyboard, shell: Shell, office: Office
) -> None:
    dossier = by_hand(office)
    transfer.done(office, dossier.uid, HAND, "HKD-0012")
    facts = replace(dossier.facts, applicant=replace(dossier.facts.applicant, phone="0987654321"))
    corrections.correct(office, dossier.code, facts)
    screen = opened(keys, shell)
    keys.wait_to_see("Chuyển tay: chép từng trường")
    keys.press("F8")
    keys.wait_to_see("đã thay đổi")
    assert screen.transfer.code.text() == "HKD-0012"
    keys.press("F8")
    assert clip() == "0987654321"
    keys.press("F8")
    keys.wait(screen.transfer.code.hasFocus)
    keys.press("Return")
    keys.wait_to_see("Chuyển tay  0")


def test_a_transfer_that_is_not_wanted_is_given_up_with_a_reason(
    keys: Keyboard, shell: Shell, office: Office
) -> None:
    dossier = by_hand(office)
    screen = opened(keys, shell)
    keys.wait_to_see("Chuyển tay: chép từng trường")
    keys.press("Ctrl+G")
    keys.wait(screen.detail.form.reason.hasFocus)
    keys.type("không thuộc bên đó")
    keys.press("Return", "Return")
    keys.wait_to_see("Đã ngừng gửi  1")
    assert look.by_uid(office, dossier.uid).sync is SyncState.SET_ASIDE


@pytest.mark.parametrize("size", [(1366, 705), (911, 482)])
def test_nothing_is_cut_off_or_english(
    keys: Keyboard, shell: Shell, office: Office, size: tuple[int, int]
) -> None:
    shell.resize(*size)
    by_hand(office, fields="")
    parked(office, Answer(AnswerKind.UNDECIDED))
    screen = opened(keys, shell)
    keys.wait_to_see("Đã có trên cổng…")
    keys.wait(lambda: cut_off(screen) == [])
    keys.press("F8")
    keys.wait(screen.detail.form.code.hasFocus)
    keys.wait(lambda: cut_off(screen) == [])
    keys.press("Escape")
    keys.press("Alt+6")
    keys.press("F8")
    keys.wait(lambda: screen.transfer.fields.lines.rowCount() > 3)
    keys.press("F8")
    keys.wait(lambda: cut_off(screen) == [])
    assert overlapping(shell) == []
    assert english(keys.seen()) == []
    assert (shell.width(), shell.height()) == size
