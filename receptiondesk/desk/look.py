"""The read-only questions about dossiers: one, many, their history, the state of the desk."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from receptiondesk.desk import corrections, watch
from receptiondesk.domain.dossier import Dossier, DossierLine, SyncState
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.events import Delivery, Event
from receptiondesk.domain.listing import ListFilter, ListQuery, Which
from receptiondesk.office import Office
from receptiondesk.storage import deliveries as delivery_rows
from receptiondesk.storage import dossiers, journal, outbox_lines
from receptiondesk.storage import search as index

__all__ = [
    "DeskStatus",
    "ListFilter",
    "Which",
    "by_uid",
    "carried_over",
    "deliveries",
    "deliveries_of",
    "desk_status",
    "dossier",
    "history",
    "search",
    "silent_uids",
]

_TEXT_AT_MOST = 500


@dataclass(frozen=True, slots=True)
class DeskStatus:
    """How the desk stands, counted in dossiers.

    ``waiting``, ``sent``, ``proved``, ``parked`` and ``set_aside`` are of all time and each dossier
    is in one of them; ``unprovable`` are those of ``sent`` that a portal cannot show, ``by_hand``
    those of ``waiting`` that only wait for a person to carry them over; ``received_today``,
    ``due_today`` and ``overdue`` leave cancelled dossiers out. ``last_proved_at`` is aware and in
    UTC, ``None`` before the first.
    """

    waiting: int
    sent: int
    proved: int
    parked: int
    unprovable: int
    last_proved_at: datetime | None
    received_today: int
    due_today: int
    overdue: int
    set_aside: int = 0
    by_hand: int = 0


def dossier(office: Office, code: str) -> Dossier:
    """Return the dossier that a code finds, official or provisional, new or old.

    Raises:
        Refused: ``unknown_code``.
    """
    return corrections.found(office, code)


def by_uid(office: Office, uid: str) -> Dossier:
    """Return the dossier with a uid.

    Raises:
        Refused: ``unknown_dossier``.
    """
    with office.database.read() as session:
        kept = dossiers.by_uid(session, uid)
    if kept is None:
        raise Refused(Problem("uid", "unknown_dossier", "Không thấy hồ sơ này trong dữ liệu."))
    return kept


def search(
    office: Office, text: str, *, which: ListFilter | None = None, limit: int = 50
) -> tuple[DossierLine, ...]:
    """Return the dossiers that a text finds, newest first (lists by due date: soonest first).

    Accents do not matter, words may be unfinished, codes and phone numbers may lack their dots
    and dashes. Empty text finds all of ``which``; at most ``limit`` (>= 1) are returned.
    """
    query = ListQuery(
        text[:_TEXT_AT_MOST], which or ListFilter(), office.clock.now(), max(1, limit)
    )
    with office.database.read() as session:
        return index.lines(session, query)


def history(office: Office, uid: str) -> tuple[Event, ...]:
    """Return the journal's lines of one dossier, oldest first; none for an unknown uid."""
    with office.database.read() as session:
        return journal.events_of(session, uid)


def deliveries(office: Office, uid: str) -> tuple[Delivery, ...]:
    """Return how far each event of one dossier got towards each portal, oldest first."""
    with office.database.read() as session:
        return delivery_rows.of_dossier(session, uid)


def deliveries_of(office: Office, uids: Iterable[str]) -> dict[str, tuple[Delivery, ...]]:
    """Return the deliveries of some dossiers by uid, as `deliveries` does for one."""
    with office.database.read() as session:
        return delivery_rows.of_dossiers(session, uids)


def carried_over(office: Office, lines: Iterable[DossierLine]) -> frozenset[str]:
    """Return the uids of dossiers that only wait for no proof because a person carried them over.

    They are unprovable too, but a list says in what way.
    """
    asked = [line.uid for line in lines if line.sync is SyncState.UNPROVABLE]
    if not asked:
        return frozenset()
    with office.database.read() as session:
        return delivery_rows.carried_over(session, asked)


def silent_uids(office: Office) -> frozenset[str]:
    """Return the uids of dossiers that a portal has left alone for too long: lists show them red.

    One question for a whole list; `desk.watch` tells the rest of each.
    """
    return frozenset(one.dossier.uid for one in watch.silent(office))


def desk_status(office: Office) -> DeskStatus:
    """Return how the desk stands at the clock's present moment."""
    now = office.clock.now()
    with office.database.read() as session:
        totals = outbox_lines.totals(session)
        proved_at = outbox_lines.last_proved_at(session)
        by_hand = outbox_lines.by_hand(session)
        received, due, overdue = index.counts(session, now)
    return DeskStatus(
        waiting=totals.waiting,
        sent=totals.sent,
        proved=totals.proved,
        parked=totals.parked,
        unprovable=totals.unprovable,
        last_proved_at=proved_at,
        received_today=received,
        due_today=due,
        overdue=overdue,
        set_aside=totals.set_aside,
        by_hand=by_hand,
    )
