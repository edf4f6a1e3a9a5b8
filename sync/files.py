"""The lane of attachments: after all facts, one file at a time, so that a cut costs one at most.

Facts that come meanwhile do not wait for its end: after each file somebody asks for them, and the
lane makes way.

Each file is a delivery of its own, kept in the office's file, so what was sent or proved is never
sent again, over any restart. A family without upload is told apart before anything is tried.
"""

from collections.abc import Callable
from functools import partial
from itertools import chain, islice

from receptiondesk.desk import attachments, outbox
from receptiondesk.desk.attachments import OutgoingFile
from receptiondesk.desk.file_limits import LIMIT_OPTION, MEGABYTE
from receptiondesk.domain.errors import Trouble
from receptiondesk.domain.events import DeliveryState, EventKind
from receptiondesk.domain.outbox import Due, PortalTarget, Settlement
from sync.answers import Answer, AnswerKind
from sync.gone import told_before
from sync.how import Phase
from sync.portal import Capabilities, OutFile, ReadBack, canonical_hash
from sync.prove import differs, gone, not_there, note_unread, settle
from sync.push import told_of
from sync.restored import doubt, left_alone
from sync.trip import Trip
from sync.turns import in_turn

NO_UPLOAD = "Không gửi được tệp qua cổng này. Tệp vẫn được giữ an toàn trong hồ sơ tại máy."
NOT_SENT_ANY_MORE = (
    "Hồ sơ đã hủy tại quầy ({reason}) nên tệp này không gửi nữa. Tệp vẫn được giữ tại máy."
)
BEHIND_GIVEN_UP = (
    "Tệp này chưa gửi: nội dung mới của hồ sơ đã ngừng gửi tới cổng này, mà gửi tệp thì có thể gửi"
    " kèm cả nội dung đó. Tệp vẫn giữ tại máy. Chọn “gửi lại” để gửi cả nội dung và tệp, hoặc"
    " “ngừng gửi” tệp này."
)
TAKEN_BACK_BEHIND_GIVEN_UP = (
    "Tệp này đã gỡ tại quầy, cổng chưa được báo: nội dung mới của hồ sơ đã ngừng gửi tới cổng này,"
    " mà báo gỡ tệp thì có thể gửi kèm cả nội dung đó. Chọn “gửi lại” để gửi cả nội dung và việc gỡ"
    " tệp; hoặc gỡ tệp trực tiếp trên cổng rồi chọn “ngừng gửi”."
)
NOT_GIVEN_BACK = "Tệp đã gửi; không kiểm chứng được ở cổng này vì cổng không cho đọc lại tệp."
#: Ways in which a family takes files from us (``Capabilities.attachments``).
_UPLOADS = frozenset({"multipart", "inline"})
#: Troubles of the one file, not of the desk: the others can still go.
_OF_THE_FILE = frozenset({"file_missing", "file_damaged"})
#: So many files of finished dossiers are read back anew in one round: each is read whole.
_AGAIN_AT_ONCE = 20
#: Readings that say: it is not there as it was sent.
_NOT_THERE = frozenset({AnswerKind.REFUSED, AnswerKind.CONFLICT})


def send_files(
    trip: Trip, target: PortalTarget, makes_way: Callable[[], bool], *, ignore_backoff: bool
) -> bool:
    """Send every attachment that is due, until line or portal end it.

    Args:
        trip: the target in this round.
        target: the target.
        makes_way: tells after a file whether something smaller should go first.
        ignore_backoff: now, whatever their next try.

    Returns:
        Whether the lane made way, so that files may be left.
    """
    limit = _limit(trip.portal.capabilities, target)
    page = partial(outbox.due_files, trip.office, trip.target, ignore_backoff=ignore_backoff)
    for item in trip.queue(page, Phase.FILES):
        if (over := _of_cancelled(trip, item)) is not None:
            trip.changes |= outbox.settle(trip.office, trip.target, item, over)
        elif trip.portal.capabilities.attachments not in _UPLOADS:
            settlement = Settlement(DeliveryState.UNPROVABLE, NO_UPLOAD, counts=False)
            trip.changes |= outbox.settle(trip.office, trip.target, item, settlement)
        elif item.behind:
            trip.changes |= outbox.settle(trip.office, trip.target, item, _behind(trip, item))
        else:
            _send(trip, item, limit)
            if makes_way():
                return True
    return False


def _of_cancelled(trip: Trip, item: Due) -> Settlement | None:
    """Return how a file ends that is of no use any more: its dossier was cancelled at the desk.

    A person did that, with a reason. What was taken back goes on, for it may stand there.
    """
    dossier = outbox.dossier(trip.office, item.dossier_uid)
    if dossier is None or not dossier.cancelled or EventKind.DETACHED in item.kinds:
        return None
    reason = NOT_SENT_ANY_MORE.format(reason=dossier.cancel_reason)
    return Settlement(DeliveryState.SET_ASIDE, reason, counts=False)


def _behind(trip: Trip, item: Due) -> Settlement:
    """Return how a file ends whose dossier's last facts were given up: as those, or at a person."""
    dossier = outbox.dossier(trip.office, item.dossier_uid)
    left = None if dossier is None else left_alone(trip, item, dossier)
    taken_back = EventKind.DETACHED in item.kinds
    words = TAKEN_BACK_BEHIND_GIVEN_UP if taken_back else BEHIND_GIVEN_UP
    # Nobody is asked whether it arrived: a file that may have is asked about when it goes.
    return left or Settlement(DeliveryState.NEEDS_PERSON, words, counts=False, asked=True)


def _limit(able: Capabilities, target: PortalTarget) -> int:
    """Return the most bytes of one file there, 0 when nobody says."""
    text = target.options.get(LIMIT_OPTION, "").strip()
    own = int(text) * MEGABYTE if text.isascii() and text.isdecimal() else 0
    return min((limit for limit in (own, able.file_limit) if limit), default=0)


def _send(trip: Trip, item: Due, limit: int) -> None:
    out = attachments.outgoing(trip.office, item.file)
    dossier = outbox.mark_sending(trip.office, trip.target, item)
    if out is None or dossier is None:
        return
    try:
        file = _file(out)
    except Trouble as trouble:
        if trouble.code not in _OF_THE_FILE:
            raise
        settlement = Settlement(DeliveryState.NEEDS_PERSON, trouble.message, asked=True)
        trip.changes |= outbox.settle(trip.office, trip.target, item, settlement)
        return
    if limit and file.size > limit and not file.removed:
        answer = Answer(AnswerKind.TOO_LARGE, detail=_size_words(file.size, limit))
    else:
        older = told_before(trip, dossier.uid)
        told = told_of(trip.office, dossier, ask_first=item.unknown, older=older)
        answer = trip.portal.put_file(told, file).answer
    settlement = trip.settlement(item, answer)
    trip.changes |= outbox.settle(trip.office, trip.target, item, settlement)
    trip.heard(answer)


def _size_words(size: int, limit: int) -> str:
    return f"Tệp có {size / MEGABYTE:.1f} MB, cổng chỉ nhận đến {limit / MEGABYTE:.1f} MB."


def _file(out: OutgoingFile, *, with_content: bool = True) -> OutFile:
    """Return a file as it goes out; its content is read now, so that what is damaged never goes.

    Raises:
        Trouble: ``file_missing``, ``file_damaged``; or the disk.
    """
    one = out.attachment
    content = out.content() if with_content and not out.removed else b""
    return OutFile(
        uid=one.uid,
        paper_code=one.paper_code,
        paper_name=one.paper_name,
        name=one.name,
        mime=one.mime,
        size=one.size,
        sha256=one.sha256,
        added_at=one.added_at,
        content=lambda: content,
        removed=out.removed,
    )


def prove_files(trip: Trip, makes_way: Callable[[], bool]) -> bool:
    """Read back every attachment that was sent and compare its hash; return if it made way."""
    page = partial(outbox.awaiting_file_proof, trip.office, trip.target)
    again = islice(trip.queue(partial(page, again=True), Phase.FILES_PROOF), _AGAIN_AT_ONCE)
    for item in chain(in_turn(trip, page, Phase.FILES_PROOF), again):
        if not trip.portal.capabilities.files_given_back:
            ended = Settlement(DeliveryState.UNPROVABLE, NOT_GIVEN_BACK, counts=False)
            settle(trip, item, ended)
            continue
        out = attachments.outgoing(trip.office, item.file)
        dossier = outbox.dossier(trip.office, item.dossier_uid)
        if out is None or dossier is None:
            continue
        file = _file(out, with_content=False)
        told = told_of(trip.office, dossier, older=told_before(trip, dossier.uid))
        back = trip.portal.read_file(told, file)
        settlement = gone(trip, item, dossier, back) or _settlement(trip, item, back)
        if settlement is None:
            note_unread(trip, item, back.answer)
        else:
            settle(trip, item, settlement)
        trip.heard(back.answer)
        if makes_way():
            return True
    return False


def _settlement(trip: Trip, item: Due, back: ReadBack) -> Settlement | None:
    if back.answer.kind in _NOT_THERE:
        return not_there(trip, item, back, "tệp")
    if not back.answer.good:
        return None
    if back.differing():
        return differs(back, "tệp tại quầy", doubt(trip, item))
    proof = canonical_hash(back.found)
    notes = " ".join(back.notes)
    if back.unseen or not back.expected:
        named = ", ".join(back.unseen) or "nội dung tệp"
        reason = f"Không kiểm chứng được ở cổng này: {named}. {notes}".rstrip()
        return Settlement(DeliveryState.UNPROVABLE, reason, proof, counts=False, read_back=proof)
    return Settlement(DeliveryState.PROVED, notes, proof, counts=False, read_back=proof)
