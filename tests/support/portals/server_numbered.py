"""The double of the server-numbered family (portals.md H.3): one core, three dialects.

``ServerNumberedCore`` answers in memory; put it behind ``wire.Served`` for real HTTP. Whatever is
a guess in the facts is a path of its own here (``GUESSED``), as it is an option of the adapter.
"""

from dataclasses import dataclass, field

from receptiondesk.domain.clock import Clock, SystemClock
from tests.support.portals.server_numbered_adapter import AdapterDesk
from tests.support.portals.server_numbered_igate import IGateDesk
from tests.support.portals.server_numbered_store import Store, Switches
from tests.support.portals.server_numbered_tandan import TandanDesk
from tests.support.portals.wire import Asked, Said

UNITS = {"tandan": "000.17.22.H56", "igate": "H29.17", "adapter2026": "G09.20"}
USER, PASSWORD = "tiepnhan", "mat-khau:cong"

#: The options by which a target speaks to this double; those after the first line of each are
#: calls that the facts do not know (portals.md C.2, I.2), imitated so that they can be tried.
OPTIONS = {
    "tandan": {
        "unit": UNITS["tandan"],
        "path.update": "/api/v1/hosos/{id}",
    },
    "igate": {
        "unit": UNITS["igate"],
        "agency": "60b87fb59adb921904a0213a",
        "path.create": "/pa/dossier/--direct",
        "path.update": "/pa/dossier/{id}/--direct",
        "path.cancel": "/pa/dossier/{id}/--withdraw",
    },
    "adapter2026": {
        "unit": UNITS["adapter2026"],
        "path.lookup": "/TraCuuHoSo",
        "path.update": "/CapNhatHoSo",
    },
}


@dataclass
class ServerNumberedCore:
    """A portal of one dialect. ``calls`` are the requests answered: method and path."""

    dialect: str
    switches: Switches = field(default_factory=Switches)
    clock: Clock = field(default_factory=SystemClock)
    calls: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.store = Store(UNITS[self.dialect], self.clock, self.switches)
        self.desk: TandanDesk | IGateDesk | AdapterDesk
        match self.dialect:
            case "tandan":
                self.desk = TandanDesk(self.store, USER, PASSWORD)
            case "igate":
                self.desk = IGateDesk(self.store, USER, PASSWORD)
            case _:
                self.desk = AdapterDesk(self.store, USER, PASSWORD)

    def handle(self, asked: Asked) -> Said:
        """Answer one request."""
        self.calls.append(f"{asked.method} {asked.path}")
        switches, store = self.switches, self.store
        if switches.spend("gateway"):
            return store.said(502, {"code": 502, "message": "Bad Gateway"})
        if switches.spend("too_fast"):
            limited = store.said(429, {"message": "Too Many Requests"})
            return Said(429, {**limited.headers, "Retry-After": "7"}, limited.body)
        if self.desk.is_sign_in(asked):
            return store.page() if switches.spend("sso_html") else self.desk.sign_in(asked)
        if not store.knows(asked):
            return store.said(401, {"code": 401, "message": "Unauthorized"})
        if switches.forbidden:
            return store.said(403, {"code": 403, "message": "Forbidden"})
        return self.desk.answer(asked)
