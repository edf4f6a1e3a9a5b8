"""An OpenCPS adapter and the site it speaks to, over real HTTP on loopback, or a real test portal.

``PORTAL_URL`` (with PORTAL_FAMILY=opencps, PORTAL_USER, PORTAL_PASSWORD_FILE, PORTAL_GROUP and, if
its catalogue has another, PORTAL_PROCEDURE) aims the same tests at a real test portal of the
family. Real dossiers are made there.
"""

import hashlib
import os
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from receptiondesk.domain.clock import Clock, SystemClock
from receptiondesk.domain.code_map import CodeMap
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
from sync.portal import OutFile, Outgoing, Paper, Step
from sync.portals.opencps.adapter import OpenCps
from sync.practice.services import SITE
from sync.session import Timeouts
from sync.wiring import Wiring
from tests.support.portals.opencps import PASSWORD, USER, OpenCpsCore
from tests.support.portals.wire import Served

CODE = os.environ.get("PORTAL_PROCEDURE", "1.001193")
OFFICER = "Lê Thị Thử"
RECEIVED_AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
WHO = Person(
    "Nguyễn Thị Ánh",
    identity=Identity(IdentityType.CCCD, "038196000001"),
    birth=date(1996, 3, 8),
    phone="0912345678",
    address=Address("38", "14758", "Thôn 1"),
)


def aimed() -> bool:
    """Return whether a real test portal of this family is to be asked."""
    family = os.environ.get("PORTAL_FAMILY", "opencps")
    return bool(os.environ.get("PORTAL_URL")) and family == "opencps"


@dataclass
class Memory:
    """What the adapter remembers, in a test's hand; a restart keeps it."""

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
    """One site and how an adapter reaches it; ``core`` only where the site is the double."""

    url: str
    user: str = USER
    password: str = PASSWORD
    group: str = SITE
    core: OpenCpsCore | None = None
    served: Served | None = None
    clock: Clock = field(default_factory=SystemClock)
    memory: Memory = field(default_factory=Memory)
    codes: CodeMap = field(default_factory=CodeMap)
    stall: float = 1.5
    _open: list[OpenCps] = field(default_factory=list)

    @classmethod
    def of_double(cls, served: Served) -> "Bench":
        assert isinstance(served.core, OpenCpsCore)
        return cls(served.url, core=served.core, served=served, clock=served.core.clock)

    @classmethod
    def of_reach(cls, reach: Mapping[str, str]) -> "Bench":
        return cls(reach["url"], reach["user"], reach["password"], reach["groupId"])

    @classmethod
    def of_environment(cls) -> "Bench":
        # Two tests at once would find each other's drafts, as two counters with one account do.
        workers = os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")
        assert workers == "1", "one account takes one test at a time: run without -n"
        password = Path(os.environ["PORTAL_PASSWORD_FILE"]).read_text("utf-8").strip()
        group = os.environ["PORTAL_GROUP"]
        return cls(os.environ["PORTAL_URL"], os.environ["PORTAL_USER"], password, group)

    def adapter(self, **options: str) -> OpenCps:
        """Return a new adapter, as after a restart of the program."""
        told = {"groupId": self.group, **options}
        target = PortalTarget("opencps", "opencps", self.url, self.user, told, practice=True)
        wiring = Wiring(
            password=self.password,
            memory=self.memory,
            timeouts=Timeouts(2.0, self.stall, 5.0),
            codes=self.codes,
            clock=self.clock,
        )
        made = OpenCps.wired(target, wiring)
        self._open.append(made)
        return made

    def close(self) -> None:
        """Close every line that was opened."""
        for one in self._open:
            one.close()

    @property
    def site(self) -> OpenCpsCore:
        """The double, past all its traps."""
        assert self.core is not None
        return self.core


def dossier(**changes: Any) -> Outgoing:
    """Return facts to be sent, with a uid and the step of their reception."""
    uid = str(uuid.uuid4())
    whole = Outgoing(
        uid=uid,
        official_code="",
        provisional_code="TAM-1-261123-0001",
        procedure_code=CODE,
        procedure_name="Đăng ký khai sinh",
        facts=WalkIn(procedure=CODE, applicant=WHO, fee=FeePaid(FeeMethod.CASH, 8_000), note="Gấp"),
        papers=(Paper(f"{CODE}-01", "Tờ khai", 1, 2), Paper("", "Giấy riêng", 0, 1)),
        checklist=((f"{CODE}-01", "Tờ khai"), (f"{CODE}-02", "Giấy khác")),
        received_at=RECEIVED_AT,
        due_at=datetime(2026, 11, 23, 10, 0, tzinfo=UTC),
        officer=OFFICER,
        steps=(step(1, EventKind.RECEIVED),),
    )
    return replace(whole, **changes)


def step(seq: int, kind: EventKind, officer: str = OFFICER) -> Step:
    """Return one thing that happened at the desk."""
    at = RECEIVED_AT.replace(minute=seq)
    return Step(str(uuid.uuid4()), seq, kind, at, officer, Status.RECEIVED, "")


def named(name: str, **changes: Any) -> Outgoing:
    """Return a dossier of somebody else."""
    one = dossier(**changes)
    who = replace(one.facts.applicant, full_name=name)
    return replace(one, facts=replace(one.facts, applicant=who))


def file(content: bytes = b"%PDF-1.4 to khai", paper: str = "01", **changes: Any) -> OutFile:
    """Return an attachment of a paper of the checklist; ``paper`` may be any other code."""
    whole = OutFile(
        uid=str(uuid.uuid4()),
        paper_code=f"{CODE}-{paper}" if paper.isdecimal() else paper,
        paper_name=f"Giấy tờ {paper}",
        name=f"giay-to-{paper}.pdf",
        mime="application/pdf",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        added_at=RECEIVED_AT,
        content=lambda: content,
    )
    return replace(whole, **changes)
