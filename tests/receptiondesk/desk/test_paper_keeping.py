"""Scanned papers in verify, backup and restore: none lost in silence, each damage named."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from receptiondesk.desk import attachments, intake, paper_keeping, safekeeping
from receptiondesk.domain.clock import SetClock
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.errors import Trouble
from receptiondesk.files import chunks
from receptiondesk.files.preparing import Part, Prepared
from receptiondesk.office import Office
from receptiondesk.paths import Paths
from tests.support.office import MORNING, OFFICER, OfficeKind, credentials, make_office
from tests.support.scans import jpeg, written
from tests.support.walk_ins import walk_in

SCAN = jpeg(written((413, 584)))
OTHER = jpeg(written((413, 584), 2))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = make_office(tmp_path / "office", OfficeKind(number_range="1-999"))
    yield opened
    opened.close()


@pytest.fixture
def dossier(office: Office) -> Dossier:
    kept = intake.accept(office, walk_in(office)).dossier
    attachments.attach(office, kept.code, "1", SCAN, "tờ khai.jpg")
    return kept


@pytest.fixture
def long_paper(office: Office, dossier: Dossier, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of three chunks; what is in it does not matter here."""
    from receptiondesk.files import preparing

    content = b"%PDF-1.7 " + bytes(range(256)) * 4096 * 2 + b"end"
    made = Prepared((Part(content, 3),))
    monkeypatch.setattr(preparing, "prepare", lambda data, part_bytes: made)
    (one,) = attachments.attach(office, dossier.code, "3", OTHER, "dài.pdf").attachments
    monkeypatch.undo()
    return attachments.store(office).place(one.sha256)


def told(office: Office) -> list[str]:
    return [row.what for row in safekeeping.verify(office)]


def test_a_changed_chunk_is_named_with_dossier_and_paper(
    office: Office, dossier: Dossier, long_paper: Path
) -> None:
    assert told(office) == []
    data = bytearray(long_paper.read_bytes())
    data[chunks.CHUNK_BYTES + 1000] ^= 1
    long_paper.write_bytes(data)
    (what,) = told(office)
    assert dossier.code in what
    assert "“Giấy chứng sinh”" in what
    assert "“dài.pdf”" in what
    assert "đoạn 2/3" in what
    with pytest.raises(Trouble) as trouble:
        attachments.content(office, attachments.of_dossier(office, dossier.uid)[1].uid)
    assert trouble.value.code == "file_damaged"
    assert "đoạn 2/3" in trouble.value.message


def test_chunks_that_change_places_or_fall_off_are_named(office: Office, long_paper: Path) -> None:
    data = long_paper.read_bytes()
    head, step = 8, chunks.CHUNK_BYTES + 16
    first, second, rest = data[head : head + step], data[head + step : head + 2 * step], data
    long_paper.write_bytes(data[:head] + second + first + rest[head + 2 * step :])
    assert "đoạn 1/3" in told(office)[0]
    long_paper.write_bytes(data[: head + 2 * step])
    assert "đoạn 3/3" in told(office)[0]
    long_paper.write_bytes(data + b"x")
    assert "độ dài" in told(office)[0]
    long_paper.write_bytes(data)
    assert told(office) == []


def test_a_file_under_another_ones_name_does_not_pass(office: Office, dossier: Dossier) -> None:
    attachments.attach(office, dossier.code, "3", OTHER, "y")
    first, second = attachments.of_dossier(office, dossier.uid)
    store = attachments.store(office)
    shutil.copy(store.place(first.sha256), store.place(second.sha256))
    assert "tệp “y.pdf”: tệp bị hỏng hoặc bị sửa" in told(office)[0]


def test_a_missing_file_is_named(office: Office, dossier: Dossier) -> None:
    (one,) = attachments.of_dossier(office, dossier.uid)
    attachments.store(office).place(one.sha256).unlink()
    assert "không còn tệp trên máy này" in told(office)[0]
    with pytest.raises(Trouble) as trouble:
        attachments.content(office, one.uid)
    assert trouble.value.code == "file_missing"


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE attachment SET name = 'khác.pdf'",
        "UPDATE attachment SET paper_code = ''",
        "UPDATE attachment SET removed_seq = event_seq",
        "UPDATE attachment SET parts = 2",
        "DELETE FROM attachment",
        "UPDATE stored_file SET pages = 9",
        "UPDATE stored_file SET chunks = '[]'",
        "UPDATE stored_file SET chunks = 'hỏng'",
    ],
)
def test_a_row_changed_behind_the_journal_is_named(
    office: Office, dossier: Dossier, change: str
) -> None:
    assert told(office) == []
    with office.database.raw() as connection:
        connection.execute(change)
        connection.commit()
    assert told(office) != []


def restored(office: Office, backup: Path, root: Path) -> safekeeping.Restored:
    """Restore on a new machine; the test's key file stands for the recovery code."""
    root.mkdir()
    shutil.copy(office.paths.key_file, Paths(root).key_file)
    return safekeeping.restore(
        Paths(root), backup, clock=SetClock(MORNING), officer=OFFICER, credentials=credentials()
    )


def test_a_backup_brings_the_papers_back(office: Office, dossier: Dossier, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    kept = safekeeping.backup(office, tmp_path / "stick" / "monday.db")
    assert kept.papers is not None
    assert (kept.papers.papers, kept.papers.copied) == (1, 1)
    attachments.attach(office, dossier.code, "3", OTHER, "y")
    kept = safekeeping.backup(office, tmp_path / "stick" / "tuesday.db")
    assert kept.papers is not None
    assert (kept.papers.papers, kept.papers.copied) == (2, 1)
    taken = (tmp_path / "stick").rename(tmp_path / "carried")
    again = restored(office, taken / "tuesday.db", tmp_path / "new")
    assert [warning.code for warning in again.warnings] == ["numbers_unknown"]
    assert [row.what for row in safekeeping.verify(again.office)] == []
    for one in attachments.of_dossier(again.office, dossier.uid):
        assert attachments.content(again.office, one.uid) == attachments.content(office, one.uid)
    again.office.close()


def test_a_restore_without_its_papers_says_which_and_goes_on(
    office: Office, dossier: Dossier, tmp_path: Path
) -> None:
    kept = safekeeping.backup(office, tmp_path / "b.db")
    assert kept.papers is not None
    shutil.rmtree(kept.papers.folder)
    again = restored(office, tmp_path / "b.db", tmp_path / "new")
    missing = again.warnings[-1]
    assert missing.code == "papers_missing"
    assert dossier.code in missing.message
    assert "“Tờ khai đăng ký khai sinh”" in missing.message
    assert "tờ khai.pdf" in missing.message
    again.office.close()


def test_a_restore_here_keeps_the_papers_of_what_it_sets_aside(
    office: Office, dossier: Dossier, tmp_path: Path
) -> None:
    safekeeping.backup(office, tmp_path / "b.db")
    (later,) = attachments.attach(office, dossier.code, "3", OTHER, "y").attachments
    again = safekeeping.restore(
        office.paths, tmp_path / "b.db", clock=SetClock(MORNING), officer=OFFICER,
        credentials=credentials(),
    )  # fmt: skip
    assert "papers_missing" not in [warning.code for warning in again.warnings]
    assert attachments.sweep(again.office) == 0
    assert attachments.store(again.office).place(later.sha256).exists()
    again.office.close()


def test_a_backup_says_which_papers_were_gone_already(
    office: Office, dossier: Dossier, tmp_path: Path
) -> None:
    (one,) = attachments.of_dossier(office, dossier.uid)
    attachments.store(office).place(one.sha256).unlink()
    kept = safekeeping.backup(office, tmp_path / "b.db")
    assert kept.papers is not None
    assert (kept.papers.papers, kept.papers.copied) == (0, 0)
    assert [warning.code for warning in kept.papers.warnings] == ["papers_missing"]


def test_two_offices_in_one_place_do_not_meet(office: Office, tmp_path: Path) -> None:
    other = replace(office, office_id="f" * 32)
    backup = tmp_path / "b.db"
    one = paper_keeping.folder_beside(backup, office.office_id)
    assert one != paper_keeping.folder_beside(backup, other.office_id)


def test_an_office_without_papers_has_no_folder_of_them(office: Office, tmp_path: Path) -> None:
    assert safekeeping.backup(office, tmp_path / "b.db").papers is None
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith("recep")] == []
