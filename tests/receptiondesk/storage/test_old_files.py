"""Files of earlier releases are opened by this one, and nothing in them is lost."""

import hashlib
import shutil
from pathlib import Path

import pytest

from receptiondesk.desk import attachments, look, safekeeping
from receptiondesk.office import Office
from receptiondesk.storage import schema
from tests.support import kept
from tests.support.office import reopen
from tests.support.scans import jpeg, written

FOLDER = Path(__file__).parents[2] / "data" / "old_files"
SHAPES = sorted(path.stem for path in FOLDER.glob("*.db"))


def opened(root: Path, shape: str) -> Office:
    root.mkdir()
    for file in FOLDER.glob(f"{shape}.*"):
        if file.is_file():
            shutil.copy(file, root / file.name.replace(shape, "receptiondesk", 1))
    if (FOLDER / f"{shape}.papers").is_dir():
        shutil.copytree(FOLDER / f"{shape}.papers", root / "papers")
    return reopen(root)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_file_of_an_earlier_release_is_opened_whole(tmp_path: Path, shape: str) -> None:
    office = opened(tmp_path / "office", shape)
    try:
        with office.database.read() as session:
            assert schema.revision_of(session.connection()) == schema.HEAD
        assert safekeeping.verify(office) == ()
        codes = [line.code for line in look.search(office, "")]
        assert sorted(codes) == [f"H56.14-261123-000{n}" for n in (1, 2, 3)]
        cancelled = look.dossier(office, "H56.14-261123-0002")
        assert cancelled.cancelled
        assert len(look.history(office, cancelled.uid)) >= 3
    finally:
        office.close()


def test_papers_kept_before_blocks_stay_as_they_are_and_new_ones_lie_beside(tmp_path: Path) -> None:
    office = opened(tmp_path / "office", "0002")
    whole = set(kept.on_disk(office))
    first, _, third = sorted(look.search(office, ""), key=lambda line: line.code)
    form, proof = attachments.of_dossier(office, first.uid)
    (same,) = attachments.of_dossier(office, third.uid)
    assert {form.sha256, proof.sha256} == {form.sha256, same.sha256, proof.sha256} == whole
    for one in (form, proof, same):
        content = attachments.content(office, one.uid)
        assert hashlib.sha256(content).hexdigest() == one.sha256
    (new,) = attachments.attach(office, third.code, "3", jpeg(written((413, 584), 2))).attachments
    assert set(kept.on_disk(office)) == whole | set(kept.names(office, new.sha256))
    assert safekeeping.verify(office) == ()
    papers = safekeeping.backup(office, tmp_path / "b.db").papers
    assert papers is not None
    assert (papers.papers, papers.copied, papers.warnings) == (3, 3, ())
    office.close()


def test_there_is_a_file_of_every_shape_but_the_newest() -> None:
    assert list(schema.REVISIONS[:-1]) == SHAPES
