"""The journal: what happened, who did it, chained so that a change is seen; and its deliveries."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

GENESIS = "0" * 64


class EventKind(StrEnum):
    """What can happen to a dossier or to the desk."""

    RECEIVED = "received"
    DUE_SET_BY_OFFICER = "due_set_by_officer"
    CORRECTED = "corrected"
    CANCELLED = "cancelled"
    PRINTED = "printed"
    NUMBER_GAP = "number_gap"
    NUMBER_BOUND = "number_bound"
    STATUS_PULLED = "status_pulled"
    SETTING_CHANGED = "setting_changed"
    CATALOGUE_IMPORTED = "catalogue_imported"
    CATALOGUE_TOLD = "catalogue_told"
    RESTORED = "restored"
    DELIVERY_SET_ASIDE = "delivery_set_aside"
    DELIVERY_SETTLED = "delivery_settled"
    DELIVERY_DECIDED = "delivery_decided"
    TRANSFERRED = "transferred"
    ATTACHED = "attached"
    DETACHED = "detached"
    MESSAGE_PULLED = "message_pulled"
    MAPPING_CHANGED = "mapping_changed"
    GENERATION_STARTED = "generation_started"
    CLOCK_DOUBTED = "clock_doubted"
    CLOCK_CONFIRMED = "clock_confirmed"
    PRINT_FAILED = "print_failed"
    DAY_CLOSED = "day_closed"
    DAY_STAMPED = "day_stamped"
    PRINT_SAVED = "print_saved"
    PRINT_SENT = "print_sent"
    PRINT_CONFIRMED = "print_confirmed"
    PRINT_DROPPED = "print_dropped"
    NOTICES_POSTED = "notices_posted"
    NOTICE_PLACED = "notice_placed"
    NOTICE_TAKEN_DOWN = "notice_taken_down"
    CATALOGUE_REVIEWED = "catalogue_reviewed"
    LINKS_CHECKED = "links_checked"
    PAPER_MADE = "paper_made"


#: Small facts: a dossier is sent whole, as it stands after the newest of them.
FACT_KINDS = frozenset({EventKind.RECEIVED, EventKind.CORRECTED, EventKind.CANCELLED})
#: Attachments: each is a delivery of its own, so that a cut costs at most the file being sent.
FILE_KINDS = frozenset({EventKind.ATTACHED, EventKind.DETACHED})
#: The kinds that the portal must hear of; each gets one delivery per target.
DELIVERED_KINDS = FACT_KINDS | FILE_KINDS


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the journal.

    ``seq`` orders the journal (never the clock does); ``uid`` is the idempotency key of what the
    event causes elsewhere; ``payload`` is JSON-ready. ``at`` is aware and in UTC.
    """

    seq: int
    uid: str
    dossier_uid: str | None
    kind: EventKind
    at: datetime
    officer: str
    counter: int
    payload: Mapping[str, Any]
    prev_hash: str
    hash: str


_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def canonical_json(value: Any) -> str:  # noqa: ANN401 - any JSON-ready value
    """Return the one spelling of a JSON value: sorted keys, no spaces, UTF-8 text unescaped."""
    return _CANONICAL.encode(value)


def event_hash(event: Event, payload: str | None = None) -> str:
    """Return the SHA-256 (hex) over the previous hash and every other part of the event.

    ``payload`` is the event's payload in its one spelling, for a caller who has it already.
    """
    told = canonical_json(event.payload) if payload is None else payload
    start = [
        event.prev_hash,
        event.seq,
        event.uid,
        event.dossier_uid,
        event.kind.value,
        event.at.isoformat(),
        event.officer,
        event.counter,
    ]
    return hashlib.sha256(f"{canonical_json(start)[:-1]},{told}]".encode()).hexdigest()


class DeliveryState(StrEnum):
    """How far one event got towards one target system."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    PROVED = "proved"
    UNPROVABLE = "unprovable"
    UNKNOWN = "unknown"
    NEEDS_PERSON = "needs_person"
    SET_ASIDE = "set_aside"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event on its way to one target. ``last_answer`` is the raw answer, cut to 4,000.

    ``unsure``: an attempt may have arrived without anybody having told of it.
    """

    event_seq: int
    event_uid: str
    dossier_uid: str
    kind: EventKind
    target: str
    state: DeliveryState
    attempts: int = 0
    next_try_at: datetime | None = None
    last_answer: str = ""
    reason: str = ""
    proved_at: datetime | None = None
    unsure: bool = False
