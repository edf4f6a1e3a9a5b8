"""What every way to a printer can do, and how it says that it could not.

A spooler never claims that paper came out: it tells what a queue took and what became of it there.
Calls may take as long as the printer likes, so the window never makes them itself
(`ui.printing_process`).
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from receptiondesk.domain.print_faults import PrintFault


@dataclass(frozen=True, slots=True)
class Queue:
    """A printer that the operating system knows.

    ``fault`` is what keeps it from printing now, ``None`` when it is ready; ``device`` is where it
    is, by which one that was renamed is known again; ``default``: the machine's own choice.
    """

    name: str
    fault: PrintFault | None = None
    device: str = ""
    default: bool = False


@dataclass(frozen=True, slots=True)
class Options:
    """How a paper is to come out.

    ``printer`` empty is the machine's own choice; ``title`` is what its queue shows (no personal
    data); ``size`` is ``a5``…, empty for the size of the pages; ``sides`` one of
    `receptiondesk.domain.print_choices.Sides`; ``device`` is where the printer was when chosen.
    """

    printer: str = ""
    title: str = ""
    copies: int = 1
    sides: str = "one"
    tray: str = ""
    size: str = ""
    device: str = ""


@dataclass(frozen=True, slots=True)
class Took:
    """That a queue took a paper: which one, and what it calls the job (empty if it does not)."""

    printer: str
    job: str = ""


class Stage(StrEnum):
    """How far a queue got with a job."""

    WAITING = "waiting"
    GONE_OUT = "gone_out"
    STUCK = "stuck"


@dataclass(frozen=True, slots=True)
class Heard:
    """What a queue says of a job; ``fault`` for one that is stuck, ``queued`` if still there."""

    stage: Stage
    fault: PrintFault | None = None
    queued: bool = False


class NotTakenError(Exception):
    """No queue took the paper; ``other`` is the present name of a printer that was renamed."""

    def __init__(self, fault: PrintFault, printer: str = "", other: str = "") -> None:
        """Keep the cause and the printer that was asked."""
        super().__init__(f"{fault}: {printer}")
        self.fault = fault
        self.printer = printer
        self.other = other


class Spooler(Protocol):
    """A way to the printers of this machine."""

    def queues(self) -> tuple[Queue, ...]:
        """Return the printers.

        Raises:
            NotTakenError: nobody answers the question.
        """

    def submit(self, pdf: bytes, options: Options) -> Took:
        """Hand a paper to a queue.

        A printer that is known to be unable is not asked, so that nothing waits in its queue to
        come out a second time later.

        Raises:
            NotTakenError: why no queue took it.
        """

    def watch(self, took: Took) -> Heard:
        """Return what became of a job by now.

        Raises:
            NotTakenError: nobody answers the question.
        """


def chosen(queues: tuple[Queue, ...], options: Options) -> Queue:
    """Return the queue that is meant, if it can print now.

    Raises:
        NotTakenError: it is missing, bears another name now, or cannot print.
    """
    wanted = [
        one for one in queues if (one.name == options.printer if options.printer else one.default)
    ]
    if not wanted:
        moved = [one for one in queues if options.device and one.device == options.device]
        if moved:
            raise NotTakenError(PrintFault.RENAMED, options.printer, moved[0].name)
        raise NotTakenError(PrintFault.MISSING, options.printer)
    if wanted[0].fault is not None:
        raise NotTakenError(wanted[0].fault, wanted[0].name)
    return wanted[0]
