"""One adapter per family of portals; the engine meets them only as ``sync.portal.Portal``."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from requests.adapters import BaseAdapter

from receptiondesk.domain.clock import Clock, SystemClock
from receptiondesk.domain.code_map import CodeMap
from receptiondesk.domain.outbox import PortalTarget
from sync.portal import Memory, Portal
from sync.portals.opencps.adapter import OpenCps
from sync.session import Timeouts


@dataclass(slots=True)
class Wiring:
    """What an adapter needs beside its target; the password is never shown by ``repr``.

    ``codes`` are the mapping tables of this portal. ``transport`` takes the place of the network
    (the simulation's own wire); ``None`` is the real one. ``clock`` is the office's.
    """

    password: str = field(repr=False)
    memory: Memory
    timeouts: Timeouts = field(default_factory=Timeouts)
    stop: threading.Event = field(default_factory=threading.Event)
    codes: CodeMap = field(default_factory=CodeMap)
    transport: BaseAdapter | None = None
    clock: Clock = field(default_factory=SystemClock)


Maker = Callable[[PortalTarget, Wiring], Portal]


def _opencps(target: PortalTarget, wiring: Wiring) -> Portal:
    return OpenCps.connect(target, wiring.password, wiring.memory, wiring.timeouts, wiring.stop)


#: Family → how its adapter is made.
ADAPTERS: Mapping[str, Maker] = {"opencps": _opencps}
