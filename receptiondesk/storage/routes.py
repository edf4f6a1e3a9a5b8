"""Which portals the journal says a dossier went to, whatever the portals' rows say now.

A dossier goes to the portals that received its procedure when it was taken in, and to those that
were set up, or set to receive it, later (`deliveries.backfill`); it is never taken off one.
"""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from receptiondesk.domain.events import EventKind
from receptiondesk.domain.routing import REMOVED, receives
from receptiondesk.storage.journal import whole_of_kinds

#: What was set of one portal: the line of the journal and the options, oldest first.
_Settings = list[tuple[int, Mapping[str, str]]]


@dataclass(frozen=True, slots=True)
class Routes:
    """Every portal's settings over time, as the journal tells them."""

    portals: Mapping[str, _Settings]

    def of(self, received_seq: int, procedure_code: str, field: str) -> frozenset[str]:
        """Return the names of the portals that a dossier must have gone to."""
        return frozenset(
            name
            for name, settings in self.portals.items()
            if any(
                receives(options, procedure_code, field)
                for options in _since(settings, received_seq)
            )
        )

    def away(self, name: str, seq: int) -> bool:
        """Return whether a portal was removed at a line of the journal: nothing went there then."""
        before = [options for at, options in self.portals.get(name, []) if at < seq]
        return bool(before) and REMOVED in before[-1]


def _since(settings: _Settings, seq: int) -> list[Mapping[str, str]]:
    """Return the options that held at a line of the journal, and all that came after it."""
    before = [options for at, options in settings if at < seq]
    return before[-1:] + [options for at, options in settings if at > seq]


def told(session: Session) -> Routes:
    """Return the routes that the journal tells."""
    portals: dict[str, _Settings] = {}
    for event in whole_of_kinds(session, [EventKind.SETTING_CHANGED]):
        with contextlib.suppress(AttributeError, KeyError, TypeError):  # the chain names the line
            portal = event.payload["portal"]
            portals.setdefault(portal["name"], []).append((event.seq, dict(portal["options"])))
    return Routes(portals)
