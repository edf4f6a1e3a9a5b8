"""How a command hands a paper to a printer, files what became of it, and says so."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Annotated, Any, Final

import typer

from receptiondesk.desk import print_choices, print_jobs, print_ready
from receptiondesk.desk.papers import Paper
from receptiondesk.domain import print_faults
from receptiondesk.domain.errors import Trouble
from receptiondesk.domain.print_choices import PrintChoice
from receptiondesk.domain.print_faults import WayOut
from receptiondesk.domain.print_jobs import JobState, PrintJob
from receptiondesk.office import Office
from ui.commands import shapes
from ui.spoolers import machine
from ui.spoolers.pdf_file import PdfFile
from ui.spoolers.spooler import Heard, NotTakenError, Options, Spooler, Stage, Took

Printer = Annotated[str, typer.Option(metavar="NAME", help="Máy in; để trống theo thiết lập.")]

#: How often a queue is asked what became of a paper, and how long a pause between, in seconds.
_LOOKS: Final = 5
_PAUSE_S: Final = 0.4

STATES: Final = {
    JobState.SAVED: "đã lưu, chưa gửi tới máy in",
    JobState.SENT: "đã gửi, chờ xác nhận ra giấy",
    JobState.FAILED: "chưa ra giấy",
    JobState.CONFIRMED: "đã ra giấy",
    JobState.DROPPED: "đã bỏ",
}
_WAYS: Final = {
    WayOut.AGAIN: "in lại: receptiondesk print again {job}",
    WayOut.OTHER_PRINTER: "máy in khác: receptiondesk print again {job} --printer TÊN",
    WayOut.PDF: "tệp PDF: receptiondesk print again {job} --pdf TỆP",
}


@dataclass(frozen=True, slots=True)
class Way:
    """Where a command sends papers: a printer, or a file; ``copies`` 0 takes the choice's."""

    printer: str = ""
    pdf: Path | None = None
    copies: int = 0

    def spooler(self) -> Spooler:
        """Return what takes the papers."""
        return machine.printers() if self.pdf is None else PdfFile(self.pdf)


def hand_over(office: Office, paper: Paper, document: str, way: Way) -> PrintJob:
    """Send a paper that is a print job, and return the job as it stands then.

    Raises:
        Trouble: it did not come out; the code is the cause, the sentence names the ways out. The
            job stays in the file.
    """
    spooler = way.spooler()
    try:
        printer = way.printer or _own_choice(office, spooler, document, way)
        ready = print_ready.for_printer(office, paper.pdf, document, printer)
        took = spooler.submit(ready.pdf, _options(ready.choice, paper, way))
    except NotTakenError as error:
        print_jobs.failed(office, paper.job, error.fault.value, error.printer or way.printer)
        raise _trouble(office, paper.job, other=error.other) from error
    if way.pdf is not None:
        print_jobs.written(office, paper.job)
        return print_jobs.one(office, paper.job)
    print_jobs.sent(office, paper.job, took.printer, took.job)
    heard = _heard(spooler, took)
    if heard.stage is Stage.STUCK and heard.fault is not None:
        print_jobs.failed(office, paper.job, heard.fault.value, took.printer)
        raise _trouble(office, paper.job, queued=heard.queued)
    return print_jobs.one(office, paper.job)


def _own_choice(office: Office, spooler: Spooler, document: str, way: Way) -> str:
    """Return the counter's printer; the machine's own is looked up where printers are moved."""
    chosen = "" if way.pdf else print_choices.of(office, document).printer
    if chosen or way.pdf or not office.settings.printer_offsets:
        return chosen
    return next((one.name for one in spooler.queues() if one.default), "")


def _options(choice: PrintChoice, paper: Paper, way: Way) -> Options:
    title = f"{paper.name.removesuffix('.pdf')} #{paper.job}"
    return Options(
        choice.printer,
        title,
        way.copies or choice.copies,
        choice.sides,
        choice.tray,
        choice.size,
        choice.device,
    )


def _heard(spooler: Spooler, took: Took) -> Heard:
    """Ask a few times what became of a job: most faults show at once."""
    pause = Event()
    heard = Heard(Stage.WAITING)
    for _ in range(_LOOKS):
        try:
            heard = spooler.watch(took)
        except NotTakenError:  # it was taken; that nobody answers now is no fault of the paper
            break
        if heard.stage is not Stage.WAITING:
            break
        pause.wait(_PAUSE_S)
    return heard


def _trouble(office: Office, number: int, *, other: str = "", queued: bool = False) -> Trouble:
    failure = print_jobs.explained(office, number, other=other, queued=queued)
    ways = [_WAYS[way].format(job=number) for way in failure.ways if way in _WAYS]
    told = [failure.sentence, f"Lệnh in {number} vẫn còn.", "Có thể:", "; ".join(ways) + "."]
    return Trouble(failure.job.cause, " ".join([*told, failure.by_hand]).strip())


def hand_over_all(
    office: Office, parts: Iterable[Paper], document: str, way: Way
) -> list[PrintJob]:
    """Send the parts of a batch, each before the next is made.

    Raises:
        Trouble: a part did not come out; the rest is not made, and the sentence says how to go on.
    """
    done: list[PrintJob] = []
    for part in parts:
        try:
            done.append(hand_over(office, part, document, way))
        except Trouble as trouble:
            on = f"Phần còn lại: receptiondesk print resume {part.job}."
            raise Trouble(trouble.code, f"{trouble.message} {on}") from trouble
    return done


def shape(job: PrintJob) -> dict[str, Any]:
    """Return a job as it is answered in JSON."""
    order = job.order
    return {
        "job": job.number,
        "document": order.document,
        "title": order.title,
        "pages": order.pages,
        "state": job.state.value,
        "printer": job.printer,
        "queue_job": job.spool_job,
        "cause": job.cause,
        "reason": job.reason,
        "batch": order.batch,
        "part": order.part,
        "saved_at": shapes.moment(job.saved_at),
        "officer": job.officer,
    }


def words(job: PrintJob) -> str:
    """Return a job in one line."""
    state = STATES[job.state]
    why = f" ({print_faults.short_words(job.cause)})" if job.cause else ""
    where = f" – {job.printer}" if job.printer else ""
    return f"{job.number}  {job.order.title}  {state}{why}{where}"
