"""One run: counters, a portal, a line, and chance; the same number makes the same run."""

import random
import shutil
import threading
from collections import Counter as Tally
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.errors import Refused, Trouble
from receptiondesk.domain.numbering import is_provisional
from receptiondesk.domain.routing import receives
from receptiondesk.office import Office
from sync import round as rounds
from sync import schedule
from sync.round import How, RoundResult
from sync.session import Timeouts
from tests.simulation import acts, comebacks, deciding, invariants, meanwhile, offices
from tests.simulation.counter import Counter, SlowClock
from tests.simulation.families import Family, Town, Truth
from tests.simulation.network import Crash, Network, Weather, Wire
from tests.simulation.offices import PORT
from tests.simulation.watch import Watch

#: Monday 23 November 2026, 07:30 in Viet Nam.
DAWN = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)
#: Rounds that a healed world gets to bring everything home.
HEALING_ROUNDS = 80

#: What a portal asks for is reckoned from its answer, here from the end of the round.
A_MINUTE = timedelta(minutes=1)

#: Of a hundred rounds so many read the portal's catalogue too; it costs as much as all the rest.
CATALOGUES = 0.02

#: So many things happen in a run before it is healed and judged.
STEPS = 26
_BATCH = schedule.Batch.__init__.__defaults__


class Violation(AssertionError):  # noqa: N818 - the word for a broken invariant
    """An invariant did not hold; ``name`` is the invariant's."""

    def __init__(self, name: str, told: str) -> None:
        super().__init__(f"{name}: {told}")
        self.name = name


@dataclass(frozen=True, slots=True)
class Told:
    """What a clerk was told: this dossier is kept under this code."""

    uid: str
    code: str
    person: str
    counter: int
    officer: str


@dataclass(slots=True)
class Site:
    """One portal of the town and where it listens; ``target`` is how the offices call it."""

    family: Family
    core: Any
    port: int
    forgot: set[str] = field(default_factory=set)

    @property
    def target(self) -> str:
        """Return the name under which every office sends to it."""
        return self.family.adapter

    def truths(self) -> dict[str, Truth]:
        """Return what stands there by applicant."""
        return {truth.person: truth for truth in self.family.truths(self.core)}

    def hears_of(self, dossier: Dossier) -> bool:
        """Return whether a dossier has to reach it: received there, with a code it takes."""
        waits = self.family.needs_our_code and is_provisional(dossier.code)
        return self.is_for(dossier) and not waits

    def is_for(self, dossier: Dossier) -> bool:
        """Return whether dossiers of this procedure are sent to it at all."""
        procedure = dossier.procedure
        return receives(self.family.options, procedure.code, procedure.field)


class _NeverStopped(threading.Event):
    """Waiting is time that goes by in the world."""

    def __init__(self, world: "World") -> None:
        super().__init__()
        self.world = world

    def wait(self, timeout: float | None = None) -> bool:
        """Let the seconds pass; nobody stops the round."""
        self.world.now += timedelta(seconds=timeout or 0.0)
        return False


@dataclass
class _WorldClock:
    """The true time, by which the portal lives."""

    world: "World"

    def now(self) -> datetime:
        """Return the world's time."""
        return self.world.now


@dataclass
class World:
    """A run under way. ``doom`` counts down to the next death, ``None`` while nobody is to die.

    ``foreign``: what others have at a portal under codes that are ours, by target and applicant;
    ``mended_there``: what a person changes at a portal by hand, because the desk asks for it.
    """

    seed: int
    town: Town
    root: Path
    steps: int = STEPS
    weights: Mapping[str, int] = field(default_factory=lambda: acts.WEIGHTS)
    now: datetime = DAWN
    doom: int | None = None
    intruder: Counter | None = None
    intrude_in: int = 0
    meddler: Counter | None = None
    meddle_in: int = 0
    page: int = 50
    told: list[Told] = field(default_factory=list)
    codes: dict[str, str] = field(default_factory=dict)
    carried: dict[str, str] = field(default_factory=dict)
    foreign: dict[str, dict[str, Truth]] = field(default_factory=dict)
    mended_there: set[tuple[str, str]] = field(default_factory=set)
    events: Tally[str] = field(default_factory=Tally)
    seen_tricks: Tally[str] = field(default_factory=Tally)
    chance: random.Random = field(init=False)
    network: Network = field(init=False)
    sites: list[Site] = field(init=False)
    counters: list[Counter] = field(init=False)
    watch: Watch = field(init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(f"{self.town.name}:{self.seed}")
        self.network = Network(self.chance)
        self.watch = Watch(self)
        self.page = self.chance.choice((1, 2, 7, 50))
        self.sites = [
            Site(family, family.make(_WorldClock(self)), PORT + place)
            for place, family in enumerate(self.town.families)
        ]
        blind = (site for site in self.sites if not site.family.reads_back)
        self.network.believed = frozenset(p for site in blind for p in comebacks.addresses(site))
        for site in self.sites:
            site.family.vary(site.core, self.chance.randrange(8))
        many = self.chance.choices((1, 2, 3), (5, 4, 1))[0]
        self.counters = [self._counter(number) for number in range(1, many + 1)]

    def _counter(self, number: int) -> Counter:
        root = self.root / f"counter-{number}"
        offices.copy(self.town, number, root)
        officers = (f"Cán bộ {number}A", f"Cán bộ {number}B")
        return Counter(self, number, root, officers, SlowClock(self))

    def tick(self, where: str) -> None:
        """Die here when it is time to; somebody else may begin a round or edit here too."""
        if where == "after a commit":
            self.watch.committed()
        if self.meddler is not None and where == "before the first byte":
            self.meddle_in -= 1
            if self.meddle_in <= 0:
                counter, self.meddler = self.meddler, None
                meanwhile.meddle(self, counter)
        if self.intruder is not None and where == "before the first byte":
            self.intrude_in -= 1
            if self.intrude_in <= 0:
                counter, self.intruder = self.intruder, None
                meanwhile.intrude(self, counter)
        if self.doom is None:
            return
        self.doom -= 1
        if self.doom <= 0:
            self.doom = None
            self.events[f"died {where}"] += 1
            raise Crash(where)

    def plant(self, site: Site, counter: Counter) -> None:
        """Let another's dossier stand at a portal under the code that a counter gives out next."""
        given = [told.code for told in self.told if told.counter == counter.number]
        given = [code for code in given if not is_provisional(code)]
        if not given:
            return
        head, _, number = given[-1].rpartition("-")
        planted = site.family.plant(site.core, f"{head}-{int(number) + 1:0{len(number)}d}")
        if planted is not None:
            self.foreign.setdefault(site.target, {})[planted.person] = planted

    def broken(self, name: str, told: str) -> Violation:
        """Return what to raise when an invariant does not hold."""
        return Violation(name, told)

    def heard(self, told: Refused | Trouble) -> None:
        """Count what a person was told."""
        codes = [told.code] if isinstance(told, Trouble) else [p.code for p in told.problems]
        self.events.update(f"told {code}" for code in codes)

    def how(self, counter: Counter) -> How:
        """Return how a round is made here: over this wire, with this chance, without waiting."""
        return How(
            adapters=self.watch.adapters(counter),
            timeouts=Timeouts(),
            chance=self.chance,
            patience=0.0,
            stop=_NeverStopped(self),
            wait=lambda stop, seconds: stop.wait(seconds),
            transport=Wire(
                self.network,
                {port: site.core for site in self.sites for port in comebacks.addresses(site)},
                self.tick,
                self.watch.first_byte(counter),
            ),
            catalogue=self.chance.random() < CATALOGUES,
        )

    def round_at(self, counter: Counter, *, ignore_backoff: bool) -> RoundResult | None:
        """Make a round at one counter."""

        def work(office: Office) -> RoundResult:
            self.watch.round_begins(office)
            return rounds.run(office, ignore_backoff=ignore_backoff, how=self.how(counter))

        soon = counter.clock.now() + A_MINUTE
        quiet = {name for name, until in counter.quiet.items() if soon < until}
        if not ignore_backoff:
            self.network.left_alone = frozenset(s.port for s in self.sites if s.target in quiet)
        largest, schedule.LARGEST_BATCH = schedule.LARGEST_BATCH, self.page
        began, schedule.Batch.__init__.__defaults__ = _BATCH, (self.page,)
        try:
            made = counter.act(work)
        finally:
            self.network.left_alone = frozenset()
            schedule.LARGEST_BATCH, schedule.Batch.__init__.__defaults__ = largest, began
            self.intruder = self.meddler = None
        counter.heard_of_quiet(made)
        return made

    def run(self) -> None:
        """Live through the day, heal, and judge.

        Raises:
            Violation: an invariant did not hold.
        """
        for _ in range(self.steps):
            self.now += timedelta(seconds=self.chance.randint(20, 1_200))
            acts.one(self)
            invariants.always(self)
        self.heal()
        invariants.at_the_end(self)

    def heal(self) -> None:
        """Let the line come back, the clocks be set and people do what is theirs to do."""
        self.network.weather = Weather.GOOD
        self.doom = None
        for site in self.sites:
            site.family.mended(site.core)
        for counter in self.counters:
            counter.clock.skew = timedelta(0)
        for _ in range(HEALING_ROUNDS):
            self.now += timedelta(minutes=20)
            busy = False
            for counter in self.counters:
                counter.act(acts.trust_the_clock)
                self.round_at(counter, ignore_backoff=True)
                counter.act(lambda office: deciding.decide_everything(self, office))
                counter.act(lambda office: acts.carry_everything(self, office))
                busy = not self._home(counter.running()) or busy
            if not busy:
                return

    def _home(self, office: Office) -> bool:
        return invariants.unfinished(self, office) == 0 and not any(
            invariants.missing(site, office) for site in self.sites
        )

    def away(self) -> None:
        """Remove the run's files."""
        for counter in self.counters:
            counter.stop()
        shutil.rmtree(self.root, ignore_errors=True)

    def record(self) -> dict[str, Any]:
        """Return what happened, for the table of a long run."""
        return {
            "seed": self.seed,
            "family": self.town.name,
            "accepted": len(self.told),
            "deaths": sum(counter.deaths for counter in self.counters),
            "restores": sum(counter.restores for counter in self.counters),
            "requests": self.network.requests,
            "lost": self.network.lost,
        }
