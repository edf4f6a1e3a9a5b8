"""When to try again, how much at once, and when an office's evening begins (peers.md 6.8)."""

import hashlib
import random
from dataclasses import dataclass
from datetime import datetime, timedelta

BASE = timedelta(seconds=5)
CEILING = timedelta(minutes=15)
_DOUBLINGS_AT_MOST = 10

#: Probing for the line to come back is cheap and a clerk waits for it.
PROBE_CEILING = timedelta(seconds=60)
LARGEST_BATCH = 50


def delay(
    attempts: int, chance: random.Random, ceiling: timedelta = CEILING, base: timedelta = BASE
) -> timedelta:
    """Return how long to wait after the given number of failed attempts.

    Full jitter: anything between nothing and the exponential limit, so that desks that lost the
    same line do not come back in step.
    """
    doublings: int = 2 ** min(attempts, _DOUBLINGS_AT_MOST)
    limit = min(ceiling, base * doublings)
    return limit * chance.random()


def next_try(
    now: datetime, attempts: int, retry_after: timedelta | None, chance: random.Random
) -> datetime:
    """Return when a failed dossier may be tried again; never before the portal's own wish."""
    wait = delay(attempts, chance)
    return now + (max(wait, retry_after) if retry_after is not None else wait)


def spread(office_id: str, window: timedelta) -> timedelta:
    """Return how long after closing an office begins, always the same for one office.

    Drawn from the office's own id, so a thousand offices that close at one hour come evenly over
    the window (setting ``evening_minutes``) without knowing of each other.
    """
    drawn = int.from_bytes(hashlib.sha256(office_id.encode()).digest()[:8])
    return timedelta(seconds=int(window.total_seconds() * drawn / 2**64))


@dataclass(slots=True)
class Batch:
    """How many are taken at once: half after trouble, down to one; double after a good batch."""

    size: int = LARGEST_BATCH

    def trouble(self) -> None:
        """Take fewer next time."""
        self.size = max(1, self.size // 2)

    def well(self) -> None:
        """Take more again."""
        self.size = min(LARGEST_BATCH, self.size * 2)
