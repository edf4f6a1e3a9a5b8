"""``idcard`` and ``due``: what can be known without keeping anything."""

import unicodedata
from pathlib import Path

import pytest

from tests.support.command_line import CommandLine, run_apart

CARD = "001090123456|012345678|Nguyễn Văn A|01011990|Nam|Phường Bến Nghé, Quận 1|15042021"
KEYS = {
    "number", "old_number", "full_name", "birth", "sex", "address", "issued", "rest", "warnings",
}  # fmt: skip


def test_a_card_is_read(desk: CommandLine) -> None:
    told = desk("idcard", CARD, "--json")
    assert told.code == 0
    assert told.json == {
        "number": "001090123456",
        "old_number": "012345678",
        "full_name": "Nguyễn Văn A",
        "birth": "1990-01-01",
        "sex": "male",
        "address": "Phường Bến Nghé, Quận 1",
        "issued": "2021-04-15",
        "rest": [],
        "warnings": [],
    }
    assert "Nguyễn Văn A" in desk("idcard", CARD).out


@pytest.mark.parametrize(
    "raw",
    [
        unicodedata.normalize("NFD", CARD).encode(),
        f"{CARD}\r\n".encode(),
        CARD.encode().decode("latin-1").encode(),
        CARD.replace("Phường Bến Nghé", "Xã Hòa Lộc").encode().decode("cp1252").encode(),
    ],
)
def test_a_damaged_card_is_repaired(desk: CommandLine, raw: bytes) -> None:
    told = desk("idcard", "-", "--json", told=raw)
    assert told.code == 0
    assert set(told.json) == KEYS
    assert told.json["address"].startswith(("Phường Bến Nghé", "Xã Hòa Lộc"))
    assert told.json["full_name"] == "Nguyễn Văn A"


def test_a_contradiction_is_a_warning_here(desk: CommandLine) -> None:
    told = desk("idcard", CARD.replace("01011990", "01011991"), "--json")
    assert told.code == 0
    assert told.json["warnings"]
    assert set(told.json["warnings"][0]) == {"field", "code", "message"}


@pytest.mark.parametrize("raw", [b"", b"hello", b"\xff\xfe\x00", b"||||||", b"|"])
def test_what_is_no_card_is_refused(desk: CommandLine, raw: bytes) -> None:
    assert desk("idcard", "-", "--json", told=raw).code == 3


def test_no_office_is_needed_and_bytes_of_another_encoding_may_come_as_an_argument(
    tmp_path: Path,
) -> None:
    told = run_apart(tmp_path / "none", "idcard", CARD, "--json")
    assert told.json["full_name"] == "Nguyễn Văn A"


def test_the_promise_is_computed_and_explained(desk: CommandLine) -> None:
    told = desk("due", "1.001193", "--at", "2026-11-23T15:30:00+07:00", "--json")
    assert told.json["due_at"] == "2026-11-25T17:00:00+07:00"
    assert any("Ngày Văn hóa" in step for step in told.json["steps"])
    assert set(told.json) == {"due_at", "steps"}
    same = desk("due", "1.001193", "--at", "2026-11-23T08:30:00Z", "--json")
    assert same.json["due_at"] == told.json["due_at"]
    local = desk("due", "1.001193", "--at", "2026-11-23T15:30", "--json")
    assert local.json == told.json
    assert desk("due", "1.001193", "--at", "2026-11-23T15:30").out.startswith("1. ")


def test_an_unknown_limit_stays_unknown_and_says_why(desk: CommandLine) -> None:
    told = desk("due", "1.014027", "--at", "2026-11-23T08:00", "--json")
    assert told.code == 0
    assert told.json["due_at"] is None
    assert told.json["steps"]


@pytest.mark.parametrize(
    "words",
    [
        ("due", "1.001193"),
        ("due", "--at", "2026-11-23T08:00"),
        ("due", "1.001193", "--at", "hôm nay"),
        ("due", "1.001193", "--at", "2026-13-01T00:00"),
        ("due", "1.001193", "--at", "0001-01-01T00:00+14:00"),
        ("due", "1.001193", "--at", "9999-12-31T00:00"),
        ("due", "1.001193", "--at", "2026-11-23T08:00", "--channel", "fax"),
        ("due", "1.001193", "--at", ""),
    ],
)
def test_a_wrong_call_of_due_is_usage(desk: CommandLine, words: tuple[str, ...]) -> None:
    told = desk(*words)
    assert told.code == 2
    assert told.err
    assert not told.out


def test_due_of_an_unknown_procedure_is_refused(desk: CommandLine) -> None:
    told = desk("due", "9.999999", "--at", "2026-11-23T08:00", "--json")
    assert (told.code, told.problems) == (3, [("procedure", "unknown_procedure")])
