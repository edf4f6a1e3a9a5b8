"""``receipt`` and ``notices`` write PDFs, wholly or not at all."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from receptiondesk import paths
from tests.support.command_line import CommandLine


@pytest.fixture
def code(desk: CommandLine, walk_in_json: dict[str, Any]) -> str:
    return str(desk("receive", "-", "--json", told=walk_in_json).json["code"])


def test_a_receipt_is_written_and_counted(desk: CommandLine, code: str, tmp_path: Path) -> None:
    out = tmp_path / "giấy.pdf"
    told = desk("receipt", code, "--out", str(out), "--json")
    assert told.code == 0, told.out + told.err
    assert set(told.json) == {"file", "bytes", "sha256"}
    assert told.json["bytes"] == out.stat().st_size
    assert code in PdfReader(out).pages[0].extract_text()
    assert desk("show", code, "--json").json["prints"] == 1
    assert desk("receipt", code, "--out", str(out), "--paper", "a4", "--json").code == 0
    assert float(PdfReader(out).pages[0].mediabox.width) == pytest.approx(842, abs=1)
    assert desk("show", code, "--json").json["prints"] == 2


def test_where_nothing_can_be_written_nothing_is_counted(
    desk: CommandLine, code: str, tmp_path: Path
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for place in (tmp_path, pipe, tmp_path / "none" / "x.pdf"):
        told = desk("receipt", code, "--out", str(place), "--json")
        assert (told.code, told.json["trouble"]["code"]) == (4, "cannot_write")
    assert desk("show", code, "--json").json["prints"] == 0
    assert pipe.is_fifo()
    told = desk("receipt", "H56.14-261120-0999", "--out", str(tmp_path / "x.pdf"), "--json")
    assert (told.code, told.problems) == (3, [("code", "unknown_code")])


def test_what_a_link_leads_to_is_replaced(desk: CommandLine, code: str, tmp_path: Path) -> None:
    (tmp_path / "real.pdf").write_text("before")
    (tmp_path / "link.pdf").symlink_to(tmp_path / "real.pdf")
    assert desk("receipt", code, "--out", str(tmp_path / "link.pdf"), "--json").code == 0
    assert (tmp_path / "link.pdf").is_symlink()
    assert (tmp_path / "real.pdf").read_bytes().startswith(b"%PDF")


def test_a_disk_that_fills_up_while_writing_counts_nothing_and_keeps_the_old_file(
    desk: CommandLine, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "giấy.pdf"
    out.write_text("what stood here before")

    def full(*_: object, **__: object) -> Path:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(paths, "staged", full)
        told = desk("receipt", code, "--out", str(out), "--json")
    assert (told.code, told.json["trouble"]["code"]) == (4, "cannot_write")
    assert "ổ đĩa đã đầy" in told.json["trouble"]["message"]
    assert out.read_text() == "what stood here before"
    shown = desk("show", code, "--json").json
    assert (shown["prints"], [event["kind"] for event in shown["events"]]) == (0, ["received"])
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == ["giấy.pdf"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_closed_folder_is_trouble(desk: CommandLine, code: str, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    told = desk("receipt", code, "--out", str(closed / "x.pdf"), "--json")
    assert (told.code, told.json["trouble"]["code"]) == (4, "cannot_write")


def test_notices_of_named_codes_whether_offered_or_not(desk: CommandLine, tmp_path: Path) -> None:
    codes, out = tmp_path / "codes.txt", tmp_path / "n.pdf"
    codes.write_text("1.001193\n2.000635\n")
    for kind in ("list", "sheets", "index"):
        told = desk("notices", "--out", str(out), "--codes", str(codes), "--kind", kind, "--json")
        assert told.code == 0, told.out + told.err
        text = "".join(page.extract_text() for page in PdfReader(out).pages)
        assert "1.001193" in text
        assert "2.000635" in text
    told = desk("notices", "--out", str(out), "--codes", str(codes), "--paper", "a3", "--json")
    assert len(told.json["sheets"]) == 1
    assert float(PdfReader(out).pages[0].mediabox.height) == pytest.approx(1191, abs=2)


def test_notices_of_what_the_office_posts(desk: CommandLine, tmp_path: Path) -> None:
    out, codes = tmp_path / "n.pdf", tmp_path / "codes.txt"
    told = desk("notices", "--out", str(out), "--json")
    assert (told.code, told.problems) == (3, [("codes", "nothing_posted")])
    assert not out.exists()
    codes.write_text("2.000635\n")
    desk("catalogue", "offer", str(codes))
    assert desk("notices", "--out", str(out), "--json").code == 0
    text = "".join(page.extract_text() for page in PdfReader(out).pages)
    assert ("2.000635" in text, "1.001193" in text) == (True, False)
    codes.write_text("9.999999\n")
    told = desk("notices", "--out", str(out), "--codes", str(codes), "--json")
    assert (told.code, {code for _, code in told.problems}) == (3, {"unknown_procedure"})
    codes.write_text("# nothing\n")
    told = desk("notices", "--out", str(out), "--codes", str(codes), "--json")
    assert (told.code, told.problems) == (3, [("codes", "no_codes")])


@pytest.mark.parametrize(
    "words",
    [("receipt", "X"), ("receipt", "X", "--out", "x.pdf", "--paper", "b5"), ("notices",),
     ("notices", "--out", "x.pdf", "--kind", "plakat"),
     ("notices", "--out", "x.pdf", "--paper", "a5")],
)  # fmt: skip
def test_wrong_calls(desk: CommandLine, words: tuple[str, ...]) -> None:
    told = desk(*words)
    assert (told.code, told.out) == (2, "")
    assert told.err
