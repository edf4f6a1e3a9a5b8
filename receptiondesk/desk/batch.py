"""How many papers at once are made: their size, the pages of a part, who hears of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from receptiondesk.domain.print_jobs import PART_PAGES
from receptiondesk.printing.sheet import Making


@dataclass(frozen=True, slots=True)
class Batch:
    """How a batch is made.

    Attributes:
        size: of the paper; empty takes the office's.
        pages: at most in a part.
        progress: told (done, all) as it goes.
        cancelled: asked before each paper whether to stop.
        first: the job of the first part, 0 at the beginning.
        part: the place of the next part.
    """

    size: str = ""
    pages: int = PART_PAGES
    progress: Callable[[int, int], None] | None = None
    cancelled: Callable[[], bool] | None = None
    first: int = 0
    part: int = 1

    @property
    def making(self) -> Making:
        """Return who hears of the making and may stop it."""
        return Making(self.progress, self.cancelled)


#: Of the office's size, in parts as long as they may be, told to nobody.
USUAL: Final = Batch()
