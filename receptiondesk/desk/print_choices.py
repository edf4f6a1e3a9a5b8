"""The choices of this counter for each kind of paper, and each printer's offset."""

from dataclasses import replace
from typing import Any

from receptiondesk.desk import configuration
from receptiondesk.domain import print_choices
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.print_choices import DOCUMENTS, Offset, PrintChoice
from receptiondesk.domain.text import clean_line
from receptiondesk.office import Office

CHOICES = "print_choices"
OFFSETS = "printer_offsets"


def of(office: Office, kind: str) -> PrintChoice:
    """Return how a kind of paper is printed here, everything filled in that the office decides.

    The printer is empty when nobody chose one: the machine's own. Sizes of receipts come from the
    office's setting until a counter chooses its own.
    """
    key = print_choices.key_of(kind)
    known = DOCUMENTS[key]
    chosen = office.settings.print_choices.get(key, PrintChoice())
    size = office.settings.receipt_paper if key == "receipt" else known.sizes[0]
    return replace(
        chosen,
        printer=chosen.printer or office.settings.printer,
        size=chosen.size or size,
        sides=chosen.sides or known.sides.value,
    )


def change(office: Office, key: str, **changed: Any) -> Office:  # noqa: ANN401 - parts of a choice
    """Remember a choice for a kind of paper and return the office with it.

    Raises:
        Refused: as `receptiondesk.domain.print_choices.checked`; nothing was changed.
        Trouble: the file cannot be written now.
    """
    before = office.settings.print_choices.get(key, PrintChoice())
    texts = {name: clean_line(value) for name, value in changed.items() if isinstance(value, str)}
    after = print_choices.checked(key, replace(before, **{**changed, **texts}))
    choices = {**office.settings.print_choices, key: after}
    return configuration.change(office, CHOICES, print_choices.write_choices(choices))


def offset_of(office: Office, printer: str) -> Offset:
    """Return how far papers for a printer are moved."""
    return office.settings.printer_offsets.get(printer, Offset())


def move(office: Office, printer: str, offset: Offset) -> Office:
    """Remember how far papers for a printer are moved; zero forgets it.

    Raises:
        Refused: ``printer_needed``, ``bad_offset``; nothing was changed.
        Trouble: the file cannot be written now.
    """
    name = clean_line(printer)
    if not name:
        raise Refused(Problem("printer", "printer_needed", "Xin ghi tên máy in cần chỉnh lề."))
    checked = print_choices.checked_offset(offset)
    offsets = {**office.settings.printer_offsets, name: checked}
    return configuration.change(office, OFFSETS, print_choices.write_offsets(offsets))
