"""Back-off: it grows, it has a ceiling, it is spread, and the portal's own wish wins."""

import random
import uuid
from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sync.schedule import BASE, CEILING, LARGEST_BATCH, Batch, delay, next_try, spread

EVENING = timedelta(minutes=20)
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


def test_a_thousand_offices_come_evenly_over_the_evening_and_each_at_its_own_time() -> None:
    offices = [str(uuid.UUID(int=number * 7919)) for number in range(1000)]
    starts = [spread(office, EVENING) for office in offices]
    assert starts == [spread(office, EVENING) for office in offices]
    assert min(starts) >= timedelta(0)
    assert max(starts) < EVENING
    minutes = Counter(int(start.total_seconds() // 60) for start in starts)
    assert set(minutes) == set(range(20)), "no minute of the window is left out"
    assert max(minutes.values()) <= 2 * 1000 // 20, "and none is crowded"
    busiest = Counter(int(start.total_seconds()) for start in starts).most_common(1)[0][1]
    assert busiest <= 8, "nobody meets a crowd at one second"


def test_a_batch_shrinks_to_one_on_trouble_and_grows_back() -> None:
    batch = Batch()
    sizes = []
    for _ in range(8):
        sizes.append(batch.size)
        batch.trouble()
    assert sizes == [50, 25, 12, 6, 3, 1, 1, 1]
    for _ in range(8):
        batch.well()
    assert batch.size == LARGEST_BATCH
