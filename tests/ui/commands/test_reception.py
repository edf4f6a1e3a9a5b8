"""``receive``, ``correct``, ``cancel``, ``search``, ``show``, on good and on bad input."""

import copy
import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.support.command_line import CommandLine, run_apart


def changed(whole: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """Return a copy with one dotted place set otherwise."""
    result: Any = copy.deepcopy(whole)
    place, keys = result, path.split(".")
    for key in keys[:-1]:
        place = place[key]
    place[keys[-1]] = value
    return dict(result)


def test_receive_from_standard_input_and_find_it_again(
    desk: CommandLine, walk_in_json: dict[str, Any]
) -> None:
    told = desk("receive", "-", "--json", told=walk_in_json)
    assert told.code == 0, told.err
    assert set(told.json) == {"code", "uid", "due_at", "warnings", "clock_unconfirmed"}
    assert told.json["code"] == "H56.14-261120-0001"
    assert told.json["due_at"] == "2026-11-20T17:00:00+07:00"
    assert told.json["warnings"] == []
    found = desk("search", "nguyen anh", "--json").json
    assert [row["code"] for row in found] == [told.json["code"]]
    assert found[0] | {"procedure": ""} == {
        "code": "H56.14-261120-0001",
        "applicant": "Nguyễn Thị Ánh",
        "procedure": "",
        "received_at": "2026-11-20T08:00:00+07:00",
        "due_at": "2026-11-20T17:00:00+07:00",
        "status": 2,
        "sync": "local",
    }
    shown = desk("show", told.json["code"], "--json").json
    assert shown["uid"] == told.json["uid"]
    assert shown["officer"] == "Lê Thị Thử"
    assert [event["kind"] for event in shown["events"]] == ["received"]
    assert shown["papers"]
    assert shown["deliveries"] == []


def test_receive_from_a_file_with_a_byte_order_mark(
    desk: CommandLine, walk_in_json: dict[str, Any], tmp_path: Path
) -> None:
    file = tmp_path / "lượt nộp.json"
    file.write_text(json.dumps(walk_in_json, ensure_ascii=False), encoding="utf-8-sig")
    assert desk("receive", str(file), "--json").code == 0


def test_a_person_reads_vietnamese(desk: CommandLine, walk_in_json: dict[str, Any]) -> None:
    told = desk("receive", "-", told=walk_in_json)
    assert told.code == 0
    assert told.out.startswith("Đã tiếp nhận hồ sơ H56.14-261120-0001\n")
    assert "Nguyễn Thị Ánh" in desk("search", "").out
    shown = desk("show", "H56.14-261120-0001").out
    for words in ("Nguyễn Thị Ánh", "Giấy tờ:", "Lịch sử:", "Tiếp nhận", "Ghi tại máy"):
        assert words in shown


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        ("applicant.full_name", "12345", "applicant.full_name"),
        ("applicant.full_name", "", "applicant.full_name"),
        ("applicant.full_name", "N" * 256, "applicant.full_name"),
        ("applicant.full_name", "Nguyễn\u202eÁnh", "applicant.full_name"),
        ("applicant.full_name", "Nguyễn\x07Ánh", "applicant.full_name"),
        ("applicant.full_name", "王小明", "applicant.full_name"),
        ("applicant.birth", "2999-01-01", "applicant.birth"),
        ("applicant.birth", "1996-02-30", "applicant.birth"),
        ("applicant.birth", "1997-03-08", "applicant.identity.number"),
        ("applicant.sex", "male", "applicant.identity.number"),
        ("applicant.sex", "nữ", "applicant.sex"),
        ("applicant.kind", "person", "applicant.kind"),
        ("applicant.identity.number", "12345", "applicant.identity.number"),
        ("applicant.identity.type", "cmnd", "applicant.identity.type"),
        ("applicant.address.province", "Xứ Không Có", "applicant.address.province"),
        ("applicant.nickname", "Ánh", "applicant.nickname"),
        ("note", "x" * 2001, "note"),
        ("copies", 0, "copies"),
        ("copies", True, "copies"),
        ("copies", "2", "copies"),
        ("channel", "fax", "channel"),
        ("fee", {"method": "cash", "amount": -1}, "fee.amount"),
        ("fee", {"method": "gold"}, "fee.method"),
        ("delivery", {"method": "post"}, "delivery.address"),
        ("procedure", "9.999999", "procedure"),
        ("procedure", None, "procedure"),
        ("extra", 1, "extra"),
        ("due_at", "ngày mai", "due_at"),
        ("papers", [{"code": "KHONG-CO"}], "papers[0].code"),
        ("papers", "đủ", "papers"),
    ],
)
def test_a_wrong_walk_in_is_refused_with_its_field_and_uses_no_number(
    desk: CommandLine, walk_in_json: dict[str, Any], path: str, value: object, field: str
) -> None:
    told = desk("receive", "-", "--json", told=changed(walk_in_json, path, value))
    assert told.code == 3, told.out
    assert field in {place for place, _ in told.problems}
    assert all(p["message"] for p in told.json["problems"])
    assert desk("search", "", "--json").json == []
    assert desk("receive", "-", "--json", told=walk_in_json).json["code"].endswith("-0001")


@pytest.mark.parametrize(
    "raw",
    [
        b"", b" ", b"{", b"[]", b"null", b"1", b'"x"', b"{'a':1}", b'{"a":1} x', b"\xff\xfe{}",
        b'{"procedure": NaN}', b"[" * 100_000,
        b'{"copies": ' + b"9" * 5000 + b"}", b'{"note": "\\ud800"}',
        b'{"note": "a", "note": "b"}', "{\"note\": \"Á\"}".encode("cp1258", "replace"),
        b"\x00", b'{"a": ' * 5000, b"x" * (4 * 1024 * 1024 + 1),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_for_the_whole_input(desk: CommandLine, raw: bytes) -> None:
    told = desk("receive", "-", "--json", told=raw)
    assert told.code == 3, told.err
    assert "" in {field for field, _ in told.problems}


def test_files_that_are_not_there(desk: CommandLine, tmp_path: Path) -> None:
    for file in (tmp_path / "none.json", tmp_path, tmp_path / "a\x00b"):
        told = desk("receive", str(file), "--json")
        assert (told.code, told.problems) == (3, [("", "file_not_found")])


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read_is_trouble(desk: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "closed.json"
    file.touch(mode=0)
    told = desk("receive", str(file), "--json")
    assert (told.code, told.json["trouble"]["code"]) == (4, "file_unreadable")


def test_a_second_walk_in_of_the_same_person_is_accepted_with_a_warning(
    desk: CommandLine, walk_in_json: dict[str, Any]
) -> None:
    desk("receive", "-", told=walk_in_json)
    told = desk("receive", "-", "--json", told=walk_in_json)
    assert told.code == 0
    assert [warning["code"] for warning in told.json["warnings"]] == ["same_procedure_open"]
    assert set(told.json["warnings"][0]) == {"field", "code", "message"}


def test_correct_and_cancel(desk: CommandLine, walk_in_json: dict[str, Any]) -> None:
    code = desk("receive", "-", "--json", told=walk_in_json).json["code"]
    meant = changed(walk_in_json, "applicant.full_name", "Nguyễn Thị Ánh Nguyệt")
    told = desk("correct", code, "-", "--json", told=meant)
    assert (told.code, told.json["code"], told.json["revision"]) == (0, code, 1)
    assert desk("show", code, "--json").json["applicant"]["full_name"] == "Nguyễn Thị Ánh Nguyệt"
    told = desk("correct", code, "-", "--json", told=meant)
    assert (told.code, told.problems) == (3, [("", "nothing_changed")])
    assert desk("cancel", code, "--reason", " ", "--json").problems == [
        ("reason", "missing_reason")
    ]
    told = desk("cancel", code, "--reason", "Nhập nhầm", "--json")
    assert told.json == {
        "code": code,
        "uid": desk("show", code, "--json").json["uid"],
        "cancelled": True,
        "reason": "Nhập nhầm",
    }
    told = desk("correct", code, "-", "--json", told=walk_in_json)
    assert (told.code, told.problems) == (3, [("code", "cancelled")])
    assert desk("verify").code == 0


def test_search_limits_and_answers_nothing_calmly(
    desk: CommandLine, walk_in_json: dict[str, Any]
) -> None:
    assert (desk("search", "", "--json").json, desk("search", "x", "--json").json) == ([], [])
    for _ in range(3):
        desk("receive", "-", told=walk_in_json)
    assert len(desk("search", "", "--json").json) == 3
    assert len(desk("search", "", "--limit", "2", "--json").json) == 2
    assert desk("search", "khong co ai").code == 0


def test_show_takes_any_spelling_of_the_code_and_refuses_unknown_ones(
    desk: CommandLine, walk_in_json: dict[str, Any]
) -> None:
    code = desk("receive", "-", "--json", told=walk_in_json).json["code"]
    assert desk("show", f" {code.lower()} ", "--json").json["code"] == code
    told = desk("show", "H56.14-261120-0002", "--json")
    assert (told.code, told.problems) == (3, [("code", "unknown_code")])


def test_outbox_and_status(desk: CommandLine, walk_in_json: dict[str, Any]) -> None:
    assert desk("outbox", "--json").json == []
    desk("receive", "-", told=walk_in_json)
    status = desk("status", "--json").json
    assert (status["practice"], status["counter"]) == (True, 1)
    assert status["overdue"] + status["due_today"] <= 1
    assert desk("status").out.startswith("Ủy ban nhân dân xã Thử Nghiệm")


def test_the_answer_is_utf8_whatever_the_locale_says(
    desk: CommandLine, walk_in_json: dict[str, Any]
) -> None:
    told = run_apart(
        desk.data, "receive", "-", told=walk_in_json, LANG="C", LC_ALL="C", PYTHONUTF8="0",
        PYTHONCOERCECLOCALE="0", PYTHONIOENCODING="",
    )  # fmt: skip
    assert told.code == 0, told.err
    assert "Đã tiếp nhận hồ sơ" in told.out
    assert "Nguyễn Thị Ánh" in told.out
