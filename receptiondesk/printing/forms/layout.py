"""Where a form's text stands on its paper, and how large its letters may be.

Decree 30/2020/NĐ-CP, Annex I (known at second hand): A4 with 20–25 mm above and below, 30–35 on
the left, 15–20 on the right, letters of 13–14 points. The forms of the one-stop mechanism are A5
(Circular 01/2018/TT-VPCP art. 9.2), where margins and letters shrink with the paper.
"""

from dataclasses import dataclass

from receptiondesk.printing.fitting import Letters
from receptiondesk.printing.sheet import Size


@dataclass(frozen=True, slots=True)
class Layout:
    """A paper in millimetres: its size, its margins, its letters.

    ``letters`` are tried from the largest on until all fits one page; what fits in none takes
    further pages in ``long``. ``state`` is the size of the state's name, ``running`` that of the
    page's number.
    """

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    letters: tuple[Letters, ...]
    long: Letters
    state: float
    running: float

    @property
    def room(self) -> float:
        """Return how wide the text may be."""
        return self.width - self.left - self.right


_SMALL = (
    Letters(13.0, 1.3),
    Letters(12.5, 1.28),
    Letters(12.0, 1.26),
    Letters(11.5, 1.25),
    Letters(11.0, 1.24),
    Letters(10.5, 1.22),
    Letters(10.0, 1.2),
)
_LARGE = (Letters(14.0, 1.3), Letters(13.5, 1.27), Letters(13.0, 1.24))

A5 = Layout(*Size.A5.value, 15.0, 9.0, 14.0, 11.0, _SMALL, _SMALL[3], 8.6, 11.0)
A4 = Layout(*Size.A4.value, 30.0, 15.0, 20.0, 20.0, _LARGE, _LARGE[2], 12.0, 13.0)
#: Lists and books: tables want small letters, and read more easily when each page has the same.
A4_LIST = Layout(*Size.A4.value, 25.0, 12.0, 20.0, 18.0, (), Letters(12.0, 1.25), 11.0, 13.0)
A4_BOOK = Layout(
    *Size.A4.turned(landscape=True), 30.0, 15.0, 20.0, 20.0, (), Letters(13.0, 1.3), 12.0, 13.0
)
