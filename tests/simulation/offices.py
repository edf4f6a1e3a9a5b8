"""Offices ready to run, one a family and counter, made once and copied for each run."""

import atexit
import os
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from receptiondesk.desk import mappings, portals
from receptiondesk.domain.outbox import TRANSFER, PortalSetting
from tests.simulation.families import Town
from tests.support.office import OfficeKind, make_office

#: The first portal of a town listens there, as far as an address can tell; the next one behind it.
PORT = 9
BY_HAND = "chuyen-tay"


@dataclass
class _Shelf:
    """Where the ready offices stand; each process has its own, though all fork from one."""

    base: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="simulated-")))
    ready: dict[tuple[str, int], Path] = field(default_factory=dict)

    @property
    def root(self) -> Path:
        """Return the folder of this process."""
        own = self.base / str(os.getpid())
        own.mkdir(exist_ok=True)
        return own


_SHELF = _Shelf()
atexit.register(shutil.rmtree, _SHELF.base, ignore_errors=True)


def copy(town: Town, counter: int, root: Path) -> None:
    """Put a ready office of a counter into ``root``."""
    key = (town.name, counter)
    if key not in _SHELF.ready:
        _SHELF.ready[key] = _made(town, counter)
    shutil.copytree(_SHELF.ready[key], root)


def _made(town: Town, counter: int) -> Path:
    root = _SHELF.root / f"{town.name.replace(':', '-')}-{counter}"
    own_range = f"{counter * 100 - 99}-{counter * 100}" if town.numbered_here else ""
    office = make_office(root, OfficeKind(number_range=own_range, counter=counter))
    for place, family in enumerate(town.families):
        portals.save(office, family.setting(PORT + place), family.password, answers_practice=True)
        if family.codes:
            mappings.replace(office, family.adapter, family.codes)
    if town.by_hand:
        by_hand = PortalSetting(family=TRANSFER, url="", user="", name=BY_HAND, practice=True)
        portals.save(office, by_hand, "", answers_practice=True)
    office.close()
    return root
