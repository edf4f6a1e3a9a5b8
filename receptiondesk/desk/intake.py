"""Taking a submission in: checked, numbered, promised and written in one transaction.

Facts, event and deliveries commit together and durably before a code is shown to anybody, so a
code on paper always has its dossier (law 1 of the house), and a number is never used twice.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from receptiondesk.desk import clock_guard, procedures
from receptiondesk.desk.lettering import text_problems, unprintable_by_fonts
from receptiondesk.domain import checks, deadline, fees
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.checks import Conditions
from receptiondesk.domain.clock import local
from receptiondesk.domain.dossier import Dossier, DossierLine, Promise, Status, SyncState
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.events import EventKind
from receptiondesk.domain.listing import CLOSED
from receptiondesk.domain.numbering import (
    LAST_NUMBER,
    NumberRange,
    official_code,
    provisional_code,
)
from receptiondesk.domain.procedures import Channel, Procedure
from receptiondesk.domain.projection import due_by_officer_payload, received_payload
from receptiondesk.domain.walk_in import FeeMethod, FeePaid, WalkIn
from receptiondesk.office import Office
from receptiondesk.storage import catalogue, dossiers, drafts, journal, order_numbers, portals
from receptiondesk.storage.catalogue import Receivable
from receptiondesk.storage.engine import Session

#: Years a practice reception may be set in: those whose holidays are known.
_PRACTICE_YEARS = range(2020, 2100)
_NAMED_AT_MOST = 3


@dataclass(frozen=True, slots=True)
class Accepted:
    """A dossier that is durably kept. ``warnings`` do not stop anything."""

    dossier: Dossier
    warnings: tuple[Problem, ...]
    changes: ChangeSet


def check(office: Office, walk_in: WalkIn) -> tuple[Problem, ...]:
    """Return everything that keeps a submission from being accepted, in the form's order.

    Raises:
        Refused: ``unknown_procedure``; without the procedure nothing else can be judged.
        Trouble: The data cannot be read now.
    """
    return _problems(office, walk_in, _receivable(office, walk_in.procedure))


def _receivable(office: Office, code: str) -> Receivable:
    with office.database.read() as session:
        known = catalogue.for_reception(session, code)
    if known is None:
        raise procedures.unknown(code)
    return known


def _problems(office: Office, walk_in: WalkIn, known: Receivable) -> tuple[Problem, ...]:
    if not known.received_here:
        message = (
            "Cơ quan chưa tiếp nhận thủ tục này. Xin chọn thủ tục khác, hoặc đưa vào danh mục "
            "tiếp nhận (Niêm yết, Ctrl+3)."
        )
        return (Problem("procedure", "not_offered", message),)
    at = walk_in.received_at
    if office.settings.practice and at is not None and local(at).year not in _PRACTICE_YEARS:
        message = "Giờ nhận của dữ liệu thực hành phải trong các năm 2020–2099."
        return (Problem("received_at", "bad_time", message),)
    # The officer's name stands under the receipt.
    return (
        *_problems_today(office, walk_in, known.procedure),
        *office.unsigned(),
        *text_problems("officer", office.officer, "Tên cán bộ"),
    )


def _problems_today(office: Office, walk_in: WalkIn, procedure: Procedure) -> tuple[Problem, ...]:
    """Return what is wrong with the facts; under a clock that stands too early, by the journal's.

    A child born this week is no mistake because the machine thinks it is 2016.
    """
    now = office.clock.now()
    found = problems_of(office, walk_in, procedure, now)
    if not found:
        return found
    latest = clock_guard.latest(office)
    return problems_of(office, walk_in, procedure, latest) if latest > now else found


def problems_of(
    office: Office, walk_in: WalkIn, procedure: Procedure, now: datetime
) -> tuple[Problem, ...]:
    """Return what is wrong with the facts themselves under a procedure, at a moment of receipt."""
    conditions = Conditions(
        practice=office.settings.practice, unprintable_by_fonts=unprintable_by_fonts()
    )
    return checks.problems(walk_in, procedure, office.gazetteer, now, conditions)


def _moment_of_receipt(office: Office, walk_in: WalkIn) -> datetime:
    """Return when it was received: the clock's time, in practice data the time that was told."""
    if office.settings.practice and walk_in.received_at is not None:
        return walk_in.received_at
    return office.clock.now()


def promise(
    office: Office,
    procedure: Procedure,
    channel: Channel,
    *,
    at: datetime | None = None,
    limit_case: str = "",
) -> Promise:
    """Return when the result is promised for a reception at ``at`` (aware; ``None``: now).

    ``limit_case`` is the case the clerk chose; empty means the longest limit of the channel.

    Raises:
        Refused: ``at`` lies outside the years whose holidays are known.
    """
    limit = deadline.longest(procedure.limits_for(channel), limit_case)
    moment = office.clock.now() if at is None else at
    return deadline.compute(limit, procedure.after_15, moment, office.settings.calendar())


def promise_for(office: Office, walk_in: WalkIn, procedure: Procedure, at: datetime) -> Promise:
    """Return the officer's promise where one was given, else the rule's."""
    if walk_in.due_at is not None:
        return deadline.by_officer(walk_in.due_at)
    return promise(office, procedure, walk_in.channel, at=at, limit_case=walk_in.limit_case)


def _promised(office: Office, walk_in: WalkIn, procedure: Procedure, at: datetime) -> Promise:
    """Return the promise; none under a clock that shows a year without known holidays.

    What the clock shows may be years off (1980 after a battery); the paper comes out all the
    same, its promised time to be written by hand.
    """
    try:
        return promise_for(office, walk_in, procedure, at)
    except Refused:
        if walk_in.due_at is not None or not clock_guard.standing(office).doubted:
            raise
    line = "Chưa tính được vì giờ của máy chưa được xác nhận; cán bộ ghi tay giờ hẹn."
    return Promise(None, (line,), line)


def settled(walk_in: WalkIn, procedure: Procedure, at: datetime) -> WalkIn:
    """Return the facts as they are kept: papers named, fee resolved by rule, moment of receipt."""
    names = {paper.code: paper.name for paper in procedure.papers if paper.code}
    papers = tuple(
        replace(tick, name=tick.name or names.get(tick.code, "")) for tick in walk_in.papers
    )
    return replace(walk_in, papers=papers, fee=_settled_fee(walk_in, procedure), received_at=at)


def _settled_fee(walk_in: WalkIn, procedure: Procedure) -> FeePaid:
    fee = walk_in.fee
    if fee.amount is not None:
        return fee
    if fee.method is FeeMethod.EXEMPT:
        return replace(fee, amount=0)
    return replace(fee, amount=fees.of_walk_in(walk_in, procedure).amount)


def accept(office: Office, walk_in: WalkIn, *, draft_slot: str = "") -> Accepted:
    """Keep a submission for good and give it its code.

    Number, dossier, papers, fee, events and deliveries are committed together; a draft named by
    ``draft_slot`` goes in the same transaction, so that it cannot be accepted twice by a crash.
    A second submission of the same person is accepted with a warning.

    Raises:
        Refused: Every problem found (field, code, sentence); nothing was written and no number
            was used. ``range_exhausted`` when the counter has no official number left today.
        Trouble: The data cannot be written now; nothing was changed.
    """
    known = _receivable(office, walk_in.procedure)
    found = _problems(office, walk_in, known)
    if found:
        raise Refused.of(found)
    procedure = known.procedure
    at = _moment_of_receipt(office, walk_in)
    facts = settled(walk_in, procedure, at)
    promised = _promised(office, walk_in, procedure, at)
    with office.database.write() as session:
        others = _others_of_person(session, facts, at)
        dossier = enter(session, office, facts, known, promised)
        if draft_slot:
            drafts.drop(session, draft_slot)
    warnings = (
        *checks.warnings(walk_in, procedure),
        *_warnings_about_others(others, facts, at),
        *_warning_about_clock(dossier),
    )
    changes = ChangeSet(dossiers=frozenset({dossier.uid}), outbox=True)
    return Accepted(dossier, warnings, changes)


def enter(
    session: Session, office: Office, facts: WalkIn, known: Receivable, promised: Promise
) -> Dossier:
    """Number and write a settled submission in the caller's transaction; nothing is checked.

    Raises:
        Refused: ``range_exhausted``.
    """
    dossier, number = _numbered(session, office, facts, known, promised)
    return _recorded(session, office, dossier, number)


def _numbered(
    session: Session, office: Office, facts: WalkIn, known: Receivable, promised: Promise
) -> tuple[Dossier, "_Number"]:
    """Return the new dossier with the next number of its day."""
    at = facts.received_at or office.clock.now()
    settings = office.settings
    doubted = clock_guard.standing_in(session, office).doubted
    number = _take_number(session, office, local(at).date(), doubted=doubted)
    dossier = Dossier(
        uid=str(uuid.uuid4()),
        code=number.code,
        codes=(number.code,),
        procedure=known.procedure,
        catalogue_version=known.version,
        facts=facts,
        received_at=at,
        promise=promised,
        status=Status.RECEIVED,
        status_raw="",
        sync=SyncState.LOCAL,
        officer=office.officer,
        counter=settings.counter,
        practice=settings.practice,
        clock_unconfirmed=doubted,
    )
    return dossier, number


@dataclass(frozen=True, slots=True)
class _Number:
    """An order number just taken and the code made of it."""

    series: str
    day: date
    number: int
    code: str


def _take_number(session: Session, office: Office, day: date, *, doubted: bool) -> _Number:
    """Take the day's next number: from the counter's own range, else a provisional one.

    On days whose shown numbers nobody can know (`order_numbers.Unknown`) it is provisional too,
    and so it is under a doubted clock: the day in an official code is the day of receipt (Circular
    01/2018/TT-VPCP art. 19), so a date nobody vouches for neither opens a series nor moves one.
    """
    settings, unknown = office.settings, order_numbers.unknown(session)
    open_day = not doubted and (unknown is None or day > unknown.official_through)
    if settings.number_range is not None and open_day:
        series = order_numbers.official_series(settings.org_code)
        number = order_numbers.take(session, series, day, settings.number_range, settings.counter)
        return _Number(series, day, number, official_code(settings.org_code, day, number))
    series = order_numbers.provisional_series(settings.counter)
    allowed = NumberRange(1, LAST_NUMBER)
    if unknown is not None and day <= unknown.through:
        allowed = NumberRange(unknown.provisional_from, LAST_NUMBER)
        _explain_fresh_part(session, office, series, day, allowed)
    number = order_numbers.take(session, series, day, allowed, settings.counter)
    return _Number(series, day, number, provisional_code(settings.counter, day, number))


def _explain_fresh_part(
    session: Session, office: Office, series: str, day: date, fresh: NumberRange
) -> None:
    """File why the day's numbers go on in a part of their own, before the first of them."""
    if order_numbers.highest_taken(session, series, day, fresh) is not None:
        return
    below = order_numbers.highest_taken(session, series, day, NumberRange(1, fresh.first - 1)) or 0
    if below + 1 < fresh.first:
        left_out = NumberRange(below + 1, fresh.first - 1)
        gap = order_numbers.gap(series, day, left_out, order_numbers.NOT_KNOWN)
        journal.append(session, office.entry(EventKind.NUMBER_GAP, gap))


def _recorded(session: Session, office: Office, dossier: Dossier, number: _Number) -> Dossier:
    """Write the events, the dossier and its deliveries; return it with its place in the journal."""
    event = journal.append(
        session,
        office.entry(EventKind.RECEIVED, received_payload(dossier), dossier.uid),
        portals.names_for(session, dossier.procedure.code, dossier.procedure.field),
    )
    dossiers.add(session, dossier, event)
    order_numbers.bind(
        session, number.series, number.day, number.number, (dossier.uid, dossier.code)
    )
    if dossier.promise.by_officer:
        file_officers_promise(session, office, dossier)
    return replace(dossier, received_seq=event.seq)


def file_officers_promise(session: Session, office: Office, dossier: Dossier) -> None:
    """File that the officer set the promised time ("hẹn do cán bộ ấn định")."""
    payload = due_by_officer_payload(dossier.promise)
    line = office.entry(EventKind.DUE_SET_BY_OFFICER, payload, dossier.uid)
    dossiers.seen(session, dossier.uid, journal.append(session, line))


def _warning_about_clock(dossier: Dossier) -> tuple[Problem, ...]:
    if not dossier.clock_unconfirmed:
        return ()
    message = (
        "Giờ của máy chưa được xác nhận nên hồ sơ mang mã tạm và giấy có ghi chú. Xin xem giờ "
        "nhận, giờ hẹn trên giấy; chỉnh đồng hồ máy nếu sai rồi xác nhận giờ máy."
    )
    return (Problem("received_at", "clock_unconfirmed", message),)


def _others_of_person(session: Session, facts: WalkIn, at: datetime) -> Sequence[DossierLine]:
    identity = facts.applicant.identity
    if identity is None:
        return ()
    midnight = local(at).replace(hour=0, minute=0, second=0, microsecond=0)
    return dossiers.recent_of_person(session, identity.number, midnight)


def _warnings_about_others(
    others: Sequence[DossierLine], facts: WalkIn, at: datetime
) -> tuple[Problem, ...]:
    """Return what the clerk should know of the same person's other dossiers.

    Another one of today, or one for the same procedure that is still open, may be the same
    matter handed in twice; that is for the clerk to judge, so it is said and never refused.
    """
    today = local(at).date()
    same = [
        other
        for other in others
        if other.procedure_code == facts.procedure and other.status not in CLOSED
    ]
    of_today = [
        other for other in others if other not in same and local(other.received_at).date() == today
    ]
    said = (
        ("same_procedure_open", "cùng thủ tục này đang giải quyết", same),
        ("same_person_today", "vừa nộp trong ngày", of_today),
    )
    return tuple(
        Problem(
            "applicant.identity.number",
            code,
            f"Người này có hồ sơ {_named(found)} {what}. Xin kiểm tra có trùng không.",
        )
        for code, what, found in said
        if found
    )


def _named(found: Sequence[DossierLine]) -> str:
    """Return the newest few codes, and how many there are beyond them."""
    codes = ", ".join(one.code for one in found[:_NAMED_AT_MOST])
    more = len(found) - _NAMED_AT_MOST
    return f"{codes} và {more} hồ sơ khác" if more > 0 else codes
