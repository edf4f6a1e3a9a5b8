"""What every form says, as plain values: rendering reads nothing else, no clock either."""

from dataclasses import dataclass, field
from datetime import date, datetime

from receptiondesk.printing.forms.layout import A5, Layout
from receptiondesk.printing.forms.template import Template
from receptiondesk.printing.frame import Letterhead
from receptiondesk.printing.receipt_data import Party
from receptiondesk.printing.wording import Wording


@dataclass(frozen=True, slots=True)
class Common:
    """The frame of a form: whose it is, its number and day, its paper.

    ``sign`` stands behind the number ("Số: …/PBS-<sign>"). ``code`` is the dossier's, empty for a
    form without one; ``qr`` is the text of the code at the upper left, empty for none. ``sample``
    is a form filled with invented data, ``practice`` one of an office that practises.
    """

    template: Template
    letterhead: Letterhead
    sign: str = ""
    number: str = ""
    day: date | None = None
    layout: Layout = A5
    code: str = ""
    qr: str = ""
    practice: bool = False
    sample: bool = False

    @property
    def words(self) -> Wording:
        """Return the form's words."""
        return self.template.words


@dataclass(frozen=True, slots=True)
class Subject:
    """What forms say of a dossier. Empty texts and absent times print blanks; times are aware."""

    owner: Party = field(default_factory=lambda: Party(""))
    procedure: str = ""
    procedure_code: str = ""
    code: str = ""
    received_at: datetime | None = None
    due_at: datetime | None = None
    agency: str = ""

    @property
    def request(self) -> str:
        """Return what is asked for, with the procedure's code where there is one."""
        if self.procedure and self.procedure_code:
            return f"{self.procedure} ({self.procedure_code})"
        return self.procedure
