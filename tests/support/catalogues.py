"""A new catalogue brought in as an office does: a whole file, some procedures otherwise."""

from collections.abc import Callable, Mapping
from pathlib import Path

from receptiondesk.desk import catalogue_files, procedures
from receptiondesk.domain.catalogue_rows import Catalogue, to_sheets
from receptiondesk.domain.procedures import Procedure
from receptiondesk.office import Office
from receptiondesk.storage import catalogue

#: What becomes of a procedure; ``None`` takes it out.
Change = Callable[[Procedure], Procedure | None]


def bring_in(office: Office, folder: Path, changes: Mapping[str, Change]) -> int:
    """Import the catalogue in use with some procedures changed; return the new version."""
    with office.database.read() as session:
        whole = catalogue.procedures(session)
    made = [changes[one.code](one) if one.code in changes else one for one in whole]
    file = folder / "danh-muc.zip"
    kept = tuple(one for one in made if one is not None)
    catalogue_files.write(file, to_sheets(Catalogue("Danh mục mới", kept)))
    return procedures.import_file(office, file).version.number
