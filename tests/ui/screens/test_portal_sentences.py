"""A decision that a sentence of the screen Đồng bộ names is offered there, in words that fit it."""

import pytest

from receptiondesk.desk import intake, look
from receptiondesk.domain.dossier import SyncState
from receptiondesk.domain.events import DeliveryState
from receptiondesk.domain.outbox import Settlement
from receptiondesk.office import Office
from sync.answers import Answer, AnswerKind
from sync.changed import SHOWN_NO_MORE
from sync.portals.server_numbered.words import ASK_FOR_STEPS, ask_for_file
from tests.support.sendings import join, send
from tests.support.walk_ins import walk_in
from tests.ui.keyboard import Keyboard
from tests.ui.looking import cut_off
from tests.ui.screens.test_portal_decisions import opened, parked
from ui.shell import Shell


def test_what_a_portal_shows_no_more_is_decided_by_the_buttons_that_its_sentence_names(
    keys: Keyboard, shell: Shell, office: Office
) -> None:
    join(office, "tinh")
    dossier = intake.accept(office, walk_in(office)).dossier
    send(office, "tinh", Settlement(DeliveryState.NEEDS_PERSON, SHOWN_NO_MORE, "404"))
    screen = opened(keys, shell)
    keys.wait_to_see("Chưa có, cho gửi lại…   F8")
    seen = keys.seen()
    assert "nếu không còn thì chọn “chưa có, cho gửi lại”" in seen
    assert "Đã có trên cổng…   Ctrl+D" in seen
    assert "Cổng đang ghi" not in seen, "it holds nothing"
    keys.press("F8")
    keys.wait(screen.detail.form.reason.hasFocus)
    keys.type("đã tìm, không còn")
    keys.press("Return", "Return")
    keys.wait_to_see("Chờ gửi  1")
    assert look.by_uid(office, dossier.uid).sync is SyncState.LOCAL


def test_a_refused_update_that_may_mean_a_lost_dossier_offers_to_make_it_anew(
    keys: Keyboard, shell: Shell, office: Office
) -> None:
    words = "Nếu trên cổng không còn hồ sơ này thì chọn “chưa có, cho gửi lại”."
    parked(office, Answer(AnswerKind.REFUSED, detail=words))
    screen = opened(keys, shell)
    keys.wait_to_see("Sửa hồ sơ")
    assert "Chưa có, gửi lại…   Ctrl+N" in keys.seen()
    assert "Đã có trên cổng…" not in keys.seen()
    keys.press("Ctrl+N")
    keys.wait(screen.detail.form.reason.hasFocus)
    assert "sẽ tạo hồ sơ này trên cổng một lần nữa" in keys.seen()


def test_a_refused_create_does_not_ask_whether_it_is_there(
    keys: Keyboard, shell: Shell, office: Office
) -> None:
    parked(office, Answer(AnswerKind.REFUSED, detail="Cổng nói: “MaHoSo”."))
    opened(keys, shell)
    keys.wait_to_see("Sửa hồ sơ")
    assert "Chưa có, gửi lại…" not in keys.seen()
    assert "Đã có trên cổng…" not in keys.seen()


@pytest.mark.parametrize(
    ("instead", "it"),
    [
        (ask_for_file("trang.pdf", "Tờ khai"), "chương trình sẽ gửi tệp này"),
        (ASK_FOR_STEPS, "gửi lại tiến trình"),
    ],
    ids=["file", "steps"],
)
def test_who_is_asked_of_a_part_hears_what_each_answer_does_to_that_part(
    keys: Keyboard, shell: Shell, office: Office, instead: tuple[str, str], it: str
) -> None:
    parked(office, Answer(AnswerKind.UNDECIDED, instead=instead))
    screen = opened(keys, shell)
    keys.wait_to_see("Đã có trên cổng…")
    keys.press("Ctrl+N")
    keys.wait(screen.detail.form.reason.hasFocus)
    assert it in keys.seen()
    assert "một lần nữa" not in keys.seen(), "no dossier is made anew"
    keys.wait(lambda: cut_off(screen) == [])
