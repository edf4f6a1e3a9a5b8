"""The contract of the server-numbered family, three dialects, over real HTTP with every fault.

``PORTAL_URL`` aims it at a portal for trying, with PORTAL_FAMILY=server_numbered, PORTAL_USER,
PORTAL_PASSWORD and PORTAL_OPTIONS (``dialect=…,unit=…``): real dossiers are made there, and what
needs a switch of the double is left out.
"""

from datetime import timedelta

import pytest

from receptiondesk.domain.dossier import Status
from sync.answers import AnswerKind
from sync.portal import Numbering
from tests.sync.portals.server_numbered.desk import (
    Bench,
    Killed,
    aimed,
    asking,
    cancelled,
    corrected,
    dossier,
    file,
)

FACTS = {"tên chủ hồ sơ", "thủ tục", "số giấy tờ của chủ hồ sơ", "giấy tờ “Tờ khai”"}


def test_sent_once_it_reads_back_equal(there: Bench) -> None:
    one, adapter = dossier(), there.adapter()
    delivered = adapter.deliver(one)
    assert delivered.answer.kind is AnswerKind.ACCEPTED
    assert delivered.remote is not None
    assert delivered.remote.code
    back = adapter.read_back(one)
    assert back.answer.good
    assert back.differing() == ()
    assert set(back.expected) >= FACTS
    assert back.unseen == ()
    assert back.remote is not None
    assert back.remote.code == delivered.remote.code


def test_sent_twice_it_is_one_and_equal(there: Bench) -> None:
    one = dossier()
    first, second = there.adapter().deliver(one), there.adapter().deliver(one)
    assert second.answer.kind is AnswerKind.ALREADY_EQUAL
    assert first.remote is not None
    assert second.remote is not None
    assert first.remote.code == second.remote.code
    if not aimed():
        assert len(there.store.dossiers) == 1


def test_the_servers_own_date_is_not_ours_and_nothing_is_derived_from_it(faulty: Bench) -> None:
    faulty.switches.skew = timedelta(days=2)
    adapter, one = faulty.adapter(), dossier()
    delivered = adapter.deliver(one)
    assert delivered.remote is not None
    assert "61125" in delivered.remote.code  # two days after the reception
    assert adapter.read_back(one).differing() == ()
    assert adapter.clock_offset() == timedelta(days=2)


def test_numbers_have_gaps_and_nothing_minds(faulty: Bench) -> None:
    faulty.switches.gap = 4
    adapter = faulty.adapter()
    told = [adapter.deliver(dossier()).remote for _ in range(3)]
    codes = [remote.code.rpartition("-")[2] for remote in told if remote is not None]
    assert [int(code) for code in codes] == [5, 10, 15]


def test_a_number_is_kept_before_the_create_and_used_again(faulty: Bench) -> None:
    adapter, one = faulty.adapter(), dossier()
    if adapter.capabilities.numbering is not Numbering.BEFORE_CREATE:
        assert faulty.memory.recall(f"number:{one.uid}") is None
        return
    faulty.memory.dies_at = f"sent:{one.uid}"
    with pytest.raises(Killed):
        adapter.deliver(one)
    faulty.memory.dies_at = ""
    number = faulty.memory.recall(f"number:{one.uid}")
    assert [number] == faulty.store.numbers
    delivered = faulty.adapter().deliver(one)
    assert delivered.remote is not None
    assert delivered.remote.code == number
    assert faulty.store.numbers == [number]


def test_a_number_lost_on_the_way_is_a_gap_and_no_doubt(faulty: Bench) -> None:
    if faulty.dialect == "tandan":
        return  # its number comes with the create
    faulty.switches.lose_number = 1
    one = dossier()
    answer = faulty.adapter().deliver(one).answer
    assert answer.kind is AnswerKind.LOST
    assert not answer.changing
    delivered = faulty.adapter().deliver(one)
    assert delivered.answer.good
    assert len(faulty.store.numbers) == 2
    assert len(faulty.store.dossiers) == 1


def test_a_number_may_come_as_bare_text(faulty: Bench) -> None:
    faulty.switches.plain_number = True
    assert faulty.adapter().deliver(dossier()).answer.good


def test_a_token_that_ran_out_is_renewed_and_the_request_replayed_once(faulty: Bench) -> None:
    adapter = faulty.adapter()
    assert adapter.deliver(dossier()).answer.good
    for _ in range(5):
        faulty.store.expire_tokens()
        assert adapter.deliver(dossier()).answer.good
    assert len(faulty.store.dossiers) == 6
    assert faulty.store.sign_ins == 6


def test_a_refresh_that_is_refused_falls_back_on_the_password(faulty: Bench) -> None:
    adapter = faulty.adapter()
    assert adapter.reach().good
    faulty.switches.refresh_refused = True
    faulty.store.expire_tokens()
    assert adapter.deliver(dossier()).answer.good


def test_a_wrong_password_is_the_account(faulty: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_PASSWORD", "sai")
    answer = faulty.adapter().reach()
    assert answer.kind is AnswerKind.AUTH
    assert not answer.changing


def test_a_sign_in_that_answers_a_page_is_asked_once_more(faulty: Bench) -> None:
    faulty.switches.sso_html = 1
    assert faulty.adapter().reach().good
    faulty.switches.sso_html = 2
    answer = faulty.adapter().deliver(dossier()).answer
    assert answer.kind is AnswerKind.NOT_THE_PORTAL
    assert not answer.changing
    assert faulty.store.dossiers == []


def test_a_refused_field_is_named(faulty: Bench) -> None:
    faulty.switches.refuse = "Hỏng"
    answer = faulty.adapter().deliver(dossier("Nguyễn Hỏng")).answer
    assert answer.kind is AnswerKind.REFUSED
    assert answer.fields == ("tên chủ hồ sơ",)
    assert not answer.changing


def test_a_refused_one_can_be_mended_at_once_without_asking_the_portal(faulty: Bench) -> None:
    faulty.switches.refuse = "Hỏng"
    one = dossier("Nguyễn Hỏng")
    assert not faulty.adapter().deliver(one).answer.good
    better = corrected(one, "Nguyễn Lành")
    assert faulty.adapter().deliver(asking(better)).answer.good
    assert len(faulty.store.dossiers) == 1


def test_no_right_is_told_apart(faulty: Bench) -> None:
    faulty.switches.forbidden = True
    answer = faulty.adapter().deliver(dossier()).answer
    assert answer.kind is AnswerKind.FORBIDDEN
    assert not answer.changing


def test_too_fast_is_obeyed_and_leaves_no_doubt(faulty: Bench) -> None:
    adapter, one = faulty.adapter(), dossier()
    assert adapter.reach().good
    faulty.switches.too_fast = 1
    answer = adapter.deliver(one).answer
    assert answer.kind is AnswerKind.TOO_FAST
    assert answer.retry_after == timedelta(seconds=7)
    assert not answer.changing
    faulty.later()
    assert adapter.deliver(one).answer.good
    assert len(faulty.store.of(one.uid)) == 1


def test_stored_and_then_denied_as_too_fast_is_one_dossier_though_a_search_lags(
    faulty: Bench,
) -> None:
    adapter, one = faulty.adapter(), dossier()
    assert adapter.reach().good
    faulty.switches.lag = timedelta(minutes=9)
    faulty.switches.lag_direct = True
    faulty.switches.limited_after = 1
    assert adapter.deliver(one).answer.kind is AnswerKind.TOO_FAST
    faulty.later(minutes=3)
    assert adapter.deliver(one).answer.kind is AnswerKind.NOT_SHOWN_YET
    faulty.later()
    assert adapter.deliver(one).answer.good
    assert len(faulty.store.of(one.uid)) == 1


def test_a_gateway_that_is_down_before_anything_was_asked_leaves_no_doubt(faulty: Bench) -> None:
    faulty.switches.gateway = 1
    answer = faulty.adapter().deliver(dossier()).answer
    assert answer.kind is AnswerKind.PORTAL_DOWN
    assert not answer.changing


def test_a_correction_is_an_update_and_names_who_made_it(there: Bench) -> None:
    one = dossier()
    there.adapter().deliver(one)
    two = corrected(one, "Nguyễn Thị Ánh Sửa", officer="Trần Văn Hai")
    assert there.adapter().deliver(two).answer.kind is AnswerKind.ACCEPTED
    assert there.adapter().read_back(two).differing() == ()
    if not aimed():
        (kept,) = there.store.dossiers
        assert "Trần Văn Hai" in str(kept.doc) + str(kept.steps)


def test_a_correction_without_an_update_call_is_shown_to_a_person(faulty: Bench) -> None:
    one = dossier()
    faulty.adapter().deliver(one)
    faulty.options = {"path.update": ""}
    answer = faulty.adapter().deliver(corrected(one, "Nguyễn Thị Ánh Sửa")).answer
    assert answer.kind is AnswerKind.CONFLICT
    assert "tên chủ hồ sơ" in answer.fields
    assert faulty.adapter().capabilities.attachments == "none"
    assert faulty.adapter().put_file(one, file()).answer.kind is AnswerKind.NOT_OFFERED


def test_an_update_whose_answer_was_lost_is_compared_first(faulty: Bench) -> None:
    one = dossier()
    faulty.adapter().deliver(one)
    two = corrected(one, "Nguyễn Thị Ánh Sửa")
    faulty.switches.lose_update = 1
    assert faulty.adapter().deliver(two).answer.changing
    puts = _puts(faulty)
    assert faulty.adapter().deliver(two).answer.good
    assert _puts(faulty) == puts
    assert faulty.adapter().read_back(two).differing() == ()


def test_a_withdrawal_is_told_once_as_the_officer_who_made_it(faulty: Bench) -> None:
    one = dossier()
    faulty.adapter().deliver(one)
    gone = cancelled(one, "Phạm Thị Rút")
    assert "rút hồ sơ" in faulty.adapter().read_back(gone).differing()
    assert faulty.adapter().deliver(gone).answer.kind is AnswerKind.ACCEPTED
    assert "Phạm Thị Rút" in faulty.store.dossiers[0].withdrawn_by
    back = faulty.adapter().read_back(gone)
    assert back.differing() == ()
    assert back.expected["rút hồ sơ"] == "1"
    assert "rút hồ sơ" in faulty.adapter().read_back(one).differing()
    assert back.remote is not None
    assert back.remote.status is Status.WITHDRAWN
    assert faulty.adapter().deliver(gone).answer.kind is AnswerKind.ALREADY_EQUAL


def test_no_way_to_withdraw_is_a_persons_business(faulty: Bench) -> None:
    if faulty.dialect == "adapter2026":
        return  # it always has its states
    faulty.options = {"path.cancel": ""}
    one = dossier()
    assert faulty.adapter().deliver(cancelled(one)).answer.kind is AnswerKind.CANNOT_CANCEL
    assert faulty.store.dossiers == []
    faulty.adapter().deliver(one)
    assert faulty.adapter().deliver(cancelled(one)).answer.kind is AnswerKind.CANNOT_CANCEL


def test_what_was_tampered_with_there_is_named(faulty: Bench) -> None:
    one = dossier()
    faulty.adapter().deliver(one)
    faulty.switches.tamper = "ownerFullname" if faulty.dialect == "igate" else "ChuHoSo"
    assert faulty.adapter().read_back(one).differing() == ("tên chủ hồ sơ",)


def test_what_is_not_given_back_is_named_and_stays_unproved(faulty: Bench) -> None:
    names = {"tandan": "DiaChiChuHoSo", "igate": "address", "adapter2026": "ThanhPhanHoSo"}
    one = dossier()
    faulty.adapter().deliver(one)
    faulty.switches.hide = frozenset({names[faulty.dialect]})
    back = faulty.adapter().read_back(one)
    assert back.differing() == ()
    wanted = "giấy tờ kèm theo" if faulty.dialect == "adapter2026" else "địa chỉ"
    assert back.unseen == (wanted,)


def test_a_status_that_nobody_mapped_is_kept_raw(faulty: Bench) -> None:
    one, adapter = dossier(), faulty.adapter()
    adapter.deliver(one)
    faulty.store.dossiers[0].status = "Chờ liên thông thuế"
    answer, remote = adapter.look(one.uid)
    assert answer.good
    assert remote is not None
    assert remote.status is None
    assert remote.status_raw == "Chờ liên thông thuế"


def test_one_poisoned_does_not_stop_two_hundred(faulty: Bench) -> None:
    faulty.switches.refuse = "Hỏng"
    adapter = faulty.adapter()
    told = [adapter.deliver(dossier("Hỏng" if n == 99 else "Lành")).answer for n in range(200)]
    refused = [answer for answer in told if not answer.good]
    assert [answer.fields for answer in refused] == [("tên chủ hồ sơ",)]
    assert len(faulty.store.dossiers) == 199
    assert faulty.store.twice() == {}


def test_portal_test_tells_sign_in_right_and_version_apart(
    faulty: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [found.well for found in faulty.adapter().examine()] == [True, True, True]
    faulty.switches.forbidden = True
    assert [found.well for found in faulty.adapter().examine()] == [True, False, None]
    monkeypatch.setenv("PORTAL_PASSWORD", "sai")
    assert [found.well for found in faulty.adapter().examine()] == [False, None, None]


def _puts(there: Bench) -> int:
    return sum(
        ("PUT" in call and "next-value" not in call) or "CapNhatHoSo" in call
        for call in there.core.calls
    )
