"""Scanned papers in verify, backup and restore: none lost in silence, each damage named."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from receptiondesk.desk import attachments, intake, paper_keeping, safekeeping
from receptiondesk.domain.clock import SetClock
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.errors import Trouble
from receptiondesk.files import chunks
from receptiondesk.files.preparing import Part, Prepared
from receptiondesk.office import Office
from receptiondesk.paths import Paths
from tests.support import kept
from tests.support.office import LITTLE, MORNING, OFFICER, credentials, make_office
from tests.support.scans import jpeg, saved, written
from tests.support.walk_ins import walk_in

SCAN = jpeg(written((413, 584)))
OTHER = jpeg(written((413, 584), 2))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = make_office(tmp_path / "office", LITTLE)
    yield opened
    opened.close()


@pytest.fixture
def dossier(office: Office) -> Dossier:
    received = intake.accept(office, walk_in(office)).dossier
    attachments.attach(office, received.code, "1", SCAN, "tờ khai.jpg")
    return received


def long_paper(office: Office, dossier: Dossier, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Attach a file of three chunks, whatever is in it; return where it lies."""
    from receptiondesk.files import preparing

    content = b"%PDF-1.7 " + bytes(range(256)) * 4096 * 2 + b"end"
    made = Prepared((Part(content, 3),))
    monkeypatch.setattr(preparing, "prepare", lambda data, part_bytes: made)
    (one,) = attachments.attach(office, dossier.code, "3", OTHER, "dài.pdf").attachments
    monkeypatch.undo()
    return kept.places(office, one.sha256)


def told(office: Office) -> list[str]:
    return [row.what for row in safekeeping.verify(office)]


def test_a_changed_block_is_named_with_dossier_and_paper(
    office: Office, dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocks = long_paper(office, dossier, monkeypatch)
    assert told(office) == []
    data = bytearray(blocks[1].read_bytes())
    data[1000] ^= 1
    blocks[1].write_bytes(data)
    (what,) = told(office)
    assert dossier.code in what
    assert "“Giấy chứng sinh”" in what
    assert "“dài.pdf”" in what
    assert "đoạn 2/3" in what
    with pytest.raises(Trouble) as trouble:
        attachments.content(office, attachments.of_dossier(office, dossier.uid)[1].uid)
    assert trouble.value.code == "file_damaged"
    assert "đoạn 2/3" in trouble.value.message


def test_blocks_under_each_other_s_names_or_of_another_length_are_named(
    office: Office, dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = long_paper(office, dossier, monkeypatch)
    data = first.read_bytes()
    shutil.copy(second, first)
    assert "đoạn 1/3" in told(office)[0]
    first.write_bytes(data)
    data = third.read_bytes()
    for other in (data[:-1], data + b"x", b""):
        third.write_bytes(other)
        assert "đoạn 3/3" in told(office)[0]
    third.write_bytes(data)
    assert told(office) == []
    second.unlink()
    assert "không còn tệp, hoặc không còn đủ" in told(office)[0]


def test_a_page_that_is_gone_is_named_with_every_paper_that_shows_it(
    office: Office, dossier: Dossier
) -> None:
    other = intake.accept(office, walk_in(office)).dossier
    first = saved_together(SCAN, OTHER)
    (one,) = attachments.attach(office, dossier.code, "3", first, "một").attachments
    second = saved_together(jpeg(written((413, 584), 3)), OTHER, SCAN)
    (two,) = attachments.attach(office, other.code, "3", second, "hai").attachments
    shared = set(kept.places(office, one.sha256)) & set(kept.places(office, two.sha256))
    assert len(shared) == 2
    shared.pop().unlink()
    found = told(office)
    assert len(found) == 2
    assert any(dossier.code in what and "“một.pdf”" in what for what in found)
    assert any(other.code in what and "“hai.pdf”" in what for what in found)
    attachments.attach(office, other.code, "1", first, "quét lại")
    assert told(office) == []


def saved_together(*pages: bytes) -> bytes:
    """A PDF with these photographs, as a scanner binds them."""
    first, *more = [Image.open(BytesIO(page)) for page in pages]
    return saved(first, "PDF", save_all=True, append_images=more)


def test_a_missing_file_is_named(office: Office, dossier: Dossier) -> None:
    (one,) = attachments.of_dossier(office, dossier.uid)
    for place in kept.places(office, one.sha256):
        data = place.read_bytes()
        place.unlink()
        assert "không còn tệp, hoặc không còn đủ, trên máy này" in told(office)[0]
        with pytest.raises(Trouble) as trouble:
            attachments.content(office, one.uid)
        assert trouble.value.code == "file_missing"
        place.write_bytes(data)
    assert told(office) == []


def test_a_file_kept_before_blocks_is_read_proved_copied_and_mended(
    office: Office, dossier: Dossier, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with kept.as_before_blocks():
        (whole,) = long_paper(office, dossier, monkeypatch)
    data = whole.read_bytes()
    step = chunks.CHUNK_BYTES + 16
    swapped = data[:8] + data[8 + step : 8 + 2 * step] + data[8 : 8 + step] + data[8 + 2 * step :]
    for bad, where in [
        (data[: chunks.CHUNK_BYTES + 1000] + b"xyz" + data[chunks.CHUNK_BYTES + 1003 :], "2/3"),
        (swapped, "1/3"),
        (data[: 8 + 2 * step], "3/3"),
        (data + b"x", "độ dài"),
    ]:
        whole.write_bytes(bad)
        assert where in told(office)[0]
    (tmp_path / "stick").mkdir()
    done = safekeeping.backup(office, tmp_path / "stick" / "a.db").papers
    assert done is not None
    assert (done.papers, done.copied, len(done.warnings)) == (1, 1, 1)
    long_paper(office, intake.accept(office, walk_in(office)).dossier, monkeypatch)
    assert whole.read_bytes() == data
    assert told(office) == []
    done = safekeeping.backup(office, tmp_path / "stick" / "b.db").papers
    assert done is not None
    assert (done.papers, done.copied) == (2, 1)
    again = restored(office, tmp_path / "stick" / "b.db", tmp_path / "new")
    assert told(again.office) == []
    again.office.close()


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
        "UPDATE stored_file SET layout = NULL",
        "UPDATE stored_file SET layout = 'hỏng'",
        "UPDATE stored_file SET layout = '{}'",
        """UPDATE stored_file SET layout = '{"blocks":[["../../../etc/passwd",9]],"pieces":[]}'""",
        """UPDATE stored_file SET layout = replace(layout, '[[0,0,', '[[9,0,')""",
        """UPDATE stored_file SET layout = replace(layout, '[1,0,', '[0,0,')""",
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
    papers = safekeeping.backup(office, tmp_path / "stick" / "monday.db").papers
    assert papers is not None
    assert (papers.papers, papers.copied) == (1, 1)
    attachments.attach(office, dossier.code, "3", OTHER, "y")
    papers = safekeeping.backup(office, tmp_path / "stick" / "tuesday.db").papers
    assert papers is not None
    assert (papers.papers, papers.copied) == (2, 1)
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
    papers = safekeeping.backup(office, tmp_path / "b.db").papers
    assert papers is not None
    shutil.rmtree(papers.folder)
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
    later_places = kept.places(office, later.sha256)
    again = safekeeping.restore(
        office.paths, tmp_path / "b.db", clock=SetClock(MORNING), officer=OFFICER,
        credentials=credentials(),
    )  # fmt: skip
    assert "papers_missing" not in [warning.code for warning in again.warnings]
    assert attachments.sweep(again.office) == 0
    assert all(place.exists() for place in later_places)
    again.office.close()


def test_a_backup_says_which_papers_were_gone_already(
    office: Office, dossier: Dossier, tmp_path: Path
) -> None:
    (one,) = attachments.of_dossier(office, dossier.uid)
    kept.places(office, one.sha256)[1].unlink()
    papers = safekeeping.backup(office, tmp_path / "b.db").papers
    assert papers is not None
    assert (papers.papers, papers.copied) == (0, 0)
    assert [warning.code for warning in papers.warnings] == ["papers_missing"]


def test_two_offices_in_one_place_do_not_meet(office: Office, tmp_path: Path) -> None:
    other = replace(office, office_id="f" * 32)
    backup = tmp_path / "b.db"
    one = paper_keeping.folder_beside(backup, office.office_id)
    assert one != paper_keeping.folder_beside(backup, other.office_id)


def test_an_office_without_papers_has_no_folder_of_them(office: Office, tmp_path: Path) -> None:
    assert safekeeping.backup(office, tmp_path / "b.db").papers is None
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith("recep")] == []
