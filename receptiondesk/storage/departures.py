"""How often anything was marked to leave for a portal: one number of the file that only grows.

A mark "being sent" is no line of the journal: what was sent and not proved yet leaves none. So a
file put back from before would look like the newest by its journal and send the same again. The
number is written with the mark, before the first byte leaves, and the witness outside the file
keeps it too (`storage.witness`).
"""

from sqlmodel import Session

from receptiondesk.storage import setting_rows

#: Where a write session keeps the number it reached, for those who witness it.
REACHED = "departures"


def count(session: Session) -> None:
    """Count one departure more, in the transaction that marks it."""
    reached = so_far(session) + 1
    setting_rows.put(session, {setting_rows.DEPARTURES: str(reached)})
    session.info[REACHED] = reached


def so_far(session: Session) -> int:
    """Return how many departures a file knows of."""
    told = setting_rows.texts(session).get(setting_rows.DEPARTURES, "")
    return int(told) if told.isascii() and told.isdecimal() else 0
