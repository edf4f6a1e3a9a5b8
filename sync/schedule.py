"""When to try again: exponential back-off with a ceiling and full jitter (peers.md 6.8)."""

import random
from datetime import datetime, timedelta

BASE = timedelta(seconds=5)
CEILING = timedelta(minutes=15)
_DOUBLINGS_AT_MOST = 10

#: Probing for the line to come back is cheap and a clerk waits for it.
PROBE_CEILING = timedelta(seconds=60)


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
