"""What a named person decides about a dossier that nobody but a person can go on with.

Some portals cannot say whether a dossier arrived (portals.md F): then a person looks there and
tells. Each decision is a line of the journal with who and why; what is decided is what the portal
is asked or told next, so green still comes from reading back alone (house law 7).
"""

from dataclasses import dataclass, replace
from typing import Final

from receptiondesk.desk import told_codes
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.events import FACT_KINDS, FILE_KINDS, Delivery, DeliveryState, EventKind
from receptiondesk.domain.outbox import (
    FILE_IN_QUESTION,
    GONE,
    OLDER,
    SENT_AGAIN,
    UNSENT,
    Due,
    Settlement,
)
from receptiondesk.domain.text import clean_line
from receptiondesk.office import Office
from receptiondesk.storage import deliveries, dossiers, endings, journal, portals, pulled
from receptiondesk.storage.engine import Session
from receptiondesk.storage.generations import take_up

_LONGEST_REASON = 500

ARRIVED: Final = "arrived"
BOTH_CODES: Final = "both_codes"
NOT_THERE: Final = "not_there"
AGAIN: Final = SENT_AGAIN

_PARKED = frozenset({DeliveryState.NEEDS_PERSON})
_ON_THE_WAY = frozenset({DeliveryState.SENDING})
_SHOWN = frozenset({DeliveryState.PROVED, DeliveryState.UNPROVABLE})
#: What becomes of facts, and of files, that a portal is said not to have.
_READ_ANEW = (DeliveryState.SENT, DeliveryState.UNKNOWN)
_STUCK = frozenset({DeliveryState.NEEDS_PERSON, DeliveryState.UNKNOWN})


@dataclass(frozen=True, slots=True)
class _Case:
    """One dossier at one target, inside the transaction that decides."""

    office: Office
    session: Session
    dossier: Dossier
    target: str
    reason: str

    @property
    def desk(self) -> pulled.Desk:
        return pulled.Desk(self.target, self.office.entry, self.office.clock.now())

    def record(self, decision: str, code: str, item: Due) -> None:
        """Write the decision to the journal; what a person was asked of it is answered by it."""
        payload: dict[str, object] = {
            "target": self.target,
            "decision": decision,
            "code": code,
            "reason": self.reason,
            "events": endings.event_uids(self.session, item),
        }
        entry = self.office.entry(EventKind.DELIVERY_DECIDED, payload, self.dossier.uid)
        dossiers.seen(self.session, self.dossier.uid, journal.append(self.session, entry))
        if _parts(self.session, self.dossier.uid, _PARKED, self.target):
            now = self.office.clock.now()
            portals.answered(self.session, self.target, self.dossier.uid, decision, now)


def arrived(office: Office, dossier_uid: str, target: str, code: str, reason: str) -> ChangeSet:
    """Take it that a parked dossier is at the portal, under the code that a person read there.

    The code is bound to the dossier where it only has a provisional one; then the portal is read
    back as after any sending, so it turns green only when it is equal there.

    Args:
        office: the office, with the officer who decides.
        dossier_uid: the dossier.
        target: the portal where it was found.
        code: the code it has there; may be empty where the portal uses our official code.
        reason: why the person is sure.

    Raises:
        Refused: ``officer_needed``, ``reason_needed``, ``not_parked``; for the code
            ``code_needed``, ``bad_code``, ``code_taken`` (another dossier's), ``code_differs``
            (the receipt bears another official code, or another number was taken there for it:
            see `keep_both`).
    """
    return _found_there(office, (dossier_uid, target), (code, reason), ARRIVED)


def keep_both(office: Office, dossier_uid: str, target: str, code: str, reason: str) -> ChangeSet:
    """Decide that a portal's other official code is this dossier's too: both find it for ever.

    As `arrived`, for the case that the portal numbered a dossier that already has an official
    code on its receipt; never by itself, always by a named person with a reason.

    Raises:
        Refused: as `arrived`, without ``code_differs``.
    """
    return _found_there(office, (dossier_uid, target), (code, reason), BOTH_CODES)


def _found_there(
    office: Office, where: tuple[str, str], told: tuple[str, str], decision: str
) -> ChangeSet:
    why = _answered_for(office, told[1])
    with office.database.write() as session:
        case = _case(office, session, where, why)
        item = _stuck(case, _PARKED)
        ours, both = case.dossier, decision == BOTH_CODES
        code = told_codes.checked(session, ours, target=where[1], told=told[0], other_code=both)
        case.record(decision, code, item)
        _answer_no_file(case)
        key = f"{portals.ARRIVED}{case.dossier.uid}"
        portals.remember(session, case.target, key, code, office.clock.now())
        if code not in case.dossier.codes:
            pulled.bind_code(session, case.desk, case.dossier, code)
        known = portals.remote_ref(session, case.target, case.dossier.uid)
        pulled.found_by_hand(session, case.desk, case.dossier, known, code)
        settlement = Settlement(
            DeliveryState.SENT,
            reason=f"{office.officer} xác nhận đã có trên cổng: {why}",
            counts=False,
        )
        facts, files = _apart(session, case, item)
        deliveries.settle(session, case.target, facts, settlement, office.clock.now())
        # That the dossier is there says nothing of its files: each is asked for, then sent.
        asked = Settlement(DeliveryState.UNKNOWN, counts=False)
        deliveries.settle(session, case.target, files, asked, office.clock.now())
    return ChangeSet(dossiers=frozenset({where[0]}), outbox=True)


def _read_anew(case: _Case) -> None:
    """Believe nothing that a portal without the dossier once showed of it.

    Facts are read back. Files are asked for and sent: a portal that shows no file says of none
    that it is gone.
    """
    for target, item in deliveries.in_states(case.session, case.dossier.uid, _SHOWN):
        if target != case.target:
            continue
        parts = zip(_apart(case.session, case, item), _READ_ANEW, strict=True)
        for part, state in parts:
            if part.seqs:
                deliveries.reopen(case.session, target, part, state)
                left = Settlement(state, counts=False)
                endings.record(case.session, case.office.entry, target, part, left)


def _apart(session: Session, case: _Case, item: Due) -> tuple[Due, Due]:
    """Return the facts and the files of what a decision is about."""
    own = deliveries.of_dossier(session, case.dossier.uid)
    files = {one.event_seq for one in own if one.kind in FILE_KINDS} & set(item.seqs)
    told = tuple(seq for seq in item.seqs if seq not in files)
    return replace(item, seqs=told), replace(item, seqs=tuple(sorted(files)))


def not_there(office: Office, dossier_uid: str, target: str, reason: str) -> ChangeSet:
    """Take it that the portal does not have a dossier, so that it is sent without asking first.

    Only this lets a dossier be sent again to a portal that cannot say whether it arrived. What of
    it counted as there (only a file was parked) is read back anew: absent, it is sent too. Where
    the question was of its progress, or is to be, or of one of its files, only that is sent again:
    the dossier is there.

    Raises:
        Refused: ``officer_needed``, ``reason_needed``, ``not_parked``; ``being_sent``: what a
            round just sends may arrive yet.
    """
    why = _answered_for(office, reason)
    with office.database.write() as session:
        case = _case(office, session, (dossier_uid, target), why)
        item = _stuck(case, _STUCK)
        if _parts(session, dossier_uid, _ON_THE_WAY, target):
            raise _no_part(on_the_way=True)
        case.record(NOT_THERE, "", item)
        if _is_about_progress(case) or _is_about_a_file(case):
            _answer_no_file(case)
            deliveries.release(session, dossier_uid, target, certain=False)
        else:
            _forget_record(case)
            deliveries.release(session, dossier_uid, target, certain=True)
            _read_anew(case)
    return ChangeSet(dossiers=frozenset({dossier_uid}), outbox=True)


def _is_about_progress(case: _Case) -> bool:
    """Return whether "not there" speaks of progress that a portal took a dossier for; forget it.

    Who speaks before anybody was asked hears the question next.
    """
    uid, parked = case.dossier.uid, _parts(case.session, case.dossier.uid, _PARKED, case.target)
    on_the_way, asked = f"sent:{uid}:steps", f"asked:{uid}:steps"
    if portals.recall(case.session, case.target, on_the_way) is None:
        return False
    if portals.recall(case.session, case.target, asked) is None:
        return not parked
    portals.forget(case.session, case.target, (on_the_way, asked))
    return True


def _is_about_a_file(case: _Case) -> bool:
    """Return whether "not there" speaks of the one file that a person is asked about; keep that.

    The question ends with it: where the dossier itself vanished meanwhile, the next word says so.
    """
    session, target, uid = case.session, case.target, case.dossier.uid
    asked = portals.recall(session, target, f"{FILE_IN_QUESTION}{uid}")
    stuck = _parts(session, uid, _PARKED, target) or _parts(session, uid, _STUCK, target)
    if asked is None or any(_apart(session, case, item)[0].seqs for _, item in stuck):
        return False
    another = portals.ANOTHER_FILE.format(uid=uid, file=asked)
    portals.remember(session, target, another, "1", case.office.clock.now())
    portals.forget(session, target, (f"{FILE_IN_QUESTION}{uid}",))
    return True


def _forget_record(case: _Case) -> None:
    """Forget a record that is not there: where it was, that it was sent, and all doubts of it.

    A portal that can be asked is asked once more before another is made.
    """
    session, target, uid, now = case.session, case.target, case.dossier.uid, case.office.clock.now()
    portals.forget_beginning(session, target, f"sent:{uid}")
    known = (f"{OLDER}{uid}", f"{portals.ARRIVED}{uid}", f"{portals.PLACE}{uid}")
    portals.forget(session, target, known)
    portals.remember(session, target, portals.ABSENT.format(uid=uid), "1", now)
    # Nothing of it is there, so no file that is gone told anything of it either.
    portals.remember(session, target, f"{GONE}{uid}", "0", now)


def send_again(office: Office, dossier_uid: str, target: str = "", reason: str = "") -> ChangeSet:
    """Let a parked dossier be sent again (to one target), because a person says so.

    What may have arrived is asked for first, so nothing is doubled by it; what is on its way is
    left to the round that sends it. A file that waits behind facts that were given up takes those
    along: the portal is told the dossier as it stands. What the program itself left alone at the
    target is asked for, too.

    Raises:
        Refused: ``nothing_to_send`` when nothing of it waits; ``being_sent``.
    """
    with office.database.write() as session:
        take_up(session, office.entry, target, dossier_uid)
        parts = _parts(session, dossier_uid, UNSENT - _ON_THE_WAY, target)
        if not parts:
            raise _no_part(on_the_way=bool(_parts(session, dossier_uid, _ON_THE_WAY, target)))
        for name, item in parts:
            case = _case(office, session, (dossier_uid, name), clean_line(reason))
            case.record(AGAIN, "", item)
            portals.forget(session, name, (f"{OLDER}{dossier_uid}",))
            _take_up_again(case)
            _answer_no_file(case)
            deliveries.release(session, dossier_uid, name, certain=False)
    return ChangeSet(dossiers=frozenset({dossier_uid}), outbox=True)


def _take_up_again(case: _Case) -> None:
    """Let facts that were given up be sent after all, when only files are left to be sent."""
    own = deliveries.of_dossier(case.session, case.dossier.uid)
    told = [one for one in own if one.target == case.target and one.kind in FACT_KINDS]
    waits = any(one.state in UNSENT for one in told)
    if waits or not told or told[-1].state is not DeliveryState.SET_ASIDE:
        return
    seqs = tuple(one.event_seq for one in told if one.state is DeliveryState.SET_ASIDE)
    item = Due(case.dossier.uid, seqs, 0)
    deliveries.reopen(case.session, case.target, item, DeliveryState.UNKNOWN)
    left = Settlement(DeliveryState.UNKNOWN, counts=False)
    endings.record(case.session, case.office.entry, case.target, item, left)


def _no_part(*, on_the_way: bool) -> Refused:
    if on_the_way:
        message = "Hồ sơ đang được gửi. Nếu lượt gửi bị ngắt, lượt sau sẽ hỏi lại cổng trước."
        return Refused(Problem("", "being_sent", message))
    return Refused(Problem("", "nothing_to_send", "Hồ sơ này không còn gì phải gửi lại."))


def set_aside(office: Office, dossier_uid: str, reason: str, target: str = "") -> ChangeSet:
    """Take what needs a person out of the queue, by a named person with a reason (house law 6).

    The dossier is never shown as sent or proved after that; the journal keeps who and why. Files
    go with the facts that they would have followed.

    Raises:
        Refused: ``officer_needed`` when nobody is signed in; ``reason_needed``: empty or longer
            than 500 characters; ``not_parked``.
    """
    why = _answered_for(office, reason)
    with office.database.write() as session:
        own = deliveries.of_dossier(session, dossier_uid)
        parts = [
            (name, item)
            for name in sorted({one.target for one in own if target in ("", one.target)})
            if (item := _given_up(dossier_uid, [one for one in own if one.target == name]))
        ]
        if not parts:
            message = "Chỉ ngừng gửi được hồ sơ đang cần người xử lý."
            raise Refused(Problem("", "not_parked", message))
        payload: dict[str, object] = {
            "reason": why,
            "events": {name: endings.event_uids(session, item) for name, item in parts},
        }
        entry = office.entry(EventKind.DELIVERY_SET_ASIDE, payload, dossier_uid)
        dossiers.seen(session, dossier_uid, journal.append(session, entry))
        settlement = Settlement(
            DeliveryState.SET_ASIDE, reason=f"{office.officer} ngừng gửi: {why}", counts=False
        )
        for name, item in parts:
            deliveries.settle(session, name, item, settlement, office.clock.now())
            portals.forget(session, name, (f"{FILE_IN_QUESTION}{dossier_uid}",))
    return ChangeSet(dossiers=frozenset({dossier_uid}), outbox=True)


def _answer_no_file(case: _Case) -> None:
    """Let what is decided of the facts, too, answer no question about a file: it is asked anew."""
    parked = _parts(case.session, case.dossier.uid, _PARKED, case.target)
    if any(_apart(case.session, case, item)[0].seqs for _, item in parked):
        portals.forget(case.session, case.target, (f"{FILE_IN_QUESTION}{case.dossier.uid}",))


def _given_up(dossier_uid: str, own: list[Delivery]) -> Due | None:
    """Return what of one target is set aside: what is parked, and files that follow such facts."""
    parked = [one for one in own if one.state is DeliveryState.NEEDS_PERSON]
    told = [one for one in own if one.kind in FACT_KINDS]
    over = told and told[-1].state in {DeliveryState.NEEDS_PERSON, DeliveryState.SET_ASIDE}
    behind = [one for one in own if over and one.kind in FILE_KINDS and one.state in UNSENT]
    seqs = sorted({one.event_seq for one in (*parked, *behind)})
    return Due(dossier_uid, tuple(seqs), 0) if seqs else None


def _case(office: Office, session: Session, where: tuple[str, str], reason: str) -> _Case:
    dossier = dossiers.by_uid(session, where[0])
    if dossier is None:
        message = "Không thấy hồ sơ này trong dữ liệu."
        raise Refused(Problem("uid", "unknown_dossier", message))
    return _Case(office, session, dossier, where[1], reason)


def _parts(
    session: Session, dossier_uid: str, states: frozenset[DeliveryState], target: str
) -> list[tuple[str, Due]]:
    found = deliveries.in_states(session, dossier_uid, states)
    return [(name, item) for name, item in found if target in ("", name)]


def _stuck(case: _Case, states: frozenset[DeliveryState]) -> Due:
    parts = _parts(case.session, case.dossier.uid, states, case.target)
    if not case.target or not parts:
        message = "Chỉ quyết định được về hồ sơ đang cần người xử lý tại cổng này."
        raise Refused(Problem("", "not_parked", message))
    return parts[0][1]


def _answered_for(office: Office, reason: str) -> str:
    """Return the reason as it is kept, when a named person gives one."""
    if not clean_line(office.officer):
        message = "Ghi tên cán bộ trước khi quyết định về một hồ sơ; tên được ghi vào sổ."
        raise Refused(Problem("officer", "officer_needed", message))
    why = clean_line(reason)
    if not why or len(why) > _LONGEST_REASON:
        message = "Ghi lý do, tối đa 500 ký tự."
        raise Refused(Problem("reason", "reason_needed", message))
    return why
