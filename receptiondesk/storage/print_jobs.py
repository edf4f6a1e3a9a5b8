"""Print jobs: each row is what the job's events add up to (`receptiondesk.domain.print_jobs`)."""

import contextlib
import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from receptiondesk.domain import print_jobs
from receptiondesk.domain.events import Event, EventKind, canonical_json
from receptiondesk.domain.print_jobs import JOB_KINDS, JobState, PaperOrder, PrintJob
from receptiondesk.storage.journal import DamagedRow, whole_of_kinds
from receptiondesk.storage.tables import EventRow, as_stored, core
from receptiondesk.storage.tables_of_printing import PrintJobRow

_JOB = core(PrintJobRow)
_EVENT = core(EventRow)
_NO_BODY = [one for one in _JOB.c if one.name != "body"]
_SELECT = sa.select(*_NO_BODY, _EVENT.c.at, _EVENT.c.officer).join_from(
    _JOB, _EVENT, _JOB.c.number == _EVENT.c.seq
)
_FROM_ORDER = ("document", "title", "sha256", "pages", "batch", "part")
_SAME_NAME = (
    "number",
    "uid",
    "dossier_uid",
    "printer",
    "spool_job",
    "cause",
    "reason",
    "sent_seq",
    "confirmed_seq",
    "last_seq",
)


def add(session: Session, event: Event, body: bytes | None = None) -> PrintJob:
    """Write the job that a ``PRINT_SAVED`` event tells of, with its bytes if need be."""
    job = print_jobs.saved(event)
    session.execute(sa.insert(_JOB).values(**_values(job), recipe=job.order.recipe, body=body))
    return job


def follow(session: Session, job: PrintJob, event: Event) -> PrintJob:
    """Bring a job's row to where one more event leads; bytes go when it ends."""
    now = print_jobs.after(job, event)
    values = _values(now) | ({"body": None} if now.ended else {})
    session.execute(sa.update(_JOB).where(_JOB.c.number == job.number).values(**values))
    return now


def _values(job: PrintJob) -> dict[str, Any]:
    return {
        **{name: getattr(job.order, name) for name in _FROM_ORDER},
        **{name: getattr(job, name) for name in _SAME_NAME},
        "state": job.state.value,
    }


def one(session: Session, number: int) -> PrintJob | None:
    """Return a job by its number."""
    row = session.execute(_SELECT.where(_JOB.c.number == number)).mappings().first()
    return None if row is None else _job(row)


def in_states(session: Session, *states: JobState) -> tuple[PrintJob, ...]:
    """Return the jobs that stand in some states, oldest first."""
    wanted = [state.value for state in states]
    rows = session.execute(_SELECT.where(_JOB.c.state.in_(wanted)).order_by(_JOB.c.number))
    return tuple(_job(row) for row in rows.mappings())


def since(session: Session, moment: datetime) -> tuple[PrintJob, ...]:
    """Return the jobs saved at or after a moment, and all that are not done, oldest first."""
    ended = [state.value for state in print_jobs.ENDED]
    rows = session.execute(
        _SELECT.where((_EVENT.c.at >= moment) | _JOB.c.state.not_in(ended)).order_by(_JOB.c.number)
    )
    return tuple(_job(row) for row in rows.mappings())


def of_batch(session: Session, batch: int) -> tuple[PrintJob, ...]:
    """Return the parts of a batch that are saved, in their order."""
    rows = session.execute(
        _SELECT.where((_JOB.c.batch == batch) | (_JOB.c.number == batch)).order_by(_JOB.c.number)
    )
    return tuple(_job(row) for row in rows.mappings())


def body(session: Session, number: int) -> bytes | None:
    """Return the bytes kept with a job, ``None`` when its recipe makes them."""
    found = session.execute(sa.select(_JOB.c.body).where(_JOB.c.number == number)).scalar()
    return None if found is None else bytes(found)


def _job(row: sa.RowMapping) -> PrintJob:
    order = PaperOrder(recipe=row["recipe"], **{name: row[name] for name in _FROM_ORDER})
    return PrintJob(
        order=order,
        state=JobState(row["state"]),
        saved_at=row["at"],
        officer=row["officer"],
        **{name: row[name] for name in _SAME_NAME},
    )


def damaged(session: Session) -> Iterator[DamagedRow]:
    """Return every job that is not what its events add up to, or whose bytes are not its own."""
    jobs = _told(session)
    told = {job.number: job for job in jobs.values()}
    there = {row.number: row for row in session.execute(sa.select(*as_stored(PrintJobRow)))}
    for number in sorted(told.keys() | there.keys(), key=str):
        if not _agrees(there.get(number), told.get(number)):
            what = f"Lệnh in {number} không khớp với nhật ký."
            yield DamagedRow("print_job", str(number), what)


def _told(session: Session) -> dict[str, PrintJob]:
    jobs: dict[str, PrintJob] = {}
    for event in whole_of_kinds(session, JOB_KINDS):
        # A damaged line explains nothing; the chain names it.
        with contextlib.suppress(AttributeError, KeyError, TypeError):
            if event.kind is EventKind.PRINT_SAVED:
                jobs[event.uid] = print_jobs.saved(event)
            elif event.payload.get("job") in jobs:
                uid = event.payload["job"]
                jobs[uid] = print_jobs.after(jobs[uid], event)
    return jobs


def _agrees(row: Any, job: PrintJob | None) -> bool:  # noqa: ANN401 - a raw row
    if row is None or job is None:
        return False
    wanted = _values(job) | {"recipe": canonical_json(job.order.recipe)}
    if any(getattr(row, name) != value for name, value in wanted.items()):
        return False
    if row.body is None:
        return bool(job.order.recipe) or job.ended
    return not job.ended and _digest(row.body) == job.order.sha256


def _digest(content: object) -> str:
    return hashlib.sha256(content).hexdigest() if isinstance(content, bytes) else ""
