"""The figures of a day's book, added up from the journal and the rows by SQL.

A book may end before the newest line (a day that somebody forgot to close), so what stands in rows
counts only for dossiers that nothing happened to afterwards; the others are added up again from
their events (`receptiondesk.domain.projection`).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlmodel import Session

from receptiondesk.domain.day import (
    Dossiers,
    Figures,
    Money,
    Papers,
    Stretch,
    Sum,
    UnknownFee,
    bounds,
)
from receptiondesk.domain.dossier import Status
from receptiondesk.domain.events import DeliveryState, Event, EventKind
from receptiondesk.domain.listing import CLOSED
from receptiondesk.domain.numbering import NumberRange, is_provisional
from receptiondesk.domain.projection import Projection, project, promise_from_json
from receptiondesk.domain.walk_in import FeeMethod
from receptiondesk.storage import day_numbers
from receptiondesk.storage.journal import event_of
from receptiondesk.storage.tables import (
    DeliveryRow,
    DossierFeeRow,
    DossierRow,
    EventRow,
    OrderNumberRow,
    core,
)

_EVENT = core(EventRow)
_DOSSIER = core(DossierRow)
_FEE = core(DossierFeeRow)
_DELIVERY = core(DeliveryRow)
_NUMBER = core(OrderNumberRow)

_OPEN = [int(status) for status in Status if status not in CLOSED]
#: What changes a dossier's facts, status or promise.
_CHANGING = (
    EventKind.RECEIVED,
    EventKind.CORRECTED,
    EventKind.CANCELLED,
    EventKind.STATUS_PULLED,
    EventKind.DUE_SET_BY_OFFICER,
)
_AT_ONCE = 500
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a book's figures depend on besides the journal.

    ``ranges`` are the number ranges by counter, the own one too; ``now`` is the moment by which a
    dossier is late; ``next_day`` the next working day; ``closed`` the date closed last.
    """

    ranges: Mapping[int, NumberRange]
    now: datetime
    next_day: date
    closed: date | None = None


def figures(session: Session, book: Stretch, asked: Asked) -> Figures:
    """Return what a book says; nothing counted, no other dates named yet."""
    later = _touched_after(session, book.last_seq)
    sums = _Sums(session, book, frozenset(later))
    cancelled = sums.dossiers_of(EventKind.CANCELLED)
    return Figures(
        dossiers=sums.dossiers(asked, cancelled),
        numbers=day_numbers.lines(session, book, asked.ranges, cancelled),
        money=sums.money(cancelled),
        papers=sums.papers(),
        of_day=_sendings(session, _DELIVERY.c.event_seq.between(book.first_seq, book.last_seq)),
        queue=_sendings(session, _DELIVERY.c.state != DeliveryState.PROVED.value),
        bound=sums.bound(),
        restored=sums.lines_of(EventKind.RESTORED),
    )


def _sendings(session: Session, which: ColumnElement[bool]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    rows = session.execute(
        select(_DELIVERY.c.target, _DELIVERY.c.state, func.count())
        .where(which)
        .group_by(_DELIVERY.c.target, _DELIVERY.c.state)
        .order_by(_DELIVERY.c.target, _DELIVERY.c.state)
    )
    for target, state, count in rows:
        found.setdefault(target, {})[state] = count
    return found


def _touched_after(session: Session, seq: int) -> tuple[str, ...]:
    rows = session.execute(
        select(_EVENT.c.dossier_uid)
        .where(
            _EVENT.c.seq > seq,
            _EVENT.c.dossier_uid.is_not(None),
            _EVENT.c.kind.in_([kind.value for kind in _CHANGING]),
        )
        .distinct()
    )
    return tuple(rows.scalars())


def _states_at(session: Session, uids: Iterable[str], seq: int) -> Iterator[tuple[str, Projection]]:
    """Return some dossiers as they stood after a line of the journal; later ones are left out."""
    for some in _parts(sorted(uids)):
        rows = session.execute(
            select(_EVENT)
            .where(_EVENT.c.dossier_uid.in_(some), _EVENT.c.seq <= seq)
            .order_by(_EVENT.c.dossier_uid, _EVENT.c.seq)
        )
        for uid, own in groupby(map(event_of, rows), key=attrgetter("dossier_uid")):
            state = project(own)
            if state is not None:
                yield uid, state


def _parts(whole: Sequence[_T]) -> Iterator[Sequence[_T]]:
    for start in range(0, len(whole), _AT_ONCE):
        yield whole[start : start + _AT_ONCE]


@dataclass(frozen=True, slots=True)
class _Sums:
    """One book being added up; ``later`` are the dossiers to which something happened since."""

    session: Session
    book: Stretch
    later: frozenset[str]

    def lines_of(self, kind: EventKind) -> int:
        return int(self.session.execute(self._of(func.count(), kind)).scalar() or 0)

    def dossiers_of(self, kind: EventKind) -> frozenset[str]:
        return frozenset(self.session.execute(self._of(_EVENT.c.dossier_uid, kind)).scalars())

    def _of(self, what: Any, kind: EventKind) -> Select[Any]:  # noqa: ANN401 - a column
        return select(what).where(
            _EVENT.c.kind == kind.value,
            _EVENT.c.seq.between(self.book.first_seq, self.book.last_seq),
        )

    def _events(self, kind: EventKind) -> Iterator[Event]:
        rows = self.session.execute(
            select(_EVENT)
            .where(
                _EVENT.c.kind == kind.value,
                _EVENT.c.seq.between(self.book.first_seq, self.book.last_seq),
            )
            .order_by(_EVENT.c.seq)
        )
        return map(event_of, rows)

    # --- dossiers

    def dossiers(self, asked: Asked, cancelled: frozenset[str]) -> Dossiers:
        ended = self._ended()
        standing = self._standing(asked)
        return replace(
            standing,
            received=self.lines_of(EventKind.RECEIVED),
            corrected=len(self.dossiers_of(EventKind.CORRECTED)),
            corrections=self.lines_of(EventKind.CORRECTED),
            cancelled=len(cancelled),
            returned=ended[Status.RETURNED],
            refused=ended[Status.NOT_RECEIVED],
            withdrawn=ended[Status.WITHDRAWN],
            stopped=ended[Status.STOPPED],
            resolved=ended[Status.RESOLVED],
            after_close=self._after_close(asked.closed),
        )

    def _ended(self) -> "Counter[Status]":
        """Count the dossiers by the final state that the portal told anew in this book.

        What was cancelled at the desk is counted there: the portal only says it after us.
        """
        newest = {one.dossier_uid: one for one in self._events(EventKind.STATUS_PULLED)}
        ends = {
            str(uid): Status(one.payload["status"])
            for uid, one in newest.items()
            if one.payload["status"] in CLOSED
        }
        before = dict(_states_at(self.session, ends, self.book.first_seq - 1))
        after = _states_at(self.session, ends, self.book.last_seq)
        cancelled = {uid for uid, state in after if state.cancelled}
        return Counter(
            status
            for uid, status in ends.items()
            if uid not in cancelled and (uid not in before or before[uid].status != status)
        )

    def _standing(self, asked: Asked) -> Dossiers:
        """Count what is open at the end of the book: late ones, and due on the next working day."""
        start, end = bounds(asked.next_day)
        due = _DOSSIER.c.due_at
        which: list[ColumnElement[bool]] = [
            _DOSSIER.c.cancelled.is_(False),
            _DOSSIER.c.status.in_(_OPEN),
        ]
        if self.later:
            which.append(self._untouched())
        total, late, soon = self.session.execute(
            select(
                func.count(),
                func.count(case((due < asked.now, 1))),
                func.count(case(((due >= start) & (due < end), 1))),
            ).where(*which)
        ).one()
        for _, state in _states_at(self.session, self.later, self.book.last_seq):
            if not state.cancelled and state.status in _OPEN:
                promised = promise_from_json(state.promise).due_at
                total += 1
                late += promised is not None and promised < asked.now
                soon += promised is not None and start <= promised < end
        return Dossiers(open=total, overdue=late, due_next=soon, due_next_day=asked.next_day)

    def _untouched(self) -> ColumnElement[bool]:
        """Return the condition that nothing happened to a dossier after the book."""
        newer = (
            select(_EVENT.c.seq)
            .where(
                _EVENT.c.dossier_uid == _DOSSIER.c.uid,
                _EVENT.c.seq > self.book.last_seq,
                _EVENT.c.kind.in_([kind.value for kind in _CHANGING]),
            )
            .exists()
        )
        return ~newer

    def _after_close(self, closed: date | None) -> int:
        if closed is None:
            return 0
        in_time = _EVENT.c.at < bounds(closed)[1]
        asked = self._of(func.count(), EventKind.RECEIVED).where(in_time)
        return int(self.session.execute(asked).scalar() or 0)

    def bound(self) -> tuple[tuple[str, str], ...]:
        """Return the codes that came in this book, each beside the code its dossier bore till then.

        The first one that comes to a provisional code is the official one, as everywhere
        (`receptiondesk.domain.projection`); what comes later stands beside it.
        """
        uids = sorted(self.dossiers_of(EventKind.NUMBER_BOUND))
        bears: dict[str, str] = {}
        found: list[tuple[str, str]] = []
        for some in _parts(uids):
            numbers = select(_NUMBER.c.dossier_uid, _NUMBER.c.code)
            rows = self.session.execute(numbers.where(_NUMBER.c.dossier_uid.in_(some)))
            bears |= {row.dossier_uid: row.code for row in rows}
            for one in self._bindings(some):
                uid, code = str(one.dossier_uid), str(one.payload["code"])
                if uid not in bears:
                    continue
                if one.seq >= self.book.first_seq:
                    found.append((bears[uid], code))
                if is_provisional(bears[uid]):
                    bears[uid] = code
        return tuple(sorted(found))

    def _bindings(self, uids: Sequence[str]) -> Iterator[Event]:
        """Return every code bound to some dossiers up to the end of the book, in order."""
        rows = self.session.execute(
            select(_EVENT)
            .where(
                _EVENT.c.dossier_uid.in_(uids),
                _EVENT.c.kind == EventKind.NUMBER_BOUND.value,
                _EVENT.c.seq <= self.book.last_seq,
            )
            .order_by(_EVENT.c.seq)
        )
        return map(event_of, rows)

    # --- papers

    def papers(self) -> Papers:
        numbers = [int(one.payload["print_no"]) for one in self._events(EventKind.PRINTED)]
        again = sum(number > 1 for number in numbers)
        causes = Counter(str(one.payload["cause"]) for one in self._events(EventKind.PRINT_FAILED))
        return Papers(len(numbers) - again, again, dict(causes))

    # --- money

    def money(self, cancelled: frozenset[str]) -> Money:
        till = _Till()
        for method, amount, count in self._fees():
            till.take(method, amount, count)
        till.unknown += self._unknown()
        touched = cancelled | self.dossiers_of(EventKind.CORRECTED)
        after = dict(_states_at(self.session, self.later | touched, self.book.last_seq))
        for uid, state in after.items():
            if uid in self.later and state.received_seq >= self.book.first_seq:
                till.take_state(state)
        earlier = {
            uid for uid in touched if uid in after and after[uid].received_seq < self.book.first_seq
        }
        before = dict(_states_at(self.session, earlier, self.book.first_seq - 1))
        for uid in sorted(earlier & before.keys()):
            till.adjust(before[uid], after[uid])
        return till.money()

    def _received(self) -> list[ColumnElement[bool]]:
        which: list[ColumnElement[bool]] = [
            _DOSSIER.c.received_seq.between(self.book.first_seq, self.book.last_seq),
            _DOSSIER.c.cancelled.is_(False),
        ]
        return [*which, self._untouched()] if self.later else which

    def _fees(self) -> Sequence[Any]:
        """Return the book's fees by method: known amounts summed and counted."""
        return self.session.execute(
            select(_FEE.c.method, func.sum(_FEE.c.amount), func.count())
            .join(_DOSSIER, _DOSSIER.c.uid == _FEE.c.dossier_uid)
            .where(*self._received(), (_FEE.c.amount.is_not(None)) | (_FEE.c.method == "exempt"))
            .group_by(_FEE.c.method, _FEE.c.amount == 0)
        ).all()

    def _unknown(self) -> list[UnknownFee]:
        rows = self.session.execute(
            select(_DOSSIER.c.code, _FEE.c.method)
            .join(_DOSSIER, _DOSSIER.c.uid == _FEE.c.dossier_uid)
            .where(*self._received(), _FEE.c.amount.is_(None), _FEE.c.method != "exempt")
        )
        return [UnknownFee(row.code, row.method) for row in rows]


class _Till:
    """Fees being added up by the way they were paid."""

    def __init__(self) -> None:
        self._sums: dict[str, Sum] = {}
        self.unknown: list[UnknownFee] = []
        self._adjusted = 0
        self._changed = {FeeMethod.CASH.value: 0, FeeMethod.TRANSFER.value: 0}

    def take(self, method: str, amount: int | None, count: int) -> None:
        kind = "free" if method != FeeMethod.EXEMPT and not amount else method
        self._sums[kind] = self._sums.get(kind, Sum()) + Sum(count, amount or 0)

    def take_state(self, state: Projection) -> None:
        """Take one dossier as its events tell it."""
        if state.cancelled:
            return
        method, amount = _fee_of(state)
        if amount is None and method != FeeMethod.EXEMPT:
            self.unknown.append(UnknownFee(state.code, method))
        else:
            self.take(method, amount, 1)

    def adjust(self, before: Projection, after: Projection) -> None:
        """Take what a dossier of an earlier book owes now, less what stood in that book."""
        changes = {method: _owed(after, method) - _owed(before, method) for method in self._changed}
        self._adjusted += any(changes.values())
        for method, change in changes.items():
            self._changed[method] += change

    def money(self) -> Money:
        """Return the whole."""
        sums = self._sums
        return Money(
            cash=sums.get("cash", Sum()),
            transfer=sums.get("transfer", Sum()),
            exempt=sums.get("exempt", Sum()).count,
            free=sums.get("free", Sum()).count,
            unpaid=sums.get("none", Sum()),
            unknown=tuple(sorted(self.unknown, key=lambda one: (one.code, one.method))),
            adjusted=self._adjusted,
            adjusted_cash=self._changed["cash"],
            adjusted_transfer=self._changed["transfer"],
        )


def _fee_of(state: Projection) -> tuple[str, int | None]:
    fee = state.facts["fee"]
    return str(fee["method"]), fee["amount"]


def _owed(state: Projection, method: str) -> int:
    paid, amount = _fee_of(state)
    return amount if not state.cancelled and paid == method and amount else 0
