"""``attach`` as outside programs and a clerk at a terminal meet it."""

from pathlib import Path
from typing import Any

import pytest

from tests.support.command_line import CommandLine
from tests.support.scans import jpeg, written


@pytest.fixture
def code(desk: CommandLine, walk_in_json: dict[str, Any]) -> str:
    return str(desk("receive", "-", "--json", told=walk_in_json).json["code"])


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    file = tmp_path / "tờ khai.jpg"
    file.write_bytes(jpeg(written((413, 584))))
    return file


def test_a_paper_is_attached_listed_and_taken_away(
    desk: CommandLine, code: str, scan: Path
) -> None:
    told = desk("attach", code, "1", str(scan))
    assert told.code == 0, told.err
    assert "Đã gắn “tờ khai.pdf”: 1 trang" in told.out
    listed = desk("attach", "list", code)
    assert "tờ khai.pdf" in listed.out
    assert "chưa có tệp" in listed.out
    assert "0/1 giấy tờ đã được cổng xác nhận" in listed.out
    files = [
        f for paper in desk("attach", "list", code, "--json").json["papers"] for f in paper["files"]
    ]
    gone = desk("attach", "remove", code, files[0]["uid"], "--reason", "nhầm người")
    assert gone.out == "Đã gỡ tệp “tờ khai.pdf”.\n"
    assert "tờ khai.pdf" not in desk("attach", "list", code).out


def test_refusals_name_the_field_and_write_nothing(
    desk: CommandLine, code: str, scan: Path, tmp_path: Path
) -> None:
    assert desk("attach", code, "99", str(scan), "--json").problems == [("paper", "unknown_paper")]
    assert desk("attach", "X", "1", str(scan), "--json").problems == [("code", "unknown_code")]
    nothing = str(tmp_path / "none.pdf")
    assert desk("attach", code, "1", nothing, "--json").problems == [("file", "no_such_file")]
    wrong = tmp_path / "wrong.pdf"
    wrong.write_text("chữ")
    refused = desk("attach", code, "1", str(wrong))
    assert refused.code == 3
    assert "Tệp này không phải PDF, JPEG, PNG hay TIFF" in refused.err
    assert desk("attach", "list", code, "--json").json["with_files"] == 0


def test_a_wrong_call_is_told_how_it_is_spelled(desk: CommandLine, code: str) -> None:
    told = desk("attach", code)
    assert told.code == 2
    assert "PAPER" in told.err
    assert desk("attach", "remove", code, "x").code == 2
    assert "attach CODE PAPER FILE" in desk("attach", "--help").out


def test_a_backup_tells_where_its_papers_are(
    desk: CommandLine, code: str, scan: Path, tmp_path: Path
) -> None:
    desk("attach", code, "1", str(scan))
    told = desk("backup", str(tmp_path / "b.db"))
    assert told.code == 0, told.err
    assert "Giấy tờ quét (1 tệp, chép thêm 1)" in told.out
    assert "xin mang cả thư mục này" in told.out
