"""Finding procedures, marking what is offered, and bringing catalogues in and out."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from receptiondesk.desk import procedures
from receptiondesk.domain.errors import Refused
from receptiondesk.domain.events import EventKind
from receptiondesk.office import Office
from receptiondesk.storage import journal
from tests.support.office import LITTLE, make_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = make_office(tmp_path / "office")
    yield made
    made.close()


@pytest.fixture
def few(tmp_path: Path) -> Iterator[Office]:
    """An office with two procedures: a workbook of them is read and written in no time."""
    made = make_office(tmp_path / "few", LITTLE)
    yield made
    made.close()


def current(office: Office) -> int:
    version = procedures.version(office)
    assert version is not None
    return version.number


def refused(office: Office, file: Path) -> Refused:
    before = procedures.version(office)
    with pytest.raises(Refused) as caught:
        procedures.import_file(office, file)
    assert procedures.version(office) == before
    return caught.value


def edit(file: Path, sheet: str, row: int, column: int, text: str | int | None) -> None:
    book = openpyxl.load_workbook(file)
    book[sheet].cell(row, column).value = text
    book.save(file)


def test_a_new_office_has_the_shipped_catalogue(office: Office) -> None:
    version = procedures.version(office)
    assert version is not None
    assert (version.number, version.procedures) == (1, 469)
    assert len(procedures.fields(office)) == 85


def test_finding_by_initials_code_and_field(office: Office) -> None:
    assert procedures.find(office, "dkks")[0].code == "1.001193"
    assert procedures.find(office, "1001193")[0].code == "1.001193"
    found = procedures.find(office, "", field="Chứng thực", limit=50)
    assert {one.field for one in found} == {"Chứng thực"}
    assert len(found) == 12


def test_a_prepared_finder_finds_the_same(office: Office) -> None:
    prepared = procedures.prepare(office)
    for typed in ("", "dkk", "ho tich", "1.001193", "zzzz"):
        assert procedures.find(office, typed, prepared=prepared) == procedures.find(office, typed)


def test_an_unknown_code_is_refused(office: Office) -> None:
    with pytest.raises(Refused) as caught:
        procedures.by_code(office, "9.999999")
    assert caught.value.problems[0].code == "unknown_procedure"


@pytest.mark.parametrize("name", ["danh-muc.xlsx", "danh-muc.zip"])
def test_what_goes_out_comes_in_unchanged(office: Office, tmp_path: Path, name: str) -> None:
    procedures.export_file(office, tmp_path / name)
    imported = procedures.import_file(office, tmp_path / name)
    assert imported.unchanged
    assert not imported.changes
    assert imported.version.number == current(office) == 1


def test_a_folder_of_csv_files_with_semicolons_comes_in(office: Office, tmp_path: Path) -> None:
    procedures.export_file(office, tmp_path / "a.zip")
    folder = tmp_path / "csv"
    folder.mkdir()
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        for name in archive.namelist():
            rows = csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig"), newline=""))
            with (folder / name).open("w", encoding="utf-8", newline="") as stream:
                csv.writer(stream, delimiter=";").writerows(rows)
    assert procedures.import_file(office, folder).unchanged


def test_an_edited_workbook_makes_a_version_and_tells_what_changed(
    few: Office, tmp_path: Path
) -> None:
    file = tmp_path / "sua.xlsx"
    procedures.export_file(few, file)
    edit(file, "Thủ tục", 2, 2, "  Tên   mới ")
    imported = procedures.import_file(few, file)
    code = imported.changed[0]
    assert (imported.added, imported.removed, len(imported.changed)) == ((), (), 1)
    assert imported.changes.catalogue
    assert current(few) == 2
    assert procedures.by_code(few, code).name == "Tên mới"


def test_an_import_stands_in_the_journal(few: Office, tmp_path: Path) -> None:
    file = tmp_path / "sua.xlsx"
    procedures.export_file(few, file)
    edit(file, "Thủ tục", 2, 2, "Tên mới")
    imported = procedures.import_file(few, file)
    with few.database.read() as session:
        lines = journal.of_kinds(session, [EventKind.CATALOGUE_IMPORTED])
    assert lines[-1].payload["version"] == 2
    assert lines[-1].payload["sha256"] == imported.version.sha256
    assert json.dumps(dict(lines[-1].payload))


def test_a_number_in_a_code_cell_is_mended(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "so.xlsx"
    procedures.export_file(office, file)
    book = openpyxl.load_workbook(file)
    for sheet in ("Thủ tục", "Thời hạn", "Phí", "Giấy tờ"):
        for row in book[sheet].iter_rows(min_row=2, max_col=1):
            row[0].value = float(str(row[0].value))
    book.save(file)
    assert procedures.import_file(office, file).unchanged


def test_one_fault_imports_nothing_and_names_its_place(few: Office, tmp_path: Path) -> None:
    file = tmp_path / "sai.xlsx"
    procedures.export_file(few, file)
    edit(file, "Thời hạn", 2, 4, "tuần")
    problem = refused(few, file).problems[0]
    assert problem.field == "limits!R2C4"
    assert "dòng 2, cột 4" in problem.message


def test_a_name_that_no_paper_can_show_is_a_fault_of_its_cell(few: Office, tmp_path: Path) -> None:
    file = tmp_path / "la.xlsx"
    procedures.export_file(few, file)
    edit(file, "Thủ tục", 2, 2, "Đăng ký 王")
    [problem] = refused(few, file).problems
    assert (problem.field, problem.code) == ("procedures!R2C2", "not_in_fonts")
    assert "dòng 2, cột 2" in problem.message
    edit(file, "Thời hạn", 2, 4, "tuần")
    assert [one.field for one in refused(few, file).problems] == [
        "limits!R2C4",
        "procedures!R2C2",
    ]


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("a.xlsx", b"not a workbook", "unreadable_file"),
        ("a.zip", b"not a zip", "unreadable_file"),
        ("a.pdf", b"%PDF", "unknown_kind"),
    ],
)
def test_a_file_that_is_none_is_refused(
    office: Office, tmp_path: Path, name: str, body: bytes, code: str
) -> None:
    file = tmp_path / name
    file.write_bytes(body)
    assert refused(office, file).problems[0].code == code


def test_a_missing_file_and_an_old_encoding_are_refused(office: Office, tmp_path: Path) -> None:
    assert refused(office, tmp_path / "khong-co.xlsx").problems[0].code == "no_file"
    (tmp_path / "procedures.csv").write_bytes("Mã thủ tục\n".encode("utf-16"))
    assert refused(office, tmp_path).problems[0].code == "bad_encoding"


def test_offering_marks_and_posts(office: Office) -> None:
    assert procedures.offered(office) == ()
    assert procedures.offer(office, ["1.001193 ", "2.000815", ""]).catalogue
    assert set(procedures.offered(office)) == {"1.001193", "2.000815"}
    assert {one.code for one in procedures.posted(office)} == {"1.001193", "2.000815"}
    procedures.offer(office, [])
    assert procedures.offered(office) == ()


def test_offering_an_unknown_code_changes_nothing(office: Office) -> None:
    procedures.offer(office, ["1.001193"])
    with pytest.raises(Refused) as caught:
        procedures.offer(office, ["2.000815", "9.999999"])
    assert [p.field for p in caught.value.problems] == ["codes[1]"]
    assert procedures.offered(office) == ("1.001193",)
