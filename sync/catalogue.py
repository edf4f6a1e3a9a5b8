"""The portal's catalogue, read at most once a day: what differs is a new version and a list."""

from datetime import datetime, timedelta

from receptiondesk.desk import catalogue_news, portals
from receptiondesk.domain.changes import ChangeSet
from sync.trip import Trip

_EVERY = timedelta(days=1)
_ASKED = "engine:catalogue"


def take_catalogue(trip: Trip) -> ChangeSet:
    """Read the catalogue where the family gives one and it was not read within a day."""
    if trip.over() or not trip.portal.capabilities.catalogue or not _due(trip):
        return ChangeSet()
    answer, procedures = trip.portal.procedures()
    trip.heard(answer)
    if not answer.good:
        return ChangeSet()
    taken = catalogue_news.take(trip.office, trip.target, procedures)
    now = trip.office.clock.now()
    portals.remember(trip.office, trip.target, {_ASKED: now.isoformat()})
    return taken.changes


def _due(trip: Trip) -> bool:
    told = portals.recall(trip.office, trip.target, _ASKED)
    if told is None:
        return True
    age = trip.office.clock.now() - datetime.fromisoformat(told)
    return not timedelta(0) <= age < _EVERY
