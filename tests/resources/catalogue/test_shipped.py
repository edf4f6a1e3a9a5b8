"""The catalogue that comes with the program."""

import csv
import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from receptiondesk.domain.catalogue_reading import from_sheets
from receptiondesk.domain.catalogue_rows import Catalogue, to_csv, to_sheets
from receptiondesk.domain.finder import Entry, Finder, Habits, searchable
from receptiondesk.domain.procedures import After15, Channel, FeeState, Procedure
from receptiondesk.domain.text import initials, unprintable
from resources.catalogue.seed.assemble import assemble, read_source, tidy_level

FOLDER = Path(__file__).parents[3] / "resources" / "catalogue"
SHEETS = ("version", "procedures", "limits", "fees", "papers")
TEN = {
    "1.001193": "dkk",
    "1.000656": "tu",
    "1.000894": "ket",
    "1.004873": "cgx",
    "2.000815": "ctb",
    "2.000884": "ctc",
    "1.004859": "cai",
    "2.000635": "cbs",
    "1.001612": "hkd",
    "1.001776": "cxh",
}


@cache
def shipped() -> Catalogue:
    sheets = {}
    for name in SHEETS:
        with (FOLDER / f"{name}.csv").open(encoding="utf-8-sig", newline="") as stream:
            sheets[name] = list(csv.reader(stream))
    return from_sheets(sheets)


@cache
def by_code() -> dict[str, Procedure]:
    return {procedure.code: procedure for procedure in shipped().procedures}


def lines(path: str) -> list[str]:
    text = (FOLDER.parent / path).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def test_the_shipped_files_are_what_the_source_gives() -> None:
    for key, rows in to_sheets(assemble(read_source(FOLDER / "source"))).items():
        text = (FOLDER / f"{key}.csv").read_bytes().replace(b"\r\n", b"\n")
        assert text == to_csv(rows), f"{key}.csv: run python -m resources.catalogue.seed"


def test_every_published_procedure_is_there_once() -> None:
    with (FOLDER / "source" / "procedures.csv").open(encoding="utf-8-sig", newline="") as stream:
        published = [row["code"] for row in csv.DictReader(stream)]
    assert [p.code for p in shipped().procedures] == published
    assert len(published) == len(set(published)) == 469


def test_all_text_is_clean() -> None:
    for rows in to_sheets(shipped()).values():
        for cell in (cell for row in rows for cell in row):
            assert unicodedata.is_normalized("NFC", cell)
            assert cell == " ".join(cell.split())
            assert not unprintable(cell)


def test_every_required_paper_has_a_copy_and_every_other_one_says_when() -> None:
    for procedure in shipped().procedures:
        for paper in procedure.papers:
            if paper.required:
                assert paper.originals + paper.copies > 0, paper.code
                assert not paper.case, paper.code
            else:
                assert paper.case, paper.code


def test_paper_codes_are_unique_and_belong_to_their_procedure() -> None:
    codes = [(p.code, paper.code) for p in shipped().procedures for paper in p.papers]
    assert max(Counter(code for _, code in codes).values()) == 1
    assert all(code.startswith(f"{procedure}-") for procedure, code in codes)


def test_of_alternatives_at_most_one_is_required() -> None:
    for procedure in shipped().procedures:
        required = Counter(p.alternative for p in procedure.papers if p.alternative and p.required)
        assert all(count == 1 for count in required.values()), procedure.code


@pytest.mark.parametrize("code", [*TEN, "1.014027", "1.014028", "1.001731", "1.001699"])
def test_the_commonest_are_done_by_hand(code: str) -> None:
    procedure = by_code()[code]
    assert procedure.papers
    assert not any(paper.review for paper in procedure.papers)
    assert any(paper.required for paper in procedure.papers_for(Channel.COUNTER))
    assert any(paper.required for paper in procedure.papers_for(Channel.ASSISTED))
    assert all(len(paper.name) <= 120 for paper in procedure.papers)


def test_a_birth_needs_the_form_and_the_birth_certificate_of_the_hospital() -> None:
    procedure = by_code()["1.001193"]
    required = [p.name for p in procedure.papers_for(Channel.COUNTER) if p.required]
    assert required == ["Tờ khai đăng ký khai sinh", "Giấy chứng sinh"]
    assert procedure.after_15 is After15.RESULT_NEXT_DAY
    assert {fee.state for fee in procedure.fees} == {FeeState.FREE}


def test_linked_procedures_start_their_term_next_day() -> None:
    late = {p.code for p in shipped().procedures if p.after_15 is After15.TERM_NEXT_DAY}
    assert late == {"2.000986", "2.000987", "2.001023"}


def test_a_copy_of_a_record_costs_8000_a_copy() -> None:
    assert {(f.amount, f.per) for f in by_code()["2.000635"].fees} == {(8_000, "bản")}


@pytest.mark.parametrize(("code", "typed"), TEN.items())
def test_three_keystrokes_find_each_of_the_ten_commonest(code: str, typed: str) -> None:
    entries = [
        Entry(p.code, p.field, searchable(p.name), initials(p.name)) for p in shipped().procedures
    ]
    finder = Finder(entries, Habits(shipped=lines("catalogue/commonest.txt")))
    assert len(typed) <= 3
    assert finder.find(typed)[0] == code


def test_the_practice_commune_posts_112_procedures_in_ten_fields() -> None:
    codes = lines("practice/offered.txt")
    assert len(codes) == len(set(codes)) == 112
    assert len({by_code()[code].field for code in codes}) == 10
    assert set(TEN) <= set(codes)


def test_levels_have_one_spelling() -> None:
    assert tidy_level("Cấp Bộ; Cấp Tỉnh; Cấp Xã") == "Cấp bộ, Cấp tỉnh, Cấp xã"
