"""Whether this machine is on any network, asked without sending a byte, and whom it may trust."""

import socket
import ssl
from pathlib import Path

#: Addresses kept for documentation (RFC 5737, RFC 3849): nobody ever answers there.
_NOWHERE = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))
_ANY_PORT = 9


def addresses() -> frozenset[str]:
    """Return the addresses of this machine by which something leaves it; empty without a cable.

    A datagram socket that is only "connected" sends nothing: the system just chooses the way.
    """
    found = set()
    for family, nowhere in _NOWHERE:
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.connect((nowhere, _ANY_PORT))
                found.add(str(probe.getsockname()[0]))
        except OSError:
            continue  # no way out of this family
    return frozenset(found)


def has_route() -> bool:
    """Return whether anything at all can leave this machine."""
    return bool(addresses())


def holds_certificates(file: Path) -> bool:
    """Return whether a file holds certificates (PEM) that a line can be told to trust."""
    try:
        return bool(ssl.create_default_context(cafile=file).cert_store_stats()["x509"])
    except (OSError, ValueError):  # ssl.SSLError is an OSError
        return False
