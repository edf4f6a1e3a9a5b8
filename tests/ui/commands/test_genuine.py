"""``verify-receipt`` and ``receipt-key``: a picture, a PDF or a scanned text is judged."""

from pathlib import Path
from typing import Any

import pytest

from tests.support import paper
from tests.support.command_line import CommandLine


@pytest.fixture
def receipt(desk: CommandLine, walk_in_json: dict[str, Any], tmp_path: Path) -> Path:
    code = desk("receive", "-", "--json", told=walk_in_json).json["code"]
    out = tmp_path / "giấy.pdf"
    assert desk("receipt", code, "--out", str(out)).code == 0
    return out


def seal_of(receipt: Path) -> str:
    return next(text for _, text in paper.codes(receipt.read_bytes())[0] if text[:4] == "RD1:")


def test_a_pdf_a_scan_and_a_scanned_text_are_judged_alike(
    desk: CommandLine, receipt: Path, tmp_path: Path
) -> None:
    scan = tmp_path / "quét.jpg"
    paper.pictures(receipt.read_bytes(), 150)[0].rotate(2, fillcolor=255).save(scan, quality=60)
    answers = [
        desk("verify-receipt", told, "--json")
        for told in (str(receipt), str(scan), seal_of(receipt))
    ]
    assert [answer.code for answer in answers] == [0, 0, 0]
    assert answers[0].json == answers[1].json == answers[2].json
    (one,) = answers[0].json["receipts"]
    assert one["outcome"] == "genuine"
    shown = desk("verify-receipt", str(receipt)).out
    assert one["code"] in shown
    assert "Mã ký đúng" in shown


def test_an_inspector_needs_the_key_file_only(
    desk: CommandLine, receipt: Path, tmp_path: Path
) -> None:
    key = tmp_path / "khóa.pem"
    told = desk("receipt-key", "--out", str(key), "--json")
    assert told.code == 0
    assert set(told.json) == {"file", "key", "unit", "name"}
    elsewhere = CommandLine(tmp_path / "nowhere", desk.patch, desk.capture)
    answer = elsewhere("verify-receipt", str(receipt), "--key", str(key), "--json")
    assert (answer.code, answer.json["receipts"][0]["key"]) == (0, told.json["key"])
    assert not (tmp_path / "nowhere").exists()
    without = elsewhere("verify-receipt", str(receipt), "--json")
    assert (without.code, without.problems) == (3, [("", "not_initialised")])


def test_what_is_not_genuine_is_refused_by_name(
    desk: CommandLine, receipt: Path, tmp_path: Path
) -> None:
    seal = seal_of(receipt)
    forged = desk("verify-receipt", seal.replace(":H56.14-", ":H56.15-", 1), "--json")
    assert (forged.code, forged.problems) == (3, [("paper", "forged")])
    blank = tmp_path / "trắng.png"
    paper.pictures(receipt.read_bytes(), 30)[0].save(blank)
    assert desk("verify-receipt", str(blank), "--json").problems == [("paper", "no_seal")]
    other = tmp_path / "other.txt"
    other.write_text("không phải giấy")
    for name in (str(other), str(tmp_path / "none.pdf"), str(tmp_path)):
        told = desk("verify-receipt", name, "--json")
        assert (told.code, told.problems) == (3, [("paper", "unreadable_paper")])
    told = desk("verify-receipt", str(receipt), "--key", str(other), "--json")
    assert (told.code, told.problems) == (3, [("key", "bad_key")])
