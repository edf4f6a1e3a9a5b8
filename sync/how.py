"""How a round is made, and what is told while it goes on."""

import random
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from requests.adapters import BaseAdapter

from sync.portals import ADAPTERS, Maker
from sync.session import Timeouts

#: Seconds to wait for another process that is in its own round.
PATIENCE_S = 20.0


class Phase(StrEnum):
    """What a round does at a target, in this order."""

    FACTS = "facts"
    PROOF = "proof"
    FILES = "files"
    FILES_PROOF = "files_proof"
    NEWS = "news"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a phase got at one target: ``done`` of ``total`` dossiers or files."""

    target: str
    done: int
    total: int
    phase: Phase


@dataclass(frozen=True, slots=True)
class How:
    """How a round is made; the defaults are those of the program.

    ``stop`` ends the round between two requests. ``patience`` is in seconds. ``wait`` lets so many
    seconds pass and returns whether ``stop`` was set meanwhile. ``transport`` takes the place of
    the network (the simulation's own wire). ``progress`` is told after each dossier and file, on
    the round's own thread. ``only`` names the targets to visit; empty: all. ``catalogue``: read a
    portal's catalogue too, when a day has gone by (it may take hundreds of requests).
    ``unasked``: no person asked for the round, so a portal that wants to be left alone is, even
    where the dossiers' own back-off does not count.
    """

    adapters: Mapping[str, Maker] = field(default_factory=lambda: ADAPTERS)
    timeouts: Timeouts = field(default_factory=Timeouts)
    stop: threading.Event = field(default_factory=threading.Event)
    chance: random.Random = field(default_factory=random.SystemRandom)
    patience: float = PATIENCE_S
    pull: bool = True
    catalogue: bool = True
    transport: BaseAdapter | None = None
    wait: Callable[[threading.Event, float], bool] = threading.Event.wait
    progress: Callable[[Progress], None] | None = None
    only: frozenset[str] = frozenset()
    unasked: bool = False
