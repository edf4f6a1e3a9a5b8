"""Print jobs: what was to come out, what a queue took, what a person has in hand.

A job is saved before any printer hears of it. Whoever starts next finds what was saved and never
sent, so nothing that a clerk asked for is forgotten, and nothing is called printed that is not.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

from receptiondesk.desk import corrections
from receptiondesk.domain import print_faults
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.clock import local
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.events import EventKind
from receptiondesk.domain.print_faults import WayOut
from receptiondesk.domain.print_jobs import (
    BY_HAND,
    NOT_OUT,
    TO_FILE,
    JobState,
    PaperOrder,
    PrintJob,
    told_of,
)
from receptiondesk.domain.text import clean_line, moment_vi
from receptiondesk.office import Office
from receptiondesk.storage import dossiers, journal, print_jobs
from receptiondesk.storage.engine import Session

if TYPE_CHECKING:
    from receptiondesk.desk.papers import Paper, ReceiptDraft

#: What a paper changes that is not filed yet.
NOTHING = ChangeSet()
_LONGEST_REASON = 300
_DAYS_SHOWN = 1


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a paper did not come out: a sentence, what is open, and what to write by hand.

    ``by_hand`` is empty for papers of which no pre-printed form is filled in.
    """

    job: PrintJob
    sentence: str
    ways: tuple[WayOut, ...]
    by_hand: str


def receipt(office: Office, code: str, *, size: str = "") -> "Paper":
    """Return a dossier's receipt, filed as printed and saved as a print job in one transaction.

    Raises:
        Refused, Trouble: as `receptiondesk.desk.papers.receipt`; nothing was written.
    """
    # What draws is loaded with the first paper: what is left over is asked for at every start.
    from receptiondesk.desk import papers

    numbers: list[int] = []

    def also(session: Session, made: "ReceiptDraft") -> None:
        paper = made.paper
        wanted = size or office.settings.receipt_paper
        recipe = {"code": made.dossier.code, "print_no": paper.print_number, "size": wanted}
        order = PaperOrder("receipt", made.dossier.code, recipe, paper.sha256, pages_of(paper.pdf))
        numbers.append(add(session, office, order, dossier_uid=made.dossier.uid).number)

    paper = papers.issued(office, code, size=size, also=also)
    return replace(paper, job=numbers[-1])


def save(
    office: Office,
    paper: "Paper",
    document: str,
    *,
    dossier: str = "",
    recipe: Mapping[str, Any] | None = None,
) -> "Paper":
    """Save a paper that is made as a print job.

    Args:
        office: the office at work.
        paper: the paper; one that is a job already comes back as it is.
        document: its kind.
        dossier: a code of the dossier that it is about, if any.
        recipe: what makes it again (`receptiondesk.desk.print_remaking`); without one its bytes
            are kept in the encrypted file until the job ends.

    Raises:
        Refused: unknown_code.
        Trouble: the file cannot be written now; nothing was saved.
    """
    if paper.job:
        return paper
    uid = corrections.found(office, dossier).uid if dossier else None
    title = dossier or paper.name.removesuffix(".pdf")
    order = PaperOrder(document, title, recipe or {}, paper.sha256, pages_of(paper.pdf))
    with office.database.write() as session:
        job = add(session, office, order, dossier_uid=uid, body=None if recipe else paper.pdf)
    changes = paper.changes | _changes(job)
    return replace(paper, job=job.number, changes=changes)


def add(
    session: Session,
    office: Office,
    order: PaperOrder,
    *,
    dossier_uid: str | None = None,
    body: bytes | None = None,
) -> PrintJob:
    """Save a job in a transaction of the caller's."""
    entry = office.entry(EventKind.PRINT_SAVED, told_of(order), dossier_uid)
    event = journal.append(session, entry)
    if dossier_uid is not None:
        dossiers.seen(session, dossier_uid, event)
    return print_jobs.add(session, event, body)


def pages_of(pdf: bytes) -> int:
    """Return how many pages a paper has."""
    from pypdf import PdfReader  # loaded late: nothing else at the start needs it

    return len(PdfReader(BytesIO(pdf)).pages)


def one(office: Office, number: int) -> PrintJob:
    """Return a job.

    Raises:
        Refused: ``unknown_job``.
        Trouble: the file cannot be read.
    """
    with office.database.read() as session:
        return _found(session, number)


def open_jobs(office: Office) -> tuple[PrintJob, ...]:
    """Return the jobs whose paper nobody has confirmed: saved, failed or sent; oldest first."""
    with office.database.read() as session:
        return print_jobs.in_states(session, *NOT_OUT, JobState.SENT)


def left_over(office: Office) -> tuple[PrintJob, ...]:
    """Return the jobs that no queue ever took: saved and never sent, or failed; oldest first."""
    with office.database.read() as session:
        return print_jobs.in_states(session, *NOT_OUT)


def recent(office: Office) -> tuple[PrintJob, ...]:
    """Return the jobs of today, and all that are not done, oldest first."""
    start = local(office.clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    with office.database.read() as session:
        return print_jobs.since(session, start - timedelta(days=_DAYS_SHOWN - 1))


def of_batch(office: Office, batch: int) -> tuple[PrintJob, ...]:
    """Return the parts of a batch that are saved, in their order.

    Raises:
        Refused: ``unknown_job``.
    """
    with office.database.read() as session:
        _found(session, batch)
        return print_jobs.of_batch(session, batch)


def sent(office: Office, number: int, printer: str, spool_job: str) -> ChangeSet:
    """File that a queue took a job: the name of the printer, and what the queue calls the job.

    Raises:
        Refused: unknown_job.
        Trouble: the file cannot be written now; the paper may come out all the same.
    """
    told = {"printer": printer, "spool_job": spool_job}
    return _file(office, number, EventKind.PRINT_SENT, told)


def written(office: Office, number: int) -> ChangeSet:
    """File that a person saved a paper as a file: it is out, to be printed from there.

    Raises:
        Refused: unknown_job.
        Trouble: the file cannot be written now.
    """
    told = {"printer": TO_FILE, "spool_job": ""}
    changes = _file(office, number, EventKind.PRINT_SENT, told)
    return changes | _file(office, number, EventKind.PRINT_CONFIRMED, {})


def failed(office: Office, number: int, cause: str, printer: str = "") -> ChangeSet:
    """File why a paper did not come out of its printer.

    Args:
        office: the office at work.
        number: the job.
        cause: a key of `receptiondesk.domain.print_faults`.
        printer: the printer that was asked.

    Raises:
        Refused: unknown_job.
        Trouble: the file cannot be written now.
    """
    return _file(office, number, EventKind.PRINT_FAILED, {"cause": cause, "printer": printer})


def confirm(office: Office, number: int) -> ChangeSet:
    """File that a person has the paper in hand; of a paper that is confirmed already, nothing.

    A paper may be in the tray whatever a queue said, so any job that is not dropped is confirmed.

    Raises:
        Refused: officer_needed, unknown_job, job_dropped.
        Trouble: the file cannot be written now.
    """
    _refuse_nameless(office)
    return _file(office, number, EventKind.PRINT_CONFIRMED, {})


def drop(office: Office, number: int, reason: str = BY_HAND) -> ChangeSet:
    """File that a paper is not to come out any more, and why a person says so.

    Raises:
        Refused: officer_needed, reason_needed, too_long, unknown_job, job_confirmed.
        Trouble: the file cannot be written now.
    """
    _refuse_nameless(office)
    why = clean_line(reason)
    if not why:
        raise _refused("reason", "reason_needed", "Xin ghi lý do bỏ lệnh in.")
    if len(why) > _LONGEST_REASON:
        message = f"Lý do không được dài quá {_LONGEST_REASON} ký tự."
        raise _refused("reason", "too_long", message)
    return _file(office, number, EventKind.PRINT_DROPPED, {"reason": why})


def explained(office: Office, number: int, *, other: str = "", queued: bool = False) -> Failure:
    """Return why a job failed, in words, and what a person can do now.

    ``other`` is what a renamed printer is called now; ``queued``: a queue still holds the job.
    """
    job = one(office, number)
    hand = by_hand(office, job)
    said = print_faults.sentence(job.cause, job.printer, other=other, queued=queued)
    return Failure(
        job, said, print_faults.ways_out(job.cause, by_hand=bool(hand), queued=queued), hand
    )


def by_hand(office: Office, job: PrintJob) -> str:
    """Return what to write on a pre-printed form, empty where there is none of this paper."""
    if "print_no" not in job.order.recipe:  # no receipt, or many at once
        return ""
    dossier = corrections.found(office, str(job.order.recipe["code"]))
    order, sign = dossier.code.rpartition("-")[2], office.settings.receipt_number_suffix
    due = f"; hẹn trả {moment_vi(dossier.due_at)}" if dossier.due_at else ""
    return f"Ghi tay trên mẫu in sẵn: số {order}/{sign}; mã hồ sơ {dossier.code}{due}."


def _file(office: Office, number: int, kind: EventKind, told: Mapping[str, object]) -> ChangeSet:
    with office.database.write() as session:
        job = _found(session, number)
        if not _open_for(job, kind):
            return ChangeSet()
        payload = {"job": job.uid, "document": job.order.document, **told}
        event = journal.append(session, office.entry(kind, payload, job.dossier_uid))
        if job.dossier_uid is not None:
            dossiers.seen(session, job.dossier_uid, event)
        return _changes(print_jobs.follow(session, job, event))


def _open_for(job: PrintJob, kind: EventKind) -> bool:
    """Return whether news change a job; late news of a queue do not, once a person has spoken."""
    if job.state is JobState.DROPPED and kind is EventKind.PRINT_CONFIRMED:
        raise _refused("job", "job_dropped", f"Lệnh in {job.number} đã bỏ: {job.reason}.")
    if job.state is JobState.CONFIRMED and kind is EventKind.PRINT_DROPPED:
        message = f"Lệnh in {job.number} đã được xác nhận ra giấy nên không bỏ được nữa."
        raise _refused("job", "job_confirmed", message)
    return not job.ended


def _found(session: Session, number: int) -> PrintJob:
    job = print_jobs.one(session, number)
    if job is None:
        message = f"Không có lệnh in số {number}. Xem danh sách bằng lệnh print jobs."
        raise _refused("job", "unknown_job", message)
    return job


def _refuse_nameless(office: Office) -> None:
    if problems := office.unsigned():
        raise Refused.of(problems)


def _changes(job: PrintJob) -> ChangeSet:
    own = frozenset({job.dossier_uid}) if job.dossier_uid else frozenset()
    return ChangeSet(dossiers=own, printing=True)


def _refused(field: str, code: str, message: str) -> Refused:
    return Refused(Problem(field, code, message))
