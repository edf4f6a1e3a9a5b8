"""``close-day``: closed once, looked at as often as one likes, by a person with a name."""

from pathlib import Path
from typing import Any

import pytest

from receptiondesk.desk import portals
from receptiondesk.domain.clock import SetClock, SystemClock
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.outbox import TRANSFER, PortalSetting
from tests.support.command_line import CommandLine
from tests.support.office import reopen
from tests.support.paper import words
from ui.commands import frame, run


@pytest.fixture
def carried(desk: CommandLine) -> None:
    """Dossiers are to be carried over by hand to one system."""
    office = reopen(desk.data, clock=SetClock(SystemClock().now()))
    setting = PortalSetting(TRANSFER, "", "", {"fields": "name"}, practice=True, name="hkd")
    portals.save(office, setting, "", answers_practice=None)
    office.close()


@pytest.fixture
def received(desk: CommandLine, walk_in_json: dict[str, Any]) -> str:
    walk_in_json |= {
        "procedure": "2.000635",
        "fee": {"method": "cash", "amount": 8_000},
        "papers": [],
    }
    shown = desk("catalogue", "show", "2.000635", "--json").json
    walk_in_json["papers"] = [
        {"code": paper["code"], "originals": 1, "copies": 0}
        for paper in shown["papers"]
        if paper["required"]
    ]
    del walk_in_json["received_at"]
    told = desk("receive", "-", "--json", told=walk_in_json)
    assert told.code == 0, told.out
    return str(told.json["code"])


def test_looked_at_closed_and_looked_at_again(
    desk: CommandLine, received: str, tmp_path: Path
) -> None:
    seen = desk("close-day", "--dry-run", "--json").json
    assert (seen["sealed"], seen["fingerprint"]) == (False, "")
    assert seen["figures"]["money"]["expected_cash"] == 8_000
    sheet = tmp_path / "day.pdf"
    closed = desk("close-day", "--counted-cash", "8.000", "--sheet", str(sheet), "--json").json
    assert closed["sealed"]
    assert closed["figures"]["counted"]["difference_cash"] == 0
    assert len(closed["fingerprint"].replace("-", "")) == 16
    assert sheet.read_bytes().startswith(b"%PDF")
    again = desk("close-day", "--dry-run", "--json").json
    assert again == closed | {"sheet": ""}
    assert desk("close-day", "--json").problems == [("date", "already_closed")]
    assert desk("verify").code == 0


def test_told_to_a_person(desk: CommandLine, received: str) -> None:
    told = desk("close-day", "--counted-cash", "5000", "--reason", "thối nhầm").out
    assert "Tiền mặt theo sổ 8.000 đồng; đếm được 5.000 đồng, thiếu 3.000 đồng" in told
    assert "Lý do: thối nhầm" in told
    assert "Dấu niêm" in told
    assert "Việc làm sau khi khóa ngày được tính vào lần khóa kế tiếp." in told


def test_what_is_to_be_carried_over_is_told_so(
    desk: CommandLine, carried: None, received: str, tmp_path: Path
) -> None:
    sheet = tmp_path / "day.pdf"
    told = desk("close-day", "--dry-run", "--sheet", str(sheet)).out
    assert told.count("Chuyển tay hkd: chờ chuyển tay 1") == 2, "of the day, and of all days"
    assert "chờ chuyển tay 1" in words(sheet.read_bytes())


def test_a_difference_without_a_reason_closes_nothing(desk: CommandLine, received: str) -> None:
    told = desk("close-day", "--counted-cash", "5000", "--json")
    assert told.code == 3
    assert told.problems == [("reason", "reason_needed")]
    assert not desk("close-day", "--dry-run", "--json").json["sealed"]


def test_the_account_of_the_computer_is_nobodys_name(desk: CommandLine, received: str) -> None:
    desk.officer = ""
    assert desk("close-day", "--json").problems == [("officer", "officer_needed")]
    assert desk("close-day").err.count("--officer") == 1


def test_where_no_name_is_known_at_all_the_option_for_it_is_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The sentence names a key of the window, which a command line does not have."""
    problem = Problem("officer", "officer_needed", "Xin ghi tên cán bộ (phím F9) rồi làm lại.")
    assert run._ended(frame.Call(), Refused(problem)) == 3
    assert capsys.readouterr().err.count("--officer") == 1


@pytest.mark.parametrize(
    "words",
    [("--date", "mai"), ("--counted-cash", "-5"), ("--counted-cash", "năm"), ("--no-such",)],
)
def test_a_wrong_call_is_told_as_such(desk: CommandLine, words: tuple[str, ...]) -> None:
    assert desk("close-day", *words).code == 2


def test_the_future_is_refused(desk: CommandLine) -> None:
    assert desk("close-day", "--date", "2099-01-01", "--json").problems == [("date", "future_day")]


def test_a_sheet_that_cannot_be_written_closes_nothing(
    desk: CommandLine, received: str, tmp_path: Path
) -> None:
    assert desk("close-day", "--sheet", str(tmp_path / "none" / "x.pdf"), "--json").code == 4
    assert not desk("close-day", "--dry-run", "--json").json["sealed"]
