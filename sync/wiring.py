"""What an adapter is given beside its target: password, memory, codes, and the way to the wire."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from requests.adapters import BaseAdapter

from receptiondesk.domain.clock import Clock, SystemClock
from receptiondesk.domain.code_map import CodeMap
from receptiondesk.domain.outbox import PortalTarget
from sync.portal import Memory
from sync.session import Line, Timeouts

#: Option of a target: a PEM file with the authority that signs its certificate, where the machine
#: does not know it (systems inside a province's own network).
CA_FILE = "caFile"


@dataclass(slots=True)
class Wiring:
    """What an adapter needs beside its target; the password is never shown by ``repr``.

    ``codes`` are the mapping tables of this portal. ``transport`` takes the place of the network
    (the simulation's own wire); ``None`` is the real one. ``clock`` is the office's.
    ``practice_only``: the office is a practice office, so nothing may reach a portal that does
    not say of itself that it is one.
    """

    password: str = field(repr=False)
    memory: Memory
    timeouts: Timeouts = field(default_factory=Timeouts)
    stop: threading.Event = field(default_factory=threading.Event)
    codes: CodeMap = field(default_factory=CodeMap)
    transport: BaseAdapter | None = None
    clock: Clock = field(default_factory=SystemClock)
    practice_only: bool = False

    def line(
        self,
        target: PortalTarget,
        *,
        base_url: str = "",
        headers: Mapping[str, str] | None = None,
        basic: bool = True,
    ) -> Line:
        """Return a line to the target, nothing sent yet.

        Args:
            target: Where to.
            base_url: Another beginning of every path than the target's own address.
            headers: Sent with every request.
            basic: Sign by the account's name and password (HTTP Basic).
        """
        return Line(
            base_url=base_url or target.url,
            user=target.user if basic else "",
            password=self.password if basic else "",
            headers=headers or {},
            timeouts=self.timeouts,
            stop=self.stop,
            transport=self.transport,
            ca_file=target.options.get(CA_FILE, ""),
            clock=self.clock,
            practice_only=self.practice_only,
        )
