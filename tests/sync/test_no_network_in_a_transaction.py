"""No transaction of ours is open while a portal thinks, in any phase of any family's round.

At each request another process's connection begins a write without waiting, before the portal has
answered: a round that held the file over a slow line would stop every counter that shares it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from receptiondesk.desk import attachments, corrections, intake, mappings, portals
from receptiondesk.domain.clock import SetClock
from receptiondesk.domain.errors import Trouble
from receptiondesk.office import Office
from receptiondesk.storage.engine import Database
from sync import visit
from sync.round import run
from tests.simulation.families import Family
from tests.simulation.known import FAMILIES
from tests.support import scans
from tests.support.office import MORNING, OfficeKind, make_office
from tests.support.portals.practice import HOW
from tests.support.portals.wire import Asked, Served
from tests.support.walk_ins import walk_in

_SENDING = ("push", "prove", "pull", "take_catalogue")
_OF_FILES = ("send_files", "prove_files")


@dataclass
class Observer:
    """Asks the file at each request whether it is free; ``asked`` tells of each phase.

    ``other`` opens the file as another process does, and waits for nobody.
    """

    office: Office
    other: Database
    phase: str = "the door"
    asked: dict[str, int] = field(default_factory=dict)
    held: list[str] = field(default_factory=list)

    def seen(self, asked: Asked) -> None:
        """Do as another process would that wants to write right now."""
        self.asked[self.phase] = self.asked.get(self.phase, 0) + 1
        told = f"{self.phase}: {asked.method} {asked.path}"
        if self.office.database._engine.pool.checkedout():  # type: ignore[attr-defined]
            self.held.append(f"{told}: one of our own connections is in use")
        try:
            with self.other.write():
                pass
        except Trouble as trouble:
            self.held.append(f"{told}: {trouble.code}")

    def watching(self, patch: pytest.MonkeyPatch) -> None:
        """Know which phase of a round is going on."""
        for name in (*_SENDING, *_OF_FILES):
            patch.setattr(visit, name, self._told(name, getattr(visit, name)))

    def _told(self, name: str, phase: Callable[..., Any]) -> Callable[..., Any]:
        def told(*given: Any, **named: Any) -> Any:
            self.phase = name
            try:
                return phase(*given, **named)
            finally:
                self.phase = "the door"

        return told


@contextmanager
def joined(family: Family, root: Path) -> Iterator[tuple[Office, Served]]:
    """Give an office that sends to a portal of a family."""
    clock = SetClock(MORNING)
    own_range = "1-999" if family.numbered_here else ""
    office = make_office(root, OfficeKind(number_range=own_range), clock=clock)
    try:
        with Served(family.make(clock)) as served:
            setting = family.setting(served.port)
            portals.save(office, setting, family.password, answers_practice=True)
            if family.codes:
                mappings.replace(office, family.adapter, family.codes)
            yield office, served
    finally:
        office.close()


@contextmanager
def observing(office: Office) -> Iterator[Observer]:
    """Give an observer with a way of its own to an office's file."""
    ours = office.database
    other = Database(ours.path, ours._key, busy_seconds=0.0)
    try:
        yield Observer(office, other)
    finally:
        other.close()


def _live(office: Office, family: Family) -> None:
    """Receive, correct, attach, take back and cancel, with rounds in between."""
    first = intake.accept(office, walk_in(office)).dossier
    second = intake.accept(office, walk_in(office)).dossier
    page = None
    if family.takes_files:
        page = attachments.attach(office, first.code, "1", scans.small(1), "trang.png")
    _round(office)
    better = replace(first.facts, note="Ghi chú 2", received_at=None)
    corrections.correct(office, first.code, better)
    corrections.cancel(office, second.code, "Người dân xin rút")
    if page is not None:
        attachments.detach(office, first.code, page.attachments[0].uid, "Chụp nhầm")
    _round(office)
    _round(office)


def _round(office: Office) -> None:
    assert isinstance(office.clock, SetClock)
    office.clock.advance(timedelta(hours=3))
    assert run(office, ignore_backoff=True, how=HOW).reached


@pytest.mark.parametrize("name", sorted(FAMILIES))
def test_the_file_is_free_while_a_portal_thinks(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    family = FAMILIES[name]
    with (
        joined(family, tmp_path / "office") as (office, served),
        observing(office) as observer,
    ):
        observer.watching(monkeypatch)
        served.seen = observer.seen
        _live(office, family)
    assert observer.held == []
    wanted = {"push", "prove", "pull", *(["send_files"] if family.takes_files else [])}
    assert wanted <= set(observer.asked), observer.asked


def test_a_file_that_is_held_is_seen(tmp_path: Path) -> None:
    """The test above can fail: what it looks with sees a transaction that is open."""
    with (
        joined(FAMILIES["opencps"], tmp_path / "office") as (office, _served),
        observing(office) as observer,
    ):
        with office.database.write():
            observer.seen(Asked("GET", "/dossiers"))
        with office.database.read():
            observer.seen(Asked("GET", "/dossiers"))
    assert len(observer.held) == 3, observer.held
    assert "locked" in observer.held[1]
