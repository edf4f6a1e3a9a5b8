"""What a new generation of the file does to its deliveries: nothing that it claims is believed.

The file was replaced by an older copy, or came to another machine (peers.md 4.4). A portal may hold
newer facts of ours than the file: a correction, a withdrawal, a file taken back. So what waits is
asked for before it is sent, what was proved is read back again, and what is there and differs is
left to a person; the older file never overwrites it by itself.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Row, insert, literal, or_, select, update
from sqlmodel import Session

from receptiondesk.domain.dossier import SyncState
from receptiondesk.domain.events import FACT_KINDS, FILE_KINDS, DeliveryState, EventKind
from receptiondesk.domain.listing import OPEN
from receptiondesk.domain.outbox import (
    BADNESS,
    GONE,
    LEFT_ALONE,
    MOVED,
    NEVER_TOLD,
    NEW_HERE,
    OLDER,
    TRANSFER,
    Due,
    PortalTarget,
    Settlement,
    sync_of_states,
)
from receptiondesk.storage import deliveries, endings, journal, witness
from receptiondesk.storage.portals import KEEP_REMOTE
from receptiondesk.storage.tables import (
    DeliveryRow,
    DossierRow,
    EventRow,
    PortalCacheRow,
    PortalTargetRow,
    core,
)

_DELIVERY = core(DeliveryRow)
_EVENT = core(EventRow)
_DOSSIER = core(DossierRow)
_TARGET = core(PortalTargetRow)
_CACHE = core(PortalCacheRow)

_PROVED = DeliveryState.PROVED.value
_UNPROVABLE = DeliveryState.UNPROVABLE.value
_SENT = DeliveryState.SENT.value
#: How a dossier stands none of whose deliveries is as far back as "sent".
_BETTER_THAN_SENT = [
    sync_of_states([state]) for state in BADNESS[: BADNESS.index(DeliveryState.SENT)]
]


def question_everything(session: Session, entry: endings.Entry, target: str = "") -> None:
    """Let the portals be asked for everything before it counts as there.

    Call it in the transaction that begins the generation, after its own line; or with one
    ``target`` whose address became another, as nobody knows which portal answers there. What was
    proved goes back in one step, however much it is, of finished dossiers too: nothing is green
    that nobody read there. What could only be shown in part is asked anew of open dossiers; their
    files that no reading could show are asked for and sent where the address became another.
    """
    deliveries.ask_first_everywhere(session, target)
    _take_back_proofs(session, entry, target)
    if not target:
        _note_what_is_gone(session)
    _reopen(session, entry, _shown_in_part(target, FACT_KINDS), DeliveryState.SENT)
    if target:
        _reopen(session, entry, _shown_in_part(target, FILE_KINDS), DeliveryState.UNKNOWN)
    _mark(session, _in_question(session, target), target)


def backfill(session: Session, target: PortalTarget) -> None:
    """Give a target that is new, or receives more, everything that it must hear of.

    The backup may be of before it was set up, or received so much: then the file that is gone told
    it what stood in the journal already. That is asked for first, nothing there is written over
    with older facts, and nothing is removed. What came after the restore goes out as ever. So
    does everything where a person answers for it that the target was told nothing (`NEVER_TOLD`).
    """
    by_hand = target.family == TRANSFER
    gone = 0 if by_hand else _last_generation(session)
    if target.options.get(NEVER_TOLD) == "1" and _said_after(session, target.name, gone):
        gone = 0
    doubted = deliveries.backfill(session, target, gone)
    if not doubted:
        return
    known = select(_CACHE.c.key).where(_CACHE.c.target == target.name)
    there = frozenset(session.execute(known).scalars())
    told = {f"{OLDER}{uid}": f"{gone} {NEW_HERE}" for uid in doubted} | {
        GONE: str(gone),
        KEEP_REMOTE: "1",
    }
    at = session.execute(select(_EVENT.c.at).where(_EVENT.c.seq == gone)).scalar_one()
    line = {"target": target.name, "at": at}
    marks = [{**line, "key": key, "value": told[key]} for key in sorted(told.keys() - there)]
    if marks:
        session.execute(insert(_CACHE), marks)


def _said_after(session: Session, target: str, gone: int) -> bool:
    """Return whether "told nothing" was first said after a line: it speaks of no later loss."""
    said = (
        one.seq
        for one in journal.of_kinds(session, [EventKind.SETTING_CHANGED])
        if (kept := one.payload.get("portal", {})).get("name") == target
        and kept.get("options", {}).get(NEVER_TOLD) == "1"
    )
    return next(said, 0) > gone


def take_up(session: Session, entry: endings.Entry, target: str, dossier_uid: str) -> None:
    """Let a target be asked, because a person says so, for a dossier that the program left alone.

    What a person set aside stays where it is.
    """
    which = (
        select(_DELIVERY.c.target, _DELIVERY.c.dossier_uid, _DELIVERY.c.event_seq)
        .where(
            _DELIVERY.c.target == target,
            _DELIVERY.c.dossier_uid == dossier_uid,
            _DELIVERY.c.state == DeliveryState.SET_ASIDE.value,
            _DELIVERY.c.reason.startswith(LEFT_ALONE, autoescape=True),
        )
        .order_by(_DELIVERY.c.event_seq)
    )
    _reopen(session, entry, which, DeliveryState.UNKNOWN)


def _last_generation(session: Session) -> int:
    """Return the line that began the newest generation which may lack something, 0 for none."""
    began = journal.of_kinds(session, [EventKind.GENERATION_STARTED, EventKind.RESTORED])
    lacking = (one.seq for one in began if not _is_whole(session, one.payload))
    return max(lacking, default=0)


def _is_whole(session: Session, told: Mapping[str, Any]) -> bool:
    """Return whether the file that was here before is known to have held not one line more.

    A portal that is set up or widened there is a line of the journal, so such a file told nothing
    to a portal that this one does not know. Where nobody knows what came after (another machine, a
    new folder: the witness came along with the copy), a newer file may have told it.
    """
    seq = int(told.get("witness_seq", 0))
    level = seq > 0 and seq == told.get("found_seq")
    return (
        level
        and "numbers_unknown" not in told
        and witness.holds(session, seq, str(told.get("witness_hash", "")))
    )


def _take_back_proofs(session: Session, entry: endings.Entry, target: str) -> None:
    """Make everything proved "sent" again, with one line of the journal for all."""
    proved = (
        (_DELIVERY.c.state == _PROVED)
        & _DELIVERY.c.target.not_in(_by_hand())
        & or_(_DELIVERY.c.target == target, literal(target == ""))
    )
    back = {"state": _SENT, "proved_at": None, "reason": "", "attempts": 0, "next_try_at": None}
    if not session.execute(select(_DELIVERY.c.event_seq).where(proved).limit(1)).first():
        return
    session.execute(update(_DELIVERY).where(proved).values(back))
    sent = select(_DELIVERY.c.dossier_uid).where(_DELIVERY.c.state == _SENT)
    better = [state.value for state in _BETTER_THAN_SENT]
    session.execute(
        update(_DOSSIER)
        .where(_DOSSIER.c.sync.in_(better), _DOSSIER.c.uid.in_(sent))
        .values(sync=SyncState.SENT.value)
    )
    endings.record_taken_back(session, entry, target)


def _reopen(
    session: Session,
    entry: endings.Entry,
    which: Any,  # noqa: ANN401 - a statement of its own columns
    state: DeliveryState,
) -> None:
    """Take what had ended back to a state before its end, and tell it."""
    rows = session.execute(which).all()
    for (name, uid), part in groupby(rows, key=lambda row: (row.target, row.dossier_uid)):
        item = Due(uid, tuple(row.event_seq for row in part), 0)
        deliveries.reopen(session, name, item, state)
        endings.record(session, entry, name, item, Settlement(state, counts=False))


def _shown_in_part(target: str, kinds: frozenset[EventKind]) -> Any:  # noqa: ANN401 - a statement of its own columns
    return (
        select(_DELIVERY.c.target, _DELIVERY.c.dossier_uid, _DELIVERY.c.event_seq)
        .join_from(_DELIVERY, _EVENT, _DELIVERY.c.event_seq == _EVENT.c.seq)
        .join(_DOSSIER, _DOSSIER.c.uid == _DELIVERY.c.dossier_uid)
        .where(
            _DOSSIER.c.status.in_([int(status) for status in OPEN]),
            _EVENT.c.kind.in_(_texts(kinds)),
            _DELIVERY.c.state == _UNPROVABLE,
            _DELIVERY.c.target.not_in(_by_hand()),
            or_(_DELIVERY.c.target == target, literal(target == "")),
        )
        .order_by(_DELIVERY.c.target, _DELIVERY.c.dossier_uid, _DELIVERY.c.event_seq)
    )


def _in_question(session: Session, target: str) -> Sequence[Row[Any]]:
    over = (_PROVED, _UNPROVABLE, DeliveryState.SET_ASIDE.value)
    return session.execute(
        select(_DELIVERY.c.target, _DELIVERY.c.dossier_uid)
        .where(
            _DELIVERY.c.state.not_in(over),
            _DELIVERY.c.target.not_in(_by_hand()),
            or_(_DELIVERY.c.target == target, literal(target == "")),
        )
        .distinct()
    ).all()


def _mark(session: Session, rows: Sequence[Row[Any]], target: str) -> None:
    head = session.execute(select(_EVENT.c.seq, _EVENT.c.at).order_by(_EVENT.c.seq.desc()))
    last = head.first()
    own = or_(_CACHE.c.target == target, literal(target == ""))
    session.execute(_CACHE.delete().where(_CACHE.c.key.startswith(OLDER), own))
    if rows and last is not None:
        told = f"{last.seq} {MOVED}" if target else str(last.seq)
        marks = [
            {"target": name, "key": f"{OLDER}{uid}", "value": told, "at": last.at}
            for name, uid in [(row.target, row.dossier_uid) for row in rows]
        ]
        session.execute(insert(_CACHE), marks)


def _by_hand() -> Any:  # noqa: ANN401 - a statement of its own column
    return select(_TARGET.c.name).where(_TARGET.c.family == TRANSFER)


def _texts(kinds: frozenset[Any]) -> list[str]:
    return sorted(kind.value for kind in kinds)


def _note_what_is_gone(session: Session) -> None:
    """Note how far a file that nobody has any more may have told each portal of this journal."""
    session.execute(_CACHE.delete().where(_CACHE.c.key.startswith(GONE)))
    head = session.execute(select(_EVENT.c.seq, _EVENT.c.at).order_by(_EVENT.c.seq.desc()))
    last = head.first()
    told = select(_TARGET.c.name).where(_TARGET.c.family != TRANSFER)
    names = session.execute(told).scalars().all()
    if last is not None and names:
        line = {"key": GONE, "value": str(last.seq), "at": last.at}
        session.execute(insert(_CACHE), [{"target": name, **line} for name in names])
