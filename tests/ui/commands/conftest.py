"""One practice office per test, and the command line on it."""

from pathlib import Path

import pytest

from tests.support.command_line import CommandLine
from tests.support.office import OfficeKind, make_office_of_today


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> CommandLine:
    data = tmp_path / "office"
    make_office_of_today(data, OfficeKind(number_range="1-999")).close()
    return CommandLine(data, monkeypatch, capsys)


@pytest.fixture
def walk_in_json(desk: CommandLine) -> dict[str, object]:
    """A walk-in that is accepted as it stands."""
    shown = desk("catalogue", "show", "1.001193", "--json").json
    return {
        "procedure": "1.001193",
        "channel": "counter",
        "applicant": {
            "kind": "citizen",
            "full_name": "Nguyễn Thị Ánh",
            "identity": {"type": "cccd", "number": "038196000123"},
            "birth": "1996-03-08",
            "sex": "female",
            "phone": "0912345678",
            "address": {"province": "Thanh Hóa", "commune": "", "detail": "Thôn 1"},
        },
        "papers": [
            {"code": paper["code"], "originals": 1, "copies": 0}
            for paper in shown["papers"]
            if paper["required"]
        ],
        "copies": 1,
        "received_at": "2026-11-20T08:00:00+07:00",
    }
