"""A registered dossier: the projection of its events, seen by everybody above storage."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from receptiondesk.domain.procedures import Procedure
from receptiondesk.domain.walk_in import WalkIn


class Status(IntEnum):
    """The ten national processing states, in the order and with the codes that systems use."""

    NEW = 1
    RECEIVED = 2
    NOT_RECEIVED = 3
    PROCESSING = 4
    SUPPLEMENT_ASKED = 5
    PAYMENT_ASKED = 6
    WITHDRAWN = 7
    STOPPED = 8
    RESOLVED = 9
    RETURNED = 10


class SyncState(StrEnum):
    """How far the facts of a dossier got; the worst of its deliveries.

    ``SET_ASIDE``: a named person decided to send it no more; it is neither sent nor proved.
    """

    LOCAL = "local"
    SENDING = "sending"
    SENT = "sent"
    PROVED = "proved"
    UNPROVABLE = "unprovable"
    SET_ASIDE = "set_aside"
    UNKNOWN = "unknown"
    NEEDS_PERSON = "needs_person"


@dataclass(frozen=True, slots=True)
class Promise:
    """The promised time and how it was found.

    ``due_at`` is aware and in UTC, ``None`` when the limit is unknown; ``steps`` are Vietnamese
    sentences in order; ``line`` is the same in one line for the receipt; ``by_officer`` is true
    when the officer set the time (event "hẹn do cán bộ ấn định").
    """

    due_at: datetime | None
    steps: tuple[str, ...]
    line: str = ""
    by_officer: bool = False


@dataclass(frozen=True, slots=True)
class Dossier:
    """One dossier with everything a screen or a paper needs.

    ``code`` is the code printed on the newest receipt: the official code once it is known, else
    the provisional one; ``codes`` are all codes that find it, oldest first. ``procedure`` is the
    snapshot it was received under. ``facts`` holds the desk-owned facts after the last
    correction, with ``facts.fee.amount`` resolved where the rule is known. ``revision`` counts
    corrections; ``prints`` counts receipts printed. ``clock_unconfirmed``: nobody vouched for the
    clock when it was received. Times are aware and in UTC.
    """

    uid: str
    code: str
    codes: tuple[str, ...]
    procedure: Procedure
    catalogue_version: int
    facts: WalkIn
    received_at: datetime
    promise: Promise
    status: Status
    status_raw: str
    sync: SyncState
    officer: str
    counter: int
    revision: int = 0
    prints: int = 0
    cancelled: bool = False
    cancel_reason: str = ""
    practice: bool = False
    received_seq: int = 0
    clock_unconfirmed: bool = False

    @property
    def due_at(self) -> datetime | None:
        """Return the promised time in UTC."""
        return self.promise.due_at


@dataclass(frozen=True, slots=True)
class DossierLine:
    """One row of a list: what a clerk asks about. Times are aware and in UTC."""

    uid: str
    code: str
    applicant: str
    procedure: str
    procedure_code: str
    received_at: datetime
    due_at: datetime | None
    status: Status
    status_raw: str
    sync: SyncState
    cancelled: bool = False
