"""Which dossiers a list shows."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from receptiondesk.domain.dossier import Status, SyncState

#: Nothing more is owed for a dossier in one of these states.
CLOSED = frozenset(
    {Status.NOT_RECEIVED, Status.WITHDRAWN, Status.STOPPED, Status.RESOLVED, Status.RETURNED}
)

#: Something is still owed; named, because an index finds what is, not what is not.
OPEN = frozenset(Status) - CLOSED

#: The facts of a dossier in one of these states have still to be sent.
UNSENT = frozenset({SyncState.LOCAL, SyncState.SENDING, SyncState.UNKNOWN})


class Which(StrEnum):
    """The lists a clerk asks for.

    ``DUE_TODAY`` and ``OVERDUE`` hold open dossiers only, neither cancelled nor closed;
    ``WAITING`` those whose facts have still to be sent; ``NEEDS_PERSON`` those the portal turned
    away; ``PROVED`` those read back and equal; ``UNPROVABLE`` those that a portal cannot show;
    ``SET_ASIDE`` those a person sends no more; ``ALL`` everything, cancelled ones too.
    """

    ALL = "all"
    DUE_TODAY = "due_today"
    OVERDUE = "overdue"
    WAITING = "waiting"
    NEEDS_PERSON = "needs_person"
    CANCELLED = "cancelled"
    PROVED = "proved"
    UNPROVABLE = "unprovable"
    SET_ASIDE = "set_aside"


@dataclass(frozen=True, slots=True)
class ListFilter:
    """A list narrowed down: by its kind, by field (lĩnh vực), by days of receipt (both included).

    Empty parts do not narrow. Days are days in Viet Nam.
    """

    which: Which = Which.ALL
    field: str = ""
    received_from: date | None = None
    received_to: date | None = None


@dataclass(frozen=True, slots=True)
class ListQuery:
    """One question to storage: ``text`` as typed, the filter, the present moment, how many."""

    text: str
    filter: ListFilter
    now: datetime
    limit: int
