"""The end of a day: what a day's book says, and the seal that keeps it so.

A day's book is a stretch of the journal: from the line after the last seal to the line at which
the day was closed. Lines belong to a book by their number (``seq``) and never by the clock, for
office clocks lie; so what happens after the close on the same date stands in the next book.

Sources: one register a year whose numbers run on without a hole, each gap told (Circular
01/2018/TT-VPCP art. 10); money by the way it was paid, a transfer at the desk as "chuyển khoản"
(regulation.md 9). That a day is sealed and signed by two is the house's own practice.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from receptiondesk.domain.clock import VIETNAM, local
from receptiondesk.domain.events import GENESIS, canonical_json
from receptiondesk.domain.numbering import NumberRange

#: How many characters of a seal two people compare by eye, and in groups of how many.
_SHORT, _GROUP = 16, 4
#: How many characters of an event's hash the closing event keeps of every line of its book.
MARK = 8


class Why(StrEnum):
    """Why numbers of a day belong to no dossier of the book.

    The first four are the reasons that ``NUMBER_GAP`` events give; ``OTHER_COUNTER``: another
    counter's range or numbers; ``UNEXPLAINED``: nothing explains it, and `verify` names it too.
    """

    RESTORED = "restored"
    SET_UP_AGAIN = "set_up_again"
    NOT_KNOWN = "not_known_after_restore"
    RANGE_CHANGED = "range_changed"
    OTHER_COUNTER = "other_counter"
    UNEXPLAINED = "unexplained"


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers that no dossier of the book carries, and why. ``counter`` where one is meant."""

    first: int
    last: int
    why: str
    counter: int = 0


@dataclass(frozen=True, slots=True)
class NumberLine:
    """The numbers of one series, day and counter that a book gave out.

    ``series`` is ``official`` or ``provisional``; ``runs`` are the numbers given out, in order;
    ``cancelled`` those of them whose dossier was cancelled in the same book.
    """

    series: str
    day: date
    counter: int
    runs: tuple[NumberRange, ...]
    cancelled: tuple[int, ...] = ()
    gaps: tuple[Gap, ...] = ()

    @property
    def count(self) -> int:
        """Return how many numbers were given out."""
        return sum(one.last - one.first + 1 for one in self.runs)

    @property
    def unexplained(self) -> int:
        """Return how many numbers are missing without a reason."""
        lost = (gap for gap in self.gaps if gap.why == Why.UNEXPLAINED)
        return sum(gap.last - gap.first + 1 for gap in lost)


@dataclass(frozen=True, slots=True)
class Dossiers:
    """What was done, counted in dossiers; ``open`` and after it: as they stand at the close.

    ``received`` holds the cancelled ones too; ``cancelled`` those of any day; ``corrections``
    counts each act. ``returned``, ``refused``, ``withdrawn``, ``stopped`` and ``resolved`` are
    what the portal told in this book (states 10, 3, 7, 8, 9). ``overdue`` and ``due_next`` are
    parts of ``open``; ``due_next_day`` is the next working day. ``after_close`` were received on
    a date that had already been closed.
    """

    received: int = 0
    corrected: int = 0
    corrections: int = 0
    cancelled: int = 0
    returned: int = 0
    refused: int = 0
    withdrawn: int = 0
    stopped: int = 0
    resolved: int = 0
    open: int = 0
    overdue: int = 0
    due_next: int = 0
    due_next_day: date | None = None
    after_close: int = 0


@dataclass(frozen=True, slots=True)
class Sum:
    """So many dossiers, so many đồng."""

    count: int = 0
    amount: int = 0

    def __add__(self, other: "Sum") -> "Sum":
        """Return both together."""
        return Sum(self.count + other.count, self.amount + other.amount)


@dataclass(frozen=True, slots=True)
class UnknownFee:
    """A dossier whose amount is not known: it stands in no sum, and is never taken as zero."""

    code: str
    method: str


@dataclass(frozen=True, slots=True)
class Money:
    """Fees of the dossiers received in a book and not cancelled in it, in đồng.

    ``free``: nothing is owed; ``unpaid``: owed and not taken at the desk. ``adjusted_cash`` and
    ``adjusted_transfer`` are what corrections and cancellations of dossiers of earlier books
    changed (``adjusted`` dossiers), so that the books of all days add up to what is owed in all.
    """

    cash: Sum = field(default_factory=Sum)
    transfer: Sum = field(default_factory=Sum)
    exempt: int = 0
    free: int = 0
    unpaid: Sum = field(default_factory=Sum)
    unknown: tuple[UnknownFee, ...] = ()
    adjusted: int = 0
    adjusted_cash: int = 0
    adjusted_transfer: int = 0

    @property
    def expected_cash(self) -> int:
        """Return the cash that must be in the drawer."""
        return self.cash.amount + self.adjusted_cash

    @property
    def expected_transfer(self) -> int:
        """Return what must have come by transfer."""
        return self.transfer.amount + self.adjusted_transfer


@dataclass(frozen=True, slots=True)
class Counted:
    """What the clerk counted in đồng, ``None`` = not counted; ``reason`` of a difference."""

    cash: int | None = None
    transfer: int | None = None
    reason: str = ""

    def differences(self, money: Money) -> tuple[int | None, int | None]:
        """Return counted less expected, for cash and for transfers; ``None`` = not counted."""
        return (
            None if self.cash is None else self.cash - money.expected_cash,
            None if self.transfer is None else self.transfer - money.expected_transfer,
        )

    def differs(self, money: Money) -> bool:
        """Return whether something counted is not what was expected."""
        return any(self.differences(money))


@dataclass(frozen=True, slots=True)
class Papers:
    """Receipts printed for the first time, printed again, and prints that failed, by cause."""

    printed: int = 0
    reprinted: int = 0
    failed: Mapping[str, int] = field(default_factory=dict)


#: Sendings by target and then by state.
Sendings = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that a day's book says.

    ``covers`` are the other dates whose work stands in it (days that nobody closed); ``day_off``
    says why the day does not count in terms, empty for a working day; ``restored`` counts restores
    from a backup; ``clock_doubted``: a portal's time differed from the desk's at the close.
    ``bound`` are pairs of a provisional code and the official one that it got, or of an official
    code and one that a portal keeps beside it.
    ``of_day`` are the sendings of this book's own events at the moment of the close, ``queue`` all
    that are not proved, of any day.
    """

    dossiers: Dossiers = field(default_factory=Dossiers)
    numbers: tuple[NumberLine, ...] = ()
    money: Money = field(default_factory=Money)
    counted: Counted = field(default_factory=Counted)
    papers: Papers = field(default_factory=Papers)
    of_day: Sendings = field(default_factory=dict)
    queue: Sendings = field(default_factory=dict)
    bound: tuple[tuple[str, str], ...] = ()
    covers: tuple[date, ...] = ()
    day_off: str = ""
    restored: int = 0
    practice: bool = False
    clock_doubted: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """A day's book: its date, its number, and its first and last line in the journal."""

    day: date
    number: int
    first_seq: int
    last_seq: int
    previous: str = GENESIS


@dataclass(frozen=True, slots=True)
class Seal:
    """A closed day. ``events`` and ``seal`` are SHA-256 (hex); moments are aware and in UTC.

    ``stamped_at`` is when everything of the day had been proved, ``None`` before.
    """

    book: Stretch
    figures: Figures
    events: str
    seal: str
    officer: str
    closed_at: datetime
    event_seq: int
    stamped_at: datetime | None = None

    @property
    def day(self) -> date:
        """Return the date that was closed."""
        return self.book.day

    @property
    def fingerprint(self) -> str:
        """Return what two people compare by eye."""
        return fingerprint(self.seal)


def fingerprint(seal: str) -> str:
    """Return the beginning of a seal in groups: ``3F9A-10C2-77B0-E4D1``."""
    short = seal[:_SHORT].upper()
    return "-".join(short[at : at + _GROUP] for at in range(0, len(short), _GROUP))


def digest(hashes: Iterable[str]) -> str:
    """Return the SHA-256 (hex) over the hashes of a book's lines, in their order."""
    told = hashlib.sha256()
    for one in hashes:
        told.update(one.encode())
    return told.hexdigest()


def seal_of(book: Stretch, events: str, figures: object, officer: str, closed_at: datetime) -> str:
    """Return the seal (SHA-256, hex) over a book, its lines, its figures, and who closed it when.

    Args:
        book: which book; it names the seal before, so seals are a chain of their own.
        events: `digest` of its lines.
        figures: JSON-ready.
        officer: who closed.
        closed_at: aware.
    """
    told = [
        book.previous,
        book.number,
        book.day.isoformat(),
        book.first_seq,
        book.last_seq,
        events,
        figures,
        officer,
        closed_at.isoformat(),
    ]
    return hashlib.sha256(canonical_json(told).encode()).hexdigest()


def end_of(day: date) -> datetime:
    """Return the midnight that ends a day in Viet Nam, aware."""
    following = day + timedelta(days=1)
    return datetime(following.year, following.month, following.day, tzinfo=VIETNAM)


def bounds(day: date) -> tuple[datetime, datetime]:
    """Return the midnights that begin and end a day in Viet Nam, aware."""
    return end_of(day - timedelta(days=1)), end_of(day)


def day_of(moment: datetime) -> date:
    """Return the date of a moment on a wall clock in Viet Nam."""
    return local(moment).date()


def explained(hole: NumberRange, reasons: Sequence[Gap]) -> Iterator[Gap]:
    """Divide a hole among its reasons, in order; what none of them covers is unexplained."""
    first = hole.first
    while first <= hole.last:
        reason = next((one for one in reasons if one.first <= first <= one.last), None)
        if reason is not None:
            last = min(reason.last, hole.last)
            yield Gap(first, last, reason.why, reason.counter)
        else:
            ahead = [one.first for one in reasons if first < one.first <= hole.last]
            last = min(ahead, default=hole.last + 1) - 1
            yield Gap(first, last, Why.UNEXPLAINED.value)
        first = last + 1
