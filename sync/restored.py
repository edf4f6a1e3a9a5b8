"""What is in question: an older file, or another address, overwrites nothing at a portal.

A file that was restored, or moved, may be older than what the portal holds of our own (peers.md
4.4). So its dossiers are read back before anything of them is sent: what is equal goes its way,
what is absent is sent, what differs is a person's to decide. What was received after the restore
is new and goes out as ever. A correction of an older dossier carries its older facts along, so what
stands there must be what the desk had before it, but for what the correction itself says. So it is
after a portal's address became another, for another portal may answer there.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from receptiondesk.desk import look, outbox, portals
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.events import FACT_KINDS, DeliveryState
from receptiondesk.domain.listing import OPEN
from receptiondesk.domain.outbox import LEFT_ALONE, MOVED, NEW_HERE, OLDER, Due, Settlement
from receptiondesk.domain.walk_in_json import to_json
from sync.answers import FOR_A_PERSON, Answer, AnswerKind
from sync.portal import Outgoing, ReadBack, outgoing
from sync.trip import Trip

_OLDER_WORDS = "Dữ liệu tại máy vừa được phục hồi và có thể cũ hơn; chưa ghi đè gì trên cổng."
_MOVED_WORDS = (
    "Địa chỉ cổng đã đổi nên mọi hồ sơ được đọc lại ở địa chỉ mới; chưa ghi đè gì trên cổng."
)
_NOT_TOLD_WORDS = f"{LEFT_ALONE} Nếu cổng này phải có, chọn “gửi lại”: cổng được hỏi trước."
_ASKED_AT_MOST = 3
#: What the target has shown since, or would show if it could.
_SHOWN = frozenset({DeliveryState.PROVED, DeliveryState.UNPROVABLE})
#: Who corrected it stands among a family's words; that of lost hours is known there alone.
_SIGNED = re.compile(r"Sửa tại quầy (lần )?\d")


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
    if not trip.portal.capabilities.gives_back:
        return None
    why = doubt(trip, item)
    were = _before_the_news(trip, item, told) if not why else (told,) if item.unknown else ()
    if not were:
        return None
    why = why or _OLDER_WORDS
    back = trip.portal.read_back(were[0])
    if back.answer.good and back.differing() and len(were) > 1:
        return _beside_the_news(trip, item, (back, were), why)
    return _ended(item, back, back.differing(), why)


def _ended(item: Due, back: ReadBack, differing: Sequence[str], why: str) -> Answer | None:
    """Return what a reading says of sending; ``differing`` names what may not be written over."""
    if back.answer.good:
        return _conflict(back, differing, why)
    if back.answer.kind in FOR_A_PERSON:
        return None  # it is not there, or the family itself says why it cannot tell
    if back.answer.kind is AnswerKind.UNREADABLE and item.attempts >= _ASKED_AT_MOST:
        return Answer(AnswerKind.UNDECIDED, back.answer.raw, detail=why)
    return back.answer


def _conflict(back: ReadBack, differing: Sequence[str], why: str) -> Answer | None:
    if not differing:
        return None
    seen = "; ".join(f"{label}: {back.found.get(label, '')}" for label in differing)
    return Answer(AnswerKind.CONFLICT, seen, fields=tuple(differing), detail=why).cut()


def _before_the_news(trip: Trip, item: Due, told: Outgoing) -> tuple[Outgoing, ...]:
    """Return a dossier as it stood at the restore and after each correction since, oldest first.

    Nothing when it is not in question: since then it was shown, as it stood or as told anew. That
    it is there by a person's word shows nothing.
    """
    mark = portals.recall(trip.office, trip.target, f"{OLDER}{item.dossier_uid}") or ""
    last, _, why = mark.partition(" ")
    if not last or why == MOVED:
        return ()
    own = [
        one
        for one in look.deliveries(trip.office, item.dossier_uid)
        if one.target == trip.target and one.kind in FACT_KINDS
    ]
    shown = all(one.state in _SHOWN for one in own if one.event_seq <= int(last))
    if shown or any(one.state in _SHOWN for one in own if one.event_seq > int(last)):
        return ()
    return tuple(
        outgoing(
            stood,
            tuple(step for step in told.steps if step.seq <= seq),
            ask_first=told.ask_first,
            older=told.older,
        )
        for seq, stood in outbox.versions(trip.office, item.dossier_uid, int(last))
    )


def _beside_the_news(
    trip: Trip, item: Due, read: tuple[ReadBack, tuple[Outgoing, ...]], why: str
) -> Answer | None:
    """Judge what is not as it was before the corrections: they may have brought it, or mean it."""
    before, (was, *between, now) = read
    after = trip.portal.read_back(now)
    if not after.answer.good:
        return _ended(item, after, (), why)
    meant = _new_texts(to_json(was.facts), to_json(now.facts))
    strange = [
        label
        for label in {**before.expected, **after.expected}
        if _is_strange(label, before)
        and _is_strange(label, after)
        and not _is_meant(label, before, after, meant)
    ]
    for one in between:  # sent since the restore, and its answer was lost
        if strange:
            again = trip.portal.read_back(one)
            strange = [one for one in strange if not again.answer.good or _is_strange(one, again)]
    return _ended(item, after, strange, why)


def _is_strange(label: str, back: ReadBack) -> bool:
    """Return whether the portal holds something of a fact that was not so at the desk."""
    expected, found = back.expected.get(label), back.found.get(label, "")
    return bool(found) if expected is None else _unsigned(expected) != _unsigned(found)


def _unsigned(text: str) -> list[str]:
    return [part for part in text.rstrip(".").split(". ") if not _SIGNED.match(part)]


def _is_meant(label: str, before: ReadBack, after: ReadBack, meant: frozenset[str]) -> bool:
    """Return whether a fact is just what the corrections say, whatever stands there.

    Surely so only where the whole text is one that they wrote: else it may hold other facts too.
    """
    text = after.expected.get(label, "")
    return text in meant and before.expected.get(label) != text


def _new_texts(before: Mapping[str, Any], after: Mapping[str, Any]) -> frozenset[str]:
    """Return the texts that facts hold now and did not hold before in the same place."""
    return frozenset(_changed(before, after))


def _changed(before: object, after: object) -> Iterator[str]:
    if isinstance(after, Mapping):
        was = before if isinstance(before, Mapping) else {}
        for name, value in after.items():
            yield from _changed(was.get(name), value)
    elif isinstance(after, str) and after and after != before:
        yield after
