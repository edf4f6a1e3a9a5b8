"""What the catalogue section asks of the desk; each runs in the background lane."""

from dataclasses import dataclass
from pathlib import Path

from receptiondesk.desk import catalogue_news, procedures
from receptiondesk.desk.catalogue_news import KeptNews
from receptiondesk.desk.procedures import Imported
from receptiondesk.domain.procedures import CatalogueVersion
from receptiondesk.office import Office


@dataclass(frozen=True, slots=True)
class Standing:
    """The catalogue in use and how many of its procedures the office offers."""

    version: CatalogueVersion | None
    fields: int
    offered: int
    told: tuple[KeptNews, ...] = ()


def read(office: Office) -> Standing:
    """Return how the catalogue stands.

    Raises:
        Trouble: the data cannot be read now.
    """
    fields = procedures.fields(office)
    return Standing(
        procedures.version(office),
        len(fields),
        len(procedures.offered(office)),
        catalogue_news.differences(office),
    )


def take_in(office: Office, *, path: Path) -> Imported:
    """Import a file, whole or not at all.

    Raises:
        Refused: every fault with sheet, row, column and what is expected.
        Trouble: the file cannot be read, or the data cannot be written now.
    """
    return procedures.import_file(office, path)


def give_out(office: Office, *, path: Path) -> Path:
    """Write the version in use to a file and return its path.

    Raises:
        Refused: unknown_kind.
        Trouble: cannot_write.
    """
    procedures.export_file(office, path)
    return path
