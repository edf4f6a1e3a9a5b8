"""One counter: a machine with its own file and its own lying clock, that may die at any moment."""

import shutil
from collections import Counter as Tally
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import text

from receptiondesk.desk import safekeeping
from receptiondesk.domain.clock import local
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.errors import Refused, Trouble
from receptiondesk.office import Office, open_office
from receptiondesk.paths import Paths
from receptiondesk.storage.engine import Database, Session
from sync.round import RoundResult
from tests.simulation.families import Act
from tests.simulation.network import Crash
from tests.support.office import credentials

if TYPE_CHECKING:
    from tests.simulation.world import World

Got = TypeVar("Got")


class MortalDatabase(Database):
    """A file whose process may die just before or just after a commit."""

    tick: Callable[[str], None]

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Write as ever, with two chances to die."""
        with super().write() as session:
            yield session
            self.tick("before a commit")
        self.tick("after a commit")


@dataclass
class SlowClock:
    """The counter's clock: the world's time, so much out."""

    world: "World"
    skew: timedelta = timedelta(0)

    def now(self) -> datetime:
        """Return what this machine takes the time for."""
        return self.world.now + self.skew


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the journal about a dossier; ``sha256`` is a file's, empty where it is of none."""

    dossier: str
    uid: str
    sha256: str
    act: Act


@dataclass
class Counter:
    """A machine. ``office`` is ``None`` while its program is not running.

    ``stamped`` are the stamped days seen so far, ``None`` while that must be read anew; ``quiet``:
    until when, by its own clock, a portal wants to be left alone. ``lost`` are the dossiers of
    which a line was lost with a newer file, ``gone`` those of which every line was; ``lost_files``
    and ``lost_acts`` are what those lines told.
    """

    world: "World"
    number: int
    root: Path
    officers: tuple[str, ...]
    clock: SlowClock
    office: Office | None = None
    backups: list[Path] = field(default_factory=list)
    folder: Path | None = None
    swapped: bool = False
    copied_at: int = 0
    seen: dict[tuple[object, ...], Dossier] = field(default_factory=dict)
    deaths: int = 0
    restores: int = 0
    restored_at: int = 0
    warned: bool = False
    lost: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    lost_files: dict[str, str] = field(default_factory=dict)
    lost_acts: Tally[Act] = field(default_factory=Tally)
    stamped: set[str] | None = field(default_factory=set)
    quiet: dict[str, datetime] = field(default_factory=dict)

    def act(self, what: Callable[[Office], Got]) -> Got | None:
        """Do something at this counter; ``None`` when the process died or refused to.

        What a person is refused and what the surroundings forbid changes nothing, so the world
        goes on; everything else is a fault of ours and ends the run.
        """
        try:
            return what(self.running())
        except Crash:
            self.die()
        except (Refused, Trouble) as told:
            self.world.heard(told)
        return None

    def running(self) -> Office:
        """Return the open office, started anew if it is not running."""
        if self.office is None:
            officer = self.world.chance.choice(self.officers)
            opened = open_office(
                Paths(self.root), clock=self.clock, officer=officer, credentials=credentials()
            )
            database = opened.database
            database.__class__ = MortalDatabase
            database.tick = self.world.tick  # type: ignore[attr-defined]
            self.office = opened
        return self.office

    def sign_in(self) -> Office:
        """Let somebody of the counter take the seat."""
        self.office = self.running().with_officer(self.world.chance.choice(self.officers))
        return self.office

    def heard_of_quiet(self, made: RoundResult | None) -> None:
        """Note until when portals want to be left alone.

        A visit that a person asked for and that nobody cut short ends the wish; what a process that
        died had heard of it, nobody knows.
        """
        if made is None:
            self.quiet.clear()
            return
        for name, one in made.targets.items():
            wish = one.ended_by.retry_after if one.ended_by is not None else None
            if wish is not None:
                self.quiet[name] = self.clock.now() + wish
            elif one.ended_by is None:
                self.quiet.pop(name, None)

    def die(self) -> None:
        """End as by SIGKILL: what was not committed is gone."""
        self.deaths += 1
        self._forget()
        self.world.watch.died()
        self.stop()

    def _forget(self) -> None:
        self.stamped = None
        self.quiet.clear()

    def stop(self) -> None:
        """Let go of the file."""
        if self.office is not None:
            self.office.close()
            self.office = None

    def keep_backup(self, office: Office) -> None:
        """Make a backup as a clerk would."""
        file = self.root.parent / f"backup-{self.number}-{len(self.backups)}-{self.world.steps}"
        safekeeping.backup(office, file)
        self.backups.append(file)

    def go_back(self) -> bool:
        """Restore one of the backups into the same folder."""
        if not self.backups:
            return False

        def put_back() -> None:
            safekeeping.restore(
                Paths(self.root),
                self.world.chance.choice(self.backups),
                clock=self.clock,
                officer=self.officers[0],
                credentials=credentials(),
            )

        self.came_back(put_back)
        return True

    def came_back(self, put_back: Callable[[], None]) -> None:
        """Note what is lost with the newer file once an older one was put back."""
        before = self._history()
        self.stop()
        put_back()
        self.seen.clear()
        self._forget()
        self.world.watch.restored()
        self.restores += 1
        self.restored_at = self.length()
        self.warned = False
        here = self._history()
        gone = before - here
        self.gone |= {line.dossier for line in before} - {line.dossier for line in here}
        self.lost |= {line.dossier for line in gone}
        self.lost_files |= {line.uid: line.sha256 for line in gone if line.sha256}
        self.lost_acts.update(line.act for line in gone)

    def length(self) -> int:
        """Return the journal's last line."""
        with self.running().database.read() as session:
            found = session.connection().execute(text("SELECT max(seq) FROM event"))
            return int(found.scalar_one())

    def _history(self) -> set[Line]:
        """Return every line about a dossier."""
        with self.running().database.read() as session:
            rows = session.connection().execute(
                text(
                    "SELECT event.dossier_uid, event.uid, coalesce(attachment.sha256, ''),"
                    " event.kind, event.officer, event.at"
                    " FROM event LEFT JOIN attachment ON attachment.uid = event.uid"
                    " WHERE event.kind IN"
                    " ('received', 'corrected', 'cancelled', 'attached', 'detached')"
                )
            )
            return {
                Line(
                    uid,
                    line,
                    sha,
                    Act(kind, officer, f"{local(datetime.fromisoformat(at)):%Y%m%d%H%M%S}"),
                )
                for uid, line, sha, kind, officer, at in rows
            }

    def away(self) -> None:
        """Remove what the run made."""
        self.stop()
        shutil.rmtree(self.root, ignore_errors=True)


def _act(kind: str, officer: str, at: str) -> Act:
    return Act(kind, officer, f"{local(datetime.fromisoformat(at)):%Y%m%d%H%M%S}")
