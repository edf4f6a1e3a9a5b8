"""Where deliveries end: a line of the journal each, and whether the rows claim anything else.

A row that says "proved" is worth as much as whoever can write rows. So each end (proved, cannot be
proved here, set aside by a person) and each return from one is written to the journal in the same
transaction, and `verify` compares. What is still under way (waiting, sending, sent, unknown, needs
a person) is no claim, for it is never shown as done, and stands in the rows only.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select
from sqlmodel import Session

from receptiondesk.domain.events import DELIVERED_KINDS, DeliveryState, Event, EventKind
from receptiondesk.domain.outbox import ENDED, Due, Settlement, sync_of_states
from receptiondesk.storage import dossiers
from receptiondesk.storage.journal import DamagedRow, NewEvent, append
from receptiondesk.storage.tables import EventRow, core

_EVENT = core(EventRow)
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

    Call it in the transaction that settles them.
    """
    payload: dict[str, object] = {
        "target": target,
        "state": settlement.state.value,
        "events": event_uids(session, item),
        "read_back": settlement.read_back,
    }
    event = append(session, entry(EventKind.DELIVERY_SETTLED, payload, item.dossier_uid))
    dossiers.seen(session, item.dossier_uid, event)
    return event


@dataclass(frozen=True, slots=True)
class Sendings:
    """What one dossier's row and its deliveries say, beside its events; raw rows.

    ``deliveries`` have ``event_seq``, ``target`` and ``state``.
    """

    code: str
    sync: str
    events: Sequence[Row[Any]]
    deliveries: Sequence[Row[Any]]

    def damaged(self, targets: Iterable[str]) -> Iterator[DamagedRow]:
        """Return the deliveries that are missing, too many, or ended without a line.

        ``targets`` are the portals that the dossier must have gone to.
        """
        delivered = [event.seq for event in self.events if event.kind in _DELIVERED]
        wanted = {(seq, name) for name in targets for seq in delivered}
        states = {(d.event_seq, d.target): d.state for d in self.deliveries}
        told = self._told()
        for seq, target in sorted(wanted - states.keys()):
            what = f"Hồ sơ {self.code}: thiếu việc gửi của dòng nhật ký {seq} tới cổng {target}."
            yield DamagedRow("delivery", f"{seq} {target}", what)
        for seq, target in sorted(states.keys() - wanted):
            what = f"Hồ sơ {self.code}: việc gửi {seq} tới cổng {target} không có trong nhật ký."
            yield DamagedRow("delivery", f"{seq} {target}", what)
        for (seq, target), state in sorted(states.items()):
            if state not in _STATES or _end(state) != _end(told.get((seq, target), "")):
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

    def _told(self) -> dict[tuple[int, str], str]:
        """Return the last state that the journal tells of each delivery."""
        seqs = {event.uid: event.seq for event in self.events}
        told: dict[tuple[int, str], str] = {}
        for event in self.events:
            for target, uids, state in _settled(event):
                told |= {(seqs[uid], target): state for uid in uids if uid in seqs}
        return told


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
