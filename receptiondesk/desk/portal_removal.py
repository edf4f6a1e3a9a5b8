"""Taking a portal out of the setting: it is sent nothing any more, and its history stays.

What was proved there stays proved, told by the journal; the marks by which nothing is sent twice
stay too, so that a portal that is set up again goes on where it stood. What still waits for it does
not fall under the table: it is set aside by a named person with a reason (house law 6).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from receptiondesk.desk import portals
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.events import DeliveryState, EventKind
from receptiondesk.domain.outbox import UNSENT, Due, PortalTarget, Settlement
from receptiondesk.domain.routing import REMOVED
from receptiondesk.domain.text import clean_line
from receptiondesk.office import Office
from receptiondesk.storage import deliveries, dossiers, due, endings, journal
from receptiondesk.storage import portals as rows
from receptiondesk.storage.engine import Session

_LONGEST_REASON: Final = 500
_WAITS: Final = UNSENT | {DeliveryState.SENT}


@dataclass(frozen=True, slots=True)
class Removed:
    """A portal that is no longer sent to; ``set_aside`` counts the dossiers that waited for it."""

    target: PortalTarget
    set_aside: int
    changes: ChangeSet


def waiting(office: Office, name: str) -> int:
    """Return how many dossiers wait for a portal: not sent, or sent and not proved."""
    with office.database.read() as session:
        return len(_waiting(office, session, name))


def remove(office: Office, name: str, reason: str, *, set_aside: bool = False) -> Removed:
    """Send nothing more to a portal.

    Args:
        office: the office, with the officer who decides.
        name: the portal's name.
        reason: why; the journal keeps it.
        set_aside: give up what still waits for it, too.

    Raises:
        Refused: ``officer_needed``, ``reason_needed`` (``reason``), ``unknown_portal`` (``name``),
            ``still_waiting`` (``set_aside``), ``being_sent``. Nothing was written.
        Trouble: the file or the keyring cannot be written.
    """
    why = _answered_for(office, reason)
    with office.database.write() as session:
        target = _found(session, name)
        left = _waiting(office, session, name)
        if left and not set_aside:
            message = (
                f"Còn {len(left)} hồ sơ chờ cổng “{name}”. Gửi xong rồi gỡ, hoặc chọn ngừng gửi "
                "những hồ sơ đó."
            )
            raise Refused(Problem("set_aside", "still_waiting", message))
        for uid, seqs in left.items():
            _give_up(office, session, target.name, Due(uid, seqs, 0), why)
        gone = replace(target, options={**target.options, REMOVED: "1"})
        rows.put(session, gone)
        told: dict[str, object] = {"portal": rows.told_of(gone), "reason": why}
        journal.append(session, office.entry(EventKind.SETTING_CHANGED, told))
    portals.forget_password(office, target)
    changes = ChangeSet(dossiers=frozenset(left), outbox=True, settings=True)
    return Removed(target, len(left), changes)


def _answered_for(office: Office, reason: str) -> str:
    if not clean_line(office.officer):
        message = "Ghi tên cán bộ trước khi gỡ cổng; tên được ghi vào sổ."
        raise Refused(Problem("officer", "officer_needed", message))
    why = clean_line(reason)
    if not why or len(why) > _LONGEST_REASON:
        raise Refused(Problem("reason", "reason_needed", "Ghi lý do gỡ cổng, tối đa 500 ký tự."))
    return why


def _found(session: Session, name: str) -> PortalTarget:
    known = rows.targets(session)
    found = next((one for one in known if one.name == name), None)
    if found is None:
        names = ", ".join(one.name for one in known) or "chưa có cổng nào"
        message = f"Đơn vị chưa đặt cổng nào tên “{name}”. Cổng đã đặt: {names}."
        raise Refused(Problem("name", "unknown_portal", message))
    return found


def _waiting(office: Office, session: Session, name: str) -> Mapping[str, tuple[int, ...]]:
    """Return what waits for a portal: events by dossier.

    Raises:
        Refused: ``being_sent``: a round that lives is sending one of them.
    """
    found: dict[str, tuple[int, ...]] = {}
    own = due.of_dossiers(session, name, deliveries.uids_in_states(session, name, _WAITS))
    for uid, part in own.items():
        sending = (one for one in part if one.state is DeliveryState.SENDING)
        if any(due.leased(one.lease_until, office.clock.now()) for one in sending):
            message = "Một lượt gửi tới cổng này đang chạy. Xin thử lại sau ít phút."
            raise Refused(Problem("", "being_sent", message))
        found[uid] = tuple(one.seq for one in part if one.state in _WAITS)
    return found


def _give_up(office: Office, session: Session, name: str, item: Due, why: str) -> None:
    payload: dict[str, object] = {
        "reason": why,
        "events": {name: endings.event_uids(session, item)},
    }
    entry = office.entry(EventKind.DELIVERY_SET_ASIDE, payload, item.dossier_uid)
    dossiers.seen(session, item.dossier_uid, journal.append(session, entry))
    reason = f"{office.officer} gỡ cổng này nên ngừng gửi: {why}"
    settlement = Settlement(DeliveryState.SET_ASIDE, reason=reason, counts=False)
    deliveries.settle(session, name, item, settlement, office.clock.now())
