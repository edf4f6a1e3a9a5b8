"""Carrying a dossier by hand into a system that has no interface.

The fields stand in that system's own order, each is copied; the code that the system gave is pasted
back, checked and kept. Nobody can read back what stands there, so it never turns green here
(house law 7): it ends as "không kiểm chứng được ở cổng này".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from receptiondesk.domain import transfer_fields
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.events import FACT_KINDS, FILE_KINDS, DeliveryState, Event, EventKind
from receptiondesk.domain.numbering import is_provisional
from receptiondesk.domain.outbox import (
    TRANSFER,
    UNSENT,
    Due,
    PortalTarget,
    RemoteRef,
    Settlement,
)
from receptiondesk.domain.projection import promise_from_json
from receptiondesk.domain.text import clean_line, unprintable
from receptiondesk.domain.transfer_fields import TransferField
from receptiondesk.office import Office
from receptiondesk.storage import deliveries, dossiers, endings, journal, portals, pulled, search
from receptiondesk.storage.engine import Session

__all__ = ["Transfer", "TransferField", "done", "fields", "give_up", "open_one"]

_LONGEST_CODE: Final = 60
_LONGEST_REASON: Final = 500
#: What comes along when a code is copied from a page or a sheet.
_AROUND: Final = "\u200b\u200c\u200d\u2060\ufeff"
_QUOTES: Final = " \t\r\n\"'“”«»`"


@dataclass(frozen=True, slots=True)
class Transfer:
    """What is to be carried over now.

    ``again``: it was carried over before, and only what changed need be copied. ``known_code`` is
    the code that the system gave then. ``needed`` is false when nothing waits to be carried.
    ``files`` counts the papers with scans that this way cannot send. ``revision`` is the state of
    the dossier that the fields show. ``carried_at`` is aware, in UTC.
    """

    dossier: Dossier
    target: str
    fields: tuple[TransferField, ...]
    needed: bool
    again: bool
    known_code: str
    files: int
    carried_at: datetime | None = None

    @property
    def revision(self) -> int:
        """Return which state of the dossier the fields show."""
        return self.dossier.revision


def fields(office: Office, uid: str, target: str) -> tuple[TransferField, ...]:
    """Return what is copied, in the target's own order, changed fields marked.

    Raises:
        Refused: as `open_one`.
    """
    return open_one(office, uid, target).fields


def open_one(office: Office, uid: str, target: str) -> Transfer:
    """Return what is to be carried over of a dossier, and how it stands there.

    Raises:
        Refused: ``unknown_dossier``; ``not_by_hand``: the target is none to carry to.
    """
    with office.database.read() as session:
        ours, place = _found(session, uid, target)
        before, at = _carried(session, ours, target)
        item = _waiting(session, uid, target)
        ref = portals.remote_ref(session, target, uid)
    return Transfer(
        dossier=ours,
        target=target,
        fields=transfer_fields.fields_of(ours, place.options, office.gazetteer, before),
        needed=item is not None,
        again=before is not None,
        known_code=ref.remote_code if ref else "",
        files=0 if item is None else sum(kind is EventKind.ATTACHED for kind in item.kinds),
        carried_at=at,
    )


def done(
    office: Office, uid: str, target: str, code: str, *, revision: int | None = None
) -> ChangeSet:
    """File that a dossier was carried over, under the code that the other system gave.

    The code finds the dossier from then on and stands on its receipt beside the others; the code
    of the desk stays the first. A later correction makes another transfer needed.

    Args:
        office: the office, with the officer who carried it over.
        uid: the dossier.
        target: a target of the family `TRANSFER`.
        code: the code as it was pasted.
        revision: the state of the dossier that was copied; another one now refuses.

    Raises:
        Refused: ``officer_needed``, ``unknown_dossier``, ``not_by_hand``, ``nothing_to_transfer``,
            ``changed_meanwhile``; for ``code``: ``code_needed``, ``bad_code``, ``code_taken``,
            ``not_a_code``. Nothing was written.
        Trouble: the file cannot be written now.
    """
    _named_officer(office)
    with office.database.write() as session:
        ours, place = _found(session, uid, target)
        item = _waiting(session, uid, target)
        if item is None:
            message = f"Hồ sơ {ours.code} không còn gì phải chuyển sang {target}."
            raise Refused(Problem("", "nothing_to_transfer", message))
        if revision is not None and revision != ours.revision:
            message = (
                "Hồ sơ vừa được sửa ở nơi khác nên có trường đã chép là bản cũ. Xem lại các trường "
                "có dấu “đã thay đổi”, sửa bên kia, rồi dán mã lại."
            )
            raise Refused(Problem("", "changed_meanwhile", message))
        wanted = _checked(session, office, ours, place, code)
        _file(session, office, ours, item, (target, wanted))
        _settle(session, office, target, item, wanted)
    return ChangeSet(dossiers=frozenset({uid}), outbox=True)


def give_up(office: Office, uid: str, target: str, reason: str) -> ChangeSet:
    """Decide that a dossier is not carried over: by a named person, with a reason (house law 6).

    Raises:
        Refused: ``officer_needed``, ``reason_needed``, ``unknown_dossier``, ``not_by_hand``,
            ``nothing_to_transfer``.
        Trouble: the file cannot be written now.
    """
    _named_officer(office)
    why = clean_line(reason)
    if not why or len(why) > _LONGEST_REASON:
        raise Refused(Problem("reason", "reason_needed", "Ghi lý do, tối đa 500 ký tự."))
    with office.database.write() as session:
        ours, _place = _found(session, uid, target)
        item = _waiting(session, uid, target)
        if item is None:
            message = f"Hồ sơ {ours.code} không còn gì phải chuyển sang {target}."
            raise Refused(Problem("", "nothing_to_transfer", message))
        events = {target: endings.event_uids(session, item)}
        told: dict[str, object] = {"reason": why, "events": events}
        event = journal.append(session, office.entry(EventKind.DELIVERY_SET_ASIDE, told, uid))
        dossiers.seen(session, uid, event)
        settlement = Settlement(
            DeliveryState.SET_ASIDE, reason=f"{office.officer} ngừng chuyển: {why}", counts=False
        )
        deliveries.settle(session, target, item, settlement, office.clock.now())
    return ChangeSet(dossiers=frozenset({uid}), outbox=True)


def _named_officer(office: Office) -> None:
    if not clean_line(office.officer):
        message = "Ghi tên cán bộ trước khi chuyển hồ sơ; tên được ghi vào sổ."
        raise Refused(Problem("officer", "officer_needed", message))


def _found(session: Session, uid: str, target: str) -> tuple[Dossier, PortalTarget]:
    ours = dossiers.by_uid(session, uid)
    if ours is None:
        raise Refused(Problem("uid", "unknown_dossier", "Không thấy hồ sơ này trong dữ liệu."))
    place = next((one for one in portals.targets(session) if one.name == target), None)
    if place is None or place.family != TRANSFER:
        message = f"“{target}” không phải hệ thống chuyển tay. Xem tên trong phần thiết lập cổng."
        raise Refused(Problem("target", "not_by_hand", message))
    return ours, place


def _waiting(session: Session, uid: str, target: str) -> Due | None:
    """Return everything of a dossier that still has to be carried over, ``None`` for nothing."""
    parts = deliveries.in_states(session, uid, UNSENT)
    return next((item for name, item in parts if name == target), None)


def _carried(
    session: Session, ours: Dossier, target: str
) -> tuple[Dossier | None, datetime | None]:
    """Return a dossier as it was carried over last and when, ``None`` before the first time."""
    events = journal.events_of(session, ours.uid)
    told = [
        one
        for one in events
        if one.kind is EventKind.TRANSFERRED and one.payload.get("target") == target
    ]
    carried = {uid for one in told for uid in one.payload.get("events", ())}
    facts = [one for one in events if one.uid in carried and one.kind in FACT_KINDS]
    if not facts:
        return None, None
    return _as_it_was(ours, facts), told[-1].at


def _as_it_was(ours: Dossier, events: Sequence[Event]) -> Dossier:
    """Return the dossier as it stood after some of its events."""
    cancelled = any(one.kind is EventKind.CANCELLED for one in events)
    whole = [one.payload for one in events if "facts" in one.payload]
    before = replace(ours, cancelled=cancelled)
    if not whole:
        return before
    facts, promise = dossiers.facts_from(whole[-1]["facts"]), whole[-1]["promise"]
    return replace(before, facts=facts, promise=promise_from_json(promise))


def _checked(
    session: Session, office: Office, ours: Dossier, place: PortalTarget, told: str
) -> str:
    """Return the pasted code, cleaned, when it can be the one that the other system gave."""
    bare = "".join(sign for sign in told if sign not in _AROUND)
    code = pulled.own_spelling(ours, clean_line(bare).strip(_QUOTES))
    if not code:
        raise _refused("code_needed", f"Dán mã mà {place.name} vừa cấp cho hồ sơ này.")
    pattern = place.options.get(transfer_fields.CODE_PATTERN, "")
    if len(code) > _LONGEST_CODE or " " in code or unprintable(code):
        raise _refused("bad_code", "Đây không giống một mã hồ sơ. Xin chép lại mã từ bên kia.")
    if pattern and re.fullmatch(pattern, code) is None:
        message = f"Mã “{code}” không đúng dạng mã của {place.name}. Xin chép lại mã từ bên kia."
        raise _refused("bad_code", message)
    owner = portals.owner_of_code(session, code)
    if (owner is not None and owner != ours.uid) or (is_provisional(code) and owner is None):
        message = f"Mã {code} là của hồ sơ khác tại quầy. Xin đối chiếu lại bên kia."
        raise _refused("code_taken", message)
    if is_provisional(code) or _is_a_field(office, ours, code):
        message = "Đây là một trường vừa chép, không phải mã mà bên kia cấp. Xin chép mã bên kia."
        raise _refused("not_a_code", message)
    return code


def _is_a_field(office: Office, ours: Dossier, text: str) -> bool:
    """Return whether a text is what was just copied and stands in the clipboard still."""
    every = {transfer_fields.FIELDS: ",".join(transfer_fields.KNOWN)}
    told = transfer_fields.fields_of(ours, every, office.gazetteer)
    return any(one.value == text for one in told if one.key != "code")


def _refused(code: str, message: str) -> Refused:
    return Refused(Problem("code", code, message))


def _file(
    session: Session, office: Office, ours: Dossier, item: Due, named: tuple[str, str]
) -> None:
    """Write who carried it over and under which code; from now on the code finds the dossier."""
    target, code = named
    payload: dict[str, object] = {
        "target": target,
        "code": code,
        "events": endings.event_uids(session, item),
    }
    event = journal.append(session, office.entry(EventKind.TRANSFERRED, payload, ours.uid))
    known = portals.remote_ref(session, target, ours.uid) or RemoteRef(target, ours.uid)
    portals.put_remote_ref(session, replace(known, remote_code=code, pulled_at=office.clock.now()))
    if code not in ours.codes:
        portals.add_code(session, ours.uid, code, event.seq)
        search.add_code(session, ours.uid, code)
    dossiers.seen(session, ours.uid, event)


def _settle(session: Session, office: Office, target: str, item: Due, code: str) -> None:
    """End what waited: the facts are there and nobody can read them back, files went nowhere."""
    own = deliveries.of_dossier(session, item.dossier_uid)
    files = tuple(
        one.event_seq for one in own if one.event_seq in item.seqs and one.kind in FILE_KINDS
    )
    facts = tuple(seq for seq in item.seqs if seq not in files)
    reasons = (
        (facts, f"Đã chuyển tay, mã bên kia {code}; không kiểm chứng được ở cổng này."),
        (files, "Không gửi được tệp qua cổng này; đưa bản giấy hoặc tải lên bằng tay."),
    )
    for seqs, reason in reasons:
        if seqs:
            part = Due(item.dossier_uid, seqs, item.attempts)
            settlement = Settlement(DeliveryState.UNPROVABLE, reason=reason)
            deliveries.settle(session, target, part, settlement, office.clock.now())
