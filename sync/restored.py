"""What is in question: an older file, or another address, overwrites nothing at a portal.

A file that was restored, or moved, may be older than what the portal holds of our own (peers.md
4.4). So its dossiers are read back before anything of them is sent: what is equal goes its way,
what is absent is sent, what differs is a person's to decide. What was done at the desk after the
restore is new and goes out as ever. So it is after a portal's address became another, for another
portal may answer there.
"""

from receptiondesk.desk import portals
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.events import DeliveryState
from receptiondesk.domain.listing import OPEN
from receptiondesk.domain.outbox import LEFT_ALONE, MOVED, NEW_HERE, OLDER, Due, Settlement
from sync.answers import FOR_A_PERSON, Answer, AnswerKind
from sync.portal import Outgoing, ReadBack
from sync.trip import Trip

_OLDER_WORDS = "Dữ liệu tại máy vừa được phục hồi và có thể cũ hơn; chưa ghi đè gì trên cổng."
_MOVED_WORDS = (
    "Địa chỉ cổng đã đổi nên mọi hồ sơ được đọc lại ở địa chỉ mới; chưa ghi đè gì trên cổng."
)
_NOT_TOLD_WORDS = f"{LEFT_ALONE} Nếu cổng này phải có, chọn “gửi lại”: cổng được hỏi trước."
_ASKED_AT_MOST = 3


def is_older(trip: Trip, item: Due) -> bool:
    """Return whether the portal may hold something newer of ours than what is to be sent."""
    return bool(doubt(trip, item))


def doubt(trip: Trip, item: Due) -> str:
    """Return in Vietnamese why what is to be sent is in question, empty when it is not."""
    why = _why(trip, item)
    if why is None:
        return ""
    return _MOVED_WORDS if why == MOVED else _OLDER_WORDS


def _why(trip: Trip, item: Due) -> str | None:
    """Return why it is in question (empty: the file was restored), ``None`` when it is not."""
    told = portals.recall(trip.office, trip.target, f"{OLDER}{item.dossier_uid}") or ""
    last, _, why = told.partition(" ")
    return None if not last or max(item.seqs, default=0) > int(last) else why


def left_alone(trip: Trip, item: Due, dossier: Dossier) -> Settlement | None:
    """Return how a finished dossier ends there of which a target new to this file cannot tell.

    There may be thousands of the years before. They are over, nothing is doubled for them, and
    nobody is asked about each: they are not sent, and say so; a person may let one be sent after
    all (`desk.decisions.send_again`). An open one is a person's to decide.
    """
    over = dossier.cancelled or dossier.status not in OPEN
    if not over or _why(trip, item) != NEW_HERE:
        return None
    return Settlement(DeliveryState.SET_ASIDE, _NOT_TOLD_WORDS, counts=False)


def asked_before(trip: Trip, item: Due, told: Outgoing) -> Answer | None:
    """Read a dossier back before it is sent; return how that ends it, ``None``: it may be sent."""
    why = doubt(trip, item)
    if not (item.unknown and trip.portal.capabilities.gives_back and why):
        return None
    back = trip.portal.read_back(told)
    if back.answer.good:
        return _differing(back, why)
    if back.answer.kind in FOR_A_PERSON:
        return None  # it is not there, or the family itself says why it cannot tell
    if back.answer.kind is AnswerKind.UNREADABLE and item.attempts >= _ASKED_AT_MOST:
        return Answer(AnswerKind.UNDECIDED, back.answer.raw, detail=why)
    return back.answer


def _differing(back: ReadBack, why: str) -> Answer | None:
    differing = back.differing()
    if not differing:
        return None
    seen = "; ".join(f"{label}: {back.found.get(label, '')}" for label in differing)
    return Answer(AnswerKind.CONFLICT, seen, fields=differing, detail=why).cut()
