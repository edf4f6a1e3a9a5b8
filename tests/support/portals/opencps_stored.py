"""What the double of an OpenCPS site keeps, the switches by which it fails, its working hours."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from fnmatch import fnmatchcase
from typing import Any

#: Rates: between 0 and 1, drawn for each request.
RATES = (
    "down",
    "lost_before",
    "lost_after",
    "slow",
    "error5xx",
    "too_fast",
    "unauthorized203",
    "refused403",
    "html_page",
    "tamper",
    "drop",
    "empty405",
    "conflict_files",
    "cut_file",
)


@dataclass
class Switches:
    """Everything that can go wrong (portals.md H.1), off at first.

    Rates (0 to 1): ``down`` hangs up unseen, ``lost_before`` hangs up with nothing done,
    ``lost_after`` with everything done and kept, ``slow`` answers after ``slow_s``, ``error5xx``,
    ``too_fast`` (429, ``retry_after`` seconds), ``unauthorized203``, ``refused403`` (no reason),
    ``html_page`` (a login page with 200), ``tamper`` keeps another name than it answers, ``drop``
    answers as if it had kept,
    ``empty405`` does no action, ``conflict_files`` keeps no file and says "Conflict dossier file",
    ``cut_file`` keeps the file and hangs up.
    ``expired``: the account is refused (401); ``forbidden``: it may only look (203);
    ``withheld``: services of which it may create nothing (203).
    ``lacks``: last words of paths that this version does not know (404); ``lacks_fields``: fields
    missing in its dossiers. ``strict_single``: a single-valued part holds one file whatever its
    uid. ``words``: step → another status word. ``refuse``: a syllable that no name may have.
    """

    down: float = 0.0
    lost_before: float = 0.0
    lost_after: float = 0.0
    slow: float = 0.0
    slow_s: float = 3.0
    error5xx: float = 0.0
    too_fast: float = 0.0
    retry_after: int = 1
    unauthorized203: float = 0.0
    refused403: float = 0.0
    html_page: float = 0.0
    tamper: float = 0.0
    drop: float = 0.0
    empty405: float = 0.0
    conflict_files: float = 0.0
    cut_file: float = 0.0
    expired: bool = False
    forbidden: bool = False
    withheld: frozenset[str] = frozenset()
    index_delay_s: float = 2.0
    print_delay_s: float = 2.0
    size_limit: int = 100 * 1024 * 1024
    size_status: int = 403
    strict_single: bool = True
    marks_in_detail: bool = True
    clock_skew: timedelta = timedelta()
    lacks: frozenset[str] = frozenset()
    lacks_fields: frozenset[str] = frozenset()
    words: Mapping[str, str] = field(default_factory=dict)
    refuse: str = "Hỏng"
    refusing: bool = False
    sync_errors: bool = False


@dataclass
class Chosen:
    """Draws what a request meets: what was ordered for it first, then the rates."""

    switches: Switches
    chance: random.Random
    ordered: list[tuple[str, str]] = field(default_factory=list)

    def draw(self, what: str) -> frozenset[str]:
        """Return the faults of a request named ``METHOD /path``."""
        met = {name for name in RATES if self._strikes(getattr(self.switches, name))}
        for order in self.ordered:
            if fnmatchcase(what, order[1]):
                met.add(order[0])
                self.ordered.remove(order)
                break
        return frozenset(met)

    def _strikes(self, rate: float) -> bool:
        return rate > 0 and self.chance.random() < rate


@dataclass(frozen=True)
class StoredFile:
    """A file as the site keeps it; ``modified`` in epoch milliseconds.

    ``told``: the hash of what was sent, where the site keeps something else.
    """

    uid: str
    part: str
    name: str
    kind: str
    content: bytes = field(repr=False)
    sha256: str
    modified: int
    number: int
    result: bool = False
    told: str = ""

    @property
    def size(self) -> int:
        """Return the bytes."""
        return len(self.content)


@dataclass(frozen=True)
class Done:
    """An action that was done, by whom the call said."""

    code: str
    user: str
    note: str
    at: datetime
    form: Mapping[str, str]


@dataclass
class Stored:
    """A dossier as the site keeps it; ``facts`` holds the fields of DossierInputModel."""

    id: int
    uid: str
    site: str
    user: str
    step: str
    at: datetime
    facts: dict[str, Any]
    marks: dict[str, dict[str, str]] = field(default_factory=dict)
    payment: dict[str, str] | None = None
    actions: list[Done] = field(default_factory=list)
    files: list[StoredFile] = field(default_factory=list)
    syncs: list[dict[str, Any]] = field(default_factory=list)

    @property
    def code(self) -> str:
        """Return the official code, empty while there is none."""
        return str(self.facts.get("dossierNo", ""))

    def copy(self) -> "Stored":
        """Return how it stands now."""
        payment = None if self.payment is None else dict(self.payment)
        return Stored(
            self.id, self.uid, self.site, self.user, self.step, self.at, dict(self.facts),
            {part: dict(mark) for part, mark in self.marks.items()}, payment,
            list(self.actions), list(self.files), list(self.syncs),
        )  # fmt: skip


_SPANS = ((time(7, 30), time(11, 30)), (time(13), time(17)))
_WEEK = range(5)


@dataclass
class WorkTime:
    """The site's working hours (portals.md A.8): lunch break, days off, days made up."""

    days_off: set[date] = field(default_factory=set)
    made_up: set[date] = field(default_factory=set)

    def due(self, start: datetime, hours: float) -> datetime:
        """Return the moment so many working hours after ``start`` (wall clock of the site)."""
        left = timedelta(hours=hours)
        day = start.date()
        while True:
            for opens, closes in _SPANS if self._works(day) else ():
                begin = max(start, datetime.combine(day, opens, start.tzinfo))
                end = datetime.combine(day, closes, start.tzinfo)
                if begin > end or (begin == end and left):
                    continue
                if end - begin >= left:
                    return begin + left
                left -= end - begin
            day += timedelta(days=1)

    def _works(self, day: date) -> bool:
        return day in self.made_up or (day.weekday() in _WEEK and day not in self.days_off)
