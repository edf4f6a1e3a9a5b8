"""Bringing news back: status, official code, result and messages, and the portal's catalogue.

Where a family has a feed, its news come page by page since a cursor, and the cursor moves in the
transaction that keeps them (house law 3). Where it has none (OpenCPS, whose search index lags
behind, portals.md A.3), each open dossier is asked for by its own uid. What a feed keeps silent
about may be lost there, so behind it a few are asked for by themselves, the longest unheard first.
"""

from collections.abc import Collection, Sequence

from receptiondesk.desk import outbox
from sync.changed import look_for_changes, look_for_gone
from sync.how import Phase, Progress
from sync.news import news_of
from sync.portal import Remote
from sync.trip import Trip

_BATCH = 50
#: So many pages of a feed are read in one round; the rest comes with the next.
_PAGES_AT_MOST = 200
#: So many open dossiers that a feed did not show are asked for by themselves in one round.
_SILENT_AT_ONCE = 5


def pull(trip: Trip, cursor: str, known: Collection[str] = ()) -> None:
    """Bring the news of this portal; ``known`` were just seen and need no look of their own."""
    if not trip.portal.capabilities.status_feed:
        _look(trip, outbox.to_pull(trip.office, trip.target), known)
        return
    begun = trip.office.clock.now()
    if _feed(trip, cursor):
        silent = outbox.to_pull(trip.office, trip.target, begun)
        _look(trip, [uid for uid in silent if uid not in known][:_SILENT_AT_ONCE])


def _feed(trip: Trip, cursor: str) -> bool:
    """Read the pages of a feed; return whether it was read to its end."""
    for page in range(_PAGES_AT_MOST):
        if trip.over():
            return False
        told = trip.portal.feed(cursor)
        trip.heard(told.answer)
        if not told.answer.good:
            return False  # the cursor stays: nothing is skipped
        _write(trip, told.news, told.cursor)
        trip.tell(Progress(trip.target, page + 1, page + 1 + told.more, Phase.NEWS))
        if not told.more or told.cursor in {"", cursor}:
            return not told.more
        cursor = told.cursor
    return False


def _look(trip: Trip, uids: Sequence[str], known: Collection[str] = ()) -> None:
    """Ask for each unfinished dossier not just seen, those not asked about longest first."""
    batch: list[Remote] = []
    in_vain: list[str] = []
    wanted = [uid for uid in uids if uid not in known]
    for done, uid in enumerate(wanted, start=1):
        if trip.over():
            break
        answer, remote = trip.portal.look(uid)
        trip.heard(answer)
        if answer.good and remote is not None:
            batch.append(remote)
        elif answer.good or answer.blames_dossier:
            in_vain.append(uid)  # it would else stand first in every round
        if len(batch) >= _BATCH:
            _write(trip, batch)
            batch = []
        trip.tell(Progress(trip.target, done, len(wanted), Phase.NEWS))
    if batch:
        _write(trip, batch)
    if in_vain:
        outbox.note_asked(trip.office, trip.target, in_vain)
        look_for_gone(trip, in_vain)


def _write(trip: Trip, seen: Sequence[Remote], cursor: str = "") -> None:
    news = tuple(news_of(one) for one in seen)
    trip.changes |= outbox.apply_pull(trip.office, trip.target, news, cursor).changes
    look_for_changes(trip, seen)
