"""What a portal told of our dossiers: its code and its status, written as events and rows.

Portal-owned facts change here and nowhere else (house law 4).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.events import DeliveryState, EventKind
from receptiondesk.domain.numbering import is_provisional
from receptiondesk.domain.outbox import ENDED, PulledNews, Settlement
from receptiondesk.storage import deliveries, dossiers, endings, portals, search
from receptiondesk.storage.endings import Entry
from receptiondesk.storage.journal import append

_PARKABLE = frozenset(DeliveryState) - {DeliveryState.SET_ASIDE, DeliveryState.NEEDS_PERSON}


@dataclass(frozen=True, slots=True)
class Desk:
    """Who writes and when; ``target`` is the portal that told it."""

    target: str
    entry: Entry
    now: datetime


def apply(session: Session, desk: Desk, told: PulledNews) -> bool | None:
    """Write what a portal told of one dossier.

    Returns:
        Whether the dossier changed; ``None`` when its code already finds another dossier, or is
        not the official code that the desk gave it. Then nothing is bound and the dossier is
        parked for a person.
    """
    ours = dossiers.by_uid(session, told.dossier_uid)
    if ours is None:
        return False
    portals.put_remote_ref(session, desk.target, told, desk.now)
    if told.code and told.code not in ours.codes:
        owner = portals.owner_of_code(session, told.code)
        if owner is not None or not is_provisional(ours.code):
            _park(session, desk, ours, told.code, taken=owner is not None)
            return None
        event = append(session, desk.entry(EventKind.NUMBER_BOUND, {"code": told.code}, ours.uid))
        portals.write_code(session, ours.uid, told.code, event.seq)
        search.add_code(session, ours.uid, told.code)
        _write_status(session, desk, ours, told)
        return True
    return _write_status(session, desk, ours, told)


def _write_status(session: Session, desk: Desk, ours: Dossier, told: PulledNews) -> bool:
    status = int(ours.status) if told.status is None else told.status
    if (status, told.status_raw) == (int(ours.status), ours.status_raw):
        return False
    payload: dict[str, object] = {"status": status, "status_raw": told.status_raw}
    event = append(session, desk.entry(EventKind.STATUS_PULLED, payload, ours.uid))
    portals.write_status(session, ours.uid, status, told.status_raw, event.seq)
    return True


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
