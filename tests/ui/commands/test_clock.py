"""``clock`` and ``numbers`` as outside programs meet them."""

from datetime import timedelta
from typing import Any

import pytest

from receptiondesk.desk import clock_guard
from tests.support.command_line import CommandLine
from tests.support.office import reopen


@pytest.fixture
def doubted(desk: CommandLine) -> CommandLine:
    office = reopen(desk.data)
    clock_guard.note(office, "opencps", timedelta(minutes=40))
    office.close()
    return desk


def test_a_believed_clock_is_told_so(desk: CommandLine) -> None:
    told = desk("clock", "--json").json
    assert (told["doubted"], told["why"], told["sentence"]) == (False, None, "")
    assert "không bị nghi ngờ" in desk("clock").out
    refused = desk("clock", "confirm", "--reason", "đã so", "--json")
    assert refused.problems == [("", "clock_not_doubted")]


def test_doubted_marked_and_confirmed(doubted: CommandLine, walk_in_json: dict[str, Any]) -> None:
    told = doubted("clock", "--json").json
    assert (told["doubted"], told["why"], told["offset_seconds"]) == (True, "portal", 2400)
    assert "chậm 40 phút" in doubted("clock").out
    kept = doubted("receive", "-", "--json", told=walk_in_json).json
    assert kept["clock_unconfirmed"]
    assert kept["code"].startswith("TAM-")
    assert doubted("show", kept["code"], "--json").json["clock_unconfirmed"]
    assert doubted("clock", "confirm", "--reason", " ", "--json").problems == [
        ("reason", "missing_reason")
    ]
    assert not doubted("clock", "confirm", "--reason", "đã so", "--json").json["doubted"]
    walk_in_json["applicant"] = {"full_name": "Trần Văn Hai"}
    after = doubted("receive", "-", "--json", told=walk_in_json).json
    assert not after["clock_unconfirmed"]
    assert after["code"].startswith("H56.14-")


def test_numbers_that_are_not_held_are_told_so(desk: CommandLine) -> None:
    assert desk("numbers", "--json").json == {"held": False, "sentence": ""}
    told = desk("numbers", "resume", "--last-code", "x", "--reason", "y", "--json")
    assert told.problems == [("last_code", "bad_last_code")]
