"""Which shape a file has and how it becomes today's: Alembic, imported only when it must work.

Opening a file of today's shape costs one plain SELECT; Alembic alone would take longer to import
than the whole start of the window.
"""

from pathlib import Path

from sqlalchemy import Connection, text

from receptiondesk.domain.errors import Trouble

#: Every revision ever shipped, oldest first; a test compares it with the migrations.
REVISIONS = ("0001", "0002", "0003", "0004", "0005")
HEAD = REVISIONS[-1]
MIGRATIONS = Path(__file__).parent / "migrations"


def newer_file() -> Trouble:
    """Return the trouble of a file written by a later version of the program."""
    return Trouble(
        "newer_file",
        "Tệp dữ liệu này do phiên bản chương trình mới hơn tạo ra. Dữ liệu không bị thay đổi. "
        "Hãy cài phiên bản mới rồi mở lại.",
    )


def revision_of(connection: Connection) -> str | None:
    """Return the revision of the file, ``None`` when it has never been set up."""
    known = connection.execute(
        text("SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'")
    ).scalar()
    if known is None:
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def migrate(connection: Connection) -> None:
    """Bring the file to `HEAD` inside the caller's transaction: all of it or nothing.

    Raises:
        Trouble: newer_file, when the file's revision is not one that this program knows.
    """
    found = revision_of(connection)
    if found == HEAD:
        return
    if found is not None and found not in REVISIONS:
        raise newer_file()
    # Needed once in the life of a file: see the module's docstring.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)
