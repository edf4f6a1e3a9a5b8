"""After a new generation: what stands at a portal and differs is not overwritten by an older file.

A file that was restored, or moved, may be older than what the portal holds of our own (peers.md
4.4). So its dossiers are read back before anything of them is sent: what is equal goes its way,
what is absent is sent, what differs is a person's to decide. What was done at the desk after the
restore is new and goes out as ever.
"""

from receptiondesk.desk import portals
from receptiondesk.domain.outbox import Due
from sync.answers import FOR_A_PERSON, Answer, AnswerKind
from sync.portal import Outgoing, ReadBack
from sync.trip import Trip

#: How the key begins under which `receptiondesk.storage.generations` keeps the last older line.
OLDER = "older:"
OLDER_WORDS = "Dữ liệu tại máy vừa được phục hồi và có thể cũ hơn; chưa ghi đè gì trên cổng."
_ASKED_AT_MOST = 3


def is_older(trip: Trip, item: Due) -> bool:
    """Return whether the portal may hold something newer of ours than what is to be sent."""
    told = portals.recall(trip.office, trip.target, f"{OLDER}{item.dossier_uid}")
    return told is not None and max(item.seqs, default=0) <= int(told)


def asked_before(trip: Trip, item: Due, told: Outgoing) -> Answer | None:
    """Read a dossier back before it is sent; return how that ends it, ``None``: it may be sent."""
    if not (item.unknown and trip.portal.capabilities.gives_back and is_older(trip, item)):
        return None
    back = trip.portal.read_back(told)
    if back.answer.good:
        return _differing(back)
    if back.answer.kind in FOR_A_PERSON:
        return None  # it is not there, or the family itself says why it cannot tell
    if back.answer.kind is AnswerKind.UNREADABLE and item.attempts >= _ASKED_AT_MOST:
        return Answer(AnswerKind.UNDECIDED, back.answer.raw, detail=OLDER_WORDS)
    return back.answer


def _differing(back: ReadBack) -> Answer | None:
    differing = back.differing()
    if not differing:
        return None
    seen = "; ".join(f"{label}: {back.found.get(label, '')}" for label in differing)
    return Answer(AnswerKind.CONFLICT, seen, fields=differing, detail=OLDER_WORDS).cut()
