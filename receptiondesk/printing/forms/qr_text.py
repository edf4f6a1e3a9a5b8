"""What the QR code of a form says (Circular 01/2023/TT-VPCP): as on the receipt, without a due day.

The time of publication is the day that stands on the form.
"""

from receptiondesk.printing.fonts import precomposed
from receptiondesk.printing.forms import blanks
from receptiondesk.printing.forms.data import Common, Subject


def text(common: Common, subject: Subject, *, masked: bool) -> str:
    """Return the text behind the QR code, empty where there is no dossier to be looked up.

    ``masked`` leaves only the last characters of the identifier.
    """
    if not subject.code:
        return ""
    words, number = common.words, subject.owner.number
    if masked:
        hidden = max(len(number) - max(words.number("mask_keeps"), 0), 0)
        number = "*" * hidden + number[hidden:]
    parts = (
        subject.code,
        subject.procedure_code,
        number,
        words["paper_name"],
        common.letterhead.system,
        blanks.day(words, common.day, "qr_day") if common.day else "",
    )
    separator = words["qr_separator"]
    return separator.join(" ".join(precomposed(p).replace(separator, " ").split()) for p in parts)
