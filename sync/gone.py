"""How far a file that nobody has any more may have told a portal of this journal."""

from receptiondesk.desk import portals
from receptiondesk.domain.outbox import GONE
from sync.trip import Trip


def told_before(trip: Trip, dossier_uid: str) -> int:
    """Return the last line of the journal that a file which is gone may have told (0: none).

    That stands whatever a person decides of the facts, until one says that nothing is there.
    """
    told = portals.recall(trip.office, trip.target, f"{GONE}{dossier_uid}")
    told = told or portals.recall(trip.office, trip.target, GONE)
    return int(told or 0)
