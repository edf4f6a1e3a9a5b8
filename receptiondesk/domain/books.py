"""What a book of dossiers says of each: the register's and the fee list's line."""

from dataclasses import dataclass
from datetime import datetime

from receptiondesk.domain.walk_in import WalkIn


@dataclass(frozen=True, slots=True)
class BookLine:
    """One dossier as the books list it, in the order in which they were received (``seq``).

    ``returned_at`` is when a portal told that the result was handed out. Times are aware.
    """

    seq: int
    code: str
    procedure_code: str
    procedure_name: str
    catalogue_version: int
    facts: WalkIn
    received_at: datetime
    due_at: datetime | None
    returned_at: datetime | None = None
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class BookSpan:
    """Which dossiers: received from ``since`` until before ``until``.

    ``first_seq`` and ``last_seq`` are the journal's lines between which they were received, so
    that what comes later is not in it, and what lies before need not be looked through.
    """

    since: datetime
    until: datetime
    last_seq: int
    first_seq: int = 1
