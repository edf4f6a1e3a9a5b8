"""One adapter per family of portals; the engine meets them only as ``sync.portal.Portal``."""

from collections.abc import Callable, Mapping

from receptiondesk.domain.outbox import PortalTarget
from sync.portal import Portal
from sync.portals.national.adapter import National
from sync.portals.opencps.adapter import OpenCps
from sync.portals.server_numbered.adapter import ServerNumbered
from sync.wiring import Wiring

__all__ = ["ADAPTERS", "Maker", "Wiring"]

Maker = Callable[[PortalTarget, Wiring], Portal]


#: Family → how its adapter is made.
ADAPTERS: Mapping[str, Maker] = {
    "opencps": OpenCps.wired,
    "national": National.connect,
    "server_numbered": ServerNumbered.wired,
}
