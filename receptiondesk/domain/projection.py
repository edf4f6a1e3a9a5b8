"""What the journal says of a dossier: the payloads of its events, and the state they add up to.

A dossier's row is the projection of its events, so everything it shows must be found in them
again. The payloads' shapes stand here, beside the one function that reads them back; the journal
check compares its result with the rows.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from receptiondesk.domain import numbering
from receptiondesk.domain.dossier import Dossier, Promise, Status
from receptiondesk.domain.events import Event, EventKind
from receptiondesk.domain.procedures import Procedure
from receptiondesk.domain.walk_in import PaperTick, WalkIn
from receptiondesk.domain.walk_in_json import to_json

#: Key of ``RECEIVED`` where nobody vouched for the clock (`receptiondesk.domain.clock_guard`).
CLOCK_UNCONFIRMED = "clock_unconfirmed"
OFFICIAL = "official"
PROVISIONAL = "provisional"


@dataclass(frozen=True, slots=True)
class Projection:
    """One dossier as its events tell it.

    ``codes`` are pairs of code and kind (``official`` or ``provisional``), oldest first.
    ``facts`` and ``promise`` are JSON-ready. Times are aware and in UTC.
    """

    code: str
    codes: tuple[tuple[str, str], ...]
    procedure_code: str
    procedure_name: str
    catalogue_version: int
    facts: Mapping[str, Any]
    promise: Mapping[str, Any]
    received_at: datetime
    officer: str
    counter: int
    practice: bool
    received_seq: int
    last_seq: int
    status: int = int(Status.RECEIVED)
    status_raw: str = ""
    revision: int = 0
    prints: int = 0
    cancelled: bool = False
    cancel_reason: str = ""
    clock_unconfirmed: bool = False


def code_kind(code: str) -> str:
    """Return ``provisional`` for a counter's own code, else ``official``."""
    return PROVISIONAL if numbering.is_provisional(code) else OFFICIAL


def promise_to_json(promise: Promise) -> dict[str, Any]:
    """Return a promise as events and rows keep it; ``due_at`` in UTC."""
    due_at = promise.due_at
    return {
        "due_at": None if due_at is None else due_at.astimezone(UTC).isoformat(),
        "steps": list(promise.steps),
        "line": promise.line,
        "by_officer": promise.by_officer,
    }


def promise_from_json(kept: Mapping[str, Any]) -> Promise:
    """Return the promise that ``promise_to_json`` wrote."""
    due_at = kept["due_at"]
    return Promise(
        due_at=None if due_at is None else datetime.fromisoformat(due_at),
        steps=tuple(kept["steps"]),
        line=kept["line"],
        by_officer=kept["by_officer"],
    )


def received_payload(dossier: Dossier) -> dict[str, Any]:
    """Return the payload of ``RECEIVED``: everything the dossier starts with."""
    mark = {CLOCK_UNCONFIRMED: True} if dossier.clock_unconfirmed else {}
    return mark | {
        "code": dossier.code,
        "code_kind": code_kind(dossier.code),
        "procedure": dossier.procedure.code,
        "procedure_name": dossier.procedure.name,
        "catalogue_version": dossier.catalogue_version,
        "received_at": dossier.received_at.astimezone(UTC).isoformat(),
        "facts": to_json(dossier.facts),
        "promise": promise_to_json(dossier.promise),
        "practice": dossier.practice,
    }


def due_by_officer_payload(promise: Promise) -> dict[str, Any]:
    """Return the payload of ``DUE_SET_BY_OFFICER`` ("hẹn do cán bộ ấn định")."""
    return {"promise": promise_to_json(promise)}


def corrected_payload(dossier: Dossier, changed: Iterable[str]) -> dict[str, Any]:
    """Return the payload of ``CORRECTED``: the whole new facts and the names of what changed."""
    return {
        "revision": dossier.revision,
        "changed": sorted(changed),
        "facts": to_json(dossier.facts),
        "promise": promise_to_json(dossier.promise),
    }


def cancelled_payload(reason: str) -> dict[str, Any]:
    """Return the payload of ``CANCELLED``."""
    return {"reason": reason}


def handed_in(facts: WalkIn, procedure: Procedure) -> tuple[PaperTick, ...]:
    """Return the papers that stay at the desk, in the order of the ticks, each with its name.

    Papers that are only shown are looked at and handed back, so they are never listed
    (Decree 61/2018 art. 20.2: originals taken for comparison are returned).
    """
    papers = {paper.code: paper for paper in procedure.papers if paper.code}
    kept: list[PaperTick] = []
    for tick in facts.papers:
        paper = papers.get(tick.code)
        if paper is not None and paper.shown_only:
            continue
        kept.append(replace(tick, name=tick.name or (paper.name if paper else "")))
    return tuple(kept)


def project(events: Iterable[Event]) -> Projection | None:
    """Add up the events of one dossier, in the order of ``seq``.

    Returns:
        The state they lead to; ``None`` when they do not begin with ``RECEIVED``.

    Raises:
        KeyError: A payload lacks what its kind must carry (a damaged journal).
    """
    state: Projection | None = None
    for event in events:
        if event.kind is EventKind.RECEIVED:
            state = _received(event)
        elif state is None:
            return None
        else:
            state = replace(_next(state, event), last_seq=event.seq)
    return state


def _received(event: Event) -> Projection:
    told = event.payload
    return Projection(
        code=told["code"],
        codes=((told["code"], told["code_kind"]),),
        procedure_code=told["procedure"],
        procedure_name=told["procedure_name"],
        catalogue_version=told["catalogue_version"],
        facts=told["facts"],
        promise=told["promise"],
        received_at=datetime.fromisoformat(told["received_at"]),
        officer=event.officer,
        counter=event.counter,
        practice=told["practice"],
        received_seq=event.seq,
        last_seq=event.seq,
        clock_unconfirmed=told.get(CLOCK_UNCONFIRMED) is True,
    )


def _next(state: Projection, event: Event) -> Projection:
    told = event.payload
    match event.kind:
        case EventKind.DUE_SET_BY_OFFICER:
            return replace(state, promise=told["promise"])
        case EventKind.CORRECTED:
            return replace(
                state, revision=told["revision"], facts=told["facts"], promise=told["promise"]
            )
        case EventKind.CANCELLED:
            return replace(state, cancelled=True, cancel_reason=told["reason"])
        case EventKind.PRINTED:
            return replace(state, prints=state.prints + 1)
        case EventKind.NUMBER_BOUND:
            # A second official code only finds it too: what the receipt bears stays its code.
            first = numbering.is_provisional(state.code)
            codes = (*state.codes, (told["code"], OFFICIAL))
            return replace(state, code=told["code"] if first else state.code, codes=codes)
        case EventKind.TRANSFERRED if told["code"] not in dict(state.codes):
            return replace(state, codes=(*state.codes, (told["code"], OFFICIAL)))
        case EventKind.STATUS_PULLED:
            return replace(state, status=told["status"], status_raw=told["status_raw"])
        case _:
            return state
