"""Letters as large as fit: what is sure to be too large is not tried."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from receptiondesk.printing.flow import Flow

#: How much less room than in proportion smaller letters may take, because lines break later.
_SAVED_LINES = 1.08


class Letters(NamedTuple):
    """Letters of a text: size in points, line height as a multiple of it."""

    size: float
    height: float


class Room(NamedTuple):
    """How many pages (or columns) a text may take, and what of it is as high in any letters."""

    pages: int = 1
    fixed: float = 0.0


def set_to_fit(
    fill: Callable[[Letters], Flow], letters: Sequence[Letters], long: Letters, room: Room
) -> Flow:
    """Return a text set in the largest letters in which it fits.

    Args:
        fill: sets the whole text in given letters.
        letters: the letters to choose from, largest first.
        long: what a text is set in that fits in none of them; it then takes further pages. The
            smallest letters are taken instead where they save one.
        room: what it has to fit into.
    """
    flow = fill(letters[0])
    if len(flow.pages) <= room.pages:
        return flow
    # Smaller letters take room in proportion, or less where lines are saved.
    available = room.pages * (flow.bottom - flow.first_top) - room.fixed
    share = available / (flow.used - room.fixed) * _SAVED_LINES
    sure = share * letters[0].size * letters[0].height
    for smaller in letters[1:]:
        if smaller.size * smaller.height <= sure:
            flow = fill(smaller)
            if len(flow.pages) <= room.pages:
                return flow
    flow, smallest = fill(long), fill(letters[-1])
    return smallest if len(smallest.pages) < len(flow.pages) else flow
