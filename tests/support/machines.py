"""Machines as the witnesses tell them apart: a mark, a keyring, a folder that may be carried."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from receptiondesk.credentials import Credentials
from receptiondesk.desk import intake
from receptiondesk.domain.clock import SetClock
from receptiondesk.domain.events import EventKind
from receptiondesk.office import Office, open_office
from receptiondesk.paths import Paths
from receptiondesk.storage import journal
from tests.support.office import (
    CHEAP,
    MORNING,
    OFFICER,
    FakeKeyring,
)
from tests.support.walk_ins import walk_in

HERE, THERE = "a" * 32, "b" * 32


@dataclass
class Machine:
    """One machine: its mark and its keyring."""

    name: str = HERE
    keyring: FakeKeyring = field(default_factory=FakeKeyring)
    told: dict[str, str] = field(default_factory=dict)

    def credentials(self) -> Credentials:
        return Credentials(dict(self.told), self.keyring, CHEAP, machine_id=lambda: self.name)

    def open(self, root: Path, *, days: int = 0) -> Office:
        clock = SetClock(MORNING + timedelta(days=days))
        own = self.credentials()
        return open_office(Paths(root), clock=clock, officer=OFFICER, credentials=own)


def received(office: Office, many: int = 1) -> list[str]:
    return [intake.accept(office, walk_in(office)).dossier.code for _ in range(many)]


def work(machine: Machine, root: Path, many: int = 1) -> list[str]:
    office = machine.open(root)
    codes = received(office, many)
    office.close()
    return codes


def generations(office: Office) -> list[str]:
    with office.database.read() as session:
        found = journal.of_kinds(session, [EventKind.GENERATION_STARTED])
    return [str(one.payload["reason"]) for one in found]
