"""Reading back what was sent: green means proved, never merely sent (house law 7).

A 200 is not a proof (peers.md 6.10 and "a green light computed from the local queue only"): the
dossier, its ticks and its fee are read again and compared in one canonical spelling.
"""

from collections.abc import Sequence

from receptiondesk.desk import outbox
from receptiondesk.domain.events import DeliveryState
from receptiondesk.domain.outbox import Due, PulledNews, Settlement
from receptiondesk.domain.walk_in import WalkIn
from sync import schedule
from sync.answers import AnswerKind
from sync.portal import Outgoing, ReadBack, Remote, canonical_hash, has_fact, outgoing
from sync.push import Trip

#: After so many attempts a dossier that the portal took but cannot show needs a person.
_SENDS_AT_MOST = 3


def prove(trip: Trip) -> frozenset[str]:
    """Read back everything that was sent; return the uids that the portal showed."""
    news: list[PulledNews] = []
    for item in outbox.awaiting_proof(trip.office, trip.target):
        if trip.over():
            break
        dossier = outbox.dossier(trip.office, item.dossier_uid)
        if dossier is None:
            continue
        sent = outgoing(dossier)
        back = trip.portal.read_back(sent)
        settlement = _settlement(trip, item, sent, back)
        if settlement is not None:
            trip.changes |= outbox.settle_proof(trip.office, trip.target, item, settlement)
        if back.remote is not None:
            news.append(news_of(back.remote))
        trip.heard(back.answer)
    if news:
        trip.changes |= outbox.apply_pull(trip.office, trip.target, tuple(news)).changes
    return frozenset(told.dossier_uid for told in news)


def _settlement(trip: Trip, item: Due, sent: Outgoing, back: ReadBack) -> Settlement | None:
    """Return what reading back makes of a dossier; ``None`` leaves it sent and unproved."""
    if back.answer.kind in {AnswerKind.REFUSED, AnswerKind.CONFLICT}:
        return _not_there(trip, item, back)
    if not back.answer.good:
        return None
    differing = back.differing()
    if differing:
        reason = (
            f"Cổng đang giữ khác với hồ sơ tại quầy ở: {', '.join(differing)}."
            " So sánh với hồ sơ trên cổng rồi gửi lại, hoặc sửa hồ sơ tại quầy."
        )
        seen = "; ".join(f"{label}: {back.found.get(label, '')}" for label in differing)
        return Settlement(DeliveryState.NEEDS_PERSON, reason, seen, counts=False)
    able = trip.portal.capabilities
    proof = canonical_hash(back.found)
    unseen = (*able.not_given_back, *back.unseen)
    if not able.gives_back or unseen:
        named = ", ".join(unseen) or "nội dung hồ sơ"
        reason = " ".join([f"Cổng này không cho đọc lại: {named}.", *back.notes])
        return Settlement(DeliveryState.UNPROVABLE, reason, proof, counts=False, read_back=proof)
    reason = " ".join([nowhere_words(able.not_carried, sent.facts), *back.notes]).strip()
    return Settlement(DeliveryState.PROVED, reason, proof, counts=False, read_back=proof)


def nowhere_words(not_carried: Sequence[str], facts: WalkIn) -> str:
    """Say which of a dossier's facts the portal has no place for; empty when it has them all.

    Green then speaks of the rest only: these facts stand nowhere but at the desk.
    """
    missing = [name for name in not_carried if has_fact(facts, name)]
    if not missing:
        return ""
    return f"Cổng không có chỗ ghi: {', '.join(missing)}; mục này chỉ có tại máy."


def _not_there(trip: Trip, item: Due, back: ReadBack) -> Settlement:
    """The portal said it took the dossier and cannot show it: send again, then ask a person."""
    if item.attempts >= _SENDS_AT_MOST:
        return Settlement(
            DeliveryState.NEEDS_PERSON,
            "Cổng báo đã nhận nhưng không tìm thấy hồ sơ trên cổng. Hồ sơ vẫn giữ nguyên tại máy;"
            " báo quản trị cổng rồi gửi lại.",
            back.answer.raw,
            counts=False,
        )
    return Settlement(
        DeliveryState.UNKNOWN,
        "Cổng báo đã nhận nhưng chưa thấy hồ sơ trên cổng. Chương trình sẽ tự gửi lại.",
        back.answer.raw,
        schedule.next_try(trip.office.clock.now(), item.attempts, None, trip.chance),
    )


def news_of(remote: Remote) -> PulledNews:
    """Return the portal-owned facts as the desk takes them."""
    return PulledNews(
        dossier_uid=remote.uid,
        remote_id=remote.remote_id,
        code=remote.code,
        status=None if remote.status is None else int(remote.status),
        status_raw=remote.status_raw,
    )
