"""Offices ready to run, one a family and counter, made once and copied for each run."""

import atexit
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from receptiondesk.desk import mappings, portals
from tests.simulation.families import Family
from tests.support.office import OfficeKind, make_office


@dataclass
class _Shelf:
    """Where the ready offices stand."""

    root: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="simulated-")))
    ready: dict[tuple[str, int], Path] = field(default_factory=dict)


_SHELF = _Shelf()
atexit.register(shutil.rmtree, _SHELF.root, ignore_errors=True)


def copy(family: Family, counter: int, root: Path) -> None:
    """Put a ready office of a counter into ``root``."""
    key = (family.name, counter)
    if key not in _SHELF.ready:
        _SHELF.ready[key] = _made(family, counter)
    shutil.copytree(_SHELF.ready[key], root)


def _made(family: Family, counter: int) -> Path:
    root = _SHELF.root / f"{family.name.replace(':', '-')}-{counter}"
    own_range = f"{counter * 100 - 99}-{counter * 100}" if family.numbered_here else ""
    office = make_office(root, OfficeKind(number_range=own_range, counter=counter))
    portals.save(office, family.setting(), family.password, answers_practice=True)
    if family.codes:
        mappings.replace(office, family.adapter, family.codes)
    office.close()
    return root
