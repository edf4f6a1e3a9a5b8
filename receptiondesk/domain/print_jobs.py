"""Print jobs: saved, sent to a queue and confirmed by a clerk are three facts (peers.md C.18).

A job is saved before any printer hears of it; so whatever happens afterwards, the file knows which
paper somebody wanted. That a queue took it proves no paper: only a person who sees it does.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from receptiondesk.domain.events import Event, EventKind


class JobState(StrEnum):
    """How far a job got."""

    SAVED = "saved"
    SENT = "sent"
    FAILED = "failed"
    CONFIRMED = "confirmed"
    DROPPED = "dropped"


#: Nothing more is to be done about these.
ENDED: Final = frozenset({JobState.CONFIRMED, JobState.DROPPED})
#: A paper that nobody knows to be out, and that no queue holds either.
NOT_OUT: Final = frozenset({JobState.SAVED, JobState.FAILED})
#: A paper is made on more pages than this in several jobs.
PART_PAGES: Final = 500
#: The printer of a job that was written to a file; no queue bears a name with a colon.
TO_FILE: Final = "pdf:"
#: The reason of a job that ended because its paper was filled in by hand.
BY_HAND: Final = "ghi tay trên mẫu in sẵn"

_KINDS: Final[Mapping[EventKind, JobState]] = {
    EventKind.PRINT_SENT: JobState.SENT,
    EventKind.PRINT_FAILED: JobState.FAILED,
    EventKind.PRINT_CONFIRMED: JobState.CONFIRMED,
    EventKind.PRINT_DROPPED: JobState.DROPPED,
}
JOB_KINDS: Final = (EventKind.PRINT_SAVED, *_KINDS)


@dataclass(frozen=True, slots=True)
class PaperOrder:
    """What a job prints: everything that makes its paper again, and how to know it is the same.

    Attributes:
        document: the kind of paper (`print_choices.DOCUMENTS`), or a kind of form.
        title: what lists and the printer's queue show; no personal data.
        recipe: JSON-ready; makes the paper again; empty when only the bytes themselves can.
        sha256: hex, over the bytes.
        pages: how many.
        batch: the job number of the first part of a batch, 0 for a paper of its own.
        part: the place in the batch, from 1.
    """

    document: str
    title: str
    recipe: Mapping[str, Any]
    sha256: str
    pages: int
    batch: int = 0
    part: int = 1


@dataclass(frozen=True, slots=True)
class PrintJob:
    """A job as it stands. ``number`` is how a person names it; ``uid`` how events do.

    ``printer`` and ``spool_job`` are those of the last attempt; ``cause`` (`print_faults`) is why
    it failed, empty unless it did.
    """

    number: int
    uid: str
    dossier_uid: str | None
    order: PaperOrder
    state: JobState
    saved_at: datetime
    officer: str
    printer: str = ""
    spool_job: str = ""
    cause: str = ""
    reason: str = ""
    sent_seq: int | None = None
    confirmed_seq: int | None = None
    last_seq: int = 0

    @property
    def ended(self) -> bool:
        """Whether nothing more is to be done about it."""
        return self.state in ENDED


def told_of(order: PaperOrder) -> dict[str, object]:
    """Return the payload of ``PRINT_SAVED``."""
    return {
        "document": order.document,
        "title": order.title,
        "recipe": dict(order.recipe),
        "sha256": order.sha256,
        "pages": order.pages,
        "batch": order.batch,
        "part": order.part,
    }


def saved(event: Event) -> PrintJob:
    """Return the job that a ``PRINT_SAVED`` event tells of.

    Raises:
        KeyError: the payload lacks what it must carry (a damaged journal).
    """
    told = event.payload
    order = PaperOrder(
        document=told["document"],
        title=told["title"],
        recipe=told["recipe"],
        sha256=told["sha256"],
        pages=told["pages"],
        batch=told["batch"],
        part=told["part"],
    )
    return PrintJob(
        number=event.seq,
        uid=event.uid,
        dossier_uid=event.dossier_uid,
        order=order,
        state=JobState.SAVED,
        saved_at=event.at,
        officer=event.officer,
        last_seq=event.seq,
    )


def after(job: PrintJob, event: Event) -> PrintJob:
    """Return a job after one more of its events.

    A job that ended stays so: late news of a queue about a paper that a clerk has in hand change
    nothing.

    Raises:
        KeyError: the payload lacks what it must carry (a damaged journal).
    """
    if job.ended or event.kind not in _KINDS:
        return job
    told = event.payload
    state = _KINDS[event.kind]
    changed: dict[str, Any] = {"state": state, "last_seq": event.seq, "cause": ""}
    if state is JobState.SENT:
        changed |= {"printer": told["printer"], "spool_job": told["spool_job"]}
        changed["sent_seq"] = event.seq
    elif state is JobState.FAILED:
        changed |= {"printer": told["printer"], "cause": told["cause"]}
    elif state is JobState.CONFIRMED:
        changed["confirmed_seq"] = event.seq
    else:
        changed["reason"] = told["reason"]
    return replace(job, **changed)
