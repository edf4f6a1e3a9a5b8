"""An adapter of the national family and the bus it speaks to, over real HTTP on loopback."""

import os
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from receptiondesk.desk import mappings
from receptiondesk.domain.clock import Clock, SetClock, SystemClock
from receptiondesk.domain.code_map import CodeLine, CodeMap
from receptiondesk.domain.dossier import Status
from receptiondesk.domain.events import EventKind
from receptiondesk.domain.outbox import PortalTarget
from receptiondesk.domain.walk_in import (
    Address,
    FeeMethod,
    FeePaid,
    Identity,
    IdentityType,
    Person,
    WalkIn,
)
from sync.portal import Outgoing, Paper, Step
from sync.portals.national.adapter import National
from sync.session import Timeouts
from sync.wiring import Wiring
from tests.support.portals.national import DSTCODE, PASSWORD, UNIT, USER, NationalCore
from tests.support.portals.wire import Served

CODE = "1.001193"
MORNING = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
OFFICE = "UBND xã Thử Nghiệm"
WHO = Person(
    "Nguyễn Thị Ánh",
    identity=Identity(IdentityType.CCCD, "038196000001"),
    birth=date(1996, 3, 8),
    phone="0912345678",
    address=Address("38", "14758", "Thôn 1"),
)


@dataclass
class Memory:
    """What an adapter remembers, in a test's hand; a restart keeps it."""

    kept: dict[str, str] = field(default_factory=dict)

    def recall(self, key: str) -> str | None:
        return self.kept.get(key)

    def remember(self, key: str, value: str) -> None:
        self.kept[key] = value

    def forget(self, keys: Sequence[str]) -> None:
        for key in keys:
            self.kept.pop(key, None)


@dataclass
class Bench:
    """One bus and one adapter. ``core`` is only there when the bus is the double."""

    url: str
    clock: Clock
    core: NationalCore | None = None
    served: Served | None = None
    memory: Memory = field(default_factory=Memory)
    options: dict[str, str] = field(default_factory=dict)
    lines: tuple[CodeLine, ...] = ()
    stall: float = 1.5

    @classmethod
    def to_double(cls, served: Served) -> "Bench":
        assert isinstance(served.core, NationalCore)
        return cls(served.url, served.core.clock, served.core, served)

    @classmethod
    def to_real(cls) -> "Bench":
        return cls(os.environ["PORTAL_URL"], SystemClock())

    def adapter(self) -> National:
        """Return a new adapter, as after a restart of the program."""
        own = {
            "dstcode": os.environ.get("PORTAL_DSTCODE", DSTCODE),
            "madonvi": os.environ.get("PORTAL_UNIT", UNIT),
            "unit": OFFICE,
        }
        user = os.environ.get("PORTAL_USER", USER)
        target = PortalTarget("quoc-gia", "national", self.url, user, {**own, **self.options})
        wiring = Wiring(
            password=os.environ.get("PORTAL_PASSWORD", PASSWORD),
            memory=self.memory,
            timeouts=Timeouts(2.0, self.stall, 5.0),
            codes=CodeMap(0, (*self.lines, *mappings.shipped("national").lines)),
            clock=self.clock,
        )
        return National.connect(target, wiring)

    @property
    def bus(self) -> NationalCore:
        """The double, past all its traps."""
        assert self.core is not None
        return self.core

    def later(self, **time: float) -> None:
        """Let time pass."""
        assert isinstance(self.clock, SetClock)
        self.clock.advance(timedelta(**time))


def dossier(**changes: Any) -> Outgoing:
    """Return facts to be sent under a code of their own, with the step of their reception."""
    mark = uuid.uuid4()  # fresh at a real bus too
    unit = os.environ.get("PORTAL_UNIT", UNIT)
    whole = Outgoing(
        uid=str(mark),
        official_code=f"{unit}-261123-{mark.int % 10**9:09d}",
        provisional_code="",
        procedure_code=CODE,
        procedure_name="Đăng ký khai sinh",
        facts=WalkIn(procedure=CODE, applicant=WHO, fee=FeePaid(FeeMethod.CASH, 8_000)),
        papers=(Paper(f"{CODE}-01", "Tờ khai", 1, 2), Paper("", "Giấy riêng", 0, 1)),
        checklist=((f"{CODE}-01", "Tờ khai"),),
        received_at=MORNING,
        due_at=MORNING + timedelta(hours=8),
        officer="Lê Thị Thử",
        procedure_field="Hộ tịch",
    )
    changed = replace(whole, **changes)
    return changed if changed.steps else replace(changed, steps=(step(changed.uid, 1),))


def step(uid: str, seq: int, officer: str = "Lê Thị Thử", **changes: Any) -> Step:
    """Return one thing that happened at the desk, a minute after the one before."""
    whole = Step(
        uid=f"{uid}-{seq}",
        seq=seq,
        kind=EventKind.RECEIVED if seq == 1 else EventKind.CORRECTED,
        at=MORNING + timedelta(minutes=seq - 1),
        officer=officer,
        status=Status.RECEIVED,
        text="Tiếp nhận hồ sơ" if seq == 1 else f"Sửa hồ sơ lần {seq - 1}",
    )
    return replace(whole, **changes)


def renamed(one: Outgoing, name: str, **changes: Any) -> Outgoing:
    """Return a dossier with another owner's name."""
    applicant = replace(one.facts.applicant, full_name=name)
    return replace(one, facts=replace(one.facts, applicant=applicant), **changes)


def everything_shown(bench: Bench) -> None:
    """Let the double's look-up show every field and every step."""
    bench.bus.switches.columns = None
    bench.bus.switches.progress = True
