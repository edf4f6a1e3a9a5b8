"""Waiting in a test: the office's clock goes on, the test does not."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from receptiondesk.domain.clock import SetClock
from receptiondesk.office import Office


@dataclass
class Waits:
    """Lets no time pass but the office's; ``after`` is done before each wait returns."""

    office: Office
    after: Callable[[], object] = lambda: None
    seconds: list[float] = field(default_factory=list)

    def __call__(self, _stop: threading.Event, seconds: float) -> bool:
        self.seconds.append(seconds)
        assert isinstance(self.office.clock, SetClock)
        self.office.clock.advance(timedelta(seconds=seconds))
        self.after()
        return False
