"""Who works at this counter: remembered inside the encrypted file, never beside it."""

from receptiondesk.office import Office
from receptiondesk.storage import setting_rows

#: A mark of the file itself, like the others under ``file.``: no setting a person edits.
_LAST_OFFICER = "file.last_officer"


def last_officer(office: Office) -> str:
    """Return who worked here last, empty before the first."""
    with office.database.read() as session:
        return setting_rows.texts(session).get(_LAST_OFFICER, "")


def remember(office: Office) -> None:
    """Remember who is at work, for the next start of the program.

    Raises:
        Trouble: disk_full, read_only, locked, damaged, disk_failing.
    """
    if last_officer(office) != office.officer:
        with office.database.write() as session:
            setting_rows.put(session, {_LAST_OFFICER: office.officer})
