"""A desk for the contract tests of the server-numbered family: dossiers, a memory, an adapter."""

import hashlib
import itertools
import os
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from receptiondesk.desk import mappings
from receptiondesk.domain.clock import SetClock
from receptiondesk.domain.code_map import CodeKind, CodeLine
from receptiondesk.domain.dossier import Status
from receptiondesk.domain.events import EventKind
from receptiondesk.domain.outbox import ANSWERED, SENT_AGAIN, PortalTarget
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
from sync.portals import Wiring
from sync.portals.server_numbered.adapter import ServerNumbered
from sync.session import Timeouts
from tests.support.portals import server_numbered as double
from tests.support.portals.server_numbered_store import Switches
from tests.support.portals.wire import Served

CODE = "1.001193"
DIALECTS = ("tandan", "igate", "adapter2026")
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
_NUMBERS = itertools.count(1)


@dataclass
class Memory:
    """What the adapter remembers; ``dies_at`` raises when a key with that beginning is kept."""

    kept: dict[str, str] = field(default_factory=dict)
    dies_at: str = ""

    def recall(self, key: str) -> str | None:
        return self.kept.get(key)

    def remember(self, key: str, value: str) -> None:
        if self.dies_at and key.startswith(self.dies_at):
            raise Killed(key)
        self.kept[key] = value

    def forget(self, keys: Sequence[str]) -> None:
        for key in keys:
            self.kept.pop(key, None)

    def not_there(self, uid: str) -> None:
        """Do what a person's "not there" does."""
        for key in [key for key in self.kept if key.startswith(f"sent:{uid}")]:
            del self.kept[key]
        self.forget((f"remote:{uid}", f"arrived:{uid}"))
        self.kept[f"clear:{uid}:said"] = "1"


class Killed(BaseException):
    """The process ends here."""


@dataclass
class Bench:
    """One dialect: its double behind real HTTP, and the way to it."""

    dialect: str
    core: double.ServerNumberedCore
    served: Served
    clock: SetClock
    memory: Memory = field(default_factory=Memory)
    options: dict[str, str] = field(default_factory=dict)

    @property
    def switches(self) -> Switches:
        return self.core.switches

    @property
    def store(self) -> Any:
        return self.core.store

    def adapter(self, **options: str) -> ServerNumbered:
        """Return an adapter as a fresh process would have it."""
        own = (
            _told_options()
            if aimed()
            else {"dialect": self.dialect, **double.OPTIONS[self.dialect]}
        )
        url = os.environ["PORTAL_URL"] if aimed() else self.served.url
        user = os.environ.get("PORTAL_USER", double.USER)
        target = PortalTarget(
            "so", "server_numbered", url, user, {**own, **self.options, **options}
        )
        wiring = Wiring(
            password=os.environ.get("PORTAL_PASSWORD", double.PASSWORD),
            memory=self.memory,
            timeouts=Timeouts(2.0, 2.0, 5.0),
            codes=mappings.shipped(f"server_numbered_{self.dialect}").over(
                _own_codes(self.dialect)
            ),
            clock=self.clock,
        )
        return ServerNumbered.wired(target, wiring)

    def decided(self, one: Outgoing) -> None:
        """Keep, as the desk does, that a person let a parked dossier be sent again."""
        self.memory.remember(f"{ANSWERED}{one.uid}", SENT_AGAIN)

    def later(self, minutes: int = 11) -> None:
        """Let time go by."""
        self.clock.advance(timedelta(minutes=minutes))


@contextmanager
def bench(dialect: str) -> Iterator[Bench]:
    """Serve a double of a dialect; its clock is the desk's."""
    clock = SetClock(NOW)
    core = double.ServerNumberedCore(dialect, clock=clock)
    with Served(core) as served:
        yield Bench(dialect, core, served, clock)


def person(name: str = "Nguyễn Thị Ánh") -> Person:
    """Return an invented woman with a number of her own."""
    return Person(
        name,
        identity=Identity(IdentityType.CCCD, f"038196{next(_NUMBERS):06d}"),
        birth=date(1996, 3, 8),
        phone="0912345678",
        address=Address("38", "14758", "Thôn 1"),
    )


def dossier(name: str = "Nguyễn Thị Ánh", **changes: object) -> Outgoing:
    """Return facts to be sent, with a uid and a provisional code of their own."""
    number = next(_NUMBERS)
    facts = WalkIn(CODE, person(name), fee=FeePaid(FeeMethod.CASH, 8_000), note="Gấp")
    received = NOW - timedelta(hours=1)
    word = str(uuid.uuid4())
    whole = Outgoing(
        uid=word,
        official_code="",
        provisional_code=f"TAM-1-261123-{number:04d}",
        procedure_code=CODE,
        procedure_name="Đăng ký khai sinh",
        facts=facts,
        papers=(Paper(f"{CODE}-01", "Tờ khai", 1, 2), Paper("", "Giấy riêng", 0, 1)),
        checklist=((f"{CODE}-01", "Tờ khai"), (f"{CODE}-02", "Giấy khác")),
        received_at=received,
        due_at=received + timedelta(days=3),
        officer="Lê Thị Thử",
        steps=(step(EventKind.RECEIVED, "Lê Thị Thử", received),),
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


def step(kind: EventKind, officer: str, at: datetime, status: Status = Status.RECEIVED) -> Step:
    """Return one event on its way."""
    seq = next(_NUMBERS)
    return Step(str(uuid.uuid4()), seq, kind, at, officer, status, f"{kind.value} tại quầy")


def corrected(one: Outgoing, name: str, officer: str = "Trần Văn Hai") -> Outgoing:
    """Return the dossier after a correction by another officer."""
    applicant = replace(one.facts.applicant, full_name=name)
    return replace(
        one,
        facts=replace(one.facts, applicant=applicant),
        revision=one.revision + 1,
        steps=(*one.steps, step(EventKind.CORRECTED, officer, NOW)),
    )


def cancelled(one: Outgoing, officer: str = "Trần Văn Hai") -> Outgoing:
    """Return the dossier after it was cancelled by another officer."""
    told = step(EventKind.CANCELLED, officer, NOW, Status.WITHDRAWN)
    return replace(
        one,
        cancelled=True,
        cancel_reason="Người dân rút",
        cancelled_by=officer,
        steps=(*one.steps, told),
    )


def file(content: bytes = b"%PDF-1.7 mot", **changes: object) -> OutFile:
    """Return an attachment of the first paper."""
    whole = OutFile(
        uid=str(uuid.uuid4()),
        paper_code=f"{CODE}-01",
        paper_name="Tờ khai",
        name="to-khai.pdf",
        mime="application/pdf",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        added_at=NOW,
        content=lambda: content,
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


def asking(one: Outgoing) -> Outgoing:
    """Return the dossier as it is sent when an earlier attempt may have arrived."""
    return replace(one, ask_first=True)


def bound(one: Outgoing, code: str) -> Outgoing:
    """Return the dossier after an official code was bound to it."""
    return replace(one, official_code=code)


def _told_options() -> dict[str, str]:
    """Return PORTAL_OPTIONS: ``name=value`` parted by commas."""
    told = os.environ.get("PORTAL_OPTIONS", "")
    return dict(part.split("=", 1) for part in told.split(",") if "=" in part)


def _own_codes(dialect: str) -> tuple[CodeLine, ...]:
    """Return the lines of PORTAL_CODES (a table as exported), or those of the double."""
    own = os.environ.get("PORTAL_CODES")
    if own:
        return mappings.from_csv(Path(own).read_text("utf-8-sig"))
    line = CodeLine(CodeKind.PROCEDURE, CODE, "5f8fe7c2b80e603d5300dcd2|60f5")
    return (line,) if dialect == "igate" else ()


def dialects() -> tuple[str, ...]:
    """Return the dialects to be tried: all, or the one of the portal that is aimed at."""
    return (_told_options()["dialect"],) if aimed() else DIALECTS


def aimed() -> bool:
    """Return whether the tests are aimed at a portal elsewhere."""
    family = os.environ.get("PORTAL_FAMILY", "")
    return bool(os.environ.get("PORTAL_URL")) and family == "server_numbered"
