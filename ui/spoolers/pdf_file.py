"""A file in place of a printer: the way that is always open."""

from dataclasses import dataclass
from pathlib import Path

from receptiondesk.domain.print_faults import PrintFault
from receptiondesk.domain.print_jobs import TO_FILE
from receptiondesk.paths import staged
from ui.spoolers.spooler import Heard, NotTakenError, Options, Queue, Stage, Took


@dataclass(frozen=True, slots=True)
class PdfFile:
    """Writes papers to one place; a file that stands there is replaced wholly or not at all."""

    path: Path

    def queues(self) -> tuple[Queue, ...]:
        """Return the file as the only printer."""
        return (Queue(TO_FILE, default=True),)

    def submit(self, pdf: bytes, options: Options) -> Took:
        """Write the file; copies and sides are for whoever prints it."""
        del options
        place = self.path.resolve()
        try:
            staged(place, pdf, durable=False).replace(place)
        except OSError as error:
            raise NotTakenError(PrintFault.NOT_WRITTEN, str(self.path)) from error
        return Took(TO_FILE)

    def watch(self, took: Took) -> Heard:
        """Return that it is done: a file does not wait."""
        del took
        return Heard(Stage.GONE_OUT)
