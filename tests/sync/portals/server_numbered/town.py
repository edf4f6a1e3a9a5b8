"""A real office that sends to a portal which numbers dossiers itself, and what its clerk reads."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from receptiondesk.desk import attachments, intake, look, mappings, outbox, safekeeping
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.clock import SetClock
from receptiondesk.domain.code_map import CodeKind, CodeLine
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.events import Delivery, DeliveryState
from receptiondesk.domain.outbox import Due, PortalSetting, Settlement
from receptiondesk.office import Office
from receptiondesk.paths import Paths
from sync import setup
from sync.round import run
from tests.support import scans
from tests.support.office import MORNING, OFFICER, credentials, make_office, reopen
from tests.support.portals import server_numbered as double
from tests.support.portals.practice import HOW
from tests.support.portals.server_numbered_store import Stored
from tests.support.portals.wire import Asked, Said, Served
from tests.support.walk_ins import BIRTH_REGISTRATION, person, walk_in

TARGET = "server_numbered"
NAME, OTHER = "Nguyễn Thị Ánh", "Nguyễn Thị Ánh Nguyệt"


class _Death(BaseException):
    """The power went."""


@dataclass
class Town:
    """An office, its portal of one dialect, and the line between them."""

    office: Office
    folder: Path
    clock: SetClock
    core: double.ServerNumberedCore

    def receive(self) -> Dossier:
        told = walk_in(self.office, BIRTH_REGISTRATION, applicant=person(NAME))
        return intake.accept(self.office, told).dossier

    def now(self, one: Dossier) -> Dossier:
        return look.by_uid(self.office, one.uid)

    def rounds(self, count: int = 1) -> None:
        for _ in range(count):
            self.clock.advance(timedelta(minutes=20))
            run(self.office, ignore_backoff=True, how=HOW)

    def attach(self, one: Dossier, name: str = "trang.png", seed: int = 1) -> None:
        code = self.now(one).code
        paper = attachments.papers(self.office, code)[0]
        attachments.attach(self.office, code, paper.code, scans.small(seed), name)

    def lines(self, one: Dossier) -> list[Delivery]:
        return list(look.deliveries(self.office, one.uid))

    def parked(self, one: Dossier) -> list[Delivery]:
        """Return what of a dossier waits for a person."""
        return [line for line in self.lines(one) if line.state is DeliveryState.NEEDS_PERSON]

    @property
    def stored(self) -> Stored:
        (one,) = self.core.store.dossiers
        return one

    def bound(self) -> list[str]:
        """Return the names of the files that the portal's dossier refers to."""
        files = self.core.store.files.values()
        return [one.name for one in files if self.stored.holds(one.id)]

    def write_there(self, before: str, after: str) -> None:
        """Let somebody at the portal write something else."""
        self.stored.doc = replaced(self.stored.doc, before, after)

    @contextmanager
    def writing_there_while_a_file_comes(self, before: str, after: str) -> Iterator[None]:
        """Let somebody at the portal write something else as soon as it has got a file."""
        answered = self.core.handle

        def handle(asked: Asked) -> Said:
            said = answered(asked)
            if b"filename=" in asked.body:
                self.write_there(before, after)
            return said

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(self.core, "handle", handle)
            yield

    def rounds_with_one_death(self, count: int) -> None:
        """Do rounds; the first dossier that is about to be parked finds the power cut."""
        settle = outbox.settle
        deaths: list[Due] = []

        def dying(office: Office, target: str, item: Due, settlement: Settlement) -> ChangeSet:
            if not deaths and settlement.state is DeliveryState.NEEDS_PERSON:
                deaths.append(item)
                raise _Death
            return settle(office, target, item, settlement)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(outbox, "settle", dying)
            for _ in range(count):
                try:
                    self.rounds()
                except _Death:
                    self.office.close()
                    self.office = reopen(self.folder / "office", clock=self.clock)
        assert deaths

    def back_up(self) -> None:
        safekeeping.backup(self.office, self.folder / "backup.db")

    def restore(self) -> None:
        """Put the file back as it was backed up."""
        self.office.close()
        where, copy = Paths(self.folder / "office"), self.folder / "backup.db"
        safekeeping.restore(
            where, copy, clock=self.clock, officer=OFFICER, credentials=credentials()
        ).office.close()
        self.office = reopen(self.folder / "office", clock=self.clock)


@contextmanager
def town_of(dialect: str, folder: Path, **options: str) -> Iterator[Town]:
    """Set up an office beside a double of one dialect."""
    clock = SetClock(MORNING)
    core = double.ServerNumberedCore(dialect, clock=clock)
    office = make_office(folder / "office", clock=clock)
    with Served(core) as served:
        told = {"dialect": dialect, **double.OPTIONS[dialect], **options}
        setting = PortalSetting(TARGET, served.url, double.USER, told, practice=True)
        setup.save(office, setting, double.PASSWORD)
        if dialect == "igate":
            line = CodeLine(CodeKind.PROCEDURE, BIRTH_REGISTRATION, "5f8fe7c2|60f5")
            mappings.replace(office, TARGET, [line])
        town = Town(office, folder, clock, core)
        yield town
    town.office.close()


def replaced(value: Any, before: str, after: str) -> Any:
    """Return a document with other words in all its texts."""
    if isinstance(value, dict):
        return {key: replaced(one, before, after) for key, one in value.items()}
    if isinstance(value, list):
        return [replaced(one, before, after) for one in value]
    return value.replace(before, after) if isinstance(value, str) else value
