"""Papers on a roll: as wide as the roll, as long as what they say.

A thermal printer of 80 mm prints about 72 mm wide, eight dots a millimetre.
"""

from collections.abc import Iterable

from receptiondesk.printing.flow import Column, Flow
from receptiondesk.printing.fonts import Fonts
from receptiondesk.printing.sheet import Side, paint

#: The roll and what of it can be printed on, in millimetres.
WIDTH = 80.0
EDGE = 4.0
#: A QR code's module: five whole dots of such a printer, for its dots run into each other.
MODULE = 0.625
#: A bar's least width: two dots of such a printer.
NARROW_BAR = 0.25
_ABOVE, _BELOW = 4.0, 8.0
_LEAST = 40.0
#: A page may be 200 inches long; what is longer goes on on a further page.
_MOST = 4900.0


def begun(fonts: Fonts) -> Flow:
    """Return an empty flow on a roll."""
    return Flow(fonts, Column(EDGE, WIDTH - 2 * EDGE), _ABOVE, _MOST)


def painted(flows: Iterable[Flow], stamp: str, title: str, fonts: Fonts) -> bytes:
    """Return slips as a PDF, one after the other, all as long as the longest."""
    several = list(flows)
    long = max(_length(flow) for flow in several)
    sides = [
        Side(((0.0, page),), stamp, ((0.0, WIDTH),)) for flow in several for page in flow.pages
    ]
    return paint(sides, (WIDTH, long), title, fonts)


def _length(flow: Flow) -> float:
    return _MOST + _BELOW if len(flow.pages) > 1 else max(flow.y + _BELOW, _LEAST)
