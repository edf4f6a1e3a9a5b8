"""What was changed at a portal after it was proved: green speaks of now, not of once.

A pull reads more of a dossier than its state. Where that shows desk-owned facts otherwise than they
were proved, the dossier is read back in full, and what differs is a person's: the portal's officer
may be right, so nothing is overwritten (house law 4; portals.md G.4 rule 4).
"""

from collections.abc import Sequence

from receptiondesk.desk import outbox
from receptiondesk.domain.events import DeliveryState
from receptiondesk.domain.outbox import Due, Settlement
from sync.portal import Outgoing, Remote
from sync.push import told_of
from sync.trip import Trip

#: A register's rows may say less than the dossier itself: so many are read in full at most.
_READ_AT_ONCE = 20


def look_for_changes(trip: Trip, seen: Sequence[Remote]) -> None:
    """Give to a person every proved dossier that these readings show otherwise than sent."""
    if not trip.portal.capabilities.gives_back:
        return
    by_uid = {remote.uid: remote for remote in seen if remote.uid and remote.reading is not None}
    left = _READ_AT_ONCE
    for item in outbox.ended_facts(trip.office, trip.target, tuple(by_uid)):
        dossier = outbox.dossier(trip.office, item.dossier_uid)
        if dossier is None or trip.over() or not left:
            continue
        told = told_of(trip.office, dossier)
        if trip.portal.changed(told, by_uid[item.dossier_uid]):
            left -= 1
            _read_in_full(trip, item, told)


def _read_in_full(trip: Trip, item: Due, told: Outgoing) -> None:
    back = trip.portal.read_back(told)
    trip.heard(back.answer)
    differing = back.differing() if back.answer.good else ()
    if not differing:
        return
    seen = "; ".join(f"{label}: {back.found.get(label, '')}" for label in differing)
    reason = (
        "Cổng từng xác nhận đúng, nay hồ sơ trên cổng đã bị sửa ở:"
        f" {', '.join(differing)}. Chưa ghi đè gì. So sánh với hồ sơ trên cổng rồi sửa hồ sơ tại"
        " quầy, hoặc gửi lại để cổng theo đúng quầy."
    )
    settlement = Settlement(DeliveryState.NEEDS_PERSON, reason, seen, counts=False)
    trip.changes |= outbox.reopen(trip.office, trip.target, item, settlement)
