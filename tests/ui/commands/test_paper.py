"""``paper`` writes forms, lists and registers, wholly or not at all."""

import json
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from receptiondesk.domain.paper_kinds import KEYS, PERSON, STEP, PaperKind
from tests.support.command_line import CommandLine

PAGE = Path(__file__).resolve().parents[3] / "docs" / "cli.md"


@pytest.fixture
def code(desk: CommandLine, walk_in_json: dict[str, Any]) -> str:
    return str(desk("receive", "-", "--json", told=walk_in_json).json["code"])


def text_of(out: Path) -> str:
    return "".join(page.extract_text() for page in PdfReader(out).pages)


def test_a_form_takes_its_data_from_a_file_or_the_standard_input(
    desk: CommandLine, code: str, tmp_path: Path
) -> None:
    out, data = tmp_path / "giấy.pdf", tmp_path / "dữ liệu.json"
    given = {"reasons": ["Thiếu giấy chứng sinh."]}
    data.write_text(json.dumps(given), encoding="utf-8")
    for words, told in ((str(data), b""), ("-", given)):
        answer = desk("paper", "03", code, "--out", str(out), "--data", words, "--json", told=told)
        assert answer.code == 0, answer.out + answer.err
        assert answer.json["kind"] == "refusal"
        assert answer.json["bytes"] == out.stat().st_size
        assert "Thiếu giấy chứng sinh." in text_of(out)
    events = desk("show", code, "--json").json["events"]
    assert [event["kind"] for event in events][-2:] == ["paper_made", "paper_made"]
    assert events[-1]["payload"]["sha256"] == answer.json["sha256"]


def test_faults_of_the_data_are_named_and_nothing_is_written(
    desk: CommandLine, code: str, tmp_path: Path
) -> None:
    out = tmp_path / "x.pdf"
    given = {"reason": 1, "new_date": "mai", "age": 3}
    told = desk("paper", "apology", code, "--out", str(out), "--data", "-", "--json", told=given)
    found = {("age", "unknown_key"), ("reason", "bad_type"), ("new_date", "bad_date")}
    assert (told.code, set(told.problems)) == (3, found)
    told = desk("paper", "apology", code, "--out", str(out), "--data", "-", "--json", told="{")
    assert (told.code, told.problems) == (3, [("", "bad_json")])
    told = desk("paper", "apology", code, "--out", str(tmp_path / "none" / "x.pdf"), "--json")
    assert (told.code, told.json["trouble"]["code"]) == (4, "cannot_write")
    assert not out.exists()
    events = desk("show", code, "--json").json["events"]
    assert [event["kind"] for event in events] == ["received"]


def test_a_bad_template_of_the_office_is_a_sentence(
    desk: CommandLine, code: str, tmp_path: Path
) -> None:
    folder = desk.data / "forms"
    folder.mkdir()
    (folder / "refusal.toml").write_text('title = "{who}"\n', encoding="utf-8")
    told = desk("paper", "refusal", code, "--out", str(tmp_path / "x.pdf"), "--json")
    assert (told.code, told.problems) == (3, [("forms.refusal.title", "unknown_place")])


def test_every_kind_comes_out_on_its_paper(desk: CommandLine, code: str, tmp_path: Path) -> None:
    widths = {
        ("supplement", code): 148, ("control", code): 148, ("transmittal", code): 210,
        ("manifest", code): 210, ("labels", code): 210, ("fees", "2026-11-20"): 210,
        ("register", "2026"): 297, ("queue",): 80, ("sample", "05"): 148,
    }  # fmt: skip
    for words, width in widths.items():
        out = tmp_path / f"{words[0]}.pdf"
        told = desk("paper", *words, "--out", str(out), "--json")
        assert told.code == 0, told.out + told.err
        box = PdfReader(out).pages[0].mediabox
        assert float(box.width) == pytest.approx(width * 72 / 25.4, abs=0.1), words
    out = tmp_path / "a4.pdf"
    assert desk("paper", "apology", code, "--out", str(out), "--paper", "a4").code == 0
    assert float(PdfReader(out).pages[0].mediabox.width) == pytest.approx(595, abs=1)


def test_volumes_stand_beside_the_first_one(
    desk: CommandLine, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from receptiondesk.desk import registers

    whole = registers.make
    monkeypatch.setattr(
        registers,
        "make",
        lambda office, order, *, keep: whole(office, order, keep=keep, most_pages=3),
    )
    walk_in = json.loads(desk("show", code, "--json").out)
    told = {
        "procedure": walk_in["procedure"]["code"],
        "applicant": {"full_name": "Lê Văn Cường", "address": {"detail": "Thôn 2, xã A, " * 30}},
        "papers": [{"code": paper["code"]} for paper in walk_in["papers"]],
        "received_at": "2026-11-20T09:00:00+07:00",
    }
    for _ in range(7):
        assert desk("receive", "-", "--json", told=told).code == 0
    out = tmp_path / "sổ.pdf"
    volumes = desk("paper", "register", "2026", "--out", str(out), "--json").json["volumes"]
    assert len(volumes) > 1
    assert [Path(one["file"]).name for one in volumes[:2]] == ["sổ.pdf", "sổ-02.pdf"]
    for one in volumes:
        assert len(PdfReader(one["file"]).pages) == one["pages"] == 3
    assert volumes[1]["first"] == volumes[0]["last"] + 1
    assert volumes[-1]["last"] == 8


def test_every_key_is_documented() -> None:
    page = PAGE.read_text("utf-8").split("### paper\n")[1].split("\n## ")[0]
    for kind in PaperKind:
        assert f"| `{kind}` |" in page
        row = next(line for line in page.splitlines() if line.startswith(f"| `{kind}` |"))
        for key in KEYS[kind]:
            assert f"`{key.name}`" in (page if key.name in {"number", "date"} else row)
    for key in (*PERSON, *STEP):
        assert f"`{key.name}`" in page


@pytest.mark.parametrize(
    "words",
    [("paper",), ("paper", "refusal"), ("paper", "queue", "--out", "x.pdf", "--paper", "b5")],
)
def test_wrong_calls(desk: CommandLine, words: tuple[str, ...]) -> None:
    told = desk(*words)
    assert (told.code, told.out) == (2, "")
    assert told.err
