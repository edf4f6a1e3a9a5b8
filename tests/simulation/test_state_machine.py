"""The same acts and invariants in the order that hypothesis finds; it shrinks what breaks."""

import tempfile
from contextlib import ExitStack
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from tests.simulation import acts, invariants
from tests.simulation.cheap import made_cheap
from tests.simulation.known import TOWNS
from tests.simulation.world import World


class Reception(RuleBasedStateMachine):
    """A town whose next act hypothesis chooses; at the end it is healed and judged."""

    def __init__(self) -> None:
        super().__init__()
        self.held = ExitStack()
        self.world: World | None = None

    @initialize(town=st.sampled_from(sorted(TOWNS)), seed=st.integers(0, 9_999))
    def opens(self, town: str, seed: int) -> None:
        self.held.enter_context(made_cheap())
        root = Path(tempfile.mkdtemp(prefix="machine-"))
        self.world = World(seed, TOWNS[town], root)
        self.held.callback(self.world.away)

    @rule(name=st.sampled_from(sorted(acts.ACTS)), counter=st.integers(0, 2))
    def something_happens(self, name: str, counter: int) -> None:
        world = self.world
        assert world is not None
        world.now += acts.A_WHILE
        acts.ACTS[name](world, world.counters[counter % len(world.counters)])
        invariants.always(world)

    def teardown(self) -> None:
        with self.held:
            if self.world is not None:
                self.world.heal()
                invariants.at_the_end(self.world)


TestReception = Reception.TestCase
TestReception.settings = settings(
    max_examples=max(2, settings().max_examples // 50),
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
