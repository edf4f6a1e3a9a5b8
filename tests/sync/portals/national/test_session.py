"""A session that ends, and where success stands in an answer (portals.md H.2 points 1, 2, 12)."""

from typing import Any

import pytest

from sync.answers import AnswerKind
from tests.support.portals.national_bench import Bench, dossier, everything_shown


def test_a_session_is_used_for_ten_minutes_by_our_own_clock(switched: Bench) -> None:
    adapter = switched.adapter()
    for minutes in (0, 4, 4, 4):
        switched.later(minutes=minutes)
        assert adapter.deliver(dossier()).answer.good
    assert switched.bus.logins == 2


@pytest.mark.parametrize(
    "expired", [("-1", "Phiên làm việc đã hết hạn"), ("401", "Unauthorized"), (401, "")]
)
def test_a_session_over_in_the_middle_of_two_hundred(
    switched: Bench, expired: tuple[Any, str]
) -> None:
    switched.bus.switches.session_calls = 30
    switched.bus.switches.expired = expired
    adapter = switched.adapter()
    many = [dossier() for _ in range(200)]
    assert {adapter.deliver(one).answer.kind for one in many} == {AnswerKind.ACCEPTED}
    assert switched.bus.codes() == {one.official_code for one in many}
    assert len(switched.bus.steps) == 200
    assert switched.bus.logins >= 14


def test_a_session_that_is_never_taken_is_the_account_and_not_asked_for_ever(
    switched: Bench,
) -> None:
    switched.bus.switches.session_minutes = 0
    answer = switched.adapter().deliver(dossier()).answer
    assert answer.kind is AnswerKind.AUTH
    assert switched.bus.logins == 2
    assert switched.bus.codes() == set()


def test_a_wrong_password_and_a_wrong_dstcode_are_told(
    switched: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_PASSWORD", "khác")
    answer = switched.adapter().reach()
    assert answer.kind is AnswerKind.AUTH
    assert "Tài khoản hoặc mật khẩu không đúng" in answer.sentence
    monkeypatch.delenv("PORTAL_PASSWORD")
    monkeypatch.setenv("PORTAL_DSTCODE", "VN:KHAC")
    answer = switched.adapter().reach()
    assert not answer.good
    assert "dstcode" in answer.sentence
    assert "phien-" not in answer.raw


def test_success_is_a_zero_of_any_type_and_the_words(switched: Bench) -> None:
    for zero in ("0", 0, "00"):
        switched.bus.switches.zeros = (zero,)
        assert switched.adapter().deliver(dossier()).answer.good


def test_code_zero_with_a_failing_text_is_no_success(switched: Bench) -> None:
    switched.bus.switches.failing_text = 1
    one = dossier()
    answer = switched.adapter().deliver(one).answer
    assert answer.kind is AnswerKind.REFUSED
    assert "không thành công" in answer.sentence
    assert switched.bus.codes() == set()


@pytest.mark.parametrize("page", ["html", "html_called_json"])
def test_a_page_is_never_the_bus(switched: Bench, page: str) -> None:
    adapter, one = switched.adapter(), dossier()
    adapter.reach()
    setattr(switched.bus.switches, page, 1)
    answer = adapter.deliver(one).answer
    assert answer.kind is AnswerKind.NOT_THE_PORTAL
    assert adapter.deliver(one).answer.good
    assert switched.bus.codes() == {one.official_code}


def test_answers_wrapped_as_text_inside_a_message_are_read(switched: Bench) -> None:
    switched.bus.switches.wrapped = True
    everything_shown(switched)
    adapter, one = switched.adapter(), dossier(procedure_field="")
    assert adapter.deliver(one).answer.good
    assert adapter.read_back(one).differing() == ()
    assert adapter.deliver(one).answer.kind is AnswerKind.ALREADY_EQUAL


@pytest.mark.parametrize(
    ("switch", "kind"),
    [
        ("too_fast", AnswerKind.TOO_FAST),
        ("busy", AnswerKind.TOO_FAST),
        ("down", AnswerKind.PORTAL_DOWN),
    ],
)
def test_a_busy_bus_is_told_from_a_refusal(switched: Bench, switch: str, kind: AnswerKind) -> None:
    adapter, one = switched.adapter(), dossier()
    adapter.reach()
    setattr(switched.bus.switches, switch, 1)
    answer = adapter.deliver(one).answer
    assert answer.kind is kind
    if kind is AnswerKind.TOO_FAST:
        assert answer.retry_after is not None
        assert answer.retry_after.total_seconds() == 7
    assert adapter.deliver(one).answer.good


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Tài khoản không có quyền đồng bộ hồ sơ", AnswerKind.FORBIDDEN),
        ("Đơn vị không có quyền với thủ tục này", AnswerKind.NOT_OFFERED),
    ],
)
def test_no_right_to_write_is_told(switched: Bench, words: str, kind: AnswerKind) -> None:
    switched.bus.switches.no_right = words
    answer = switched.adapter().deliver(dossier()).answer
    assert answer.kind is kind
    assert words in answer.sentence
