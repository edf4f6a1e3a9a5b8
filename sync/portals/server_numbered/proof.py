"""Reading a dossier back; what a portal does not show is named, so that it stays amber."""

from datetime import timedelta

from sync.answers import Answer, AnswerKind
from sync.portal import ReadBack
from sync.portals.server_numbered import news
from sync.portals.server_numbered.delivery import Delivery
from sync.portals.server_numbered.dialect import SUMMARY_AT_MOST
from sync.portals.server_numbered.kept import Place
from sync.portals.server_numbered.lookup import LookUp
from sync.portals.server_numbered.unasked import as_now

CANCELLED = "rút hồ sơ"
_NO_STEPS = (
    "Hồ sơ được tìm thấy trên cổng theo mã; tiến trình không gửi được vì cổng đòi số riêng của"
    " nó, xin ghi trực tiếp trên cổng."
)
_REFUSED_STEPS = (
    "Cổng không nhận tiến độ xử lý của hồ sơ; cán bộ đã xác nhận hồ sơ có trên cổng, chương trình"
    " không gửi lại tiến độ đó."
)
_STEPS = "tiến độ xử lý"
_CUT = "Ghi chú dài hơn chỗ ghi của cổng nên đã cắt bớt khi gửi; bản đầy đủ giữ tại máy."


def read_back(delivery: Delivery) -> ReadBack:
    """Read one dossier and lay it beside what was sent.

    Raises:
        NoAnswer: what the line did, or UNDECIDED.
    """
    place = delivery.kept.place() if delivery.dialect.can_read() else None
    if place is None:
        place = delivery.locate()[0]
    if place is None:
        return ReadBack(Answer(AnswerKind.REFUSED, "the portal was never sent this dossier"))
    delivery.kept.let_refused_be()
    refused = (_REFUSED_STEPS,) if delivery.kept.has_refused_steps() else ()
    if not delivery.dialect.can_read():
        remote = news.at_place(delivery.dossier.uid, place)
        notes = (_NO_STEPS,) if _is_without_number(delivery, place) else refused
        untold = delivery.is_untold(place)
        return ReadBack(Answer(AnswerKind.ACCEPTED), remote=remote, notes=notes, untold=untold)
    return _read(delivery, place, refused)


def _read(delivery: Delivery, place: Place, refused: tuple[str, ...]) -> ReadBack:
    dialect, dossier = delivery.dialect, delivery.dossier
    found = dialect.read(place)
    if found is None:
        sent_at = delivery.kept.sent_at()
        age = delivery.clock.now() - sent_at if sent_at is not None else dialect.options.lag
        late = timedelta(0) <= age < dialect.options.lag
        return ReadBack(Answer(AnswerKind.NOT_SHOWN_YET if late else AnswerKind.REFUSED))
    LookUp(dialect, delivery.kept, delivery.clock).must_be_ours(dossier, found)
    document = delivery.document(place.code, found)
    delivery.unasked.was_read(as_now(dossier), document, found)
    told = delivery.compared(document, found)
    if dossier.cancelled or delivery.withdrawn(found):
        # Withdrawn there and not here: an older file came back, or the citizen withdrew it there.
        told.expected[CANCELLED] = "1" if dossier.cancelled else ""
        told.found[CANCELLED] = "1" if delivery.withdrawn(found) else ""
    cut = len(dossier.facts.note) + len(dossier.procedure_name) > SUMMARY_AT_MOST // 2
    numberless = _is_without_number(delivery, place)
    cuts = (_CUT,) if cut and _was_cut(delivery) else ()
    notes = (*cuts, *((_NO_STEPS,) if numberless else refused))
    remote = news.remote(dialect, found, dossier.uid)
    answer = Answer(AnswerKind.ACCEPTED)
    # No call of this family shows steps: what nobody said to be there stays amber.
    steps = (_STEPS,) if numberless or delivery.kept.has_believed_steps() else ()
    untold = delivery.lacks_steps(place)
    unseen = (*told.unseen, *steps)
    return ReadBack(answer, told.expected, told.found, remote, unseen, notes, untold)


def _is_without_number(delivery: Delivery, place: Place) -> bool:
    """Return whether steps wait for ever, as the portal's own number of the dossier is not told."""
    return not place.id and delivery.has_untold_steps()


def _was_cut(delivery: Delivery) -> bool:
    document = delivery.document("")
    return delivery.dossier.facts.note not in str(document)
