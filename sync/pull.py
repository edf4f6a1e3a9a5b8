"""Bringing news back: status and official code of every dossier that is not finished.

OpenCPS has no feed of changes and its search index lags behind (portals.md A.3), so each open
dossier is asked for by its own uid. What was read is written in batches, each with its cursor in
the same transaction (house law 3).
"""

from collections.abc import Collection

from receptiondesk.desk import outbox
from receptiondesk.domain.outbox import PulledNews
from sync.prove import news_of
from sync.push import Trip

_BATCH = 50


def pull(trip: Trip, known: Collection[str] = ()) -> None:
    """Ask for each unfinished dossier that was not just seen (``known``)."""
    batch: list[PulledNews] = []
    for uid in outbox.to_pull(trip.office, trip.target):
        if trip.over():
            break
        if uid in known:
            continue
        answer, remote = trip.portal.look(uid)
        trip.heard(answer)
        if remote is not None:
            batch.append(news_of(remote))
        if len(batch) >= _BATCH:
            _write(trip, batch)
            batch = []
    if batch:
        _write(trip, batch)


def _write(trip: Trip, batch: list[PulledNews]) -> None:
    trip.changes |= outbox.apply_pull(trip.office, trip.target, tuple(batch)).changes
