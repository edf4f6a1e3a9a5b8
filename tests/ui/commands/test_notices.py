"""``notices`` and ``links``: the wall from the command line."""

from pathlib import Path

import pytest
from pypdf import PdfReader

from receptiondesk.printing import notices as notice_papers
from tests.support import paper
from tests.support.command_line import CommandLine


@pytest.fixture
def wall(desk: CommandLine, tmp_path: Path) -> CommandLine:
    codes = tmp_path / "codes.txt"
    codes.write_text("1.001193\n1.000656\n2.000635\n")
    assert desk("catalogue", "offer", str(codes)).code == 0
    return desk


def bars(file: Path) -> list[str]:
    return [
        text for page in paper.codes(file.read_bytes()) for kind, text in page if kind == "Code 128"
    ]


def test_every_sheet_that_is_written_stands_in_the_register(
    wall: CommandLine, tmp_path: Path
) -> None:
    out = tmp_path / "n.pdf"
    told = wall("notices", "--out", str(out), "--kind", "sheets", "--board", "Sảnh", "--json").json
    kept = wall("notices", "register", "--json").json
    assert [one["sheet"] for one in kept] == told["sheets"]
    assert bars(out) == [f"{one['sheet']}/{one['catalogue_version']}" for one in kept]
    assert [(one["board"], one["position"]) for one in kept] == [
        ("Sảnh", "1"), ("Sảnh", "2"), ("Sảnh", "3"),
    ]  # fmt: skip
    shown = wall("notices", "register").out
    assert "bảng Sảnh, vị trí 2" in shown
    assert "3 tờ." in shown
    assert wall("notices", "look", bars(out)[0]).out == f"Tờ {told['sheets'][0]} đang đúng.\n"


def test_where_nothing_can_be_written_nothing_is_filed(wall: CommandLine, tmp_path: Path) -> None:
    told = wall("notices", "--out", str(tmp_path / "none" / "x.pdf"), "--json")
    assert (told.code, told.json["trouble"]["code"]) == (4, "cannot_write")
    assert wall("notices", "register", "--json").json == []
    assert "chưa có tờ nào" in wall("notices", "register").out


def test_a_part_that_finds_no_room_leaves_no_part_and_files_nothing(
    wall: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notice_papers, "PAGES_AT_MOST", 1)
    (tmp_path / "n-3.pdf").mkdir()
    told = wall("notices", "--out", str(tmp_path / "n.pdf"), "--kind", "sheets", "--json")
    assert (told.code, told.json["trouble"]["code"]) == (4, "cannot_write")
    assert sorted(one.name for one in tmp_path.glob("n*")) == ["n-3.pdf"]
    assert wall("notices", "register", "--json").json == []


def test_long_notices_come_in_parts(
    wall: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notice_papers, "PAGES_AT_MOST", 2)
    out = tmp_path / "n.pdf"
    told = wall("notices", "--out", str(out), "--kind", "sheets", "--json").json
    assert [Path(part["file"]).name for part in told["parts"]] == ["n.pdf", "n-2.pdf"]
    assert [len(part["sheets"]) for part in told["parts"]] == [2, 1]
    assert [one for part in told["parts"] for one in part["sheets"]] == told["sheets"]
    for part in told["parts"]:
        assert [one.split("/")[0] for one in bars(Path(part["file"]))] == part["sheets"]


def test_a_preview_is_not_filed(wall: CommandLine, tmp_path: Path) -> None:
    out = tmp_path / "n.pdf"
    told = wall("notices", "--out", str(out), "--preview", "--json")
    assert (told.code, told.json["sheets"]) == (0, [])
    assert bars(out) == []
    assert wall("notices", "register", "--json").json == []


@pytest.mark.parametrize("kind", list(notice_papers.NoticeKind))
def test_every_kind_on_every_paper(wall: CommandLine, tmp_path: Path, kind: str) -> None:
    out = tmp_path / "n.pdf"
    for given in (("--large",), ("--paper", "a3-a4"), ("--paper", "a3", "--landscape")):
        told = wall("notices", "--out", str(out), "--kind", kind, *given, "--json")
        assert told.code == 0, told.out + told.err
        assert set(bars(out)) == {f"{one}/1" for one in told.json["sheets"]}


def test_tiles_are_sheets_of_a4_lying_across(wall: CommandLine, tmp_path: Path) -> None:
    out = tmp_path / "n.pdf"
    assert wall("notices", "--out", str(out), "--kind", "poster", "--paper", "a3-a4").code == 0
    boxes = [page.mediabox for page in PdfReader(out).pages]
    assert [(round(box.width), round(box.height)) for box in boxes] == [(842, 595)] * 2


def test_what_has_no_sheet_is_printed_alone(wall: CommandLine, tmp_path: Path) -> None:
    out, codes = tmp_path / "n.pdf", tmp_path / "one.txt"
    codes.write_text("1.001193\n")
    wall("notices", "--out", str(out), "--kind", "sheets", "--codes", str(codes))
    told = wall("notices", "stale", "--json").json
    assert {one["code"] for one in told["missing"]} == {"1.000656", "2.000635"}
    assert all(one["name"] for one in told["missing"])
    assert "2 thủ tục niêm yết chưa có tờ nào" in wall("notices", "stale").out
    wall("notices", "--out", str(out), "--kind", "sheets", "--missing")
    text = paper.words(out.read_bytes())
    assert ("1.000656" in text, "2.000635" in text, "1.001193" in text) == (True, True, False)
    told = wall("notices", "--out", str(out), "--missing", "--json")
    assert (told.code, told.problems) == (3, [("missing", "nothing_missing")])


def test_another_hot_line_asks_for_other_sheets_and_they_are_replaced(
    wall: CommandLine, tmp_path: Path
) -> None:
    out = tmp_path / "n.pdf"
    [old] = wall("notices", "--out", str(out), "--kind", "hotline", "--json").json["sheets"]
    wall("settings", "set", "hotline", "1900 1234")
    shown = wall("notices", "stale").out
    assert "Cần thay 1 trong 1 tờ" in shown
    assert "tên, địa chỉ, điện thoại của cơ quan: 1022 | 1900 1234" in shown
    told = wall("notices", "replace", "--out", str(out), "--json").json
    [new] = told["sheets"]
    assert "1900 1234" in paper.words(out.read_bytes())
    assert wall("notices", "replace", "--out", str(out), "--json").problems == [
        ("", "nothing_stale")
    ]
    told = wall("notices", "confirm", f"{new}/1", "--json").json
    assert told == {"struck": [old], "hung": [new]}
    assert "đã gỡ" in wall("notices", "look", old).out


@pytest.mark.parametrize(
    "words",
    [
        ("notices",),
        ("notices", "--paper", "a3-a4"),
        ("notices", "confirm"),
        ("notices", "confirm", "1ABC-1", "--all"),
        ("notices", "remove", "1ABC-1"),
        ("notices", "place", "1ABC-1", "Sảnh"),
        ("notices", "replace"),
        ("notices", "nothing"),
        ("links",),
        ("links", "watch"),
    ],
)
def test_wrong_calls(wall: CommandLine, words: tuple[str, ...]) -> None:
    told = wall(*words)
    assert (told.code, told.out) == (2, "")
    assert told.err


def test_nobody_is_asked_before_the_office_names_hosts(wall: CommandLine) -> None:
    told = wall("links", "check", "--json")
    assert (told.code, told.problems) == (3, [("link_hosts", "no_hosts")])
    listed = wall("links", "list", "--json").json
    assert {one["state"] for one in listed} == {""}
    assert "chưa hỏi" in wall("links", "list").out


def test_a_review_is_shown_and_recorded(wall: CommandLine) -> None:
    assert "Không có gì khác" in wall("notices", "review").out
    told = wall("notices", "review", "--done", "--json").json
    assert (told["open"], told["reviewed_by"]) == (False, wall.officer)
    assert wall("notices", "review", "--done", "--json").problems == [("", "already_reviewed")]
    assert f"Đã rà soát bản 1: {wall.officer}" in wall("notices", "review").out


def test_a_file_that_cannot_be_put_in_its_place_is_had_again_from_its_job(
    wall: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, other = tmp_path / "n.pdf", tmp_path / "m.pdf"
    whole = Path.replace

    def in_the_way(self: Path, target: Path) -> Path:
        if target == out:
            raise PermissionError(13, "Permission denied", str(target))
        return whole(self, target)

    monkeypatch.setattr(Path, "replace", in_the_way)
    told = wall("notices", "--out", str(out), "--kind", "hotline", "--json").json["trouble"]
    assert told["code"] == "cannot_write"
    (left,) = wall("print", "jobs", "--left", "--json").json
    words = f"Các tờ đã vào sổ niêm yết; lấy giấy bằng lệnh print again {left['job']} --pdf FILE."
    assert words in told["message"]
    assert wall("print", "again", str(left["job"]), "--pdf", str(other)).code == 0
    (sheet,) = wall("notices", "register", "--json").json
    assert bars(other) == [f"{sheet['sheet']}/{sheet['catalogue_version']}"]


def test_what_stands_in_its_file_is_out_and_waits_for_nobody(
    wall: CommandLine, tmp_path: Path
) -> None:
    assert wall("notices", "--out", str(tmp_path / "n.pdf")).code == 0
    assert wall("print", "jobs", "--left", "--json").json == []
    (job,) = wall("print", "jobs", "--json").json
    assert (job["state"], job["printer"]) == ("confirmed", "pdf:")
