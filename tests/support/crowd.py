"""An office after six years at a hundred dossiers a day, written by the program's own writers.

Each dossier is taken in by the act that accepts one (number, event, rows, search entry,
delivery), sent and proved, and all but the newest are finished at the portal; only the checks
before and the waiting for the disk are left out. So the file is what a desk would have, `verify`
finds nothing in it, and it is made in minutes. It is kept in ``build/`` between runs.
"""

import json
import random
import shutil
from collections import deque
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate, islice
from pathlib import Path

import sqlalchemy as sa

from receptiondesk.desk import clock_guard, intake, procedures
from receptiondesk.desk import portals as desk_portals
from receptiondesk.domain.clock import VIETNAM, SetClock
from receptiondesk.domain.dossier import Dossier, Status, SyncState
from receptiondesk.domain.events import DeliveryState, EventKind
from receptiondesk.domain.outbox import Due, PortalSetting, Settlement
from receptiondesk.domain.procedures import Channel
from receptiondesk.domain.walk_in import Address, Identity, IdentityType, Person, Sex, WalkIn
from receptiondesk.office import Office
from receptiondesk.storage import catalogue, endings, journal, portals, schema
from receptiondesk.storage.engine import Session
from receptiondesk.storage.tables import (
    DeliveryRow,
    DossierRow,
    RemoteRefRow,
    core,
)
from tests.support.office import MORNING, OfficeKind, make_office, reopen
from tests.support.walk_ins import complete

NAMES = Path(__file__).parent.parent / "data" / "crowd_names.json"
KIND = OfficeKind(number_range="1-999")
#: Counts up when other rows are made, so that no older file is taken for one of today.
MADE = 3
FIRST_DAY = date(2021, 2, 15)
A_DAY = 100
AT_ONCE = 2_000
NOT_FINISHED = 3_000
#: Pages stay in memory while the file is filled: half a gigabyte.
WIDE_CACHE = "PRAGMA cache_size = -500000"
PROCEDURES = 120
COMMUNES = 60
#: Nothing listens there, so the line of this office is down.
PORTAL = PortalSetting("opencps", "http://127.0.0.1:9/o/rest/v2", "canbo", practice=True)


def crowded_office(root: Path, count: int) -> Path:
    """Copy an office with so many dossiers into ``root``; its clock should stand at `MORNING`."""
    kept = Path("build") / f"crowd-{schema.HEAD}-{MADE}-{count}"
    if not kept.is_dir():
        half = kept.with_suffix(".half")
        shutil.rmtree(half, ignore_errors=True)
        make_office(half, KIND).close()
        fill(half, count)
        half.rename(kept)
    shutil.copytree(kept, root, dirs_exist_ok=True)
    return root


def fill(root: Path, count: int) -> None:
    """Fill an office with so many dossiers."""
    clock = SetClock(MORNING)
    office = reopen(root, clock=clock)
    people = Crowd(office)
    target, _ = desk_portals.save(office, PORTAL, "mật khẩu cổng", answers_practice=None)
    office.database.listeners.clear()  # the witness is told once, at the end
    moments = islice(working_moments(), count)
    clock.at = next(working_moments())
    clock_guard.confirm(office, "the journal goes on years earlier than the office was made")
    unfinished: deque[tuple[datetime, Dossier]] = deque()
    for start in range(0, count, AT_ONCE):
        with office.database.write() as session:
            session.connection().exec_driver_sql(WIDE_CACHE)
            for number, at in zip(range(start, min(start + AT_ONCE, count)), moments, strict=False):
                while unfinished and unfinished[0][0] <= at:
                    clock.at, dossier = unfinished.popleft()
                    finish(session, office, dossier)
                clock.at = at
                dossier = people.one(session, at)
                settle(session, office, dossier, target.name)
                if number < count - NOT_FINISHED:
                    unfinished.append((at + timedelta(days=3), dossier))
    with office.database.write() as session:
        for clock.at, dossier in unfinished:
            finish(session, office, dossier)
        prove(session, target.name)
    office.close()
    (office.paths.witness).unlink()
    reopen(root).close()


def working_moments() -> Iterator[datetime]:
    """Return the moments of reception, a hundred on each working day."""
    day = FIRST_DAY
    while True:
        if day.weekday() < 5:
            morning = datetime.combine(day, time(7, 30), VIETNAM).astimezone(UTC)
            for number in range(A_DAY):
                yield morning + number * timedelta(minutes=2, seconds=20)
        day += timedelta(days=1)


class Crowd:
    """Invented people who ask for real procedures, the common ones more often."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.chance = random.Random(20261123)
        told = json.loads(NAMES.read_text(encoding="utf-8"))
        self.names = [told[part].split() for part in ("families", "middles", "given")]
        found = procedures.find(office, "", limit=10_000)
        known = [one for one in found if one.limits_for(Channel.COUNTER)][:PROCEDURES]
        with office.database.read() as session:
            self.known = [catalogue.for_reception(session, one.code) for one in known]
        self.papers = {one.code: complete(one) for one in known}
        self.weights = list(accumulate(1 / rank for rank in range(1, len(known) + 1)))
        self.communes = [one for one in office.gazetteer.communes if one.province == "38"][
            :COMMUNES
        ]

    def one(self, session: Session, at: datetime) -> Dossier:
        """Take one submission in and return its dossier."""
        known = self.chance.choices(self.known, cum_weights=self.weights)[0]
        assert known is not None
        walk_in = WalkIn(
            procedure=known.procedure.code,
            applicant=self.person(),
            papers=self.papers[known.procedure.code],
        )
        office = self.office
        facts = intake.settled(walk_in, known.procedure, at)
        promised = intake.promise_for(office, facts, known.procedure, at)
        return intake.enter(session, office, facts, known, promised)

    def person(self) -> Person:
        """Return somebody with a number that fits birth and sex."""
        chance = self.chance
        sex = chance.choice((Sex.MALE, Sex.FEMALE))
        birth = date(1950, 1, 1) + timedelta(days=chance.randrange(18_000))
        tail = f"{birth:%y}{chance.randrange(10**6):06d}"
        commune = chance.choice(self.communes)
        return Person(
            full_name=" ".join(map(chance.choice, self.names)),
            identity=Identity(IdentityType.CCCD, f"038{int(sex is Sex.FEMALE)}{tail}"),
            birth=birth,
            sex=sex,
            phone=f"09{chance.randrange(10**8):08d}",
            address=Address("38", commune.code, f"Thôn {chance.randrange(1, 13)}"),
        )


def settle(session: Session, office: Office, dossier: Dossier, target: str) -> None:
    """Write that the portal has it right."""
    item = Due(dossier.uid, (dossier.received_seq,), 1, frozenset({EventKind.RECEIVED}))
    endings.record(session, office.entry, target, item, Settlement(DeliveryState.PROVED))


def finish(session: Session, office: Office, dossier: Dossier) -> None:
    """Write what the portal told when the result was handed over."""
    status = int(Status.RETURNED)
    payload: dict[str, object] = {"status": status, "status_raw": "done"}
    event = journal.append(session, office.entry(EventKind.STATUS_PULLED, payload, dossier.uid))
    portals.write_status(session, dossier.uid, status, "done", event.seq)


def prove(session: Session, target: str) -> None:
    """Let every delivery be proved, and every dossier have its name at the portal."""
    delivery, dossier, ref = core(DeliveryRow), core(DossierRow), core(RemoteRefRow)
    session.execute(
        sa.update(delivery).values(
            state=DeliveryState.PROVED.value, attempts=1, sent_at=MORNING, proved_at=MORNING
        )
    )
    session.execute(sa.update(dossier).values(sync=SyncState.PROVED.value))
    columns = (
        "target",
        "dossier_uid",
        "remote_id",
        "remote_code",
        "status_raw",
        "extra",
        "pulled_at",
    )
    session.execute(
        sa.insert(ref).from_select(
            columns,
            sa.select(
                sa.literal(target),
                dossier.c.uid,
                sa.func.cast(dossier.c.received_seq, sa.Text),
                dossier.c.code,
                dossier.c.status_raw,
                sa.literal({}, ref.c.extra.type),
                sa.literal(MORNING, ref.c.pulled_at.type),
            ),
        )
    )
