"""Where reading back begins: behind what an earlier round gave up at.

What cannot be read fails at each try and costs no attempt, so by the queue's own order it would
stand first in every round, and what stands behind it would never be read at all (peers.md 3.3: one
bad record stops the queue). So a round that is given up leaves the place where it stopped, the next
one begins behind it and comes round to the front.
"""

from collections.abc import Iterator

from receptiondesk.desk import portals
from receptiondesk.domain.outbox import FIRST, Due, DueKey
from sync.how import Phase
from sync.trip import Page, Trip


def in_turn(trip: Trip, page: Page, phase: Phase) -> Iterator[Due]:
    """Yield what is due, each once, beginning behind the place where it was given up last."""
    key = f"engine:turn:{phase.value}"
    start = last = _place(portals.recall(trip.office, trip.target, key))
    for begin in dict.fromkeys((start, FIRST)):
        for item in trip.queue(page, phase, after=begin):
            if begin != start and item.key > start:
                break  # come round to where this round began
            last = item.key
            yield item
        if trip.over():
            break
    place = last if trip.over() else FIRST
    if place == start:
        return
    if place == FIRST:
        portals.forget(trip.office, trip.target, (key,))
    else:
        portals.remember(trip.office, trip.target, {key: f"{place.attempts} {place.seq}"})


def _place(told: str | None) -> DueKey:
    if told is None:
        return FIRST
    attempts, seq = told.split()
    return DueKey(int(attempts), int(seq))
