"""Files of earlier releases are opened by this one, and nothing in them is lost."""

import shutil
from pathlib import Path

import pytest

from receptiondesk.desk import look, safekeeping
from receptiondesk.storage import schema
from tests.support.office import reopen

FOLDER = Path(__file__).parents[2] / "data" / "old_files"
SHAPES = sorted(path.stem for path in FOLDER.glob("*.db"))


@pytest.mark.parametrize("shape", SHAPES)
def test_a_file_of_an_earlier_release_is_opened_whole(tmp_path: Path, shape: str) -> None:
    root = tmp_path / "office"
    root.mkdir()
    for file in FOLDER.glob(f"{shape}.*"):
        shutil.copy(file, root / file.name.replace(shape, "receptiondesk", 1))
    office = reopen(root)
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


def test_there_is_a_file_of_every_shape_but_the_newest() -> None:
    assert list(schema.REVISIONS[:-1]) == SHAPES
