"""A desk with dossiers that wait, and a portal on loopback behind a line of our choice."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from receptiondesk.desk import intake, mappings, portals
from receptiondesk.domain.clock import SetClock
from receptiondesk.office import Office
from sync.round import How, RoundResult, run
from sync.session import Timeouts
from tests.on_the_wire.needed import TICKS
from tests.simulation.families import Family
from tests.support.bad_line import BadLine, Badness
from tests.support.office import MORNING, OfficeKind, make_office
from tests.support.portals.wire import Served
from tests.support.walk_ins import BIRTH_REGISTRATION, walk_in

#: Nothing is held up: only the bytes are counted.
OPEN = Badness(rate=1e12, round_trip=0.0)
#: A village's line in the rain.
BAD = Badness(rate=512_000, round_trip=0.3)
_A_DAY = 5_000
_PATIENT = Timeouts(connect=20.0, stall=60.0, total=600.0)


@dataclass(frozen=True, slots=True)
class Desk:
    """An office joined to a served portal by a line."""

    office: Office
    portal: Served
    line: BadLine
    clock: SetClock

    def receive(self, many: int) -> None:
        """Accept so many walk-ins, on as many days as their numbers need."""
        for place in range(many):
            if place and place % _A_DAY == 0:
                self.clock.advance(timedelta(days=1))
            told = walk_in(self.office, BIRTH_REGISTRATION)
            assert len(told.papers) == TICKS, "what is needed was told for so many"
            intake.accept(self.office, told)

    def round(self) -> RoundResult:
        """Make one round, news left out: what is measured is sending and proving."""
        return run(self.office, ignore_backoff=True, how=How(timeouts=_PATIENT, pull=False))


@contextmanager
def desk(family: Family, badness: Badness, folder: Path | None = None) -> Iterator[Desk]:
    """Return a desk whose dossiers go over a line of the given badness."""
    with tempfile.TemporaryDirectory(prefix="wire-", dir=folder) as root:
        clock = SetClock(MORNING)
        kind = OfficeKind(number_range="1-9999" if family.numbered_here else "")
        office = make_office(Path(root) / "office", kind, clock=clock)
        core = family.make(clock)
        portal = Served(core).start()
        try:
            with BadLine(portal.port, badness) as line:
                setting = family.setting(line.port)
                portals.save(office, setting, family.password, answers_practice=True)
                if family.codes:
                    mappings.replace(office, family.adapter, family.codes)
                yield Desk(office, portal, line, clock)
        finally:
            portal.stop()
            office.close()
