"""What is typed and not yet accepted survives a power cut."""

from receptiondesk.office import Office
from receptiondesk.storage import drafts


def keep(office: Office, slot: str, body: str) -> None:
    """Keep the text under a slot, in place of what was there; durable when this returns.

    Raises:
        Trouble: disk_full, read_only, locked, damaged, disk_failing.
    """
    with office.database.write() as session:
        drafts.keep(session, slot, body, office.clock.now())


def latest(office: Office, slot: str) -> str | None:
    """Return the text under a slot, ``None`` when nothing is kept there."""
    with office.database.read() as session:
        return drafts.latest(session, slot)


def drop(office: Office, slot: str) -> None:
    """Forget the text under a slot; nothing happens when there is none."""
    with office.database.write() as session:
        drafts.drop(session, slot)
