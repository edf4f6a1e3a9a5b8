"""The portal's own clock: what an age at the portal is told by.

How long a portal's search may lag is a time at the portal. The desk's clock may be set between a
sending and the look-up after it (an empty battery, a person's hand), and an age taken by it would
then call absent what only does not show yet, and send it a second time.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from receptiondesk.domain.clock import Clock
from sync.session import Line


@dataclass(frozen=True, slots=True)
class PortalClock:
    """Tells the time as the portal's last reply told it, carried on by the desk's clock.

    While no reply told the time (header ``Date``, RFC 9110 6.6.1) it is the desk's own.
    """

    line: Line
    clock: Clock

    def now(self) -> datetime:
        """Return the present moment at the portal, aware, in UTC."""
        return self.clock.now() + (self.line.offset or timedelta(0))
