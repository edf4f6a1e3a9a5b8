"""A web site on loopback, and an office whose wall leads people to it."""

import time
from dataclasses import dataclass, field, replace
from pathlib import Path

from receptiondesk.desk import configuration, procedures, wall
from receptiondesk.desk.notice_orders import NoticeOrder
from receptiondesk.office import Office
from tests.support.catalogues import bring_in
from tests.support.office import OfficeKind, make_office
from tests.support.portals.wire import Asked, Said

PAGE = b"<html>" + b"x" * 500_000
ON_THE_WALL = ("1.001193", "1.000656", "1.000894")


@dataclass
class Site:
    """A web site whose pages answer as told; everything asked is noted with its time."""

    says: dict[str, Said] = field(default_factory=dict)
    head_refused: bool = False
    asked: list[tuple[str, str, float]] = field(default_factory=list)

    def handle(self, asked: Asked) -> Said:
        self.asked.append((asked.method, asked.path, time.monotonic()))
        if asked.method == "HEAD" and self.head_refused:
            return Said(405)
        said = self.says.get(asked.path, Said(200, body=PAGE))
        return replace(said, body=b"") if asked.method == "HEAD" else said


def walled_office(folder: Path, url: str) -> Office:
    """Return an office with three sheets on its wall; one leads to a host not on the list."""
    kind = OfficeKind(practice=False, lookup_url="", procedures=ON_THE_WALL)
    opened = make_office(folder / "office", kind)
    procedures.offer(opened, ON_THE_WALL)
    bring_in(
        opened,
        folder,
        {
            "1.001193": lambda one: replace(one, portal_url=f"{url}/sinh"),
            "1.000656": lambda one: replace(one, portal_url=f"{url}/tu"),
            "1.000894": lambda one: replace(one, portal_url="https://khac.example.vn/ket-hon"),
        },
    )
    wall.post(opened, NoticeOrder("sheets"))
    return configuration.change_all(opened, {"link_hosts": "127.0.0.1", "link_delay": "0"})
