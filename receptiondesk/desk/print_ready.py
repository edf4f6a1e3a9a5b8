"""A paper on its way out: for which printer, and moved as far as that printer needs."""

from dataclasses import dataclass

from receptiondesk.desk import print_choices
from receptiondesk.domain.print_choices import PrintChoice
from receptiondesk.office import Office
from receptiondesk.printing import calibration, wording


@dataclass(frozen=True, slots=True)
class Ready:
    """The bytes for one printer, and how they are to come out of it."""

    pdf: bytes
    choice: PrintChoice


def for_printer(office: Office, pdf: bytes, document: str, printer: str = "") -> Ready:
    """Return a paper as a printer is to get it.

    Args:
        office: the office at work.
        pdf: the paper as it was filed; that stays what the journal knows.
        document: its kind, by which the counter's choice is found.
        printer: the printer it goes to; empty takes the counter's choice.
    """
    choice = print_choices.of(office, document)
    if printer and printer != choice.printer:
        # Another printer's tray is nobody's choice, and where it is was never noted.
        choice = PrintChoice(printer, size=choice.size, copies=choice.copies, sides=choice.sides)
    offset = print_choices.offset_of(office, choice.printer)
    return Ready(calibration.moved(pdf, offset.x, offset.y), choice)


def calibration_page(
    office: Office, printer: str, size: str = "a4", *, moved: bool = True
) -> bytes:
    """Return the page with rulers by which a printer's offset is measured.

    ``moved``: its marks stand as that printer needs them; else whoever sends it moves it.

    Raises:
        Refused: ``bad_paper``; faults in the office's own wording.
        Trouble: the fonts are damaged.
    """
    offset = print_choices.offset_of(office, printer)
    words = wording.load("calibration", office.paths.root / "forms")
    page = calibration.render(words, printer, size, (offset.x, offset.y))
    return calibration.moved(page, offset.x, offset.y) if moved else page
