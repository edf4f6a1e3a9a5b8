"""``decide`` and ``transfer``: a person's word, by the command line."""

import pytest

from receptiondesk.desk import decisions, intake, look, portals
from receptiondesk.domain.dossier import SyncState
from receptiondesk.domain.events import DeliveryState
from receptiondesk.domain.outbox import TRANSFER, PortalSetting, Settlement
from receptiondesk.office import Office
from tests.support.command_line import CommandLine
from tests.support.office import reopen
from tests.support.sendings import join, send
from tests.support.walk_ins import walk_in

UNDECIDED = Settlement(DeliveryState.NEEDS_PERSON, "Chưa biết đã tới chưa.", undecided=True)


@pytest.fixture
def code(desk: CommandLine) -> str:
    """The code of a dossier of which nobody can say whether it arrived."""
    office = reopen(desk.data)
    join(office, "tinh")
    dossier = intake.accept(office, walk_in(office)).dossier
    send(office, "tinh", UNDECIDED)
    office.close()
    return dossier.code


def sync_of(desk: CommandLine, code: str) -> SyncState:
    office = reopen(desk.data)
    try:
        return look.dossier(office, code).sync
    finally:
        office.close()


def by_hand(office: Office) -> None:
    setting = PortalSetting(TRANSFER, "", "", {"fields": "name,phone"}, practice=True, name="hkd")
    portals.save(office, setting, "", answers_practice=None)


def test_arrived_is_told_with_the_code_read_there(desk: CommandLine, code: str) -> None:
    told = desk("decide", code, "--target", "tinh", "--arrived", code, "--reason", "đọc", "--json")
    assert (told.code, told.json["decision"], told.json["sync"]) == (0, "arrived", "sent")
    assert sync_of(desk, code) is SyncState.SENT


def test_another_official_code_needs_the_other_decision(desk: CommandLine, code: str) -> None:
    other = "H56.15-261123-0009"
    words = ("decide", code, "--target", "tinh", "--reason", "cùng hồ sơ", "--json")
    told = desk(*words, "--arrived", other)
    assert (told.code, told.problems) == (3, [("code", "code_differs")])
    told = desk(*words, "--both-codes", other)
    assert told.code == 0
    assert set(told.json["codes"]) == {code, other}


def test_not_there_lets_it_be_sent_and_needs_a_reason(desk: CommandLine, code: str) -> None:
    told = desk("decide", code, "--target", "tinh", "--not-there", "--json")
    assert told.problems == [("reason", "reason_needed")]
    told = desk("decide", code, "--target", "tinh", "--not-there", "--reason", "đã tìm, không có")
    assert told.code == 0
    assert "Hồ sơ sẽ được gửi trong lượt tới" in told.out
    assert sync_of(desk, code) is SyncState.LOCAL


def test_set_aside_and_again(desk: CommandLine, code: str) -> None:
    told = desk("decide", code, "--target", "tinh", "--again", "--json")
    assert told.json["sync"] == "unknown", "it may have arrived, so it is asked for first"
    told = desk("decide", code, "--target", "tinh", "--set-aside", "--reason", "x", "--json")
    assert told.problems == [("", "not_parked")]


@pytest.mark.parametrize("words", [(), ("--again", "--not-there")])
def test_exactly_one_decision(desk: CommandLine, code: str, words: tuple[str, ...]) -> None:
    told = desk("decide", code, "--target", "tinh", *words)
    assert told.code == 2
    assert "đúng một trong" in told.err


def test_a_dossier_is_carried_over_by_hand(desk: CommandLine, code: str) -> None:
    office = reopen(desk.data)
    by_hand(office)
    uid = look.dossier(office, code).uid
    decisions.set_aside(office, uid, "đã nhập tay", "tinh")
    office.close()
    told = desk("transfer", "show", code, "--target", "hkd", "--json").json
    assert [one["key"] for one in told["fields"]] == ["name", "phone"]
    assert "Họ và tên" in desk("transfer", "show", code, "--target", "hkd").out
    assert "Chuyển tay hkd: Tiếp nhận, chờ chuyển tay" in desk("show", code).out
    told = desk("transfer", "done", code, "--target", "hkd", "--code", "", "--json")
    assert (told.code, told.problems) == (3, [("code", "code_needed")])
    told = desk("transfer", "done", code, "--target", "hkd", "--code", "HKD-7")
    assert "không kiểm chứng được ở cổng này" in told.out
    shown = desk("show", "HKD-7", "--json")
    assert (shown.code, shown.json["code"]) == (0, code)
    assert "Chuyển tay hkd: Tiếp nhận, đã chuyển tay" in desk("show", "HKD-7").out


def test_a_transfer_may_be_given_up(desk: CommandLine, code: str) -> None:
    office = reopen(desk.data)
    by_hand(office)
    office.close()
    words = ("decide", code, "--target", "hkd", "--set-aside", "--reason", "không thuộc bên đó")
    assert desk(*words).code == 0
    assert desk("transfer", "show", code, "--target", "hkd", "--json").json["needed"] is False
