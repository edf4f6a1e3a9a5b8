"""Switches by which the practice portal fails the way real ones do.

Rates are between 0 and 1. ``down`` and ``lost_answer`` cut the connection, before and after the
work is done and committed; ``drop`` answers as if it had stored; ``tamper`` stores one field
altered; both exist to show that only reading back proves anything. ``refuse_letters`` turns away
names with the syllable "Hỏng", so that one dossier can be poisoned among others.
``conflict_files`` keeps no file and says "Conflict dossier file"; ``cut_file`` keeps an uploaded
file and cuts the connection.
"""

import random
import threading
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field

from receptiondesk.domain.errors import Problem, Refused

RATES = (
    "down",
    "slow",
    "error5xx",
    "unauthorized203",
    "html_page",
    "too_fast",
    "lost_answer",
    "tamper",
    "drop",
    "refuse_letters",
    "conflict_files",
    "cut_file",
)
#: Not rates: seconds of ``slow``, seconds until the search index knows a dossier, random seed,
#: bytes of the biggest file.
NUMBERS = ("slow_seconds", "index_delay", "seed", "file_limit")
_FILE_LIMIT = 100 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Picked:
    """The faults that one request meets."""

    names: frozenset[str] = frozenset()
    slow_seconds: float = 0.0

    def __contains__(self, name: str) -> bool:
        return name in self.names


#: The faults of the request at hand; set by the front door, read by the store and the calls.
HERE: ContextVar[Picked] = ContextVar("faults_here", default=Picked())  # noqa: B039 - frozen


def refuse_unknown(given: Mapping[str, object]) -> None:
    """Refuse switches that do not exist or cannot be read.

    Raises:
        Refused: field ``fault``.
    """
    known = ", ".join((*RATES, *NUMBERS))
    for name, value in given.items():
        good = isinstance(value, int | float) and not isinstance(value, bool)
        if name not in (*RATES, *NUMBERS) or not good:
            message = f"Lỗi giả lập có dạng TÊN=SỐ, với TÊN là một trong: {known}."
            raise Refused(Problem("fault", "unknown_fault", message))
        if name in RATES and not 0 <= float(str(value)) <= 1:
            message = f"Tỷ lệ của {name} là một số từ 0 đến 1."
            raise Refused(Problem("fault", "bad_rate", message))


@dataclass(slots=True)
class Faults:
    """The switches as they stand; any thread may turn them."""

    values: dict[str, float] = field(default_factory=dict)
    _chance: random.Random = field(default_factory=random.Random)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def turn(self, given: Mapping[str, float]) -> None:
        """Set switches; the others stay as they are.

        Raises:
            Refused: field ``fault``.
        """
        refuse_unknown(given)
        with self._lock:
            self.values.update({name: float(value) for name, value in given.items()})
            if "seed" in given:
                self._chance.seed(int(given["seed"]))

    def clear(self) -> None:
        """Turn everything off."""
        with self._lock:
            self.values.clear()

    def pick(self) -> Picked:
        """Return what the next request meets."""
        with self._lock:
            names = frozenset(
                name for name in RATES if self._chance.random() < self.values.get(name, 0.0)
            )
            return Picked(names, self.values.get("slow_seconds", 3.0))

    def index_delay(self) -> float:
        """Return the seconds until the search index knows a dossier."""
        return self.values.get("index_delay", 2.0)

    def file_limit(self) -> int:
        """Return the bytes of the biggest file (portals.md A.10)."""
        return int(self.values.get("file_limit", _FILE_LIMIT))
