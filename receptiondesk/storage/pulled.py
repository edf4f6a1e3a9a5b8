"""What a portal told of our dossiers: code, status, result, messages, as events and rows.

Portal-owned facts change here and nowhere else (house law 4).
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlmodel import Session

from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.events import FILE_KINDS, DeliveryState, EventKind
from receptiondesk.domain.numbering import is_provisional
from receptiondesk.domain.outbox import (
    ENDED,
    Due,
    PulledMessage,
    PulledNews,
    RemoteRef,
    Settlement,
)
from receptiondesk.domain.text import clean_blanks, clean_line, unprintable
from receptiondesk.storage import deliveries, dossiers, endings, portal_messages, portals, search
from receptiondesk.storage.endings import Entry
from receptiondesk.storage.journal import append

_PARKABLE = frozenset(DeliveryState) - {DeliveryState.SET_ASIDE, DeliveryState.NEEDS_PERSON}
_PROVED = DeliveryState.PROVED
_LONGEST_MESSAGE = 4_000


@dataclass(frozen=True, slots=True)
class Desk:
    """Who writes and when; ``target`` is the portal that told it."""

    target: str
    entry: Entry
    now: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one piece of news did. ``uid`` is empty when the dossier is not ours.

    ``conflict``: its code already finds another dossier, or is not the official code that the
    desk gave it (unless the target's codes are its own). Then nothing is bound and the dossier is
    parked for a person.
    """

    uid: str = ""
    changed: bool = False
    conflict: bool = False


def apply(session: Session, desk: Desk, told: PulledNews) -> Outcome:
    """Write what a portal told of one dossier."""
    ours = _ours(session, desk.target, told)
    if ours is None:
        return Outcome()
    told = replace(told, code=own_spelling(ours, told.code))
    if told.code and told.code not in ours.codes:
        owner = portals.owner_of_code(session, told.code)
        own = owner is None and portals.has_own_codes(session, desk.target)
        if own and is_provisional(ours.code):
            # Never the dossier's official code: it is found by it once it has one.
            return Outcome(ours.uid, _take_in(session, desk, ours, told))
        if owner is not None or not (own or is_provisional(ours.code)):
            _park(session, desk, ours, told.code, taken=owner is not None)
            portals.touch_ref(session, desk.target, ours.uid, desk.now)
            return Outcome(ours.uid, changed=True, conflict=True)
        bind_code(session, desk, ours, told.code)
        _take_in(session, desk, ours, told)
        return Outcome(ours.uid, changed=True)
    return Outcome(ours.uid, _take_in(session, desk, ours, told))


def _take_in(session: Session, desk: Desk, ours: Dossier, told: PulledNews) -> bool:
    """Write status, result and messages; return whether anything was new."""
    changed = _write_news(session, desk, ours, told)
    for message in told.messages:
        changed |= _keep(session, desk, ours, message)
    return changed


def _ours(session: Session, target: str, told: PulledNews) -> Dossier | None:
    """Return the dossier that is meant: by our uid, by the portal's own number, by a code."""
    if told.dossier_uid:
        return dossiers.by_uid(session, told.dossier_uid)
    uid = portals.uid_of_remote(session, target, told.remote_id)
    if uid is not None:
        return dossiers.by_uid(session, uid)
    return dossiers.by_code(session, told.code) if told.code else None


def own_spelling(ours: Dossier, code: str) -> str:
    """Return a code as the dossier has it, when it differs in big and small letters only."""
    told = clean_line(code)
    return next((own for own in ours.codes if own.upper() == told.upper()), told)


def bind_code(session: Session, desk: Desk, ours: Dossier, code: str) -> None:
    """Bind an official code to a dossier; its other codes go on finding it."""
    event = append(session, desk.entry(EventKind.NUMBER_BOUND, {"code": code}, ours.uid))
    if is_provisional(ours.code):
        portals.write_code(session, ours.uid, code, event.seq)
    else:  # the receipt bears an official code already; the other one only finds it too
        portals.add_code(session, ours.uid, code, event.seq)
        dossiers.seen(session, ours.uid, event)
    search.add_code(session, ours.uid, code)


def found_by_hand(
    session: Session, desk: Desk, ours: Dossier, known: RemoteRef | None, code: str
) -> None:
    """Keep the code under which a person found a dossier at the portal."""
    ref = known or RemoteRef(desk.target, ours.uid)
    portals.put_remote_ref(session, replace(ref, remote_code=code, pulled_at=desk.now))


def _write_news(session: Session, desk: Desk, ours: Dossier, told: PulledNews) -> bool:
    """Write status and result when this portal told something new; return whether it did.

    What counts is what this portal said before, not how the dossier stands: two portals that see
    it differently would else overwrite each other at every pull.
    """
    known = portals.remote_ref(session, desk.target, ours.uid)
    before = known or RemoteRef(desk.target, ours.uid)
    says = bool(told.status_raw) or told.status is not None
    after = replace(
        before,
        remote_id=told.remote_id or before.remote_id,
        remote_code=told.code or before.remote_code,
        status=told.status if says else before.status,
        status_raw=told.status_raw if says else before.status_raw,
        result=_readable(told.result) or before.result,
    )
    if known is not None and after == before:
        portals.touch_ref(session, desk.target, ours.uid, desk.now)
        return False
    moved = _standing(before) != _standing(after) or before.moved_at is None
    at = min(told.moved_at or desk.now, desk.now) if moved else before.moved_at
    after = replace(after, moved_at=at, pulled_at=desk.now)
    if before.remote_id and after.remote_id != before.remote_id:
        _ask_for_files(session, desk, ours.uid)
    status = int(ours.status) if told.status is None else told.status
    event = append(session, desk.entry(EventKind.STATUS_PULLED, _payload(after, status), ours.uid))
    portals.put_remote_ref(session, after)
    portals.write_status(session, ours.uid, status, after.status_raw, event.seq)
    return True


def _ask_for_files(session: Session, desk: Desk, uid: str) -> None:
    """Believe of no file any more that it is there: another number means another record.

    A portal that came back from an older copy was given the dossier once more, without its files.
    """
    own = deliveries.of_dossier(session, uid)
    proved = {
        one.event_seq
        for one in own
        if one.target == desk.target and one.kind in FILE_KINDS and one.state is _PROVED
    }
    if proved:
        item = Due(uid, tuple(sorted(proved)), 0)
        deliveries.reopen(session, desk.target, item)
        sent = Settlement(DeliveryState.SENT, counts=False)
        endings.record(session, desk.entry, desk.target, item, sent)


def _standing(ref: RemoteRef) -> tuple[int | None, str, str]:
    return ref.status, ref.status_raw, ref.result


def _payload(ref: RemoteRef, status: int) -> dict[str, object]:
    """Return what the journal keeps of news; ``status`` is how the dossier stands after them."""
    moved = None if ref.moved_at is None else ref.moved_at.astimezone(UTC).isoformat()
    return {
        "target": ref.target,
        "remote_id": ref.remote_id,
        "code": ref.remote_code,
        "status": status,
        "status_raw": ref.status_raw,
        "mapped": ref.status,
        "result": ref.result,
        "moved_at": moved,
    }


def _keep(session: Session, desk: Desk, ours: Dossier, message: PulledMessage) -> bool:
    """Keep a message that was not kept yet; return whether it was new."""
    text = _readable(message.text)[:_LONGEST_MESSAGE]
    told = replace(message, text=text)
    key = portal_messages.key_of(session, desk.target, ours.uid, told)
    if key is None or not text:
        return False
    payload = portal_messages.told_of(desk.target, key, told)
    event = append(session, desk.entry(EventKind.MESSAGE_PULLED, payload, ours.uid))
    portal_messages.add(session, desk.target, key, told, event)
    dossiers.seen(session, ours.uid, event)
    return True


def _readable(text: str) -> str:
    """Return foreign text as it may be shown: NFC, nothing that prints as something else."""
    hidden = set(unprintable(text, lines=True))
    return clean_blanks("".join(" " if letter in hidden else letter for letter in text)).strip()


def _park(session: Session, desk: Desk, ours: Dossier, code: str, *, taken: bool) -> None:
    """Show a person a code that cannot be this dossier's."""
    why = (
        "nhưng mã đó đã thuộc hồ sơ khác tại quầy."
        if taken
        else f"khác với mã {ours.code} đã in trên giấy tiếp nhận."
    )
    settlement = Settlement(
        DeliveryState.NEEDS_PERSON,
        reason=f"Cổng ghi mã {code} cho hồ sơ này, {why} Đối chiếu trên cổng rồi gửi lại.",
        counts=False,
    )
    for target, item in deliveries.in_states(session, ours.uid, ENDED - {DeliveryState.SET_ASIDE}):
        if target == desk.target:
            endings.record(session, desk.entry, target, item, settlement)
    for target, item in deliveries.in_states(session, ours.uid, _PARKABLE):
        if target == desk.target:
            deliveries.settle(session, target, item, settlement, desk.now)
