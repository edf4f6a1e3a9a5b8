"""The procedures of the office: finding one, and marking what is offered and posted."""

from collections.abc import Iterable

from receptiondesk.desk import catalogue_files
from receptiondesk.desk.catalogue_import import (
    Imported,
    export_file,
    import_file,
    import_shipped,
)
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.finder import Finder, Habits
from receptiondesk.domain.procedures import CatalogueVersion, Procedure
from receptiondesk.domain.text import clean_line, quoted
from receptiondesk.office import Office
from receptiondesk.storage import catalogue

__all__ = [
    "Imported",
    "by_code",
    "export_file",
    "fields",
    "find",
    "import_file",
    "import_shipped",
    "offer",
    "offered",
    "posted",
    "posted_codes",
    "prepare",
    "version",
]


def prepare(office: Office) -> Finder:
    """Return a finder over the version in use, for a screen that searches at every keystroke.

    It stands still: make another after a catalogue change (``ChangeSet.catalogue``).
    """
    shipped = catalogue_files.shipped_order()
    with office.database.read() as session:
        offered_now = frozenset(catalogue.offered(session))
        habits = Habits(catalogue.uses(session), shipped, offered_now)
        return Finder(catalogue.entries(session), habits)


def find(
    office: Office,
    text: str,
    *,
    field: str = "",
    limit: int = 20,
    prepared: Finder | None = None,
) -> tuple[Procedure, ...]:
    """Return the procedures that match what was typed, best first.

    Typed without accents, by initials ("dkks"), by code with or without dots, by field. What the
    office offers comes first, then what it received most.

    Args:
        office: the office.
        text: what was typed; empty gives the most used.
        field: only procedures of this field.
        limit: at most so many.
        prepared: a finder made by `prepare`, else one is made for this search.

    Raises:
        Trouble: the data cannot be read now.
    """
    codes = (prepared or prepare(office)).find(text, field=field, limit=limit)
    with office.database.read() as session:
        return catalogue.by_codes(session, codes)


def by_code(office: Office, code: str) -> Procedure:
    """Return a procedure of the version in use.

    Raises:
        Refused: unknown_procedure.
        Trouble: the data cannot be read now.
    """
    with office.database.read() as session:
        found = catalogue.procedure(session, clean_line(code))
    if found is None:
        raise unknown(code)
    return found


def unknown(code: str) -> Refused:
    """Return the refusal of a code that the version in use lacks."""
    return Refused(_unknown("procedure", code))


def fields(office: Office) -> tuple[str, ...]:
    """Return the fields of the version in use, in its order."""
    with office.database.read() as session:
        return catalogue.fields(session)


def version(office: Office) -> CatalogueVersion | None:
    """Return the version in use, ``None`` before any import."""
    with office.database.read() as session:
        return catalogue.version(session, catalogue.current_version(session))


def offer(office: Office, codes: Iterable[str]) -> ChangeSet:
    """Mark the procedures that the office offers and posts, in place of those marked before.

    An empty list takes the marks away: then everything may be received again.

    Raises:
        Refused: unknown_procedure for each code that the version in use lacks; nothing changed.
        Trouble: the data cannot be written now; nothing changed.
    """
    wanted = [clean_line(code) for code in codes]
    with office.database.write() as session:
        known = {entry.code for entry in catalogue.entries(session)}
        problems = [
            _unknown(f"codes[{place}]", code)
            for place, code in enumerate(wanted)
            if code and code not in known
        ]
        if problems:
            raise Refused.of(problems)
        catalogue.set_offered(session, [code for code in wanted if code])
    return ChangeSet(catalogue=True)


def offered(office: Office) -> tuple[str, ...]:
    """Return the codes that the office offers; empty means that everything may be received."""
    with office.database.read() as session:
        return catalogue.offered(session)


def posted(office: Office) -> tuple[Procedure, ...]:
    """Return the procedures that the office posts on the wall, in the order of the catalogue."""
    with office.database.read() as session:
        return catalogue.by_codes(session, catalogue.posted(session))


def posted_codes(office: Office) -> tuple[str, ...]:
    """Return the codes that the office posts on the wall, in the order of the catalogue."""
    with office.database.read() as session:
        return catalogue.posted(session)


def _unknown(field: str, code: str) -> Problem:
    message = (
        f"Danh mục không có thủ tục mã “{quoted(clean_line(code))}”. Xin chọn lại trong danh mục "
        "hoặc kiểm tra mã."
    )
    return Problem(field, "unknown_procedure", message)
