"""What the sync asks of the desk and what a person may do about what waits.

Each function is one short transaction; none is open while the network is used (house law 2).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.events import DeliveryState, EventKind
from receptiondesk.domain.listing import CLOSED
from receptiondesk.domain.outbox import (
    ENDED,
    UNSENT,
    Due,
    PulledNews,
    Settlement,
    Totals,
    WaitingRow,
)
from receptiondesk.domain.text import clean_line
from receptiondesk.office import Office
from receptiondesk.storage import (
    deliveries,
    dossiers,
    endings,
    journal,
    portals,
    pulled,
    round_lock,
)
from receptiondesk.storage.engine import Session

#: A round that dies cannot keep what it marked for longer than this.
LEASE = timedelta(minutes=10)
_ROWS_AT_MOST = 2_000
_PULLED_AT_ONCE = 500
_LONGEST_REASON = 500


@contextmanager
def one_round(office: Office, patience: float) -> Iterator[bool]:
    """Hold the right to run a round; false when another process still runs one."""
    with round_lock.held(office.paths.root / "sync-round.lock", patience) as mine:
        yield mine


def recover(office: Office, target: str) -> None:
    """Call once at the start of a round: what a dead round was sending is unknown now."""
    with office.database.write() as session:
        deliveries.recover(session, target)


def due(office: Office, target: str, *, ignore_backoff: bool) -> tuple[Due, ...]:
    """Return the dossiers to be sent now, fresh ones first, in the order they were received."""
    with office.database.read() as session:
        return deliveries.due(session, target, office.clock.now(), ignore_backoff=ignore_backoff)


def dossier(office: Office, uid: str) -> Dossier | None:
    """Return a dossier as it stands, ``None`` when it is not ours."""
    with office.database.read() as session:
        return dossiers.by_uid(session, uid)


def mark_sending(office: Office, target: str, item: Due) -> Dossier | None:
    """Mark a dossier before the first byte leaves; return it as it stands in that moment.

    ``None`` when a newer event came meanwhile: then it is sent whole in the next round.
    """
    with office.database.write() as session:
        waiting = dict(deliveries.in_states(session, item.dossier_uid, UNSENT)).get(target)
        if waiting is None or waiting.seqs != item.seqs:
            return None
        deliveries.mark_sending(session, target, item, office.clock.now() + LEASE)
        return dossiers.by_uid(session, item.dossier_uid)


def settle(office: Office, target: str, item: Due, settlement: Settlement) -> ChangeSet:
    """Write how sending a dossier ended."""
    with office.database.write() as session:
        _settle(office, session, target, item, settlement)
    return ChangeSet(dossiers=frozenset({item.dossier_uid}), outbox=True)


def _settle(
    office: Office, session: Session, target: str, item: Due, settlement: Settlement
) -> None:
    """Write how deliveries stand; what ended is a line of the journal too."""
    deliveries.settle(session, target, item, settlement, office.clock.now())
    if settlement.state in ENDED:
        endings.record(session, office.entry, target, item, settlement)


def awaiting_proof(office: Office, target: str) -> tuple[Due, ...]:
    """Return the dossiers that were sent whole and are not proved yet."""
    with office.database.read() as session:
        return deliveries.awaiting_proof(session, target)


def settle_proof(office: Office, target: str, item: Due, settlement: Settlement) -> ChangeSet:
    """Write how reading a dossier back ended; nothing when it was changed at the desk meanwhile."""
    with office.database.write() as session:
        if not deliveries.is_still(session, target, item, DeliveryState.SENT):
            return ChangeSet()
        _settle(office, session, target, item, settlement)
    return ChangeSet(dossiers=frozenset({item.dossier_uid}), outbox=True)


def to_pull(office: Office, target: str) -> tuple[str, ...]:
    """Return the uids of unfinished dossiers at a portal, those not asked about longest first."""
    closed = [int(status) for status in CLOSED]
    with office.database.read() as session:
        return portals.to_pull(session, target, closed, _PULLED_AT_ONCE)


@dataclass(frozen=True, slots=True)
class Pulled:
    """What one pull changed; ``conflicts`` are official codes that already find another dossier."""

    changes: ChangeSet
    conflicts: tuple[str, ...] = ()


def apply_pull(
    office: Office, target: str, news: tuple[PulledNews, ...], cursor: str = ""
) -> Pulled:
    """Write portal-owned facts and the cursor in one transaction (house laws 3 and 4).

    A first official code is bound to the dossier (event NUMBER_BOUND) and finds it from then on;
    a code that already finds another dossier is bound to nothing: a person decides. A status
    outside the mapping leaves our status as it is and is shown in the portal's own words.
    """
    changed: set[str] = set()
    conflicts: list[str] = []
    with office.database.write() as session:
        desk = pulled.Desk(target, office.entry, office.clock.now())
        for told in news:
            outcome = pulled.apply(session, desk, told)
            if outcome is None:
                conflicts.append(told.code)
            if outcome is not False:
                changed.add(told.dossier_uid)
        portals.move_cursor(session, target, cursor or office.clock.now().isoformat())
    return Pulled(ChangeSet(dossiers=frozenset(changed), outbox=bool(conflicts)), tuple(conflicts))


def totals(office: Office) -> Totals:
    """Count the dossiers of all time by how far they got."""
    with office.database.read() as session:
        return deliveries.totals(session)


def last_proved_at(office: Office) -> datetime | None:
    """Return when a portal last showed that it has a dossier right."""
    with office.database.read() as session:
        return deliveries.last_proved_at(session)


def next_try(office: Office) -> datetime | None:
    """Return when the next waiting dossier may be tried again."""
    with office.database.read() as session:
        return deliveries.next_try(session, office.clock.now())


def waiting(office: Office) -> tuple[WaitingRow, ...]:
    """Return the dossiers that are not proved, those that need a person first."""
    with office.database.read() as session:
        return deliveries.rows(session, _ROWS_AT_MOST)


def send_again(office: Office, dossier_uid: str) -> ChangeSet:
    """Let a parked dossier be sent again, because a person says so.

    Raises:
        Refused: ``nothing_to_send`` when nothing of it waits.
    """
    with office.database.write() as session:
        parts = deliveries.in_states(session, dossier_uid, UNSENT)
        if not parts:
            raise Refused(Problem("", "nothing_to_send", "Hồ sơ này không còn gì phải gửi lại."))
        for target, item in parts:
            settlement = Settlement(DeliveryState.WAITING, counts=False)
            deliveries.settle(session, target, item, settlement, office.clock.now())
    return ChangeSet(dossiers=frozenset({dossier_uid}), outbox=True)


def set_aside(office: Office, dossier_uid: str, reason: str) -> ChangeSet:
    """Take what needs a person out of the queue, by a named person with a reason (house law 6).

    The dossier is never shown as sent or proved after that; the journal keeps who and why.

    Raises:
        Refused: ``officer_needed`` when nobody is signed in; ``reason_needed``: empty or longer
            than 500 characters; ``not_parked``.
    """
    why = _answered_for(office, reason)
    with office.database.write() as session:
        parts = deliveries.in_states(session, dossier_uid, {DeliveryState.NEEDS_PERSON})
        if not parts:
            raise Refused(
                Problem("", "not_parked", "Chỉ ngừng gửi được hồ sơ đang cần người xử lý.")
            )
        payload: dict[str, object] = {
            "reason": why,
            "events": {target: endings.event_uids(session, item) for target, item in parts},
        }
        entry = office.entry(EventKind.DELIVERY_SET_ASIDE, payload, dossier_uid)
        event = journal.append(session, entry)
        dossiers.seen(session, dossier_uid, event)
        for target, item in parts:
            settlement = Settlement(
                DeliveryState.SET_ASIDE,
                reason=f"{office.officer} ngừng gửi: {why}",
                counts=False,
            )
            deliveries.settle(session, target, item, settlement, office.clock.now())
    return ChangeSet(dossiers=frozenset({dossier_uid}), outbox=True)


def _answered_for(office: Office, reason: str) -> str:
    """Return the reason as it is kept, when a named person gives one."""
    if not clean_line(office.officer):
        message = "Ghi tên cán bộ trước khi ngừng gửi một hồ sơ; tên được ghi vào sổ."
        raise Refused(Problem("officer", "officer_needed", message))
    why = clean_line(reason)
    if not why or len(why) > _LONGEST_REASON:
        message = "Ghi lý do ngừng gửi, tối đa 500 ký tự."
        raise Refused(Problem("reason", "reason_needed", message))
    return why
