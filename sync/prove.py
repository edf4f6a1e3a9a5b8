"""Reading back what was sent: green means proved, never merely sent (house law 7).

A 200 is not a proof (peers.md 6.10 and "a green light computed from the local queue only"): the
dossier, its ticks and its fee are read again and compared in one canonical spelling.
"""

from collections.abc import Iterable, Sequence
from functools import partial
from itertools import chain, islice

from receptiondesk.desk import look, outbox
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.events import FACT_KINDS, DeliveryState
from receptiondesk.domain.listing import OPEN
from receptiondesk.domain.outbox import Due, PulledNews, Settlement
from receptiondesk.domain.walk_in import WalkIn
from sync import schedule
from sync.answers import DIFFERS, Answer, AnswerKind
from sync.gone import told_before
from sync.how import Phase
from sync.news import news_of
from sync.not_carried import has_fact
from sync.portal import Outgoing, ReadBack, canonical_hash
from sync.push import told_of
from sync.restored import doubt
from sync.trip import Trip
from sync.turns import in_turn

#: After so many attempts a dossier that the portal took but cannot show needs a person.
_SENDS_AT_MOST = 3
#: So many finished dossiers are read back anew in one round, so that new ones never wait for them.
_AGAIN_AT_ONCE = 200
#: News are written for so many dossiers at once.
_NEWS_AT_ONCE = 50
#: The portal answered, and what was sent is not there as it was sent.
_NOT_THERE = frozenset({AnswerKind.REFUSED, AnswerKind.CONFLICT})
_NOT_SHOWN = _NOT_THERE | {AnswerKind.UNDECIDED}
_GONE = (
    "Hồ sơ đã xong; hỏi lại thì cổng không cho xem nữa nên không kiểm chứng được ở cổng này. Chương"
    " trình không gửi lại; bản tại máy vẫn giữ nguyên."
)

_STEPS = "tiến độ xử lý"
_LEFT_ALONE = "Một phần của hồ sơ này đã được ngừng gửi tới cổng này."


def prove(trip: Trip) -> frozenset[str]:
    """Read back the facts of every dossier that was sent; return the uids that were shown.

    Of finished dossiers that are in question a round reads some; the rest comes with the next.
    """
    page = partial(outbox.awaiting_proof, trip.office, trip.target)
    again = islice(trip.queue(partial(page, again=True), Phase.PROOF), _AGAIN_AT_ONCE)
    return _prove(trip, chain(in_turn(trip, page, Phase.PROOF), again))


def _prove(trip: Trip, items: Iterable[Due]) -> frozenset[str]:
    news: list[PulledNews] = []
    seen: set[str] = set()
    for item in items:
        dossier = outbox.dossier(trip.office, item.dossier_uid)
        if dossier is None:
            continue
        told = told_of(trip.office, dossier, older=told_before(trip, dossier.uid))
        back = trip.portal.read_back(told)
        if back.remote is not None:
            news.append(news_of(back.remote))
            seen.add(item.dossier_uid)
            if back.remote.code not in {"", *dossier.codes}:
                # Kept before it counts as proved: nobody asks for a number of what is green.
                _write(trip, news)
        settlement = gone(trip, item, dossier, back) or _settlement(trip, item, told, back)
        if settlement is None:
            note_unread(trip, item, back.answer)
        else:
            settle(trip, item, settlement)
        if len(news) >= _NEWS_AT_ONCE:
            _write(trip, news)
        trip.heard(back.answer)
    _write(trip, news)
    return frozenset(seen)


def settle(trip: Trip, item: Due, settlement: Settlement) -> None:
    """Write how reading back ended."""
    changes = outbox.settle_proof(trip.office, trip.target, item, settlement)
    trip.moved += bool(changes) and settlement.state in _FURTHER
    trip.changes |= changes


def note_unread(trip: Trip, item: Due, answer: Answer) -> None:
    """Keep for whoever looks why a reading failed; nothing where only the line did."""
    if not answer.good and answer.blames_dossier:
        reason = f"Đã gửi nhưng chưa đọc lại được; chương trình sẽ tự đọc lại. {answer.sentence}"
        trip.changes |= outbox.note_unread(trip.office, trip.target, item, reason, answer.raw)


_FURTHER = frozenset({DeliveryState.PROVED, DeliveryState.UNPROVABLE})


def _write(trip: Trip, news: list[PulledNews]) -> None:
    if news:
        trip.changes |= outbox.apply_pull(trip.office, trip.target, tuple(news)).changes
        news.clear()


def _settlement(trip: Trip, item: Due, sent: Outgoing, back: ReadBack) -> Settlement | None:
    """Return what reading back makes of a dossier; ``None`` leaves it sent and unproved."""
    if back.answer.kind in _NOT_THERE:
        return not_there(trip, item, back, "hồ sơ")
    if back.answer.kind is AnswerKind.UNDECIDED:
        return trip.settlement(item, back.answer)
    if not back.answer.good:
        return None
    able = trip.portal.capabilities
    proof = canonical_hash(back.found)
    if back.differing():
        return differs(back, "hồ sơ tại quầy", doubt(trip, item))
    if back.untold and not is_left_alone(trip, item):
        reason = "Hồ sơ có trên cổng nhưng tiến độ xử lý chưa được báo. Chương trình sẽ tự gửi."
        return Settlement(DeliveryState.UNKNOWN, reason, back.answer.raw, counts=False)
    steps = (_STEPS,) if back.untold else ()
    unseen = tuple(dict.fromkeys((*able.not_given_back, *back.unseen, *steps)))
    if not able.gives_back or unseen or not back.expected:
        named = ", ".join(unseen) or "nội dung hồ sơ"
        reason = " ".join([f"Không kiểm chứng được ở cổng này: {named}.", *back.notes])
        return Settlement(DeliveryState.UNPROVABLE, reason, proof, counts=False, read_back=proof)
    reason = " ".join([nowhere_words(able.not_carried, sent.facts), *back.notes]).strip()
    return Settlement(DeliveryState.PROVED, reason, proof, counts=False, read_back=proof)


def is_left_alone(trip: Trip, item: Due) -> bool:
    """Return whether a person stopped the sending of newer facts than these.

    A portal is always told the facts as they are now, so sending these anew would send those too.
    """
    return any(
        one.state is DeliveryState.SET_ASIDE
        and one.target == trip.target
        and one.kind in FACT_KINDS
        and one.event_seq > max(item.seqs)
        for one in look.deliveries(trip.office, item.dossier_uid)
    )


def gone(trip: Trip, item: Due, dossier: Dossier, back: ReadBack) -> Settlement | None:
    """Return what becomes of a finished dossier in question that the portal did not show.

    It is asked for again later. It is not sent again, for it is over at both ends: after some
    asking it stays amber.
    """
    if back.answer.good or dossier.status in OPEN or not doubt(trip, item):
        return None
    counts = back.answer.kind in _NOT_SHOWN
    if counts and item.attempts + 1 >= _SENDS_AT_MOST:
        return Settlement(DeliveryState.UNPROVABLE, _GONE, back.answer.raw)
    tried = item.attempts + counts
    at = schedule.next_try(trip.office.clock.now(), tried, back.answer.retry_after, trip.way.chance)
    return Settlement(DeliveryState.SENT, back.answer.sentence, back.answer.raw, at, counts)


def differs(back: ReadBack, ours: str, why: str = "") -> Settlement:
    """Return the settlement of what the portal holds otherwise than it was sent.

    ``why`` is a Vietnamese sentence more, where the desk itself may be behind.
    """
    differing = back.differing()
    reason = (
        f"{DIFFERS} {ours} ở: {', '.join(differing)}."
        " So sánh với hồ sơ trên cổng rồi gửi lại, hoặc sửa hồ sơ tại quầy."
    )
    reason = f"{reason} {why}".rstrip()
    seen = "; ".join(f"{label}: {back.found.get(label, '')}" for label in differing)
    return Settlement(DeliveryState.NEEDS_PERSON, reason, seen, counts=False)


def nowhere_words(not_carried: Sequence[str], facts: WalkIn) -> str:
    """Say which of a dossier's facts the portal has no place for; empty when it has them all.

    Green then speaks of the rest only: these facts stand nowhere but at the desk.
    """
    missing = [name for name in not_carried if has_fact(facts, name)]
    if not missing:
        return ""
    return f"Cổng không có chỗ ghi: {', '.join(missing)}; mục này chỉ có tại máy."


def not_there(trip: Trip, item: Due, back: ReadBack, what: str) -> Settlement:
    """The portal said it took it and cannot show it: send again, then ask a person.

    "Unknown" makes the portal be asked before anything is sent again; a family that can neither
    say "absent" nor take the same thing twice then ends at a person (portals.md G.4).
    """
    why = doubt(trip, item) if item.file else ""
    if not item.file and is_left_alone(trip, item):
        why = _LEFT_ALONE
    if item.attempts >= _SENDS_AT_MOST or why:
        return Settlement(
            DeliveryState.NEEDS_PERSON,
            f"Cổng báo đã nhận nhưng không tìm thấy {what} trên cổng. Bản tại máy vẫn giữ nguyên;"
            f" báo quản trị cổng rồi gửi lại. {why}".rstrip(),
            back.answer.raw,
            counts=False,
        )
    return Settlement(
        DeliveryState.UNKNOWN,
        f"Cổng báo đã nhận nhưng chưa thấy {what} trên cổng. Chương trình sẽ tự gửi lại.",
        back.answer.raw,
        schedule.next_try(trip.office.clock.now(), item.attempts, None, trip.way.chance),
    )
