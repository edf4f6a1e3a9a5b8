"""What the sync asks of the desk and what a person may do about what waits.

Each function is one short transaction; none is open while the network is used (house law 2).
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from receptiondesk.desk.decisions import send_again, set_aside
from receptiondesk.domain import steps
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.events import FACT_KINDS, DeliveryState
from receptiondesk.domain.outbox import (
    ENDED,
    FIRST,
    UNSENT,
    Asking,
    DeskStep,
    Due,
    DueKey,
    FilesStanding,
    PortalMessage,
    PulledNews,
    Settlement,
    Totals,
    WaitingRow,
)
from receptiondesk.domain.projection import Projection, project, promise_from_json
from receptiondesk.domain.walk_in_json import from_json
from receptiondesk.office import Office
from receptiondesk.storage import (
    deliveries,
    dossiers,
    endings,
    journal,
    outbox_lines,
    portal_messages,
    portals,
    pulled,
    round_lock,
)
from receptiondesk.storage import due as due_rows
from receptiondesk.storage.engine import Session

__all__ = [
    "PAGE",
    "Pulled",
    "apply_pull",
    "awaiting_file_proof",
    "awaiting_proof",
    "by_hand",
    "dossier",
    "due",
    "due_files",
    "ended_facts",
    "files_standing",
    "last_proved_at",
    "mark_sending",
    "messages",
    "next_try",
    "note_asked",
    "note_unread",
    "one_round",
    "pending",
    "recover",
    "reopen",
    "send_again",
    "set_aside",
    "settle",
    "settle_proof",
    "steps_of",
    "to_pull",
    "totals",
    "totals_of",
    "versions",
    "waiting",
]

#: A round that dies cannot keep what it marked for longer than this.
LEASE = timedelta(minutes=10)
#: So many dues are read at once; nothing that a slow portal does waits for the rest of them.
PAGE = 100
_ROWS_AT_MOST = 2_000
_PULLED_AT_ONCE = 500


@contextmanager
def one_round(office: Office, patience: float) -> Iterator[bool]:
    """Hold the right to run a round; false when another process still runs one."""
    with round_lock.held(office.paths.root / "sync-round.lock", patience) as mine:
        yield mine


def recover(office: Office, target: str, *, alone: bool = True) -> None:
    """Turn what a dead round was sending into "unknown": nobody can say whether it arrived.

    Call it at the start of a round, inside its lock; ``alone=False`` (outside of it) touches only
    what outlived its lease.
    """
    with office.database.write() as session:
        deliveries.recover(session, target, office.clock.now(), alone=alone)


def due(
    office: Office,
    target: str,
    *,
    ignore_backoff: bool,
    limit: int = PAGE,
    after: DueKey = FIRST,
) -> tuple[Due, ...]:
    """Return a page of dossiers whose facts are to be sent, fresh ones before failed ones.

    The next page begins after the ``key`` of the last one; an empty page is the end. What fails
    meanwhile comes again behind, with one attempt more.
    """
    asking = Asking(target, office.clock.now(), ignore_backoff, limit, after)
    with office.database.read() as session:
        return due_rows.facts(session, asking)


def due_files(
    office: Office,
    target: str,
    *,
    ignore_backoff: bool,
    limit: int = PAGE,
    after: DueKey = FIRST,
) -> tuple[Due, ...]:
    """Return a page of attachments to be sent, of dossiers whose facts the target has.

    One ``Due`` is one attachment as it stands: its coming, its going, or both.
    """
    asking = Asking(target, office.clock.now(), ignore_backoff, limit, after)
    with office.database.read() as session:
        return due_rows.files(session, asking)


def pending(office: Office, target: str) -> bool:
    """Return whether a round made now would send or read back anything at a target."""
    asking = Asking(target, office.clock.now(), limit=1)
    again = replace(asking, again=True)
    to_prove = (due_rows.facts_to_prove, due_rows.files_to_prove)
    with office.database.read() as session:
        return (
            any(question(session, asking) for question in (due_rows.facts, due_rows.files))
            or any(question(session, again) for question in to_prove)
            or any(question(session, asking) for question in to_prove)
        )


def dossier(office: Office, uid: str) -> Dossier | None:
    """Return a dossier as it stands, ``None`` when it is not ours."""
    with office.database.read() as session:
        return dossiers.by_uid(session, uid)


def steps_of(office: Office, dossier_uid: str) -> tuple[DeskStep, ...]:
    """Return what a portal is told of a dossier, event by event, each as the officer who did it."""
    with office.database.read() as session:
        return steps.of_events(journal.events_of(session, dossier_uid))


def versions(office: Office, uid: str, since: int) -> tuple[tuple[int, Dossier], ...]:
    """Return a dossier as it stood at a line of the journal and after each of its facts since.

    Each with its line, oldest first; the last one is as it stands now.
    """
    with office.database.read() as session:
        now, events = dossiers.by_uid(session, uid), journal.events_of(session, uid)
    if now is None:
        return ()
    later = (one.seq for one in events if one.seq > since and one.kind in FACT_KINDS)
    stood = ((seq, project(one for one in events if one.seq <= seq)) for seq in (since, *later))
    return tuple((seq, _as_told(now, one)) for seq, one in stood if one is not None)


def _as_told(now: Dossier, was: Projection) -> Dossier:
    """Return a dossier with the facts of then, under the codes of now."""
    return replace(
        now,
        facts=from_json(was.facts),
        promise=promise_from_json(was.promise),
        revision=was.revision,
        cancelled=was.cancelled,
        cancel_reason=was.cancel_reason,
    )


def mark_sending(office: Office, target: str, item: Due) -> Dossier | None:
    """Mark a dossier or an attachment before the first byte leaves; return the dossier as it is.

    ``None`` when a newer event came meanwhile: then it is sent whole in the next round.
    """
    with office.database.write() as session:
        part = due_rows.same_part(session, target, item)
        if tuple(one.seq for one in part if one.state in UNSENT) != item.seqs:
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


def awaiting_proof(
    office: Office, target: str, *, limit: int = PAGE, after: DueKey = FIRST, again: bool = False
) -> tuple[Due, ...]:
    """Return a page of dossiers whose facts were all sent and are not proved yet.

    ``again``: those that are finished and in question, which everybody else leaves out.
    """
    asking = Asking(target, office.clock.now(), limit=limit, after=after, again=again)
    with office.database.read() as session:
        return due_rows.facts_to_prove(session, asking)


def awaiting_file_proof(
    office: Office, target: str, *, limit: int = PAGE, after: DueKey = FIRST, again: bool = False
) -> tuple[Due, ...]:
    """Return a page of attachments that were sent and are not proved yet; ``again`` as above."""
    asking = Asking(target, office.clock.now(), limit=limit, after=after, again=again)
    with office.database.read() as session:
        return due_rows.files_to_prove(session, asking)


def settle_proof(office: Office, target: str, item: Due, settlement: Settlement) -> ChangeSet:
    """Write how reading back ended; nothing when it was changed at the desk meanwhile."""
    with office.database.write() as session:
        part = due_rows.same_part(session, target, item)
        there = {one.seq for one in part if one.state is DeliveryState.SENT}
        if there != set(item.seqs) or any(one.state in UNSENT for one in part):
            return ChangeSet()
        _settle(office, session, target, item, settlement)
    return ChangeSet(dossiers=frozenset({item.dossier_uid}), outbox=True)


def ended_facts(office: Office, target: str, uids: tuple[str, ...]) -> tuple[Due, ...]:
    """Return, of some dossiers, those whose facts a portal showed; nothing of them waits there."""
    with office.database.read() as session:
        own = due_rows.of_dossiers(session, target, uids)
    facts = (due_rows.ended_facts(own.get(uid, ())) for uid in uids)
    return tuple(item for item in facts if item is not None)


def reopen(office: Office, target: str, item: Due, settlement: Settlement) -> ChangeSet:
    """Write that what had ended (`ended_facts`) did not; nothing when it was changed meanwhile."""
    with office.database.write() as session:
        part = due_rows.same_part(session, target, item)
        if due_rows.ended_facts(part) != item:
            return ChangeSet()
        endings.record(session, office.entry, target, item, settlement)
        deliveries.settle(session, target, item, settlement, office.clock.now())
    return ChangeSet(dossiers=frozenset({item.dossier_uid}), outbox=True)


def to_pull(office: Office, target: str, before: datetime | None = None) -> tuple[str, ...]:
    """Return the uids of unfinished dossiers at a portal, those not asked about longest first.

    ``before``: only those that it told nothing of since then.
    """
    with office.database.read() as session:
        return portals.to_pull(session, target, _PULLED_AT_ONCE, office.clock.now(), before)


def note_asked(office: Office, target: str, uids: Collection[str]) -> None:
    """Note that a portal was asked for dossiers in vain: the others come first next time."""
    with office.database.write() as session:
        for uid in uids:
            portals.touch_ref(session, target, uid, office.clock.now())


def note_unread(office: Office, target: str, item: Due, reason: str, answer: str) -> ChangeSet:
    """Keep why what was sent could not be read back; it stays sent and unproved."""
    with office.database.write() as session:
        deliveries.note_unread(session, target, item, reason, answer)
    return ChangeSet(dossiers=frozenset({item.dossier_uid}), outbox=True)


@dataclass(frozen=True, slots=True)
class Pulled:
    """What one pull changed.

    ``conflicts`` are official codes that cannot be the dossier's; ``ignored`` counts news of
    dossiers that are not ours.
    """

    changes: ChangeSet
    conflicts: tuple[str, ...] = ()
    ignored: int = 0


def apply_pull(
    office: Office, target: str, news: tuple[PulledNews, ...], cursor: str = ""
) -> Pulled:
    """Write portal-owned facts and the cursor in one transaction (house laws 3 and 4).

    A first official code is bound to the dossier (event NUMBER_BOUND) and finds it from then on;
    a code that already finds another dossier is bound to nothing: a person decides. A status
    outside the mapping leaves our status as it is and is shown in the portal's own words. An
    empty ``cursor`` leaves the cursor where it is.
    """
    changed: set[str] = set()
    conflicts: list[str] = []
    ignored = 0
    with office.database.write() as session:
        desk = pulled.Desk(target, office.entry, office.clock.now())
        for told in news:
            outcome = pulled.apply(session, desk, told)
            ignored += outcome.uid == ""
            if outcome.conflict:
                conflicts.append(told.code)
            if outcome.changed:
                changed.add(outcome.uid)
        if cursor:
            portals.move_cursor(session, target, cursor)
    changes = ChangeSet(dossiers=frozenset(changed), outbox=bool(conflicts))
    return Pulled(changes, tuple(conflicts), ignored)


def messages(office: Office, dossier_uid: str) -> tuple[PortalMessage, ...]:
    """Return what the portals wrote about a dossier, oldest first."""
    with office.database.read() as session:
        return portal_messages.of_dossier(session, dossier_uid)


def totals(office: Office) -> Totals:
    """Count the dossiers of all time by how far they got."""
    with office.database.read() as session:
        return outbox_lines.totals(session)


def totals_of(office: Office, target: str) -> Totals:
    """Count the dossiers that go to one target by how far they got there."""
    with office.database.read() as session:
        return outbox_lines.totals_of(session, target)


def by_hand(office: Office) -> int:
    """Count the dossiers of `totals().waiting` that only wait for a person to carry them over."""
    with office.database.read() as session:
        return outbox_lines.by_hand(session)


def files_standing(office: Office, dossier_uid: str) -> tuple[FilesStanding, ...]:
    """Return per target how many papers with files are proved there, of how many."""
    with office.database.read() as session:
        return outbox_lines.files_standing(session, dossier_uid)


def last_proved_at(office: Office) -> datetime | None:
    """Return when a portal last showed that it has a dossier right."""
    with office.database.read() as session:
        return outbox_lines.last_proved_at(session)


def next_try(office: Office) -> datetime | None:
    """Return when the next waiting dossier may be tried again."""
    with office.database.read() as session:
        return deliveries.next_try(session, office.clock.now())


def waiting(office: Office, target: str = "") -> tuple[WaitingRow, ...]:
    """Return the dossiers that are not proved (at one target), those that need a person first."""
    with office.database.read() as session:
        return outbox_lines.rows(session, _ROWS_AT_MOST, target)
