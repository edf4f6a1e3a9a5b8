"""An office at a portal's double over loopback HTTP, with a backup and a way back to it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from receptiondesk.desk import (
    attachments,
    corrections,
    intake,
    look,
    mappings,
    portals,
    safekeeping,
)
from receptiondesk.domain.clock import SetClock
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.events import Delivery
from receptiondesk.office import Office, open_office
from receptiondesk.paths import Paths
from sync.round import run
from tests.simulation.families import Family
from tests.simulation.known import FAMILIES
from tests.simulation.numbered import asked_of_nothing
from tests.support import scans
from tests.support.office import (
    MORNING,
    OFFICER,
    OfficeKind,
    credentials,
    make_office,
    reopen,
)
from tests.support.portals.practice import HOW
from tests.support.portals.wire import Served
from tests.support.walk_ins import walk_in

BLIND = "server_numbered:adapter2026-blind"


@dataclass
class Scene:
    """One office, one double, one dossier after another."""

    folder: Path
    family: Family
    clock: SetClock
    core: Any
    served: Served
    office: Office
    target: str = ""

    def portal(self, **options: str) -> None:
        """Set the portal up, as a person does."""
        setting = self.family.setting(self.served.port)
        setting = replace(setting, options={**setting.options, **options})
        kept, _ = portals.save(self.office, setting, self.family.password, answers_practice=True)
        self.target = kept.name
        if self.family.codes:
            mappings.replace(self.office, self.family.adapter, self.family.codes)

    def receive(self, **changes: Any) -> Dossier:
        return intake.accept(self.office, walk_in(self.office, **changes)).dossier

    def now(self, one: Dossier) -> Dossier:
        return look.by_uid(self.office, one.uid)

    def correct(self, one: Dossier, name: str) -> None:
        now = self.now(one)
        applicant = replace(now.facts.applicant, full_name=name)
        corrections.correct(self.office, now.code, replace(now.facts, applicant=applicant))

    def scan(self, one: Dossier) -> None:
        attachments.attach(self.office, self.now(one).code, "1", scans.small(1), "trang.png")

    def rounds(self, count: int = 4) -> None:
        for _ in range(count):
            self.clock.advance(timedelta(minutes=20))
            run(self.office, ignore_backoff=True, how=HOW)

    def backup(self) -> None:
        safekeeping.backup(self.office, self.folder / "b.db")

    def restore(self) -> None:
        self.office.close()
        root = Paths(self.folder / "office")
        safekeeping.restore(
            root,
            self.folder / "b.db",
            clock=self.clock,
            officer=OFFICER,
            credentials=credentials(),
        ).office.close()
        self.office = reopen(self.folder / "office", clock=self.clock)

    def copy_folder(self) -> None:
        """Copy the whole folder, its witness with it, as onto a stick."""
        self.office.close()
        shutil.copytree(self.folder / "office", self.folder / "stick")
        self.office = reopen(self.folder / "office", clock=self.clock)

    def move_there(self) -> None:
        """Open the copied folder on another machine."""
        self.office.close()
        there = replace(credentials(), machine_id=lambda: "b" * 32)
        self.office = open_office(
            Paths(self.folder / "stick"), clock=self.clock, officer=OFFICER, credentials=there
        )

    def deliveries(self, one: Dossier) -> tuple[Delivery, ...]:
        return look.deliveries(self.office, one.uid)

    def reasons(self, one: Dossier) -> str:
        return " ".join(line.reason for line in self.deliveries(one))

    def held(self) -> int:
        """Count what the portal holds, of whatever family."""
        return len(self.family.truths(self.core))

    def names(self) -> list[str]:
        """Return the names that the portal holds."""
        return [one.name for one in self.family.truths(self.core)]


@contextmanager
def scene(folder: Path, name: str) -> Iterator[Scene]:
    """Make an office without a portal yet, and the double of a family."""
    family = asked_of_nothing() if name == BLIND else FAMILIES[name]
    clock = SetClock(MORNING)
    core = family.make(clock)
    kind = OfficeKind(number_range="1-999" if family.numbered_here else "")
    office = make_office(folder / "office", kind, clock=clock)
    with Served(core) as served:
        made = Scene(folder, family, clock, core, served, office)
        yield made
        made.office.close()
