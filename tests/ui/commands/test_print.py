"""``print``: jobs, printers, batches and choices from the command line."""

from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from tests.support.command_line import CommandLine, Told
from tests.support.fake_spooler import DEVICE, FAULTS, NAME, FakeSpooler


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeSpooler:
    """The fake's programs stand first on the path."""
    made = FakeSpooler(tmp_path / "spooler")
    monkeypatch.setenv("PATH", made.path)
    return made


@pytest.fixture
def code(desk: CommandLine, walk_in_json: dict[str, Any]) -> str:
    return str(desk("receive", "-", "--json", told=walk_in_json).json["code"])


def states(desk: CommandLine) -> list[tuple[str, str]]:
    return [(job["title"], job["state"]) for job in desk("print", "jobs", "--json").json]


def test_a_receipt_goes_to_the_printer_and_is_confirmed(
    desk: CommandLine, fake: FakeSpooler, code: str
) -> None:
    told = desk("print", "send", "receipt", code, "--json")
    assert told.code == 0, told.err
    job = told.json
    assert (job["state"], job["printer"], job["queue_job"]) == ("sent", NAME, f"{NAME}-1")
    assert "-o media=A5" in fake.words
    assert f"giay-tiep-nhan-{code} #{job['job']}" in fake.words
    assert "chờ xác nhận" in desk("print", "jobs").out
    confirmed = desk("print", "confirm", str(job["job"]), "--json").json
    assert [one["state"] for one in confirmed] == ["confirmed"]
    assert states(desk) == [(code, "confirmed")]
    assert desk("verify").code == 0


@pytest.mark.slow
@pytest.mark.parametrize("fault", sorted(set(FAULTS) - {"silent"}))
def test_each_fault_is_trouble_with_its_cause_and_the_ways_out(
    desk: CommandLine, fake: FakeSpooler, code: str, fault: str
) -> None:
    desk("print", "settings", "receipt", "--printer", NAME)
    fake.fault = fault
    told = desk("print", "send", "receipt", code, "--json")
    assert told.code == 4
    assert told.json["trouble"]["code"] == FAULTS[fault]
    (job,) = desk("print", "jobs", "--left", "--json").json
    number = job["job"]
    assert (job["state"], job["cause"]) == ("failed", FAULTS[fault])
    message = told.json["trouble"]["message"]
    assert f"receptiondesk print again {number} --pdf" in message
    assert f"số 0001/BPTNTKQ; mã hồ sơ {code}" in message


def test_what_failed_is_printed_again_elsewhere_or_into_a_file(
    desk: CommandLine, fake: FakeSpooler, code: str, tmp_path: Path
) -> None:
    fake.fault = "out_of_paper"
    desk("print", "send", "receipt", code)
    (job,) = desk("print", "jobs", "--json").json
    number = str(job["job"])
    other = desk("print", "again", number, "--printer", "Tang-2", "--copies", "2", "--json")
    assert (other.json["state"], other.json["printer"]) == ("sent", "Tang-2")
    assert "lp -d Tang-2" in fake.words
    assert "-n 2" in fake.words
    out = tmp_path / "a.pdf"
    saved = desk("print", "again", number, "--pdf", str(out), "--json").json
    assert (saved["job"], saved["state"], saved["printer"]) == (job["job"], "confirmed", "pdf:")
    assert out.read_bytes() == fake.papers[0]
    assert desk("print", "again", number, "--pdf", str(tmp_path / "no" / "a.pdf")).code == 4


def test_a_job_is_dropped_by_a_named_person_with_a_reason(
    desk: CommandLine, fake: FakeSpooler, code: str
) -> None:
    fake.fault = "off"
    desk("print", "send", "receipt", code)
    number = str(desk("print", "jobs", "--json").json[0]["job"])
    assert desk("print", "drop", number, "--json").problems == [("reason", "reason_needed")]
    officer, desk.officer = desk.officer, ""
    nameless = desk("print", "drop", number, "--reason", "ghi tay", "--json")
    assert nameless.problems == [("officer", "officer_needed")]
    desk.officer = officer
    dropped = desk("print", "drop", number, "--reason", "ghi tay", "--json").json
    assert (dropped["state"], dropped["reason"]) == ("dropped", "ghi tay")
    assert desk("print", "jobs", "--left", "--json").json == []
    told = desk("print", "confirm", number, "--json")
    assert told.problems == [("job", "job_dropped")]
    assert desk("print", "confirm", "9999", "--json").problems == [("job", "unknown_job")]


def received(desk: CommandLine, facts: dict[str, Any], times: int) -> list[str]:
    return [desk("receive", "-", "--json", told=facts).json["code"] for _ in range(times)]


def test_the_mornings_receipts_come_in_parts_and_go_on_after_a_fault(
    desk: CommandLine, fake: FakeSpooler, walk_in_json: dict[str, Any]
) -> None:
    received(desk, walk_in_json, 5)
    day = ("--from", "2020-01-01T00:00", "--to", "2099-01-01T00:00")
    fake.fault = "jam"
    stopped = desk("print", "receipts", *day, "--pages", "4", "--json")
    assert stopped.code == 4
    (first,) = desk("print", "jobs", "--json").json
    assert f"print resume {first['job']}" in stopped.json["trouble"]["message"]
    fake.fault = ""
    told = desk("print", "resume", str(first["job"]), "--pages", "4", "--json")
    assert [job["pages"] for job in told.json["jobs"]] == [4, 4, 2]
    assert [job["part"] for job in told.json["jobs"]] == [1, 2, 3]
    assert {job["state"] for job in told.json["jobs"]} == {"sent"}
    assert len(fake.papers) == 3
    left = desk("print", "receipts", *day, "--unprinted", "--json")
    assert left.problems == [("codes", "nothing_to_print")]
    assert desk("verify").code == 0


def test_what_receipts_are_wanted_must_be_said_one_way(desk: CommandLine, code: str) -> None:
    for words in ((), (code, "--from", "2020-01-01T00:00", "--to", "2099-01-01T00:00")):
        told = desk("print", "receipts", *words, "--json")
        assert told.problems == [("codes", "codes_or_time")]


def test_notices_are_jobs_too(desk: CommandLine, fake: FakeSpooler, tmp_path: Path) -> None:
    codes = tmp_path / "codes.txt"
    codes.write_text("1.001193\n2.000635\n")
    told = desk("print", "notices", "--kind", "sheets", "--codes", str(codes), "--pages", "1",
                "--json")  # fmt: skip
    jobs = told.json["jobs"]
    assert len(jobs) == len(fake.papers) >= 2
    assert {job["pages"] for job in jobs} == {1}


def test_a_form_is_a_job_whose_bytes_are_kept_until_it_is_out(
    desk: CommandLine, fake: FakeSpooler, code: str
) -> None:
    told = desk("print", "send", "supplement", code, "--data", "-", "--json",
                told={"items": ["Giấy chứng sinh"]})  # fmt: skip
    assert told.code == 0, told.out
    job = told.json
    assert (job["document"], job["title"], job["state"]) == ("supplement", code, "sent")
    fake.fault = "jam"
    assert desk("print", "again", str(job["job"])).code == 4
    fake.fault = ""
    assert desk("print", "again", str(job["job"]), "--json").json["job"] == job["job"]
    assert fake.papers[0] == fake.papers[1]
    desk("print", "confirm", str(job["job"]))
    told = desk("print", "again", str(job["job"]), "--json")
    assert told.problems == [("job", "paper_gone")]
    told = desk("print", "send", "chiếu chỉ", code, "--json")
    assert told.problems == [("kind", "unknown_kind")]
    assert desk("verify").code == 0


def test_choices_are_remembered_and_taken_back(
    desk: CommandLine, fake: FakeSpooler, code: str
) -> None:
    told = desk("print", "settings", "receipt", "--printer", NAME, "--tray", "Tray2",
                "--copies", "2", "--paper", "a4", "--sides", "short", "--json").json  # fmt: skip
    assert told == [
        {
            "document": "receipt",
            "label": "Giấy tiếp nhận và hẹn trả",
            "printer": NAME,
            "tray": "Tray2",
            "paper": "a4",
            "copies": 2,
            "sides": "short",
        }
    ]
    desk("print", "send", "receipt", code)
    assert "-n 2 -o sides=two-sided-short-edge" in fake.words
    assert "media=A4,Tray2" in fake.words
    kept = {line["key"]: line["value"] for line in desk("settings", "show", "--json").json}
    assert DEVICE in kept["print_choices"]
    taken = desk("print", "settings", "receipt", "--printer", "", "--tray", "", "--json").json
    assert (taken[0]["printer"], taken[0]["tray"]) == ("", "")
    assert len(desk("print", "settings", "--json").json) == 7
    for words, problem in (
        (("receipt", "--paper", "a3"), ("paper", "bad_paper")),
        (("receipt", "--copies", "100"), ("copies", "bad_copies")),
        (("chiếu chỉ", "--copies", "2"), ("document", "unknown_document")),
        (("--copies", "2"), ("document", "unknown_document")),
    ):
        assert desk("print", "settings", *words, "--json").problems == [problem]


def test_a_printers_offset_moves_what_goes_to_it_and_nothing_else(
    desk: CommandLine, fake: FakeSpooler, code: str, tmp_path: Path
) -> None:
    moved = desk("print", "offset", "--json", NAME, "--", "10", "-5").json
    assert moved == {"printer": NAME, "x": 10.0, "y": -5.0}
    job = desk("print", "send", "receipt", code, "--json").json
    out = tmp_path / "as-filed.pdf"
    desk("print", "again", str(job["job"]), "--pdf", str(out))
    (sent,) = fake.papers
    assert place_of(out.read_bytes(), tmp_path) == pytest.approx(
        tuple(a - b for a, b in zip(place_of(sent, tmp_path), (28.35, 14.17), strict=True)),
        abs=0.1,
    )
    assert desk("print", "offset", NAME, "21", "0", "--json").problems == [("offset", "bad_offset")]
    assert desk("print", "offset", " ", "1", "0", "--json").problems == [
        ("printer", "printer_needed")
    ]


def place_of(pdf: bytes, folder: Path) -> tuple[float, float]:
    """Return where the first words of a paper stand, in points from the lower left corner."""
    file = folder / "place.pdf"
    file.write_bytes(pdf)
    found: list[tuple[float, float]] = []

    def visit(text: str, cm: Any, tm: Any, *_: object) -> None:
        if text.strip():
            found.append((tm[4] + cm[4], tm[5] + cm[5]))

    PdfReader(file).pages[0].extract_text(visitor_text=visit)
    return found[0]


def test_the_page_with_rulers_is_written_and_printed(
    desk: CommandLine, fake: FakeSpooler, tmp_path: Path
) -> None:
    out = tmp_path / "c.pdf"
    told = desk("print", "calibrate", "--out", str(out), "--printer", NAME, "--json")
    assert told.json["bytes"] == out.stat().st_size
    assert NAME in PdfReader(out).pages[0].extract_text()
    assert desk("print", "send", "calibration", "a5", "--json").json["state"] == "sent"
    assert desk("print", "send", "receipt", "--json").problems == [("subject", "subject_needed")]


def test_printers_are_listed_with_what_keeps_them(desk: CommandLine, fake: FakeSpooler) -> None:
    fake.fault = "out_of_paper"
    told: Told = desk("print", "queues", "--json")
    assert told.json == [
        {"name": NAME, "default": True, "ready": False, "cause": "out_of_paper"},
        {"name": "Tang-2", "default": False, "ready": True, "cause": ""},
    ]
    assert "máy in hết giấy" in desk("print", "queues").out
    fake.fault = "no_service"
    told = desk("print", "queues", "--json")
    assert (told.code, told.json["trouble"]["code"]) == (4, "no_print_service")
