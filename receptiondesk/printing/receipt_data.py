"""Everything a receipt says, as plain values: rendering reads nothing else, no clock either."""

from dataclasses import dataclass, field
from datetime import datetime

from receptiondesk.printing.frame import Letterhead
from receptiondesk.printing.wording import Wording


@dataclass(frozen=True, slots=True)
class Party:
    """A person or an organisation as the form names it; ``address`` is one line."""

    name: str
    number: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One paper that was handed in and kept. Papers that are only shown are never listed."""

    name: str
    originals: int = 1
    copies: int = 0


@dataclass(frozen=True, slots=True)
class Mentions:
    """Lines beyond the form; an empty one is left out.

    ``clock_unconfirmed``: nobody vouched for the clock at the moment of receipt. ``other_codes``
    are the codes on receipts given out before; ``memo`` is what a transfer is to say.
    """

    fee: str = ""
    due: str = ""
    provisional: bool = False
    clock_unconfirmed: bool = False
    other_codes: str = ""
    memo: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """Which print this is: ``number`` 1 is the first; ``revision`` counts corrections.

    ``replaces`` is true when a receipt was printed before the last correction.
    """

    number: int = 1
    revision: int = 0
    replaces: bool = False
    cancelled: bool = False
    cancel_reason: str = ""
    practice: bool = False


@dataclass(frozen=True, slots=True)
class FormName:
    """What the office calls the form: agencies renumber and rename it.

    ``order`` and ``sign`` stand before and behind the stroke of "Số: …/…".
    """

    order: str
    sign: str = ""
    number: str = "Mẫu số 01"
    title: str = "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ"


@dataclass(frozen=True, slots=True)
class ReceiptData:
    """The fields of Mẫu số 01. Times are aware and in UTC; ``due_at`` ``None`` prints a blank.

    ``mask_number`` hides all but the last characters of the number inside the QR code; the
    form's own line keeps it, because the form asks for it. ``seal`` is the office's signed code
    (`domain.receipt_seal`); without one none is printed. ``sample`` is the mark of a receipt that
    is filled with invented data to hang on a wall, empty for a real one.
    """

    words: Wording
    letterhead: Letterhead
    form: FormName
    code: str
    procedure_code: str
    procedure_name: str
    owner: Party
    received_at: datetime
    due_at: datetime | None
    limit: str
    result_at: str
    officer: str
    papers: tuple[PaperLine, ...] = ()
    sets: int = 1
    submitter: Party | None = None
    authority: str = ""
    mask_number: bool = False
    mentions: Mentions = field(default_factory=Mentions)
    issue: Issue = field(default_factory=Issue)
    seal: str = ""
    sample: str = ""

    @property
    def stamp(self) -> str:
        """Return what is stamped across the paper, empty for an ordinary one."""
        stamps = (
            self.words["cancelled_stamp"] if self.issue.cancelled else "",
            self.words["practice_stamp"] if self.issue.practice else "",
        )
        return " – ".join(filter(None, stamps))

    def coded_number(self) -> str:
        """Return the owner's number as the QR code may hold it."""
        number = self.owner.number
        if not self.mask_number:
            return number
        keeps = max(0, self.words.number("mask_keeps"))
        hidden = max(len(number) - keeps, 0)
        return "*" * hidden + number[hidden:]
