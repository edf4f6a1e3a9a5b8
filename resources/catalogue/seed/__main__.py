"""Writes the shipped catalogue: ``python -m resources.catalogue.seed``."""

from importlib.resources import files
from pathlib import Path

from receptiondesk.domain.catalogue_rows import to_csv, to_sheets
from resources.catalogue.seed.assemble import assemble, read_source


def write(folder: Path) -> None:
    """Write every sheet of the catalogue beside its source folder."""
    for key, lines in to_sheets(assemble(read_source(folder / "source"))).items():
        (folder / f"{key}.csv").write_bytes(to_csv(lines))


if __name__ == "__main__":
    write(Path(str(files("resources.catalogue"))))
