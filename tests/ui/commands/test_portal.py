"""``portal set``, ``sync`` and ``practice-portal``, against the real practice portal."""

import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from receptiondesk.desk import look, outbox
from tests.support.command_line import PROGRAM, CommandLine, Told, environment
from tests.support.office import reopen
from tests.support.portals.practice import PracticePortal


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[PracticePortal]:
    running = PracticePortal(tmp_path / "portal").start()
    yield running
    if running._thread is not None:
        running.stop()


def set_portal(desk: CommandLine, portal: PracticePortal, *more: str) -> Any:
    reach = portal.reach
    return desk(
        "portal", "set", "--family", "opencps", "--url", reach["url"], "--user", reach["user"],
        "--option", f"groupId={reach['groupId']}", "--password-stdin", "--practice", "--json",
        *more, told=reach["password"] + "\n",
    )  # fmt: skip


def counts(told: Told) -> dict[str, int]:
    return {key: number for key, number in told.json.items() if key != "targets"}


def test_a_dossier_goes_out_and_is_proved(
    desk: CommandLine, walk_in_json: dict[str, Any], portal: PracticePortal
) -> None:
    told = set_portal(desk, portal)
    assert told.code == 0, told.out + told.err
    assert told.json["reached"] is True
    assert (told.json["family"], told.json["practice"]) == ("opencps", True)
    code = desk("receive", "-", "--json", told=walk_in_json).json["code"]
    assert [row["code"] for row in desk("outbox", "--json").json] == [code]
    told = desk("sync", "--until-done", "--json")
    assert told.code == 0, told.out + told.err
    assert counts(told) == {"sent": 0, "proved": 1, "waiting": 0, "parked": 0}
    assert told.json["targets"]["opencps"]["proved"] == 1
    assert told.json["targets"]["opencps"]["ended_by"] is None
    shown = desk("show", code, "--json").json
    assert shown["sync"] == "proved"
    assert [sent["state"] for sent in shown["deliveries"]] == ["proved"]
    assert desk("outbox", "--json").json == []
    assert desk("status", "--json").json["last_proved_at"]
    assert desk("sync").code == 0


def test_a_portal_that_is_away_is_saved_and_the_round_says_four(
    desk: CommandLine, walk_in_json: dict[str, Any], portal: PracticePortal
) -> None:
    portal.stop()
    told = set_portal(desk, portal)
    assert (told.code, told.json["reached"]) == (0, False)
    assert told.json["warnings"]
    desk("receive", "-", told=walk_in_json)
    told = desk("sync", "--json")
    waits = {"sent": 0, "proved": 0, "waiting": 1, "parked": 0}
    assert (told.code, counts(told)) == (4, waits)
    assert told.json["targets"]["opencps"]["ended_by"] == "portal_down"
    assert "kết nối" in told.err
    portal.start()
    told = desk("sync", "--until-done", "--json")
    assert (told.code, told.json["proved"]) == (0, 1)


def test_a_refused_account_is_trouble_and_said(
    desk: CommandLine, walk_in_json: dict[str, Any], portal: PracticePortal
) -> None:
    set_portal(desk, portal)
    desk("receive", "-", told=walk_in_json)
    portal.faults(unauthorized203=1.0)
    told = desk("sync", "--json")
    assert (told.code, told.json["waiting"]) == (4, 1)
    assert "tài khoản" in told.err
    portal.faults()
    assert desk("sync", "--json").code == 0


def test_an_empty_outbox_says_only_what_is_true(
    desk: CommandLine, walk_in_json: dict[str, Any], portal: PracticePortal
) -> None:
    assert desk("outbox").out == "Chưa khai báo cổng nên chưa gửi đi đâu.\n"
    desk("receive", "-", told=walk_in_json)
    told = desk("outbox").out
    assert told == "Chưa khai báo cổng nên chưa gửi đi đâu. 1 hồ sơ giữ an toàn tại máy.\n"
    set_portal(desk, portal)
    assert desk("sync").code == 0
    assert desk("outbox").out == "Cổng đã nhận đúng mọi hồ sơ.\n"
    walk_in_json["applicant"]["full_name"] = "Trần Văn Hỏng"
    code = desk("receive", "-", "--json", told=walk_in_json).json["code"]
    portal.faults(refuse_letters=1.0)
    desk("sync")
    office = reopen(desk.data)
    outbox.set_aside(office, look.dossier(office, code).uid, "Đã nhập tay trên cổng")
    office.close()
    assert desk("outbox").out == "Cổng đã nhận đúng 1 hồ sơ; 1 hồ sơ đã ngừng gửi.\n"
    assert desk("show", code, "--json").json["sync"] == "unprovable"
    told = desk("status", "--json").json
    assert (told["sent"], told["proved"], told["set_aside"]) == (0, 1, 1)


def test_without_a_portal_the_round_cannot_reach_one(desk: CommandLine) -> None:
    told = desk("sync", "--json")
    nothing = {"sent": 0, "proved": 0, "waiting": 0, "parked": 0}
    assert (told.code, told.json) == (4, {**nothing, "targets": {}})


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (("--url", "http://portal.example.vn"), "url"),
        (("--url", "nowhere"), "url"),
        (("--family", "igate"), "family"),
    ],
)
def test_a_portal_that_cannot_be_is_refused(
    desk: CommandLine, change: tuple[str, str], field: str
) -> None:
    words = ["portal", "set", "--family", "opencps", "--url", "http://127.0.0.1:1", "--user", "u",
             "--option", "groupId=1", "--password-stdin", "--practice", "--json"]  # fmt: skip
    words[words.index(change[0]) + 1] = change[1]
    told = desk(*words, told="secret\n")
    assert told.code == 3, told.out + told.err
    assert field in {place for place, _ in told.problems}
    assert "secret" not in told.out + told.err


def test_the_password_comes_from_the_input_and_is_needed(desk: CommandLine) -> None:
    words = ("portal", "set", "--family", "opencps", "--url", "http://127.0.0.1:1", "--user", "u",
             "--option", "groupId=1", "--practice", "--json")  # fmt: skip
    told = desk(*words)
    assert (told.code, told.problems) == (3, [("password", "password_needed")])
    told = desk(*words, "--password-stdin", told="")
    assert told.code == 3
    assert "password" in {place for place, _ in told.problems}
    assert desk(*words, "--option", "groupId").code == 2


def test_the_practice_portal_says_one_line_and_ends_when_told(tmp_path: Path) -> None:
    child = subprocess.Popen(
        [*PROGRAM, "practice-portal", "--port", "0", "--store", str(tmp_path / "s"), "--fault",
         "slow=0.1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )  # fmt: skip
    assert child.stdout is not None
    ready = json.loads(child.stdout.readline())
    assert set(ready) == {"url", "user", "password", "groupId"}
    child.send_signal(signal.SIGTERM)
    out, err = child.communicate(timeout=20)
    assert (child.returncode, out, err) == (0, b"", b"")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--port", "x", "--store", "s"), 2),
        (("--port", "70000", "--store", "s"), 2),
        (("--port", "0"), 2),
        (("--port", "0", "--store", "s", "--fault", "down"), 2),
        (("--port", "0", "--store", "s", "--fault", "nothing=1"), 3),
        (("--port", "0", "--store", "s", "--fault", "down=7"), 3),
    ],
)
def test_wrong_calls_of_the_practice_portal(
    desk: CommandLine, tmp_path: Path, words: tuple[str, ...], code: int
) -> None:
    words = tuple(str(tmp_path / "s") if word == "s" else word for word in words)
    assert desk("practice-portal", *words).code == code


def test_portals_are_listed_and_asked_part_by_part(
    desk: CommandLine, portal: PracticePortal
) -> None:
    assert desk("portal", "list", "--json").json == []
    assert desk("portal", "test", "--json").problems == [("", "no_portal")]
    set_portal(desk, portal)
    (one,) = desk("portal", "list", "--json").json
    assert (one["name"], one["family"], one["practice"]) == ("opencps", "opencps", True)
    assert portal.reach["password"] not in json.dumps(one)
    told = desk("portal", "test", "--json")
    assert told.code == 0, told.out + told.err
    (asked,) = told.json["portals"]
    parts = [finding["part"] for finding in asked["findings"]]
    assert parts == ["network", "name", "certificate", "sign_in", "right", "version", "clock"]
    assert desk("portal", "test", "--name", "khac", "--json").problems == [
        ("name", "unknown_portal")
    ]
    portal.stop()
    told = desk("portal", "test")
    assert told.code == 4
    assert "CHƯA ĐƯỢC" in told.out
    assert "không nhận kết nối" in told.out


def test_a_system_without_an_interface_needs_no_account_and_is_not_asked(
    desk: CommandLine, walk_in_json: dict[str, Any], portal: PracticePortal
) -> None:
    set_portal(desk, portal)
    words = ("portal", "set", "--family", "transfer", "--name", "ho-kinh-doanh", "--json")
    assert desk(*words).problems == [("practice", "practice_office")]
    assert desk(*words, "--practice").code == 0
    desk("receive", "-", told=walk_in_json)
    told = desk("sync", "--json")
    assert list(told.json["targets"]) == ["opencps"]
    assert told.json["targets"]["opencps"]["proved"] == 1
    assert told.json["waiting"] == 1, "it waits to be carried over by a person"
    assert [one["name"] for one in desk("portal", "test", "--json").json["portals"]] == ["opencps"]
    assert "chuyển tay" in desk("sync", "--until-done").out
