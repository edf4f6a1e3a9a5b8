"""Where deliveries end: a line of the journal each, and whether the rows claim anything else.

A row that says "proved" is worth as much as whoever can write rows. So each end (proved, cannot be
proved here, set aside by a person) and each return from one is written to the journal in the same
transaction, and `verify` compares. What is still under way (waiting, sending, sent, unknown, needs
a person) is no claim, for it is never shown as done, and stands in the rows only.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Text, select, type_coerce
from sqlmodel import Session

from receptiondesk.domain.events import (
    DELIVERED_KINDS,
    DeliveryState,
    Event,
    EventKind,
    canonical_json,
)
from receptiondesk.domain.outbox import ENDED, Due, Settlement, sync_of_states
from receptiondesk.storage import dossiers
from receptiondesk.storage.journal import DamagedRow, NewEvent, append
from receptiondesk.storage.tables import DeliveryRow, EventRow, as_stored, core

_EVENT = core(EventRow)
_DELIVERY = core(DeliveryRow)
#: What stands still once a delivery ended.
_OF_ROW = (
    "attempts",
    "next_try_at",
    "lease_until",
    "last_answer",
    "reason",
    "sent_at",
    "proved_at",
    "unsure",
)
_DELIVERED = frozenset(kind.value for kind in DELIVERED_KINDS)
_STATES = {state.value: state for state in DeliveryState}
_ENDED = frozenset(state.value for state in ENDED)

#: Makes a line for the journal: kind, payload, dossier uid.
Entry = Callable[[EventKind, dict[str, object], str | None], NewEvent]


def event_uids(session: Session, item: Due) -> list[str]:
    """Return the uids of the events that a ``Due`` delivers, oldest first."""
    found = session.execute(
        select(_EVENT.c.uid).where(_EVENT.c.seq.in_(item.seqs)).order_by(_EVENT.c.seq)
    )
    return list(found.scalars())


def record(session: Session, entry: Entry, target: str, item: Due, settlement: Settlement) -> Event:
    """Write to the journal that deliveries ended, or that they did not end after all.

    Call it in the transaction that settles them, after it: the line bears a mark of each row that
    ended, so that a time of proof or a reason changed later is named.
    """
    payload: dict[str, object] = {
        "target": target,
        "state": settlement.state.value,
        "events": event_uids(session, item),
        "read_back": settlement.read_back,
    }
    if settlement.state in ENDED:
        payload["rows"] = _marks(session, target, item)
    event = append(session, entry(EventKind.DELIVERY_SETTLED, payload, item.dossier_uid))
    dossiers.seen(session, item.dossier_uid, event)
    return event


def record_taken_back(session: Session, entry: Entry, target: str) -> None:
    """Write one line for all: whatever was proved (at one target, or anywhere) is so no more."""
    payload: dict[str, object] = {
        "target": target,
        "state": DeliveryState.SENT.value,
        "events": [],
        "taken_back": DeliveryState.PROVED.value,
    }
    append(session, entry(EventKind.DELIVERY_SETTLED, payload, None))


def taken_back(session: Session) -> tuple[tuple[int, str], ...]:
    """Return where in the journal all proofs were taken back: line, target (empty: anywhere)."""
    rows = session.execute(
        select(_EVENT.c.seq, type_coerce(_EVENT.c.payload, Text).label("payload"))
        .where(
            _EVENT.c.kind == EventKind.DELIVERY_SETTLED.value,
            _EVENT.c.dossier_uid.is_(None),
        )
        .order_by(_EVENT.c.seq)
    )
    return tuple((row.seq, str(json.loads(row.payload)["target"])) for row in rows)


def _marks(session: Session, target: str, item: Due) -> list[str]:
    rows = session.execute(
        select(*as_stored(DeliveryRow))
        .where(_DELIVERY.c.target == target, _DELIVERY.c.event_seq.in_(item.seqs))
        .order_by(_DELIVERY.c.event_seq)
    )
    return [mark_of(row) for row in rows]


def mark_of(row: Row[Any]) -> str:
    """Return a short mark of everything that a raw row tells of how a delivery went.

    Whether something is in doubt that was set aside is no part of it: a person may end that later.
    """
    aside = {"unsure": 0} if row.state == DeliveryState.SET_ASIDE else {}
    told = canonical_json([str(aside.get(name, getattr(row, name))) for name in _OF_ROW])
    return hashlib.sha256(told.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Sendings:
    """What one dossier's row and its deliveries say, beside its events; raw rows.

    ``deliveries`` are whole rows as stored; ``taken_back`` is what the function of that name tells.
    """

    code: str
    sync: str
    events: Sequence[Row[Any]]
    deliveries: Sequence[Row[Any]]
    taken_back: Sequence[tuple[int, str]] = ()

    def damaged(
        self, targets: Iterable[str], away: Callable[[str, int], bool] = lambda _name, _seq: False
    ) -> Iterator[DamagedRow]:
        """Return the deliveries that are missing, too many, or ended without a line.

        ``targets`` are the portals that the dossier must have gone to; ``away`` tells whether one
        was removed at a line, so that it need not have been told of it (it may be, set up again).
        """
        delivered = [event.seq for event in self.events if event.kind in _DELIVERED]
        may_be = {(seq, name) for name in targets for seq in delivered}
        wanted = {(seq, name) for seq, name in may_be if not away(name, seq)}
        states = {(d.event_seq, d.target): d.state for d in self.deliveries}
        marks = {(d.event_seq, d.target): mark_of(d) for d in self.deliveries}
        told = self._told()
        for seq, target in sorted(wanted - states.keys()):
            what = f"Hồ sơ {self.code}: thiếu việc gửi của dòng nhật ký {seq} tới cổng {target}."
            yield DamagedRow("delivery", f"{seq} {target}", what)
        for seq, target in sorted(states.keys() - may_be):
            what = f"Hồ sơ {self.code}: việc gửi {seq} tới cổng {target} không có trong nhật ký."
            yield DamagedRow("delivery", f"{seq} {target}", what)
        for (seq, target), state in sorted(states.items()):
            last, mark = told.get((seq, target), ("", ""))
            same = state in _STATES and _end(state) == _end(last)
            if not same or (mark and _end(state) and mark != marks[seq, target]):
                what = (
                    f"Hồ sơ {self.code}: tình trạng gửi của dòng nhật ký {seq} tới cổng {target} "
                    "không khớp với nhật ký."
                )
                yield DamagedRow("delivery", f"{seq} {target}", what)
        yield from self._row(states.values())

    def _row(self, states: Any) -> Iterator[DamagedRow]:  # noqa: ANN401 - a view of texts
        known = [_STATES[state] for state in states if state in _STATES]
        if sync_of_states(known).value != self.sync:
            what = f"Hồ sơ {self.code}: tình trạng gửi cổng không khớp với các việc gửi của nó."
            yield DamagedRow("dossier", self.code, what)

    def _told(self) -> dict[tuple[int, str], tuple[str, str]]:
        """Return the last state that the journal tells of each delivery, and its row's mark."""
        seqs = {event.uid: event.seq for event in self.events}
        told: dict[tuple[int, str], tuple[str, str]] = {}
        left = list(self.taken_back)
        for event in self.events:
            while left and left[0][0] < event.seq:
                _take_back(told, left.pop(0)[1])
            marks = _told_marks(event)
            for target, uids, state in _settled(event):
                told |= {
                    (seqs[uid], target): (state, marks.get(uid, "")) for uid in uids if uid in seqs
                }
        for _seq, where in left:
            _take_back(told, where)
        return told


def _take_back(told: dict[tuple[int, str], tuple[str, str]], where: str) -> None:
    for (seq, target), (state, _mark) in told.items():
        if state == DeliveryState.PROVED and where in {"", target}:
            told[seq, target] = (DeliveryState.SENT.value, "")


def _told_marks(event: Row[Any]) -> dict[str, str]:
    """Return the marks of the rows that ended; none in lines written before there were marks."""
    if event.kind != EventKind.DELIVERY_SETTLED:
        return {}
    payload = json.loads(event.payload)
    return dict(zip(payload["events"], payload.get("rows", ()), strict=False))


def _settled(event: Row[Any]) -> Iterator[tuple[str, Sequence[str], str]]:
    if event.kind == EventKind.DELIVERY_SETTLED:
        payload = json.loads(event.payload)
        yield payload["target"], payload["events"], payload["state"]
    elif event.kind == EventKind.TRANSFERRED:  # carried over by hand: nobody can read it back
        payload = json.loads(event.payload)
        yield payload["target"], payload.get("events", ()), DeliveryState.UNPROVABLE.value
    elif event.kind == EventKind.DELIVERY_DECIDED:  # whatever was decided, it goes on from there
        payload = json.loads(event.payload)
        yield payload["target"], payload["events"], DeliveryState.UNKNOWN.value
    elif event.kind == EventKind.DELIVERY_SET_ASIDE:
        for target, uids in json.loads(event.payload)["events"].items():
            yield target, uids, DeliveryState.SET_ASIDE.value


def _end(state: str) -> str:
    """Return an end as it is, and everything under way as one."""
    return state if state in _ENDED else ""
