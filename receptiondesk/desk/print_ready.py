"""A paper on its way out: for which printer, and moved as far as that printer needs."""

from dataclasses import dataclass, replace
from io import BytesIO
from typing import Final

from receptiondesk.desk import print_choices
from receptiondesk.domain.print_choices import PrintChoice
from receptiondesk.office import Office
from receptiondesk.printing import calibration, wording

#: The sizes that a stock of paper has, in millimetres, the short side first.
_STOCK: Final = {"a5": (148.0, 210.0), "a4": (210.0, 297.0), "a3": (297.0, 420.0)}
_PLAY: Final = 2.0
_MM: Final = 25.4 / 72


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
    choice = _on_its_stock(choice, pdf)
    offset = print_choices.offset_of(office, choice.printer)
    return Ready(calibration.moved(pdf, offset.x, offset.y), choice)


def _on_its_stock(choice: PrintChoice, pdf: bytes) -> PrintChoice:
    """Return a choice for the size that the paper has: a list of A4 among forms of A5, say.

    Nothing is ever cut because a counter chose another size for its kind; the tray of that other
    size is not asked for either.
    """
    size = _stock_of(pdf)
    wanted = "a4" if choice.size == "a3-a4" else choice.size
    if not size or size == wanted or wanted not in _STOCK:
        return choice
    return replace(choice, size=size, tray="")


def _stock_of(pdf: bytes) -> str:
    from pypdf import PdfReader  # loaded late: nothing at the start needs it

    box = PdfReader(BytesIO(pdf)).pages[0].mediabox
    sides = sorted((float(box.width) * _MM, float(box.height) * _MM))
    for size, stock in _STOCK.items():
        if all(abs(one - other) <= _PLAY for one, other in zip(sides, stock, strict=True)):
            return size
    return ""


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
