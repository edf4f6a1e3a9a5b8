"""Back-off: it grows, it has a ceiling, it is spread, and the portal's own wish wins."""

import random
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sync.schedule import BASE, CEILING, delay, next_try

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)


@given(attempts=st.integers(0, 500), seed=st.integers())
def test_never_beyond_the_ceiling_nor_the_doubling(attempts: int, seed: int) -> None:
    wait = delay(attempts, random.Random(seed))
    assert timedelta(0) <= wait <= min(CEILING, BASE * 2 ** min(attempts, 12))


def test_desks_do_not_come_back_in_step() -> None:
    waits = {delay(6, random.Random(seed)) for seed in range(50)}
    assert len(waits) > 40
    assert max(waits) - min(waits) > timedelta(minutes=2)


def test_the_portals_own_wish_wins() -> None:
    wish = timedelta(minutes=30)
    assert next_try(NOW, 1, wish, random.Random(1)) >= NOW + wish
    assert next_try(NOW, 1, None, random.Random(1)) <= NOW + BASE * 2
