"""Putting a saved dossier right: corrected or cancelled by a further event, never rewritten.

The number stays used and the journal keeps what stood before. A paper printed after a correction
says that it replaces the one given out before ("thay giấy đã cấp").
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from receptiondesk.desk import clock_guard, intake
from receptiondesk.desk.intake import Accepted
from receptiondesk.desk.lettering import text_problems
from receptiondesk.domain import reasons
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.dossier import Dossier, Promise
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.events import EventKind
from receptiondesk.domain.listing import CLOSED
from receptiondesk.domain.projection import cancelled_payload, corrected_payload
from receptiondesk.domain.text import clean_blanks
from receptiondesk.domain.walk_in import WalkIn
from receptiondesk.domain.walk_in_json import to_json
from receptiondesk.office import Office
from receptiondesk.storage import deliveries, dossiers, drafts, journal, portals
from receptiondesk.storage.engine import Session


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A dossier that stays in the books and is not worked on."""

    dossier: Dossier
    changes: ChangeSet


def correct(office: Office, code: str, walk_in: WalkIn, *, draft_slot: str = "") -> Accepted:
    """Replace the facts of a dossier by what was meant.

    The procedure and the moment of receipt stay as they are: another procedure is another
    dossier (cancel this one). The promised time is found anew only when the channel, the chosen
    case or the officer's own promise changed. The draft in ``draft_slot`` goes in the same
    transaction.

    Raises:
        Refused: ``unknown_code``; ``cancelled``, ``closed`` when it is past correcting;
            ``procedure_differs``; ``nothing_changed``; or any problem of the new facts. Nothing
            was written.
        Trouble: The data cannot be written now; nothing was changed.
    """
    before = found(office, code)
    refuse_if_past(before)
    if walk_in.procedure != before.procedure.code:
        message = (
            f"Hồ sơ {before.code} thuộc thủ tục {before.procedure.code}; khi sửa không đổi thủ "
            "tục. Nếu nhầm thủ tục, xin hủy hồ sơ này rồi tiếp nhận lại."
        )
        raise Refused(Problem("procedure", "procedure_differs", message))
    meant = replace(walk_in, received_at=None)
    judged_at = before.received_at
    if before.clock_unconfirmed:  # that day may be years off
        judged_at = max(judged_at, clock_guard.latest(office))
    problems = intake.problems_of(office, meant, before.procedure, judged_at)
    if problems:
        raise Refused.of(problems)
    facts = intake.settled(meant, before.procedure, before.received_at)
    after = replace(
        before,
        facts=facts,
        promise=_promise_after(office, before, facts),
        revision=before.revision + 1,
    )
    return _write_correction(office, before, after, draft_slot)


def _promise_after(office: Office, before: Dossier, facts: WalkIn) -> Promise:
    was = before.facts
    same = (was.channel, was.limit_case, was.due_at) == (
        facts.channel,
        facts.limit_case,
        facts.due_at,
    )
    if same:
        return before.promise
    return intake.promise_for(office, facts, before.procedure, before.received_at)


def _write_correction(office: Office, before: Dossier, after: Dossier, draft_slot: str) -> Accepted:
    changed = _changed(to_json(before.facts), to_json(after.facts))
    if not changed:
        message = f"Nội dung mới giống hệt hồ sơ {before.code} đang lưu, nên không có gì để sửa."
        raise Refused(Problem("", "nothing_changed", message))
    with office.database.write() as session:
        _unchanged_meanwhile(session, before)
        payload = corrected_payload(after, changed)
        line = office.entry(EventKind.CORRECTED, payload, after.uid)
        event = journal.append(session, line, portals.names_of(session, before.received_seq))
        dossiers.update(session, after, event)
        if after.promise.by_officer and after.promise != before.promise:
            intake.file_officers_promise(session, office, after)
        deliveries.refresh_sync(session, after.uid)
        if draft_slot:
            drafts.drop(session, draft_slot)
        after = dossiers.by_uid(session, after.uid) or after
    return Accepted(after, (), ChangeSet(dossiers=frozenset({after.uid}), outbox=True))


def _changed(
    before: Mapping[str, Any], after: Mapping[str, Any], under: str = ""
) -> tuple[str, ...]:
    """Return the dotted names of what differs."""
    names: list[str] = []
    for key in sorted({*before, *after}):
        one, other = before.get(key), after.get(key)
        if one == other:
            continue
        if isinstance(one, Mapping) and isinstance(other, Mapping):
            names.extend(_changed(one, other, f"{under}{key}."))
        else:
            names.append(f"{under}{key}")
    return tuple(names)


def cancel(office: Office, code: str, reason: str) -> Cancelled:
    """Cancel a dossier that should not be; its number stays used for ever.

    Raises:
        Refused: ``unknown_code``; ``missing_reason``, ``too_long`` (500), ``bad_characters``,
            ``not_in_fonts`` for the reason; ``cancelled``, ``closed`` when there is nothing to
            cancel. Nothing was written.
        Trouble: The data cannot be written now; nothing was changed.
    """
    why = _reason(reason)
    before = found(office, code)
    refuse_if_past(before)
    after = replace(before, cancelled=True, cancel_reason=why)
    with office.database.write() as session:
        _unchanged_meanwhile(session, before)
        line = office.entry(EventKind.CANCELLED, cancelled_payload(why), after.uid)
        event = journal.append(session, line, portals.names_of(session, before.received_seq))
        dossiers.update(session, after, event)
        deliveries.refresh_sync(session, after.uid)
        after = dossiers.by_uid(session, after.uid) or after
    return Cancelled(after, ChangeSet(dossiers=frozenset({after.uid}), outbox=True))


def _reason(text: str) -> str:
    reason = reasons.checked(text, "Xin ghi lý do hủy hồ sơ.")
    if lacking := text_problems("reason", reason, "Lý do"):  # a cancelled receipt prints it
        raise Refused.of(lacking)
    return reason


def found(office: Office, code: str) -> Dossier:
    """Return the dossier that a code finds.

    Raises:
        Refused: ``unknown_code``.
    """
    with office.database.read() as session:
        dossier = dossiers.by_code(session, clean_blanks(code))
    if dossier is None:
        message = f"Không thấy hồ sơ có mã «{clean_blanks(code)[:60]}». Xin kiểm tra lại mã."
        raise Refused(Problem("code", "unknown_code", message))
    return dossier


def refuse_if_past(dossier: Dossier) -> None:
    """Refuse a dossier that is past correcting.

    Raises:
        Refused: ``cancelled`` or ``closed``.
    """
    if dossier.cancelled:
        message = (
            f"Hồ sơ {dossier.code} đã hủy (lý do: {dossier.cancel_reason}), không sửa hay hủy "
            "được nữa."
        )
        raise Refused(Problem("code", "cancelled", message))
    if dossier.status in CLOSED:
        message = (
            f"Hồ sơ {dossier.code} đã giải quyết xong hoặc đã dừng, không sửa hay hủy tại quầy "
            "được nữa."
        )
        raise Refused(Problem("code", "closed", message))


def _unchanged_meanwhile(session: Session, before: Dossier) -> None:
    """Refuse when somebody else corrected or cancelled the dossier since it was read."""
    now = dossiers.by_uid(session, before.uid)
    if now is None or (now.revision, now.cancelled, now.status) != (
        before.revision,
        before.cancelled,
        before.status,
    ):
        message = f"Hồ sơ {before.code} vừa được sửa ở nơi khác. Xin mở lại rồi sửa tiếp."
        raise Refused(Problem("code", "changed_meanwhile", message))
