"""Bringing a catalogue in and out: a whole file or nothing, every version kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from receptiondesk.desk import catalogue_files
from receptiondesk.desk.lettering import text_problems
from receptiondesk.domain.catalogue_reading import Lines, from_sheets
from receptiondesk.domain.catalogue_rows import Catalogue, to_sheets
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.events import EventKind
from receptiondesk.domain.procedure_json import fingerprint
from receptiondesk.domain.procedures import CatalogueVersion, Procedure
from receptiondesk.office import Office
from receptiondesk.storage import catalogue, journal


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did.

    ``version`` is the version now in use and ``procedures`` how many it holds. The codes that it
    ``added``, ``changed`` and ``removed`` are told against the version before. ``unchanged`` is
    true when the file equals the version in use: then no version was made.
    """

    version: CatalogueVersion
    procedures: int
    changes: ChangeSet
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: bool = False


def import_file(office: Office, path: Path) -> Imported:
    """Import a workbook, a ZIP or a folder; the format is described in docs/catalogue.md.

    Raises:
        Refused: every fault at once with sheet, row, column and what is wanted; nothing changed.
        Trouble: the file cannot be read, or the data cannot be written now; nothing changed.
    """
    sheets = catalogue_files.read(path)
    lacking = _not_in_fonts(sheets)  # what a catalogue says goes on receipts and on the wall
    try:
        whole = from_sheets(sheets, label=path.stem)
    except Refused as refused:
        raise Refused.of((*refused.problems, *lacking)) from refused
    if lacking:
        raise Refused.of(lacking)
    return _import(office, whole)


def _not_in_fonts(sheets: Mapping[str, Lines]) -> tuple[Problem, ...]:
    return tuple(
        problem
        for key, lines in sheets.items()
        for row, cells in enumerate(lines, 1)
        for column, text in enumerate(cells, 1)
        for problem in text_problems(
            f"{key}!R{row}C{column}", text, f"Trang “{key}”, dòng {row}, cột {column}"
        )
    )


def import_shipped(office: Office) -> Imported:
    """Import the catalogue that comes with the program.

    Raises:
        Trouble: the data cannot be written now; nothing changed.
    """
    return _import(office, from_sheets(catalogue_files.read_shipped()))


def export_file(office: Office, path: Path) -> None:
    """Write the version in use as a workbook (``.xlsx``) or a ZIP of CSV files (``.zip``).

    Importing the file again gives an equal catalogue.

    Raises:
        Refused: unknown_kind.
        Trouble: cannot_write.
    """
    with office.database.read() as session:
        known = catalogue.version(session, catalogue.current_version(session))
        procedures = catalogue.procedures(session)
    whole = Catalogue(known.label if known else "", procedures)
    catalogue_files.write(path, to_sheets(whole))


def _import(office: Office, whole: Catalogue) -> Imported:
    with office.database.write() as session:
        before = catalogue.version(session, catalogue.current_version(session))
        if before and before.sha256 == fingerprint(whole.procedures):
            return Imported(before, before.procedures, ChangeSet(), unchanged=True)
        old = {one.code: one for one in catalogue.procedures(session)}
        at = office.clock.now()
        version = catalogue.add_version(session, whole.procedures, label=whole.label, at=at)
        imported = _compare(version, old, whole.procedures)
        journal.append(session, office.entry(EventKind.CATALOGUE_IMPORTED, _payload(imported)))
    return imported


def _compare(
    version: CatalogueVersion, old: dict[str, Procedure], new: tuple[Procedure, ...]
) -> Imported:
    codes = {one.code for one in new}
    return Imported(
        version,
        version.procedures,
        ChangeSet(catalogue=True),
        added=tuple(one.code for one in new if one.code not in old),
        changed=tuple(one.code for one in new if one.code in old and old[one.code] != one),
        removed=tuple(code for code in old if code not in codes),
    )


def _payload(imported: Imported) -> dict[str, object]:
    return {
        "version": imported.version.number,
        "label": imported.version.label,
        "sha256": imported.version.sha256,
        "procedures": imported.procedures,
    }
