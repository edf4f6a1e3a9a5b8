"""One adapter per family of portals; the engine meets them only as ``sync.portal.Portal``."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from receptiondesk.domain.outbox import PortalTarget
from sync.portal import Memory, Portal
from sync.portals.opencps.adapter import OpenCps
from sync.session import Timeouts


@dataclass(slots=True)
class Wiring:
    """What an adapter needs beside its target; the password is never shown by ``repr``."""

    password: str = field(repr=False)
    memory: Memory
    timeouts: Timeouts = field(default_factory=Timeouts)
    stop: threading.Event = field(default_factory=threading.Event)


Maker = Callable[[PortalTarget, Wiring], Portal]


def _opencps(target: PortalTarget, wiring: Wiring) -> Portal:
    return OpenCps.connect(target, wiring.password, wiring.memory, wiring.timeouts, wiring.stop)


#: Family → how its adapter is made.
ADAPTERS: Mapping[str, Maker] = {"opencps": _opencps}
