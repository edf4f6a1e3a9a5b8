"""One adapter per family of portals; the engine meets them only as ``sync.portal.Portal``."""

from collections.abc import Callable, Mapping

from receptiondesk.domain.outbox import PortalTarget
from sync.portal import Portal
from sync.wiring import Wiring

__all__ = ["ADAPTERS", "Maker", "Wiring"]

Maker = Callable[[PortalTarget, Wiring], Portal]


def _opencps(target: PortalTarget, wiring: Wiring) -> Portal:
    from sync.portals.opencps.adapter import OpenCps  # each family loads with its first target

    return OpenCps.wired(target, wiring)


def _national(target: PortalTarget, wiring: Wiring) -> Portal:
    from sync.portals.national.adapter import National  # as above

    return National.connect(target, wiring)


def _server_numbered(target: PortalTarget, wiring: Wiring) -> Portal:
    from sync.portals.server_numbered.adapter import ServerNumbered  # as above

    return ServerNumbered.wired(target, wiring)


#: Family → how its adapter is made.
ADAPTERS: Mapping[str, Maker] = {
    "opencps": _opencps,
    "national": _national,
    "server_numbered": _server_numbered,
}
