"""What was changed at a portal after it was proved: green speaks of now, not of once.

A pull reads more of a dossier than its state. Where that shows desk-owned facts otherwise than they
were proved, the dossier is read back in full, and what differs is a person's: the portal's officer
may be right, so nothing is overwritten (house law 4; portals.md G.4 rule 4).
"""

from collections.abc import Sequence

from receptiondesk.desk import outbox, portals
from receptiondesk.domain.events import DeliveryState
from receptiondesk.domain.outbox import Due, Settlement
from sync.answers import CHANGED_THERE, GONE_THERE, AnswerKind
from sync.portal import Outgoing, Remote
from sync.push import told_of
from sync.trip import Trip

SHOWN_NO_MORE = (
    f"{GONE_THERE}, tuy đã từng nhận (có thể cổng vừa được khôi phục từ bản cũ). Chương trình chưa"
    " gửi lại. Xem trên cổng: nếu không còn thì chọn “chưa có, cho gửi lại”; nếu vẫn còn thì chọn"
    " “đã có trên cổng”, chương trình sẽ đọc lại."
)
#: How often a proved dossier was looked for in vain, by its uid.
_IN_VAIN = "vain:"
#: So often it is looked for before it is read in full: a gateway may deny a reading or two.
_LOOKS = 3
#: What reading back a dossier says that is not there, or is another's now.
_GONE = frozenset({AnswerKind.REFUSED, AnswerKind.CONFLICT, AnswerKind.UNDECIDED})
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
        f"{CHANGED_THERE}, nay hồ sơ trên cổng đã bị sửa ở: {', '.join(differing)}."
        " Chưa ghi đè gì. So sánh với hồ sơ trên cổng rồi sửa hồ sơ tại"
        " quầy, hoặc gửi lại để cổng theo đúng quầy."
    )
    settlement = Settlement(DeliveryState.NEEDS_PERSON, reason, seen, counts=False)
    trip.changes |= outbox.reopen(trip.office, trip.target, item, settlement)


def look_for_gone(trip: Trip, in_vain: Sequence[str]) -> None:
    """Give to a person every dossier that was proved once and that the portal shows no more.

    A portal may come back from an older copy of its own. Nothing is sent again by itself: there may
    be another's dossier under our number now.
    """
    left = _READ_AT_ONCE
    for item in outbox.ended_facts(trip.office, trip.target, tuple(in_vain)):
        dossier = outbox.dossier(trip.office, item.dossier_uid)
        if dossier is None or trip.over() or not left or not _often_enough(trip, item):
            continue
        left -= 1
        back = trip.portal.read_back(told_of(trip.office, dossier))
        trip.heard(back.answer)
        if back.answer.kind not in _GONE:
            continue
        raw = back.answer.raw
        settlement = Settlement(DeliveryState.NEEDS_PERSON, SHOWN_NO_MORE, raw, counts=False)
        trip.changes |= outbox.reopen(trip.office, trip.target, item, settlement)


def _often_enough(trip: Trip, item: Due) -> bool:
    """Count a look in vain; return whether there were enough, which begins the count anew."""
    key = f"{_IN_VAIN}{item.dossier_uid}"
    looks = int(portals.recall(trip.office, trip.target, key) or 0) + 1
    if looks < _LOOKS:
        portals.remember(trip.office, trip.target, {key: str(looks)})
        return False
    portals.forget(trip.office, trip.target, (key,))
    return True
